"""Pieces of HTML that show themselves in a notebook and go into the report unchanged.

Whatever comes from an article, a file name or a codebook goes through ``escape``; nothing else may write it.
"""

import functools
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Html:
    """A piece of HTML. ``body`` is finished HTML; ``text`` is what a terminal shows instead.

    In a notebook it brings its style along. MathJax leaves it alone, so "$5 to $10" stays as it is.
    """

    body: str
    text: str = ""

    def _repr_html_(self) -> str:
        return f'{style()}<div class="newsroom tex2jax_ignore mathjax_ignore">{self.body}</div>'

    def __repr__(self) -> str:
        return self.text or re.sub(r"<[^<>]*>", " ", self.body)[:500]


def join(pieces: Iterable[Html]) -> Html:
    """Several pieces, one below the other."""
    pieces = list(pieces)
    return Html("\n".join(p.body for p in pieces), "\n".join(p.text for p in pieces if p.text))


@functools.cache
def style() -> str:
    """The style element that every piece carries in a notebook; the report has it once, in its head.

    It joins style.css and the other style sheets of this folder, each of which stands beside the module it is for;
    report.css is for whole pages only.
    """
    sheets = [HERE / "style.css", *sorted(p for p in HERE.glob("*.css") if p.name not in ("style.css", "report.css"))]
    return "<style>" + "\n".join(s.read_text(encoding="utf-8") for s in sheets) + "</style>"


def escape(text: object) -> str:
    """Text as HTML that renders as that text, in elements and in quoted attributes.

    >>> escape("<b> & 'x'")
    '&lt;b&gt; &amp; &#x27;x&#x27;'
    """
    return html.escape(str(text), quote=True)


def anchor(kind: str, key: object) -> str:
    """An id for a place: different keys give different ids, whatever characters they hold.

    >>> anchor("s", "cbs-news:s12")
    's-cbs-news_3a_s12'
    """
    return f"{kind}-" + re.sub(r"[^A-Za-z0-9-]", lambda m: f"_{ord(m[0]):x}_", str(key))


def number(value: float, unit: str = "") -> str:
    """A figure as a reader wants it: shares as per cent, a real minus, a dash where it is not known.

    >>> number(0.254, "share of rows"), number(-3.14159), number(float("nan")), number(1234)
    ('25 %', '−3.1', '–', '1,234')
    """
    if value != value:
        return "–"
    if unit.startswith("share"):
        return f"{100 * value:.0f} %".replace("-", "−")
    digits = 0 if float(value).is_integer() or abs(value) >= 100 else 1 if abs(value) >= 1 else 2
    return f"{value:,.{digits}f}".replace("-", "−")


def counted(n: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "article"), counted(2000, "sentence"), counted(2, "body", "bodies")
    ('1 article', '2,000 sentences', '2 bodies')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def marked(text: str, start: int, end: int, limit: int = 600) -> str:
    """Text as HTML with the characters from start to end marked; a very long text is cut around the mark."""
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    low, high = max(0, start - limit), min(len(text), max(end, start) + limit)
    before = ("… " if low else "") + escape(text[low:start])
    after = escape(text[end:high]) + (" …" if high < len(text) else "")
    return f"{before}<mark>{escape(text[start:end])}</mark>{after}" if end > start else before + after
