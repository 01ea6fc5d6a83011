"""From any figure back to the sentences that it counts."""

import warnings
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.compare.rates import MEAN, is_in
from analysis.spans import within
from analysis.tables import ALL_STORIES, OWN_VOICES, TableError


def evidence(
    table: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame, name: str = "this table", **filters: Any
) -> pd.DataFrame:
    """The rows of a table that have the values asked for, with outlet, story, paragraph and the whole sentence.

    ``sentence_start`` is the sentence's first character in articles.text, so that a row can be marked in it.
    ``table``: any table with article_id and start. A filter is a column and its value: ``outlet="CBS News"``,
    ``voice="outlet"``. Raises TableError for a column that is not there, and where the table has one of the new
    columns and says something else in it. Where no row is left the result is empty, and a warning names the filter
    that emptied it and the values that there are.
    """
    found = _with_sentences(table, articles, sentences, name)
    for column, value in filters.items():
        if column not in found:
            raise TableError(f"{name!r} has no column {column!r} to filter by; there are: {', '.join(found.columns)}")
        kept = found[having(found, column, value)]
        if kept.empty:
            warnings.warn(_nothing(name, column, value, found), stacklevel=3)
        found = kept
    return found.reset_index(drop=True)


def having(rows: pd.DataFrame, column: str, value: Any) -> pd.Series:
    """Which rows have a value in a column; the voice "own" is that of the outlet and of its headlines."""
    if column == "voice" and value == "own":
        return rows[column].isin(OWN_VOICES)
    return rows[column].astype("str") == str(value)


def filters_of(cell: Mapping[Any, Any]) -> dict[str, Any]:
    """The filters that find the rows behind one row of a comparison."""
    filters = {"outlet": cell["outlet"]} if "outlet" in cell else {}
    filters |= {"voice": cell["voice"]} if cell["voice"] != "all" else {}
    filters |= {"story": cell["story"]} if cell["story"] != ALL_STORIES else {}
    return filters if is_in(cell["unit"], MEAN) else filters | {cell["measure"]: cell["category"]}


def rows_behind(cell: Mapping[Any, Any], rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, as ``evidence`` gives them, that one row of a comparison counts; of an average, all with a value."""
    rows = rows[rows[cell["measure"]].notna()]
    for column, value in filters_of(cell).items():
        rows = rows[having(rows, column, value)]
    return rows


def _with_sentences(table: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame, name: str) -> pd.DataFrame:
    place = articles.set_index("article_id")[["outlet", "story"]].reindex(table["article_id"]).set_axis(table.index)
    around = within(table, sentences, ["sentence_id", "paragraph", "text", "start"])
    around = around.rename(columns={"text": "sentence", "start": "sentence_start"})
    whole = ["paragraph", "sentence_start"]
    around[whole] = around[whole].astype("Int64")  # no decimals where one is missing
    before, behind = (_new(part, table, name) for part in (place, around))
    return pd.concat([before, table, behind], axis=1)


def _new(part: pd.DataFrame, table: pd.DataFrame, name: str) -> pd.DataFrame:
    """The columns that the table lacks. TableError where it has one of them and its text says something else."""
    for column in part.columns.intersection(table.columns):
        own, found = table[column].astype("str"), part[column].astype("str")
        clash = table[column].notna() & own.ne("") & part[column].notna() & own.ne(found)
        if clash.any():
            row = clash.to_numpy().argmax()
            raise TableError(
                f"{name!r} has a column {column!r} that is not the {column} in which its rows stand (row {row}: "
                f"{own.iloc[row][:60]!r}, not {found.iloc[row][:60]!r}). Give the column another name."
            )
    return part[part.columns.difference(table.columns, sort=False)]


def _nothing(name: str, column: str, value: Any, before: pd.DataFrame) -> str:
    there = before[column].astype("str").value_counts()
    if there.empty:
        return f"{name!r} has no rows at all, so there is no evidence to show."
    listed = ", ".join(f"{v!r} ({n})" for v, n in there.head(10).items())
    more = f" and {len(there) - 10} more" if len(there) > 10 else ""
    return f"No row of {name!r} has {column}={value!r} here. The values are: {listed}{more}. Try one, or fewer filters."
