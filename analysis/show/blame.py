"""Blame as a picture: who accuses whom, how strongly, outlet beside outlet; and as a table with every sentence."""

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.compare.evidence import evidence
from analysis.lenses.blame import STRENGTHS
from analysis.show.evidence import numbered
from analysis.show.html import Html, caption, counted, joined, nothing, small_print, tag
from analysis.show.plots import GREY, INK, LINE, outlet_colours, picture, style
from analysis.show.synopsis import Row, by_story, groups, matrix, opens, outlets_of
from analysis.show.view import label

LINES = {"states": "solid", "says": "dashed", "suspects": "dotted", "hints": "dashdot"}
DASHES = {"states": "", "says": "7 4", "suspects": "1.5 3.5", "hints": "7 3 1.5 3"}  # the same in the key
NOBODY, OTHERS = "nobody named", " others"
NAMES_SHOWN = 8  # accusers, and accused, in one panel
PALE = "#767676"
ROW, PORT = 0.44, 0.21  # inches between two names, and between two arrows of one name
LEFT, RIGHT, WIDE = 1.6, 3.6, 5.2  # inches: where arrows begin and end, and the width of a panel
LABEL = 0.85  # inches that an arrow runs level under its label
EMPTY = "No blame was found in these articles: none of the expressions of the lexicon blame.toml. Add words to it, or "
EMPTY += "read study.concordance('blame|accus|suspect') for yourself."


def arrows(blame: pd.DataFrame, articles: pd.DataFrame, story: str) -> pd.DataFrame:
    """The arrows of a story's picture: outlet, accuser, accused, strength, denied and n, the rows behind them.

    Blame that is told as withheld ('did not accuse') is not an arrow. Of more than NAMES_SHOWN accusers of an outlet,
    or accused of the story, those with the fewest rows are counted together.
    """
    outlet = articles.loc[articles["story"] == story].set_index("article_id")["outlet"]
    rows = blame[blame["article_id"].isin(outlet.index) & ~blame["negated"]]
    table = rows.assign(
        outlet=rows["article_id"].map(outlet.to_dict()),
        accuser=rows["accuser"].where(rows["accuser"] != "", NOBODY),
        accused=_fewer(rows["accused"]),
    )
    parts = [own.assign(accuser=_fewer(own["accuser"])) for _, own in table.groupby("outlet", sort=False)]
    keys = ["outlet", "accuser", "accused", "strength", "denied"]
    return pd.concat([table.iloc[:0], *parts]).groupby(keys, sort=False).size().rename("n").reset_index()


def _fewer(names: pd.Series) -> pd.Series:
    """The names, with all but the most frequent ones as one: '5 others'."""
    often = [n for n in names.value_counts().index if n != NOBODY]
    rare = often[NAMES_SHOWN - 1 :] if len(often) > NAMES_SHOWN else []
    return names.where(~names.isin(rare), f"{len(rare)}{OTHERS}")


def panel(table: pd.DataFrame, outlet: str, colour: str = INK, ax: Any = None) -> Any:
    """One outlet's arrows: accusers at the left, accused at the right.

    ``table``: ``arrows`` of the whole story, so that an accused stands at the same height in every panel; whom this
    outlet does not blame is grey. The width of an arrow is its number of rows, its dashes are the strength, and a bar
    across it says that the blame is told as denied.
    """
    from matplotlib import pyplot

    own = table[table["outlet"] == outlet]
    right = _places(_ranked(table, "accused"), _widest(table))
    left = _places(_accusers(own, right), Counter(own["accuser"]))
    deep = max([*left.values(), *right.values(), 0.0])
    left = {name: y + (deep - max(left.values())) / 2 for name, y in left.items()}
    starts, ends = _ports(own, "accuser", "accused", left, right), _ports(own, "accused", "accuser", right, left)
    with style():
        ax = ax or pyplot.subplots(figsize=(WIDE, deep + 1.0))[1]
        for name, y in left.items():
            _name(ax, LEFT - 0.1, y, name, "right", GREY if name == NOBODY else INK)
        for name, y in right.items():
            _name(ax, RIGHT + 0.1, y, name, "left", INK if name in set(own["accused"]) else PALE)
        for start, end, arrow in zip(starts, ends, own.to_dict("records"), strict=True):
            _arrow(ax, start, end, arrow, colour)
        _head(ax, outlet, colour)
        ax.set(xlim=(0, WIDE), ylim=(deep + 0.35, -0.7), xticks=[], yticks=[])
        ax.grid(False)
        ax.spines[:].set_visible(False)
    return ax


