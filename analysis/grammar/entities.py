"""Which names stand for the same person or body: within an article and across the articles of a story.

Two names of persons are one if their surnames are, and their given names do not clash; bodies are one if one name is
the other with more words before it, or its initials.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz.distance import OSA

from analysis import lexicons

PREFIX = re.compile(r"(?:al|el|as|ash|an|ar|at|ad|az|ul|d|l|de|la)[-‐‑'’ ]+(?=\w)", re.IGNORECASE)  # before a name
POSSESSIVE = re.compile(r"['’‘]s?$")
PARTICLES = lexicons.terms("grammar", "particle")
SUFFIXES = lexicons.terms("grammar", "suffix")


class Mention(NamedTuple):
    """A name as it stands, without titles."""

    article_id: str
    start: int
    end: int
    text: str
    title: str  # what stands before the name: "Iraqi President", "Mr", "spokesman"
    kind: str  # of the name: person, organisation, place, group, other


@dataclass
class Entity:
    """A person, body or place; ``name`` is the fullest form found."""

    name: str
    kind: str
    gender: str = ""
    forms: Counter[str] = field(default_factory=Counter)


@functools.cache
def genders() -> dict[str, str]:
    """Title, role noun or given name → male or female; words that tell neither are left out."""
    roles, names = lexicons.read("sources"), lexicons.read("given_names")
    told = {str(t): str(g) for t, g in zip(roles["term"], roles["gender"], strict=True) if g}
    return told | dict(zip(names["term"], names["category"], strict=True))


@functools.cache
def offices() -> frozenset[str]:
    """Words for what somebody or some body is: titles, persons by role, kinds of body; small, without dots."""
    table = lexicons.read("sources")
    table = table[(table["part"] != "name") & table["category"].isin(["title", "person", "people", "institution"])]
    return frozenset(w.lower().strip(".") for term in table["term"] for w in term.split()[-1:])


def is_person(name: str) -> bool:
    """Whether a name reads as a person's: given name and surname, no office, body, place or newsroom.

    >>> is_person("Ned Price"), is_person("State Department"), is_person("army spokesman"), is_person("Iran")
    (True, False, False, False)
    """
    words = name.split()
    capital = len(words) > 1 and words[0][0].isupper() and PREFIX.sub("", words[-1])[:1].isupper()
    return capital and not {w.lower() for w in words} & offices() and plain(name) not in places() and not is_media(name)


@functools.cache
def places() -> dict[str, str]:
    """Name, adjective or abbreviation of a country or city (as ``plain`` spells it) → its name."""
    table = lexicons.read("places")
    named = zip(table["term"], table["category"], strict=True)
    return {plain(t): t if c == "itself" else c for t, c in named}


@functools.cache
def _place_names() -> dict[str, str]:
    return {plain(name): name for name in places().values()}


@functools.cache
def _media() -> tuple[frozenset[str], frozenset[str]]:
    table = lexicons.read("sources")
    table = table[table["category"] == "media"]
    names = frozenset(plain(t) for t in table.loc[table["part"] == "name", "term"])
    return names, frozenset(table.loc[table["part"] == "other", "term"])


@functools.lru_cache(maxsize=200_000)
def plain(name: str) -> str:
    """A name without case, accents, dots, apostrophes and hyphens, so that spellings can be compared.

    >>> plain("Asa’ib Ahl al-Haq"), plain("U.S.")
    ('asaib ahl al haq', 'us')
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(" " if c in "-‐‑–" else c for c in letters if not unicodedata.combining(c) and c not in ".'’‘`ʿʾ")
    return " ".join(kept.split())


def is_media(name: str) -> bool:
    """True for the name of a newsroom: Reuters, The Washington Post, Al-Mayadeen TV."""
    names, parts = _media()
    bare = plain(name).removeprefix("the ")
    return (
        bare in names or plain(name) in names or any(w in parts or w in ("TV", "Television") for w in name.split()[-1:])
    )


def surname(name: str) -> tuple[str, str]:
    """Given name (or '') and surname, plain: al-, el- and Jr. are no part of a surname.

    >>> surname("Mustafa al-Kadhimi"), surname("Al Kadhimi"), surname("Joseph R. Biden Jr")
    (('mustafa', 'kadhimi'), ('', 'kadhimi'), ('joseph', 'biden'))
    """
    parts = [p for p in plain(PREFIX.sub(" ", " " + name).replace(" al ", " ")).split() if p not in SUFFIXES]
    parts = parts or plain(name).split() or [""]
    while len(parts) > 1 and parts[0] in PARTICLES - {"abu", "ben"}:
        parts = parts[1:]
    return (parts[0] if len(parts) > 1 else ""), parts[-1]


