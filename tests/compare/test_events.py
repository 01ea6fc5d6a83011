"""Events: two stories in one folder are told apart, the five articles on one event are not."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import tables
from analysis.compare.events import EVENTS, events, outlets_of
from analysis.compare.numbers import counted_things, figure_groups
from analysis.corpus import load
from analysis.lenses.figures import figures
from analysis.text.sentences import sentences

DATA = Path(__file__).parents[2] / "data"
FLOOD = [
    "After the flood in Ulm, Mayor Anna Berg closed two bridges over the Danube on Monday. Nobody was hurt.",
    "Two bridges over the Danube were closed in Ulm on Monday. The flood came at night, Mayor Berg said.",
    "The Danube rose by four metres in Ulm and Passau. On Monday, Anna Berg closed bridges there after the flood.",
]
VOTE = [
    "In Lima, the senators of Peru removed President Pedro Castillo by 90 votes. The vote took an hour.",
    "The senate of Peru voted to remove President Castillo, and crowds gathered in Lima.",
]


def corpus(*texts, story="s"):
    facts = dict.fromkeys(tables.ARTICLES.columns, "") | {"source_row": 0, "n_words": 20, "story": story}
    own = [{"article_id": f"a{i}", "outlet": f"O{i}", "text": t} for i, t in enumerate(texts)]
    return tables.frame([facts | o for o in own], tables.ARTICLES)


def test_two_stories_in_one_folder_are_two_events():
    found = events(corpus(FLOOD[0], VOTE[0], FLOOD[1], VOTE[1], FLOOD[2]))
    assert found["event"].tolist() == [1, 2, 1, 2, 1]
    flood, vote = found["names"].iloc[0].split(", "), found["names"].iloc[1].split(", ")
    assert {"Danube", "Ulm"} <= set(flood[:4])
    assert {"Peru", "Lima", "Castillo"} <= set(vote)


def test_the_five_articles_are_one_event():
    assert set(events(load(DATA).articles)["event"]) == {1}


def test_stories_are_numbered_apart_and_the_order_is_kept():
    one, other = corpus(*VOTE, story="s"), corpus(*FLOOD, story="t")
    other["article_id"] = ["b0", "b1", "b2"]
    mixed = pd.concat([other.iloc[:1], one, other.iloc[1:]], ignore_index=True)
    found = tables.check(events(mixed), EVENTS)
    assert found["article_id"].tolist() == mixed["article_id"].tolist()
    assert found["story"].tolist() == ["t", "s", "s", "t", "t"]
    assert found["event"].tolist() == [1, 1, 1, 1, 1]


def test_capitals_hide_names_and_still_tell_the_event():
    assert set(events(corpus(FLOOD[0], FLOOD[1], FLOOD[2].upper()))["event"]) == {1}


@pytest.mark.parametrize("texts", [[], ["Boo"], ["Boo", "Boo"], ["", ""], ["…", "1 2 3"]])
def test_hardly_any_words(texts):
    assert len(tables.check(events(corpus(*texts)), EVENTS)) == len(texts)


def test_an_outlet_of_another_event_is_missing_nothing():
    articles = corpus(FLOOD[0], FLOOD[1], FLOOD[2].replace("bridges there", "a bridge"), *VOTE)
    said = sentences(articles)
    voices = [(a, 0, len(t), "outlet") for a, t in zip(articles["article_id"], articles["text"], strict=True)]
    voices = tables.frame(pd.DataFrame(voices, columns=list(tables.VOICE_SPANS.columns)), tables.VOICE_SPANS)
    found = figures(said, voices, tables.empty(tables.ATTRIBUTIONS), tables.empty(tables.ATTRIBUTION_SPANS))
    things = counted_things(articles, figure_groups(articles, said, found)).set_index("thing")
    assert things.loc["bridges", ["outlets", "missing"]].tolist() == ["O0; O1", "O2"]
    assert outlets_of(events(articles), articles) == {"O0": {1}, "O1": {1}, "O2": {1}, "O3": {2}, "O4": {2}}
