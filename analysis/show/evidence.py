"""Numbers that open their sentences.

On a screen a number is a button and its sentences stand in a sheet at the side; that is HTML alone (``popover``), so
that it works from the keyboard, for a screen reader, without JavaScript and in an exported notebook. On paper the
sentences are named under the table by article and sentence number, "2.14", and linked to the annotated articles.
"""

import hashlib
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.show.html import Html, anchor, counted, escape, marked, number
from analysis.show.view import categories, label, view

if TYPE_CHECKING:
    from analysis.study import Study

_KEYS = itertools.count(1)  # two sheets of one page may say the same, and each needs an id of its own

MOST = 25  # sentences in one sheet
MOST_REFS = 12  # numbers of sentences named on paper for one figure


def numbered(articles: pd.DataFrame, sentences: pd.DataFrame) -> dict[str, str]:
    """sentence_id → its number in the report: the article's number, a point, the sentence's, both from 1."""
    article = {a: n for n, a in enumerate(articles["article_id"], 1)}
    rows = zip(sentences["sentence_id"], sentences["article_id"], sentences["position"], strict=True)
    return {s: f"{article[a]}.{p + 1}" for s, a, p in rows if a in article}


def opened(study: "Study", comparison: pd.DataFrame, *, most: int = 7, caption: str = "", **chosen: str) -> Html:
    """A comparison as a table, outlets × categories, in which every number opens the sentences it counts.

    ``comparison``: of ``study.compare(...)``. ``chosen`` names measure, unit, voice and story (see ``view``); the
    ``most`` categories with the most rows are shown. The small grey number is n, the evidence rows behind a figure.
    """
    table = view(comparison, **chosen)
    if table.empty:
        return Html('<p class="none">No rows were found, so there is nothing to compare.</p>', "No rows.")
    shown = categories(table, most)
    behind = study.evidence(str(table["lens"].iloc[0]))
    numbers = numbered(study.articles, study.sentences)
    cells = {(c["outlet"], c["category"]): _cell(c, behind, numbers) for c in table.to_dict("records")}
    outlets = list(dict.fromkeys(table["outlet"]))
    words = _caption(table, shown, caption)
    return grid(cells, outlets, shown, words)


@dataclass(frozen=True, repr=False)
class Cell(Html):
    """A figure, and what it opens: ``refs`` are the numbers of its sentences with their anchors."""

    refs: tuple[tuple[str, str], ...] = ()


def cell(face: str, title: str, rows: pd.DataFrame, numbers: Mapping[str, str], note: str = "") -> Cell:
    """A figure that opens rows of evidence.

    ``face``: finished HTML of the figure. ``rows``: article_id, sentence_id, start, end, outlet, sentence (as of
    ``Study.evidence``) and perhaps voice. Without rows the figure is shown and opens nothing.
    """
    if rows.empty:
        return Cell(face)
    items = "".join(_item(r, numbers) for r in rows.head(MOST).to_dict("records"))
    more = f"<p class='note'>And {len(rows) - MOST:,} more.</p>" if len(rows) > MOST else ""
    key = f"ev-{hashlib.sha1(f'{title}{note}{items}'.encode()).hexdigest()[:8]}-{next(_KEYS)}"
    shut = f"<button class='shut' type='button' popovertarget='{key}' popovertargetaction='hide'>Close</button>"
    head = f"{shut}<p class='what'>{escape(title)}</p>"
    about = f"<p class='note'>{escape(note)}</p>" if note else ""
    sheet = f"<div class='sheet' popover id='{key}'>{head}{about}<ol>{items}</ol>{more}</div>"
    button = f"<button class='open' type='button' popovertarget='{key}'>{face}</button>"
    ids = dict.fromkeys(rows["sentence_id"])
    return Cell(button + sheet, refs=tuple((numbers.get(i, "?"), anchor("s", i)) for i in ids))


