"""Files → rows, one an article, with the text as received; and problems, one for everything that is odd."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.corpus import tabular
from analysis.corpus.decode import NotText, decode

# Our name of a column → the names that it goes by elsewhere.
COLUMNS: dict[str, tuple[str, ...]] = {
    "text": ("body", "content", "article_text", "full_text", "fulltext", "article_body", "maintext"),
    "file": ("filename", "file_name"),
    "article_id": ("id", "doc_id", "document_id"),
    "outlet": ("source", "publisher", "publication", "newspaper", "source_name"),
    "outlet_basis": (),
    "story": ("event", "story_id", "event_id"),
    "published": ("date", "published_at", "publish_date", "publication_date", "pub_date"),
    "published_basis": (),
    "headline": ("title",),
    "headline_basis": (),
    "dek": ("standfirst", "subtitle", "subheadline"),
    "byline": ("author", "authors"),
    "url": ("link",),
    "credit": (),
    "source_file": (),
    "source_row": (),
}
LISTED = "articles.csv"
LONG = 100  # characters of a name that is shown
EXAMPLE = "article_id,file,outlet,published,headline,url"

Row = dict[str, Any]
Problem = dict[str, Any]
Found = tuple[list[Row], list[Problem]]


class CorpusError(ValueError):
    """Nothing can be analysed; the message says why and what to do."""


def problem(
    file: str, row: int, what: str, advice: str, *, left_out: bool = False, article_id: str = "", column: str = ""
) -> Problem:
    """A row of ``problems``."""
    return {
        "file": file,
        "row": row,
        "column": column,
        "article_id": article_id,
        "problem": what,
        "advice": advice,
        "left_out": left_out,
    }


def find(path: Path, named: Mapping[str, str]) -> Found:
    """The articles of a folder or a file. ``named``: our name of a column → its name in the file."""
    if not path.exists():
        raise CorpusError(f"There is no {path}. Give a folder with {LISTED}, or one CSV, JSONL or Parquet file.")
    if not path.is_dir():
        rows, problems = _table(path, named)
    else:
        rows, problems = _listed(path, named) if (path / LISTED).is_file() else _unlisted(path)
    return [row | row.pop("original", {}) for row in rows], problems


# --- One file -------------------------------------------------------------------------------------------------------


def _table(file: Path, named: Mapping[str, str]) -> Found:
    """The rows of a table, under our names of its columns."""
    try:
        table = tabular.read(file)
    except tabular.TableFileError as error:
        raise CorpusError(f"{file} cannot be read: {error}.") from error
    columns, problems = _columns(table.columns, file.name, named)
    if "file" not in columns and "text" not in columns:
        raise CorpusError(
            f"{file} has no column 'text'. Its columns are: {', '.join(table.columns) or 'none'}. Name the one that "
            f"holds the text: load({str(file)!r}, text_column='…') in Python, --text-column '…' on the command line."
        )
    problems += [problem(file.name, f.row, f.problem, f.advice, left_out=f.left_out) for f in table.faults]
    rows = [
        {ours: values[theirs] if ours == "text" else values[theirs].strip() for ours, theirs in columns.items()}
        | {"source_file": file.name, "source_row": row, "original": _original(values, columns)}
        for row, values in table.rows
    ]
    return rows, problems


def _original(values: Mapping[str, str], columns: Mapping[str, str]) -> Row:
    """The file, and its row, that an article was taken from before it came into this corpus."""
    file, row = (values.get(columns.get(name, ""), "").strip() for name in ("source_file", "source_row"))
    return {"source_file": file, "source_row": int(row) if row.isdecimal() else 0} if file else {}


def _columns(there: list[str], file: str, named: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """Our name of a column → its name in the file, and a problem for each that goes by another name."""
    wrong = next((name for name in named.values() if name not in there), None)
    if wrong is not None:
        raise CorpusError(f"{file} has no column {wrong!r}. Its columns are: {', '.join(there)}.")
    lower = {c.lower(): c for c in reversed(there)}
    columns, problems = {ours: lower[ours] for ours in COLUMNS if ours in lower} | dict(named), []
    for other in (c for c in there if c.lower() in columns and c != lower[c.lower()] and c.lower() not in named):
        what = f"the column {lower[other.lower()]!r} was taken, the column {other!r} was not"
        problems.append(problem(file, 0, what, "take one out, or rename it", column=other))
    for ours, others in COLUMNS.items():
        also = [lower[name] for name in others if name in lower and lower[name] not in columns.values()]
        if ours in columns or not also:
            continue
        if len(also) == 1:
            columns[ours] = also[0]
            what, advice = f"the column {also[0]!r} was taken as {ours!r}", "nothing if that is right; else rename it"
        else:
            what = f"{ours!r} may be {' or '.join(map(repr, also))}: none of them was taken"
            advice = f"rename the right one to {ours!r}"
        problems.append(problem(file, 0, what, advice, column=also[0]))
    return columns, problems


# --- A folder -------------------------------------------------------------------------------------------------------


def _listed(folder: Path, named: Mapping[str, str]) -> Found:
    """The rows of articles.csv with the texts of the files that they name."""
    listed, problems = _table(folder / LISTED, named)
    rows, used = [], set()
    for row in listed:
        if not row.get("file"):
            rows.append(row)
            continue
        places = [p for p in (folder / "articles" / row["file"], folder / row["file"]) if _is_file(p)]
        if not places or not _inside(places[0], folder):
            name = row["file"] if len(row["file"]) <= LONG else f"{row['file'][:LONG]}…"
            what, advice = f"there is no file {name!r} in {folder}", "put the file there, or correct its name"
            problems.append(_left_out(row, what, advice, "file"))
            continue
        used.add(places[0])
        text, odd = _text(places[0], folder, row)
        rows += text
        problems += odd
    for file in _files(folder):
        if file not in used:
            what = f"the file has no row in {LISTED}"
            problems.append(problem(_name(file, folder), 0, what, f"add one: {EXAMPLE}", left_out=True))
    return rows, problems


def _unlisted(folder: Path) -> Found:
    """All text files of a folder without articles.csv."""
    files = [f for f in _files(folder) if f.suffix.lower() == ".txt"]
    if not files:
        tables = [f.name for f in sorted(folder.iterdir()) if f.name.removesuffix(".gz").endswith(tabular.SUFFIXES)]
        raise CorpusError(
            f"{folder} has no {LISTED} and no .txt files. "
            + (f"Give the path of a file in it: {', '.join(tables)}. " if tables else "")
            + f"Or write {LISTED} with one row a text file; its first line: {EXAMPLE}"
        )
    what = f"there is no {LISTED}, so all .txt files were taken, of an unknown outlet"
    rows, problems = [], [problem(LISTED, 0, what, f"write one with one row a file; its first line: {EXAMPLE}")]
    for file in files:
        text, odd = _text(file, folder, {})
        rows += text
        problems += odd
    return rows, problems


def _text(file: Path, folder: Path, row: Row) -> Found:
    """The row with the text of its file; no row if the file is no text."""
    name = _name(file, folder)
    article_id = row.get("article_id") or tabular.string(file.stem)
    if not _inside(file, folder):
        what, advice = "the file is a link out of the folder", "put the file itself there"
        return [], [problem(name, 0, what, advice, left_out=True, article_id=article_id)]
    try:
        data = file.read_bytes()
        text, note = decode(data)
    except (NotText, OSError) as error:
        what, advice = f"the file cannot be read: {error}", "save it as plain text in UTF-8"
        return [], [problem(name, 0, what, advice, left_out=True, article_id=article_id)]
    own = {"article_id": article_id, "text": text, "source_file": name, "source_row": 0}
    advice = "look for odd letters; save the file as UTF-8"
    problems = [problem(name, 0, note, advice, article_id=article_id)] if note else []
    return [row | own | {"sha256": hashlib.sha256(data).hexdigest()}], problems


def _left_out(row: Row, what: str, advice: str, column: str) -> Problem:
    article_id = row.get("article_id", "")
    return problem(
        row["source_file"], row["source_row"], what, advice, left_out=True, article_id=article_id, column=column
    )


def _files(folder: Path) -> list[Path]:
    """The .txt files of the folder, and all files of its articles/."""
    own = [f for f in folder.iterdir() if f.is_file() and f.suffix.lower() == ".txt"]
    inner = [f for f in (folder / "articles").glob("*") if f.is_file() and not f.name.startswith(".")]
    return sorted(own) + sorted(inner)


def _name(file: Path, folder: Path) -> str:
    return tabular.string(file.relative_to(folder).as_posix())


def _is_file(path: Path) -> bool:
    """As Path.is_file; False also for a name that is too long for any file."""
    try:
        return path.is_file()
    except OSError:
        return False


def _inside(file: Path, folder: Path) -> bool:
    """The file lies in the folder; a link out of it does not."""
    return file.resolve().is_relative_to(folder.resolve())
