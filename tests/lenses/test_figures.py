"""Figures: what is counted, what happened to it, who says so. Sentences are ours or of the five articles."""

import pandas as pd
import pytest

from analysis import tables
from analysis.lenses.figures import SCHEMA, figures

NOBODY = (tables.empty(tables.ATTRIBUTIONS), tables.empty(tables.ATTRIBUTION_SPANS))


@pytest.fixture
def read(tiny):
    def make(*sentences, people=NOBODY):
        c = tiny(*sentences)
        return figures(c.sentences, c.voices, *people)

    return make


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # from the five articles
        (
            "The attack involved three drones, two of which were shot down, while the third managed to hit the house.",
            [("three", "drones", ""), ("two", "drones", "shot down")],
        ),
        (
            "Seven of Prime Minister Mustafa al-Kadhimi’s security guards were wounded in the attack by at least two "
            "armed drones.",
            [("Seven", "security guards", "injured"), ("at least two", "armed drones", "")],
        ),
        (
            "It noted that seven members of Kadhimi’s personal protection force stationed outside his residence in "
            "the Green Zone were wounded.",
            [("seven", "members of personal protection force", "injured")],
        ),
        (
            "The confrontation left at least one dead and 127 injured.",
            [("at least one", "killed", "killed"), ("127", "injured", "injured")],
        ),
        (
            "There was an exchange of fire in which one protester affiliated with the militias was killed.",
            [("one", "protester", "killed")],
        ),
        (
            "On Friday, one protestor was killed and more than 100 were injured in the clashes.",
            [("one", "protestor", "killed"), ("more than 100", "injured", "injured")],
        ),
        (
            "One of the drones carried two rockets, of which one exploded on impact.",
            [("two", "rockets", ""), ("one", "rockets", "exploded")],
        ),
        ("They lost around two-thirds of their seats.", [("around two-thirds", "seats", "")]),
        # own
        ("Two drones killed a guard.", [("Two", "drones", "")]),
        ("A bomb wounding at least 50 people went off.", [("at least 50", "people", "injured")]),
        ("The death toll rose to 12.", [("12", "killed", "killed")]),
        ("Thousands marched.", [("Thousands", "people", "")]),
        # read wrongly on real articles before
        ("Some 60 percent want him gone.", [("Some 60 percent", "", "")]),
        ("He spoke to just nine in March.", [("nine", "", "")]),
        ("They counted 22 U.S. embassies.", [("22", "embassies", "")]),
        ("It was 6 Massachusetts Statements long.", [("6", "massachusetts statements", "")]),
        ("There are 4,000 known or suspected offenders.", [("4,000", "known or suspected offenders", "")]),
        ("It was the work of three separate, handpicked teams.", [("three", "separate, handpicked teams", "")]),
        ("He faces two charges.", [("two", "charges", "charged")]),
        ("One lesson of her death is this.", [("One", "lesson", "")]),
        ("They met 13 staff members.", [("13", "staff members", "")]),
        ("A three-judge panel sat.", [("three", "judge", "")]),
        ("Twelve migrants makes a dozen.", [("Twelve", "migrants", ""), ("a dozen", "", "")]),
    ],
)
def test_what_is_counted(read, text, found):
    counts = read(text).query("kind in ('quantity', 'fraction', 'percent')")
    assert list(counts[["text", "counted", "event"]].itertuples(index=False, name=None)) == found


def test_an_article_that_corrects_itself(read):
    found = read(
        "The ministry initially stated that three drones were involved.",
        "However, the ministry later clarified that only two drones were used.",
    )
    assert list(found["revision"]) == ["superseded", "corrected"]


def test_later_alone_is_no_correction(read):
    assert list(read("It initially counted three cars.", "It later clarified that two guards left.")["revision"]) == [
        "",
        "",
    ]


def test_the_innermost_content_says_it(tiny):
    text = "Doe said that Roe told him of three cars."
    c = tiny(text)
    spans = [("a:a0", "content", 14, 40), ("a:a1", "content", 30, 40), ("a:a1", "source", 14, 17)]
    rows = [(("a"), i, r, b, e, text[b:e], 1.0) for i, r, b, e in spans]
    spans = tables.frame(pd.DataFrame(rows, columns=list(tables.ATTRIBUTION_SPANS.columns)), tables.ATTRIBUTION_SPANS)
    who = pd.DataFrame({"attribution_id": ["a:a0", "a:a1"], "speaker": ["Doe", "Roe"]})
    assert list(figures(c.sentences, c.voices, who, spans)["said_by"]) == ["Roe"]
    assert list(figures(c.sentences, c.voices, who.iloc[:1], spans.iloc[:1])["said_by"]) == ["Doe"]
    assert list(figures(c.sentences, c.voices, who.iloc[:0], spans.iloc[:0])["said_by"]) == [""]


def test_offsets_voices_and_unchanged_inputs(tiny):
    c = tiny("“At least two,” he said of 2019.", "Three more came.", headline="12 dead")
    before = [t.copy() for t in c]
    found = figures(c.sentences, c.voices, *NOBODY)
    text = c.articles["text"].iloc[0]
    assert [text[b:e] for b, e in zip(found["start"], found["end"], strict=True)] == list(found["text"])
    assert list(found["text"]) == ["12", "At least two", "2019", "Three"]
    assert list(found["voice"]) == ["headline", "quoted", "outlet", "outlet"]
    for table, copy in zip(c, before, strict=True):
        pd.testing.assert_frame_equal(table, copy)


def test_an_empty_corpus():
    found = figures(tables.empty(tables.SENTENCES), tables.empty(tables.VOICE_SPANS), *NOBODY)
    pd.testing.assert_frame_equal(found, tables.empty(SCHEMA))


@pytest.mark.parametrize(
    ("text", "number", "counted", "event"),
    [
        ("He is barred in nine of the 13 countries.", "nine", "countries", ""),
        ("Five of Texas' 42 abortion clinics are open.", "Five", "abortion clinics", ""),
        ("It helps half of the 45 million voters with debt.", "half", "voters", ""),
        ("Nearly 35,000 fled to the mountain.", "Nearly 35,000", "displaced", "displaced"),
        ("Four in 10 said the government is right.", "Four in 10", "", ""),
        ("About 57% of those polled said the nation's economy was poor.", "About 57%", "", ""),
        ("A city needs one set of reforms.", "one", "set", ""),
        ("The two campaigns' ad spending rose.", "two", "campaigns", ""),
        ("Twenty a day take the train.", "Twenty", "", ""),
        ("It lies roughly 200 miles south of Ulm.", "roughly 200 miles", "", ""),
        ("The flood claimed 12 lives.", "12", "lives", "killed"),
        ("The flood disrupted 12 lives.", "12", "lives", ""),
        ("Two men believed to be brothers fatally shot a guard.", "Two", "men", ""),
        ("Two men were fatally shot in the yard.", "Two", "men", "killed"),
    ],
)
def test_parts_of_a_whole_verbs_behind_a_number_and_lives(read, text, number, counted, event):
    found = read(text)
    row = found[found["text"] == number].iloc[0]
    assert (row["counted"], row["event"]) == (counted, event)
