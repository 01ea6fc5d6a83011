import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.compare.differences import OTHERS, RANGES, SCHEMA, differences, ranges
from analysis.compare.rates import PER_1000, SHARE, rates
from analysis.compare.statistics import benjamini_hochberg, holm

VOICES = pd.DataFrame({"article_id": [], "start": [], "end": [], "voice": []})


def corpus(*rows):
    """Articles and their evidence from (outlet, story, words, conflict rows, law rows)."""
    articles = pd.DataFrame([(f"a{i}", o, s, "", n) for i, (o, s, n, *_) in enumerate(rows)])
    articles = articles.set_axis(["article_id", "outlet", "story", "text", "n_words"], axis=1)
    found = [
        (f"a{i}", 0, "outlet", frame, float(i))
        for i, row in enumerate(rows)
        for frame, n in zip(("conflict", "law"), row[3:], strict=False)
        for _ in range(n)
    ]
    return pd.DataFrame(found, columns=["article_id", "start", "voice", "frame", "score"]), articles


def compare(made, function=differences, averaged=(), **options):
    return function(*made, VOICES, "framing", ["frame"], averaged, **options)


def cell(table, **which):
    for column, value in which.items():
        table = table[table[column] == value]
    assert len(table) == 1, table
    return table.iloc[0]


THREE = corpus(("X", "s", 100, 3, 1), ("Y", "s", 200, 1, 1), ("Z", "s", 300, 4, 0))


def test_one_outlet_against_all_others_by_hand():
    """X: 3 in 100 words. The others: 5 in 500."""
    x = cell(compare(THREE), outlet="X", category="conflict", unit=PER_1000)
    assert (x.value, x.other_value, x.difference, x.ratio) == pytest.approx((30, 10, 20, 3))
    assert (x.other, x.n_articles, x.n_other, x.n_rows, x.n_other_rows) == (OTHERS, 1, 2, 3, 5)
    share = cell(compare(THREE), outlet="X", category="law", unit=SHARE)
    assert (share.value, share.other_value) == pytest.approx((1 / 4, 1 / 6))


def test_pairs_by_hand():
    table = compare(THREE, pairs=True).query("unit == @PER_1000 and category == 'law'")
    figures = {(r.outlet, r.other): (r.value, r.other_value) for r in table.itertuples()}
    assert figures == {("X", "Y"): (10, 5), ("X", "Z"): (10, 0), ("Y", "Z"): (5, 0)}
    assert np.isnan(cell(table, outlet="X", other="Z")["ratio"])


def test_never_a_p_with_one_article_an_outlet():
    table = compare(THREE)
    assert table[["delta", "p", "p_holm", "p_bh"]].isna().all(axis=None)
    assert table["method"].str.startswith("description only").all()


def test_values_agree_with_rates():
    left = compare(THREE).merge(compare(THREE, rates), on=["story", "outlet", "category", "unit"])
    np.testing.assert_allclose(left["value_x"], left["value_y"])


def test_all_stories_compares_within_stories_at_the_outlets_own_mix():
    """X wrote 300 words on s and 100 on t; the others have rates of 10 and 50 there: expected 3 + 5 rows.
    Story u is X's alone, v Y's alone: neither counts."""
    shared = ("X", "s", 300, 6), ("Y", "s", 100, 1), ("X", "t", 100, 10), ("Y", "t", 200, 10)
    made = corpus(*shared, ("X", "u", 999, 99), ("Y", "v", 9, 9))
    x = cell(compare(made), story="", outlet="X", unit=PER_1000)
    assert (x.value, x.other_value) == pytest.approx((1000 * 16 / 400, 1000 * 8 / 400))
    assert (x.n_articles, x.n_other, x.n_rows, x.n_other_rows) == (2, 2, 16, 11)


def test_words_of_a_story_without_the_category_count_too():
    made = corpus(("X", "s", 100, 2), ("Y", "s", 100, 1), ("X", "t", 300, 0, 1), ("Y", "t", 100, 0, 1))
    x = cell(compare(made), story="", outlet="X", category="conflict", unit=PER_1000)
    assert (x.value, x.other_value) == pytest.approx((1000 * 2 / 400, 1000 * 1 / 400))