def grid(
    cells: Mapping[tuple[str, str], Cell],
    rows: Iterable[str],
    columns: Iterable[str],
    caption: str,
    kind: str = "cards grid",
) -> Html:
    """Cells as a table with names for its rows and columns; on paper their sentences are named below it."""
    rows, columns = list(rows), list(columns)
    head = "".join(f'<th scope="col">{escape(label(c))}</th>' for c in columns)
    lines = []
    for row in rows:
        line = "".join(
            f'<td data-name="{escape(label(c))}">{cells[row, c].body if (row, c) in cells else "–"}</td>'
            for c in columns
        )
        lines.append(f'<tr><th scope="row">{escape(row)}</th>{line}</tr>')
    table = (
        f'<table class="{kind}"><caption>{caption}</caption><thead><tr><th scope="col">outlet</th>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table>"
    )
    paper = "".join(refs(f"{r}, {label(c)}", cells[r, c]) for r in rows for c in columns if (r, c) in cells)
    name = caption.partition("<")[0]  # what stands before the small print
    return Html(
        f'<div class="scroll whole" tabindex="0" role="region" aria-label="{name}">{table}</div>' + refs_block(paper)
    )


def refs_block(lines: str) -> str:
    """What paper shows instead of buttons: the lines of ``refs``."""
    return f'<p class="refs">Sentences: {lines}</p>' if lines else ""


def refs(name: str, found: Cell) -> str:
    """The line of a figure among those that paper shows instead of buttons."""
    if not found.refs:
        return ""
    links = ", ".join(f'<a href="#{a}">{escape(n)}</a>' for n, a in found.refs[:MOST_REFS])
    more = f" and {len(found.refs) - MOST_REFS} more" if len(found.refs) > MOST_REFS else ""
    return f"<b>{escape(name)}</b> {links}{more}; "


def _cell(row: dict[Any, Any], behind: pd.DataFrame, numbers: Mapping[str, str]) -> Cell:
    value = number(row["value"], row["unit"])
    face = f"<b>{escape(value)}</b> <small>{row['n_rows']:,}</small>"
    title = f"{row['outlet']}: {label(row['measure'])} {label(row['category'])}".strip()
    note = f"{value} {row['unit']}; {counted(row['n_rows'], 'row')} in {counted(row['n_articles'], 'article')}"
    return cell(face, title, _rows(row, behind), numbers, note)


def _rows(row: dict[Any, Any], behind: pd.DataFrame) -> pd.DataFrame:
    """The evidence rows that one row of a comparison counts."""
    here = behind["outlet"] == row["outlet"]
    for column in ("story", "voice"):
        if row[column] != "all":
            here &= behind[column] == row[column]
    # An average has the category "" (or, in a view, the name of its measure).
    average = row["category"] in ("", row["measure"])
    here &= behind[row["measure"]].notna() if average else behind[row["measure"]].astype("str") == row["category"]
    found: pd.DataFrame = behind[here]
    return found


def _item(row: dict[Any, Any], numbers: Mapping[str, str]) -> str:
    offset = row["sentence_start"]
    text = marked(str(row["sentence"]), row["start"] - offset, row["end"] - offset)
    place = numbers.get(row["sentence_id"], "")
    voice = f", {escape(row['voice'])}" if row.get("voice") else ""
    link = f'<a href="#{anchor("s", row["sentence_id"])}">{escape(place)}</a>' if place else ""
    where = f'<span class="where">{escape(row["outlet"])} {link}{voice}</span>'
    return f'<li data-span="{row["start"]}-{row["end"]}">{text}{where}</li>'


def _caption(table: pd.DataFrame, shown: list[str], caption: str) -> str:
    unit = str(table["unit"].iloc[0])
    left_out = table["category"].nunique() - len(shown)
    more = f" Not shown: {counted(left_out, 'category', 'categories')} with fewer rows." if left_out else ""
    articles = table.drop_duplicates("outlet")["n_articles"]
    n = counted(int(articles.sum()), "article")
    small = f"{unit}; n in grey; {n}.{more}"
    return f"{escape(caption or label(str(table['measure'].iloc[0])))}<small>{escape(small)}</small>"
