"""Sentences → vectors in which sentences that mean the same lie close together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.attribution.encoder import Encoded, Floats, Model, encode, model

MOST = 256
"""Word pieces of a sentence that are read, as in the untouched encoder."""


def sentence_vectors(articles: pd.DataFrame, sentences: pd.DataFrame) -> Floats:
    """A vector (384 numbers, unit length) for each row of ``sentences``, in their order.

    ``articles``: article_id, text. ``sentences``: article_id, start, end. The dot product of two vectors is their
    cosine, −1 … 1; above .7 two sentences nearly always make the same claim. A sentence without letters or digits,
    or of an unknown article, gets zeros.
    """
    out = np.zeros((len(sentences), 384), np.float32)
    for rows, encoded in by_article(articles, sentences):
        spans = sentences.iloc[rows][["start", "end"]].to_numpy().tolist()
        out[rows] = vectors_between(encoded, spans, model())
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


def by_article(articles: pd.DataFrame, rows: pd.DataFrame) -> list[tuple[np.ndarray, Encoded]]:
    """The positions of the rows of each article that has any, with its encoding."""
    places = {a: np.asarray(p) for a, p in rows.reset_index(drop=True).groupby("article_id").indices.items()}
    wanted = articles[articles["article_id"].isin(places.keys())]
    return [(places[a], e) for a, e in zip(wanted["article_id"], encode(wanted["text"].tolist()), strict=True)]
