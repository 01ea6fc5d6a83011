"""WARC (also .warc.gz): the web pages of a crawl, each an article with its address. WACZ is a ZIP of them."""

import contextlib
import gzip
import io
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from analysis.corpus.decode import NotText
from analysis.corpus.files import Found, Problem, Row, problem
from analysis.corpus.formats import markup, page

LARGEST_PAGE = 20_000_000  # bytes
ADVICE = "what stands before it was read; make the file again, or repair it with `warcio recompress`"


def read(file: BinaryIO, name: str) -> Found:
    """The articles of all pages of a crawl that were answered with HTML; place = number of the record."""
    with contextlib.redirect_stderr(io.StringIO()):  # warcio warns there, without the name of the file
        return _articles(file, name)


def begins(file: BinaryIO) -> bool:
    """Whether a .gz file is a crawl."""
    try:
        return gzip.GzipFile(fileobj=file).read(5) == b"WARC/"
    except (OSError, EOFError, zlib.error):
        return False


def _articles(file: BinaryIO, name: str) -> Found:
    rows: list[Row] = []
    problems: list[Problem] = []
    for place, url, content in _pages(file, name, problems):
        try:
            text, _ = markup.text_of(content)
            found, doubts = page.read(text, name, url)
            rows += [row | {"source_row": place} for row in found]
            problems += [doubt | {"row": place} for doubt in doubts]
        except Exception as error:  # a page that breaks a library must not take the others with it
            what = f"{url}: {error if isinstance(error, NotText) else type(error).__name__}"
            problems.append(problem(name, place, what, "nothing, if the page is no article", left_out=True))
    if not rows and not problems:
        problems.append(problem(name, 0, "it holds no web pages", "give a crawl that saved pages", left_out=True))
    return rows, problems


def _pages(file: BinaryIO, name: str, problems: list[Problem]) -> Iterator[tuple[int, str, bytes]]:
    """Number of the record, address and content of each page; a broken record ends the file, and is a problem."""
    from warcio.archiveiterator import ArchiveIterator

    place = 0
    opened = _opened(file)
    try:
        for record in ArchiveIterator(opened):
            place += 1
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            if not _is_page(record):
                continue
            content = record.content_stream().read(LARGEST_PAGE + 1)
            if len(content) > LARGEST_PAGE:
                what = f"{url}: the page has more than {LARGEST_PAGE:,} bytes"
                problems.append(problem(name, place, what, "it is no article", left_out=True))
            else:
                if record.raw_stream.limit > 0:  # bytes that its length promises and the file does not hold
                    problems.append(problem(name, place, f"{url}: the record is cut off", ADVICE))
                yield place, url, content
    except Exception as error:  # warcio raises many kinds, zlib.error and EOFError among them
        what = f"the file is broken behind record {place} ({type(error).__name__}: {str(error)[:200]})"
        problems.append(problem(name, place + 1, what, ADVICE, left_out=True))
    if isinstance(opened, _Unpacked) and opened.damage:
        what = f"the file is damaged behind record {place}: {opened.damage}"
        problems.append(problem(name, place + 1, what, ADVICE, left_out=True))


class _Unpacked:
    """What a .gz file unpacks to: gzip by records or, against the standard, of the whole; as far as it can be read."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = gzip.GzipFile(fileobj=file)
        self.damage = ""

    def read(self, size: int = -1) -> bytes:
        """Some of the next bytes; none at the end, and none behind the place where the file is damaged."""
        try:
            return self.file.read1(size if size > 0 else 1 << 16)
        except (OSError, EOFError, zlib.error) as error:
            self.damage = str(error)
            return b""


def _opened(file: BinaryIO) -> "BinaryIO | _Unpacked":
    packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    return _Unpacked(file) if packed else file


def _is_page(record: Any) -> bool:
    if record.rec_type == "resource":
        kind = record.rec_headers.get_header("Content-Type") or ""
    elif record.rec_type == "response" and record.http_headers and record.http_headers.get_statuscode() == "200":
        kind = record.http_headers.get_header("Content-Type") or "text/html"
    else:
        return False
    return "html" in kind.lower()
