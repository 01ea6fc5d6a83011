"""The rows of attribution_spans put together again: one Relation an attribution, an article at a time."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

Span = tuple[int, int]
BUCKET = 512


class Relation(NamedTuple):
    """An attribution: the pieces of source, cue and content, each in text order."""

    attribution_id: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    confidence: float

    @property
    def anchor(self) -> Span:
        """Where the attribution is found: its cue; without one its source, else its content."""
        return (self.cue or self.source or self.content)[0]


def relations(attribution_spans: pd.DataFrame) -> dict[str, list[Relation]]:
    """The relations of each article, in the order of their anchors."""
    pieces: dict[tuple[str, str], dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    confidence: dict[tuple[str, str], float] = {}
    columns = ["article_id", "attribution_id", "role", "start", "end", "confidence"]
    for article, key, role, start, end, sure in attribution_spans[columns].itertuples(index=False, name=None):
        pieces[article, key][role].append((start, end))
        confidence[article, key] = sure
    found: dict[str, list[Relation]] = defaultdict(list)
    for (article, key), roles in pieces.items():
        source, cue, content = (tuple(sorted(roles[r])) for r in ("source", "cue", "content"))
        found[article].append(Relation(key, source, cue, content, confidence[article, key]))
    return {article: sorted(rows, key=lambda r: r.anchor) for article, rows in found.items()}


def joined(text: str, pieces: Iterable[Span]) -> str:
    """The pieces as one string, with ' … ' between them."""
    return " … ".join(text[start:end] for start, end in pieces)


def overlap(one: Iterable[Span], start: int, end: int) -> int:
    """How many characters of the pieces lie between start and end."""
    return sum(max(0, min(end, e) - max(start, s)) for s, e in one)


class Places:
    """Finds what stands near a place without looking at everything: pieces filed by stretches of the text."""

    def __init__(self, rows: Iterable[tuple[Span, Relation]]) -> None:
        self._rows: dict[int, dict[str, Relation]] = defaultdict(dict)
        for (start, end), relation in rows:
            for bucket in range(start // BUCKET, end // BUCKET + 1):
                self._rows[bucket][relation.attribution_id] = relation

    def at(self, start: int, end: int) -> list[Relation]:
        """Relations with a piece that may overlap start to end."""
        buckets = range(start // BUCKET, end // BUCKET + 1)
        return list({k: r for b in buckets for k, r in self._rows.get(b, {}).items()}.values())
