"""Pictures: tables in, matplotlib Axes out. ``picture`` turns Axes into a figure with alternative text.

Every function takes ``ax=None`` and returns the Axes. Names stand at the marks instead of in a legend, every mark
has its number, and an outlet keeps its colour and its mark in all pictures, so that grey prints and colour-blind
readers lose nothing.
"""

from __future__ import annotations

import io
import logging
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.compare.rates import MEAN, is_in
from analysis.show.html import HERE, Html, counted, nothing, tag
from analysis.show.tables import save
from analysis.show.view import categories, figure, label, view

if TYPE_CHECKING:
    from analysis.study import Study

# Dark enough for 3:1 on white; neighbours differ in lightness too. Seven colours and twelve marks: 84 outlets.
COLOURS = ("#0b5fa5", "#c4500c", "#00795a", "#9c3f78", "#8a6a00", "#444444", "#3f86bd")
MARKS = ("o", "s", "D", "^", "v", "P", "X", "p", "h", "<", ">", "d")
INK, GREY, LINE = "#222222", "#666666", "#dddddd"


def outlet_colours(outlets: Iterable[str], chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """A colour for each outlet of a corpus, in the order of the corpus: the one chosen for it, or one of COLOURS.

    Give all outlets of the corpus, so that each keeps its colour in every picture. A choice that is not a colour is
    not taken.

    >>> outlet_colours(["B", "A", "B"], {"A": "#123456"})
    {'B': '#c4500c', 'A': '#123456'}
    """
    from matplotlib.colors import is_color_like

    names = list(dict.fromkeys(outlets))
    made = {o: COLOURS[i % len(COLOURS)] for i, o in enumerate(sorted(names))}
    return {o: c if (c := (chosen or {}).get(o, "")) and is_color_like(c) else made[o] for o in names}


def outlet_marks(outlets: Iterable[str]) -> dict[str, str]:
    """A matplotlib marker for each outlet; colour and mark together repeat only after 84 outlets."""
    names = list(dict.fromkeys(outlets))
    made = {o: MARKS[i % len(MARKS)] for i, o in enumerate(sorted(names))}
    return {o: made[o] for o in names}


def style() -> AbstractContextManager[None]:
    """The style of all pictures, as a context."""
    from matplotlib import font_manager, pyplot

    # Of the fonts that stand in for a missing letter some lack a weight; each such letter would be logged.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    known = {f.fname for f in font_manager.fontManager.ttflist}
    for path in sorted((HERE / "fonts").glob("*.ttf")):
        if str(path) not in known:
            font_manager.fontManager.addfont(str(path))
    context: AbstractContextManager[None] = pyplot.style.context(str(HERE / "newsroom.mplstyle"))
    return context


def _axes(ax: Any, width: float, height: float) -> Any:
    if ax is not None:
        return ax
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(width, height))[1]


def on_lines(name: object, width: int = 28) -> str:
    """A name on few short lines, whatever it holds; dollar signs are no formula here."""
    lines = textwrap.wrap(" ".join(str(name).split()), width, max_lines=2, placeholder=" …") or [""]
    return "\n".join(lines)


def dots(comparison: pd.DataFrame, colours: Mapping[str, str], ax: Any = None, *, most: int = 6, **chosen: str) -> Any:
    """Outlets below each other, categories side by side: a dot for every figure, with value and number of rows.

    ``colours``: of ``outlet_colours``, for all outlets, in their order. ``chosen`` names measure, unit, voice and
    story (see ``view``). Counted categories share one scale from zero;
    averages have a scale each. A line through the dot is the 95 % interval where there is one.
    """
    table = view(comparison, **chosen)
    panels = categories(table, most)
    marks = outlet_marks(colours)
    shown = [o for o in colours if o in set(table["outlet"])]
    with style():
        ax = _axes(ax, 1.9 + 1.45 * max(1, len(panels)), 0.75 + 0.36 * max(1, len(shown)))
        for x, panel in enumerate(panels):
            cells = table[table["category"] == panel].set_index("outlet")
            together = cells if _averages(cells) else table[table["category"].isin(panels)]
            low, span = _scale(together)
            ax.axvline(x + _at(0.0, low, span), color=LINE, linewidth=1, zorder=0)
            for y, outlet in enumerate(shown):
                if outlet in cells.index:
                    _dot(ax, x, y, cells.loc[outlet], low, span, colours[outlet], marks[outlet])
            ax.text(x, -0.75, on_lines(label(panel), 17), fontweight=600, va="bottom", color=INK)
        _frame(ax, [on_lines(o) for o in shown], len(panels))
    return ax


