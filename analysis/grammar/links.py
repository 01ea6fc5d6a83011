"""Which earlier mention a mention goes back to, as the trained grammar sees it: coreference inside an article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from analysis.encoding.encoder import Floats, softmax
from analysis.grammar.pairs import pair_features
from analysis.grammar.parser import Reading, grammar

SURE = 0.5
"""How likely all earlier mentions of one entity together must be; below, a mention stays itself."""

REACH = 20
"""Mentions that are looked at before one."""

Fits = Callable[[int, int], bool]


def groups(
    text: str, read: Reading, heads: Sequence[int], known: Mapping[int, int], fits: Fits, least: float = SURE
) -> dict[int, tuple[int, float, int]]:
    """What each mention stands for: a number, how sure that is, and the mention that it goes back to (-1: none).

    ``heads``: the head words of all mentions of an article, in text order. ``known``: mentions whose number is given
    (names). Of the others each joins the earlier mentions to whose number the model gives most, all of them taken
    together, if that is at least ``least``; else it has a number of its own. ``fits``: whether a mention may stand for
    the same as an earlier one.
    """
    found: dict[int, tuple[int, float, int]] = {}
    fresh = max(known.values(), default=-1) + 1
    for n, (word, shares) in enumerate(zip(heads, _shares(text, read, heads), strict=True)):
        if word in known:
            found[word] = known[word], 1.0, -1
            continue
        sums: dict[int, float] = defaultdict(float)
        nearest: dict[int, int] = {}
        before = heads[n - len(shares) : n]
        for other, share in zip(before, shares, strict=True):
            if fits(word, other):
                sums[found[other][0]] += share
                nearest[found[other][0]] = other
        best = max(sums, key=lambda g: sums[g], default=-1)
        # What cannot be meant leaves its share to the others and to none.
        sure = sums[best] / (sum(sums.values()) + 1 - sum(shares)) if best >= 0 else 0.0
        if best >= 0 and sure >= least:
            found[word] = best, sure, nearest[best]
        else:
            found[word], fresh = (fresh, 0.0, -1), fresh + 1
    return found


def _shares(text: str, read: Reading, heads: Sequence[int]) -> Iterator[list[float]]:
    """For each mention how likely it goes back to each of the last mentions before it."""
    for begin in range(0, len(heads), REACH):
        first = max(0, begin - REACH)
        later, earlier = heads[begin : begin + REACH], heads[first : begin + REACH]
        scores = link_scores(text, read, later, earlier)
        for row in range(len(later)):
            place = begin - first + row
            before = scores[row, max(0, place - REACH) : place]
            yield softmax(np.append(before, 0.0))[:-1].tolist()


def link_scores(text: str, read: Reading, later: Sequence[int], earlier: Sequence[int]) -> Floats:
    """How likely each mention goes back to each: (later, earlier); 0 is the score of none."""
    used = grammar()
    words = list(zip(read.start.tolist(), read.end.tolist(), strict=True))
    bounds = np.flatnonzero(np.diff(read.sentence, prepend=-1))
    near, match = pair_features(text, words, [(int(b), 0) for b in bounds], later, earlier)
    scores = used.run("links", one=read.back[list(later)], other=read.ahead[list(earlier)])[0]
    found: Floats = scores + used.surface["near"][near, 0] + used.surface["match"][match, 0]
    return found
