import numpy as np
import pytest
from scipy import stats

from analysis.compare.statistics import PERMUTATIONS, benjamini_hochberg, cliffs_delta, holm, intervals, permutation_p


def one(values):
    return np.array(values, dtype=float)[:, None]


def test_interval_by_loops():
    """The same symmetric bootstrap-t written draw by draw, with another random stream: close, not equal."""
    top, bottom = np.array([3, 0, 5, 2, 8, 1.0]), np.array([400, 300, 900, 250, 800, 500.0])
    rng = np.random.default_rng(3)

    def parts(t, b):
        ratio = t.sum() / b.sum()
        return ratio, np.sqrt(len(t) / (len(t) - 1) * ((t - ratio * b) ** 2).sum()) / b.sum()

    ratio, error = parts(top, bottom)
    distances = []
    for _ in range(20000):
        drawn = rng.integers(0, 6, 6)
        r, e = parts(top[drawn], bottom[drawn])
        distances.append(abs(r - ratio) / e if e > 1e-12 else np.inf)
    reach = sorted(distances)[int(0.95 * 20000)] * error
    low, high = intervals(one(top), bottom)
    np.testing.assert_allclose([low[0], high[0]], [ratio - reach, ratio + reach], rtol=0.05)


def test_interval_of_many_articles_agrees_with_scipy():
    rng = np.random.default_rng(0)
    bottom = rng.integers(200, 900, 400).astype(float)
    top = rng.poisson(0.01 * bottom).astype(float)
    low, high = intervals(one(top), bottom)
    scipy = stats.bootstrap((top, bottom), lambda t, b, axis: t.sum(axis) / b.sum(axis), paired=True, rng=1)
    np.testing.assert_allclose([low[0], high[0]], scipy.confidence_interval, rtol=0.01)


def test_interval_does_not_depend_on_the_other_measures_nor_on_the_call():
    rng = np.random.default_rng(0)
    top, bottom = rng.poisson(3, (8, 3)).astype(float), rng.integers(200, 900, 8).astype(float)
    together = np.array(intervals(top, bottom))
    np.testing.assert_array_equal(together, np.array(intervals(top, bottom)))
    np.testing.assert_allclose(together[:, 1:2], np.array(intervals(top[:, 1:2], bottom)), rtol=1e-12)


@pytest.mark.parametrize("top", [[0, 0, 0, 0, 0], [0, 0, 0, 0, 9], [0, 0, 7, 0, 9], [0.4, 0.3, 0.9, 0.2, 0.8]])
def test_no_interval_where_the_articles_carry_none(top):
    """None has it; one has it (a third of all draws miss it), two (8 %); all have the same ratio."""
    low, high = intervals(one(top), np.array([4, 3, 9, 2, 8.0]))
    assert np.isnan(low[0])
    assert np.isnan(high[0])


def test_cliffs_delta_by_hand():
    """Inside 1, 4; outside 2, 4, 0: of 6 pairs the inside wins 3 (1>0, 4>2, 4>0), loses 2 (1<2, 1<4), ties 1."""
    inside = np.array([True, True, False, False, False])
    assert cliffs_delta(one([1, 4, 2, 4, 0]), inside, np.zeros(5, int))[0] == pytest.approx((3 - 2) / 6)
    assert cliffs_delta(one([5, 6, 1, 2, 3]), inside, np.zeros(5, int))[0] == 1


def test_cliffs_delta_pairs_only_within_a_story():
    """Story 0: 1 against 2, lost. Story 1: 9 against 3, won. Story 2 has no other outlet. Across: not looked at."""
    inside = np.array([True, False, True, False, True])
    strata = np.array([0, 0, 1, 1, 2])
    assert cliffs_delta(one([1, 2, 9, 3, 7]), inside, strata)[0] == 0
    assert np.isnan(cliffs_delta(one([1.0]), np.array([True]), np.array([0]))[0])


def test_permutation_of_one_story_agrees_with_scipy():
    top = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 12.0])
    groups = np.repeat([0, 1], 5)
    exact = stats.permutation_test(
        (top[:5], top[5:]), lambda x, y, axis: x.mean(axis) - y.mean(axis), vectorized=True, n_resamples=np.inf
    )
    p = permutation_p(one(top), np.ones(10), groups, np.zeros(10, int))
    error = 2 * np.sqrt(exact.pvalue / 2 * (1 - exact.pvalue / 2) / PERMUTATIONS)
    np.testing.assert_allclose(p[:, 0], exact.pvalue, atol=3 * error)


def test_permutation_never_takes_a_difference_between_stories_for_one_between_outlets():
    """Outlet 0 has mostly the story with high rates. Within each story the outlets are the same."""
    strata = np.repeat([0, 1], 12)
    groups = np.array([0] * 9 + [1] * 3 + [0] * 3 + [1] * 9)
    top = np.where(strata == 0, 50.0, 2.0) + np.tile([0, 1, 2], 8)
    assert permutation_p(one(top), np.ones(24), groups, strata).min() > 0.5
    assert permutation_p(one(top), np.ones(24), groups, np.zeros(24, int)).max() < 0.05


def test_permutation_finds_a_difference_that_is_there():
    """10 articles, 5 and 5, no overlap: 2 of the 252 arrangements are as extreme."""
    p = permutation_p(one([1, 2, 3, 4, 5, 11, 12, 13, 14, 15]), np.ones(10), np.repeat([0, 1], 5), np.zeros(10, int))
    np.testing.assert_allclose(p, 2 / 252, atol=0.003)


def test_holm_and_benjamini_hochberg_by_hand():
    """p = .01, .04, .03, .005. Holm: .005×4, .01×3, .03×2, then no less: .06. BH: from the largest, p × 4 / rank."""
    p = np.array([0.01, 0.04, 0.03, 0.005])
    np.testing.assert_allclose(holm(p), [0.03, 0.06, 0.06, 0.02])
    np.testing.assert_allclose(benjamini_hochberg(p), [0.02, 0.04, 0.04, 0.02])
    assert len(holm(p[:0])) == len(benjamini_hochberg(p[:0])) == 0
