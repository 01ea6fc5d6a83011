"""Prominence: where an article first brings something, and what its headline does that its body does not."""

import numpy as np
import pandas as pd

from analysis.compare.rates import SHARE, Columns, Fraction, fractions
from analysis.spans import within
from analysis.tables import TableError, empty, frame, real, schema, string, whole

SCHEMA = schema(
    "prominence",
    {
        "story": string("the event"),
        "outlet": string("the outlet"),
        "article_id": string("the article"),
        "category": string("the value of the column: an actor, a source, a frame, an accused"),
        "paragraph": whole(
            "paragraph of the first row with it, 0 = first of the text (the headline where there is one)"
        ),
        "sentence_id": string("sentence of that row"),
        "start": whole("where that row starts in articles.text"),
        "end": whole("character after its last one"),
        "relative": real(
            "share of the text (in characters) that stands before it: 0 at the very start, near 1 at the end"
        ),
        "zone": string("headline, dek, lead or body"),
        "n_rows": whole("rows of the article with it"),
    },
    unique=["article_id", "category"],
)

GAP = schema(
    "headline_gap",
    {
        "lens": string("the evidence that was counted"),
        "measure": string("the column that was counted or averaged"),
        "category": string("the value of that column, '' for an average"),
        "story": string("the event"),
        "outlet": string("the outlet"),
        "article_id": string("the article"),
        "unit": string("unit of the values"),
        "headline": real("the figure in the headline; NaN where there is no headline, or no row to average"),
        "body": real("the figure in the rest of the text (dek, lead, body)"),
        "gap": real("headline - body: above 0 the headline has more of it than what stands under it"),
        "n_headline": whole("rows in the headline"),
        "n_body": whole("rows in the rest"),
    },
    unique=["measure", "category", "unit", "article_id"],
)


def prominence(evidence: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame, column: str) -> pd.DataFrame:
    """Where each article first has each value of ``column``, the earliest first: a table of SCHEMA.

    ``evidence``: any table with article_id, start and end: a lens, the quotes, the attributions. Rows whose value is ""
    (none) are left out. An article that never has a value has no row for it; whether that is an omission or a short
    article, the table cannot tell. The earlier of two places is not always the more prominent one: a picture, a box
    or a link above the text is not seen.

    >>> prominence(study.blame, study.articles, study.sentences, "accused")          # doctest: +SKIP
    """
    if column not in evidence:
        raise TableError(f"there is no column {column!r} to look for; there are: {', '.join(evidence.columns)}")
    found = evidence[["article_id", "start", "end"]].assign(category=evidence[column].astype("str"))
    found = found[found["category"] != ""].sort_values("start", kind="stable")
    counts = found.groupby(["article_id", "category"]).size().rename("n_rows").reset_index()
    first = found.drop_duplicates(["article_id", "category"]).merge(counts)
    first = first.join(within(first, sentences, ["sentence_id", "paragraph", "zone"]))
    first = first.merge(articles[["article_id", "story", "outlet", "text"]], on="article_id")
    first["relative"] = first["start"] / first.pop("text").str.len()
    return frame(first.sort_values(["story", "outlet", "article_id", "start"], kind="stable"), SCHEMA)


def headline_gap(
    evidence: pd.DataFrame,
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    lens: str,
    counted: Columns,
    averaged: Columns,
) -> pd.DataFrame:
    """Each measure in an article's headline against the rest of its text: a table of GAP, the widest gaps first.

    Is the headline more certain, more blaming, more negative than what stands under it? ``counted`` and ``averaged``
    as in ``rates``; categories that an article has nowhere are left out. A headline has about ten words, so that one
    word is a rate of 100 per 1,000: read ``n_headline`` and the headline itself. Articles without a headline have
    NaN. No test belongs to a single article.
    """
    zones = sentences[["article_id", "start"]].assign(
        voice=np.where(sentences["zone"] == "headline", "headline", "body")
    )
    zoned = evidence.assign(voice=_zone(evidence, sentences))
    made = fractions(zoned, articles, zones, counted, averaged, by_voice=True)
    rows = pd.concat([_sides(f) for f in made if not f.unit.startswith(SHARE)]) if made else pd.DataFrame()
    if rows.empty:
        return empty(GAP)
    table = rows.merge(articles[["article_id", "story", "outlet"]], on="article_id")
    table = table.assign(lens=lens, gap=table["headline"] - table["body"], size=lambda t: t["gap"].abs())
    return frame(table.sort_values(["unit", "size"], ascending=[True, False], kind="stable"), GAP)


def _zone(evidence: pd.DataFrame, sentences: pd.DataFrame) -> pd.Series:
    return within(evidence, sentences, ["zone"])["zone"].eq("headline").map({True: "headline", False: "body"})


def _sides(f: Fraction) -> pd.DataFrame:
    """One row an article and cell: the figure and the rows of headline and body."""
    rows = f.top[["article_id", "measure", "category"]].drop_duplicates().assign(unit=f.unit)
    for side in ("headline", "body"):
        top = f.top[f.top["voice"] == side].drop(columns="voice")
        bottom = f.bottom[f.bottom["voice"] == side].drop(columns="voice")
        rows = rows.merge(top, how="left", on=["article_id", "measure", "category"]).merge(bottom, how="left")
        rows[f"n_{side}"] = rows.pop("n_rows").fillna(0)
        rows[side] = f.scale * rows.pop("top").fillna(0) / rows.pop("bottom")
    return rows
