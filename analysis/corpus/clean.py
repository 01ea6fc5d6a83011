"""Texts as received → the text of the article, and every piece that was taken out, with its reason and place.

Nothing is lost: a line of the input is a line of the article, in tidy form, or a row of ``removed``. What is cut
still teaches: which agencies are credited, the byline, the date.
"""

import functools
import itertools
import re
from typing import Any, NamedTuple

import ftfy
import pandas as pd

from analysis import lexicons, words
from analysis.corpus import dates, leftovers
from analysis.corpus.leftovers import same_words
from analysis.tables import ARTICLES, REMOVED, frame

FIXES = ftfy.TextFixerConfig(
    unescape_html=True, fix_latin_ligatures=True, fix_character_width=False, uncurl_quotes=False,
    fix_line_breaks=False, normalization="NFC",
)  # fmt: skip
# A line of these characters only has nothing to fix but spaces.
PLAIN = re.compile(r"[ -%'-~“”‘’–—…•©éèáàíóúñçãäöüßÉ€£]*")
# Soft hyphens, zero-width spaces and marks of direction; joiners only after Latin letters, where they mean nothing.
INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|(?<=[\u0000-\u024f])[\u200c\u200d]")
BREAK = re.compile(r"\r\n|[\n\r\v\f\u2028\u2029]")
LINE = re.compile(r"[^\s\0](?:[^\n\r\v\f\u2028\u2029]*[^\s\0])?")
NARROW, WIDE = 30, 120  # characters: the longest line of a text that was broken into lines of one width


class Line(NamedTuple):
    """A line (or paragraph that was broken into lines): where it stands in the text as received, and its tidy form."""

    start: int
    end: int
    text: str
    above: bool  # follows the line before it without a blank line


