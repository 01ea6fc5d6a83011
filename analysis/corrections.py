"""Corrections by hand, obeyed before anything is compared.

``corrections.csv`` beside the articles holds one line a value: which table, which row (article, start, end), what it
is changed from and to, who says so and why. ``Study`` passes every table through ``corrected`` as soon as it is made,
so that all tables that are made from it see the correction. A correction that does not fit is refused and listed in
``problems``; none is ever applied to another text or another value than it was written for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd

from analysis.spans import within
from analysis.tables import Schema

# What all other tables are cut from: their rows leave no gaps or are counted by others.
GROUND = ("articles", "removed", "problems", "sentences", "words", "quoted", "attribution_spans", "voices")
PLACE = ["article_id", "start", "end"]
CORRECTABLE = "correct a lens, attributions, quotes, or another table whose rows stand at a place in a text"
VERBATIM: dict[str, Callable[[str], str]] = {"text": str, "mention": str, "term": str.lower}  # what stands at the place
TRUE, FALSE = ("true", "yes", "1"), ("false", "no", "0")

Row = dict[Any, Any]


class Refused(ValueError):
    """A correction that does not fit: what is wrong, and what to do."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what)
        self.advice = advice


class Corrected(NamedTuple):
    """The table with its corrections, and a row of ``problems`` for each that was refused."""

    table: pd.DataFrame
    refused: list[Row]


def corrected(
    table: pd.DataFrame,
    corrections: pd.DataFrame,
    of: Schema,
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    voices: pd.DataFrame | None = None,
) -> Corrected:
    """The table with its corrections (tables.CORRECTIONS) applied, in the order in which they stand in the file.

    ``voices`` may be missing for a table without a column voice. What follows from the place of a row (its words, its
    sentence, who speaks there) is filled in for added rows, and made anew where start or end is changed.
    """
    work = _Work(table.reset_index(drop=True), of, articles, sentences, voices)
    refused = []
    for group in _rows_of(corrections.to_dict("records")):
        try:
            work.apply(group)
        except Refused as error:
            refused += [refusal(line, str(error), error.advice) for line in group]
    return Corrected(work.done(), refused)


def nth(table: pd.DataFrame) -> pd.Series:
    """For each row, which of several at its place it is, 1 = first; 0 where it is the only one."""
    at = table.groupby(PLACE, sort=False)
    return (at.cumcount() + 1).where(at["start"].transform("size") > 1, 0).astype("int64")


def all_refused(corrections: pd.DataFrame) -> list[Row]:
    """Corrections of tables that cannot be corrected, as rows of ``problems``."""
    lines = corrections.to_dict("records")
    return [refusal(line, f"there is no table {line['table']!r} that can be corrected", CORRECTABLE) for line in lines]


def refusal(line: Row, what: str, advice: str) -> Row:
    """A refused correction as a row of ``problems``."""
    return {
        "file": line["source_file"],
        "row": line["source_row"],
        "column": "",
        "article_id": line["article_id"],
        "problem": f"the correction is refused: {what}",
        "advice": advice,
        "left_out": False,
    }


def _rows_of(lines: Sequence[Row]) -> Iterator[list[Row]]:
    """The lines, those of one added row together: they follow each other, and no column comes twice."""
    group: list[Row] = []
    for line in lines:
        same = group and all(line[c] == group[0][c] for c in ("action", *PLACE)) and line["action"] == "add"
        if not same or line["column"] in {g["column"] for g in group}:
            if group:
                yield group
            group = []
        group.append(line)
    if group:
        yield group


