"""Who is meant by the words that name a source: one canonical name a person or body."""

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from analysis import lexicons
from analysis.attribution.names import Bodies, Entity, Mention, Word, body_key, genders, is_media, places, plain, tokens
from analysis.attribution.relations import Places, Relation, Span, overlap
from analysis.attribution.source_type import (
    CUTS,
    DEFINITE,
    PRONOUNS,
    QUANTIFIERS,
    Phrase,
    anonymity,
    noun,
    of_phrase,
    phrase,
)
from analysis.attribution.stance import cue_words

FIRST = lexicons.terms("grammar", "first person")
MALE = lexicons.terms("grammar", "male pronoun")
FEMALE = lexicons.terms("grammar", "female pronoun")
MANY = lexicons.terms("grammar", "plural pronoun")
THING = lexicons.terms("grammar", "neuter pronoun")
RELATIVE = lexicons.terms("grammar", "relative pronoun")
MADE = re.compile(r"\s*(?:by|from|of)\s+", re.IGNORECASE)  # a statement by …
LEAD = re.compile(r"(?:by|from|of|to|for|with|s|and|or|but|that|as)\s+", re.IGNORECASE)  # no part of a source
DETERMINERS = lexicons.terms("function_words", "determiner")
ACTORS = ("person", "people", "institution")  # nouns for whom "who" can stand
LONG = {
    "gov": "governor",
    "sen": "senator",
    "rep": "representative",
    "gen": "general",
    "pm": "minister",
    "dr": "doctor",
}
WHEN = re.compile(
    r"\s(?:this|last|next)\s(?:week|month|year)\b.*$|\s(?:(?:in|on|late|early)\s(?:\w+\s)?)?(?:(?:jan|febr)uary|march|april|may|june|july|august|(?:sept|nov|dec)ember"
    r"|october|(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday)\b.*$",
    re.IGNORECASE,
)
BODIES = lexicons.terms("grammar", "body named before")
FUNCTION_WORDS = frozenset(lexicons.read("function_words")["term"])
NO_NOUNS = FUNCTION_WORDS | lexicons.terms("grammar", "calendar")
FAR = 500  # characters around a source in which its sentence is read
LONGEST = 2000  # characters of a sentence or paragraph that are searched for a name
RECENT = 200  # attributions that an expression may look back
BE = frozenset({"is", "are", "was", "were", "be", "been"})
NO_ONE = frozenset({"no one", "no-one", "nobody", "none", "neither"})
BACK = 12  # sentences that a pronoun may look back
SPOKEN = lexicons.terms("grammar", "speech")


class Speaker(NamedTuple):
    """Who it is and on which rung; ``gender`` and ``many`` only help to resolve later pronouns."""

    name: str
    type: str
    gender: str = ""
    many: bool = False
    words: frozenset[str] = frozenset()  # what the text calls it: the prime minister, the spokesman


NOBODY = Speaker("", "none")


class Article:
    """What resolving needs of one article: its text, names, sentences and quotations."""

    def __init__(
        self, text: str, sentences: list[Span], named: list[tuple[Mention, Entity]], quotes: list[Span]
    ) -> None:
        self.text = text
        self.starts = [s for s, _ in sentences]
        self.sentences = sentences
        self.named = named
        self.at = [m.start for m, _ in named]
        self.quotes = sorted(quotes)

    @cached_property
    def roles(self) -> list[tuple[Mention, Entity, frozenset[str]]]:
        """The persons named, each with what the text calls it there."""
        return [(m, e, _called(self.text, m)) for m, e in self.named if _is_person(m, e)]

    def sentence(self, place: int) -> int:
        """Number of the sentence in which a place stands."""
        return max(0, bisect_right(self.starts, place) - 1)

    def within(self, start: int, end: int) -> list[tuple[Mention, Entity]]:
        """Names that overlap the stretch between two places."""
        first = bisect_right(self.at, start) - 1
        first += first < 0 or self.named[first][0].end <= start
        return self.named[first : bisect_right(self.at, end - 1)]

    def before(self, place: int) -> list[tuple[Mention, Entity]]:
        """The last names before a place."""
        at = bisect_right(self.at, place)
        return self.named[max(0, at - 2 * RECENT) : at]

    def roles_near(self, place: int) -> list[tuple[Mention, Entity, frozenset[str]]]:
        """The persons named around a place, with what they are called."""
        at = bisect_right(self.roles, place, key=lambda r: r[0].start)
        return self.roles[max(0, at - 2 * RECENT) : at + RECENT]

    def quoted(self, place: int) -> Span | None:
        """The quotation in which a place stands."""
        n = bisect_right(self.quotes, (place, 10**12)) - 1
        return self.quotes[n] if n >= 0 and self.quotes[n][0] <= place < self.quotes[n][1] else None


