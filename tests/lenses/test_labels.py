import tomllib
from pathlib import Path

import pandas as pd
import pytest

from analysis import tables
from analysis.corpus import load
from analysis.corpus.codebook import Codebook, read
from analysis.grammar.names import names
from analysis.grammar.words import words
from analysis.lenses._actors import described
from analysis.lenses.labels import labels, suggest_codebook
from analysis.lexicons import table
from analysis.text.sentences import sentences


def book(**actors):
    """actor = (names, labels)"""
    rows = [
        (a, a, k, t) for a, terms in actors.items() for k, ts in zip(("name", "label"), terms, strict=True) for t in ts
    ]
    return Codebook(pd.DataFrame(rows, columns=["actor", "name", "kind", "term"], dtype="str"), table([], "test"))


def of(c):
    """The table of names of small articles."""
    return names(c.articles, c.sentences, words(c.articles, c.sentences))


def hits(found):
    return [(r.actor, r.label, r.kind) for r in found.itertuples()]


def test_names_and_labels_of_the_codebook(tiny):
    c = tiny("Iraq’s Prime Minister Mustafa al-Kadhimi spoke.", "“Kadhimi’s guards”, he said.")
    found = labels(*c, book(PM=(["mustafa al-kadhimi", "kadhimi"], ["prime minister"])), of(c))
    assert hits(found) == [
        ("PM", "prime minister", "label"),
        ("PM", "mustafa al-kadhimi", "name"),
        ("PM", "kadhimi", "name"),
    ]
    assert found["voice"].to_list() == ["outlet", "outlet", "quoted"]
    assert c.articles["text"][0][found["start"][2] : found["end"][2]] == "Kadhimi’s"


def test_the_longest_wins_over_all_actors_wherever_it_begins(tiny):
    actors = book(forces=([], ["iraqi security forces", "security forces"]), iraq=([], ["the iraqi"]))
    c = tiny("The Iraqi security forces and security forces")
    assert hits(labels(*c, actors, of(c))) == [
        ("forces", "iraqi security forces", "label"),
        ("forces", "security forces", "label"),
    ]


@pytest.fixture
def story(tiny):
    return tiny(
        a=[
            "Prime Minister Boris Miller met the Iran-backed militias.",
            "Later Miller praised the militias, all Iran-backed militias.",
        ],
        b=["Reports said that Miller had met pro-Iranian factions.", "He and Anna Lind met no anti-war protesters."],
    )


def test_without_a_codebook_the_actors_are_found_and_their_variants_merged(story):
    found = labels(*story, book(), of(story))
    assert hits(found) == [
        ("Boris Miller", "prime minister", "label"),
        ("Boris Miller", "boris miller", "name"),
        ("Iran-backed militias", "iran-backed militias", "label"),
        ("Boris Miller", "miller", "name"),
        ("Iran-backed militias", "militias", "label"),  # two of three times the noun is theirs
        ("Iran-backed militias", "iran-backed militias", "label"),
        ("Boris Miller", "miller", "name"),
        ("Iran-backed militias", "pro-iranian factions", "label"),
    ]  # Anna Lind and the protesters stand there once


def test_for_and_against_are_two_groups():
    assert list(described("anti-Iran groups, Iran-linked groups; Iran-backed. Others")) == [
        (("against", "iran"), "anti-Iran groups"),
        (("for", "iran"), "Iran-linked groups"),
    ]


def test_stories_do_not_mix(story):
    two = story._replace(articles=story.articles.assign(story=["s", "t"]))
    assert "pro-iranian factions" not in labels(*two, book(), of(two))["label"].to_list()


def test_the_suggested_codebook_can_be_read_and_finds_the_same(story, tmp_path):
    text = suggest_codebook(story.articles, of(story), story.sentences)
    assert [a["name"] for a in tomllib.loads(text)["actor"]] == [
        "Iran-backed militias",
        "Boris Miller",
    ]  # most mentions first
    (tmp_path / "codebook.toml").write_text(text)
    found = labels(*story, read(tmp_path / "codebook.toml"), of(story))
    pd.testing.assert_frame_equal(found, labels(*story, book(), of(story)))


def test_the_suggestion_counts_and_shows_what_it_found(story):
    found = labels(*story, book(), of(story))
    for entry in suggest_codebook(story.articles, of(story), story.sentences).split("[[actor]]")[1:]:
        actor = tomllib.loads(entry)["name"]
        rows = found[found["actor"] == actor]
        assert f"# places: {len(rows)}, articles: {len(set(rows['article_id']))}\n" in entry
        counts = [int(line.rpartition("# ")[2]) for line in entry.splitlines() if line.startswith("    ")]
        assert sum(counts) == len(rows)


def test_no_text_breaks_the_suggested_codebook(story):
    hostile = 'He said "no"\n[[actor]]\u2028\x07\x7f \\ end'
    articles = story.articles.assign(headline=hostile)
    sentences = story.sentences.assign(text=story.sentences["text"] + hostile)
    content = tomllib.loads(suggest_codebook(articles, of(story), sentences))
    assert content["title"] == 'He said "no" [[actor]] \\ end'
    assert {"Iran-backed militias", "Boris Miller"} <= {a["name"] for a in content["actor"]}
    assert {"Iran-backed militias", "Boris Miller"} <= {a["name"] for a in content["actor"]}
    two = articles.assign(story=["s", "t"])
    assert tomllib.loads(suggest_codebook(two, of(story), sentences))["title"] == ""


def test_nothing_to_suggest(tiny):
    c = tiny("nothing here")
    assert suggest_codebook(c.articles, of(c), c.sentences) == ""
    assert suggest_codebook(c.articles.iloc[:0], of(c).iloc[:0], c.sentences.iloc[:0]) == ""
    assert labels(*(t.iloc[:0] for t in c), book(), of(c).iloc[:0]).empty


def test_the_militias_of_the_five_articles():
    """Counted by hand in the texts: every mention of the militias, their parties and parts, and no security forces."""
    corpus = load(Path(__file__).parents[2] / "data")
    outlet = [
        (a, 0, len(t), "outlet") for a, t in zip(corpus.articles["article_id"], corpus.articles["text"], strict=True)
    ]
    voices = tables.frame(pd.DataFrame(outlet, columns=list(tables.VOICE_SPANS.columns)), tables.VOICE_SPANS)
    cut = sentences(corpus.articles)
    told = names(corpus.articles, cut, words(corpus.articles, cut))
    found = labels(corpus.articles, cut, voices, corpus.codebook, told)
    militias = found[found["actor"] == "Pro-Iran militias and parties"]
    assert militias.groupby("article_id").size().to_dict() == {
        "cbs-news": 6,
        "epoch-times": 4,
        "global-news": 15,
        "iran-international": 8,
        "statecraft": 10,
    }
    assert militias.loc[militias["article_id"] == "epoch-times", "label"].to_list() == [
        "pro-iran shiite militias",
        "pro-iranian groups",
        "iran-backed militias",
        "pro-iran militias",
    ]