class _Work:
    """A table while it is corrected. Rows keep their number until the end, so that ``nth`` means what was written."""

    def __init__(
        self,
        table: pd.DataFrame,
        of: Schema,
        articles: pd.DataFrame,
        sentences: pd.DataFrame,
        voices: pd.DataFrame | None,
    ) -> None:
        self.rows: list[Row] = table.to_dict("records")
        self.place = [tuple(row.get(c) for c in PLACE) for row in self.rows]
        self.dropped: set[int] = set()
        self.table, self.of = table, of
        self.articles, self.sentences, self.voices = articles, sentences, voices

    def apply(self, group: list[Row]) -> None:
        """One correction."""
        line = group[0]
        if line["action"] == "add":
            self.add(group)
            return
        at = self.find(line)
        if line["action"] == "delete":
            self.dropped.add(at)
        else:
            changed = self.rows[at] | {line["column"]: self.value(line["column"], line["to"])}
            self.rows[at] = changed | self.follows(changed) if line["column"] in PLACE else changed
            self.place[at] = tuple(changed[c] for c in PLACE)

    def find(self, line: Row) -> int:
        """The number of the row that a correction means."""
        here = [n for n, place in enumerate(self.place) if place == tuple(line[c] for c in PLACE)]
        here = here[line["nth"] - 1 : line["nth"]] if line["nth"] else here
        here = [n for n in here if n not in self.dropped]
        if not here:
            advice = "look the row up again: the table has changed, or another correction has taken it out"
            raise Refused(f"{line['table']!r} has no such row at {line['start']}–{line['end']}", advice)
        if len(here) > 1:
            advice = "say which in the column nth: 1 is the first"
            raise Refused(f"{len(here)} rows of {line['table']!r} stand at {line['start']}–{line['end']}", advice)
        there = self.rows[here[0]][line["column"]] if line["column"] in self.of.columns else ""
        if line["column"] and not _same(self.value(line["column"], line["from"]), there):
            advice = "look the row up again, and write into 'from' what stands there now"
            raise Refused(f"{line['column']} is {there!r} there, not {line['from']!r}", advice)
        if not line["column"] and line["action"] == "change":
            raise Refused("it does not name a column", f"name one of {', '.join(self.of.columns)}")
        return here[0]

    def add(self, group: list[Row]) -> None:
        """A new row, with what follows from its place and the values given."""
        place = {c: group[0][c] for c in PLACE}
        given = {line["column"]: self.value(line["column"], line["to"]) for line in group if line["column"]}
        row = {c: _nothing(column.dtype) for c, column in self.of.columns.items()} | place
        row |= self.follows(row) | given
        for name, column in self.of.columns.items():
            if column.unique and not row[name]:
                row[name] = f"{place['article_id']}:hand{len(self.rows) + 1}"
            if row[name] not in (allowed(self.of, name) or [row[name]]):
                raise Refused(f"the new row needs a value of {name}", f"give one of: {_listed(self.of, name)}")
        self.rows.append(row)
        self.place.append(tuple(place.values()))

    def follows(self, row: Row) -> Row:
        """What follows from a place: the words there, the sentence, who speaks, the outlet; only what the table has."""
        article = self.articles[self.articles["article_id"] == row["article_id"]].iloc[0]
        start, end = row["start"], row["end"]
        if not 0 <= start < end <= len(article["text"]):
            raise Refused(f"{start}–{end} is no stretch of the text", f"the text has {len(article['text'])} characters")
        span = pd.DataFrame([{"article_id": row["article_id"], "start": start}])
        found: Row = {name: plain(article["text"][start:end]) for name, plain in VERBATIM.items()}
        found |= {"story": article["story"], "outlet": article["outlet"]}
        found |= within(span, self.sentences, ["sentence_id", "paragraph", "zone"]).iloc[0].to_dict()
        found |= within(span, self.voices, ["voice"]).iloc[0].to_dict() if self.voices is not None else {}
        return {name: value for name, value in found.items() if name in self.of.columns and value == value}

    def value(self, name: str, text: str) -> Any:
        """A value of a column from its text."""
        if name not in self.of.columns or name == "article_id":
            raise Refused(f"there is no column {name!r} to correct", f"name one of {', '.join(self.of.columns)}")
        allow = allowed(self.of, name)
        try:
            made = _typed(text, self.of.columns[name].dtype)
        except ValueError:
            raise Refused(f"{text!r} is no value of {name}", f"write {_kind(self.of, name)}") from None
        if allow is not None and made not in allow:
            raise Refused(f"{text!r} is no value of {name}", f"write one of: {_listed(self.of, name)}")
        return made

    def done(self) -> pd.DataFrame:
        """The corrected table. Rows that were added to a lens stand in text order, in other tables at the end."""
        rows = [row for n, row in enumerate(self.rows) if n not in self.dropped]
        table = pd.DataFrame(rows, columns=self.table.columns).astype(self.table.dtypes.to_dict())
        if len(self.rows) == len(self.table) or "voice" not in table:
            return table
        order = table["article_id"].map({a: n for n, a in enumerate(self.articles["article_id"])})
        table = table.assign(order=order).sort_values(["order", "start"], kind="stable", ignore_index=True)
        return table.drop(columns="order")


def allowed(of: Schema, name: str) -> list[Any] | None:
    """The values that a column may have; None where it may have any."""
    lists = [c.statistics.get("allowed_values") for c in of.columns[name].checks if c.statistics]
    return next((list(values) for values in lists if values), None)


def _listed(of: Schema, name: str) -> str:
    return ", ".join(repr(v) for v in allowed(of, name) or [])


def _kind(of: Schema, name: str) -> str:
    kind = str(of.columns[name].dtype)
    return "yes or no" if kind == "bool" else "a number" if kind.startswith(("int", "float")) else "a text"


def _typed(text: str, dtype: Any) -> Any:
    kind = str(dtype)
    if kind == "bool":
        if text.strip().lower() not in TRUE + FALSE:
            raise ValueError(text)
        return text.strip().lower() in TRUE
    if kind.startswith("int"):
        return int(text)
    if kind.startswith("float"):
        return float(text) if text.strip() else float("nan")
    return text


def _same(one: Any, other: Any) -> bool:
    return bool(one == other or (one != one and other != other))  # NaN is NaN here


def _nothing(dtype: Any) -> Any:
    kind = str(dtype)
    return False if kind == "bool" else 0 if kind.startswith("int") else float("nan") if kind.startswith("f") else ""
