import pandas as pd
import pytest

from analysis import lexicons
from analysis.lexicons import LexiconError, find, read, table


def hits(text, *groups):
    lexicon = table([{"category": c, "reason": "r", "terms": t} for c, *t in groups], "here")
    found = find(pd.DataFrame({"article_id": ["a"], "text": [text]}), lexicon)
    assert all(text[r.start : r.end] == r.text for r in found.itertuples())
    return list(zip(found["text"], found["category"], strict=True))


def test_open_ending_and_phrase():
    assert hits("They clashed and pointed the finger.", ("c", "clash*", "point* the finger")) == [
        ("clashed", "c"),
        ("pointed the finger", "c"),
    ]


def test_longest_of_a_category_but_all_categories():
    assert hits("pro-Iran militias", ("x", "pro-Iran", "pro-Iran militias"), ("y", "pro-Iran")) == [
        ("pro-Iran militias", "x"),
        ("pro-Iran", "y"),
    ]


def test_capitals_in_a_term_count_and_apostrophes_do_not():
    assert hits("US told us don’t", ("c", "US", "don't")) == [("US", "c"), ("don’t", "c")]


def test_a_word_stands_for_its_possessive_but_not_for_other_endings():
    assert hits("Iraq’s army, Iraqis", ("c", "Iraq", "Iraq army")) == [("Iraq’s army", "c")]
    assert hits("the group's", ("c", "group's")) == [("group's", "c")]


def test_no_part_of_a_word():
    assert hits("reclash clashing", ("c", "clash")) == []


def test_empty_corpus_and_empty_lexicon():
    assert hits("") == []
    none = pd.DataFrame({"article_id": pd.Series([], dtype=str), "text": pd.Series([], dtype=str)})
    found = find(none, table([{"category": "c", "reason": "r", "terms": ["a"]}], "here"))
    assert found.empty
    assert list(found) == ["article_id", "start", "end", "text", "category", "reason", "term"]


def test_errors_name_the_file_and_the_fix(tmp_path):
    with pytest.raises(LexiconError, match="The package has"):
        read("no-such")
    bad = tmp_path / "bad.toml"
    bad.write_text("[[group]\n")
    with pytest.raises(LexiconError, match="line 1"):
        read(bad)
    bad.write_text('[[group]]\ncategory = "c"\nterms = ["x"]\n')
    with pytest.raises(LexiconError, match="group 1 has no 'reason'"):
        read(bad)


@pytest.mark.parametrize("path", sorted(lexicons.HERE.glob("*.toml")), ids=lambda p: p.stem)
def test_every_lexicon_says_what_it_is(path):
    facts = lexicons.read_toml(path)
    assert all(facts.get(key) for key in ("title", "source", "licence"))
    assert len(read(path))
