"""What a corpus holds: its outlets and articles, what cleaning took out, and what is wrong with it."""

from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from analysis.show.html import Html, anchor, counted, html_table, join, joined, nothing, small_print, tag

if TYPE_CHECKING:
    from analysis.study import Study

LISTED = 60  # articles or problems listed in full


def overview(study: "Study") -> Html:
    """A corpus in a few lines and one table: what ``Study`` shows of itself."""
    line = Html(tag("p", summary(study.articles)), summary(study.articles))
    return join([line, articles(study.articles), problems(study.problems)])


def summary(articles: pd.DataFrame) -> str:
    """Articles, outlets, stories, words, and how much can be said with so many."""
    per_outlet = articles["outlet"].value_counts()
    stories = articles["story"].nunique()
    parts = [counted(len(articles), "article"), counted(len(per_outlet), "outlet")]
    parts += [counted(stories, "story", "stories")] if stories > 1 else []
    return f"{', '.join(parts)}, {counted(int(articles['n_words'].sum()), 'word')}. {caution(articles)}"


def caution(articles: pd.DataFrame) -> str:
    """What so many articles an outlet support."""
    least, most = (int(f(articles["outlet"].value_counts())) for f in (min, max)) if len(articles) else (0, 0)
    if most < 5:
        n = f"{most} article" if most == 1 else f"at most {most} articles"
        return f"With {n} an outlet this is description: exact counts of these texts, no tests, no claim beyond them."
    if least < 5:
        return "Intervals and tests only for outlets with five articles and more; the others are described."
    return "Intervals are over articles (95 %); differences within a story."


def articles(table: pd.DataFrame) -> Html:
    """One row an article: its number in the report, outlet, date, headline, words, agencies."""
    rows = [_article(n, a) for n, a in enumerate(table.head(LISTED).to_dict("records"), 1)]
    columns = ("no.", "outlet", "published", "headline", "words", "agencies")
    more = f"And {len(table) - LISTED:,} more articles." if len(table) > LISTED else ""
    named = table[["article_id", "outlet", "n_words"]].head(LISTED).itertuples(index=False, name=None)
    text = "\n".join(f"{a}: {o}, {n} words" for a, o, n in named)
    return _listed(rows, columns, "The articles", more, text, numeric=(4,))


def _article(n: int, a: dict[Any, Any]) -> list[object]:
    link = tag("a", n, href=f"#{anchor('a', a['article_id'])}")
    outlet = joined(a["outlet"], _doubt(a["outlet_basis"]))
    published = joined(a["published"], _doubt(a["published_basis"]))
    return [link, outlet, published or "not known", a["headline"] or "none", f"{a['n_words']:,}", a["credit"]]


def _doubt(basis: str) -> Markup | None:
    """How something is known, where it does not stand in the source itself."""
    doubtful = any(words in basis for words in ("infer", "not confirmed", "read off"))
    return joined(tag("br"), tag("small", basis)) if doubtful else None


def removed(table: pd.DataFrame) -> Html:
    """What cleaning took out, counted by reason."""
    if table.empty:
        return nothing("Cleaning took nothing out.")
    lengths = table.assign(n=table["text"].str.len()).groupby("reason")["n"]
    found = lengths.agg(["size", "sum"]).sort_values("size")[::-1].reset_index()
    rows = [[reason, f"{n:,}", f"{c:,}"] for reason, n, c in found.itertuples(index=False, name=None)]
    text = "; ".join(f"{r[0]}: {r[1]}" for r in rows)
    return _listed(rows, ("reason", "pieces", "characters"), "Taken out in cleaning", "", text, numeric=(1, 2))


def problems(table: pd.DataFrame) -> Html:
    """What was left out or is doubtful, with file, row and what to do."""
    if table.empty:
        return Html(joined(small_print("Nothing was left out and nothing is in doubt.")), "No problems.")
    table = table.sort_values("left_out", ascending=False, kind="stable")
    columns = ["left_out", "file", "row", "column", "problem", "advice"]
    rows = [
        [tag("b", "left out") if left_out else "in doubt", _place(file, row, column), what, advice]
        for left_out, file, row, column, what, advice in table.head(LISTED)[columns].itertuples(index=False, name=None)
    ]
    more = f"And {len(table) - LISTED:,} more: study.problems." if len(table) > LISTED else ""
    n = int(table["left_out"].sum())
    caption = f"{counted(n, 'article')} left out, {len(table) - n} in doubt"
    text = "\n".join(f"{f}: {p}" for f, p in table[["file", "problem"]].head(LISTED).itertuples(index=False, name=None))
    return _listed(rows, ("status", "where", "what", "what to do"), caption, more, text)


def events(table: pd.DataFrame, articles: pd.DataFrame) -> Html:
    """Stories whose articles look as if they told more than one event, with what tells the events apart."""
    outlet = dict(zip(articles["article_id"], articles["outlet"], strict=True))
    rows = []
    for (story, event), part in table.groupby(["story", "event"], sort=False):
        if table.loc[table["story"] == story, "event"].max() > 1:
            told = ", ".join(dict.fromkeys(part["article_id"].map(outlet)))
            rows.append([story, event, len(part), told, part["names"].iloc[0]])
    if not rows:
        text = "Within each story the articles look like one event."
        return Html(joined(small_print(text)), text)
    caption = "Stories that look like more than one event: if they are, give each a name of its own in the column story"
    columns = ("story", "event", "articles", "outlets", "names that the others lack")
    more = f"And {len(rows) - LISTED:,} more: study.events." if len(rows) > LISTED else ""
    return _listed(rows[:LISTED], columns, caption, more, caption, numeric=(1, 2))


def mixed(table: pd.DataFrame) -> str:
    """That stories look like several events each, in one sentence; "" if none does. ``table``: events."""
    of_story = table.groupby("story")["event"].max()
    several = of_story[of_story > 1]
    if several.empty:
        return ""
    if len(of_story) == 1:
        look = f"These articles look like {several.iloc[0]} events, not one"
    else:
        look = f"In {len(several):,} of {len(of_story):,} stories the articles look like more than one event"
    return (
        f"{look} (listed under “The corpus”). Outlets that tell different events differ first of all by what they "
        "wrote about: give each event a name of its own in the column story, or read them with that in mind."
    )


def _place(file: str, row: int, column: str) -> str:
    return ", ".join(p for p in (file, f"row {row}" if row else "", f"column {column}" if column else "") if p)


def _listed(
    rows: list[list[Any]], columns: tuple[str, ...], caption: str, more: str, text: str, numeric: tuple[int, ...] = ()
) -> Html:
    """Cells as a table, what it leaves out below it; ``numeric``: columns of numbers."""
    classes = ["n" if n in numeric else "" for n in range(len(columns))]
    return Html(joined(html_table(rows, columns, caption, classes=classes), small_print(more)), text)
