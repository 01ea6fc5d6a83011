"""Who is meant: by name over a story, by description and pronoun in an article, or nobody known."""

import pytest

from analysis.grammar.entities import same_given
from analysis.grammar.names import meant


def called(names, text, article="a0"):
    """The names that the mentions of these words have."""
    rows = names[(names["article_id"] == article) & (names["text"].str.lower() == text.lower())]
    return rows["name"].tolist()


def test_one_name_over_the_articles_of_a_story(read):
    *_, names = read(
        "Prime Minister Mustafa al-Kadhimi survived. Kadhimi spoke later.",
        "Officials met al-Kadhimi in Baghdad.",
    )
    people = names[names["kind"] == "person"]
    assert set(people.loc[people["form"] == "name", "name"]) == {"Mustafa al-Kadhimi"}
    assert names.loc[names["text"] == "Mustafa al-Kadhimi", "title"].tolist() == ["Prime Minister"]


def test_places_and_offsets_are_exact(read):
    articles, _, _, names = read("The Iraqi Interior Ministry said that Ned Price met officials from Iran in Geneva.")
    text = articles["text"].iloc[0]
    assert [text[a:b] for a, b in zip(names["start"], names["end"], strict=True)] == names["text"].tolist()
    assert (names["head_start"] >= names["start"]).all()
    assert (names["head_end"] <= names["end"]).all()
    kinds = dict(zip(names["text"], names["kind"], strict=True))
    assert kinds["Ned Price"] == "person"
    assert kinds["Iran"] == kinds["Geneva"] == "place"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("joe", "joseph", True), ("j", "joseph", True), ("james", "john", False), ("bill", "hillary", False),
     ("bill", "william", True), ("mike", "michael", True), ("donald", "melania", False)],
)  # fmt: skip
def test_given_names_that_may_be_one_persons(one, other, same):
    assert same_given(one, other) is same


def test_two_given_names_are_two_people(read):
    *_, names = read("James Smith met John Smith on Monday. John Smith left. James Smith stayed.")
    assert set(names.loc[names["form"] == "name", "name"]) == {"James Smith", "John Smith"}


def test_subject_and_object_of_one_verb_are_not_the_same(read):
    *_, names = read("Julian Assange was arrested. The judge called Assange a narcissist.")
    assert "Julian Assange" not in called(names, "the judge")


def test_the_owner_is_not_what_he_owns(read):
    *_, names = read("Julian Assange was arrested. Assange's lawyer spoke to reporters.")
    rows = names[names["text"].str.contains("lawyer")]
    assert "Julian Assange" not in rows["name"].tolist()


def test_somebody_new_is_nobody_of_before(read):
    *_, names = read("An army spokesman said so. A spokesman for the mayor denied it.")
    rows = names[names["text"].str.contains("spokesman")]
    assert rows["entity_id"].nunique() == 2


def test_a_description_goes_back_to_the_last_so_described(read):
    *_, names = read("An army spokesman said so. Guards were doubled. The spokesman left.")
    rows = names[names["text"].str.contains("spokesman")]
    assert rows["entity_id"].nunique() == 1
    assert rows["decided_by"].tolist()[-1] in ("description", "coreference")


def test_a_name_beside_a_description(read):
    *_, names = read("Iran's top security official, Ali Shamkhani, condemned it.")
    row = names[names["text"].str.contains("official")].iloc[0]
    assert row["name"] == "Ali Shamkhani"
    assert row["decided_by"] == "apposition"


def test_a_pronoun_that_means_nobody_here(read):
    *_, names = read("They left. It rained.")
    assert called(names, "they") == [""]


def test_who_is_meant_by_a_stretch_of_text(read):
    articles, _, _, names = read("Mayor Ann Lee spoke. She left.")
    text = articles["text"].iloc[0]
    spans = names.iloc[:0][["article_id", "start", "end"]].copy()
    spans.loc[0] = ["a0", 0, text.index(" spoke")]
    spans.loc[1] = ["a0", text.index("spoke"), text.index("spoke") + 5]
    assert meant(spans, names)["name"].tolist() == ["Ann Lee", ""]
