"""Finish a training: export, settings, figures on development data, and the model card. For training only."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.attribution.accuracy import calibration_error, reliability_table, scores
from analysis.encoding import encoder
from analysis.encoding.encoder import Encoded, Model, encode_text, model_from, read_file
from analysis.encoding.gold import read_jsonl
from analysis.encoding.vectors import vectors_between
from analysis.training import calibrate, export
from analysis.training.examples import Sentence, article_sentences

SOURCES = [
    {
        "name": "PolNeAR 1.0, training split",
        "used_for": "attribution; half of its articles, as plain text, also for sentence vectors",
        "by": "Newell, Margolin, Ruths 2018",
        "licence": "none stated by its authors; nothing of its text or annotation is in this repository",
    },
    {
        "name": "NewsMTSC, training split",
        "used_for": "tone towards a target",
        "by": "Hamborg, Donnay 2021",
        "licence": "MIT, as the text in its repository says; the sentences are of news articles",
    },
    {
        "name": "New York Times editorial snippets with twenty ratings each, part of them",
        "used_for": "valence of a sentence",
        "by": "Hutto, Gilbert 2014 (vaderSentiment)",
        "licence": "MIT (vaderSentiment); the sentences are of editorials",
    },
    {
        "name": "all-MiniLM-L6-v2",
        "used_for": "the weights training starts from, and the teacher of sentence vectors",
        "by": "sentence-transformers",
        "licence": "Apache 2.0",
    },
    {
        "name": "Article-Bias-Prediction, a sample of articles as plain text",
        "used_for": "sentence vectors, without labels",
        "by": "Baly et al. 2020",
        "licence": "Apache 2.0",
    },
]
PEOPLE = {
    "source": {"token": 0.811, "exact": 0.782},
    "cue": {"token": 0.698, "exact": 0.711},
    "content": {"token": 0.917, "exact": 0.661},
    "all": {"triple": 0.753},
}


def finish(
    weights: Mapping[str, NDArray[np.float32]],
    tokenizer: str,
    options: argparse.Namespace,
    aside: list[Sentence],
    teach: Any,
    folder: Path = encoder.FOLDER,
) -> dict[str, Any]:
    """Write the model file and its card; gives the figures. `teach` makes the untouched encoder's vectors of texts."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / encoder.MODEL.name
    export.write_model(path, weights, tokenizer, calibrate.DEFAULTS)
    model = model_from(read_file(path, _sha256(path)))
    records = read_jsonl(options.dev)
    encoded = [encode_text(r["text"], model) for r in records]
    settings = calibrate.fit_thresholds(model, records, encoded)
    found = calibrate.found_with(replace(model, settings=settings), encoded)
    table = scores(calibrate.pairs(records, found))
    settings["confidence"], stated, right = calibrate.fit_confidence(records, found)
    figures: dict[str, Any] = {"attribution": table.to_dict("records")}
    bins = reliability_table(stated, right)
    figures["confidence"] = {"expected_calibration_error": round(calibration_error(bins), 4)}
    figures["reliability"] = bins.to_dict("records")
    figures |= _sentence_figures(model, aside, settings)
    figures["vectors"] = vector_figures(model, records, encoded, teach)
    export.write_settings(path, settings)
    (folder / encoder.CARD.name).write_text(card_text(path, options, figures), "utf-8")
    return figures


def _sentence_figures(model: Model, aside: list[Sentence], settings: dict[str, Any]) -> dict[str, Any]:
    """Tone and valence on the sentences kept aside; fits their settings."""
    logs, polarities, felt, rated = calibrate.sentence_outputs(model, aside)
    figures: dict[str, Any] = {}
    if len(polarities):
        settings["tone_scale"] = calibrate.fit_tone(logs, polarities)
        p = np.exp(logs * settings["tone_scale"])
        p /= p.sum(1, keepdims=True)
        given = p.argmax(1)
        figures["tone"] = {
            "n": len(polarities),
            "macro_f1": round(calibrate.macro_f1(given, polarities), 4),
            "accuracy": round(float((given == polarities).mean()), 4),
            "expected_calibration_error": round(calibration_error(reliability_table(p.max(1), given == polarities)), 4),
        }
    if len(rated):
        scale, shift = np.polyfit(felt, rated, 1)
        settings["valence_scale"], settings["valence_shift"] = round(float(scale), 4), round(float(shift), 4)
        figures["valence"] = {"n": len(rated), "r": round(float(np.corrcoef(felt, rated)[0, 1]), 4)}
    return figures


