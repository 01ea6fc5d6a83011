"""How well source types and stances agree with the labels in tests/data, on texts that are not in the project.

    python tests/measure/attribution_labels.py POLNEAR_FOLDER [LEXICON_FOLDER]

POLNEAR_FOLDER holds dev.jsonl.gz and train.jsonl.gz (one article a line: id, text, attributions with the spans of
source, cue and content). LEXICON_FOLDER holds word lists, one word a line, whose coverage is printed.
"""

import csv
import gzip
import json
import sys
from collections import Counter
from pathlib import Path

import pandas as pd

from analysis import tables
from analysis.attribution.attributions import attributions
from analysis.attribution.stance import heads
from analysis.grammar.names import names
from analysis.grammar.words import words
from analysis.text.quoted import quoted
from analysis.text.sentences import sentences

LABELS = Path(__file__).parents[1] / "data" / "polnear_sources.csv"
ROLES = ("source", "cue", "content")


def read(path, wanted=None):
    """The gold file as articles and attribution_spans, with the key of each attribution."""
    facts = dict.fromkeys(tables.ARTICLES.columns, "") | {"source_row": 0}
    articles, spans, keys = [], [], {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for gold in map(json.loads, lines):
            name, text = gold["id"], gold["text"]
            if wanted is not None and name not in wanted:
                continue
            headline = {"headline": gold["title"] or ""}
            articles.append(facts | headline | {"article_id": name, "text": text, "n_words": len(text.split())})
            for n, found in enumerate(gold["attributions"]):
                key = f"{name}:a{n}"
                keys[name, spelt(found["source"]), spelt(found["cue"])] = key
                spans += [(name, key, role, b, e, text[b:e], 1.0) for role in ROLES for b, e in found[role]]
    table = pd.DataFrame(spans, columns=list(tables.ATTRIBUTION_SPANS.columns))
    return tables.frame(articles, tables.ARTICLES), tables.frame(table, tables.ATTRIBUTION_SPANS), keys


def spelt(pieces):
    return " ".join(f"{b}-{e}" for b, e in sorted(pieces))


def f1(pairs):
    """F1 of each label that the gold has, from pairs of gold and found."""
    both = Counter(pairs)
    gold, found = Counter(g for g, _ in pairs), Counter(f for _, f in pairs)
    return {label: 2 * both[label, label] / (gold[label] + found[label]) for label in sorted(gold)}


def agreement(folder):
    with LABELS.open(encoding="utf-8", newline="") as lines:
        labels = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    found = {}
    for split in ("dev", "train"):
        wanted = {row["article_id"] for row in labels if row["split"] == f"polnear-{split}"}
        articles, spans, keys = read(folder / f"{split}.jsonl.gz", wanted)
        cut = sentences(articles)
        told = words(articles, cut)
        rows = attributions(articles, cut, quoted(articles, cut), spans, told, names(articles, cut, told))
        rows = rows.set_index("attribution_id")
        found |= {key: rows.loc[name] for key, name in keys.items() if name in rows.index}
    for part in ("tune", "held out"):
        for column in ("source_type", "stance"):
            pairs = [
                (row[column], found[row["article_id"], row["source"], row["cue"]][column])
                for row in labels
                if row["part"] == part and row[column]
            ]
            scores = f1(pairs)
            right = sum(g == f for g, f in pairs) / len(pairs)
            each = ", ".join(f"{k} {v:.2f} ({sum(g == k for g, _ in pairs)})" for k, v in scores.items())
            macro = sum(scores.values()) / len(scores)
            print(f"{part} {column}: n {len(pairs)}, accuracy {right:.3f}, macro-F1 {macro:.3f}: {each}")


def coverage(folder, lists):
    """Share of the cues of the dev split, and of the words of published lists, that have a head in the lexicon."""
    _, spans, _ = read(folder / "dev.jsonl.gz")
    cues = spans[spans["role"] == "cue"].groupby("attribution_id")["text"].agg(" … ".join)
    worded = cues[cues.str.contains(r"[^\W\d_]")]
    print(f"cues with a head: {(heads(cues)['lemma'] != '').mean():.3f} of {len(cues)}", end="; ")
    print(f"of cues with a word: {(heads(worded)['lemma'] != '').mean():.3f} of {len(worded)}")
    for path in sorted(lists.glob("*.txt")) if lists else []:
        listed = [
            w.strip() for w in path.read_text(encoding="utf-8").splitlines() if w.strip() and not w.startswith("#")
        ]
        known = heads(listed)["lemma"] != ""
        print(f"{path.stem}: {known.mean():.2f} of {len(listed)}")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    agreement(Path(sys.argv[1]))
    coverage(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else None)
