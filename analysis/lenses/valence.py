"""Valence: how each sentence feels to its readers, beside VADER, which only adds up words."""

import pandas as pd

from analysis.attribution.tone import sentence_valence
from analysis.spans import cut
from analysis.tables import evidence, frame, real, whole
from analysis.words import words

SCHEMA = evidence(
    "valence",
    valence=real("estimate of the mean rating of twenty readers, −4 (worst) … 4 (best)"),
    n_words=whole("words of the piece"),
)
COUNTED = ()
AVERAGED = {"valence": "n_words"}


def valence(articles: pd.DataFrame, sentences: pd.DataFrame, voices: pd.DataFrame) -> pd.DataFrame:
    """One row a sentence, or a piece of one where the voice changes in it, with how it feels. Returns SCHEMA.

    Read by the trained model from editorials rated by twenty people each (see the model card). Bad events feel bad
    whoever tells them: it is no measure of what an outlet thinks of anybody. Pieces without a word have no row.
    """
    pieces = cut(sentences[["sentence_id", "article_id", "start", "end"]], voices)
    text = dict(zip(articles["article_id"], articles["text"], strict=True))
    rows = zip(pieces["article_id"], pieces["start"], pieces["end"], strict=True)
    n_words = pd.Series([len(words(text[a][s:e])) for a, s, e in rows], index=pieces.index, dtype="int64")
    pieces = pieces.assign(n_words=n_words)[n_words > 0].reset_index(drop=True)
    return frame(pieces.assign(valence=sentence_valence(articles, pieces)), SCHEMA)
