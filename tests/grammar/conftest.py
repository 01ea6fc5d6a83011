"""Tables of words and names of small texts, and trees made by hand."""

import pytest

from analysis import tables
from analysis.grammar.names import names
from analysis.grammar.tree import Tree
from analysis.grammar.words import words
from analysis.text.sentences import sentences


def corpus(*texts):
    facts = dict.fromkeys(tables.ARTICLES.columns, "") | {"source_row": 0, "story": "s"}
    rows = [facts | {"article_id": f"a{n}", "text": t, "n_words": len(t.split())} for n, t in enumerate(texts)]
    return tables.frame(rows, tables.ARTICLES)


@pytest.fixture
def read():
    """``read(*texts)``: the words and the names of articles of one story."""

    def make(*texts):
        articles = corpus(*texts)
        cut = sentences(articles)
        parsed = words(articles, cut)
        return articles, cut, parsed, names(articles, cut, parsed)

    return make


@pytest.fixture
def tree():
    """``tree("word/UPOS/relation/head …")``: a parse by hand; heads count from 1, 0 is the root."""

    def make(line):
        cells = [cell.rsplit("/", 3) for cell in line.split()]
        starts = [sum(len(c[0]) + 1 for c in cells[:n]) for n in range(len(cells))]
        tags = {"nsubj:pass": "NN"}
        return Tree(
            "a",
            starts,
            [s + len(c[0]) for s, c in zip(starts, cells, strict=True)],
            [c[0] for c in cells],
            [c[0].lower() for c in cells],
            [c[1] for c in cells],
            [tags.get(c[2], "VBN" if c[0].endswith("ed") else "NN") for c in cells],
            [int(c[3]) - 1 for c in cells],
            [c[2] for c in cells],
            [0] * len(cells),
        )

    return make
