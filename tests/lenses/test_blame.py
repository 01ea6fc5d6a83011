import pandas as pd
import pytest

from analysis.grammar.names import names
from analysis.grammar.words import words
from analysis.lenses.blame import SCHEMA, blame
from analysis.tables import ATTRIBUTION_SPANS, ATTRIBUTIONS, check, empty, frame


class Book:
    """A codebook with one actor."""

    def __init__(self, *rows):
        self.actors = pd.DataFrame(rows, columns=["actor", "name", "kind", "term"], dtype="str")


def study(text, *attributions, book=()):
    """Tables of one article of one sentence; attributions as (speaker, stance, content words, cue if it matters)."""
    articles = pd.DataFrame({"article_id": ["a"], "story": "s", "text": [text]}, dtype="str")
    sentences = pd.DataFrame(
        {
            "sentence_id": ["a:s0"],
            "article_id": "a",
            "paragraph": 3,
            "zone": "body",
            "start": 0,
            "end": len(text),
            "text": text,
        }
    )
    voices = pd.DataFrame({"article_id": ["a"], "start": [0], "end": [len(text)], "voice": ["outlet"]})
    rows, spans = [], []
    for n, (speaker, stance, content, *cue) in enumerate(attributions):
        start = text.index(content)
        span = {"article_id": "a", "attribution_id": f"a:a{n}", "start": start, "end": start + len(content)}
        spans.append({**span, "role": "content", "text": content, "confidence": 1.0})
        for cue_word in cue:
            start = text.index(cue_word)
            place = {"start": start, "end": start + len(cue_word), "text": cue_word}
            spans.append({**span, **place, "role": "cue", "confidence": 1.0})
        facts = {"sentence_id": "a:s0", "kind": "indirect", "source": speaker, "anonymity": "", "cue": "".join(cue)}
        rows.append({**span, **facts, "speaker": speaker, "source_type": "named", "stance": stance, "negated": False,
                     "content": content, "confidence": 1.0})  # fmt: skip
    table = frame(rows, ATTRIBUTIONS) if rows else empty(ATTRIBUTIONS)
    places = frame(spans, ATTRIBUTION_SPANS) if spans else empty(ATTRIBUTION_SPANS)
    parsed = words(articles, sentences)
    return articles, sentences, voices, table, places, names(articles, sentences, parsed), Book(*book)


def found(text, *attributions, book=()):
    rows = blame(*study(text, *attributions, book=book))
    check(rows, SCHEMA)
    return rows.to_dict("records")


@pytest.mark.parametrize(
    ("text", "accused", "deed", "strength"),
    [
        ("Officials pointed the finger at Shiite militias who struck.", "Shiite militias", "", "says"),
        ("They hold al-Kadhimi responsible for the bloodshed.", "al-Kadhimi", "bloodshed", "says"),
        ("Leaders openly blamed al-Kadhimi for Friday’s clashes.", "al-Kadhimi", "Friday’s clashes", "says"),
        ("They condemned it, blaming it on “third parties” seeking strife.", "third parties", "it", "says"),
        ("He blamed the row surrounding it on the MPs.", "MPs", "row surrounding it", "says"),
        ("He accused senators of treachery.", "senators", "treachery", "says"),
        ("The aide laid the blame squarely on Iran.", "Iran", "", "says"),
        ("The fire was blamed on the owner.", "owner", "", "says"),
        ("The two parties blame one another for it.", "one another", "it", "says"),
        ("They are now holding Iran responsible.", "Iran", "", "says"),
        ("He laid the blame on Iran.", "Iran", "", "says"),
        ("Voters place most of the blame on Whigs for the loss.", "Whigs", "loss", "says"),
        ("Tehran indirectly blamed the U.S.", "U.S.", "", "hints"),
        ("But suspicion immediately fell on Iran-backed militias.", "Iran-backed militias", "", "suspects"),
        ("While nobody claimed it, pro-Iranian groups are suspected.", "pro-Iranian groups", "", "suspects"),
        ("PM Survives Attempt, Pro-Iran Militias Suspected", "Pro-Iran Militias", "", "suspects"),
        ("The group was behind the attack.", "group", "attack", "states"),
        ("The group may have been behind the attack.", "group", "attack", "suspects"),
        ("It must be traced back to foreign think-tanks.", "foreign think-tanks", "", "hints"),
        ("The brothers who authorities say were behind the attack are dead.", "brothers", "attack", "states"),
        ("Police also suspect the man may have been responsible for the shooting.", "man", "shooting", "suspects"),
        ("Coulibaly, who police say perpetrated the attack, is dead.", "Coulibaly", "attack", "states"),
        ("A story that claims Clinton was involved in crimes was shared.", "Clinton", "crimes", "states"),
        ("Paul eventually blamed Fauci directly.", "Fauci", "", "says"),
        ("A report that accused Lee of treachery was read.", "Lee", "treachery", "says"),
        ("They raised suspicions that they might be involved in the attack.", "they", "attack", "suspects"),
    ],
)  # fmt: skip
def test_who_is_blamed_for_what(text, accused, deed, strength):
    rows = found(text)
    assert [(r["accused_as"], r["deed"], r["strength"]) for r in rows] == [(accused, deed, strength)]
    assert text[rows[0]["start"] : rows[0]["end"]].find(accused) >= 0


