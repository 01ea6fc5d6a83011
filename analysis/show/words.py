"""Distinctive words of each outlet, each opening the places where it stands."""

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.compare.evidence import evidence
from analysis.show.evidence import Cell, cell, numbered, refs, refs_block
from analysis.show.html import Html, caption, html_table, joined, nothing, tag

if TYPE_CHECKING:
    from analysis.study import Study

LEAST_Z = 1.96  # below it a word is hardly distinctive
STORIES_SHOWN = 8


def distinctive(study: "Study", keyness: pd.DataFrame, most: int = 12, length: int = 1) -> Html:
    """The ``most`` most distinctive words of each outlet, a line an outlet; of two words with ``length`` 2.

    ``keyness``: of ``analysis.compare.keyness.keyness``. Behind each word its count and z in grey; in brackets a word
    that a single article or quotation carries. A click shows where it stands.
    """
    stories = list(dict.fromkeys(keyness["story"]))
    wanted = keyness[(keyness["length"] == length) & (keyness["z"] >= LEAST_Z)]
    numbers = numbered(study.articles, study.sentences)
    lines, paper = [], []
    for story in stories[:STORIES_SHOWN]:
        of_story = wanted[wanted["story"] == story]
        there = set(keyness.loc[keyness["story"] == story, "outlet"])
        for outlet in [o for o in study.colours if o in there]:
            rows = of_story[of_story["outlet"] == outlet].head(most).to_dict("records")
            cells = [(r["term"], _word(study, r, numbers)) for r in rows]
            words = joined([c for _, c in cells], between=", ") or tag("small", "none that stands out")
            lines.append([f"{story}: {outlet}" if len(stories) > 1 else outlet, words])
            paper += [refs(f"{outlet}, {term}", c) for term, c in cells]
    if not lines:
        return nothing("There are too few words or outlets to compare.")
    note = f"z of at least {LEAST_Z}; in grey: count, z; in brackets: one article or quotation carries the word"
    rest = f" Stories not shown: {len(stories) - STORIES_SHOWN}." if len(stories) > STORIES_SHOWN else ""
    title = caption("Distinctive words, each outlet against all others", f"{note}.{rest}")
    return Html(html_table(lines, caption=title, kind="words-of", headed=True) + refs_block(paper))


def _word(study: "Study", row: dict[str, Any], numbers: dict[str, str]) -> Cell:
    word = f"({row['term']})" if row["carried_by"] else row["term"]
    face = joined(word, " ", tag("small", f"{row['count']}, {row['z']:.1f}"))
    articles = study.articles[(study.articles["outlet"] == row["outlet"]) & (study.articles["story"] == row["story"])]
    carried = f" Carried by {row['carried_by']}." if row["carried_by"] else ""
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
