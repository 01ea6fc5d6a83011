import sys

import pytest

from analysis.lenses.readability import FORMULAS, _textstat, readability

CAT = ["The cat sat on the mat."] * 20


def one(c):
    table = readability(c.articles, c.sentences)
    assert len(table) == 1
    return table.iloc[0]


def test_the_formulas_by_hand(tiny):
    row = one(tiny(*CAT, headline="An extraordinarily complicated headline"))
    assert (row.n_words, row.n_sentences, row.words_per_sentence, row.syllables_per_word) == (120, 20, 6, 1)
    assert row.flesch_reading_ease == pytest.approx(206.835 - 1.015 * 6 - 84.6 * 1)
    assert row.flesch_kincaid_grade == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59)
    assert row.gunning_fog == pytest.approx(0.4 * 6)  # no word of three syllables
    assert row.smog_index == pytest.approx(3.1291)
    assert row.coleman_liau_index == pytest.approx(0.058 * 100 * 17 / 6 - 0.296 * 100 / 6 - 15.8)


def test_the_row_is_the_body(tiny):
    c = tiny(*CAT, headline="A headline")
    row = one(c)
    assert c.articles["text"][0][row.start : row.end] == "\n\n".join(CAT)
    assert (row.sentence_id, row.voice) == ("a:s1", "outlet")


def test_short_text_gets_no_score(tiny):
    row = one(tiny(*CAT[:16]))  # 96 words
    assert row.short
    assert row[list(FORMULAS)].isna().all()
    assert not one(tiny(*CAT[:17])).short


def test_without_a_body_no_row(tiny):
    c = tiny("x", headline="Only a headline")
    assert readability(c.articles, c.sentences[c.sentences["zone"] == "headline"]).empty


def test_abbreviations_dashes_and_curly_apostrophes_do_not_change_the_counts(tiny):
    row = one(tiny(*["The U.S. general—he isn’t 1,000 miles off—sat."] * 20))
    assert (row.n_words, row.n_sentences, row.words_per_sentence) == (9 * 20, 20, 9)


@pytest.mark.usefixtures("socket_disabled")
def test_syllables_come_from_the_dictionary_without_network_or_nltk(tiny, monkeypatch):
    for name in [m for m in sys.modules if m.split(".")[0] in ("textstat", "nltk")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "nltk", None)  # to import it is an error
    _textstat.cache_clear()
    row = one(tiny(*["An area is a real idea of violence"] * 20))
    _textstat.cache_clear()
    # CMU: an 1, area 3, is 1, a 1, real 1 (R IY1 L), idea 3, of 1, violence 3 (V AY1 AH0 L AH0 N S)
    assert row.syllables_per_word == pytest.approx((1 + 3 + 1 + 1 + 1 + 3 + 1 + 3) / 8)


def test_textstat_imported_before_gets_the_dictionary_too(tiny):
    import textstat

    _textstat.cache_clear()
    assert one(tiny(*["Area idea area idea ahead"] * 20)).syllables_per_word == pytest.approx((3 + 3 + 3 + 3 + 2) / 5)
    assert _textstat() is textstat
