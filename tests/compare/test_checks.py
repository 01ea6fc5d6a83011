"""Checked by hand: which rows are drawn, and what the answers say."""

import numpy as np
import pandas as pd
import pytest

from analysis.compare.checks import accuracy, agreement, corrected_rates, drawn, drawn_articles, uneven, wilson
from analysis.tables import ANSWERS, empty, frame

OUTLET = {"a": "A", "b": "B", "c": "C"}
ARTICLES = pd.DataFrame({"article_id": list(OUTLET), "outlet": list(OUTLET.values()), "n_words": [1000, 2000, 500]})


def rows(**per_article):
    """So many rows in each article, ten characters apart."""
    places = [(a, 10 * k, 10 * k + 5) for a, n in per_article.items() for k in range(n)]
    return pd.DataFrame(places, columns=["article_id", "start", "end"]).assign(strength="says", score=1.5)


def answer(article, start, given, who="Ann", column="", **more):
    known = {"table": "t", "article_id": article, "sha256": "x", "start": start, "end": start + 5, "nth": 0}
    said = {"column": column, "shown": "", "answer": given, "instead": "", "note": "", "who": who, "when": ""}
    return known | said | {"source_file": "", "source_row": 0} | more


def answers(*given):
    return frame(list(given), ANSWERS)


def several(article, right, wrong, who="Ann"):
    return [answer(article, 10 * k, "right" if k < right else "wrong", who) for k in range(right + wrong)]


# --- Drawing --------------------------------------------------------------------------------------------------------


def test_every_outlet_gives_its_share_and_the_same_rows_come_again():
    table = rows(a=60, b=30, c=10)
    sample = drawn(table, ARTICLES, 20)
    assert sample["article_id"].value_counts().to_dict() == {"a": 12, "b": 6, "c": 2}
    pd.testing.assert_frame_equal(sample, drawn(table, ARTICLES, 20))


def test_a_larger_sample_only_adds_and_other_rows_do_not_matter():
    table = rows(a=60, b=30, c=10)
    place = ["article_id", "start"]
    small, large = (set(map(tuple, drawn(table, ARTICLES, n)[place].to_numpy())) for n in (10, 40))
    assert small < large
    assert len(drawn(table, ARTICLES, 1000)) == 100
    shuffled = drawn(table.sample(frac=1, random_state=1, ignore_index=True), ARTICLES, 10)
    assert set(map(tuple, shuffled[place].to_numpy())) == small


def test_rows_at_one_place_are_told_apart():
    table = pd.concat([rows(a=2), rows(a=1)], ignore_index=True)
    assert sorted(drawn(table, ARTICLES, 9)["nth"]) == [0, 1, 2]
    assert drawn(rows(), ARTICLES, 9).empty


def test_articles_to_read_are_of_different_outlets():
    many = pd.DataFrame(
        {"article_id": [f"{o}{k}" for o in "AABBC" for k in range(3)], "outlet": list("AAAAAABBBBBBCCC")}
    )
    assert len({a[0] for a in drawn_articles(many.drop_duplicates(), 3)}) == 3


# --- Precision and recall -------------------------------------------------------------------------------------------


def test_wilson_as_published():
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3: 81 of 263 and 15 of 148.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=0.0001)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=0.0001)


def test_precision_counts_what_two_dispute_as_wrong():
    given = answers(
        answer("a", 0, "right"), answer("a", 0, "right", "Ben"),
        answer("a", 10, "right"), answer("a", 10, "wrong", "Ben"),
        answer("a", 20, "unsure"), answer("a", 20, "right", "Ben"),
        answer("a", 30, "unsure"),
    )  # fmt: skip
    row = accuracy(given, rows(a=4), ARTICLES).iloc[0]
    assert row[["measure", "outlet", "n", "right", "disputed"]].to_list() == ["precision", "all", 3, 2, 1]
    assert row["coders"] == "Ann, Ben"


def test_fields_of_a_wrong_row_do_not_count():
    given = answers(
        answer("a", 0, "wrong"), answer("a", 0, "right", column="strength"),
        answer("a", 10, "right"), answer("a", 10, "wrong", column="strength"),
    )  # fmt: skip
    table = accuracy(given, rows(a=2), ARTICLES).set_index("column")
    assert table.loc["", ["n", "right"]].to_list() == [2, 1]
    assert table.loc["strength", ["n", "right"]].to_list() == [1, 0]


def test_an_outlet_has_a_figure_of_its_own_from_ten_rows_on():
    given = answers(*several("a", 9, 1), *several("b", 8, 1))
    assert accuracy(given, rows(a=10, b=9), ARTICLES)["outlet"].to_list() == ["all", "A"]


def test_recall_is_what_readers_marked_and_the_program_has():
    sentence = {"column": "sentence"}
    given = answers(
        answer("a", 0, "yes", **sentence), answer("a", 0, "yes", "Ben", **sentence),  # found, counted once
        answer("a", 100, "yes", **sentence),  # no row there
        answer("a", 12, "no", **sentence),
    )  # fmt: skip
    row = accuracy(given, rows(a=2), ARTICLES).iloc[0]
    assert row[["measure", "n", "right", "value"]].to_list() == ["recall", 2, 1, 0.5]


def test_nothing_answered_gives_empty_tables():
    assert accuracy(empty(ANSWERS), rows(a=2), ARTICLES).empty
    assert agreement(empty(ANSWERS), rows(a=2)).empty
    assert corrected_rates(empty(ANSWERS), rows(a=2), ARTICLES).empty
    assert uneven(empty(ANSWERS), ARTICLES) == ""


