"""Who is meant by the words that name a source: a look into the parse and the table of names.

A source is its head word. Where that word heads a mention of ``names``, the mention says who it is; else the source is
called what the text calls it. Nothing is guessed: a pronoun that no mention resolves stays "they (unresolved)".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from analysis import lexicons
from analysis.attribution.relations import Places, Relation, Span
from analysis.attribution.source_type import QUANTIFIERS, category_of, rung
from analysis.grammar.entities import is_media
from analysis.grammar.names import FIRST_AND_SECOND, PLURAL
from analysis.grammar.tree import Tree, agent_of, antecedent, is_passive, phrase_of, subject_of

SPOKEN = lexicons.terms("grammar", "speech")
PLURAL_FIRST = frozenset({"we", "us", "our", "ours", "ourselves", "you", "your", "yours"})
NAMING = ("appos", "flat", "compound", "nmod:desc", "nmod:unmarked", "dep", "list", "parataxis")
UNRESOLVED = " (unresolved)"
JOINS = re.compile(r"\b(?:both|and|the|others|other (?:countries|nations|states))\b|[\s,.]", re.IGNORECASE)
OTHERS = re.compile(r"\bother.*", re.IGNORECASE)
CALENDAR = lexicons.terms("grammar", "calendar")
EDGES = " \t\n\xa0“”\"‘'’,.:;-–—("


class Speaker(NamedTuple):
    """Who it is and on which rung."""

    name: str
    type: str


class Named(NamedTuple):
    """What resolving needs of a row of ``names``."""

    start: int
    end: int
    head: int
    kind: str
    form: str
    name: str
    entity: str


NOBODY = Speaker("", "none")


class Article:
    """What resolving needs of one article: its text, parse, names, sentences and quotations."""

    def __init__(self, text: str, tree: Tree, named: list[Named], sentences: list[Span], quotes: list[Span]) -> None:
        self.text = text
        self.tree = tree
        self.named = sorted(named)
        self.at_head = {n.head: n for n in self.named}
        self.first = {n.entity: n for n in reversed(self.named) if n.form == "nominal"}
        self.sentences = sentences
        self.starts = [s for s, _ in sentences]
        self.quotes = sorted(quotes)

    def sentence(self, place: int) -> int:
        """Number of the sentence in which a place stands."""
        return max(0, bisect_right(self.starts, place) - 1)

    def quoted(self, place: int) -> Span | None:
        """The quotation in which a place stands."""
        n = bisect_right(self.quotes, (place, 10**12)) - 1
        return self.quotes[n] if n >= 0 and self.quotes[n][0] <= place < self.quotes[n][1] else None

    def mention(self, word: int) -> Named | None:
        """The mention that a word heads; else a name set right before or behind it: President | Biden."""
        found = self.at_head.get(self.tree.start[word]) or self._around(self.tree.start[word])
        if found is not None and (found.form != "nominal" or found.name):
            return found
        # A name behind its title: President | Biden. One before it is another's: Trump | supporters.
        for child in (c for c in self.tree.children[word] if c > word and self.tree.relation[c] in NAMING):
            close = self.at_head.get(self.tree.start[child])
            if close is not None and close.form == "name" and close.kind == "person":
                return close
        return found

    def _around(self, place: int) -> Named | None:
        """The name that holds a character."""
        n = bisect_right(self.named, (place, 10**12)) - 1
        near = self.named[max(0, n - 2) : n + 1]
        return next((m for m in near if m.form == "name" and m.start <= place < m.end), None)


class Resolver:
    """Resolves the sources of one article."""

    def __init__(self, article: Article, given: list[Relation]) -> None:
        self.article = article
        self.given = given
        self.around = Places((piece, r) for r in given for piece in r.content)
        self._open: set[str] = set()  # relations being resolved, so that two cannot wait for each other

    def all(self) -> dict[str, Speaker]:
        """The speaker of every relation, by attribution_id."""
        return {r.attribution_id: self.speaker(r) for r in self.given}

    def speaker(self, relation: Relation) -> Speaker:
        """Who the relation's source is; without one, the subject that its cue shares with another verb."""
        if not relation.source:
            word = self._shared(relation)
            return NOBODY if word is None else self.of(word)
        start, end = relation.source[0]
        word = self.head(start, end)
        if word is None:
            return self._bare(start, end)
        listed = self._enumerated(start, end)
        if listed is not None:
            return listed
        titled = self._titled(start, end)
        return self.named(titled) if titled is not None else self.of(word, end)

    def _enumerated(self, start: int, end: int) -> Speaker | None:
        """Two or more names and nothing else: “the United Nations, the U.S., Iran and other countries”."""
        inside = [n for n in self.article.named if n.form == "name" and start <= n.start and n.end <= end]
        left = self.article.text[start:end]
        for n in reversed(inside):
            left = left[: n.start - start] + left[n.end - start :]
        if len(inside) < 2 or JOINS.sub("", left):
            return None
        others = OTHERS.search(left)
        each = [self.named(n) for n in inside]
        names = [s.name for s in each] + ([others.group()] if others else [])
        best = "named" if any(s.type == "named" for s in each) else each[0].type
        return Speaker("; ".join(dict.fromkeys(names)), best)

    def _titled(self, start: int, end: int) -> Named | None:
        """The person whose name follows his title: “acting White House chief of staff | Mick Mulvaney”."""
        tree = self.article.tree
        inside = tree.between(start, end)
        for n in self.article.named:
            first = tree.at(n.start)
            if n.form == "name" and n.kind == "person" and first in inside and first > inside[0]:
                between = [tree.upos[w] for w in range(inside[0], first)]
                if between[-1] in ("NOUN", "PROPN") and not {"PUNCT", "VERB", "PRON"} & set(between):
                    return n
        return None

    def head(self, start: int, end: int) -> int | None:
        """The word of a source on which its others depend."""
        tree = self.article.tree
        inside = tree.between(start, end)
        tops = [w for w in inside if tree.head[w] not in inside and tree.upos[w] not in ("PUNCT", "ADP", "CCONJ")]
        nouns = [w for w in tops if tree.upos[w] in ("NOUN", "PROPN", "PRON", "NUM")]
        return next(iter(nouns or tops), None)

    def _bare(self, start: int, end: int) -> Speaker:
        """A source of which the parse has no word: its letters."""
        spelt = self.article.text[start:end].strip(EDGES)
        return Speaker(spelt, "unnamed") if spelt else NOBODY

    def _shared(self, relation: Relation) -> int | None:
        """The subject of the cue: “Kadhimi met them and vowed to …”, “Calling it war, he said …”."""
        tree = self.article.tree
        inside = tree.between(*relation.cue[0]) if relation.cue else range(0)
        verb = next((w for w in inside if tree.upos[w] in ("VERB", "AUX")), None)
        if verb is None:
            return None
        subject = agent_of(tree, verb) if is_passive(tree, verb) else subject_of(tree, verb)
        if subject is None or tree.lemma[subject] in ("it", "there", "that", "this", "what"):
            return None
        known = self.article.mention(subject)
        people = known is not None or category_of(tree, subject)[0] != "document"
        return subject if people and tree.upos[subject] in ("NOUN", "PROPN", "PRON") else None

    def of(self, word: int, end: int = 0) -> Speaker:
        """Who is meant by the noun phrase around a word; ``end``: where the source ends."""
        tree = self.article.tree
        word = antecedent(tree, word)
        if any(tree.lemma[c] == "no" for c in tree.under(word, "det")):
            return NOBODY
        if tree.lemma[word] in ("nobody", "none", "neither") or tree.text[word].lower() in CALENDAR:
            return NOBODY
        others = [w for w in tree.under(word, "conj") if tree.start[w] < end and self._listed(word, w)]
        each = [self.one(w) for w in (word, *others)]
        known = [self.article.mention(w) for w in (word, *others)]
        if len(each) < 2:
            return each[0]
        if all(k is not None and k.name for k in known):
            best = "named" if any(s.type == "named" for s in each) else each[0].type
            return Speaker("; ".join(dict.fromkeys(s.name for s in each)), best)
        if known[0] is not None and known[0].name:  # Trump and his aides
            rest = self.description(others[0])
            return Speaker(f"{each[0].name}; {rest}", each[0].type)
        return each[0]._replace(name=self.description(word, ("conj", "cc", "punct")))

    def _listed(self, word: int, other: int) -> bool:
        """Whether two nouns joined by "and" are two sources: not a name and, behind a comma, what its bearer is."""
        known = self.article.mention(other)
        comma = "," in self.article.tree.text[word:other]
        return not comma or (known is not None and bool(known.name))

    def one(self, word: int) -> Speaker:
        """Who is meant by one noun or pronoun."""
        tree = self.article.tree
        low = tree.text[word].lower()
        quantified = self._quantified(word)
        known = self.article.mention(word)
        if low in FIRST_AND_SECOND:
            return self._inner(low, tree.start[word])
        if known is not None and known.name and quantified is None:
            return self.named(known)
        if known is not None and known.form == "pronoun":
            type_ = "group" if low in PLURAL else "institution" if low in ("it", "its") else "unnamed"
            return Speaker(low + UNRESOLVED, type_)
        return self.described(word, known, quantified)

    def _quantified(self, word: int) -> int | None:
        """The noun that a number or quantity is taken of: one of the | officials."""
        tree = self.article.tree
        if tree.text[word].lower() not in QUANTIFIERS:
            return None
        return next(iter(tree.under(word, "nmod")), None)

    def named(self, known: Named) -> Speaker:
        """The person or body of a mention."""
        if known.kind == "person":
            return Speaker(known.name, "named")
        if is_media(known.name):
            return Speaker(known.name, "media")
        return Speaker(known.name, "group" if known.kind == "group" else "institution")

    def described(self, word: int, known: Named | None, inner: int | None) -> Speaker:
        """A source without a name: whoever made it, if it is a statement; else its own words, as they stood first."""
        tree = self.article.tree
        kind = known.kind if known else ""
        category, _ = category_of(tree, word, kind)
        if category == "document" and tree.text[word].lower() in SPOKEN:
            maker = self._maker(word)
            told = self.one(maker) if maker is not None else self._said_before(word)
            if told is not None:
                return told
        elif category == "document" and self._agents(word):
            return self.one(self._agents(word)[0])
        type_ = rung(tree, inner if inner is not None else word, kind)
        if category == "document" and self._of_media(word):
            type_ = "media"
        first = self.article.first.get(known.entity) if known else None
        if first is not None and first.head < tree.start[word]:
            return Speaker(self.description(tree.at(first.head)), type_)
        return Speaker(self.description(word), type_)

    def _of_media(self, word: int) -> bool:
        """Whether a newsroom's name stands before a noun: a Washington Post | poll."""
        tree, article = self.article.tree, self.article
        before = (article.at_head.get(tree.start[c]) for c in tree.under(word, "compound", "nmod:poss", "amod"))
        return any(is_media(article.text[n.start : n.end]) for n in before if n is not None)

    def _maker(self, word: int) -> int | None:
        """Who made a statement: its owner, or whom it is by or from."""
        tree = self.article.tree
        owners = tree.under(word, "nmod:poss")
        behind = [
            c
            for c in tree.under(word, "nmod", "acl")
            if any(tree.lemma[m] in ("by", "from") for m in tree.under(c, "case"))
        ]
        return next(iter(owners + behind + self._agents(word)), None)

    def _agents(self, word: int) -> list[int]:
        """Who made something: images released by the army."""
        tree = self.article.tree
        found = [a for c in tree.under(word, "acl") for a in tree.under(c, "obl:agent")]
        return [a for a in found if category_of(tree, a)[0] != "media"]

    def _said_before(self, word: int) -> Speaker | None:
        """Who last said something in a statement, for “the statement”: nobody if it is not the same word."""
        tree = self.article.tree
        if not any(tree.lemma[c] in ("the", "that", "this") for c in tree.under(word, "det")):
            return None
        for r in reversed(
            [r for r in self.given if r.anchor[1] < tree.start[word] and r.attribution_id not in self._open]
        ):
            own = range(0)
            if self.article.sentences:
                own = tree.between(*self.article.sentences[self.article.sentence(r.anchor[0])])
            if any(tree.lemma[w] == tree.lemma[word] for w in own if w != word):
                self._open.add(r.attribution_id)
                found = self.speaker(r)
                self._open.discard(r.attribution_id)
                return found if found.name else None
        return None

    def description(self, word: int, also: tuple[str, ...] = ()) -> str:
        """The words of a source without article, relative clause and apposition."""
        tree = self.article.tree
        start, end = phrase_of(tree, word, also)
        clauses = [c for c in tree.under(word, "acl") if c > word and tree.text[c - 1] != "-"]  # not Iran-backed
        clause = [tree.start[tree.subtree(c)[0]] for c in clauses if tree.subtree(c)[0] > word]
        comma = [tree.start[w] for w in tree.between(tree.end[word], end) if tree.text[w] in ",(–—" and not also]
        end = min([end, *clause, *comma])
        first = tree.at(start)
        if tree.lemma[first] in ("the", "a", "an") and first != word:
            start = tree.start[first + 1]
        return re.sub(r"\s+", " ", self.article.text[start:end]).strip(EDGES)

    def _inner(self, low: str, start: int) -> Speaker:
        """I and we in a quotation: whoever is quoted."""
        around = [
            (sum(e - s for s, e in r.content), r)
            for r in self.around.at(start, start)
            if any(s <= start < e for s, e in r.content) and not any(s <= start < e for s, e in r.source)
        ]
        for _, outer in sorted(around, key=lambda a: a[0]):
            if outer.attribution_id not in self._open:
                self._open.add(outer.attribution_id)
                found = self.speaker(outer)
                self._open.discard(outer.attribution_id)
                if found.name:
                    return found
        return Speaker("I" if low == "i" else low, "group" if low in PLURAL_FIRST else "unnamed")
