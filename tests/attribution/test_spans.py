"""Attributions as rows: exact offsets, the same rows however they are computed, no text that breaks it."""

import pandas as pd
import pytest

from analysis.attribution.decode import Found, decide, look, tidied, whole
from analysis.attribution.spans import COLUMNS, tagged
from analysis.attribution.turns import turns
from analysis.encoding import encoder
from analysis.encoding.encoder import encode, encode_text, model

SENTENCES = (
    "Police said two people were hurt.",
    "“We will not leave,” the mayor told reporters, “until the talks are over.”",
    "The group denied that it had fired the rockets, according to a spokesman.",
    "Officials believe the attack was planned abroad.",
    "It rained all day.",
)


def articles(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"article_id": [f"x{n}" for n in range(len(texts))], "text": list(texts)})


def roles(table: pd.DataFrame, attribution: str) -> dict[str, list[str]]:
    rows = table[table["attribution_id"] == attribution]
    return rows.groupby("role")["text"].agg(list).to_dict()


def test_a_plain_sentence():
    table = tagged(articles(SENTENCES[0]))
    assert roles(table, "x0:a1") == {"source": ["Police"], "cue": ["said"], "content": ["two people were hurt"]}


def test_a_quote_in_two_pieces_is_one_content():
    found = roles(tagged(articles(SENTENCES[1])), "x0:a1")
    assert found["source"] == ["the mayor"]
    assert len(found["content"]) == 2
    assert "We will not leave" in found["content"][0]
    assert "until the talks are over" in found["content"][1]


def test_nothing_is_attributed_in_plain_narration():
    assert tagged(articles(SENTENCES[4])).empty


def test_columns_types_and_text():
    text = "\n\n".join(SENTENCES)
    table = tagged(articles(text, text))
    assert list(table.columns) == list(COLUMNS)
    assert table.dtypes.to_dict() == tagged(articles()).dtypes.to_dict()
    assert [text[a:b] for a, b in zip(table["start"], table["end"], strict=True)] == table["text"].tolist()
    assert table["confidence"].between(0, 1).all()
    assert table.groupby("attribution_id")["confidence"].nunique().eq(1).all()


def test_every_attribution_has_a_cue_and_a_content():
    table = tagged(articles(" ".join(SENTENCES) + "\n\n" + "\n\n".join(SENTENCES)))
    kinds = table.groupby("attribution_id")["role"].agg(set)
    assert len(kinds) >= 6
    assert all({"cue", "content"} <= k for k in kinds)


def test_attributions_are_numbered_in_the_order_of_their_cues():
    table = tagged(articles("\n\n".join(SENTENCES * 12)))
    cues = table[table["role"] == "cue"].drop_duplicates("attribution_id")
    assert cues["start"].is_monotonic_increasing
    assert cues["attribution_id"].tolist() == [f"x0:a{n}" for n in range(1, len(cues) + 1)]


def test_pieces_of_one_attribution_do_not_overlap():
    table = tagged(articles("\n\n".join(SENTENCES * 3))).sort_values(["attribution_id", "start"])
    after = table.groupby("attribution_id")["end"].shift()
    assert (table["start"] >= after.fillna(0)).all()


def test_same_rows_whatever_the_batch_or_the_threads():
    texts = [("\n\n".join(SENTENCES[n % 5 :] * (1 + n % 7))) for n in range(20)]
    whole = articles(*texts)
    encoder._kept.clear()
    wanted = tagged(whole)
    for size in (1, 7, 64):
        for n_threads in (1, 2):
            encoder._kept.clear()
            parts = []
            for begin in range(0, len(whole), size):
                part = whole.iloc[begin : begin + size]
                list(encode(part["text"].tolist(), n_threads))
                parts.append(tagged(part))
            pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), wanted)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n\t\n",
        "...",
        "“" * 10_000,
        '"' * 10_000,
        "Police said " * 1_000,
        "POLICE SAID TWO PEOPLE WERE HURT. “WE SAW IT,” A WITNESS TOLD REPORTERS.",
        "🚀🚀 Police said 👍🏽 two people 🇮🇶 were hurt 🚀",
        "قال المتحدث إن الهجوم وقع ليلا. وقالت الشرطة إن شخصين أصيبا.",
        "Der Sprecher sagte, zwei Menschen seien verletzt worden.",
        "Police\x00 said\x07 two\u200b people\u202e were\ufeff hurt\r\n\x0b.",
        "İstanbul police said the ﬁre İ was out ǅ.",
        "a" * 100_000,
    ],
    ids=lambda t: ascii(t[:12]),
)
def test_no_text_breaks_it_and_offsets_are_exact(text):
    table = tagged(articles(text, SENTENCES[0]))
    here = table[table["article_id"] == "x0"]
    assert [text[a:b] for a, b in zip(here["start"], here["end"], strict=True)] == here["text"].tolist()
    assert (here["text"].str.strip() == here["text"]).all()
    assert (here["start"] < here["end"]).all()
    assert len(table) - len(here) == 3


