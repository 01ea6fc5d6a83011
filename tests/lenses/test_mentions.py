"""Mentions. The tone itself is the model's (tests/attribution/test_tone.py); here it is what the test says."""

import pandas as pd
import pytest

from analysis.lenses import mentions as lens
from analysis.lenses._harmed import harmed
from analysis.lenses.agency import SCHEMA as AGENCY
from analysis.lenses.agency import agency
from analysis.lenses.labels import SCHEMA as LABELS
from analysis.tables import ATTRIBUTIONS, NAMES, SENTENCES, SPEECH, check, empty, frame

TEXT = (
    "Mustafa al-Kadhimi survived. He said “Iran lied.” Ranj Alaaldin, a fellow, wrote that Kadhimi erred. "
    "Later he left. Photos showed it."
)
FACTS = {"start": 0, "end": 1, "kind": "direct", "source": "", "anonymity": "", "cue": "said", "stance": "neutral",
         "negated": False, "content": "", "confidence": 1.0, "source_type": "named", "article_id": "a"}  # fmt: skip


def span(words, role, attribution="a:a0", nth=0):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return {"article_id": "a", "attribution_id": attribution, "role": role, "start": start, "end": start + len(words),
            "text": words, "confidence": 1.0}  # fmt: skip


def named_as(words, nth, form, name):
    where = span(words, "x", nth=nth)
    return {"article_id": "a", "sentence_id": "a:s0", "start": where["start"], "end": where["end"], "text": words,
            "head_start": where["start"], "head_end": where["end"], "kind": "person", "form": form, "title": "",
            "name": name, "entity_id": f"a:{name}", "decided_by": "spelling", "confidence": 1.0}  # fmt: skip


@pytest.fixture
def found(monkeypatch):
    def tone(articles, sentences, rows, shares):
        table = pd.DataFrame(
            {"tone": "neutral", "tone_negative": 0.2, "tone_neutral": 0.7, "tone_positive": 0.1}, index=rows.index
        )
        return table.astype({"tone": "str"})

    monkeypatch.setattr(lens, "target_tone", tone)
    articles = pd.DataFrame({"article_id": ["a"], "story": "s", "text": [TEXT]}, dtype="str")
    ends = [TEXT.index(w) + len(w) for w in ("survived.", "lied.”", "erred.", "left.", "it.")]
    borders = list(zip([0, *(e + 1 for e in ends[:-1])], ends, strict=True))
    sentences = frame(
        [{"sentence_id": f"a:s{i}", "article_id": "a", "paragraph": 0, "position": i, "zone": "lead", "start": b,
          "end": e, "text": TEXT[b:e]} for i, (b, e) in enumerate(borders)], SENTENCES,
    )  # fmt: skip
    quote = TEXT.index("Iran lied")
    voices = pd.DataFrame({"article_id": "a", "start": [0, quote, quote + 9], "end": [quote, quote + 9, len(TEXT)],
                           "voice": ["outlet", "quoted", "outlet"]})  # fmt: skip
    label = {"kind": "name", "voice": "outlet", "article_id": "a", "sentence_id": "a:s0", "label": "x"}
    named = [("Mustafa al-Kadhimi", 0, "The PM"), ("Iran", 0, "Iran"), ("Kadhimi", 1, "The PM")]
    places = [{**span(w, "x", nth=n), "actor": actor} for w, n, actor in named]
    labels = frame([{**label, **{k: p[k] for k in ("start", "end", "actor")}} for p in places], LABELS)
    speakers = ["Mustafa al-Kadhimi", "Ranj Alaaldin", "Mustafa al-Kadhimi", "photos", "Mustafa al-Kadhimi; Iran"]
    types = ["named", "named", "named", "institution", "named"]
    attributions = frame(
        [{**FACTS, "attribution_id": f"a:a{i}", "sentence_id": "a:s1", "speaker": s, "source_type": t}
         for i, (s, t) in enumerate(zip(speakers, types, strict=True))], ATTRIBUTIONS,
    )  # fmt: skip
    said = TEXT.index("Iran lied")
    who = {"attribution_id": "a:a0", "speaker": "Mustafa al-Kadhimi", "source_type": "named"}
    speech = frame([{"article_id": "a", "start": said, "end": said + 9, "mode": "quoted", "depth": 1, **who}], SPEECH)
    rows = [("Mustafa al-Kadhimi", 0, "name", "Mustafa al-Kadhimi"), ("He", 0, "pronoun", "Mustafa al-Kadhimi"),
            ("Iran", 0, "name", "Iran"), ("Ranj Alaaldin", 0, "name", "Ranj Alaaldin"),
            ("a fellow", 0, "nominal", ""), ("Kadhimi", 1, "name", "Mustafa al-Kadhimi"),
            ("he", 0, "pronoun", "Ranj Alaaldin"), ("it", 0, "pronoun", "")]  # fmt: skip
    names = frame([named_as(*row) for row in rows], NAMES)
    tables = (articles, sentences, voices, labels, names, speech, attributions, empty(AGENCY))
    before = [t.copy() for t in tables]
    rows = lens.mentions(*tables)
    for table, was in zip(tables, before, strict=True):
        pd.testing.assert_frame_equal(table, was)
    return rows


