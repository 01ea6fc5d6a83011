"""Distinctive words: what each outlet says more often than all the others together, within a story."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.lexicons import STRAIGHT
from analysis.tables import OWN_VOICES, empty, frame, real, schema, string, whole
from analysis.words import words

Array = npt.NDArray[np.float64]
Prior = Callable[[Array, float], Array]

CARRIERS = ("", "one article", "one quotation")
PARTS = 5  # equal parts of a single article, over which dispersion is measured
FLAT = 0.01  # pseudo-count of every term under the flat prior

SCHEMA = schema(
    "keyness",
    {
        "story": string("the event; outlets are compared within it"),
        "outlet": string("the outlet, compared with all others of the story together"),
        "term": string("one or two words, lower case, without the possessive 's"),
        "length": whole("words of the term, 1 or 2; the two are compared apart", 1),
        "count": whole("times that the outlet has it"),
        "others": whole("times that all other outlets together have it"),
        "per_1000": real("count per 1,000 terms (of that many words) of the outlet"),
        "log_odds": real("log-odds ratio under the prior; above 0: more often here than elsewhere"),
        "z": real("log_odds divided by its standard deviation; the higher, the more distinctive"),
        "prior": real("pseudo-count that the prior gives the term"),
        "g2": real("log-likelihood ratio G², 0 and up; says nothing of the direction"),
        "log_ratio": real("log2 of the ratio of relative frequencies; 1: twice as often here"),
        "dispersion": real("Gries' DP: 0 evenly spread over the outlet's articles (or parts), near 1: in one place"),
        "n_articles": whole("articles of the outlet that have it"),
        "of_articles": whole("articles of the outlet in the story"),
        "carried_by": string("all its occurrences stand in one article (of several) or one quotation", CARRIERS),
    },
    unique=["story", "outlet", "term"],
)


def informative(totals: Array, weight: float) -> Array:
    """The prior used by default: the words of all outlets of the story together, worth as much as ``weight`` words."""
    return np.asarray(weight * totals / totals.sum())


def flat(totals: Array, weight: float) -> Array:
    """An uninformative prior: every term alike. Function words and rare words stand out more."""
    return np.full(len(totals), FLAT)


def keyness(
    articles: pd.DataFrame, voices: pd.DataFrame, voice: str = "all", prior: Prior = informative, least: int = 2
) -> pd.DataFrame:
    """Every term of a story for every outlet, the most distinctive first: a table of SCHEMA.

    Log-odds ratio with an informative Dirichlet prior, each outlet against all others of the story together
    (Monroe, Colaresi & Quinn 2008, Political Analysis 16(4), section 3). The prior is the relative
    frequency of a term in the whole story, weighing as many words as the story's average article (``informative``);
    another function from totals and that weight to pseudo-counts can stand in for it (``flat``). There is no list of
    stop words: a frequent word has a large prior count, which draws its log-odds towards 0 unless outlets really
    differ in it, and a list would hide differences that matter (not, must, alleged).

    ``voice`` restricts the count to one voice ("own": the newsroom's own words, headlines included); terms that stand
    less than ``least`` times in the story are counted but not listed. Beside it: G² (Rayson & Garside 2000), LogRatio
    (Hardie 2014; a zero counts as 0.5) and the dispersion DP (Gries 2008) over the outlet's articles, or over five
    equal parts of a single one.

    z is a ranking, not a test: words of one article are not independent, so no p belongs to it. With one article an
    outlet it describes these texts only. Two words make a term only where nothing but space stands between them.
    "It's" counts as "it". A story of one outlet has nothing to compare and gives no rows.
    """
    ordered = voices.sort_values(["article_id", "start"]).groupby("article_id")
    spans = {str(key): (part["start"].to_numpy(), part["voice"].to_numpy(dtype=object)) for key, part in ordered}
    made = [empty(SCHEMA)]
    for story, part in articles.groupby("story"):
        if len(set(part["outlet"])) > 1:
            tokens, outlets, terms = _tokens(part, spans, voice)
            of = part.groupby("outlet").size()
            for length, some in tokens.groupby("length"):
                rows = _compared(some, prior, len(part)).query("total >= @least")
                names = {"outlet": outlets[rows["outlet"]], "term": terms[rows["term"]]}
                rows = rows.assign(**names, story=story, length=length)
                made.append(rows.assign(of_articles=rows["outlet"].map(of)))
    table = pd.concat(made[1:] or made)
    table["carried_by"] = table["carried_by"].mask(
        (table["of_articles"] == 1) & (table["carried_by"] == "one article"), ""
    )
    order = ["story", "outlet", "length", "z", "term"]
    return frame(table.sort_values(order, ascending=[True, True, True, False, True]), SCHEMA)


def log_odds_ratio(
    y: Array, n: Array, y_other: Array, n_other: Array, alpha: Array, alpha_0: float
) -> tuple[Array, Array]:
    """Log-odds ratio under a Dirichlet prior and its z (Monroe, Colaresi & Quinn 2008).

    ``y`` of ``n`` words here, ``y_other`` of ``n_other`` elsewhere; ``alpha``: the term's pseudo-count, ``alpha_0``
    the sum of all terms' pseudo-counts.
    """
    here, there = y + alpha, y_other + alpha
    with np.errstate(divide="ignore", invalid="ignore"):  # the only term there is has no odds: NaN
        log_odds = np.log(here / (n + alpha_0 - here)) - np.log(there / (n_other + alpha_0 - there))
    return log_odds, log_odds / np.sqrt(1 / here + 1 / there)


def g_squared(y: Array, n: Array, y_other: Array, n_other: Array) -> Array:
    """Log-likelihood ratio of two frequencies (Rayson & Garside 2000): 0 where the relative frequencies are equal."""
    from scipy.special import xlogy

    rate = (y + y_other) / (n + n_other)
    return np.asarray(2 * (xlogy(y, y / (n * rate)) + xlogy(y_other, y_other / (n_other * rate))))


def log_ratio(y: Array, n: Array, y_other: Array, n_other: Array) -> Array:
    """log2 of the ratio of two relative frequencies (Hardie 2014); a frequency of 0 counts as 0.5."""
    return np.asarray(np.log2((np.where(y == 0, 0.5, y) / n) / (np.where(y_other == 0, 0.5, y_other) / n_other)))


def dispersion(tokens: pd.DataFrame) -> pd.Series:
    """Gries' DP of each outlet and term over the parts of the outlet.

    ``tokens``: outlet, term, part, one row an occurrence. Half the sum, over all parts, of the distance between the
    part's share of the term and its share of the outlet's words (Gries 2008): 0 to almost 1.
    """
    share = tokens["part"].map(tokens["part"].value_counts()) / tokens["outlet"].map(tokens["outlet"].value_counts())
    here = tokens.assign(share=share).groupby(["outlet", "term", "part"], sort=False)["share"].agg(["size", "first"])
    here = here.reset_index()
    found = here["size"] / here.groupby(["outlet", "term"])["size"].transform("sum")
    # Parts without the term add their share of the words, which is 1 minus the shares of the parts that have it.
    distance = (found - here["first"]).abs() - here["first"]
    return (distance.groupby([here["outlet"], here["term"]]).sum() + 1) / 2


def _compared(tokens: pd.DataFrame, prior: Prior, n_articles: int) -> pd.DataFrame:
    """Each outlet's terms against all others together; no rows where only one outlet has any."""
    rows = tokens.groupby(["outlet", "term"], sort=False).agg(
        count=("term", "size"),
        n_articles=("article", "nunique"),
        first=("quotation", "min"),
        last=("quotation", "max"),
    )
    rows = rows.assign(dispersion=dispersion(tokens)).reset_index()
    totals = rows.groupby("term", sort=False)["count"].sum()
    pseudo = pd.Series(prior(totals.to_numpy(dtype=float), len(tokens) / n_articles), index=totals.index)
    rows = rows.assign(total=rows["term"].map(totals), prior=rows["term"].map(pseudo))
    rows["size"] = rows["outlet"].map(tokens["outlet"].value_counts())
    rows = rows[rows["size"] < len(tokens)]
    y, n = rows["count"].to_numpy(dtype=float), rows["size"].to_numpy(dtype=float)
    counts = (y, n, rows["total"].to_numpy(dtype=float) - y, len(tokens) - n)
    log_odds, z = log_odds_ratio(*counts, rows["prior"].to_numpy(dtype=float), float(pseudo.sum()))
    one_quotation = (rows["first"] == rows["last"]) & (rows["first"] >= 0)
    carried = np.select([one_quotation, rows["n_articles"] == 1], ["one quotation", "one article"], "")
    return rows.assign(
        others=rows["total"] - rows["count"],
        per_1000=1000 * rows["count"] / rows["size"],
        log_odds=log_odds,
        z=z,
        g2=g_squared(*counts),
        log_ratio=log_ratio(*counts),
        carried_by=carried,
    )


def _tokens(
    articles: pd.DataFrame, spans: dict[str, tuple[Any, Any]], voice: str
) -> tuple[pd.DataFrame, npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """One row an occurrence of a term, and the names of outlets and terms, which stand in it as numbers.

    Columns: outlet, article, part of the outlet, quotation (-1: none), length, term; all whole numbers.
    """
    outlet, outlets = pd.factorize(articles["outlet"].to_numpy(dtype=object))
    single = np.bincount(outlet)[outlet] == 1
    none = (np.zeros(1, dtype="int64"), np.array([""], dtype=object))
    rows, names = [], []
    for number, (article_id, text) in enumerate(zip(articles["article_id"], articles["text"], strict=True)):
        starts, labels = spans.get(article_id, none)
        found = list(_terms(text, starts, labels, voice))
        n_words = found[-1][0] + 1 if found else 0
        pieces = PARTS if single[number] else 1
        for i, quotation, length, name in found:
            place = number * 2**30 + quotation if quotation >= 0 else -1
            rows.append((outlet[number], number, number * PARTS + pieces * i // n_words, place, length))
            names.append(name)
    columns = ["outlet", "article", "part", "quotation", "length"]
    table = pd.DataFrame(np.array(rows, dtype="int64").reshape(-1, len(columns)), columns=columns)
    term, terms = pd.factorize(np.array(names, dtype=object))
    return table.assign(term=term), np.asarray(outlets), np.asarray(terms)


def _terms(text: str, starts: Any, labels: Any, voice: str) -> Iterator[tuple[int, int, int, str]]:
    """Number, quotation, length and term of each word in the voice and each two words with only spaces between."""
    found = words(text)
    at = np.searchsorted(starts, [b for b, _ in found], side="right").clip(1) - 1
    before: tuple[int, int, str] | None = None
    number = -1
    for (b, e), span in zip(found, at.tolist(), strict=True):
        if not (voice in ("all", labels[span]) or (voice == "own" and labels[span] in OWN_VOICES)):
            before = None
            continue
        term = text[b:e].lower().translate(STRAIGHT).removesuffix("'s")
        quotation = span if labels[span] == "quoted" else -1
        number += 1
        yield number, quotation, 1, term
        if before and not text[before[0] : b].strip(" "):
            yield number, quotation if quotation == before[1] else -1, 2, f"{before[2]} {term}"
        before = (e, quotation, term)