TRANSCRIPT = (
    "Senator will not say.\n\nThe senator spoke on Sunday. Transcript:\n\n“WALLACE: Will you run?\n\n"
    "SEN. O’NEIL: I have not decided.\n\n[LAUGHTER]\n\nMy family comes first.\n\nWALLACE: When will you?”\n\n"
    "She left the studio at noon."
)


def test_each_turn_of_a_transcript_is_an_attribution():
    table = tagged(articles(TRANSCRIPT))
    said = [roles(table, i) for i in table["attribution_id"].unique()]
    assert {"source": ["WALLACE"], "cue": [":"], "content": ["Will you run?"]} in said
    assert {"source": ["WALLACE"], "cue": [":"], "content": ["When will you?"]} in said
    answer = {"source": ["SEN. O’NEIL"], "cue": [":"], "content": ["I have not decided.", "My family comes first."]}
    assert answer in said
    colons = table[(table["role"] == "cue") & (table["text"] == ":")]
    assert colons["start"].is_unique


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ANN: Why?\nBOB: Because.",  # two paragraphs do not tell a transcript from a list
        "WHAT: A fair.\nWHERE: The park.\nWHEN: Sunday.\nWHO: Anyone.",
        "UPDATE: One hurt.\nUPDATE: Two hurt.\nUPDATE: Three hurt.",
        "READ MORE: A\nREAD MORE: B\nREAD MORE: C\nSEE ALSO: D\nREAD MORE: E",
        "TRUMP: It is huge.\nTHE FACTS: It is not.\nTRUMP: It is cheap.\nTHE FACTS: It is dear.",
        "A" * 100_000,
        "A. " * 50_000,
    ],
    ids=lambda t: ascii(t[:12]),
)
def test_no_transcript(text):
    assert turns(text) == []


def test_turns_have_exact_places():
    for source, colon, content in turns(TRANSCRIPT):
        assert TRANSCRIPT[slice(*source)].isupper()
        assert TRANSCRIPT[slice(*colon)] == ":"
        assert all(TRANSCRIPT[a:b] == TRANSCRIPT[a:b].strip(" “”") for a, b in content)


def test_what_is_spared_takes_no_content_from_what_is_kept():
    used = model()
    views = look(encode_text("\n\n".join(SENTENCES * 4)), used)
    strict = {"keep": 0.9, "tags": 0.0, "spare": 1.0}
    kept = decide(views, used.settings | strict)
    more = decide(views, used.settings | strict | {"spare": 0.0})
    assert [f for f in more if f.likely >= 0.9] == kept
    words = {c for f in kept for a, b in f.content for c in range(a, b)}
    for f in more:
        if f.likely < 0.9:
            own = {c for a, b in f.content for c in range(a, b)}
            assert len(own & words) < len(own) / 2


@pytest.mark.parametrize(
    ("marked", "left"),
    [
        ("[two were], he said, [hurt badly]", ["two were", "hurt badly"]),  # the source parts them
        ("he said [that it rained]\n\n[, and it snowed]", ["that it rained", "and it snowed"]),
        ("he said [that it rained] all over [the] coast", ["that it rained"]),
        ("he said [snow]", ["snow"]),
        ("he said [that it] really [snowed there]", ["that it really snowed there"]),
        ("he said [that it] really never [snowed there]", ["that it", "snowed there"]),
    ],
)
def test_content_is_left_without_crumbs(marked, left):
    text, spans = "", []
    for piece in marked.split("["):
        inside, closed, rest = piece.partition("]")
        if closed:
            spans.append((len(text), len(text) + len(inside)))
        text += inside + rest
    he, said = text.index("he "), text.index("said")
    found = Found([(said, said + 4)], [(he, he + 2)], spans, (), 1, 1)
    assert [text[a:b] for a, b in tidied(found, text)] == left


def test_a_source_has_all_of_a_hyphened_word():
    text = "the pro-Iranian parties of a Karachi-based"
    assert whole(text, 8, 23) == (4, 23)
    assert whole(text, 7, 23) == (4, 23)
    assert whole(text, 29, 36) == whole(text, 29, 37) == (29, 42)
    assert whole(text, 4, 23) == (4, 23)
    assert whole("-a", 1, 2) == (1, 2)
    assert whole("a-", 0, 1) == (0, 1)
