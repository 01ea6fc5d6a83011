"""Sentences → vectors in which sentences that mean the same lie close together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import numpy as np
import pandas as pd

from analysis.encoding.encoder import Encoded, Floats, Model, for_each, model

Result = TypeVar("Result")

MOST = 256
"""Word pieces of a sentence that are read, as in the untouched encoder."""

LEAD = 600
"""Characters of an article that say what it is about: headline and lead."""


def sentence_vectors(articles: pd.DataFrame, sentences: pd.DataFrame) -> Floats:
    """A vector (384 numbers, unit length) for each row of ``sentences``, in their order.

    ``articles``: article_id, text. ``sentences``: article_id, start, end. The dot product of two vectors is their
    cosine, −1 … 1; above .7 two sentences nearly always make the same claim. A sentence without letters or digits,
    or of an unknown article, gets zeros.
    """
    out = np.zeros((len(sentences), 384), np.float32)
    for rows, vectors in by_article(articles, sentences, vectors_between):
        out[rows] = vectors
    return out


def vectors_between(encoded: Encoded, spans: Sequence[Sequence[int]], used: Model) -> Floats:
    """The vectors of what stands between two characters of a text, a row each; each sentence is read alone."""
    out = np.zeros((len(spans), 384), np.float32)
    middle = encoded.of_pieces(encoded.middle)
    for row, (start, end) in enumerate(spans):
        states = middle[encoded.between(start, end)][:MOST]
        if len(states):
            (meant,) = used.meaning.run(["meaning"], {"middle": states[None].astype(np.float32)})
            mean = meant[0].mean(0)
            out[row] = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return out


def by_article(
    articles: pd.DataFrame,
    rows: pd.DataFrame,
    function: Callable[[Encoded, list[list[int]], Model], Result],
    columns: Sequence[str] = ("start", "end"),
) -> Iterator[tuple[np.ndarray, Result]]:
    """The positions of the rows of each article that has any, and what ``function`` gives for their ``columns``."""
    places = {a: np.asarray(p) for a, p in rows.reset_index(drop=True).groupby("article_id").indices.items()}
    wanted = articles[articles["article_id"].isin(places.keys())]
    order = [places[a] for a in wanted["article_id"]]
    spans = [rows.iloc[p][list(columns)].to_numpy().tolist() for p in order]
    yield from zip(order, for_each(wanted["text"].tolist(), lambda n, e: function(e, spans[n], model())), strict=True)


def article_vectors(articles: pd.DataFrame) -> Floats:
    """A vector (384 numbers, unit length) for each article: what its headline and lead tell.

    ``articles``: article_id, text. Read are the first LEAD characters, so an article costs the same however long it
    is: 0.02 s of one core. An empty text has zeros.
    """
    heads = articles["text"].str[:LEAD]
    spans = pd.DataFrame({"article_id": articles["article_id"], "start": 0, "end": heads.str.len()})
    return sentence_vectors(articles.assign(text=heads), spans)
