"""Articles → the table of attribution spans: who is given as the source of what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.attribution.decode import Found, attributions
from analysis.encoding.encoder import for_each, model
from analysis.tables import STRING

COLUMNS: dict[str, Any] = {
    "article_id": STRING,
    "attribution_id": STRING,
    "role": STRING,
    "start": "int64",
    "end": "int64",
    "text": STRING,
    "confidence": "float64",
}


def attribution_spans(articles: pd.DataFrame) -> pd.DataFrame:
    """Every piece of every source, cue and content, a row each; an article is read at a time.

    ``articles``: article_id and text. ``start`` and ``end`` are characters into the text, ``text`` is exactly what
    stands there. ``attribution_id`` counts an article's attributions in the order of their cues. ``confidence``
    (0 … 1) is that of the whole attribution: the calibrated probability that a person would mark the same one.

    An attribution always has a cue and a content; one without a source (“is expected”) has no row of that role.
    Not found: what reaches from one paragraph into the next, and attributions without any cue.

    >>> text = "Police said two people were hurt."
    >>> table = attribution_spans(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    >>> table[["role", "text"]].values.tolist()
    [['source', 'Police'], ['cue', 'said'], ['content', 'two people were hurt']]
    """
    texts = articles["text"].tolist()
    rows: list[tuple[Any, ...]] = []
    if texts:
        used = model()
        all_found = for_each(texts, lambda _, encoded: attributions(encoded, used))
        for identifier, text, some in zip(articles["article_id"].tolist(), texts, all_found, strict=True):
            for number, found in enumerate(some, start=1):
                rows.extend(_rows(identifier, number, text, found))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype(COLUMNS)


def _rows(article: str, number: int, text: str, found: Found) -> Iterator[tuple[Any, ...]]:
    """The rows of one attribution."""
    for role, spans in (("source", found.source), ("cue", found.cue), ("content", found.content)):
        for start, end in spans:
            yield article, f"{article}:a{number}", role, start, end, text[start:end], found.confidence
