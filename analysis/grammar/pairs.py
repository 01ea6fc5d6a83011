"""What the surface says of two mentions that may stand for the same: how far apart, and how alike their words are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.encoding.windows import Ints

FORMS = ("pronoun", "nominal", "name")
"""Forms of a mention."""

NEAR = 10
"""Classes of distance: the same sentence (0), then sentences apart, 9 for more than 20."""

MATCHES = 4
"""Classes of likeness of two head words: other, the same stem, the same word, the same word of a name."""

_PRONOUNS = """
    i me my mine myself you your yours yourself yourselves he him his himself she her hers herself it its itself we us
    our ours ourselves they them their theirs themselves themself who whom whose which that this these those one oneself
"""
PRONOUNS = frozenset(_PRONOUNS.split())
_FAR = np.array([1, 2, 3, 4, 5, 7, 10, 14, 21])


def pair_features(
    text: str,
    words: Sequence[tuple[int, int]],
    sentences: Sequence[tuple[int, int]],
    later: Sequence[int],
    earlier: Sequence[int],
) -> tuple[Ints, Ints]:
    """Rows of two tables of scores for each pair of head words: by distance and by likeness, each with the form."""
    bounds = np.array([a for a, _ in sentences] or [0])

    def described(heads: Sequence[int]) -> tuple[Ints, list[str], Ints]:
        shown = [text[slice(*words[w])] for w in heads]
        form = [0 if s.lower() in PRONOUNS else 2 if s[:1].isupper() or s[:1].isdigit() else 1 for s in shown]
        return np.searchsorted(bounds, np.array(heads), "right"), shown, np.array(form)

    line, said, form = described(later)
    line_before, said_before, form_before = described(earlier)
    near = np.searchsorted(_FAR, np.abs(line[:, None] - line_before), "right")
    low, low_before = [s.lower() for s in said], [s.lower() for s in said_before]
    known = {s: n for n, s in enumerate(dict.fromkeys(low + low_before))}
    stems = {s: n for n, s in enumerate(dict.fromkeys(s[:5] for s in low + low_before))}
    same = np.array([known[s] for s in low])[:, None] == np.array([known[s] for s in low_before])
    stem = np.array([stems[s[:5]] for s in low])[:, None] == np.array([stems[s[:5]] for s in low_before])
    match = np.where(same, np.where((form[:, None] == 2) & (form_before == 2), 3, 2), np.where(stem, 1, 0))
    return form[:, None] * NEAR + near, form[:, None] * MATCHES + match
