"""What the network says about a window → attributions as character spans."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.attribution.turns import turns
from analysis.encoding.encoder import Encoded, Floats, Model, mark, read_spans, softmax
from analysis.encoding.windows import Ints, Window

Span = tuple[int, int]
NONE, SOURCE, CUE, CONTENT = range(4)
CUE_LEAST = 0.2
"""The probability from which a word may be a cue."""

TURN = 0.95
"""The confidence in a turn of a transcript: people marked every one in the articles learned from, but those are few."""

WORD = re.compile(r"\w+")
ENDING = re.compile(r"\w+$")

UNREAD = np.array([0.0, -14.0, -14.0, -14.0], np.float32)
"""The labels' log-probabilities of a word that the reader did not see."""


@dataclass(frozen=True)
class Found:
    """An attribution: its pieces in characters, what speaks for it, and from that two probabilities of being right.

    ``likely`` decides whether it is kept; ``confidence`` holds among those kept.
    """

    cue: list[Span]
    source: list[Span]
    content: list[Span]
    evidence: tuple[float, ...]
    likely: float
    confidence: float


def attributions(encoded: Encoded, model: Model) -> list[Found]:
    """All attributions of a text in the order of their cues."""
    spoken = [Found([cue], [source], content, (), TURN, TURN) for source, cue, content in turns(encoded.text)]
    colons = {f.cue[0] for f in spoken}
    read = [f for f in decide(look(encoded, model), model.settings) if f.cue[0] not in colons]
    text = encoded.text
    tidy = [replace(f, content=tidied(f, text), source=[whole(text, *span) for span in f.source]) for f in read]
    return in_order(tidy + spoken)


def whole(text: str, start: int, end: int) -> Span:
    """The span with all of a hyphened word at its ends.

    >>> whole("the pro-Iranian parties", 8, 23)
    (4, 23)
    """
    start += text[start : start + 1] == "-" and text[start - 1 : start].isalnum()
    end -= text[end - 1 : end] == "-" and text[end : end + 1].isalnum()
    while start > 1 and text[start - 1] == "-" and text[start - 2].isalnum():
        start -= len(ENDING.findall(text[max(0, start - 40) : start - 1])[0]) + 1
    while end + 1 < len(text) and text[end] == "-" and text[end + 1].isalnum():
        end += len(WORD.match(text, end + 1)[0]) + 1  # type: ignore[index]
    return start, end


def tidied(found: Found, text: str) -> list[Span]:
    """The content without crumbs: pieces that one word parts are joined, leading commas go, and so do lone words.

    Not joined are pieces of two lines, or with the source or the cue between them; a lone word stays if it is all.
    """
    pieces = [found.content[0]]
    for start, end in found.content[1:]:
        before, between = pieces[-1], text[pieces[-1][1] : start]
        parted = any(s < start and e > before[1] for s, e in (*found.source, *found.cue))
        if parted or "\n" in between or len(WORD.findall(between)) > 1:
            pieces.append((start, end))
        else:
            pieces[-1] = (before[0], end)
    trimmed = [(end - len(text[start:end].lstrip(",;: ")), end) for start, end in pieces]
    long = [(a, b) for a, b in trimmed if len(WORD.findall(text[a:b])) > 1]
    return long or [(a, b) for a, b in trimmed if a < b] or found.content


def in_order(found: list[Found]) -> list[Found]:
    """By their cues."""
    return sorted(found, key=lambda f: (f.cue[0], f.content, f.source))


def look(encoded: Encoded, model: Model) -> list[Seen]:
    """What the network says about each window of a text that has likely cues."""
    views = []
    for window, states, tags in zip(encoded.windows, encoded.last, encoded.tags, strict=True):
        words = Words.of(window, encoded)
        cue_tags = softmax(tags[:, :3])
        cue_tags[window.piece < 0] = (1, 0, 0)
        cues = cue_runs(words.most(cue_tags))
        if cues:
            marked = mark(window, [words.places(run) for run in cues])
            labels, classes = read_spans(model.reader, states, marked)
            likely = 1 - words.mean(cue_tags)[:, 0]
            sure = np.array([likely[a:b].mean() for a, b in cues])
            views.append(Seen(words, tags, cues, sure, marked.region, labels, softmax(classes)[:, 1]))
    return views


