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
from analysis.corpus.cut import cut_off, snippet
from analysis.corpus.files import CorpusError, Problem, Row, problem
from analysis.corpus.language import DOUBTFUL, foreign
from analysis.corpus.leftovers import key
from analysis.corpus.outlets import read as read_outlets
from analysis.corpus.versions import versions
from analysis.tables import ANSWERS, ARTICLES, CORRECTIONS, OUTLETS, PROBLEMS, REMOVED, empty, frame

UNKNOWN_OUTLET = "unknown outlet"
ONE_STORY = "all"
MANY = 20  # articles without a story: from so many on it is said that they count as one
WHOLE = "get the whole article: export full texts, or save the page"
SHORT, LONG = 5, 1_000_000  # words, characters: articles outside of these are flagged


@dataclass(frozen=True)
class Corpus:
    """The articles of a corpus and what happened to them on the way in.

    ``articles``, ``removed`` and ``problems`` are tables (see ``analysis.tables``); ``codebook`` holds what is
    particular to the story; ``path`` is where the corpus was read from; ``outlets`` has a row for every outlet.
    ``corrections`` and ``answers`` are what people wrote by hand (``analysis.corpus.byhand``).
    """

    articles: pd.DataFrame
    removed: pd.DataFrame
    problems: pd.DataFrame
    codebook: Codebook
    path: str
    outlets: pd.DataFrame = field(default_factory=lambda: empty(OUTLETS))
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
    an outlet are of "unknown outlet"; articles without a story belong to the story "all", and where they are many that
    is said. An article_id that was used before gets a number ("a#2"), unless it is the same article again. An
    article that is mostly in another language than English is left out.

    Of an article that stands there in two versions of one outlet the newest is taken (see ``versions``), but not with
    ``as_is``. A text that is only the beginning of an article ("[+1234 chars]") is left out.

    Not read: PDF, Word and HTML files, folders inside folders; ``python -m analysis corpus`` makes a corpus of them.

    Raises CorpusError if nothing at all can be analysed, LexiconError for a broken codebook.

    >>> corpus = load("data")                                                      # doctest: +SKIP
    >>> load("export.csv", text_column="Full Text", outlet_column="Publication")   # doctest: +SKIP
    """
    path = Path(path)
    named = {"text": text_column, "article_id": id_column, "outlet": outlet_column, "story": story_column}
    rows, problems = files.find(path, {ours: theirs for ours, theirs in named.items() if theirs})
    raw, odd = _articles(rows)
    articles, removed = (raw.assign(n_words=words.count(raw["text"])), empty(REMOVED)) if as_is else clean(raw)
    problems += [*odd, *_headlines(rows, raw, articles), *_outlets(articles, path.name)]
    problems += [*_stories(rows, articles, path.name), *_sizes(articles)]
    languages = _languages(articles)
    problems += languages
    other = [p["article_id"] for p in languages if p["left_out"]]
    articles = articles[~articles["article_id"].isin(other)]
    if not articles["n_words"].any():
        raise CorpusError(_nothing(path, problems))
    articles, again = (articles, []) if as_is else _once(articles)
    problems += again
    beside = path if path.is_dir() else path.parent
    codebook = codebooks.read(beside / "codebook.toml")
    left = frame(articles[articles["n_words"] > 0], ARTICLES)
    outlets, odd = read_outlets(beside, left)
    problems += odd
    removed = frame(removed[removed["article_id"].isin(left["article_id"])], REMOVED)
    hand = byhand.read(beside, left)
    problems += hand.problems
    by_people = {"corrections": hand.corrections, "answers": hand.answers}
    return Corpus(left, removed, frame(problems, PROBLEMS), codebook, str(path), outlets, **by_people)


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
        if what := cut_off(article["text"]):
            problems.append(_of(article, what, WHOLE, left_out=True, column="text"))
            continue
        if seen.get(article["article_id"]) == article["sha256"]:
            what, advice = "the same article stands there twice", "take one of the two rows out"
            problems.append(_of(article, what, advice, left_out=True, column="article_id"))
            continue
        if what := snippet(article["text"]):
            problems.append(_of(article, what, WHOLE, column="text"))
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
    what = f"there is no date {given!r}" if dates.ISO.fullmatch(given) else f"the date {given!r} is not clear"
    return [_of(article, what, "write it as 2021-11-07", column="published")]


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


def _stories(rows: list[Row], articles: pd.DataFrame, name: str) -> list[Problem]:
    """Many articles and no story: they are compared as if all told one event."""
    if len(articles) < MANY or any(row.get("story") for row in rows):
        return []
    what = f"no article has a story: all {len(articles):,} are compared as one event"
    advice = (
        "if they tell several, name the event of each in the column story (python -m analysis stories CORPUS proposes "
        "them), or name the column that holds it: story_column='…', --story-column '…'"
    )
    return [problem(name, 0, what, advice, column="story")]


def _once(articles: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """The articles without copies and older versions of one in the same outlet and story, and a problem for each."""
    again = versions(articles[articles["n_words"] > 0]).set_index("article_id")
    problems = []
    for article in articles[articles["article_id"].isin(again.index)].to_dict("records"):
        kept, kind, share = again.loc[article["article_id"], ["kept", "kind", "share"]]
        what = "nearly the same article as" if kind == "copy" else "another version of the article"
        what = f"it is {what} {kept!r} of this outlet ({share:.0%} of the shorter text); that one is analysed"
        advice = "nothing, if that is right; else give the two stories of their own"
        problems.append(_of(article, what, advice, left_out=True))
    return articles[~articles["article_id"].isin(again.index)], problems


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


def _languages(articles: pd.DataFrame) -> list[Problem]:
    """Articles that are not in English, all or most of them, and articles of which a part is not."""
    problems = []
    for article, found in zip(articles.to_dict("records"), articles["text"].map(foreign), strict=True):
        if found.share > 0.5:
            what = f"the article is not in English but in {found.language}, so far as can be told"
            problems.append(_of(article, what, "give an English translation, or take it out", left_out=True))
        elif found.share >= DOUBTFUL:
            what = f"about {found.share:.0%} of the article seems to be in {found.language}, not in English"
            problems.append(_of(article, what, "look at it: only its English is read rightly", column="text"))
    return problems


__all__ = ["Corpus", "CorpusError", "load"]
