"""Tone towards a target, and how a sentence feels to its readers."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from analysis.attribution.encoder import Encoded, Floats, Model, gelu, linear, mark, model, read_spans, softmax
from analysis.attribution.vectors import by_article
from analysis.tables import STRING

TONES = ("negative", "neutral", "positive")
PROBABILITIES = [f"tone_{t}" for t in TONES]


def target_tone(articles: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """How favourable the text around each mention is towards it: a tone and three calibrated probabilities.

    ``articles``: article_id, text. ``mentions``: article_id, start, end, characters of the name or word. The result
    has the index of ``mentions``. What is read is the mention's paragraph, about 80 word pieces on either side; who is
    speaking there is another question (see voice). A mention without letters or digits is neutral, at 1/3 each.
    """
    probabilities = np.full((len(mentions), 3), 1 / 3)
    for rows, encoded in by_article(articles, mentions):
        spans = mentions.iloc[rows][["start", "end"]].to_numpy().tolist()
        probabilities[rows] = tone_rows(encoded, spans, model())
    best = np.where(np.ptp(probabilities, axis=1) > 0, probabilities.argmax(1), 1)
    table = pd.DataFrame(probabilities.round(6), columns=PROBABILITIES, index=mentions.index)
    table.insert(0, "tone", np.array(TONES)[best].tolist())
    return table.astype({"tone": STRING})


def tone_rows(encoded: Encoded, spans: list[list[int]], used: Model) -> Floats:
    """Probabilities (N, 3) for spans of one text."""
    out = np.full((len(spans), 3), 1 / 3, np.float32)
    in_window: dict[int, list[tuple[int, tuple[int, int]]]] = defaultdict(list)
    for row, (start, end) in enumerate(spans):
        for number, window in enumerate(encoded.windows):
            places = np.flatnonzero((window.piece >= 0) & (window.end > start) & (window.start < end))
            if len(places):
                in_window[number].append((row, (int(places[0]), int(places[-1]) + 1)))
                break
    for number, marked in in_window.items():
        for begin in range(0, len(marked), 64):
            part = marked[begin : begin + 64]
            places_of = mark(encoded.windows[number], [p for _, p in part], within_paragraph=True)
            _, classes = read_spans(used.tone, encoded.last[number], places_of)
            out[[row for row, _ in part]] = softmax(classes * np.float32(used.settings["tone_scale"]))
    return out


def sentence_valence(articles: pd.DataFrame, sentences: pd.DataFrame) -> pd.Series[float]:
    """How a sentence feels to readers, −4 (worst) … 4 (best): an estimate of the mean rating of twenty people.

    ``sentences``: article_id, start, end. NaN for a sentence without letters or digits. The result has the index of
    ``sentences``. Bad events read badly whoever tells them; for what the text thinks of somebody see `target_tone`.
    """
    out = np.full(len(sentences), np.nan)
    for rows, encoded in by_article(articles, sentences):
        spans = sentences.iloc[rows][["start", "end"]].to_numpy().tolist()
        out[rows] = valence_between(encoded, spans, model())
    return pd.Series(out.round(4), index=sentences.index, name="valence")


def valence_between(encoded: Encoded, spans: list[list[int]], used: Model) -> list[float]:
    """The valence of what stands between two characters of a text, for each span; NaN where nothing does."""
    last = encoded.of_pieces(encoded.last).astype(np.float32)
    weights = linear(used.heads, "valence.weigh", last)[:, 0]
    found = []
    for start, end in spans:
        here = encoded.between(start, end)
        inside = last[here]
        if not len(inside):
            found.append(float("nan"))
            continue
        both = np.concatenate([softmax(weights[here]) @ inside, inside.mean(0)])[None]
        value = linear(used.heads, "valence.down", gelu(linear(used.heads, "valence.up", both)))[0, 0]
        found.append(float(np.clip(value * used.settings["valence_scale"] + used.settings["valence_shift"], -4, 4)))
    return found
