import numpy as np
import pandas as pd
import pytest

from analysis.compare.keyness import flat, informative, keyness
from analysis.compare.rates import rates
from analysis.compare.robustness import SCHEMA, distinctive_words, held, order_of_outlets, robustness, variants, without

TEXTS = {"x1": "War war.\n\nPeace and law.", "x2": "Law and more law.", "y1": "Law or war and so on."}
ARTICLES = pd.DataFrame(
    [("x1", "X", 5), ("x2", "X", 4), ("y1", "Y", 6)], columns=["article_id", "outlet", "n_words"]
).assign(story="s", text=list(TEXTS.values()))
SENTENCES = pd.DataFrame(
    [
        ("x1", "x1:s0", 0, 8, "headline"),
        ("x1", "x1:s1", 10, 24, "lead"),
        ("x2", "x2:s0", 0, 17, "lead"),
        ("y1", "y1:s0", 0, 21, "lead"),
    ],
    columns=["article_id", "sentence_id", "start", "end", "zone"],
)
EVIDENCE = pd.DataFrame(
    [
        (a, t.lower().index(w, at), w)
        for a, w, at in (("x1", "war", 0), ("x1", "war", 4), ("y1", "war", 0))
        for t in [TEXTS[a]]
    ],
    columns=["article_id", "start", "frame"],
).assign(voice="outlet")
VOICES = pd.DataFrame({"article_id": list(TEXTS), "start": 0, "end": [24, 17, 21], "voice": "outlet"})
ABOVE = "frame war, per 1,000 words: X above Y"


def compare(evidence=EVIDENCE, articles=ARTICLES):
    return rates(evidence, articles, VOICES, "framing", ["frame"], [])


def test_which_order_of_outlets_holds_by_hand():
    """X has 2 war in 9 words, Y 1 in 6. All of X's war stands in the headline of x1."""
    table = robustness(compare, variants(ARTICLES, SENTENCES, EVIDENCE)).set_index(["conclusion", "variant"])
    war = table.loc[ABOVE]
    assert war["baseline"].tolist() == pytest.approx([1000 * (2 / 9 - 1 / 6)] * 3)
    assert war["holds"].to_dict() == {
        "without article x1": False,  # 0 in 4 words
        "without article x2": True,  # 2 in 5
        "without headlines": False,  # 0 in 7
    }
    assert war.loc["without headlines", "value"] == pytest.approx(-1000 / 6)
    assert war.loc["without article x2", "value"] == pytest.approx(1000 * (2 / 5 - 1 / 6))


def test_an_outlet_without_articles_is_not_judged():
    """y1 is Y's only article: the usual variants keep it; a variant without it says nothing about Y."""
    assert "without article y1" not in variants(ARTICLES, SENTENCES, EVIDENCE)
    no_y = {"articles": ARTICLES[ARTICLES["outlet"] == "X"], "evidence": EVIDENCE[EVIDENCE["article_id"] != "y1"]}
    assert robustness(compare, {"without Y": no_y}).empty


def test_conclusions_with_the_variants_under_which_they_fall():
    table = held(robustness(compare, variants(ARTICLES, SENTENCES, EVIDENCE)))
    assert table[["conclusion", "variants", "falls_under"]].to_numpy().tolist() == [
        [ABOVE, 3, "without article x1; without headlines"]
    ]
    assert held(robustness(compare, {"the same": {}}))["falls_under"].tolist() == [""]
    assert held(robustness(compare, {})).empty


def test_without_wire_copy_and_with_another_lexicon():
    other = EVIDENCE[EVIDENCE["article_id"] == "y1"]
    made = variants(ARTICLES, SENTENCES, EVIDENCE, copied={"x1:s1", "x2:s0"}) | {"another lexicon": {"evidence": other}}
    war = robustness(compare, made).set_index(["conclusion", "variant"]).loc[ABOVE]
    assert war.loc["without wire copy", "value"] == pytest.approx(1000 * (2 / 2 - 1 / 6))
    assert war.loc["without wire copy", "holds"]
    assert not war.loc["another lexicon", "holds"]


def test_a_lexicon_that_finds_nothing_upholds_nothing():
    table = robustness(compare, {"another lexicon": {"evidence": EVIDENCE.iloc[:0]}})
    assert len(table)
    assert not table["holds"].any()
    assert table["value"].isna().all()


def test_the_comparison_itself_upholds_everything():
    table = robustness(compare, {"the same": {}})
    assert table["holds"].all()
    np.testing.assert_array_equal(table["value"], table["baseline"])


def test_equal_figures_are_no_conclusion():
    """Both outlets have a share of 1 of war, the only frame."""
    assert set(robustness(compare, {"the same": {}})["conclusion"]) == {ABOVE}
    above = 1000 * (2 / 9 - 1 / 6)
    assert [claim[3] for claim in order_of_outlets(compare())] == pytest.approx([above, -above, 0, 0])


def test_blanked_sentences_keep_every_offset():
    left = without(ARTICLES, SENTENCES, ["x1:s0", "y1:s0"]).set_index("article_id")
    assert left["text"].str.len().to_dict() == {a: len(t) for a, t in TEXTS.items()}
    assert left.loc["x1", "text"] == " " * 8 + TEXTS["x1"][8:]
    assert left["n_words"].to_dict() == {"x1": 3, "x2": 4, "y1": 0}
    assert ARTICLES["n_words"].tolist() == [5, 4, 6]


def test_distinctive_words_under_another_prior():
    def words(articles=ARTICLES, prior=informative):
        return keyness(articles, VOICES, prior=prior, least=1)

    table = robustness(words, {"flat prior": {"prior": flat}} | variants(ARTICLES, SENTENCES), distinctive_words)
    peace = "'peace' is among the most distinctive of X"
    held = table[table["conclusion"] == peace].set_index("variant")["holds"].to_dict()
    assert held == {
        "flat prior": True,
        "without article x1": False,
        "without article x2": True,
        "without headlines": True,
    }


def test_nothing_to_compare_gives_an_empty_table():
    none = ARTICLES.iloc[:0]
    table = robustness(lambda articles=none: compare(EVIDENCE.iloc[:0], articles), variants(none, SENTENCES.iloc[:0]))
    assert table.empty
    assert list(table) == list(SCHEMA.columns)
