"""A corpus: its articles as tables, cleaned or as they are, and what is wrong with it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import words
from analysis.corpus import byhand, dates, files
from analysis.corpus import codebook as codebooks
from analysis.corpus.clean import clean
from analysis.corpus.codebook import Codebook
from analysis.corpus.files import CorpusError, Problem, Row, problem
from analysis.corpus.leftovers import key
from analysis.tables import ANSWERS, ARTICLES, CORRECTIONS, PROBLEMS, REMOVED, empty, frame

UNKNOWN_OUTLET = "unknown outlet"
ONE_STORY = "all"
SHORT, LONG = 5, 1_000_000  # words, characters: articles outside of these are flagged


@dataclass(frozen=True)
class Corpus:
    """The articles of a corpus and what happened to them on the way in.

    ``articles``, ``removed`` and ``problems`` are tables (see ``analysis.tables``); ``codebook`` holds what is
    particular to the story; ``path`` is where the corpus was read from. ``corrections`` and ``answers`` are what
    people wrote by hand (``analysis.corpus.byhand``).
    """

    articles: pd.DataFrame
    removed: pd.DataFrame
    problems: pd.DataFrame
    codebook: Codebook
    path: str
    corrections: pd.DataFrame = field(default_factory=lambda: empty(CORRECTIONS))
    answers: pd.DataFrame = field(default_factory=lambda: empty(ANSWERS))


def load(
    path: str | Path = "data",
    *,
    as_is: bool = False,
    text_column: str = "",
    id_column: str = "",
    outlet_column: str = "",
    story_column: str = "",
) -> Corpus:
    """Read a corpus: a folder with ``articles.csv`` beside the text files, or one CSV, JSONL (.gz) or Parquet file.

    In a folder the column ``file`` of articles.csv names a text file, in the folder or in its ``articles/``; a folder
    without articles.csv gives all its .txt files, of an unknown outlet. In a file every row is an article. A column
    is found under our name (those of ``ARTICLES``) or, where only one is there, under one of the names in
    ``files.COLUMNS``; ``…_column`` names it otherwise. Columns of other names are not read.

    A headline that is given is put in front of a text that does not begin with it. ``as_is`` takes the text exactly
    as it stands: nothing is cleaned, no headline put in front, offsets are those of the input (after decoding; a byte
    order mark is no part of the text).

    What cannot be read is left out, and what is doubtful is kept: both become rows of ``problems``. Articles without
    an outlet are of "unknown outlet", articles without a story belong to the story "all". An article_id that was used
    before gets a number ("a#2"), unless it is the same article again.

    Not read: PDF, Word and HTML files, folders inside folders.

    Raises CorpusError if nothing at all can be analysed, LexiconError for a broken codebook.

    >>> corpus = load("data")                                                      # doctest: +SKIP
    >>> load("export.csv", text_column="Full Text", outlet_column="Publication")   # doctest: +SKIP
    """
    path = Path(path)
    named = {"text": text_column, "article_id": id_column, "outlet": outlet_column, "story": story_column}
    rows, problems = files.find(path, {ours: theirs for ours, theirs in named.items() if theirs})
    raw, odd = _articles(rows)
    articles, removed = (raw.assign(n_words=words.count(raw["text"])), empty(REMOVED)) if as_is else clean(raw)
    problems += [*odd, *_headlines(rows, raw, articles), *_outlets(articles, path.name), *_sizes(articles)]
    if not articles["n_words"].any():
        raise CorpusError(_nothing(path, problems))
    folder = path if path.is_dir() else path.parent
    codebook = codebooks.read(folder / "codebook.toml")
    left = frame(articles[articles["n_words"] > 0], ARTICLES)
    removed = frame(removed[removed["article_id"].isin(left["article_id"])], REMOVED)
    hand = byhand.read(folder, left)
    problems += hand.problems
    return Corpus(left, removed, frame(problems, PROBLEMS), codebook, str(path), hand.corrections, hand.answers)


def _nothing(path: Path, problems: list[Problem]) -> str:
    worst = sorted(problems, key=lambda p: not p["left_out"])
    lines = [f"{p['file']}{', row ' + str(p['row']) if p['row'] else ''}: {p['problem']}" for p in worst[:5]]
    more = f"; and {len(problems) - 5} more" if len(problems) > 5 else ""
    return f"Nothing in {path} can be analysed. " + ("; ".join(lines) or "It holds no articles") + more + "."


# --- Rows → articles ------------------------------------------------------------------------------------------------


def _articles(rows: list[Row]) -> tuple[pd.DataFrame, list[Problem]]:
    """The table of articles with texts as received, and a problem for each empty, repeated or undated one."""
    articles: list[Row] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for row in rows:
        article = _filled(row)
        if not article["text"].strip():
            advice = "put its text there, or take its row out"
            problems.append(_of(article, "the article is empty", advice, left_out=True, column="text"))
            continue
        if seen.get(article["article_id"]) == article["sha256"]:
            what, advice = "the same article stands there twice", "take one of the two rows out"
            problems.append(_of(article, what, advice, left_out=True, column="article_id"))
            continue
        problems += _renamed(article, seen) + _dated(article, row.get("published", ""))
        articles.append(article)
    return frame(pd.DataFrame(articles, columns=list(ARTICLES.columns)), ARTICLES), problems


def _filled(row: Row) -> Row:
    """The row with all columns of ARTICLES."""
    text = row.get("text", "")
    own = {
        "article_id": row.get("article_id") or f"row-{row['source_row']}",
        "outlet": row.get("outlet") or UNKNOWN_OUTLET,
        "story": row.get("story") or ONE_STORY,
        "published": dates.iso(row.get("published", "")),
        "sha256": row.get("sha256") or hashlib.sha256(text.encode()).hexdigest(),
        "n_words": 0,
    }
    return dict.fromkeys(ARTICLES.columns, "") | {k: v for k, v in row.items() if k in ARTICLES.columns} | own


def _renamed(article: Row, seen: dict[str, str]) -> list[Problem]:
    """Gives the article an id that no other has, and says so."""
    given, n = article["article_id"], 2
    while article["article_id"] in seen:
        article["article_id"], n = f"{given}#{n}", n + 1
    seen[article["article_id"]] = article["sha256"]
    if article["article_id"] == given:
        return []
    what = f"the article_id {given!r} was used before for another text; this one is now {article['article_id']!r}"
    return [_of(article, what, "give every article an id of its own", column="article_id")]


def _dated(article: Row, given: str) -> list[Problem]:
    if not given or article["published"]:
        return []
    return [_of(article, f"the date {given!r} is not clear", "write it as 2021-11-07", column="published")]


# --- What is odd ----------------------------------------------------------------------------------------------------


def _of(article: Mapping[Any, Any], what: str, advice: str, *, left_out: bool = False, column: str = "") -> Problem:
    file, row, article_id = article["source_file"], article["source_row"], article["article_id"]
    return problem(file, row, what, advice, left_out=left_out, article_id=article_id, column=column)


def _headlines(rows: list[Row], raw: pd.DataFrame, articles: pd.DataFrame) -> list[Problem]:
    """Headlines of text files that come from elsewhere, and headlines found in the files."""
    basis = {(row["source_file"], row["source_row"]): row.get("headline_basis", "") for row in rows}
    problems = []
    for received, article in zip(raw.to_dict("records"), articles.to_dict("records"), strict=True):
        how = basis.get((article["source_file"], article["source_row"]), "")
        if not received["headline"] and article["headline"]:
            what = f"no headline was given; the first line of the file was taken: {article['headline']!r}"
            problems.append(_of(article, what, "write the headline into the column headline", column="headline"))
        elif how and key(received["headline"]) not in key(received["text"][:5000]):
            what = f"the text does not begin with the headline, which is known otherwise ({how}); it was put in front"
            problems.append(_of(article, what, "mind this where headlines are compared", column="headline"))
    return problems


def _outlets(articles: pd.DataFrame, name: str) -> list[Problem]:
    """Unknown outlets, and a corpus of one outlet."""
    unknown = articles[articles["outlet"] == UNKNOWN_OUTLET]
    advice = "fill in the column outlet, or name the column that holds it: outlet_column='…', --outlet-column '…'"
    if len(unknown) == len(articles) > 0:
        return [problem(name, 0, f"no article has an outlet: it is {UNKNOWN_OUTLET!r}", advice, column="outlet")]
    problems = [
        _of(article, f"the article has no outlet: it is {UNKNOWN_OUTLET!r}", advice, column="outlet")
        for article in unknown.to_dict("records")
    ]
    if len(articles) and (articles["outlet"] == articles["outlet"].iloc[0]).all():
        what = f"all articles are of one outlet, {articles['outlet'].iloc[0]!r}: there is nothing to compare it with"
        problems.append(problem(name, 0, what, "add articles of other outlets", column="outlet"))
    return problems


def _sizes(articles: pd.DataFrame) -> list[Problem]:
    """Articles without words, very short and very long ones."""
    odd = articles[(articles["n_words"] < SHORT) | (articles["text"].str.len() > LONG)]
    problems = []
    for article in odd.to_dict("records"):
        n = article["n_words"]
        if n == 0:
            what, advice = "no words are left after cleaning", "look at the file; as_is=True takes it uncleaned"
            problems.append(_of(article, what, advice, left_out=True, column="text"))
        elif n < SHORT:
            what = f"the article has only {'one word' if n == 1 else f'{n} words'}"
            problems.append(_of(article, what, "check that its text is complete", column="text"))
        else:
            problems.append(_of(article, f"the article has {n:,} words", "check that it is one article", column="text"))
    return problems


__all__ = ["Corpus", "CorpusError", "load"]
