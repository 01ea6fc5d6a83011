"""Page one: what was found, ranked, and all outlets at a glance."""

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
from markupsafe import Markup

from analysis.compare.evidence import evidence, rows_behind
from analysis.compare.rates import MEAN, PER_1000, SHARE, is_in, words_in
from analysis.show.evidence import Cell, cell, grid, numbered, refs, refs_block, with_n
from analysis.show.html import Html, bar, counted, joined, nothing, percent, small_print, tag
from analysis.show.overview import mixed
from analysis.show.view import figure, label, view
from analysis.tables import ALL_STORIES, OWN_VOICES

if TYPE_CHECKING:
    from analysis.study import Study

OUTLETS_SHOWN = 30  # at a glance


class Measure(NamedTuple):
    """A column at a glance: figures of a comparison, of some categories added up; of all, where none is named."""

    heading: str
    lens: str
    measure: str
    unit: str  # PER_1000, SHARE or MEAN
    voice: str = "all"
    categories: tuple[str, ...] = ()


MEASURES = (
    Measure("sources named as a person", "attribution", "source_type", SHARE, categories=("named",)),
    Measure("sources not named", "attribution", "source_type", SHARE,
            categories=("group", "unnamed", "anonymous", "none")),
    Measure("accusing or suspecting cues", "attribution", "stance", SHARE, categories=("accusing", "suspecting")),
    Measure("blame per 1,000 words", "blame", "strength", PER_1000),
    Measure("loaded words per 1,000, own voice", "loaded", "kind", PER_1000, "own"),
    Measure("deeds without their doer", "agency", "form", SHARE,
            categories=("passive without agent", "nominal without agent")),
    Measure("VADER, own voice", "sentiment", "compound", MEAN, "own"),
    Measure("school grade to read it", "readability", "flesch_kincaid_grade", MEAN),
)  # fmt: skip

Column = dict[str, tuple[float, Cell]]  # outlet → its value and what is shown of it


def found(study: "Study", most: int = 12) -> Html:
    """The findings in their order, each with its figures, its n and the sentences that it rests on.

    Rates of one story are left to their chapters, unless nothing else was found.
    Above them stands a warning where a story looks like several events.
    """
    table = study.findings
    rates = (table["kind"] == "rate") & (table["story"] != ALL_STORIES)
    table = table if rates.all() else table[~rates]
    if table.empty:
        return nothing("No differences to report: the corpus has one outlet, or too little text for a comparison.")
    doubt = mixed(study.events)
    rows = evidence(study.finding_rows, study.articles, study.sentences, "finding_rows")
    numbers = numbered(study.articles, study.sentences)
    items, paper = [], []
    for n, row in enumerate(table.head(most).to_dict("records"), 1):
        opens = _opens(row["finding"], rows[rows["finding_id"] == row["finding_id"]], numbers)
        items.append(_item(n, row["finding"], row["chapter"], opens))
        paper.append(refs(f"finding {n}", opens))
    more = len(study.findings) - len(table.head(most))
    rest = f"And {more:,} more, rates among them: study.findings." if more else ""
    listed = tag("ol", items, class_="findings")
    text = "\n".join(f"{n}. {s}" for n, s in enumerate(table["finding"].head(most), 1))
    body = joined(tag("p", doubt, class_="none") if doubt else None, listed, small_print(rest), refs_block(paper))
    return Html(body, "\n".join(filter(None, [doubt, text])))


def _opens(finding: str, rows: pd.DataFrame, numbers: dict[str, str]) -> Cell:
    face = f"{counted(len(rows), 'place')} in {counted(rows['article_id'].nunique(), 'article')}"
    return cell(face, finding, rows, numbers)


def _item(n: int, finding: str, chapter: str, opens: Cell) -> Markup:
    about = tag("div", label(chapter), " · ", opens, class_="about")
    return tag("li", tag("span", n, class_="rank"), tag("p", finding), about)


def glance(study: "Study") -> Html:
    """Outlets × measures: every number with a bar as long as its part of the column's largest, and its sentences."""
    outlets = list(dict.fromkeys(study.articles["outlet"]))
    shown = outlets[:OUTLETS_SHOWN]
    numbers = numbered(study.articles, study.sentences)
    columns = {"words": _words(study), "in others' voice": _others(study)}
    columns |= {m.heading: _figures(study, m, numbers) for m in MEASURES}
    cells = {(o, c): made for c, column in columns.items() for o, made in _barred(column).items()}
    rest = f" {counted(len(outlets) - len(shown), 'more outlet')} not shown." if len(outlets) > len(shown) else ""
    small = f"n: rows behind a figure; a bar is the part of the column's largest figure.{rest}"
    return grid(cells, shown, list(columns), "At a glance", small, kind="cards grid glance")


def _barred(column: Column) -> dict[str, Cell]:
    top = max((abs(v) for v, _ in column.values() if v == v), default=0.0)
    shares = {o: abs(v) / top if top and v == v else 0 for o, (v, _) in column.items()}
    return {o: Cell(joined(made, bar(shares[o])), made.text, made.refs) for o, (_, made) in column.items()}


def _words(study: "Study") -> Column:
    words = study.articles.groupby("outlet")["n_words"].sum()
    return {str(o): (float(n), Cell(tag("b", f"{n:,}"))) for o, n in words.items()}


def _others(study: "Study") -> Column:
    """The share of an outlet's words that others say, quoted or indirectly."""
    words = words_in(study.articles, study.voices, by_voice=True).merge(study.articles[["article_id", "outlet"]])
    total = words.groupby("outlet")["bottom"].sum()
    others = (
        words[~words["voice"].isin(OWN_VOICES)].groupby("outlet")["bottom"].sum().reindex(total.index, fill_value=0)
    )
    shares = others / total.where(total > 0)
    return {str(o): (share, Cell(tag("b", percent(share)))) for o, share in shares.items()}


def _figures(study: "Study", measure: Measure, numbers: dict[str, str]) -> Column:
    comparison = study.compare(measure.lens, by_voice=measure.voice != "all")
    units = [u for u in dict.fromkeys(comparison["unit"]) if is_in(u, measure.unit)]
    if not units:
        return {}
    table = view(comparison, measure=measure.measure, unit=units[0], voice=measure.voice)
    table = table[table["category"].isin(measure.categories)] if measure.categories else table
    rows = study.evidence(measure.lens)
    return {str(o): _added(part, rows, measure, numbers) for o, part in table.groupby("outlet", sort=False)}


def _added(part: pd.DataFrame, rows: pd.DataFrame, measure: Measure, numbers: dict[str, str]) -> tuple[float, Cell]:
    """The figures of one outlet added up, and the rows behind all of them in their order."""
    value, unit = part["value"].sum(min_count=1), part["unit"].iloc[0]
    mine = pd.concat([rows_behind(r, rows) for r in part.to_dict("records")]).sort_index()
    outlet, shown = part["outlet"].iloc[0], figure(value, unit)
    made = cell(with_n(shown, len(mine)), f"{outlet}: {measure.heading}", mine, numbers, f"{shown}, {unit}")
    return value, made
