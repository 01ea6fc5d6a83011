"""The command that gives an archive its stories, and the picture of who ran them."""

import json

import pandas as pd
import pytest

from analysis.show import plots
from analysis.show.stories import listed
from analysis.study import Study

TOLD = {
    "Mayor closes Old Bridge": "Mayor Ann Lee closed the Old Bridge in Northtown after inspectors found cracks.",
    "Senate passes budget": "The Senate in Westland passed the budget of Finance Minister Carl Day by ten votes.",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    rows = [
        {"article_id": f"{outlet}{n}", "outlet": outlet, "published": f"2021-11-0{7 + late}", "headline": headline,
         "text": f"{text} So says {outlet}, which asked  them. Advertisement"}
        for n, (headline, text) in enumerate(TOLD.items())
        for late, outlet in enumerate(["Herald", "Post", "Times"][: 3 - n])
    ]  # fmt: skip
    (folder / "a.jsonl").write_text("\n".join(json.dumps(r) for r in rows))
    (folder / "outlets.csv").write_text("outlet,country\nHerald,Canada\n")
    return folder


@pytest.fixture(scope="module")
def made(run, archive, tmp_path_factory):
    out = tmp_path_factory.mktemp("made") / "new"
    return run("stories", archive / "a.jsonl", "--out", out), out


def test_the_folder_can_be_analysed_and_has_the_texts_as_received(made, archive):
    done, out = made
    assert done.returncode == 0, done.stderr
    assert "5 articles, 2 stories" in done.stdout
    study = Study.load(out)
    assert study.articles.groupby("story").size().to_dict() == {
        "2021-11-07 Mayor closes Old Bridge": 3,
        "2021-11-07 Senate passes budget": 2,
    }
    assert study.outlets["country"].tolist() == ["Canada", "", ""]
    written, given = (pd.read_csv(out / "articles.csv"), pd.read_json(archive / "a.jsonl", lines=True))
    assert written["text"].tolist() == given["text"].tolist()


def test_stories_are_listed_with_size_days_and_confidence(made):
    table = pd.read_csv(made[1] / "stories.csv")
    bridge = table[table["title"] == "Mayor closes Old Bridge"].iloc[0]
    assert (bridge["n_articles"], bridge["n_outlets"], bridge["first"], bridge["last"]) == (
        3,
        3,
        "2021-11-07",
        "2021-11-09",
    )
    assert (table["doubtful"] == (table["confidence"] < 0.75)).all()


def test_doubtful_stories_come_first():
    found = pd.DataFrame({"article_id": list("ab"), "story": ["s", "t"], "title": ["s", "t"], "confidence": [0.9, 0.3]})
    articles = pd.DataFrame({"article_id": list("ab"), "outlet": "X", "published": ["2021-11-07", ""]})
    table = listed(articles, found.assign(n_articles=1))
    assert table["story"].tolist() == ["t", "s"]
    assert table["first"].tolist() == ["", "2021-11-07"]


def test_the_archive_itself_is_never_written_to(run, archive):
    before = sorted(p.name for p in archive.iterdir())
    done = run("stories", archive / "a.jsonl", "--out", archive)
    assert done.returncode == 2
    assert "another folder" in done.stderr
    assert sorted(p.name for p in archive.iterdir()) == before


def test_the_calendar_says_who_ran_a_story_how_late_and_who_did_not(made):
    study = Study.load(made[1])
    picture = plots.calendar(study.calendar)
    assert "2021-11-07 Mayor closes Old Bridge: Herald 1, Post 1 (+1 d), Times 1 (+2 d)." in picture.text
    # The only article of the Times is a day younger than the last one on the budget.
    assert picture.text.endswith("2021-11-07 Senate passes budget: Herald 1, Post 1 (+1 d).")
    assert picture.data.equals(study.calendar)


def test_one_story_has_no_calendar(made):
    table = Study.load(made[1]).calendar
    assert plots.calendar(table[table["story"] == table["story"].iloc[0]]).body == ""
