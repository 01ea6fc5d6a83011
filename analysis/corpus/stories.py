"""Stories: which articles of an archive tell one event.

Two articles are as alike as their words, their names and what their leads mean, and the less so the more days lie
between them. Groups grow while the mean over all their pairs stays above one threshold (average linkage), so that
events do not chain. Only pairs within a window of days are looked at: for a fixed number of articles a day the work
grows as the number of articles does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.cluster import hierarchy
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform
from scipy.special import expit
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, HashingVectorizer, TfidfTransformer
from sklearn.preprocessing import normalize

from analysis.tables import frame, real, schema, string, whole

STORIES = schema(
    "stories",
    {
        "article_id": string("the article", unique=True),
        "story": string("the event, named after its first day and its title"),
        "title": string("the headline whose words are nearest to all articles of the story"),
        "n_articles": whole("articles of the story", 1),
        "confidence": real(
            "how clear it is that the story is one event and the whole of it: near 1 where it is, 0.25 where another "
            "threshold would decide otherwise; no probability"
        ),
    },
)

ALIKE = 0.34  # mean likeness of the articles of two groups from which they tell one event
NEAR = 0.25  # likeness of two articles from which they speak against putting their stories apart
DAYS = 4.0  # standard deviation of the date kernel, in days
UNDATED = 2.6  # days between an article without a date and any other: more likeness is asked of them, 0.42
WINDOW = 6  # days; articles farther apart would stay below ALIKE if they were copies
READ = 3000  # characters of an article whose words and names are compared
GROUPED = 4000  # articles of which every two are compared, at most
BLOCK = 500  # articles that are compared with their window at a time
SURE = 25.0  # how fast a decision gets clear with its distance from ALIKE
DOUBTFUL = 0.75  # confidence below which a story is to be looked at
TITLE = 80  # characters of the title in the name of a story

Floats = npt.NDArray[np.float32]
Reals = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

_WORDS = {"stop_words": "english"}
_NAMES = {  # words with a capital
    "lowercase": False,
    "token_pattern": r"\b[^\W\d_a-z]\w+",
    "stop_words": [form for word in ENGLISH_STOP_WORDS for form in (word.capitalize(), word.upper())],
}


class Compared(NamedTuple):
    """What articles are compared by, a row each."""

    bags: Any  # sparse: weights of words and of names, unit length
    vectors: Floats  # what headline and lead mean, unit length
    days: Reals  # since 1970; NaN where not known


def stories(articles: pd.DataFrame, vectors: Floats) -> pd.DataFrame:
    """The story of each article: one row an article, columns as STORIES, in the order of ``articles``.

    ``articles``: article_id, published, headline, text. ``vectors``: as made by
    ``analysis.encoding.vectors.article_vectors``. An article without a date may join a story of any day.
    """
    bags, headlines = _bags(articles["text"].str[:READ], articles["headline"])
    compared = Compared(bags, vectors, _days(articles["published"]))
    near = _near(compared)
    number, inside = np.zeros(len(articles), np.int64), np.zeros(len(articles))
    first = 0
    for places in _components(near, ALIKE):
        found, inside[places] = _grouped(likeness(compared, places, places))
        number[places], first = first + found, first + found.max() + 1
    table = articles[["article_id", "published"]].assign(number=number)
    table["confidence"] = _sure(inside - ALIKE) * _sure(ALIKE - _outside(near, number))
    table["title"] = _titles(articles, bags, headlines, number)
    table["n_articles"] = table.groupby("number")["number"].transform("size")
    return frame(table.assign(story=_named(table)), STORIES)


def likeness(compared: Compared, rows: Places, columns: Places) -> Floats:
    """Of every two articles the mean of two cosines, of words with names and of meaning, times the date kernel."""
    bags, vectors, days = compared
    words = (bags[rows] @ bags[columns].T).toarray()
    apart = np.nan_to_num(np.abs(days[rows][:, None] - days[columns]), nan=UNDATED)
    kernel = np.where(apart > WINDOW, 0, np.exp(-((apart / DAYS) ** 2) / 2))
    alike: Floats = ((words + vectors[rows] @ vectors[columns].T) / 2 * kernel).astype(np.float32)
    return alike


# --- What is compared -----------------------------------------------------------------------------------------------


def _bags(texts: pd.Series, headlines: pd.Series) -> tuple[Any, Any]:
    """The words and names of texts and of headlines, weighed by how few of the texts have them (tf-idf)."""
    of_texts, of_headlines = [], []
    for kind in (_WORDS, _NAMES):
        counts = HashingVectorizer(norm=None, alternate_sign=False, dtype=np.float32, **kind)
        weights = TfidfTransformer(sublinear_tf=True)
        of_texts.append(weights.fit_transform(counts.transform(texts)))
        of_headlines.append(weights.transform(counts.transform(headlines)))
    bags, heads = (normalize(sparse.hstack(parts, format="csr")) for parts in (of_texts, of_headlines))
    return bags, heads


def _days(published: pd.Series) -> Reals:
    dates = pd.to_datetime(published.str[:10], format="%Y-%m-%d", errors="coerce")
    return np.asarray((dates - pd.Timestamp(0)) / pd.Timedelta(days=1), dtype=np.float64)


# --- Groups ---------------------------------------------------------------------------------------------------------


def _near(compared: Compared) -> Any:
    """Articles × articles, sparse: the likeness of every two that are NEAR; each pair stands there once."""
    n = len(compared.days)
    found = [
        (rows[r], columns[c], alike[r, c])
        for rows, columns in _windows(compared.days)
        for alike in [likeness(compared, rows, columns)]
        for r, c in [np.nonzero(np.triu(alike, 1) >= NEAR)]  # its first columns are its rows
    ]
    rows, columns, alike = (np.concatenate(part) for part in zip(*found, strict=True)) if found else ([], [], [])
    return sparse.csr_array((alike, (rows, columns)), shape=(n, n))


def _windows(days: Reals) -> Iterator[tuple[Places, Places]]:
    """Articles, some at a time, with those of the same days and later ones in the window, and all without a date."""
    order = np.argsort(days, kind="stable")
    dated = days[order][~np.isnan(days[order])]
    for start in range(0, len(order), BLOCK):
        last = dated[min(start + BLOCK, len(dated)) - 1] if start < len(dated) else -np.inf
        end = int(np.searchsorted(dated, last + WINDOW, "right"))
        yield order[start : start + BLOCK], np.concatenate([order[start:end], order[max(start, len(dated)) :]])


def _components(near: Any, least: float) -> Iterator[Places]:
    """The articles that hang together by pairs of at least so much; groups cannot reach beyond them.

    What is too large to compare every two is taken apart at its weaker pairs.
    """
    label = connected_components(near >= least, directed=False)[1]
    order = np.argsort(label, kind="stable")
    for places in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        if len(places) <= GROUPED:
            yield places
        else:
            yield from (places[part] for part in _components(near[places][:, places], least + 0.02))


def _grouped(alike: Floats) -> tuple[Places, Reals]:
    """A number for each article, from 0, the same for one group, and the mean likeness inside its group."""
    if len(alike) == 1:
        return np.zeros(1, np.int64), np.ones(1)
    apart = squareform(np.clip(1 - alike, 0, None), checks=False)
    number = hierarchy.fcluster(hierarchy.linkage(apart, "average"), 1 - ALIKE, "distance") - 1
    member = np.equal.outer(np.arange(number.max() + 1), number).astype(np.float32)
    size = member.sum(axis=1)
    pairs = np.maximum(size * (size - 1), 1)
    inside = np.where(size > 1, (((member @ alike) * member).sum(axis=1) - member @ np.diag(alike)) / pairs, 1)
    return number.astype(np.int64), inside[number].astype(np.float64)


def _outside(near: Any, number: Places) -> Reals:
    """For each article the mean likeness of its story and the story that is nearest to it, 0 if none is near."""
    n = len(number)
    member = sparse.csr_array((np.ones(n), (number, np.arange(n))), shape=(number.max() + 1, n))
    size = member.sum(axis=1)
    between = (member @ (near + near.T) @ member.T).tocoo()
    means = np.where(between.row == between.col, 0, between.data / (size[between.row] * size[between.col]))
    nearest = sparse.csr_array((means, (between.row, between.col)), shape=between.shape).max(axis=1).toarray()
    return np.asarray(nearest, dtype=float).ravel()[number]


def _sure(distance: Reals) -> Reals:
    """How clear a decision is that lies so far on its side of ALIKE, from 0.5 at it to 1."""
    return np.asarray(expit(SURE * distance), dtype=float)


# --- Names ----------------------------------------------------------------------------------------------------------


def _titles(articles: pd.DataFrame, bags: Any, headlines: Any, number: Places) -> pd.Series:
    """For each article the title of its story: the headline that has most of what the articles have in common."""
    n = len(number)
    member = sparse.csr_array((np.ones(n), (number, np.arange(n))), shape=(number.max() + 1, n))
    common = np.asarray(headlines.multiply((member @ bags)[number]).sum(axis=1)).ravel()
    best = pd.Series(common).groupby(number).idxmax().to_numpy()
    title = articles["headline"].where(articles["headline"] != "", articles["text"].str.split("\n").str[0])
    return pd.Series(title.iloc[best].to_numpy()[number], index=articles.index)


def _named(table: pd.DataFrame) -> pd.Series:
    """Names of stories: first day and title; a number where two have the same."""
    day = table["published"].str[:10].where(table["published"] != "", "9")
    first = day.groupby(table["number"]).transform("min").replace("9", "")
    name = (first + " " + table["title"].str[:TITLE]).str.strip()
    again = pd.DataFrame({"name": name, "number": table["number"]}).drop_duplicates()
    nth = (again.groupby("name").cumcount() + 1).set_axis(again["number"])
    nth = table["number"].map(nth)
    return name.where(nth == 1, name + " (" + nth.astype("str") + ")")