def decide(views: list[Seen], settings: dict[str, Any]) -> list[Found]:
    """The attributions that follow from what the network says, in the order of their cues.

    First every likely cue gets its best source and content, and from these a likelihood; those with little
    are dropped, unless nobody else takes their content. Then words that nobody has taken, but which the taggers are
    sure of, are offered to the ones kept.
    """
    rows = [(view, n) for view in views for n in range(len(view.cues))]
    if not rows:
        return []
    logs = _padded([word_scores(view) for view in views])
    cues = [view.cues[n] for view, n in rows]
    best = label_words(logs, cues, settings)
    found = [_found(view, n, logs[i], best[i], settings) for i, (view, n) in enumerate(rows)]
    kept = [i for i, f in enumerate(found) if f is not None and f.likely >= settings["keep"]]
    kept = sorted(kept + spared([view for view, _ in rows], best, found, kept, settings.get("spare", 1.0)))
    if kept and settings["tags"]:
        extra = unclaimed([rows[i][0] for i in kept], logs[kept], best[kept], settings["tags"])
        again = label_words(logs[kept] + extra, [cues[i] for i in kept], settings)
        for row, i in enumerate(kept):
            better = _found(*rows[i], logs[i], again[row], settings)
            first = found[i]
            found[i] = replace(better, confidence=first.confidence) if better and first else first
    return in_order([f for f in (found[i] for i in kept) if f is not None])


def spared(views: list[Seen], best: Ints, found: Sequence[Found | None], kept: list[int], least: float) -> list[int]:
    """The rows of attributions less likely than those kept, whose content nobody has taken and the tagger believes.

    The likeliest first, so that of two that want the same words one is spared.
    """
    taken = {id(v): np.zeros(best.shape[1], np.bool_) for v in views}
    for i in kept:
        taken[id(views[i])] |= best[i] == CONTENT
    rest = {i: f.likely for i, f in enumerate(found) if f is not None and f.likely >= least}
    more = []
    for i in sorted(rest.keys() - set(kept), key=lambda i: (-rest[i], i)):
        view, chosen = views[i], best[i] == CONTENT
        free = np.flatnonzero(chosen & ~taken[id(view)])
        if len(free) >= max(4, 0.6 * chosen.sum()) and view.words.mean(view.tags)[free, 4].mean() > 0:
            more.append(i)
            taken[id(view)] |= chosen
    return more


def _padded(parts: list[Floats]) -> Floats:
    """Scores of windows under each other (N, words, 4), made up to the longest with words that were not read."""
    out = np.zeros((sum(len(p) for p in parts), max(p.shape[1] for p in parts), 4), np.float32)
    out[:] = UNREAD
    row = 0
    for part in parts:
        out[row : row + len(part), : part.shape[1]] = part
        row += len(part)
    return out


@dataclass(frozen=True)
class Words:
    """The words of a window: the first place of each and one more; each of the encoder's marks counts as a word."""

    window: Window
    first: Ints
    size: Ints

    @classmethod
    def of(cls, window: Window, encoded: Encoded) -> Words:
        """The words of a window of a text."""
        new = np.where(window.piece < 0, True, encoded.cut.new_word[window.piece])
        new[1:] |= window.piece[:-1] < 0
        first = np.flatnonzero(new)
        return cls(window, first, np.diff(first, append=len(new)))

    def mean(self, values: Floats, axis: int = 0) -> Floats:
        """Averages over each word's pieces."""
        shape = [1] * values.ndim
        shape[axis] = -1
        means: Floats = (np.add.reduceat(values, self.first, axis=axis) / self.size.reshape(shape)).astype(np.float32)
        return means

    def most(self, tags: Floats) -> Floats:
        """The tags of the piece of each word that looks most like a cue."""
        order = np.lexsort((tags[:, 0], np.repeat(np.arange(len(self.first)), self.size)))
        best: Floats = tags[order[self.first]]
        return best

    def places(self, run: Span) -> Span:
        """Words as places in the window."""
        return int(self.first[run[0]]), int(self.first[run[1] - 1] + self.size[run[1] - 1])

    def characters(self, run: Span) -> Span:
        """Words as characters of the text."""
        begin, end = self.places(run)
        return int(self.window.start[begin]), int(self.window.end[end - 1])


@dataclass(frozen=True)
class Seen:
    """What the network says about a window and the N likely cues in it."""

    words: Words
    tags: Floats
    cues: list[Span]
    sure: Floats
    region: Ints
    labels: Floats
    real: Floats


def cue_runs(tags: Floats) -> list[Span]:
    """Runs of words that are likely a cue; a run is cut where a new cue likely begins."""
    runs: list[list[int]] = []
    for word in np.flatnonzero(1 - tags[:, 0] > CUE_LEAST).tolist():
        begins = tags[word, 1] > 0.5
        if not runs or runs[-1][1] != word or begins:
            runs.append([word, word + 1])
        else:
            runs[-1][1] = word + 1
    return [(a, b) for a, b in runs]


