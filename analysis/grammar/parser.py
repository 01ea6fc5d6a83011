"""The trained grammar at run time: each word's part of speech, head and relation, name labels, and links to others.

It reads the encoding of a text that everything else reads too. Nothing is loaded before the first use. What was read
of the last texts is kept, so that the tables of words and of names read a text once.
"""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd

from analysis.encoding.encoder import FOLDER, Encoded, Floats, card, for_each, read_file, session, softmax
from analysis.encoding.windows import Ints
from analysis.grammar.labels import RELATIONS
from analysis.text.tokens import tokens

LONGEST = 200
"""Words that are parsed together; a longer sentence is cut, since nobody's grammar reaches so far."""

KEPT = 400_000
"""Words of texts that are kept after reading."""

ARC, RELATION, LINK = 256, 256, 128
_ROOT = RELATIONS.index("root")


@dataclass(frozen=True)
class Reading:
    """What the grammar says of the N words of a text; `sentence` numbers the sentences given, from 0."""

    start: Ints
    end: Ints
    sentence: Ints
    upos: Ints
    tag: Ints
    head: Ints  # number of the head's word in the text, −1 for a root
    relation: Ints
    name: Ints  # 0 outside, 2k+1 begins and 2k+2 is inside a name of kind k
    sure: Floats  # the probability of that label
    types: Floats  # (N, 1 + types) probabilities: heads no mention, or one of each type
    back: Floats  # (N, LINK) one end of a link to an earlier mention
    ahead: Floats  # (N, LINK) the other end


@dataclass(frozen=True)
class Grammar:
    """The parts of the model file, ready to run."""

    sessions: dict[str, Any]
    surface: dict[str, Floats]

    def run(self, name: str, **given: Floats) -> list[Floats]:
        """The outputs of one of the graphs."""
        outputs: list[Floats] = self.sessions[name].run(None, given)
        return outputs


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """The trained grammar, loaded on first use."""
    entry = card()["files"]["grammar"]
    return grammar_from(read_file(FOLDER / entry["name"], entry["sha256"]))


def grammar_from(parts: dict[str, bytes]) -> Grammar:
    """The parts of a model file, ready to run."""
    names = [n.removesuffix(".onnx") for n in parts if n.endswith(".onnx")]
    with np.load(io.BytesIO(parts["surface.npz"])) as arrays:
        surface = {name: arrays[name].astype(np.float32) for name in arrays.files}
    return Grammar({n: session(parts[f"{n}.onnx"]) for n in names}, surface)


def first_pieces(encoded: Encoded, start: Ints, end: Ints) -> Ints:
    """For each word the first piece that begins in it, else the piece that it stands in."""
    cut = encoded.cut
    piece = np.searchsorted(cut.start, start, "left")
    inside = (piece < len(cut.start)) & (cut.start[np.minimum(piece, len(cut.start) - 1)] < end)
    around = np.minimum(np.searchsorted(cut.end, start, "right"), max(len(cut.start) - 1, 0))
    found: Ints = np.where(inside, piece, around)
    return found


def word_states(encoded: Encoded, start: Ints, end: Ints, used: Grammar) -> Floats:
    """The state of each word (N, 384)."""
    states = []
    for window, embedded, last in zip(encoded.windows, encoded.embedded, encoded.last, strict=True):
        first, final = embedded[None].astype(np.float32), last[None].astype(np.float32)
        states.append(used.run("states", embedded=first, last=final)[0][0][window.piece >= 0])
    if not len(start) or not states:
        return np.zeros((len(start), 384), np.float32)
    found: Floats = np.concatenate(states)[first_pieces(encoded, start, end)]
    return found


def read(encoded: Encoded, sentences: Sequence[Sequence[int]], used: Grammar) -> Reading:
    """Read one text; ``sentences``: first character and the one after the last of each."""
    spans = [(n, a, b) for n, (s, e) in enumerate(sentences) for a, b in tokens(encoded.text[s:e], s)]
    number, start, end = np.array(spans, np.int64).reshape(-1, 3).T
    return read_words(encoded, start, end, number, used)


