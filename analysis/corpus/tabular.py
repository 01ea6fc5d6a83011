"""CSV, JSON Lines and Parquet files → rows. A broken row is reported, and never takes others with it."""

import gzip
import io
import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pandas as pd

from analysis.corpus.decode import NotText, decode

SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet")
SURROGATE = re.compile("[\ud800-\udfff]")


class TableFileError(ValueError):
    """The file cannot be read as a table at all."""


class Fault(NamedTuple):
    """Something wrong with a row."""

    row: int
    problem: str
    advice: str
    left_out: bool


class Table(NamedTuple):
    """The columns of a file, its rows by their number (1 = first), and what is wrong with it."""

    columns: list[str]
    rows: list[tuple[int, dict[str, str]]]
    faults: list[Fault]


def read(path: Path) -> Table:
    """The rows of a CSV, TSV, JSON Lines or Parquet file, CSV and JSON also as .gz. All values are strings."""
    kind = next((s for s in SUFFIXES if path.name.lower().removesuffix(".gz").endswith(s)), "")
    if kind == ".parquet":
        return _parquet(path)
    if not kind:
        raise TableFileError("files of this kind are not read; give a folder, or a CSV, JSONL or Parquet file")
    text, faults = _text(path)
    table = from_csv(text) if kind in (".csv", ".tsv") else from_json(text)
    return table._replace(faults=[*faults, *table.faults])


def _text(path: Path) -> tuple[str, list[Fault]]:
    data, damage = path.read_bytes(), ""
    if path.name.lower().endswith(".gz"):
        data, damage = unpacked(data)
    try:
        text, note = decode(data)
    except NotText as error:
        raise TableFileError(str(error)) from error
    faults = [Fault(0, note, "save the file as UTF-8", False)] if note else []
    if damage:
        text = text[: text.rfind("\n") + 1]  # the last line may be cut
        faults.append(Fault(0, f"the file is damaged ({damage}); only its beginning was read", "get it again", True))
        if not text:
            raise TableFileError(f"the file is damaged: {damage}")
    return text, faults


def unpacked(data: bytes) -> tuple[bytes, str]:
    """What a .gz file holds, as far as it can be read, and what is wrong with it (else "")."""
    parts: list[bytes] = []
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            while piece := file.read1(1 << 16):
                parts.append(piece)
    except (OSError, EOFError, zlib.error) as error:
        return b"".join(parts), str(error)
    return b"".join(parts), ""


# --- CSV ------------------------------------------------------------------------------------------------------------


class Record(NamedTuple):
    """The fields of a record and where the next one starts."""

    fields: list[str]
    end: int


def from_csv(text: str) -> Table:
    """The rows of a CSV text, after RFC 4180: a quoted field may hold delimiters, line ends and doubled marks.

    The delimiter is the one of , ; tab | that the first line has most of. A row whose quotation marks or number of
    fields do not fit is read by itself, line by line, so that it cannot swallow the rows after it.
    """
    text = text.lstrip("\ufeff\r\n")
    first = re.match(r"[^\r\n]*", text)
    delimiter = max(",;\t|", key=(first.group() if first else "").count)
    header = _record(text, 0, delimiter)
    if header is None:
        raise TableFileError("a quotation mark of the first line, which names the columns, is never closed")
    columns, faults = _unique([c.strip() for c in header.fields])
    rows = []
    for row, fields, fault in _records(text, header.end, delimiter, len(columns)):
        rows += [(row, dict(zip(columns, fields, strict=True)))] if fields else []
        faults += [fault] if fault else []
    return Table(columns, rows, faults)


def _unique(names: list[str]) -> tuple[list[str], list[Fault]]:
    """Names of columns, where a later one of the same name gets a number, and a fault for each such."""
    seen: Counter[str] = Counter()
    unique, faults = [], []
    for name in names:
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
        if name and seen[name] > 1:
            what = f"the column {name!r} stands there more than once; the first one counts"
            faults.append(Fault(0, what, f"take one out, or name the one that is meant, such as {unique[-1]!r}", False))
    return unique, faults


def _record(text: str, at: int, delimiter: str) -> Record | None:
    """The record that starts at a place and where the next one starts; None where its quotation marks do not fit."""
    quoted, plain = _FIELD[delimiter]
    fields = []
    while True:
        match = quoted.match(text, at)
        if match is None and text.startswith('"', at):
            return None
        match = match or plain.match(text, at)
        assert match is not None  # plain also matches nothing at all
        fields.append(match["field"].replace('""', '"') if match.re is quoted else match["field"])
        at = match.end()
        if match["stop"] != delimiter:
            return Record(fields, at)


_FIELD = {
    d: (
        re.compile(rf'"(?P<field>[^"]*+(?:""[^"]*+)*+)"(?P<stop>{re.escape(d)}|\r\n|\n|\r|\Z)'),
        re.compile(rf"(?P<field>[^{re.escape(d)}\r\n]*)(?P<stop>{re.escape(d)}|\r\n|\n|\r|\Z)"),
    )
    for d in ",;\t|"
}
_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")


MARKS = 'put the field in quotation marks, and double those that stand in it: "He said ""no""."'


