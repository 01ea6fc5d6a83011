"""Interviews and debates printed as transcripts: “SMITH: We did.”, a paragraph a turn."""

from __future__ import annotations

import re
from itertools import pairwise

Span = tuple[int, int]
Turn = tuple[Span, Span, list[Span]]

HEAD = re.compile(r"(?m)^[“\"]?(?!THE )([A-Z][A-Z.’'\-]+(?: [A-Z][A-Z.’'\-]+){0,3})(:)[ \u00a0]+(?=\S)")
LINE = re.compile(r"[^\n]+")
AROUND = ' \t\u00a0“”"'


def turns(text: str) -> list[Turn]:
    """Source, colon and pieces of content of each turn, in characters; none if the text is no transcript.

    It is one if at least two names in capitals, one of them more than once, open at least three paragraphs and mostly
    take turns. What follows a turn belongs to it up to the next; the last one ends with its paragraph.

    >>> text = "ANN: Why?\\n\\nBOB: Because.\\n\\nIt rains.\\n\\nANN: I see."
    >>> [(text[slice(*s)], [text[slice(*c)] for c in content]) for s, _, content in turns(text)]
    [('ANN', ['Why?']), ('BOB', ['Because.', 'It rains.']), ('ANN', ['I see.'])]
    """
    heads = list(HEAD.finditer(text))
    names = [m.group(1) for m in heads]
    changes = sum(a != b for a, b in pairwise(names))
    if len(heads) < 3 or not 1 < len(set(names)) < len(names) or changes < 0.75 * (len(names) - 1):
        return []
    last = text.find("\n", heads[-1].end())
    ends = [*(m.start() for m in heads[1:]), len(text) if last < 0 else last]
    found = [(m.span(1), m.span(2), _lines(text, m.end(), end)) for m, end in zip(heads, ends, strict=True)]
    return [turn for turn in found if turn[2]]


def _lines(text: str, begin: int, end: int) -> list[Span]:
    """The lines between two characters, without quote marks around them; stage directions are no speech."""
    spans = []
    for m in LINE.finditer(text, begin, end):
        line = m.group().lstrip(AROUND)
        start = m.end() - len(line)
        line = line.rstrip(AROUND)
        if line and line[0] not in "([":
            spans.append((start, start + len(line)))
    return spans
