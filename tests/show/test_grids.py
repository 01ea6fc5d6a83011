import pandas as pd
import pytest

from analysis.compare.coverage import COVERAGE
from analysis.compare.numbers import COUNTED_THINGS, FIGURE_GROUPS
from analysis.compare.prominence import GAP
from analysis.compare.prominence import SCHEMA as PROMINENCE
from analysis.compare.replies import REPLIES
from analysis.compare.robustness import SCHEMA as ROBUSTNESS
from analysis.compare.robustness import held as summed
from analysis.compare.wire import WIRE
from analysis.show.grids import coverage, first_places, headlines, held, numbers, replies, wire
from analysis.tables import ARTICLES, SENTENCES, empty

TEXTS = {
    "A": ["Head of A", "Three drones came.", "In fact two drones."],
    "B": ["Head of B", "At least two drones."],
    "C": ["H"],
}


def place(outlet, n=1, story="s"):
    """Sentence n of an outlet, which is its paragraph n too."""
    key, start = f"{story}-{outlet}".lower(), sum(len(t) + 2 for t in TEXTS.get(outlet, ["head"])[:n])
    at = {"sentence_id": f"{key}:s{n}", "paragraph": n, "start": start, "end": start + 1}
    return {"article_id": key, "outlet": outlet, "story": story} | at


def figure(outlet, text, n=1, **facts):
    at = {"start": 11, "end": 11 + len(text)}
    return place(outlet, n) | at | {"group_id": "s:n1", "thing": "drones", "text": text, "voice": "outlet"} | facts


def thing(status="differ", **facts):
    return {"group_id": "s:n1", "story": "s", "thing": "drones", "status": status, "outlets": "A; B"} | facts


@pytest.fixture
def drones(made, corpus):
    groups = made(
        FIGURE_GROUPS,
        figure("A", "Three", revision="superseded", said_by="Ann"),
        figure("A", "two", 2, revision="corrected", said_by="Ann", start=40, end=43),
        figure("B", "At least two", voice="attributed"),
        figure("B", "a drone", implied=True),
    )
    return *corpus(TEXTS), groups, made(COUNTED_THINGS, thing(corrected=True))


def test_numbers_as_written_with_who_says_so_and_a_dash_where_there_is_none(drones, page):
    row = page(numbers(*drones)).rows[1]
    assert row["row"] == "≠dronesno number fits allan outlet corrects itself"
    assert " ".join(row["B"].split()) == "At least two no source given(a drone)"
    assert row["C"] == "–"


def test_a_number_that_is_taken_back_is_struck_and_leads_to_the_newer_one(drones, page):
    read = page(numbers(*drones))
    assert "Three" in read.struck
    assert " ".join(read.rows[1]["A"].split()) == "Three → two says Ann"


def test_every_number_opens_its_sentence(drones):
    body = numbers(*drones).body
    assert body.count("popovertarget=") == 2 * 4  # a button and its Close for each number
    assert "<mark>Three</mark> drones came." in body


@pytest.mark.parametrize(
    ("status", "shown"),
    [("agree", "=dronesthe same number"), ("range", "≈dronesone number fits all wordings"), ("differ", "≠drones")],
)
def test_a_status_is_a_sign_and_words(drones, made, page, status, shown):
    things = made(COUNTED_THINGS, thing(status))
    assert page(numbers(*drones[:3], things)).rows[1]["row"].startswith(shown)


def test_what_one_outlet_counts_stands_below(drones, made, page):
    read = page(numbers(*drones[:3], made(COUNTED_THINGS, thing("single", outlets="B"))))
    assert read.rows == []
    assert "1 thing that only one outlet counts" in read.text


def claim(outlet, n, present=True, absence="", paragraph=1, **facts):
    row = place(outlet, paragraph) | {"claim_id": f"s:c{n}", "claim": f"Claim {n}."}
    return row | {"present": present, "absence": absence, "n_outlets": 2, "similarity": 0.31} | facts


def test_claims_by_paragraph_of_first_appearance_and_absences_by_reason(made, corpus, page):
    rows = [
        claim("A", 1, paragraph=2), claim("A", 1, paragraph=0), claim("B", 1, verbatim=0.9),
        claim("C", 1, False, "short", paragraph=0),
    ]  # fmt: skip
    piece = coverage(made(COVERAGE, *rows), *corpus(TEXTS))
    row = page(piece).rows[1]
    assert row["row"] == "Claim 1.2 of 3 outlets"
    assert [" ".join(row[o].split()) for o in "ABC"] == ["● headline", "● ¶ 1 word for word", "○ shorter text"]
    assert "The nearest sentence (similarity 0.31). Likely reason: shorter text." in piece.body


