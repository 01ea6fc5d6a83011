"""Train the grammar: parts of speech, parse, names, types of mentions and coreference, on the encoder as it is.

    python -m analysis.training.grammar GOLD [--work FOLDER]

GOLD holds the folders syntax, coref, coref_gap and names_wwn. The encoder of the shipped model stays untouched, so
nothing learned before can get worse; layers of its own stand on its embeddings. One core takes 67 minutes. Needs the
extra `train`.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import pickle
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn
from torch.nn import functional

from analysis.encoding.encoder import FOLDER, read_file
from analysis.encoding.windows import Ints
from analysis.grammar.accuracy import counted, table
from analysis.grammar.gold import (
    UNKNOWN,
    Document,
    ambiguous_pronouns,
    named,
    treebank,
    with_coreference,
)
from analysis.grammar.labels import KINDS, RELATIONS, TAGS, TYPES, UPOS
from analysis.grammar.pairs import FORMS, MATCHES, NEAR, pair_features
from analysis.grammar.parser import grammar_from
from analysis.training.card import put
from analysis.training.export import write_grammar
from analysis.training.network import WIDTH, Layer, fill
from analysis.training.states import States, first_pieces, states
from analysis.training.train import base_model, read_weights

ARC, RELATION, LINK = 256, 256, 128
WINDOWS = 12
"""Windows of one document that are read together in training."""


class Biaffine(nn.Module):  # type: ignore[misc, unused-ignore]
    """Scores of all pairs: x U yᵀ with a one set beside x and, where wanted, beside y."""

    def __init__(self, width: int, outputs: int, both: bool) -> None:
        super().__init__()
        self.both = both
        self.weight = nn.Parameter(torch.zeros(outputs, width + 1, width + both))

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """(…, N, w), (…, M, w) → (…, outputs, N, M)."""
        x = functional.pad(x, (0, 1), value=1.0)
        if self.both:
            y = functional.pad(y, (0, 1), value=1.0)
        return x[..., None, :, :] @ self.weight @ y[..., None, :, :].transpose(-1, -2)


class Grammar(nn.Module):  # type: ignore[misc, unused-ignore]
    """Layers on the encoder's embeddings, which also see its last states, and small outputs on their words."""

    def __init__(self, layers: int) -> None:
        super().__init__()
        self.first = nn.Linear(WIDTH, WIDTH)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.upos = nn.Linear(WIDTH, len(UPOS))
        self.tags = nn.Linear(WIDTH, len(TAGS))
        self.names = nn.Linear(WIDTH, 2 * len(KINDS) + 1)
        self.types = nn.Linear(WIDTH, len(TYPES) + 1)
        self.arcs = nn.Linear(WIDTH, 2 * ARC)
        self.arc = Biaffine(ARC, 1, both=False)
        self.relations = nn.Linear(WIDTH, 2 * RELATION)
        self.relation = nn.Linear(RELATION, len(RELATIONS))
        self.links = nn.Linear(WIDTH, 2 * LINK)
        self.link = Biaffine(LINK, 1, both=True)
        self.near = nn.Embedding(len(FORMS) * NEAR, 1)
        self.match = nn.Embedding(len(FORMS) * MATCHES, 1)
        self.dropout = nn.Dropout(0.2)
        self.wide = nn.Dropout(0.33)
        nn.init.zeros_(self.first.weight)
        nn.init.zeros_(self.first.bias)
        nn.init.zeros_(self.near.weight)
        nn.init.zeros_(self.match.weight)

    def encode(self, embedded: Tensor, last: Tensor, real: Tensor) -> Tensor:
        """States of windows (B, T, W), and which positions are real → states (B, T, W)."""
        x = embedded + self.first(last)
        bias = torch.where(real, 0.0, -30000.0)[:, None, None, :].to(torch.bfloat16)
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def halves(self, head: nn.Linear, words: Tensor) -> tuple[Tensor, Tensor]:
        """Two views of each word, for the two ends of a pair."""
        one, other = self.wide(functional.gelu(head(words))).chunk(2, -1)
        return one, other


@dataclass
class Example:
    """Some windows of a document, read together: its states, and its words with their places in them."""

    document: Document
    read: States
    windows: tuple[int, int]
    words: list[int]  # words of the document that stand in these windows
    place: list[tuple[int, int]]  # window (counted from the first of these) and position of each