def _averages(cells: pd.DataFrame) -> bool:
    return all(is_in(unit, MEAN) for unit in cells["unit"])


def _scale(cells: pd.DataFrame) -> tuple[float, float]:
    """Lowest value and span of a panel; counted figures start at zero, averages include it where it is near."""
    values = pd.concat([cells["value"], cells["low"], cells["high"]]).dropna()
    if values.empty:
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    if low >= 0 and (low < 0.6 * high or not _averages(cells)):
        low = 0.0
    if high <= 0:
        high = 0.0
    return low, (high - low) or abs(high) or 1.0


def _at(value: float, low: float, span: float) -> float:
    """Where a value stands in its panel of width 1; the right quarter is for its label."""
    return float(np.clip(0.62 * (value - low) / span, 0, 0.62))


def _dot(ax: Any, x: int, y: int, cell: Any, low: float, span: float, colour: str, mark: str) -> None:
    if cell["value"] != cell["value"]:
        ax.text(x, y, "– no rows", va="center", color=GREY, fontsize=8.5)
        return
    at = x + _at(cell["value"], low, span)
    if cell["low"] == cell["low"]:
        ax.plot([x + _at(cell["low"], low, span), x + _at(cell["high"], low, span)], [y, y], color=colour, linewidth=2)
    elif not is_in(cell["unit"], MEAN):
        ax.plot([x + _at(0.0, low, span), at], [y, y], color=colour, linewidth=1.2, alpha=0.45, zorder=1)
    ax.plot([at], [y], mark, color=colour, markersize=6.5, markeredgecolor="white", markeredgewidth=0.6, clip_on=False)
    text = ax.annotate(
        figure(cell["value"], cell["unit"]), (at, y), (7, 0), textcoords="offset points", va="center", fontweight=600
    )
    ax.annotate(f" {cell['n_rows']}", (1, 0.5), xycoords=text, va="center", color=GREY, fontsize=8)


def _frame(ax: Any, names: Sequence[str], panels: int) -> None:
    """Names at the left, rows from the top, nothing else."""
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.6)
    ax.set_xlim(-0.06, max(1, panels) - 0.05)
    ax.set_xticks([])
    ax.grid(False)
    ax.spines[:].set_visible(False)


def strip(
    articles: pd.DataFrame,
    spans: pd.DataFrame,
    by: str,
    colours: Mapping[str, str],
    ax: Any = None,
    *,
    most: int = 6,
    longest: int = 10,
) -> Any:
    """Where things stand in each article: from its first character (left) to its last (right).

    ``spans``: article_id, start, end and the column ``by``; each of its ``most`` frequent values has a line of its
    own in every article. The first ``longest`` articles of the table are shown. Line lengths are the articles'
    lengths, the longest article being the full width.
    """
    shown = articles.head(longest)
    values = list(spans.loc[spans[by] != "", by].value_counts().index[:most])
    size = shown["text"].str.len().clip(lower=1)
    with style():
        ax = _axes(ax, 8.2, 0.3 + len(shown) * (0.16 * max(1, len(values)) + 0.22))
        names, ticks, y = [], [], 0.0
        for article_id, outlet, n in zip(shown["article_id"], shown["outlet"], size, strict=True):
            own = spans[spans["article_id"] == article_id]
            ticks.append(y + (len(values) - 1) / 2)
            names.append(on_lines(outlet))
            for value in values:
                here = own[own[by] == value]
                ax.plot([0, n / size.max()], [y, y], color=LINE, linewidth=1, zorder=0)
                wide = ((here["end"] - here["start"]) / size.max()).clip(lower=0.004)
                ax.barh([y] * len(here), wide, left=here["start"] / size.max(), height=0.72, color=colours[outlet])
                ax.text(1.01, y, f"{label(value)} {len(here)}", va="center", color=GREY, fontsize=8)
                y += 1
            y += 1.2
        _frame(ax, names, 1)
        ax.set_yticks(ticks, names)
        ax.set_ylim(y - 1.2, -1)
        ax.set_xlim(0, 1)
    return ax