def clean(articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The articles with cleaned texts, and what was taken out.

    ``articles`` has the columns of ``ARTICLES`` with ``text`` as received. In the result ``text`` begins with the
    headline, where one is known or the file begins with one, and the dek; credit, byline and published are completed
    from what was cut. ``removed`` has a row a piece: ``text == received[source_start:source_end]``, pieces in order
    and without overlap; the reasons are those of ``leftovers.REASONS``.

    Spaces, blank lines and invisible characters are no pieces. Mojibake and HTML entities are repaired (ftfy), curly
    quotation marks stay. Leftovers inside a line of the article are not found, but for markup and ``leftovers.links``.
    """
    done = [_article({str(k): v for k, v in row.items()}) for row in articles.to_dict("records")]
    table = pd.DataFrame([d.article for d in done], columns=list(ARTICLES.columns))
    table["credit"] = _credit([d.article["credit"] for d in done], [d.crediting for d in done])
    table["n_words"] = words.count(table["text"])
    return frame(table, ARTICLES), frame([cut for d in done for cut in d.removed], REMOVED)


def tidy(text: str) -> str:
    """A line with its characters repaired and its spaces made single."""
    if not PLAIN.fullmatch(text):
        text = INVISIBLE.sub("", ftfy.fix_text(text.replace("\0", ""), FIXES))
    return " ".join(text.split())


class Cleaned(NamedTuple):
    """One article, what was taken out of it, and the lines that may credit an agency."""

    article: dict[str, Any]
    removed: list[dict[str, Any]]
    crediting: str


def _article(article: dict[str, Any]) -> Cleaned:
    received = article["text"]
    markup = _markup(received)
    view = _blanked(received, markup)
    links = leftovers.links(view)
    lines = _lines(_blanked(view, [(b, e, False) for b, e in links]))
    headline = tidy(article["headline"])
    texts, above = [line.text for line in lines], [line.above for line in lines]
    guess = article["source_row"] == 0
    reasons = leftovers.find(texts, above, headline, article["byline"], article["outlet"], guess=guess)
    judged = list(zip(lines, reasons, strict=True))
    headline = " ".join(line.text for line, reason in judged if reason == "headline") or headline
    dek = " ".join(line.text for line, reason in judged if reason == "dek") or tidy(article["dek"])
    body = [line.text for line, reason in judged if not reason and not (dek and same_words(line.text, dek))]
    cut = [(line, reason) for line, reason in judged if reason in leftovers.REASONS]
    learned, crediting = _learned(article, [(line.text, reason) for line, reason in cut], body)
    text = "\n\n".join(p for p in (headline, dek, *body) if p)
    removed = _removed(article, [(line.start, line.end, reason) for line, reason in cut], links, markup)
    return Cleaned(article | learned | {"headline": headline, "dek": dek, "text": text}, removed, crediting)


def _removed(
    article: dict[str, Any],
    cut: list[tuple[int, int, str]],
    links: list[tuple[int, int]],
    markup: list[tuple[int, int, bool]],
) -> list[dict[str, Any]]:
    spans = cut
    for inner in ([(b, e, "link") for b, e in links], [(b, e, "markup") for b, e, _ in markup]):
        spans = sorted([*spans, *_outside(inner, spans)])
    columns = ("article_id", "reason", "text", "source_start", "source_end")
    return [
        dict(zip(columns, (article["article_id"], reason, article["text"][b:e], b, e), strict=True))
        for b, e, reason in spans
    ]


def _outside(spans: list[tuple[int, int, str]], cuts: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The spans that lie in no cut. Both are in order."""
    outside, at = [], 0
    for span in spans:
        while at < len(cuts) and cuts[at][1] <= span[0]:
            at += 1
        if at == len(cuts) or span[1] <= cuts[at][0]:
            outside.append(span)
    return outside


# --- Lines ----------------------------------------------------------------------------------------------------------


def _lines(view: str) -> list[Line]:
    lines: list[Line] = []
    end = 0
    for match in LINE.finditer(view):
        text = tidy(match.group())
        if text:
            lines.append(Line(*match.span(), text, bool(lines) and len(BREAK.findall(view, end, match.start())) == 1))
            end = match.end()
    return _unwrapped(lines, view)


def _unwrapped(lines: list[Line], view: str) -> list[Line]:
    """Lines of one width joined to paragraphs.

    A text was wrapped if its lines are short and nearly all of them end where the next word would not have fitted.
    """
    width = max((len(line.text) for line in lines), default=0)
    full = [len(a.text) + 1 + len(b.text.split(" ", 1)[0]) > width for a, b in itertools.pairwise(lines)]
    breaks = [f for f, line in zip(full, lines[1:], strict=False) if line.above]
    if not NARROW < width <= WIDE or len(breaks) < 5 or sum(breaks) < 0.75 * len(breaks):
        return lines
    groups = [[lines[0]]]
    for line, joins in zip(lines[1:], full, strict=True):
        if joins and line.above:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [Line(g[0].start, g[-1].end, tidy(view[g[0].start : g[-1].end]), g[0].above) for g in groups]


# --- Markup ---------------------------------------------------------------------------------------------------------

TAG = re.compile(r"</?([a-z][a-z0-9]*)(?=[\s/>])[^<>]*>|<?!--", re.IGNORECASE)
# Elements that end a line, and elements inside one; what else stands in angle brackets is text.
BLOCK = re.compile(
    r"address|article|aside|blockquote|body|br|d[dlt]|div|fig(caption|ure)|footer|form|h[1-6r]|head|header|html|iframe|li"
    r"|main|nav|noscript|[ou]l|p|script|section|style|t[dhr]|table|tbody|thead|title|video"
)
INLINE = re.compile(
    r"a|abbr|amp|audio|b|button|center|cite|code|em|font|i|img|input|ins|label|link|mark|meta|path|picture|q|s|small"
    r"|source|span|strong|su[bp]|svg|time|u"
)


def _markup(text: str) -> list[tuple[int, int, bool]]:
    """Start and end of tags, comments and whole scripts; the third says that a line ends there."""
    find = _Finder(text)
    spans, at = [], 0
    while match := TAG.search(text, at):
        name = (match[1] or "").lower()
        at = match.end()
        if not name:
            end = find("-->", match.end())
            if end < 0 or (match.group() == "!--" and 0 < find("\n", match.end()) < end):
                continue
            at = end
        elif name in ("script", "style") and not match.group().startswith("</"):
            end = find(f"</{name}>", match.end())
            at = end if end >= 0 else at
        elif not (BLOCK.fullmatch(name) or INLINE.fullmatch(name)):
            continue
        spans.append((match.start(), at, not INLINE.fullmatch(name)))
    return spans


class _Finder:
    """End of the next occurrence of a string; looks at every character once, however often it is asked."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.next: dict[str, int] = {}

    def __call__(self, what: str, after: int) -> int:
        """Where ``what`` ends that starts at ``after`` or later, in upper or lower case; -1 if nowhere."""
        if 0 <= self.next.get(what, 0) < after + len(what):
            found = re.compile(re.escape(what), re.IGNORECASE).search(self.text, after)
            self.next[what] = found.end() if found else -1
        return self.next[what]


def _blanked(text: str, markup: list[tuple[int, int, bool]]) -> str:
    """The text with markup overwritten, so that all places stay: by line ends, or by characters that tidy drops."""
    pieces, at = [], 0
    for start, end, block in markup:
        pieces += [text[at:start], ("\n" if block else "\0") * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


# --- What cut lines teach -------------------------------------------------------------------------------------------

DATELINE = re.compile(r"[^.()]{2,60}\(([^()]{2,40})\) ?[-–—]")


def _learned(article: dict[str, Any], cut: list[tuple[str, str]], body: list[str]) -> tuple[dict[str, str], str]:
    """Byline and date, completed from the cut lines; and all that may credit an agency ("BAGHDAD (AP) —")."""
    dateline = next((m[1] for line in body[:2] if (m := DATELINE.match(line))), "")
    crediting = [text for text, reason in cut if reason in ("contributors", "byline", "copyright")]
    byline = article["byline"] or next((leftovers.BY.sub("", t) for t, r in cut if r == "byline"), "")
    date = next((d for t, r in cut if r in ("date", "update note") and (d := dates.iso(t))), "")
    learned = {"byline": byline}
    if date and not article["published"]:
        learned |= {"published": date, "published_basis": "a date line of the text"}
    return learned, "\n".join([article["byline"], *crediting, dateline])


def _credit(given: list[str], crediting: list[str]) -> list[str]:
    """The agencies given, then those that the lines name, of every article."""
    texts = pd.DataFrame({"article_id": range(len(crediting)), "text": crediting})
    found = lexicons.find(texts, _lexicon())
    credit = [[c.strip() for c in g.split(";") if c.strip()] for g in given]
    for article, agency in zip(found["article_id"], found["category"], strict=True):
        credit[article].append(agency)
    return ["; ".join(dict.fromkeys(c)) for c in credit]


@functools.cache
def _lexicon() -> pd.DataFrame:
    return lexicons.read("agencies")
