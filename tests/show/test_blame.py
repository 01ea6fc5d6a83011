import pandas as pd
import pytest

from analysis.lenses.blame import SCHEMA
from analysis.show.blame import NOBODY, arrows, graph, in_words, panel, table
from analysis.tables import empty

TEXTS = {"A": ["Head", "Ann blamed Bo for it."], "B": ["Head", "Bo was not behind it."], "C": ["Head"]}


def row(outlet, accuser, accused, strength="says", **facts):
    base = {"article_id": f"s-{outlet}".lower(), "sentence_id": f"s-{outlet}:s1".lower(), "start": 6, "end": 16,
            "voice": "outlet", "source_type": "named" if accuser else "none", "zone": "body",
            "paragraph": 1}  # fmt: skip
    return base | {"accuser": accuser, "accused": accused, "strength": strength, "expression": "blamed"} | facts


@pytest.fixture
def four(made, corpus):
    blame = made(
        SCHEMA,
        row("A", "Ann", "Bo"),
        row("A", "Ann", "Bo"),
        row("A", "", "Cy", "suspects"),
        row("B", "", "Bo", "states", denied=True, denied_by="Bo"),
        row("B", "Ann", "Bo", negated=True),
    )
    return blame, *corpus(TEXTS)


def test_arrows_count_rows_and_leave_out_blame_that_is_withheld(four):
    assert arrows(*four[:2], "s").to_numpy().tolist() == [
        ["A", "Ann", "Bo", "says", False, 2],
        ["A", NOBODY, "Cy", "suspects", False, 1],
        ["B", NOBODY, "Bo", "states", True, 1],
    ]


def texts(ax):
    return [t.get_text() for t in ax.texts]


def test_a_panel_names_everybody_and_labels_its_arrows(four):
    made = arrows(*four[:2], "s")
    assert set(texts(panel(made, "A"))) == {"A", "Ann", NOBODY, "Bo", "Cy", "says ×2", "suspects"}
    assert set(texts(panel(made, "B"))) == {"B", NOBODY, "Bo", "Cy", "states, denied"}


def test_dashes_and_width_carry_strength_and_number(four):
    says, suspects = panel(arrows(*four[:2], "s"), "A").patches
    assert (says.get_linestyle(), suspects.get_linestyle()) == ("dashed", "dotted")
    assert says.get_linewidth() > suspects.get_linewidth()


def test_an_accused_stands_at_the_same_height_in_every_panel(four):
    made = arrows(*four[:2], "s")
    heights = [{t.get_text(): t.get_position()[1] for t in panel(made, o).texts} for o in ("A", "B")]
    assert heights[0]["Bo"] == heights[1]["Bo"]
    assert heights[0]["Cy"] == heights[1]["Cy"]


def test_only_a_denied_arrow_has_a_bar(four):
    made = arrows(*four[:2], "s")
    assert [len(panel(made, o).lines) - len(panel(made, o).patches) for o in ("A", "B")] == [1, 2]  # 1: under the name


def test_the_picture_is_told_in_words(four, page):
    made = arrows(*four[:2], "s")
    assert in_words(made, "A") == f"A. Ann → Bo: says, 2 rows. {NOBODY} → Cy: suspects, 1 row."
    assert in_words(made, "B") == f"B. {NOBODY} → Bo: states, told as denied, 1 row."
    read = page(graph(*four[:2]))
    assert [f["alt"] for f in read.attributes if "alt" in f] == [in_words(made, "A"), in_words(made, "B")]
    assert "No blame was found in: C. Not drawn: 1 row of blame that is told as withheld." in read.text


def test_of_many_accusers_and_accused_the_least_frequent_are_counted_together(made, corpus):
    rows = [row("A", f"Accuser {n}", f"Accused {n}") for n in range(12)]
    rows += [row("A", "Accuser 3", "Accused 3")]
    table = arrows(made(SCHEMA, *rows), corpus(TEXTS)[0], "s")
    assert table["accuser"].nunique() == table["accused"].nunique() == 8
    assert "5 others" in set(table["accuser"]) & set(table["accused"])
    assert table["n"].sum() == 13
    for side in ("left", "right"):  # those counted together stand last on both sides
        names = [t for t in panel(table, "A").texts if t.get_ha() == side and t.get_va() == "center"]
        assert max(names, key=lambda t: t.get_position()[1]).get_text() == "5 others"


def test_the_table_has_every_row_with_its_words_and_opens_the_sentence(four, page):
    made = table(*four)
    read = page(made)
    assert len(read.rows) == 1 + 5
    assert read.rows[4]["how"] == "statesdenied by Bo"
    assert read.rows[5]["how"] == "sayswithheld"
    assert read.rows[3]["accuser"] == f"{NOBODY}no source"
    assert "<mark>Ann blamed</mark> Bo for it." in made.body
    assert "Not shown: 3 rows." in page(table(*four, most=2)).text


def test_stories_have_sections_of_their_own(made, corpus, page):
    parts = [corpus(TEXTS, story=s) for s in ("s", "t")]
    articles, sentences = (pd.concat(p, ignore_index=True) for p in zip(*parts, strict=True))
    blame = made(SCHEMA, row("A", "Ann", "Bo"))
    for piece in (graph(blame, articles), table(blame, articles, sentences)):
        read = page(piece)
        assert [f["aria-label"] for f in read.attributes if f.get("class") == "story"] == ["story s"]
        assert "No blame in t." in read.text


def test_nobody_blamed_says_what_to_do(corpus):
    articles, sentences = corpus(TEXTS)
    for piece in (graph(empty(SCHEMA), articles), table(empty(SCHEMA), articles, sentences)):
        assert "blame.toml" in piece.body


def test_all_blame_withheld_draws_nothing(made, corpus, page):
    articles, _ = corpus(TEXTS)
    read = page(graph(made(SCHEMA, row("A", "Ann", "Bo", negated=True)), articles))
    assert "img" not in read.tags
    assert "No blame was found in: A, B, C." in read.text


def test_twenty_outlets_have_twenty_panels(made, corpus, many, page):
    articles, _ = corpus({o: ["head", "x" * 30] for o in many})
    read = page(graph(made(SCHEMA, *(row(o, "Ann", "Bo") for o in many)), articles))
    assert read.tags.count("img") == 20


def test_hostile_text_stays_text(made, corpus, harmless, hostile):
    articles, sentences = corpus({hostile: [hostile, hostile]}, story="s")
    facts = {"accused_as": hostile, "deed": hostile, "hedge": hostile, "denied": True, "denied_by": hostile}
    at = {"start": len(hostile) + 2, "end": len(hostile) + 9}
    blame = made(SCHEMA, row(hostile, hostile, hostile, expression=hostile, **at, **facts))
    assert hostile in next(f["alt"] for f in harmless(graph(blame, articles)).attributes if "alt" in f)
    assert hostile in harmless(table(blame, articles, sentences)).text
