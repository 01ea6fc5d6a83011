"""The whole study: every table's offsets, parts, further terms, plain messages."""

import pandas as pd
import pytest

from analysis import Study
from analysis.show.html import Html


@pytest.fixture(scope="module")
def five():
    return Study.load("data")


def pytest_generate_tests(metafunc):
    if "table" in metafunc.fixturenames:
        metafunc.parametrize("table", [n for n in Study.__new__(Study).table_names() if n != "articles"])


def test_offsets_are_exact(five, table):
    rows = getattr(five, table)
    if not {"article_id", "start", "end"} <= set(rows):
        return
    text = dict(zip(five.articles["article_id"], five.articles["text"], strict=True))
    assert rows["article_id"].isin(text).all()
    assert (rows["start"] >= 0).all()
    assert (rows["start"] <= rows["end"]).all()
    assert (rows["end"] <= rows["article_id"].map(text).str.len()).all()
    for column, plain in (("text", str), ("mention", str), ("term", str.lower)):
        if column in rows:
            cut = [plain(text[a][s:e]) for a, s, e in zip(rows["article_id"], rows["start"], rows["end"], strict=True)]
            assert rows[column].to_list() == cut


def test_every_row_of_a_lens_starts_in_its_sentence(five, table):
    rows = getattr(five, table)
    if not {"sentence_id", "start", "article_id"} <= set(rows):
        return
    place = five.sentences.set_index("sentence_id")
    known = rows[rows["sentence_id"] != ""]
    starts, ends = (known["sentence_id"].map(place[c]) for c in ("start", "end"))
    assert ((starts <= known["start"]) & (known["start"] <= ends)).all()


def test_voices_leave_no_gap_and_no_overlap(five):
    for article_id, text in zip(five.articles["article_id"], five.articles["text"], strict=True):
        spans = five.voices[five.voices["article_id"] == article_id].sort_values("start")
        assert spans["start"].iloc[0] == 0
        assert spans["end"].iloc[-1] == len(text)
        assert (spans["end"].to_numpy()[:-1] == spans["start"].to_numpy()[1:]).all()


def test_parts_hold_every_article_once_and_whole_stories(five):
    articles = five.articles.assign(story=["a", "b", "a", "c", "b"])
    study = Study(five.corpus.__class__(articles, five.removed, five.problems, five.codebook, "here"))
    parts = list(study.parts(size=2))
    assert sorted(a for p in parts for a in p.articles["article_id"]) == sorted(articles["article_id"])
    assert all(p.articles["story"].isin([s]).sum() in (0, (articles["story"] == s).sum()) for p in parts for s in "abc")
    assert not any(p.across for p in parts)
    assert [p.across for p in study.parts(size=5)] == [True]


def test_a_further_term_shows_at_once(five):
    more = five.adding(frames={"water": ["tigris"]}, actors={"The house": ["residence"]})
    assert set(five.framing["frame"]) == set(more.framing["frame"]) - {"water"}
    assert "The house" in set(more.labels["actor"])
    assert "The house" not in set(five.labels["actor"])


def test_study_shows_itself_and_its_names(five):
    assert "5 articles, 5 outlets" in repr(five)
    assert "<table" in five._repr_html_()
    assert {"quotes", "blame", "findings"} <= set(dir(five))
    assert isinstance(five.read(), Html)


def test_wrong_names_say_which_there_are(five):
    with pytest.raises(AttributeError, match=r"no table 'qoutes'.*quotes"):
        _ = five.qoutes
    with pytest.raises(ValueError, match=r"no lens 'quotes'.*sentiment"):
        five.compare("quotes")


def test_an_empty_answer_says_which_values_there_are(five):
    with pytest.warns(UserWarning, match="CBS News"):
        assert five.evidence("blame", outlet="CBS").empty


def test_a_figure_leads_to_exactly_its_rows(five):
    comparison = five.compare("attribution", by_voice=True)
    for _, row in comparison[comparison["n_rows"] > 0].iterrows():
        assert len(five.evidence(row)) == row["n_rows"]


def test_two_stories_in_one_corpus_are_not_compared(five):
    articles = five.articles.assign(story=["a", "a", "b", "b", "b"])
    study = Study(five.corpus.__class__(articles, five.removed, five.problems, five.codebook, "here"))
    story = dict(zip(articles["article_id"], articles["story"], strict=True))
    for name, key in (("shared_quotes", "utterance_id"), ("coverage", "claim_id"), ("figure_groups", "group_id")):
        table = getattr(study, name)
        assert (table.groupby(key)["article_id"].agg(lambda a: a.map(story).nunique()) == 1).all()
    assert isinstance(study.wire, pd.DataFrame)
    assert (study.wire["article_id"].map(story) == study.wire["other_article_id"].map(story)).all()


def test_each_sentence_of_a_statement_with_who_used_it(tmp_path):
    articles, statements = tmp_path / "articles", tmp_path / "statements"
    articles.mkdir()
    statements.mkdir()
    (statements / "ministry.txt").write_text(
        "We will rebuild the old bridge within a year. Nobody was hurt in the flood."
    )
    (articles / "a.txt").write_text("Bridge gone\n\n“We will rebuild the old bridge within a year,” the ministry said.")
    (articles / "b.txt").write_text("Flood\n\nThe ministry promised to “rebuild the old bridge” soon. It rained.")
    (articles / "articles.csv").write_text("file,outlet\na.txt,A\nb.txt,B\n")
    use = Study.load(articles).statements(statements).set_index(["text", "outlet"])
    first, second = use.index.get_level_values("text").unique()
    assert use.loc[(first, "A"), "kept"] == "111111111"
    assert use.loc[(first, "B"), "kept"] == "001111000"
    assert not use.loc[second, "used"].any()


def test_rows_go_out_as_labels_and_come_in_again(five, tmp_path):
    found = five.labels_of(five.export("blame", tmp_path / "blame.qdpx"))
    assert found.problems.empty
    whole = found.labels[found.labels["column"] == ""]
    place = ["article_id", "start", "end"]
    assert sorted(map(tuple, whole[place].to_numpy())) == sorted(map(tuple, five.blame[place].to_numpy()))
    accused = found.labels[found.labels["column"] == "accused"]
    assert sorted(accused["value"]) == sorted(five.blame["accused"])
