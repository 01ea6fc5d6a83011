"""Wire copy. Shares are counted by hand on the sentences below; the five articles were read side by side."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import tables
from analysis.compare.wire import WIRE, by_outlet, shared_sentences, wire
from analysis.corpus import load
from analysis.text.quoted import quoted
from analysis.text.sentences import sentences

DATA = Path(__file__).parents[2] / "data"


def corpus(**texts):
    facts = dict.fromkeys(tables.ARTICLES.columns, "") | {"source_row": 0, "n_words": 1, "story": "s"}
    own = [{"article_id": n, "outlet": n[0], "text": t, "credit": "AP" * (n == "a")} for n, t in texts.items()]
    return tables.frame([facts | o for o in own], tables.ARTICLES)


def table(articles):
    said = sentences(articles)
    return wire(articles, said, quoted(articles, said))


def test_share_run_and_span():
    articles = corpus(
        a="Troops deployed around the old town on Sunday after the failed attempt.",
        b="On Monday troops deployed around the old town, and on Sunday after the failed attempt people wept.",
    )
    found = table(articles).set_index("article_id")
    # of the 12 words of a, "troops … town" (6) and "on Sunday … attempt" (6) stand in b; in b 12 of 17
    assert found["share"].to_dict() == pytest.approx({"a": 1.0, "b": 12 / 17})
    assert found["n_words"].to_dict() == {"a": 12, "b": 6}
    assert found.loc["b", "text"] == "troops deployed around the old town"
    assert found.loc["b", "start"] == articles["text"][1].index("troops")
    assert found[["credit", "other_credit"]].loc["a"].to_list() == ["AP", ""]


def test_spelling_marks_and_hyphens_make_no_difference():
    articles = corpus(
        a="He said that no one in Iraq’s north had the “desire” to go.",
        b='He SAID that no-one in Iraq\'s north had the "desire" to go.',
    )
    assert list(table(articles)["share"]) == [1.0, 1.0]


def test_four_words_in_a_row_are_chance():
    assert table(corpus(a="The prime minister of Iraq went.", b="She met the prime minister of France.")).empty


def test_quotations_are_shared_but_no_wire_copy():
    quote = "“The rockets of treason will not shake one bit of the steadfastness of the force,” he wrote."
    found = table(corpus(a=quote, b=quote.replace("he wrote", "the minister said")))
    assert (found["in_quotes"] == 1).all()
    assert shared_sentences(found) == set()


def test_two_articles_of_one_outlet_are_not_compared():
    text = "Troops deployed around the old town on Sunday after the failed attempt."
    assert table(corpus(a1=text, a2=text)).empty
    found = table(corpus(a1=text, a2="Nothing.", b=text))
    assert list(zip(found["article_id"], found["other_article_id"], strict=True)) == [("a1", "b"), ("b", "a1")]


def test_stories_are_apart():
    text = "Troops deployed around the old town on Sunday after the failed attempt."
    articles = corpus(a=text, b=text).assign(story=["s", "t"])
    assert table(articles).empty


@pytest.fixture(scope="module")
def five():
    articles = load(DATA).articles
    said = sentences(articles)
    return articles, said, wire(articles, said, quoted(articles, said))


def texts(five, ids, outlet):
    articles, said, _ = five
    (article,) = articles.loc[articles["outlet"] == outlet, "article_id"]
    return list(said.loc[(said["article_id"] == article) & said["sentence_id"].isin(ids), "text"])


def test_the_agency_sentences_of_the_five_articles(five):
    ids = shared_sentences(five[2])
    for outlet in ("Global News", "Iran International", "The Epoch Times"):
        assert any("heard the sound of an explosion" in t for t in texts(five, ids, outlet)), outlet
    assert any("spoke on condition of anonymity" in t for t in texts(five, ids, "Iran International"))
    assert any("heavy-handed interference" in t for t in texts(five, ids, "The Epoch Times"))
    # a statement that both quote, and a set phrase of news
    assert not any("rockets of treason" in t for t in texts(five, ids, "The Epoch Times"))
    assert texts(five, ids, "Statecraft") == []
    assert texts(five, ids, "CBS News") == []


def test_by_outlet(five):
    articles, said, found = five
    summary = by_outlet(found, articles, said).set_index("outlet")
    assert summary["sentences"].sum() == len(said)
    assert summary.loc["Global News", "credit"] == "AP"
    assert summary.loc["Statecraft", ["shared", "share", "with_whom"]].to_list() == [0, 0.0, ""]
    assert summary.loc["The Epoch Times", "with_whom"].startswith("Global News")


def test_offsets_and_unchanged_inputs(five):
    articles, _, found = five
    text = articles.set_index("article_id")["text"]
    rows = found[["article_id", "start", "end", "text"]].itertuples(index=False)
    assert all(text[a][b:e] == t for a, b, e, t in rows)
    before = articles.copy()
    table(articles)
    pd.testing.assert_frame_equal(articles, before)


def test_one_outlet_and_no_article():
    assert table(corpus(a="Troops deployed around the old town on Sunday.")).empty
    none = wire(tables.empty(tables.ARTICLES), tables.empty(tables.SENTENCES), tables.empty(tables.QUOTED))
    pd.testing.assert_frame_equal(none, tables.empty(WIRE))
    assert by_outlet(none, tables.empty(tables.ARTICLES), tables.empty(tables.SENTENCES)).empty


def test_time_grows_with_length(growth):
    def size(n):
        text = "a a a b " * n
        articles = corpus(a=text, b=text)
        rows = [("x:s0", "a", 0, 0, "body", 0, len(text), text)]
        said = tables.frame(pd.DataFrame(rows, columns=list(tables.SENTENCES.columns)), tables.SENTENCES)
        return articles, said, tables.empty(tables.QUOTED)

    assert growth(lambda of: wire(*of), size, 2_000) < 30