def read_words(encoded: Encoded, start: Ints, end: Ints, sentence: Ints, used: Grammar) -> Reading:
    """Read one text whose words and sentences are given."""
    x = word_states(encoded, start, end, used)
    upos, tags, names, types, arcs, ends, links = used.run("words", words=x)
    head = np.arange(len(x))
    relation = np.full(len(x), _ROOT, np.int64)
    for begin, stop in _stretches(sentence):
        one, other = arcs[begin:stop, :ARC], arcs[begin:stop, ARC:]
        head[begin:stop] = begin + tree(used.run("arcs", one=one, other=other)[0])
    roots = head == np.arange(len(x))
    if len(x):
        scores = used.run("relations", one=ends[:, :RELATION], other=ends[head, RELATION:])[0]
        scores[:, _ROOT] = -np.inf  # "root" belongs to roots alone
        relation = np.where(roots, _ROOT, scores.argmax(-1))
    names = softmax(names)
    return Reading(
        start,
        end,
        sentence,
        upos.argmax(-1),
        tags.argmax(-1),
        np.where(roots, -1, head),
        relation,
        names.argmax(-1),
        names.max(-1) if len(x) else np.zeros(0, np.float32),
        softmax(types),
        links[:, :LINK],
        links[:, LINK:],
    )


def _stretches(sentence: Ints) -> list[tuple[int, int]]:
    """Ranges of words that are parsed together."""
    bounds = np.flatnonzero(np.diff(sentence, prepend=-1, append=-2)) if len(sentence) else np.zeros(0, np.int64)
    found: list[tuple[int, int]] = []
    for begin, stop in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        found.extend((a, min(a + LONGEST, stop)) for a in range(begin, stop, LONGEST))
    return found


def tree(scores: Floats) -> Ints:
    """The head of each word: the likeliest heads that make one tree; the root is its own head.

    Words whose likeliest heads go round in a circle are hung, where it costs least, on what leads to the root.
    """
    size = len(scores)
    place = np.arange(size)
    own = scores[place, place]
    others = scores.copy()
    others[place, place] = -np.inf
    best = others.max(1) if size > 1 else np.full(1, -np.inf)
    root = int(np.argmax(own - best))
    head: Ints = others.argmax(1)
    head[root] = root
    rooted = _leads(head, root)
    while not rooted.all():
        loose = np.flatnonzero(~rooted)
        cost = best[loose] - others[np.ix_(loose, np.flatnonzero(rooted))].max(1)
        # Only a word in the circle itself frees the others: those hanging on it follow.
        circle = _circle(head, int(loose[0]))
        chosen = min(circle, key=lambda w: cost[np.searchsorted(loose, w)])
        head[chosen] = np.flatnonzero(rooted)[others[chosen, rooted].argmax()]
        rooted = _leads(head, root)
    return head


def _leads(head: Ints, root: int) -> Any:
    """Which words lead to the root, going from head to head."""
    at = head.copy()
    for _ in range(max(len(head), 2).bit_length()):
        at = at[at]
    return at == root


def _circle(head: Ints, word: int) -> list[int]:
    """The words that a loose word's heads go round in."""
    for _ in range(len(head)):
        word = int(head[word])
    found = [word]
    while (word := int(head[word])) != found[0]:
        found.append(word)
    return found


_kept: OrderedDict[int, Reading] = OrderedDict()
_keeping = Lock()


def forget() -> None:
    """Drop the readings that are kept."""
    with _keeping:
        _kept.clear()


def readings(articles: pd.DataFrame, sentences: pd.DataFrame) -> dict[str, Reading]:
    """What the grammar says of each article, by article_id; ``sentences``: article_id, start, end."""
    spans = {a: g[["start", "end"]].to_numpy().tolist() for a, g in sentences.groupby("article_id", sort=False)}
    ids, texts = articles["article_id"].tolist(), articles["text"].tolist()
    keys = [hash((t, tuple(map(tuple, spans.get(a, []))))) for a, t in zip(ids, texts, strict=True)]
    with _keeping:
        found = {a: _kept[k] for a, k in zip(ids, keys, strict=True) if k in _kept}
    missing = [n for n, a in enumerate(ids) if a not in found]
    used = grammar() if missing else None

    def one(number: int, encoded: Encoded) -> Reading:
        return read(encoded, spans.get(ids[missing[number]], []), used)  # type: ignore[arg-type]

    for n, reading in zip(missing, for_each([texts[n] for n in missing], one), strict=True):
        found[ids[n]] = reading
        with _keeping:
            _kept[keys[n]] = reading
            while sum(len(r.start) for r in _kept.values()) > KEPT and len(_kept) > 1:
                _kept.popitem(last=False)
    return {a: found[a] for a in ids}
