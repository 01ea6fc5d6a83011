"""Numbers that open their sentences.

On a screen a number is a button and its sentences stand in a sheet at the side; that is HTML alone (``popover``), so
that it works from the keyboard, for a screen reader, without JavaScript and in an exported notebook. On paper the
sentences are named under the table by article and sentence number, "2.14", and linked to the annotated articles.
"""

import hashlib
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from analysis.compare.evidence import rows_behind
from analysis.show.html import (
    DASH,
    Html,
    anchor,
    caption,
    counted,
    html_table,
    joined,
    marked,
    nothing,
    scroll,
    small_print,
    tag,
)  # fmt: skip
from analysis.show.view import categories, figure, label, view

if TYPE_CHECKING:
    from analysis.study import Study

_KEYS = itertools.count(1)  # two sheets of one page may say the same, and each needs an id of its own

SHOWN = 25  # sentences in one sheet
FEW_ROWS = 5  # rows below which a figure is printed pale
ON_PAPER = 12  # numbers of sentences named on paper for one figure


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
        return nothing("No rows were found, so there is nothing to compare.")
    shown = categories(table, most)
    behind = study.evidence(str(table["lens"].iloc[0]))
    numbers = numbered(study.articles, study.sentences)
    cells = {(c["outlet"], c["category"]): _cell(c, behind, numbers) for c in table.to_dict("records")}
    return grid(cells, [o for o in study.colours if o in set(table["outlet"])], shown, *_caption(table, shown, caption))


@dataclass(frozen=True, repr=False)
class Cell(Html):
    """A figure, and what it opens: ``refs`` are the numbers of its sentences with their anchors."""

    refs: tuple[tuple[str, str], ...] = ()


def cell(face: object, title: str, rows: pd.DataFrame, numbers: Mapping[str, str], note: str = "") -> Cell:
    """A figure that opens rows of evidence.

    ``face``: the figure. ``rows``: article_id, sentence_id, start, end, outlet, sentence, sentence_start (as of
    ``Study.evidence``) and perhaps voice. Without rows the figure is shown and opens nothing.
    """
    if rows.empty:
        return Cell(joined(face))
    items = tag("ol", [_item(r, numbers) for r in rows.head(SHOWN).to_dict("records")])
    more = small_print(f"And {len(rows) - SHOWN:,} more." if len(rows) > SHOWN else "")
    key = f"ev-{hashlib.sha1(f'{title}{note}{items}'.encode()).hexdigest()[:8]}-{next(_KEYS)}"
    shut = tag("button", "Close", class_="shut", type="button", popovertarget=key, popovertargetaction="hide")
    what = tag("p", title, class_="what")
    sheet = tag("div", shut, what, small_print(note), items, more, class_="sheet", popover="auto", id=key)
    button = tag("button", face, class_="open", type="button", popovertarget=key)
    ids = dict.fromkeys(rows["sentence_id"])
    return Cell(button + sheet, refs=tuple((numbers.get(i, "?"), anchor("s", i)) for i in ids))


def with_n(value: str, n: int) -> Markup:
    """A figure with its number of rows behind it; pale where they are too few to say much."""
    return joined(tag("b", value, class_="few" if n < FEW_ROWS else None), " ", tag("small", f"(n {n:,})"))


def grid(
    cells: Mapping[tuple[str, str], Cell],
    rows: Sequence[str],
    columns: Sequence[str],
    title: str,
    small: str = "",
    kind: str = "cards grid",
) -> Html:
    """Cells as a table with names for its rows and columns; on paper their sentences are named below it."""
    lines = [[row, *(cells.get((row, c), DASH) for c in columns)] for row in rows]
    table = html_table(lines, ["outlet", *map(label, columns)], caption(title, small), kind, headed=True)
    paper = [refs(f"{r}, {label(c)}", cells[r, c]) for r in rows for c in columns if (r, c) in cells]
    return Html(scroll(table, title, "whole") + refs_block(paper))


def refs_block(lines: Iterable[Markup | None]) -> Markup:
    """What paper shows instead of buttons: the lines of ``refs``."""
    return tag("p", "Sentences: ", made, class_="refs") if (made := joined(list(lines))) else made


def refs(name: str, found: Cell) -> Markup | None:
    """The line of a figure among those that paper shows instead of buttons."""
    if not found.refs:
        return None
    links = joined([tag("a", n, href=f"#{a}") for n, a in found.refs[:ON_PAPER]], between=", ")
    more = f" and {len(found.refs) - ON_PAPER} more" if len(found.refs) > ON_PAPER else ""
    return joined(tag("b", name), " ", links, more, "; ")


def _cell(row: dict[Any, Any], behind: pd.DataFrame, numbers: Mapping[str, str]) -> Cell:
    value = figure(row["value"], row["unit"])
    title = f"{row['outlet']}: {label(row['measure'])} {label(row['category'])}".strip()
    note = f"{value} {row['unit']}; {counted(row['n_rows'], 'row')} in {counted(row['n_articles'], 'article')}"
    return cell(with_n(value, row["n_rows"]), title, rows_behind(row, behind), numbers, note)


def _item(row: dict[Any, Any], numbers: Mapping[str, str]) -> Markup:
    offset, place = row["sentence_start"], numbers.get(row["sentence_id"], "")
    text = marked(str(row["sentence"]), row["start"] - offset, row["end"] - offset)
    link = tag("a", place, href=f"#{anchor('s', row['sentence_id'])}") if place else None
    voice = f", {row['voice']}" if row.get("voice") else None
    where = tag("span", row["outlet"], " ", link, voice, class_="where")
    return tag("li", text, where, data_span=f"{row['start']}-{row['end']}")


def _caption(table: pd.DataFrame, shown: list[str], title: str) -> tuple[str, str]:
    left_out = table["category"].nunique() - len(shown)
    more = f" Not shown: {counted(left_out, 'category', 'categories')} with fewer rows." if left_out else ""
    n = counted(int(table.drop_duplicates("outlet")["n_articles"].sum()), "article")
    return title or label(table["measure"].iloc[0]), f"{table['unit'].iloc[0]}; n in grey; {n}.{more}"
