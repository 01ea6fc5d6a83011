"""Page one: what was found, ranked, and all outlets at a glance."""

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis.compare.evidence import evidence
from analysis.compare.rates import words_in
from analysis.show.evidence import Cell, cell, grid, numbered, refs, refs_block
from analysis.show.html import Html, counted, escape, number
from analysis.show.overview import mixed
from analysis.show.view import label

if TYPE_CHECKING:
    from analysis.study import Study

MOST_OUTLETS = 30

OWN = ("outlet", "headline")


class Count(NamedTuple):
    """A column of the matrix that counts: rows of a lens, those with some values of a column, in some voices."""

    heading: str
    lens: str
    column: str
    among: tuple[str, ...]  # its values that are counted, () for all
    by: str  # divided by all "rows" of the lens, or by "words" in thousands
    voices: tuple[str, ...]  # () for all


class Mean(NamedTuple):
    """A column of the matrix that averages a column of a lens, weighed by another where one is named."""

    heading: str
    lens: str
    column: str
    weight: str
    voices: tuple[str, ...]


COUNTS = (
    Count("sources named as a person", "attribution", "source_type", ("named",), "rows", ()),
    Count("sources not named", "attribution", "source_type", ("group", "unnamed", "anonymous", "none"), "rows", ()),
    Count("accusing or suspecting cues", "attribution", "stance", ("accusing", "suspecting"), "rows", ()),
    Count("blame per 1,000 words", "blame", "accused", (), "words", ()),
    Count("loaded words per 1,000, own voice", "loaded", "kind", (), "words", OWN),
    Count("deeds without their doer", "agency", "form", ("passive without agent", "nominal without agent"), "rows", ()),
)
MEANS = (
    Mean("VADER, own voice", "sentiment", "compound", "n_words", OWN),
    Mean("school grade to read it", "readability", "flesch_kincaid_grade", "", ()),
)


def found(study: "Study", most: int = 12) -> Html:
    """The findings in their order, each with its figures, its n and the sentences that it rests on.

    Above them stands a warning where a story looks like several events.
    """
    table = study.findings
    if table.empty:
        text = "No differences to report: the corpus has one outlet, or too little text for a comparison."
        return Html(f'<p class="none">{text}</p>', text)
    doubt = mixed(study.events)
    rows = evidence(study.finding_rows, study.articles, study.sentences, "finding_rows")
    numbers = numbered(study.articles, study.sentences)
    items, paper = [], []
    for n, finding in enumerate(table.head(most).to_dict("records"), 1):
        mine = rows[rows["finding_id"] == finding["finding_id"]]
        face = f"{counted(len(mine), 'place')} in {counted(mine['article_id'].nunique(), 'article')}"
        opens = cell(escape(face), finding["finding"], mine, numbers)
        items.append(
            f"<li><span class='rank'>{n}</span><p>{escape(finding['finding'])}</p>"
            f"<div class='about'>{escape(label(finding['chapter']))} · {opens.body}</div></li>"
        )
        paper.append(refs(f"finding {n}", opens))
    rest = len(table) - most
    more = (
        f"<p class='note'>And {counted(rest, 'more', 'more')} with a smaller spread: study.findings.</p>"
        if rest > 0
        else ""
    )
    text = "\n".join(f"{n}. {s}" for n, s in enumerate(table["finding"].head(most), 1))
    before = f'<p class="none">{escape(doubt)}</p>' if doubt else ""
    return Html(
        f'{before}<ol class="findings">{"".join(items)}</ol>{more}{refs_block("".join(paper))}',
        "\n".join(filter(None, [doubt, text])),
    )


def glance(study: "Study") -> Html:
    """Outlets × measures: every number with a bar as long as its part of the column's largest, and its sentences."""
    outlets = list(dict.fromkeys(study.articles["outlet"]))
    shown = outlets[:MOST_OUTLETS]
    columns = {"words": _words(study, shown), "in others' voice": _voices(study, shown)}
    numbers = numbered(study.articles, study.sentences)
    columns |= {count.heading: _counts(study, shown, numbers, count) for count in COUNTS}
    columns |= {mean.heading: _means(study, shown, numbers, mean) for mean in MEANS}
    cells = {(o, c): made for c, column in columns.items() for o, made in _barred(column).items()}
    rest = f" {len(outlets) - len(shown)} more outlets are not shown." if len(outlets) > len(shown) else ""
    words = f"At a glance<small>n in grey; a bar is the part of the column's largest figure.{rest}</small>"
    return grid(cells, shown, columns, words, kind="cards grid glance")


