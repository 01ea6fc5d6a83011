"""Articles → words: every token with its lemma, its part of speech, and its place in the parse of its sentence."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.grammar.labels import RELATIONS, TAGS, UPOS
from analysis.grammar.lemmas import lemma
from analysis.grammar.parser import Reading, readings
from analysis.tables import WORDS, frame


def words(articles: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """One row a token, in text order: sentence_id, start, end, text, lemma, upos, tag, head, relation.

    Universal Dependencies of English, read by the trained grammar (its card says how often it is right). ``head`` is
    the place of the head in the sentence, 0 for its first token, −1 for the root. ``analysis.grammar.tree`` asks the
    table who does what to whom. Nothing is found in other languages: there the rows are of no worth.

    >>> study.words.query("relation == 'nsubj'")["lemma"].value_counts()          # doctest: +SKIP
    """
    found = readings(articles, sentences)
    ids = {a: g.tolist() for a, g in sentences.groupby("article_id", sort=False)["sentence_id"]}
    parts = [
        _rows(a, t, ids.get(a, []), found[a]) for a, t in zip(articles["article_id"], articles["text"], strict=True)
    ]
    return frame(pd.concat(parts, ignore_index=True) if parts else [], WORDS)


def _rows(article_id: str, text: str, sentence_ids: list[str], read: Reading) -> pd.DataFrame:
    shown = [text[a:b] for a, b in zip(read.start.tolist(), read.end.tolist(), strict=True)]
    upos, tag = [UPOS[n] for n in read.upos], [TAGS[n] for n in read.tag]
    first = np.searchsorted(read.sentence, read.sentence, "left")
    return pd.DataFrame(
        {
            "article_id": article_id,
            "sentence_id": [sentence_ids[n] for n in read.sentence],
            "start": read.start,
            "end": read.end,
            "text": shown,
            "lemma": [lemma(*row) for row in zip(shown, upos, tag, strict=True)],
            "upos": upos,
            "tag": tag,
            "head": np.where(read.head >= 0, read.head - first, -1),
            "relation": [RELATIONS[n] for n in read.relation],
        }
    )
