"""Where a finding stands: its sentence, its zone, its voice; and findings that lie on each other."""

import pandas as pd

from analysis.spans import within


def placed(hits: pd.DataFrame, sentences: pd.DataFrame, voices: pd.DataFrame) -> pd.DataFrame:
    """The hits (article_id, start, …) with sentence_id, zone and voice of the place where each starts."""
    of_sentence = within(hits, sentences, ["sentence_id", "zone"])
    return hits.join(of_sentence).join(within(hits, voices, ["voice"]))


def apart(hits: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The hits of which no two with the same ``by`` overlap: of two that do, the longer stays, then the earlier.

    >>> hits = pd.DataFrame({"article_id": "a", "start": [0, 5, 30], "end": [10, 25, 35]})
    >>> apart(hits, ["article_id"])["start"].to_list()
    [5, 30]
    """
    taken: dict[tuple[object, ...], set[int]] = {}
    keep = []
    keys = zip(*(hits[c] for c in by), strict=True)
    rows = zip(hits["start"], hits["end"], range(len(hits)), keys, strict=True)
    for start, end, row, key in sorted(rows, key=lambda r: (r[0] - r[1], r[0])):
        there = taken.setdefault(key, set())
        if there.isdisjoint(range(start, end)):
            there.update(range(start, end))
            keep.append(row)
    return hits.iloc[sorted(keep)].reset_index(drop=True)
