"""Framing: which frames an article's words call up, where, and in whose voice."""

import pandas as pd

from analysis import lexicons
from analysis.corpus.codebook import Codebook
from analysis.lenses._places import apart, placed
from analysis.tables import ZONES, evidence, frame, string

SCHEMA = evidence(
    "framing",
    frame=string("the frame that the term belongs to"),
    scheme=string("generic (Semetko & Valkenburg 2000) or codebook (this corpus's own)", ("generic", "codebook")),
    term=string("the words in the text, lower case: text[start:end].lower()"),
    zone=string("where it stands: headline, dek, lead or body", ZONES),
)
COUNTED = {"frame": "scheme"}
AVERAGED = ()


def framing(articles: pd.DataFrame, sentences: pd.DataFrame, voices: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Every word or phrase that stands for a frame, one row each.

    Two schemes side by side: the five generic news frames of Semetko & Valkenburg (2000; responsibility, conflict,
    human interest, economic consequences, morality; ``lexicons/frames.toml``) and the frames of the corpus's own
    codebook. Returns SCHEMA in text order. A stretch of text counts once in a frame (the longest term wins) but may
    count in several frames: "blamed the militias" is responsibility, and whatever the codebook says of militias.

    This is a dictionary measure. It finds the vocabulary that a frame is usually told in, not the frame itself:
    Semetko & Valkenburg coded each story by hand with twenty questions. It misses a frame told without these words,
    and it counts a word that is used in another sense ("a business trip"), negated or quoted; so read the rows, split
    them by ``voice``, and compare outlets on one event, where the same slips hit all of them.

    >>> study.framing.groupby("frame").size()          # doctest: +SKIP
    """
    generic = lexicons.read("frames").assign(scheme="generic")
    lexicon = pd.concat([generic, codebook.frames.assign(scheme="codebook")], ignore_index=True)
    lexicon = lexicon.assign(frame=lexicon["category"], category=lexicon["scheme"] + ":" + lexicon["category"])
    hits = lexicons.find(articles, lexicon)
    hits = placed(apart(hits, ["article_id", "category"]), sentences, voices)
    return frame(hits.assign(term=hits["text"].str.lower()), SCHEMA)
