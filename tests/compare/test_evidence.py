from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis import lenses, tables
from analysis.compare.differences import ranges
from analysis.compare.evidence import evidence
from analysis.compare.rates import MEAN
from analysis.corpus import Corpus
from analysis.study import Study
from analysis.tables import PROBLEMS, REMOVED, empty

TEXTS = {"a": "One two. Three four five.", "b": "Six seven. Eight."}
ARTICLES = pd.DataFrame(
    [("a", "X", "s", TEXTS["a"], 5), ("b", "Y", "t", TEXTS["b"], 3)],
    columns=["article_id", "outlet", "story", "text", "n_words"],
)
SENTENCES = pd.DataFrame(
    [("a", 0, 0, 8), ("a", 1, 9, 25), ("b", 0, 0, 10), ("b", 2, 11, 17)],
    columns=["article_id", "paragraph", "start", "end"],
)
SENTENCES["text"] = [TEXTS[a][s:e] for a, _, s, e in SENTENCES.itertuples(index=False)]
SENTENCES["sentence_id"] = ["a:s0", "a:s1", "b:s0", "b:s1"]
VOICES = pd.DataFrame(
    [("a", 0, 8, "headline"), ("a", 8, 25, "outlet"), ("b", 0, 17, "outlet")],
    columns=["article_id", "start", "end", "voice"],
)
FOUND = pd.DataFrame(
    [("a", 4, "headline", "war", 1.0), ("a", 15, "outlet", "war", np.nan), ("b", 11, "outlet", "law", 3.0)],
    columns=["article_id", "start", "voice", "frame", "score"],
)


@pytest.fixture
def study(monkeypatch):
    lens = SimpleNamespace(COUNTED=("frame",), AVERAGED=("score",))
    monkeypatch.setattr(lenses, "names", lambda: ["framing"])
    monkeypatch.setattr(lenses, "module", lambda name: lens)
    made = Study(Corpus(ARTICLES, empty(REMOVED), empty(PROBLEMS), None, ""))
    made._tables |= {"sentences": SENTENCES, "voices": VOICES, "framing": FOUND}
    return made


def test_rows_come_with_outlet_paragraph_and_whole_sentence():
    found = evidence(FOUND, ARTICLES, SENTENCES, frame="war", voice="outlet")
    assert found[["outlet", "story", "paragraph", "sentence"]].to_numpy().tolist() == [
        ["X", "s", 1, "Three four five."]
    ]


@pytest.mark.parametrize("by_voice", [False, True])
def test_every_cell_of_a_comparison_leads_back_to_exactly_its_rows(study, by_voice):
    comparison = study.compare("framing", by_voice=by_voice)
    assert set(comparison["unit"]) >= {MEAN}
    for _, cell in comparison[comparison["n_rows"] > 0].iterrows():
        assert len(study.evidence(cell)) == cell["n_rows"]


def test_a_range_leads_back_to_the_rows_of_all_outlets(study):
    comparison = study.compare("framing")
    for _, row in ranges(comparison).iterrows():
        assert len(study.evidence(row)) == row["n_rows"]


def test_an_empty_cell_says_what_there_is(study):
    comparison = study.compare("framing")
    cell = comparison[(comparison["outlet"] == "Y") & (comparison["category"] == "war")].iloc[[0]]
    with pytest.warns(UserWarning, match=r"frame='war' here. The values are: 'law' \(1\)"):
        assert study.evidence(cell).empty
    with pytest.warns(UserWarning, match="no rows at all"):
        evidence(FOUND.iloc[:0], ARTICLES, SENTENCES, outlet="X")


def test_wrong_names_are_errors_in_plain_words(study):
    with pytest.raises(tables.TableError, match="no column 'paper' to filter by; there are: outlet, story"):
        study.evidence("framing", paper="X")
    with pytest.raises(ValueError, match="There are: framing"):
        study.compare("quotes")
    with pytest.raises(ValueError, match="one row"):
        study.evidence(study.compare("framing"))


def test_without_rows_and_filters_the_columns_stay():
    assert list(evidence(FOUND.iloc[:0], ARTICLES, SENTENCES)) == list(evidence(FOUND, ARTICLES, SENTENCES))


def test_a_column_that_says_something_else_than_the_text_is_an_error():
    shadow = FOUND.assign(sentence="The outlets differ.")
    with pytest.raises(
        tables.TableError, match=r"'findings' has a column 'sentence'.*row 0: 'The outlets differ.', not"
    ):
        evidence(shadow, ARTICLES, SENTENCES, "findings")
    with pytest.raises(tables.TableError, match="has a column 'outlet'"):
        evidence(FOUND.assign(outlet=["X", "X", "X"]), ARTICLES, SENTENCES)
    same = evidence(FOUND.assign(outlet=["X", "X", "Y"]), ARTICLES, SENTENCES)
    assert same["outlet"].to_list() == ["X", "X", "Y"]
