"""Noun phrases by function words: where the thing that a verb is about begins and ends.

No parser is needed for the short phrases of news prose: a noun phrase ends at punctuation, at a preposition other
than "of", at an auxiliary, a relative pronoun or a participle behind a noun. Not found: a phrase with a clause
inside it is cut where the clause begins.
"""

import re
from functools import cache
from typing import NamedTuple

from analysis import lexicons
from analysis.words import WORD

TOKEN = re.compile(WORD.pattern + r"|[^\w\s]")
LONGEST = 12  # words of a noun phrase
QUOTES = set("\"'“”‘’«»„")
TITLES = {"mr", "mrs", "ms", "dr", "gen", "brig", "sen", "rep", "gov", "lt", "col", "sgt", "capt", "maj", "adm", "st"}
DAYS = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "yesterday", "today", "tomorrow"}
CLAUSE = {"that", "if", "whether", "while", "although", "though", "because", "but", "as", "when", "since", "after"}
POSSESSIVES = {"my", "your", "his", "her", "its", "our", "their"}
REPORTS = {
    "suspect",
    "suspects",
    "suspected",
    "say",
    "says",
    "said",
    "believe",
    "believes",
    "think",
    "thinks",
    "allege",
    "alleged",
    "claim",
    "claims",
}
SUBJECTS = {"i", "you", "he", "she", "we", "they"}
RELATIVE = {"who", "which", "that"}


class Token(NamedTuple):
    """A word or one mark of a sentence; start and end are characters into the string that was cut."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """In lower case, apostrophes straight."""
        return self.text.translate(lexicons.STRAIGHT).lower()


def tokens(text: str) -> list[Token]:
    """The words and marks of a text in order."""
    return [Token(m.group(), m.start(), m.end()) for m in TOKEN.finditer(text)]


@cache
def function_words(*categories: str) -> frozenset[str]:
    """The function words of these word classes."""
    lexicon = lexicons.read("function_words")
    return frozenset(lexicon.loc[lexicon["category"].isin(categories), "term"])


def noun_phrase(sentence: list[Token], at: int, of: bool = True) -> tuple[int, int] | None:
    """The noun phrase that begins at a token, determiners left out: first token and the one after the last.

    With ``of`` false it ends at "of": "accused senators of treachery".

    >>> t = tokens("blamed the Iran-backed militias for it")
    >>> [w.text for w in t[slice(*noun_phrase(t, 1))]]
    ['Iran-backed', 'militias']
    """
    while at < len(sentence) and (_determines(sentence, at) or sentence[at].text in QUOTES):
        at += 1
    if at < len(sentence) and sentence[at].lower in function_words("pronoun"):
        return at, at + 1
    end = at
    while end < min(len(sentence), at + LONGEST) and _goes_on(sentence, at, end):
        if not of and sentence[end].lower == "of":
            break
        end += 1
    while end > at and not sentence[end - 1].text[0].isalnum() and sentence[end - 1].text != ".":
        end -= 1
    while end > at and sentence[end - 1].lower in {"of", "and", "or"}:
        end -= 1
    return (at, end) if end > at else None


def _determines(sentence: list[Token], at: int) -> bool:
    """Whether a token only points at the noun that follows: the, those, their ("her" too, before another word)."""
    word = sentence[at].lower
    after = sentence[at + 1].lower if at + 1 < len(sentence) else "."
    owner = word in POSSESSIVES and after[0].isalnum() and after not in _ends() | DAYS
    return word in function_words("determiner") or owner


def _goes_on(sentence: list[Token], first: int, at: int) -> bool:
    token, before = sentence[at], sentence[at - 1] if at > first else None
    word = token.lower
    if not token.text[0].isalnum():
        short = before is not None and ("." in before.text or before.lower in TITLES or len(before.text) == 1)
        return token.text in QUOTES or (token.text == "." and short)
    if word == "of" or before is None:
        return before is not None or word not in _ends()
    if word in {"and", "or", "&"}:
        after = sentence[at + 1] if at + 1 < len(sentence) else None
        return before.text[:1].isupper() and after is not None and after.text[:1].isupper()
    if word in _ends() | DAYS:
        return word in function_words("determiner") and before.lower == "of"
    participle = word.endswith(("ed", "ing")) and "-" not in word and not token.text[0].isupper()
    return not participle or before.lower.endswith("ly")


@cache
def _ends() -> frozenset[str]:
    return function_words("preposition", "conjunction", "auxiliary", "pronoun", "adverb", "determiner") - {"of"}


def subject(sentence: list[Token], verb: int) -> tuple[int, int] | None:
    """The subject of the verb that begins at a token: the noun phrase that opens its clause.

    Of a relative clause ("militias who were behind", "brothers who officials say were behind") it is the noun phrase
    before the pronoun.
    """
    near = verb
    while near > 0 and sentence[near - 1].lower in function_words("auxiliary", "adverb"):
        near -= 1
    if near > 0 and sentence[near - 1].lower in SUBJECTS:
        return near - 1, near
    start = verb
    while start > 0 and not _opens(sentence, start) and not (start < near and sentence[start - 1].lower in REPORTS):
        start -= 1
    phrase = noun_phrase(sentence[:verb], start)
    opener = sentence[start - 1].lower if start else ""
    inserted = opener in RELATIVE and phrase is not None and sentence[phrase[1] - 1].lower in REPORTS
    if opener in {"who", "which"} or inserted or (opener == "that" and start == near):
        return _before(sentence, start - 1) or phrase
    return phrase


def _opens(sentence: list[Token], at: int) -> bool:
    """Whether a clause opens at a token, by what stands before it."""
    before = sentence[at - 1]
    quote = before.text in QUOTES and before.end == sentence[at].start
    return quote or before.text in ",;:()—–" or before.lower in CLAUSE | RELATIVE


def _before(sentence: list[Token], end: int) -> tuple[int, int] | None:
    start = end
    while start > 0 and end - start < LONGEST and sentence[start - 1].text[0].isalnum():
        if sentence[start - 1].lower in _ends():
            break
        start -= 1
    return (start, end) if start < end else None