def test_names_pronouns_and_sources_in_text_order(found):
    check(found, lens.SCHEMA)
    assert found[["mention", "actor"]].to_numpy().tolist() == [
        ["Mustafa al-Kadhimi", "The PM"],
        ["He", "The PM"],  # whom the names have as meant
        ["Iran", "Iran"],
        ["Ranj Alaaldin", "Ranj Alaaldin"],  # no codebook names him; without his apposition
        ["Kadhimi", "The PM"],
        ["he", "Ranj Alaaldin"],  # a source that no codebook names
    ]  # a fellow and it mean nobody by name


def test_voice_and_speaker(found):
    assert found["voice"].tolist() == ["outlet", "outlet", "quoted", "outlet", "outlet", "outlet"]
    assert found["speaker"].tolist() == ["", "", "Mustafa al-Kadhimi", "", "", ""]
    assert found["confidence"].tolist() == [0.7] * 6


def test_no_two_mentions_overlap(found):
    assert (found["start"].iloc[1:].to_numpy() >= found["end"].iloc[:-1].to_numpy()).all()


@pytest.mark.parametrize(
    ("sentence", "actor", "expected"),
    [
        ("They condemned the attack on Lind’s house.", "Lind", True),
        ("Two guards of Lind were wounded on Sunday.", "Lind", True),
        ("Lind survives a drone attack, Berg suspected", "Lind", True),
        ("Lind survives a drone attack, Berg suspected", "Berg", False),
        ("Lind attacked the guards.", "Lind", False),
        ("Lind is a liar.", "Lind", False),
    ],
)
def test_harm_done_to_an_actor(tiny, sentence, actor, expected):
    c = tiny(sentence)
    start = sentence.index(actor)
    row = pd.DataFrame({"sentence_id": ["a:s0"], "start": start, "end": start + len(actor), "actor": actor})
    assert harmed(row, c.articles, c.sentences, agency(*c)).tolist() == [expected]


def test_harm_without_mentions(tiny):
    c = tiny("They condemned the attack on Lind.")
    none = pd.DataFrame({"sentence_id": [], "start": [], "end": [], "actor": []}).astype({"sentence_id": "str"})
    assert harmed(none, c.articles, c.sentences, agency(*c)).empty


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("Mayor Lind left", [("Mayor", "Lind"), ("Lind", "Lind")], ["Mayor Lind"]),
        ("the mayor, Lind, left", [("mayor", "Lind"), ("Lind", "Lind")], ["mayor, Lind"]),
        ("Mayor Lind left", [("Mayor", "Lind"), ("Lind", "Berg")], ["Mayor", "Lind"]),
        ("Lind and Berg left", [("Lind", "They"), ("Berg", "They")], ["Lind", "Berg"]),
        ("Lind; Berg left", [("Lind", "They"), ("Berg", "They")], ["Lind", "Berg"]),
        ("", [], []),
    ],
)
def test_title_and_name_are_one_mention(text, spans, expected):
    rows = [("a", text.index(w), text.index(w) + len(w), actor) for w, actor in dict.fromkeys(spans)]
    found = pd.DataFrame(rows, columns=["article_id", "start", "end", "actor"])
    joined = lens._joined(found.astype({"start": "int64", "end": "int64"}), {"a": text})
    assert [text[r.start : r.end] for r in joined.itertuples()] == expected
