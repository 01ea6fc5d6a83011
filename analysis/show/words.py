"""Distinctive words of each outlet, each opening the places where it stands."""

import re
from typing import TYPE_CHECKING

import pandas as pd

from analysis.compare.evidence import evidence
from analysis.show.evidence import Cell, cell, numbered, refs, refs_block
from analysis.show.html import Html, escape

if TYPE_CHECKING:
    from analysis.study import Study

LEAST_Z = 1.96  # below it a word is hardly distinctive


def distinctive(study: "Study", keyness: pd.DataFrame, most: int = 12, length: int = 1) -> Html:
    """The ``most`` most distinctive words of each outlet, a line an outlet; of two words with ``length`` 2.

    ``keyness``: of ``analysis.compare.keyness.keyness``. Behind each word its count and z in grey; in brackets a word
    that a single article or quotation carries. A click shows where it stands.
    """
    stories = list(dict.fromkeys(keyness["story"]))
    wanted = keyness[(keyness["length"] == length) & (keyness["z"] >= LEAST_Z)]
    numbers = numbered(study.articles, study.sentences)
    lines, paper = [], []
    for story in stories[:8]:
        of_story = wanted[wanted["story"] == story]
        for outlet in dict.fromkeys(keyness.loc[keyness["story"] == story, "outlet"]):
            rows = of_story[of_story["outlet"] == outlet].head(most).to_dict("records")
            cells = [(r["term"], _word(study, r, numbers)) for r in rows]
            words = ", ".join(c.body for _, c in cells) or "<small>none that stands out</small>"
            head = f"{escape(story)}: {escape(outlet)}" if len(stories) > 1 else escape(outlet)
            lines.append(f'<tr><th scope="row">{head}</th><td>{words}</td></tr>')
            paper += [refs(f"{outlet}, {term}", c) for term, c in cells]
    if not lines:
        return Html("<p class='none'>There are too few words or outlets to compare.</p>", "Nothing to compare.")
    note = f"z of at least {LEAST_Z}; in grey: count, z; in brackets: one article or quotation carries the word"
    rest = f" Stories not shown: {len(stories) - 8}." if len(stories) > 8 else ""
    caption = f"Distinctive words, each outlet against all others<small>{note}.{rest}</small>"
    table = f'<table class="words-of"><caption>{caption}</caption><tbody>{"".join(lines)}</tbody></table>'
    return Html(table + refs_block("".join(paper)))


def _word(study: "Study", row: dict[str, object], numbers: dict[str, str]) -> Cell:
    word = escape(row["term"])
    shown = f"({word})" if row["carried_by"] else word
    face = f"{shown} <small>{row['count']}, {row['z']:.1f}</small>"
    articles = study.articles[(study.articles["outlet"] == row["outlet"]) & (study.articles["story"] == row["story"])]
    carried = f" Carried by one {row['carried_by']}." if row["carried_by"] else ""
    note = f"{row['count']} times, {row['others']} times elsewhere; DP {row['dispersion']:.2f}.{carried}"
    places = evidence(_places(articles, str(row["term"])), study.articles, study.sentences, "words")
    return cell(face, f"{row['outlet']}: {row['term']}", places, numbers, note)


def _places(articles: pd.DataFrame, term: str) -> pd.DataFrame:
    """Where a term of keyness stands: its words in any spelling, with whatever marks and spaces between them."""
    pattern = re.compile(r"(?<!\w)" + r"\W{1,3}".join(map(re.escape, term.split())) + r"(?!\w)", re.IGNORECASE)
    found = [
        (article_id, m.start(), m.end())
        for article_id, text in zip(articles["article_id"], articles["text"], strict=True)
        for m in pattern.finditer(text.replace("’", "'"))
    ]
    table = pd.DataFrame(found, columns=["article_id", "start", "end"])
    return table.astype({"article_id": "str", "start": "int64", "end": "int64"})
