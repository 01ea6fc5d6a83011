"""HTML as trees and lines, for all readers of HTML: nothing is fetched, nothing outside of the file is looked at."""

import codecs
import re
from copy import deepcopy

from lxml import etree, html

from analysis.corpus.decode import BOMS, NotText, decode

DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""", re.IGNORECASE)
BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
        "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
SILENT = frozenset(
    (
        "script", "style", "noscript", "template", "head", "title", "iframe", "svg", "button", "select",
        "textarea",
    )
)  # fmt: skip


def text_of(data: bytes) -> tuple[str, str]:
    """The text of an HTML file and a note where its encoding had to be guessed.

    UTF-8 if it is valid, else what the file declares, else Windows-1252. Raises NotText for binary data.
    """
    text, note = decode(data)
    declared = DECLARED.search(data[:4096])
    if not note or declared is None or any(data.startswith(mark) for mark, _ in BOMS):
        return text, note
    try:
        name = codecs.lookup(declared[1].decode("ascii")).name
    except LookupError:
        return text, note
    if name in ("utf-8", "iso8859-1", "ascii"):  # not true, as just seen; Latin-1 is read as Windows-1252
        return text, note if name == "utf-8" else ""
    return data.decode(name, errors="replace"), ""


def tree(text: str) -> html.HtmlElement:
    """The tree of an HTML text; an empty one where there is nothing to read. Raises NotText."""
    # lxml takes no text with a declaration of its encoding; NUL ends the text for it.
    text = re.sub(r"^\s*<\?xml[^>]{0,200}>", "", text.replace("\0", ""), count=1)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace") or b"<html></html>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise NotText(f"it is no HTML that can be read ({error})") from error
    return root


def lines(element: html.HtmlElement) -> list[str]:
    """The text of an element, a line a block, without scripts; spaces are made single, empty lines left out."""
    pieces: list[str] = []
    silent = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            silent += node.tag in SILENT
            pieces += ["\n" if node.tag in BLOCKS else "", "" if silent else _spaces(node.text)]
            continue
        silent -= node.tag in SILENT
        pieces.append("\n" if node.tag in BLOCKS else "")
        pieces.append("" if silent or node is element else _spaces(node.tail))
    tidy = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return [line for line in tidy if line]


def _spaces(text: str | None) -> str:
    """Text as HTML means it: a line end is a space."""
    return (text or "").replace("\n", " ")


def copy(element: html.HtmlElement) -> html.HtmlElement:
    """A copy to take things out of."""
    return deepcopy(element)


def line_of_title(root: html.HtmlElement) -> str:
    """The title of a page, which browsers show on its tab."""
    return " ".join(next((t.text or "" for t in root.iter("title")), "").split())


def line(element: html.HtmlElement | None) -> str:
    """The text of an element as one line; "" for none."""
    return "" if element is None else " ".join(lines(element))


def classed(element: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    """All elements inside of it that have a class, in order; the name in small letters."""
    return [e for e in element.iter(etree.Element) if name in (e.get("class") or "").lower().split()]