def many(n, seed=0, story="s"):
    rng = np.random.default_rng(seed)
    rows = [("X", story, 500, c) for c in rng.poisson(9, n)] + [("Y", story, 500, c) for c in rng.poisson(3, n)]
    return corpus(*rows, *(("Z", story, 500, c) for c in rng.poisson(3, n)))


def test_from_five_articles_on_with_effect_size_and_p():
    assert compare(many(4))["p"].isna().all()
    made = many(5)
    x = cell(compare(made), outlet="X", unit=PER_1000)
    counts = made[0].groupby("article_id").size().reindex(made[1]["article_id"]).fillna(0).to_numpy()
    inside, outside = counts[:5], counts[5:]
    assert x.delta == pytest.approx(np.sign(np.subtract.outer(inside, outside)).mean())
    test = stats.permutation_test(
        (inside, outside), lambda a, b, axis: a.mean(axis) - b.mean(axis), vectorized=True, n_resamples=np.inf
    )
    assert x.p == pytest.approx(test.pvalue, abs=0.005)


def test_p_is_adjusted_over_the_family_of_its_unit_and_the_table_is_ranked_by_it():
    table = compare(many(8), averaged=["score"])
    tested = table[table["p"].notna()]
    for _, family in tested.groupby("unit"):
        np.testing.assert_allclose(family["p_holm"], holm(family["p"].to_numpy()))
        np.testing.assert_allclose(family["p_bh"], benjamini_hochberg(family["p"].to_numpy()))
    assert tested["p_bh"].is_monotonic_increasing
    assert table.iloc[0]["p"] < 0.05


def test_a_measure_that_few_articles_have_is_not_tested():
    rows = [(o, "s", 500, 3, 1 if o == "X" else 0) for o in "XY" for _ in range(6)]
    table = compare(corpus(*rows)).query("unit == @PER_1000")
    assert table[table["category"] == "law"]["p"].isna().all()
    assert table[table["category"] == "law"]["method"].iloc[0].startswith("not tested")


def test_stories_of_one_article_each_are_tested_together():
    """Each story: X has twice the rate of Y. No story alone can be tested; all together can."""
    rows = [(o, f"s{i}", 500, (4 if o == "X" else 2) + 10 * (i % 3)) for i in range(12) for o in "XY"]
    table = compare(corpus(*rows))
    assert table[table["story"] != ""]["p"].isna().all()
    x = cell(table, story="", outlet="X", unit=PER_1000)
    assert x.p < 0.01
    assert x.delta == 1


def test_ranges_by_hand_widest_first():
    table = ranges(compare(THREE, rates))
    conflict = cell(table, category="conflict", unit=PER_1000)
    assert (conflict.lowest, conflict.highest, conflict.range) == ("Y", "X", pytest.approx(25))
    assert (conflict.n_outlets, conflict.n_articles, conflict.n_rows) == (3, 3, 8)
    law = cell(table, category="law", unit=PER_1000)
    assert (law.lowest, law.lowest_value, law.highest_value) == ("Z", 0, 10)
    assert table[table["unit"] == PER_1000]["category"].tolist() == ["conflict", "law"]


def test_ranges_join_outlets_that_share_an_end():
    table = ranges(compare(corpus(("X", "s", 100, 0, 1), ("Y", "s", 100, 0, 1), ("Z", "s", 100, 2)), rates))
    assert cell(table, category="conflict", unit=PER_1000)["lowest"] == "X; Y"


def test_one_outlet_and_no_evidence_give_empty_tables():
    one = corpus(("X", "s", 100, 3))
    none = THREE[0].iloc[:0], THREE[1]
    for made in (one, none, (none[0], THREE[1].iloc[:0])):
        for table, of in ((compare(made), SCHEMA), (ranges(compare(made, rates)), RANGES)):
            assert table.empty
            assert list(table) == list(of.columns)
    assert compare(one, pairs=True).empty


def test_twenty_outlets():
    table = compare(corpus(*((f"outlet {i}", "s", 100, i**2) for i in range(20)))).query("unit == @PER_1000")
    assert len(table) == 20
    assert table.iloc[0]["outlet"] == "outlet 19"  # described only: the largest difference first
