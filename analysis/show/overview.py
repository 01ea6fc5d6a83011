"""What a corpus holds: its outlets and articles, what cleaning took out, and what is wrong with it."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.show.html import Html, anchor, counted, escape, join

if TYPE_CHECKING:
    from analysis.study import Study

MOST = 60  # articles or problems listed in full


def overview(study: "Study") -> Html:
    """A corpus in a few lines and one table: what ``Study`` shows of itself."""
    line = Html(f"<p>{escape(summary(study.articles))}</p>", summary(study.articles))
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
    rows = [_article(n, a) for n, a in enumerate(table.head(MOST).to_dict("records"), 1)]
    columns = ("no.", "outlet", "published", "headline", "words", "agencies")
    more = f"<p class='note'>And {len(table) - MOST:,} more articles.</p>" if len(table) > MOST else ""
    named = table[["article_id", "outlet", "n_words"]].head(MOST).itertuples(index=False, name=None)
    text = "\n".join(f"{a}: {o}, {n} words" for a, o, n in named)
    return Html(_table(columns, rows, "The articles", numeric=(4,)) + more, text)


def _article(n: int, a: dict[object, object]) -> list[str]:
    link = f'<a href="#{anchor("a", a["article_id"])}">{n}</a>'
    outlet = escape(a["outlet"]) + _doubt(a["outlet_basis"])
    published = escape(a["published"]) + _doubt(a["published_basis"])
    words = f"{a['n_words']:,}"
    return [link, outlet, published or "not known", escape(a["headline"]) or "none", words, escape(a["credit"])]


def _doubt(basis: object) -> str:
    """How something is known, where it does not stand in the source itself."""
    how = str(basis)
    return f"<br><small>{escape(how)}</small>" if any(w in how for w in ("infer", "not confirmed", "read off")) else ""


def removed(table: pd.DataFrame) -> Html:
    """What cleaning took out, counted by reason."""
    if table.empty:
        return Html("<p class='none'>Cleaning took nothing out.</p>", "Cleaning took nothing out.")
    found = (
        table.assign(n=table["text"].str.len()).groupby("reason")["n"].agg(["size", "sum"]).sort_values("size")[::-1]
    )
    rows = [[escape(r), f"{n:,}", f"{c:,}"] for r, n, c in found.reset_index().itertuples(index=False, name=None)]
    text = "; ".join(f"{r[0]}: {r[1]}" for r in rows)
    return Html(_table(("reason", "pieces", "characters"), rows, "Taken out in cleaning", numeric=(1, 2)), text)


def problems(table: pd.DataFrame) -> Html:
    """What was left out or is doubtful, with file, row and what to do."""
    if table.empty:
        return Html("<p class='note'>Nothing was left out and nothing is in doubt.</p>", "No problems.")
    table = table.sort_values("left_out", ascending=False, kind="stable")
    rows = [
        ["<b>left out</b>" if left_out else "in doubt", _place(file, row, column), escape(what), escape(advice)]
        for left_out, file, row, column, what, advice in table.head(MOST)[
            ["left_out", "file", "row", "column", "problem", "advice"]
        ].itertuples(index=False, name=None)
    ]
    more = f"<p class='note'>And {len(table) - MOST:,} more: study.problems.</p>" if len(table) > MOST else ""
    n = int(table["left_out"].sum())
    caption = f"{counted(n, 'article')} left out, {len(table) - n} in doubt"
    text = "\n".join(f"{f}: {p}" for f, p in table[["file", "problem"]].head(MOST).itertuples(index=False, name=None))
    return Html(_table(("status", "where", "what", "what to do"), rows, caption) + more, text)


def events(table: pd.DataFrame, articles: pd.DataFrame) -> Html:
    """Stories whose articles look as if they told more than one event, with what tells the events apart."""
    outlet = dict(zip(articles["article_id"], articles["outlet"], strict=True))
    rows = []
    for (story, event), part in table.groupby(["story", "event"], sort=False):
        if table.loc[table["story"] == story, "event"].max() > 1:
            told = ", ".join(dict.fromkeys(part["article_id"].map(outlet)))
            rows.append([escape(story), str(event), str(len(part)), escape(told), escape(part["names"].iloc[0])])
    if not rows:
        text = "Within each story the articles look like one event."
        return Html(f"<p class='note'>{text}</p>", text)
    caption = "Stories that look like more than one event: if they are, give each a name of its own in the column story"
    columns = ("story", "event", "articles", "outlets", "names that the others lack")
    more = f"<p class='note'>And {len(rows) - MOST:,} more: study.events.</p>" if len(rows) > MOST else ""
    return Html(_table(columns, rows[:MOST], caption, numeric=(1, 2)) + more, caption)


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
    parts = [file, f"row {row}" if row else "", f"column {column}" if column else ""]
    return escape(", ".join(p for p in parts if p))


def _table(columns: tuple[str, ...], rows: list[list[str]], caption: str, numeric: tuple[int, ...] = ()) -> str:
    """Finished cells as a table."""
    kind = [' class="n"' if i in numeric else "" for i in range(len(columns))]
    head = "".join(f'<th scope="col"{k}>{escape(c)}</th>' for c, k in zip(columns, kind, strict=True))
    body = "".join(
        "<tr>"
        + "".join(f'<td{k} data-name="{escape(c)}">{cell}</td>' for cell, c, k in zip(row, columns, kind, strict=True))
        + "</tr>"
        for row in rows
    )
    return (
        f'<table class="cards"><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )
