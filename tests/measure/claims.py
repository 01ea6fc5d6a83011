"""How well coverage tells "the same claim": precision, recall and F1 on pairs labelled by hand. About a minute.

    python tests/measure/claims.py [COLLECTION]

COLLECTION: the articles of the allsides sample (JSONL); without it only the pairs of the five articles count. The
threshold SAME is the one with the best F1 on the half "choose"; "held out" is what to report. The other weights of
``features`` are shown beside it, so that a new encoder can be judged.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.attribution.vectors import sentence_vectors
from analysis.compare import coverage
from analysis.corpus import load
from analysis.text.sentences import sentences

ROOT = Path(__file__).parents[2]
SIDES = ("a", "b")


def labelled(collection=None):
    """The pairs and the articles that they stand in."""
    pairs = pd.read_csv(ROOT / "tests/data/claim_pairs.csv", comment="#", keep_default_na=False)
    five = load(ROOT / "data").articles
    text = five.set_index("article_id")["text"]
    for side in SIDES:
        mine = pairs["corpus"] == "five"
        found = [
            text[a].index(t) for a, t in zip(pairs[f"article_{side}"][mine], pairs[f"text_{side}"][mine], strict=True)
        ]
        pairs.loc[mine, f"start_{side}"] = found
        pairs.loc[mine, f"end_{side}"] = np.array(found) + pairs[f"text_{side}"][mine].str.len()
    if collection is None:
        return pairs[pairs["corpus"] == "five"].reset_index(drop=True), five
    others = load(collection, as_is=True).articles
    wanted = others["article_id"].isin([*pairs["article_a"], *pairs["article_b"]])
    return pairs, pd.concat([five, others[others["story"].isin(others.loc[wanted, "story"])]], ignore_index=True)


def scores(pairs, articles):
    """The similarity of each pair, by weight of the rare words."""
    out = {w: np.full(len(pairs), np.nan) for w in (0.0, 0.3, 0.6, 1.0)}
    story = dict(zip(articles["article_id"], articles["story"], strict=True))
    for name, mine in articles.groupby("story"):
        at = np.flatnonzero(pairs["article_a"].map(story) == name)
        if not len(at):
            continue
        text = mine.set_index("article_id")["text"]
        spans = [(pairs[f"article_{s}"][i], pairs[f"start_{s}"][i], pairs[f"end_{s}"][i]) for s in SIDES for i in at]
        own = pd.DataFrame(spans, columns=["article_id", "start", "end"])
        own["text"] = [text[a][b:e] for a, b, e in spans]
        units = pd.concat([coverage._units(sentences(mine)), own], ignore_index=True)
        vectors = sentence_vectors(mine, units)
        for w in out:
            coverage.WORDS = w
            near = coverage.features(units, vectors)[-len(own) :]
            out[w][at] = (near[: len(at)] * near[len(at) :]).sum(axis=1)
    return out


def measures(said, true):
    right = (said & true).sum()
    return right / max(1, said.sum()), right / max(1, true.sum()), 2 * right / max(1, said.sum() + true.sum())


def show(pairs, score, least=None):
    same, choose = (pairs["label"] == "same").to_numpy(), (pairs["split"] == "choose").to_numpy()
    best = max(np.unique(score), key=lambda t: measures(score[choose] >= t, same[choose])[2])
    for name, t in (("best on choose", best), ("SAME", least)):
        if t is not None:
            parts = {
                "choose": choose,
                "held out": ~choose,
                **{c: (pairs["corpus"] == c).to_numpy() for c in ("five", "allsides")},
            }
            told = [
                f"{p} " + " ".join(f"{x:.2f}" for x in measures(score[m] >= t, same[m]))
                for p, m in parts.items()
                if m.any()
            ]
            print(f"  {name} {t:.3f}: precision recall F1:", "; ".join(told))


if __name__ == "__main__":
    weight, least = coverage.WORDS, coverage.SAME
    pairs, articles = labelled(*sys.argv[1:2])
    print(len(pairs), "pairs;", pairs.groupby(["corpus", "label"]).size().to_dict())
    for w, score in scores(pairs, articles).items():
        print("weight of rare words", w)
        show(pairs, score, least if w == weight else None)
