"""Any file → its articles. The kind is told from the content; names are not trusted."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from analysis.corpus.decode import NotText
from analysis.corpus.files import Found, Problem, Row, problem
from analysis.corpus.formats import europresse, factiva, markup, nexis, page, pdf, ris, tables, warc, word

LARGEST = 500_000_000  # bytes of a file that is read as a whole
MOST_FILES, MOST_BYTES, RATIO, DEEPEST = 100_000, 20_000_000_000, 200, 3  # of a ZIP; ratio of files above 10 MB
PLAIN = ("", ".txt", ".text", ".md")  # names of plain text
HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*){0,3}<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
SAVE = "save it in one of the formats that are read: see the table in the README"


class Piece(NamedTuple):
    """A file, or a file inside of one: its name, what it is, its articles, and what is odd."""

    file: str
    kind: str
    rows: list[Row]
    problems: list[Problem]


def read(file: BinaryIO, name: str, depth: int = 0) -> Iterator[Piece]:
    """The articles of a file, with those of files inside of it. Whatever is wrong becomes a problem."""
    try:
        begins = file.read(8192)
        file.seek(0)
        if _is_zip(begins):
            yield from _zip(file, name, depth)
        elif begins.startswith(b"\x1f\x8b"):
            yield from _gz(file, name, depth)
        else:
            kind, (rows, problems) = _found(file, begins, name)
            yield Piece(name, kind, rows, problems)
    except NotText as error:
        yield Piece(name, "", [], [problem(name, 0, f"the file cannot be read: {error}", SAVE, left_out=True)])
    except (OSError, MemoryError) as error:
        what = f"the file cannot be read: {error or type(error).__name__}"
        yield Piece(name, "", [], [problem(name, 0, what, "look whether it is there and whole", left_out=True)])
    except Exception as error:  # a file that breaks a library must not take the others with it
        what = f"the file cannot be read ({type(error).__name__}: {str(error)[:200]})"
        yield Piece(name, "", [], [problem(name, 0, what, SAVE, left_out=True)])


def _whole(file: BinaryIO) -> bytes:
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise NotText(f"it has more than {LARGEST:,} bytes; cut it into several")
    return data


# --- One file -------------------------------------------------------------------------------------------------------


def _found(file: BinaryIO, begins: bytes, name: str) -> tuple[str, Found]:
    """What the file is, and its articles; the kinds that tell themselves by their first bytes come first."""
    if begins.startswith(b"WARC/"):
        return "WARC", warc.read(file, name)
    if b"%PDF-" in begins[:1024]:
        return "PDF", pdf.read(file, name)
    data = _whole(file)
    if not data.strip(b"\0 \t\r\n"):
        raise NotText("it is empty")
    if begins.startswith(b"{\\rtf"):
        return _paragraphs("RTF", word.rtf(data), name)
    if begins.startswith(b"PAR1"):
        return "Parquet", tables.read(tables.from_parquet(data), name)
    if begins.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotText("it is an old Word or Excel file, or one with a password: save it as DOCX or XLSX, without one")
    if re.match(rb"(?:From: |MIME-Version: |Subject: |Snapshot-Content)", begins) and b"multipart/related" in begins:
        data = page.of_mhtml(data)
    text, note = markup.text_of(data)
    kind, (rows, problems) = _of_text(text, data, name)
    if note:
        problems = [problem(name, 0, note, "look for odd letters; save the file as UTF-8"), *problems]
    return kind, (rows, problems)


def _of_text(text: str, data: bytes, name: str) -> tuple[str, Found]:
    begins = text[:100_000]
    if ris.BEGINS.match(text) or ris.WOS.match(text):
        return "RIS", ris.read(text, name)
    if "<ppsarticle" in begins.lower() and begins.lstrip().startswith("<"):
        return "Factiva (XML)", factiva.from_xml(data, name)
    if HTML.match(begins[:20_000]):
        return _of_html(text, begins, name)
    if tables.is_json(text):
        return "JSON", tables.read(tables.from_json(text), name)
    if nexis.is_old(text):
        return "Nexis (TXT)", nexis.from_text(text, name)
    lines = text.splitlines()
    if nexis.is_new(lines):
        return "Nexis", nexis.from_lines(lines, name)
    if tables.is_csv(text):
        return "CSV", tables.read(tables.from_csv(text), name)
    if re.search(r"<(?:p|div|br|article)\b[^>]{0,200}>", begins[:5000], re.I):
        return _of_html(text, begins, name)
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in (".csv", ".tsv"):
        return "CSV", tables.read(tables.from_csv(text), name)
    if suffix not in PLAIN:
        raise NotText(f"files of this kind ({suffix}) are not read")
    return "text", ([{"text": text, "source_file": name, "source_row": 0}], [])


def _of_html(text: str, begins: str, name: str) -> tuple[str, Found]:
    low = begins.lower()
    if "<docfull>" in low or "lxncomment" in low:
        return "Nexis (HTML)", nexis.from_html(markup.tree(text), begins, name)
    if "docpublicationname" in low:
        return "Europresse", europresse.from_html(markup.tree(text), name)
    if "factiva" in low or "articleparagraph" in low:
        found = factiva.from_html(markup.tree(text), name)
        if found[0] or found[1]:
            return "Factiva", found
    if re.search(r">\s*End of Document\s*<", text):
        lines = markup.lines(markup.tree(text))
        if nexis.is_new(lines):
            return "Nexis", nexis.from_lines(lines, name)
    return "web page", page.read(text, name)


def _paragraphs(kind: str, lines: list[str], name: str) -> tuple[str, Found]:
    """A Word or RTF file: an export of Nexis, or one article."""
    if nexis.is_new(lines):
        return f"Nexis ({kind})", nexis.from_lines(lines, name)
    text = "\n\n".join(line.strip() for line in lines if line.strip())
    if not text:
        raise NotText("it holds no text")
    if nexis.is_old("\n".join(lines)):
        return f"Nexis ({kind})", nexis.from_text("\n".join(lines), name)
    return kind, ([{"text": text, "source_file": name, "source_row": 0}], [])


# --- Files in files -------------------------------------------------------------------------------------------------


def _is_zip(begins: bytes) -> bool:
    return begins.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"))


def _gz(file: BinaryIO, name: str, depth: int) -> Iterator[Piece]:
    """A .gz file: a crawl, or one file that was packed."""
    inner = name.removesuffix(".gz")
    try:
        is_warc = warc.begins(file)
    finally:
        file.seek(0)
    if is_warc:
        rows, problems = warc.read(file, name)
        yield Piece(name, "WARC", rows, problems)
    elif depth >= DEEPEST:
        raise NotText("files lie too deep inside each other")
    else:
        data = tables.gunzipped(_whole(file), LARGEST)
        for piece in read(io.BytesIO(data), inner, depth + 1):
            yield piece._replace(
                file=name,
                rows=[row | {"source_file": name} for row in piece.rows],
                problems=[p | {"file": name} for p in piece.problems],
            )


def _zip(file: BinaryIO, name: str, depth: int) -> Iterator[Piece]:
    """DOCX and XLSX, which are ZIP files; else all files of the ZIP, of a WACZ among them."""
    try:
        archive = zipfile.ZipFile(file)
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise NotText(f"it is a broken ZIP, DOCX or XLSX file ({error})") from error
    names = {m.filename for m in members}
    with archive:
        _limited(members)
        if word.DOCUMENT in names:
            kind, (rows, problems) = _paragraphs("DOCX", word.docx(archive), name)
            yield Piece(name, kind, rows, problems)
        elif "xl/workbook.xml" in names:
            rows, problems = tables.read(tables.from_excel(_whole(file_at_start(file))), name)
            yield Piece(name, "Excel", rows, problems)
        elif depth >= DEEPEST:
            raise NotText("files lie too deep inside each other")
        else:
            for member in _crawl(members):
                yield from _member(archive, member, name, depth)


def _crawl(members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The crawls of a WACZ file, which also holds indexes of them; all files of another ZIP."""
    crawls = [m for m in members if m.filename.startswith("archive/")]
    return crawls if crawls and any(m.filename == "datapackage.json" for m in members) else members


