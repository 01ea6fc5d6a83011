import pandas as pd

from analysis.lenses._places import apart, placed


def spans(*rows):
    return pd.DataFrame(rows, columns=["article_id", "category", "start", "end"])


def kept(table):
    return list(table[["article_id", "category", "start"]].itertuples(index=False, name=None))


def test_of_two_that_overlap_the_longer_stays_then_the_earlier():
    hits = spans(("a", "x", 0, 10), ("a", "x", 5, 25), ("a", "x", 20, 40), ("a", "x", 40, 45), ("b", "x", 5, 9))
    # 5–25 and 20–40 are equally long: the earlier stays; 40–45 only touches
    assert kept(apart(hits, ["article_id"])) == [("a", "x", 5), ("a", "x", 40), ("b", "x", 5)]


def test_only_within_the_same_key():
    hits = spans(("a", "x", 0, 10), ("a", "y", 5, 8))
    assert len(apart(hits, ["article_id", "category"])) == 2
    assert len(apart(hits, ["article_id"])) == 1


def test_nothing_stays_nothing():
    assert apart(spans(), ["article_id"]).empty


def test_place_is_where_a_row_starts(tiny):
    c = tiny("One “two” three.", headline="Head")
    hits = pd.DataFrame({"article_id": ["a", "a", "a"], "start": [0, 6, 10], "end": [4, 14, 15]})
    found = placed(hits, c.sentences, c.voices)
    assert found[["sentence_id", "zone", "voice"]].to_numpy().tolist() == [
        ["a:s0", "headline", "headline"],
        ["a:s1", "lead", "outlet"],
        ["a:s1", "lead", "quoted"],
    ]
