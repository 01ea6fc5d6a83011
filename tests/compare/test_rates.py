import numpy as np
import pandas as pd
import pytest

from analysis import lenses, tables
from analysis.compare.rates import MEAN, PER_1000, SHARE, fractions, placed, rates, words_in

ARTICLES = pd.DataFrame(
    [
        ("a", "X", "s", "One two three four", 4),
        ("b", "Y", "s", "One two", 2),
        ("c", "Y", "s", "One two three", 3),
        ("d", "Y", "t", "One", 1),
    ],
    columns=["article_id", "outlet", "story", "text", "n_words"],
)
VOICES = pd.DataFrame(
    [
        ("a", 0, 8, "headline"),
        ("a", 8, 18, "outlet"),
        ("b", 0, 7, "outlet"),
        ("c", 0, 4, "outlet"),
        ("c", 4, 13, "quoted"),
    ],
    columns=["article_id", "start", "end", "voice"],
)
EVIDENCE = pd.DataFrame(
    [
        ("a", 0, "headline", "conflict", 1.0),
        ("a", 8, "outlet", "economy", 2.0),
        ("b", 0, "outlet", "conflict", np.nan),
        ("b", 4, "outlet", "", 5.0),
        ("c", 4, "quoted", "conflict", 4.0),
    ],
    columns=["article_id", "start", "voice", "frame", "score"],
)


def compare(evidence=EVIDENCE, articles=ARTICLES, by_voice=False):
    return rates(evidence, articles, VOICES, "framing", ["frame"], ["score"], by_voice)


def cell(table, **which):
    for column, value in which.items():
        table = table[table[column] == value]
    assert len(table) == 1, table
    return table.iloc[0]


def test_hand_calculated_rates_shares_and_means():
    """Story s: X has 4 words and 2 rows, Y has 2 + 3 words and 3 rows (one of them without a frame)."""
    s = compare().query("story == 's'")
    x, y = (cell(s, outlet=o, category="conflict", unit=PER_1000) for o in "XY")
    assert (x.value, x.n_rows, x.n_articles) == (1000 * 1 / 4, 1, 1)
    assert (y.value, y.n_rows, y.n_articles) == (1000 * 2 / 5, 2, 2)
    assert cell(s, outlet="X", category="conflict", unit=SHARE).value == 1 / 2
    assert cell(s, outlet="Y", category="conflict", unit=SHARE).value == 2 / 3
    mean = cell(s, outlet="Y", unit=MEAN)
    assert (mean.value, mean.n_rows, mean.measure, mean.category) == ((5 + 4) / 2, 2, "score", "")


def test_a_mean_weighed_by_words_counts_each_word_alike():
    """Y has 4.0 over 9 words and 0.0 over 1 word, and a piece without a score: 36 / 10, not 2."""
    pieces = pd.DataFrame({"article_id": ["b", "b", "c"], "start": 0, "voice": "outlet"})
    pieces = pieces.assign(score=[4.0, np.nan, 0.0], n_words=[9, 50, 1])
    table = rates(pieces, ARTICLES, VOICES, "tone", [], {"score": "n_words"})
    y = cell(table, story="s", outlet="Y")
    assert (y.value, y.n_rows, y.measure, y.unit) == (3.6, 2, "score", "mean, weighed by words")
    (fraction,) = fractions(pieces, ARTICLES, VOICES, [], {"score": "n_words"})
    assert fraction.bottom["bottom"].tolist() == [9, 1]


def test_shares_within_a_scheme_add_up_to_one_each():
    """Y's three rows: two conflict rows of one scheme, one of another scheme, which also has a frame of that name."""
    found = EVIDENCE.assign(frame="conflict", scheme=["own", "generic", "own", "generic", "own"])
    found.loc[1, "frame"] = "economy"
    table = rates(found, ARTICLES, VOICES, "framing", {"frame": "scheme"}, []).query("story == 's'")
    assert set(table["unit"]) == {PER_1000, "share of rows, scheme own", "share of rows, scheme generic"}
    assert cell(table, outlet="X", category="economy", unit="share of rows, scheme generic").value == 1
    assert cell(table, outlet="Y", category="conflict", unit="share of rows, scheme own").n_rows == 2
    assert cell(table, outlet="Y", category="conflict", unit=PER_1000).n_rows == 3
    shares = table[table["unit"] != PER_1000].groupby(["unit", "outlet"])["value"].sum()
    assert (shares == 1).all()


