"""Small tables by hand, so that a lens is tested alone."""

import re
from itertools import pairwise
from typing import NamedTuple

import pandas as pd
import pytest

from analysis import tables


class Tiny(NamedTuple):
    articles: pd.DataFrame
    sentences: pd.DataFrame
    voices: pd.DataFrame


def _article(article_id, headline, sentences):
    """Every sentence is a paragraph of its own; what stands between “ and ” is the voice "quoted"."""
    paragraphs = [headline, *sentences] if headline else sentences
    text = "\n\n".join(paragraphs)
    zones = ["headline"] * bool(headline) + ["lead"] + ["body"] * len(sentences)
    starts = [sum(len(p) + 2 for p in paragraphs[:n]) for n in range(len(paragraphs))]
    rows = [
        (f"{article_id}:s{n}", article_id, n, n, zones[n], b, b + len(p), p)
        for n, (b, p) in enumerate(zip(starts, paragraphs, strict=True))
    ]
    edges = sorted({0, len(headline), len(text), *(e for m in re.finditer("“[^”]*”", text) for e in m.span())})
    voices = [
        (article_id, b, e, "headline" if e <= len(headline) else "quoted" if text[b] == "“" else "outlet")
        for b, e in pairwise(edges)
    ]
    return text, rows, voices


@pytest.fixture
def tiny():
    """``tiny(*sentences, headline="")`` or ``tiny(a=[…], b=[…])``: tables of one or more articles, each an outlet's."""

    def make(*sentences, headline="", **articles):
        articles = {name: (headline, list(s)) for name, s in (articles or {"a": sentences}).items()}
        made = {name: _article(name, *a) for name, a in articles.items()}
        facts = dict.fromkeys(tables.ARTICLES.columns, "") | {"source_row": 0, "story": "s"}
        rows = [
            facts | {"article_id": n, "outlet": n, "headline": articles[n][0], "text": t, "n_words": len(t.split())}
            for n, (t, _, _) in made.items()
        ]
        spans = [pd.DataFrame([r for m in made.values() for r in m[i]], columns=list(of.columns)) for i, of in SPANS]
        return Tiny(
            tables.frame(rows, tables.ARTICLES), *(tables.frame(s, of) for s, (_, of) in zip(spans, SPANS, strict=True))
        )

    return make


SPANS = ((1, tables.SENTENCES), (2, tables.VOICE_SPANS))
