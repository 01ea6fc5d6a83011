"""The network in PyTorch, for training only: one encoder, and small outputs that read its token states.

Shapes: B windows, T pieces, N marked spans (cues or targets), R pieces around a marked span, W = `WIDTH`.
"""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from analysis.encoding.windows import N_FEATURES

WIDTH, HEADS, INNER, LAYERS = 384, 12, 1536, 6
READER_WIDTH, READER_HEADS, READER_INNER, READER_LAYERS = 128, 4, 256, 2
REACH, OFFSETS = 96, 80
"""Pieces on each side of a marked span that its reader sees, and those whose distance it can tell."""

MIDDLE = 3
"""The layer from which sentence vectors go their own way."""


class Dropout(nn.Module):  # type: ignore[misc, unused-ignore]
    """Dropout whose masks are stretches of one long random row: drawing each mask anew costs a seventh of the time."""

    _length = 1 << 23
    _rows: ClassVar[dict[float, Tensor]] = {}

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        """Hide a share of the numbers, in training only."""
        if not self.training or x.numel() >= self._length:
            return x
        if self.rate not in self._rows:
            kept = torch.rand(self._length) >= self.rate
            self._rows[self.rate] = (kept / (1 - self.rate)).to(torch.bfloat16)
        begin = int(torch.randint(self._length - x.numel(), ()))
        return x * self._rows[self.rate][begin : begin + x.numel()].view(x.shape)


class Layer(nn.Module):  # type: ignore[misc, unused-ignore]
    """One layer of BERT."""

    def __init__(self, width: int = WIDTH, heads: int = HEADS, inner: int = INNER, dropout: float = 0.1) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """States (B, T, width) and what is added to attention before its softmax → states."""
        b, t, d = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        # Written out: on a CPU in bfloat16 this trains half as fast again as the library's fused attention.
        attention = torch.softmax(q @ k.transpose(-1, -2) * (d // self.heads) ** -0.5 + bias, -1) @ v
        x = self.norm1(x + self.dropout(self.out(attention.transpose(1, 2).reshape(b, t, d))))
        return self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))


