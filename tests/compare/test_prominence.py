import numpy as np
import pandas as pd
import pytest

from analysis.compare.prominence import GAP, SCHEMA, headline_gap, prominence
from analysis.compare.rates import MEAN, PER_1000
from analysis.tables import TableError

TEXT = "War now\n\nOne two three war.\n\nWar and law again."
ARTICLES = pd.DataFrame(
    [("a", "X", "s", TEXT, 10), ("b", "Y", "s", "Law only.", 2)],
    columns=["article_id", "outlet", "story", "text", "n_words"],
)
SENTENCES = pd.DataFrame(
    [
        ("a", "a:s0", 0, 0, 7, "headline"),
        ("a", "a:s1", 1, 9, 27, "lead"),
        ("a", "a:s2", 2, 29, 47, "body"),
        ("b", "b:s0", 0, 0, 9, "lead"),
    ],
    columns=["article_id", "sentence_id", "paragraph", "start", "end", "zone"],
)
FOUND = pd.DataFrame(  # in no order: the first appearance is by place, not by row
    [
        ("b", 0, "law", 7.0),
        ("a", 33, "law", 3.0),
        ("a", 29, "war", 1.0),
        ("a", 0, "war", -4.0),
        ("a", 23, "war", 2.0),
        ("a", 9, "", np.nan),
    ],
    columns=["article_id", "start", "actor", "score"],
).assign(end=lambda t: t["start"] + 3, voice="outlet")


def test_first_appearance_by_hand():
    table = prominence(FOUND, ARTICLES, SENTENCES, "actor")
    rows = (
        table[["outlet", "category", "paragraph", "sentence_id", "start", "end", "zone", "n_rows"]].to_numpy().tolist()
    )
    assert rows == [
        ["X", "war", 0, "a:s0", 0, 3, "headline", 3],
        ["X", "law", 2, "a:s2", 33, 36, "body", 1],
        ["Y", "law", 0, "b:s0", 0, 3, "lead", 1],
    ]
    assert table["relative"].tolist() == [0, 33 / len(TEXT), 0]


def test_headline_against_body_by_hand():
    """Headline: 2 words, 1 war. Rest: 8 words, 2 war, 1 law. Scores: -4 against (3 + 1 + 2) / 3."""
    table = headline_gap(FOUND, ARTICLES, SENTENCES, "naming", ["actor"], ["score"])
    a = table[table["article_id"] == "a"].set_index(["unit", "category"])
    war, law, score = a.loc[(PER_1000, "war")], a.loc[(PER_1000, "law")], a.loc[(MEAN, "")]
    assert (war.headline, war.body, war.n_headline, war.n_body) == (500, 250, 1, 2)
    assert (law.headline, law.body, law.gap) == (0, 125, -125)
    assert (score.headline, score.body, score.gap) == (-4, 2, -6)


def test_an_article_without_a_headline_has_no_gap():
    b = headline_gap(FOUND, ARTICLES, SENTENCES, "naming", ["actor"], ["score"]).query("article_id == 'b'")
    assert b["headline"].isna().all()
    assert b["gap"].isna().all()
    assert b.set_index("unit")["body"].to_dict() == {PER_1000: 500, MEAN: 7}


def test_empty_tables_keep_their_columns():
    none = FOUND.iloc[:0]
    assert list(prominence(none, ARTICLES, SENTENCES, "actor")) == list(SCHEMA.columns)
    assert list(headline_gap(none, ARTICLES, SENTENCES, "naming", ["actor"], ["score"])) == list(GAP.columns)
    assert prominence(none, ARTICLES.iloc[:0], SENTENCES.iloc[:0], "actor").empty


def test_a_column_that_is_not_there_is_an_error():
    with pytest.raises(TableError, match="no column 'who'"):
        prominence(FOUND, ARTICLES, SENTENCES, "who")


def test_inputs_stay_unchanged():
    before = FOUND.copy()
    prominence(FOUND, ARTICLES, SENTENCES, "actor")
    headline_gap(FOUND, ARTICLES, SENTENCES, "naming", ["actor"], ["score"])
    pd.testing.assert_frame_equal(FOUND, before)
