"""An archive with the story of each article, as a folder that can be analysed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.corpus import load
from analysis.corpus.clean import clean
from analysis.corpus.stories import DOUBTFUL, stories
from analysis.encoding.vectors import article_vectors
from analysis.show.files import Written
from analysis.show.tables import save

BESIDE = ("codebook.toml", "outlets.csv")


def write(path: str | Path, out: str | Path, **columns: Any) -> tuple[Written, pd.DataFrame]:
    """Find the stories of an archive and write a folder for ``Study.load``; returns what was written, and the stories.

    * ``articles.csv``: the articles as received, with the column ``story``.
    * ``stories.csv``: one row a story (see ``listed``).
    * codebook.toml and outlets.csv, where they lie beside the archive.
    """
    path, out = Path(path), Path(out)
    if out.resolve() in (path.resolve(), path.parent.resolve()):
        raise ValueError(f"{out} holds the archive itself, which is never changed: give --out another folder.")
    corpus = load(path, as_is=True, **columns)
    cleaned = clean(corpus.articles)[0]
    found = stories(cleaned, article_vectors(cleaned))
    table = listed(cleaned, found)
    out.mkdir(parents=True, exist_ok=True)
    received = corpus.articles.assign(story=found["story"]).drop(columns="n_words")
    received.to_csv(out / "articles.csv", index=False)
    paths = [out / "articles.csv", save(table, out / "stories.csv")]
    beside = [(path if path.is_dir() else path.parent) / name for name in BESIDE]
    paths += [Path(shutil.copy(file, out)) for file in beside if file.is_file()]
    return Written(paths, corpus.problems), table


def listed(articles: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """One row a story: its title, size, days, confidence, and whether it is doubtful; the doubtful ones first.

    ``articles``: article_id, outlet, published. ``found``: as made by ``analysis.corpus.stories.stories``.
    """
    table = found.merge(articles[["article_id", "outlet", "published"]], on="article_id")
    table = table.assign(day=table["published"].str[:10].replace("", None))
    rows = table.groupby(["story", "title"], sort=False).agg(
        n_articles=("article_id", "size"),
        n_outlets=("outlet", "nunique"),
        first=("day", "min"),
        last=("day", "max"),
        confidence=("confidence", "first"),
    )
    rows = rows.assign(doubtful=rows["confidence"] < DOUBTFUL).reset_index().fillna({"first": "", "last": ""})
    return rows.sort_values(["doubtful", "first", "story"], ascending=[False, True, True], ignore_index=True)
