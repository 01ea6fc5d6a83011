"""Measures the lens ``loaded`` on BASIL (Fan et al. 2019): ``python tests/measure/loaded_basil.py dev.jsonl.gz``.

One JSON object a line: id, event, outlet, text, sentences ([start, end]), spans (start, end, bias lex or inf, quote
yes or no). Lexical bias outside quotations is compared with the lens outside quotations. Prints for each kind:

* agreement: of the pairs of outlets on one event whose annotated lexical bias differs, the share in which the outlet
  with more of it (spans per 1,000 words) also has the higher rate of the lens; 0.5 is chance; with a 95 % interval
  from a bootstrap over events, and the mean Kendall's tau-b within an event;
* touched: the share of annotated lexical spans in which the lens finds a word, and the share expected by chance: of
  stretches as long, at every other place of the same article.
"""

import gzip
import itertools
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import kendalltau

from analysis import tables
from analysis.attribution.voices import voices
from analysis.lenses.loaded import KINDS, loaded
from analysis.text.quoted import quoted
from analysis.words import words


def main(path: str) -> None:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        articles = pd.DataFrame(map(json.loads, lines)).rename(columns={"id": "article_id"})
    sentences = _sentences(articles)
    marks = quoted(articles, sentences)
    hits = loaded(articles, sentences, voices(articles, sentences, marks, tables.empty(tables.ATTRIBUTION_SPANS)))
    hits = hits[hits["voice"] == "outlet"]
    articles["n_words"] = [len(words(t)) for t in articles["text"]]
    lexical = {
        a: [s for s in spans if s["bias"] == "lex" and s["quote"] == "no"] for a, spans in _pairs(articles, "spans")
    }
    articles["gold"] = [1000 * len(lexical[a]) / n for a, n in _pairs(articles, "n_words")]
    print(f"{len(articles)} articles, {articles['event'].nunique()} events, {sum(map(len, lexical.values()))} spans")
    groups = {"framing": hits["bias"] == "framing", "epistemological": hits["bias"] == "epistemological"}
    groups |= {"all": hits["bias"] != ""} | {k: hits["kind"] == k for k in KINDS}
    for name, of in groups.items():
        found = hits[of]
        rate = 1000 * articles["article_id"].map(found.groupby("article_id").size()).fillna(0) / articles["n_words"]
        share, low, high, tau = agreement(articles.assign(rate=rate))
        hit, chance = touched(articles, lexical, found)
        print(
            f"{name:16} {len(found):5} hits  agreement {share:.2f} [{low:.2f}, {high:.2f}]  tau {tau:+.2f}"
            f"  touched {hit:.3f}  by chance {chance:.3f}"
        )


def agreement(articles: pd.DataFrame) -> tuple[float, float, float, float]:
    """Share of ordered pairs that agree (a tie of the lens is half), its interval, and the mean tau-b."""
    scores, taus = [], []
    for _, event in articles.groupby("event"):
        pairs = itertools.combinations(zip(event["gold"], event["rate"], strict=True), 2)
        agree = [0.5 + 0.5 * np.sign((a - c) * (b - d)) for (a, b), (c, d) in pairs if a != c]
        scores.append((sum(agree), len(agree)))
        taus.append(kendalltau(event["gold"], event["rate"]).statistic)
    sums = np.array(scores, dtype=float)
    drawn = sums[np.random.default_rng(0).integers(0, len(sums), (10_000, len(sums)))].sum(axis=1)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], [0.025, 0.975])
    return sums[:, 0].sum() / sums[:, 1].sum(), low, high, float(np.nanmean(taus))


def touched(articles: pd.DataFrame, lexical: dict[str, list[dict]], hits: pd.DataFrame) -> tuple[float, float]:
    """Share of annotated spans with a hit; share of equally long stretches of words anywhere in their article."""
    of_article = {a: g[["start", "end"]].to_numpy() for a, g in hits.groupby("article_id")}
    touches, chances = [], []
    for article, text in _pairs(articles, "text"):
        found = of_article.get(article, np.empty((0, 2), dtype=int))
        at = np.array(words(text))
        marked = np.array([bool(((found[:, 0] < e) & (found[:, 1] > b)).any()) for b, e in at])
        for span in lexical[article]:
            inside = (at[:, 0] < span["end"]) & (at[:, 1] > span["start"])
            touches.append(bool((marked & inside).any()))
            size = max(1, int(inside.sum()))
            chances.append(np.lib.stride_tricks.sliding_window_view(marked, size).any(axis=1).mean())
    return float(np.mean(touches)), float(np.mean(chances))


def _pairs(articles: pd.DataFrame, column: str) -> list[tuple]:
    return list(zip(articles["article_id"], articles[column], strict=True))


def _sentences(articles: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (f"{a}:s{n}", a, n, n, "body", start, end, text[start:end])
        for (a, spans), text in zip(_pairs(articles, "sentences"), articles["text"], strict=True)
        for n, (start, end) in enumerate([(0, 0), *spans])
    ]
    return tables.frame(pd.DataFrame(rows, columns=list(tables.SENTENCES.columns)), tables.SENTENCES)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
        sys.exit("usage: python tests/measure/loaded_basil.py dev.jsonl.gz")
    main(sys.argv[1])
