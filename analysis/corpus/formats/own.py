"""Files and folders → the project's own form: ``articles.csv``, a text file an article, and what was understood.

The folder is one that ``Study.load`` reads. ``understood.csv`` lists every article and every file that gave none.
"""

import contextlib
import csv
import os
import re
import shutil
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from tqdm import tqdm

from analysis import words
from analysis.corpus import dates, files
from analysis.corpus.cut import cut_off, snippet
from analysis.corpus.files import CorpusError, Found, Problem, Row, problem
from analysis.corpus.formats import content
from analysis.corpus.formats.content import Piece

COLUMNS = [
    "article_id", "file", "outlet", "outlet_basis", "story", "published", "published_basis", "headline", "dek",
    "byline", "url", "credit", "source_file", "source_row",
]  # fmt: skip
UNDERSTOOD = [
    "source_file", "source_row", "kind", "article_id", "outlet", "published", "headline", "n_words", "status",
    "problem", "advice",
]  # fmt: skip
AS_IS = ("text", "source_file")  # of the columns, what is not made tidy
TABLES = ("CSV", "JSON", "Parquet", "Excel")


class Written(NamedTuple):
    """What was written and where: articles, those in doubt, what was left out (files, articles), kind → articles."""

    folder: Path
    articles: int
    doubts: int
    left_out: list[Problem]
    kinds: dict[str, int]


def write(paths: Iterable[Path], out: Path) -> Written:
    """Reads files and folders and writes what they hold as a corpus of its own.

    Nothing is written over: the folder must not be there yet, or be empty; it appears when all is written.
    Raises CorpusError if it is not, or if no article was found.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CorpusError(f"{out} is there already and not empty. Give the name of a new folder, or empty it.")
    out.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        written = _write(gather(paths), made)
        if not written.articles:
            raise CorpusError(_nothing(written.left_out))
        if out.exists():
            out.rmdir()
        made.chmod(0o777 & ~_umask())
        os.replace(made, out)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return written._replace(folder=out)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _nothing(problems: list[Problem]) -> str:
    lines = [f"{p['file']}: {p['problem']}; {p['advice']}" for p in problems[:5]]
    more = f" And {len(problems) - 5} more." if len(problems) > 5 else ""
    return "No article was found. " + ("\n  ".join(["", *lines]) if lines else "The folders hold no files.") + more


# --- Files ----------------------------------------------------------------------------------------------------------


def gather(paths: Iterable[Path]) -> Iterator[Piece]:
    """What is in files and folders, in order of their names; in folders inside of them, too.

    Names are those inside of the folder; where several are given, its own name stands before them.
    """
    paths = list(paths)
    for path in paths:
        if path.is_dir():
            yield from _folder(path, f"{path.resolve().name}/" if len(paths) > 1 else "")
        else:
            yield from _file(path, path.name)


def _folder(folder: Path, before: str) -> Iterator[Piece]:
    if (folder / files.LISTED).is_file():  # the project's own form already
        rows, problems = files.find(folder, {})
        yield Piece(folder.name, files.LISTED, rows, problems)
        return
    root = folder.resolve()
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        inner = PurePosixPath(name)
        if not file.is_file() or content.hidden(inner) or inner.suffix.lower() in content.BESIDE:
            continue
        name = before + name
        if file.resolve().is_relative_to(root):
            yield from _file(file, name)
        else:
            what = "the file is a link out of the folder"
            yield Piece(name, "", [], [problem(name, 0, what, "put the file itself there", left_out=True)])


def _file(path: Path, name: str) -> Iterator[Piece]:
    name = name.encode("utf-8", "replace").decode()
    try:
        with path.open("rb") as file:
            yield from content.read(file, name)
    except OSError as error:
        what = f"the file cannot be opened: {error.strerror or error}"
        yield Piece(name, "", [], [problem(name, 0, what, "look whether it is there", left_out=True)])


# --- Articles -------------------------------------------------------------------------------------------------------


def _write(pieces: Iterable[Piece], folder: Path) -> Written:
    (folder / "articles").mkdir()
    left_out: list[Problem] = []
    kinds: Counter[str] = Counter()
    used: set[str] = set()
    doubts = 0
    with (
        _table(folder / "articles.csv", COLUMNS) as listed,
        _table(folder / "understood.csv", UNDERSTOOD) as understood,
    ):
        for piece in tqdm(pieces, unit=" files", disable=None):
            rows, problems = _finished(piece, used)
            for row in rows:
                (folder / "articles" / row["file"]).write_bytes(row["text"].encode("utf-8", "replace"))
                listed.writerow(row)
            told = _told(piece.kind, rows, problems)
            for line in told:
                understood.writerow(line)
            doubts += sum(line["status"] == "in doubt" and "article_id" in line for line in told)
            left_out += [p for p in problems if p["left_out"]]
            kinds[piece.kind] += len(rows)
    return Written(folder, kinds.total(), doubts, left_out, {kind: n for kind, n in kinds.items() if n})


@contextlib.contextmanager
def _table(path: Path, columns: list[str]) -> Iterator["csv.DictWriter[str]"]:
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        yield writer


def _finished(piece: Piece, used: set[str]) -> Found:
    """The articles of a file as they are written, without those that are refused, and its problems."""
    rows: list[Row] = []
    problems = list(piece.problems)
    for given in piece.rows:
        row = _row(given, used, len(piece.rows) > 1)
        refused = _refused(row, piece.kind)
        problems += refused or _undated(given, row)
        rows += [] if refused else [row]
    return rows, problems


def _told(kind: str, rows: list[Row], problems: list[Problem]) -> list[Row]:
    """The lines of understood.csv for a file: one an article, one for each that is left out, and one for the rest."""
    places = {(row["source_file"], row["source_row"]) for row in rows}
    told = []
    for row in rows:
        about = [p for p in problems if (p["file"], p["row"]) == (row["source_file"], row["source_row"])]
        told.append(row | {"kind": kind} | _said("in doubt" if about else "read", about))
    for p in problems:
        if p["left_out"] or (p["file"], p["row"]) not in places:
            place = {"source_file": p["file"], "source_row": p["row"], "kind": kind}
            told.append(place | _said("left out" if p["left_out"] else "in doubt", [p]))
    return told


def _said(status: str, problems: list[Problem]) -> dict[str, str]:
    """The columns status, problem and advice of understood.csv."""
    what, advice = (list(dict.fromkeys(p[key] for p in problems)) for key in ("problem", "advice"))
    return {"status": status, "problem": "; ".join(what), "advice": "; ".join(advice)}


def _row(given: Row, used: set[str], many: bool) -> Row:
    """The article as articles.csv has it, with its id, the name of its file, and its text as the file holds it."""
    row = {k: _tidy(v) if isinstance(v, str) and k not in AS_IS else v for k, v in given.items()}
    name = row.get("article_id") or _slug(row["source_file"]) + (f"-{row['source_row']}" if many else "")
    row["article_id"] = _unused(name, used)
    row["file"] = _unused(_slug(row["article_id"], 80), used, "/") + ".txt"
    row["published"] = dates.in_any_language(row.get("published", "")) or _year(row.get("published", ""))
    head = [line for line in (row.get("headline", ""), row.get("dek", "")) if line and not _begins(given["text"], line)]
    row["text"] = "\n\n".join([*head, given["text"]])
    row["n_words"] = len(words.words(given["text"])) if len(given["text"]) < 1_000_000 else len(given["text"].split())
    return row


def _tidy(value: str) -> str:
    """A value on one line, without characters that end a file or a line."""
    return " ".join(value.replace("\0", "").split())


def _year(text: str) -> str:
    """A year, or a year and a month, as they are."""
    return text if re.fullmatch(r"\d{4}(?:-\d\d)?", text) else ""


def _begins(text: str, line: str) -> bool:
    return " ".join(text[: 2 * len(line) + 200].split()).startswith(line)


def _slug(name: str, longest: int = 60) -> str:
    """A name of small letters, digits and hyphens, of a file's name: without folders and ending."""
    stem = re.sub(r"(?:\.[A-Za-z0-9]{1,8}){1,2}$", "", name.rsplit("/", 1)[-1])
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest] or "article"


