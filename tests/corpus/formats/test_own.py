"""The command: what it writes, what Study.load makes of it, and folders with something wrong in them."""

import csv

import pytest

from analysis import Study
from analysis.corpus import CorpusError
from analysis.corpus.formats import own


def understood(folder):
    with (folder / "understood.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def mixed(tmp_path, made):
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    lines = [*made.nexis(), *made.nexis("Dam repaired", "June 2, 2014", "The Hill", ["Workers closed the hole."] * 12)]
    (folder / "export.DOCX").write_bytes(made.docx(lines))
    (folder / "deep" / "page.html").write_text(made.page(), encoding="utf-8")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04")
    (folder / "news.json").write_text('[{"content": "The river rose… [+1234 chars]", "title": "One", "source": "X"}]')
    return folder


def test_what_is_written_is_what_study_loads(mixed, tmp_path, made):
    written = own.write([mixed], tmp_path / "out")
    assert (written.articles, written.kinds) == (3, {"web page": 1, "Nexis (DOCX)": 2})
    articles = Study.load(tmp_path / "out").articles
    assert articles[["source_file", "source_row", "outlet", "published"]].to_numpy().tolist() == [
        ["deep/page.html", 1, "The Valley Post", "2021-11-07T10:00:00+01:00"],
        ["export.DOCX", 1, "The Valley Post (London)", "2014-05-30"],
        ["export.DOCX", 2, "The Hill", "2014-06-02"],
    ]
    page = articles.iloc[0]
    assert page["dek"] == "The dam held for six days, and then it did not."
    assert page["text"] == "\n\n".join([page["headline"], page["dek"], *made.paragraphs])
    assert articles["text"].iloc[1] == "\n\n".join(["Flood in the valley", *made.body])


def test_every_article_and_every_failure_is_listed(mixed, tmp_path):
    written = own.write([mixed], tmp_path / "out")
    lines = {(u["source_file"], u["source_row"]): u for u in understood(tmp_path / "out")}
    assert {k: u["status"] for k, u in lines.items()} == {
        ("broken.docx", "0"): "left out",
        ("deep/page.html", "1"): "read",
        ("export.DOCX", "1"): "read",
        ("export.DOCX", "2"): "read",
        ("news.json", "1"): "left out",
        ("news.json", "0"): "in doubt",  # names of columns that were taken
    }
    assert "[+1234 chars]" in lines["news.json", "1"]["problem"]
    assert all(u["advice"] for u in lines.values() if u["status"] != "read")
    assert [p["file"] for p in written.left_out] == ["broken.docx", "news.json"]


def test_offsets_count_in_the_file_that_was_written(mixed, tmp_path):
    own.write([mixed], tmp_path / "out")
    study = Study.load(tmp_path / "out", as_is=True)
    texts = {p.stem: p.read_text(encoding="utf-8") for p in (tmp_path / "out" / "articles").iterdir()}
    assert set(study.articles["text"]) == set(texts.values())


def test_nothing_is_written_over(mixed, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(CorpusError, match="not empty"):
        own.write([mixed], tmp_path / "out")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_no_article_at_all(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04")
    with pytest.raises(CorpusError, match=r"(?s)No article was found.*a\.docx.*nowhere"):
        own.write([tmp_path / "a.docx", tmp_path / "nowhere"], tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.docx"]


def test_links_out_of_the_folder_are_not_followed(mixed, tmp_path):
    (tmp_path / "secret.txt").write_text("Secret words that must not be read by anybody at all.")
    (mixed / "link.txt").symlink_to(tmp_path / "secret.txt")
    written = own.write([mixed], tmp_path / "out")
    assert "link out of the folder" in next(p["problem"] for p in written.left_out if p["file"] == "link.txt")


def test_hundreds_of_files_of_which_some_fail(tmp_path, made):
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(300):
        text = f"Article {n} of the {n}th day says that the river stood at {n} feet and nobody minded."
        (folder / f"{n:03}.txt").write_bytes(text.encode() if n % 10 else b"PK\x03\x04")
    written = own.write([folder], tmp_path / "out")
    assert written.articles == 270
    assert [p["file"] for p in written.left_out] == [f"{n:03}.txt" for n in range(0, 300, 10)]
    assert len(Study.load(tmp_path / "out").articles) == 270


def test_names_of_any_kind_and_the_same_name_twice(tmp_path, made):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "Ünïcode & co…  .html").write_text(
            made.page().replace("Monday", folder * 3), encoding="utf-8"
        )
    own.write([tmp_path / "a", tmp_path / "b"], tmp_path / "out")
    names = sorted(p.name for p in (tmp_path / "out" / "articles").iterdir())
    assert names == ["unicode-co-2.txt", "unicode-co.txt"]
    files = [u["source_file"] for u in understood(tmp_path / "out")]
    assert files == ["a/Ünïcode & co…  .html", "b/Ünïcode & co…  .html"]


def test_a_corpus_of_our_own_form_stays_what_it_is(mixed, tmp_path):
    own.write([mixed], tmp_path / "one")
    own.write([tmp_path / "one"], tmp_path / "two")
    first, second = (Study.load(tmp_path / n).articles for n in ("one", "two"))
    assert first.drop(columns="sha256").equals(second.drop(columns="sha256"))


@pytest.mark.slow
def test_the_command(run, mixed, tmp_path):
    done = run("corpus", mixed, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "left out: broken.docx" in done.stderr
    assert "3 articles in all" in done.stdout
    assert run("corpus", mixed / "export.DOCX", "--out", tmp_path / "two").returncode == 0
    assert run("corpus", mixed / "broken.docx", "--out", tmp_path / "three").returncode == 2
