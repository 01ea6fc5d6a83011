"""Robustness: the same comparison again under other choices, and which of its conclusions hold.

A comparison is a function of tables with a default for each; a variant is the tables or settings that it gets
instead::

    def compare(evidence=study.framing, articles=study.articles):
        return rates(evidence, articles, study.voices, "framing", framing.COUNTED, framing.AVERAGED)

    robustness(compare, variants(study.articles, study.sentences, study.framing, copied=ids)
                        | {"another lexicon": {"evidence": other}})
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import permutations
from typing import Any

import pandas as pd

from analysis import words
from analysis.spans import within
from analysis.tables import flag, frame, real, schema, string

LISTED_WORDS = 10  # words that an outlet's list of distinctive words has

Compare = Callable[..., pd.DataFrame]
Claims = Iterator[tuple[str, str, str, float]]

SCHEMA = schema(
    "robustness",
    {
        "variant": string("what was done otherwise"),
        "conclusion": string("what the comparison shows"),
        "holds": flag("it shows it under the variant too"),
        "value": real("the figure behind the conclusion under the variant; NaN where it is not there any more"),
        "baseline": real("the figure in the comparison as it stands"),
    },
    unique=["variant", "conclusion"],
)


def order_of_outlets(comparison: pd.DataFrame) -> Claims:
    """Conclusions of a table of ``rates``: for every figure and two outlets, how far one is above the other.

    Yields outlet, other outlet, conclusion and distance, once in each direction. Where all pairs of a figure hold,
    its rank order of outlets holds.
    """
    several = len(set(comparison["story"])) > 1
    for cell, part in comparison.groupby(["story", "voice", "measure", "category", "unit"]):
        story, voice, measure, category, unit = map(str, cell)
        where = f"{measure} {category}".strip() + f", {unit}" + (f", voice {voice}" if voice != "all" else "")
        where += f", story {story}" if several and story else ""
        known = part.dropna(subset="value")
        for (one, a), (other, b) in permutations(zip(known["outlet"], known["value"], strict=True), 2):
            yield one, other, f"{where}: {one} above {other}", a - b


def distinctive_words(keyness: pd.DataFrame) -> Claims:
    """Conclusions of a table of ``keyness``: the ten most distinctive words of each outlet, with their z."""
    positive = keyness[keyness["z"] > 0].sort_values("z", ascending=False, kind="stable")
    first = positive.groupby(["story", "outlet", "length"]).head(LISTED_WORDS)
    several = len(set(keyness["story"])) > 1
    for story, outlet, term, z in first[["story", "outlet", "term", "z"]].itertuples(index=False, name=None):
        where = f"story {story}: " if several else ""
        yield outlet, outlet, f"{where}{term!r} is among the most distinctive of {outlet}", z


def robustness(
    compare: Compare,
    variants: Mapping[str, Mapping[str, Any]],
    conclusions: Callable[[pd.DataFrame], Claims] = order_of_outlets,
) -> pd.DataFrame:
    """Repeat a comparison under each variant and say which conclusions hold: a table of SCHEMA.

    ``compare``: called without arguments for the baseline, with a variant's arguments for the variant.
    ``variants``: name → arguments. ``conclusions``: what a comparison shows, ``order_of_outlets`` for rates,
    ``distinctive_words`` for keyness. Only what the baseline shows with a distance above 0 is a conclusion. One
    about an outlet that a variant leaves without articles is not judged there and has no row.

    A conclusion that holds everywhere is still only about these articles; one that falls is not thereby wrong, but
    it hangs on that choice.
    """
    baseline = [claim for claim in conclusions(compare()) if claim[3] > 0]
    rows = []
    for name, changed in variants.items():
        now = {text: value for _, _, text, value in conclusions(compare(**changed))}
        left = set(changed["articles"]["outlet"]) if "articles" in changed else None
        for outlet, other, text, value in baseline:
            if left is None or (len(left) > 1 and {outlet, other} <= left):
                new = now.get(text, float("nan"))
                rows.append((name, text, new > 0, new, value))
    return frame(pd.DataFrame(rows, columns=list(SCHEMA.columns)), SCHEMA)


def held(table: pd.DataFrame) -> pd.DataFrame:
    """One row a conclusion: baseline, the number of variants that judge it, and those under which it falls.

    The ones that hold everywhere come first, then by the distance in the baseline. Columns: conclusion, baseline,
    variants, falls_under (names joined by '; ', '' where it holds everywhere).
    """
    falls = table["variant"].where(~table["holds"], "")
    groups = table.assign(falls=falls).groupby("conclusion", sort=False)
    made = groups.agg(
        baseline=("baseline", "first"),
        variants=("variant", "size"),
        falls_under=("falls", lambda names: "; ".join(n for n in names if n)),
    ).reset_index()
    order = made.assign(fallen=made["falls_under"] != "").sort_values(
        ["fallen", "baseline"], ascending=[True, False], kind="stable"
    )
    return made.loc[order.index].reset_index(drop=True)


def variants(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    evidence: pd.DataFrame | None = None,
    copied: Collection[str] = (),
    most: int = 20,
) -> dict[str, dict[str, Any]]:
    """The usual variants: without each article in turn, without headlines, and without the ``copied`` sentences.

    ``copied``: sentence_ids of wire copy. ``evidence``: left out where the comparison needs none (keyness). Only
    articles of outlets that have several in the story are left out: without its only article an outlet cannot be
    judged, and the rates of the others do not change. That is one repetition an article, so only the longest ``most``
    of them are left out in turn.
    """
    several = articles[articles.duplicated(["story", "outlet"], keep=False)].nlargest(most, "n_words")["article_id"]
    made = {f"without article {a}": articles[articles["article_id"] != a] for a in several}
    found = {name: _variant(kept, evidence) for name, kept in made.items()}
    headlines = sentences[sentences["zone"] == "headline"]["sentence_id"]
    for name, ids in (("without headlines", headlines), ("without wire copy", copied)):
        if len(ids):
            found[name] = _variant(without(articles, sentences, ids), _outside(evidence, sentences, ids))
    return found


def without(articles: pd.DataFrame, sentences: pd.DataFrame, sentence_ids: Collection[str]) -> pd.DataFrame:
    """The articles with these sentences blanked out by spaces, so that every offset stays right; n_words follows."""
    gone = sentences[sentences["sentence_id"].isin(list(sentence_ids))]
    spans = {key: list(zip(part["start"], part["end"], strict=True)) for key, part in gone.groupby("article_id")}
    texts = []
    for article_id, text in zip(articles["article_id"], articles["text"], strict=True):
        for start, end in spans.get(article_id, []):
            text = text[:start] + " " * (end - start) + text[end:]
        texts.append(text)
    blanked = articles.assign(text=pd.Series(texts, index=articles.index, dtype="str"))
    return blanked.assign(n_words=words.count(blanked["text"]))


def _variant(articles: pd.DataFrame, evidence: pd.DataFrame | None) -> dict[str, Any]:
    if evidence is None:
        return {"articles": articles}
    return {"articles": articles, "evidence": evidence[evidence["article_id"].isin(articles["article_id"])]}


def _outside(evidence: pd.DataFrame | None, sentences: pd.DataFrame, ids: Collection[str]) -> pd.DataFrame | None:
    if evidence is None:
        return None
    return evidence[~within(evidence, sentences, ["sentence_id"])["sentence_id"].isin(list(ids))]
