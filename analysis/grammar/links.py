"""Which earlier mention a mention goes back to, as the trained grammar sees it: coreference inside an article."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.encoding.encoder import Floats, softmax
from analysis.grammar.pairs import pair_features
from analysis.grammar.parser import Reading, grammar

SURE = 0.5
"""How likely, among all earlier mentions and none, the best one must be; below, a mention stays itself."""

REACH = 150
"""Mentions that are looked at before one."""


def antecedents(text: str, read: Reading, heads: Sequence[int], least: float = SURE) -> dict[int, tuple[int, float]]:
    """Head word of a mention → the head word it goes back to and how likely that is, for those that are clear.

    ``heads``: the head words of all mentions of an article, in text order.
    """
    found = {}
    for begin in range(0, len(heads), REACH):
        first = max(0, begin - REACH)
        later, earlier = heads[begin : begin + REACH], heads[first : begin + REACH]
        scores = link_scores(text, read, later, earlier)
        for row, word in enumerate(later):
            place = begin - first + row
            before = scores[row, max(0, place - REACH) : place]
            if len(before):
                best = int(before.argmax())
                share = float(softmax(np.append(before, 0.0))[best])
                if before[best] > 0 and share >= least:
                    found[word] = earlier[max(0, place - REACH) + best], share
    return found


def link_scores(text: str, read: Reading, later: Sequence[int], earlier: Sequence[int]) -> Floats:
    """How likely each mention goes back to each: (later, earlier); 0 is the score of none."""
    used = grammar()
    words = list(zip(read.start.tolist(), read.end.tolist(), strict=True))
    bounds = np.flatnonzero(np.diff(read.sentence, prepend=-1))
    near, match = pair_features(text, words, [(int(b), 0) for b in bounds], later, earlier)
    scores = used.run("links", one=read.back[list(later)], other=read.ahead[list(earlier)])[0]
    found: Floats = scores + used.surface["near"][near, 0] + used.surface["match"][match, 0]
    return found
