"""What people checked and corrected on this corpus, beside the results."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.compare.checks import SENTENCE, uneven
from analysis.show.html import Html, counted, join, number, percent, tag
from analysis.show.tables import table
from analysis.show.view import label

if TYPE_CHECKING:
    from analysis.study import Study


def by_hand(study: "Study") -> Html:
    """The place for it in the report: every table that was checked, then the corrections."""
    names = [n for n in study.corpus.answers["table"].unique() if n in study.table_names()]
    if not names and study.corpus.corrections.empty:
        text = 'Nothing was checked or corrected by hand on this corpus: study.check("blame") asks, row by row.'
        return _note(text)
    return join([*(checked(study, name) for name in names), corrections(study)])


def checked(study: "Study", name: str) -> Html:
    """What a check says of one table: precision and recall, agreement, corrected rates, and whether it is biased."""
    answers = study.answers(name)
    if answers.empty:
        text = f"{label(name)} was not checked by hand on this corpus: study.check({name!r}) asks, row by row."
        return _note(text)
    rows = answers[answers["column"] != SENTENCE]
    line = f"{label(name)}: {_found(answers)}, checked by {', '.join(sorted(set(answers['who'])))}."
    biased = uneven(rows, study.articles)
    pieces = [_paragraph(line), _paragraph(biased), _accuracy(study.accuracy(name), name)]
    if len(set(answers["who"])) > 1:
        pieces.append(_agreement(study.agreement(name), name))
    return join([*pieces, _rates(study.corrected_rates(name), name)])


def corrections(study: "Study") -> Html:
    """Every correction by hand, as it stands in the file; those that were refused are listed under the problems."""
    given = study.corpus.corrections
    if given.empty:
        return _note("No row was corrected by hand.")
    shown = given[["table", "article_id", "action", "column", "from", "to", "who", "why"]]
    return table(
        shown.rename(columns={"article_id": "article"}), f"{counted(len(given), 'correction')} by hand", most=60
    )


def _found(answers: pd.DataFrame) -> str:
    """On how much the figures rest."""
    rows = answers[answers["column"] != SENTENCE].drop_duplicates(["article_id", "start", "end", "nth"])
    read = answers[answers["column"] == SENTENCE].drop_duplicates(["article_id", "start", "end"])
    parts = [f"n = {len(rows):,}"] if len(rows) else []
    parts += [f"{counted(len(read), 'sentence')} of {counted(read['article_id'].nunique(), 'article')} read"] * bool(
        len(read)
    )
    return f"on this corpus, {', '.join(parts)}"


def _accuracy(found: pd.DataFrame, name: str) -> Html:
    shown = pd.DataFrame(
        {
            "what": [f"{m} of {label(c) if c else 'rows'}" for m, c in found[["measure", "column"]].to_numpy()],
            "outlet": found["outlet"],
            "right": [f"{r} of {n}" for r, n in found[["right", "n"]].to_numpy()],
            "share (95 %, Wilson)": _with_interval(found, "value"),
            "disputed": found["disputed"],
        }
    )
    return table(shown, f"How right {label(name)} is on this corpus", most=60)


def _agreement(found: pd.DataFrame, name: str) -> Html:
    shown = pd.DataFrame(
        {
            "field": [label(c) if c else "the row" for c in found["column"]],
            "of": found["of"],
            "α (95 %)": _with_interval(found, "alpha"),
            "": found["verdict"],
            "the same": [percent(s) for s in found["same"]],
            "n": found["n"],
        }
    )
    return table(shown, f"How far those who checked {label(name)} agree (Krippendorff's α)", most=40)


def _rates(found: pd.DataFrame, name: str) -> Html:
    if found.empty:
        return join([])
    shown = pd.DataFrame(
        {
            "outlet": found["outlet"],
            "rows": found["n_rows"],
            "per 1,000 words": found["raw"],
            "corrected (95 %)": _with_interval(found, "corrected"),
            "precision": [f"{number(p)} ({b})" for p, b in found[["precision", "basis"]].to_numpy()],
            "recall": found["recall"],
        }
    )
    return table(shown, f"{label(name)}: rows per 1,000 words, as found and corrected by the check", most=60)


def _with_interval(found: pd.DataFrame, value: str) -> list[str]:
    ends = found[[value, "low", "high"]].itertuples(index=False, name=None)
    return [f"{number(v)} ({number(low)} to {number(high)})" if low == low else number(v) for v, low, high in ends]


def _paragraph(text: str) -> Html:
    return Html(tag("p", text), text) if text else join([])


def _note(text: str) -> Html:
    return Html(tag("p", text, class_="note"), text)