def _ranked(table: pd.DataFrame, column: str) -> list[str]:
    often = table.groupby(column, sort=False)["n"].sum().sort_values(ascending=False, kind="stable").index
    return sorted(often, key=_late)


def _late(name: str) -> int:
    """Those without a name stand last."""
    return 2 if name == NOBODY else int(name.endswith(OTHERS))


def _widest(table: pd.DataFrame) -> dict[str, int]:
    """For each accused the most arrows that reach it in one panel."""
    return {str(k): int(n) for k, n in table.groupby(["accused", "outlet"]).size().groupby("accused").max().items()}


def _places(names: Sequence[str], arrows: Mapping[str, int]) -> dict[str, float]:
    """Names below each other, each with room for its arrows."""
    places, y = {}, 0.0
    for name in names:
        half = max(ROW, PORT * (arrows.get(name, 1) + 0.6)) / 2
        places[name] = y + half - ROW / 2
        y += 2 * half
    return places


def _accusers(own: pd.DataFrame, right: Mapping[str, float]) -> list[str]:
    """Accusers in the order of those whom they accuse, so that few arrows cross."""
    height = own["accused"].map(right).groupby(own["accuser"], sort=False).mean().sort_values(kind="stable")
    return sorted(height.index, key=_late)


def _ports(
    own: pd.DataFrame, side: str, other: str, places: Mapping[str, float], others: Mapping[str, float]
) -> list[float]:
    """Where each arrow leaves or reaches its name: arrows of one name in the order of their other ends."""
    height = own.assign(at=own[other].map(others)).sort_values("at", kind="stable")
    number = height.groupby(side, sort=False).cumcount()[own.index]
    middle = (own[side].map(own[side].value_counts()) - 1) / 2
    return list(own[side].map(places) + PORT * (number - middle))


def _name(ax: Any, x: float, y: float, name: str, side: str, colour: str) -> None:
    lines = textwrap.wrap(" ".join(name.split()), 22, max_lines=2, placeholder=" …") or [""]
    slant = "italic" if name == NOBODY else "normal"
    ax.text(x, y, "\n".join(lines), ha=side, va="center", color=colour, fontsize=9.5, linespacing=1.05, fontstyle=slant)


def _head(ax: Any, outlet: str, colour: str) -> None:
    title = textwrap.shorten(outlet, 44, placeholder=" …")
    ax.text(0, -0.52, title, fontweight=600, color=colour, fontsize=11.5, va="center")
    ax.plot([0, WIDE], [-0.36, -0.36], color=LINE, linewidth=0.8)


