"""The people, bodies and places that a text names, each under one name: within an article and across a story.

Rules over capitalised words, titles and the words around them; no model, no list of persons.
"""

import functools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd
from rapidfuzz.distance import OSA

from analysis import lexicons
from analysis.lexicons.inflection import plural
from analysis.tables import STRING
from analysis.words import words

PREFIX = re.compile(r"(?:al|el|as|ash|an|ar|at|ad|az|ul|d|l|de|la)[-‐‑'’ ]+(?=\w)", re.IGNORECASE)  # before a name
POSSESSIVE = re.compile(r"['’‘]s?$")
SEAT = re.compile(r"[RDI][-‐‑][A-Z]")  # Kelly Ayotte, R-New Hampshire
COMPOUND = re.compile(r"-(?:\w+ed|led|born|style|wing|era|like|run|wide|only|friendly|controlled)$")  # Iran-backed
ABBREVIATION = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$|[^\W\d_]$")
PARTICLES = lexicons.terms("grammar", "particle")
SUFFIXES = lexicons.terms("grammar", "suffix")
CALENDAR = lexicons.terms("grammar", "calendar")
LANDMARKS = lexicons.terms("grammar", "landmark and surname")
THE = re.compile(r"\bthe $", re.IGNORECASE)
OPENERS = lexicons.terms("grammar", "opener")
PROPER = lexicons.terms("grammar", "body by itself")
SURNAMES_TOO = lexicons.terms("grammar", "title and surname")
BODY_WORDS = lexicons.terms("grammar", "body")


class Word(NamedTuple):
    """A word of the text without a possessive ending; ``broken`` if it had one or if a sentence starts at it."""

    start: int
    end: int
    text: str
    possessive: bool


class Mention(NamedTuple):
    """A name as it stands: without titles; ``kind`` is person, body, place or '' where nothing tells."""

    article_id: str
    start: int
    end: int
    text: str
    title: str  # what stands before the name: "Iraqi President", "Mr", "spokesman"
    kind: str
    first: int  # where the title starts
    doubtful: bool = False  # one word that opens a sentence: a name only if it is somebody's surname


@dataclass
class Entity:
    """A person, body or place; ``name`` is the fullest form found."""

    name: str
    kind: str
    gender: str = ""
    forms: Counter[str] = field(default_factory=Counter)


@functools.cache
def _titles() -> frozenset[tuple[str, ...]]:
    table = lexicons.read("sources")
    return frozenset(tuple(t.split()) for t in table.loc[table["category"] == "title", "term"])


@functools.cache
def genders() -> dict[str, str]:
    """Title, role noun or given name → male or female; words that tell neither are left out."""
    roles, names = lexicons.read("sources"), lexicons.read("given_names")
    told = {str(t): str(g) for t, g in zip(roles["term"], roles["gender"], strict=True) if g}
    return told | dict(zip(names["term"], names["category"], strict=True))


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


@functools.cache
def person_nouns() -> frozenset[str]:
    """Words for one person: official, spokesman …"""
    table = lexicons.read("sources")
    return frozenset(table.loc[table["category"] == "person", "term"])


@functools.cache
def _plurals() -> frozenset[str]:
    return frozenset(plural(n) for n in person_nouns())


@functools.cache
def _function_words() -> frozenset[str]:
    return frozenset(lexicons.read("function_words")["term"])


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


def tokens(text: str, start: int, end: int) -> list[Word]:
    """The words between two places, possessive endings cut off."""
    found = []
    for b, e in words(text[start:end]):
        word = text[start + b : start + e]
        cut = POSSESSIVE.search(word)
        end_at = start + (b + cut.start() if cut and cut.start() else e)
        after = text[end_at : end_at + 1] in ("'", "’") and text[end_at - 1 : end_at] == "s"
        found.append(Word(start + b, end_at, text[start + b : end_at], bool(cut) or after))
    return found


def capital(word: str) -> bool:
    """True for a word that is written as a name: Kadhimi, al-Kadhimi; not Iran-backed."""
    if COMPOUND.search(word) or SEAT.match(word):
        return False
    return word[0].isupper() or (bool(PREFIX.match(word)) and word[PREFIX.match(word).end()].isupper())  # type: ignore[union-attr]