def word_scores(seen: Seen) -> Floats:
    """Log-probabilities of the labels of every word (N, words, 4); outside the stretch that was read all is NONE."""
    whole = np.zeros((len(seen.cues), len(seen.words.window.ids), 4), np.float32)
    whole[:] = UNREAD
    whole[np.arange(len(seen.cues))[:, None], seen.region] = np.log(np.maximum(softmax(seen.labels), 1e-6))
    whole[:, seen.words.window.piece < 0] = UNREAD
    return seen.words.mean(whole, axis=1)


def unclaimed(views: list[Seen], logs: Floats, best: Ints, share: float) -> Floats:
    """What to add to the scores of words that no attribution has taken but the tagger holds for source or content.

    The tagger reads without regard to cues; a word it is sure of is offered to the attribution that fits it best.
    ``views`` names the window of each row.
    """
    extra = np.zeros_like(logs)
    for view in {id(v): v for v in views}.values():
        rows = np.array([i for i, v in enumerate(views) if v is view])
        tags = view.words.mean(view.tags)
        free = ~(best[rows, : len(tags)] != NONE).any(0)
        for label, column in ((SOURCE, 3), (CONTENT, 4)):
            words = np.flatnonzero(free & (tags[:, column] > 0))
            owner = rows[logs[rows][:, words, label].argmax(0)]
            extra[owner, words, label] = share * np.minimum(tags[words, column], 6)
    return extra


def label_words(logs: Floats, cues: list[Span], settings: dict[str, Any]) -> Ints:
    """The best labels of the words (N, words), where each change from one word to the next costs `switch`.

    So a doubtful word goes with its neighbours. The words of the cue itself are given.
    """
    scores = logs.copy()
    for row, (begin, end) in enumerate(cues):
        scores[row, begin:end] = (-1e4, -1e4, 0, -1e4)
    count, length, _ = scores.shape
    came = np.zeros((length, count, 4), np.int64)
    total = scores[:, 0]
    for word in range(1, length):
        best = total.argmax(1)
        change = np.take_along_axis(total, best[:, None], 1) - settings["switch"]
        stay = total >= change
        came[word] = np.where(stay, np.arange(4), best[:, None])
        total = np.where(stay, total, change) + scores[:, word]
    labels = np.zeros((count, length), np.int64)
    labels[:, -1] = total.argmax(1)
    for word in range(length - 1, 0, -1):
        labels[:, word - 1] = came[word][np.arange(count), labels[:, word]]
    return labels


def _found(seen: Seen, number: int, logs: Floats, best: Ints, settings: dict[str, Any]) -> Found | None:
    """The pieces of each role as characters, and how sure they are; None where there is no content."""
    contents = _groups(best == CONTENT)
    if not contents:
        return None
    label = np.exp(logs)
    run = seen.cues[number]
    source = max(_groups(best == SOURCE), key=lambda g: float(label[g[0] : g[1], SOURCE].sum()), default=None)
    cue = next(g for g in _groups(best == CUE) if g[0] <= run[0] < g[1])
    chosen = best == CONTENT
    content = float(label[chosen, CONTENT].mean())
    named = float(label[source[0] : source[1], SOURCE].mean()) if source else 1 - float(label[:, SOURCE].max())
    edge = float(np.minimum(label[:, CONTENT], 1 - label[:, CONTENT]).sum() / chosen.sum())
    evidence = (
        *(log_odds(p) for p in (float(seen.real[number]), float(seen.sure[number]), content, named, edge)),
        float(source is None),
        float(np.log(chosen.sum())),
    )
    return Found(
        [seen.words.characters(cue)],
        [seen.words.characters(source)] if source else [],
        [seen.words.characters(g) for g in contents],
        evidence,
        logistic(evidence, settings["likely"]),
        logistic(evidence, settings["confidence"]),
    )


def logistic(evidence: tuple[float, ...], weights: list[float]) -> float:
    """Logistic in what the network says about its own answer; the first weight is the constant."""
    total = weights[0] + sum(w * x for w, x in zip(weights[1:], evidence, strict=True))
    return round(1 / (1 + math.exp(-total)), 6)


def log_odds(p: float) -> float:
    """A probability on a scale that tells .9 from .99."""
    return float(np.log(max(p, 1e-4) / max(1 - p, 1e-4)))


def _groups(chosen: NDArray[np.bool_]) -> list[Span]:
    """Runs of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], chosen, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
