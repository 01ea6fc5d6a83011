"""Europresse and Eureka: exports as HTML, new (``article``) and old (spans in a table)."""

import copy
import re

from lxml import html

from analysis.corpus import dates
from analysis.corpus.files import Found, Problem, Row, problem
from analysis.corpus.formats import markup

ISSUE = re.compile(r"(?:,? (?:no|nº|n°|num|vol)\.? ?[\d-]+.*|\s*\|.*)$", re.I)  # "Le Monde, no. 5968"
ADVICE = "export it again with the full text; lists of results hold none"


def from_html(root: html.HtmlElement, name: str) -> Found:
    """The articles of an export, by its classes DocPublicationName, DocHeader and titreArticleVisu."""
    new = [a for a in root.iter("article") if _all(a, "docpublicationname")]
    found = [_new(a) for a in new] if new else [_old(td) for td in _cells(root)]
    rows: list[Row] = []
    problems: list[Problem] = []
    for place, row in enumerate(found, 1):
        if row["text"]:
            rows.append(row | {"source_file": name, "source_row": place})
        else:
            what = f"the article has no text: {row['headline']!r}"
            problems.append(problem(name, place, what, ADVICE, left_out=True))
    return rows, problems


def _all(element: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    """Elements whose class is this name, or ends with it after a prefix ("rdp__DocPublicationName")."""
    pattern = re.compile(rf"(?:^|\s|__){name}(?:\s|$)", re.I)
    return [e for e in element.iter() if isinstance(e.tag, str) and pattern.search(e.get("class") or "")]


def _head(element: html.HtmlElement) -> Row:
    header = " ".join(markup.line(e) for e in _all(element, "docheader"))
    outlet = next((markup.line(e) for e in _all(element, "docpublicationname")), "")
    titles = _all(element, "titrearticlevisu") or _all(element, "articletitle")
    return {
        "headline": markup.line(titles[0]) if titles else "",
        "outlet": ISSUE.sub("", outlet).strip(" ,"),
        "published": dates.in_any_language(header),
    }


def _new(article: html.HtmlElement) -> Row:
    """header: outlet, date, title, author below the title; section: the text; aside and footer are no part of it."""
    author = article.xpath(
        ".//header//div[contains(concat(' ', normalize-space(@class), ' '), ' titreArticle ')]/following-sibling::div"
    )
    containers = _all(article, "doctext")[:1] or list(article.iter("section"))
    text = [line for container in containers for line in markup.lines(container)]
    return _head(article) | {"byline": markup.line(author[0]) if author else "", "text": "\n\n".join(text)}


def _cells(root: html.HtmlElement) -> list[html.HtmlElement]:
    """The table cells that hold an article each."""
    cells = {id(cell): cell for e in _all(root, "docpublicationname") if (cell := e.getparent()) is not None}
    return list(cells.values())


def _old(cell: html.HtmlElement) -> Row:
    """Text nodes and breaks after the title, until the copyright; "Name<br><p>" above the text is the author."""
    source = html.tostring(copy.deepcopy(cell), encoding="unicode")
    after = re.split(r"</span>\s*<br\s*/?>\s*<br\s*/?>", source.partition("TitreArticleVisu")[2], maxsplit=1)[-1]
    body = re.split(r"<b>\s*<i>\s*(?:©|&copy;|&#169;)|Num[ée]ro de document", after, maxsplit=1)[0]
    byline = re.match(r"([^<>]{2,100})<br\s*/?>\s*<p>", body)
    text = markup.lines(markup.tree(f"<div>{body[byline.end() :] if byline else body}</div>"))
    return _head(cell) | {"byline": byline[1].strip() if byline else "", "text": "\n\n".join(text)}
