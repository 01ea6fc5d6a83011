"""Side by side: one row a thing, one column an outlet, a section a story.

On a narrow screen and on paper a row becomes a card, so that twenty outlets fit too; that is CSS alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.show.evidence import cell
from analysis.show.html import DASH, Html, anchor, counted, html_table, joined, scroll, small_print, tag

STORIES_SHOWN = 6  # in full; the others are named
STORIES_NAMED = 12
COLUMNS_ON_PAPER = 6  # that fit; a row of more becomes a card
REFS_ON_PAPER = 6  # sentence numbers that paper shows at one figure

Row = tuple[object, Mapping[str, object]]  # what a row is about, and its cells by column


def matrix(
    title: object, corner: str, columns: Sequence[str], rows: Iterable[Row], kind: str = "", name: str = ""
) -> Markup:
    """Rows as a table: what each row is about, then a cell a column, with a dash where the row has none.

    ``name``: of the box that scrolls, for a screen reader.
    """
    lines = [[about, *(_face(cells.get(c, "")) for c in columns)] for about, cells in rows]
    wide = "wide" if len(columns) > COLUMNS_ON_PAPER and kind != "list" else ""
    kind = " ".join(filter(None, ["synopsis", kind, wide]))
    table = html_table(lines, [corner, *columns], kind=kind, headed=True, label=name or corner)
    # No caption element: on paper it would part from its table.
    return tag("p", title, class_="caption") + scroll(table, name or corner)


def _face(cell: object) -> Markup:
    return tag("div", cell) if cell else DASH


def opens(face: object, title: str, rows: pd.DataFrame, numbers: Mapping[str, str], note: str = "") -> Markup:
    """A figure that opens its sentences; on paper their numbers stand behind it.

    ``rows``: as of ``compare.evidence``. ``numbers``: as of ``show.evidence.numbered``.
    """
    ids = list(dict.fromkeys(i for i in rows["sentence_id"] if i in numbers))
    links = joined([tag("a", numbers[i], href=f"#{anchor('s', i)}") for i in ids[:REFS_ON_PAPER]], between=", ")
    more = f" +{len(ids) - REFS_ON_PAPER}" if len(ids) > REFS_ON_PAPER else ""
    paper = joined(" ", tag("span", "[", links, more, "]", class_="on-paper")) if ids else None
    return joined(cell(face, title, rows, numbers, note), paper)


def by_story(
    articles: pd.DataFrame,
    sizes: Mapping[str, int],
    make: Callable[[str], Markup],
    what: tuple[str, str],
    story: str = "",
) -> Html:
    """A section for each story, those with the most first to be chosen; what is not shown is named.

    ``sizes``: story → how many things there are to show. ``make``: story → its HTML. ``what``: what the things
    are called, one and many. ``story`` chooses one. Raises ValueError for a story that is not there.
    """
    there = list(dict.fromkeys(articles["story"]))
    if story and story not in there:
        raise ValueError(f"There is no story {story!r}. There are: {', '.join(there[:STORIES_NAMED])}")
    wanted = [story] if story else there
    having = [s for s in wanted if sizes.get(s, 0)]
    most = sorted(having, key=lambda s: -sizes[s])[:STORIES_SHOWN]
    shown = [s for s in having if s in most]
    parts = [make(s) if len(there) == 1 else _section(s, articles, make(s)) for s in shown]
    left = [f"{s} ({sizes[s]})" for s in having if s not in most]
    notes = [
        f"In full: the {STORIES_SHOWN} stories with the most {what[1]}. Also: {_some(left)}." if left else "",
        f"No {what[1]} in {_some([s for s in wanted if s not in having])}." if len(having) < len(wanted) else "",
    ]
    return Html(joined(parts, small_print(" ".join(n for n in notes if n))))


def _section(story: str, articles: pd.DataFrame, body: Markup) -> Markup:
    own = articles[articles["story"] == story]
    size = f"{counted(len(own), 'article')} of {counted(own['outlet'].nunique(), 'outlet')}"
    head = tag("p", tag("b", story), " ", tag("small", size), class_="story-name")
    return tag("section", head, body, class_="story", aria_label=f"story {story}")


def _some(names: list[str]) -> str:
    more = f" and {len(names) - STORIES_NAMED:,} more" if len(names) > STORIES_NAMED else ""
    return ", ".join(names[:STORIES_NAMED]) + more


def outlets_of(articles: pd.DataFrame, story: str) -> list[str]:
    """The outlets of a story in the order of the corpus."""
    return list(dict.fromkeys(articles.loc[articles["story"] == story, "outlet"]))


def groups(table: pd.DataFrame, columns: list[str]) -> dict[Any, pd.DataFrame]:
    """The rows of a table by the values of some columns, in the order of first appearance."""
    return dict(list(table.groupby(columns, sort=False))) if len(table) else {}