def _joined(text: str, run: list[Word], word: Word, after: Word | None) -> bool:
    """True if the word goes on with the run of capitalised words."""
    last = run[-1]
    gap = text[last.end : word.start]
    if last.possessive or (gap not in (" ", "\xa0", " & ") and not (gap == ". " and _abbreviated(last.text))):
        return False
    if capital(word.text):
        return word.text != "The"
    if after is None or not capital(after.text) or gap != " ":
        return False
    small, before = word.text, last.text.lower()
    if small == "of":
        return before in BODY_WORDS or before in ("secretary", "chief", "speaker", "bank", "rights", "chamber", "voice")
    return small in PARTICLES or (small in ("for", "on", "in") and any(w.text.lower() in BODY_WORDS for w in run))


def _abbreviated(word: str) -> bool:
    return (
        bool(ABBREVIATION.search(word[-12:])) or ((word,) in _titles() and len(word) <= 5) or word in ("Jr", "Sr", "St")
    )


def runs(text: str, start: int, end: int, known: frozenset[str]) -> Iterator[list[Word]]:
    """Capitalised words that stand together in a sentence.

    A word that opens the sentence counts only if it is not among ``known``, the words that the text also writes small.
    """
    sentence = tokens(text, start, end)
    run: list[Word] = []
    for n, word in enumerate(sentence):
        after = sentence[n + 1] if n + 1 < len(sentence) else None
        if run and _joined(text, run, word, after):
            run.append(word)
            continue
        if run:
            yield run
        opens = n == 0 or text[word.start - 1] in "“\"‘'«„:" or text[word.start - 2 : word.start] in (". ", "? ", "! ")
        small = word.text.lower().replace("’", "'")
        begins = word.text in genders() or (word.text,) in _titles()  # Bill Scher, Secretary of State … open a sentence
        named = begins and after is not None and (capital(after.text) or after.text == "of")
        ordinary = small in _function_words() or small.split("'")[0] == "i" or (opens and small in known and not named)
        run = [word] if capital(word.text) and not ordinary and word.text.lower() not in CALENDAR else []
    if run:
        yield run


def _trails(run: list[Word]) -> bool:
    """True for a weekday or month behind a name, not for Theresa May."""
    day = run[-1].text.lower() in CALENDAR and not (len(run) > 1 and run[-2].text in genders())
    return day or run[-1].text in ("The", "A", "Read", "Watch", "Click", "More", "Share")


def _shouts(word: str) -> bool:
    return len(word) > 3 and word.isupper()


def _split(run: list[Word]) -> tuple[list[Word], list[Word]]:
    """Titles and what else stands before a name, and the name."""
    names = [w.text for w in run]
    cut = 0
    for n in range(len(names)):
        for size in (3, 2, 1):
            title = tuple(names[n : n + size])
            if len(title) == size and title in _titles():
                surname = n + size == len(names) and names[n].lower() in SURNAMES_TOO
                surname |= names[n] in ("Republican", "Democrat") and any(w.lower() in BODY_WORDS for w in names[n:])
                cut = cut if surname else max(cut, n + size)
        body = n > 0 and names[n - 1].lower() in BODY_WORDS - {"east", "west", "north", "south"}
        if (
            body
            and n + 1 < len(names)
            and names[n] in genders()
            and not any(w.lower() in BODY_WORDS for w in names[n:])
        ):
            cut = max(cut, n)  # (Director of) National Intelligence James Clapper
    while len(names) - cut > 1 and _shouts(names[cut]) and not _shouts(names[cut + 1]):  # MUST WATCH Obama
        cut += 1
    rest = names[cut:]
    if cut and rest and all(w.lower() in BODY_WORDS for w in rest):  # Justice Department
        cut = 0
    return run[:cut], run[cut:]


