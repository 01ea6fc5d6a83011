"""How right the trained model is, on gold files: `python -m analysis accuracy` and `python -m analysis tone`."""

from __future__ import annotations

import gzip
import json
import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.attribution.spans import tagged
from analysis.attribution.tone import sentence_valence, target_tone
from analysis.encoding.gold import read_jsonl

ROLES = ("source", "cue", "content")
_TOKEN = re.compile(r"\w+(?:[’']\w+)?|[^\w\s]")

Tokens = frozenset[int]
Span = tuple[int, int]


class Attribution(NamedTuple):
    """One attribution of a text: the pieces of each role, the tokens that they touch, and how sure the model was."""

    pieces: dict[str, tuple[Span, ...]]
    tokens: dict[str, Tokens]
    confidence: float


def accuracy(path: str | Path) -> pd.DataFrame:
    """Precision, recall and F1 of the attributions in the texts of a gold file; a row a measure and role.

    ``path``: JSON Lines (.gz too) of id, text and attributions, each with lists of [start, end] under source, cue and
    content. The measures, pooled over all texts: ``token``, words and punctuation marks that any span of the role
    covers; ``exact``, spans with all their pieces identical; ``triple``, whole attributions matched one to one, whose
    cues share a token, whose sources share a token or are both absent, and whose contents overlap by half.
    """
    return scores(compared(read_jsonl(path)))


def scores(pairs: Iterable[tuple[list[Attribution], list[Attribution]]]) -> pd.DataFrame:
    """Precision, recall and F1 from the gold and the found attributions of each text."""
    counts: dict[tuple[str, str], np.ndarray] = defaultdict(lambda: np.zeros(3))
    for gold, found in pairs:
        for role in ROLES:
            wanted = frozenset().union(*[a.tokens[role] for a in gold])
            given = frozenset().union(*[a.tokens[role] for a in found])
            counts["token", role] += len(wanted & given), len(given), len(wanted)
            exact = {a.pieces[role] for a in gold if a.pieces[role]}
            same = {a.pieces[role] for a in found if a.pieces[role]}
            counts["exact", role] += len(exact & same), len(same), len(exact)
        counts["triple", "all"] += len(matched(gold, found)), len(found), len(gold)
    order = [("token", r) for r in ROLES] + [("exact", r) for r in ROLES] + [("triple", "all")]
    rows = []
    for measure, role in order:
        right, given, wanted = counts[measure, role]
        precision, recall = right / max(given, 1), right / max(wanted, 1)
        f1 = 2 * right / max(given + wanted, 1)
        rows.append((measure, role, precision, recall, f1, int(wanted)))
    return pd.DataFrame(rows, columns=["measure", "role", "precision", "recall", "f1", "n"]).round(4)


def compared(records: list[dict[str, Any]]) -> Iterator[tuple[list[Attribution], list[Attribution]]]:
    """For each text the attributions of the gold file and those the model finds."""
    for begin in range(0, len(records), 32):
        part = records[begin : begin + 32]
        articles = pd.DataFrame({"article_id": [r["id"] for r in part], "text": [r["text"] for r in part]})
        tables = dict(iter(tagged(articles).groupby("article_id")))
        for record in part:
            tokens = tokens_of(record["text"])
            gold = [indexed(a, tokens, 1.0) for a in record["attributions"]]
            yield gold, list(_found(tables.get(record["id"]), tokens))


def tokens_of(text: str) -> list[Span]:
    """Words and punctuation marks as character spans."""
    return [m.span() for m in _TOKEN.finditer(text)]


def _found(table: pd.DataFrame | None, tokens: list[Span]) -> Iterator[Attribution]:
    if table is None:
        return
    for _, rows in table.groupby("attribution_id", sort=False):
        spans = {r: rows.loc[rows["role"] == r, ["start", "end"]].to_numpy().tolist() for r in ROLES}
        yield indexed(spans, tokens, float(rows["confidence"].iloc[0]))


def indexed(spans: dict[str, Any], tokens: list[Span], confidence: float) -> Attribution:
    """An attribution from its spans by role, and the tokens that they touch."""
    pieces = {r: tuple(sorted((int(s), int(e)) for s, e in spans.get(r, []))) for r in ROLES}
    starts, ends = np.array(tokens, np.int64).reshape(-1, 2).T
    touched = {r: frozenset(_touched(pieces[r], starts, ends)) for r in ROLES}
    return Attribution(pieces, touched, confidence)


def _touched(pieces: Iterable[Span], starts: np.ndarray, ends: np.ndarray) -> Iterator[int]:
    for start, end in pieces:
        yield from range(int(np.searchsorted(ends, start, "right")), int(np.searchsorted(starts, end, "left")))


