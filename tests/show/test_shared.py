import pandas as pd
import pytest

from analysis.compare.shared_quotes import SHARED_QUOTES, fullest_words
from analysis.show.shared import exclusive, quote_matrix, speaker_counts, speakers
from analysis.tables import ARTICLES, QUOTES, SENTENCES, empty

FULL = "We condemn this act, and we will help."
HERE = {"A": ["Head A", f"“{FULL}” a man said."], "B": ["Head B", "this act, Ann called it."], "C": ["Head C"]}


def version(outlet, text, kept, *, start=8, story="s", **facts):
    article = f"{story}-{outlet}".lower()
    row = {
        "utterance_id": f"{story}:u1", "quote_id": f"{article}:q1", "attribution_id": f"{article}:a1", "story": story,
        "article_id": article, "outlet": outlet, "start": start, "end": start + len(text), "text": text,
        "kind": "direct", "speaker": "Ann Lee", "source": "Ann", "cue": "said", "similarity": 1.0, "kept": kept,
    }  # fmt: skip
    return row | facts


@pytest.fixture
def two(made, corpus):
    """The fullest version in A by a spokesman, two words of it in B by Ann, nothing in C."""
    shared = made(
        SHARED_QUOTES,
        version("A", FULL, "11111111", fullest=True, speaker="spokesman", source="a spokesman"),
        version("B", "this act", "00110000", kind="partial", cue="called"),
    )
    return shared, *corpus(HERE)


def test_what_an_outlet_cuts_is_struck_and_what_it_prints_is_not(two, page):
    read = page(quote_matrix(*two))
    row = read.rows[1]
    assert f"“{FULL}”" in row["A"]
    assert read.struck == ["Struck", "“We condemn", "and we will help.”"]
    assert "this act, " in row["B"]
    assert "2 of 8 words" in row["B"]
    assert "8 of 8 words" in row["A"]


def test_an_outlet_without_it_has_a_dash(two, page):
    assert page(quote_matrix(*two)).rows[1]["C"] == "–"


def test_names_and_verbs_that_differ_are_marked(two, page, made):
    row = page(quote_matrix(*two)).rows[1]
    assert "≠ names: spokesman; Ann Lee" in row["row"]
    assert "≠ verbs: said; called" in row["row"]
    assert "≠a spokesman said" in row["A"].replace("≠ ", "≠")
    same = two[0].assign(speaker="Ann Lee", cue="said")
    row = page(quote_matrix(same, *two[1:])).rows[1]
    assert "≠" not in row["row"] + row["A"] + row["B"]


def test_said_and_said_in_a_statement_are_one_verb(two, page):
    shared = two[0].assign(speaker="Ann Lee", cue=["said", "said in a statement"])
    assert "≠" not in page(quote_matrix(shared, *two[1:])).rows[1]["row"]


def test_the_name_opens_its_sentence_and_paper_has_its_number(two):
    body = quote_matrix(*two).body
    assert "<mark>this act</mark>" in body
    assert 'href="#s-s-a_3a_s1">1.2</a>' in body


def test_words_that_the_fullest_version_lacks_are_shown_as_printed(two, page):
    shared = two[0].copy()
    shared.loc[1, ["text", "similarity"]] = ["that deed", 0.0]
    assert "as it prints it: that deed" in page(quote_matrix(shared, *two[1:])).rows[1]["B"]


def test_an_indirect_version_is_given_in_its_own_words(two, page):
    shared = two[0].assign(kind=["direct", "indirect"], kept=["11111111", ""])
    cell = page(quote_matrix(shared, *two[1:])).rows[1]["B"]
    assert "as it prints it: this act" in cell
    assert "indirect, in its own words" in cell
    assert "condemn" not in cell


def test_a_long_cut_is_shortened_and_counted(made, corpus, page):
    text = " ".join(f"w{n}" for n in range(60))
    shared = made(
        SHARED_QUOTES, version("A", text, "1" * 60, fullest=True), version("B", "w59", "0" * 59 + "1", kind="partial")
    )
    read = page(quote_matrix(shared, *corpus({"A": ["h", text], "B": ["h", "w59"]})))
    assert read.struck[1] == "“w0 w1 w2 w3 w4 w5 [… 47 words …] w53 w54 w55 w56 w57 w58"  # 59 words, 12 of them shown


def test_quotations_of_one_utterance_stand_in_marks_of_their_own(made, corpus, page):
    full = [version("A", "One two.", "1111", fullest=True), version("A", "Three four.", "1111", fullest=True, start=20)]
    shared = made(SHARED_QUOTES, *full, version("B", "Three four.", "0011"))
    read = page(quote_matrix(shared, *corpus({"A": ["h", "x" * 50], "B": ["h", "x" * 50]})))
    assert "“One two.”“Three four.”" in read.rows[1]["A"]
    assert "“One two.”" in read.struck


def test_most_outlets_first_and_what_is_left_out_is_said(made, corpus, page):
    def utterance(n, outlets):
        rows = [version(o, f"Word{n} spoken", "11", fullest=o == "A") for o in outlets]
        return [r | {"utterance_id": f"s:u{n}"} for r in rows]

    shared = made(SHARED_QUOTES, *utterance(1, "AB"), *utterance(2, "ABC"), *utterance(3, "AB"))
    read = page(quote_matrix(shared, *corpus({o: ["head", "x" * 50] for o in "ABC"}), most=2))
    assert [r["A"][:6] for r in read.rows[1:]] == ["“Word2", "“Word1"]
    assert "Not shown: 1 utterance" in read.text


