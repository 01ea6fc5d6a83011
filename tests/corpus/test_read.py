import gzip
import hashlib
import json
import os
import time
from pathlib import Path

import pandas as pd
import pytest

from analysis.corpus import CorpusError, load
from analysis.lexicons import LexiconError
from analysis.tables import ARTICLES, PROBLEMS, REMOVED, check

DATA = Path(__file__).parents[2] / "data"
LONG = "The minister said on Monday that the bridge would be closed."
HEADER = "article_id,file,outlet\n"


@pytest.fixture
def folder(tmp_path):
    """A folder with two good articles; tests add to it what is wrong."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(LONG)
    (tmp_path / "articles" / "b.txt").write_text("Another article, of another outlet, says less.")
    (tmp_path / "articles.csv").write_text(HEADER + "a,a.txt,X\nb,b.txt,Y\n")
    return tmp_path


def add(folder, row, file="", data=b""):
    """One more row of articles.csv and, if it is named, a file."""
    with (folder / "articles.csv").open("a") as listed:
        listed.write(row + "\n" if row else "")
    if file:
        (folder / "articles" / file).write_bytes(data)


def jsonl(path, *rows):
    path.write_text("\n".join(json.dumps(r) for r in rows))
    return path


def only(corpus, **expected):
    """The one problem of a corpus, after checking it."""
    assert len(corpus.problems) == 1, corpus.problems.to_dict("records")
    problem = corpus.problems.iloc[0].to_dict()
    assert {k: problem[k] for k in expected} == expected
    assert problem["advice"]
    return problem["problem"]


def ids(corpus):
    return corpus.articles["article_id"].tolist()


# --- Good input -----------------------------------------------------------------------------------------------------


def test_the_five_articles():
    corpus = load(DATA)
    for table, schema in ((corpus.articles, ARTICLES), (corpus.removed, REMOVED), (corpus.problems, PROBLEMS)):
        check(table, schema)
    articles = corpus.articles.set_index("article_id")
    assert list(articles.index) == ["cbs-news", "global-news", "statecraft", "iran-international", "epoch-times"]
    assert set(articles["story"]) == {"all"}
    for article_id, article in articles.iterrows():
        data = (DATA / "articles" / f"{article_id}.txt").read_bytes()
        assert article["sha256"] == hashlib.sha256(data).hexdigest()
        assert article["source_file"] == f"articles/{article_id}.txt"
        cuts = corpus.removed[corpus.removed["article_id"] == article_id]
        for cut in cuts.to_dict("records"):
            assert data.decode()[cut["source_start"] : cut["source_end"]] == cut["text"]
    message = only(corpus, article_id="epoch-times", column="headline", left_out=False)
    assert "read off the url" in message


def test_as_is_changes_nothing(folder):
    raw = "\ufeffBridge shut\r\n\r\nAdvertisement\r\n“Yes,”\u00a0he  said &amp; left. \r\n"
    add(folder, "c,c.txt,Z", "c.txt", raw.encode())
    corpus = load(folder, as_is=True)
    assert corpus.articles["text"].iloc[2] == raw.removeprefix("\ufeff")
    assert corpus.removed.empty
    assert corpus.articles["n_words"].iloc[2] == 8  # Bridge shut Advertisement Yes he said amp left
    same = load(DATA, as_is=True).articles
    for article in same.to_dict("records"):
        assert article["text"].encode() == (DATA / article["source_file"]).read_bytes()


def test_one_file_of_each_kind_gives_the_same(tmp_path):
    rows = [
        {"article_id": "a", "outlet": "X", "story": "s", "published": "2021-11-07", "headline": "Shut", "text": LONG},
        {
            "article_id": "b",
            "outlet": "Y",
            "story": "s",
            "published": "Nov. 8, 2021",
            "headline": "",
            "text": LONG + "\n",
        },
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "c.csv", index=False)
    pd.DataFrame(rows).to_parquet(tmp_path / "c.parquet")
    jsonl(tmp_path / "c.jsonl", *rows)
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress((tmp_path / "c.jsonl").read_bytes()))
    for name in ("c.csv", "c.parquet", "c.jsonl", "c.jsonl.gz"):
        articles = load(tmp_path / name).articles
        assert articles["article_id"].tolist() == ["a", "b"]
        assert articles["published"].tolist() == ["2021-11-07", "2021-11-08"]
        assert articles["text"].tolist() == ["Shut\n\n" + LONG, LONG]
        assert articles["source_row"].tolist() == [1, 2]
        assert set(articles["source_file"]) == {name}


def test_the_least_that_a_file_needs(tmp_path):
    corpus = load(jsonl(tmp_path / "c.jsonl", {"text": LONG}, {"text": LONG + " No."}))
    assert ids(corpus) == ["row-1", "row-2"]
    assert set(corpus.articles["outlet"]) == {"unknown outlet"}
    assert set(corpus.articles["story"]) == {"all"}
    assert "no article has an outlet" in only(corpus, file="c.jsonl", row=0, column="outlet", left_out=False)


def test_other_names_of_columns_are_taken_and_said(tmp_path):
    row = {"id": "a", "Body": LONG, "source": "X", "title": "Shut", "date": "2021-11-07", "section": "News"}
    corpus = load(jsonl(tmp_path / "c.jsonl", row, row | {"id": "b", "source": "Y"}))
    assert corpus.articles[["article_id", "outlet", "headline", "published"]].iloc[0].tolist() == [
        "a", "X", "Shut", "2021-11-07"
    ]  # fmt: skip
    assert corpus.problems["column"].tolist() == ["Body", "id", "source", "date", "title"]
    assert not corpus.problems["left_out"].any()


def test_columns_can_be_named(tmp_path):
    file = tmp_path / "c.csv"
    file.write_text(f"Nr,Full Text,Paper,Event name\n1,{LONG},X,s\n2,{LONG},Y,s\n")
    corpus = load(file, text_column="Full Text", id_column="Nr", outlet_column="Paper", story_column="Event name")
    assert corpus.articles[["article_id", "outlet", "story"]].to_numpy().tolist() == [["1", "X", "s"], ["2", "Y", "s"]]
    assert corpus.problems.empty


def test_a_codebook_beside_the_articles(folder):
    assert load(folder).codebook.actors.empty
    (folder / "codebook.toml").write_text("[[actor]]\nid='m'\nname='Minister'\nnames=['minister']\n")
    assert load(folder).codebook.actors["term"].tolist() == ["minister"]
    (folder / "codebook.toml").write_text("[[actor]]\nid=\n")
    with pytest.raises(LexiconError, match="line 2"):
        load(folder)


# --- Bad input: each a plain message, the rest is analysed ----------------------------------------------------------


def test_a_file_that_is_missing(folder):
    add(folder, "c,none.txt,Z")
    corpus = load(folder)
    message = only(corpus, file="articles.csv", row=3, column="file", article_id="c", left_out=True)
    assert message == f"there is no file 'none.txt' in {folder}"
    assert ids(corpus) == ["a", "b"]


def test_a_file_outside_of_the_folder_is_not_read(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("x") / "secret.txt"
    outside.write_text(LONG)
    add(folder, f"c,{outside},Z")
    assert "there is no file" in only(load(folder), row=3, left_out=True)


def test_a_file_without_a_row(folder):
    add(folder, "", "left.txt", LONG.encode())
    message = only(load(folder), file="articles/left.txt", row=0, left_out=True)
    assert message == "the file has no row in articles.csv"


@pytest.mark.parametrize("data", [b"", b" \n\n", "\ufeff\u00a0".encode()])
def test_an_empty_article(folder, data):
    add(folder, "c,c.txt,Z", "c.txt", data)
    corpus = load(folder)
    assert only(corpus, file="articles/c.txt", article_id="c", left_out=True) == "the article is empty"
    assert ids(corpus) == ["a", "b"]


def test_an_article_of_leftovers_only(folder):
    add(folder, "c,c.txt,Z", "c.txt", b"Advertisement\n\nAdvertisement\n")
    corpus = load(folder)
    assert only(corpus, article_id="c", left_out=True) == "no words are left after cleaning"
    assert ids(corpus) == ["a", "b"]
    assert corpus.removed.empty
    assert ids(load(folder, as_is=True)) == ["a", "b", "c"]


def test_an_article_id_that_is_used_twice(folder):
    add(folder, "a,c.txt,Z", "c.txt", b"A third article says something else entirely.")
    corpus = load(folder)
    message = only(corpus, file="articles/c.txt", column="article_id", article_id="a#2", left_out=False)
    assert message == "the article_id 'a' was used before for another text; this one is now 'a#2'"
    assert ids(corpus) == ["a", "b", "a#2"]


def test_the_same_article_twice(folder):
    add(folder, "a,a.txt,X")
    corpus = load(folder)
    assert only(corpus, article_id="a", left_out=True) == "the same article stands there twice"
    assert ids(corpus) == ["a", "b"]


def test_no_column_with_text(tmp_path):
    file = tmp_path / "c.csv"
    file.write_text(f"id,Story text,outlet\n1,{LONG},X\n")
    with pytest.raises(CorpusError) as error:
        load(file)
    assert "no column 'text'. Its columns are: id, Story text, outlet." in str(error.value)
    assert "text_column='…'" in str(error.value)
    assert "--text-column" in str(error.value)


def test_two_columns_that_may_be_the_text(tmp_path):
    file = jsonl(tmp_path / "c.jsonl", {"body": LONG, "content": LONG})
    with pytest.raises(CorpusError, match="Its columns are: body, content"):
        load(file)
    assert len(load(file, text_column="body").articles) == 1


def test_a_named_column_that_is_not_there(tmp_path):
    with pytest.raises(CorpusError, match=r"no column 'Text'. Its columns are: text"):
        load(jsonl(tmp_path / "c.jsonl", {"text": LONG}), text_column="Text")


def test_a_csv_with_a_broken_row(tmp_path):
    file = tmp_path / "c.csv"
    file.write_text(f'article_id,text,outlet\na,{LONG},X\nb,"He said, no,Y\nc,{LONG},Y\n')
    corpus = load(file)
    assert corpus.problems[["file", "row", "left_out"]].to_numpy().tolist() == [
        ["c.csv", 2, True],
        ["c.csv", 3, False],  # might be the rest of row 2
    ]
    assert "quotation marks" in corpus.problems["problem"].iloc[0]
    assert ids(corpus) == ["a", "c"]


def test_articles_csv_with_a_broken_row(folder):
    add(folder, 'c,"c.txt,Z', "c.txt", LONG.encode())
    corpus = load(folder)
    # Read by itself the row names the file '"c.txt', which there is not; and c.txt is without a row.
    assert corpus.problems[["file", "left_out"]].to_numpy().tolist() == [
        ["articles.csv", False],
        ["articles.csv", True],
        ["articles/c.txt", True],
    ]
    assert ids(corpus) == ["a", "b"]


def test_articles_csv_with_unknown_columns_and_few(folder):
    (folder / "articles.csv").write_text("file,mood\na.txt,good\nb.txt,bad\n")
    corpus = load(folder)
    assert ids(corpus) == ["a", "b"]
    assert list(corpus.articles.columns) == list(ARTICLES.columns)
    assert "no article has an outlet" in only(corpus, column="outlet", left_out=False)


@pytest.mark.parametrize(
    ("data", "says"),
    [(bytes(range(256)), "binary data"), (b"%PDF-1.7", "a PDF file"), (b"PK\x03\x04", "a Word, Excel or zip file")],
)
def test_bytes_that_are_no_text(folder, data, says):
    add(folder, "c,c.txt,Z", "c.txt", data)
    corpus = load(folder)
    assert says in only(corpus, file="articles/c.txt", article_id="c", left_out=True)
    assert ids(corpus) == ["a", "b"]


def test_an_old_encoding_is_read_with_a_doubt(folder):
    add(folder, "c,c.txt,Z", "c.txt", "The café was “open” when the others were not.".encode("cp1252"))
    corpus = load(folder)
    assert "Windows-1252" in only(corpus, file="articles/c.txt", article_id="c", left_out=False)
    assert corpus.articles["text"].iloc[2] == "The café was “open” when the others were not."


def test_an_article_of_one_word(folder):
    add(folder, "c,c.txt,Z", "c.txt", b"Closed")
    corpus = load(folder)
    assert only(corpus, article_id="c", left_out=False) == "the article has only one word"
    assert corpus.articles["text"].iloc[2] == "Closed"


def test_an_article_of_five_megabytes(folder):
    text = (LONG + "\n\n") * (5_000_000 // 62)
    add(folder, "c,c.txt,Z", "c.txt", text.encode())
    start = time.process_time()
    corpus = load(folder)
    assert time.process_time() - start < 60
    assert "words" in only(corpus, article_id="c", left_out=False)
    assert corpus.articles["n_words"].iloc[2] == 11 * (5_000_000 // 62)


def test_a_corpus_of_one_outlet(folder):
    (folder / "articles.csv").write_text(HEADER + "a,a.txt,X\nb,b.txt,X\n")
    assert "all articles are of one outlet, 'X'" in only(load(folder), column="outlet", left_out=False)


def test_an_article_without_an_outlet(folder):
    add(folder, "c,c.txt,", "c.txt", LONG.encode())
    corpus = load(folder)
    only(corpus, article_id="c", column="outlet", left_out=False)
    assert corpus.articles["outlet"].tolist() == ["X", "Y", "unknown outlet"]


def test_a_date_that_can_be_read_in_two_ways(tmp_path):
    rows = [{"text": LONG, "outlet": o, "published": "3/4/2021"} for o in "XY"]
    corpus = load(jsonl(tmp_path / "c.jsonl", *rows))
    assert corpus.articles["published"].tolist() == ["", ""]
    assert corpus.problems["problem"].tolist() == ["the date '3/4/2021' is not clear"] * 2


def test_a_folder_without_articles_csv(folder):
    (folder / "articles.csv").unlink()
    corpus = load(folder)
    assert ids(corpus) == ["a", "b"]
    assert corpus.problems["file"].iloc[0] == "articles.csv"
    assert "article_id,file,outlet" in corpus.problems["advice"].iloc[0]
    assert not corpus.problems["left_out"].any()


# --- Nothing to analyse ---------------------------------------------------------------------------------------------


def test_a_path_that_is_not_there(tmp_path):
    with pytest.raises(CorpusError, match=r"There is no .*nowhere"):
        load(tmp_path / "nowhere")


def test_a_folder_with_nothing_in_it(tmp_path):
    with pytest.raises(CorpusError, match=r"no articles.csv and no .txt files.*article_id,file,outlet"):
        load(tmp_path)
    jsonl(tmp_path / "export.jsonl", {"text": LONG})
    with pytest.raises(CorpusError, match=r"export\.jsonl"):
        load(tmp_path)


def test_only_articles_that_cannot_be_read(folder):
    (folder / "articles" / "a.txt").write_bytes(bytes(range(256)))
    (folder / "articles" / "b.txt").write_bytes(b"")
    with pytest.raises(CorpusError, match=r"Nothing in .* can be analysed.*a.txt.*binary.*b.txt.*empty"):
        load(folder)


@pytest.mark.parametrize(
    ("name", "text"), [("c.csv", ""), ("c.csv", "text,outlet\n"), ("c.jsonl", ""), ("c.pdf", "%PDF")]
)
def test_files_without_articles(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    with pytest.raises(CorpusError, match=name):
        load(tmp_path / name)


def test_a_day_that_no_calendar_has(tmp_path):
    rows = [{"text": LONG, "outlet": "X", "published": "2021-13-45"}, {"text": LONG, "outlet": "Y"}]
    corpus = load(jsonl(tmp_path / "c.jsonl", *rows))
    assert corpus.articles["published"].tolist() == ["", ""]
    assert only(corpus, row=1, column="published", left_out=False) == "there is no date '2021-13-45'"


def test_columns_alike_but_for_capitals(tmp_path):
    (tmp_path / "c.csv").write_text(f"outlet,Text,text\nX,{LONG},other\nY,{LONG},other\n")
    corpus = load(tmp_path / "c.csv")
    assert set(corpus.articles["text"]) == {LONG}
    assert only(corpus, column="text", left_out=False) == "the column 'Text' was taken, the column 'text' was not"


@pytest.mark.parametrize("name", ["x" * 5000, "x" * 300 + ".txt"], ids=["5000", "304"])
def test_a_name_that_no_file_can_have(folder, name):
    add(folder, f"c,{name},Z")
    corpus = load(folder)
    assert ids(corpus) == ["a", "b"]
    assert len(only(corpus, article_id="c", column="file", left_out=True)) < 300 + len(str(folder))


@pytest.mark.parametrize("listed", [True, False])
def test_a_link_out_of_the_folder_is_not_read(folder, listed, tmp_path_factory):
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.txt"
    secret.write_text("Nobody should read this text in a report.")
    (folder / "articles" / "c.txt").symlink_to(secret)
    if listed:
        add(folder, "c,c.txt,Z")
    else:
        (folder / "articles.csv").unlink()
    corpus = load(folder)
    assert ids(corpus) == ["a", "b"]
    left_out = corpus.problems[corpus.problems["left_out"]]
    assert left_out["article_id"].tolist()[:1] == ["c"]
    assert "secret" not in " ".join(left_out["problem"])


def test_a_file_name_that_is_no_text(folder):
    (folder / "articles.csv").unlink()
    (folder / "articles" / os.fsdecode(b"\xff.txt")).write_text("It rained in the hills for days and days. " * 9)
    corpus = load(folder)
    assert ids(corpus) == ["a", "b", "\ufffd"]
    corpus.problems.to_csv(folder / "problems.csv")


@pytest.mark.parametrize(("n", "story", "said"), [(20, "", True), (19, "", False), (20, "flood", False)])
def test_many_articles_without_a_story_are_one_and_that_is_said(tmp_path, n, story, said):
    rows = [{"text": f"{LONG} {i}", "outlet": f"O{i}", "story": story if i == 3 else ""} for i in range(n)]
    corpus = load(jsonl(tmp_path / "c.jsonl", *rows))
    if not said:
        assert corpus.problems.empty
        return
    assert set(corpus.articles["story"]) == {"all"}
    assert only(corpus, column="story", left_out=False) == "no article has a story: all 20 are compared as one event"
    assert "python -m analysis stories" in corpus.problems["advice"].iloc[0]
