"""Rates of every lens: how often, how large a share, what mean, for each outlet within a story.

Every figure here is one sum divided by another, both over the articles of an outlet in a story. ``fractions``
makes the two parts of them article by article; ``rates`` divides them; ``statistics`` resamples their articles.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import tables
from analysis.compare import statistics
from analysis.words import words

PER_1000 = "per 1,000 words"
SHARE = "share of rows"
MEAN = "mean"
OPEN_VOCABULARY = 50  # values of a column above which it is an open vocabulary (names, labels), not a scheme
CELL = ["story", "outlet", "voice"]
Columns = Iterable[str] | Mapping[str, str]  # columns, each perhaps with the one that it goes by (see ``rates``)


def is_in(unit: str, kind: str) -> bool:
    """Whether a unit is PER_1000, SHARE or MEAN, whatever it goes by: "share of rows, scheme generic" is a SHARE."""
    return unit == kind or unit.startswith(f"{kind}, ")


class Fraction(NamedTuple):
    """A kind of figure: ``scale`` × sum of ``top`` / sum of ``bottom``, over articles."""

    unit: str
    scale: float
    top: pd.DataFrame  # article_id, voice, measure, category, top, n_rows; an absent row is 0
    bottom: pd.DataFrame  # article_id, voice, bottom; an absent row is 0
    least: float | None = 0  # no interval reaches beyond what can be
    most: float | None = None


def rates(
    evidence: pd.DataFrame,
    articles: pd.DataFrame,
    voices: pd.DataFrame,
    lens: str,
    counted: Columns,
    averaged: Columns,
    by_voice: bool = False,
) -> pd.DataFrame:
    """Every outlet's figures for the evidence of one lens: a table of ``tables.COMPARISON``.

    * For each value of a ``counted`` column two figures: rows *per 1,000 words* of the outlet's articles in that
      story (in that voice, with ``by_voice``), and its *share of rows* of the lens. Rows whose value is "" (none)
      count in the shares' denominator and are no category. ``{"frame": "scheme"}`` takes the share of a frame among
      the rows of its own scheme.
    * For each ``averaged`` column the *mean* over the rows that have a number; each row counts alike, or, with
      ``{"compound": "n_words"}``, as much as its number of words.

    Within a story, every category that one outlet has is shown for all: 0 with n_rows 0 for an outlet that lacks
    it. A value is NaN where its denominator is 0: no words in that voice, no rows. With more than one story, the
    story "" takes the articles of all stories together; of a column with more than OPEN_VOCABULARY values it shows
    those that several stories have. With ``by_voice``, "own" takes the outlet's own words and its headlines together.
    From ``statistics.LEAST_ARTICLES`` of an outlet, low and high are the 95 % interval of ``statistics.intervals``;
    below that they are NaN and ``method`` says why.

    Not seen: two outlets' articles of one story need not cover the same days or be of one kind.
    """
    places = placed(articles, evidence)
    parts = [
        _cells(f, places, voices_of(by_voice))
        for f in fractions(evidence, articles, voices, counted, averaged, by_voice)
    ]
    cells = pd.concat(parts) if parts else pd.DataFrame()
    return tables.frame(cells.assign(lens=lens), tables.COMPARISON) if len(cells) else tables.empty(tables.COMPARISON)


def voices_of(by_voice: bool) -> list[str]:
    """The voices that are told apart."""
    return ["own", *tables.VOICES] if by_voice else ["all"]


def spoken(table: pd.DataFrame, by_voice: bool) -> pd.DataFrame:
    """The rows of a table with a voice under each of ``voices_of`` that they belong to."""
    if not by_voice:
        return table.assign(voice="all")
    return pd.concat([table, table[table["voice"].isin(tables.OWN_VOICES)].assign(voice="own")], ignore_index=True)


def placed(articles: pd.DataFrame, evidence: pd.DataFrame | None = None) -> pd.DataFrame:
    """article_id, story, outlet; where there are several stories, every article stands under ALL_STORIES too."""
    if evidence is not None:
        unknown = ~evidence["article_id"].isin(articles["article_id"])
        if unknown.any():
            name = evidence.loc[unknown, "article_id"].iloc[0]
            raise tables.TableError(f"evidence has rows of article {name!r}, which is not in the table of articles")
    places = articles[["article_id", "story", "outlet"]]
    if len(set(places["story"])) < 2:
        return places
    return pd.concat([places, places.assign(story=tables.ALL_STORIES)])


def words_in(articles: pd.DataFrame, voices: pd.DataFrame, by_voice: bool) -> pd.DataFrame:
    """The denominators: article_id, voice, bottom (words). A word belongs to the voice in which it starts.

    The words of the voices of an article add up to all its words. Without ``by_voice`` there is one voice, "all".
    """
    if not by_voice:
        return pd.DataFrame({"article_id": articles["article_id"], "voice": "all", "bottom": articles["n_words"]})
    spans = dict(iter(voices.sort_values("start").groupby("article_id", sort=False)))
    rows = []
    for article_id, text in zip(articles["article_id"], articles["text"], strict=True):
        if article_id not in spans:
            continue
        starts = [start for start, _ in words(text)]
        at = np.searchsorted(spans[article_id]["start"].to_numpy(), starts, side="right") - 1
        found, n = np.unique(spans[article_id]["voice"].to_numpy(dtype=object)[at.clip(0)], return_counts=True)
        rows += [(article_id, voice, k) for voice, k in zip(found, n, strict=True)]
    return pd.DataFrame(rows, columns=["article_id", "voice", "bottom"])


def fractions(
    evidence: pd.DataFrame,
    articles: pd.DataFrame,
    voices: pd.DataFrame,
    counted: Columns,
    averaged: Columns,
    by_voice: bool = False,
) -> list[Fraction]:
    """The two parts of every figure of a lens, article by article (see ``rates``)."""
    found, said = spoken(evidence, by_voice), spoken(words_in(articles, voices, by_voice), by_voice)
    made = []
    of_counted, of_averaged = _by(counted), _by(averaged)
    if of_counted:
        made = [Fraction(PER_1000, 1000, _counts(found, of_counted), said)]
        for by in dict.fromkeys(of_counted.values()):
            made += _shares(found, [column for column in of_counted if of_counted[column] == by], by)
    return made + [_mean(found, column, by) for column, by in of_averaged.items()]


def _by(columns: Columns) -> dict[str, str]:
    """Each column with the one that it goes by, "" where there is none."""
    return dict(columns) if isinstance(columns, Mapping) else dict.fromkeys(columns, "")


def _shares(found: pd.DataFrame, columns: list[str], by: str) -> Iterator[Fraction]:
    """The shares of the values of columns: of all rows, or one fraction for each value of ``by``, of its rows."""
    for value, rows in found.groupby(by) if by else [("", found)]:
        unit = f"{SHARE}, {by} {value}" if by else SHARE
        n = rows.groupby(["article_id", "voice"], sort=False).size().rename("bottom").reset_index()
        yield Fraction(unit, 1, _counts(rows, columns), n, most=1)


def _mean(found: pd.DataFrame, column: str, by: str) -> Fraction:
    known = found[found[column].notna()]
    weight = known[by] if by else 1
    known = known[["article_id", "voice"]].assign(top=known[column] * weight, bottom=weight, n_rows=1)
    sums = known.groupby(["article_id", "voice"], sort=False).sum().reset_index()
    top = sums.drop(columns="bottom").assign(measure=column, category="")
    unit = f"{MEAN}, weighed by {by.removeprefix('n_')}" if by else MEAN
    return Fraction(unit, 1, top, sums[["article_id", "voice", "bottom"]], least=None)


def _counts(found: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    key = found[["article_id", "voice"]]
    table = pd.concat([key.assign(measure=column, category=found[column].astype("str")) for column in columns])
    table = table[table["category"] != ""]
    counts = table.groupby(list(table.columns), sort=False).size().rename("top").reset_index()
    return counts.assign(n_rows=counts["top"])


def sums(f: Fraction, places: pd.DataFrame, voices: list[str]) -> pd.DataFrame:
    """One row a story × measure × category × voice × outlet: top, bottom, n_rows, n_articles. Absences are zeros."""
    top = places.merge(f.top, on="article_id")
    outlets = places.groupby(["story", "outlet"]).size().rename("n_articles").reset_index()
    grid = _grid(top).merge(pd.DataFrame({"voice": voices}), how="cross").merge(outlets, on="story")
    tops = top.groupby([*CELL, "measure", "category"])[["top", "n_rows"]].sum()
    bottoms = places.merge(f.bottom, on="article_id").groupby(CELL)[["bottom"]].sum()
    cells = grid.merge(tops.reset_index(), how="left").merge(bottoms.reset_index(), how="left")
    return cells.fillna({"top": 0, "n_rows": 0, "bottom": 0})


def _grid(top: pd.DataFrame) -> pd.DataFrame:
    """story, measure, category: all that there are; of an open vocabulary, over all stories what several have."""
    keys = ["measure", "category"]
    rows = top.groupby(["story", *keys])["n_rows"].sum().reset_index()
    most = rows[rows["story"] != tables.ALL_STORIES].groupby(keys)["n_rows"].max().rename("most").reset_index()
    rows = rows.merge(most, how="left", on=keys)
    many = rows.groupby("measure")["category"].transform("nunique") > OPEN_VOCABULARY
    return rows.loc[
        ~(many & (rows["story"] == tables.ALL_STORIES) & (rows["n_rows"] == rows["most"])), ["story", *keys]
    ]


def _cells(f: Fraction, places: pd.DataFrame, voices: list[str]) -> pd.DataFrame:
    cells = sums(f, places, voices)
    value = f.scale * cells["top"] / cells["bottom"].where(cells["bottom"] > 0)
    return _with_intervals(cells.assign(value=value, unit=f.unit), f, places)


def _with_intervals(cells: pd.DataFrame, f: Fraction, places: pd.DataFrame) -> pd.DataFrame:
    """The cells with low, high and method. Only articles with something below the line count for an interval."""
    wanted = cells[(cells["n_articles"] >= statistics.LEAST_ARTICLES) & (cells["n_rows"] > 0)]
    at = places.merge(wanted[["story", "outlet"]].drop_duplicates())
    tops = dict(iter(at.merge(f.top, on="article_id").groupby(CELL)))
    bottoms = dict(iter(at.merge(f.bottom[f.bottom["bottom"] > 0], on="article_id").groupby(CELL)))
    ends = pd.DataFrame({"low": np.nan, "high": np.nan, "method": statistics.NO_INTERVAL}, index=cells.index)
    ends.loc[cells["n_articles"] < statistics.LEAST_ARTICLES, "method"] = statistics.FEW_ARTICLES
    ends.loc[cells["n_articles"] == 1, "method"] = statistics.ONE_ARTICLE
    for cell, part in wanted.groupby(CELL):
        bottom = bottoms[cell].set_index("article_id")["bottom"]
        if len(bottom) >= statistics.LEAST_ARTICLES:
            top = tops[cell].pivot_table(index="article_id", columns=["measure", "category"], values="top")
            columns = pd.MultiIndex.from_frame(part[["measure", "category"]])
            low, high = statistics.intervals(
                top.reindex(index=bottom.index, columns=columns).fillna(0).to_numpy(), bottom.to_numpy(dtype=float)
            )
            ends.loc[part.index, "low"], ends.loc[part.index, "high"] = f.scale * low, f.scale * high
            ends.loc[part.index, "method"] = np.where(np.isnan(low), statistics.NO_INTERVAL, statistics.INTERVAL)
    within = ends[["low", "high"]].clip(f.least, f.most)
    return cells.assign(low=within["low"], high=within["high"], method=ends["method"])