def test_every_lens_goes_by_columns_that_it_has():
    for name in lenses.names():
        lens = lenses.module(name)
        by = {c for columns in (lens.COUNTED, lens.AVERAGED) if isinstance(columns, dict) for c in columns.values()}
        assert by <= set(lens.SCHEMA.columns), name


def test_of_many_names_all_stories_show_those_that_several_have():
    articles = pd.DataFrame([(f"a{i}", "XY"[i % 2], f"s{i // 2}", "", 100) for i in range(6)], columns=ARTICLES.columns)
    names = [(a, 0, "outlet", f"{a}-{n}", 1.0) for a in articles["article_id"] for n in range(20)]
    names += [(a, 0, "outlet", "Lind", 1.0) for a in ("a0", "a2")]
    found = pd.DataFrame(names, columns=EVIDENCE.columns)
    table = compare(found, articles)
    everywhere = set(table.loc[(table["story"] == "") & (table["unit"] == PER_1000), "category"])
    assert everywhere == {"Lind"}
    assert cell(table, story="", outlet="X", category="Lind", unit=PER_1000).n_rows == 2
    assert (
        table.loc[table["unit"] == PER_1000, "category"].nunique() == 121
    )  # each of them still stands in its own story
    few = compare(found[found["frame"].isin(["Lind", "a0-1"])], articles)
    assert set(few.loc[(few["story"] == "") & (few["unit"] == PER_1000), "category"]) == {"Lind", "a0-1"}


def test_a_category_that_an_outlet_lacks_is_zero_not_missing():
    y = cell(compare(), story="s", outlet="Y", category="economy", unit=PER_1000)
    assert (y.value, y.n_rows, y.n_articles) == (0, 0, 2)


def test_by_voice_divides_by_the_words_of_that_voice():
    s = compare(by_voice=True).query("story == 's'")
    assert cell(s, outlet="X", category="conflict", voice="headline", unit=PER_1000).value == 1000 * 1 / 2
    assert cell(s, outlet="X", category="conflict", voice="outlet", unit=PER_1000).value == 0
    assert cell(s, outlet="Y", category="conflict", voice="quoted", unit=PER_1000).value == 1000 * 1 / 2
    assert np.isnan(cell(s, outlet="X", category="conflict", voice="quoted", unit=PER_1000).value)  # no words in it
    own = cell(s, outlet="X", category="conflict", voice="own", unit=PER_1000)
    parts = [cell(s, outlet="X", category="conflict", voice=v, unit=PER_1000) for v in tables.OWN_VOICES]
    assert own.n_rows == sum(p.n_rows for p in parts) == 1
    assert 0 < own.value < 1000 / 2  # its headline's one row over the words of both
    assert set(s["voice"]) == {"own", *tables.VOICES}


def test_all_stories_are_pooled_only_where_there_are_several():
    pooled = cell(compare(), story="", outlet="Y", category="conflict", unit=PER_1000)
    assert (pooled.value, pooled.n_articles) == (1000 * 2 / 6, 3)
    assert set(compare(articles=ARTICLES.assign(story="s"))["story"]) == {"s"}


def test_a_story_named_all_is_a_story_like_others():
    assert set(compare(articles=ARTICLES.assign(story=["all", "all", "t", "t"]))["story"]) == {"", "all", "t"}


def test_one_article_an_outlet_is_described_without_an_interval():
    table = compare()
    assert table[["low", "high"]].isna().all(axis=None)
    assert cell(table, story="s", outlet="X", category="conflict", unit=SHARE).method == "description only: one article"


def test_words_belong_to_the_voice_in_which_they_start_and_none_is_lost():
    by_voice = words_in(ARTICLES.iloc[:3], VOICES, True)
    assert by_voice.to_numpy().tolist() == [
        ["a", "headline", 2],
        ["a", "outlet", 2],
        ["b", "outlet", 2],
        ["c", "outlet", 1],
        ["c", "quoted", 2],
    ]
    assert by_voice.groupby("article_id")["bottom"].sum().tolist() == ARTICLES["n_words"].tolist()[:3]