def _arrow(ax: Any, start: float, end: float, arrow: dict[Any, Any], colour: str) -> None:
    """Level where its label stands, then a curve to the accused."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    level, middle, head = LEFT + LABEL, (LEFT + LABEL + RIGHT) / 2, RIGHT - 0.06
    points = [(LEFT, start), (level, start), (middle, start), (middle, end), (head, end)]
    path = Path(points, [Path.MOVETO, Path.LINETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    width = 1.2 + 0.9 * (min(arrow["n"], 6) - 1)
    line = PathPatch(path, facecolor="none", edgecolor=colour, linewidth=width, linestyle=LINES[arrow["strength"]])
    ax.add_patch(line)
    ax.plot([head], [end], ">", color=colour, markersize=6 + width, markeredgewidth=0)
    text = arrow["strength"] + (f" ×{arrow['n']}" if arrow["n"] > 1 else "") + (", denied" if arrow["denied"] else "")
    ax.annotate(
        text, (LEFT + 0.02, start), (0, 1 + width / 2), textcoords="offset points", va="bottom", fontsize=8.5, color=INK
    )
    if arrow["denied"]:  # a bar across the arrow, behind the label
        ax.plot([level, level], [start - 0.09, start + 0.09], color=INK, linewidth=2.4)


def in_words(table: pd.DataFrame, outlet: str) -> str:
    """Every arrow of an outlet as a sentence, for those who cannot see the picture."""
    own = table[table["outlet"] == outlet].to_dict("records")
    return f"{outlet}. " + " ".join(_sentence(a) for a in own)


def _sentence(a: dict[Any, Any]) -> str:
    denied = ", told as denied" if a["denied"] else ""
    return f"{a['accuser']} → {a['accused']}: {a['strength']}{denied}, {counted(a['n'], 'row')}."


def graph(
    blame: pd.DataFrame, articles: pd.DataFrame, story: str = "", colours: Mapping[str, str] | None = None
) -> Html:
    """Who accuses whom: a panel an outlet, side by side, a section a story. ``colours``: ``study.colours``."""
    if blame.empty:
        return nothing(EMPTY)
    colours = colours or outlet_colours(articles["outlet"])
    sizes = _sizes(blame, articles)
    made = by_story(articles, sizes, lambda of: _panels(blame, articles, of, colours), ("blame", "blame"), story)
    about = "Accusers at the left, accused at the right; whom an outlet does not blame is grey. Thicker: more rows."
    return Html(joined(_key(), small_print(about), made))


def _sizes(blame: pd.DataFrame, articles: pd.DataFrame) -> dict[str, int]:
    story = dict(zip(articles["article_id"], articles["story"], strict=True))
    return {str(s): int(n) for s, n in blame["article_id"].map(story).value_counts().items()}


def _panels(blame: pd.DataFrame, articles: pd.DataFrame, story: str, colours: Mapping[str, str]) -> Markup:
    table = arrows(blame, articles, story)
    outlets = outlets_of(articles, story)
    having = [o for o in outlets if o in set(table["outlet"])]
    figures = [picture(panel(table, o, colours[o]), in_words(table, o)) for o in having]
    silent = [o for o in outlets if o not in having]
    here = blame["article_id"].isin(articles.loc[articles["story"] == story, "article_id"])
    withheld = int(blame.loc[here, "negated"].sum())
    notes = f"No blame was found in: {', '.join(silent)}. " if silent else ""
    notes += f"Not drawn: {counted(withheld, 'row')} of blame that is told as withheld." if withheld else ""
    return joined(tag("div", figures, class_="panels"), small_print(notes))


def _key() -> Markup:
    """What the lines mean, drawn with the colour of the text."""
    samples = [tag("li", _line(DASHES[s]), " ", s) for s in STRENGTHS]
    return tag("ul", samples, tag("li", _line("", True), " told as denied"), class_="key")


def _line(dashes: str, bar: bool = False) -> Markup:
    line = tag("line", x1="0", y1="6", x2="40", y2="6", stroke="currentColor", stroke_width="2",
               stroke_dasharray=dashes or "none")  # fmt: skip
    across = tag("line", x1="30", y1="1", x2="30", y2="11", stroke="currentColor", stroke_width="2.5") if bar else None
    return tag("svg", line, across, width="40", height="12", aria_hidden="true")


def table(
    blame: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame, story: str = "", most: int = 40
) -> Html:
    """Every blame with its words: who, whom, how, on which rung of the ladder, where; each opens its sentence."""
    if blame.empty:
        return nothing(EMPTY)
    rows = evidence(blame, articles, sentences, "blame")
    of = groups(rows, ["story"])
    numbers = numbered(articles, sentences)

    def section(story: str) -> Markup:
        own = of[(story,)]
        lines = [_line_of(r, numbers) for _, r in own.head(most).iterrows()]
        more = f"Not shown: {counted(len(own) - most, 'row')}." if len(own) > most else ""
        return matrix(caption("Blame, in text order", more), "outlet", COLUMNS, lines, "list", f"blame, {story}")

    return by_story(articles, _sizes(blame, articles), section, ("blame", "blame"), story)


VOICE = {"outlet": "the outlet’s own words", "quoted": "quotation", "attributed": "indirect speech", "headline": ""}
COLUMNS = ("accuser", "accused", "in the words", "how", "where")


def _line_of(row: pd.Series, numbers: dict[str, str]) -> Row:
    accuser = row["accuser"] or NOBODY
    deed = tag("small", f"for: {row['deed']}") if row["deed"] else None
    denier = f" by {row['denied_by']}" if row["denied_by"] else ""
    signs = [f"denied{denier}"] if row["denied"] else []
    signs += ["withheld"] if row["negated"] else []
    signs += [f"hedge: “{row['hedge']}”"] if row["hedge"] else []
    title = f"{row['outlet']}: {accuser} → {row['accused']}"
    words = opens(f"“{row['expression']}”", title, row.to_frame().T, numbers)
    written = tag("small", f"as “{row['accused_as']}”") if row["accused_as"] != row["accused"] else None
    where = label(row["zone"]) if row["paragraph"] == 0 else f"{label(row['zone'])}, ¶\u00a0{row['paragraph']}"
    cells = (
        joined(accuser, tag("small", _rung(row))),
        joined(row["accused"], written),
        joined(words, deed),
        joined(row["strength"], tag("small", "; ".join(signs))),
        joined(where, tag("small", VOICE[row["voice"]])),
    )
    return row["outlet"], dict(zip(COLUMNS, cells, strict=True))


def _rung(row: pd.Series) -> str:
    return "no source" if row["source_type"] == "none" else label(row["source_type"])
