"""The parse of an article as arrays, and the questions that the lenses ask of it, under the names of the field.

A tree is made from the table ``words``. Words are counted over the whole article; ``head`` is the number of a word's
head, or −1 for the root of a sentence. All functions take a tree and the number of a word.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

Word = int
SUBJECTS = ("nsubj", "csubj", "nsubj:outer", "csubj:outer")
PASSIVE_SUBJECTS = ("nsubj:pass", "csubj:pass")
NEGATIONS = frozenset({"not", "never", "no", "neither", "nor", "nobody", "nothing", "none", "nowhere", "hardly"})
QUESTIONS = frozenset({"whether", "if"})
ASKING = frozenset({"who", "what", "why", "how", "when", "where", "which", "whom", "whose"})
CONDITIONS = frozenset({"if", "unless", "should", "had"})
MODALS = frozenset({"may", "might", "could", "would", "should", "can", "must"})
CLAUSES = frozenset(
    {"root", "ccomp", "advcl", "acl", "acl:relcl", "advcl:relcl", "parataxis", "csubj", "csubj:pass", "conj", "xcomp"}
)


@dataclass(frozen=True)
class Tree:
    """The words of one article with their parse, an entry a word."""

    article_id: str
    start: list[int]
    end: list[int]
    text: list[str]
    lemma: list[str]
    upos: list[str]
    tag: list[str]
    head: list[int]
    relation: list[str]
    sentence: list[int]  # number of the word's sentence in the article

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def children(self) -> list[list[Word]]:
        """The dependents of each word, in text order."""
        found: list[list[Word]] = [[] for _ in self.start]
        for word, head in enumerate(self.head):
            if head >= 0:
                found[head].append(word)
        return found

    @cached_property
    def first(self) -> list[Word]:
        """The first word of each sentence that has any, and one after the last word of all."""
        changes = [n for n, s in enumerate(self.sentence) if not n or s != self.sentence[n - 1]]
        return [*changes, len(self.start)]

    def at(self, place: int) -> Word:
        """The word that holds a character, or the next one; −1 behind the last."""
        word = bisect_right(self.end, place)
        return word if word < len(self.start) else -1

    def between(self, start: int, end: int) -> range:
        """The words that stand between two characters, in part at least."""
        first = bisect_right(self.end, start)
        last = first
        while last < len(self.start) and self.start[last] < end:
            last += 1
        return range(first, last)

    def under(self, word: Word, *relations: str) -> list[Word]:
        """The dependents of a word by one of the relations."""
        return [c for c in self.children[word] if self.relation[c] in relations]

    def subtree(self, word: Word) -> list[Word]:
        """A word and all that depends on it, in text order."""
        found, open_ = [], [word]
        while open_:
            now = open_.pop()
            found.append(now)
            open_.extend(self.children[now])
        return sorted(found)


def trees(words: pd.DataFrame) -> dict[str, Tree]:
    """The tree of every article that has words; ``words``: the table of that name."""
    found = {}
    columns = ["start", "end", "text", "lemma", "upos", "tag", "head", "relation"]
    for article_id, rows in words.groupby("article_id", sort=False):
        number = pd.factorize(rows["sentence_id"])[0].tolist()
        first = [n - p for n, p in enumerate(_places(number))]
        values = {c: rows[c].tolist() for c in columns}
        values["head"] = [first[n] + h if h >= 0 else -1 for n, h in enumerate(values["head"])]
        found[str(article_id)] = Tree(str(article_id), **values, sentence=number)
    return found


def no_words(article_id: str) -> Tree:
    """The tree of an article without words."""
    return Tree(article_id, [], [], [], [], [], [], [], [], [])


def _places(number: Sequence[int]) -> Iterator[int]:
    """The place of each word in its sentence, from 0."""
    place = 0
    for n, sentence in enumerate(number):
        place = place + 1 if n and sentence == number[n - 1] else 0
        yield place


def predicate_of(tree: Tree, word: Word) -> Word:
    """The predicate of the clause that a word stands in: itself where it is one."""
    while tree.head[word] >= 0 and tree.relation[word] not in CLAUSES:
        word = tree.head[word]
    return word


def first_conjunct(tree: Tree, word: Word) -> Word:
    """What a predicate is joined to by "and": it lends its subject and its auxiliaries."""
    while tree.relation[word] == "conj" and tree.head[word] >= 0:
        word = tree.head[word]
    return word


def is_passive(tree: Tree, verb: Word) -> bool:
    """True for "was attacked", and for "attacked" behind a noun: the drones | launched by militias."""
    if tree.under(verb, "aux:pass", "nsubj:pass", "csubj:pass", "obl:agent"):
        return True
    return tree.tag[verb] == "VBN" and tree.relation[verb] == "acl"


def subject_of(tree: Tree, verb: Word) -> Word | None:
    """The word of which a predicate is said, active or passive, also where it is shared or left to the clause above.

    "Militias attacked …", "militias that attacked", "they want to attack", "came and attacked" → militias, they.
    """
    for depth in range(4):
        found = tree.under(verb, *SUBJECTS, *PASSIVE_SUBJECTS)
        if found:
            return antecedent(tree, found[0])
        if tree.relation[verb] in ("acl", "acl:relcl") and depth == 0 and tree.head[verb] >= 0:
            return tree.head[verb] if tree.relation[verb] == "acl" and tree.tag[verb] in ("VBN", "VBG") else None
        if tree.relation[verb] not in ("conj", "xcomp", "advcl") or tree.head[verb] < 0:
            return None
        above = tree.head[verb]
        objects = tree.under(above, "obj", "iobj") if tree.relation[verb] == "xcomp" else []
        if objects:  # they asked him to leave
            return objects[0]
        verb = above
    return None


def antecedent(tree: Tree, word: Word) -> Word:
    """The noun that a relative pronoun stands for; other words stand for themselves."""
    if tree.lemma[word] not in ("who", "which", "that", "whom"):
        return word
    clause = tree.head[word]
    while clause >= 0 and tree.relation[clause] not in ("acl:relcl", "root"):
        clause = tree.head[clause]
    return tree.head[clause] if clause >= 0 and tree.head[clause] >= 0 else word


def object_of(tree: Tree, verb: Word) -> Word | None:
    """The direct object of an active verb; the noun before a relative clause whose object is its pronoun."""
    found = tree.under(verb, "obj")
    return antecedent(tree, found[0]) if found else None


def agent_of(tree: Tree, verb: Word) -> Word | None:
    """Who did it, behind a passive verb: "by" somebody."""
    found = tree.under(verb, "obl:agent")
    return found[0] if found else None


def doer_of(tree: Tree, verb: Word) -> Word | None:
    """Who does what the verb says: the subject of an active verb, the agent of a passive one."""
    return agent_of(tree, verb) if is_passive(tree, verb) else subject_of(tree, verb)


def patient_of(tree: Tree, verb: Word) -> Word | None:
    """To whom it is done: the object of an active verb, the subject of a passive one."""
    return subject_of(tree, verb) if is_passive(tree, verb) else object_of(tree, verb)


def negated(tree: Tree, word: Word) -> bool:
    """True where the predicate of a word's clause is denied: by "not", "never", "no one", "without"."""
    verb = predicate_of(tree, word)
    own = tree.children[verb]
    if any(tree.lemma[c] in NEGATIONS and tree.relation[c] in ("advmod", "det", "nsubj", "obj", "cc") for c in own):
        return True
    if any(tree.lemma[c] == "without" and tree.relation[c] == "mark" for c in own):
        return True
    subject = tree.under(verb, *SUBJECTS, *PASSIVE_SUBJECTS)
    return any(tree.lemma[d] in ("no", "neither") for s in subject for d in (s, *tree.under(s, "det", "cc:preconj")))


