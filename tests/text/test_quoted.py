"""Quotations: the 56 of the five articles, every kind of mark, and properties of any text."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import tables
from analysis.corpus import load
from analysis.text.quoted import quoted
from analysis.text.sentences import sentences

ROOT = Path(__file__).parents[2]


def _quoted(text: str) -> pd.DataFrame:
    articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    return quoted(articles, sentences(articles))


def test_the_56_of_the_five_articles_and_no_other() -> None:
    articles = load(ROOT / "data").articles
    found = quoted(articles, sentences(articles))
    labels = pd.read_csv(ROOT / "tests/data/five_quotes.csv", comment="#", keep_default_na=False)
    assert len(labels) == 56
    for article_id, rows in labels.groupby("article_id"):
        assert found.loc[found["article_id"] == article_id, "text"].tolist() == rows["text"].tolist()
    assert found["closed"].all()
    assert found.loc[found["continues"] != "", "text"].tolist() == ["Long live Iraq."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Go,” he said.", ["Go,"]),
        ('"Go," he said. "Now."', ["Go,", "Now."]),
        ('“I am fine. Thank god."', ["I am fine. Thank god."]),
        ("‘We lost,’ he said. ‘The militias’ leaders won’t.’", ["We lost,", "The militias’ leaders won’t."]),
        ("the militias' leaders said 'go' to the boys' club", ["go"]),
        ("„Hallo“, ‚nein‘, «Oui», »Ja«, ‹a›", ["Hallo", "nein", "Oui", "Ja", "a"]),
        ("``Quoted'' text", ["Quoted"]),
        ("don’t militias’ ’90s rock ’n’ roll Iraq‘s rock 'n' roll the '90s", []),
        ('He is 6\'2" tall and has a 5" screen.', []),
        ('"He is 6\'2" tall," she said. "No."', ["He is 6'2\" tall,", "No."]),
        ('She said,"We go,"he said', ["We go,"]),
        ("« Il part », dit-il.", [" Il part "]),
        ("He left.” She stayed.", []),
        ("“” \"\" ''", []),
        ("'Tis the season, he said, 'em all", []),
    ],
)
def test_marks(text: str, expected: list[str]) -> None:
    assert _quoted(text)["text"].tolist() == expected


def test_nested() -> None:
    table = _quoted("“He said, ‘I won’t.’ And he did not,” she said.")
    assert table["text"].tolist() == ["He said, ‘I won’t.’ And he did not,", "I won’t."]
    assert table["inside"].tolist() == ["", "a:q0"]
    assert table["mark"].tolist() == ["“", "‘"]


def test_goes_on_over_paragraphs() -> None:
    table = _quoted("“One.\n\n“Two.\n\n“Three,” he said.\n\n“Four.”")
    assert table["text"].tolist() == ["One.", "Two.", "Three,", "Four."]
    assert table["continues"].tolist() == ["", "a:q0", "a:q1", ""]
    assert table["closed"].all()
    assert table["paragraph"].tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("He said “we left.\n\nThe rest goes on.", "we left."),
        ("“We left, he said. The rest goes on.", "We left,"),
        ("“We left. “And stayed,” he said.", "We left."),
    ],
)
def test_missing_closing_mark(text: str, ends: str) -> None:
    first = _quoted(text).iloc[0]
    assert first["text"] == ends
    assert not first["closed"]


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="as5 ,.\n“”„\"'‘’‚«»‹›`", max_size=120))
def test_exact_and_never_crossing(text: str) -> None:
    articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    before = articles.copy(deep=True)
    table = quoted(articles, sentences(articles))
    pd.testing.assert_frame_equal(articles, before)
    spans = {r.quote_id: (r.start, r.end) for r in table.itertuples()}
    rows = list(table.itertuples())
    for n, row in enumerate(rows):
        assert text[row.start : row.end] == row.text != ""
        assert text[row.start - len(row.mark) : row.start] == row.mark
        assert "\n\n" not in row.text
        assert row.sentence_id
        if row.inside:
            assert spans[row.inside][0] < row.start <= row.end <= spans[row.inside][1]
        for other in rows[n + 1 :]:
            assert other.start >= row.end or other.end <= row.end


@pytest.mark.parametrize("unit", ["“a ", "' ", "« “a ‘b ", '"a ', "“\n"])
def test_many_marks(unit: str) -> None:
    _quoted(unit * 5_000)


def test_deep_nesting_is_cut() -> None:
    assert len(_quoted("“" * 5000 + "x" + "”" * 5000)) < 20


def test_no_articles() -> None:
    none = tables.empty(tables.ARTICLES)
    table = quoted(none, sentences(none))
    assert table.dtypes.equals(tables.empty(tables.QUOTED).dtypes)