def _is_person(m: Mention, e: Entity) -> bool:
    return e.kind == "person" and m.kind in ("person", "")


def _called(text: str, m: Mention) -> frozenset[str]:
    """Words that the text puts beside a name: titles before it, an apposition after it."""
    before = [w.text for w in tokens(text, max(0, m.first - 60), m.first)][-4:]
    stop = max((n + 1 for n, w in enumerate(before) if w.lower() in ("said", "and", "of", "told")), default=0)
    clause = re.match(r",\s+([^.,;()\n“\"]{3,80})", text[m.end : m.end + 90])
    apposition = clause[1].split() if clause and not re.match(r"(?:who|which|and|but|said)\b", clause[1]) else []
    gap = re.search(r"[.,;:!?\n“”\"(]\s*\w*\s*$", text[max(0, m.first - 8) : m.first])
    own = [] if gap else before[stop:]
    said = [body_key(w) for w in (*own, *m.title.split(), *apposition)]
    return frozenset((*said, *(LONG[w] for w in said if w in LONG)))


class Resolver:
    """Resolves the sources of one article, in text order, and remembers who was found where."""

    def __init__(self, article: Article, bodies: Bodies, given: list[Relation], story: dict[str, Entity]) -> None:
        self.story = story  # title → the one person of the story who has it
        self.around = Places((piece, r) for r in given for piece in r.content)
        self.article = article
        self.bodies = bodies
        self.given = given
        self.found: list[tuple[int, Relation, Speaker]] = []  # place of the source or cue

    def all(self) -> dict[str, Speaker]:
        """The speaker of every relation, by attribution_id."""
        for relation in sorted(self.given, key=lambda r: (r.source or r.cue or r.content)[0]):
            place = (relation.source or relation.cue or relation.content)[0][0]
            self.found.append((place, relation, self.speaker(relation)))
        return {r.attribution_id: s for _, r, s in self.found}

    def speaker(self, relation: Relation) -> Speaker:
        """Who the relation's source is; without one, the subject that the cue shares with the verb before it."""
        start, end = _trim(self.article.text, *relation.source[0]) if relation.source else (0, 0)
        return self.who(start, end, relation) if start < end else self._shared(relation)

    def _shared(self, relation: Relation) -> Speaker:
        """The subject of “Kadhimi held a meeting and vowed to …” or “Calling it an act of war, he said …”."""
        text = self.article.text
        if not relation.cue or not self.article.sentences:
            return NOBODY
        start, end = relation.cue[0]
        lo, hi = self.article.sentences[self.article.sentence(start)]
        cue = text[start:end].lower().split() or [""]
        participle = cue[0].endswith("ing") and cue[0] in cue_words()
        joined = re.search(r"\b(?:and|but|then)(?: \w+ly| also| have| has| had)? $", text[max(lo, start - 24) : start])
        if BE & set(cue) or not (participle or joined):
            return NOBODY
        near = [(abs(p - start), s) for p, _, s in self.found[-RECENT:] if lo <= p < hi and s.name]
        if near:
            return min(near, key=lambda n: n[0])[1]
        after = [
            r.source[0] for r in self.around.at(start, hi) if participle and r.source and start < r.source[0][0] < hi
        ]
        alone = relation._replace(cue=())  # so that a subject that means nobody is not looked for again
        return self.who(*_trim(text, *after[0]), alone) if after else self._subject(lo, start, alone)

    def _subject(self, start: int, end: int, relation: Relation) -> Speaker:
        """The noun phrase that opens a sentence, up to the first word that can be its head; else its first name."""
        end = min(end, start + LONGEST)
        named = self.article.within(start, end)
        core = phrase(self.article.text, start, end, [m for m, _ in named])
        for n, word in enumerate(core.words):
            head = self._named(core._replace(words=core.words[: n + 1]), named)
            if head and (n + 1 == len(core.words) or core.words[n + 1].start >= head[0].end):
                return self._entity(*head, head[0].text)
            if noun(core.words[: n + 1])[0] and not head:
                return self.who(start, word.end, relation)
        first = next(((m, e) for m, e in named if _is_person(m, e)), None)
        return self._entity(*first, first[0].text) if first else NOBODY

    def who(self, start: int, end: int, relation: Relation) -> Speaker:
        """Who is meant by the words between two places."""
        text = self.article.text
        low = text[start:end].lower()
        if low in PRONOUNS:
            return self._pronoun(low, start, relation)
        inside = self.article.within(start, end)
        core = phrase(text, start, end, [m for m, _ in inside])
        if low in NO_ONE or low.startswith("no "):
            return NOBODY
        if not core.words and low.split()[0] in MANY:
            return Speaker(text[start:end], "group")
        words = [w.text.lower() for w in tokens(text, start, end)]
        if not core.words or (len(words) < 3 and all(w in NO_NOUNS and not _stands_for(w) for w in words)):
            return self._shared(relation)
        if core.head in PRONOUNS:  # many of whom
            return self._pronoun(core.head, core.words[0].start, relation)._replace(type="group", many=True)
        pair = self._pair(start, end, inside)
        head = self._named(core, inside)
        if pair:
            return pair
        first = self._first(core, inside)
        if first:
            return first
        if head:
            return self._entity(*head, text[start:end], self._with_country(core, head[0]))
        apposed = self._apposed(core, end, inside) if not core.quantifier or core.quantifier in ("one",) else None
        if apposed:
            return self._entity(*apposed, text[start:end])
        return self._described(core, start, end, relation)

    def _named(self, core: Phrase, inside: list[tuple[Mention, Entity]]) -> tuple[Mention, Entity] | None:
        """The name that ends the core of the phrase."""
        last = core.words[-1]
        return next(((m, e) for m, e in inside if m.start <= last.start < m.end), None)

    def _pair(self, start: int, end: int, inside: list[tuple[Mention, Entity]]) -> Speaker | None:
        """Two or more names and nothing else: Obama and Clinton."""
        people = [(m, e) for m, e in inside if _is_person(m, e) or e.kind in ("place", "body")]
        left = self.article.text[start:end]
        for m, _ in reversed(inside):
            left = left[: m.first - start] + left[m.end - start :]
        joins = re.sub(
            r"\b(?:both|and|the|others|other countries|other nations)\b|[\s,.]", "", left, flags=re.IGNORECASE
        )
        if len(people) < 2 or len(people) != len(inside) or joins:
            return None
        others = re.search(r"\bother.*", left, re.IGNORECASE)
        names = [e.name for _, e in people] + ([others.group()] if others else [])
        type_ = "named" if any(e.kind == "person" for _, e in people) else "institution"
        return Speaker("; ".join(names), type_, many=True)

    def _first(self, core: Phrase, inside: list[tuple[Mention, Entity]]) -> Speaker | None:
        """A person and others: Trump and his aides."""
        text = self.article.text
        for m, e in inside:
            if _is_person(m, e) and core.words[0].start <= m.start and m.end < core.words[-1].start:
                others = re.match(r"\s+and\s+", text[m.end :])
                if others:
                    rest = text[m.end + others.end() : core.words[-1].end]
                    return Speaker(f"{e.name}; {rest}", "named", many=True)
        return None

    def _apposed(self, core: Phrase, end: int, inside: list[tuple[Mention, Entity]]) -> tuple[Mention, Entity] | None:
        """The name after a role: Iran’s top security official, Ali Shamkhani."""
        category, many = noun(core.words)
        if category != "person" or (many and not core.quantifier):
            return None
        text = self.article.text
        for m, e in inside:
            if m.first >= core.rest and _is_person(m, e):
                comma = text[core.rest : m.first].count(",") or text[core.rest : m.first].strip() in ("-", "–", "—", "")
                between = text[core.rest : m.first]
                sure = between.strip() == "," or m.text.split()[0] in genders() or re.search(r"[A-Z]\w+,\s*$", between)
                closes = sure and re.match(r"\s*(?:[,(–—-]|$)", text[m.end : end])
                if comma and closes and re.search(r"(?:^|[,–—-])\s*$", text[core.rest : m.first]):
                    return m, e
        return None

    def _with_country(self, core: Phrase, m: Mention) -> str:
        """The name with the country before it: the Iraqi | Interior Ministry, the US | State Department."""
        start = m.start
        for word in reversed([w for w in core.words if w.start < m.start]):
            if plain(word.text) not in places():
                break
            start = word.start
        return self.article.text[start : m.end]

    def _entity(self, m: Mention, e: Entity, spelt: str, full: str = "") -> Speaker:
        called = _called(self.article.text, m) | {body_key(w) for w in spelt.split()}
        if e.kind == "person":
            return Speaker(e.name, "named", e.gender, words=called)
        if is_media(m.text):
            return Speaker(self.bodies.name(m.text), "media", words=called)
        if e.kind in ("body", "place"):
            demonym = e.kind == "place" and re.search(r"(?:ans|is)$", m.text)
            name = m.text if demonym else full if e.kind == "body" and len(full) > len(m.text) else e.name
            return Speaker(name, "group" if demonym else "institution", many=bool(demonym))
        if m.text.endswith("s") and noun(tuple(tokens(m.text, 0, len(m.text))))[1]:
            return Speaker(m.text, "group", many=True)
        return Speaker(e.name, "named", words=called)

    def _described(self, core: Phrase, start: int, end: int, relation: Relation) -> Speaker:
        """A source that no name is given for: an antecedent in the text, else its own words."""
        text = self.article.text
        category, many = noun(core.words)
        spelt = description(text, core, start, end)
        type_ = of_phrase(text, core)
        if category == "document" and any(is_media(m.text) for m, _ in self.article.within(start, core.rest)):
            type_ = "media"  # a Washington Post poll
        words = frozenset(body_key(w.text) for w in tokens(text, start, end))
        if category == "document" and core.head in SPOKEN:
            maker = self._maker(core, end, relation)
            if maker:
                return maker._replace(words=words | maker.words)
        introduces = bool(anonymity(self._sentence_text(start))) and category == "person"
        if many and core.determiner in DEFINITE and len(core.words) == 1:
            same = self._last(start, lambda s: s.many and s.type != "named" and core.head in s.words, BACK)
            if same:
                return same
        if core.determiner in DEFINITE and not many and not introduces and not core.quantifier:
            before = self._antecedent(core, start, type_) or self._meant(core, start, end, type_)
            if before:
                return before
        if type_ in ("institution", "media"):
            spelt = self.bodies.name(spelt)
        return Speaker(spelt, type_, _role_gender(core), many or type_ == "group", words)

    def _sentence_text(self, place: int) -> str:
        n = self.article.sentence(place)
        start, end = self.article.sentences[n] if self.article.sentences else (0, 0)
        return self.article.text[max(start, place - FAR) : min(end, place + FAR)]

    def _maker(self, core: Phrase, end: int, relation: Relation) -> Speaker | None:
        """Who made a statement: the one named in it, else the one last said to have made one."""
        text = self.article.text
        made = MADE.match(text[core.rest : end])
        if made:
            return self.who(*_trim(text, core.rest + made.end(), end), relation)
        owner = next((w for w in core.words if w.possessive), None)
        if owner:
            return self.who(core.words[0].start, owner.end, relation)
        for place, _, s in reversed(self.found[-RECENT:]):
            said = self._sentence_text(place).lower()
            if s.name and re.search(rf"\b{re.escape(core.head.rstrip('s'))}s?\b", said):
                return s
        return next((s for _, _, s in reversed(self.found) if s.type == "institution"), None)

    def _antecedent(self, core: Phrase, start: int, type_: str) -> Speaker | None:
        """Whom “the spokesman”, “the Ministry” or “the Iraqi prime minister” means: best match, then the last one."""
        wanted = [body_key(w.text) for w in core.words]
        head, others = wanted[-1], wanted[:-1]
        ranked: list[tuple[int, float, Speaker]] = []
        for n, (_, _, s) in enumerate(self.found[-RECENT:]):
            words = s.words | frozenset(body_key(s.name).split())
            body = s.type in ("institution", "media") and body_key(s.name).split()[-1:] == [head]
            if body if type_ in ("institution", "media") else head in words and s.type != "institution":
                ranked.append((sum(w in words for w in others), n, s))
        for n, (m, e, called) in enumerate(self.article.roles_near(start)):
            if head in called and type_ == "unnamed" and all(w in called or _loose(w) for w in others):
                ranked.append(
                    (sum(w in called for w in others), -1 if m.start > start else n / 1e6, self._entity(m, e, ""))
                )
        if type_ == "institution":
            for n, (m, e) in enumerate(self.article.before(start)):
                key = body_key(m.text).split()
                if m.kind == "body" and head in key and len(key) > 1:
                    ranked.append((sum(w in key for w in others), n / 1e6, Speaker(e.name, "institution")))
        ranked = [r for r in ranked if r[0] == len(others) or all(_loose(w) for w in others if w not in r[2].words)]
        if ranked:
            return max(ranked, key=lambda r: r[:2])[2]
        known = self.story.get(head) if type_ == "unnamed" and not others else None
        return Speaker(known.name, "named", known.gender) if known else None

    def _meant(self, core: Phrase, start: int, end: int, type_: str) -> Speaker | None:
        """The person last spoken of, for “the New York businessman”, if nothing after it says who else it is."""
        alone = not re.match(r"\s*(?:of|for|from|in|at|who|close)\b", self.article.text[core.rest : end])
        if core.head in BODIES and len(core.words) == 1 and core.determiner == "the" and alone:
            return self._last(start, lambda s: s.type == "institution", 3) or self._body(start)
        if type_ != "unnamed" or core.determiner != "the" or not alone:
            return None
        found = self.person("he" if _role_gender(core) == "male" else "she" if _role_gender(core) else "", start)
        return found if found and found.type == "named" else None

    def _pronoun(self, low: str, start: int, relation: Relation) -> Speaker:
        if low in RELATIVE or low == "that":
            return self._relative(start, relation)
        if low in FIRST or low in ("you", "your"):
            return self._inner(low, start)
        if low in MANY:
            return (
                self._last(start, lambda s: s.many, 4)
                or self._last(start, lambda s: s.type == "institution", 3)
                or Speaker(low, "group")
            )
        if low in THING:
            thing = self._last(start, lambda s: s.type in ("institution", "media") or "statement" in s.words, 4)
            return thing or self._body(start) or Speaker(low, "institution")
        return self.person(low, start) or Speaker(low, "unnamed")

    def _inner(self, low: str, start: int) -> Speaker:
        """I and we in a quotation: whoever is quoted."""
        around = [
            (sum(e - s for s, e in r.content), r)
            for r in self.around.at(start, start)
            if any(s <= start < e for s, e in r.content) and not any(s <= start < e for s, e in r.source)
        ]
        if around:
            outer = min(around, key=lambda a: a[0])[1]
            known = next((s for _, r, s in reversed(self.found[-RECENT:]) if r is outer), None)
            if known:
                return known
            piece = outer.source[0] if outer.source else (start, start)
            if self.article.text[slice(*piece)].lower() not in FIRST and outer.source:
                return self.speaker(outer)
        return Speaker("I" if low == "i" else low, "group" if low in ("we", "us", "our", "you", "your") else "unnamed")

    def _last(self, start: int, fits: Callable[[Speaker], bool], back: int) -> Speaker | None:
        """The last speaker found before a place, within some sentences, that fits."""
        here = self.article.sentence(start)
        for place, _, s in reversed(self.found):
            if here - self.article.sentence(place) > back:
                return None
            if s.name and place < start and fits(s):
                return s
        return None

    def _body(self, start: int) -> Speaker | None:
        """The first body named in the sentence before, or in this one."""
        here = self.article.sentence(start)
        for n in (here, here - 1):
            if 0 <= n < len(self.article.sentences):
                lo, hi = self.article.sentences[n]
                for m, e in self.article.within(lo, min(hi, start)):
                    if e.kind in ("body", "place"):
                        return self._entity(m, e, m.text)
        return None

    def person(self, low: str, start: int, other_than: tuple[str, ...] = ()) -> Speaker | None:
        """He or she: of the nearest sentence with a person who may be meant, the speaker, else the first named."""
        gender = "male" if low in MALE else "female" if low in FEMALE else ""
        quote = self.article.quoted(start)
        found = self._nearest(start, gender, quote, other_than)
        return found or (self._nearest(start, gender, None, (*other_than, self._quoted_one(start))) if quote else None)

    def _quoted_one(self, start: int) -> str:
        """Who says the quotation in which a place stands, if the source stands outside of quotations."""
        outer = (r for r in self.around.at(start, start) if overlap(r.content, start, start + 1) and r.source)
        free = next((r for r in outer if self.article.quoted(r.source[0][0]) is None), None)
        return self.speaker(free).name if free else ""

    def _nearest(
        self, start: int, gender: str, inside: Span | None, other_than: tuple[str, ...] = ()
    ) -> Speaker | None:
        """The person of the nearest sentence before, inside or outside of a quotation."""
        here = self.article.sentence(start)
        for n in range(here, max(-1, here - BACK), -1):
            lo, hi = self.article.sentences[n] if self.article.sentences else (0, 0)
            hi = min(hi, start)
            lo = max(lo, hi - LONGEST)
            spoke = [
                s
                for p, _, s in self.found[-RECENT:]
                if lo <= p < hi
                and s.type in ("named", "unnamed", "anonymous")
                and not s.many
                and s.name not in PRONOUNS
                and not _other(s.gender, gender)
                and self.article.quoted(p) == inside
                and s.name not in other_than
            ]
            if spoke:
                found = spoke[-1] if n == here else spoke[0]
                return found if found.type == "named" else self._topic(start, lo, gender) or found
            for m, e in self.article.within(lo, hi):
                fits = _is_person(m, e) and not _other(e.gender, gender) and e.name not in other_than
                if fits and self.article.quoted(m.start) == inside:
                    return self._entity(m, e, m.text)
        return None

    def _topic(self, start: int, before: int, gender: str) -> Speaker | None:
        """Whom the paragraph before is about: “He arrived. An aide spoke. ¶ “…,” he said.”"""
        text = self.article.text
        if "\n\n" not in text[before:start]:
            return None
        paragraph = text.rfind("\n\n", max(0, before - LONGEST), before) + 1
        people = [(m, e) for m, e in self.article.within(paragraph, before) if _is_person(m, e)]
        about = next(((m, e) for m, e in people if not _other(e.gender, gender)), None)
        return self._entity(*about, about[0].text) if about else None

    def _relative(self, start: int, relation: Relation) -> Speaker:
        """Who, which: what stands right before it."""
        text = self.article.text
        for _, _, s in [f for f in self.found[-20:] if f[1].source and 0 <= start - f[1].source[-1][1] <= 3]:
            return s
        lo = self.article.sentences[self.article.sentence(start)][0] if self.article.sentences else 0
        end = len(text[:start].rstrip(" ,–—-"))
        names = self.article.within(max(lo, start - 80), end)
        if names and end - names[-1][0].end <= 1:
            return self._entity(*names[-1], names[-1][0].text)
        begin = self._phrase_before(max(lo, end - 80), end, text[start : start + 3].lower() == "who")
        comma = len(text[:begin].rstrip())
        if names and text[comma - 1 : comma] == "," and names[-1][0].end == comma - 1 and _is_person(*names[-1]):
            return self._entity(*names[-1], names[-1][0].text)  # Chirlane McCray, a poet who …
        return self.who(begin, end, relation) if begin < end and text[begin:end].lower() not in PRONOUNS else NOBODY

    def _phrase_before(self, start: int, end: int, acts: bool) -> int:
        """Where the noun phrase before a relative pronoun begins; before "who" the nearest that can act."""
        text = self.article.text
        words = tokens(text, start, end)
        begins = []
        for last, word in zip([None, *words], words, strict=False):
            small = last is None or last.text.lower() in FUNCTION_WORDS or text[last.end : word.start].strip()
            if small and word.text.lower() not in FUNCTION_WORDS:
                named = [m for m, _ in self.article.within(word.start, end)]
                begin = last.start if last and last.text.lower() in DETERMINERS else word.start
                begins.append((begin, noun(phrase(text, word.start, end, named).words)[0]))
        nearest = begins[-1][0] if begins else end
        return next((b for b, category in reversed(begins) if not acts or category in ACTORS), nearest)