@pytest.mark.parametrize(
    "text",
    [
        "We are waiting for results to point the finger at perpetrators.",
        "He would blame the militias if he could.",
        "The perpetrators of this attack must be held accountable.",
        "It is premature to say who carried out the attack.",
        "They asked whether Iran was behind the attack.",
        "The man behind the desk was in charge and was behind the counter.",
        "Meanwhile, a blame game is underway.",
        "We are holding ourselves accountable.",
        "Three drones were involved in the attack.",
        "He blamed nobody; the ministry is responsible for schools.",
        "The security forces charged with upholding order arrived.",
        "People mourned, she suspected, in vain.",
        "Hold him accountable.",
        "It takes a process to formally accuse a president of crimes.",
        "“Hold us accountable,” she said.",
        "Polls show that more people will blame a shutdown on the Whigs.",
        "He met with an accused killer and spoke of interviewing accused harassers.",
        "The agency should consider holding the managers responsible.",
        "The family's roots trace back to Chechnya.",
        "",
    ],
)
def test_what_is_no_blame(text):
    assert [r for r in found(text) if r["accused_as"] != "nobody"] == []


def test_denied_by_the_cue_and_by_the_words():
    text = "An official dismissed suggestions that Iraqi groups were behind the attack."
    (row,) = found(text, ("official", "denying", "suggestions that Iraqi groups were behind the attack"))
    assert (row["denied"], row["denied_by"], row["accuser"], row["accused_as"]) == (
        True,
        "official",
        "",
        "Iraqi groups",
    )
    (row,) = found("An official said that suggestions that groups were behind the attack were not true.")
    assert row["denied"]
    (row,) = found("Iran was not behind the attack.")
    assert row["denied"]


def test_withheld_is_not_denied():
    (row,) = found("He did not blame Iran for the attack.")
    assert row["negated"]
    assert not row["denied"]


def test_a_forecast_of_suspicion_is_hedged():
    (row,) = found("Suspicions will fall on the militias.")
    assert (row["strength"], row["hedge"]) == ("suspects", "will")
    (row,) = found("The mood will sour, as critics blame the militias for it.")
    assert row["hedge"] == ""


def test_accuser_is_the_innermost_source():
    text = "Reuters reported that Khazali said Kadhimi was responsible for the deaths."
    outer = ("Reuters", "neutral", "Khazali said Kadhimi was responsible for the deaths")
    (row,) = found(text, outer, ("Khazali", "neutral", "Kadhimi was responsible for the deaths"))
    assert row["accuser"] == "Khazali"
    assert row["source_type"] == "named"
    (row,) = found("Suspicion fell on Iran.")
    assert (row["accuser"], row["source_type"]) == ("", "none")


def test_accuser_is_the_subject_of_the_verb_that_blame_is_joined_to():
    text = "Lee condemned the attack and indirectly blamed Iran."
    (row,) = found(text, ("Jane Lee", "evaluative", "the attack", "condemned"))
    assert (row["accuser"], row["source_type"], row["accused"]) == ("Jane Lee", "named", "Iran")
    (row,) = found(
        "Lee condemned the attack; the paper blamed Iran.", ("Jane Lee", "evaluative", "the attack", "condemned")
    )
    assert row["accuser"] == ""


def test_you_cannot_blame_him_is_withheld():
    (row,) = found("You can’t really blame him for it.")
    assert row["negated"]


