import pandas as pd

from analysis.spans import cut, within


def table(*rows, names=("article_id", "start", "end", "voice")):
    return pd.DataFrame(rows, columns=list(names)[: len(rows[0])] if rows else list(names))


VOICES = table(("a", 0, 5, "headline"), ("a", 5, 9, "outlet"), ("b", 0, 4, "quoted"))


def test_within_takes_the_container_of_the_start():
    spans = table(("b", 3, 4), ("a", 5, 9), ("a", 4, 9)).set_index(pd.Index([7, 8, 9]))
    assert within(spans, VOICES, ["voice"])["voice"].to_dict() == {7: "quoted", 8: "outlet", 9: "headline"}


def test_within_knows_no_container_in_another_article():
    sentences = table(("a", 2, 4, "s"), ("c", 0, 9, "t"))
    spans = table(("a", 0, 1), ("b", 5, 6), ("a", 8, 9))
    assert within(spans, sentences, ["voice"])["voice"].fillna("-").tolist() == ["-", "-", "s"]


def test_within_empty_tables():
    assert within(VOICES, VOICES.iloc[:0], ["voice"])["voice"].isna().all()
    assert within(VOICES.iloc[:0], VOICES, ["voice"]).empty


def test_cut_splits_at_the_edges_and_loses_nothing():
    spans = table(("a", 3, 8), ("b", 1, 2), ("a", 5, 5))
    pieces = cut(spans, VOICES)
    assert pieces.to_numpy().tolist() == [
        ["a", 3, 5, "headline"],
        ["a", 5, 8, "outlet"],
        ["b", 1, 2, "quoted"],
    ]


def test_cut_empty_tables():
    assert cut(VOICES[["article_id", "start", "end"]].iloc[:0], VOICES).empty
    assert cut(VOICES[["article_id", "start", "end"]], VOICES.iloc[:0]).empty
