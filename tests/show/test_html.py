"""HTML is made in one place, and text of a corpus is text wherever it stands."""

import ast
import re
from pathlib import Path

import pytest

from analysis.show.html import Html, html_table, joined, marked, percent, tag

SHOW = Path(__file__).parents[2] / "analysis" / "show"
HOSTILE = "<b>&\"'"
SAFE = "&lt;b&gt;&amp;&#34;&#39;"


def texts(path):
    """The strings of a module that are no docstrings, with their lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documents = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", sorted(SHOW.glob("*.py")), ids=lambda p: p.name)
def test_no_module_writes_tags_by_hand(path):
    by_hand = [(line, text) for line, text in texts(path) if re.search(r"</?[a-z]", text)]
    allowed = {"html.py": 3, "plots.py": 3}.get(path.name, 0)  # tag itself and the style; what an SVG is cut by
    assert len(by_hand) <= allowed, by_hand
    if path.name != "html.py":
        assert "Markup(f" not in path.read_text(encoding="utf-8")


def test_texts_are_escaped_and_markup_stays():
    cell = tag("b", HOSTILE, title=HOSTILE)
    assert cell == f'<b title="{SAFE}">{SAFE}</b>'
    assert tag("p", [cell, None, HOSTILE], Html(cell)) == f"<p>{cell}{SAFE}{cell}</p>"
    assert joined([HOSTILE, cell], between="<") == f"{SAFE}&lt;{cell}"
    assert "<b>" not in joined(f"{cell}{HOSTILE}")  # a string that was put together is text


def test_attributes_as_they_are_written():
    assert tag("td", class_="n", data_name="a", id=None, hidden=False) == '<td class="n" data-name="a"></td>'
    assert tag("img", alt="x") == '<img alt="x">'
    assert tag("a", tabindex=0) == '<a tabindex="0"></a>'


def test_a_table_escapes_every_part():
    made = html_table([[HOSTILE, HOSTILE]], [HOSTILE, HOSTILE], HOSTILE, headed=True, label=HOSTILE)
    assert "<b>" not in made
    assert made.count(SAFE) == 7  # label, caption, two heads, row, cell and the cell's name


def test_a_mark_in_hostile_text():
    assert marked("<i>x</i>", 3, 4) == "&lt;i&gt;<mark>x</mark>&lt;/i&gt;"


def test_shares_in_per_cent():
    assert [percent(x) for x in (0, 0.005, 0.994, 1, float("nan"))] == ["0 %", "0 %", "99 %", "100 %", "–"]
