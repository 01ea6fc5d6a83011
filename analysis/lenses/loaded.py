"""Loaded wording: words that take a side, and words that make what is said surer or less sure."""

import functools

import pandas as pd

from analysis import lexicons
from analysis.lenses._places import apart, placed
from analysis.lexicons.inflection import term_forms
from analysis.tables import evidence, frame, string

KINDS = ("intensifier", "subjective", "one-sided", "factive", "assertive", "implicative", "hedge", "booster")
SCHEMA = evidence(
    "loaded",
    kind=string("what the word does", KINDS),
    bias=string("framing or epistemological (Recasens et al. 2013)", ("framing", "epistemological")),
    term=string("the words in the text, lower case: text[start:end].lower()"),
)
COUNTED = ("kind", "bias")
AVERAGED = ()


def loaded(articles: pd.DataFrame, sentences: pd.DataFrame, voices: pd.DataFrame) -> pd.DataFrame:
    """Every loaded word or phrase, one row each.

    ``bias`` "framing": intensifiers (fiercely, massive), subjective words (regime, slammed) and one-sided terms
    (pro-life). "epistemological": factives (realize), assertives (claimed, admitted; not said), implicatives (failed
    to), hedges (apparently) and boosters (clearly). Classes after Recasens et al. 2013, Hooper 1975, Karttunen 1971
    and Hyland 2005; the words are this project's (``lexicons/loaded.toml``). Returns SCHEMA in text order; a stretch
    of text counts once, for the longest term. Read it in the outlet's own voice: ``voice == "outlet"``.

    A word list: it sees no context. A hedge can be mere honesty, "massive" can be exact, and most slant is in what is
    told, not in words. Measured outside quotations on 45 events of BASIL (Fan et al. 2019; three outlets each, 178
    spans annotated as lexical bias; ``tests/measure/loaded_basil.py``): framing words touch 52 % of the spans, where
    chance would touch 2 % (39 % and 2 % on the half of the events not looked at while the list was written). But the
    outlet with more annotated bias has the higher rate of framing words in only 57 % of the pairs, 95 % interval 48
    to 65, which is not clearly more than chance: read the rows, do not rank outlets by their number.
    """
    hits = apart(lexicons.find(articles, _forms()), ["article_id"])
    hits = hits[hits["text"] != "May"].reset_index(drop=True)  # the month, far more often than the verb
    hits = placed(hits.rename(columns={"category": "kind"}), sentences, voices)
    return frame(hits.assign(term=hits["text"].str.lower()), SCHEMA)


@functools.cache
def _forms() -> pd.DataFrame:
    """The lexicon with all forms of its verbs and nouns: category, bias, term."""
    lexicon = lexicons.read("loaded")
    rows = zip(lexicon["category"], lexicon["bias"], lexicon["term"], lexicon["part"], strict=True)
    forms = [(kind, bias, form) for kind, bias, term, part in rows for form in term_forms(term, part)]
    return pd.DataFrame(forms, columns=["category", "bias", "term"]).drop_duplicates(ignore_index=True)