def _records(text: str, at: int, delimiter: str, width: int) -> Iterator[tuple[int, list[str], Fault | None]]:
    """Row number, fields ([] for a broken row) and what is wrong, for each record after the header.

    Lines after a broken row belong to it until one can be read as a row and begins as rows before did: without a
    space, if their first fields held none.
    """
    row, line, counted, broken, spaced = 0, 1, 0, False, False
    while at < len(text):
        line, counted = line + len(re.findall(r"\r\n|\n|\r", text[counted:at])), at
        alone, end = _line(text, at)
        record = _record(text, at, delimiter)
        good = record is not None and len(record.fields) == width
        fields = record.fields if record is not None and good else _by_itself(alone, delimiter)
        if not alone.strip() or (broken and (len(fields) != width or (" " in fields[0] and not spaced))):
            at = end
            continue
        row += 1
        if record is not None and good:
            at, fault = record.end, _doubt(row, line, alone, record, delimiter, width)
        else:
            at, fault = end, Fault(row, f"a quotation mark is missing or too many (line {line})", MARKS, False)
        if len(fields) != width:
            broken, fault = True, Fault(row, _broken(line, record, width), MARKS, True)
            yield row, [], fault
            continue
        if broken:
            what = f"the lines before line {line} cannot be read, so this row may be a part of them"
            fault = Fault(row, what, MARKS, False)
        broken, spaced = False, spaced or " " in fields[0]
        yield row, fields, fault


def _line(text: str, at: int) -> tuple[str, int]:
    """The line that starts at a place, and where the next one starts."""
    match = _LINE.match(text, at)
    assert match is not None  # it also matches nothing at all
    return match[1], match.end()


def _by_itself(line: str, delimiter: str) -> list[str]:
    """The fields of one line, split at every delimiter; marks stay, but for a pair around a field."""
    return [f[1:-1] if len(f) > 1 and f[0] == f[-1] == '"' else f for f in line.split(delimiter)]


def _broken(line: int, record: Record | None, width: int) -> str:
    if record is None:
        return f"the row cannot be read: its quotation marks do not fit (line {line})"
    return f"the row cannot be read: it has {len(record.fields)} fields, the header has {width} (line {line})"


def _doubt(row: int, line: int, first: str, record: Record, delimiter: str, width: int) -> Fault | None:
    """A row that may have swallowed the next one: its first and last line could be rows too, with like ids."""
    inside = next((f for f in record.fields if "\n" in f), "")
    last = inside.rsplit("\n", 1)[-1].split(delimiter)
    if inside and first.count(delimiter) == width - 1 and len(last) > 1 and _shape(last[0]) == _shape(record.fields[0]):
        return Fault(row, f"it may hold the row after it as well (from line {line})", MARKS, False)
    return None


def _shape(value: str) -> str:
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", value))


# --- JSON -----------------------------------------------------------------------------------------------------------


def from_json(text: str) -> Table:
    """The objects of a JSON Lines text, or of one JSON list."""
    rows, faults = [], []
    text = text.lstrip("\ufeff")
    for row, value, fault in _json_list(text) if text.lstrip().startswith("[") else _json_lines(text):
        if isinstance(value, dict):
            try:
                rows.append((row, {string(k): string(v) for k, v in value.items()}))
            except RecursionError:
                fault = Fault(row, "its values lie too deep inside each other", "write texts and numbers", True)
        else:
            fault = fault or Fault(row, "the row is not an object with named values", "write {…} on each line", True)
        faults += [fault] if fault else []
    columns = list(dict.fromkeys(c for _, values in rows for c in values))
    return Table(columns, [(n, dict.fromkeys(columns, "") | values) for n, values in rows], faults)


def _json_lines(text: str) -> Iterator[tuple[int, Any, Fault | None]]:
    for row, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        line = line.lstrip("\ufeff")  # files put together keep their byte order marks
        if line.strip():
            try:
                yield row, json.loads(line), None
            except (ValueError, RecursionError) as error:
                yield row, None, Fault(row, f"the line is not valid JSON: {error}", "one object {…} on each line", True)


def _json_list(text: str) -> Iterator[tuple[int, Any, Fault | None]]:
    try:
        yield from ((n, value, None) for n, value in enumerate(json.loads(text), 1))
    except (ValueError, RecursionError) as error:
        raise TableFileError(f"it is not valid JSON: {error}") from error


# --- Parquet and values ---------------------------------------------------------------------------------------------


def _parquet(path: Path | BinaryIO) -> Table:
    try:
        table = pd.read_parquet(path)
    except Exception as error:  # pyarrow raises many kinds
        raise TableFileError(f"it is not a Parquet file that can be read: {error}") from error
    columns = [str(c) for c in table.columns]
    values = zip(*(table.iloc[:, i].tolist() for i in range(len(columns))), strict=True)
    rows = [(n, {c: string(v) for c, v in zip(columns, row, strict=True)}) for n, row in enumerate(values, 1)]
    return Table(columns, rows, [])


def string(value: Any) -> str:
    """A value as text: "" for none, ISO for a time, names joined by ', ' for a list."""
    if isinstance(value, str):
        return SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value)
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, list):
        return ", ".join(string(v) for v in value)
    return str(value)
