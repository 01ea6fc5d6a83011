"""Wire copy: sentences that stand word for word in another outlet's article of the same story.

Newsrooms print agency text, so two outlets can agree because one hand wrote both. Here every sentence is compared by
its shingles, five words in a row, which two writers seldom share by chance; a sentence's *share* is the part of its
words that lie in a shingle of the other article (containment). Public statements that both quote are shared words
too, and no wire copy: ``in_quotes`` tells them apart.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from analysis.lexicons import STRAIGHT
from analysis.tables import frame, real, schema, string, whole
from analysis.words import words

WIRE = schema(
    "wire",
    {
        "sentence_id": string("the sentence"),
        "article_id": string("its article"),
        "outlet": string("its outlet"),
        "story": string("the event"),
        "other_outlet": string("an outlet that has words of it"),
        "other_article_id": string("the article of that outlet that has most of it"),
        "share": real("words of the sentence that stand there in runs of five or more, 0 to 1"),
        "in_quotes": real("part of those words that stand between quotation marks here, 0 to 1"),
        "start": whole("first character of the longest shared run in articles.text"),
        "end": whole("character after the last one"),
        "text": string("the longest shared run, as printed here"),
        "n_words": whole("words of the longest shared run"),
        "credit": string("agencies that this article credits"),
        "other_credit": string("agencies that the other article credits"),
    },
)

SHINGLE = 5  # words in a row
SHARED = 0.5  # share of a sentence from which it counts as not the outlet's own …
RUN = 8  # … if so many words in a row are shared: five or six can be a set phrase of news


class Text(NamedTuple):
    """An article as words: spelling evened out, and where each word stands."""

    article_id: str
    outlet: str
    credit: str
    text: str
    tokens: list[str]
    places: list[tuple[int, int]]


def wire(articles: pd.DataFrame, sentences: pd.DataFrame, quoted: pd.DataFrame) -> pd.DataFrame:
    """Which sentences stand word for word in another outlet's article of the story; columns as WIRE.

    One row for every sentence and every other outlet that shares a run of at least five of its words, in text order.
    Upper and lower case, curly and straight marks and hyphens (no one, no-one) make no difference. Two articles of one
    outlet are not compared. Not found: copy that was rewritten or translated; who copied from whom, or both from
    whom: read ``credit`` beside it. The longest run is one of words that all lie in shared shingles; the other article
    may have its parts in two places. Time grows with the number of words.

    >>> study.wire.groupby("outlet")["share"].mean()          # doctest: +SKIP
    """
    spans: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for article_id, start, end, key in sentences[["article_id", "start", "end", "sentence_id"]].itertuples(index=False):
        spans[article_id].append((start, end, key))
    marks: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for article_id, start, end in quoted[["article_id", "start", "end"]].itertuples(index=False):
        marks[article_id].append((start, end))
    rows: list[tuple[object, ...]] = []
    for story, of_story in articles.groupby("story", sort=False):
        if len(set(of_story["outlet"])) > 1:
            rows += _of_story(str(story), [_text(*a) for a in _columns(of_story)], spans, marks)
    return frame(pd.DataFrame(rows, columns=list(WIRE.columns)), WIRE)


def _columns(articles: pd.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    return articles[["article_id", "outlet", "credit", "text"]].itertuples(index=False, name=None)


def _text(article_id: str, outlet: str, credit: str, text: str) -> Text:
    tokens, places = [], []
    for start, end in words(text):
        for part in text[start:end].translate(STRAIGHT).lower().split("-"):
            if part:
                tokens.append(part)
                places.append((start, end))
    return Text(article_id, outlet, credit, text, tokens, places)


def _of_story(
    story: str,
    texts: list[Text],
    spans: dict[str, list[tuple[int, int, str]]],
    marks: dict[str, list[tuple[int, int]]],
) -> Iterator[tuple[object, ...]]:
    holders: dict[int, int] = defaultdict(int)  # shingle → the articles that have it, one bit an article
    for n, text in enumerate(texts):
        for shingle in _shingles(text.tokens):
            holders[shingle] |= 1 << n
    for text in texts:
        others = sum(1 << n for n, other in enumerate(texts) if other.outlet != text.outlet)
        having = [holders[s] & others for s in _shingles(text.tokens)]
        quotes = _inside(text.places, marks[text.article_id])
        for first, last, sentence_id in _in_tokens(text.places, spans[text.article_id]):
            for other, covered in _best(texts, having, first, last):
                begin, stop = _longest(covered)
                start, end = text.places[begin][0], text.places[stop - 1][1]
                yield (
                    sentence_id, text.article_id, text.outlet, story, other.outlet, other.article_id,
                    len(covered) / (last - first), sum(quotes[i] for i in covered) / len(covered),
                    start, end, text.text[start:end], stop - begin, text.credit, other.credit,
                )  # fmt: skip


def _shingles(tokens: list[str]) -> list[int]:
    """One number for every five words in a row."""
    return [hash(s) for s in zip(*(tokens[k:] for k in range(SHINGLE)), strict=False)]


def _in_tokens(places: list[tuple[int, int]], spans: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The sentences in tokens instead of characters: first, last (exclusive), sentence_id; without empty ones."""
    at = 0
    for start, end, sentence_id in sorted(spans):
        while at < len(places) and places[at][0] < start:
            at += 1
        first = at
        while at < len(places) and places[at][0] < end:
            at += 1
        if at > first:
            yield first, at, sentence_id