def test_paragraphs_count_from_one_where_there_is_no_headline(made, corpus, page):
    articles, sentences = corpus(TEXTS)
    piece = coverage(made(COVERAGE, claim("A", 1, paragraph=0), claim("B", 1)), articles.assign(headline=""), sentences)
    assert [page(piece).rows[1][o].split() for o in "AB"] == [["●", "¶", "1"], ["●", "¶", "2"]]


def test_claims_of_most_outlets_first_and_of_too_few_not_at_all(made, corpus, page):
    rows = [claim("A", n, n_outlets=k) for n, k in ((1, 1), (2, 2), (3, 3), (4, 2))]
    tables = made(COVERAGE, *rows), *corpus(TEXTS)
    assert [r["row"][:8] for r in page(coverage(*tables)).rows[1:]] == ["Claim 3.", "Claim 2.", "Claim 4."]
    assert "Not shown: 2 further claims." in page(coverage(*tables, most=1)).text
    assert len(page(coverage(*tables, least=1)).rows) == 1 + 4


def reply(outlet, answer, **facts):
    row = {k: v for k, v in place(outlet).items() if k != "sentence_id"} | {"accused": "Bo", "accusations": 2}
    row |= {"accusation_id": place(outlet)["sentence_id"], "answer": answer, "paragraphs_after": float("nan")}
    return row | facts


def test_replies_say_who_answers_how_and_how_far_behind(made, corpus, page):
    answered = {"answer_by": "Bo’s man", "answer_kind": "indirect", "answer_id": "s-a:s2"}
    rows = [
        reply("A", "denial", paragraphs_after=1, **answered),
        reply("B", "none", elsewhere=True),
    ]
    row = page(replies(made(REPLIES, *rows), *corpus(TEXTS))).rows[1]
    assert "✓denial indirect" in row["A"]
    assert "Bo’s man1 paragraph later; accused 2 times" in row["A"]
    assert "✕no answer; another outlet has oneaccused 2 times" in row["B"]
    assert row["C"] == "–"


@pytest.mark.parametrize(("after", "words"), [(0, "in the same paragraph"), (-2, "2 paragraphs before the accusation")])
def test_where_an_answer_stands(made, corpus, page, after, words):
    row = reply("A", "statement", paragraphs_after=after, answer_by="Bo", answer_kind="direct", answer_id="s-a:s1")
    assert words in page(replies(made(REPLIES, row), *corpus(TEXTS))).rows[1]["A"]


def test_wire_copy_counts_sentences_shares_and_partners(made, corpus, page):
    shared = place("A") | {"other_outlet": "B", "other_article_id": "s-b", "share": 0.9, "n_words": 9, "in_quotes": 0}
    read = page(wire(made(WIRE, shared), *corpus(TEXTS)))
    row = read.rows[1]
    assert (row["shared"].strip(), row["of its sentences"], row["with"]) == ("1", "33 % of 3", "B")
    assert read.rows[2]["shared"] == "0"


def test_first_places_of_the_most_widespread_first(made, corpus, page):
    def at(outlet, category, paragraph, n):
        return place(outlet, paragraph) | {"category": category, "relative": paragraph / 9, "n_rows": n}

    rows = [at("A", "alone", 0, 1), at("A", "both", 1, 2), at("B", "both", 0, 3)]
    table = first_places(made(PROMINENCE, *rows), *corpus(TEXTS), "actor")
    read = page(table)
    assert [r["row"] for r in read.rows[1:]] == ["both", "alone"]
    assert [" ".join(read.rows[1][o].split()) for o in "ABC"] == ["¶ 1 ×2", "headline ×3", "–"]


def test_headlines_against_their_text(made, corpus, page):
    facts = {"measure": "frame", "story": "s", "outlet": "A", "article_id": "s-a", "unit": "per 1,000 words"}
    rows = [
        facts | {"category": "war", "headline": 100, "body": 20, "gap": 80, "n_headline": 1, "n_body": 2},
        facts | {"category": "law", "headline": 0, "body": 10, "gap": -10, "n_headline": 0, "n_body": 1},
    ]
    articles, _ = corpus(TEXTS)
    row = page(headlines(made(GAP, *rows), articles, "frame")).rows[1]
    assert row == {"row": "AHead of A", "war": "▲100 (1) text 20.0 (2)", "law": "▼0 (0) text 10.0 (1)"}
    assert "nothing to compare" in headlines(made(GAP, *rows), articles, "tone").body


