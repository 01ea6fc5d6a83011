"""Articles → speech: every stretch that somebody says, nested, with who says it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.attribution.quotes import Quoted, by_article, kind, owners
from analysis.attribution.relations import Relation, Span, relations
from analysis.tables import SPEECH, frame

Row = tuple[int, int, str, str]  # start, end, mode, attribution_id


def speech(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    quoted: pd.DataFrame,
    attribution_spans: pd.DataFrame,
    attributions: pd.DataFrame,
) -> pd.DataFrame:
    """One row a stretch of speech (schema: tables.SPEECH), in text order; of two that overlap the later is inside.

    mode: quoted is what stands between quotation marks, the marks included, where it is attributed or a full clause
    (scare quotes, titles and nicknames are nobody's speech); reported is the content of an attribution. ``depth`` is
    1 for what the outlet itself reports, 2 for what is said inside of that, and so on: the innermost row at a place
    says who speaks there (`speaking`). A quotation whose speaker is not found has attribution_id and speaker "".
    """
    quotes, found = by_article(sentences, quoted), relations(attribution_spans)
    rows = []
    for article, text in zip(articles["article_id"], articles["text"], strict=True):
        given = _stretches(text, quotes.get(article, []), found.get(article, []))
        rows += [(article, *row, depth) for row, depth in zip(given, _depths(given), strict=True)]
    table = pd.DataFrame(rows, columns=["article_id", "start", "end", "mode", "attribution_id", "depth"])
    who = attributions.set_index("attribution_id")[["speaker", "source_type"]].reindex(table["attribution_id"])
    who = who.fillna({"speaker": "", "source_type": "none"}).set_axis(table.index)
    return frame(table.join(who), SPEECH)


def _stretches(text: str, quotes: list[Quoted], given: list[Relation]) -> list[Row]:
    """What is quoted and what is reported, the outer of two first."""
    owned = owners(text, quotes, given)
    found = [(start, end, "reported", r.attribution_id) for r in given for start, end in said(r) if start < end]
    for q in quotes:
        owner = owned.get(q.quote_id)
        if owner is not None or kind(text, q.start, q.end, False) == "direct":
            found.append((*marked(text, q), "quoted", owner.attribution_id if owner is not None else ""))
    return sorted(dict.fromkeys(found), key=lambda row: (row[0], -row[1], row[2] == "quoted"))


def _depths(rows: list[Row]) -> list[int]:
    """How many speakers stand around each stretch, itself included; the same attribution counts once."""
    open_: list[Row] = []
    depths = []
    for row in rows:
        open_ = [o for o in open_ if o[1] > row[0]]
        depths.append(len({o[3] for o in (*open_, row)}))
        open_.append(row)
    return depths


def said(relation: Relation) -> Iterator[Span]:
    """The content without the relation's own source and cue, should they stand in it: “…,” he said, “…”."""
    own = sorted((*relation.source, *relation.cue))
    for start, end in relation.content:
        for own_start, own_end in own:
            if start < own_end and own_start < end:
                yield start, max(start, own_start)
                start = max(start, own_end)
        yield start, end


def marked(text: str, q: Quoted) -> Span:
    """The quoted span with its marks."""
    closing = 0 if not q.closed else 2 if text.startswith("''", q.end) else 1
    return q.start - len(q.mark), min(q.end + closing, len(text))


def speaking(table: pd.DataFrame, speech: pd.DataFrame) -> pd.DataFrame:
    """Who speaks at ``start`` of each row of a table: attribution_id, speaker, source_type, depth (0: the outlet).

    The innermost stretch of ``speech`` at a place has it. The result has the index of ``table``.
    """
    by_article = dict(iter(speech.groupby("article_id", sort=False)))
    place = np.full(len(table), -1, np.int64)
    for article, rows in table.reset_index(drop=True).groupby("article_id", sort=False):
        mine = by_article.get(article)
        if mine is not None:
            at = rows["start"].to_numpy()[:, None]
            inside = (mine["start"].to_numpy() <= at) & (at < mine["end"].to_numpy())
            # Of two stretches of one depth the shorter is the inner one.
            rank = np.where(inside, mine["depth"].to_numpy() * 1e7 - (mine["end"] - mine["start"]).to_numpy(), -1.0)
            place[rows.index] = np.where(inside.any(1), mine.index.to_numpy()[rank.argmax(1)], -1)
    found = speech[["attribution_id", "speaker", "source_type", "depth"]].reindex(place).set_axis(table.index)
    return found.fillna({"attribution_id": "", "speaker": "", "source_type": "none", "depth": 0}).astype(
        {"depth": "int64"}
    )
