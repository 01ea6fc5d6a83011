"""Which differences between outlets the sample supports, and, where it supports none, how far the figures lie apart."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.compare import statistics
from analysis.compare.rates import Columns, Fraction, fractions, placed, sums, voices_of
from analysis.tables import ALL_STORIES, COMPARED_VOICES, empty, frame, real, schema, string, whole

OTHERS = "all others"
TESTED = f"permutation of articles within stories, {statistics.PERMUTATIONS:,} times; δ: Cliff; family: all of one unit"
UNTESTED = f"description only: fewer than {statistics.LEAST_ARTICLES} articles on a side"
RARE = f"not tested: fewer than {2 * statistics.LEAST_ARTICLES} articles have it"
CELL = ["measure", "category", "voice"]
Codes = npt.NDArray[np.int64]

_WHAT = {
    "lens": string("the evidence that was counted"),
    "measure": string("the column that was counted or averaged"),
    "category": string("the value of that column, '' for an average"),
    "voice": string("the voice counted, 'own' (outlet and headline), or 'all'", COMPARED_VOICES),
    "story": string("the event; '' for all stories together"),
    "unit": string("unit of the values"),
}

SCHEMA = schema(
    "differences",
    {
        **_WHAT,
        "outlet": string("the outlet"),
        "other": string(f"the outlet that it is compared with, or {OTHERS!r}"),
        "value": real("the outlet's figure"),
        "other_value": real("the other side's figure; over all stories at this outlet's mix of stories"),
        "difference": real("value - other_value"),
        "ratio": real("value / other_value; NaN where that is 0"),
        "delta": real("Cliff's δ over articles, -1 to 1; above 0: the outlet's articles tend to be higher"),
        "p": real("two-sided, by permutation; NaN where the sample supports no test"),
        "p_holm": real("p adjusted over the family by Holm: chance of any false finding"),
        "p_bh": real("p adjusted over the family by Benjamini & Hochberg: share of false findings"),
        "n_articles": whole("articles of the outlet"),
        "n_other": whole("articles of the other side"),
        "n_rows": whole("evidence rows of the outlet"),
        "n_other_rows": whole("evidence rows of the other side"),
        "method": string("how it was made, or why there is no test"),
    },
    unique=[*_WHAT, "outlet", "other"],
)

RANGES = schema(
    "ranges",
    {
        **_WHAT,
        "lowest": string("outlet with the lowest figure; several are joined by '; '"),
        "lowest_value": real("its figure"),
        "highest": string("outlet with the highest figure"),
        "highest_value": real("its figure"),
        "range": real("highest_value - lowest_value"),
        "n_outlets": whole("outlets that have a figure"),
        "n_articles": whole("their articles"),
        "n_rows": whole("evidence rows of all of them"),
    },
    unique=list(_WHAT),
)


def ranges(comparison: pd.DataFrame) -> pd.DataFrame:
    """How far the outlets' figures lie apart: one row a measure, the widest first within its unit (RANGES).

    ``comparison``: a table of ``rates``. This is a description at any number of articles; with one article an outlet
    nothing more can be said. A wide range with few rows (n_rows) is easily chance.
    """
    known = comparison.dropna(subset="value")
    keys = list(_WHAT)
    ends = known.groupby(keys)["value"].agg(["min", "max", "size"]).reset_index()
    ends = ends[ends["size"] > 1]
    if ends.empty:
        return empty(RANGES)
    counted = known.groupby(keys)[["n_articles", "n_rows"]].sum().reset_index()
    rows = ends.merge(counted, on=keys).rename(
        columns={"min": "lowest_value", "max": "highest_value", "size": "n_outlets"}
    )
    for name in ("lowest", "highest"):
        there = known.merge(rows, on=keys, suffixes=("", "_all")).query(f"value == {name}_value")
        rows = rows.merge(there.groupby(keys)["outlet"].agg("; ".join).rename(name).reset_index(), on=keys)
    rows["range"] = rows["highest_value"] - rows["lowest_value"]
    return frame(rows.sort_values(["unit", "range"], ascending=[True, False], kind="stable"), RANGES)


def differences(
    evidence: pd.DataFrame,
    articles: pd.DataFrame,
    voices: pd.DataFrame,
    lens: str,
    counted: Columns,
    averaged: Columns,
    by_voice: bool = False,
    pairs: bool = False,
) -> pd.DataFrame:
    """Every outlet against all others of the story together, for every measure (parameters as ``rates``).

    ``pairs`` compares it with each other outlet instead. With several stories, the story "" takes them together,
    but only within stories: an outlet is compared with what the others wrote on the same events, at this outlet's
    mix of events, over the events that both sides covered.

    Cliff's δ and p are given where both sides have ``statistics.LEAST_ARTICLES`` or more with that denominator, for
    measures that at least twice as many articles have; else they are NaN and ``method`` says why. p comes from
    permutations of articles within stories and is adjusted over all tests of one unit. The table is ranked: the best
    supported differences first, then the largest ones that are described only.

    Not controlled: when the articles were published, their kind (report, comment), and what two outlets copied from
    one agency (see ``robustness``).
    """
    known = placed(articles, evidence)
    known = known[known["story"] != ALL_STORIES]
    made = fractions(evidence, articles, voices, counted, averaged, by_voice)
    if pairs:
        sides = [(known[known["outlet"].isin(two)], two) for two in combinations(sorted(set(known["outlet"])), 2)]
    else:
        sides = [(known, ("", OTHERS))]
    tables = [_both(f, places, voices_of(by_voice)).assign(other=two[1]) for places, two in sides for f in made]
    table = pd.concat(tables) if tables else pd.DataFrame()
    if table.empty:
        return empty(SCHEMA)
    if pairs:
        table = table[table["outlet"] != table["other"]]  # each pair once
    return frame(_ranked(table.assign(lens=lens)), SCHEMA)


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    table = table.assign(p_holm=np.nan, p_bh=np.nan).reset_index(drop=True)
    for _, family in table[table["p"].notna()].groupby("unit"):
        p = family["p"].to_numpy()
        table.loc[family.index, "p_holm"] = statistics.holm(p)
        table.loc[family.index, "p_bh"] = statistics.benjamini_hochberg(p)
    size = table.assign(size=table["difference"].abs(), effect=-table["delta"].abs())
    order = size.sort_values(["p_bh", "effect", "unit", "size"], ascending=[True, True, True, False], kind="stable")
    return table.loc[order.index]


def _both(f: Fraction, places: pd.DataFrame, voices: list[str]) -> pd.DataFrame:
    """The figures of both sides, with δ and p where they can be had, for one kind of figure."""
    own = sums(f, places, voices)
    if own.empty:
        return own
    parts = ["top", "bottom", "n_rows", "n_articles"]
    rest = own.groupby(["story", *CELL])[parts].transform("sum") - own[parts]
    names = dict(zip(parts, ["other_top", "other_bottom", "n_other_rows", "n_other"], strict=True))
    table = own.join(rest.rename(columns=names))
    table = table[table["n_other"] > 0]
    table = table.assign(expected=table["bottom"] * table["other_top"] / table["other_bottom"].where(lambda b: b > 0))
    if len(set(places["story"])) > 1:
        table = pd.concat([table, _all_stories(table, f, places)])
    bottom = table["bottom"].where(table["bottom"] > 0)
    table = table.assign(
        unit=f.unit, value=f.scale * table["top"] / bottom, other_value=f.scale * table["expected"] / bottom
    )
    table["difference"] = table["value"] - table["other_value"]
    table["ratio"] = table["value"] / table["other_value"].where(table["other_value"] != 0)
    tests = pd.concat([_tests(f, places, voice) for voice in voices])
    table = table.merge(tests, how="left", on=["story", "outlet", *CELL])
    few = (table["n_articles"] < statistics.LEAST_ARTICLES) | (table["n_other"] < statistics.LEAST_ARTICLES)
    table["method"] = np.select([table["p"].notna(), few], [TESTED, UNTESTED], RARE)
    return table


def _all_stories(table: pd.DataFrame, f: Fraction, places: pd.DataFrame) -> pd.DataFrame:
    """Both sides over the stories that both covered. The words of a story without the category count too."""
    with_bottom = places.merge(f.bottom[f.bottom["bottom"] > 0], on="article_id")
    by_story = with_bottom.groupby(["story", "voice", "outlet"])["bottom"].agg(["sum", "size"]).reset_index()
    others = by_story.groupby(["story", "voice"])["size"].transform("sum") - by_story["size"]
    by_story = by_story.assign(others=others)[others > 0]
    below = by_story.groupby(["voice", "outlet"])[["sum", "size", "others"]].sum().reset_index()
    shared = table.merge(by_story[["story", "voice", "outlet"]])
    above = shared.groupby(["outlet", *CELL])[["top", "expected", "n_rows", "n_other_rows"]].sum().reset_index()
    names = {"sum": "bottom", "size": "n_articles", "others": "n_other"}
    return above.merge(below.rename(columns=names)).assign(story=ALL_STORIES)


def _tests(f: Fraction, places: pd.DataFrame, voice: str) -> pd.DataFrame:
    """δ and p of every outlet and cell that has enough articles: within each story, and over all of them."""
    bottom = f.bottom[(f.bottom["voice"] == voice) & (f.bottom["bottom"] > 0)]
    here = places.merge(bottom[["article_id", "bottom"]])
    here = here[here.groupby("story")["outlet"].transform("nunique") > 1]
    top = f.top[f.top["voice"] == voice]
    sets = [(str(story), part) for story, part in here.groupby("story") if len(part) >= 2 * statistics.LEAST_ARTICLES]
    sets += [(ALL_STORIES, here)] if len(set(places["story"])) > 1 else []
    rows = [(story, voice, *row) for story, part in sets for row in _test(part, top)]
    table = pd.DataFrame(rows, columns=["story", "voice", "outlet", "measure", "category", "delta", "p"])
    return table.astype({"delta": float, "p": float} | dict.fromkeys(["story", "outlet", *CELL], "str"))


def _test(articles: pd.DataFrame, top: pd.DataFrame) -> Iterator[tuple[str, str, str, float, float]]:
    """Outlet, measure, category, δ and p, for one set of articles (article_id, story, outlet, bottom)."""
    strata, groups, tested = _sides(articles)
    top = top[top["article_id"].isin(articles["article_id"])]
    enough = top.groupby(["measure", "category"])["article_id"].transform("size") >= 2 * statistics.LEAST_ARTICLES
    if not tested or not enough.any():
        return
    wide = top[enough].pivot_table(index="article_id", columns=["measure", "category"], values="top")
    tops = wide.reindex(articles["article_id"]).fillna(0).to_numpy()
    bottom = articles["bottom"].to_numpy(dtype=float)
    p = statistics.permutation_p(tops, bottom, groups, strata)
    for number, outlet in enumerate(tested):
        delta = statistics.cliffs_delta(tops / bottom[:, None], groups == number, strata)
        for cell, d, q in zip(wide.columns.tolist(), delta, p[number], strict=True):
            yield outlet, *cell, d, q


def _sides(articles: pd.DataFrame) -> tuple[Codes, Codes, list[str]]:
    """Stories and outlets as numbers, and the outlets that have enough articles on both sides, which come first."""
    n = articles.groupby("outlet")["article_id"].size()
    in_story = articles.groupby(["story", "outlet"])["article_id"].size()
    others = (in_story.groupby("story").transform("sum") - in_story).groupby("outlet").sum()
    tested = sorted(n.index[(n >= statistics.LEAST_ARTICLES) & (others.reindex(n.index) >= statistics.LEAST_ARTICLES)])
    number = {outlet: i for i, outlet in enumerate(tested)}
    groups = articles["outlet"].map(lambda o: number.get(o, len(tested))).to_numpy(dtype="int64")
    return pd.factorize(articles["story"])[0].astype("int64"), groups, tested
