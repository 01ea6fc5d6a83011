"""Tables to explore in a notebook, and tables to hand on."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.show.html import Html, counted, html_table, joined, nothing, number, scroll, small_print

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula


def table(rows: pd.DataFrame, caption: str = "", columns: Sequence[str] = (), most: int = 25) -> Html:
    """A table for reading: its first ``most`` rows as text, numbers at the right; all columns or those named."""
    rows = rows[list(columns)] if columns else rows
    if rows.empty:
        return nothing(f"{caption or 'The table'}: no rows.")
    numeric = [pd.api.types.is_numeric_dtype(t) and not pd.api.types.is_bool_dtype(t) for t in rows.dtypes]
    lines = [[_shown(v) for v in row] for row in rows.head(most).itertuples(index=False, name=None)]
    names = [str(c).replace("_", " ") for c in rows.columns]
    made = html_table(lines, names, caption, classes=["n" if n else "" for n in numeric])
    rest = len(rows) - most
    more = small_print(f"And {counted(rest, 'more row')}.") if rest > 0 else None
    return Html(joined(scroll(made, caption or "table"), more), rows.head(most).to_string(index=False))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number(value) if isinstance(value, float) else "–" if pd.isna(value) else str(value)


def explore(table: pd.DataFrame, caption: str = "") -> Any:
    """The table as a widget that sorts, filters by column and searches; for work, not for the report.

    Cells are text: HTML in them is shown, not run. The script comes with the package, so no network is needed.
    """
    from itables.widget import ITable

    return ITable(table.reset_index(drop=True), caption=caption or None, column_filters="header", showIndex=False)


def defused(table: pd.DataFrame) -> pd.DataFrame:
    """The table with an apostrophe before every text that a spreadsheet would take for a formula.

    >>> defused(pd.DataFrame({"headline": ["=1+1", "War"]}))["headline"].to_list()
    ["'=1+1", 'War']
    """
    texts = table.select_dtypes(include=["str", "object"]).columns
    return table.assign(**{c: table[c].map(_harmless) for c in texts}).rename(columns=_harmless)


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def save(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a table for a spreadsheet: .csv or .xlsx, with formulas in its texts defused. Returns the path.

    For a further program take ``python -m analysis tables``, which writes texts exactly as they are.
    """
    path = Path(path)
    if path.suffix == ".csv":
        defused(table).to_csv(path, index=False)
    elif path.suffix == ".xlsx":
        defused(table).to_excel(path, index=False)
    else:
        raise ValueError(f"A table is saved as .csv or .xlsx; not as {path.suffix or 'a file without an ending'!r}.")
    return path
