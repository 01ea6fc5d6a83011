"""Gold files of grammar, names and coreference → documents with their words and what is known of them.

A document is a text with its words; what a file does not say is an empty array. For training and for measuring.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from analysis.encoding.gold import read_jsonl
from analysis.grammar.labels import KINDS, RELATIONS, TAGS, TYPES, UPOS
from analysis.text.tokens import tokens

Span = tuple[int, int]
UNKNOWN = -100

NAME_KINDS = {
    "Person": "person",
    "Organization": "organisation",
    "Location": "place",
    "Facility": "place",
    "NORP": "group",
    "Misc": "other",
    "Product": "other",
}  # of the named entities of news; dates and sums of money are no names

HEAD_TYPES = {
    "person": "person",
    "organization": "organisation",
    "place": "place",
    "event": "event",
    "time": "time",
}  # of GUM's mentions; all others are "other"


@dataclass
class Document:
    """A text cut into words, (start, end) each, with what is known of them; positions count words."""

    name: str
    genre: str
    text: str
    words: list[Span]
    sentences: list[Span] = field(default_factory=list)  # first word, one after the last
    upos: list[int] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)  # a word of the document; itself for the root
    relations: list[int] = field(default_factory=list)
    names: list[int] = field(default_factory=list)  # 0 outside, 2k+1 begins and 2k+2 is inside a name of kind k
    types: list[int] = field(default_factory=list)  # 0 heads no mention, else 1 + the type
    clusters: dict[int, int] = field(default_factory=dict)  # head word of a mention → its entity
    choices: list[tuple[int, list[int], list[int]]] = field(default_factory=list)  # pronoun, candidates, right ones


def treebank(path: str | Path, corpora: Iterable[str] = ("GUM", "EWT")) -> list[Document]:
    """Universal Dependencies sentences put together to their documents again."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read_jsonl(path):
        if row["corpus"] in set(corpora):
            rows[row["doc"]].append(row)
    return [_document(name, group) for name, group in rows.items()]


def _document(name: str, rows: list[dict[str, Any]]) -> Document:
    made = Document(name, rows[0]["genre"], "", [])
    for row in rows:
        made.text += ("\n\n" if row.get("newpar") else " ") if made.text else ""
        begin, first = len(made.text), len(made.words)
        made.text += row["text"]
        for place, (start, end, upos, tag, head, relation, *_) in enumerate(row["tokens"]):
            made.words.append((begin + start, begin + end))
            made.upos.append(UPOS.index(upos) if upos in UPOS else UNKNOWN)
            made.tags.append(TAGS.index(tag) if tag in TAGS else UNKNOWN)
            made.heads.append(first + (head - 1 if head else place))
            made.relations.append(RELATIONS.index(relation) if relation in RELATIONS else UNKNOWN)
        made.sentences.append((first, len(made.words)))
    return made


def with_coreference(documents: list[Document], path: str | Path) -> None:
    """Add what GUM says of mentions to its documents: the type of each head word, and the entity it stands for."""
    known = {row["id"]: row for row in read_jsonl(path)}
    for document in documents:
        if row := known.get(document.name):
            shift = _shifts(document, row)
            at = {start: n for n, (start, _) in enumerate(document.words)}
            document.types = [0] * len(document.words)
            # A longer mention is the outer one: where two share a head word, the outer one's entity holds.
            for mention in sorted(row["mentions"], key=lambda m: m[1] - m[0]):
                word = at.get(mention[10] + shift(mention[10]))
                if word is not None:
                    document.types[word] = 1 + TYPES.index(HEAD_TYPES.get(mention[2], "other"))
                    document.clusters[word] = mention[3]


def _shifts(document: Document, row: dict[str, Any]) -> Any:
    """How far a character of GUM's text stands from the same one in ours, by sentence."""
    starts = np.array([s for s, _ in row["sentences"]])
    ours = np.array([document.words[a][0] for a, _ in document.sentences])

    def shift(place: int) -> int:
        number = int(np.searchsorted(starts, place, "right")) - 1
        return int(ours[number] - starts[number])

    return shift


def coreference(path: str | Path) -> list[Document]:
    """GUM's documents with their mentions alone: words are cut by the program."""
    found = []
    for row in read_jsonl(path):
        words = [(a, b) for s, e in row["sentences"] for a, b in tokens(row["text"][s:e], s)]
        made = Document(row["id"], row["genre"], row["text"], words)
        at = {start: n for n, (start, _) in enumerate(words)}
        ends = [sum(a < e for a, _ in words) for _, e in row["sentences"]]
        made.sentences = list(zip([0, *ends[:-1]], ends, strict=True))
        for mention in sorted(row["mentions"], key=lambda m: m[1] - m[0]):
            if (word := at.get(mention[10])) is not None:
                made.clusters[word] = mention[3]
        found.append(made)
    return found


def named(path: str | Path) -> list[Document]:
    """Articles with their named entities."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read_jsonl(path):
        rows[row["doc"]].append(row)
    return [_named(name, group) for name, group in rows.items()]


def _named(name: str, rows: list[dict[str, Any]]) -> Document:
    made = Document(name, "news", "", [])
    for row in rows:
        made.text += "\n\n" if made.text else ""
        begin = len(made.text)
        line = row["text"].replace("\n", " ")
        made.text += line
        words = tokens(line)
        labels = [0] * len(words)
        for start, end, kind in row["entities"]:
            if kind in NAME_KINDS:
                inside = [n for n, (a, b) in enumerate(words) if a < end and b > start]
                number = KINDS.index(NAME_KINDS[kind])
                for n in inside:
                    labels[n] = 2 * number + 2
                if inside:
                    labels[inside[0]] = 2 * number + 1
        made.words.extend((begin + a, begin + b) for a, b in words)
        made.names.extend(labels)
    return made


def ambiguous_pronouns(path: str | Path) -> list[Document]:
    """Texts with one pronoun that may be one of two names, or neither."""
    return [_choice(row) for row in read_jsonl(path)]


def _choice(row: dict[str, Any]) -> Document:
    made = Document(row["id"], "bio", row["text"], tokens(row["text"]))

    def head(span: Span) -> int:
        return max((n for n, (a, b) in enumerate(made.words) if a < span[1] and b > span[0]), default=-1)

    candidates = {label: head(row[label]) for label in ("a", "b")}
    right = [candidates[row["label"]]] if row["label"] in candidates else []
    made.choices.append((head(row["pronoun"]), list(candidates.values()), right))
    return made
