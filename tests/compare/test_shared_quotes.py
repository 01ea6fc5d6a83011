"""Quote choice. The five articles' quotations come from the hand labels: only the grouping is tested."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.compare.shared_quotes import SHARED_QUOTES, fullest_words, shared_quotes, statement_use
from analysis.tables import ATTRIBUTIONS, check, empty

LABELS = Path(__file__).parents[1] / "data" / "five_quotes.csv"


def corpus(*rows, indirect=()):
    """Tables from (article, speaker, text) rows; every quotation gets an attribution of its own unless the text is a
    list, whose items belong to one attribution. ``indirect``: (article, speaker, content)."""
    ids = list(dict.fromkeys(r[0] for r in [*rows, *indirect]))
    articles = pd.DataFrame({"article_id": ids, "outlet": [f"The {i}" for i in ids], "story": "s"}, dtype="str")
    quotes, attributions = [], []

    def attribution(article_id, speaker, kind, content):
        key = {"attribution_id": f"{article_id}:a{len(attributions)}", "article_id": article_id, "speaker": speaker}
        row = {**key, "kind": kind, "cue": "said", "start": 0, "end": 1}
        attributions.append({**row, "source": speaker, "content": content})
        return row

    for article_id, speaker, texts in rows:
        row = attribution(article_id, speaker, "direct", "")
        for text in [texts] if isinstance(texts, str) else texts:
            quotes.append({**row, "quote_id": f"{article_id}:q{len(quotes)}", "text": text})
    spans = []
    for article_id, speaker, content in indirect:
        key = attribution(article_id, speaker, "indirect", content)["attribution_id"]
        for n, piece in enumerate(content.split(" … ")):
            place = {"start": 10 * n, "end": 10 * n + len(piece)}
            spans.append({"attribution_id": key, "role": "content", "text": piece, **place})
    columns = ["quote_id", "attribution_id", "article_id", "speaker", "kind", "cue", "start", "end", "text"]
    spans = pd.DataFrame(spans, columns=["attribution_id", "role", "start", "end", "text"])
    return articles, pd.DataFrame(quotes, columns=columns), pd.DataFrame(attributions), spans


def groups(shared):
    """The texts of every utterance that more than one row belongs to."""
    return [set(g["text"]) for _, g in shared.groupby("utterance_id", sort=False) if len(g) > 1]


@pytest.fixture(scope="module")
def five():
    labels = pd.read_csv(LABELS, comment="#", keep_default_na=False)
    return shared_quotes(*corpus(*zip(labels["article_id"], labels["speaker"], labels["text"], strict=True)))


def outlets_of(shared, words):
    ids = shared.loc[shared["text"].str.contains(words, regex=False), "utterance_id"]
    assert len(set(ids)) == 1, words
    return set(shared.loc[shared["utterance_id"].isin(ids), "article_id"])


@pytest.mark.parametrize(
    ("words", "outlets"),
    [
        ("Cowardly rocket and drone attacks", {"global-news", "epoch-times"}),
        ("at the heart of the Iraqi state", {"global-news", "iran-international", "statecraft"}),
        ("According to our confirmed information", {"iran-international", "statecraft"}),
        ("close touch with the Iraqi security forces", {"iran-international", "statecraft"}),
        ("The rockets of treason", {"iran-international", "epoch-times"}),
        ("I am fine and among my people", {"iran-international", "epoch-times"}),
        ("an explosives-laden drone that tried", {"iran-international", "epoch-times"}),
        ("are taking the necessary measures", {"iran-international", "epoch-times"}),
        ("cowardly terrorist", {"global-news", "iran-international"}),
        ("Our commitment to our Iraqi partners", {"epoch-times"}),
        ("gang state", {"statecraft"}),
    ],
)
def test_five_articles_share_what_they_share(five, words, outlets):
    assert outlets_of(five, words) == outlets


def test_five_articles_every_quotation_once_and_nothing_else_shared(five):
    assert len(five) == 56
    shared = five[~five["exclusive"]]
    assert shared["utterance_id"].nunique() == 9
    check(five, SHARED_QUOTES)


def test_what_was_cut_of_the_state_departments_sentence(five):
    row = five[five["text"].str.startswith("act of terrorism […]")].iloc[0]
    assert row["words_kept"] == "act of terrorism … directed at the heart of the Iraqi state"
    assert row["words_cut"] == "This apparent … which we strongly condemn, was"
    assert not row["fullest"]


def test_same_words_under_two_names(five):
    drone = five[five["text"].str.startswith("According to our confirmed")]
    assert set(drone["source"]) == {"Abu Ali Al-Askari", "spokesman for the group"}


def test_pieces_of_one_attribution_are_one_version():
    shared = shared_quotes(
        *corpus(
            ("a", "Ned Price", "We are in close touch with them and have offered our assistance in this."),
            ("b", "Price", ["close touch with them", "offered […] assistance"]),
        )
    )
    assert len(set(shared["utterance_id"])) == 1
    assert set(shared.loc[shared["article_id"] == "b", "words_kept"]) == {
        "close touch with them … offered … assistance"
    }


def test_words_at_a_distance_are_no_version():
    """'my people' and 'thank God' stand in both, but far apart in the one: another utterance."""
    shared = shared_quotes(
        *corpus(
            ("a", "X", "To my people in Iraq, to everyone concerned, my house was attacked, but thank God I live"),
            ("b", "X", "I am fine and among my people. Thank God."),
        )
    )
    assert groups(shared) == []


def test_respelt_and_requoted_words():
    shared = shared_quotes(
        *corpus(
            ("a", "A", "No-one in the city wants to waste a drone"),
            ("b", "B", "Our man told us: ‘No one in the city wants to waste a drone.’ That is all."),
        )
    )
    assert len(groups(shared)) == 1


def test_common_words_of_other_speakers_are_no_version():
    shared = shared_quotes(*corpus(("a", "A", "an act of terror"), ("b", "B", "It was an act of terror against us")))
    assert groups(shared) == []


def test_one_telling_word_of_the_same_speaker():
    ranch = ("a", "Don Young", "My father had a ranch; we used to hire scoundrels to pick tomatoes")
    shared = shared_quotes(
        *corpus(ranch, ("b", "Young", "scoundrels"), ("c", "Lee", "scoundrels"), ("d", "Young", "pick"))
    )
    assert groups(shared) == [{ranch[2], "scoundrels"}]
    assert shared.query("utterance_id == 's:u1'")["article_id"].tolist() == ["a", "b"]
    adverb = ("a", "Don Young", "We must act immediately"), ("b", "Young", "immediately")
    assert groups(shared_quotes(*corpus(*adverb))) == []
    twice = ("d", "Young", "They were scoundrels, all of them, every one in that valley")
    assert groups(shared_quotes(*corpus(ranch, twice, ("b", "Young", "scoundrels")))) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # six words in a row, of which only two say anything
        (("Ann Lee", "It shows the progress that has been made here"), ("Bo", "Given the progress that has been made")),
        # a set phrase of two people
        (
            ("Ann Lee", "Nobody who is trying to do the right thing should be second-guessed later by judges"),
            ("Bo", "Bad times for people who are out there trying to do the right thing, and they are exploited"),
        ),
        # two words of one speaker that do not stand together
        (("Ann Lee", "That judge is no Mexican, an American"), ("Ann Lee", "The judge, we believe, is a Mexican")),
        # two words said twice
        (("Ann Lee", "fake news, very fake news"), ("Bo", "We have the evidence of fake news today")),
        # three of four words of a name for a place
        (("Ann Lee", "Black Lives Matter Plaza"), ("Bo", "I worry for everybody who thinks that black lives matter")),
    ],
)
def test_set_phrases_are_no_version(one, other):
    assert groups(shared_quotes(*corpus(("a", *one), ("b", *other)))) == []


def test_one_speaker_under_two_descriptions_and_two_spellings():
    shared = shared_quotes(
        *corpus(
            ("a", "the group", "U.S. troops must leave Iraqi soil"), ("b", "Abu Ali", "US troops must leave Iraqi soil")
        )
    )
    assert len(groups(shared)) == 1
    assert shared.loc[shared["article_id"] == "b", "words_kept"].item() == "U.S. troops must leave Iraqi soil"


def test_titles_and_programmes_are_no_utterances():
    articles, quotes, attributions, spans = corpus(
        ("a", "Ann Lee", ["We will win this war", "Meet the Press"]),
        ("b", "", "Gone With the Wind"),
        ("b", "", "It Is"),
    )
    quotes.loc[quotes["article_id"] == "a", "cue"] = "said on “Meet the Press”"
    quotes.loc[quotes["article_id"] == "b", ["attribution_id", "kind"]] = ["", "partial"]
    shared = shared_quotes(articles, quotes, attributions, spans)
    assert shared["text"].tolist() == ["We will win this war"]
    # capitals without a source can be a headline's quotation: they are if they are somebody's words elsewhere
    quotes.loc[quotes["text"] == "It Is", "text"] = "Meet, Win, War: We Win"
    quotes.loc[quotes["text"] == "We will win this war", "text"] = "Meet, win, war: we win"
    assert len(shared_quotes(articles, quotes, attributions, spans)) == 2


def test_indirect_words_must_stand_together_in_the_statement():
    long = "The nominee was chosen in March. " + "Nobody here likes to wait for long. " * 4 + "The president came."
    tables = corpus(
        ("a", "Lee", long),
        ("b", "Lee", "We sign the budget law"),
        indirect=[("c", "Ann Lee", "to be chosen president as nominee"), ("c", "Lee", "a law for a budget")],
    )
    assert "c" not in set(shared_quotes(*tables)["article_id"])
    near = corpus(
        ("a", "Lee", "The nominee was chosen president."), indirect=[("c", "Lee", "a nominee chosen president")]
    )
    assert len(groups(shared_quotes(*near))) == 1


def test_indirect_version_of_the_same_speaker():
    tables = corpus(
        ("a", "Ned Price", "We have offered our assistance as they investigate this attack"),
        indirect=[("b", "Price", "it has offered assistance with the investigation"), ("c", "Salih", "it was bad")],
    )
    shared = shared_quotes(*tables)
    indirect = shared[shared["kind"] == "indirect"]
    assert list(indirect["article_id"]) == ["b"]
    assert list(indirect["kept"]) == [""]
    assert not shared["exclusive"].any()


def test_pieces_of_an_indirect_version_stand_where_they_say():
    tables = corpus(
        ("a", "Ned Price", "We have offered our assistance as they investigate this attack"),
        indirect=[("b", "Price", "it has offered assistance … with the investigation")],
    )
    shared = shared_quotes(*tables)
    indirect = shared[shared["kind"] == "indirect"]
    assert indirect["text"].tolist() == ["it has offered assistance", "with the investigation"]
    assert indirect[["start", "end"]].to_numpy().tolist() == [[0, 25], [10, 32]]
    assert set(indirect["words_kept"]) == {"offered … assistance"}


def test_kept_has_a_figure_for_every_printed_word(five):
    for utterance_id, rows in five.groupby("utterance_id"):
        printed = fullest_words(five, utterance_id)
        assert set(rows["kept"].str.len()) == {len(printed)}
        full = "".join(rows.loc[rows["fullest"], "text"])
        assert "".join(printed).replace(" ", "") == full.replace(" ", "")


def test_stories_are_kept_apart():
    articles, quotes, attributions, spans = corpus(
        ("a", "A", "one two three four five six"), ("b", "A", "one two three four five six")
    )
    articles["story"] = ["s", "t"]
    shared = shared_quotes(articles, quotes, attributions, spans)
    assert shared["utterance_id"].tolist() == ["s:u1", "t:u1"]
    assert shared["exclusive"].all()


def test_scare_quotes_are_nobodys_words_and_empty_is_empty():
    articles, quotes, attributions, spans = corpus(("a", "A", "so-called act of terror"))
    quotes["kind"] = "scare"
    assert shared_quotes(articles, quotes, attributions, spans).empty
    none = shared_quotes(articles.iloc[:0], quotes.iloc[:0], empty(ATTRIBUTIONS), spans)
    assert list(none.columns) == list(SHARED_QUOTES.columns)


def many(speaker, text):
    """Quotations by number, in two articles."""
    return lambda n: corpus(*(("ab"[i % 2], speaker.format(i), text.format(chr(97 + i % 26) * 5, i)) for i in range(n)))


@pytest.mark.parametrize(
    ("speaker", "text"),
    [("", "the dam broke"), ("Lee", "{0} word{1} {0} dam"), ("Lee{}", "broke word{1} the dam")],
)
def test_time_grows_with_the_number_of_short_quotations(speaker, text, growth):
    assert growth(lambda of: shared_quotes(*of), many(speaker, text), 200) < 50


def test_time_grows_with_the_number_of_indirect_versions(growth):
    def what(n):
        given = [("c", "Lee", f"dam broke word{i}") for i in range(n)]
        return corpus(*(("a", "Lee", f"word{i} dam and broke number{i}") for i in range(n)), indirect=given)

    assert growth(lambda of: shared_quotes(*of), what, 200) < 30


@pytest.mark.parametrize("text", ["… dam ", "dam broke and ", "“the dam” … "])
def test_time_grows_with_the_length_of_a_quotation(text, growth):
    def what(n):
        return corpus(("a", "Lee", text * n), ("b", "Lee", "It " + text * n + "now"))

    assert growth(lambda of: shared_quotes(*of), what, 200) < 40


def test_inputs_unchanged():
    tables = corpus(("a", "A", "one two three four five six seven"), ("b", "A", "two three four five six seven"))
    before = [t.copy() for t in tables]
    shared_quotes(*tables)
    for table, was in zip(tables, before, strict=True):
        pd.testing.assert_frame_equal(table, was)


def test_statement_sentences_and_who_used_them():
    articles, quotes, *_ = corpus(
        ("a", "P", "directed at the heart of the Iraqi state"), ("b", "P", "unshakeable ties to us")
    )
    text = "This act of terrorism was directed at the heart of the Iraqi state."
    statements = pd.DataFrame({"sentence_id": ["s0", "s1"], "text": [text, "We stand with all of them."]})
    use = statement_use(statements, articles, quotes)
    assert use[use["used"]][["sentence_id", "outlet"]].to_numpy().tolist() == [["s0", "The a"]]
    assert use.loc[use["used"], "kept"].item() == "00000" + "1" * 8
    assert len(use) == 4
