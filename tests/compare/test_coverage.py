"""Coverage. Grouping is tested on made-up vectors, the whole on the five articles with the trained encoder."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import tables
from analysis.compare import coverage as module
from analysis.compare.coverage import (
    COVERAGE,
    EVENT,
    SAME,
    STRICTER,
    Absence,
    claims,
    coverage,
    features,
    least_similarity,
)
from analysis.compare.wire import wire
from analysis.corpus import load
from analysis.text.quoted import quoted
from analysis.text.sentences import sentences

DATA = Path(__file__).parents[2] / "data"

FLOOD = "After the flood in Ulm, Mayor Berg closed the bridge over the Danube to Bavaria."


def corpus(story="s", **texts):
    facts = dict.fromkeys(tables.ARTICLES.columns, "") | {"source_row": 0, "published": "2021-11-07"}
    own = [
        {"article_id": n, "outlet": n.upper(), "text": t, "story": story, "n_words": len(t.split())}
        for n, t in texts.items()
    ]
    return tables.frame([facts | o for o in own], tables.ARTICLES)


def covered(articles):
    said = sentences(articles)
    return coverage(articles, said, wire(articles, said, quoted(articles, said)))


@pytest.fixture
def words_only(monkeypatch):
    """The encoder replaced by nothing: only shared words count, so that the expected groups can be worked out."""
    monkeypatch.setattr(module, "sentence_vectors", lambda articles, units: np.zeros((len(units), 4), np.float32))
    monkeypatch.setattr(module, "WORDS", 1e6)


def unit(n, article="a", start=0, end=1, whole=True):
    return {"article_id": article, "sentence_id": f"{article}:s{n}", "start": start, "end": end, "whole": whole}


def at(*degrees):
    """Vectors in the plane; their similarity is the cosine of the angle between them."""
    radians = np.deg2rad(degrees)
    return np.stack([np.cos(radians), np.sin(radians)], axis=1).astype(np.float32)


def test_groups_do_not_chain():
    # neighbours are a little nearer than SAME, the ends twice as far apart: the mean of the three pairs is below
    # SAME, so the third stays alone
    angle = np.rad2deg(np.arccos(SAME)) - 1
    units = [unit(0, "a"), unit(0, "b"), unit(0, "c")]
    assert claims(units, at(0, angle - 1, 2 * angle - 1)) == [[0, 1], [2]]
    assert claims(units, at(0, 20, 40)) == [[0, 1, 2]]


def test_articles_that_tell_several_things_must_agree_more():
    alike = corpus(a=FLOOD, b=FLOOD.replace("closed", "shut"))
    topic = corpus(a=FLOOD, b="In Lima, senators of Peru impeached President Castillo on Friday.")
    assert least_similarity(alike) == SAME
    assert SAME < least_similarity(topic) <= SAME + STRICTER * EVENT
    assert least_similarity(corpus(a=FLOOD)) > SAME  # one outlet: nothing says what they tell


def test_a_sentence_and_its_clause_are_not_one_claim():
    units = [unit(0, "a", 0, 50), unit(0, "a", 0, 20, whole=False), unit(0, "b")]
    assert claims(units, at(0, 1, 3)) == [[0], [1, 2]]


def test_the_wording_of_many_is_no_likeness(words_only):
    units = pd.DataFrame({"text": ["drones hit palace", "drones hit bridge", "drones hit palace again"]})
    near = features(units, np.zeros((3, 4), np.float32))
    alike = near @ near.T
    assert alike[0, 2] > alike[0, 1] > 0
    assert np.allclose(np.diag(alike), 1, atol=1e-3)


def test_who_has_it_where_and_who_leaves_it_out(words_only):
    articles = corpus(
        a="Kittens escaped from the city zoo.\n\nThe keeper blamed a broken northern fence.",
        b="Parliament adjourned until winter.\n\nNobody voted.\n\nThe keeper blamed a broken northern fence again.",
        c="Markets opened slightly higher in Tokyo.\n\nGold fell again.",
    )
    found = covered(articles)
    shared = found[found["n_outlets"] == 2]
    rows = shared[["outlet", "present", "absence", "paragraph"]].itertuples(index=False, name=None)
    # of c the nearest paragraph is shown, whatever it is
    assert [r[:3] for r in rows] == [("A", True, ""), ("B", True, ""), ("C", False, "other event")]
    assert list(shared.loc[shared["present"], "paragraph"]) == [1, 2]
    # the sentence of b has 8 words, and 7 of them stand in a
    assert shared["verbatim"].to_list() == pytest.approx([1.0, 7 / 8, 0.0])
    alone = found[found["n_outlets"] == 1]
    assert alone["present"].all()
    assert "Nobody voted." not in set(alone["text"])  # too short to be compared


def test_a_claim_inside_a_longer_sentence(words_only):
    articles = corpus(
        a="Nobody claimed responsibility for the bombing, but several furious ministers accused foreign intelligence.",
        b="Nobody claimed responsibility for the bombing.",
    )
    found = covered(articles)
    assert set(found.loc[found["n_outlets"] == 2, "text"]) == {
        "Nobody claimed responsibility for the bombing",
        "Nobody claimed responsibility for the bombing.",
    }
    # what only a has is still told
    assert list(found.loc[found["n_outlets"] == 1, "text"]) == [
        "but several furious ministers accused foreign intelligence."
    ]


@pytest.mark.parametrize(
    ("n_words", "published", "text", "reason"),
    [
        (900, "2021-11-08", FLOOD, "left out"),
        (400, "2021-11-08", FLOOD, "short"),  # the middle one of the others has 1,000 words
        (900, "2021-11-06", FLOOD, "early"),
        (900, "2021-11-07T09:00", FLOOD, "left out"),  # the others give no time of the day
        (900, "", FLOOD, "left out"),
        (900, "2021-11-08", "In Lima, senators of Peru impeached President Castillo on Friday.", "other event"),
    ],
)
def test_absence(n_words, published, text, reason):
    rows = [("A", 800, "2021-11-07", FLOOD), ("B", 1000, "2021-11-08", FLOOD), ("C", 1200, "2021-11-07", FLOOD)]
    articles = pd.DataFrame(
        [*rows, ("X", n_words, published, text)], columns=["outlet", "n_words", "published", "text"]
    )
    articles = articles.assign(story="s", article_id=articles["outlet"])
    assert Absence(articles).reason("X", {"A", "B", "C"}) == reason


def test_what_says_nothing_and_what_only_says_who_says_it_is_no_claim(words_only):
    articles = corpus(
        a="Why is that so important?\n\nTanks crossed the northern border at dawn, according to the army.",
        b="And this is very important.\n\nGrain prices fell sharply in autumn, according to the army.",
    )
    found = covered(articles)
    assert set(found["n_outlets"]) == {1}
    assert not found["text"].str.contains("important|^according").any()


def test_stories_are_apart_and_inputs_unchanged(words_only):
    text = "The keeper blamed a broken northern fence."
    articles = pd.concat([corpus("s", a=text), corpus("t", b=text)], ignore_index=True)
    before = articles.copy()
    found = covered(articles)
    assert list(found["claim_id"]) == ["s:c1", "t:c1"]
    assert list(found["similarity"]) == [1.0, 1.0]
    pd.testing.assert_frame_equal(articles, before)


def test_what_is_repeated_counts_once(words_only):
    found = covered(corpus(a="Gold fell sharply once again. " * 3000))
    assert list(zip(found["start"], found["end"], strict=True)) == [(0, 29)]


def test_no_article():
    none = coverage(
        tables.empty(tables.ARTICLES),
        tables.empty(tables.SENTENCES),
        wire(tables.empty(tables.ARTICLES), tables.empty(tables.SENTENCES), tables.empty(tables.QUOTED)),
    )
    pd.testing.assert_frame_equal(none, tables.empty(COVERAGE))


@pytest.fixture(scope="module")
def five():
    articles = load(DATA).articles
    return articles, covered(articles)


def outlets(found, words):
    """The outlets of the claims that have a sentence or clause with these words."""
    ids = found.loc[found["present"] & found["text"].str.contains(words, regex=False), "claim_id"]
    return set(found.loc[found["claim_id"].isin(ids) & found["present"], "outlet"])


CBS, GLOBAL, STATE, IRAN, EPOCH = "CBS News", "Global News", "Statecraft", "Iran International", "The Epoch Times"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "have", "lack"),
    [
        ("immediately claimed responsibility", {CBS, GLOBAL, STATE, IRAN, EPOCH}, set()),
        ("heard the sound of an explosion", {GLOBAL, IRAN, EPOCH}, {CBS, STATE}),
        ("security guards were injured", {GLOBAL, IRAN}, {CBS, EPOCH}),
        ("dismissed suggestions", {IRAN, STATE}, {CBS, GLOBAL, EPOCH}),
        ("heavy-handed interference", {GLOBAL, EPOCH}, {CBS, STATE, IRAN}),
        ("one dead and 127 injured", {CBS, STATE}, {IRAN, EPOCH}),
        ("staged to distract", {CBS}, {GLOBAL, STATE, IRAN, EPOCH}),
        ("a staircase", {GLOBAL, STATE}, {CBS, IRAN, EPOCH}),
    ],
)
def test_claims_of_the_five_articles(five, words, have, lack):
    found = outlets(five[1], words)
    assert have <= found
    assert not lack & found


@pytest.mark.slow
def test_offsets_and_every_outlet_of_a_shared_claim(five):
    articles, found = five
    text = articles.set_index("article_id")["text"]
    rows = found[["article_id", "start", "end", "text"]].itertuples(index=False)
    assert all(text[a][b:e] == t for a, b, e, t in rows)
    shared = found[found["n_outlets"] > 1].groupby("claim_id")
    assert (shared["outlet"].nunique() == 5).all()
    assert (shared.apply(lambda g: g.loc[g["present"], "outlet"].nunique()) == shared["n_outlets"].first()).all()