def vector_figures(
    model: Model, records: list[dict[str, Any]], encoded: list[Encoded], teach: Any, most: int = 1500
) -> dict[str, Any]:
    """Nearness of the sentence vectors to the untouched encoder's, on texts not trained on."""
    from scipy.stats import spearmanr

    places = []
    for number, (record, one) in enumerate(zip(records, encoded, strict=True)):
        begin = 0
        for sentence in article_sentences(record["text"], one.cut):
            begin = record["text"].index(sentence, begin)
            places.append((number, begin, begin + len(sentence), sentence))
            begin += len(sentence)
    draw = np.random.default_rng(0)
    chosen = [places[i] for i in draw.permutation(len(places))[:most]]
    wanted = np.asarray(teach([s for *_, s in chosen]))
    ours = np.concatenate([vectors_between(encoded[n], [(a, b)], model) for n, a, b, _ in chosen])
    one, other = draw.integers(0, len(chosen), (2, 20_000))
    apart = one != other
    theirs = (wanted[one] * wanted[other]).sum(1)[apart]
    near = theirs > 0.4
    mine = (ours[one] * ours[other]).sum(1)[apart]
    return {
        "n": len(chosen),
        "mean_cosine": round(float((ours * wanted).sum(1).mean()), 4),
        "spearman_of_pairs": round(float(spearmanr(mine, theirs).statistic), 4),
        "mean_difference_of_near_pairs": round(float(np.abs(mine - theirs)[near].mean()), 4),
    }


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def card_text(path: Path, options: argparse.Namespace, figures: dict[str, Any]) -> str:
    """The model card as TOML."""
    command = ["python -m analysis.training.train TRAIN.jsonl DEV.jsonl"]
    for name in ("newsmtsc", "editorials", "unlabelled"):
        if getattr(options, name):
            command.append(f"--{name} {name.upper()}.jsonl")
    top = {
        "title": "Attribution, tone and sentence vectors from one encoding",
        "base": "all-MiniLM-L6-v2, 6 layers, 22.7 million parameters, 8-bit weights",
        "language": "English news; other languages give rows of little worth",
        "date": date.today().isoformat(),
        "command": " ".join(command),
        "epochs": options.epochs,
        "seed": options.seed,
        "remade": "Yes: this file is the result of one run of the command, from the untouched encoder.",
        "note": (
            "Thresholds and calibrations were fitted on the same development data as the figures below, "
            "the confidence of attributions by five folds of articles."
        ),
    }
    parts = [_table("", top)]
    parts.append(_table("[file]", {"name": path.name, "bytes": path.stat().st_size, "sha256": _sha256(path)}))
    parts.extend(_table("[[sources]]", s) for s in SOURCES)
    for row in figures["attribution"]:
        people = PEOPLE[row["role"]].get(row["measure"])
        parts.append(_table("[[figures.attribution]]", row | ({"two_people": people} if people else {})))
    for name in ("confidence", "tone", "valence", "vectors"):
        if name in figures:
            parts.append(_table(f"[figures.{name}]", figures[name]))
    parts.extend(_table("[[figures.reliability]]", row) for row in figures["reliability"])
    return "\n\n".join(parts) + "\n"


def _table(head: str, values: Mapping[str, Any]) -> str:
    lines = [f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in values.items()]
    return "\n".join([head, *lines] if head else lines)


def put(path: Path, head: str, rows: list[Mapping[str, Any]]) -> None:
    """Put the tables of one name ("[files.grammar]", "[[figures.grammar]]") into a card, in the place of older ones."""
    kept = [part for part in path.read_text("utf-8").strip().split("\n\n") if part.split("\n", 1)[0] != head]
    path.write_text("\n\n".join([*kept, *(_table(head, row) for row in rows)]) + "\n", "utf-8")