def places(study: Study, spans: pd.DataFrame, by: str, *, most: int = 4, longest: int = 10) -> Html:
    """The picture of ``strip``, with an alternative text that has the counts and a caption that says how to read it."""
    shown = study.articles.head(longest)
    values = list(spans.loc[spans[by] != "", by].value_counts().index[:most])
    if not values:
        return nothing("Nothing to draw: no rows were found.")
    here = spans[spans[by].isin(values)].groupby(["article_id", by]).size()
    told = [
        f"{outlet}: {', '.join(f'{label(v)} {here.get((article_id, v), 0)}' for v in values)}"
        for article_id, outlet in zip(shown["article_id"], shown["outlet"], strict=True)
    ]
    rest = f" The first {longest} of {len(study.articles)} articles." if len(study.articles) > longest else ""
    caption = f"Each line is an article, from its beginning at the left to its end; a mark is a place.{rest}"
    axes = strip(study.articles, spans, by, study.colours, most=most, longest=longest)
    alt = f"Where they stand in each article. {'; '.join(told)}."
    return picture(axes, alt, caption, here.rename("n").reset_index())


@dataclass(frozen=True, repr=False)
class Picture(Html):
    """A drawing with its alternative text; ``data`` holds the numbers behind it, where it was made from a table."""

    figure: Any = None
    data: pd.DataFrame = field(default_factory=pd.DataFrame)

    def save(self, path: str | Path) -> list[Path]:
        """Write the drawing as .svg, .png or .pdf, and its numbers beside it as .csv. Returns the paths."""
        path = Path(path)
        with style():
            self.figure.savefig(path, dpi=200, metadata=None if path.suffix == ".png" else {_DATE[path.suffix]: None})
        if self.data.empty:
            return [path]
        return [path, save(self.data, path.with_suffix(".csv"))]


_DATE = {".svg": "Date", ".pdf": "CreationDate"}  # left out, so that the same drawing gives the same file


def picture(ax: Any, alt: str, caption: str = "", data: pd.DataFrame | None = None) -> Picture:
    """Axes as a figure: vector graphics inside the page, with an alternative text that has the numbers.

    ``data``: the table that it was drawn from. The drawing is closed, so that a notebook does not show it twice.
    """
    from matplotlib import pyplot

    drawing = ax.figure
    target = io.BytesIO()
    with style():
        drawing.savefig(target, format="svg", metadata={"Date": None})
    pyplot.close(drawing)
    wide = drawing.get_size_inches()[0]
    address = _address(target.getvalue().decode("utf-8"))
    image = tag("img", src=address, alt=alt, style=f"max-width:{wide:.1f}in")
    body = tag("figure", image, tag("figcaption", caption) if caption else None)
    return Picture(body, alt, drawing, pd.DataFrame() if data is None else data)


def _address(svg: str) -> str:
    """A drawing as an address that holds it: places to a hundredth of a point, no comments, and few signs escaped."""
    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r"([1-9]\d*\.\d\d)\d+", r"\1", svg)  # not the scale of letters, which is below 1
    svg = re.sub(r"\s+", " ", svg[svg.index("<svg") :]).replace('"', "'")
    return "data:image/svg+xml," + quote(svg, safe=" '=:;/?,().-_~!*@$+[]{}|^`")


def alt_text(comparison: pd.DataFrame, *, most: int = 6, **chosen: str) -> str:
    """The numbers of a picture of ``dots`` in words: category by category, outlet by outlet."""
    table = view(comparison, **chosen)
    if table.empty:
        return "No figures: nothing was found."
    parts = []
    for name in categories(table, most):
        cells = table[table["category"] == name]
        figures = [
            f"{c['outlet']} {figure(c['value'], c['unit'])} ({counted(c['n_rows'], 'row')})"
            for c in cells.to_dict("records")
        ]
        parts.append(f"{label(name)}: {', '.join(figures)}")
    return f"{label(table['measure'].iloc[0])}, {table['unit'].iloc[0]}. " + ". ".join(parts) + "."


