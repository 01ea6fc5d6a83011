"""Pictures: what is drawn, what is said of it, what leaves as a file."""

from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.show.plots import _address, alt_text, chart, outlet_colours, outlet_marks, picture, strip
from analysis.tables import COMPARISON, frame


def comparison(**values):
    rows = [
        {"lens": "framing", "measure": "frame", "category": category, "voice": "all", "story": "all", "outlet": outlet,
         "value": value, "unit": "per 1,000 words", "n_articles": 1, "n_rows": n, "low": None, "high": None,
         "method": ""}
        for category, cells in values.items()
        for outlet, (value, n) in cells.items()
    ]  # fmt: skip
    return frame(rows, COMPARISON)


STUDY = SimpleNamespace(colours=outlet_colours(["A", "B", "$\\frac{", "<b>B</b>"]))
TWO = comparison(conflict={"A": (12.5, 5), "B": (0.0, 0)}, morality={"A": (2.0, 1), "B": (4.0, 2)})


def test_alternative_text_has_every_number():
    assert alt_text(TWO) == (
        "frame, per 1,000 words. conflict: A 12.5 (5 rows), B 0 (0 rows). morality: A 2.0 (1 row), B 4.0 (2 rows)."
    )


def test_an_outlet_keeps_its_colour_and_mark_in_any_order():
    assert outlet_colours(["A", "B"]) == outlet_colours(["B", "A", "B"])
    assert list(outlet_colours(["B", "A"])) == ["B", "A"]  # the order of the corpus
    assert outlet_colours(["A", "B"], {"A": "#123456", "B": "no colour"}) == outlet_colours("AB") | {"A": "#123456"}
    many = [f"outlet {n}" for n in range(40)]
    looks = list(zip(outlet_colours(many).values(), outlet_marks(many).values(), strict=True))
    assert len(set(looks)) == 40


def test_a_picture_leaves_as_svg_and_png_with_its_numbers(tmp_path):
    made = chart(STUDY, TWO)
    for ending, head in ((".svg", b"<?xml"), (".png", b"\x89PNG")):
        path, data = made.save(tmp_path / f"frames{ending}")
        assert path.read_bytes().startswith(head)
        assert pd.read_csv(data)["value"].to_list() == [12.5, 0.0, 2.0, 4.0]


def test_the_same_table_gives_the_same_picture():
    assert chart(STUDY, TWO).body == chart(STUDY, TWO).body


def test_no_rows_no_picture():
    assert "Nothing to draw" in chart(STUDY, TWO.iloc[:0]).body


def test_names_are_text_and_no_formula():
    made = chart(STUDY, comparison(conflict={"$\\frac{": (1.0, 1), "<b>B</b>": (2.0, 2)}))
    assert "<b>B" not in made.body


@pytest.mark.parametrize("n", [1, 12, 100])
def test_strip_draws_its_ten_longest_only(n):
    articles = pd.DataFrame(
        {"article_id": [f"a{i}" for i in range(n)], "outlet": [f"o{i}" for i in range(n)], "text": "word " * 50}
    )
    spans = pd.DataFrame({"article_id": ["a0"], "start": [0], "end": [4], "frame": ["conflict"]})
    axes = strip(articles, spans, "frame", outlet_colours(articles["outlet"]))
    assert len(axes.get_yticks()) == min(n, 10)
    picture(axes, "alt 1")


def test_letters_keep_their_size():
    assert "scale(0.015625)" in _address("<svg><g transform='scale(0.015625) translate(12.34567 3)'/></svg>")
    assert "translate(12.34 3)" in _address("<svg><g transform='scale(0.015625) translate(12.34567 3)'/></svg>")
