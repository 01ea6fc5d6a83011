"""RIS and Web of Science: what reference managers and databases export. Their texts are mostly abstracts."""

import re
from collections.abc import Mapping
from typing import Any

import rispy

from analysis.corpus import dates
from analysis.corpus.decode import NotText
from analysis.corpus.files import Found, Problem, Row, problem

BEGINS = re.compile(r"\s*(?:\d+\.\s*\n)?TY  ?- ")
WOS = re.compile(r"\s*FN [^\n]+\n\s*VR ")
FULL = 1500  # characters: a longer text than abstracts have
OUTLET = ("secondary_title", "journal_name", "alternate_title3", "alternate_title1", "publication_name", "publisher")
TEXT = ("abstract", "notes_abstract", "notes", "research_notes")
WHEN = ("date", "publication_year", "year", "access_date")


def read(text: str, name: str) -> Found:
    """The references of a file that have a text. Raises NotText if it cannot be read."""
    implementation = rispy.WokParser if WOS.match(text) else rispy.RisParser
    try:
        entries = rispy.loads(text, implementation=implementation, skip_unknown_tags=True)
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise NotText(f"it is RIS that cannot be read ({error})") from error
    rows: list[Row] = []
    problems: list[Problem] = []
    for place, entry in enumerate(entries, 1):
        row = _reference(entry) | {"source_file": name, "source_row": place}
        if not row["text"]:
            what = f"the reference has no text: {row['headline']!r}"
            advice = "export it with the full text, or give the texts themselves"
            problems.append(problem(name, place, what, advice, left_out=True))
            continue
        rows.append(row)
        if len(row["text"]) < FULL:
            what = "the text is as short as an abstract; it may not be the whole article"
            problems.append(problem(name, place, what, "compare it with the article"))
    return rows, problems


def _reference(entry: Mapping[str, Any]) -> Row:
    texts = [" ".join(t) if isinstance(t, list) else str(t) for key in TEXT if (t := entry.get(key))]
    urls = entry.get("urls") or [entry.get("url") or ""]
    authors = entry.get("authors") or entry.get("first_authors") or []
    return {
        "headline": _first(entry, ("title", "primary_title", "document_title", "translated_title", "short_title")),
        "outlet": _first(entry, OUTLET),
        "published": next((d for key in WHEN if (d := _date(str(entry.get(key) or "")))), ""),
        "byline": "; ".join(authors) if isinstance(authors, list) else str(authors),
        "url": urls[0],
        "text": max(texts, key=len, default=""),
    }


def _first(entry: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((" ".join(str(entry[name]).split()) for name in names if entry.get(name)), "")


def _date(text: str) -> str:
    """ISO of "2014/05/30/", "2014//" or "May 30, 2014"."""
    parts = re.match(r"(\d{4})(?:/(\d{1,2}))?(?:/(\d{1,2}))?(?:/|$)", text)
    if parts is None:
        return dates.in_any_language(text)
    return "-".join(p.zfill(2) for p in parts.groups() if p)
