"""Krippendorff's alpha: worked examples, two other programs, and what must always hold."""

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.compare.agreement import alpha, interval, verdict

NONE = np.nan

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", data C: four observers, twelve units, 7 values
# missing. Unit 12 has one value and counts nowhere, so n = 40. The coincidences o(ck) of the paper's matrix:
#
#        1     2     3     4     5     all
#   1    7    4/3   1/3   1/3    -      9
#   2   4/3   10    4/3   1/3    -     13
#   3   1/3   4/3    8    1/3    -     10
#   4   1/3   1/3   1/3    4     -      5
#   5    -     -     -     -     3      3
#
# nominal: 1 - (n - 1) * (n - sum o(cc)) / (n² - sum n(c)²) = 1 - 39 * (40 - 32) / (1600 - 384) = 1 - 312 / 1216
# interval: observed, over c < k: (1-2) 4/3, (1-3) 4/3, (1-4) 3, (2-3) 4/3, (2-4) 4/3, (3-4) 1/3, together 26/3;
#   expected n(c) n(k) (c-k)²: 117 + 360 + 405 + 432 + 130 + 260 + 351 + 50 + 120 + 15 = 2240; 1 - 39 * 26/3 / 2240
C = pd.DataFrame(
    {
        "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
        "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
        "C": [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
        "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
    }
)
# The same paper, data B: two observers, twelve articles, five names, nothing missing; alpha 0.692.
B = pd.DataFrame({"Ben": list("aabbdcccedda"), "Gerry": list("babbbccceddd")})
# Made up: 30 units, three coders, 6 values missing. irrCAC 0.4.4 (which wants older libraries, so it was run apart)
# gives for it 0.351867 with weights "identity" and 0.397264 with "quadratic"; its ordinal weights are Gwet's.
MADE = [
    "433", "444", "441", "224", "412", ".44", "114", ".2.", "334", "223", "333", "444", "332", ".21", "444",
    ".11", "211", "342", "444", "333", "222", "111", "114", "34.", "332", "134", "333", "244", ".34", "443",
]  # fmt: skip
THREE = pd.DataFrame([[NONE if v == "." else int(v) for v in row] for row in MADE])


@pytest.mark.parametrize(
    ("ratings", "level", "expected"),
    [
        (C, "nominal", 1 - 312 / 1216),
        (C, "interval", 1 - 39 * (26 / 3) / 2240),
        (C, "ordinal", 0.815),  # as printed in the paper
        (B, "nominal", 0.692),  # as printed in the paper
        (THREE, "nominal", 0.351867),  # irrCAC
        (THREE, "interval", 0.397264),  # irrCAC
    ],
)
def test_published_tables_and_irrcac(ratings, level, expected):
    assert alpha(ratings, level) == pytest.approx(expected, abs=0.0005)


@given(arrays(float, st.tuples(st.integers(2, 12), st.integers(2, 5)), elements=st.sampled_from([1, 2, 3, 7, NONE])))
@settings(max_examples=50, deadline=None)
def test_the_same_as_the_package_krippendorff(values):
    ratings = pd.DataFrame(values)
    pairable = ratings[ratings.notna().sum(axis=1) >= 2].melt()["value"]
    for level in ("nominal", "ordinal", "interval"):
        ours = alpha(ratings, level)
        if pairable.nunique() < 2:
            assert np.isnan(ours)
        else:
            assert ours == pytest.approx(krippendorff.alpha(values.T, level_of_measurement=level), abs=1e-9)


def test_full_agreement_is_1_and_its_interval_too():
    ratings = pd.DataFrame({"A": list("xyzxyzxyz"), "B": list("xyzxyzxyz")})
    assert alpha(ratings) == 1
    assert interval(ratings) == (1, 1)


def test_the_interval_holds_alpha_and_is_the_same_again():
    low, high = interval(C)
    assert low < alpha(C) < high
    assert interval(C) == (low, high)
    twice = pd.concat([C, C, C, C], ignore_index=True)
    assert np.diff(interval(twice)) < np.diff((low, high))


def test_nothing_varies_or_nobody_coded_twice():
    assert np.isnan(alpha(pd.DataFrame({"A": ["x", "x"], "B": ["x", "x"]})))
    assert np.isnan(alpha(pd.DataFrame({"A": ["x", None], "B": [None, "y"]})))
    assert np.isnan(interval(pd.DataFrame({"A": [], "B": []}))).all()


@pytest.mark.parametrize(
    ("value", "word"), [(0.8, "firm"), (0.79, "tentative"), (0.6, "too low"), (NONE, "not defined")]
)
def test_verdicts(value, word):
    assert verdict(value) == word
