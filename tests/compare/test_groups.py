"""Comparisons by a column of outlets.csv. The rows are made up and counted by hand."""

import json

import pytest

from analysis.compare.differences import differences
from analysis.compare.rates import PER_1000
from analysis.study import Study
from analysis.tables import TableError


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Three outlets, two of one country; the word "riot" stands twice at A, once at B and at C."""
    folder = tmp_path_factory.mktemp("groups")
    texts = {"A": "The riot was a riot.", "B": "It was a riot, they say.", "C": "The riot ended."}
    rows = [{"article_id": o.lower(), "outlet": o, "text": t} for o, t in texts.items()]
    (folder / "articles.jsonl").write_text("\n".join(json.dumps(r) for r in rows))
    (folder / "outlets.csv").write_text("outlet,country\nA,Canada\nB,Canada\nC,Iraq\n")
    return Study.load(folder / "articles.jsonl").adding(frames={"unrest": ["riot"]})


def test_a_group_is_the_sum_of_its_outlets(study):
    table = study.compare("framing", by="country")
    cells = table[(table["category"] == "unrest") & (table["unit"] == PER_1000)].set_index("outlet")
    canada = cells.loc["Canada"]
    assert (canada["value"], canada["n_rows"], canada["n_articles"]) == (1000 * 3 / 11, 3, 2)
    assert cells.loc["Iraq", "method"].endswith("; Iraq is one outlet: C")
    assert "one outlet" not in canada["method"]


def test_differences_are_between_groups_too(study):
    table = study.compare("framing", by="country", function=differences)
    row = table[(table["outlet"] == "Iraq") & (table["category"] == "unrest") & (table["unit"] == PER_1000)].iloc[0]
    assert (row["value"], row["other_value"]) == (1000 / 3, 1000 * 3 / 11)
    assert row["method"].endswith("Iraq is one outlet: C")


def test_a_figure_of_a_group_opens_the_rows_of_its_outlets(study):
    table = study.compare("framing", by="country")
    cell = table[(table["outlet"] == "Canada") & (table["category"] == "unrest")].iloc[0]
    assert study.evidence(cell, by="country")["outlet"].tolist() == ["A", "A", "B"]
    assert set(study.evidence("framing", by="country", outlet="Iraq")["outlet"]) == {"C"}


def test_what_is_not_known_says_what_to_do(study):
    with pytest.raises(TableError, match="There are: outlet, country, owner"):
        study.compare("framing", by="county")
    with pytest.raises(TableError, match=r"column 'lean' of outlets\.csv"):
        study.compare("framing", by="lean")
