"""What the shipped encoder says of a text, for heads that learn on top of it while it stays as it is.

A head trained on the states of the 8-bit encoder itself sees in training what it will see in use, and cannot change
what was learned before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.encoding.encoder import Halves, encode_text
from analysis.encoding.windows import Window


@dataclass
class States:
    """The windows of a text and, for each, what goes into the first layer and what comes out of the last (T, 384)."""

    windows: list[Window]
    embedded: list[Halves]
    last: list[Halves]


def states(text: str) -> States:
    """Encode one text."""
    found = encode_text(text)
    return States(found.windows, found.embedded, found.last)


def first_pieces(read: States, words: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """For each word (start, end) the window and the position of the first piece that begins in it.

    A word without a piece of its own, as the second half of "cannot", has the piece that it stands in.
    """
    window = np.concatenate([np.full(len(w.piece), n) for n, w in enumerate(read.windows)] or [np.zeros(0, int)])
    place = np.concatenate([np.arange(len(w.piece)) for w in read.windows] or [np.zeros(0, int)])
    piece = np.concatenate([w.piece for w in read.windows] or [np.zeros(0, int)])
    start = np.concatenate([w.start for w in read.windows] or [np.zeros(0, int)])
    end = np.concatenate([w.end for w in read.windows] or [np.zeros(0, int)])
    real = np.flatnonzero(piece >= 0)
    start, end = start[real], end[real]
    found = []
    for begin, stop in words:
        n = int(np.searchsorted(start, begin, "left"))
        if n >= len(start) or start[n] >= stop:
            n = min(max(int(np.searchsorted(end, begin, "right")), 0), len(start) - 1)
        found.append((int(window[real[n]]), int(place[real[n]])))
    return found
