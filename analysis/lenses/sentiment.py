"""Sentiment by VADER, a sentence at a time, split by voice; and how much of it is the topic's own vocabulary."""

import copy
import functools
from typing import Any

import pandas as pd

from analysis import lexicons, words
from analysis.spans import cut
from analysis.tables import evidence, frame, real, schema, string, whole

SCHEMA = evidence(
    "sentiment",
    compound=real("VADER's compound score, −1 (most negative) to +1 (most positive); NaN: too long to be a sentence"),
    positive=real("share of the words that are positive, 0 to 1, as VADER weighs them"),
    negative=real("share of the words that are negative, 0 to 1"),
    neutral=real("share of the words that are neither, 0 to 1"),
    n_words=whole("words of the piece: an average is weighed with them", 1),
)
COUNTED = ()
AVERAGED = {"compound": "n_words"}

TOPIC_WORDS = schema(
    "topic_words",
    {
        "story": string("the event"),
        "word": string("a negative word of VADER's lexicon, lower case"),
        "valence": real("its valence in that lexicon, −4 to 0"),
        "n_outlets": whole("outlets of the story that use it", 1),
        "n_uses": whole("times it is used in the story", 1),
    },
)

# VADER strips ASCII punctuation from a word and no other: “cowardly would not be found.
ASCII = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "—": " - ", "–": " - "})
LONGEST = 10_000  # characters; VADER's time grows with the square of the length, and no sentence is as long


def sentiment(sentences: pd.DataFrame, voices: pd.DataFrame) -> pd.DataFrame:
    """VADER's scores (Hutto & Gilbert 2014) of every sentence, one row for each voice in it.

    A sentence is cut where the voice changes: in *He called it “a cowardly act”* the quoted words are one row and
    the outlet's are another. Returns SCHEMA in text order; ``compound`` runs from −1 (negative) to +1 (positive).
    Scored by sentence because the compound score of a long text runs to −1 or +1 whatever it says. ``compare``
    weighs the mean by ``n_words``, so that each word counts alike: a bare "he said" of the outlet is one row of 0.0
    and would else draw the outlet's mean towards 0, the more so the more it attributes.

    VADER is a word list with rules for negation and degree, made for social media. It says how negative the words
    are, not towards whom, and it takes an event's vocabulary (attack, killed) for a negative tone: compare outlets on
    one event, look at the outlet's own voice, and see ``topic_words``. On New York Times editorials it correlates
    r = 0.49 with the mean of 20 readers (their paper; 0.51 on 2,447 of the sentences here), a single reader 0.745.

    >>> study.sentiment.groupby("voice")["compound"].mean()          # doctest: +SKIP
    """
    pieces = _pieces(sentences, voices)
    return _scored(pieces, [_analyzer()] * len(pieces))


def topic_words(articles: pd.DataFrame, least: float = 1.0) -> pd.DataFrame:
    """The negative words that the outlets of a story share: words of the event, not of one outlet's tone.

    ``least``: the share of the story's outlets that must use a word (1.0: all of them). A story of one outlet has
    none. Returns TOPIC_WORDS, the most used first. Forms are words of their own: attack, attacked. Function words
    ("no") are none of the event's.
    """
    lexicon = _analyzer().lexicon
    function_words = set(lexicons.read("function_words")["term"])
    used = [
        (story, outlet, word)
        for story, outlet, text in zip(articles["story"], articles["outlet"], articles["text"], strict=True)
        for word in _plain_words(text)
        if lexicon.get(word, 0) < 0 and word not in function_words
    ]
    uses = pd.DataFrame(used, columns=["story", "outlet", "word"])
    table = uses.groupby(["story", "word"], as_index=False).agg(
        n_outlets=("outlet", "nunique"), n_uses=("word", "size")
    )
    of = table["story"].map(articles.groupby("story")["outlet"].nunique())
    table = table[(of > 1) & (table["n_outlets"] >= least * of)]
    table = table.assign(valence=table["word"].map(lexicon))
    return frame(table.sort_values(["story", "n_uses", "word"], ascending=[True, False, True]), TOPIC_WORDS)


def sentiment_without(
    articles: pd.DataFrame, sentences: pd.DataFrame, voices: pd.DataFrame, topic: pd.DataFrame
) -> pd.DataFrame:
    """``sentiment`` with the words of ``topic`` (TOPIC_WORDS) neutral in their story; the same rows, other scores.

    What remains of the difference between two outlets is not the event's vocabulary.
    """
    pieces = _pieces(sentences, voices)
    analyzers = {story: _analyzer(frozenset(t["word"])) for story, t in topic.groupby("story")}
    story_of = dict(zip(articles["article_id"], articles["story"], strict=True))
    plain = _analyzer()
    return _scored(pieces, [analyzers.get(story_of[a], plain) for a in pieces["article_id"]])


def _pieces(sentences: pd.DataFrame, voices: pd.DataFrame) -> pd.DataFrame:
    """The sentences cut by voice: sentence_id, article_id, start, end, text (without outer space), voice, n_words."""
    spans = sentences[["sentence_id", "article_id", "start", "end", "text"]].assign(origin=sentences["start"])
    pieces = cut(spans, voices[["article_id", "start", "end", "voice"]])
    rows = []
    for text, origin, start, end in zip(pieces["text"], pieces["origin"], pieces["start"], pieces["end"], strict=True):
        piece = text[start - origin : end - origin]
        left = len(piece) - len(piece.lstrip())
        rows.append((start + left, start + left + len(piece.strip()), piece.strip()))
    spans = pd.DataFrame(rows, columns=["start", "end", "text"])
    pieces = pieces[["sentence_id", "article_id", "voice"]].join(spans.astype({"text": "str"}))
    pieces["n_words"] = words.count(pieces["text"])
    return pieces[pieces["n_words"] > 0].reset_index(drop=True)


def _scored(pieces: pd.DataFrame, analyzers: list[Any]) -> pd.DataFrame:
    scores = [_score(text, analyzer) for text, analyzer in zip(pieces["text"], analyzers, strict=True)]
    columns = {"compound": "compound", "pos": "positive", "neg": "negative", "neu": "neutral"}
    table = pd.DataFrame(scores, columns=list(columns), index=pieces.index, dtype="float64").rename(columns=columns)
    return frame(pieces.join(table), SCHEMA)


def _score(text: str, analyzer: Any) -> dict[str, float]:
    if len(text) > LONGEST:
        return {}
    scores: dict[str, float] = analyzer.polarity_scores(text.translate(ASCII))
    return scores


def _plain_words(text: str) -> list[str]:
    """The words of a text as VADER meets them, lower case."""
    plain = text.translate(ASCII)
    return [plain[b:e].lower() for b, e in words.words(plain)]


@functools.cache
def _analyzer(without: frozenset[str] = frozenset()) -> Any:
    """VADER's analyzer, made once; or a copy of it whose lexicon lacks the words ``without``."""
    if not without:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        return SentimentIntensityAnalyzer()
    analyzer = copy.copy(_analyzer())
    analyzer.lexicon = {w: v for w, v in analyzer.lexicon.items() if w not in without}
    return analyzer
