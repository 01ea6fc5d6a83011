"""Every quoted span with its attribution, on attributions marked by hand."""

import csv
from pathlib import Path

import pytest

from analysis import Study
from analysis.attribution.attributions import attributions
from analysis.attribution.quotes import is_clause, is_title, kind, quotes

MISSED = {
    ("iran-international", "cowardly terrorist a"),  # the outlet that reports it for the ministry that says it
    ("iran-international", "It's premature now t"),  # the official as he was first described, with his group
    ("iran-international", "We're checking our i"),  # the same
    ("iran-international", "The security forces "),  # "it" stays unresolved
    ("iran-international", "The rockets of treas"),  # the cue: “added” for “respond”
    ("statecraft", "calm and restraint"),  # the cue: “to say” for “called for”
}
FIVE = Path(__file__).parents[1] / "data" / "five_quotes.csv"


def table(m):
    return quotes(*m[:3], attributions(*m), m.attribution_spans)


def said(m):
    return [(q.text, q.speaker, q.kind) for q in table(m).itertuples()]


def test_a_quote_takes_the_attribution_whose_content_holds_it(marked):
    m = marked(
        "<k1>“We won,”</k1> <c1>said</c1> <s1>Ned Price</s1>. <s2>Ann Lee</s2> <c2>called it</c2> <k2>“luck”</k2>."
    )
    assert said(m) == [("We won,", "Ned Price", "direct"), ("luck", "Ann Lee", "partial")]
    row = table(m).iloc[0]
    assert (row["cue"], row["source_type"], row["attribution_id"]) == ("said", "named", "a:a1")


def test_the_next_sentence_in_marks_goes_on_with_the_speaker(marked):
    m = marked("<k>“We won,”</k> <s>Ned Price</s> <c>said</c>. “Nobody can deny that.”")
    assert [speaker for _, speaker, _ in said(m)] == ["Ned Price", "Ned Price"]


def test_a_first_half_of_a_sentence_takes_the_speaker_of_the_second(marked):
    m = marked("“We won,” <s>Ned Price</s> <c>said</c>, <k>“and nobody can deny that.”</k>")
    assert [speaker for _, speaker, _ in said(m)] == ["Ned Price", "Ned Price"]


def test_the_next_paragraph_does_not_take_the_speaker_by_itself(marked):
    m = marked("<k>“We won,”</k> <s>Ned Price</s> <c>said</c>.\n\nOthers were called “sore losers” by some.")
    assert said(m)[1] == ("sore losers", "", "scare")


def test_words_beside_a_quotation_go_before_an_attribution_of_another_paragraph(marked):
    m = marked(
        "<k>The council met,</k> <s>the Daily Lamp</s> <c>reported</c>.\n\n<k>“It is too early,”</k> the mayor of the"
        " town. <k>“We are still counting.”</k>"
    )
    assert [speaker for _, speaker, _ in said(m)] == ["mayor of the town"] * 2


def test_a_quotation_that_reopens_in_the_next_paragraph_keeps_its_speaker(marked):
    m = marked("<k>“We won,”</k> <s>Ned Price</s> <c>said</c>. “Nobody can deny that.\n\n“Long live the team.”")
    assert [speaker for _, speaker, _ in said(m)] == ["Ned Price"] * 3


def test_a_quotation_in_a_quotation_is_the_outer_speakers_if_nobody_else_is_given(marked):
    m = marked("<k>“They sang ‘Farewell to all’ and left,”</k> <s>Ned Price</s> <c>said</c>.")
    assert {speaker for _, speaker, _ in said(m)} == {"Ned Price"}


def test_an_attribution_inside_a_quotation_does_not_take_the_quotation(marked):
    m = marked(
        "<k1>“<s2>Officials</s2> <c2>say</c2> <k2>that the sky is falling on us all</k2>,”</k1> "
        "<s1>Ned Price</s1> <c1>said</c1>."
    )
    assert [speaker for _, speaker, _ in said(m)] == ["Ned Price"]


