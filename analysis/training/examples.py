"""Gold files → windows with what the network should say about them. For training only."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.encoding.gold import read_jsonl
from analysis.encoding.windows import Ints, Pieces, Window, pieces, windows

if TYPE_CHECKING:
    from tokenizers import Tokenizer

POLARITIES = ("negative", "neutral", "positive")
_SENTENCE = re.compile(r"[.!?][”\"’']{0,3}\s+(?=[“\"‘'(]{0,2}[A-Z0-9])")

Range = tuple[int, int]


@dataclass
class Attribution:
    """Positions in a window of one attribution; an empty role has none."""

    cue: Range
    source: Ints
    content: Ints


@dataclass
class Example:
    """A window and the answers known for it. Positions count from its [CLS]; an absent answer is an empty list."""

    window: Window
    annotated: bool = False
    attributions: list[Attribution] = field(default_factory=list)
    sentences: list[tuple[Range, int]] = field(default_factory=list)  # with the row of the teacher's vectors
    targets: list[tuple[Range, int]] = field(default_factory=list)  # with the number of the polarity
    valences: list[tuple[Range, float]] = field(default_factory=list)


def kept_aside(article: str, one_in: int) -> bool:
    """Whether an article belongs to the development part: by its name alone, so never split between the two."""
    return int(hashlib.sha256(article.encode()).hexdigest(), 16) % one_in == 0


def article_of_target(identifier: str) -> str:
    """The article of a NewsMTSC sentence: “allsides_1000_401_25_…” → “allsides_1000_401”.

    >>> article_of_target("polusa_v1_18140453_-1_9_Jeffrey Epstein_306_313")
    'polusa_v1_18140453'
    """
    return "_".join(identifier.split("_")[:3])


def sentence_spans(text: str, begin: int, end: int) -> list[Range]:
    """A plain cut into sentences, good enough to learn sentence vectors from."""
    cuts = [begin, *(m.end() + begin for m in _SENTENCE.finditer(text[begin:end])), end]
    return [(a, b) for a, b in pairwise(cuts) if text[a:b].strip()]


def positions(window: Window, spans: list[Range]) -> Ints:
    """Positions in a window of the pieces that any of the character spans touches."""
    hit = np.zeros(len(window.ids), np.bool_)
    for begin, end in spans:
        hit |= (window.start < end) & (window.end > begin) & (window.piece >= 0)
    return np.flatnonzero(hit)


def range_of(places: Ints) -> Range:
    """First position, and one after the last."""
    return int(places[0]), int(places[-1]) + 1


def article_examples(
    text: str, cut: Pieces, longest: int, attributions: list[dict[str, Any]] | None, vectors: dict[str, int]
) -> Iterator[Example]:
    """The windows of an article with its attributions (None: not annotated) and its sentences known to `vectors`."""
    paragraph_spans = {p: (s, e) for p, s, e in _paragraph_ranges(cut)}
    for window in windows(cut, longest):
        example = Example(window, attributions is not None)
        for row in attributions or []:
            cue = positions(window, row["cue"])
            if len(cue):
                example.attributions.append(
                    Attribution(range_of(cue), positions(window, row["source"]), positions(window, row["content"]))
                )
        for paragraph in dict.fromkeys(window.paragraph[window.piece >= 0].tolist()):
            for span in sentence_spans(text, *paragraph_spans[paragraph]):
                vector = vectors.get(text[slice(*span)].strip())
                where = positions(window, [span])
                if vector is not None and len(where):
                    example.sentences.append((range_of(where), vector))
        yield example


def _paragraph_ranges(cut: Pieces) -> Iterator[tuple[int, int, int]]:
    bounds = np.flatnonzero(np.diff(cut.paragraph, prepend=-1, append=-1))
    for a, b in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        yield int(cut.paragraph[a]), int(cut.start[a]), int(cut.end[b - 1])


def article_sentences(text: str, cut: Pieces) -> list[str]:
    """The sentences that `article_examples` will look for."""
    return [text[a:b].strip() for _, s, e in _paragraph_ranges(cut) for a, b in sentence_spans(text, s, e)]


@dataclass
class Sentence:
    """A sentence on its own with its answers, in characters."""

    article: str
    text: str
    targets: list[tuple[Range, int]]
    valence: float | None


def target_sentences(path: str | Path) -> list[Sentence]:
    """NewsMTSC: sentences with the polarity towards targets."""
    return [
        Sentence(
            article_of_target(row["id"]),
            row["text"],
            [((t["start"], t["end"]), POLARITIES.index(t["polarity"])) for t in row["targets"]],
            None,
        )
        for row in read_jsonl(path)
    ]


def editorial_sentences(path: str | Path) -> list[Sentence]:
    """Editorials: sentences with the mean rating of their readers."""
    return [Sentence(str(row["article"]), row["text"], [], float(row["mean"])) for row in read_jsonl(path)]


def sentence_example(group: list[Sentence], tokenizer: Tokenizer, longest: int = 500) -> Example:
    """Sentences as the paragraphs of one window. The first is not a headline, so that feature is taken off."""
    lines = [s.text.replace("\n", " ") for s in group]
    window = windows(pieces("\n".join(lines), tokenizer), longest)[0]
    window.features[:] = window.features % 8
    example, begin = Example(window), 0
    for sentence, line in zip(group, lines, strict=True):
        for (start, end), polarity in sentence.targets:
            where = positions(window, [(begin + start, begin + end)])
            if len(where):
                example.targets.append((range_of(where), polarity))
        where = positions(window, [(begin, begin + len(line))])
        if sentence.valence is not None and len(where):
            example.valences.append((range_of(where), sentence.valence))
        begin += len(line) + 1
    return example
