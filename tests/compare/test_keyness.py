import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from analysis.compare.keyness import (
    SCHEMA,
    dispersion,
    flat,
    g_squared,
    informative,
    keyness,
    log_odds_ratio,
    log_ratio,
)


def corpus(*rows):
    """Articles from (outlet, text) or (outlet, text, story)."""
    table = pd.DataFrame([(*r, "s")[:3] for r in rows], columns=["outlet", "text", "story"])
    return table.assign(article_id=[f"a{i}" for i in range(len(rows))])


def voices(articles, *rows):
    given = pd.DataFrame(list(rows), columns=["article_id", "start", "end", "voice"])
    rest = articles[~articles["article_id"].isin(given["article_id"])]
    return pd.concat([given, rest[["article_id"]].assign(start=0, end=rest["text"].str.len(), voice="outlet")])


def key(articles, **options):
    return keyness(articles, voices(articles), **options)


def row(table, outlet, term):
    return table[(table["outlet"] == outlet) & (table["term"] == term)].iloc[0]


DOC1 = "the quick brown fox jumps over the lazy pig"
DOC2 = "the lazy purple pig jumps over the lazier donkey"
DOC3 = "the lazy purple pig jumps over the " + "very " * 1000 + "sleepy donkey"


def test_published_example_with_a_flat_prior():
    """The README of Wigderowitz's package fightin_words (GitHub, 2019) prints these z for a prior of .05 a word."""
    articles = corpus(("A", DOC1), ("B", DOC2))
    table = key(articles, least=1, prior=lambda totals, weight: np.full(len(totals), 0.05))
    z = table[(table["outlet"] == "A") & (table["length"] == 1)].set_index("term")["z"]
    published = {"jumps": 0, "lazy": 0, "over": 0, "pig": 0, "the": 0}
    published |= dict.fromkeys(["brown", "fox", "quick"], 0.6894227886807968)
    assert z.to_dict() == pytest.approx(published, abs=1e-9)
    # What the outlet never says is not listed; seen from the other side it has the opposite sign.
    assert row(table, "B", "donkey")["z"] == pytest.approx(0.6894227886807968, abs=1e-9)


@pytest.mark.parametrize(
    ("very", "published"),
    [
        (0.05, {"the": 4.954523357120953, "jumps": 3.4564380059373603, "fox": 1.7074955767167836}),
        (1 / 1000, {"the": 4.961066225017743, "jumps": 3.4605672465974453, "fox": 1.7087406001344665}),
    ],
)
def test_published_example_with_an_informed_prior(very, published):
    """The second example of the same README: the prior of "very" is .05, then 1/1000; all others .05."""
    articles = corpus(("A", DOC1), ("B", DOC3))
    table = key(articles, least=1, prior=lambda totals, weight: np.where(totals == 1000, very, 0.05))
    for term, z in published.items():
        assert row(table, "A", term)["z"] == pytest.approx(z, abs=1e-9)
    here = {0.05: -2.2144429606255946, 1 / 1000: -0.4368846171934332}[very]
    assert row(table, "B", "very")["z"] == pytest.approx(-here, abs=1e-9)


def by_the_paper(texts, prior_words):
    """Monroe, Colaresi & Quinn 2008: odds, log-odds ratio, variance and z, in loops and exact fractions."""
    counts = {o: {} for o in texts}
    for outlet, text in texts.items():
        for w in text.split():
            counts[outlet][w] = counts[outlet].get(w, 0) + 1
    vocabulary = {w for c in counts.values() for w in c}
    everything = sum(sum(c.values()) for c in counts.values())
    alpha = {w: Fraction(sum(c.get(w, 0) for c in counts.values()), everything) * prior_words for w in vocabulary}
    alpha_0 = sum(alpha.values())
    result = {}
    for outlet in texts:
        n = sum(counts[outlet].values())
        for w in vocabulary:
            y, y_other = counts[outlet].get(w, 0), sum(c.get(w, 0) for o, c in counts.items() if o != outlet)
            odds = (y + alpha[w]) / (n + alpha_0 - y - alpha[w])
            odds_other = (y_other + alpha[w]) / (everything - n + alpha_0 - y_other - alpha[w])
            delta = math.log(odds / odds_other)
            variance = 1 / (y + alpha[w]) + 1 / (y_other + alpha[w])
            result[outlet, w] = delta, delta / math.sqrt(variance)
    return result