def file_at_start(file: BinaryIO) -> BinaryIO:
    """The file, to be read from its beginning."""
    file.seek(0)
    return file


def _limited(members: list[zipfile.ZipInfo]) -> None:
    """Raises NotText for a ZIP that unpacks to more than any export does."""
    total = sum(m.file_size for m in members)
    if len(members) > MOST_FILES or total > MOST_BYTES:
        raise NotText(f"it unpacks to {len(members):,} files of {total:,} bytes: take it apart first")
    for m in members:
        if m.file_size > 10_000_000 and m.file_size > RATIO * max(m.compress_size, 1):
            times = m.file_size // max(m.compress_size, 1)
            raise NotText(f"{m.filename!r} unpacks to {m.file_size:,} bytes, {times} times its size: no text does")


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, depth: int) -> Iterator[Piece]:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    inner = f"{name}/{member.filename}"
    if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", member.filename):
        what = "its name leads out of the ZIP file"
        yield Piece(inner, "", [], [problem(inner, 0, what, "pack the files again", left_out=True)])
        return
    if member.is_dir() or hidden(path) or path.suffix.lower() in BESIDE:
        return
    try:
        with archive.open(member) as opened:
            data = opened.read(LARGEST + 1)
    except (RuntimeError, NotImplementedError) as error:
        what = f"the file in the ZIP is locked or packed in a way that is not known ({error})"
        yield Piece(inner, "", [], [problem(inner, 0, what, "unpack it yourself and give the files", left_out=True)])
        return
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
        what = f"the file in the ZIP is damaged ({error})"
        yield Piece(inner, "", [], [problem(inner, 0, what, "get the ZIP file again", left_out=True)])
        return
    if len(data) > LARGEST:
        what = f"it has more than {LARGEST:,} bytes"
        yield Piece(inner, "", [], [problem(inner, 0, what, "cut it into several", left_out=True)])
        return
    yield from read(io.BytesIO(data), inner, depth + 1)


# Parts of saved pages and crawls, which hold no articles and are passed over.
BESIDE = frozenset(
    (
        ".css", ".js", ".mjs", ".map", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".woff",
        ".woff2", ".ttf", ".otf", ".eot", ".mp3", ".mp4", ".webm", ".cdx", ".cdxj", ".idx",
    )
)  # fmt: skip


SYSTEM = ("Thumbs.db", "desktop.ini", "datapackage.json", "datapackage-digest.json")
PARTS = ("_files", "-Dateien", "_fichiers", "_archivos", "_bestanden")  # folders beside a saved page


def hidden(path: PurePosixPath) -> bool:
    """Whether a file is hidden, or made by the system, or one of the parts of a saved page ("page_files/…")."""
    within = any(p.startswith(".") or p == "__MACOSX" or p.endswith(PARTS) for p in path.parts[:-1])
    return within or path.name.startswith((".", "~$")) or path.name in SYSTEM