def test_the_innermost_attribution_around_a_quotation_has_it(marked):
    m = marked("<s1>Ann Lee</s1> <c1>said</c1> <k1><s2>Ned Price</s2> <c2>called it</c2> <k2>“luck”</k2></k1>.")
    assert [speaker for _, speaker, _ in said(m)] == ["Ned Price"]


def test_unattributed_rows_are_listed_and_empty(marked):
    row = table(marked("The “experts” were wrong.")).iloc[0]
    assert (row["attribution_id"], row["speaker"], row["cue"], row["source_type"]) == ("", "", "", "none")
    assert row["confidence"] != row["confidence"]  # NaN


@pytest.mark.parametrize(
    ("quote", "clause"),
    [
        ("I am fine and among my people.", True),
        ("the nature of the attack indicates that the same militias are behind this act.", True),
        ("calm and restraint", False),
        ("cowardly terrorist attack that targeted the minister.", False),
        ("are in the interests of those parties that have invaded us.", False),
        ("an explosives-laden drone that tried to target his residence.", False),
        ("pursue", False),
    ],
)
def test_clauses(quote, clause):
    assert is_clause(quote) is clause


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("He read “Gone With the Wind” twice.", True),
        ("They sang the song “Imagine” again.", True),
        ("The film “13th” opened.", True),
        ("Jack “Ace” Smith won.", True),
        ("The so-called “Free World” lost.", False),
        ("The “experts” were wrong.", False),
    ],
)
def test_titles_and_nicknames(text, title):
    start, end = text.index("“") + 1, text.index("”")
    assert is_title(text, start, end) is title
    assert kind(text, start, end, owned=False) == ("partial" if title else "scare")


def test_no_quotes_no_rows(marked):
    m = marked("<k>“We won,”</k> <s>he</s> <c>said</c>.")
    none = table(m._replace(quoted=m.quoted.iloc[:0]))
    assert none.empty
    assert none.dtypes.equals(table(m).dtypes)


@pytest.mark.slow
def test_the_quotes_of_the_five_articles():
    """All 56 with the speaker, source type and kind that a reader gives them, and a cue that holds the reader's.

    MISSED names those that the model of the spans does not give.
    """
    with FIVE.open(encoding="utf-8", newline="") as lines:
        expected = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    study = Study.load(FIVE.parents[2] / "data")
    assert len(study.quotes) == len(expected)
    found = {(q.article_id, q.text): q for q in study.quotes.itertuples()}
    wrong = set()
    for row in expected:
        q = found[row["article_id"], row["text"]]
        same = all(row[c].casefold() == getattr(q, c).casefold() for c in ("speaker", "source_type", "kind"))
        if not same or row["cue"].casefold() not in q.cue.casefold():
            wrong.add((row["article_id"], row["text"][:20]))
    assert wrong <= MISSED


def test_a_paragraph_in_marks_goes_on_with_the_last_speaker_before(marked):
    m = marked(
        "<k>“We won,”</k> <s>Ned Price</s> <c>said</c>.\n\n“There is nothing more to say about this.”\n\nIt rained."
    )
    assert [speaker for _, speaker, _ in said(m)] == ["Ned Price", "Ned Price"]


@pytest.mark.parametrize(
    ("text", "speaker", "cue"),
    [
        ("“We are leaving,” said Ned Price.", "Ned Price", "said"),
        ("“We are leaving,” Ned Price told reporters.", "Ned Price", "told"),
        ("“We are leaving,” the security official on condition of anonymity.", "security official", ""),
        ("“We are leaving,” and then it rained.", "", ""),
        ("He saw “Gone,” which was long.", "", ""),
        ("He ran on “Work first,” becoming the first mayor seeking to win.", "", ""),
    ],
)
def test_a_source_beside_a_quotation_is_found_without_spans(marked, text, speaker, cue):
    m = marked(text)
    row = table(m).iloc[0]
    assert (row["speaker"], row["cue"]) == (speaker, cue)
    assert (row["attribution_id"] != "") == bool(speaker)
    assert row["attribution_id"] in {"", *attributions(*m)["attribution_id"]}
