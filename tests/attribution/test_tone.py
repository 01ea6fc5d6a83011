"""Tone towards a target and valence of a sentence."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.attribution.accuracy import tone_of_file
from analysis.attribution.tone import LEARNED, PROBABILITIES, TONES, sentence_valence, target_tone

TEXT = (
    "Senator Clark was praised for her honest and courageous leadership.\n\n"
    "Mr. Hodge is a corrupt liar who betrayed his voters.\n\n"
    "The meeting with Mr. Baker starts at noon."
)
ARTICLES = pd.DataFrame({"article_id": ["a"], "text": [TEXT]})
SENTENCES = pd.DataFrame([("a", TEXT.index(s), TEXT.index(s) + len(s)) for s in TEXT.split("\n\n")],
                         columns=["article_id", "start", "end"])  # fmt: skip


def mentions(*names: str) -> pd.DataFrame:
    rows = [("a", TEXT.index(n), TEXT.index(n) + len(n)) for n in names]
    return pd.DataFrame(rows, columns=["article_id", "start", "end"], index=[f"m{i}" for i in range(len(rows))])


def test_praise_blame_and_neither():
    table = target_tone(ARTICLES, SENTENCES, mentions("Senator Clark", "Mr. Hodge", "Mr. Baker"))
    assert table["tone"].tolist() == ["positive", "negative", "neutral"]


def test_columns_index_and_probabilities():
    table = target_tone(ARTICLES, SENTENCES, mentions("Mr. Hodge", "Senator Clark"))
    assert list(table.columns) == ["tone", *PROBABILITIES]
    assert table.index.tolist() == ["m0", "m1"]
    assert np.allclose(table[PROBABILITIES].sum(axis=1), 1, atol=1e-4)
    assert table["tone"].isin(TONES).all()


def test_probabilities_are_moved_to_other_shares():
    learned = target_tone(ARTICLES, SENTENCES, mentions("Mr. Baker", "Mr. Hodge"))[PROBABILITIES].to_numpy()
    shares = (LEARNED[0], 3 * LEARNED[1], LEARNED[2])
    moved = target_tone(ARTICLES, SENTENCES, mentions("Mr. Baker", "Mr. Hodge"), shares)
    expected = learned * [1, 3, 1]  # Bayes: the odds of neutral are three times as high
    expected /= expected.sum(axis=1, keepdims=True)
    assert np.allclose(moved[PROBABILITIES], expected, atol=1e-5)


def test_rows_do_not_depend_on_company():
    names = ("Senator Clark", "Mr. Hodge", "Mr. Baker")
    together = target_tone(ARTICLES, SENTENCES, mentions(*names))
    alone = pd.concat([target_tone(ARTICLES, SENTENCES, mentions(n)) for n in names])
    assert np.allclose(together[PROBABILITIES], alone[PROBABILITIES], atol=1e-5)


def test_only_the_sentence_is_read_and_a_mention_outside_every_sentence_by_itself():
    praised = "Mr. Hodge is an honest man. His rival Mr. Baker is a corrupt liar who betrayed his voters."
    article = pd.DataFrame({"article_id": ["a"], "text": [praised]})
    cut = praised.index(" His")
    sentences = pd.DataFrame({"article_id": "a", "start": [0, cut + 1], "end": [cut, len(praised)]})
    both = pd.DataFrame({"article_id": "a", "start": [0, praised.index("Mr. Baker")], "end": [9, 50]})
    both.loc[1, "end"] = both.loc[1, "start"] + 9
    table = target_tone(article, sentences, both)
    assert table["tone"].tolist() == ["positive", "negative"]
    paragraph = pd.DataFrame({"article_id": ["a"], "start": [0], "end": [len(praised)]})
    more = target_tone(article, paragraph, both)
    assert (abs(table[PROBABILITIES] - more[PROBABILITIES]).max(axis=1) > 1e-3).all()
    bare = target_tone(article, sentences.head(0), both)
    alone = target_tone(article, both, both)  # each mention is all that is read
    assert np.allclose(bare[PROBABILITIES], alone[PROBABILITIES], atol=1e-6)
    assert not np.allclose(bare[PROBABILITIES], table[PROBABILITIES], atol=1e-3)


def test_no_mentions_give_an_empty_table_of_the_same_types():
    table = target_tone(ARTICLES, SENTENCES, mentions())
    assert table.empty
    assert table.dtypes.to_dict() == target_tone(ARTICLES, SENTENCES, mentions("Mr. Hodge")).dtypes.to_dict()


def test_a_mention_without_words_is_neutral():
    blank = pd.DataFrame({"article_id": ["a"], "start": [67], "end": [69]})
    table = target_tone(ARTICLES, SENTENCES, blank)
    assert table["tone"].tolist() == ["neutral"]
    assert table[PROBABILITIES].iloc[0].tolist() == pytest.approx([1 / 3] * 3, abs=1e-4)


def test_valence_orders_sentences():
    lines = ("A wonderful day of joy and success.", "The report is 40 pages long.", "A horrible, brutal massacre.")
    text = "\n\n".join(lines)
    rows = [("a", text.index(s), text.index(s) + len(s)) for s in lines] + [("a", 35, 37)]
    table = pd.DataFrame(rows, columns=["article_id", "start", "end"], index=list("wxyz"))
    felt = sentence_valence(pd.DataFrame({"article_id": ["a"], "text": [text]}), table)
    assert felt.index.tolist() == list("wxyz")
    assert felt["w"] > 1 > felt["x"] > -1 > felt["y"] >= -4
    assert np.isnan(felt["z"])


def test_tone_of_file(tmp_path):
    record = {"id": "n1", "text": "Mr. Hodge is a corrupt liar.", "targets": [{"start": 0, "end": 9}]}
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(record) + "\n" + json.dumps({"id": "n2", "text": "What a wonderful success!"}) + "\n")
    table = tone_of_file(path)
    assert list(table.columns) == ["id", "start", "end", "tone", *PROBABILITIES, "valence"]
    assert table[["id", "start", "end"]].to_numpy().tolist() == [["n1", 0, 9], ["n2", 0, 25]]
    assert table["tone"].tolist()[0] == "negative"
    assert table["valence"].iloc[0] < 0 < table["valence"].iloc[1]
