"""Labels as CSV: a line a label, offsets in code points, and the words that stand there so that they can be checked."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.exchange.labels import LABELS, Content, ExchangeError, Label

WORDS = "words"
NEEDED = ("article_id", "start", "end", "table")


def write(texts: Mapping[str, str], labels: Sequence[Label], path: Path) -> None:
    """Write labels. The texts themselves are not written."""
    rows = [(*label[:-1], texts[label.article_id][label.start : label.end]) for label in labels]
    pd.DataFrame(rows, columns=[*LABELS.columns, WORDS]).to_csv(path, index=False, lineterminator="\r\n")


def read(path: Path) -> Content:
    """The labels of a file; needed are article_id, start, end and table."""
    try:
        first = path.read_text(encoding="utf-8-sig").partition("\n")[0]
        delimiter = max(",;\t", key=first.count)  # a spreadsheet writes the one of its country
        table = pd.read_csv(path, dtype="str", na_filter=False, encoding="utf-8-sig", sep=delimiter)
    except (ValueError, OSError) as error:
        raise ExchangeError(f"{path} cannot be read as CSV: {error}") from error
    missing = [c for c in NEEDED if c not in table.columns]
    if missing:
        raise ExchangeError(f"{path}: the column {missing[0]!r} is missing; needed are {', '.join(NEEDED)}")
    wrong = [n for n, row in enumerate(table[["start", "end"]].to_numpy(), 1) if not all(v.isdecimal() for v in row)]
    if wrong:
        raise ExchangeError(f"{path}, row {wrong[0]}: start and end must be whole numbers")
    return Content({}, [_label(row) for row in table.to_dict("records")])


def _label(row: Mapping[Any, str]) -> Label:
    column, value, who = (row.get(c, "") for c in ("column", "value", "who"))
    place = row["article_id"], int(row["start"]), int(row["end"])
    return Label(*place, row["table"], column, value, who, row.get(WORDS))
