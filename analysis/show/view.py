"""Choosing from a comparison what one picture or one table shows."""

import pandas as pd

from analysis.compare.rates import SHARE, is_in
from analysis.show.html import number, percent
from analysis.tables import ALL_STORIES

FIELDS = {"measure": None, "unit": None, "voice": "all", "story": ALL_STORIES}  # field → what goes before the first


def view(comparison: pd.DataFrame, **chosen: str) -> pd.DataFrame:
    """The rows of a comparison that have one measure, one unit, one voice and one story.

    What is not ``chosen`` by name is the first that the table has; all voices and all stories go before. Averages
    (category "") of one lens stay together: each measure is then a category of its own.

    Raises ValueError with what there is, where nothing has the chosen value.
    """
    table = comparison
    for field, before in FIELDS.items():
        there = list(dict.fromkeys(table[field]))
        if field not in chosen and field == "measure" and (table["category"] == "").all():
            table = table.assign(category=table["measure"])
            continue
        if field in chosen and chosen[field] not in there and len(there):
            raise ValueError(f"the comparison has no {field} {chosen[field]!r}; it has: {', '.join(there)}")
        wanted = chosen.get(field, before if before in there else next(iter(there), ""))
        table = table[table[field] == wanted]
    unknown = set(chosen) - set(FIELDS)
    if unknown:
        raise ValueError(f"a view is chosen by {', '.join(FIELDS)}; not by {', '.join(sorted(unknown))}")
    return table.reset_index(drop=True)


def categories(table: pd.DataFrame, most: int) -> list[str]:
    """The categories of a view with the most evidence rows, at most ``most``, the largest first."""
    rows = table.groupby("category", sort=False)["n_rows"].sum()
    return list(rows.sort_values(ascending=False, kind="stable").index[:most])


def label(name: str) -> str:
    """A name from the tables as a reader reads it: "human_interest" → "human interest"."""
    return str(name).replace("_", " ")


def figure(value: float, unit: str) -> str:
    """A value of a comparison as a reader wants it: shares in per cent, others with one decimal, below 1 with two.

    >>> figure(0.25, "share of rows"), figure(6.0, "per 1,000 words"), figure(-0.08, "mean"), figure(0.0, "mean")
    ('25 %', '6.0', '−0.08', '0')
    """
    if is_in(unit, SHARE):
        return percent(value)
    return f"{value:,.1f}".replace("-", "−") if 1 <= abs(value) < 100 else number(value)
