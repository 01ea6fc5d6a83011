"""Tables from a text in which the attributions are marked by hand."""

import re
from typing import NamedTuple

import pandas as pd
import pytest

from analysis import tables
from analysis.attribution.spans import with_neighbours
from analysis.grammar.names import names
from analysis.grammar.words import words
from analysis.text.quoted import quoted
from analysis.text.sentences import sentences

MARK = re.compile(r"<(/?)([sck])(\d*)>")
ROLES = {"s": "source", "c": "cue", "k": "content"}


class Marked(NamedTuple):
    articles: pd.DataFrame
    sentences: pd.DataFrame
    quoted: pd.DataFrame
    attribution_spans: pd.DataFrame
    words: pd.DataFrame
    names: pd.DataFrame


def parse(article_id, marked):
    """The text without its marks, and the spans: <s1>source</s1> <c1>cue</c1> <k1>content</k1>; 0 is no number."""
    text, spans, opened = "", [], {}
    at = 0
    for m in MARK.finditer(marked):
        text += marked[at : m.start()]
        at = m.end()
        closes, role, number = m.groups()
        if closes:
            spans.append((number or "0", ROLES[role], opened.pop((role, number)), len(text)))
        else:
            opened[role, number] = len(text)
    text += marked[at:]
    rows = [(article_id, f"{article_id}:a{n}", role, start, end, text[start:end], 1.0) for n, role, start, end in spans]
    return text, rows


def told(articles, found, spans):
    """What the functions after the tagger need, from articles, their sentences and the spans of attributions."""
    marks = quoted(articles, found)
    parsed = words(articles, found)
    spans = with_neighbours(spans, articles, found, marks)
    return Marked(articles, found, marks, spans, parsed, names(articles, found, parsed))


@pytest.fixture(name="told")
def told_of():
    return told


@pytest.fixture
def marked():
    """``marked(text, headline="", story="s")`` or ``marked(a=text, b=text)``: the tables, one story, an outlet each."""

    def make(text=None, headline="", **texts):
        parsed = {name: parse(name, t) for name, t in (texts or {"a": text}).items()}
        facts = dict.fromkeys(tables.ARTICLES.columns, "") | {"source_row": 0, "story": "s", "headline": headline}
        articles = [
            facts | {"article_id": name, "outlet": name, "text": t, "n_words": len(t.split())}
            for name, (t, _) in parsed.items()
        ]
        articles = tables.frame(articles, tables.ARTICLES)
        found = sentences(articles)
        spans = pd.DataFrame(
            [r for _, rows in parsed.values() for r in rows], columns=[*tables.ATTRIBUTION_SPANS.columns]
        )
        return told(articles, found, tables.frame(spans, tables.ATTRIBUTION_SPANS))

    return make
