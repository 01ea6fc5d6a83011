"""Addresses → a WARC file with their pages. The one module of the project that uses a network; it runs when asked to.

Polite: it says who asks, keeps to robots.txt and to the delay that it asks for, one request at a time. Resumable:
what stands in the file already is not asked for again.
"""

import io
import time
import zlib
from http.client import HTTPException
from pathlib import Path
from typing import BinaryIO, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from urllib.robotparser import RobotFileParser

from analysis import __version__
from analysis.corpus.files import CorpusError, Problem, problem

AGENT = f"analysis/{__version__} (comparative media analysis; reads single articles)"
NAME = "pages.warc.gz"
TIMEOUT, DELAY, LONGEST_DELAY = 30, 1.0, 60  # seconds; the delay between two requests to one host
LARGEST = 20_000_000  # bytes of a page
REDIRECTS = 6


class Collected(NamedTuple):
    """The file with the pages, how many are new and how many were there before, and what could not be had."""

    file: Path
    new: int
    before: int
    problems: list[Problem]


def collect(addresses: Path, folder: Path, delay: float = DELAY) -> Collected:
    """Fetches the pages of a text file of addresses, one a line; "#" begins a comment. Raises CorpusError."""
    try:
        lines = addresses.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{addresses} cannot be read: {error}. Give a text file with one address a line.") from error
    wanted = [(n, line.strip()) for n, line in enumerate(lines, 1) if line.strip() and not line.strip().startswith("#")]
    if not wanted:
        raise CorpusError(f"{addresses} holds no addresses. Write one a line: https://…")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / NAME
    there = _there(file)
    hosts = _Hosts(delay)
    problems: list[Problem] = []
    new = 0
    with file.open("ab") as out:
        for url, row in {url: row for row, url in wanted}.items():
            if url in there:
                continue
            try:
                out.write(
                    _record(url, hosts)
                )  # whole records only: a run that is stopped leaves a file that can be read
                out.flush()
                new += 1
            except _Refused as refused:
                problems.append(problem(addresses.name, row, f"{url}: {refused}", refused.advice, left_out=True))
    return Collected(file, new, len({url for _, url in wanted} & there), sorted(problems, key=lambda p: p["row"]))


class _Refused(Exception):
    def __init__(
        self, what: str, advice: str = "open it in a browser, and save the page there if it is an article"
    ) -> None:
        super().__init__(what)
        self.advice = advice


def _there(file: Path) -> set[str]:
    """The addresses whose pages a file holds. A record that was cut when a run stopped is taken out of it."""
    from warcio.archiveiterator import ArchiveIterator

    if not file.exists():
        return set()
    with file.open("r+b") as opened:
        opened.truncate(_whole(opened))
        opened.seek(0)
        headers = [record.rec_headers for record in ArchiveIterator(opened)]
    return {h.get_header(name) for h in headers for name in ("WARC-Target-URI", "X-Asked-For")} - {None}


def _whole(file: BinaryIO) -> int:
    """Bytes of the whole records of a file: each is packed by itself."""
    whole, at = 0, 0
    unpacked = zlib.decompressobj(wbits=31)
    while data := file.read(1 << 20):
        while data:
            try:
                unpacked.decompress(data)
            except zlib.error:
                return whole
            at += len(data) - len(unpacked.unused_data)
            data = unpacked.unused_data
            if unpacked.eof:
                whole, unpacked = at, zlib.decompressobj(wbits=31)
    return whole


class _Rules:
    """What robots.txt of a host allows."""

    def __init__(self, lines: list[str]) -> None:
        self.parser = RobotFileParser()
        self.parser.parse(lines)

    def allow(self, url: str) -> bool:
        """Whether the address may be fetched."""
        return self.parser.can_fetch(AGENT, url)

    def delay(self) -> float:
        """The seconds between two requests that the host asks for; 0 if it does not."""
        return min(float(self.parser.crawl_delay(AGENT) or 0), LONGEST_DELAY)


