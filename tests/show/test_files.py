"""Tables as files: what one story breaks, the others do not miss."""

import functools
import inspect
from collections import OrderedDict

import pandas as pd
import pytest

from analysis import Study, dataset, lenses
from analysis.encoding import encoder
from analysis.encoding.encoder import ModelError
from analysis.show import report
from analysis.show.files import write

CSV = """article_id,outlet,story,headline,text
a,X,one,Ministers met,"Ministers met on Monday, officials said. They will meet again."
b,X,two,Bridge closed,"The bridge was closed on Friday after the storm. The owner said that it was unsafe."
c,Y,two,Bridge shut,"The bridge was shut. The mayor blamed the owner for the damage."
"""


@pytest.fixture
def study(tmp_path):
    (tmp_path / "c.csv").write_text(CSV, encoding="utf-8")
    return Study.load(tmp_path / "c.csv")


def test_every_table_is_a_file(study, tmp_path):
    written = write(study, tmp_path / "out")
    assert {p.stem for p in written.paths} == set(study.table_names())
    assert written.problems.equals(study.problems)
    sentences = pd.read_csv(tmp_path / "out" / "sentences.csv")
    assert sentences["text"].tolist() == study.sentences["text"].tolist()


def test_a_run_that_is_stopped_leaves_the_old_files_whole(study, tmp_path, monkeypatch):
    monkeypatch.setattr(Study, "table_names", lambda _: ["articles", "removed", "problems", "sentences"])
    write(study, tmp_path / "out")
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").glob("*.csv")}
    assert set(before) == {"articles.csv", "removed.csv", "problems.csv", "sentences.csv"}

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Study, "sentences", property(stopped), raising=False)
    with pytest.raises(KeyboardInterrupt):
        write(Study(study.corpus), tmp_path / "out")
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").glob("*.csv")} == before


def test_two_runs_do_not_write_into_one_folder(study, tmp_path):
    with dataset.locked(tmp_path), pytest.raises(dataset.DatasetError, match="Another run"):
        write(study, tmp_path)


def test_a_story_on_which_the_program_fails_is_listed_and_the_others_are_complete(study, tmp_path, monkeypatch):
    right = lenses.module("framing").framing

    def wrong(articles, **others):
        if "two" in set(articles["story"]):
            raise RecursionError("too deep")
        return right(articles, **others)

    wrong.__signature__ = inspect.signature(right)
    monkeypatch.setattr(lenses.module("framing"), "framing", wrong)
    written = write(study, tmp_path / "out")
    assert set(pd.read_csv(tmp_path / "out" / "sentences.csv")["article_id"]) == {"a"}
    assert set(pd.read_csv(tmp_path / "out" / "articles.csv")["article_id"]) == {"a", "b", "c"}
    problem = written.problems.iloc[-1]
    assert problem["left_out"]
    assert "'two'" in problem["problem"]
    assert "RecursionError: too deep" in problem["problem"]
    assert problem["problem"] in set(pd.read_csv(tmp_path / "out" / "problems.csv")["problem"])


@pytest.mark.parametrize("run", [lambda c, out: write(Study.load(c), out), report.report], ids=["tables", "report"])
def test_a_damaged_model_is_no_error_of_the_program(study, tmp_path, monkeypatch, run):
    (tmp_path / "model.zip").write_bytes(b"damaged")
    monkeypatch.setattr(encoder, "MODEL", tmp_path / "model.zip")
    monkeypatch.setattr(encoder, "_load", functools.cache(encoder._load.__wrapped__))
    monkeypatch.setattr(encoder, "_kept", OrderedDict())
    with pytest.raises(ModelError, match="The trained model is damaged"):
        run(tmp_path / "c.csv", tmp_path / "out")
