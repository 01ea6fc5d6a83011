"""How right each method is, beside its results: measured figures with the data that they were measured on."""

import functools
import tomllib
from typing import Any

import pandas as pd

from analysis.encoding.encoder import card
from analysis.show.html import HERE, Html
from analysis.show.tables import table

COLUMNS = ["what", "figure", "data", "again"]


def accuracy(*chapters: str) -> Html:
    """The measured figures of some chapters ("attribution", "tone", "quotes", "blame", "numbers" …) as a table."""
    rows = [*_model(chapters), *(f for f in _figures() if f["chapter"] in chapters)]
    shown = pd.DataFrame(rows, columns=COLUMNS).rename(columns={"data": "measured on", "again": "measure again"})
    return table(shown, "How right this is", most=50)


@functools.cache
def _figures() -> list[dict[str, str]]:
    content = tomllib.loads((HERE / "limits.toml").read_text(encoding="utf-8"))
    figures: list[dict[str, str]] = content["figure"]
    return figures


def _model(chapters: tuple[str, ...]) -> list[dict[str, str]]:
    """The figures of the trained model, from its card."""
    figures = card()["figures"]
    rows = []
    if "attribution" in chapters:
        for f in figures["attribution"]:
            if f["measure"] in ("token", "triple"):
                what = "whole attribution, F1" if f["measure"] == "triple" else f"{f['role']} words, F1"
                shown = f"{f['f1']:.3f} (two people agree with each other: {f['two_people']:.3f})"
                rows.append(_row(what, shown, f"{f['n']:,} in PolNeAR's development articles", "accuracy"))
        error = figures["confidence"]["expected_calibration_error"]
        rows.append(_row("confidence, expected calibration error", f"{error:.3f}", "the same articles", "accuracy"))
        rows += _grammar(figures["grammar"])
    if "tone" in chapters:
        tone, valence = figures["tone"], figures["valence"]
        shown = f"{tone['macro_f1']:.3f}"
        rows.append(
            _row("tone towards a target, macro-F1", shown, f"{tone['n']} targets of NewsMTSC kept aside", "tone")
        )
        where = f"{valence['n']} sentences of editorials kept aside"
        rows.append(_row("valence, correlation with 20 readers", f"{valence['r']:.3f}", where, "tone"))
    if "coverage" in chapters:
        vectors = figures["vectors"]
        shown = f"{vectors['spearman_of_pairs']:.3f}"
        where = f"{vectors['n']:,} sentences of news kept aside"
        rows.append(_row("sentence likeness, rank correlation with its teacher", shown, where, "training"))
    return rows


GRAMMAR = {
    ("las, gold words", "GUM"): "parse: words with the right head and relation",
    ("relation", "nsubj"): "parse: subjects of active verbs, F1",
    ("relation", "obl:agent"): "parse: doers behind passive verbs, F1",
    ("names", "all"): "names with their extent and kind, F1",
    ("third-person pronoun", "news and interviews"): "he, she, they: right of those resolved",
}
"""Which of the card's figures of the grammar are shown, by measure and part."""


def _grammar(figures: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What the parse, the names and the pronouns get right, from the card."""
    rows = []
    for f in figures:
        if what := GRAMMAR.get((f["measure"], f["part"])):
            shown = f["precision"] if "pronoun" in f["measure"] else f["f1"]
            more = f" ({f['recall']:.2f} of all)" if "pronoun" in f["measure"] else ""
            where = "English Worldwide Newswire" if f["measure"] == "names" else "Universal Dependencies GUM"
            rows.append(_row(what, f"{shown:.3f}{more}", f"{f['n']:,} in {where}, development part", "accuracy"))
    return rows


def _row(what: str, figure: str, data: str, command: str) -> dict[str, str]:
    return {"what": what, "figure": figure, "data": data, "again": f"python -m analysis {command}"}
