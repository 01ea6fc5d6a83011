import numpy as np
import pandas as pd

from analysis.compare.tone import TOWARDS, anger, rankings, topic_tone, towards
from analysis.lenses.sentiment import sentiment
from analysis.tables import ARTICLES, SENTENCES, VOICE_SPANS, check, frame


def articles(n=1, outlets=("A", "B")):
    ids = [f"{o}{i}" for o in outlets for i in range(n)]
    return pd.DataFrame({"article_id": ids, "story": "s", "outlet": [i[0] for i in ids]}, dtype="str")


def mentions(*rows):
    """article, actor, voice, tone, speaker"""
    table = pd.DataFrame(rows, columns=["article_id", "actor", "voice", "tone", "speaker"], dtype="str")
    return table.assign(harmed=False)


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


def test_a_victim_is_counted_apart():
    table = towards(ROWS.assign(harmed=[True, True, False, False, True, False]), articles())
    got = table.set_index(["actor", "outlet", "voice"])[["n_mentions", "favourable", "unfavourable", "harmed"]]
    assert got.loc[("Iran", "A", "outlet")].tolist() == [2, 0, 0, 2]
    assert got.loc[("Iran", "A", "quoted")].tolist() == [2, 1, 1, 0]
    assert got.loc[("Iran", "B", "all")].tolist() == [1, 0, 0, 1]


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
        {
            "article_id": ["A0", "B0", "B0"],
            "voice": ["outlet", "outlet", "quoted"],
            "compound": [-0.5, 0.1, -1],
            "n_words": 3,
        }
    ).assign(n_words=3)
    valence = pd.DataFrame({"article_id": ["A0", "B0"], "voice": "outlet", "valence": [-2.0, -1.0], "n_words": 3})
    table = rankings(articles(), sentiment, valence, ROWS)
    assert table[["vader_rank", "valence_rank", "tone_rank"]].to_numpy().tolist() == [[1, 1, 1], [2, 2, 2]]
    assert table["agree"].all()
    flipped = rankings(articles(), sentiment, valence.assign(valence=[1.0, -1.0]), ROWS)
    assert not flipped["agree"].any()


def test_empty_and_missing_figures():
    none = towards(ROWS.iloc[:0], articles())
    assert none.empty
    assert list(none.columns) == list(TOWARDS.columns)
    empty = pd.DataFrame({"article_id": [], "voice": [], "compound": [], "valence": [], "n_words": []})
    table = rankings(articles(), empty, empty, ROWS)
    assert np.isnan(table["vader"]).all()
    assert not table["agree"].any()


def test_means_are_weighed_by_words():
    rows = {"article_id": ["A0", "A0"], "voice": "outlet", "compound": [0.0, -1.0], "n_words": [1, 3]}
    table = rankings(articles(), pd.DataFrame(rows), pd.DataFrame(rows).assign(valence=[4.0, 0.0]), ROWS)
    assert table.loc[0, ["vader", "valence"]].tolist() == [-0.75, 1.0]


def told(**outlets):
    """Articles, sentences and voices: one sentence each, in the outlet's own words."""
    ids = list(outlets)
    facts = dict.fromkeys(ARTICLES.columns, "") | {"source_row": 0, "n_words": 0, "story": "s"}
    articles = frame([facts | {"article_id": i, "outlet": i, "text": outlets[i]} for i in ids], ARTICLES)
    place = {"paragraph": 0, "position": 0, "zone": "body", "start": 0}
    rows = [{**place, "sentence_id": i, "article_id": i, "end": len(outlets[i]), "text": outlets[i]} for i in ids]
    spans = [{"article_id": i, "start": 0, "end": len(outlets[i]), "voice": "outlet"} for i in ids]
    return articles, frame(rows, SENTENCES), frame(spans, VOICE_SPANS)


def test_what_the_shared_words_carry():
    # VADER has attack −2.1 and horrible −2.5; B's only negative word is the shared one.
    c = told(A="The attack was horrible.", B="An attack came.")
    table = topic_tone(*c, sentiment(*c[1:])).set_index(["outlet", "voice"])
    assert table.loc[("B", "own"), ["without", "carried"]].tolist() == [0, 1]
    assert table.loc[("A", "own"), "vader"] < table.loc[("A", "own"), "without"] < 0
    assert 0 < table.loc[("A", "own"), "carried"] < 1
    assert table["rank_without"].tolist() == [1, 2, 1, 2]


def test_one_outlet_shares_no_words():
    c = told(A="The attack was horrible.")
    table = topic_tone(*c, sentiment(*c[1:]))
    assert table["carried"].tolist() == [0, 0]
    assert table["vader"].tolist() == table["without"].tolist()


def test_no_articles_no_topic():
    c = told(A="The attack.")
    none = [t[:0] for t in c]
    assert topic_tone(*none, sentiment(*none[1:])).empty