def alike(one: str, other: str, *, strict: bool) -> bool:
    """True for two spellings of one surname: the same letters in another order, or (not strict) one letter off."""
    if one == other:
        return True
    if min(len(one), len(other)) < 5 or one[0] != other[0]:
        return False
    return sorted(one) == sorted(other) or (not strict and OSA.distance(one, other) == 1)


def generation(name: str) -> str:
    """Jr or Sr at the end of a name, plain; '' for other names.

    >>> generation("Donald Trump Jr."), generation("Donald Trump")
    ('jr', '')
    """
    last = plain(name).split()[-1:]
    return last[0] if last and last[0] in ("jr", "sr") else ""


def _two_generations(mentions: list[Mention]) -> set[str]:
    """Surnames that an article has with one given name both with and without Jr: Donald Trump, Donald Trump Jr."""
    forms: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for m in mentions:
        given, last = surname(m.text)
        if given:
            forms[m.article_id, given, last].add(generation(m.text))
    return {last for (_, _, last), found in forms.items() if "" in found and len(found) > 1}


@functools.cache
def _short_forms() -> dict[str, frozenset[str]]:
    """Nickname → the given names that it is short for."""
    table = lexicons.read("nicknames")
    return {str(term): frozenset(rows["category"]) for term, rows in table.groupby("term")}


def same_given(one: str, other: str) -> bool:
    """Whether two given names (plain) may be of one person: equal, an initial, a short form, another spelling.

    >>> same_given("joe", "joseph"), same_given("j", "joseph"), same_given("james", "john")
    (True, True, False)
    """
    if "?" in (one, other) or one == other or (min(len(one), len(other)) == 1 and one[0] == other[0]):
        return True
    forms = [_short_forms().get(n, frozenset()) | {n} for n in (one, other)]
    return bool(forms[0] & forms[1]) or alike(one, other, strict=False)