def _inside(places: list[tuple[int, int]], marks: list[tuple[int, int]]) -> list[bool]:
    """For each token: it stands between quotation marks."""
    inside, n, reach = [], 0, -1
    marks = sorted(marks)
    for start, _ in places:
        while n < len(marks) and marks[n][0] <= start:
            reach, n = max(reach, marks[n][1]), n + 1
        inside.append(start < reach)
    return inside


def _best(texts: list[Text], having: list[int], first: int, last: int) -> Iterator[tuple[Text, list[int]]]:
    """For each other outlet its article that has most of the tokens first … last, and which tokens these are."""
    found = 0
    for shingle in having[first : max(first, last - SHINGLE + 1)]:
        found |= shingle
    best: dict[str, tuple[Text, list[int]]] = {}
    while found:
        n = found.bit_length() - 1
        found -= 1 << n
        covered = sorted(
            {i + k for i in range(first, last - SHINGLE + 1) if having[i] >> n & 1 for k in range(SHINGLE)}
        )
        outlet = texts[n].outlet
        if outlet not in best or len(covered) >= len(best[outlet][1]):
            best[outlet] = (texts[n], covered)
    return iter(sorted(best.values(), key=lambda b: b[0].outlet))


def _longest(covered: list[int]) -> tuple[int, int]:
    """The longest run of numbers that follow each other: first, last (exclusive)."""
    best = run = (covered[0], covered[0] + 1)
    for i in covered[1:]:
        run = (run[0], i + 1) if i == run[1] else (i, i + 1)
        best = max(best, run, key=lambda r: r[1] - r[0])
    return best


def shared_sentences(wire: pd.DataFrame, least: float = SHARED) -> set[str]:
    """The sentence_ids to leave out, so that a comparison counts only what each outlet wrote itself.

    A sentence is left out where at least ``least`` of its words stand in one other outlet's article, RUN of them in a
    row, and most of these are no quotation. A statement that several outlets quote stays: choosing it is the outlet's
    own doing.

    >>> own = study.framing[~study.framing["sentence_id"].isin(shared_sentences(study.wire))]     # doctest: +SKIP
    """
    return set(_shared(wire, least)["sentence_id"])


def _shared(wire: pd.DataFrame, least: float) -> pd.DataFrame:
    return wire[(wire["share"] >= least) & (wire["n_words"] >= RUN) & (wire["in_quotes"] < 0.5)]


def by_outlet(wire: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """How much of each outlet's text is shared: story, outlet, credit, sentences, shared, share, with whom.

    ``shared`` counts ``shared_sentences``; ``with_whom`` lists the other outlets, most shared sentences first.
    """
    ids = shared_sentences(wire)
    counted = sentences.merge(articles[["article_id", "outlet", "story", "credit"]], on="article_id")
    counted["shared"] = counted["sentence_id"].isin(ids)
    table = counted.groupby(["story", "outlet"], sort=False).agg(
        credit=("credit", lambda c: "; ".join(dict.fromkeys(x for x in c if x))),
        sentences=("shared", "size"),
        shared=("shared", "sum"),
    )
    table["share"] = table["shared"] / table["sentences"]
    partners = (
        _shared(wire, SHARED)
        .groupby(["story", "outlet"])["other_outlet"]
        .agg(lambda o: "; ".join(o.value_counts().index))
    )
    return table.join(partners.rename("with_whom")).fillna({"with_whom": ""}).reset_index()
