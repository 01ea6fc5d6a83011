import json
import random

import pandas as pd
import pytest

from analysis.corpus import load
from analysis.corpus.versions import versions

WORDS = [f"{a}{b}" for a in "bdfgklmnprstvz" for b in ("ade", "ent", "ink", "oll", "urt", "ave", "ist", "orm", "ull")]


def prose(n, seed):
    """n words in sentences of ten; other words for each seed."""
    words = random.Random(seed).choices(WORDS, k=n)
    return " ".join(w + ("." if k % 10 == 9 else "") for k, w in enumerate(words))


def articles(*rows):
    columns = ("article_id", "outlet", "story", "published", "text")
    table = pd.DataFrame([r | {"story": r.get("story", "s")} for r in rows]).reindex(columns=columns)
    return table.fillna("")


def row(article_id, text, outlet="A", published="2021-11-07", **more):
    return {"article_id": article_id, "outlet": outlet, "published": published, "text": text} | more


def found(*rows):
    return [tuple(r) for r in versions(articles(*rows))[["article_id", "kept", "kind"]].to_numpy()]


ONE = prose(300, 1)


def test_the_same_article_twice():
    assert found(row("a", ONE), row("b", ONE), row("c", prose(300, 2))) == [("a", "b", "copy")]


def test_nearly_the_same():
    words = ONE.split()
    words[50], words[200] = "other", "words"  # 10 of 296 shingles are others: Jaccard 286/306
    assert found(row("a", ONE), row("b", " ".join(words).upper())) == [("a", "b", "copy")]


def test_of_an_update_the_newest_is_kept():
    longer = ONE + " " + prose(150, 3)  # all of the first stands in it; 296 of 446 shingles
    old, new = row("old", ONE, published="2021-11-07T08:00"), row("new", longer, published="2021-11-07T19:00+01:00")
    assert found(old, new) == [("old", "new", "version")]
    assert found(new, old) == [("old", "new", "version")]
    assert found(new | {"published": ""}, old) == [("new", "old", "version")]


def test_a_follow_up_that_repeats_a_third_is_an_article_of_its_own():
    assert found(row("a", ONE), row("b", " ".join(ONE.split()[:100]) + " " + prose(200, 4))) == []


def test_an_update_comes_within_a_week():
    longer = ONE + " " + prose(150, 3)
    assert found(row("a", ONE), row("b", longer, published="2021-11-13")) == [("a", "b", "version")]
    assert found(row("a", ONE), row("b", longer, published="2021-11-15")) == []


def test_syndicated_copy_and_other_stories_stay():
    assert found(row("a", ONE), row("b", ONE, outlet="B"), row("c", ONE, story="t")) == []


def test_several_versions_have_one_that_is_kept():
    rows = [row(f"v{n}", ONE + " " + prose(100, 7)[: 200 * n], published=f"2021-11-07T0{n}:00") for n in range(4)]
    assert [kept for _, kept, _ in found(*rows)] == ["v3"] * 3


def test_what_all_articles_of_an_outlet_say_makes_them_no_copies():
    notice = prose(60, 99)
    assert found(*(row(f"a{n}", prose(200, n + 10) + " " + notice) for n in range(40))) == []


def test_short_texts_must_be_the_same():
    assert found(row("a", "The dam holds."), row("b", "The dam holds!")) == [("a", "b", "copy")]
    assert found(row("a", "The dam holds now."), row("b", "The dam holds no more.")) == []


def test_time_is_linear(growth):
    def many(n):
        return articles(*(row(f"a{k}", prose(120, k)) for k in range(n)))

    assert growth(versions, many, 60) < 30


def test_an_empty_corpus():
    assert versions(articles().iloc[:0]).columns.tolist() == ["article_id", "kept", "kind", "share"]


@pytest.fixture
def corpus(tmp_path):
    rows = [
        row("early", ONE, published="2021-11-07"),
        row("late", ONE + " " + prose(100, 3), published="2021-11-08"),
        row("other", ONE, outlet="B"),
    ]
    (tmp_path / "c.jsonl").write_text("\n".join(json.dumps(r) for r in rows))
    return tmp_path / "c.jsonl"


def test_loading_leaves_older_versions_out_and_says_so(corpus):
    loaded = load(corpus)
    assert loaded.articles["article_id"].tolist() == ["late", "other"]
    problem = loaded.problems[loaded.problems["left_out"]].iloc[0]
    assert (problem["article_id"], problem["row"]) == ("early", 1)
    assert problem["problem"].startswith("it is another version of the article 'late' of this outlet (100%")
    assert set(loaded.removed["article_id"]) <= {"late", "other"}


def test_as_is_leaves_all_in(corpus):
    assert len(load(corpus, as_is=True).articles) == 3