class _Hosts:
    """What each host allows, and when it was asked last."""

    def __init__(self, delay: float) -> None:
        self.delay = delay
        self.rules: dict[str, _Rules] = {}
        self.asked: dict[str, float] = {}

    def wait(self, host: str, delay: float) -> None:
        """Waits until a host may be asked again."""
        time.sleep(max(0.0, self.asked.get(host, 0.0) + delay - time.monotonic()))
        self.asked[host] = time.monotonic()

    def admit(self, url: str) -> None:
        """Raises _Refused if robots.txt of the host forbids the address; else waits its delay."""
        parts = urlsplit(url)
        if parts.netloc not in self.rules:
            self.wait(parts.netloc, self.delay)
            self.rules[parts.netloc] = _robots(f"{parts.scheme}://{parts.netloc}/robots.txt")
        rules = self.rules[parts.netloc]
        if not rules.allow(url):
            raise _Refused("robots.txt of its host forbids to fetch it")
        self.wait(parts.netloc, max(self.delay, rules.delay()))


def _robots(url: str) -> _Rules:
    """The rules of a host. Without a robots.txt all is allowed; if the host fails, nothing (RFC 9309)."""
    for _ in range(REDIRECTS):
        answer = _asked(url)
        if answer.target:
            url = answer.target
            continue
        if answer.status >= 500:
            break
        return _Rules(answer.content.decode("utf-8", "replace").splitlines() if answer.status == 200 else [])
    return _Rules(["User-agent: *", "Disallow: /"])


class _Answer(NamedTuple):
    """What a host answers: where it sends on to ("" for nowhere), status, headers, content."""

    target: str
    status: int
    headers: list[tuple[str, str]]
    content: bytes


class _NoRedirect(HTTPRedirectHandler):
    """Redirects are followed by ``_fetched``, which asks robots.txt of the new address first."""

    def redirect_request(self, *arguments: object) -> None:
        """No request of its own."""


def _asked(url: str) -> _Answer:
    """The answer to one request. Raises _Refused if there is none."""
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise _Refused("it is no address of a web page", "write it with https:// at its beginning")
    request = Request(url, headers={"User-Agent": AGENT, "Accept": "text/html,*/*;q=0.5"})
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as answer:
            return _Answer("", answer.status, list(answer.headers.items()), answer.read(LARGEST + 1))
    except HTTPError as error:
        target = error.headers.get("Location") if error.code in (301, 302, 303, 307, 308) else None
        return _Answer(urljoin(url, target) if target else "", error.code, [], b"")
    except (URLError, OSError, ValueError, HTTPException) as error:
        raise _Refused(
            f"its host does not answer ({getattr(error, 'reason', None) or error})", "try it later"
        ) from error


def _fetched(url: str, hosts: _Hosts) -> tuple[str, _Answer]:
    """The last address of a page and its answer. Raises _Refused."""
    for _ in range(REDIRECTS):
        hosts.admit(url)
        answer = _asked(url)
        if answer.target:
            url = answer.target
        elif answer.status != 200:
            raise _Refused(f"its host answers {answer.status}")
        elif len(answer.content) > LARGEST:
            raise _Refused(f"it has more than {LARGEST:,} bytes")
        else:
            return url, answer
    raise _Refused("it is sent from one address to the next without end")


def _record(url: str, hosts: _Hosts) -> bytes:
    """The record of a page, as bytes to append to the file."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    last, answer = _fetched(url, hosts)
    dropped = ("transfer-encoding", "content-encoding", "content-length")
    kept = [(k, v) for k, v in answer.headers if k.lower() not in dropped]
    http = StatusAndHeaders("200 OK", [*kept, ("Content-Length", str(len(answer.content)))], protocol="HTTP/1.1")
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    payload = io.BytesIO(answer.content)
    asked = {"X-Asked-For": url}
    writer.write_record(
        writer.create_warc_record(last, "response", payload=payload, http_headers=http, warc_headers_dict=asked)
    )
    return out.getvalue()