def _kind(text: str, title: list[Word], name: list[Word]) -> str:
    spelt = " ".join(w.text for w in name)
    if is_media(spelt):
        return "body"
    if plain(spelt) in places():
        return "place"
    if title:
        return "person"
    if name[-1].text.lower() in _plurals():
        return ""  # Virginia Democrats: people by what they are
    given = name[0].text in genders() and len(name) > 1
    speaks = re.match(r"(?:,| said\b| says\b| told\b)", text[name[-1].end : name[-1].end + 6])
    if (
        len(name) == 2
        and name[1].text.lower() in LANDMARKS
        and speaks
        and not THE.search(text[max(0, name[0].start - 5) : name[0].start])
    ):
        return "person"  # Celinda Lake, president of …
    if any(w.text.lower() in BODY_WORDS for w in name[given:]) or any(w.text in ("of", "for", "on") for w in name):
        return "body"
    before = text[max(0, name[0].start - 30) : name[0].start].split()
    if before and before[-1].lower() in person_nouns():
        return "person"
    if given:
        return "person"
    after = re.match(r" ([a-z]+)", text[name[-1].end : name[-1].end + 20])
    if len(name) > 1 and after and after[1] in BODY_WORDS:  # the Kataib Hezbollah group
        return "body"
    if len(name) == 1:
        short = name[0].text.isupper() and 2 <= len(name[0].text) <= 5 and not text[:200].isupper()
        return "body" if short else ""
    if (before and before[-1].lower() == "the") or all(w.text.isupper() for w in name):
        return "body"
    return "person" if len(name) <= 5 else "body"


def find(article_id: str, text: str, sentences: tuple[tuple[int, int], ...]) -> list[Mention]:
    """The names of an article, in text order."""
    known = frozenset(w for w in re.findall(r"[^\W\d_]+", text) if w.islower())
    together = [(run[0].start - start < 2, run) for start, end in sentences for run in runs(text, start, end, known)]
    inner = {w.text for opens, run in together for w in run[opens:]}
    begin = {surname(run[0].text)[1] for opens, run in together if not opens or len(run) == 1}
    found = []
    for opens, run in together:
        if opens and len(run) > 1 and _opener(run, inner, begin):  # Unlike Patriot, Later al-Kadhimi
            opens, run = False, run[1:]
        while run and _trails(run):
            run = run[:-1]
        title, name = _split(run)
        if name and not all(w.text.lower() in PARTICLES for w in name) and not _generic(name):
            start, end, first = name[0].start, name[-1].end, run[0].start
            kind = _kind(text, title, name)
            doubtful = not kind and opens and len(name) == 1 and name[0].text not in inner
            told = text[first:start].strip()
            found.append(Mention(article_id, start, end, text[start:end], told, kind, first, doubtful))
    bodies = {plain(m.text) for m in found if m.kind == "body"}
    found = [m._replace(kind="body") if m.kind == "person" and plain(m.text) in bodies else m for m in found]
    return _without_ordinary(text, found, known)


def _without_ordinary(text: str, found: list[Mention], known: frozenset[str]) -> list[Mention]:
    """Team Obama, Emperor Obama: without a first word that the text has in small letters too and is no given name.

    Only where the rest stands before, by itself or with another first word: Stormy Daniels is introduced so.
    """
    doubted = [m.kind == "person" and not m.title and _also_small(m.text.split()[0], known) for m in found]
    first: dict[str, int] = {}
    for m, doubt in zip(found, doubted, strict=True):
        if not doubt:
            first.setdefault(surname(m.text)[1], m.start)
    kept = []
    for m, doubt in zip(found, doubted, strict=True):
        rest = m.text.split(None, 1)[-1]
        before = first.get(surname(rest)[1], m.start) < m.start
        if doubt and rest != m.text and before and plain(rest) not in places():
            start = m.end - len(rest)
            m = m._replace(start=start, first=start, text=rest, kind="person" if " " in rest else "")
        kept.append(m)
    return kept


def _also_small(word: str, known: frozenset[str]) -> bool:
    return word.lower() in known and word not in genders() and word.lower() not in PARTICLES


def _opener(run: list[Word], inner: set[str], begin: set[str]) -> bool:
    """True if the first word only opens the sentence and the name begins after it."""
    first = run[0].text
    if first.lower() in OPENERS:
        return True
    rest = surname(run[1].text)[1] in begin or any(w.text in genders() for w in run[1:2])
    return first not in genders() and first not in inner and rest and (first,) not in _titles()


def _generic(name: list[Word]) -> bool:
    """True for a kind of body alone: the Ministry, which the text has named before."""
    return len(name) == 1 and name[0].text.lower() in BODY_WORDS - PROPER


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
            if known[0] == given[0] and not _clash(entity.gender, _gender(m)):
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
        candidates = [e for g, e in self._spelt(last) if not given or g[0] == given[0]]
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