def _barred(column: dict[str, tuple[float, Cell]]) -> dict[str, Cell]:
    top = max((abs(v) for v, _ in column.values() if v == v), default=0.0)
    made = {}
    for outlet, (value, face) in column.items():
        wide = 100 * abs(value) / top if top and value == value else 0
        body = f"{face.body}<span class='bar' style='width:{wide:.0f}%'></span>" if wide else face.body
        made[outlet] = Cell(body, face.text, face.refs)
    return made


def _words(study: "Study", outlets: list[str]) -> dict[str, tuple[float, Cell]]:
    n = study.articles.groupby("outlet")["n_words"].agg(["sum", "size"])
    return {o: (float(n["sum"][o]), _plain(f"{n['sum'][o]:,}", int(n["size"][o]))) for o in outlets}


def _voices(study: "Study", outlets: list[str]) -> dict[str, tuple[float, Cell]]:
    """The share of an outlet's words that others say, quoted or indirectly."""
    words = words_in(study.articles, study.voices, by_voice=True)
    words = words.merge(study.articles[["article_id", "outlet"]], on="article_id")
    total = words.groupby("outlet")["bottom"].sum()
    others = words[~words["voice"].isin(OWN)].groupby("outlet")["bottom"].sum()
    made = {}
    for outlet in outlets:
        n = int(others.get(outlet, 0))
        share = n / total[outlet] if total.get(outlet) else float("nan")
        made[outlet] = (share, _plain(number(share, "share"), n))
    return made


def _plain(value: str, n: int) -> Cell:
    return Cell(f"<b>{escape(value)}</b> <small>{n:,}</small>")


def _counts(study: "Study", outlets: list[str], numbers: dict[str, str], count: Count) -> dict[str, tuple[float, Cell]]:
    rows = _spoken(study.evidence(count.lens), count.voices)
    hits = rows[rows[count.column].isin(count.among)] if count.among else rows
    words = _spoken(words_in(study.articles, study.voices, by_voice=True), count.voices)
    of = words.merge(study.articles[["article_id", "outlet"]], on="article_id").groupby("outlet")["bottom"].sum() / 1000
    below = rows["outlet"].value_counts() if count.by == "rows" else of
    unit = "share of rows" if count.by == "rows" else "per 1,000 words"
    made = {}
    for outlet in outlets:
        mine = hits[hits["outlet"] == outlet]
        value = len(mine) / below[outlet] if below.get(outlet) else float("nan")
        made[outlet] = (value, _opening(outlet, count.heading, value, unit, mine, numbers))
    return made


def _means(study: "Study", outlets: list[str], numbers: dict[str, str], mean: Mean) -> dict[str, tuple[float, Cell]]:
    rows = _spoken(study.evidence(mean.lens), mean.voices)
    rows = rows[rows[mean.column].notna()]
    rows = rows.assign(weight=rows[mean.weight] if mean.weight else 1.0)
    made = {}
    for outlet in outlets:
        mine = rows[rows["outlet"] == outlet]
        value = float((mine[mean.column] * mine["weight"]).sum() / mine["weight"].sum()) if len(mine) else float("nan")
        made[outlet] = (value, _opening(outlet, mean.heading, value, "mean", mine, numbers))
    return made


def _spoken(table: pd.DataFrame, voices: tuple[str, ...]) -> pd.DataFrame:
    return table[table["voice"].isin(voices)] if voices else table


def _opening(outlet: str, heading: str, value: float, unit: str, rows: pd.DataFrame, numbers: dict[str, str]) -> Cell:
    face = f"<b>{escape(number(value, unit))}</b> <small>{len(rows):,}</small>"
    return cell(face, f"{outlet}: {heading}", rows, numbers, f"{number(value, unit)}, {unit}")
