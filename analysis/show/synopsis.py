"""Side by side: one row a thing, one column an outlet, a section a story.

On a narrow screen and on paper a row becomes a card, so that twenty outlets fit too; that is CSS alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.show.evidence import cell
from analysis.show.html import Html, anchor, counted, escape

STORIES = 6  # stories that are shown in full; the others are named
NAMED = 12
ON_PAPER = 6  # columns that fit on paper; rows of more become cards
REFS = 6  # sentence numbers that paper shows at one figure


def matrix(
    caption: str,
    corner: str,
    columns: Sequence[str],
    rows: Iterable[tuple[str, Mapping[str, str]]],
    kind: str = "",
    name: str = "",
) -> str:
    """Rows as a table: what each row is about, then a cell a column, with a dash where the row has none.

    ``caption``, what a row is about and its cells are finished HTML; ``corner``, ``columns`` and ``name`` (of the
    region that scrolls, for a screen reader) are texts.
    """
    head = "".join(f'<th scope="col">{escape(c)}</th>' for c in [corner, *columns])
    body = "".join(f'<tr><th scope="row">{about}</th>{_cells(cells, columns)}</tr>' for about, cells in rows)
    kind += " wide" if len(columns) > ON_PAPER and kind != "list" else ""
    label = escape(name or corner)
    parts = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    table = f'<table class="synopsis {kind}" aria-label="{label}">{parts}</table>'
    about = f'<p class="caption">{caption}</p>'  # no caption element: on paper it would part from its table
    return f'{about}<div class="scroll" tabindex="0" role="region" aria-label="{label}">{table}</div>'


def _cells(cells: Mapping[str, str], columns: Sequence[str]) -> str:
    made = ((escape(c), cells.get(c, "")) for c in columns)
    lacks = ' class="lacks"'
    return "".join(
        f'<td{"" if face else lacks} data-name="{name}"><div>{face or "–"}</div></td>' for name, face in made
    )


def opens(face: str, title: str, rows: pd.DataFrame, numbers: Mapping[str, str], note: str = "") -> str:
    """A figure (finished HTML) that opens its sentences; on paper their numbers stand behind it.

    ``rows``: as of ``compare.evidence``. ``numbers``: as of ``show.evidence.numbered``.
    """
    ids = list(dict.fromkeys(i for i in rows["sentence_id"] if i in numbers))
    links = ", ".join(f'<a href="#{anchor("s", i)}">{escape(numbers[i])}</a>' for i in ids[:REFS])
    more = f" +{len(ids) - REFS}" if len(ids) > REFS else ""
    paper = f' <span class="on-paper">[{links}{more}]</span>' if ids else ""
    return cell(face, title, rows, numbers, note).body + paper


def by_story(
    articles: pd.DataFrame,
    sizes: Mapping[str, int],
    make: Callable[[str], str],
    what: tuple[str, str],
    story: str = "",
) -> Html:
    """A section for each story, those with the most first to be chosen; what is not shown is named.

    ``sizes``: story → how many things there are to show. ``make``: story → finished HTML. ``what``: what the things
    are called, one and many. ``story`` chooses one. Raises ValueError for a story that is not there.
    """
    there = list(dict.fromkeys(articles["story"]))
    if story and story not in there:
        raise ValueError(f"There is no story {story!r}. There are: {', '.join(there[:NAMED])}")
    wanted = [story] if story else there
    having = [s for s in wanted if sizes.get(s, 0)]
    most = sorted(having, key=lambda s: -sizes[s])[:STORIES]
    shown = [s for s in having if s in most]
    parts = [make(s) if len(there) == 1 else _section(s, articles, make(s)) for s in shown]
    left = [f"{s} ({sizes[s]})" for s in having if s not in most]
    notes = [
        f"In full: the {STORIES} stories with the most {what[1]}. Also: {_some(left)}." if left else "",
        f"No {what[1]} in {_some([s for s in wanted if s not in having])}." if len(having) < len(wanted) else "",
    ]
    text = " ".join(n for n in notes if n)
    return Html("".join(parts) + (f'<p class="note">{escape(text)}</p>' if text else ""))


def _section(story: str, articles: pd.DataFrame, body: str) -> str:
    own = articles[articles["story"] == story]
    size = f"{counted(len(own), 'article')} of {counted(own['outlet'].nunique(), 'outlet')}"
    head = f'<p class="story-name"><b>{escape(story)}</b> <small>{size}</small></p>'
    return f'<section class="story" aria-label="{escape(f"story {story}")}">{head}{body}</section>'


def _some(names: list[str]) -> str:
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def outlets_of(articles: pd.DataFrame, story: str) -> list[str]:
    """The outlets of a story in the order of the corpus."""
    return list(dict.fromkeys(articles.loc[articles["story"] == story, "outlet"]))


def groups(table: pd.DataFrame, columns: list[str]) -> dict[Any, pd.DataFrame]:
    """The rows of a table by the values of some columns, in the order of first appearance."""
    return dict(list(table.groupby(columns, sort=False))) if len(table) else {}


def nothing(text: str) -> Html:
    """What stands in place of an empty table: what is missing, and what to do."""
    return Html(f'<p class="none">{escape(text)}</p>', text)
