"""Which earlier mention a mention goes back to, as the trained grammar sees it: coreference inside an article."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.encoding.encoder import Floats
from analysis.grammar.pairs import pair_features
from analysis.grammar.parser import Reading, grammar

SURE = 0.5
"""How likely, among all earlier mentions and none, the best one must be; below, a mention stays itself."""

REACH = 150
"""Mentions that are looked at before one."""


def antecedents(text: str, read: Reading, heads: Sequence[int], least: float = SURE) -> dict[int, int]:
    """Head word of a mention → the head word it goes back to, for those that are clear.

    ``heads``: the head words of all mentions of an article, in text order.
    """
    found = {}
    for begin in range(0, len(heads), REACH):
        later = heads[begin : begin + REACH]
        earlier = heads[max(0, begin - REACH) : begin + REACH]
        scores = link_scores(text, read, later, earlier)
        place = {w: n for n, w in enumerate(earlier)}
        for row, word in enumerate(later):
            before = scores[row, max(0, place[word] - REACH) : place[word]]
            if len(before):
                best = int(before.argmax())
                top = max(float(before[best]), 0.0)
                if (
                    before[best] > 0
                    and np.exp(before[best] - top) / (np.exp(before - top).sum() + np.exp(-top)) >= least
                ):
                    found[word] = earlier[max(0, place[word] - REACH) + best]
    return found


def link_scores(text: str, read: Reading, later: Sequence[int], earlier: Sequence[int]) -> Floats:
    """How likely each mention goes back to each: (later, earlier); 0 is the score of none."""
    heads = grammar().heads
    words = list(zip(read.start.tolist(), read.end.tolist(), strict=True))
    bounds = np.flatnonzero(np.diff(read.sentence, prepend=-1))
    sentences = [(int(b), 0) for b in bounds]
    near, match = pair_features(text, words, sentences, later, earlier)
    one, other = read.back[list(later)], read.ahead[list(earlier)]
    weight = heads["link.weight"][0]
    one = np.concatenate([one, np.ones((len(one), 1), np.float32)], 1)
    other = np.concatenate([other, np.ones((len(other), 1), np.float32)], 1)
    scores: Floats = one @ weight @ other.T + heads["near.weight"][near, 0] + heads["match.weight"][match, 0]
    return scores
