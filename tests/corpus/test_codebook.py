import pytest

from analysis.corpus.codebook import read
from analysis.lexicons import LexiconError

BOTH = """
[[actor]]
id = "militias"
name = "Iran-backed militias"
names = ["militia*", "Kataib Hezbollah"]
labels = ["pro-Iran militias"]

[[group]]
category = "election dispute"
reason = "The vote."
terms = ["election*", "recount*"]
"""


def test_actors_and_frames(tmp_path):
    (tmp_path / "codebook.toml").write_text(BOTH)
    codebook = read(tmp_path / "codebook.toml")
    assert codebook.actors.to_dict("split")["data"] == [
        ["militias", "Iran-backed militias", "name", "militia*"],
        ["militias", "Iran-backed militias", "name", "Kataib Hezbollah"],
        ["militias", "Iran-backed militias", "label", "pro-Iran militias"],
    ]
    assert codebook.actors.columns.tolist() == ["actor", "name", "kind", "term"]
    assert codebook.frames[["category", "term"]].to_numpy().tolist() == [
        ["election dispute", "election*"],
        ["election dispute", "recount*"],
    ]


def test_none_is_empty_with_the_same_columns(tmp_path):
    codebook = read(tmp_path / "codebook.toml")
    assert codebook.actors.columns.tolist() == ["actor", "name", "kind", "term"]
    assert codebook.frames.columns.tolist() == ["category", "reason", "term"]
    assert len(codebook.actors) == len(codebook.frames) == 0


GROUP = "[[group]]\ncategory = 'a'\nreason = 'b'\nterms = ['c']\n[[ group ]]\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[actor]]\nid = \n", "line 2"),
        ("[actor]\nid = 'x'", "two brackets"),
        ("[[actors]]\nid = 'x'", "'actors' is not known"),
        ("[[actor]]\nname = 'x'", "actor 1 has no id"),
        ("[[actor]]\nid = 'x'\nnames = ['a']", "actor 'x' has no name"),
        ("[[actor]]\nid = 'x'\nname = 'X'", "'x' has no terms"),
        ("[[actor]]\nid = 'x'\nname = 'X'\nnames = 'a'", "names must be a list"),
        ("[[actor]]\nid='x'\nname='X'\nnames=['a']\n[[actor]]\nid='x'\nname='Y'\nnames=['b']", "stands twice"),
        ("[[actor]]\nid = 'x'\nname = 'X'\nlabels = ['*']", "line 4: actor 'x': labels must be a list of words"),
        ("[[group]]\ncategory = 'x'\nreason = 'y'", "line 1: group 1 has no 'terms'"),
        (
            GROUP + "category = 'x'\nreason = 'y'\nterms = 'police'",
            "line 8: group 2 has terms = 'police'; write a list",
        ),
        (
            GROUP + "category = 'x'\nreason = 'y'\nterms = ['a', ' ']",
            "line 8: group 2 has the term ' ', which names no",
        ),
        (GROUP + "category = 'x'\nreason = 'y'\nterms = ['*']", "line 8: group 2 has the term '\\*'"),
        (GROUP + "category = 'x'\nreason = 'y'\nterms = [1]", "line 8: group 2 has the term 1"),
        (GROUP + "category = 5\nreason = 'y'\nterms = ['a']", "line 6: group 2 needs words as its 'category'"),
        (GROUP + "start = 5\ncategory='x'\nreason = 'y'\nterms = ['a']", "line 6: group 2 has a key 'start'"),
        ("x = " + "[" * 2000 + "]" * 2000, "not valid TOML"),
    ],
)
def test_a_broken_codebook_says_where(tmp_path, text, says):
    (tmp_path / "codebook.toml").write_text(text)
    with pytest.raises(LexiconError, match=says) as error:
        read(tmp_path / "codebook.toml")
    assert "codebook.toml" in str(error.value)


def test_a_byte_order_mark_is_no_part_of_it(tmp_path):
    (tmp_path / "codebook.toml").write_text(BOTH, encoding="utf-8-sig")
    assert len(read(tmp_path / "codebook.toml").actors) == 3


@pytest.mark.parametrize("terms", ["police", [" "], [1]])
def test_terms_given_in_a_notebook_are_checked_too(tmp_path, terms):
    with pytest.raises(LexiconError, match="'water' must be a list of words"):
        read(tmp_path / "codebook.toml").adding(frames={"water": terms})


def test_the_title_of_the_event(tmp_path):
    path = tmp_path / "codebook.toml"
    path.write_text('title = "The attack on\\n the residence"\n' + BOTH)
    assert read(path).title == "The attack on the residence"
    assert read(path).adding(frames={"water": ["tigris"]}).title == "The attack on the residence"
    path.write_text(BOTH)
    assert read(path).title == ""
    path.write_text("title = 7\n")
    with pytest.raises(LexiconError, match="title is 7; write the title of the event"):
        read(path)
