import pytest

from analysis import lexicons
from analysis.lenses.loaded import KINDS, loaded


def hits(found):
    return [(r.term, r.kind, r.bias, r.voice) for r in found.itertuples()]


def test_one_of_each_kind(tiny):
    c = tiny(
        "The regime fiercely attacked Obamacare.",
        "They realized that he claimed it, failed to act, and apparently never slept.",
    )
    assert [(t, k) for t, k, _, _ in hits(loaded(*c))] == [
        ("regime", "subjective"),
        ("fiercely", "intensifier"),
        ("obamacare", "one-sided"),
        ("realized", "factive"),
        ("claimed", "assertive"),
        ("failed to", "implicative"),
        ("apparently", "hedge"),
        ("never", "booster"),
    ]


def test_voice_and_bias(tiny):
    c = tiny("He slammed “an outrageous lie”, reportedly.", headline="A bombshell")
    assert hits(loaded(*c)) == [
        ("bombshell", "subjective", "framing", "headline"),
        ("slammed", "subjective", "framing", "outlet"),
        ("outrageous", "subjective", "framing", "quoted"),
        ("reportedly", "hedge", "epistemological", "outlet"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Officials said on Sunday that the attack killed two.",  # neutral verbs of saying, words of the event
        "He told reporters in May 2021 that he was there.",  # the month
        "The government announced the results.",
    ],
)
def test_plain_news_is_not_loaded(tiny, sentence):
    assert loaded(*tiny(sentence)).empty


def test_a_stretch_counts_once(tiny):
    assert [h[0] for h in hits(loaded(*tiny("They lashed out, no doubt.")))] == ["lashed out", "no doubt"]


def test_every_kind_has_one_bias():
    lexicon = lexicons.read("loaded")
    assert set(lexicon["category"]) == set(KINDS)
    assert (lexicon.groupby("category")["bias"].nunique() == 1).all()
    assert set(lexicon["part"]) == {"verb", "noun", "other"}
