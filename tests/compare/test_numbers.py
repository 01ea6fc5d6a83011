"""Numbers side by side. The expected table of the five articles was written from reading them."""

from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

from analysis import tables
from analysis.compare.numbers import COUNTED_THINGS, FIGURE_GROUPS, counted_things, figure_groups, sense
from analysis.compare.numbers import grouped as with_groups
from analysis.corpus import load
from analysis.lenses.figures import figures
from analysis.text.sentences import sentences

DATA = Path(__file__).parents[2] / "data"
NOBODY = (tables.empty(tables.ATTRIBUTIONS), tables.empty(tables.ATTRIBUTION_SPANS))


def voices_of(articles):
    rows = [(a, 0, len(t), "outlet") for a, t in zip(articles["article_id"], articles["text"], strict=True)]
    return tables.frame(pd.DataFrame(rows, columns=list(tables.VOICE_SPANS.columns)), tables.VOICE_SPANS)


def grouped(articles):
    said = sentences(articles)
    return figure_groups(articles, said, figures(said, voices_of(articles), *NOBODY))


def corpus(story="s", **texts):
    facts = dict.fromkeys(tables.ARTICLES.columns, "") | {"source_row": 0, "n_words": 1}
    own = [{"article_id": n, "outlet": n.upper(), "text": t, "story": story} for n, t in texts.items()]
    return tables.frame([facts | o for o in own], tables.ARTICLES)


@pytest.fixture(scope="module")
def five():
    articles = load(DATA).articles
    return articles, grouped(articles)


def side_by_side(articles, groups, story, least=2):
    """One row a counted thing of a story, one column an outlet, each cell as written; '' where it has no figure.

    Things that fewer than ``least`` outlets count are left out. An arrow leads from a number that the article takes
    back to the newer one; an implied number stands in brackets; who says it stands behind it.
    """
    of_story = articles[articles["story"] == story]
    mine = groups[groups["story"] == story]
    things = counted_things(of_story, mine).set_index("group_id")
    cells = defaultdict(list)
    columns = ["group_id", "outlet", "text", "revision", "implied", "said_by"]
    for group_id, outlet, text, revision, implied, said_by in mine[columns].itertuples(index=False, name=None):
        cell = f"({text})" if implied else text + (f" [{said_by}]" if said_by else "")
        cells[group_id, outlet].append(cell + (" →" if revision == "superseded" else ""))
    outlets = list(dict.fromkeys(of_story["outlet"]))
    rows = {
        g: {"thing": row["thing"], "status": row["status"], **{o: _cell(cells[str(g), o]) for o in outlets}}
        for g, row in things.iterrows()
        if row["outlets"].count(";") + 1 >= least
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["thing", "status", *outlets]).rename_axis("group_id")


def _cell(parts):
    return "; ".join(dict.fromkeys(parts)).replace("→; ", "→ ")


def row(five, number, outlet):
    """The row of the table in which this outlet has this number."""
    articles, groups = five
    table = side_by_side(articles, groups, articles["story"].iloc[0])
    (found,) = [r for _, r in table.iterrows() if number in r[outlet]]
    return {o: found[o] for o in articles["outlet"]} | {"status": found["status"]}


def test_the_drones_differ_and_one_outlet_corrects_itself(five):
    found = row(five, "three", "CBS News")
    assert found["Global News"] == "at least two"
    assert found["Statecraft"] == "three → two"
    assert found["Iran International"] == "two"
    assert found["The Epoch Times"].startswith("(a")  # an explosives-laden drone
    assert found["status"] == "differ"


def test_the_dead_of_friday_are_compatible_and_missing_in_two(five):
    found = row(five, "at least one", "CBS News")
    assert found == {
        "CBS News": "at least one",
        "Global News": "one",
        "Statecraft": "one",
        "Iran International": "",
        "The Epoch Times": "",
        "status": "range",
    }


def test_the_injured_of_friday_differ(five):
    found = row(five, "127", "CBS News")
    assert (found["Global News"], found["Statecraft"], found["status"]) == ("Dozens", "more than 100", "differ")


def test_the_injured_guards_agree_and_are_missing_in_two(five):
    articles, groups = five
    things = counted_things(articles, groups).set_index("thing")
    guards = things.loc["security guards injured"]
    assert (guards["status"], guards["low"], guards["high"]) == ("agree", 7, 7)
    assert guards["missing"] == "CBS News; The Epoch Times"
    assert things.loc["drones", "corrected"]


def test_every_figure_with_its_group():
    articles = corpus(
        a="At least two tanks crossed the northern border of Ruritania on Monday, 4 May 2020.",
        b="Three tanks crossed the northern border of Ruritania on Monday.",
    )
    said = sentences(articles)
    found = figures(said, voices_of(articles), *NOBODY)
    table = with_groups(found, figure_groups(articles, said, found))
    assert list(table.columns) == ["group_id", *found.columns]
    assert list(table.loc[table["kind"] == "quantity", "group_id"]) == ["s:n1", "s:n1"]
    assert set(table.loc[table["kind"] != "quantity", "group_id"]) == {""}
    pd.testing.assert_frame_equal(table.drop(columns="group_id"), found)
    assert with_groups(found.iloc[:0], figure_groups(articles, said, found.iloc[:0])).empty


