"""Who is speaking, for every character of a text: the outlet, a quotation, indirect speech, or the headline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pandas as pd

from analysis.attribution.relations import Span
from analysis.tables import VOICE_SPANS, frame

# Where several claim a character, the later in this list has it.
NAMES = ("outlet", "attributed", "quoted", "headline")
OUTLET, ATTRIBUTED, QUOTED, HEADLINE = range(4)
MODES = {"reported": ATTRIBUTED, "quoted": QUOTED}


def voices(articles: pd.DataFrame, sentences: pd.DataFrame, speech: pd.DataFrame) -> pd.DataFrame:
    """Every text cut into stretches of one voice each, without gaps or overlaps (schema: tables.VOICE_SPANS).

    headline: the headline's paragraph, whoever speaks in it. quoted and attributed: what ``speech`` has as quoted and
    as reported. outlet: all else, the sources and cues of attributions included. An article without text has no row.
    """
    headline = _hulls(sentences[sentences["zone"] == "headline"])
    layers: dict[str, list[tuple[Span, int]]] = defaultdict(list)
    for article, start, end, mode in speech[["article_id", "start", "end", "mode"]].itertuples(index=False, name=None):
        layers[article].append(((start, end), MODES[mode]))
    rows = []
    for article, text in zip(articles["article_id"], articles["text"], strict=True):
        top = [(span, HEADLINE) for span in headline.get(article, ())]
        rows += [(article, *stretch) for stretch in partition(len(text), [*layers[article], *top])]
    return frame(pd.DataFrame(rows, columns=list(VOICE_SPANS.columns)), VOICE_SPANS)


def _hulls(sentences: pd.DataFrame) -> dict[str, tuple[Span]]:
    """From the first to the last of an article's sentences."""
    hulls = sentences.groupby("article_id", sort=False).agg(start=("start", "min"), end=("end", "max"))
    return {str(article): ((start, end),) for article, start, end in hulls.itertuples(name=None)}


def partition(length: int, layers: Iterable[tuple[Span, int]]) -> list[tuple[int, int, str]]:
    """The stretches from 0 to length: at each character the voice of the highest layer that covers it.

    >>> partition(10, [((2, 8), ATTRIBUTED), ((4, 6), QUOTED)])
    [(0, 2, 'outlet'), (2, 4, 'attributed'), (4, 6, 'quoted'), (6, 8, 'attributed'), (8, 10, 'outlet')]
    """
    edges = sorted(
        edge for (start, end), layer in layers if start < end for edge in ((start, layer, 1), (end, layer, -1))
    )
    open_layers = [0] * len(NAMES)
    pieces: list[tuple[int, int, str]] = []
    at = 0
    for place, layer, change in [*edges, (length, OUTLET, 0)]:
        if place > at:
            voice = NAMES[max((n for n, covers in enumerate(open_layers) if covers), default=OUTLET)]
            if pieces and pieces[-1][2] == voice:
                pieces[-1] = (pieces[-1][0], place, voice)
            else:
                pieces.append((at, place, voice))
            at = place
        open_layers[layer] += change
    return pieces