def inventory(articles: pd.DataFrame, sentences: pd.DataFrame) -> dict[str, list[tuple[Mention, Entity]]]:
    """Every name of every article with the entity that it stands for, by article."""
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    columns = ["article_id", "start", "end", "zone"]
    headlines: dict[str, tuple[int, int]] = {}
    for article, start, end, zone in sentences[columns].itertuples(index=False, name=None):
        if zone != "headline":  # a headline in title case looks like one long name
            spans[article].append((start, end))
        else:
            headlines[article] = (headlines.get(article, (start, end))[0], end)
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    stories: dict[str, list[str]] = defaultdict(list)
    for article, story in zip(articles["article_id"], articles["story"], strict=True):
        stories[story or f"\0{article}"].append(article)
    found: dict[str, list[tuple[Mention, Entity]]] = {}
    for ids in stories.values():
        found |= _of_story(tuple((a, texts[a], tuple(spans[a]), headlines.get(a)) for a in ids))
    return found


@functools.lru_cache(maxsize=64)  # speakers, actors and mentions all ask for them
def _of_story(
    articles: tuple[tuple[str, str, tuple[tuple[int, int], ...], tuple[int, int] | None], ...],
) -> dict[str, list[tuple[Mention, Entity]]]:
    """The names of one story, from the id, text, sentences and headline of each article; not to be changed."""
    named = {article: find(article, text, spans) for article, text, spans, _ in articles}
    people = People(m for mentions in named.values() for m in mentions)
    bodies = Bodies(m.text for mentions in named.values() for m in mentions if m.kind in ("body", "place"))
    found: dict[str, list[tuple[Mention, Entity]]] = {}
    for article, text, _, headline in articles:
        mentions = _headline(article, text, headline, named[article]) + named[article]
        whole = _beginnings(mentions)
        pairs = [(m, _entity(m, people, bodies, whole)) for m in mentions]
        found[article] = [(m, e) for m, e in pairs if e.kind == "person" or not _ordinary(m)]
    return found


def _ordinary(m: Mention) -> bool:
    """True for a word that is a name only if somebody in the story has it as surname: Troops …, the King."""
    return m.doubtful or m.text.lower() in SURNAMES_TOO


def _headline(article: str, text: str, span: tuple[int, int] | None, mentions: list[Mention]) -> list[Mention]:
    """The names of a headline, where title case hides them: those that the text below has too."""
    known = {plain(m.text): m.kind for m in mentions}
    line = tokens(text, *span) if span else []
    found: list[Mention] = []
    for n in range(len(line)):
        for size in (4, 3, 2, 1):
            start, end = line[n].start, line[min(n + size, len(line)) - 1].end
            name = text[start:end]
            if (
                n + size <= len(line)
                and plain(name) in known
                and capital(name)
                and (not found or start >= found[-1].end)
            ):
                found.append(Mention(article, start, end, name, "", known[plain(name)], start))
                break
    return found


def _beginnings(mentions: list[Mention]) -> dict[str, str]:
    """First word of a body's name → the name, where only one body begins so: United → United Airlines."""
    names = {(m.text.split()[0], m.text) for m in mentions if m.kind == "body" and " " in m.text}
    often = Counter(first for first, _ in names)
    return {first: name for first, name in names if often[first] == 1 and len(first) > 3}


def _entity(m: Mention, people: People, bodies: Bodies, whole: dict[str, str]) -> Entity:
    newsman = m.kind == "body" and " " not in m.text and people.known(m.text)  # Bloomberg
    person = people.who(m) if m.kind in ("person", "") or newsman else None
    if person is None and not m.kind and m.text in whole:
        return Entity(bodies.name(whole[m.text]), "body")
    return person or Entity(bodies.name(m.text) if m.kind else m.text, m.kind)


def mentions(articles: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Every name in the texts: article_id, start, end, text, kind (person, body, place, ''), name.

    ``text`` is the name as it stands, without titles; ``name`` is the fullest form of it in the story, so that
    al-Kadhimi, Kadhimi and al-Khadimi have one. Headlines are left out. Not found: names written small, names that
    open a sentence and are also ordinary words; one surname for two people goes to the one named in full more often.
    """
    rows = [
        (m.article_id, m.start, m.end, m.text, m.kind or e.kind, e.name)
        for found in inventory(articles, sentences).values()
        for m, e in found
    ]
    table = pd.DataFrame(rows, columns=["article_id", "start", "end", "text", "kind", "name"])
    text_columns = dict.fromkeys(["article_id", "text", "kind", "name"], STRING)
    return table.astype(text_columns | dict.fromkeys(["start", "end"], "int64"))
