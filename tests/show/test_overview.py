"""Several events in one story, said before the differences that come of them."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import Study, show
from analysis.show.overview import mixed


@pytest.mark.parametrize(
    ("stories", "events", "begins"),
    [
        ("aab", (1, 1, 1), ""),
        ("aaa", (1, 2, 3), "These articles look like 3 events, not one"),
        ("aab", (1, 2, 1), "In 1 of 2 stories the articles look like more than one event"),
    ],
)
def test_stories_of_several_events(stories, events, begins):
    told = mixed(pd.DataFrame({"story": list(stories), "event": events}))
    assert told.startswith(begins)
    assert bool(told) == bool(begins)


def test_a_folder_of_two_stories_is_named_above_the_findings(tmp_path):
    five = Study.load(Path(__file__).parents[2] / "data")
    assert "look like" not in show.findings.found(five).text
    flood = (
        "The river Oder broke its dam near Wroclaw. Mayor Anna Nowak said 40 houses in Wroclaw stood under water. "
        "Polish firemen brought 300 people out of the district of Kozanow. “We had no warning,” said Nowak. "
    )
    rows = [*five.articles[["outlet", "text"]].to_numpy().tolist(), ["Gazeta", flood * 3], ["Kurier", flood * 4]]
    path = tmp_path / "mixed.csv"
    pd.DataFrame(rows, columns=["outlet", "text"]).to_csv(path, index=False)
    found = show.findings.found(Study.load(path))
    assert found.text.startswith("These articles look like 2 events")
    assert "look like 2 events" in found.body
