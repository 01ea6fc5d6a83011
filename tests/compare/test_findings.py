"""Findings on small tables by hand: what is said, in which order, and what is not said."""

import pandas as pd
import pytest

from analysis.compare.findings import FINDINGS, finding_rows
from analysis.compare.findings import findings as told
from analysis.compare.numbers import COUNTED_THINGS, FIGURE_GROUPS
from analysis.compare.replies import REPLIES
from analysis.compare.shared_quotes import SHARED_QUOTES
from analysis.lenses import module as lens
from analysis.tables import ALL_STORIES, ARTICLES, VOICE_SPANS, empty, frame

LENSES = ("attribution", "framing", "labels", "blame", "loaded", "agency")


def filled(of, **values):
    """A row of a schema: what is not given is empty, zero or False."""
    blank = {
        name: "" if str(c.dtype).startswith("str") else False if str(c.dtype) == "bool" else 0
        for name, c in of.columns.items()
    }
    return blank | values


def corpus(**outlets):
    """One article an outlet, of so many words each."""
    rows = [filled(ARTICLES, article_id=o, outlet=o, story="s", text="x " * n, n_words=n) for o, n in outlets.items()]
    return frame(rows, ARTICLES)


def tables(articles, **given):
    nothing = {name: empty(lens(name).SCHEMA) for name in LENSES} | {
        "voices": empty(VOICE_SPANS),
        "replies": empty(REPLIES),
        "shared_quotes": empty(SHARED_QUOTES),
        "figure_groups": empty(FIGURE_GROUPS),
        "counted_things": empty(COUNTED_THINGS),
        "coverage": empty(__import__("analysis.compare.coverage", fromlist=["COVERAGE"]).COVERAGE),
    }
    return {"articles": articles, "across": True, **nothing, **given}


def framing(**counts):
    schema = lens("framing").SCHEMA
    rows = [
        filled(
            schema, article_id=o, voice="outlet", frame="conflict", scheme="generic", zone="body", start=i, end=i + 1
        )
        for o, n in counts.items()
        for i in range(n)
    ]
    return frame(rows, schema)


def findings(**given):
    return told(finding_rows(**given))


def test_no_articles_no_findings():
    given = tables(empty(ARTICLES))
    assert findings(**given).empty
    assert list(findings(**given).columns) == list(FINDINGS.columns)


def test_one_outlet_has_nothing_to_differ_from():
    assert findings(**tables(corpus(a=1000), framing=framing(a=50))).empty


def test_a_rate_that_scatters_more_than_chance_is_told_with_figures_and_n():
    table = findings(**tables(corpus(a=1000, b=1000), framing=framing(a=30, b=3)))
    assert table["finding"].to_list() == [
        "Words of the frame “conflict” per 1,000 words: most at a (30.0, n = 30), least at b (3.0, n = 3)."
    ]
    # spread (30 − 3) / 30 = .9; rank .9 × 33 / (33 + 10)
    assert table["spread"].iloc[0] == pytest.approx(0.9)
    assert table["rank"].iloc[0] == pytest.approx(0.9 * 33 / 43)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (12, 9),  # dispersion (1.5² + 1.5²) / 10.5 / 1 = .43: less than chance scatters
        (3, 1),  # four rows in all: too few to say anything
    ],
)
def test_chance_is_no_finding(a, b):
    assert findings(**tables(corpus(a=1000, b=1000), framing=framing(a=a, b=b))).empty


def test_a_short_article_is_no_end_of_the_scale():
    # Outlet c has 20 words: two frame words there would be 100 per 1,000. Expected 1.3 rows, so it is not named.
    table = findings(**tables(corpus(a=1000, b=1000, c=20), framing=framing(a=60, b=20, c=2)))
    assert " c (" not in table["finding"].iloc[0]


def test_numbers_that_differ_are_told_as_written():
    groups = [
        filled(FIGURE_GROUPS, group_id="s:n1", story="s", thing="drones", article_id=o, outlet=o, text=t,
               kind="quantity", voice="outlet", value=v, low=v, high=v, start=1, end=2)
        for o, t, v in (("a", "three", 3.0), ("b", "two", 2.0))
    ]  # fmt: skip
    thing = filled(COUNTED_THINGS, group_id="s:n1", story="s", thing="drones", status="differ", low=2.0, high=3.0)
    given = tables(
        corpus(a=100, b=100), figure_groups=frame(groups, FIGURE_GROUPS), counted_things=frame([thing], COUNTED_THINGS)
    )
    table = findings(**given)
    assert table["finding"].to_list() == ["The outlets differ on drones: a “three”; b “two”."]
    assert table["spread"].iloc[0] == pytest.approx(1 / 3)
    rows = finding_rows(**given)
    assert rows["article_id"].to_list() == ["a", "b"]


