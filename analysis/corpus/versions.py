"""The same article twice, and updates of one article: one of them is analysed, the others are named.

Compared are articles of one outlet in one story. The same text at several outlets is syndicated copy, and stays: that
it was printed there is what a comparison asks for, and ``wire`` shows it.
"""

import zlib
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.words import words

SHINGLE = 5  # words in a row
LEAST = 30  # words: shorter texts are compared as a whole only
COPY = 0.8  # Jaccard index of the shingles from which two texts are the same article …
VERSION = 0.6  # … and share of the shorter one's shingles that stand in the longer one, from which one is an update
DAYS = 7  # between an article and its update
SAMPLED = 4  # one shingle in so many is looked up; the others are compared where some of those are shared

Shingles = npt.NDArray[np.uint64]


class Text(NamedTuple):
    """What is compared of an article: its shingles as sorted numbers, its day (NaN if unknown), and its size."""

    article_id: str
    shingles: Shingles
    day: float
    n_words: int


def versions(articles: pd.DataFrame) -> pd.DataFrame:
    """Which articles say again what another one of their outlet says: article_id, kept, kind, share.

    ``kept`` is the one to analyse: the newest; of the same day the longest, then the last one. ``kind`` is "copy" (80 %
    and more of all shingles of five words are the same) or "version" (at least 60 % of the shorter text stand in the
    longer one, a week apart at most). ``share`` is the part of the shorter text that stands in the other one. Time
    grows with the number of words. Not found: an update that was written anew.

    >>> versions(study.articles)          # doctest: +SKIP
    """
    found = [row for _, of_one in articles.groupby(["story", "outlet"], sort=False) for row in _of_outlet(of_one)]
    return pd.DataFrame(found, columns=["article_id", "kept", "kind", "share"])


def _of_outlet(articles: pd.DataFrame) -> Iterator[tuple[str, str, str, float]]:
    if len(articles) < 2:
        return
    days = pd.to_datetime(articles["published"], utc=True, errors="coerce", format="ISO8601")
    columns = zip(articles["article_id"], articles["text"], (days - EPOCH) / DAY, strict=True)
    texts = [_text(article_id, text, day) for article_id, text, day in columns]
    for group in _groups(texts):
        kept = max(group, key=lambda n: (np.nan_to_num(texts[n].day, nan=-np.inf), texts[n].n_words, n))
        for n in group:
            if n != kept:
                same, share = _likeness(texts[n].shingles, texts[kept].shingles)
                yield texts[n].article_id, texts[kept].article_id, "copy" if same >= COPY else "version", share


EPOCH, DAY = pd.Timestamp(0, tz="UTC"), pd.Timedelta(days=1)


def _text(article_id: str, text: str, day: float) -> Text:
    spans = words(text)
    hashes = np.array([zlib.crc32(text[b:e].lower().encode()) for b, e in spans], dtype=np.uint64)
    if len(hashes) < LEAST:  # the text as one shingle, which only the same text has
        return Text(article_id, np.array([_mixed(hashes, len(hashes)).sum()], dtype=np.uint64), day, len(spans))
    return Text(article_id, np.unique(_mixed(hashes, SHINGLE)), day, len(spans))


def _mixed(hashes: Shingles, size: int) -> Shingles:
    """A number for every ``size`` words in a row; it depends on their order."""
    n = len(hashes) - size + 1
    mixed = np.zeros(max(n, 0), dtype=np.uint64)
    for k in range(size):
        mixed = (mixed ^ hashes[k : k + n]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _groups(texts: list[Text]) -> Iterator[list[int]]:
    """Numbers of texts that are one article, two and more."""
    root = list(range(len(texts)))

    def find(n: int) -> int:
        while root[n] != n:
            root[n] = n = root[root[n]]
        return n

    for (a, b), shared in _candidates(texts).items():
        if find(a) != find(b) and _is_one(texts[a], texts[b], shared):
            root[find(b)] = find(a)
    groups: dict[int, list[int]] = {}
    for n in range(len(texts)):
        groups.setdefault(find(n), []).append(n)
    return (group for group in groups.values() if len(group) > 1)


def _candidates(texts: list[Text]) -> Counter[tuple[int, int]]:
    """Pairs of texts with the number of sampled shingles that they share; each text is paired with the last before it.

    So a phrase that all articles of an outlet have makes one pair an article, not one with every other.
    """
    last: dict[int, int] = {}
    pairs: Counter[tuple[int, int]] = Counter()
    for n, text in enumerate(texts):
        sampled = text.shingles[text.shingles % np.uint64(SAMPLED) == 0] if len(text.shingles) > 1 else text.shingles
        for shingle in sampled.tolist():
            if shingle in last:
                pairs[last[shingle], n] += 1
            last[shingle] = n
    return pairs


def _is_one(a: Text, b: Text, shared: int) -> bool:
    """Whether two texts are the same article or versions of it."""
    few = min(len(a.shingles), len(b.shingles))
    if shared * SAMPLED < few / 4 and few > 1:  # by the sample far from enough
        return False
    same, share = _likeness(a.shingles, b.shingles)
    near = not abs(a.day - b.day) > DAYS  # NaN is near
    return same >= COPY or (near and share >= VERSION)


def _likeness(a: Shingles, b: Shingles) -> tuple[float, float]:
    """Jaccard index of two sets of shingles, and the share of the smaller one that is in the other."""
    both = len(np.intersect1d(a, b, assume_unique=True))
    return both / max(len(a) + len(b) - both, 1), both / max(min(len(a), len(b)), 1)