class Encoder(nn.Module):  # type: ignore[misc, unused-ignore]
    """all-MiniLM-L6-v2, with an embedding for what lower-casing loses. Gives the states of every layer."""

    def __init__(self, n_words: int = 30522, n_positions: int = 512) -> None:
        super().__init__()
        self.words = nn.Embedding(n_words, WIDTH)
        self.positions = nn.Embedding(n_positions, WIDTH)
        self.features = nn.Embedding(N_FEATURES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.dropout = Dropout(0.1)
        nn.init.zeros_(self.features.weight)

    def forward(self, ids: Tensor, features: Tensor, real: Tensor, upto: int = LAYERS) -> list[Tensor]:
        """Pieces, features, whether a position is real: (B, T) each → the states of each layer, (B, T, W)."""
        place = torch.arange(ids.shape[1])
        x = self.norm(self.words(ids) + self.positions(place) + self.features(features))
        x = self.dropout(x)
        bias = torch.where(real, 0.0, -30000.0)[:, None, None, :].to(torch.bfloat16)
        states = [x]
        for layer in self.layers[:upto]:
            states.append(layer(states[-1], bias))
        return states


class Marked(NamedTuple):
    """Marked spans in a batch: which window, which of its pieces, and the stretch around it that is read."""

    window: Tensor  # (N,)
    begin: Tensor  # (N,) first position of the span
    end: Tensor  # (N,) after its last
    region: Tensor  # (N, R) positions in the window
    offset: Tensor  # (N, R) place of a piece relative to the span, 0 … 2·OFFSETS
    relation: Tensor  # (N, R) 0 another paragraph, 1 the same paragraph, 2 in the span
    real: Tensor  # (N, R) whether the position may be read


class Reader(nn.Module):  # type: ignore[misc, unused-ignore]
    """Reads the pieces around a marked span in its light: a label for each piece, and one for the span."""

    def __init__(self, n_labels: int, n_classes: int) -> None:
        super().__init__()
        w = READER_WIDTH
        self.piece = nn.Linear(WIDTH, 2 * w)
        self.span = nn.Linear(WIDTH, 2 * w)
        self.offset = nn.Embedding(2 * OFFSETS + 1, w)
        self.relation = nn.Embedding(3, w)
        self.norm = nn.LayerNorm(w, eps=1e-12)
        self.layers = nn.ModuleList(Layer(w, READER_HEADS, READER_INNER) for _ in range(READER_LAYERS))
        self.labels = nn.Linear(w, n_labels)
        self.weigh = nn.Linear(w, 1)
        self.hidden = nn.Linear(2 * w + WIDTH, w)
        self.classes = nn.Linear(w, n_classes)
        self.dropout = Dropout(0.2)

    def forward(self, states: Tensor, marked: Marked) -> tuple[Tensor, Tensor]:
        """States and N marked spans → labels (N, R, ·) and classes (N, ·), before any softmax."""
        span = self.dropout(averaged(states, marked.window, marked.begin, marked.end))
        pieces = self.piece(states)[marked.window[:, None], marked.region]
        add, times = pieces.chunk(2, -1)
        add_span, times_span = self.span(span)[:, None].chunk(2, -1)
        x = add + add_span + times * times_span + self.offset(marked.offset) + self.relation(marked.relation)
        x = self.norm(x)
        bias = torch.where(marked.real, 0.0, -30000.0)[:, None, None, :].to(torch.bfloat16)
        for layer in self.layers:
            x = layer(x, bias)
        inside = (marked.relation == 2).to(x.dtype)[..., None]
        at_span = (x * inside).sum(1) / inside.sum(1).clamp(min=1)
        weight = torch.softmax(self.weigh(x).float()[..., 0].masked_fill(~marked.real, -30000.0), -1)
        around = torch.bmm(weight[:, None].to(x.dtype), x)[:, 0]
        pooled = functional.gelu(self.hidden(torch.cat([at_span, around, span.to(x.dtype)], -1)))
        return self.labels(x), self.classes(self.dropout(pooled))


class Sentences(NamedTuple):
    """Sentences in a batch."""

    window: Tensor  # (N,)
    begin: Tensor  # (N,) first position
    end: Tensor  # (N,) after the last


def averaged(states: Tensor, window: Tensor, begin: Tensor, end: Tensor) -> Tensor:
    """The mean state of a range of positions: (N, W)."""
    sums = functional.pad(states.float().cumsum(1), (0, 0, 1, 0))
    return (sums[window, end] - sums[window, begin]) / (end - begin).clamp(min=1)[:, None]


class Meaning(nn.Module):  # type: ignore[misc, unused-ignore]
    """A sentence's vector: the upper half of the untouched encoder, set upon the lower half of the trained one.

    A sentence's pieces see only one another there, as if it stood alone. What the lower half has mixed into a piece
    from other sentences is told from its own part by the word's own vector, which comes in beside it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.words = nn.Linear(WIDTH, WIDTH)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS - MIDDLE))
        nn.init.zeros_(self.words.weight)
        nn.init.zeros_(self.words.bias)

    def forward(self, middle: Tensor, words: Tensor, segments: Tensor, sentences: Sentences) -> Tensor:
        """States of layer `MIDDLE`, word vectors (B, T, W), sentence numbers (B, T) → vectors (N, W), of any length."""
        middle = middle + self.words(self.norm(words))
        same = segments[:, None, :, None] == segments[:, None, None, :]
        bias = torch.where(same, 0.0, -30000.0).to(torch.bfloat16)
        for layer in self.layers:
            middle = layer(middle, bias)
        return averaged(middle, *sentences)


class Valence(nn.Module):  # type: ignore[misc, unused-ignore]
    """How a sentence feels to readers, −4 … 4, from its last states: a weighted and a plain average."""

    def __init__(self) -> None:
        super().__init__()
        self.weigh = nn.Linear(WIDTH, 1)
        self.up = nn.Linear(2 * WIDTH, 128)
        self.down = nn.Linear(128, 1)
        self.dropout = Dropout(0.2)

    def forward(self, states: Tensor, sentences: Sentences) -> Tensor:
        """States and N sentences → (N,)."""
        place = torch.arange(states.shape[1])
        inside = (place >= sentences.begin[:, None]) & (place < sentences.end[:, None])
        weight = self.weigh(states)[..., 0].float()[sentences.window].masked_fill(~inside, -30000.0)
        weighted = (torch.softmax(weight, -1)[:, None] @ states[sentences.window].float())[:, 0]
        both = torch.cat([weighted, averaged(states, *sentences)], -1)
        return self.down(self.dropout(functional.gelu(self.up(both))))[:, 0].float()


class Network(nn.Module):  # type: ignore[misc, unused-ignore]
    """The encoder and all its outputs."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.tags = nn.Linear(WIDTH, 5)  # cue: outside, begins, inside; source; content
        self.reader = Reader(n_labels=4, n_classes=2)  # none, source, cue, content; no attribution, attribution
        self.tone = Reader(n_labels=3, n_classes=3)  # negative, neutral, positive
        self.meaning = Meaning()
        self.valence = Valence()
        self.dropout = Dropout(0.1)


def from_minilm(network: Network, weights: dict[str, Tensor]) -> None:
    """Fill the encoder with the weights of all-MiniLM-L6-v2 as Hugging Face names them."""
    encoder = network.encoder
    kind = weights["embeddings.token_type_embeddings.weight"][0]
    with torch.no_grad():
        encoder.words.weight.copy_(weights["embeddings.word_embeddings.weight"])
        encoder.positions.weight.copy_(weights["embeddings.position_embeddings.weight"] + kind)
        encoder.norm.weight.copy_(weights["embeddings.LayerNorm.weight"])
        encoder.norm.bias.copy_(weights["embeddings.LayerNorm.bias"])
        for number, layer in [*enumerate(encoder.layers), *enumerate(network.meaning.layers, start=MIDDLE)]:
            fill(layer, weights, number)


def fill(layer: Layer, weights: dict[str, Tensor], number: int) -> None:
    """Give a layer the weights of one of all-MiniLM-L6-v2's, as Hugging Face names them."""
    at = f"encoder.layer.{number}."
    with torch.no_grad():
        for kind in ("weight", "bias"):
            three = [weights[f"{at}attention.self.{n}.{kind}"] for n in ("query", "key", "value")]
            getattr(layer.qkv, kind).copy_(torch.cat(three))
            for ours, theirs in (
                ("out", "attention.output.dense"),
                ("norm1", "attention.output.LayerNorm"),
                ("up", "intermediate.dense"),
                ("down", "output.dense"),
                ("norm2", "output.LayerNorm"),
            ):
                getattr(getattr(layer, ours), kind).copy_(weights[f"{at}{theirs}.{kind}"])