def test_conclusions_that_fall_are_listed_with_what_they_hang_on(made, page):
    rows = [
        {"variant": v, "conclusion": c, "holds": h, "value": 1.0, "baseline": b}
        for c, b, fallen in (("A above B", 2.0, "without wire copy"), ("A above C", 3.0, ""))
        for v, h in (("without wire copy", fallen != "without wire copy"), ("without headlines", True))
    ]
    read = page(held(summed(made(ROBUSTNESS, *rows))))
    assert "1 of 2 conclusions hold under 2 variants." in read.text
    assert read.rows[1:] == [{"row": "A above B", "distance": "2", "falls": "without wire copy"}]


@pytest.fixture
def every(corpus):
    """Every grid of empty tables, with the articles of one outlet."""
    articles, sentences = corpus({"A": ["Head", "Text."]})
    return [
        numbers(articles, sentences, empty(FIGURE_GROUPS), empty(COUNTED_THINGS)),
        coverage(empty(COVERAGE), articles, sentences),
        replies(empty(REPLIES), articles, sentences),
        wire(empty(WIRE), articles, sentences),
        first_places(empty(PROMINENCE), articles, sentences, "actor"),
        headlines(empty(GAP), articles, "frame"),
        held(summed(empty(ROBUSTNESS))),
        wire(empty(WIRE), empty(ARTICLES), empty(SENTENCES)),
    ]


def test_empty_tables_give_a_plain_sentence(every, page):
    for piece in every:
        assert piece.body.startswith('<p class="none">')
        assert len(page(piece).text) > 40


def test_twenty_outlets_and_two_stories(made, corpus, many, page):
    parts = [corpus({o: ["head", "x" * 30] for o in many}, story=s) for s in ("s", "t")]
    articles, sentences = (pd.concat(p, ignore_index=True) for p in zip(*parts, strict=True))
    rows = [claim(o, 1, n_outlets=20) | place(o, story=s) | {"claim_id": f"{s}:c1"} for s in "st" for o in many]
    read = page(coverage(made(COVERAGE, *rows), articles, sentences))
    assert [f["aria-label"] for f in read.attributes if f.get("role") == "group"] == ["claims, s", "claims, t"]
    assert [len(r) for r in read.rows[1:2]] == [21]
    assert "wide" in next(f["class"] for f in read.attributes if "synopsis" in f.get("class", ""))


def test_hostile_text_stays_text(made, corpus, harmless, hostile):
    articles, sentences = corpus({hostile: [hostile, hostile], "B": ["Head", "Text."]}, story=hostile)
    at = place(hostile, 0, hostile) | {"end": 9}
    group = {"group_id": "g", "thing": hostile, "text": hostile, "said_by": hostile, "voice": "quoted"}
    things = made(COUNTED_THINGS, thing(story=hostile, group_id="g") | {"thing": hostile, "outlets": hostile})
    facts = {
        "accused": hostile,
        "answer": "denial",
        "answer_by": hostile,
        "answer_kind": "mixed",
        "paragraphs_after": 1,
    }
    answer = {"accusation_id": at["sentence_id"], "answer_id": at["sentence_id"], "accusations": 1}
    keys = {k: at[k] for k in ("article_id", "outlet", "story")}
    gap = keys | {"measure": "m", "category": hostile, "unit": hostile, "headline": 1, "body": 2, "gap": -1}
    conclusion = {"variant": hostile, "conclusion": hostile, "holds": False, "value": 0, "baseline": 1}
    shared = at | {
        "other_outlet": hostile,
        "share": 1,
        "n_words": 9,
        "in_quotes": 0,
        "credit": hostile,
        "text": hostile,
    }
    first = at | {"category": hostile, "n_rows": 1}
    said = {"claim_id": "c", "claim": hostile, "n_outlets": 2, "present": True}
    pieces = [
        numbers(articles, sentences, made(FIGURE_GROUPS, at | group), things),
        coverage(made(COVERAGE, at | said), articles, sentences),
        replies(made(REPLIES, keys | answer | facts), articles, sentences),
        wire(made(WIRE, shared), articles, sentences),
        first_places(made(PROMINENCE, {k: v for k, v in first.items() if k != "end"}), articles, sentences, hostile),
        headlines(made(GAP, gap), articles, "m"),
        held(summed(made(ROBUSTNESS, conclusion))),
    ]  # fmt: skip
    for piece in pieces:
        assert "<script>" in harmless(piece).text.replace("…", "")
