"""Labels: a code on a stretch of an article, in the coordinates of this project, whatever format they come from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from analysis.tables import schema, string, whole

LABELS = schema(
    "labels of a file",
    {
        "article_id": string("the article"),
        "start": whole("first character in articles.text (Unicode code points, as everywhere here)"),
        "end": whole("character after the last one"),
        "table": string("the table, or the code of another program"),
        "column": string("the column; '' for the row as a whole"),
        "value": string("the value of that column"),
        "who": string("who set it, '' if not known"),
    },
)
SEPARATOR = " / "
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Label(NamedTuple):
    """A label as a file has it: a row of LABELS, and the words that the file says stand there (None: it does not)."""

    article_id: str
    start: int
    end: int
    table: str
    column: str
    value: str
    who: str
    words: str | None = None


class Content(NamedTuple):
    """What a file holds: texts by the id of their article (none where the format carries no texts), and labels."""

    texts: Mapping[str, str]
    labels: Sequence[Label]


class ExchangeError(ValueError):
    """A file that cannot be read as what its ending says; the message says why."""


def labels(table: pd.DataFrame, name: str, columns: Sequence[str]) -> pd.DataFrame:
    """Rows of a table as LABELS: one a column with a value, and one for the row as a whole where "" is a column.

    >>> table = pd.DataFrame([{"article_id": "a", "start": 3, "end": 9, "accused": "Lee"}])
    >>> labels(table, "blame", ["", "accused"])[["table", "column", "value"]].to_numpy().tolist()
    [['blame', '', ''], ['blame', 'accused', 'Lee']]
    """
    rows = [
        Label(row["article_id"], row["start"], row["end"], name, column, _text(row[column]) if column else "", "")
        for row in table.to_dict("records")
        for column in columns
        if column == "" or _text(row[column])
    ]
    return pd.DataFrame([r[:-1] for r in rows], columns=list(LABELS.columns)).astype(_TYPES)


_TYPES = {c: "int64" if c in ("start", "end") else "str" for c in LABELS.columns}


def _text(value: object) -> str:
    return "" if value != value else str(value)


def code(label: Label | Any) -> str:
    """A label's code as one string, for formats whose codes are strings.

    >>> code(Label("a", 0, 1, "blame", "accused", "Lee", ""))
    'blame / accused / Lee'
    """
    return SEPARATOR.join(path(label))


def path(label: Label | Any) -> list[str]:
    """A label's code as the path of nested codes: table, column, value, as far as they are given."""
    parts = [label.table, label.column, label.value]
    return parts[: 3 if label.value else 2 if label.column else 1]


def parts(codes: Sequence[str]) -> tuple[str, str, str]:
    """Table, column and value of a path of codes, of another program too; what is deeper joins the value.

    >>> parts(["Coke"]), parts(["food", "drinks", "cold", "Coke"])
    (('Coke', '', ''), ('food', 'drinks', 'cold / Coke'))
    """
    table, column, *rest = [*codes, ""]
    return (table, "", "") if len(codes) < 2 else (table, column, SEPARATOR.join(r for r in rest if r))


def split(text: str) -> tuple[str, str, str]:
    """Table, column and value of a code that is one string."""
    return parts(text.split(SEPARATOR, 2))


def xml(text: str) -> str:
    """A text that XML can hold: characters that it forbids become U+FFFD, one for one, so that offsets stay."""
    return _NOT_XML.sub("\ufffd", text)