def _unused(name: str, used: set[str], mark: str = "") -> str:
    """The name, or the name with a number that no other has. ``mark`` keeps names of files apart from ids."""
    given, n = name, 2
    while f"{mark}{name}" in used:
        name, n = f"{given}-{n}", n + 1
    used.add(f"{mark}{name}")
    return name


def _refused(row: Row, kind: str) -> list[Problem]:
    """Why an article is left out, if it is. Beginnings of texts are what tables of search services hold."""
    what = cut_off(row["text"]) or (snippet(row["text"]) if kind in TABLES else "")
    if not what and row["n_words"]:
        return []
    what = f"{what or 'it has no words of text'} ({row.get('headline', '')[:80]!r})"
    advice = "get the whole article: export full texts, or save the page"
    return [problem(row["source_file"], row["source_row"], what, advice, left_out=True)]


def _undated(given: Row, row: Row) -> list[Problem]:
    """Doubts about an article that has no date, outlet or headline."""
    problems = []
    if given.get("published") and not row["published"]:
        what = f"the date {given['published']!r} is not clear"
        problems.append(
            problem(row["source_file"], row["source_row"], what, "write it as 2021-11-07 into articles.csv")
        )
    missing = [n for n in ("headline", "outlet", "published") if not row.get(n) and not given.get(n)]
    if missing:
        what = f"it is not known: {', '.join(missing)}"
        problems.append(problem(row["source_file"], row["source_row"], what, "write it into articles.csv"))
    return problems
