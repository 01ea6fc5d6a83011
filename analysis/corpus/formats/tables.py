"""CSV, JSON, Parquet and Excel files whose rows are articles: columns go by the names of ``files.COLUMNS``."""

import gzip
import io
import json
from collections.abc import Iterator
from typing import Any

from analysis.corpus import files, tabular
from analysis.corpus.decode import NotText
from analysis.corpus.files import Found, problem
from analysis.corpus.tabular import Table

WITHOUT = (
    "it has no column with texts, as exports of search results have none; its columns are: {}. "
    "Call the column of the texts 'text', or export full texts"
)


def read(table: Table, name: str) -> Found:
    """The articles of a table. Raises NotText if none of its columns holds texts."""
    columns, problems = files._columns(table.columns, name, {})
    taken = {ours: theirs for ours, theirs in columns.items() if ours not in ("file", "source_file", "source_row")}
    if "text" not in columns:
        raise NotText(WITHOUT.format(", ".join(table.columns) or "none"))
    problems += [problem(name, f.row, f.problem, f.advice, left_out=f.left_out) for f in table.faults]
    rows = [
        {ours: values[theirs].strip() for ours, theirs in taken.items()} | {"source_file": name, "source_row": row}
        for row, values in table.rows
    ]
    return rows, problems


def is_csv(text: str) -> bool:
    """Whether the first line names columns of ours, one of them that of the texts, or two others."""
    first = text.lstrip("\r\n").split("\n", 1)[0].strip()
    delimiter = max(",;\t|", key=first.count)
    names = {n.strip().strip('"').lower() for n in first.split(delimiter)}
    known = [ours for ours, others in files.COLUMNS.items() if names & {ours, *others}]
    return len(names) > 1 and len(first) < 2000 and ("text" in known or len(known) > 1)


def is_json(text: str) -> bool:
    """Whether the text begins as a list or lines of objects."""
    return text.lstrip("\ufeff \t\r\n").startswith(("{", "[{", "[ {", "[\n", "[\r\n"))


def from_json(text: str) -> Table:
    """The objects of JSON lines, of a list, or of the one list in an object (as search services answer)."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        whole = None
    if isinstance(whole, dict):
        lists = [v for v in whole.values() if isinstance(v, list) and v and all(isinstance(x, dict) for x in v)]
        whole = lists[0] if len(lists) == 1 else [whole]
    if isinstance(whole, list):
        text = json.dumps([_flat(v) for v in whole])
    return _table(lambda: tabular.from_json(text))


def _flat(value: Any) -> Any:
    """An object whose values with a name of their own are that name: "source": {"id": …, "name": …}."""
    if not isinstance(value, dict):
        return value
    return {k: v["name"] if isinstance(v, dict) and isinstance(v.get("name"), str) else v for k, v in value.items()}


def from_csv(text: str) -> Table:
    """The rows of a CSV text."""
    return _table(lambda: tabular.from_csv(text))


def from_parquet(data: bytes) -> Table:
    """The rows of a Parquet file."""
    return _table(lambda: tabular._parquet(io.BytesIO(data)))


def _table(make: Any) -> Table:
    try:
        table: Table = make()
    except tabular.TableFileError as error:
        raise NotText(str(error)) from error
    return table


def from_excel(data: bytes) -> Table:
    """The rows of the first sheet with texts of an Excel file; the first row with two cells names the columns."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        tables = [_sheet(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
    except Exception as error:  # openpyxl raises many kinds
        raise NotText(f"it is an Excel file that cannot be read ({error})") from error
    named = {"text", *files.COLUMNS["text"]}
    best = next((t for t in tables if named & {c.lower() for c in t.columns}), None)
    if best is None:
        columns = next((t.columns for t in tables if t.columns), [])
        raise NotText(WITHOUT.format(", ".join(columns) or "none"))
    return best


def _sheet(rows: Iterator[tuple[Any, ...]]) -> Table:
    header: list[str] = []
    found = []
    for number, row in enumerate(rows):
        values = [_cell(v) for v in row]
        if not header:
            header = values if sum(map(bool, values)) > 1 else []
        elif any(values):
            found.append((number, {c: v for c, v in zip(header, values, strict=False) if c}))
    columns = [c for c in header if c]
    return Table(columns, [(n, dict.fromkeys(columns, "") | v) for n, v in found], [])


def _cell(value: Any) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return "" if value is None else tabular.string(value).strip()


def gunzipped(data: bytes, most: int) -> bytes:
    """The content of a .gz file. Raises NotText if it is broken or holds more than ``most`` bytes."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            content = file.read(most + 1)
    except (OSError, EOFError, ValueError) as error:
        raise NotText(f"it is a broken .gz file ({error})") from error
    except Exception as error:  # zlib.error
        raise NotText(f"it is a broken .gz file ({error})") from error
    if len(content) > most:
        raise NotText(f"it unpacks to more than {most:,} bytes")
    return content
