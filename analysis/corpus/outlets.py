"""What is known of the outlets: ``outlets.csv`` beside the articles, one row an outlet.

Columns: ``outlet`` (its name as the articles have it) and any of ``country``, ``owner``, ``kind`` (agency, broadcaster,
newspaper …), ``lean``, ``group`` (whatever the analyst wants to compare) and ``colour`` (#rrggbb, for pictures).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
from rapidfuzz import fuzz, process

from analysis.corpus import tabular
from analysis.corpus.files import Problem, problem
from analysis.tables import OUTLETS, frame

NAME = "outlets.csv"
GIVEN = ("country", "owner", "kind", "lean", "group", "colour")
COLOUR = re.compile("#[0-9a-f]{6}", re.IGNORECASE)


def read(folder: Path, articles: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """The outlets of a corpus, columns as OUTLETS, and what is wrong with ``outlets.csv``.

    Every outlet of the articles has a row: those of the file first, in its order, then the others by name. What is
    not given, or cannot be used, is "".
    """
    file, known = folder / NAME, sorted(articles["outlet"].unique())
    rows, problems = _rows(file, known) if file.is_file() else ([], [])
    given = pd.DataFrame(rows, columns=["outlet", *GIVEN])
    dates = articles.assign(published=articles["published"].str[:10].replace("", None)).groupby("outlet")["published"]
    found = articles.groupby("outlet").size().rename("n_articles").to_frame()
    found = found.assign(first=dates.min(), last=dates.max()).reset_index()
    table = given.merge(found, on="outlet", how="outer", sort=False).fillna("")
    place = {outlet: n for n, outlet in enumerate(given["outlet"])}
    order = table.assign(place=table["outlet"].map(place).fillna(len(place))).sort_values(["place", "outlet"])
    return frame(order, OUTLETS), problems


def _rows(file: Path, known: list[str]) -> tuple[list[dict[str, str]], list[Problem]]:
    """The rows of the file that can be used, and a problem for everything that cannot."""
    try:
        table = tabular.read(file)
    except tabular.TableFileError as error:
        return [], [problem(NAME, 0, f"it cannot be read: {error}", "save it as CSV in UTF-8; it was not used")]
    columns = {c: c.strip().lower() for c in table.columns}
    problems = [problem(NAME, f.row, f.problem, f.advice) for f in table.faults]
    problems += [_unknown(c) for c, ours in columns.items() if ours not in ("outlet", *GIVEN)]
    if "outlet" not in columns.values():
        what = f"it has no column 'outlet'; its columns are: {', '.join(table.columns)}"
        return [], [*problems, problem(NAME, 0, what, "name the column with the outlets 'outlet'; it was not used")]
    rows: list[dict[str, str]] = []
    for number, values in table.rows:
        row = {ours: " ".join(values[theirs].split()) for theirs, ours in columns.items()}
        odd = _odd(number, row, known, [r["outlet"] for r in rows])
        problems += odd
        if not any(p["column"] == "outlet" for p in odd):
            rows.append({c: row.get(c, "") for c in ("outlet", *GIVEN)})
    return rows, problems


def _unknown(column: str) -> Problem:
    near = _nearest(column.lower(), ("outlet", *GIVEN))
    advice = f"rename it to {near!r}" if near else f"the columns are outlet, {', '.join(GIVEN)}"
    return problem(NAME, 0, f"the column {column!r} is not known and was not read", advice, column=column)


def _odd(number: int, row: dict[str, str], known: list[str], before: list[str]) -> list[Problem]:
    """What is wrong with a row. A bad colour is taken out of it; a problem of the outlet means it is not used."""
    outlet, colour = row["outlet"], row.get("colour", "")
    found = []

    def odd(what: str, advice: str, column: str) -> None:
        found.append(problem(NAME, number, what, advice, column=column))

    if not outlet:
        odd("the row names no outlet and was not used", "fill in the column outlet", "outlet")
    elif outlet in before:
        odd(f"the outlet {outlet!r} stands there twice; the first row was used", "take one of them out", "outlet")
    elif outlet not in known:
        near = _nearest(outlet, known)
        advice = f"did you mean {near!r}?" if near else "write it as the articles do, or take the row out"
        odd(f"no article is of the outlet {outlet!r}; the row was not used", advice, "outlet")
    if colour and not COLOUR.fullmatch(colour):
        row["colour"] = ""
        odd(f"{colour!r} is no colour; it was not used", "write it as #rrggbb, such as #0b5fa5", "colour")
    return found


def _nearest(name: str, among: Any) -> str:
    found = process.extractOne(name, among, scorer=fuzz.WRatio, score_cutoff=88)
    return str(found[0]) if found else ""
