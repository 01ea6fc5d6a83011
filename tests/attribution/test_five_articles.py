"""Speakers, source types, stances and negations of the five articles, on sources and cues labelled by hand."""

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from analysis import Study, tables
from analysis.attribution.attributions import attributions

DATA = Path(__file__).parents[1] / "data"
# What was reached when the test was written; the labels were made by somebody who did not see the rules.
LEAST = {"source_type": 0.96, "stance": 0.96, "negated": 0.99}
RESOLVED, RIGHT = 0.91, 0.92  # of all sources; of those that are resolved


def labels():
    with (DATA / "five_sources.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def nearest(text, words, at):
    """Where the words stand nearest to a place."""
    found = re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    return min((m.span() for m in found), key=lambda span: abs(span[0] - at))


def spans(row, key, text):
    """Source and cue of a label as rows of attribution_spans."""
    at = text.index(row["sentence"])
    cues = [nearest(text, cue, at + len(row["sentence"]) // 2) for cue in row["cue"].split(" … ") if cue]
    pronoun = row["source"].lower() in ("he", "it", "they", "which")
    sources = [nearest(text, row["source"], cues[0][0] if pronoun and cues else at)] if row["source"] else []
    pieces = [("source", s) for s in sources] + [("cue", c) for c in cues]
    pieces = pieces or [("content", (at, at + len(row["sentence"])))]
    return [(row["article_id"], key, role, b, e, text[b:e], 1.0) for role, (b, e) in pieces]


@pytest.fixture(scope="module")
def pairs():
    """Each label with the row found for it."""
    study = Study.load(DATA.parents[1] / "data")
    texts = dict(zip(study.articles["article_id"], study.articles["text"], strict=True))
    keyed = [(f"{row['article_id']}:a{n}", row) for n, row in enumerate(labels())]
    rows = [span for key, row in keyed for span in spans(row, key, texts[row["article_id"]])]
    given = tables.frame(pd.DataFrame(rows, columns=[*tables.ATTRIBUTION_SPANS.columns]), tables.ATTRIBUTION_SPANS)
    found = attributions(study.articles, study.sentences, study.quoted, given, study.words, study.names)
    found = found.set_index("attribution_id")
    return [(row, found.loc[key]) for key, row in keyed]


@pytest.mark.parametrize("column", LEAST)
def test_as_many_as_before_are_right(pairs, column):
    right = [str(found[column]).casefold() == label[column].casefold() for label, found in pairs]
    assert sum(right) / len(right) >= LEAST[column]


def test_speakers_are_resolved_rightly_or_said_to_be_unresolved(pairs):
    known = [(label, found) for label, found in pairs if not found["speaker"].endswith("(unresolved)")]
    right = [found["speaker"].casefold() == label["speaker"].casefold() for label, found in known]
    assert len(known) / len(pairs) >= RESOLVED
    assert sum(right) / len(right) >= RIGHT