def _other(one: str, two: str) -> bool:
    return bool(one and two and one != two)


def _stands_for(word: str) -> bool:
    """True for a small word that can be a source: some, many, everyone."""
    return word in QUANTIFIERS or bool(noun((Word(0, 0, word, False),))[0])


def _loose(word: str) -> bool:
    """Words that a later mention may add without meaning somebody else."""
    return word in ("former", "top", "senior", "same", "then", "own", "current", "new", "young", "late", "old")


def _role_gender(core: Phrase) -> str:
    return genders().get(core.head, "")


def _trim(text: str, start: int, end: int) -> Span:
    """The span without marks and a possessive at its ends."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(" \t\n\xa0“”\"‘'’,.:;-–—("))
    lead = LEAD.match(text, start, end)
    start = lead.end() if lead else start
    piece = re.sub(r"(?:['’]s|['’])$", "", text[start:end].rstrip(' \t\n\xa0“”"‘,.:;-–—'))
    return start, start + len(piece)


def description(text: str, core: Phrase, start: int, end: int) -> str:
    """The words of a source without article, relative clause and apposition.

    >>> words = "A source close to the prime minister who was not authorized to speak"
    >>> description(words, phrase(words, 0, len(words), []), 0, len(words))
    'source close to the prime minister'
    """
    full = text[start:end]
    stop = re.search(r",| \(|\s(?:who|which|that|whose|where|when|on condition|speaking|because|as)\b|\s[–—-]+\s", full)
    full = full[: stop.start()] if stop and stop.start() > core.words[0].start - start else full
    full = WHEN.sub("", re.sub(r"^(?:the|a|an)\s+", "", full, flags=re.IGNORECASE))
    spelt = full.split()
    while len(spelt) > 1 and spelt[-1].lower() in CUTS:
        spelt.pop()
    return " ".join(spelt)
