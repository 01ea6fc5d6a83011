"""What people wrote beside the articles: ``corrections.csv``, and in ``checks/`` the answers of those who checked.

Both say which text they were written for, by its SHA-256: where the text is another by now, the line is left aside
and listed, because its offsets would point anywhere.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.corpus import tabular
from analysis.corpus.files import Problem, problem
from analysis.tables import ACTIONS, ANSWERS, ANSWERS_GIVEN, CORRECTIONS, Schema, empty, frame

CORRECTIONS_FILE = "corrections.csv"
CHECKS = "checks"
NUMBERS = ("start", "end", "nth")

Row = dict[str, Any]


class Text(NamedTuple):
    """What is known of an article's text."""

    sha256: str
    length: int


class ByHand(NamedTuple):
    """The corrections and the answers that fit the texts, and what is wrong with the others."""

    corrections: pd.DataFrame
    answers: pd.DataFrame
    problems: list[Problem]


def read(folder: Path, articles: pd.DataFrame) -> ByHand:
    """Read ``corrections.csv`` and all .csv and .xlsx files of ``checks/`` in a folder; either may be missing.

    Lines without an answer are passed over (a sheet that is not filled in yet). Of two answers of one person to one
    question the later counts, in the order of the files' names. An article that has another id by now is known by
    its text.
    """
    problems: list[Problem] = []
    file, sheets = folder / CORRECTIONS_FILE, _sheets(folder / CHECKS)
    if not sheets and not file.is_file():
        return ByHand(empty(CORRECTIONS), empty(ANSWERS), problems)
    texts = {
        article: Text(text_hash(text), len(text))
        for article, text in zip(articles["article_id"], articles["text"], strict=True)
    }
    corrections = list(_fitting(file, CORRECTIONS, texts, problems)) if file.is_file() else []
    answers = [row for path in sheets for row in _fitting(path, ANSWERS, texts, problems)]
    return ByHand(_table(corrections, CORRECTIONS), _last(_table(answers, ANSWERS)), problems)


def lines(path: Path) -> pd.DataFrame:
    """The lines of one file of answers as they stand there, every cell as text."""
    read = _excel(path) if path.suffix == ".xlsx" else tabular.read(path)
    rows = [{c: _plain(v) for c, v in values.items()} for _, values in read.rows]
    return pd.DataFrame(rows, columns=read.columns)


def text_hash(text: str) -> str:
    """What ties a correction or an answer to a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _sheets(folder: Path) -> list[Path]:
    return sorted(p for p in folder.glob("*") if p.suffix in (".csv", ".xlsx") and not p.name.startswith((".", "~")))


def _table(rows: list[Row], of: Schema) -> pd.DataFrame:
    return frame(rows, of) if rows else empty(of)


def _last(answers: pd.DataFrame) -> pd.DataFrame:
    key = ["table", "article_id", "start", "end", "nth", "column", "who"]
    return answers.drop_duplicates(key, keep="last", ignore_index=True)


def _fitting(path: Path, of: Schema, texts: Mapping[str, Text], problems: list[Problem]) -> Iterator[Row]:
    """The rows of a file that can be used; a problem for each of the others."""
    try:
        read = _excel(path) if path.suffix == ".xlsx" else tabular.read(path)
    except (tabular.TableFileError, ValueError, OSError, KeyError) as error:
        problems.append(problem(path.name, 0, f"the file cannot be read: {error}", "save it as CSV in UTF-8"))
        return
    missing = [c for c in _columns(of) if c not in read.columns and c not in _MAY_BE_MISSING]
    if missing:
        advice = f"its columns are: {', '.join(_columns(of))}"
        problems.append(problem(path.name, 0, f"the column {missing[0]!r} is missing", advice))
        return
    problems += [problem(path.name, f.row, f.problem, f.advice) for f in read.faults]
    for number, values in read.rows:
        row: Row = {c: _plain(values.get(c, "")) for c in _columns(of)}
        row |= {"source_file": path.name, "source_row": number}
        if not any(row.get(c) for c in ("answer", "action", "to", "from")):
            continue
        if row["article_id"] not in texts:
            row["article_id"] = next((a for a, t in texts.items() if t.sha256 == row["sha256"]), row["article_id"])
        wrong = _wrong(row, of, texts)
        if wrong:
            problems.append(problem(path.name, number, wrong[0], wrong[1], article_id=row["article_id"]))
        else:
            yield row | {c: int(row[c] or 0) for c in NUMBERS}


_MAY_BE_MISSING = ("nth", "note", "instead", "why", "when", "who")


def _columns(of: Schema) -> list[str]:
    return [c for c in of.columns if not c.startswith("source_")]


def _plain(text: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    text = str(text)
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def _wrong(row: Row, of: Schema, texts: Mapping[str, Text]) -> tuple[str, str] | None:
    """What is wrong with a line and what to do; None if it fits."""
    kind, among = ("action", ACTIONS) if of is CORRECTIONS else ("answer", ANSWERS_GIVEN)
    row[kind] = row[kind].strip().lower() or ACTIONS[0]
    if row[kind] not in among:
        return f"{row[kind]!r} is no {kind}", f"write one of: {', '.join(among)}"
    if row["article_id"] not in texts:
        return f"there is no article {row['article_id']!r}", "write the article_id as it stands in the table articles"
    text, number = texts[row["article_id"]], next((c for c in NUMBERS if not _whole(row[c])), "")
    if number:
        return f"{number} is {row[number]!r}", "write a whole number"
    if not row["sha256"]:
        return "it does not say for which text it was written", f"if for this one, sha256 is {text.sha256}"
    if row["sha256"] != text.sha256:
        return "the text has changed since this was written", f"look again; the sha256 of the text is {text.sha256}"
    if not int(row["start"] or 0) <= int(row["end"] or 0) <= text.length:
        return f"{row['start']}–{row['end']} is no place in the text", f"the text has {text.length} characters"
    return None


def _whole(text: str) -> bool:
    return not text or (text.isascii() and text.isdigit() and len(text) < 10)


def _excel(path: Path) -> tabular.Table:
    """The first sheet of a workbook, every cell as text."""
    sheet = pd.read_excel(path, dtype="str", na_filter=False)
    rows = [(n, row) for n, row in enumerate(sheet.to_dict("records"), 1)]
    return tabular.Table([str(c) for c in sheet.columns], rows, [])  # type: ignore[arg-type]
