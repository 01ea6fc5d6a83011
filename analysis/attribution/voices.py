"""Who is speaking, for every character of a text: the outlet, a quotation, indirect speech, or the headline."""

from collections.abc import Iterable, Iterator

import pandas as pd

from analysis.attribution.quotes import Quoted, by_article, kind, owners
from analysis.attribution.relations import Relation, Span, relations
from analysis.tables import VOICE_SPANS, frame

# Where several claim a character, the later in this list has it.
NAMES = ("outlet", "attributed", "quoted", "headline")
OUTLET, ATTRIBUTED, QUOTED, HEADLINE = range(4)


def voices(
    articles: pd.DataFrame, sentences: pd.DataFrame, quoted: pd.DataFrame, attribution_spans: pd.DataFrame
) -> pd.DataFrame:
    """Every text cut into stretches of one voice each, without gaps or overlaps (schema: tables.VOICE_SPANS).

    headline: the headline's paragraph, whoever speaks in it. quoted: between quotation marks, the marks included,
    where the quotation is attributed or a full clause; scare quotes, titles and nicknames stay with the outlet.
    attributed: content of an attribution outside quotation marks. outlet: all else, the sources and cues of
    attributions included. An article without text has no row.
    """
    headline = _hulls(sentences[sentences["zone"] == "headline"])
    quotes = by_article(sentences, quoted)
    found = relations(attribution_spans)
    rows = []
    for article, text in zip(articles["article_id"], articles["text"], strict=True):
        given = found.get(article, [])
        owned = owners(text, quotes.get(article, []), given)
        speech = [
            marked(text, q)
            for q in quotes.get(article, [])
            if q.quote_id in owned or kind(text, q.start, q.end, False) == "direct"
        ]
        layers = [
            *((span, ATTRIBUTED) for r in given for span in _said(r)),
            *((span, QUOTED) for span in speech),
            *((span, HEADLINE) for span in headline.get(article, ())),
        ]
        rows += [(article, start, end, voice) for start, end, voice in partition(len(text), layers)]
    return frame(pd.DataFrame(rows, columns=list(VOICE_SPANS.columns)), VOICE_SPANS)


def _hulls(sentences: pd.DataFrame) -> dict[str, tuple[Span]]:
    """From the first to the last of an article's sentences."""
    hulls = sentences.groupby("article_id", sort=False).agg(start=("start", "min"), end=("end", "max"))
    return {str(article): ((start, end),) for article, start, end in hulls.itertuples(name=None)}


def _said(relation: Relation) -> Iterator[Span]:
    """The content without the relation's own source and cue, should they stand in it: “…,” he said, “…”."""
    own = sorted((*relation.source, *relation.cue))
    for start, end in relation.content:
        for own_start, own_end in own:
            if start < own_end and own_start < end:
                yield start, max(start, own_start)
                start = max(start, own_end)
        yield start, end


def marked(text: str, q: Quoted) -> Span:
    """The quoted span with its marks."""
    closing = 0 if not q.closed else 2 if text.startswith("''", q.end) else 1
    return q.start - len(q.mark), min(q.end + closing, len(text))


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
