"""One name a person or body, in an article and across the articles of a story."""

import pytest

from analysis.attribution.attributions import attributions
from analysis.grammar.entities import body_key, surname

WHO = "Prime Minister Mustafa al-Kadhimi was unharmed."


def speakers(m):
    return attributions(*m)["speaker"].tolist()


@pytest.mark.parametrize(
    "source",
    [
        "al-Kadhimi", "Kadhimi", "Al Kadhimi", "al-Khadimi", "Al-Kadhimi", "Mr. Kadhimi", "el-Kadhimi",
        "Prime Minister al-Kadhimi", "the prime minister", "The Prime Minister", "he", "Al‑Kadhimi",
    ],
)  # fmt: skip
def test_spellings_titles_roles_and_pronouns_of_one_person(marked, source):
    m = marked(f"{WHO} Later <s>{source}</s> <c>said</c> <k>that all was well</k>.")
    assert speakers(m) == ["Mustafa al-Kadhimi"]


def test_accents_and_apostrophes(marked):
    m = marked(
        "<s1>Mélanie Joly</s1> and Sean O’Neill met. <s2>Melanie Joly</s2> <c2>said</c2> <k2>yes</k2>, "
        "<s3>O'Neill</s3> <c3>said</c3> <k3>no</k3>."
    )
    assert speakers(m)[1:] == ["Mélanie Joly", "Sean O’Neill"]


def test_he_and_she_go_by_what_the_text_tells(marked):
    m = marked(
        "Hillary Clinton met Donald Trump on Monday. <s1>She</s1> <c1>said</c1> <k1>it was short</k1>. "
        "<s2>He</s2> <c2>said</c2> <k2>it was great</k2>."
    )
    assert speakers(m) == ["Hillary Clinton", "Donald Trump"]


def test_a_name_inside_a_quotation_is_not_who_speaks_next(marked):
    m = marked("<s1>Ann Lee</s1> <c1>arrived</c1>. <k2>“I saw Mary Poe there,”</k2> <s2>she</s2> <c2>said</c2>. ")
    assert speakers(m)[1] == "Ann Lee"


def test_the_spokesman_is_the_one_before(marked):
    m = marked(
        "<s1>An army spokesman</s1> <c1>said</c1> <k1>all was calm</k1>. Guards were doubled, "
        "<s2>the spokesman</s2> <c2>said</c2> <k2>later</k2>."
    )
    assert speakers(m) == ["army spokesman", "army spokesman"]


def test_it_and_the_ministry_are_the_body_before(marked):
    m = marked(
        "<s1>The Iraqi Interior Ministry</s1> <c1>stated</c1> <k1>that three were hurt</k1>. However, "
        "<s2>it</s2> <c2>noted</c2> <k2>more</k2>. Later <s3>the Ministry</s3> <c3>clarified</c3> <k3>that</k3>."
    )
    assert speakers(m) == ["Iraqi Interior Ministry"] * 3


def test_the_statement_speaks_for_whoever_made_it(marked):
    m = marked(
        "<k1>“No,”</k1> <s1>Mélanie Joly, Canada’s Minister of Foreign Affairs,</s1> <c1>said</c1> in a statement.\n\n"
        "<k2>“Now is the time,”</k2> <s2>the statement</s2> <c2>added</c2>."
    )
    assert speakers(m) == ["Mélanie Joly", "Mélanie Joly"]


def test_i_in_a_quotation_is_the_one_quoted(marked):
    m = marked("<k1>“<s2>I</s2> <c2>believe</c2> <k2>in it</k2>,”</k1> <s1>Ned Price</s1> <c1>said</c1>.")
    assert speakers(m) == ["Ned Price", "Ned Price"]


def test_a_surname_alone_takes_the_full_name_from_the_storys_other_articles(marked):
    m = marked(a="<s>Price</s> <c>said</c> <k>no</k>.", b="<s>Ned Price</s> <c>said</c> <k>no</k>.")
    assert speakers(m) == ["Ned Price", "Ned Price"]


def test_two_people_of_one_surname_stay_two(marked):
    m = marked(
        "Bill Clinton met Hillary Clinton. <s1>Mr. Clinton</s1> <c1>said</c1> <k1>yes</k1>. "
        "<s2>Mrs. Clinton</s2> <c2>said</c2> <k2>no</k2>."
    )
    assert speakers(m) == ["Bill Clinton", "Hillary Clinton"]


def test_father_and_son_stay_two_where_an_article_names_both(marked):
    m = marked(
        "<s1>Donald Trump</s1> <c1>said</c1> <k1>yes</k1>. <s2>Donald Trump Jr.</s2> <c2>said</c2> <k2>no</k2>. "
        "<s3>Mr. Trump</s3> <c3>said</c3> <k3>so</k3>, and Donald Trump went. <s4>Trump Jr.</s4> <c4>said</c4> "
        "<k4>why</k4>."
    )
    assert speakers(m) == ["Donald Trump", "Donald Trump Jr", "Donald Trump", "Donald Trump Jr"]


def test_jr_alone_makes_no_second_person(marked):
    m = marked(
        "<s1>Joseph R. Biden Jr.</s1> <c1>said</c1> <k1>yes</k1>. <s2>Joe Biden</s2> <c2>said</c2> <k2>no</k2>. "
        "<s3>Mr. Biden</s3> <c3>said</c3> <k3>so</k3>."
    )
    assert speakers(m) == ["Joseph R. Biden Jr"] * 3


@pytest.mark.parametrize(
    ("before", "who"),
    [
        ("There was no word on the attack, but suspicion fell on Iran-backed militias", "Iran-backed militias"),
        ("It began a battle among senators", "senators"),
        ("The movement is made up of people of colour,", "people of colour"),
        ("It stood in a note of the team’s thinking by a former aide,", "former aide"),
    ],
)
def test_who_is_the_phrase_before_it(marked, before, who):
    m = marked(f"{before} <s>who</s> <c>say</c> <k>no</k>.")
    assert speakers(m) == [who]


def test_a_subject_that_means_nobody_is_not_looked_for_again(marked):
    m = marked("<c1>Calling</c1> <k1>it war</k1>, <s2>Monday</s2> <c2>said</c2> <k2>no</k2>.")
    assert speakers(m) == ["", ""]


def test_a_country_has_one_name(marked):
    m = marked("<s1>The U.S.</s1> <c1>denied</c1> <k1>it</k1>, <s2>the United States</s2> <c2>said</c2> <k2>so</k2>.")
    assert speakers(m) == ["United States", "United States"]


def test_surnames():
    assert surname("Mustafa al-Kadhimi") == surname("Mustafa Al-Kadhimi") == ("mustafa", "kadhimi")
    assert surname("Abdel Fattah el-Sissi")[1] == "sissi"


def test_body_keys():
    assert body_key("Iraq’s Interior Ministry") == body_key("the Iraqi Interior Ministry")
    assert body_key("the U.S.") == body_key("United States")


def test_a_word_before_the_name_is_no_given_name(marked):
    m = marked(
        "Barack Obama spoke. Barack Obama left. The team cheered. It was Team Obama that won. "
        "<s1>Obama</s1> <c1>said</c1> <k1>so</k1>."
    )
    table = m.names[m.names["form"] == "name"]
    assert set(table.loc[table["text"].str.endswith("Obama"), "name"]) == {"Barack Obama"}
    assert "Team Obama" not in set(table["text"])
    assert speakers(m) == ["Barack Obama"]
