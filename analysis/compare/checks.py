"""Checked by hand: which rows to ask about, and what the answers say of the program on this corpus.

A check is drawn with a fixed seed, from each outlet in proportion to its rows. Precision is the share of rows that
are right; recall is the share of what readers found that the program found too. What follows for the rates of the
outlets stands in ``corrected_rates``.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.compare.agreement import alpha, interval, verdict
from analysis.corrections import PLACE, nth
from analysis.tables import empty, frame, real, schema, string, whole

# What is asked of a row of a table: column → question; "" asks about the row as a whole. Names in braces are columns.
QUESTIONS = {
    "agency": {
        "": "Does “{verb}” tell of a deed of this kind: {deed}?",
        "agent": "Who does it?",
        "patient": "To whom is it done?",
        "form": "Is it told in this form?",
    },
    "attributions": {
        "": "Is this given as what somebody says, thinks or knows?",
        "source": "Who is given as the source?",
        "content": "What is attributed?",
        "source_type": "On which rung does the source stand?",
        "stance": "What does “{cue}” do to it?",
    },
    "blame": {
        "": "Is it told here that somebody is blamed, or is not blamed?",
        "accuser": "Who blames?",
        "accused": "Who is blamed?",
        "deed": "For what?",
        "strength": "How strongly?",
        "negated": "Is the blame withheld (“did not blame”)?",
        "denied": "Is the blame rejected (“dismissed the accusation”)?",
    },
    "coverage": {"present": "Does the article have this claim here: “{claim}”?"},
    "figures": {
        "": "Is “{text}” a number of something?",
        "kind": "Which sort of number?",
        "counted": "What is counted?",
        "event": "What happened to it?",
        "said_by": "Who says the number?",
    },
    "framing": {"frame": "Do the marked words belong to this frame here?"},
    "labels": {"actor": "Who is meant by “{label}”?"},
    "loaded": {"bias": "Is “{term}” loaded in this way here?"},
    "mentions": {"actor": "Who is meant by “{mention}”?", "tone": "How favourable is the sentence to this actor?"},
    "quotes": {
        "": "Is this a quotation, with its beginning and its end?",
        "kind": "Of which kind?",
        "speaker": "Whose words are they?",
        "source_type": "On which rung does the speaker stand?",
    },
}
WHOLE_ROW = {"": "Is this row right?"}
# What is asked of every sentence where whole articles are read.
READING = {
    "agency": "Does this sentence tell of harm, coercion or destruction?",
    "attributions": "Does this sentence give what somebody says, thinks or knows?",
    "blame": "Is it told in this sentence that somebody is blamed, or is not blamed?",
    "figures": "Does this sentence hold a number of something?",
    "quotes": "Does this sentence hold a quotation?",
}
SENTENCE = "sentence"  # what the answers of a reading have as their column

SEED = 20211107
LEAST = 10  # answers below which an outlet gets no figure of its own
DRAWS = 10_000
LEVEL = 0.05

KEY = [*PLACE, "nth"]
Floats = npt.NDArray[np.float64]

ACCURACY = schema(
    "accuracy",
    {
        "measure": string("precision of the rows; recall of what readers found", ("precision", "recall")),
        "column": string("the field; '' the row as a whole. A field is judged where the row is right"),
        "outlet": string("the outlet, or 'all'"),
        "n": whole("rows with an answer (precision), places that readers found (recall)"),
        "right": whole("of these, right in the eyes of all who answered; found"),
        "disputed": whole("of these, right for one and wrong for another: they count as wrong"),
        "value": real("right of n"),
        "low": real("lower end of the 95 % interval (Wilson 1927)"),
        "high": real("upper end"),
        "coders": string("who answered, separated by ', '"),
    },
)
CORRECTED = schema(
    "corrected rates",
    {
        "outlet": string("the outlet"),
        "n_words": whole("its words"),
        "n_rows": whole("rows that the program found"),
        "raw": real("these per 1,000 words"),
        "corrected": real("rows per 1,000 words, after the precision and, where it was measured, the recall"),
        "low": real("lower end of the 95 % interval: the error of the check, not of the choice of articles"),
        "high": real("upper end"),
        "precision": real("that was used for the rows nobody checked"),
        "recall": real("that was used; NaN: not measured, and what was missed is missing here too"),
        "basis": string("of the precision: 'own' rows of the outlet, or of 'all', where fewer than 10 of its own"),
    },
)
AGREEMENT = schema(
    "agreement",
    {
        "column": string("the field; '' the row as a whole; 'sentence': a reading"),
        "of": string("answer: right or wrong; value: what is right in the coder's eyes", ("answer", "value")),
        "level": string("nominal, or interval for numbers"),
        "alpha": real("Krippendorff's alpha; NaN where nothing varies"),
        "low": real("lower end of the 95 % interval (bootstrap over rows)"),
        "high": real("upper end"),
        "verdict": string("firm from 0.8, tentative from 0.667 (Krippendorff 2004)"),
        "same": real("share of rows in which all coders say the same"),
        "n": whole("rows that two or more coders answered"),
        "coders": string("who answered, separated by ', '"),
    },
)


def questions(name: str) -> dict[str, str]:
    """The questions of a table: column → question."""
    return QUESTIONS.get(name, WHOLE_ROW)


# --- Drawing --------------------------------------------------------------------------------------------------------


def drawn(table: pd.DataFrame, articles: pd.DataFrame, n: int) -> pd.DataFrame:
    """About ``n`` rows of a table with their ``nth``, in an order that tells nothing; all rows where there are fewer.

    Each outlet gives as many as its share of the rows. The same rows come again on every run, and a larger n only
    adds to them.
    """
    table = table.assign(nth=nth(table)) if len(table) else table.assign(nth=0)
    place = table[KEY].astype("str").agg("|".join, axis=1) if len(table) else pd.Series([], dtype="str")
    outlet = table["article_id"].map(dict(zip(articles["article_id"], articles["outlet"], strict=True)))
    lot = place.map(_lot)
    rank = lot.groupby(outlet).rank(method="first")
    share = (rank - 0.5) / rank.groupby(outlet).transform("size")  # evenly from every outlet
    chosen = share.to_frame("share").assign(lot=lot).sort_values(["share", "lot"]).index[:n]
    return table.loc[lot[chosen].sort_values().index].reset_index(drop=True)


def drawn_articles(articles: pd.DataFrame, n: int) -> list[str]:
    """The ids of ``n`` articles to read in full: of as many outlets as there are, the same on every run."""
    lot = articles["article_id"].map(_lot)
    turn = lot.groupby(articles["outlet"]).rank(method="first")
    order = pd.DataFrame({"turn": turn, "lot": lot}).sort_values(["turn", "lot"]).index[:n]
    return [str(a) for a in articles.loc[order, "article_id"]]


def _lot(key: str) -> str:
    return hashlib.sha256(f"{SEED}|{key}".encode()).hexdigest()


# --- What the answers say -------------------------------------------------------------------------------------------


def judged(answers: pd.DataFrame) -> pd.DataFrame:
    """One row for each row and field with an answer: KEY, column, right (for all), disputed. Unsure counts as none.

    Fields of a row that is wrong as a whole are left out.
    """
    told = answers[answers["answer"].isin(["right", "wrong"]) & (answers["column"] != SENTENCE)]
    votes = told.assign(yes=told["answer"] == "right").groupby([*KEY, "column"], sort=False)["yes"].agg(["all", "any"])
    table = votes.rename(columns={"all": "right"}).reset_index()
    table["disputed"] = table["any"] & ~table["right"]
    wrong = table.loc[(table["column"] == "") & ~table["right"], KEY].assign(wrong=True)
    table = table.merge(wrong, how="left", on=KEY)
    return table[(table["column"] == "") | table["wrong"].isna()].drop(columns=["any", "wrong"]).reset_index(drop=True)


def found(answers: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """The places that readers marked (each once, whoever did), and whether a row of the table lies there."""
    marks = answers[(answers["column"] == SENTENCE) & (answers["answer"] == "yes")].drop_duplicates(PLACE)
    marks = marks[PLACE].reset_index(drop=True)
    both = marks.reset_index(names="mark").merge(table[PLACE], on="article_id", suffixes=("", "_row"))
    hit = both[(both["start_row"] < both["end"]) & (both["start"] < both["end_row"])]
    return marks.assign(column="", right=marks.index.isin(hit["mark"]), disputed=False)


def accuracy(answers: pd.DataFrame, table: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Precision of rows and fields, and recall, with Wilson's interval: of all outlets, and of each with 10 or more.

    ``answers``: those about this table. ``table``: as the program made it, without corrections. Returns ACCURACY.
    """
    outlet = dict(zip(articles["article_id"], articles["outlet"], strict=True))
    reading = answers["column"] == SENTENCE
    rows = []
    for measure, judgements, of in (
        ("precision", judged(answers), answers[~reading]),
        ("recall", found(answers, table), answers[reading]),
    ):
        coders = ", ".join(sorted(set(of["who"])))
        judgements = judgements.assign(outlet=judgements["article_id"].map(outlet))
        for column, part in judgements.groupby("column", sort=False):
            sizes = part["outlet"].value_counts()
            groups = [("all", part)] + [(o, part[part["outlet"] == o]) for o in sizes.index[sizes >= LEAST]]
            rows += [_row(measure, str(column), str(o), group, coders) for o, group in groups]
    return frame(pd.DataFrame(rows, columns=list(ACCURACY.columns)), ACCURACY)