def test_three_outlets_agree_with_the_paper_word_by_word():
    rng = np.random.default_rng(0)
    texts = {o: " ".join(rng.choice([f"w{i}" for i in range(30)], n)) for o, n in (("A", 80), ("B", 200), ("C", 35))}
    table = key(corpus(*texts.items()), least=1)
    expected = by_the_paper(texts, Fraction(80 + 200 + 35, 3))  # the prior weighs as much as an average article
    found = table[table["length"] == 1]
    assert len(found) == sum(len(set(t.split())) for t in texts.values())
    for r in found.itertuples():
        assert (r.log_odds, r.z) == pytest.approx(expected[r.outlet, r.term], abs=1e-9)
    assert found.groupby("outlet")["count"].sum().to_dict() == {"A": 80, "B": 200, "C": 35}


def test_two_outlets_are_mirror_images():
    table = key(corpus(("A", "war peace war"), ("B", "peace peace law war")), least=1)
    for term in ("war", "peace"):
        assert row(table, "A", term)["z"] == pytest.approx(-row(table, "B", term)["z"])


def test_g_squared_of_a_published_example():
    """52 in 50,000 words against 57 in 75,000: G² = 2.65, the example of Lancaster's corpus linguistics course for
    Rayson's calculator (ucrel.lancs.ac.uk/llwizard.html). By hand: expected 43.6 and 65.4."""
    by_hand = 2 * (52 * math.log(52 / 43.6) + 57 * math.log(57 / 65.4))
    g2 = g_squared(np.array([52.0]), np.array([50000.0]), np.array([57.0]), np.array([75000.0]))[0]
    assert g2 == pytest.approx(by_hand, abs=1e-9)
    assert round(g2, 2) == 2.65


def test_g_squared_and_log_ratio_of_zeros_and_equals():
    y, n, other = np.array([0.0, 4.0]), np.array([100.0, 100.0]), np.array([10.0, 8.0])
    np.testing.assert_allclose(g_squared(y, n, other, 2 * n), [2 * 10 * math.log(1.5), 0], atol=1e-12)
    np.testing.assert_allclose(log_ratio(y, n, other, 2 * n), [math.log2(0.5 / 5), 0], atol=1e-12)


def test_log_odds_are_zero_where_frequencies_are_equal():
    log_odds, z = log_odds_ratio(*(np.array([v]) for v in (5.0, 100.0, 5.0, 100.0, 2.0)), 50)
    assert (log_odds[0], z[0]) == (0, 0)


def test_dispersion_of_a_published_example():
    """Lijffijt & Gries 2012, table 1: three equal parts with 2/3, 1/3 and none of the occurrences: DP = 1/3."""
    tokens = pd.DataFrame(
        [("X", t, p) for p, terms in enumerate(["aab", "abb", "bbb"]) for t in terms],
        columns=["outlet", "term", "part"],
    )
    assert dispersion(tokens)["X", "a"] == pytest.approx(1 / 3)
    assert dispersion(tokens)["X", "b"] == pytest.approx((1 / 3 - 1 / 6) + (1 / 3 - 1 / 3) + 0, abs=1e-9)


def test_dispersion_over_articles_and_over_five_parts_of_a_single_one():
    spread, lump = "war x x x x war x x x x war x x x x war x x x x war x x x x", "war war war war war" + " x" * 20
    table = key(corpus(("A", spread), ("B", lump), ("C", "war x"), ("C", "x y")), least=1)
    assert row(table, "A", "war")["dispersion"] == pytest.approx(0, abs=1e-9)
    assert row(table, "B", "war")["dispersion"] == pytest.approx(0.8)  # all in a fifth of the words
    assert row(table, "C", "war")["dispersion"] == pytest.approx(0.5)  # all in one of two equal articles