class People:
    """The persons of a story: who is meant by a name in one of its articles."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        mentions = list(mentions)
        self._two = _two_generations(mentions)
        rows = [(m, *self._parts(m)) for m in mentions]
        self._by_surname: dict[str, list[tuple[str, Entity]]] = defaultdict(list)
        self._in_article: Counter[tuple[str, int]] = Counter()
        self._by_given: dict[tuple[str, str], list[Entity]] = defaultdict(list)
        self._foreign = {s for m, _, s in rows if PREFIX.match(m.text.split()[-1] + " ")}
        self._initial: dict[str, set[str]] = defaultdict(set)
        self._letters: dict[str, set[str]] = defaultdict(set)
        for _, _, last in rows:
            self._initial[last[:1]].add(last)
            self._letters["".join(sorted(last))].add(last)
        for m, given, last in rows:
            if m.kind == "person" and given:
                entity = self._full(given, last, m)
                self._in_article[m.article_id, id(entity)] += 1
                self._by_given[m.article_id, given].append(entity)

    def _parts(self, m: Mention) -> tuple[str, str]:
        """Given name and surname, with Jr where the story has father and son."""
        given, last = surname(m.text)
        younger = generation(m.text)
        return given, f"{last} {younger}" if younger and last in self._two else last

    def _full(self, given: str, last: str, m: Mention) -> Entity:
        for known, entity in self._spelt(last):
            if same_given(known, given) and not _clash(entity.gender, _gender(m)):
                break
        else:
            entity = Entity(m.text, "person")
            self._by_surname[last].append((given, entity))
        entity.forms[m.text] += 1
        entity.gender = entity.gender or _gender(m)
        entity.name = _fullest(entity.forms)
        return entity

    def _spelt(self, last: str) -> list[tuple[str, Entity]]:
        if last in self._by_surname:
            return self._by_surname[last]
        near = (
            self._initial[last[:1]] if last in self._foreign else self._letters["".join(sorted(last))] | self._foreign
        )
        close = [s for s in near if s in self._by_surname and alike(s, last, strict=not {s, last} & self._foreign)]
        return self._by_surname[min(close)] if close else []

    def known(self, name: str) -> bool:
        """True if somebody has that surname."""
        return surname(name)[1] in self._by_surname

    def who(self, m: Mention) -> Entity | None:
        """The person meant by a mention; None where nothing says that it is one."""
        given, last = self._parts(m)
        candidates = [e for g, e in self._spelt(last) if not given or same_given(g, given)]
        told = _gender(m)
        candidates = [e for e in candidates if not _clash(e.gender, told)]
        if not candidates and not given:
            candidates = list({id(e): e for e in self._by_given.get((m.article_id, last), [])}.values())
        if candidates:
            best = max(candidates, key=lambda e: self._in_article[m.article_id, id(e)])
            if not best.forms.keys() - {best.name} and len(m.text) > len(best.name) and m.text.endswith(best.name):
                best.name = m.text  # Al Cardenas
            return best
        if m.kind != "person":
            return None
        entity = Entity(m.text, "person", told, Counter([m.text]))
        self._by_surname[last].append((given or "?", entity))
        return entity


def _fullest(forms: Counter[str]) -> str:
    """The longest form of a name among those with its most common given name; that is no initial if it can be.

    >>> _fullest(Counter({"Barack Obama": 3, "Barack Hussein Obama": 1, "Bubba Axes Obama": 1}))
    'Barack Hussein Obama'
    """
    given: Counter[str] = Counter()
    for form, n in forms.items():
        given[surname(form)[0]] += n
    first = max(given, key=lambda g: (len(g) > 1, given[g]))
    mine = [f for f in forms if surname(f)[0] == first]
    return max(mine, key=lambda f: (len(f.split()), forms[f], -mine.index(f)))


def _clash(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _gender(m: Mention) -> str:
    for word in (*reversed(m.title.replace(".", "").split()), *m.text.split()[:1]):
        if word in genders() or word.lower() in genders():
            return genders().get(word) or genders()[word.lower()]
    return ""


def body_key(name: str) -> str:
    """What two names of one body share: no article, no possessive, a country for its adjective.

    >>> body_key("Iraq’s Interior Ministry") == body_key("the Iraqi Interior Ministry")
    True
    """
    parts = [POSSESSIVE.sub("", w) for w in name.split()]
    spelt = [plain(p) for p in parts if p.lower() not in ("the", "a", "an")]
    pairs = " ".join(spelt)
    if pairs in places():
        return plain(places()[pairs])
    return " ".join(plain(places().get(w, w)) for w in spelt)


class Bodies:
    """The bodies and places of a story, under the longest name that each is given."""

    def __init__(self, names: Iterable[str]) -> None:
        self._forms: dict[str, Counter[str]] = defaultdict(Counter)
        for name in names:
            self._forms[body_key(name)][re.sub(r"^(?:the|a|an)\s+", "", name, flags=re.I)] += 1
        self._long = {
            "".join(w[0] for w in k.split() if w not in ("of", "the", "for", "and", "on")): k
            for k in self._forms
            if " " in k
        }

    def name(self, name: str) -> str:
        """The longest form; one with a possessive only where there is no other."""
        key = body_key(name)
        if key in _place_names():
            return _place_names()[key]
        if name.isupper() and " " not in name and key in self._long:
            key = self._long[key]
        forms = self._forms.get(key) or Counter([re.sub(r"^(?:the|a|an)\s+", "", name, flags=re.I)])
        return max(forms, key=lambda f: (not re.search(r"['’]s?\b ", f), len(f), forms[f]))


def body_names(names: Iterable[str]) -> dict[str, str]:
    """Each name → the longest name of the same body among them: the State Department is the US State Department.

    A name whose last words are the whole of a shorter one is the same body, if only one name is like that.
    """
    given = list(dict.fromkeys(names))
    bodies = Bodies(given)
    keys = {name: body_key(name) for name in given}
    longer: dict[str, set[str]] = defaultdict(set)
    for name, key in keys.items():
        parts = key.split()
        for n in range(1, len(parts)):
            if all(w[0].isupper() or w in ("of", "the", "for") for w in name.split()[:n]):
                longer[" ".join(parts[n:])].add(key)
    by_key = {key: bodies.name(name) for name, key in keys.items()}
    return {
        name: by_key[next(iter(longer[key]))] if len(longer[key]) == 1 else by_key[key] for name, key in keys.items()
    }