def examples(document: Document, read: States, most: int = WINDOWS) -> Iterator[Example]:
    """A document in stretches of at most ``most`` windows."""
    at = first_pieces(read, document.words)
    bounds = [*range(0, len(read.windows), most), len(read.windows)]
    for begin, end in pairwise(bounds):
        inside = [n for n, (window, _) in enumerate(at) if begin <= window < end]
        if inside:
            yield Example(document, read, (begin, end), inside, [(at[n][0] - begin, at[n][1]) for n in inside])


def from_minilm(network: Grammar, weights: dict[str, Tensor]) -> None:
    """Fill the layers with the lowest ones of all-MiniLM-L6-v2."""
    for number, layer in enumerate(network.layers):
        fill(layer, weights, number)


def word_states(network: Grammar, group: list[Example]) -> Tensor:
    """States of all words of a batch, in a row (N, W)."""
    count = [e.windows[1] - e.windows[0] for e in group]
    chosen = [(e, n) for e in group for n in range(*e.windows)]
    longest = max(len(e.read.windows[n].ids) for e, n in chosen)
    size = -(-longest // 16) * 16
    embedded = np.zeros((len(chosen), size, WIDTH), np.float16)
    last = np.zeros((len(chosen), size, WIDTH), np.float16)
    real = np.zeros((len(chosen), size), np.bool_)
    for row, (e, n) in enumerate(chosen):
        length = len(e.read.windows[n].ids)
        embedded[row, :length], last[row, :length], real[row, :length] = e.read.embedded[n], e.read.last[n], True
    states = network.encode(
        torch.from_numpy(embedded).to(torch.bfloat16),
        torch.from_numpy(last).to(torch.bfloat16),
        torch.from_numpy(real),
    )
    first = np.cumsum([0, *count])
    rows = torch.tensor([first[i] + w for i, e in enumerate(group) for w, _ in e.place])
    places = torch.tensor([p for e in group for _, p in e.place])
    return states[rows, places]


def losses(network: Grammar, group: list[Example]) -> dict[str, Tensor]:
    """The loss of each output that the batch has answers for."""
    words = network.dropout(word_states(network, group))
    found: dict[str, Tensor] = {}
    for name, values in (("upos", "upos"), ("tags", "tags"), ("names", "names"), ("types", "types")):
        answers = torch.tensor([(getattr(e.document, values) or [UNKNOWN] * (w + 1))[w] if getattr(e.document, values)
                                else UNKNOWN for e in group for w in e.words])  # fmt: skip
        if (answers != UNKNOWN).any():
            scores = getattr(network, name)(words).float()
            found[name] = functional.cross_entropy(scores, answers, ignore_index=UNKNOWN)
    found |= parse_losses(network, group, words)
    found |= link_losses(network, group, words)
    return found


def sentences_of(group: list[Example]) -> list[tuple[int, int, list[int], list[int]]]:
    """Sentences that stand whole in the batch: first row, length, heads in the sentence, relations."""
    found, offset = [], 0
    for e in group:
        at = {w: offset + n for n, w in enumerate(e.words)}
        for first, end in e.document.sentences:
            if first in at and end - 1 in at and at[end - 1] - at[first] == end - 1 - first:
                heads = [h - first for h in e.document.heads[first:end]]
                found.append((at[first], end - first, heads, e.document.relations[first:end]))
        offset += len(e.words)
    return found


def padded_sentences(words: Tensor, spans: list[tuple[int, int]]) -> tuple[Tensor, Tensor]:
    """Words of sentences as (S, L, W), and which are real."""
    longest = max(n for _, n in spans)
    place = torch.arange(longest)
    first = torch.tensor([a for a, _ in spans])[:, None]
    real = place < torch.tensor([n for _, n in spans])[:, None]
    return words[(first + place).clamp(max=len(words) - 1)], real


def parse_losses(network: Grammar, group: list[Example], words: Tensor) -> dict[str, Tensor]:
    """Which word is the head of each, and by which relation."""
    sentences = sentences_of(group)
    total = sum(n for _, n, *_ in sentences)
    found = {"arc": words.new_zeros(()), "relation": words.new_zeros(())}
    # Sentences of like length together: all pairs of a batch padded to its longest sentence cost too much.
    order = sorted(sentences, key=lambda s: s[1])
    for at in range(0, len(order), 16):
        part = order[at : at + 16]
        x, real = padded_sentences(words, [(a, n) for a, n, *_ in part])
        arcs = arc_scores(network, x, real)
        heads = torch.full(real.shape, UNKNOWN)
        relations = torch.full(real.shape, UNKNOWN)
        for row, (_, n, h, r) in enumerate(part):
            heads[row, :n], relations[row, :n] = torch.tensor(h), torch.tensor(r)
        found["arc"] = found["arc"] + functional.cross_entropy(
            arcs.flatten(0, 1), heads.flatten(), ignore_index=UNKNOWN, reduction="sum"
        )
        scores = relation_scores(network, x, heads.clamp(min=0))
        found["relation"] = found["relation"] + functional.cross_entropy(
            scores.flatten(0, 1), relations.flatten(), ignore_index=UNKNOWN, reduction="sum"
        )
    return {k: v / total for k, v in found.items()} if total else {}


def arc_scores(network: Grammar, x: Tensor, real: Tensor) -> Tensor:
    """How likely each word is the head of each: (S, L dependents, L heads); a root is its own head."""
    dependent, head = network.halves(network.arcs, x)
    scores = network.arc(dependent, head)[:, 0].float()
    return scores.masked_fill(~real[:, None, :], -30000.0)


def relation_scores(network: Grammar, x: Tensor, heads: Tensor) -> Tensor:
    """How likely each relation is between each word and its head: (S, L, relations)."""
    dependent, head = network.relations(x).chunk(2, -1)
    head = head.gather(1, heads[..., None].expand_as(head))
    return network.relation(network.wide(functional.gelu(dependent + head))).float()


def link_losses(network: Grammar, group: list[Example], words: Tensor) -> dict[str, Tensor]:
    """Which earlier mention each mention goes back to, or none."""
    total, count, offset = words.new_zeros(()).float(), 0, 0
    for e in group:
        at = {w: n for n, w in enumerate(e.words)}
        if e.document.clusters:
            heads = sorted(w for w in e.document.clusters if w in at)
            if len(heads) > 1:
                rows = torch.tensor([offset + at[w] for w in heads])
                entity = torch.tensor([e.document.clusters[w] for w in heads])
                scores = link_scores(network, words[rows], e.document, heads, heads)
                earlier = torch.tril(torch.ones(len(heads), len(heads), dtype=torch.bool), -1)
                total = total + link_loss(scores, earlier, (entity[:, None] == entity) & earlier).sum()
                count += len(heads)
        for pronoun, candidates, right in e.document.choices:
            known = [c for c in candidates if c in at]
            if pronoun in at and known:
                heads = [*known, pronoun]
                rows = torch.tensor([offset + at[w] for w in heads])
                scores = link_scores(network, words[rows], e.document, heads, heads)[-1:]
                open_ = torch.tensor([[True] * len(known) + [False]])
                correct = torch.tensor([[c in right for c in known] + [False]])
                total, count = total + 2 * link_loss(scores, open_, correct).sum(), count + 2
        offset += len(e.words)
    return {"link": total / count} if count else {}


def link_scores(network: Grammar, x: Tensor, document: Document, later: list[int], earlier: list[int]) -> Tensor:
    """How likely each mention goes back to each: (M later, M earlier); 0 is the score of none."""
    back, ahead = network.halves(network.links, x)
    near, match = pair_features(document.text, document.words, document.sentences, later, earlier)
    features = network.near(torch.from_numpy(near)) + network.match(torch.from_numpy(match))
    return network.link(back, ahead)[0].float() + features[..., 0]


def link_loss(scores: Tensor, open_: Tensor, right: Tensor) -> Tensor:
    """Minus the log-likelihood of all right antecedents together, or of none where none is right."""
    none = scores.new_zeros(len(scores), 1)
    everything = torch.cat([scores.masked_fill(~open_, -1e9), none], 1)
    nothing = (~right.any(1, keepdim=True)).float()
    wanted = torch.cat([scores.masked_fill(~right, -1e9), torch.where(nothing > 0, none, none - 1e9)], 1)
    return torch.logsumexp(everything, 1) - torch.logsumexp(wanted, 1)


def load(gold: Path, cache: Path) -> dict[str, list[tuple[Document, States]]]:
    """All documents with their states; a file keeps them."""
    if cache.exists():
        with cache.open("rb") as file:
            found: dict[str, list[tuple[Document, States]]] = pickle.load(file)
        return found
    parts = {}
    for part, ending in (("train", ".gz"), ("dev", "")):
        trees = treebank(gold / f"syntax/{part}.jsonl.gz")
        with_coreference(trees, gold / f"coref/{part}.jsonl{ending}")
        documents = [*trees, *named(gold / f"names_wwn/{part}.jsonl{ending}")]
        documents += ambiguous_pronouns(gold / f"coref_gap/{part}.jsonl")
        parts[part] = [(d, states(d.text)) for d in documents if d.words]
    with cache.open("wb") as file:
        pickle.dump(parts, file, protocol=5)
    return parts


def longest(e: Example) -> int:
    """Pieces of its longest window."""
    return max(len(e.read.windows[n].ids) for n in range(*e.windows))


def batches(known: list[Example], draw: random.Random, pieces: int = 2304) -> Iterator[list[Example]]:
    """Examples of like length together, about ``pieces`` word pieces each, in random order.

    Half of the articles that have names alone are left out each time: they are more than all others.
    """
    order = [e for e in known if not e.document.names or draw.random() < 0.5]
    draw.shuffle(order)
    groups = []
    for begin in range(0, len(order), 300):
        group: list[Example] = []
        rows = 0
        for e in sorted(order[begin : begin + 300], key=longest):
            more = e.windows[1] - e.windows[0]
            if group and (rows + more) * longest(e) > pieces:
                groups.append(group)
                group, rows = [], 0
            group.append(e)
            rows += more
        groups.append(group)
    draw.shuffle(groups)
    yield from groups


WEIGHTS = {"upos": 0.5, "tags": 0.5, "names": 2.0, "types": 0.5, "arc": 1.0, "relation": 1.0, "link": 0.6}


def fit(network: Grammar, parts: dict[str, list[tuple[Document, States]]], options: argparse.Namespace) -> Grammar:
    """Train; gives the network of averaged weights."""
    draw = random.Random(options.seed)
    known = [e for d, s in parts["train"] for e in examples(d, s)]
    layers = [p for n, p in network.named_parameters() if n.startswith("layers.")]
    rest = [p for n, p in network.named_parameters() if not n.startswith("layers.")]
    groups = [{"params": layers, "highest": options.rate}, {"params": rest, "highest": options.head_rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
    average = copy.deepcopy(network)
    total = int(options.epochs * 1.01 * sum(1 for _ in batches(known, random.Random(0))))
    step, begun = 0, time.time()
    for epoch in range(options.epochs):
        seen: dict[str, list[float]] = {}
        network.train()
        for group in batches(known, draw):
            scale = min(1.0, (step + 1) / (0.05 * total)) * max(0.01, 1 - step / total)
            for g in optimizer.param_groups:
                g["lr"] = g["highest"] * scale
            with torch.autocast("cpu", dtype=torch.bfloat16):
                found = losses(network, group)
            sum(WEIGHTS[k] * v for k, v in found.items()).backward()  # type: ignore[union-attr, unused-ignore]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
            with torch.no_grad():
                for a, b in zip(average.parameters(), network.parameters(), strict=True):
                    a.lerp_(b, 1 - min(0.998, step / (step + 10)))
            for name, value in found.items():
                seen.setdefault(name, []).append(value.item())
            if step % 200 == 0:
                recent = " ".join(f"{k} {np.mean(v[-100:]):.3f}" for k, v in sorted(seen.items()))
                print(f"{epoch + 1}: {step}/{total} {time.time() - begun:.0f} s {recent}", flush=True)
        torch.save(average.state_dict(), options.work / f"{options.name}{epoch + 1}.pt")
        if epoch % options.every == options.every - 1 or epoch == options.epochs - 1:
            print(
                json.dumps(
                    {"epoch": epoch + 1, "seconds": round(time.time() - begun)} | figures(average, parts["dev"])
                ),
                flush=True,
            )
    return average


def las(arcs: Ints, relations: Ints, heads: list[int], gold: list[int]) -> int:
    """Words with the right head and the right relation."""
    return int(((arcs == np.array(heads)) & (relations == np.array(gold))).sum())


@torch.no_grad()  # type: ignore[untyped-decorator, unused-ignore]
def figures(network: Grammar, dev: list[tuple[Document, States]]) -> dict[str, float]:
    """A quick look at dev documents during training; `python -m analysis accuracy` measures the finished model."""
    network.eval()
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        for document, read in dev:
            for e in examples(document, read, most=10_000):
                words = word_states(network, [e])
                for first, n, heads, gold in sentences_of([e]):
                    x, real = padded_sentences(words, [(first, n)])
                    arcs = arc_scores(network, x, real).argmax(-1)
                    relations = relation_scores(network, x, arcs).argmax(-1)[0].numpy()
                    right["las"] += las(arcs[0].numpy(), relations, heads, gold)
                    count["las"] += n
                for name in ("upos", "names", "types"):
                    if answers := getattr(document, name):
                        given = getattr(network, name)(words).argmax(-1).tolist()
                        wanted = [answers[w] for w in e.words]
                        right[name] += sum(a == b for a, b in zip(given, wanted, strict=True))
                        count[name] += len(wanted)
    return {name: round(right[name] / max(count[name], 1), 4) for name in right}


SOURCES = (
    {
        "name": "Universal Dependencies GUM v11 and EWT, training parts",
        "used_for": "parts of speech, parse; of GUM also types of mentions and coreference",
        "by": "Zeldes 2017 and many annotators; Silveira et al. 2014",
        "licence": "annotations CC BY 4.0 and CC BY-SA 4.0; texts by genre, those of fiction, whow, essay, letter and "
        "podcast CC BY-NC-SA; no text of theirs is in this repository",
    },
    {
        "name": "English Worldwide Newswire, training part (ours, by article)",
        "used_for": "names",
        "by": "Shan, Bauer, Carlson, Manning 2023",
        "licence": "none stated; no text of it is in this repository",
    },
    {
        "name": "GAP, development part",
        "used_for": "pronouns",
        "by": "Webster, Recasens, Axelrod, Baldridge 2018",
        "licence": "Apache 2.0",
    },
)


def finish(weights: dict[str, Any], gold: Path, folder: Path = FOLDER) -> pd.DataFrame:
    """Write the model file, measure it on the dev parts as it runs in use, and put both into the card."""
    path = folder / "grammar.zip"
    write_grammar(path, weights, len({n.split(".")[1] for n in weights if n.startswith("layers.")}))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    trees = treebank(gold / "syntax/dev.jsonl.gz")
    with_coreference(trees, gold / "coref/dev.jsonl")
    dev = [*trees, *named(gold / "names_wwn/dev.jsonl"), *ambiguous_pronouns(gold / "coref_gap/dev.jsonl")]
    figures = table(counted(dev, grammar_from(read_file(path, sha256))))
    card = folder / "model.toml"
    put(card, "[files.grammar]", [{"name": path.name, "bytes": path.stat().st_size, "sha256": sha256}])
    put(card, "[[sources.grammar]]", list(SOURCES))
    put(card, "[[figures.grammar]]", [{str(k): v for k, v in row.items()} for row in figures.to_dict("records")])
    return figures


def options_from(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m analysis.training.grammar", description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--every", type=int, default=2)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--head-rate", type=float, default=1.5e-3)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--name", default="grammar")
    parser.add_argument("--work", type=Path, default=Path("build/grammar"))
    parser.add_argument("--finish", type=Path, help="a checkpoint to write the model file from, without training")
    return parser.parse_args(arguments)


def main() -> None:
    """Train, and write the model file and what the card says of it."""
    options = options_from()
    if options.finish:
        print(finish({n: v.numpy() for n, v in torch.load(options.finish).items()}, options.gold).to_string())
        return
    options.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    parts = load(options.gold, options.work / "states.pickle")
    network = Grammar(options.layers)
    for biaffine in (network.arc, network.link):
        nn.init.normal_(biaffine.weight, std=0.02)
    from_minilm(network, read_weights(base_model() / "model.safetensors"))
    average = fit(network, parts, options)
    weights = {n: v.numpy() for n, v in average.state_dict().items()}
    print(finish(weights, options.gold).to_string())


if __name__ == "__main__":
    main()
