"""Factiva: exports as HTML and XML. The language of the interface changes words and months, not the structure."""

import itertools
import re

from lxml import etree, html

from analysis.corpus import dates
from analysis.corpus.decode import NotText
from analysis.corpus.files import Found, Problem, Row, problem
from analysis.corpus.formats import markup

N_WORDS = re.compile(r"[\d.,'\s]+[^\W\d_]{1,15}")  # "937 words", "1.285 Wörter", "65 mots"
TIME = re.compile(r"\d{1,2}[:.hH]\d{2}(?: ?[AaPp]\.?[Mm]\.?)?(?: ?GMT)?")
FEW = 100  # words: of shorter articles it is not asked whether all words are there
COUNTER = re.compile(r"\d{1,4}\)\s+")  # "12) ", where the export numbers its headlines
ADVICE = "export it again as 'Full article'; search results alone hold no texts"


def from_html(root: html.HtmlElement, name: str) -> Found:
    """The articles of an HTML export: ``div.article``, with paragraphs ``p.articleParagraph``."""
    rows: list[Row] = []
    problems: list[Problem] = []
    for place, article in enumerate(_documents(root), 1):
        text = _text(article)
        coded = _coded(article)
        row = (_from_codes(coded) if {"HD", "PD"} & set(coded) else _from_order(article)) | {
            "text": "\n\n".join(t for t in text if t),
            "source_file": name,
            "source_row": place,
        }
        if row["text"]:
            rows.append(row)
        else:
            what = f"the article has no text: {row['headline']!r}"
            problems.append(problem(name, place, what, ADVICE, left_out=True))
    return rows, problems


def _text(article: html.HtmlElement) -> list[str]:
    """The paragraphs; with those of no class, mostly captions, where they hold more than half of the stated words."""
    text = [markup.line(p) for p in markup.classed(article, "articleparagraph")]
    stated = next((n for e in article if e.tag == "div" and (n := _stated(markup.line(e)))), 0)
    if stated < FEW or len(" ".join(text).split()) > stated / 2:
        return text
    plain = [markup.line(p) for p in article if p.tag == "p" and not p.get("class")]
    return text + [line for line in plain if len(line.split()) > stated / 10]


def _stated(line: str) -> int:
    """The number of words that a line states ("1.285 Wörter"); 0 if it states none."""
    return int(re.sub(r"\D", "", line)) if N_WORDS.fullmatch(line) and len(line) < 30 else 0


def _documents(root: html.HtmlElement) -> list[html.HtmlElement]:
    """The innermost div.article: some exports put one around all."""
    found = markup.classed(root, "article")
    outer = {id(a) for article in found for a in article.iterancestors()}
    return [article for article in found if id(article) not in outer]


def _from_order(article: html.HtmlElement) -> Row:
    """The head by the order of its lines: headline, author, "937 words", date, perhaps a time, outlet."""
    title = next((e for e in article.iter(etree.Element) if e.get("id") == "hd"), None)
    lines = [markup.line(e) for e in article if e.tag == "div"]
    headline = markup.line(title)
    counted = any("counted" in (e.get("class") or "") for e in (title.iter() if title is not None else ()))
    at = next((n for n, (a, b) in enumerate(itertools.pairwise(lines)) if N_WORDS.fullmatch(a) and _date(b)), None)
    at = at if at is not None else next((n - 1 for n, line in enumerate(lines) if n and _date(line)), len(lines))
    after = [line for line in lines[at + 2 :] if line and not TIME.fullmatch(line)]
    return {
        "headline": COUNTER.sub("", headline, count=1) if counted else headline,
        "byline": " ".join(markup.line(e) for e in markup.classed(article, "author")),
        "published": _date(lines[at + 1]) if at + 1 < len(lines) else "",
        "outlet": after[0] if after else "",
    }


def _date(line: str) -> str:
    return dates.in_any_language(line) if len(line) < 40 else ""


def _coded(article: html.HtmlElement) -> dict[str, str]:
    """Two letters → value, of exports with codes of fields (HD headline, PD date, SN source name …)."""
    rows = ([markup.line(cell) for cell in row.iter("td")] for row in article.iter("tr"))
    return {cells[0].strip(): cells[1] for cells in rows if len(cells) == 2 and re.fullmatch(r"[A-Z]{2}\s*", cells[0])}


def _from_codes(coded: dict[str, str]) -> Row:
    return {
        "headline": coded.get("HD", ""),
        "byline": coded.get("BY", ""),
        "published": _date(coded.get("PD", "")),
        "outlet": coded.get("SN", ""),
    }


def from_xml(data: bytes, name: str) -> Found:
    """The articles of an XML export. Raises NotText."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise NotText(f"it is broken XML ({error})") from error
    rows: list[Row] = []
    problems: list[Problem] = []
    for place, article in enumerate(root.iterfind(".//{*}article"), 1):
        text = [_plain(p) for part in ("lead", "tail") for p in _parts(article, part)]
        when = article.find("{*}publicationDate")
        row = {
            "headline": " ".join(_plain(p) for p in article.iterfind("{*}headline/{*}paragraph")),
            "byline": _plain(article.find("{*}byline")),
            "outlet": _plain(article.find("{*}sourceName")),
            "published": dates.in_any_language(_plain(when)).replace("Z", "+00:00"),
            "text": "\n\n".join(t for t in text if t),
            "source_file": name,
            "source_row": place,
        }
        if row["text"]:
            rows.append(row)
        else:
            what = f"the article has no text: {row['headline']!r}"
            problems.append(problem(name, place, what, ADVICE, left_out=True))
    return rows, problems


def _parts(article: etree._Element, part: str) -> list[etree._Element]:
    """The paragraphs of leadParagraph(s) or tailParagraph(s)."""
    return [p for s in ("", "s") for p in article.iterfind(f"{{*}}{part}Paragraph{s}/{{*}}paragraph")]


def _plain(element: etree._Element | None) -> str:
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())
