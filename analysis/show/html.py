"""Pieces of HTML that show themselves in a notebook and go into the report unchanged.

HTML is made by ``tag`` and joined by ``joined`` and nowhere else: what is not Markup is text, and is escaped. So text
of an article, a file name or a codebook cannot become markup by forgetting a call.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

HERE = Path(__file__).parent
VOID = ("br", "img", "input")  # elements without an end
DASH = Markup("–")


def tag(name: str, *children: object, **attributes: object) -> Markup:
    """An element. Children and attributes are escaped where they are text; None and False are left out.

    Attributes are written as Python allows them: ``class_``, ``data_name``.

    >>> print(tag("td", "a < b, ", tag("b", 1), class_="n", data_name='"', id=None))
    <td class="n" data-name="&#34;">a &lt; b, <b>1</b></td>
    """
    given = [(k.rstrip("_").replace("_", "-"), v) for k, v in attributes.items() if v is not None and v is not False]
    start = Markup("").join(Markup(' {}="{}"').format(k, v) for k, v in given if v != "")
    return Markup(f"<{name}{start}>" if name in VOID else f"<{name}{start}>{joined(*children)}</{name}>")


def joined(*pieces: object, between: str = "") -> Markup:
    """Pieces one behind the other, as HTML; lists are taken apart, None is left out, texts are escaped.

    >>> joined("<", [tag("b", "x"), None], between=", ")
    Markup('&lt;, <b>x</b>')
    """
    return escape(between).join(map(escape, _flat(pieces)))


def _flat(pieces: Iterable[object]) -> Iterator[object]:
    for piece in pieces:
        if isinstance(piece, (list, tuple, Iterator)):
            yield from _flat(piece)
        elif piece is not None and piece is not False:
            yield piece


@dataclass(frozen=True)
class Html:
    """A piece of HTML: ``body``, and ``text``, which a terminal shows instead.

    In a notebook it brings its style along. MathJax leaves it alone, so "$5 to $10" stays as it is.
    """

    body: Markup
    text: str = ""

    def __html__(self) -> Markup:
        return self.body

    def _repr_html_(self) -> str:
        return style() + tag("div", self.body, class_="newsroom tex2jax_ignore mathjax_ignore")

    def __repr__(self) -> str:
        return self.text or self.body.striptags()[:500]


def join(pieces: Iterable[Html]) -> Html:
    """Several pieces, one below the other."""
    pieces = list(pieces)
    return Html(joined(pieces, between="\n"), "\n".join(p.text for p in pieces if p.text))


def nothing(text: str) -> Html:
    """What stands in place of an empty table: what is missing, and what to do."""
    return Html(tag("p", text, class_="none"), text)


def small_print(*text: object) -> Markup | None:
    """A small line below a table; none where there is nothing to say."""
    return tag("p", *text, class_="note") if joined(*text) else None


@functools.cache
def style() -> Markup:
    """The style element that every piece carries in a notebook; the report has it once, in its head."""
    return Markup("<style>{}</style>").format(Markup(css()))


def css() -> str:
    """style.css and the other style sheets of this folder, each beside the module it is for.

    report.css is for whole pages only.
    """
    sheets = [HERE / "style.css", *sorted(p for p in HERE.glob("*.css") if p.name not in ("style.css", "report.css"))]
    return "\n".join(s.read_text(encoding="utf-8") for s in sheets)


def html_table(
    rows: Iterable[Sequence[object]],
    columns: Sequence[object] = (),
    caption: object = None,
    kind: str = "cards",
    classes: Sequence[str] = (),
    headed: bool = False,
    label: str = "",
) -> Markup:
    """The one table of this package: rows of cells, which are text or Markup.

    ``columns``: their names, which a narrow screen shows at each cell. ``kind``: classes of the table; ``classes``: one
    for each column ("n": a number, at the right). With ``headed`` the first cell of a row names the row. ``label``:
    a name for a screen reader, where there is no caption.
    """
    classes = classes or [""] * max(len(columns), 1)

    def cells(row: Sequence[object]) -> Iterator[Markup]:
        for n, cell in enumerate(row):
            kind = "lacks" if cell is DASH else classes[n] if n < len(classes) else ""
            if headed and n == 0:
                yield tag("th", cell, scope="row")
            else:
                yield tag("td", cell, class_=kind, data_name=columns[n] if columns else None)

    head = [tag("th", c, scope="col", class_=k) for c, k in zip(columns, classes, strict=False)]
    return tag(
        "table",
        tag("caption", caption) if caption else None,
        tag("thead", tag("tr", head)) if columns else None,
        tag("tbody", [tag("tr", cells(row)) for row in rows]),
        class_=kind,
        aria_label=label,
    )


def scroll(content: object, name: str, kind: str = "") -> Markup:
    """A box that scrolls by itself where its content is wider than the page, with a name for a screen reader."""
    return tag("div", content, class_=f"scroll {kind}".strip(), tabindex="0", role="group", aria_label=name)


def caption(title: object, *small: object) -> Markup:
    """The title of a table, and in small print how to read it."""
    return joined(title, tag("small", *small) if joined(*small) else None)


def anchor(kind: str, key: object) -> str:
    """An id for a place: different keys give different ids, whatever characters they hold.

    >>> anchor("s", "cbs-news:s12")
    's-cbs-news_3a_s12'
    """
    return f"{kind}-" + re.sub(r"[^A-Za-z0-9-]", lambda m: f"_{ord(m[0]):x}_", str(key))


def number(value: float) -> str:
    """A figure as a reader wants it: three digits that count, a real minus, a dash where it is not known.

    >>> number(-3.14159), number(float("nan")), number(1234), number(0.254)
    ('−3.1', '–', '1,234', '0.25')
    """
    if value != value:
        return "–"
    digits = 0 if float(value).is_integer() or abs(value) >= 100 else 1 if abs(value) >= 1 else 2
    return f"{value:,.{digits}f}".replace("-", "−")


def percent(share: float) -> str:
    """A share in per cent.

    >>> percent(0.254), percent(float("nan"))
    ('25 %', '–')
    """
    return "–" if share != share else f"{100 * share:.0f} %".replace("-", "−")


def counted(n: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "article"), counted(2000, "sentence"), counted(2, "body", "bodies")
    ('1 article', '2,000 sentences', '2 bodies')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def bar(share: float) -> Markup | None:
    """A bar as long as a share of its cell."""
    return tag("span", class_="bar", style=f"width:{100 * share:.0f}%") if share else None


def marked(text: str, start: int, end: int, limit: int = 600) -> Markup:
    """Text with the characters from start to end marked; a very long text is cut around the mark."""
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    low, high = max(0, start - limit), min(len(text), max(end, start) + limit)
    words = tag("mark", text[start:end]) if end > start else None
    return joined("… " if low else None, text[low:start], words, text[end:high], " …" if high < len(text) else None)
