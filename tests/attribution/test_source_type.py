"""The ladder of source types: every rung, and the stated reasons for anonymity."""

import pytest

from analysis.attribution.attributions import attributions
from analysis.attribution.source_type import anonymity


@pytest.mark.parametrize(
    ("source", "rung"),
    [
        ("Ned Price", "named"),
        ("State Department spokesperson Ned Price", "named"),
        ("Iran’s top security official, Ali Shamkhani,", "named"),
        ("Brig. Gen. Yahya Rasool, spokesman for the prime minister,", "named"),
        ("Trump and Clinton", "named"),
        ("the Interior Ministry", "institution"),
        ("Saudi Arabia", "institution"),
        ("a new poll", "institution"),
        ("police", "institution"),
        ("security forces", "institution"),
        ("protesters", "group"),
        ("Several leaders of Iraqi militias", "group"),
        ("environmental groups", "group"),
        ("one of the protesters", "unnamed"),
        ("an army spokesman", "unnamed"),
        ("two officials", "unnamed"),
        ("sources", "unnamed"),
        ("Reuters", "media"),
        ("The Washington Post", "media"),
        ("state television", "media"),
        ("Al-Mayadeen TV", "media"),
    ],
)
def test_every_rung(marked, source, rung):
    m = marked(f"On Monday <s>{source}</s> <c>said</c> <k>the talks had failed</k>.")
    assert attributions(*m)["source_type"].tolist() == [rung]


def test_no_source_is_none(marked):
    row = attributions(*marked("Militias <c>are suspected</c> <k>of the attack</k>.")).iloc[0]
    assert (row["source"], row["speaker"], row["source_type"]) == ("", "", "none")


def test_a_letter_is_as_named_as_its_maker(marked):
    m = marked("<s>A joint statement by the pro-Iranian parties</s> <c>said</c> <k>they would protest</k>.")
    row = attributions(*m).iloc[0]
    assert (row["speaker"], row["source_type"]) == ("pro-Iranian parties", "group")


def test_anonymous_in_the_same_sentence(marked):
    m = marked(
        "<s>A source close to the minister who was not authorized to speak publicly</s> <c>said</c> <k>it was over</k>."
    )
    row = attributions(*m).iloc[0]
    assert row["source_type"] == "anonymous"
    assert row["anonymity"] == "was not authorized to speak publicly"


def test_anonymous_by_the_next_sentence_and_for_every_mention(marked):
    m = marked(
        "Seven were hurt, <k1>two of them badly</k1>, <c1>according to</c1> <s1>two Iraqi officials</s1>. "
        "They spoke on condition of anonymity because they were not authorized to give official statements.\n\n"
        "<s2>The officials</s2> <c2>said</c2> <k2>more would follow</k2>."
    )
    table = attributions(*m)
    assert table["source_type"].tolist() == ["anonymous", "anonymous"]
    reason = "on condition of anonymity because they were not authorized to give official statements"
    assert table["anonymity"].tolist() == [reason, reason]


def test_a_named_source_in_the_same_sentence_is_not_anonymous(marked):
    m = marked(
        "<s1>An aide</s1> <c1>said</c1> <k1>it was over</k1>, speaking on condition of anonymity, "
        "but <s2>Ned Price</s2> <c2>denied</c2> <k2>that</k2>."
    )
    assert attributions(*m)["source_type"].tolist() == ["anonymous", "named"]


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("He spoke on condition of anonymity.", "on condition of anonymity"),
        ("She asked not to be named, fearing reprisals.", "asked not to be named, fearing reprisals"),
        ("He spoke on condition that his name not be used.", "on condition that his name not be used"),
        ("He was authorized to go.", ""),
        ("They asked about the anonymous letter.", ""),
    ],
)
def test_reasons(sentence, reason):
    assert anonymity(sentence) == reason
