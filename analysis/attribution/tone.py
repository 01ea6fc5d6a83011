"""Tone towards a target, and how a sentence feels to its readers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields

import numpy as np
import pandas as pd

from analysis.attribution.encoder import Encoded, Floats, Model, gelu, linear, mark, read_spans, softmax
from analysis.attribution.vectors import by_article
from analysis.attribution.windows import Ints, Window
from analysis.tables import STRING

TONES = ("negative", "neutral", "positive")
PROBABILITIES = [f"tone_{t}" for t in TONES]


LEARNED = (0.396, 0.331, 0.273)  # shares of the three tones where they were learned: targets chosen for opinions
# Of all mentions of names in news far more are neutral: .16, .70, .14 by expectation maximisation on 4,231 of them in
# 70 articles of an archive (Saerens, Latinne & Decaestecker 2002). That goes too far where probabilities are too sure
# of themselves, so this is half the way.
NEWS = (0.28, 0.515, 0.205)


def target_tone(
    articles: pd.DataFrame, mentions: pd.DataFrame, shares: tuple[float, float, float] = LEARNED
) -> pd.DataFrame:
    """How favourable the text around each mention is towards it: a tone and three calibrated probabilities.

    ``articles``: article_id, text. ``mentions``: article_id, start, end, characters of the name or word. The result
    has the index of ``mentions``. What is read is the mention's paragraph, about 80 word pieces on either side; who is
    speaking there is another question (see voice). A mention without letters or digits is neutral, at 1/3 each.
    ``shares``: how many of such mentions are negative, neutral and positive, to which the probabilities are moved:
    ``NEWS`` for every name in a text, ``LEARNED`` (as they were learned) for names chosen because something is said of
    them.
    """
    probabilities = np.full((len(mentions), 3), 1 / 3)
    for rows, tones in by_article(articles, mentions, tone_rows):
        probabilities[rows] = tones
    known = np.ptp(probabilities, axis=1) > 0
    moved = probabilities * (np.array(shares) / LEARNED)
    probabilities = np.where(known[:, None], moved / moved.sum(axis=1, keepdims=True), probabilities)
    best = np.where(known, probabilities.argmax(1), 1)
    table = pd.DataFrame(probabilities.round(6), columns=PROBABILITIES, index=mentions.index)
    table.insert(0, "tone", np.array(TONES)[best].tolist())
    return table.astype({"tone": STRING})


def tone_rows(encoded: Encoded, spans: list[list[int]], used: Model) -> Floats:
    """Probabilities (N, 3) for spans of one text."""
    out = np.full((len(spans), 3), 1 / 3, np.float32)
    in_paragraph: dict[tuple[int, int], list[tuple[int, Ints]]] = defaultdict(list)
    last = np.array([int(w.piece.max()) for w in encoded.windows])
    for row, (start, end) in enumerate(spans):
        here = encoded.between(start, end)
        if here.start < here.stop:
            number = int(np.searchsorted(last, here.start))
            window = encoded.windows[number]
            places = np.flatnonzero((window.piece >= here.start) & (window.piece < here.stop))
            in_paragraph[number, int(window.paragraph[places[0]])].append((row, places))
    for (number, paragraph), marked in in_paragraph.items():
        window, begin = _only(encoded.windows[number], paragraph)
        states = encoded.last[number][begin : begin + len(window.ids)]
        for first in range(0, len(marked), 64):
            part = marked[first : first + 64]
            ranges = [(int(p[0]) - begin, min(int(p[-1]) + 1 - begin, len(window.ids))) for _, p in part]
            _, classes = read_spans(used.tone, states, mark(window, ranges))
            out[[row for row, _ in part]] = softmax(classes * np.float32(used.settings["tone_scale"]))
    return out


def _only(window: Window, paragraph: int) -> tuple[Window, int]:
    """One paragraph of a window, which is all that tone is read from, and the place where it begins."""
    places = np.flatnonzero(window.paragraph == paragraph)
    cut = slice(int(places[0]), int(places[-1]) + 1)
    return Window(*(getattr(window, f.name)[cut] for f in fields(window))), cut.start


def sentence_valence(articles: pd.DataFrame, sentences: pd.DataFrame) -> pd.Series[float]:
    """How a sentence feels to readers, −4 (worst) … 4 (best): an estimate of the mean rating of twenty people.

    ``sentences``: article_id, start, end. NaN for a sentence without letters or digits. The result has the index of
    ``sentences``. Bad events read badly whoever tells them; for what the text thinks of somebody see `target_tone`.
    """
    out = np.full(len(sentences), np.nan)
    for rows, felt in by_article(articles, sentences, valence_between):
        out[rows] = felt
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