def test_words_that_one_article_or_one_quotation_carries():
    articles = corpus(("A", "war war peace"), ("A", "peace law law"), ("B", "war no"), ("B", "law yes"))
    spans = voices(articles, ("a1", 0, 6, "outlet"), ("a1", 6, 13, "quoted"), ("a2", 0, 6, "quoted"))
    carried = keyness(articles, spans, least=1).set_index(["outlet", "term"])["carried_by"]
    assert carried["A", "war"] == carried["A", "war war"] == "one article"
    assert carried["A", "peace"] == ""
    assert carried["A", "law"] == "one quotation"
    assert carried["A", "law law"] == "one quotation"
    assert carried["B", "war"] == "one quotation"
    single = key(corpus(("A", "war war"), ("B", "war")), least=1)
    assert row(single, "A", "war")["carried_by"] == ""  # with one article it would say nothing


def test_one_voice_only():
    articles = corpus(("A", "war peace law"), ("B", "war peace law"))
    spans = voices(articles, ("a0", 0, 4, "outlet"), ("a0", 4, 10, "quoted"), ("a0", 10, 13, "outlet"))
    table = keyness(articles, spans, voice="outlet", least=1)
    assert sorted(table[table["outlet"] == "A"]["term"]) == ["law", "war"]
    assert row(table, "B", "peace")["count"] == 1


def test_two_words_make_a_term_only_with_nothing_but_space_between():
    terms = key(corpus(("A", "The war. Iraq’s war,\n\nit said"), ("B", "so so")), least=1)
    assert sorted(terms[(terms["outlet"] == "A") & (terms["length"] == 2)]["term"]) == [
        "iraq war",
        "it said",
        "the war",
    ]


def test_rare_terms_are_counted_but_not_listed():
    articles = corpus(("A", "war war rare"), ("B", "peace peace"))
    listed, everything = key(articles), key(articles, least=1)
    assert "rare" not in set(listed["term"])
    assert row(listed, "A", "war")["z"] == row(everything, "A", "war")["z"]


def test_stories_are_compared_apart_and_one_outlet_alone_is_not():
    one = corpus(("A", "war war law"), ("B", "peace peace law"))
    two = corpus(
        ("A", "war war law"), ("B", "peace peace law"), ("A", "war", "t"), ("C", "war", "u"), ("D", "law", "u")
    )
    with_others = key(two).query("story == 's'").reset_index(drop=True)
    pd.testing.assert_frame_equal(with_others, key(one))
    assert key(corpus(("A", "war war"))).empty
    assert "t" not in set(key(two, least=1)["story"])


def test_the_informative_prior_weighs_as_many_words_as_it_says():
    np.testing.assert_allclose(informative(np.array([3.0, 1.0]), 100), [75, 25])
    np.testing.assert_allclose(flat(np.array([3.0, 1.0]), 100), [0.01, 0.01])


def test_a_frequent_word_is_drawn_to_zero_more_than_under_a_flat_prior():
    """The prior in place of a list of stop words: "the" is a little more frequent in A."""
    articles = corpus(("A", "the " * 12 + "war " * 4 + "x y z"), ("B", "the " * 10 + "peace " * 4 + "x y z"))
    one, other = key(articles), key(articles, prior=flat)
    assert abs(row(one, "A", "the")["log_odds"]) < abs(row(other, "A", "the")["log_odds"])
    assert row(one, "A", "war")["z"] > row(one, "A", "the")["z"]


@pytest.mark.parametrize(
    "articles", [corpus(), corpus(("A", "")), corpus(("A", ""), ("B", "")), corpus(("A", ""), ("B", "x"))]
)
def test_nothing_to_compare_gives_the_same_columns(articles):
    table = key(articles)
    assert table.empty
    assert list(table) == list(SCHEMA.columns)


def test_twenty_outlets_and_inputs_unchanged():
    articles = corpus(*((f"outlet {i}", f"war word{i} word{i}") for i in range(20)))
    spans = voices(articles)
    before = articles.copy(), spans.copy()
    table = keyness(articles, spans)
    assert table[table["z"] > 0].groupby("outlet")["term"].first().tolist() == [
        f"word{i}" for i in sorted(range(20), key=str)
    ]
    pd.testing.assert_frame_equal(articles, before[0])
    pd.testing.assert_frame_equal(spans, before[1])
