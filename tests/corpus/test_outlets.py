import json

import pytest

from analysis.corpus import anonymised, load
from analysis.tables import OUTLETS, check


@pytest.fixture
def folder(tmp_path):
    """Three articles of two outlets; tests add outlets.csv."""
    days = {"The Herald": ["2021-11-08", "2021-11-07T10:00"], "Morning Post": [""]}
    rows = [
        {"article_id": f"{o}{n}", "outlet": o, "published": d, "text": f"Text {n} of {o} about the bridge."}
        for o, dates in days.items()
        for n, d in enumerate(dates)
    ]
    (tmp_path / "articles.jsonl").write_text("\n".join(json.dumps(r) for r in rows))
    return tmp_path


def loaded(folder, text):
    (folder / "outlets.csv").write_text(text)
    corpus = load(folder / "articles.jsonl")
    check(corpus.outlets, OUTLETS)
    return corpus.outlets.set_index("outlet"), corpus.problems[corpus.problems["file"] == "outlets.csv"]


def test_without_a_file_every_outlet_has_a_row_and_no_problem(folder):
    corpus = load(folder / "articles.jsonl")
    herald = corpus.outlets.set_index("outlet").loc["The Herald"]
    assert corpus.outlets["outlet"].tolist() == ["Morning Post", "The Herald"]
    assert (herald["n_articles"], herald["first"], herald["last"]) == (2, "2021-11-07", "2021-11-08")
    assert (corpus.outlets[["country", "colour"]] == "").all(axis=None)
    assert corpus.problems.empty


def test_what_is_given_is_read_in_the_order_of_the_file(folder):
    outlets, problems = loaded(folder, "Outlet,Country,colour\nThe Herald,Canada,#0B5FA5\nMorning Post,,\n")
    assert outlets.index.tolist() == ["The Herald", "Morning Post"]
    assert outlets.loc["The Herald", ["country", "owner", "colour"]].tolist() == ["Canada", "", "#0B5FA5"]
    assert outlets.loc["Morning Post", "first"] == ""
    assert problems.empty


@pytest.mark.parametrize(
    ("text", "row", "column", "words"),
    [
        ("outlet,contry\nThe Herald,Canada\n", 0, "contry", "rename it to 'country'"),
        ("outlet,country\nHerald,Canada\n", 1, "outlet", "did you mean 'The Herald'"),
        ("outlet,country\nGazette,Canada\n", 1, "outlet", "write it as the articles do"),
        ("outlet,country\nThe Herald,Canada\nThe Herald,US\n", 2, "outlet", "twice"),
        ("outlet,colour\nThe Herald,red\n", 1, "colour", "'red' is no colour"),
        ("outlet,colour\nThe Herald,#000;x:url(y)\n", 1, "colour", "is no colour"),
        ("outlet,country\n,Canada\n", 1, "outlet", "names no outlet"),
        ("name,country\nThe Herald,Canada\n", 0, "", "no column 'outlet'"),
        ("", 0, "", "read"),
    ],
)
def test_what_cannot_be_used_is_listed_and_the_corpus_still_read(folder, text, row, column, words):
    outlets, problems = loaded(folder, text)
    assert len(outlets) == 2
    assert set(outlets["colour"]) == {""}
    assert "US" not in set(outlets["country"])
    found = problems[problems["row"] == row]
    assert (found["column"] == column).any()
    assert (found["problem"] + found["advice"]).str.contains(words, regex=False).any()
    assert not problems["left_out"].any()


def test_anonymised_outlets_have_no_name_and_no_owner(folder):
    (folder / "outlets.csv").write_text("outlet,country,owner\nThe Herald,Canada,Herald Ltd\nHerald,US,\n")
    hidden = anonymised(load(folder / "articles.jsonl"))
    assert hidden.outlets["outlet"].tolist() == ["Outlet A", "Outlet B"]
    assert sorted(hidden.outlets["country"]) == ["", "Canada"]
    assert not hidden.outlets.to_csv().count("Herald")
    assert not hidden.problems["advice"].str.contains("The Herald").any()
