"""Sentence vectors: shape, length, sense, independence of order and company."""

import numpy as np
import pandas as pd

from analysis.encoding.vectors import article_vectors, sentence_vectors

LINES = (
    "Gunmen tried to kill the prime minister with a drone on Sunday.",
    "The prime minister survived an assassination attempt by drone, officials said.",
    "Wheat prices fell for the third week because of a good harvest.",
)
ARTICLES = pd.DataFrame({"article_id": ["a", "b"], "text": ["\n\n".join(LINES), LINES[2]]})


def sentences() -> pd.DataFrame:
    rows, begin = [], 0
    for number, line in enumerate(LINES):
        rows.append((f"a:{number}", "a", begin, begin + len(line)))
        begin += len(line) + 2
    rows.append(("b:0", "b", 0, len(LINES[2])))
    return pd.DataFrame(rows, columns=["sentence_id", "article_id", "start", "end"])


def test_shape_type_and_length():
    vectors = sentence_vectors(ARTICLES, sentences())
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_same_meaning_is_nearer_than_another_topic():
    v = sentence_vectors(ARTICLES, sentences())
    assert v[0] @ v[1] > 0.6 > 0.3 > v[0] @ v[2]


def test_the_same_sentence_elsewhere_is_nearly_the_same():
    v = sentence_vectors(ARTICLES, sentences())
    assert v[2] @ v[3] > 0.9


def test_rows_do_not_depend_on_order_or_company():
    table = sentences()
    vectors = sentence_vectors(ARTICLES, table)
    turned = sentence_vectors(ARTICLES, table.iloc[::-1])
    assert np.allclose(vectors, turned[::-1], atol=1e-5)
    assert np.allclose(sentence_vectors(ARTICLES.iloc[1:], table.iloc[3:]), vectors[3:], atol=1e-5)


def test_no_rows_and_no_words():
    assert sentence_vectors(ARTICLES, sentences().iloc[:0]).shape == (0, 384)
    blank = pd.DataFrame({"article_id": ["c"], "text": ["   "]})
    row = pd.DataFrame({"sentence_id": ["c:0"], "article_id": ["c"], "start": [0], "end": [3]})
    assert not sentence_vectors(blank, row).any()


def test_an_article_is_what_its_beginning_tells():
    texts = ["Drone attack on the prime minister\n\nHe was not hurt. " * 12, "Drones attack the premier's house.", ""]
    rows = pd.DataFrame({"article_id": list("abc"), "text": texts})
    vectors = article_vectors(rows)
    changed = article_vectors(rows.assign(text=rows["text"] + " Prices of oil fell." * 50))
    assert (changed[0] == vectors[0]).all()
    assert vectors[0] @ vectors[1] > 0.5
    assert not vectors[2].any()
