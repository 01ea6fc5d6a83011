"""Clauses: where a sentence is cut. The pieces are read off the sentences."""

import pandas as pd
import pytest

from analysis import tables
from analysis.text.clauses import CLAUSES, clauses


def sentence(text, at=0):
    rows = [("a:s0", "a", 3, 0, "body", at, at + len(text), text)]
    return tables.frame(pd.DataFrame(rows, columns=list(tables.SENTENCES.columns)), tables.SENTENCES)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "No one immediately claimed responsibility for the attack, but officials pointed the finger at militias.",
            [
                "No one immediately claimed responsibility for the attack",
                "but officials pointed the finger at militias.",
            ],
        ),
        (
            "While no organisation claimed responsibility for the attack, pro-Iranian groups are suspected.",
            ["While no organisation claimed responsibility for the attack", "pro-Iranian groups are suspected."],
        ),
        (
            "The Interior Ministry initially stated that three drones were involved.",
            ["The Interior Ministry initially stated", "three drones were involved."],
        ),
        (
            "The attack involved three drones, two of which were shot down, while the third hit the residence.",
            ["The attack involved three drones", "two of which were shot down", "while the third hit the residence."],
        ),
        (
            "Residents heard an explosion near the Green Zone, which houses foreign embassies; nobody was hurt there.",
            [
                "Residents heard an explosion near the Green Zone",
                "which houses foreign embassies",
                "nobody was hurt there.",
            ],
        ),
        # too short to be compared: they stay together
        ("He came, but left.", ["He came, but left."]),
        ("He said that he had gone home.", ["He said that he had gone home."]),
        # a list, no clause
        (
            "The statement named corruption, unemployment, and poor services in all provinces.",
            ["The statement named corruption, unemployment, and poor services in all provinces."],
        ),
    ],
)
def test_pieces(text, pieces):
    found = clauses(sentence(text))
    assert list(found["text"]) == pieces
    assert list(found["whole"]) == [len(pieces) == 1] * len(pieces)


def test_offsets_and_keys():
    text = "Nobody claimed it so far on Sunday, but many suspected the same old groups."
    found = clauses(sentence(text, at=100))
    assert [text[b - 100 : e - 100] for b, e in zip(found["start"], found["end"], strict=True)] == list(found["text"])
    assert list(found["clause_id"]) == ["a:s0:c0", "a:s0:c1"]
    assert set(found["paragraph"]) == {3}


def test_no_sentence():
    pd.testing.assert_frame_equal(clauses(tables.empty(tables.SENTENCES)), tables.empty(CLAUSES))


@pytest.mark.parametrize("unit", ["a, but ", "; ", "While x", ", and the ", "said that "])
def test_time_grows_with_length(unit, growth):
    assert growth(clauses, lambda n: sentence(unit * n), 3_000) < 30
