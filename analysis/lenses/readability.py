"""Readability: how hard the body of an article is to read, by the usual formulas."""

import functools
import gzip
import importlib
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pandas as pd

from analysis import lexicons
from analysis.spans import within
from analysis.tables import evidence, flag, frame, real, whole
from analysis.words import words

CMUDICT = lexicons.HERE / "cmudict.txt.gz"  # a word and its number of syllables a line; made as its licence file says
_SYLLABLES = [[["1"] * n] for n in range(20)]
LEAST = 100  # words; the formulas were fitted on passages of about a hundred words and more

GRADE = "US school grade; higher is harder"
SCHEMA = evidence(
    "readability",
    n_words=whole("words of the body"),
    n_sentences=whole("sentences of the body"),
    short=flag(f"fewer than {LEAST} words: too few for a score, the scores are NaN"),
    words_per_sentence=real("mean length of a sentence in words; higher is harder"),
    syllables_per_word=real("mean length of a word in syllables; higher is harder"),
    flesch_reading_ease=real("Flesch 1948, about 0 to 100; HIGHER IS EASIER: 60–70 plain English, below 30 very hard"),
    flesch_kincaid_grade=real(f"Kincaid et al. 1975; {GRADE}"),
    gunning_fog=real(f"Gunning 1952; {GRADE}"),
    smog_index=real(f"McLaughlin 1969; {GRADE}"),
    coleman_liau_index=real(f"Coleman & Liau 1975, from letters, not syllables; {GRADE}"),
    automated_readability_index=real(f"Senter & Smith 1967, from letters, not syllables; {GRADE}"),
)
COUNTED = ()
FORMULAS = (
    "flesch_reading_ease",
    "flesch_kincaid_grade",
    "gunning_fog",
    "smog_index",
    "coleman_liau_index",
    "automated_readability_index",
)
AVERAGED = ("words_per_sentence", "syllables_per_word", *FORMULAS)


def readability(articles: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """One row an article: the readability of its body (lead and body; headline and dek are left out).

    Returns SCHEMA; each score's column says in which direction it runs: Flesch reading ease rises with ease, all
    others with difficulty. The row spans the whole body, quotations included, because the formulas describe what a
    reader gets to read; ``voice`` is "outlet", who chose to print it. An article without a body has no row; with
    fewer than 100 words the scores are NaN and ``short`` is true.

    The formulas are textstat's; words and sentences are this project's, so that the counts agree with every other
    table: textstat alone ends a sentence at each full stop ("Brig. Gen.") and joins the words around a dash. It still
    does not count a sentence of one or two words. Syllables come from the CMU Pronouncing Dictionary, as it lies in
    ``analysis/lexicons``; a word that it lacks (names) is estimated by hyphenation, which finds too few.

    Formulas count lengths. They do not see order, logic or what a reader knows, they were fitted on school texts, and
    foreign names weigh as much as hard words; a difference of one grade between two articles means nothing.

    >>> study.readability[["article_id", "flesch_reading_ease"]]          # doctest: +SKIP
    """
    body = sentences[sentences["zone"].isin(["lead", "body"])]
    spans = body.groupby("article_id", sort=False).agg(start=("start", "min"), end=("end", "max")).reset_index()
    texts = body.groupby("article_id", sort=False)["text"].agg(list)
    spans = spans[spans["article_id"].isin(articles["article_id"])].reset_index(drop=True)
    spans = spans.join(within(spans, sentences, ["sentence_id"]))
    scores = [_scores(list(texts[article_id])) for article_id in spans["article_id"]]
    table = pd.DataFrame(scores, columns=list(SCHEMA.columns)[5:], index=spans.index)
    return frame(spans.assign(voice="outlet").join(table), SCHEMA)


def _scores(sentences: list[str]) -> dict[str, Any]:
    """The measures of one text, given as its sentences."""
    split = [[_plain(s[b:e]) for b, e in words(s)] for s in sentences]
    split = [tokens for tokens in split if tokens]
    n_words = sum(map(len, split))
    counts = {"n_words": n_words, "n_sentences": len(split), "short": n_words < LEAST}
    if n_words < LEAST:
        return counts
    textstat = _textstat()
    text = " ".join(" ".join(tokens) + "." for tokens in split)
    means = {
        "words_per_sentence": textstat.words_per_sentence(text),
        "syllables_per_word": textstat.syllable_count(text) / n_words,
    }
    return counts | means | {name: getattr(textstat, name)(text) for name in FORMULAS}


def _plain(word: str) -> str:
    """A word in which textstat finds neither an end of a sentence nor two words: U.S → US, don’t → don't."""
    return word.replace("’", "'").replace(".", "").replace(",", "")


@functools.cache
def _textstat() -> Any:
    """textstat with the CMU dictionary of ``analysis/lexicons``.

    textstat (0.7.8 and later) uses NLTK for one thing: to download that dictionary at run time. It has no setting for
    it, so it gets a stand-in with the two names that it uses, which also saves the seconds that NLTK takes to import.
    """
    stand_in: Any = ModuleType("nltk")
    stand_in.data = SimpleNamespace(find=lambda name: name)
    stand_in.corpus = SimpleNamespace(cmudict=SimpleNamespace(dict=_pronounced))
    real = sys.modules.get("nltk")
    sys.modules["nltk"] = stand_in
    try:
        import textstat
    finally:
        del sys.modules["nltk"]
        if real:
            sys.modules["nltk"] = real
    lookup: Any = importlib.import_module("textstat.backend.utils._get_cmudict")
    lookup.nltk = stand_in  # textstat may have been imported before
    lookup.get_cmudict.cache_clear()
    return textstat


def _pronounced() -> dict[str, list[list[str]]]:
    """The words of the dictionary, each with one pronunciation of stressed phonemes only: as many as syllables.

    It is what textstat counts of NLTK's table of phonemes, and nothing else.
    """
    with gzip.open(CMUDICT, "rt", encoding="utf-8") as lines:
        found = (line.rsplit(" ", 1) for line in lines)
        return {word: _SYLLABLES[int(n)] for word, n in found}
