"""Mentions. The tone itself is the model's (tests/attribution/test_tone.py); here it is what the test says."""

import pandas as pd
import pytest

from analysis.lenses import mentions as lens
from analysis.lenses.labels import SCHEMA as LABELS
from analysis.tables import ATTRIBUTION_SPANS, ATTRIBUTIONS, SENTENCES, check, frame

TEXT = "Kadhimi survived. He said “Iran lied.” Alaaldin wrote that Kadhimi erred."
FACTS = {"start": 0, "end": 1, "kind": "direct", "source": "", "anonymity": "", "cue": "said", "stance": "neutral",
         "negated": False, "content": "", "confidence": 1.0, "source_type": "named", "article_id": "a"}  # fmt: skip


def span(words, role, attribution="a:a0", nth=0):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return {"article_id": "a", "attribution_id": attribution, "role": role, "start": start, "end": start + len(words),
            "text": words, "confidence": 1.0}  # fmt: skip


@pytest.fixture
def found(monkeypatch):
    def tone(articles, rows):
        table = pd.DataFrame(
            {"tone": "neutral", "tone_negative": 0.2, "tone_neutral": 0.7, "tone_positive": 0.1}, index=rows.index
        )
        return table.astype({"tone": "str"})

    monkeypatch.setattr(lens, "target_tone", tone)
    articles = pd.DataFrame({"article_id": ["a"], "text": [TEXT]}, dtype="str")
    borders = [(0, 17), (18, 38), (39, len(TEXT))]
    sentences = frame(
        [{"sentence_id": f"a:s{i}", "article_id": "a", "paragraph": 0, "position": i, "zone": "lead", "start": b,
          "end": e, "text": TEXT[b:e]} for i, (b, e) in enumerate(borders)], SENTENCES,
    )  # fmt: skip
    quote = TEXT.index("Iran lied")
    voices = pd.DataFrame({"article_id": "a", "start": [0, quote, quote + 9], "end": [quote, quote + 9, len(TEXT)],
                           "voice": ["outlet", "quoted", "outlet"]})  # fmt: skip
    label = {"kind": "name", "voice": "outlet", "article_id": "a", "sentence_id": "a:s0", "label": "x"}
    labels = frame(
        [{**label, **{k: span(w, "x", nth=n)[k] for k in ("start", "end")}, "actor": actor}
         for w, n, actor in [("Kadhimi", 0, "The PM"), ("Iran", 0, "Iran"), ("Kadhimi", 1, "The PM")]], LABELS,
    )  # fmt: skip
    attributions = frame(
        [{**FACTS, "attribution_id": f"a:a{i}", "sentence_id": "a:s1", "speaker": s}
         for i, s in enumerate(["Mustafa al-Kadhimi", "Ranj Alaaldin", "Mustafa al-Kadhimi"])], ATTRIBUTIONS,
    )  # fmt: skip
    spans = frame(
        [span("He", "source"), span("Iran lied.", "content"), span("Alaaldin", "source", "a:a1"),
         span("that Kadhimi erred", "content", "a:a1"), span("Kadhimi", "source", "a:a2")], ATTRIBUTION_SPANS,
    )  # fmt: skip
    tables = (articles, sentences, voices, labels, attributions, spans)
    before = [t.copy() for t in tables]
    rows = lens.mentions(*tables)
    for table, was in zip(tables, before, strict=True):
        pd.testing.assert_frame_equal(table, was)
    return rows


def test_names_pronouns_and_sources_in_text_order(found):
    check(found, lens.SCHEMA)
    assert found[["mention", "actor"]].to_numpy().tolist() == [
        ["Kadhimi", "The PM"],
        ["He", "The PM"],  # the speaker's other mention as a source tells which actor he is
        ["Iran", "Iran"],
        ["Alaaldin", "Ranj Alaaldin"],  # no codebook names him
        ["Kadhimi", "The PM"],
    ]


def test_voice_and_speaker(found):
    assert found["voice"].tolist() == ["outlet", "outlet", "quoted", "outlet", "outlet"]
    assert found["speaker"].tolist() == ["", "", "Mustafa al-Kadhimi", "", ""]
    assert found["confidence"].tolist() == [0.7] * 5
