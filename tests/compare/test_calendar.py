import numpy as np
import pandas as pd

from analysis.compare.calendar import calendar
from analysis.tables import OUTLETS, frame

ARTICLES = pd.DataFrame(
    [
        ("a", "s", "X", "2021-11-07", 10),
        ("b", "s", "X", "2021-11-09T08:00", 20),
        ("c", "s", "Y", "2021-11-09", 30),
        ("d", "t", "X", "2021-12-01", 40),
        ("e", "t", "Z", "", 50),
    ],
    columns=["article_id", "story", "outlet", "published", "n_words"],
)
KNOWN = frame(
    pd.DataFrame({"outlet": ["Z", "Y", "X"], "n_articles": [1, 1, 3]})
    .assign(first=["", "2021-11-09", "2021-11-07"], last=["", "2021-11-09", "2021-12-01"])
    .assign(**dict.fromkeys(("country", "owner", "kind", "lean", "group", "colour"), "")),
    OUTLETS,
)


def row(table, story, outlet):
    found = table[(table["story"] == story) & (table["outlet"] == outlet)]
    assert len(found) == 1
    return found.iloc[0]


def test_every_story_and_outlet_counted_by_hand():
    table = calendar(ARTICLES, KNOWN)
    assert table[["story", "outlet"]].apply("".join, axis=1).tolist() == ["sZ", "sY", "sX", "tZ", "tY", "tX"]
    x, y = row(table, "s", "X"), row(table, "s", "Y")
    assert (x["n_articles"], x["n_words"], x["first"], x["last"], x["days_after"]) == (
        2,
        30,
        "2021-11-07",
        "2021-11-09",
        0,
    )
    assert (y["n_articles"], y["days_after"], y["absence"]) == (1, 2, "")


def test_an_outlet_whose_articles_are_of_other_days_is_told_from_one_that_has_none():
    table = calendar(ARTICLES, KNOWN)
    assert row(table, "t", "Y")["absence"] == "no articles then"  # its only article is three weeks older
    assert row(table, "s", "Z")["absence"] == "none found"  # its days are not known
    z = row(table, "t", "Z")
    assert (z["n_articles"], z["first"], z["absence"]) == (1, "", "")
    assert np.isnan(z["days_after"])


def test_a_part_of_the_stories_gives_a_part_of_the_rows():
    whole = calendar(ARTICLES, KNOWN)
    parts = [calendar(part, KNOWN) for _, part in ARTICLES.groupby("story")]
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)


def test_an_empty_corpus_has_an_empty_calendar():
    assert list(calendar(ARTICLES.head(0), KNOWN).columns) == list(calendar(ARTICLES, KNOWN).columns)