# --- A biased comparison --------------------------------------------------------------------------------------------


def test_an_error_that_differs_between_outlets_is_warned_of():
    # Fisher's exact test of 12:0 against 3:7, by hand: (15! 7! 12! 10!) / (22! 12! 0! 3! 7!) = C(10,3) / C(22,7)
    # = 120 / 170544 = 0.0007; no other arrangement of these margins is as unlikely.
    says = uneven(answers(*several("a", 12, 0), *several("b", 3, 7)), ARTICLES)
    assert "is biased" in says
    assert "A 12 of 12 right, B 3 of 10 right; p = 0.001" in says


def test_like_errors_and_few_rows_are_said_to_be_that():
    assert "No difference" in uneven(answers(*several("a", 9, 1), *several("b", 8, 2)), ARTICLES)
    assert "No difference" in uneven(
        answers(*several("a", 10, 0), *several("b", 10, 0), *several("c", 10, 0)), ARTICLES
    )
    assert "cannot be told" in uneven(answers(*several("a", 12, 0), *several("b", 3, 6)), ARTICLES)
    three = answers(*several("a", 20, 0), *several("b", 19, 1), *several("c", 2, 18))
    assert "is biased" in uneven(three, ARTICLES)


# --- Corrected rates ------------------------------------------------------------------------------------------------


def test_rows_that_were_all_checked_leave_nothing_to_chance():
    rates = corrected_rates(answers(*several("a", 6, 2)), rows(a=8), ARTICLES).set_index("outlet")
    assert rates.loc["A", ["raw", "corrected", "low", "high"]].to_list() == [8, 6, 6, 6]
    assert rates.loc["A", "basis"] == "own"
    assert np.isnan(rates.loc["A", "recall"])
    assert rates.loc["B", ["raw", "corrected", "high"]].to_list() == [0, 0, 0]


def test_the_rest_is_estimated_and_the_interval_holds_it():
    # 40 of 50 right; 100 rows in 1,000 words: 40 + 50 * 0.8 = 80 per 1,000 words.
    rates = corrected_rates(answers(*several("a", 40, 10)), rows(a=100), ARTICLES).set_index("outlet")
    assert rates.loc["A", "corrected"] == pytest.approx(80, abs=1)
    # binomial and Beta together: sd = sqrt(50 * .8 * .2 + 50² * .8 * .2 / 50) = 4; 1.96 sd = 8
    assert rates.loc["A", "low"] == pytest.approx(72, abs=2)
    assert rates.loc["A", "high"] == pytest.approx(88, abs=2)
    # An outlet of which nothing was checked takes the share of all: 20 rows * 0.8 in 2,000 words.
    other = corrected_rates(answers(*several("a", 40, 10)), rows(a=100, b=20), ARTICLES).set_index("outlet")
    assert other.loc["B", "corrected"] == pytest.approx(8, abs=0.5)
    assert other.loc["B", "basis"] == "all"


def test_what_was_missed_raises_the_rate():
    marks = [answer("a", 10 * k, "yes", column="sentence") for k in range(20)]  # the program has 10 of them
    rates = corrected_rates(answers(*several("a", 10, 0), *marks), rows(a=10), ARTICLES).set_index("outlet")
    assert rates.loc["A", "recall"] == 0.5
    assert rates.loc["A", "corrected"] == pytest.approx(20, abs=1.5)


def test_the_interval_covers_the_truth_nineteen_times_of_twenty():
    rng = np.random.default_rng(1)
    inside = 0
    for _ in range(60):
        truth = rng.random(200) < 0.75
        checked = rng.permutation(200)[:50]
        given = answers(*(answer("a", 10 * int(k), "right" if truth[k] else "wrong") for k in checked))
        row = corrected_rates(given, rows(a=200), ARTICLES).iloc[0]
        inside += row["low"] <= truth.sum() <= row["high"]
    assert inside >= 52  # 57 expected; fewer than 52 of 60 has a chance of 1 in 100


# --- Agreement ------------------------------------------------------------------------------------------------------


def test_agreement_of_answers_and_of_values():
    given = answers(
        *(answer("a", 10 * k, "right", who, "strength", shown="says") for k in range(3) for who in ("Ann", "Ben")),
        answer("a", 40, "wrong", "Ann", "strength", shown="says", instead="hints"),
        answer("a", 40, "wrong", "Ben", "strength", shown="says", instead="suspects"),
        answer("a", 50, "right", "Ann", "strength", shown="says"),
        answer("a", 50, "unsure", "Ben", "strength", shown="says"),
    )
    table = agreement(given, rows(a=6)).set_index("of")
    assert table.loc["answer", ["alpha", "same", "n", "coders"]].to_list() == [1, 1, 4, "Ann, Ben"]
    # Values: three units says-says, one hints-suspects; n = 8, of a value 6, 1, 1.
    # alpha = 1 - 7 * 2 / (64 - 38) = 1 - 14 / 26
    assert table.loc["value", "alpha"] == pytest.approx(1 - 14 / 26)
    assert table.loc["value", "same"] == 0.75


def test_numbers_are_compared_as_numbers():
    given = answers(
        *(answer("a", 10 * k, "right", who, "score", shown=str(k)) for k in range(5) for who in ("Ann", "Ben")),
        answer("a", 60, "wrong", "Ann", "score", shown="9", instead="5"),
        answer("a", 60, "wrong", "Ben", "score", shown="9", instead="5.1"),
    )
    table = agreement(given, rows(a=6)).set_index("of")
    assert table.loc["value", "level"] == "interval"
    assert table.loc["value", "alpha"] > 0.99
