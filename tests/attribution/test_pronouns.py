"""He and she, resolved from who speaks and who is named."""

import pandas as pd
import pytest

from analysis.attribution.pronouns import pronouns
from analysis.tables import ATTRIBUTION_SPANS, ATTRIBUTIONS, QUOTED, SENTENCES, empty, frame


def resolved(*sentences, article_id="a"):
    text = " ".join(sentences)
    starts = [sum(len(s) + 1 for s in sentences[:n]) for n in range(len(sentences))]
    rows = [
        {"sentence_id": f"{article_id}:s{n}", "article_id": article_id, "paragraph": 0, "position": n, "zone": "body",
         "start": b, "end": b + len(s), "text": s} for n, (b, s) in enumerate(zip(starts, sentences, strict=True))
    ]  # fmt: skip
    articles = pd.DataFrame({"article_id": [article_id], "story": ["s"], "text": [text]}, dtype="str")
    tables = (empty(QUOTED), empty(ATTRIBUTIONS), empty(ATTRIBUTION_SPANS))
    sentences = frame(rows, SENTENCES)
    found = pronouns(articles, sentences, *tables)
    return [(text[r.start : r.end], r.name) for r in found.itertuples(index=False)]


def test_the_first_person_named_in_the_sentence_before():
    assert resolved("Mr. Bob Clark met Mr. Tom Baker.", "Then he left.") == [("he", "Bob Clark")]


def test_gender_decides_where_it_is_known():
    lines = ("Mr. Bob Clark met Mrs. Jane Baker.", "She smiled.", "He left.")
    assert resolved(*lines) == [("She", "Jane Baker"), ("He", "Bob Clark")]


@pytest.mark.parametrize("line", ["He left.", "The meeting was long.", "", "Sheila and the heat."])
def test_nobody_to_mean(line):
    assert resolved(line) == []