def test_the_same_thing_in_other_words():
    assert sense("members of personal protection force") == sense("security guards") == "guard"
    assert sense("protestors") == sense("demonstrators")
    assert sense("armed drones") != sense("armed guards")


@pytest.mark.parametrize(
    ("one", "other", "status"),
    [
        ("Three", "Three", "agree"),
        ("At least two", "Three", "range"),
        ("About 100", "104", "range"),
        ("About 100", "120", "differ"),
        ("Dozens of", "45", "range"),
        ("Three", "Two", "differ"),
    ],
)
def test_status(one, other, status):
    articles = corpus(
        a=f"{one} tanks crossed the northern border of Ruritania on Monday.",
        b=f"{other} tanks crossed the northern border of Ruritania on Monday.",
    )
    assert list(counted_things(articles, grouped(articles))["status"]) == [status]


def test_other_things_stay_apart():
    articles = corpus(
        a="Two bridges collapsed in the flood on Monday. The harbour has 40 cranes for coal.",
        b="Nine ministers resigned over the budget. It was the end of 40 cranes.",
    )
    things = counted_things(articles, grouped(articles))
    assert set(things["thing"]) >= {"bridges", "ministers"}
    assert set(things.query("thing in ('bridges', 'ministers')")["status"]) == {"single"}


def test_what_a_text_counts_of_its_own_is_not_compared():
    articles = corpus(a="Five things to watch on Monday.", b="Six things to watch on Monday, in three ways.")
    assert grouped(articles).empty


def test_vague_numbers_need_the_same_words_around_them():
    caravan = "A caravan of {} of migrants makes its way through Mexico."
    one = corpus(a=caravan.format("thousands"), b=caravan.format("thousands"))
    assert set(counted_things(one, grouped(one))["status"]) == {"agree"}
    other = corpus(a=caravan.format("thousands"), b="The law gives thousands of migrants a right to work in Mexico.")
    assert set(counted_things(other, grouped(other))["status"]) == {"single"}


def test_two_lower_bounds_far_apart_are_two_things():
    articles = corpus(
        a="At least 28 deaths were confirmed in Ruritania, and more than 4,200 deaths were confirmed worldwide.",
        b="At least 29 deaths were confirmed in Ruritania.",
    )
    things = counted_things(articles, grouped(articles)).set_index("low")
    assert things.loc[28, "outlets"] == "A; B"
    assert things.loc[4200, "status"] == "single"


def test_an_implied_one_is_a_noun_of_its_own_where_others_count_few():
    text = "drones of the guard flew over the northern palace in Baghdad at night."
    one = f"An armed {text.replace('drones', 'drone')}"
    two, many = ({"a": f"{n} armed {text}", "b": f"{n} armed {text}"} for n in ("Two", "Sixty"))
    assert grouped(corpus(**two, c=one))["text"].tolist() == ["Two", "Two", "An armed drone"]
    assert grouped(corpus(**many, c=one))["text"].tolist() == ["Sixty", "Sixty"]
    for other in (f"A drone strike {text}", f"A vote on the drone of the guard {text}"):
        assert grouped(corpus(**two, c=other))["text"].tolist() == ["Two", "Two"]


def test_two_numbers_of_one_article_are_two_things():
    articles = corpus(
        a="Two tanks crossed the northern border on Monday. Five tanks crossed the northern border on Monday.",
        b="Two tanks crossed the northern border on Monday.",
    )
    groups = grouped(articles)
    assert groups.groupby("group_id")["value"].nunique().max() == 1


def test_stories_are_apart():
    text = "Two tanks crossed the northern border of Ruritania on Monday."
    articles = pd.concat([corpus("s1", a=text), corpus("s2", b=text)], ignore_index=True)
    assert list(grouped(articles)["group_id"]) == ["s1:n1", "s2:n1"]


def test_one_outlet_and_no_article():
    articles = corpus(a="Two tanks crossed the border.")
    groups = grouped(articles)
    assert list(counted_things(articles, groups)["status"]) == ["single"]
    assert side_by_side(articles, groups, "s").empty
    none = figure_groups(
        tables.empty(tables.ARTICLES),
        tables.empty(tables.SENTENCES),
        figures(tables.empty(tables.SENTENCES), tables.empty(tables.VOICE_SPANS), *NOBODY),
    )
    pd.testing.assert_frame_equal(none, tables.empty(FIGURE_GROUPS))
    pd.testing.assert_frame_equal(counted_things(tables.empty(tables.ARTICLES), none), tables.empty(COUNTED_THINGS))


def test_offsets(five):
    articles, groups = five
    text = articles.set_index("article_id")["text"]
    rows = groups[["article_id", "start", "end", "text"]].itertuples(index=False)
    assert all(text[a][b:e] == t for a, b, e, t in rows)


def test_a_rough_number_has_round_ends():
    articles = corpus(a="About 100 leaks were found by the plumbers.", b="The plumbers found about 100 leaks.")
    (thing,) = counted_things(articles, grouped(articles)).to_dict("records")
    assert (thing["low"], thing["high"]) == (90.0, 110.0)