def matched(gold: list[Attribution], found: list[Attribution]) -> set[int]:
    """The numbers of the found attributions that match a gold one, best overlap of content first."""
    candidates = []
    for i, g in enumerate(gold):
        for j, f in enumerate(found):
            source, other = g.tokens["source"], f.tokens["source"]
            if g.tokens["cue"] & f.tokens["cue"] and (source & other or not (source or other)):
                content, given = g.tokens["content"], f.tokens["content"]
                overlap = len(content & given) / len(content | given) if content | given else 1.0
                if overlap >= 0.5:
                    candidates.append((-overlap, i, j))
    used: set[int] = set()
    taken: set[int] = set()
    for _, i, j in sorted(candidates):
        if i not in used and j not in taken:
            used.add(i)
            taken.add(j)
    return taken


def reliability(path: str | Path, bins: int = 10) -> pd.DataFrame:
    """Stated confidence against the share that is right (as ``triple`` counts), in bins of equal width.

    The expected calibration error is the mean of |confidence − right| weighted by n.
    """
    rows: list[tuple[float, bool]] = []
    for gold, found in compared(read_jsonl(path)):
        right = matched(gold, found)
        rows.extend((f.confidence, j in right) for j, f in enumerate(found))
    stated, hit = zip(*rows, strict=True) if rows else ((), ())
    return reliability_table(np.array(stated), np.array(hit), bins)


def reliability_table(stated: np.ndarray, right: np.ndarray, bins: int = 10) -> pd.DataFrame:
    """A row a bin: its lower edge, mean confidence, share that is right, n."""
    table = pd.DataFrame({"confidence": stated, "right": right}).astype(float)
    table["bin"] = np.minimum((table["confidence"] * bins).astype(int), bins - 1) / bins
    grouped = table.groupby("bin").agg(confidence=("confidence", "mean"), right=("right", "mean"), n=("right", "size"))
    return grouped.round(4).reset_index()


def calibration_error(table: pd.DataFrame) -> float:
    """Expected calibration error of a reliability table."""
    return float(np.average((table["confidence"] - table["right"]).abs(), weights=table["n"]))


def tone_of_file(path: str | Path) -> pd.DataFrame:
    """Tone towards the targets in a file of sentences, and the valence of each sentence.

    ``path``: JSON Lines (.gz too) of id, text and targets, each with start and end (characters into text). A row a
    target, in the order of the file: id, start, end, tone, tone_negative, tone_neutral, tone_positive, valence (of
    the whole text, −4 … 4). A record without targets gets one row, of its whole text, with a valence and no tone.
    A line or target that cannot be used is left out, and a warning says which and why.
    """
    texts, rows = [], []
    for line, record in _usable(path):
        texts.append((str(line), record["text"]))
        targets = list(_targets(line, record))
        bare = not record.get("targets")
        for start, end in [(0, len(record["text"]))] if bare else targets:
            rows.append((str(record.get("id", line)), str(line), start, end, bare))
    articles = pd.DataFrame(texts, columns=["article_id", "text"])
    spans = pd.DataFrame(rows, columns=["id", "article_id", "start", "end", "bare"])
    tables = [_toned(articles[i : i + 32], spans) for i in range(0, max(1, len(articles)), 32)]
    return pd.concat(tables, ignore_index=True)


def _toned(articles: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """The rows of some texts; tone and valence share one encoding."""
    here = spans[spans["article_id"].isin(articles["article_id"])]
    whole = articles.assign(start=0, end=articles["text"].str.len())
    valence = dict(zip(whole["article_id"], sentence_valence(articles, whole), strict=True))
    tone = target_tone(articles, whole, here[~here["bare"].astype(bool)])
    table = here[["id", "start", "end"]].join(tone)
    return table.assign(tone=table["tone"].fillna(""), valence=here["article_id"].map(valence).astype(float))


def _usable(path: str | Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The records of a file that have a text, with the numbers of their lines."""
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line.decode("utf-8-sig"))
            except (ValueError, RecursionError) as error:
                _skipped(number, f"it is not JSON: {error}")
                continue
            if not isinstance(record, dict) or not isinstance(record.get("text"), str):
                _skipped(number, 'it has no "text"')
            elif not isinstance(record.get("targets") or [], list):
                _skipped(number, 'its "targets" are no list')
            else:
                yield number, record | {"text": record["text"].encode("utf-8", "replace").decode("utf-8")}


def _targets(line: int, record: dict[str, Any]) -> Iterator[Span]:
    """The targets that lie within the text."""
    size = len(record["text"])
    for number, target in enumerate(record.get("targets") or [], 1):
        start, end = (target.get("start"), target.get("end")) if isinstance(target, dict) else (None, None)
        if type(start) is int and type(end) is int and 0 <= start < end <= size:
            yield start, end
        else:
            _skipped(
                line, f"target {number}, {target!r:.60}, has no start and end within the {size} characters of text"
            )


def _skipped(line: int, why: str) -> None:
    warnings.warn(f"Left out in line {line}: {why}", stacklevel=3)
