"""Articles cut into sentences, with exact offsets."""

import re
from collections.abc import Iterator

import pandas as pd
import sentencex

from analysis import tables

Span = tuple[int, int]

PARAGRAPH = re.compile(r"\n\n+")
# Marks are hidden from the library, one character for one: it never cuts between two of them, so a quotation of five
# sentences, or what stands between two apostrophes, would be one; and unpaired marks cost it minutes.
# Of the spaces it panics at the wide ones, behind a lone letter (docs/sentencex-panic.md).
WIDE_SPACES = "".join(c for c in map(chr, range(0x80, 0x3001)) if c.isspace())
HIDDEN = str.maketrans(dict.fromkeys('“”„‟"«»‹›‘‚‛`´()[]{}<>「」『』〈〉《》【】（）' + WIDE_SPACES, " ") | {"'": "’"})
STOP = re.compile(r"[^.!?]*[.!?]*\s*")  # a sentence where the library fails
SINGLE = re.compile(r"(?<!\w)['’]")
CLOSING = re.compile(r"[”\"’'»›)\]}」』]*(?:\s+[”»›)\]](?=\s|$))*")
# What stands before these stops never ends a sentence; the library does not know them all, or not everywhere.
TITLE = re.compile(
    r"(?:^|[\s(\[“\"‘'])(?:Mr|Mrs|Ms|Dr|Prof|Sens?|Reps?|Govs?|Gen|Brig|Maj|Lt|Col|Capt|Cmdr|Sgt|Adm|Rev|Hon|Pres|"
    r"Supt|Det|Atty|Mt|vs|approx|incl|Vol|Fig)\.$"
)
HOUR = re.compile(r"\b[ap]\.m\.$", re.IGNORECASE)
DAY = re.compile(r"\(|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|[A-Z]{1,2}[SD]?T\b|Eastern\b")
NUMBER = re.compile(r"\(?\d{1,3}[.)]")
ELISION = re.compile(r"[^.!?\s”\"’]\s(?:\.\.\.|…|\. \. \.)$")
FIRST_WORD = re.compile(r"[\W_]*([^\W\d_]+)")
NEAR = 40  # characters that decide whether a cut is one


def sentences(articles: pd.DataFrame) -> pd.DataFrame:
    """One row a sentence of every article: ``tables.SENTENCES``.

    A sentence stays in its paragraph (text between blank lines) and holds the closing marks and brackets that
    follow its full stop. Every character that is no white space stands in exactly one sentence. A quotation of
    several sentences is cut into them; ``“Why?” she asked.`` is one. ``zone``: the paragraphs that equal
    ``articles.headline`` and ``articles.dek`` at the top of the text, then ``lead``, the first other paragraph,
    then ``body``.

    The rules are made for English. Not found: an end without a full stop (lists, poems), and whether "the U.S." or
    "Inc." before a capital ends a sentence is a guess.

    >>> text = "It came on Nov. 7. “I am fine,” he said. “Thank God.”"
    >>> list(sentences(pd.DataFrame({"article_id": ["a"], "text": [text]}))["text"])
    ['It came on Nov. 7.', '“I am fine,” he said.', '“Thank God.”']
    """
    rows: list[dict[str, object]] = []
    known = articles.reindex(columns=["article_id", "text", "headline", "dek"], fill_value="")
    for article_id, text, headline, dek in known.itertuples(index=False, name=None):
        zones = _Zones(headline, dek)
        position = 0
        for number, (begin, end) in enumerate(paragraphs(text)):
            zone = zones.of(text[begin:end])
            for start, stop in spans(text[begin:end]):
                rows.append(
                    {
                        "sentence_id": f"{article_id}:s{position}",
                        "article_id": article_id,
                        "paragraph": number,
                        "position": position,
                        "zone": zone,
                        "start": begin + start,
                        "end": begin + stop,
                        "text": text[begin + start : begin + stop],
                    }
                )
                position += 1
    return tables.frame(rows, tables.SENTENCES)


def paragraphs(text: str) -> list[Span]:
    """Start and end of each paragraph that is not blank; white space at its edges is left out."""
    edges = [0, *(at for gap in PARAGRAPH.finditer(text) for at in gap.span()), len(text)]
    trimmed = (_trim(text, b, e) for b, e in zip(edges[::2], edges[1::2], strict=True))
    return [(b, e) for b, e in trimmed if b < e]


def spans(paragraph: str) -> Iterator[Span]:
    """Start and end of each sentence of one paragraph."""
    start = 0
    for cut in _cuts(paragraph):
        before = paragraph[max(start, cut - NEAR) : cut].strip()
        if not _goes_on(before, paragraph[cut : cut + NEAR].lstrip()):
            yield _trim(paragraph, start, cut)
            start = cut
    if paragraph[start:].strip():
        yield _trim(paragraph, start, len(paragraph))


def _cuts(paragraph: str) -> Iterator[int]:
    """Where the library ends a sentence, after the closing marks, increasing; not the end of the paragraph."""
    at = last = 0
    for piece in _pieces(SINGLE.sub(" ", paragraph).translate(HIDDEN)):
        cut = _end(CLOSING, paragraph, at + len(piece.rstrip()))
        at += len(piece)
        if last < cut < len(paragraph) and paragraph[last:cut].strip():
            yield cut
            last = cut


def _pieces(text: str) -> list[str]:
    """The sentences of the library; where it panics, a piece up to each full stop."""
    try:
        return list(sentencex.segment("en", text))
    except BaseException as error:  # a panic is no Exception
        if type(error).__name__ != "PanicException":
            raise
        return STOP.findall(text)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _goes_on(before: str, after: str) -> bool:
    """Whether the sentence goes on over a cut: a lower-case word follows, or the stop is no full stop."""
    word = FIRST_WORD.match(after)
    return (
        (word is not None and word[1].islower())
        or (HOUR.search(before) is not None and DAY.match(after) is not None)
        or any(p.search(before) for p in (TITLE, ELISION))
        or NUMBER.fullmatch(before) is not None
    )


def _trim(text: str, start: int, end: int) -> Span:
    """The span without white space at its edges."""
    piece = text[start:end]
    return end - len(piece.lstrip()), start + len(piece.rstrip())


class _Zones:
    """Tells the zone of each paragraph, asked in the order of the text."""

    def __init__(self, headline: str, dek: str) -> None:
        self.top = [(zone, line) for zone, line in (("headline", headline), ("dek", dek)) if line]
        self.lead = True

    def of(self, paragraph: str) -> str:
        for n, (zone, line) in enumerate(self.top):
            if paragraph == line.strip():
                del self.top[: n + 1]
                return zone
        self.top = []
        zone, self.lead = ("lead" if self.lead else "body"), False
        return zone