def _row(measure: str, column: str, outlet: str, part: pd.DataFrame, coders: str) -> dict[str, object]:
    n, right = len(part), int(part["right"].sum())
    low, high = wilson(right, n)
    known = {"measure": measure, "column": column, "outlet": outlet, "n": n, "right": right, "coders": coders}
    return known | {"disputed": int(part["disputed"].sum()), "value": right / n, "low": low, "high": high}


def wilson(right: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (Wilson 1927); NaN without any answer.

    >>> [round(end, 3) for end in wilson(8, 10)]
    [0.49, 0.943]
    """
    from scipy.stats import binomtest

    if not n:
        return np.nan, np.nan
    ends = binomtest(right, n).proportion_ci(method="wilson")
    return float(ends.low), float(ends.high)


def uneven(answers: pd.DataFrame, articles: pd.DataFrame) -> str:
    """Whether the program errs more with one outlet than with another, in one sentence; "" if nobody checked rows.

    A comparison of outlets is biased if it does. Fisher's exact test over the outlets of which at least 10 rows were
    checked; as a whole, or where only fields were asked, of the first field.
    """
    table = judged(answers)
    if table.empty:
        return ""
    table = table[table["column"] == table["column"].min()]
    outlet = table["article_id"].map(dict(zip(articles["article_id"], articles["outlet"], strict=True)))
    counts = pd.crosstab(outlet, table["right"]).reindex(columns=[True, False], fill_value=0)
    enough = counts[counts.sum(axis=1) >= LEAST]
    if len(enough) < 2:
        return (
            "Whether the program errs more with one outlet than with another cannot be told: that takes two outlets "
            f"with {LEAST} checked rows each."
        )
    p = _fisher(enough.to_numpy())
    shares = ", ".join(f"{o} {r} of {r + w} right" for o, (r, w) in zip(enough.index, enough.to_numpy(), strict=True))
    if p < LEVEL:
        return (
            f"The program errs more with one outlet than with another ({shares}; p = {p:.3f}): a comparison of these "
            "outlets by its rows is biased. Take the corrected rates, or correct the rows."
        )
    return f"No difference of error between outlets was found ({shares}; p = {p:.2f}); a small one would not show."


def _fisher(counts: npt.NDArray[np.int64]) -> float:
    from scipy.stats import MonteCarloMethod, fisher_exact

    if not counts.sum(axis=0).all():
        return 1.0  # all right or all wrong: nothing differs
    method = None if counts.shape == (2, 2) else MonteCarloMethod(n_resamples=9999, rng=SEED)
    return float(fisher_exact(counts, method=method).pvalue)


def corrected_rates(answers: pd.DataFrame, table: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Rows per 1,000 words of each outlet as found, and corrected by what the check says. Returns CORRECTED.

    Rows that were checked count as what they are; of the others the share that is right is drawn from what the check
    leaves possible (Beta with Jeffreys' prior, then binomial), and all are divided by the recall where whole articles
    were read. The interval holds the middle 95 % of 10,000 draws.
    """
    outlet = dict(zip(articles["article_id"], articles["outlet"], strict=True))
    rows = judged(answers)
    if rows.empty:
        return empty(CORRECTED)
    rows = rows[rows["column"] == rows["column"].min()]
    marks = found(answers, table)
    rng = np.random.default_rng(SEED)
    words = articles.groupby("outlet", sort=False)["n_words"].sum()
    n_rows = table["article_id"].map(outlet).value_counts()
    by_outlet = [t.assign(outlet=t["article_id"].map(outlet)) for t in (rows, marks)]
    made = []
    for name, n_words in words.items():
        (checked, of_rows), (_, of_marks) = (_own_or_all(t, str(name)) for t in by_outlet)
        n = int(n_rows.get(name, 0))
        left = max(0, n - len(checked))
        of_rows = of_rows if left else checked
        total: Floats = checked["right"].sum() + rng.binomial(left, _draws(of_rows, rng)).astype("float64")
        total = total / _draws(of_marks, rng) if len(of_marks) else total
        per = 1000 / n_words if n_words else np.nan
        low, middle, high = np.quantile(total * per, [0.025, 0.5, 0.975])
        precision = of_rows["right"].mean() if len(of_rows) else np.nan
        recall = of_marks["right"].mean() if len(of_marks) else np.nan
        known = {"outlet": name, "n_words": n_words, "n_rows": n, "raw": n * per, "corrected": middle}
        basis = "own" if len(checked) >= LEAST or not left else "all"
        made.append(known | {"low": low, "high": high, "precision": precision, "recall": recall, "basis": basis})
    return frame(pd.DataFrame(made, columns=list(CORRECTED.columns)), CORRECTED)


def _own_or_all(judgements: pd.DataFrame, outlet: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The judgements of an outlet, and those from which its share is estimated."""
    own = judgements[judgements["outlet"] == outlet]
    return own, own if len(own) >= LEAST else judgements


def _draws(judgements: pd.DataFrame, rng: np.random.Generator) -> Floats:
    right = int(judgements["right"].sum())
    return rng.beta(right + 0.5, len(judgements) - right + 0.5, DRAWS)


def agreement(answers: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Krippendorff's alpha of each field, of the answers and of the values that coders take for right. AGREEMENT.

    The value that a coder takes for right is the one shown, or what was written instead; wrong without a better value
    is "not" that value. Coders saw the program's value, so the alpha of values says how far they correct alike, not how
    alike they would have coded by themselves. Unsure counts as not answered.
    """
    told = answers[answers["answer"] != "unsure"]
    instead = told["instead"].where(told["instead"] != "", "not " + told["shown"])
    told = told.assign(value=told["shown"].where(told["answer"] == "right", instead))
    rows = []
    for column, part in told.groupby("column", sort=False):
        rows.append(_agreed(str(column), "answer", "nominal", part, "answer"))
        if column in table.columns:
            numeric = pd.api.types.is_float_dtype(table[column])
            typed = part.assign(value=pd.to_numeric(part["value"], errors="coerce")) if numeric else part
            rows.append(_agreed(str(column), "value", "interval" if numeric else "nominal", typed, "value"))
    return frame(pd.DataFrame(rows, columns=list(AGREEMENT.columns)), AGREEMENT)


def _agreed(column: str, of: str, level: str, part: pd.DataFrame, values: str) -> dict[str, object]:
    ratings = part.pivot_table(index=KEY, columns="who", values=values, aggfunc="last")
    both = ratings[ratings.notna().sum(axis=1) >= 2]
    value, (low, high) = alpha(both, level), interval(both, level)
    first = both.bfill(axis=1).iloc[:, :1].to_numpy() if len(both) else both.to_numpy()
    same = float(((both == first) | both.isna()).all(axis=1).mean()) if len(both) else np.nan
    known = {"column": column, "of": of, "level": level, "alpha": value, "low": low, "high": high, "n": len(both)}
    return known | {"verdict": verdict(value), "same": same, "coders": ", ".join(map(str, ratings.columns))}
