"""Sentences → clauses, by a light rule: a claim often stands inside a longer sentence."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from analysis.tables import flag, frame, schema, string, whole
from analysis.words import words

CLAUSES = schema(
    "clauses",
    {
        "clause_id": string("key: sentence_id:cN", unique=True),
        "article_id": string("the article"),
        "sentence_id": string("its sentence"),
        "paragraph": whole("paragraph of the text"),
        "start": whole("first character in articles.text"),
        "end": whole("character after the last one"),
        "text": string("the clause"),
        "whole": flag("the clause is the whole sentence"),
    },
)

LEAST = 4  # words; anything shorter stays with what stands before it
SPEECH = "said|stated|noted|added|mentioned|clarified|reported|told|claimed|confirmed|announced|warned|argued|insisted"
# Where a new clause begins: the match itself belongs to neither side.
CUT = re.compile(
    r";\s+|\s[—–]\s|:\s+(?=[“\"A-Z])"
    r"|,[”\"]?\s+(?=(?:but|while|although|though|whereas|which|who|whose|where|after|before|when|because|since|as|so|with"
    r"|adding|saying|calling|blaming|including|according|in which|some of|two of|one of)\b)"
    r"|,[”\"]?\s+(?=and\s(?:that|he|she|it|they|we|the|a|an|its|his|her|their|there|no|[A-Z]))"
    r"|\s(?=(?:but|while|although|whereas|because|after which|and that|in which)\s)"
    + "".join(rf"|(?<={verb})\sthat\s" for verb in SPEECH.split("|"))
)
# "While nobody claimed it, groups are suspected": the clause in front ends at its comma.
FRONT = re.compile(r"(?:While|Although|Though|After|Before|When|Because|Since|As|If|According to)\s[^,;:“\"]*(,\s+)")


def clauses(sentences: pd.DataFrame) -> pd.DataFrame:
    """Every sentence cut into clauses; columns as CLAUSES, in text order.

    Cut at semicolons, dashes, colons before a sentence, before "but", "while", "although", "because", at a comma
    before a word that opens a clause ("which", "who", "and", "as" …) and behind "said that". A piece of fewer than
    four words stays with what stands before it, so that every clause can be compared. The clauses of a sentence leave
    out only the mark, space or "that" between them. This is no parser: clauses without such a mark stay together, and
    a list after ", and" is cut.

    >>> list(_cut("No one claimed it, but officials pointed the finger at them."))
    [(0, 17), (19, 60)]
    """
    rows = []
    columns = ["article_id", "sentence_id", "paragraph", "start", "text"]
    for article_id, sentence_id, paragraph, at, text in sentences[columns].itertuples(index=False, name=None):
        spans = list(_cut(text))
        for n, (start, end) in enumerate(spans):
            piece = (f"{sentence_id}:c{n}", article_id, sentence_id, paragraph, at + start, at + end)
            rows.append((*piece, text[start:end], len(spans) == 1))
    return frame(pd.DataFrame(rows, columns=list(CLAUSES.columns)), CLAUSES)


def _cut(text: str) -> Iterator[tuple[int, int]]:
    starts = [start for start, _ in words(text)]
    front = FRONT.match(text)
    cuts = sorted({m.span() for m in CUT.finditer(text)} | ({front.span(1)} if front else set()))
    begin = 0
    for (end, after), (stop, _) in pairwise([*cuts, (len(text), len(text))]):
        if _between(starts, begin, end) >= LEAST and _between(starts, after, stop) >= LEAST:
            yield begin, end
            begin = after
    yield begin, len(text)


def _between(starts: list[int], begin: int, end: int) -> int:
    """Words that start between two characters."""
    return bisect_left(starts, end) - bisect_left(starts, begin)
