import pytest

from analysis.corpus import anonymised, load
from analysis.corpus.anonymise import _letters


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "zulu-post.txt").write_text(
        "Flood hits town\n\nBy Jo Bloggs\n\nThe river rose, the Zulu Post has learned."
    )
    (tmp_path / "alpha.txt").write_text("Town under water\n\nThe river rose and fell.")
    (tmp_path / "articles.csv").write_text(
        "article_id,file,outlet,url,credit\nzulu-1,zulu-post.txt,Zulu Post,https://zulu.example/1,AP\nalpha-1,alpha.txt,Alpha,,\n"
    )
    return load(tmp_path)


def test_nothing_names_the_outlet_but_its_text(corpus):
    hidden = anonymised(corpus)
    assert set(hidden.articles["outlet"]) == {"Outlet A", "Outlet B"}
    assert hidden.articles["article_id"].to_list() == ["article-1", "article-2"]
    for column in ("url", "byline", "credit", "source_file", "sha256"):
        assert (hidden.articles[column] == "").all()
    rest = (
        hidden.articles.drop(columns=["text", "headline"]).to_csv() + hidden.problems.to_csv() + hidden.removed.to_csv()
    )
    assert "ulu" not in rest.replace(hidden.removed["text"].str.cat(), "")
    assert set(hidden.removed["article_id"]) <= set(hidden.articles["article_id"])


def test_every_figure_stays(corpus):
    hidden = anonymised(corpus)
    assert hidden.articles["text"].to_list() == corpus.articles["text"].to_list()
    assert hidden.articles["n_words"].to_list() == corpus.articles["n_words"].to_list()


def test_the_same_letters_on_every_run_and_many_of_them(corpus):
    assert anonymised(corpus).articles.equals(anonymised(corpus).articles)
    assert [_letters(n) for n in (0, 25, 26, 27, 701, 702)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]
