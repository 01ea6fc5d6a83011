"""Articles → the table of attribution spans: who is given as the source of what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.attribution.decode import Found, attributions
from analysis.attribution.quotes import beside, by_article
from analysis.attribution.relations import relations
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


def attribution_spans(articles: pd.DataFrame, sentences: pd.DataFrame, quoted: pd.DataFrame) -> pd.DataFrame:
    """Every piece of every source, cue and content: what the tagger marks, and sources that stand beside a quotation.

    Columns as `tagged`. A quotation with no attribution, behind which a source stands ("…," and right after it a name,
    with or without a verb), makes rows too; their confidence is NaN.
    """
    return with_neighbours(tagged(articles), articles, sentences, quoted)


def with_neighbours(
    spans: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame, quoted: pd.DataFrame
) -> pd.DataFrame:
    """The spans, and those of sources that stand beside a quotation that no attribution holds."""
    given, by_quote = relations(spans), by_article(sentences, quoted)
    rows = [
        (article, r.attribution_id, role, start, end, text[start:end], r.confidence)
        for article, text in zip(articles["article_id"], articles["text"], strict=True)
        for r in beside(article, text, by_quote.get(article, []), given.get(article, []))
        for role, pieces in (("source", r.source), ("cue", r.cue), ("content", r.content))
        for start, end in pieces
    ]
    extra = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    return pd.concat([spans, extra], ignore_index=True) if len(extra) else spans


def tagged(articles: pd.DataFrame) -> pd.DataFrame:
    """What the trained tagger marks: every piece of every source, cue and content, a row each.

    ``articles``: article_id and text. ``start`` and ``end`` are characters into the text, ``text`` is exactly what
    stands there. ``attribution_id`` counts an article's attributions in the order of their cues. ``confidence``
    (0 … 1) is that of the whole attribution: the calibrated probability that a person would mark the same one.

    An attribution always has a cue and a content; one without a source (“is expected”) has no row of that role.
    Not found: what reaches from one paragraph into the next, and attributions without any cue.

    >>> text = "Police said two people were hurt."
    >>> table = tagged(pd.DataFrame({"article_id": ["a"], "text": [text]}))
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
