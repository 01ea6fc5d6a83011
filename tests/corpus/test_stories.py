"""Which articles tell one event. The articles are made up; vectors stand for what a lead means."""

import numpy as np
import pandas as pd
import pytest

from analysis.corpus import stories as module
from analysis.corpus.stories import STORIES, stories
from analysis.tables import check

TOLD = {
    "bridge": ("Mayor closes Old Bridge", "Mayor Ann Lee closed the Old Bridge in Northtown after cracks were found."),
    "vote": ("Senate passes budget", "The Senate in Westland passed the budget of Minister Carl Day by ten votes."),
    "flood": ("Flood hits Southport", "Water flooded streets in Southport, and the Red Cross sheltered families."),
}


def archive(*rows):
    """(event, day) → articles and their vectors; articles of one event differ in a word of their own."""
    events = list(TOLD)
    table = pd.DataFrame(
        [
            {
                "article_id": f"a{n}",
                "published": day,
                "headline": TOLD[e][0],
                "text": f"{TOLD[e][0]}\n\n{TOLD[e][1]} x{n}",
            }
            for n, (e, day) in enumerate(rows)
        ]
    )
    vectors = np.eye(384, dtype=np.float32)[[events.index(e) for e, _ in rows]]
    return table, vectors


def found(*rows):
    table = stories(*archive(*rows))
    check(table, STORIES)
    return table


def test_articles_of_one_event_are_one_story_and_others_are_not():
    table = found(("bridge", "2021-11-07"), ("vote", "2021-11-07"), ("bridge", "2021-11-08"), ("flood", "2021-11-07"))
    assert table["story"].tolist() == [
        "2021-11-07 Mayor closes Old Bridge",
        "2021-11-07 Senate passes budget",
        "2021-11-07 Mayor closes Old Bridge",
        "2021-11-07 Flood hits Southport",
    ]
    assert table["n_articles"].tolist() == [2, 1, 2, 1]
    assert (table["confidence"] > 0.9).all()


def test_the_same_words_a_month_later_are_another_story():
    table = found(("bridge", "2021-11-07"), ("bridge", "2021-12-07"), ("bridge", "2021-11-07T09:00"))
    assert table["story"].tolist() == [
        f"{day} Mayor closes Old Bridge" for day in ("2021-11-07", "2021-12-07", "2021-11-07")
    ]


def test_articles_without_a_date_join_by_their_words():
    table = found(("bridge", ""), ("bridge", "2021-11-07"), ("vote", ""), ("bridge", "3/4/21"), ("vote", ""))
    assert table["n_articles"].tolist() == [3, 3, 2, 3, 2]
    assert table["story"].tolist()[2] == "Senate passes budget"


def test_two_stories_of_one_title_and_day_keep_two_names():
    table, vectors = archive(("bridge", "2021-11-07"), ("vote", "2021-11-07"))
    assert stories(table.assign(headline="Opinion"), vectors)["story"].tolist() == [
        "2021-11-07 Opinion",
        "2021-11-07 Opinion (2)",
    ]


def test_the_title_is_the_headline_with_most_of_what_all_tell():
    table, vectors = archive(*[("bridge", "2021-11-07")] * 3)
    table["headline"] = ["Five things to know", "Mayor closes Old Bridge", ""]
    assert set(stories(table, vectors)["title"]) == {"Mayor closes Old Bridge"}


def test_the_order_of_the_articles_and_the_size_of_a_block_change_nothing(monkeypatch):
    rng = np.random.default_rng(1)
    table, vectors = archive(*[(list(TOLD)[k], f"2021-11-{d:02d}") for k, d in rng.integers([0, 1], [3, 28], (60, 2))])
    whole = stories(table, vectors).set_index("article_id")["story"]
    order = rng.permutation(60)
    turned = stories(table.iloc[order].reset_index(drop=True), vectors[order]).set_index("article_id")["story"]
    assert turned.reindex(whole.index).tolist() == whole.tolist()
    monkeypatch.setattr(module, "BLOCK", 7)
    assert stories(table, vectors)["story"].tolist() == whole.tolist()


def test_what_hangs_together_too_much_is_taken_apart_at_its_weaker_pairs(monkeypatch):
    monkeypatch.setattr(module, "GROUPED", 2)
    table = found(
        ("bridge", "2021-11-01"), ("bridge", "2021-11-01"), ("bridge", "2021-11-03"), ("bridge", "2021-11-03")
    )
    assert table["n_articles"].tolist() == [2, 2, 2, 2]
    assert table["story"].nunique() == 2


def test_a_story_between_two_is_in_doubt():
    table, vectors = archive(("bridge", "2021-11-07"), ("bridge", "2021-11-07"), ("vote", "2021-11-07"))
    vectors[2, :2] = 0.62, np.sqrt(1 - 0.62**2)  # its lead means half of what theirs do: likeness near 0.31
    table = stories(table, vectors)
    assert table["n_articles"].tolist() == [2, 2, 1]
    assert (table["confidence"] < module.DOUBTFUL).all()


@pytest.mark.parametrize("text", ["", "the and of", "?! 12", "lower case only here"])
def test_texts_without_words_or_names_are_stories_of_their_own(text):
    table = pd.DataFrame({"article_id": ["a", "b"], "published": "", "headline": "", "text": [text, "Flood in Rome"]})
    assert stories(table, np.zeros((2, 384), np.float32))["n_articles"].tolist() == [1, 1]


def test_the_work_grows_as_the_archive_does(growth):
    """Twenty articles a day on ten events of that day."""

    def days(n):
        event = np.arange(n) // 20 * 10 + np.arange(n) % 10
        texts = [" ".join(f"word{e}x{k}" for k in range(40)) for e in event]
        published = (np.datetime64("2000-01-01") + np.arange(n) // 20).astype(str)
        table = pd.DataFrame({"article_id": [f"a{k}" for k in range(n)], "published": published, "headline": texts})
        vectors = np.random.default_rng(1).normal(size=(event.max() + 1, 384))[event].astype(np.float32) / 384**0.5
        return table.assign(text=texts), vectors

    assert stories(*days(200))["n_articles"].eq(2).all()
    assert growth(lambda of: stories(*of), days, 400) < 20  # 100 would be every two articles
