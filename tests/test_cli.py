"""The command line as a user types it: what it prints, what it writes, how it ends."""

import gzip
import json
import subprocess
import sys

import pandas as pd
import pytest

from analysis import __version__
from analysis.corpus.codebook import read as read_codebook

pytestmark = pytest.mark.slow


def folder(tmp_path, rows, **files):
    """A corpus: rows of articles.csv and texts by name."""
    (tmp_path / "articles.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    for name, text in files.items():
        content = text if isinstance(text, bytes) else text.encode()
        (tmp_path / f"{name}.txt").write_bytes(content)
    return tmp_path


FLOOD = "Flood in the valley\n\nThe river rose on Monday. “We lost two houses,” the mayor said.\n\nIt rained for days."


def test_help_has_examples_and_version_is_the_packages(run):
    text = run("--help").stdout
    assert "python -m analysis report my-articles" in text
    assert "Exit status: 0" in text
    assert run("--version").stdout.strip() == f"analysis {__version__}"


@pytest.mark.parametrize("arguments", [("report", "nowhere"), ("tables", "nowhere", "--out", "x")])
def test_a_corpus_that_is_not_there(run, tmp_path, arguments):
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_text_column_of_another_name(run, tmp_path):
    pd.DataFrame({"Full Text": [FLOOD], "Publication": ["A"]}).to_csv(tmp_path / "export.csv", index=False)
    done = run("tables", tmp_path / "export.csv", "--out", tmp_path / "out", "--format", "csv")
    assert done.returncode == 2
    assert "Full Text" in done.stderr
    assert "--text-column" in done.stderr or "text_column" in done.stderr
    named = run(
        "tables", tmp_path / "export.csv", "--out", tmp_path / "out", "--format", "csv", "--text-column", "Full Text",
        "--outlet-column", "Publication",
    )  # fmt: skip
    assert named.returncode == 0, named.stderr
    assert pd.read_csv(tmp_path / "out" / "articles.csv")["outlet"].to_list() == ["A"]


def test_what_is_left_out_is_named_and_the_rest_analysed(run, tmp_path):
    rows = [
        "article_id,file,outlet",
        "a,good.txt,A",
        "b,missing.txt,B",
        "c,empty.txt,C",
        "d,bytes.txt,D",
        "e,word.txt,E",
    ]
    corpus = folder(tmp_path, rows, good=FLOOD, empty="", bytes=bytes(range(256)) * 20, word="Flood", stray=FLOOD)
    done = run("tables", corpus, "--out", tmp_path / "out", "--format", "csv")
    assert done.returncode == 1
    for name in ("missing.txt", "empty.txt", "bytes.txt", "word.txt", "stray.txt"):
        assert name in done.stderr, name
    assert "row 2" in done.stderr
    assert "a" in set(pd.read_csv(tmp_path / "out" / "articles.csv")["article_id"])
    assert pd.read_csv(tmp_path / "out" / "problems.csv")["left_out"].any()


def test_tables_are_the_same_in_both_formats_and_offsets_are_exact(run, tmp_path):
    for kind in ("csv", "parquet"):
        assert run("tables", "--out", tmp_path / kind, "--format", kind).returncode == 0
    read = {p.parts[-3]: pd.read_parquet(p) for p in (tmp_path / "parquet").glob("*/story=all/part.parquet")}
    articles = read["articles"].set_index("article_id")["text"]
    assert {p.stem for p in (tmp_path / "csv").glob("*.csv")} == set(read)
    assert {"quotes", "blame", "figures", "shared_quotes", "coverage", "labels", "findings"} <= set(read)
    for name, table in read.items():
        text = table.to_csv(index=False)
        assert text == (tmp_path / "csv" / f"{name}.csv").read_text(encoding="utf-8"), name
        if {"article_id", "start", "end", "text"} <= set(table):
            cut = [articles[a][s:e] for a, s, e in zip(table["article_id"], table["start"], table["end"], strict=True)]
            assert table["text"].to_list() == cut, name
    assert {"group_id", "value", "low", "high", "approximate", "counted", "said_by"} <= set(read["figures"])


def test_csv_is_for_one_machine(run, tmp_path):
    done = run("tables", "--out", tmp_path / "out", "--format", "csv", "--workers", "2")
    assert done.returncode == 2
    assert "--format parquet" in done.stderr
    assert "not a whole number" in run("tables", "--out", tmp_path / "out", "--workers", "0").stderr


def test_as_is_keeps_the_offsets_of_the_input(run, tmp_path):
    text = "Read more\n\nThe river rose. “We lost two houses,” the mayor said.\n\nAdvertisement\n"
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": text, "outlet": "A"}) + "\n")
    done = run("tables", tmp_path / "in.jsonl", "--out", tmp_path / "out", "--as-is", "--format", "csv")
    assert done.returncode == 0, done.stderr
    quote = pd.read_csv(tmp_path / "out" / "quotes.csv").iloc[0]
    assert text[quote["start"] : quote["end"]] == quote["text"] == "We lost two houses,"


def test_the_suggested_codebook_loads(run, tmp_path):
    text = "Mayor Ann Lee spoke. Ann Lee said: “It rained.” Lee left, and Ann Lee came back."
    (tmp_path / "a.txt").write_text(f"Flood in town\n\n{text}")
    (tmp_path / "b.txt").write_text(f"Flood\n\n{text}")
    done = run("codebook", tmp_path)
    assert done.returncode == 0
    (tmp_path / "codebook.toml").write_text(done.stdout, encoding="utf-8")
    codebook = read_codebook(tmp_path / "codebook.toml")
    assert "Ann Lee" in set(codebook.actors["name"])
    assert codebook.title.startswith("Flood")


def test_accuracy_prints_the_table(run, tmp_path):
    text = "“We lost two houses,” the mayor said."
    spans = {"source": [[22, 31]], "cue": [[32, 36]], "content": [[0, 21]]}
    record = {"id": "x", "text": text, "attributions": [spans]}
    with gzip.open(tmp_path / "gold.jsonl.gz", "wt") as file:
        file.write(json.dumps(record) + "\n")
    done = run("accuracy", tmp_path / "gold.jsonl.gz")
    assert done.returncode == 0, done.stderr
    assert "triple" in done.stdout
    assert run("accuracy", tmp_path / "none.jsonl").returncode == 2


def test_tone_writes_a_row_a_target(run, tmp_path):
    text = "The minister wrecked the budget, and the clerk saved it."
    record = {"id": "x", "text": text, "targets": [{"start": 4, "end": 12}, {"start": 41, "end": 46}]}
    (tmp_path / "targets.jsonl").write_text(json.dumps(record) + "\n")
    done = run("tone", tmp_path / "targets.jsonl")
    assert done.returncode == 0, done.stderr
    (tmp_path / "out.csv").write_text(done.stdout)
    table = pd.read_csv(tmp_path / "out.csv")
    assert table[["id", "start", "end"]].to_numpy().tolist() == [["x", 4, 12], ["x", 41, 46]]
    sums = table[["tone_negative", "tone_neutral", "tone_positive"]].sum(axis=1)
    assert sums.between(0.99, 1.01).all()
    assert table["valence"].between(-4, 4).all()


def test_all_tables_without_a_network():
    code = (
        "import socket\n"
        "def refused(*a, **k): raise AssertionError('the network was asked')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refused\n"
        "from analysis import Study\n"
        "study = Study.load('data')\n"
        "for name in study.table_names(): getattr(study, name)\n"
        "print(round(study.readability['flesch_reading_ease'].mean()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert 0 < int(done.stdout) < 100