def chart(study: Study, comparison: pd.DataFrame, *, most: int = 6, **chosen: str) -> Html:
    """The picture of a comparison, with its alternative text and a caption that says what the numbers are."""
    table = view(comparison, **chosen)
    if table.empty:
        return nothing("Nothing to draw: no rows were found.")
    left_out = table["category"].nunique() - len(categories(table, most))
    caption = f"{table['unit'].iloc[0].capitalize()}; the small grey number is the count of evidence rows behind it."
    if left_out:
        caption += f" Not drawn: {counted(left_out, 'category', 'categories')} with fewer rows (see the table)."
    axes = dots(comparison, study.colours, most=most, **chosen)
    return picture(axes, alt_text(comparison, most=most, **chosen), caption, table)


def calendar(table: pd.DataFrame, *, most: int = 25, outlets: int = 12) -> Html:
    """Stories below each other, outlets side by side: how many articles, and how many days after the first outlet.

    ``table``: as made by ``analysis.compare.calendar.calendar``. Shown are the ``most`` stories that most outlets ran,
    by date, and the ``outlets`` that ran most of them. A dot: none found; empty: the corpus has no article of that
    outlet from those days. Of one story there is nothing to draw: an empty piece.
    """
    if table["story"].nunique() < 2:
        return Html(Markup(""), "")
    ran = table[table["n_articles"] > 0]
    stories = ran["story"].value_counts(sort=False).nlargest(most).index
    chosen = ran[ran["story"].isin(stories)]["outlet"].value_counts(sort=False).nlargest(outlets).index
    names = [o for o in table["outlet"].unique() if o in chosen]
    rows = [(story, part.set_index("outlet")) for story, part in table.groupby("story", sort=False) if story in stories]
    with style():
        ax = _axes(None, 3.6 + 0.78 * len(names), 1.1 + 0.36 * len(rows))
        for y, (_, cells) in enumerate(rows):
            for x, name in enumerate(names):
                _ran(ax, x, y, cells.loc[name])
        for x, name in enumerate(names):
            ax.text(x, -0.65, on_lines(name, 12), ha="center", va="bottom", fontsize=9, color=INK)
        _frame(ax, [on_lines(story, 44) for story, _ in rows], len(names))
        ax.set_xlim(-0.5, len(names) - 0.5)
    told = [_told(story, cells) for story, cells in rows]
    left = ran["story"].nunique() - len(rows), ran["outlet"].nunique() - len(names)
    more = [counted(n, *words) for n, words in zip(left, (("story", "stories"), ("outlet",)), strict=True) if n]
    caption = (
        "Articles of each outlet on each story; small: days after the first outlet. A dot: none found in this corpus; "
        "empty: it has no article of that outlet from those days."
    )
    return picture(ax, " ".join(told), caption + (f" Not shown: {' and '.join(more)}." if more else ""), table)


def _ran(ax: Any, x: int, y: int, cell: Any) -> None:
    if not cell["n_articles"]:
        ax.text(x, y, "·" if cell["absence"] == "none found" else "", ha="center", va="center", color=GREY)
        return
    from matplotlib.patches import Rectangle

    strength = 0.1 + 0.04 * min(5, cell["n_articles"])
    ax.add_patch(Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, facecolor="#0b4a7f", alpha=strength, linewidth=0))
    ax.text(x, y, str(cell["n_articles"]), ha="center", va="center", color=INK, fontweight=600)
    if cell["days_after"] > 0:
        ax.text(x + 0.44, y, f"+{cell['days_after']:.0f} d", ha="right", va="center", color=INK, fontsize=7)


def _told(story: object, cells: pd.DataFrame) -> str:
    """One row of the calendar in words."""
    ran = cells[cells["n_articles"] > 0]
    parts = [
        f"{outlet} {n}" + (f" (+{late:.0f} d)" if late > 0 else "")
        for outlet, n, late in ran[["n_articles", "days_after"]].itertuples(name=None)
    ]
    missing = cells.index[cells["absence"] == "none found"]
    none = f"; none found: {', '.join(missing[:12])}" + (f" and {len(missing) - 12} more" if len(missing) > 12 else "")
    return f"{story}: {', '.join(parts)}{none if len(missing) else ''}."
