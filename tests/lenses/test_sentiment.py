import pandas as pd
import pytest

from analysis.lenses.sentiment import sentiment, sentiment_without, topic_words


def test_scores_are_those_of_the_vader_readme(tiny):
    # https://github.com/cjhutto/vaderSentiment, "Code Examples"
    c = tiny("VADER is smart, handsome, and funny.", "VADER is not smart, handsome, nor funny.")
    found = sentiment(c.sentences, c.voices)
    assert found["compound"].to_list() == [0.8316, -0.7424]
    assert found[["positive", "neutral", "negative"]].to_numpy().tolist() == [[0.746, 0.254, 0.0], [0.0, 0.354, 0.646]]


def test_a_sentence_is_cut_where_the_voice_changes(tiny):
    c = tiny("He called it “a cowardly act” and left.", headline="Good news")
    found = sentiment(c.sentences, c.voices)
    text = c.articles["text"].iloc[0]
    assert [(r.voice, text[r.start : r.end], r.n_words) for r in found.itertuples()] == [
        ("headline", "Good news", 2),
        ("outlet", "He called it", 3),
        ("quoted", "“a cowardly act”", 3),
        ("outlet", "and left.", 2),
    ]
    assert found["compound"].lt(0).to_list() == [False, False, True, False]
    assert set(found["sentence_id"]) == {"a:s0", "a:s1"}


def test_typographic_marks_hide_no_word(tiny):
    c = tiny(
        a=["“cowardly”", "It isn’t good.", "a murder—again"], b=['"cowardly"', "It isn't good.", "a murder - again"]
    )
    found = sentiment(c.sentences, c.voices).set_index("article_id")["compound"]
    assert found["a"].to_list() == found["b"].to_list()
    assert found["a"].lt(0).all()


def test_what_is_too_long_for_a_sentence_gets_no_score(tiny):
    c = tiny("bad " * 3000, "bad")
    assert sentiment(c.sentences, c.voices)["compound"].isna().to_list() == [True, False]


def test_a_piece_without_a_word_is_no_row(tiny):
    c = tiny("“Yes” – “no”")
    assert sentiment(c.sentences, c.voices)["voice"].to_list() == ["quoted", "quoted"]


def test_topic_words_are_those_that_all_outlets_use(tiny):
    c = tiny(a=["The attack killed two.", "An attack. No!"], b=["Attack: no good."], c=["“attack”, evil"])
    found = topic_words(c.articles)
    assert found[["word", "n_outlets", "n_uses"]].to_numpy().tolist() == [["attack", 3, 4]]
    assert found["valence"].to_list() == [-2.1]  # vader_lexicon.txt
    assert set(topic_words(c.articles, least=0.3)["word"]) == {"attack", "killed", "evil"}
    assert topic_words(c.articles[c.articles["outlet"] == "a"]).empty


def test_without_the_topic_the_rows_stay_and_the_topic_is_neutral(tiny):
    c = tiny(a=["The attack.", "The evil attack."], b=["An attack.", "Good."])
    c = c._replace(articles=c.articles.assign(story=["s", "t"]))
    topic = pd.DataFrame({"story": ["s"], "word": ["attack"]})
    before, after = sentiment(c.sentences, c.voices), sentiment_without(*c, topic)
    pd.testing.assert_frame_equal(before.loc[:, :"voice"], after.loc[:, :"voice"])
    assert after["compound"].to_list()[0] == 0.0
    assert before["compound"][1] < after["compound"][1] < 0
    assert after["compound"].to_list()[2:] == before["compound"].to_list()[2:]  # another story


def test_the_lexicon_is_whole_again_afterwards(tiny):
    c = tiny("The attack.")
    sentiment_without(*c, pd.DataFrame({"story": ["s"], "word": ["attack"]}))
    assert sentiment(c.sentences, c.voices)["compound"].iloc[0] == pytest.approx(-0.4767)
