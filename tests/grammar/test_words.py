"""Words with their parse: exact places, one tree a sentence, and texts that are hardly any."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis import tables
from analysis.grammar.lemmas import lemma
from analysis.grammar.parser import tree
from analysis.grammar.words import words
from analysis.text.tokens import tokens


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 12).flatmap(lambda n: arrays(np.float32, (n, n), elements=st.floats(-5, 5, width=32))))
def test_heads_always_make_one_tree(scores):
    head = tree(scores)
    roots = [n for n in range(len(head)) if head[n] == n]
    assert len(roots) == 1
    for word in range(len(head)):
        for _ in range(len(head)):
            word = head[word]
        assert word == roots[0]


def test_the_likeliest_tree_is_taken_where_heads_go_round():
    # 0 and 1 want each other; the root is 2. Word 1 loses least by going to 2: 5 − 4, against 5 − 0 for word 0.
    scores = np.array([[-9, 5, 0], [5, -9, 4], [0, 0, 9]], np.float32)
    assert tree(scores).tolist() == [1, 2, 2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("don't can't cannot", ["do", "n't", "ca", "n't", "can", "not"]),
        ("Obama's and the parties’", ["Obama", "'s", "and", "the", "parties", "’"]),
        ("Iran-backed, pro-government", ["Iran", "-", "backed", ",", "pro-government"]),
        ("Mr. Lee of the U.S. left at 5 p.m.", ["Mr.", "Lee", "of", "the", "U.S.", "left", "at", "5", "p.m."]),
        ("$1,000.50 on 7/11/2021", ["$", "1,000.50", "on", "7/11/2021"]),
        ("see www.example.org/a?b=1.", ["see", "www.example.org/a?b=1", "."]),
        ("", []),
    ],
)
def test_tokens_as_in_the_treebanks(text, expected):
    assert [text[a:b] for a, b in tokens(text)] == expected


@settings(deadline=None)
@given(st.text(max_size=80))
def test_tokens_cover_every_letter_once(text):
    spans = tokens(text)
    assert all(a < b for a, b in spans)
    assert all(x[1] <= y[0] for x, y in pairwise(spans))
    covered = {n for a, b in spans for n in range(a, b)}
    assert {n for n, c in enumerate(text) if not c.isspace()} == covered


@pytest.mark.parametrize(
    ("word", "upos", "tag", "expected"),
    [
        ("struck", "VERB", "VBD", "strike"), ("said", "VERB", "VBD", "say"), ("militias", "NOUN", "NNS", "militia"),
        ("means", "VERB", "VBZ", "mean"), ("denies", "VERB", "VBZ", "deny"), ("n't", "PART", "RB", "not"),
        ("was", "AUX", "VBD", "be"), ("Price", "PROPN", "NNP", "Price"), ("price", "NOUN", "NN", "price"),
    ],
)  # fmt: skip
def test_lemmas(word, upos, tag, expected):
    assert lemma(word, upos, tag) == expected


def test_a_plain_sentence(read):
    _, _, found, _ = read("Militias attacked the house, officials said.")
    tables.check(found, tables.WORDS)
    row = found.set_index("text")
    assert row.loc["attacked", "lemma"] == "attack"
    assert row.loc["Militias", "relation"] == "nsubj"
    assert row.loc["house", "relation"] == "obj"
    assert (found["head"] == -1).sum() == 1


def test_places_are_exact_and_inputs_stay(read):
    articles, cut, found, _ = read("“We won’t go,” she said.\n\nIt rained — twice.", "Ünïcode 😀 here.")
    text = dict(zip(articles["article_id"], articles["text"], strict=True))
    assert [text[a][b:e] for a, b, e in found[["article_id", "start", "end"]].itertuples(index=False)] == list(
        found["text"]
    )
    before = [articles.copy(), cut.copy()]
    words(articles, cut)
    pd.testing.assert_frame_equal(articles, before[0])
    pd.testing.assert_frame_equal(cut, before[1])


def test_no_articles_no_rows(read):
    articles, cut, found, names = read("It rained.")
    none = words(articles.iloc[:0], cut.iloc[:0])
    assert none.empty
    assert none.dtypes.equals(found.dtypes)
    assert names.columns.tolist() == list(tables.NAMES.columns)


ODD = [
    "Это не английский текст.",
    "Smith Jones Lee Miller Brown Davis Clark",
    "word " * 2000,
    "x" * 5000,
    "a.b.c.d." * 500,
    "😀 😀 😀",
    "'' \u202e ’’ --- …",
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_hardly_a_text(read, text):
    articles, _, found, names = read(text)
    tables.check(found, tables.WORDS)
    tables.check(names, tables.NAMES)
    assert set(found["article_id"]) <= set(articles["article_id"])


@pytest.mark.slow
def test_time_grows_with_the_length(read, growth):
    assert growth(read, lambda n: "Police said that many people had left the town. " * n, 40) < 20
