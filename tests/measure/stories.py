"""Measures stories on articles whose event is known: ``python tests/measure/stories.py GOLD.jsonl.gz [--undated]``.

One JSON object a line with id (or article_id), event (or story) and text, and, where known, date (or published) and
title (or headline). Prints B³ precision, recall and F1 (Bagga & Baldwin 1998) of the program, how many of its stories
are exactly an event, among the doubtful ones and the others, and B³ F1 of tf-idf alone (average linkage, no dates) at
several thresholds.
"""

import argparse
import gzip
import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.cluster import hierarchy
from scipy.spatial.distance import squareform
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.corpus.stories import DOUBTFUL, stories
from analysis.encoding.vectors import article_vectors

NAMES = {"id": "article_id", "story": "event", "date": "published", "title": "headline"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--undated", action="store_true", help="without the dates")
    options = parser.parse_args()
    articles = read(options.gold)
    if options.undated:
        articles["published"] = ""
    start = time.process_time()
    vectors = article_vectors(articles)
    middle = time.process_time()
    found = stories(articles, vectors)
    end = time.process_time()
    n, events = len(articles), articles["event"]
    print(f"{n} articles, {events.nunique()} events, {found['story'].nunique()} stories")
    print("B³ precision {:.3f}, recall {:.3f}, F1 {:.3f}".format(*b_cubed(events, found["story"])))
    print(
        f"processor time an article: vectors {1e3 * (middle - start) / n:.1f} ms, "
        f"groups {1e3 * (end - middle) / n:.1f} ms"
    )
    right = exact(events, found["story"])
    for name, of in (("doubtful", found["confidence"] < DOUBTFUL), ("others", found["confidence"] >= DOUBTFUL)):
        mine = right[found["story"][of].unique()]
        print(f"{name}: {mine.sum()} of {len(mine)} stories are exactly an event")
    if n <= 2000:
        of_words = words_alone(articles["text"])
        print(
            "tf-idf alone:",
            ", ".join(f"{t:.2f} {b_cubed(events, of_words(t))[2]:.3f}" for t in np.arange(0.1, 0.32, 0.02)),
        )


def read(path: Path) -> pd.DataFrame:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        rows = pd.DataFrame(map(json.loads, lines))
    rows = rows.rename(columns={k: v for k, v in NAMES.items() if v not in rows})
    for column in ("published", "headline"):
        rows[column] = rows[column].fillna("").astype(str) if column in rows else ""
    return rows


def b_cubed(gold: pd.Series, found: pd.Series) -> tuple[float, float, float]:
    """Precision, recall and F1, each article counting alike."""
    table = pd.DataFrame({"gold": pd.factorize(gold)[0], "found": pd.factorize(found)[0]})
    both = table.groupby(["gold", "found"])["gold"].transform("size")
    precision = float((both / table.groupby("found")["gold"].transform("size")).mean())
    recall = float((both / table.groupby("gold")["gold"].transform("size")).mean())
    return precision, recall, 2 * precision * recall / (precision + recall)


def exact(gold: pd.Series, found: pd.Series) -> pd.Series:
    """For each story whether it has all articles of one event and no others."""
    size = gold.value_counts()
    events = gold.groupby(found.to_numpy())
    return (events.min() == events.max()) & (events.size() == events.first().map(size))


def words_alone(texts: pd.Series):
    bags = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(texts)
    apart = squareform(np.clip(1 - (bags @ bags.T).toarray(), 0, None), checks=False)
    tree = hierarchy.linkage(apart, "average")
    return lambda threshold: pd.Series(hierarchy.fcluster(tree, 1 - threshold, "distance"))


if __name__ == "__main__":
    main()
