"""The stance of a cue, its negation, and how many of the hand labels it meets."""

import pytest

from analysis import lexicons, tables
from analysis.attribution.stance import heads, lexicon, negated
from analysis.lexicons.inflection import plural, verb_forms


def stance(*cues):
    return heads(cues)["stance"].tolist()


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("said", "neutral"),
        ("according to", "neutral"),
        ("was quick to respond", "neutral"),
        ("confirmed", "asserting"),
        ("pointed out", "asserting"),
        ("claimed", "distancing"),
        ("allegedly", "distancing"),
        ("blamed", "accusing"),
        ("pointed the finger at", "accusing"),
        ("laid the blame", "accusing"),
        ("dismissed", "denying"),
        ("brushed off", "denying"),
        ("cast doubt on", "questioning"),
        ("called for", "directive"),
        ("is urging", "directive"),
        ("denounced", "evaluative"),
        ("has praised", "evaluative"),
        ("are suspected", "suspecting"),
        ("suspicions will fall on", "suspecting"),
    ],
)
def test_examples_of_every_stance(cue, expected):
    assert stance(cue) == [expected]


def test_the_longest_term_decides_then_one_that_is_not_neutral():
    assert stance("called", "called on", "said in a statement condemning") == ["evaluative", "directive", "evaluative"]


def test_a_cue_that_the_lexicon_does_not_know_is_neutral_and_has_no_head():
    row = heads(["zzz"]).iloc[0]
    assert (row["lemma"], row["stance"]) == ("", "neutral")


def test_a_head_points_at_its_words():
    row = heads(["has repeatedly denied"]).iloc[0]
    assert row["cue"][row["start"] : row["end"]] == "denied"
    assert row["lemma"] == "deny"


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("say", ["say", "says", "said", "saying"]),
        ("deny", ["deny", "denies", "denied", "denying"]),
        ("urge", ["urge", "urges", "urged", "urging"]),
        ("know", ["know", "knows", "knew", "known", "knowing"]),
        ("agree", ["agree", "agrees", "agreed", "agreeing"]),
        ("stress", ["stress", "stresses", "stressed", "stressing"]),
    ],
)
def test_forms_of_verbs(verb, forms):
    assert [f for f in forms if f not in verb_forms(verb)] == []


def test_a_last_consonant_is_doubled_where_it_may_be():
    assert "admitted" in verb_forms("admit")
    assert "stressed" in verb_forms("stress")
    assert "claimmed" not in verb_forms("claim")


def test_plurals():
    assert [plural(n) for n in ("reply", "guess", "ally", "day", "speech")] == [
        "replies", "guesses", "allies", "days", "speeches",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "before", "cue"),
    [
        ("He", "", "did not say"),
        ("The ministry", "", "would not confirm"),
        ("The ministry", "did ", "n’t confirm"),
        ("She", "", "declined to comment"),
        ("No one", "immediately ", "claimed responsibility"),
        ("He", "has not ", "commented"),
    ],
)
def test_negated(source, before, cue):
    assert negated(source, before, cue)


@pytest.mark.parametrize(
    ("source", "before", "cue"), [("He", "", "denied"), ("Nora", "", "noted"), ("He", "now ", "said")]
)
def test_not_negated(source, before, cue):
    assert not negated(source, before, cue)


def test_the_lexicon_has_only_stances_and_a_reason_for_each():
    entries = lexicons.read("stance")
    assert set(entries["category"]) == set(tables.STANCES)
    assert set(entries["part"]) == {"verb", "noun", "other"}
    assert entries["reason"].str.len().min() > 10
    assert len(lexicon()) > len(entries)
