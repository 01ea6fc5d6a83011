"""Labels out and in: what analysts know from other programs, one file a format.

    .qdpx    REFI-QDA project: ATLAS.ti, MAXQDA, NVivo, QualCoder …     code points
    .json    Label Studio                                              code points
    .zip     UIMA CAS as XMI with its type system: INCEpTION           UTF-16 units
    .jsonld  W3C Web Annotation: Hypothesis and others                 code points
    .csv     a line a label, for a spreadsheet                         code points

The last column says what the format counts in: "😀" is one code point and two units of UTF-16. A format's module has
``write(texts, labels, path)`` and ``read(path)``, and turns its offsets into characters of ``articles.text``.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pandas as pd

from analysis.exchange.labels import LABELS, Content, ExchangeError, Label, labels, xml
from analysis.tables import PROBLEMS, empty, frame

FORMATS = {
    ".qdpx": "qdpx",
    ".json": "label_studio",
    ".zip": "cas",
    ".jsonld": "web_annotation",
    ".csv": "csv_file",
}


class Read(NamedTuple):
    """The labels of a file that fit the articles (LABELS), and what did not fit (a table of ``problems``)."""

    labels: pd.DataFrame
    problems: pd.DataFrame


def write(articles: pd.DataFrame, given: pd.DataFrame, path: str | Path) -> Path:
    """Write labels (LABELS) with the texts of their articles; the ending of the path says in which format."""
    path = Path(path)
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    of = [Label(*row) for row in given[list(LABELS.columns)].itertuples(index=False, name=None)]
    path.parent.mkdir(parents=True, exist_ok=True)
    _format(path).write(texts, of, path)
    return path


def read(path: str | Path, articles: pd.DataFrame) -> Read:
    """The labels of a file, in characters of ``articles.text``.

    A label counts only where its text is the article's: the same id and the same text (other line ends do not
    matter), or the same text under another id; where the file has no texts, the words that it quotes. All others are
    listed. Raises ExchangeError where the file cannot be read at all.
    """
    path = Path(path)
    content: Content = _format(path).read(path)
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    same = {article: _known(article, text, texts) for article, text in content.texts.items()}
    rows, problems = [], []
    for label in content.labels:
        placed = _placed(label, content.texts, same, texts)
        if isinstance(placed, Label):
            rows.append(placed[:-1])
        else:
            problems.append(_problem(path, label, placed))
    found = pd.DataFrame(rows, columns=list(LABELS.columns))
    return Read(
        frame(found, LABELS) if rows else empty(LABELS), frame(problems, PROBLEMS) if problems else empty(PROBLEMS)
    )


def _format(path: Path) -> ModuleType:
    name = FORMATS.get(path.suffix.lower())
    if name is None:
        known = ", ".join(FORMATS)
        raise ExchangeError(
            f"labels are written and read as {known}; not as {path.suffix or 'a file without ending'!r}"
        )
    return importlib.import_module(f"{__name__}.{name}")


def _known(article: str, text: str, texts: Mapping[str, str]) -> str:
    """The id of the article with this text, "" if there is none."""
    plain = _plain(text)
    if article in texts and plain == _plain(texts[article]):
        return article
    return next((a for a, t in texts.items() if _plain(t) == plain), "")


def _plain(text: str) -> str:
    """A text without what programs change in it on the way: line ends, and characters that XML forbids."""
    return xml(text.removeprefix("\ufeff")).replace("\r\n", "\n").replace("\r", "\n")


def _placed(label: Label, given: Mapping[str, str], same: Mapping[str, str], texts: Mapping[str, str]) -> Label | str:
    """The label at its place in the article's text; or what does not fit."""
    if given and label.article_id not in given:
        return "the file has no text for it"
    article = same[label.article_id] if given else label.article_id
    if article not in texts:
        return "no article of the corpus has this text" if given else f"there is no article {label.article_id!r}"
    ends = [label.start, label.end]
    if given:
        text = given[label.article_id]
        ends = [_moved(text, texts[article], end) for end in ends]
    start, end = ends
    if not 0 <= start <= end <= len(texts[article]):
        return f"{start}–{end} is no place in the text, which has {len(texts[article])} characters"
    if label.words is not None and _plain(label.words) != _plain(texts[article][start:end]):
        return f"{label.words[:60]!r} does not stand at {start}–{end}"
    return label._replace(article_id=article, start=start, end=end)


def _moved(text: str, here: str, end: int) -> int:
    """A place of a text in the same text with other line ends."""
    if text == here:
        return end
    before = len(_plain(text[:end]))
    units = [i for i, c in enumerate(here) if not (c == "\n" and here[i - 1 : i] == "\r")] if "\r" in here else []
    return (units[before] if before < len(units) else len(here)) if units else before


def _problem(path: Path, label: Label, what: str) -> dict[str, Any]:
    return {
        "file": path.name,
        "row": 0,
        "column": "",
        "article_id": label.article_id,
        "problem": f"the label {label.table!r} is left out: {what}",
        "advice": "export the labels of these texts as they are, or read the texts of the file as a corpus",
        "left_out": False,
    }


__all__ = ["FORMATS", "LABELS", "Content", "ExchangeError", "Label", "Read", "labels", "read", "write"]
