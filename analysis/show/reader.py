"""The reader: an article in full, with everything that the tables say of it marked in place.

Marks may overlap: the text is cut wherever a mark begins or ends, and each piece carries the classes of all marks that
lie on it. The layers can be switched off with the boxes above the article; that is CSS alone, so that it survives
export and works without JavaScript. Every layer has its own line or background as well as its own colour.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from analysis.lenses.figures import COMPARED
from analysis.show.html import Html, anchor, counted, joined, tag
from analysis.spans import within

# Layer → what the legend says. The order is the order of the legend.
LAYERS = {
    "source": "source: who is given as saying it",
    "cue": "cue: the words that attribute it",
    "content": "content: what somebody else says",
    "quoted": "quotation",
    "scare": "scare quote",
    "frame": "words of a frame",
    "blame": "blame",
    "hedge": "hedge",
    "figure": "figure",
    "shared": "also in the other article",
}


class Mark(NamedTuple):
    """A stretch of an article on a layer; ``label`` is shown when the pointer rests on it, ``href`` leads on."""

    article_id: str
    start: int
    end: int
    layer: str
    label: str
    href: str = ""


MARK_COLUMNS = list(Mark._fields)


def marks(
    attribution_spans: pd.DataFrame,
    attributions: pd.DataFrame,
    quotes: pd.DataFrame,
    framing: pd.DataFrame,
    blame: pd.DataFrame,
    loaded: pd.DataFrame,
    figures: pd.DataFrame,
) -> pd.DataFrame:
    """Every mark of the tables of the same names: article_id, start, end, layer, label, href."""
    of = attributions.set_index("attribution_id")
    spans = attribution_spans[attribution_spans["attribution_id"].isin(of.index)]
    facts = of.loc[spans["attribution_id"]]
    who = facts["speaker"].where(facts["speaker"] != "", "no source given")
    about = who + ": " + facts["kind"] + ", " + facts["stance"] + ", " + facts["source_type"]
    known = (100 * facts["confidence"]).round().astype("Int64").astype("str").fillna("") + " % sure"
    sure = known.where(facts["confidence"].notna(), "found beside the quotation")
    hedges = loaded[loaded["kind"] == "hedge"]
    quantities = figures[figures["kind"].isin(COMPARED)]
    layers = [
        spans.assign(layer=spans["role"], label=(about + ", " + sure).to_numpy()),
        quotes.assign(
            layer=quotes["kind"].map({"scare": "scare"}).fillna("quoted"),
            label=quotes["kind"] + " quotation of " + quotes["speaker"].where(quotes["speaker"] != "", "nobody named"),
        ),
        framing.assign(layer="frame", label="frame: " + framing["frame"]),
        blame.assign(
            layer="blame",
            label="blame: " + blame["accuser"].where(blame["accuser"] != "", "nobody named") + " → " + blame["accused"],
        ),
        hedges.assign(layer="hedge", label="hedge"),
        quantities.assign(layer="figure", label="figure: " + quantities["counted"].astype("str")),
    ]
    return pd.concat([t.assign(href="")[MARK_COLUMNS] for t in layers], ignore_index=True)


def shared_marks(shared_quotes: pd.DataFrame, one: str, other: str, place: str = "") -> pd.DataFrame:
    """Marks on the quotations of the same utterances in two articles, each linked to its twin."""
    both = shared_quotes[shared_quotes["article_id"].isin([one, other]) & (shared_quotes["quote_id"] != "")]
    rows = []
    for _, versions in both.groupby("utterance_id", sort=False):
        sides = [versions[versions["article_id"] == a].to_dict("records") for a in (one, other)]
        for mine, theirs in (sides, sides[::-1]):
            for q in mine if theirs else []:
                label = f"same words as in {theirs[0]['outlet']}"
                href = f"#{_place(place, str(theirs[0]['article_id']), int(theirs[0]['start']))}"
                rows.append(Mark(q["article_id"], q["start"], q["end"], "shared", label, href))
    return pd.DataFrame(rows, columns=MARK_COLUMNS)


def shared_sentence_marks(wire: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """Marks on the words that stand in both articles, from the wire-copy table."""
    pairs = {(one, other), (other, one)}
    at = [pair in pairs for pair in zip(wire["article_id"], wire["other_article_id"], strict=True)]
    table = wire[at]
    return table.assign(layer="shared", label="stands word for word in the other article", href="")[MARK_COLUMNS]


def reader(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    removed: pd.DataFrame,
    marks: pd.DataFrame,
    article_ids: Sequence[str],
    place: str = "",
    prefix: str = "",
) -> Html:
    """One article, or several side by side, in full and marked.

    ``marks``: as ``marks`` makes them. ``place`` is put before every id, so that one page can hold several readers.
    Sentences are numbered from 1, behind ``prefix``, and each has the id ``anchor("s", sentence_id)`` behind
    ``place``. What cleaning took out stands below, greyed, with the reason. Raises ValueError for an article that is
    not there.
    """
    known = list(articles["article_id"])
    for article_id in article_ids:
        if article_id not in known:
            some = ", ".join(known[:10]) + (" …" if len(known) > 10 else "")
            raise ValueError(f"There is no article {article_id!r}. There are: {some}")
    pages = [
        _article(
            articles[articles["article_id"] == a].iloc[0].to_dict(),
            sentences[sentences["article_id"] == a],
            removed[removed["article_id"] == a],
            marks[marks["article_id"] == a],
            place,
            prefix,
        )
        for a in article_ids
    ]
    there = [layer for layer in LAYERS if layer in set(marks.loc[marks["article_id"].isin(article_ids), "layer"])]
    text = "\n\n".join(articles.set_index("article_id").loc[list(article_ids), "text"])
    return Html(tag("div", _legend(there), tag("div", pages, class_="reader-pages"), class_="reader"), text)


def _legend(layers: Iterable[str]) -> Markup:
    boxes = [
        tag("label", tag("input", type="checkbox", checked=True, data_layer=n), f" {LAYERS[n]}", class_=f"m-{n}")
        for n in layers
    ]
    return tag("fieldset", tag("legend", "Marks"), boxes, class_="reader-legend")


def _article(
    article: dict[Any, Any],
    sentences: pd.DataFrame,
    removed: pd.DataFrame,
    marks: pd.DataFrame,
    place: str,
    prefix: str,
) -> Markup:
    pieces = _pieces(str(article["text"]), sentences, marks)
    paragraphs = [
        tag("p", _paragraph(group, str(article["article_id"]), place, prefix), class_=group[0].zone)
        for group in _paragraphs(pieces)
    ]
    facts = ", ".join(str(article[f]) for f in ("outlet", "published", "byline", "credit") if article.get(f))
    label = article["headline"] or article["article_id"]
    return tag("article", tag("p", facts, class_="byline"), paragraphs, _cuts(removed), lang="en", aria_label=label)


class Piece(NamedTuple):
    """Text between two borders of marks: its marks, and the sentence that begins with it."""

    text: str
    paragraph: int
    zone: str
    start: int
    marks: tuple[Mark, ...]
    sentence_id: str
    number: int
    opens: tuple[Mark, ...]


def _pieces(text: str, sentences: pd.DataFrame, marks: pd.DataFrame) -> list[Piece]:
    """The sentences cut wherever a mark begins or ends, and what stands between sentences."""
    of_article = [Mark(*row) for row in marks[MARK_COLUMNS].itertuples(index=False, name=None)]
    borders = sorted(
        {0, len(text), *(sentences["start"]), *(sentences["end"]), *(b for m in of_article for b in m[1:3])}
    )
    at = pd.DataFrame({"article_id": sentences["article_id"].iloc[0] if len(sentences) else "", "start": borders[:-1]})
    places = within(at, sentences, ["sentence_id", "paragraph", "zone"])
    number = {s: n for n, s in enumerate(sentences["sentence_id"], 1)}
    begins = dict(zip(sentences["start"], sentences["sentence_id"], strict=True))
    by_start = sorted(of_article, key=lambda m: m.start)
    open_marks: list[Mark] = []
    pieces = []
    rows = zip(borders[:-1], borders[1:], places["paragraph"].fillna(0), places["zone"].fillna("body"), strict=True)
    for start, end, paragraph, zone in rows:
        opens = []
        while by_start and by_start[0].start <= start:
            opens.append(by_start.pop(0))
        open_marks = [m for m in [*open_marks, *opens] if m.end > start]
        sentence = begins.get(start, "")
        pieces.append(
            Piece(text[start:end], int(paragraph), str(zone), start, tuple(open_marks), sentence,
                  number.get(sentence, 0), tuple(opens))
        )  # fmt: skip
    return pieces


def _paragraphs(pieces: list[Piece]) -> list[list[Piece]]:
    groups: dict[int, list[Piece]] = {}
    for piece in pieces:
        groups.setdefault(piece.paragraph, []).append(piece)
    return list(groups.values())


def _paragraph(pieces: list[Piece], article_id: str, place: str, prefix: str) -> Markup:
    return joined([_piece(p, article_id, place, prefix) for p in pieces]).strip()


def _piece(piece: Piece, article_id: str, place: str, prefix: str) -> Markup:
    number = None
    if piece.sentence_id:
        key = f"{place}{anchor('s', piece.sentence_id)}"
        number = tag("sup", f"{prefix}{piece.number}", class_="n", id=key)
    if not piece.marks or not piece.text.strip():
        return joined(number, piece.text)
    classes = " ".join(dict.fromkeys(f"m-{m.layer}" for m in piece.marks))
    labels = "; ".join(dict.fromkeys(m.label for m in piece.marks))
    key = _place(place, article_id, piece.start)
    links = [tag("a", "⇄", class_="twin", id=key, href=m.href, title=m.label) for m in piece.opens if m.href]
    return joined(number, links, tag("span", piece.text, class_=classes, title=labels))


def _place(place: str, article_id: str, start: int) -> str:
    return f"{place}{anchor('t', f'{article_id}:{start}')}"


def _cuts(removed: pd.DataFrame) -> Markup | None:
    if removed.empty:
        return None
    rows = [
        tag("li", tag("b", reason), f" {text[:600]}{' …' if len(text) > 600 else ''}")
        for reason, text in zip(removed["reason"], removed["text"], strict=True)
    ]
    summary = tag("summary", f"Taken out in cleaning: {counted(len(removed), 'piece')}")
    return tag("details", summary, tag("ul", rows), class_="cuts")