def test_blame_answered_here_and_not_there():
    blame = [
        filled(lens("blame").SCHEMA, article_id=o, voice="outlet", accused="X", strength="says", source_type="named")
        for o in ("a", "b")
    ]
    replies = [
        filled(
            REPLIES, story="s", outlet=o, article_id=o, accused="X", accusations=1, answer=answer, paragraphs_after=0.0
        )
        for o, answer in (("a", "denial"), ("b", "none"))
    ]
    table = findings(
        **tables(corpus(a=100, b=100), blame=frame(blame, lens("blame").SCHEMA), replies=frame(replies, REPLIES))
    )
    assert table["finding"].to_list() == ["a reports a denial by X or its side; b repeats the blame without one."]


def quote(outlet, kept, speaker, fullest=False):
    return filled(
        SHARED_QUOTES, utterance_id="s:u1", quote_id=f"{outlet}:q0", article_id=outlet, story="s", outlet=outlet,
        text="one two three four", kind="direct", speaker=speaker, kept=kept, fullest=fullest, end=4, similarity=1.0,
    )  # fmt: skip


def test_a_cut_and_another_person_are_two_findings():
    shared = frame([quote("a", "1111", "Ann Lee", True), quote("b", "1100", "Bob Roe")], SHARED_QUOTES)
    table = findings(**tables(corpus(a=100, b=100), shared_quotes=shared))
    assert set(table["finding"]) == {
        "Of the words of Ann Lee beginning “one two three four”, a prints 4 of 4, b 2 of 4.",
        "The words “one two three four” have different speakers: Ann Lee (a), Bob Roe (b).",
    }


@pytest.mark.parametrize("other", ["a spokesman", "State Department", "they (unresolved)"])
def test_a_person_and_his_office_are_no_difference(other):
    shared = frame([quote("a", "1111", "Ann Lee", True), quote("b", "1111", other)], SHARED_QUOTES)
    assert findings(**tables(corpus(a=100, b=100), shared_quotes=shared)).empty


def test_facts_stand_before_rates():
    shared = frame([quote("a", "1111", "Ann Lee", True), quote("b", "1110", "Ann Lee")], SHARED_QUOTES)
    table = findings(**tables(corpus(a=1000, b=1000), shared_quotes=shared, framing=framing(a=40, b=2)))
    assert table["kind"].to_list() == ["fact", "rate"]
    assert table["spread"].is_monotonic_increasing


def test_no_finding_of_several_stories_mixes_what_they_are_about():
    articles = pd.concat([corpus(a=1000, b=1000), corpus(c=1000, d=1000).assign(story="t")], ignore_index=True)
    table = findings(**tables(articles, framing=framing(a=40, b=40, c=2, d=2)))
    assert table.empty  # alike within each story


def test_a_difference_over_several_stories_is_told_only_across():
    stories = []
    counts = {}
    for n in range(8):
        stories.append(corpus(**{f"a{n}": 1000, f"b{n}": 1000}).assign(story=f"s{n}"))
        counts |= {f"a{n}": 20 + n, f"b{n}": 2 + n % 3}
    articles = pd.concat(stories, ignore_index=True)
    articles["outlet"] = articles["article_id"].str[0]
    given = tables(articles, framing=framing(**counts))
    over = findings(**given)
    assert ALL_STORIES in set(over["story"])
    apart = findings(**given | {"across": False})
    assert set(apart["story"]) == set(over["story"]) - {ALL_STORIES}
    assert apart["story"].nunique() == 8


def test_a_story_named_all_keeps_its_findings():
    articles = pd.concat([corpus(a=1000, b=1000).assign(story="all"), corpus(c=1000, d=1000)], ignore_index=True)
    table = findings(**tables(articles, framing=framing(a=40, b=2, c=2, d=40)))
    assert set(table["story"]) == {"all", "s"}