@pytest.mark.parametrize("by_voice", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_rates_times_denominators_are_the_counts(seed, by_voice):
    rng = np.random.default_rng(seed)
    outlets = [f"outlet {i}" for i in range(20)]
    texts = [" ".join(["word"] * n) for n in rng.integers(1, 50, 30)]
    articles = pd.DataFrame({"article_id": [f"a{i}" for i in range(30)], "text": texts})
    articles = articles.assign(outlet=rng.choice(outlets, 30), story=rng.choice(["s", "t"], 30))
    articles["n_words"] = [len(t.split()) for t in texts]
    voices = pd.DataFrame({"article_id": articles["article_id"], "start": 0, "end": 1, "voice": "outlet"})
    evidence = pd.DataFrame({"article_id": rng.choice(articles["article_id"], 200), "start": 0, "voice": "outlet"})
    evidence["kind"] = rng.choice(["k", "l", "m"], 200)
    table = rates(evidence, articles, voices, "lens", ["kind"], [], by_voice)
    for f in fractions(evidence, articles, voices, ["kind"], [], by_voice):
        bottom = placed(articles).merge(f.bottom).groupby(["story", "outlet", "voice"])["bottom"].sum().reset_index()
        found = table[table["unit"] == f.unit].merge(bottom)
        np.testing.assert_allclose(found["value"] * found["bottom"] / f.scale, found["n_rows"])
        times = 2 * (1 + by_voice)  # once in its story, once over all; as the outlet's voice and as its own
        assert found["n_rows"].sum() == times * len(evidence)
    shares = table[(table["unit"] == SHARE) & table["value"].notna()]
    np.testing.assert_allclose(shares.groupby(["story", "outlet", "voice"])["value"].sum(), 1)


def test_no_evidence_and_no_articles_give_an_empty_table_of_the_same_columns():
    for evidence, articles in [(EVIDENCE.iloc[:0], ARTICLES), (EVIDENCE.iloc[:0], ARTICLES.iloc[:0])]:
        table = compare(evidence, articles)
        assert table.empty
        assert (table.dtypes == tables.empty(tables.COMPARISON).dtypes).all()
    assert rates(EVIDENCE, ARTICLES, VOICES, "lens", [], []).empty


def test_flags_are_categories_too():
    table = rates(EVIDENCE.assign(denied=EVIDENCE["score"] > 1), ARTICLES, VOICES, "blame", ["denied"], [])
    assert cell(table, story="s", outlet="X", category="True", unit=SHARE).value == 1 / 2


def test_evidence_of_an_unknown_article_is_an_error():
    with pytest.raises(tables.TableError, match="article 'a'"):
        compare(articles=ARTICLES[ARTICLES["article_id"] != "a"])


def test_inputs_stay_unchanged():
    before = [t.copy() for t in (EVIDENCE, ARTICLES, VOICES)]
    compare(by_voice=True)
    for table, copy in zip((EVIDENCE, ARTICLES, VOICES), before, strict=True):
        pd.testing.assert_frame_equal(table, copy)


def many(n, outlets=2):
    """Outlets with n articles each of 100 words; outlet 0 has one conflict row in each, the others two."""
    rows = [(f"{o}-{i}", f"outlet {o}", "s", "", 100 + i) for o in range(outlets) for i in range(n)]
    articles = pd.DataFrame(rows, columns=ARTICLES.columns)
    found = [(a, 0, "outlet", "conflict", 1.0) for a in articles["article_id"] for _ in range(1 if a[0] == "0" else 2)]
    return articles, pd.DataFrame(found, columns=EVIDENCE.columns)


def test_intervals_from_five_articles_an_outlet_only():
    for n, some in ((4, False), (5, True)):
        articles, found = many(n)
        row = cell(compare(found, articles), outlet="outlet 0", unit=PER_1000)
        assert np.isfinite([row.low, row.high]).all() == some
        assert row.method.startswith("95 % interval" if some else "description only: fewer than 5")
        assert not some or 0 <= row.low < row.value < row.high


def test_an_interval_stays_within_what_can_be():
    articles, found = many(5)
    found = found[~found["article_id"].isin(["0-0", "0-1"])]  # three of five articles have it: a wide interval
    row = cell(compare(found, articles), outlet="outlet 0", unit=PER_1000)
    assert row.low == 0
    share = cell(
        compare(found.assign(frame=["a", "b"] * 6 + ["a"]), articles), outlet="outlet 0", category="a", unit=SHARE
    )
    assert np.isnan(share.high) or share.high <= 1


def test_a_category_that_no_article_of_the_outlet_has_gets_no_interval():
    articles, found = many(5)
    row = cell(compare(found[found["article_id"].str[0] == "1"], articles), outlet="outlet 0", unit=PER_1000)
    assert (row.value, row.method[:11]) == (0, "no interval")
    assert np.isnan(row.high)
