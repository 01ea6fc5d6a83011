import numpy as np
import pandas as pd

from analysis.compare.tone import TOWARDS, anger, rankings, towards
from analysis.tables import check


def articles(n=1, outlets=("A", "B")):
    ids = [f"{o}{i}" for o in outlets for i in range(n)]
    return pd.DataFrame({"article_id": ids, "story": "s", "outlet": [i[0] for i in ids]}, dtype="str")


def mentions(*rows):
    """article, actor, voice, tone, speaker"""
    return pd.DataFrame(rows, columns=["article_id", "actor", "voice", "tone", "speaker"], dtype="str")


ROWS = mentions(
    ("A0", "Iran", "outlet", "negative", ""),
    ("A0", "Iran", "outlet", "neutral", ""),
    ("A0", "Iran", "quoted", "negative", "Price"),
    ("A0", "Iran", "quoted", "positive", "Price"),
    ("B0", "Iran", "outlet", "positive", ""),
    ("B0", "Iraq", "attributed", "negative", "Khazali"),
)


def test_counts_and_balance_by_hand():
    table = towards(ROWS, articles())
    check(table, TOWARDS)
    got = table.set_index(["actor", "outlet", "voice"])[["n_mentions", "favourable", "unfavourable", "balance"]]
    assert got.loc[("Iran", "A", "all")].tolist() == [4, 1, 2, -0.25]
    assert got.loc[("Iran", "A", "outlet")].tolist() == [2, 0, 1, -0.5]
    assert got.loc[("Iran", "A", "quoted")].tolist() == [2, 1, 1, 0]
    assert got.loc[("Iraq", "B", "attributed")].tolist() == [1, 0, 1, -1]
    assert len(got) == 7  # cells without a mention have no row
    assert table["actor"].iloc[0] == "Iran"  # the most mentioned first


def test_one_article_has_no_interval_and_says_so():
    table = towards(ROWS, articles())
    assert table["low"].isna().all()
    assert set(table["method"]) == {"description only: one article"}


def test_five_articles_have_an_interval_that_holds_the_figure():
    rows = [
        (f"A{i}", "Iran", "outlet", t, "") for i in range(6) for t in ["negative", "neutral", "positive"][: 1 + i % 3]
    ]
    table = towards(mentions(*rows), articles(6, ("A",)))
    cell = table[table["voice"] == "all"].iloc[0]
    assert cell["low"] < cell["balance"] < cell["high"]
    assert cell["n_articles"] == 6


def test_anger_is_only_of_speakers():
    table = anger(ROWS, articles())
    assert table[["speaker", "actor", "n", "favourable", "unfavourable"]].to_numpy().tolist() == [
        ["Price", "Iran", 2, 1, 1],
        ["Khazali", "Iraq", 1, 0, 1],
    ]


def test_rankings_that_disagree():
    sentiment = pd.DataFrame(
        {"article_id": ["A0", "B0", "B0"], "voice": ["outlet", "outlet", "quoted"], "compound": [-0.5, 0.1, -1]}
    )
    valence = pd.DataFrame({"article_id": ["A0", "B0"], "voice": "outlet", "valence": [-2.0, -1.0]})
    table = rankings(articles(), sentiment, valence, ROWS)
    assert table[["vader_rank", "valence_rank", "tone_rank"]].to_numpy().tolist() == [[1, 1, 1], [2, 2, 2]]
    assert table["agree"].all()
    flipped = rankings(articles(), sentiment, valence.assign(valence=[1.0, -1.0]), ROWS)
    assert not flipped["agree"].any()


def test_empty_and_missing_figures():
    none = towards(ROWS.iloc[:0], articles())
    assert none.empty
    assert list(none.columns) == list(TOWARDS.columns)
    empty = pd.DataFrame({"article_id": [], "voice": [], "compound": [], "valence": []})
    table = rankings(articles(), empty, empty, ROWS)
    assert np.isnan(table["vader"]).all()
    assert not table["agree"].any()
