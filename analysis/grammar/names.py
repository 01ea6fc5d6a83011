"""Articles → names: every mention of somebody or something, by name, by description or by pronoun, and who is meant."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.grammar.entities import Bodies, Entity, Mention, People, genders, offices, places, plain
from analysis.grammar.labels import KINDS, TYPES, spans_of_names
from analysis.grammar.links import groups
from analysis.grammar.parser import Reading, readings
from analysis.grammar.tree import Tree, phrase_of, trees
from analysis.tables import NAMES, frame

MALE = frozenset({"he", "him", "his", "himself"})
FEMALE = frozenset({"she", "her", "hers", "herself"})
NEUTER = frozenset({"it", "its", "itself"})
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
FIRST_AND_SECOND = frozenset(
    {"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves", "you", "your", "yours", "yourself"}
)
PRONOUNS = MALE | FEMALE | NEUTER | PLURAL | FIRST_AND_SECOND
CORE = ("nsubj", "obj", "iobj", "nsubj:pass", "obl:agent")
NOMINAL = ("person", "organisation", "place")
"""Types of what a noun phrase must stand for to be a row."""

TITLE = ("NOUN", "PROPN", "ADJ")
"""Parts of speech of the words of a title."""


@dataclass
class Candidate:
    """A mention of an article before it is known who is meant; ``word`` is its head in the tree."""

    word: int
    start: int
    end: int
    form: str
    kind: str
    confidence: float
    title: str = ""
    many: bool = False
    entity: Entity | None = None
    group: int = -1  # mentions of one article with one number stand for the same
    decided_by: str = ""


def names(articles: pd.DataFrame, sentences: pd.DataFrame, words: pd.DataFrame) -> pd.DataFrame:
    """Every mention of a person, organisation, place, group or other thing with a name. Returns ``tables.NAMES``.

    Names are marked by the trained model, and joined over the articles of a story by their spelling: never two people
    with different given names. A noun phrase ("the judge", "the company") and a pronoun go back to an earlier mention
    of the same article where the model is sure of it; else they stay themselves, with ``name`` "". ``decided_by``
    and ``confidence`` say how each row was decided.

    Not found: descriptions of events and things ("the attack"); somebody spoken of only before he is named; plural
    pronouns that sum up several people.

    >>> study.names.query("form == 'name'")["name"].value_counts()          # doctest: +SKIP
    """
    read, parsed = readings(articles, sentences), trees(words)
    text = dict(zip(articles["article_id"], articles["text"], strict=True))
    story = articles["story"].where(articles["story"] != "", articles["article_id"])
    ids = {a: g.tolist() for a, g in sentences.groupby("article_id", sort=False)["sentence_id"]}
    rows: dict[str, list[dict[str, Any]]] = {}
    for _, members in articles["article_id"].groupby(story, sort=False):
        known = {a: candidates(text[a], parsed[a], read[a]) for a in members if a in parsed}
        last = surnames(text, known)
        known = {a: with_surnames(parsed[a], found, last) for a, found in known.items()}
        name_all(known, text)
        for a, found in known.items():
            link(text[a], parsed[a], read[a], found)
            rows[a] = list(_rows(a, text[a], parsed[a], ids[a], found))
    return frame([row for a in articles["article_id"] for row in rows.get(a, [])], NAMES)


def meant(spans: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """Who is meant by each of some stretches of text: name, kind, form, entity_id; "" where no mention heads it.

    ``spans``: article_id, start, end. Of the mentions whose head word stands in a stretch, the one that covers most of
    it has it, of two alike the first. The result has the index of ``spans``.
    """
    known = dict(iter(names.groupby("article_id", sort=False)))
    rows = []
    for article, start, end in spans[["article_id", "start", "end"]].itertuples(index=False, name=None):
        mine = known.get(article)
        row = ("", "", "", "")
        if mine is not None:
            inside = mine[(mine["head_start"] >= start) & (mine["head_start"] < end)]
            if len(inside):
                covers = np.minimum(inside["end"], end) - np.maximum(inside["start"], start)
                row = tuple(inside.iloc[int(covers.to_numpy().argmax())][["name", "kind", "form", "entity_id"]])
        rows.append(row)
    return pd.DataFrame(rows, columns=["name", "kind", "form", "entity_id"], index=spans.index, dtype="str")


def candidates(text: str, tree: Tree, read: Reading) -> list[Candidate]:
    """All mentions of an article, in text order."""
    found = _apart(list(_named(text, tree, read)))
    inside = {w for c in found for w in tree.between(c.start - len(c.title), c.end)}
    types = read.types.argmax(-1)
    for word in range(len(tree)):
        low = tree.text[word].lower()
        if word in inside:
            continue
        if tree.upos[word] == "PRON" and low in PRONOUNS:
            kind = "person" if low in MALE | FEMALE | FIRST_AND_SECOND else "group" if low in PLURAL else "other"
            many = low in PLURAL or low in ("we", "us", "our", "ours", "ourselves")
            found.append(Candidate(word, tree.start[word], tree.end[word], "pronoun", kind, 1.0, many=many))
        elif types[word] and tree.upos[word] in ("NOUN", "PROPN", "NUM", "ADJ", "DET", "PRON"):
            if tree.relation[word] in ("compound", "flat", "fixed", "goeswith"):
                continue
            kind = TYPES[types[word] - 1]
            if tree.upos[word] == "PROPN" and kind in NOMINAL and _unmarked_name(tree, word):
                start, end = _proper(tree, word)
                found.append(Candidate(word, start, end, "name", kind, float(read.types[word, types[word]]) / 2))
                continue
            many = tree.tag[word] in ("NNS", "NNPS")
            start, end = phrase_of(tree, word)
            sure = float(read.types[word, types[word]])
            found.append(Candidate(word, start, end, "nominal", kind, sure, many=many))
    return sorted(found, key=lambda c: c.word)


def _unmarked_name(tree: Tree, word: int) -> bool:
    """Whether a proper noun is a name that the tagger of names has missed: no title or office by itself."""
    low = tree.text[word].lower().strip(".")
    return plain(low) in places() or not (tree.under(word, "det") or low in offices())


def _proper(tree: Tree, word: int) -> tuple[int, int]:
    """The proper nouns that stand together around a word."""
    first = last = word
    while first and tree.upos[first - 1] == "PROPN" and tree.head[first - 1] in range(first, last + 1):
        first -= 1
    while last + 1 < len(tree) and tree.upos[last + 1] == "PROPN" and tree.head[last + 1] in range(first, last + 1):
        last += 1
    return tree.start[first], tree.end[last]


def _apart(named: list[Candidate]) -> list[Candidate]:
    """Names without those that stand inside of a longer one."""
    kept: list[Candidate] = []
    for c in sorted(named, key=lambda c: (c.start, -c.end)):
        if not kept or c.start >= kept[-1].end:
            kept.append(c)
    return kept


def _named(text: str, tree: Tree, read: Reading) -> Iterator[Candidate]:
    for first, last, kind in spans_of_names(read.name.tolist()):
        while first < last and (tree.upos[first] in ("DET", "PUNCT") or not tree.text[first][0].isalnum()):
            first += 1
        while first < last and (tree.tag[last - 1] == "POS" or not tree.text[last - 1][-1].isalnum()):
            last -= 1
        if first == last or tree.text[first].lower().startswith(("pro-", "anti-")):
            continue
        if kind == "person" and last < len(tree) and tree.text[last].strip(".").lower() in ("jr", "sr"):
            last += 1
        if kind == "organisation":
            first = _with_country(tree, read, first, last)
        word = next((w for w in range(first, last) if not first <= tree.head[w] < last), first)
        title = _title(text, tree, first, last) if kind == "person" else ""
        sure = float(read.sure[first:last].min())
        many = kind == "group" and tree.tag[word] in ("NNS", "NNPS")
        end = tree.end[last - 1] - tree.text[last - 1].lower().startswith(("jr.", "sr."))
        yield Candidate(word, tree.start[first], end, "name", kind, sure, title, many)


def _with_country(tree: Tree, read: Reading, first: int, last: int) -> int:
    """Where a body's name begins with the country before it: the Iraqi | Interior Ministry, U.S. | State Department."""
    while first and tree.sentence[first - 1] == tree.sentence[first] and tree.text[first - 1][0].isupper():
        kind = KINDS[(read.name[first - 1] - 1) // 2] if read.name[first - 1] else ""
        if kind not in ("group", "place") or not first <= tree.head[first - 1] < last:
            break
        first -= 1
    return first


def _title(text: str, tree: Tree, first: int, last: int) -> str:
    """The words before a person's name that say what he is: "Iraqi Prime Minister", "Mr"."""
    begin = first
    while begin and tree.sentence[begin - 1] == tree.sentence[first] and tree.upos[begin - 1] in TITLE:
        if not begin <= tree.head[begin - 1] < last or tree.relation[begin - 1] in ("appos", "conj", "nmod:poss"):
            break
        begin -= 1
    return text[tree.start[begin] : tree.start[first]].strip(" \n,")


def surnames(text: Mapping[str, str], known: Mapping[str, list[Candidate]]) -> frozenset[str]:
    """The last words of the persons that a story names with given name and surname."""
    spelt = (text[a][c.start : c.end] for a, found in known.items() for c in found if _is_person(c))
    return frozenset(s.split()[-1] for s in spelt if " " in s)


def _is_person(candidate: Candidate) -> bool:
    return candidate.form == "name" and candidate.kind == "person"


def with_surnames(tree: Tree, found: list[Candidate], known: frozenset[str]) -> list[Candidate]:
    """The mentions, and those of persons by a surname alone that the model has not marked: “Price said …”."""
    taken = {w for c in found if c.form == "name" for w in tree.between(c.start, c.end)}
    more = [
        Candidate(w, tree.start[w], tree.end[w], "name", "person", 0.5)
        for w in range(len(tree))
        if tree.text[w] in known and tree.upos[w] == "PROPN" and w not in taken
    ]
    if not more:
        return found
    heads = {c.word for c in more}
    return sorted([c for c in found if c.word not in heads] + more, key=lambda c: c.word)


def name_all(known: Mapping[str, list[Candidate]], text: Mapping[str, str]) -> None:
    """Give every name of a story its entity."""
    named = [(a, c) for a, found in known.items() for c in found if c.form == "name"]
    _agree([c for _, c in named], [text[a][c.start : c.end] for a, c in named])
    mentions = [Mention(a, c.start, c.end, text[a][c.start : c.end], c.title, c.kind) for a, c in named]
    people = People(mentions)
    bodies = Bodies(m.text for m in mentions if m.kind in ("organisation", "place"))
    for (_, candidate), mention in zip(named, mentions, strict=True):
        candidate.entity = _entity(mention, people, bodies)
        candidate.decided_by = "spelling"


def _agree(named: list[Candidate], spelt: list[str]) -> None:
    """One spelling has one kind in a story: the one that is surest in sum."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for candidate, name in zip(named, spelt, strict=True):
        votes[plain(name)][candidate.kind] += candidate.confidence  # type: ignore[assignment]
    for candidate, name in zip(named, spelt, strict=True):
        candidate.kind = votes[plain(name)].most_common(1)[0][0]


def _entity(mention: Mention, people: People, bodies: Bodies) -> Entity:
    newsman = mention.kind == "organisation" and " " not in mention.text and people.known(mention.text)  # Bloomberg
    if mention.kind == "person" or newsman:
        person = people.who(mention)
        if person is not None:
            return person
    if mention.kind in ("organisation", "place"):
        return Entity(bodies.name(mention.text), mention.kind)
    return Entity(mention.text, mention.kind)


def link(text: str, tree: Tree, read: Reading, found: list[Candidate]) -> None:
    """Who is meant by each description and pronoun of an article: an earlier mention, or nobody known."""
    by_word = {c.word: c for c in found}
    numbers: dict[str, int] = {}
    for candidate in found:
        beside = _beside(tree, candidate, by_word) if candidate.entity is None else candidate
        if beside is not None and beside.entity is not None:
            candidate.entity, candidate.kind = beside.entity, beside.kind
            candidate.group = numbers.setdefault(f"{beside.kind}:{beside.entity.name}", len(numbers))
            candidate.decided_by = candidate.decided_by or "apposition"
    _by_description(tree, found, numbers)
    known = {c.word: c.group for c in found if c.group >= 0}
    of_group = {c.group: c for c in reversed(found) if c.group >= 0}

    def may(word: int, other: int) -> bool:
        return not opens(tree, by_word[word]) and fits(tree, by_word[word], by_word[other], found)

    words = [c.word for c in found]
    for word, (group, share, before) in groups(text, read, words, known, may).items():
        candidate = by_word[word]
        if candidate.group < 0:
            candidate.group = group
            named = of_group.setdefault(group, candidate)
            if before >= 0:
                candidate.entity, candidate.decided_by, candidate.confidence = named.entity, "coreference", share
                candidate.kind = named.kind


def _by_description(tree: Tree, found: list[Candidate], numbers: dict[str, int]) -> None:
    """Give the definite descriptions of an article, in text order, the number of whom they mean by their words.

    “The prime minister” is Prime Minister al-Kadhimi where nobody else in the article has that title, “the ministry”
    the Interior Ministry, “the spokesman” the army spokesman of before. A word that the earlier description lacks
    makes it another.
    """
    names: dict[str, list[tuple[list[str], Candidate]]] = defaultdict(list)
    for c in found:
        if c.form == "name":
            body = [w.lower() for w in tree.text[tree.at(c.start) : c.word + 1]] if c.kind == "organisation" else []
            for words in (c.title.lower().split(), body):
                if words and not any(c.group == other.group and words == w for w, other in names[words[-1]][-20:]):
                    names[words[-1]].append((words, c))
    before: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in found:
        if candidate.form != "nominal":
            continue
        head = tree.lemma[candidate.word].lower()
        if candidate.group < 0 and definite(tree, candidate.word):
            same = _described(tree, candidate, names[head], before[head][-20:], found)
            if same is not None:
                if same.group < 0:
                    same.group = numbers.setdefault(f"\0{same.word}", len(numbers))
                candidate.group, candidate.entity, candidate.kind = same.group, same.entity, same.kind
                candidate.decided_by = "description"
        before[head].append(candidate)


def _described(
    tree: Tree,
    candidate: Candidate,
    named: list[tuple[list[str], Candidate]],
    before: list[Candidate],
    found: list[Candidate],
) -> Candidate | None:
    """The one name, else the last description, that has the words of a definite description."""
    word = candidate.word
    wanted = [tree.lemma[w].lower() for w in (*tree.under(word, "amod", "compound"), word)]
    wanted = [w for w in wanted if w not in places()]  # the Iraqi | prime minister
    called = [c for words, c in named if wanted and words[-len(wanted) :] == wanted]
    earlier = [c for c in called if c.word < word]
    people = {c.group for c in earlier if c.kind == "person"}
    for c in reversed(earlier):
        if (c.kind != "person" or len(people) == 1) and fits(tree, candidate, c, found):
            return c
    for c in reversed(before):
        has = {tree.lemma[w].lower() for w in (*tree.under(c.word, "amod", "compound"), c.word)}
        if set(wanted) <= has and fits(tree, candidate, c, found):
            return c
    alone = len({c.group for c in called}) == 1 and not before
    return called[0] if alone and fits(tree, candidate, called[0], found) else None


def opens(tree: Tree, candidate: Candidate) -> bool:
    """True for a description that brings in somebody new: a spokesman, another official."""
    return candidate.form == "nominal" and any(
        tree.lemma[c] in ("a", "an", "another", "some", "no", "other")
        for c in tree.under(candidate.word, "det", "amod")
    )


def definite(tree: Tree, word: int) -> bool:
    """True for the, this, that before a noun, or before the words in front of it."""
    first = word
    while first and tree.sentence[first - 1] == tree.sentence[word] and tree.upos[first - 1] in TITLE:
        first -= 1
    return first > 0 and tree.lemma[first - 1] in ("the", "this", "that", "these", "those")


def _beside(tree: Tree, candidate: Candidate, by_word: Mapping[int, Candidate]) -> Candidate | None:
    """The name set beside a description: the security chief, | Ali Shamkhani."""
    if candidate.form != "nominal":
        return None
    near = tree.under(candidate.word, "appos", "flat", "nmod:desc")
    near += [tree.head[candidate.word]] if tree.relation[candidate.word] in ("appos", "nmod:desc") else []
    named = (by_word.get(w) for w in near)
    return next((c for c in named if c is not None and c.entity is not None and _same_kind(candidate, c)), None)


def fits(tree: Tree, candidate: Candidate, before: Candidate, found: list[Candidate]) -> bool:
    """Whether a description or pronoun can stand for the same as an earlier mention."""
    low = tree.text[candidate.word].lower()
    person = before.kind == "person"
    if before.form == "name" and before.kind == "group" and tree.relation[before.word] in ("amod", "compound"):
        return False  # Iraqi | officials
    if candidate.form == "pronoun" and low in FIRST_AND_SECOND:
        return before.form == "pronoun"
    if low in MALE | FEMALE and not (person and not before.many):
        return False
    if low in NEUTER and (person or before.many):
        return False
    if low in PLURAL and person and not before.many:
        return False
    if candidate.form == "nominal" and (candidate.many != before.many and before.form != "name"):
        return False
    if candidate.form == "nominal" and before.entity and not _same_kind(candidate, before):
        return False
    return not _clash(tree, candidate, before) and not disjoint(tree, candidate, before, found)


def _same_kind(candidate: Candidate, before: Candidate) -> bool:
    if candidate.kind == "person":
        return before.kind == ("group" if candidate.many else "person")
    return candidate.kind == before.kind or (candidate.kind == "organisation" and before.kind in ("place", "other"))


def _clash(tree: Tree, candidate: Candidate, before: Candidate) -> bool:
    """He for a woman, she for a man, the spokeswoman for a man."""
    told = _gender(tree.text[candidate.word].lower())
    other = before.entity.gender if before.entity else _gender(tree.text[before.word].lower())
    return bool(told and other and told != other)


def _gender(word: str) -> str:
    return "male" if word in MALE else "female" if word in FEMALE else genders().get(word, "")


def disjoint(tree: Tree, candidate: Candidate, before: Candidate, found: list[Candidate]) -> bool:
    """True where grammar keeps two mentions apart: subject and object of one verb, a whole and what stands in it.

    "The judge called Assange …", "Assange's lawyer", and so for every mention of the same in that clause.
    """
    word = candidate.word
    reflexive = tree.text[word].lower().endswith(("self", "selves"))
    near = found[bisect_left(found, word - 60, key=_word) : bisect_left(found, word + 60, key=_word)]
    same = [c.word for c in near if (c.group == before.group and c.group >= 0) or c is before]
    if any(tree.head[s] == word or _inside(tree, s, word) for s in same):
        return True
    if reflexive or tree.relation[word] not in CORE:
        return False
    return any(tree.head[s] == tree.head[word] and tree.relation[s] in CORE for s in same)


def _word(candidate: Candidate) -> int:
    return candidate.word


def _inside(tree: Tree, word: int, above: int) -> bool:
    """Whether a word depends on another, over at most four steps."""
    for _ in range(4):
        word = tree.head[word]
        if word == above:
            return True
        if word < 0:
            return False
    return False


def _rows(article: str, text: str, tree: Tree, ids: list[str], found: Iterable[Candidate]) -> Iterator[dict[str, Any]]:
    for c in found:
        if c.form == "nominal" and c.kind not in NOMINAL:
            continue
        yield {
            "article_id": article,
            "sentence_id": ids[tree.sentence[c.word]],
            "start": c.start,
            "end": c.end,
            "text": text[c.start : c.end],
            "head_start": tree.start[c.word],
            "head_end": tree.end[c.word],
            "kind": c.kind if c.kind in KINDS else "other",
            "form": c.form,
            "title": c.title,
            "name": c.entity.name if c.entity else "",
            "entity_id": f"{article}:e{c.group}",
            "decided_by": c.decided_by,
            "confidence": round(c.confidence, 4),
        }