def asked(tree: Tree, word: Word) -> bool:
    """True inside a question, direct or embedded: "Is Iran behind it?", "did not say who did it", "whether"."""
    verb = predicate_of(tree, word)
    for step in _clauses_above(tree, verb):
        own = [tree.lemma[c] for c in tree.subtree(step) if c < step]
        embedded = tree.relation[step] in ("ccomp", "xcomp", "csubj")
        marks = {tree.lemma[c] for c in tree.under(step, "mark")}
        if embedded and (QUESTIONS & marks or (own and own[0] in ASKING)):
            return True
        if tree.relation[step] == "root" and any(tree.text[c] == "?" for c in tree.under(step, "punct")):
            return True
    return False


def hypothetical(tree: Tree, word: Word) -> bool:
    """True inside a condition ("if", "unless") or under a modal verb of mere possibility (may, might, could)."""
    verb = predicate_of(tree, word)
    for step in _clauses_above(tree, verb):
        if tree.relation[step] == "advcl" and {tree.lemma[c] for c in tree.under(step, "mark")} & CONDITIONS:
            return True
    return any(tree.lemma[c] in ("may", "might", "could") for c in tree.under(verb, "aux"))


def _clauses_above(tree: Tree, verb: Word) -> Iterator[Word]:
    """The predicate of a clause, then those of the clauses that it stands in."""
    while True:
        yield verb
        if tree.head[verb] < 0:
            return
        verb = predicate_of(tree, tree.head[verb])


def apposition_of(tree: Tree, word: Word) -> Word | None:
    """The noun set beside a noun for the same: "Ali Shamkhani, the security chief" → chief."""
    found = tree.under(word, "appos")
    return found[0] if found else None


LOOSE = (
    "acl:relcl", "advcl:relcl", "appos", "parataxis", "punct", "cc", "conj", "dep", "discourse", "case", "mark", "cop",
    "aux", "nsubj", "nsubj:outer", "advcl", "vocative", "obl:unmarked", "nmod:unmarked", "orphan", "list",
)  # fmt: skip
"""Relations of what stands beside a noun without being part of its phrase."""


def phrase_of(tree: Tree, word: Word, also: tuple[str, ...] = ()) -> tuple[int, int]:
    """The noun phrase around its head word, as characters: one stretch, without what is only set beside it.

    Left out are prepositions before it, relative clauses, appositions and the rest of a list; ``also`` names relations
    to take in all the same.
    """
    kept, open_ = [word], [c for c in tree.children[word] if tree.relation[c] not in LOOSE or tree.relation[c] in also]
    while open_:
        now = open_.pop()
        kept.append(now)
        open_.extend(c for c in tree.children[now] if tree.relation[c] != "acl:relcl")
    kept.sort()
    first = last = kept.index(word)
    while first > 0 and kept[first] - kept[first - 1] == 1:
        first -= 1
    while last + 1 < len(kept) and kept[last + 1] - kept[last] == 1:
        last += 1
    while first < last and tree.upos[kept[first]] in ("PUNCT", "CCONJ") and kept[first] != word:
        first += 1
    while last > first and tree.upos[kept[last]] in ("PUNCT", "ADP") and kept[last] != word:
        last -= 1
    return tree.start[kept[first]], tree.end[kept[last]]
