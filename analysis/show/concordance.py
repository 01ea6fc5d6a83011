"""The concordance: every place where a word stands, aligned in its context (KWIC, keyword in context)."""

import re
from dataclasses import dataclass, field

import pandas as pd
from markupsafe import Markup

from analysis.show.html import Html, anchor, counted, html_table, joined, scroll, tag
from analysis.spans import within

COLUMNS = [
    "article_id",
    "outlet",
    "story",
    "published",
    "sentence_id",
    "start",
    "end",
    "voice",
    "left",
    "match",
    "right",
]
ORDERS = ("position", "left", "right", "match", "outlet", "voice")


@dataclass(frozen=True, repr=False)
class Concordance(Html):
    """The aligned lines, and ``table``: one row a line, with outlet, date, voice and place, for export."""

    table: pd.DataFrame = field(default_factory=pd.DataFrame)


def concordance(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    voices: pd.DataFrame,
    pattern: str,
    sort: str = "position",
    width: int = 60,
    place: str = "",
) -> Concordance:
    """Every word that begins with ``pattern`` (a regular expression; "blame|accus"), in its context.

    Upper and lower case are the same; a match is drawn out to the end of its word. ``sort``: "position" (as in the
    corpus), "left" or "right" (the word beside it), "match", "outlet" or "voice". ``width``: characters of context on
    each side, never across a paragraph. Each line links to its sentence in the reader on the same page.

    Raises ValueError, in plain words, for a pattern that is not a regular expression and for an unknown order.
    """
    if sort not in ORDERS:
        raise ValueError(f"A concordance is sorted by {', '.join(ORDERS)}; not by {sort!r}.")
    try:
        words = re.compile(rf"\b(?:{pattern})\w*", re.IGNORECASE)
    except re.error as error:
        raise ValueError(
            f"{pattern!r} is not a regular expression: {error}. For a plain phrase use re.escape."
        ) from error
    rows = [
        (article_id, m.start(), m.end(), *_context(text, m.start(), m.end(), width))
        for article_id, text in zip(articles["article_id"], articles["text"], strict=True)
        for m in words.finditer(text)
        if m.end() > m.start()
    ]
    table = pd.DataFrame(rows, columns=["article_id", "start", "end", "left", "match", "right"])
    table = table.merge(articles[["article_id", "outlet", "story", "published"]], on="article_id", how="left")
    table = table.join(within(table, sentences, ["sentence_id"])).join(within(table, voices, ["voice"]))
    table = _sorted(table, sort)[COLUMNS].reset_index(drop=True)
    return Concordance(_html(table, pattern, place), _text(table), table)


def _context(text: str, start: int, end: int, width: int) -> tuple[str, str, str]:
    low, high = max(0, start - width), min(len(text), end + width)
    while low < start and low and text[low - 1].isalnum():  # a word that the width cuts is left out
        low += 1
    while high > end and high < len(text) and text[high].isalnum():
        high -= 1
    return text[low:start].rpartition("\n")[2], text[start:end], text[end:high].partition("\n")[0]


def _sorted(table: pd.DataFrame, sort: str) -> pd.DataFrame:
    if sort == "position":
        return table
    if sort == "left":  # the word before first, then the one before that
        key = table["left"].map(lambda t: " ".join(reversed(re.findall(r"\w+", t.lower()))))
    else:
        key = table[sort].str.lower().str.replace(r"^\W+", "", regex=True)
    return table.loc[key.sort_values(kind="stable").index]


def _html(table: pd.DataFrame, pattern: str, place: str) -> Markup:
    if table.empty:
        hint = ". Try a shorter beginning of the word, or several: blame|accus."
        return tag("p", "No word begins with ", tag("code", pattern), hint)
    columns = ["outlet", "voice", "left", "match", "right", "sentence_id"]
    lines = [
        (outlet, voice, left, tag("a", word, href=f"#{place}{anchor('s', key)}"), right)
        for outlet, voice, left, word, right, key in table[columns].itertuples(index=False, name=None)
    ]
    found = f": {counted(len(table), 'line')} in {counted(len(set(table['article_id'])), 'article')}"
    names = ("outlet", "voice", "before", "word", "after")
    title = joined(tag("code", pattern), found)
    return scroll(html_table(lines, names, title, "concordance", ("", "", "left", "match", "right")), "concordance")


def _text(table: pd.DataFrame) -> str:
    rows = zip(table["left"], table["match"], table["right"], strict=True)
    return "\n".join(f"{left:>60}  {match}  {right}" for left, match, right in rows)
