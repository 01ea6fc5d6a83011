"""The trained model at run time: a text is encoded once, and everything else reads that encoding.

`encode(texts)` gives what attribution, tone and sentence vectors need. The last texts' encodings are kept, so calls
on the same articles, one after the other, encode them once. Work through a large corpus in chunks of articles
(up to `KEPT` pieces), and all outputs of a chunk share one encoding. A text's encoding depends on that text alone:
windows run one at a time, so neither the batch nor the number of threads changes a row.

Nothing is loaded before the first use. Needs `onnxruntime` and `tokenizers`; no network, no PyTorch.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import threading
import tomllib
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.encoding.windows import Flags, Ints, Pieces, Window, load_tokenizer, pieces, windows

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Result = TypeVar("Result")

FOLDER = Path(__file__).parent / "model"
MODEL, CARD = FOLDER / "model.zip", FOLDER / "model.toml"
KEPT = 400_000
"""Word pieces whose encodings are kept: about 250 articles of 1,000 words, 900 MB at most."""

REACH, OFFSETS = 96, 80
"""Pieces on each side of a marked span that its reader sees, and those whose distance it can tell."""


class ModelError(RuntimeError):
    """The model file is missing or damaged."""


@dataclass(frozen=True)
class Model:
    """The parts of the model file, ready to run."""

    encoder: Any
    reader: Any
    tone: Any
    meaning: Any
    tokenizer: Tokenizer
    heads: dict[str, Floats]
    settings: dict[str, Any]


@dataclass(frozen=True)
class Encoded:
    """A text's pieces, its windows, and for each window the states (T, 384) and the tags (T, 5) of its positions.

    ``embedded`` is what goes into the first layer, ``middle`` and ``last`` what comes out of the third and the last.
    """

    text: str
    cut: Pieces
    windows: list[Window]
    embedded: list[Halves]
    middle: list[Halves]
    last: list[Halves]
    tags: list[Floats]

    def of_pieces(self, states: list[Halves]) -> Halves:
        """States of the windows in a row, one for each piece of the text."""
        parts = [s[w.piece >= 0] for w, s in zip(self.windows, states, strict=True)]
        return np.concatenate([np.zeros((0, 384), np.float16), *parts])

    def between(self, start: int, end: int) -> slice:
        """The pieces that stand between two characters, in part at least."""
        first = int(np.searchsorted(self.cut.end, start, "right"))
        return slice(first, max(first, int(np.searchsorted(self.cut.start, end, "left"))))


@dataclass(frozen=True)
class Marked:
    """Spans of one window and the stretch around each that a reader sees; N spans, R places."""

    spans: Floats
    region: Ints
    offset: Ints
    relation: Ints


def _lost(what: str, path: Path) -> ModelError:
    return ModelError(
        f"The trained model {what}: {path}\n"
        f"Get the file back with:  git checkout -- {path.name}   (in {path.parent})\n"
        "or install it again, or train it with:  python -m analysis.training.train TRAIN.jsonl DEV.jsonl"
    )


def read_file(path: Path, sha256: str) -> dict[str, bytes]:
    """The parts of a model file, after checking that it is the file the card describes."""
    if not path.exists():
        raise _lost("is missing", path)
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise _lost("is damaged (its checksum is not the one in model.toml)", path)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def card() -> dict[str, Any]:
    """The model card: data, licences, figures, date, command."""
    if not CARD.exists():
        raise _lost("has no card", CARD)
    try:
        found = tomllib.loads(CARD.read_text("utf-8"))
    except ValueError as error:
        raise _lost(f"has a damaged card ({error})", CARD) from error
    if not {"sha256"} <= found.get("file", {}).keys():
        raise _lost("has a card without its checksum", CARD)
    return found


def session(graph: bytes) -> Any:
    """A graph of a model file, ready to run on one thread: sums are then always added up in the same order."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def model_from(parts: dict[str, bytes]) -> Model:
    """The parts of a model file, ready to run."""
    with np.load(io.BytesIO(parts["heads.npz"])) as arrays:
        heads = {name: arrays[name].astype(np.float32) for name in arrays.files}
    return Model(
        session(parts["encoder.onnx"]),
        session(parts["reader.onnx"]),
        session(parts["tone.onnx"]),
        session(parts["meaning.onnx"]),
        load_tokenizer(parts["tokenizer.json"].decode()),
        heads,
        json.loads(parts["settings.json"]),
    )


_loading = threading.Lock()


@lru_cache(maxsize=1)
def _load() -> Model:
    return model_from(read_file(MODEL, card()["file"]["sha256"]))


def model() -> Model:
    """The trained model, loaded on first use."""
    with _loading:
        return _load()


def checksums() -> dict[str, str]:
    """The checksum of every model file, as the card gives it, by the file's name."""
    entries = [card()["file"], *card().get("files", {}).values()]
    return {entry["name"]: entry["sha256"] for entry in entries}


def checked() -> None:
    """Nothing, or a ModelError where a model file is missing or damaged: to be known before hours of work."""
    for name, sha256 in checksums().items():
        read_file(FOLDER / name, sha256)


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_most_threads = 8


def threads() -> int:
    """Threads to run on: one for each core, at most 8; one within ``one_thread``."""
    return min(cores(), _most_threads)