def test_twenty_outlets_scroll_in_a_place_that_the_keyboard_reaches(made, corpus, many, page):
    shared = made(SHARED_QUOTES, *(version(o, "This act", "11", fullest=o == many[0]) for o in many))
    read = page(quote_matrix(shared, *corpus({o: ["head", "x" * 50] for o in many})))
    assert len(read.rows[1]) == 21
    assert {"tabindex": "0", "role": "group", "aria-label": "quote choice, s", "class": "scroll"} in read.attributes


def stories(made, corpus, n):
    parts = [corpus({"A": ["head", "x" * 50], "B": ["head", "x" * 50]}, story=f"s{k}") for k in range(n)]
    rows = [
        version(o, "This act", "11", fullest=o == "A", story=f"s{k}") | {"utterance_id": f"s{k}:u{u}"}
        for k in range(n) for u in range(k + 1) for o in "AB"
    ]  # fmt: skip
    articles, sentences = (pd.concat(p, ignore_index=True) for p in zip(*parts, strict=True))
    return made(SHARED_QUOTES, *rows), articles, sentences


def test_of_eight_stories_six_are_shown_in_full_and_the_others_named(made, corpus, page):
    read = page(quote_matrix(*stories(made, corpus, 8)))
    shown = [f["aria-label"] for f in read.attributes if f.get("class") == "story"]
    assert shown == [f"story s{k}" for k in range(2, 8)]
    assert "Also: s0 (1), s1 (2)." in read.text


def test_one_story_can_be_chosen_and_an_unknown_one_says_which_there_are(made, corpus, page):
    tables = stories(made, corpus, 3)
    assert [
        f["aria-label"] for f in page(quote_matrix(*tables, story="s1")).attributes if f.get("class") == "story"
    ] == ["story s1"]
    with pytest.raises(ValueError, match="There are: s0, s1, s2"):
        quote_matrix(*tables, story="nowhere")


def test_without_shared_quotes_it_says_what_to_do(corpus):
    tables = corpus(HERE)
    assert "add another outlet" in quote_matrix(empty(SHARED_QUOTES), *tables).body
    assert "in articles.csv" in exclusive(empty(SHARED_QUOTES), *tables).body
    assert "study.problems" in speakers(empty(QUOTES), *tables).body
    assert quote_matrix(empty(SHARED_QUOTES), empty(ARTICLES), empty(SENTENCES)).body.startswith('<p class="none">')


def test_exclusive_quotes_are_counted_and_listed_longest_first(made, corpus, page):
    rows = [
        version("A", t, "1", exclusive=True) | {"utterance_id": f"s:{t}"}
        for t in ("Short.", "A longer one.", "Mid one.")
    ]
    shared = made(SHARED_QUOTES, *rows, version("A", "Both.", "1", fullest=True), version("B", "Both.", "1"))
    read = page(exclusive(shared, *corpus({"A": ["h", "x" * 40], "B": ["h", "x" * 40], "C": ["h"]}), most=2))
    assert "A 3 of its 4 utterances in no other outlet“A longer one.” — Ann (Ann Lee) said “Mid one.”" in read.text
    assert "and 1 shorter one" in read.text
    assert "B 0 of its 1 utterance in no other outlet" in read.text
    assert "No quotations at all: C." in read.text


def test_in_a_story_of_one_outlet_nothing_is_exclusive(made, corpus):
    shared = made(SHARED_QUOTES, version("A", "Alone.", "1", exclusive=True, fullest=True))
    assert "put articles on one event under one story" in exclusive(shared, *corpus({"A": ["h", "Alone."]})).body


def quote(n, article, speaker, kind="direct"):
    return {"quote_id": f"{article}:q{n}", "article_id": article, "start": 0, "end": 4, "text": "Head",
            "speaker": speaker, "kind": kind, "source_type": "named", "confidence": 0.9}  # fmt: skip


def test_speakers_by_outlet_without_scare_quotes_and_with_the_sourceless_last(made, corpus, page):
    quotes = made(
        QUOTES, quote(1, "s-a", ""), quote(2, "s-a", ""), quote(3, "s-a", "Ann"), quote(4, "s-b", "Ann"),
        quote(5, "s-b", "Bo"), quote(6, "s-b", "Bo", "scare"),
    )  # fmt: skip
    articles, sentences = corpus(HERE)
    counts = speaker_counts(quotes, articles)
    assert counts.to_dict("index") == {
        "Ann": {"A": 1, "B": 1, "C": 0}, "Bo": {"A": 0, "B": 1, "C": 0}, "no source given": {"A": 2, "B": 0, "C": 0}
    }  # fmt: skip
    read = page(speakers(quotes, articles, sentences))
    assert {k: v.strip() for k, v in read.rows[3].items()} == {"row": "no source given", "A": "2", "B": "–", "C": "–"}
    assert "Not shown: 1 speaker" in page(speakers(quotes, articles, sentences, most=1)).text


def test_hostile_text_stays_text(made, corpus, harmless, hostile):
    texts = {hostile: [hostile, hostile], "B": [hostile, hostile]}
    facts = {"speaker": hostile, "source": hostile, "cue": hostile, "start": 0, "story": hostile}
    rows = [version(o, hostile, "1" * 40, fullest=o == hostile, **facts) | {"attribution_id": ""} for o in texts]
    articles, sentences = corpus(texts, story=hostile)
    shared = made(SHARED_QUOTES, *rows)
    kept = "1" * len(fullest_words(shared, rows[0]["utterance_id"]))
    shared = shared.assign(kept=kept, exclusive=False)
    assert hostile in harmless(quote_matrix(shared, articles, sentences)).text
    assert hostile in harmless(exclusive(shared.assign(exclusive=True), articles, sentences)).text
    quotes = made(QUOTES, quote(1, f"{hostile}-b".lower(), hostile))
    assert hostile in harmless(speakers(quotes, articles, sentences)).text