def test_what_raises_suspicions_is_no_accuser_and_they_are_the_group_told_of_most():
    text = (
        "Pro-Iranian parties lost, the parties said; that some struck American bases, their deeds and words, "
        "have raised suspicions that they were involved in the attack."
    )
    book = [
        ("parties", "the parties", "label", "Pro-Iranian parties"),
        ("parties", "the parties", "label", "the parties"),
        ("usa", "the United States", "label", "American bases"),
    ]
    content = "that they were involved in the attack"
    (row,) = found(text, ("their deeds", "asserting", content, "have raised suspicions"), book=book)
    assert (row["accuser"], row["source_type"], row["accused"]) == ("", "none", "the parties")


def test_who_is_accused_is_not_the_accuser():
    (row,) = found("Lee was accused of treachery.", ("Jane Lee", "asserting", "was accused of treachery"))
    assert (row["accuser"], row["accused"]) == ("", "Jane Lee")


def test_accused_is_resolved_by_the_codebook():
    book = [("militias", "the militias", "label", "Iran-backed militias")]
    text = "Iran-backed militias lost. Officials blamed them for the violence."
    rows = found(text, book=book)
    assert [(r["accused"], r["accused_as"]) for r in rows] == [("the militias", "them")]


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("Lee faulted Mr. Trump for it.", "Donald Trump"),
        ("Lee faulted President Trump for it.", "Donald Trump"),
        ("Lee faulted Barr and Trump for it.", "Barr and Trump"),
        ("Lee faulted the Bush campaign for it.", "Bush campaign"),
    ],
)
def test_accused_is_a_speaker_of_that_name_and_nobody_else(text, accused):
    text = f"{text} Trump spoke. The Kerry campaign spoke."
    speakers = ("Donald Trump", "neutral", "Trump spoke"), ("Kerry campaign", "neutral", "The Kerry campaign spoke")
    (row,) = found(text, *speakers)
    assert row["accused"] == accused


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("“They came,” said Lee, addressing al-Nur in a speech. “You are responsible for the deaths.”", "The PM"),
        ("“You are responsible for the deaths,” she told Jane Roe.", "Jane Roe"),
        ("“You are responsible for the deaths,” he told Reuters.", "You"),
        ("He told Jane Roe nothing.\n“You are responsible for the deaths,” he said.", "You"),  # another paragraph
    ],
)
def test_you_is_who_is_spoken_to(text, accused):
    (row,) = found(text, book=[("pm", "The PM", "name", "al-Nur")])
    assert (row["accused"], row["accused_as"].lower()) == (accused, "you")


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("Lee did not accuse Iran.", True),
        ("Lee did not, however, accuse Iran.", True),
        ("The owner not only was accused of theft.", False),
        ("Lee, without evidence, accused Iran.", False),
        ("The protests never happened, and he blamed Iran.", False),
        ("Voters who, fairly or not, blamed Iran stayed.", False),
    ],
)
def test_what_looks_like_a_negation_and_is_none(text, negated):
    (row,) = found(text)
    assert row["negated"] is negated


def test_blame_in_the_conditional_passive_is_none():
    assert found("Then the owner would be held legally responsible.") == []
    assert found("The owner should be blamed for it.") == []


def test_no_doubt_denies_nothing():
    (row,) = found("There is no doubt that Iran was behind the attack.")
    assert not row["denied"]


def test_an_adverb_is_not_the_accused():
    (row,) = found("The owner was held partly responsible for the deaths.")
    assert row["accused"] == "owner"
    (row,) = found("They held the family responsible.")
    assert row["accused"] == "family"


def test_him_is_the_person_named_before_who_is_not_the_accuser():
    said = ("James Orr", "accusing", "him of fraud", "accused")
    (row,) = found("Jane Roe met John Poe, and James Orr accused him of fraud.", said)
    assert (row["accuser"], row["accused"], row["accused_as"]) == ("James Orr", "John Poe", "him")
    (row,) = found("James Orr accused him of fraud.", said)
    assert row["accused"] == "him"


def test_she_who_was_accused_may_be_the_source_and_is_then_not_the_accuser():
    text = "Jane Roe said she was accused of fraud."
    (row,) = found(text, ("Jane Roe", "neutral", "she was accused of fraud"))
    assert (row["accuser"], row["accused"], row["accused_as"]) == ("", "Jane Roe", "she")


def test_nobody_accuses_himself_in_the_passive():
    (row,) = found("We are accused of lying.", ("we", "neutral", "We are accused of lying"))
    assert (row["accuser"], row["source_type"], row["accused_as"]) == ("", "none", "We")


def test_empty_corpus():
    tables = study("x")
    none = blame(*(t.iloc[:0] if isinstance(t, pd.DataFrame) else t for t in tables))
    assert none.empty
    assert list(none.columns) == list(SCHEMA.columns)