@contextmanager
def one_thread() -> Iterator[None]:
    """Within it, everything runs on one thread: for programs that run a process on each core."""
    global _most_threads
    before, _most_threads = _most_threads, 1
    try:
        yield
    finally:
        _most_threads = before


def encode_text(text: str, with_model: Model | None = None) -> Encoded:
    """Encode one text. A text without words has no windows."""
    used = with_model or model()
    cut = pieces(text, used.tokenizer)
    packed = windows(cut)
    embedded, middles, lasts, tags = [], [], [], []
    for window in packed:
        feed = {
            "ids": window.ids[None],
            "features": window.features[None],
            "places": np.arange(len(window.ids))[None],
        }
        first, middle, last, tag = used.encoder.run(["first", "middle", "last", "tags"], feed)
        embedded.append(first[0].astype(np.float16))
        middles.append(middle[0].astype(np.float16))
        lasts.append(last[0].astype(np.float16))
        tags.append(tag[0])
    return Encoded(text, cut, packed, embedded, middles, lasts, tags)


_kept: OrderedDict[str, Encoded] = OrderedDict()
_keeping = threading.Lock()


def _encode_kept(text: str) -> Encoded:
    key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    with _keeping:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    encoded = encode_text(text)
    with _keeping:
        _kept[key] = encoded
        size = sum(len(e.cut.ids) for e in _kept.values())
        while size > KEPT and len(_kept) > 1:
            size -= len(_kept.popitem(last=False)[1].cut.ids)
    return encoded


def forget() -> None:
    """Drop the encodings that are kept: nothing more is asked of these texts."""
    with _keeping:
        _kept.clear()


def encode(texts: Sequence[str], n_threads: int | None = None) -> Iterable[Encoded]:
    """Encode texts, in order, on several threads; see `for_each`.

    >>> [len(e.windows) for e in encode(["Police said two people were hurt.", ""])]
    [1, 0]
    """
    return for_each(texts, lambda _, encoded: encoded, n_threads)


def for_each(
    texts: Sequence[str], function: Callable[[int, Encoded], Result], n_threads: int | None = None
) -> Iterator[Result]:
    """What `function` gives for the number and the encoding of each text, in order, a text a thread at a time."""
    model()
    count = min(n_threads or threads(), len(texts))

    def one(number: int) -> Result:
        return function(number, _encode_kept(texts[number]))

    numbers = range(len(texts))
    if count < 2:
        yield from map(one, numbers)
        return
    with ThreadPoolExecutor(count) as pool:
        for begin in range(0, len(texts), 8 * count):
            yield from pool.map(one, numbers[begin : begin + 8 * count])


def mark(window: Window, spans: Sequence[tuple[int, int]]) -> Marked:
    """The stretch around each span (first position, one after the last) of a window that its reader sees."""
    length = len(window.ids)
    begin, end = (np.array(side, np.int64)[:, None] for side in zip(*spans, strict=True))
    size = min(length, 2 * REACH)
    region = np.clip((begin + end) // 2 - REACH, 0, length - size) + np.arange(size)
    return marked(begin, end, region, window.paragraph[region] == window.paragraph[begin], length)


def marked(begin: Ints, end: Ints, region: Ints, same: Flags, length: int) -> Marked:
    """Spans (N, 1) among ``length`` places, what of them is read (N, R), and whether that is of the same paragraph."""
    before, after = region - begin, region - end + 1
    offset = np.clip(np.where(before < 0, before, np.where(after > 0, after, 0)), -OFFSETS, OFFSETS) + OFFSETS
    inside = (before >= 0) & (after <= 0)
    place = np.arange(length)
    rows = ((place >= begin) & (place < end)) / (end - begin)
    return Marked(rows.astype(np.float32), region, offset, same.astype(np.int64) + inside)


def read_spans(session: Any, states: Halves, marked: Marked) -> tuple[Floats, Floats]:
    """Run a reader: labels (N, R, ·) of the places, and classes (N, ·) of the spans, before any softmax."""
    inside = (marked.relation == 2).astype(np.float32)
    feed = {
        "states": states.astype(np.float32),
        "spans": marked.spans,
        "region": marked.region,
        "offset": marked.offset,
        "relation": marked.relation,
        "inside": (inside / np.maximum(inside.sum(1, keepdims=True), 1))[:, None],
        # Nothing is hidden from a reader here, as it is in training.
        "bias": np.zeros((*marked.region.shape, 1), np.float32),
    }
    labels, classes = session.run(["labels", "classes"], feed)
    return labels, classes


def softmax(x: NDArray[Any]) -> Floats:
    """Along the last axis."""
    e = np.exp(x - x.max(-1, keepdims=True))
    shares: Floats = (e / e.sum(-1, keepdims=True)).astype(np.float32)
    return shares


def gelu(x: Floats) -> Floats:
    """The activation the network was trained with."""
    from scipy.special import erf

    active: Floats = (x * 0.5 * (1 + erf(x * np.float32(0.5**0.5)))).astype(np.float32)
    return active


def linear(heads: dict[str, Floats], name: str, x: Floats) -> Floats:
    """x · Wᵀ + b."""
    return (x @ heads[f"{name}.weight"].T + heads[f"{name}.bias"]).astype(np.float32)
