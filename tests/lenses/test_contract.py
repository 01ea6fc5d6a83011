"""What every lens keeps to (see analysis/lenses/__init__.py); a new lens is held to it without any registration."""

import inspect

import pandas as pd
import pytest

from analysis import lenses, tables
from analysis.corpus import Corpus
from analysis.corpus.codebook import Codebook
from analysis.lexicons import table
from analysis.spans import within
from analysis.study import Study

KEYS = ["article_id", "sentence_id", "start", "end", "voice"]
TEXTS = {  # article: story, outlet, paragraphs; the first is the headline
    "a1": (
        "s",
        "A",
        "Drone attack wounds guards",
        "Seven guards were wounded in an attack by two drones on Sunday, officials said.",
        "Police blamed the Iran-backed militias for it. The militias denied it.",
        "“We condemn this cowardly act,” said Anna Lind, a spokeswoman.",
    ),
    "b1": (
        "s",
        "B",
        "Militias suspected after attack",
        "Pro-Iran militias are suspected. At least two people were killed, Anna Lind claimed.",
        "Lind said that the militias “must be held responsible” and that the economy apparently suffered.",
    ),
    "a2": (
        "t",
        "A",
        "Mayor slams budget",
        "Mayor Tom Berg fiercely attacked the budget on Friday. According to Berg, taxes rose by 12 percent.",
        "“It is a disgrace,” he said.",
    ),
    "b2": (
        "t",
        "B",
        "Budget passed",
        "The council accused Berg of lying. About 300 people protested, and three were arrested.",
    ),
}
NAMES = lenses.names()


def study(*articles):
    facts = dict.fromkeys(tables.ARTICLES.columns, "") | {"source_row": 0, "n_words": 0}
    rows = []
    for article in articles:
        story, outlet, headline, *paragraphs = TEXTS[article]
        own = {"article_id": article, "story": story, "outlet": outlet, "headline": headline}
        rows.append(facts | own | {"text": "\n\n".join([headline, *paragraphs])})
    nothing = tables.empty(tables.REMOVED), tables.empty(tables.PROBLEMS)
    no_actors = pd.DataFrame(columns=["actor", "name", "kind", "term"], dtype="str")
    return Study(Corpus(tables.frame(rows, tables.ARTICLES), *nothing, Codebook(no_actors, table([], "none")), ""))


@pytest.fixture(scope="module")
def whole():
    return study("a1", "b1", "a2", "b2")


@pytest.fixture(scope="module")
def parts():
    return [study("a1", "b1"), study("a2", "b2")]


def needs(name):
    return list(inspect.signature(getattr(lenses.module(name), name)).parameters)


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_is(name):
    module = lenses.module(name)
    columns = module.SCHEMA.columns
    assert module.SCHEMA.name == name
    assert list(columns)[:5] == KEYS
    assert set(module.COUNTED) | set(module.AVERAGED) <= set(columns) - set(KEYS)
    assert all(columns[c].dtype.type == tables.STRING for c in module.COUNTED)
    assert all(str(columns[c].dtype) in ("float64", "int64", "bool") for c in module.AVERAGED)
    assert all(c.description for c in columns.values())
    assert inspect.getdoc(getattr(module, name))


@pytest.mark.parametrize("name", NAMES)
def test_its_table_keeps_the_schema_and_is_in_text_order(name, whole):
    found = tables.check(getattr(whole, name), lenses.module(name).SCHEMA)
    order = {a: n for n, a in enumerate(whole.articles["article_id"])}
    places = [(order[a], s) for a, s in zip(found["article_id"], found["start"], strict=True)]
    assert places == sorted(places)
    assert len(found), "the little corpus has nothing for this lens: add a sentence that has"


@pytest.mark.parametrize("name", NAMES)
def test_every_row_points_at_text_in_its_sentence_and_voice(name, whole):
    found = getattr(whole, name)
    text = dict(zip(whole.articles["article_id"], whole.articles["text"], strict=True))
    stretches = [text[a][s:e] for a, s, e in zip(found["article_id"], found["start"], found["end"], strict=True)]
    assert all(s.strip() for s in stretches)
    assert list(found["sentence_id"]) == list(within(found, whole.sentences, ["sentence_id"])["sentence_id"])
    # A row that spans many sentences has no one voice.
    one = found[found["end"] <= within(found, whole.sentences, ["end"])["end"]]
    assert list(one["voice"]) == list(within(one, whole.voices, ["voice"])["voice"])
    if "text" in found:
        assert list(found["text"]) == stretches


@pytest.mark.parametrize("name", NAMES)
def test_it_changes_none_of_its_inputs(name, whole):
    given = {p: getattr(whole, p) for p in needs(name)}
    before = {p: t.copy(deep=True) for p, t in given.items() if isinstance(t, pd.DataFrame)}
    getattr(lenses.module(name), name)(**given)
    for p, t in before.items():
        pd.testing.assert_frame_equal(given[p], t)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_corpus_gives_an_empty_table_with_the_same_columns(name, whole):
    found = getattr(study(), name)
    assert found.empty
    pd.testing.assert_series_equal(found.dtypes, getattr(whole, name).dtypes)


@pytest.mark.parametrize("name", NAMES)
def test_a_partition_by_story_gives_a_partition_of_the_rows(name, whole, parts):
    both = pd.concat([getattr(part, name) for part in parts], ignore_index=True)
    numbers = both.select_dtypes("float64").columns
    pd.testing.assert_frame_equal(both.drop(columns=numbers), getattr(whole, name).drop(columns=numbers))
    pd.testing.assert_frame_equal(both[numbers], getattr(whole, name)[numbers], atol=1e-3)  # the model's batches


@pytest.mark.parametrize("name", NAMES)
def test_one_article_is_enough(name):
    tables.check(getattr(study("a2"), name), lenses.module(name).SCHEMA)
