"""Events: which articles of one story tell one event, so that silence is not taken for omission.

A folder without a story column can hold two stories, and a topic holds many. An outlet that wrote about another event
has left nothing out. Two reports of one event share its people and places, and two reports of one topic share the
topic's words only; so articles are compared by their names as much as by all their words.
"""

import math
from collections import Counter, defaultdict
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.cluster import hierarchy
from scipy.spatial import distance

from analysis import lexicons
from analysis.tables import frame, schema, string, whole
from analysis.words import words

EVENTS = schema(
    "events",
    {
        "article_id": string("the article", unique=True),
        "story": string("the story as the corpus has it"),
        "event": whole("number of the event inside the story; 1 is that of its first article", 1),
        "names": string("names that most of its articles have and the other events of the story have not"),
    },
)

ALIKE = 0.09  # mean likeness of the articles of two groups from which they tell one event
NAMES = 5  # names of an event
STEM = 6
Floats = npt.NDArray[np.float64]


def events(articles: pd.DataFrame) -> pd.DataFrame:
    """Which articles of a story tell one event: one row an article, columns as EVENTS, in the order of ``articles``.

    Articles are grouped by the mean of all pairs (average linkage) of two cosines, of the rare names and of all rare
    words. Measured by putting two stories of one newspaper archive into one at random (150 times): 7 % of the
    pairs of articles across them are taken for one event, and of 40 pairs put apart inside one topic and day, 37 do
    tell two events. Told apart too often: short articles, and comments beside the reports that they comment on.
    """
    rows: list[tuple[str, str, int, str]] = []
    for story, mine in articles.groupby("story", sort=False):
        found = [_names_and_words(text) for text in mine["text"]]
        numbers = _grouped(_likeness(found))
        told = _telling([names for names, _ in found], numbers)
        rows += [(a, str(story), n, told[n]) for a, n in zip(mine["article_id"], numbers, strict=True)]
    table = pd.DataFrame(rows, columns=list(EVENTS.columns)).set_index("article_id")
    return frame(table.reindex(articles["article_id"]).reset_index(), EVENTS)


@cache
def _function_words() -> frozenset[str]:
    return frozenset(lexicons.read("function_words")["term"])


@lru_cache(maxsize=512)  # coverage asks again
def _names_and_words(text: str) -> tuple[Counter[str], Counter[str]]:
    """The words with a capital that begin no sentence, and the stems of all words; without function words.

    Not to be changed.
    """
    names: Counter[str] = Counter()
    stems: Counter[str] = Counter()
    for start, end in words(text):
        word = text[start:end].translate(lexicons.STRAIGHT).removesuffix("'s")
        low = word.lower()
        if low in _function_words() or word.isdigit():
            continue
        before = text[start - 2] if start > 1 and text[start - 1] == " " else ""
        stems[low[:STEM]] += 1
        if word[0].isupper() and (before.islower() or (not word.isupper() and (before.isdigit() or before == ","))):
            names[word] += 1
    return names, stems


def _likeness(articles: list[tuple[Counter[str], Counter[str]]]) -> Floats:
    """Mean of the cosines of names and of words; of words alone where an article has no name that can be seen."""
    of_names, of_words = (_cosines([a[k] for a in articles]) for k in (0, 1))
    named = np.array([bool(names) for names, _ in articles])
    return np.where(named[:, None] & named, (of_names + of_words) / 2, of_words)


def _cosines(counts: list[Counter[str]]) -> Floats:
    """Cosine of every two bags of words, each word weighted by how few of the bags have it."""
    having = Counter(w for c in counts for w in c)
    column = {w: i for i, w in enumerate(having)}
    values: list[float] = []
    for count in counts:
        weight = [(1 + math.log(n)) * math.log(1 + len(counts) / having[w]) for w, n in count.items()]
        length = math.sqrt(sum(x * x for x in weight))
        values += [x / length for x in weight]
    columns = [column[w] for count in counts for w in count]
    ends = np.cumsum([0, *(len(count) for count in counts)])
    matrix = sparse.csr_array((values, columns, ends), shape=(len(counts), max(1, len(column))))
    product: Floats = (matrix @ matrix.T).toarray()
    return product


def likeness(articles: pd.DataFrame) -> float:
    """How alike the articles of different outlets are, on average: 0 nothing in common … 1 the same words.

    Reports of one event have about 0.3, reports of one topic 0.1 to 0.2. One outlet alone has 0.
    """
    outlet = articles["outlet"].to_numpy()
    pairs = np.triu(outlet[:, None] != outlet, 1)
    return float(_likeness([_names_and_words(t) for t in articles["text"]])[pairs].mean()) if pairs.any() else 0.0


def outlets_of(events: pd.DataFrame, articles: pd.DataFrame) -> dict[str, set[int]]:
    """The events of one story that each outlet tells."""
    of_article = dict(zip(events["article_id"], events["event"], strict=True))
    found: dict[str, set[int]] = defaultdict(set)
    for article_id, outlet in zip(articles["article_id"], articles["outlet"], strict=True):
        found[outlet].add(of_article[article_id])
    return found


def _grouped(likeness: Floats) -> list[int]:
    """A number a row: rows whose groups are alike in the mean of all pairs have one number; in order of appearance."""
    if len(likeness) < 2:
        return [1] * len(likeness)
    apart = distance.squareform(np.clip(1 - likeness, 0, None), checks=False)
    found = hierarchy.fcluster(hierarchy.linkage(apart, "average"), 1 - ALIKE, "distance")
    return [int(n) + 1 for n in pd.factorize(found)[0]]


def _telling(names: list[Counter[str]], numbers: list[int]) -> dict[int, str]:
    """For each event the names that stand in most of its articles and in fewest of the others; the most used first."""
    having: dict[int, Counter[str]] = defaultdict(Counter)
    uses: dict[int, Counter[str]] = defaultdict(Counter)
    for number, of_article in zip(numbers, names, strict=True):
        having[number].update(set(of_article))
        uses[number].update(of_article)
    size, total = Counter(numbers), sum(having.values(), Counter())
    others = {n: max(1, len(numbers) - size[n]) for n in size}
    told = {}
    for n, count in having.items():
        score = {w: k / size[n] - (total[w] - k) / others[n] for w, k in count.items()}
        told[n] = ", ".join(sorted(score, key=lambda w: (-score[w], -uses[n][w], w))[:NAMES])
    return told
