import pandas as pd
import pytest

from analysis.show.tables import explore, save

TABLE = pd.DataFrame({"=head": ["=1+1", "+cmd|' /C calc'!A0", "-5 degrees", "@x", "plain"], "n": [1, -2, 3, 4, 5]})
HARMLESS = ["'=1+1", "'+cmd|' /C calc'!A0", "'-5 degrees", "'@x", "plain"]


@pytest.mark.parametrize(("name", "read"), [("t.csv", pd.read_csv), ("t.xlsx", pd.read_excel)])
def test_formulas_leave_as_text_and_numbers_as_numbers(tmp_path, name, read):
    back = read(save(TABLE, tmp_path / name))
    assert back.iloc[:, 0].tolist() == HARMLESS
    assert back.columns[0] == "'=head"
    assert back["n"].tolist() == [1, -2, 3, 4, 5]


def test_other_endings_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"\.csv or \.xlsx"):
        save(TABLE, tmp_path / "t.pdf")


def test_explore_shows_html_as_text():
    widget = explore(pd.DataFrame({"a": ["<script>x</script>"]}))
    assert "<script>x" not in str(widget.get_state()["_dt_args"])
