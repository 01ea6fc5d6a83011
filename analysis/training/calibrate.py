"""Settings of a trained model: thresholds, and what turns its numbers into honest probabilities. For training only.

Everything is fitted on development data, coarsely: a few thresholds from short lists, one logistic regression for the
confidence of attributions, one number for tone, a line for valence.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.attribution.accuracy import Attribution, indexed, matched, scores, tokens_of
from analysis.attribution.decode import Found, attributions, decide, look
from analysis.encoding.encoder import Encoded, Model, encode_text
from analysis.training.examples import Sentence

DEFAULTS: dict[str, Any] = {
    "keep": 0.0,
    "spare": 1.0,
    "switch": 0.5,
    "tags": 0.0,
    "likely": [0.0] * 8,
    "confidence": [0.0] * 8,
    "tone_scale": 1.0,
    "valence_scale": 1.0,
    "valence_shift": 0.0,
}

TRIED: dict[str, tuple[float, ...]] = {
    "keep": (0.3, 0.35, 0.4),
    "spare": (0.05, 0.1, 0.15),
    "tags": (0.3, 1.0),
}
"""Short lists: weights for source and content, other costs of a change and finer steps won nothing that would last."""


Compared = list[tuple[list[Attribution], list[Attribution]]]


def fit_thresholds(model: Model, records: list[dict[str, Any]], encoded: list[Encoded]) -> dict[str, Any]:
    """The likelihood of all likely cues, then the thresholds of the lists that do best together (`best_of`)."""
    views = [look(e, model) for e in encoded]
    everything = dict(model.settings) | {"keep": 0.0}
    settings = dict(everything)
    settings["likely"], _, _ = fit_confidence(records, [decide(v, everything) for v in views])
    tried = [dict(zip(TRIED, values, strict=True)) for values in product(*TRIED.values())]
    parts = [pairs(records, [decide(v, settings | t) for v in views]) for t in tried]
    # How much of the choice is luck: what one half of the articles chooses, measured on the other.
    for half in (0, 1):
        chosen = best_of([p[half::2] for p in parts])
        print("half", half, tried[chosen], "elsewhere", figures_of(parts[chosen][1 - half :: 2]), flush=True)
    chosen = best_of(parts)
    print("all", tried[chosen], figures_of(parts[chosen]), flush=True)
    return settings | tried[chosen]


def found_with(model: Model, encoded: list[Encoded]) -> list[list[Found]]:
    """The attributions of each text."""
    return [attributions(e, model) for e in encoded]


def pairs(records: list[dict[str, Any]], found: list[list[Found]]) -> Compared:
    """Gold and found attributions, ready to compare."""
    out = []
    for record, rows in zip(records, found, strict=True):
        tokens = tokens_of(record["text"])
        gold = [indexed(a, tokens, 1.0) for a in record["attributions"]]
        out.append(
            (gold, [indexed({"source": f.source, "cue": f.cue, "content": f.content}, tokens, 1.0) for f in rows])
        )
    return out


def figures_of(compared: Compared) -> tuple[float, float]:
    """F1 of whole attributions, and the mean F1 of tokens."""
    table = scores(compared).set_index(["measure", "role"])["f1"]
    return float(table["triple", "all"]), round(float(table["token"].mean()), 4)


def best_of(tried: list[Compared]) -> int:
    """Of those whose F1 of whole attributions is within .003 of the best, which may be luck, the best in tokens."""
    reached = [figures_of(t) for t in tried]
    highest = max(whole for whole, _ in reached)
    return max(range(len(tried)), key=lambda i: (reached[i][0] >= highest - 0.003, reached[i][1]))


def fit_confidence(
    records: list[dict[str, Any]], found: list[list[Found]], folds: int = 5
) -> tuple[list[float], NDArray[np.float64], NDArray[np.bool_]]:
    """Weights of the confidence; and for the reliability table each attribution's confidence from the other folds.

    Folds are of articles, so that no attribution is judged with the help of its neighbours. Turns of a transcript are
    left out: their confidence is given.
    """
    from sklearn.linear_model import LogisticRegression

    rows, right, fold = [], [], []
    for number, ((gold, given), known) in enumerate(zip(pairs(records, found), found, strict=True)):
        hits = matched(gold, given)
        for j, f in enumerate(known):
            if not f.evidence:
                continue
            rows.append(f.evidence)
            right.append(j in hits)
            fold.append(number % folds)
    x, y, part = np.array(rows), np.array(right), np.array(fold)
    held_out = np.zeros(len(y))
    for k in range(folds):
        fitted = LogisticRegression(max_iter=1000).fit(x[part != k], y[part != k])
        held_out[part == k] = fitted.predict_proba(x[part == k])[:, 1]
    whole = LogisticRegression(max_iter=1000).fit(x, y)
    weights = [float(whole.intercept_[0]), *(float(w) for w in whole.coef_[0])]
    return [round(w, 6) for w in weights], held_out, y


def sentence_outputs(
    model: Model, sentences: list[Sentence]
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
    """For sentences kept aside: log-probabilities of tones and the right ones; valences and the right ones."""
    from analysis.attribution.tone import tone_rows, valence_between

    plain = replace(
        model, settings=model.settings | {k: DEFAULTS[k] for k in DEFAULTS if k.startswith(("tone", "val"))}
    )
    tones: list[Any] = []
    polarities: list[int] = []
    felt: list[float] = []
    rated: list[float] = []
    for sentence in sentences:
        encoded = encode_text(sentence.text, plain)
        if sentence.targets:
            spans = [[*span, 0, len(sentence.text)] for span, _ in sentence.targets]
            tones.extend(np.log(np.maximum(tone_rows(encoded, spans, plain), 1e-9)))
            polarities.extend(p for _, p in sentence.targets)
        if sentence.valence is not None:
            felt.extend(valence_between(encoded, [[0, len(sentence.text)]], plain))
            rated.append(sentence.valence)
    return np.array(tones), np.array(polarities), np.array(felt), np.array(rated)


def fit_tone(logs: NDArray[Any], polarities: NDArray[Any]) -> float:
    """The scale of the scores before the softmax at which their probabilities are most honest."""
    scales = np.arange(0.4, 2.01, 0.05)
    return float(scales[np.argmin([loss_of(logs * s, polarities) for s in scales])].round(2))


def loss_of(scores_of: NDArray[Any], right: NDArray[Any]) -> float:
    """Mean negative log-probability of the right class."""
    norm = np.log(np.exp(scores_of).sum(1))
    return float((norm - scores_of[np.arange(len(right)), right]).mean())


def macro_f1(given: NDArray[Any], right: NDArray[Any], classes: int = 3) -> float:
    """The mean of the classes' F1."""
    parts = []
    for k in range(classes):
        hit = np.sum((given == k) & (right == k))
        parts.append(2 * hit / max(np.sum(given == k) + np.sum(right == k), 1))
    return float(np.mean(parts))
