"""What a word is, in one place: every count, rate and lexicon uses it."""

import re

import pandas as pd

# Letters and digits; inside a word also apostrophes and hyphens (don't, Iran-backed), dots and commas between
# digits (1,000) and dots between single letters (U.S).
WORD = re.compile(r"[^\W_]+(?:['’‘\-‐‑][^\W_]+|(?<=\d)[.,](?=\d)[^\W_]+|(?<![^\W_]{2})\.(?=[^\W_](?![^\W_]))[^\W_])*")


def words(text: str) -> list[tuple[int, int]]:
    """Start and end of each word of a text, in characters, end exclusive.

    >>> words("Iran-backed don’t")
    [(0, 11), (12, 17)]
    """
    return [m.span() for m in WORD.finditer(text)]


def count(texts: pd.Series) -> pd.Series:
    """Number of words of each text, with the index of ``texts``."""
    return pd.Series([len(WORD.findall(t)) for t in texts], index=texts.index, dtype="int64")
