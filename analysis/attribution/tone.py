"""Tone towards a target, and how a sentence feels to its readers."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.encoding.encoder import REACH, Encoded, Floats, Model, gelu, linear, marked, read_spans, softmax
from analysis.encoding.vectors import by_article
from analysis.spans import within
from analysis.tables import STRING

TONES = ("negative", "neutral", "positive")
PROBABILITIES = [f"tone_{t}" for t in TONES]


LEARNED = (0.396, 0.331, 0.273)  # shares of the three tones where they were learned: targets chosen for opinions
# Of all mentions of names in news far more are neutral: .16, .70, .14 by expectation maximisation on 4,231 of them in
# 70 articles of an archive (Saerens, Latinne & Decaestecker 2002). That goes too far where probabilities are too sure
# of themselves, so this is half the way.
NEWS = (0.28, 0.515, 0.205)


def target_tone(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    shares: tuple[float, float, float] = LEARNED,
) -> pd.DataFrame:
    """How favourable the text around each mention is towards it: a tone and three calibrated probabilities.

    ``articles``: article_id, text. ``sentences``: article_id, start, end. ``mentions``: the same, characters of the
    name or word. The result has the index of ``mentions``. What is read is the mention's sentence (at most about 80
    word pieces on either side), from states that know its neighbours too; who is speaking there is another question
    (see voice). A mention without letters or digits is neutral, at 1/3 each. ``shares``: how many of such mentions are
    negative, neutral and positive, to which the probabilities are moved: ``NEWS`` for every name in a text, ``LEARNED``
    (as they were learned) for names chosen because something is said of them.
    """
    probabilities = np.full((len(mentions), 3), 1 / 3)
    around = within(mentions, sentences, ["start", "end"])
    read = mentions.assign(
        first=around["start"].fillna(np.inf).clip(upper=mentions["start"]).astype("int64"),
        last=around["end"].fillna(0).clip(lower=mentions["end"]).astype("int64"),
    )
    for rows, tones in by_article(articles, read, tone_rows, ["start", "end", "first", "last"]):
        probabilities[rows] = tones
    known = np.ptp(probabilities, axis=1) > 0
    moved = probabilities * (np.array(shares) / LEARNED)
    probabilities = np.where(known[:, None], moved / moved.sum(axis=1, keepdims=True), probabilities)
    best = np.where(known, probabilities.argmax(1), 1)
    table = pd.DataFrame(probabilities.round(6), columns=PROBABILITIES, index=mentions.index)
    table.insert(0, "tone", np.array(TONES)[best].tolist())
    return table.astype({"tone": STRING})


def tone_rows(encoded: Encoded, spans: list[list[int]], used: Model) -> Floats:
    """Probabilities (N, 3) for spans of one text: start, end, and the first and last character of what is read."""
    out = np.full((len(spans), 3), 1 / 3, np.float32)
    states = encoded.of_pieces(encoded.last)
    of_size: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)  # those of one size are read in one run
    for row, (start, end, first, stop) in enumerate(spans):
        span = encoded.between(start, end)
        if span.start < span.stop:
            read = _stretch(encoded, span, encoded.between(first, stop))
            of_size[read.stop - read.start].append((row, span.start, min(span.stop, read.stop), read.start))
    for size, alike in of_size.items():
        for part in (np.array(alike[i : i + 64]) for i in range(0, len(alike), 64)):
            rows, begin, end, first = part.T
            pieces, region = np.unique(first[:, None] + np.arange(size), return_inverse=True)
            begin, length = np.searchsorted(pieces, begin)[:, None], (end - begin)[:, None]
            region = region.reshape(len(part), size)
            spots = marked(begin, begin + length, region, np.ones(region.shape, bool), len(pieces))
            _, classes = read_spans(used.tone, states[pieces], spots)
            out[rows] = softmax(classes * np.float32(used.settings["tone_scale"]))
    return out


def _stretch(encoded: Encoded, span: slice, read: slice) -> slice:
    """The pieces to read for a span: of its paragraph, and near it."""
    paragraph = encoded.cut.paragraph
    first, last = (int(np.searchsorted(paragraph, paragraph[span.start], side)) for side in ("left", "right"))
    first, last = max(first, read.start), min(last, read.stop)
    size = min(last - first, 2 * REACH)
    begin = min(max((span.start + span.stop) // 2 - REACH, first), last - size)
    return slice(begin, begin + size)


def sentence_valence(articles: pd.DataFrame, sentences: pd.DataFrame) -> pd.Series[float]:
    """How a sentence feels to readers, −4 (worst) … 4 (best): an estimate of the mean rating of twenty people.

    ``sentences``: article_id, start, end. NaN for a sentence without letters or digits. The result has the index of
    ``sentences``. Bad events read badly whoever tells them; for what the text thinks of somebody see `target_tone`.
    """
    out = np.full(len(sentences), np.nan)
    for rows, felt in by_article(articles, sentences, valence_between):
        out[rows] = felt
    return pd.Series(out.round(4), index=sentences.index, name="valence")


def valence_between(encoded: Encoded, spans: list[list[int]], used: Model) -> NDArray[np.float64]:
    """The valence of what stands between two characters of a text, for each span; NaN where nothing does."""
    last = encoded.of_pieces(encoded.last).astype(np.float32)
    weights = linear(used.heads, "valence.weigh", last)[:, 0]
    places = [encoded.between(start, end) for start, end in spans]
    both = np.zeros((len(spans), 2 * last.shape[1]), np.float32)
    for row, here in enumerate(places):
        if here.start < here.stop:
            both[row] = np.concatenate([softmax(weights[here]) @ last[here], last[here].mean(0)])
    value = linear(used.heads, "valence.down", gelu(linear(used.heads, "valence.up", both)))[:, 0]
    felt = np.clip(value * used.settings["valence_scale"] + used.settings["valence_shift"], -4, 4)
    return np.where([here.start < here.stop for here in places], felt, np.nan)
