"""Arithmetic of spans: which sentence or voice a place stands in, and how spans cut each other.

Every function works on whole tables at once, for any number of articles.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd


def _position(spans: pd.DataFrame, articles: pd.Index, column: str) -> npt.NDArray[np.int64]:
    """One number a row that sorts by article, then by character. Rows of unknown articles get a negative one."""
    article = np.asarray(articles.get_indexer(pd.Index(spans["article_id"])), dtype="int64")
    place: npt.NDArray[np.int64] = article * 2**40 + spans[column].to_numpy(dtype="int64")
    return place


def within(spans: pd.DataFrame, containers: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """For each span, ``columns`` of the container in which it starts.

    ``spans``: article_id, start. ``containers``: article_id, start, end, no overlaps within an article (sentences,
    voices). A span that starts between two containers takes the one before it; one that starts before the first,
    or in an article without containers, gets missing values. The result has the index of ``spans``.
    """
    articles = pd.Index(containers["article_id"].unique())
    keys = _position(containers, articles, "start")
    order = np.argsort(keys, kind="stable")
    at = np.searchsorted(keys[order], _position(spans, articles, "start"), side="right") - 1
    rows = order[at.clip(0)] if len(order) else np.zeros(len(spans), dtype="int64")
    found = containers[columns].reindex(containers.index[rows] if len(order) else [None] * len(spans))
    same = (at >= 0) & (
        containers["article_id"].to_numpy()[rows] == spans["article_id"].to_numpy() if len(order) else False
    )
    return found.set_axis(spans.index).where(pd.Series(same, index=spans.index))


def cut(spans: pd.DataFrame, pieces: pd.DataFrame) -> pd.DataFrame:
    """The spans cut at the edges of ``pieces``: one row for every span and every piece that overlap.

    ``pieces``: article_id, start, end and more, no overlaps within an article. Returns the columns of ``spans``
    with start and end of the overlap, then the other columns of ``pieces``, in the order of ``spans``.
    """
    articles = pd.Index(pieces["article_id"].unique())
    pieces = pieces.iloc[np.argsort(_position(pieces, articles, "start"), kind="stable")]
    first = np.searchsorted(_position(pieces, articles, "end"), _position(spans, articles, "start"), side="right")
    last = np.searchsorted(_position(pieces, articles, "start"), _position(spans, articles, "end"), side="left")
    n = (last - first).clip(0)
    span_row = np.repeat(np.arange(len(spans)), n)
    piece_row = np.repeat(first - np.concatenate([[0], np.cumsum(n)[:-1]]), n) + np.arange(n.sum())
    left = spans.iloc[span_row].reset_index(drop=True)
    right = pieces.iloc[piece_row].reset_index(drop=True)
    left["start"] = np.maximum(left["start"], right["start"])
    left["end"] = np.minimum(left["end"], right["end"])
    return left.join(right.drop(columns=["article_id", "start", "end"]))
