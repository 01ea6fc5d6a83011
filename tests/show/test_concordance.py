import pandas as pd
import pytest

from analysis.show.concordance import concordance

TEXT = "He blamed Iran.\n\nNobody accused the blameless man, but Zoe blames Adam."
ARTICLES = pd.DataFrame(
    {"article_id": ["a"], "outlet": ["<b>A</b>"], "story": ["s"], "published": [""], "text": [TEXT]}, dtype="str"
)
SENTENCES = pd.DataFrame({"article_id": "a", "sentence_id": ["a:s0", "a:s1"], "start": [0, 17], "end": [15, len(TEXT)]})
VOICES = pd.DataFrame({"article_id": "a", "start": [0, 17], "end": [17, len(TEXT)], "voice": ["headline", "outlet"]})


def kwic(pattern, **options):
    return concordance(ARTICLES, SENTENCES, VOICES, pattern, **options)


def test_every_word_that_begins_so_with_its_place_and_voice():
    table = kwic("blame|accus").table
    assert table["match"].tolist() == ["blamed", "accused", "blameless", "blames"]
    assert [TEXT[a:b] for a, b in zip(table["start"], table["end"], strict=True)] == table["match"].tolist()
    assert table["voice"].tolist() == ["headline", "outlet", "outlet", "outlet"]
    assert table["sentence_id"].tolist() == ["a:s0", "a:s1", "a:s1", "a:s1"]


def test_context_stops_at_the_paragraph_and_at_whole_words():
    first, second = kwic("blamed|accused", width=9).table[["left", "right"]].to_numpy().tolist()
    assert first == ["He ", " Iran."]
    assert second == ["Nobody ", " the"]


def test_sorted_by_neighbour():
    assert kwic("blame", sort="right").table["match"].tolist() == ["blames", "blamed", "blameless"]  # Adam, Iran, man
    assert kwic("blame", sort="left").table["match"].tolist() == ["blamed", "blameless", "blames"]  # He, the, Zoe


def test_html_is_escaped_and_links_to_the_reader():
    body = kwic("accus").body
    assert "&lt;b&gt;A&lt;/b&gt;" in body
    assert 'href="#s-a_3a_s1"' in body


def test_nothing_found_and_bad_requests_say_what_to_do():
    assert "Try a shorter beginning" in kwic("zzz").body
    with pytest.raises(ValueError, match="not a regular expression"):
        kwic("(")
    with pytest.raises(ValueError, match="position, left, right"):
        kwic("a", sort="size")
