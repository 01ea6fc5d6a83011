"""Text → windows of word pieces: what the encoder reads.

An article is cut into word pieces paragraph by paragraph, and whole paragraphs are packed into windows of at most
`LONGEST` pieces. The cut depends on the article alone, so the rows of an article never depend on its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

LONGEST = 192
"""Word pieces in a window, the marks around its paragraphs included."""

N_FEATURES = 16
"""Kinds of piece told apart beside its letters: shape (4) × inside quote marks (2) × first paragraph (2)."""

CLS, SEP = 101, 102
_SENTENCE_END = frozenset((1012, 999, 1029))  # . ! ?
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_OPEN, _CLOSE, _STRAIGHT = 0x201C, 0x201D, 0x22


@dataclass(frozen=True)
class Pieces:
    """The word pieces of a text, in order; `start` and `end` are characters of the text."""

    ids: Ints
    features: Ints
    start: Ints
    end: Ints
    paragraph: Ints
    new_word: Flags


@dataclass(frozen=True)
class Window:
    """A stretch of pieces as the encoder takes it: [CLS] paragraph [SEP] paragraph [SEP] …

    `piece[i]` is the number of the text's piece at position i, −1 at a mark.
    """

    ids: Ints
    features: Ints
    start: Ints
    end: Ints
    paragraph: Ints
    piece: Ints


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Character spans of the lines of a text that are not blank."""
    spans, begin = [], 0
    for line in text.split("\n"):
        if line.strip():
            spans.append((begin, begin + len(line)))
        begin += len(line) + 1
    return spans


def pieces(text: str, tokenizer: Tokenizer) -> Pieces:
    """Cut a text into word pieces with their features."""
    # Half of a surrogate pair is no character; the tokenizer would refuse it.
    text = _HALF_PAIR.sub("\N{REPLACEMENT CHARACTER}", text)
    spans = paragraphs(text)
    encoded = tokenizer.encode_batch([text[s:e] for s, e in spans], add_special_tokens=False)
    counts = [len(e.ids) for e in encoded]
    ids = np.array([i for e in encoded for i in e.ids], np.int64)
    local = np.array([o for e in encoded for o in e.offsets], np.int64).reshape(-1, 2)
    words = np.array([-1 if w is None else w for e in encoded for w in e.word_ids], np.int64)
    paragraph = np.repeat(np.arange(len(spans)), counts)
    shift = np.repeat(np.array([s for s, _ in spans], np.int64), counts)
    start, end = local[:, 0] + shift, local[:, 1] + shift
    new_word = np.ones(len(ids), np.bool_)
    new_word[1:] = (words[1:] != words[:-1]) | (paragraph[1:] != paragraph[:-1])
    # A text of one line has no headline to tell from the rest.
    headline = (paragraph == 0) & (len(spans) > 1)
    return Pieces(ids, _features(text, start, end, headline), start, end, paragraph, new_word)


def _features(text: str, start: Ints, end: Ints, headline: Flags) -> Ints:
    """A number below `N_FEATURES` for each piece: what lower-casing would lose."""
    if not len(start):
        return np.zeros(0, np.int64)
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    kinds, where = np.unique(codes, return_inverse=True)
    upper = np.array([chr(k).isupper() for k in kinds])[where]
    digit = np.array([chr(k).isdigit() for k in kinds])[where]
    last = np.maximum(end - 1, start)
    shape = np.where(digit[start], 3, np.where(upper[start], np.where(upper[last] & (last > start), 2, 1), 0))
    kind: Ints = (shape + 4 * _inside_quotes(codes)[start] + 8 * headline).astype(np.int64)
    return kind


def _inside_quotes(codes: NDArray[np.uint32]) -> Flags:
    """Whether a character stands inside double quote marks opened in its own line, the marks included."""
    place = np.arange(len(codes))
    line = np.maximum.accumulate(np.where(codes == 0x0A, place, -1))
    opened = np.maximum.accumulate(np.where(codes == _OPEN, place, -1))
    closed = np.maximum.accumulate(np.where(codes == _CLOSE, place, -1))
    curly = (opened > line) & ((closed < opened) | (closed == place))
    straight = codes == _STRAIGHT
    seen = np.cumsum(straight)
    before = np.where(line >= 0, seen[np.maximum(line, 0)], 0)
    inside: Flags = curly | ((seen - before) % 2 == 1) | straight
    return inside


def windows(cut: Pieces, longest: int = LONGEST) -> list[Window]:
    """Pack the paragraphs of a text into windows, each as full as whole paragraphs allow."""
    packed: list[list[tuple[int, int]]] = []
    room = 0
    for begin, stop in _stretches(cut, longest - 2):
        size = stop - begin + 1
        if not packed or size > room:
            packed.append([])
            room = longest - 1
        packed[-1].append((begin, stop))
        room -= size
    return [_window(cut, group) for group in packed]


def _stretches(cut: Pieces, most: int) -> list[tuple[int, int]]:
    """Paragraphs as ranges of pieces; one too long for a window is cut, after a sentence where it can be."""
    bounds = np.flatnonzero(np.diff(cut.paragraph, prepend=-1, append=-1))
    found = []
    for begin, stop in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        while stop - begin > most:
            cutting = _cut_at(cut, begin, begin + most)
            found.append((begin, cutting))
            begin = cutting
        found.append((begin, stop))
    return found


def _cut_at(cut: Pieces, begin: int, limit: int) -> int:
    """The last place to cut a long paragraph: after a sentence, else before a word, else at the limit."""
    fallback = limit
    for place in range(limit, begin + (limit - begin) // 2, -1):
        if cut.new_word[place]:
            if int(cut.ids[place - 1]) in _SENTENCE_END:
                return place
            if fallback == limit:
                fallback = place
    return fallback


def _window(cut: Pieces, group: list[tuple[int, int]]) -> Window:
    """The pieces of some stretches between the encoder's marks."""
    order: list[int] = [-1]
    for begin, stop in group:
        order.extend(range(begin, stop))
        order.append(-1)
    piece = np.array(order, np.int64)
    mark = piece < 0
    ids = np.where(mark, SEP, cut.ids[piece])
    ids[0] = CLS

    def laid(values: Ints, blank: int) -> Ints:
        return np.where(mark, blank, values[piece])

    return Window(ids, laid(cut.features, 0), laid(cut.start, -1), laid(cut.end, -1), laid(cut.paragraph, -1), piece)


def load_tokenizer(json: str) -> Tokenizer:
    """A tokenizer that neither cuts nor pads."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(json)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
