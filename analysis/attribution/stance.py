"""What a cue does to its content: neutral, asserting, distancing, accusing …, from a lexicon with reasons."""

import functools
import re
from collections.abc import Iterable

import pandas as pd

from analysis import lexicons
from analysis.lexicons.inflection import term_forms

NEGATION = re.compile(
    r"\b(?:not|never|neither|nor|no one|no-one|nobody|cannot|without|declin(?:e|es|ed|ing)|refus(?:e|es|ed|ing)"
    r"|fail(?:s|ed|ing)?|yet to|no)\b|n['’]t\b",
    re.IGNORECASE,
)


@functools.cache
def lexicon() -> pd.DataFrame:
    """The stance lexicon with every form of its verbs and nouns: category, reason, part, term, lemma."""
    entries = lexicons.read("stance")
    forms = pd.Series([term_forms(t, p) for t, p in zip(entries["term"], entries["part"], strict=True)])
    return entries.assign(lemma=entries["term"], term=forms).explode("term", ignore_index=True)


@functools.cache
def cue_words() -> frozenset[str]:
    """Every form of every verb of the lexicon that is a single word."""
    table = lexicon()
    return frozenset(table.loc[(table["part"] == "verb") & ~table["term"].str.contains(" "), "term"])


def heads(cues: Iterable[str], after: Iterable[str] = ()) -> pd.DataFrame:
    """The head of each cue: the term of the lexicon that decides its stance.

    ``after``: what follows each cue in the text, so that an idiom is known by its first word alone ("pointed" before
    " the finger at"); a term must begin in the cue.

    The longest term decides; of equally long ones the first that is not neutral; of neutral ones a verb before a
    noun before other words, then the first. Returns one row a cue, in order: cue, start, end (in the cue), lemma,
    stance; a cue without a term has lemma '' and stance 'neutral'.

    >>> heads(["pointed the finger at"])["stance"].tolist()
    ['accusing']
    """
    texts = list(cues)
    tails = list(after) or [""] * len(texts)
    keys = [f"{cue}\0{tail}" for cue, tail in zip(texts, tails, strict=True)]
    unique = list(dict.fromkeys(keys))
    hits = lexicons.find(
        pd.DataFrame({"article_id": unique, "text": [k.replace("\0", "") for k in unique]}, dtype="str"), lexicon()
    )
    hits = hits[hits["start"] < hits["article_id"].str.find("\0")]
    columns = ["article_id", "start", "end", "text", "category", "part", "lemma"]
    best: dict[str, tuple[tuple[int, bool, int, int], tuple[int, int, str, str]]] = {}
    for cue, start, end, text, category, part, lemma in hits[columns].itertuples(index=False, name=None):
        rank = (-len(text.split()), category == "neutral", ("verb", "noun", "other").index(part), start)
        if cue not in best or rank < best[cue][0]:
            best[cue] = (rank, (start, end, lemma, category))
    none = ((), (0, 0, "", "neutral"))
    rows = [(cue, *best.get(key, none)[1]) for cue, key in zip(texts, keys, strict=True)]
    return pd.DataFrame(rows, columns=["cue", "start", "end", "lemma", "stance"])


def negated(source: str, before: str, cue: str) -> bool:
    """True where the act itself is negated or withheld: did not say, would not confirm, no one claimed.

    ``before`` is the text just before the cue in its sentence.
    """
    return bool(
        NEGATION.search(cue) or NEGATION.search(before) or re.match(r"(?:no|none|neither|nobody)\b", source, re.I)
    )
