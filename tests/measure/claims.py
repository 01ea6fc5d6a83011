"""How well coverage tells "the same claim": precision, recall and F1 on pairs labelled by hand. About a minute.

    python tests/measure/claims.py [COLLECTION]

COLLECTION: the articles of the allsides sample (JSONL); without it only the pairs of the five articles count. SAME
and WORDS are those with the best F1 over all pairs. What to report is the cross-validated line: of pairs that had no
part in the choice, five-fold, twenty times.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.compare import coverage
from analysis.corpus import load
from analysis.encoding.vectors import sentence_vectors
from analysis.text.sentences import sentences

ROOT = Path(__file__).parents[2]
SIDES = ("a", "b")
WORDS = coverage.WORDS


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
    """The similarity of each pair, less what its story asks beyond SAME, by weight of the rare words."""
    out = {w: np.full(len(pairs), np.nan) for w in sorted({0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, WORDS})}
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
        more = coverage.least_similarity(mine) - coverage.SAME  # what this story asks beyond SAME
        for w in out:
            coverage.WORDS = w
            near = coverage.features(units, vectors)[-len(own) :]
            out[w][at] = (near[: len(at)] * near[len(at) :]).sum(axis=1) - more
    return out


def measures(said, true):
    right = (said & true).sum()
    return right / max(1, said.sum()), right / max(1, true.sum()), 2 * right / max(1, said.sum() + true.sum())


def best(scores, same):
    """The weight and the threshold with the best F1; of thresholds that are equally good, the middle one."""
    found = []
    for weight, score in scores.items():
        order = np.unique(score)
        f1 = np.array([measures(score >= t, same)[2] for t in order])
        top = order[f1 == f1.max()]
        found.append((f1.max(), weight, float(top[len(top) // 2])))
    return max(found)[1:]


def cross_validated(scores, same, repeats=20, folds=5):
    """Precision, recall and F1 of pairs whose weight and threshold were chosen on the other pairs."""
    rng, told = np.random.default_rng(0), []
    for _ in range(repeats):
        fold = rng.permutation(len(same)) % folds
        said = np.zeros(len(same), bool)
        for k in range(folds):
            weight, t = best({w: s[fold != k] for w, s in scores.items()}, same[fold != k])
            said[fold == k] = scores[weight][fold == k] >= t
        told.append(measures(said, same))
    return np.mean(told, axis=0)


def line(name, said, same, corpora):
    parts = {"all": np.ones(len(same), bool), **{c: corpora == c for c in np.unique(corpora)}}
    told = [f"{p} " + " ".join(f"{x:.2f}" for x in measures(said[m], same[m])) for p, m in parts.items()]
    print(f"  {name}: precision recall F1:", "; ".join(told))


if __name__ == "__main__":
    pairs, articles = labelled(*sys.argv[1:2])
    print(len(pairs), "pairs;", pairs.groupby(["corpus", "label"]).size().to_dict())
    same, corpora = (pairs["label"] == "same").to_numpy(), pairs["corpus"].to_numpy()
    found = scores(pairs, articles)
    line(f"now: WORDS {WORDS}, SAME {coverage.SAME}", found[WORDS] >= coverage.SAME, same, corpora)
    for w, score in found.items():
        weight, t = best({w: score}, same)
        line(f"best of WORDS {weight}: SAME {t:.3f}", score >= t, same, corpora)
        print("    cross-validated:", " ".join(f"{x:.2f}" for x in cross_validated({w: score}, same)))
    print("  weight and threshold cross-validated:", " ".join(f"{x:.2f}" for x in cross_validated(found, same)))
