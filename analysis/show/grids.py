"""Facts side by side: numbers, claims, replies, wire copy, first appearances, headlines, and what holds."""

import textwrap
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.compare import wire as copies
from analysis.compare.evidence import evidence
from analysis.show.evidence import cell, numbered
from analysis.show.html import Html, bar, caption, counted, joined, nothing, number, percent, tag
from analysis.show.synopsis import Row, by_story, groups, matrix, opens, outlets_of
from analysis.show.view import figure, label

Groups = Mapping[Any, pd.DataFrame]  # rows by what they are about
# status → sign, words; in the order in which a reader wants them
STATUS = {
    "differ": ("≠", "no number fits all"),
    "range": ("≈", "one number fits all wordings"),
    "agree": ("=", "the same number"),
    "single": ("1", "one outlet only"),
}
ABSENT = {"left out": "not found", "short": "shorter text", "early": "earlier text", "other event": "another event"}
TO = joined(" ", tag("span", "corrected to", class_="heard"), tag("span", "→", aria_hidden="true"), " ")
VERBATIM = 0.8  # share of a claim's sentence from which it counts as word for word


def numbers(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    figure_groups: pd.DataFrame,
    counted_things: pd.DataFrame,
    story: str = "",
    most: int = 30,
) -> Html:
    """What is counted, one row a thing, and each outlet's number as written with who says so.

    A number that an article takes back is struck and leads to the newer one; one that is only implied ("a drone")
    stands in brackets and does not count in the status. Things that one outlet counts are listed below.
    """
    if counted_things.empty:
        return nothing("No numbers that count something were found. study.figures has every number of the articles.")
    of_story = groups(evidence(figure_groups, articles, sentences, "figure_groups"), ["story"])
    places = numbered(articles, sentences)
    things = groups(counted_things.assign(rank=counted_things["status"].map(list(STATUS).index)), ["story"])

    def section(story: str) -> Markup:
        figures = groups(of_story[(story,)], ["group_id"])
        return _things(things[(story,)], figures, outlets_of(articles, story), places, most, f"numbers, {story}")

    several = counted_things[counted_things["status"] != "single"]
    compared = counted_things if several.empty else several  # where nothing can be compared, what there is
    sizes = {str(s): int(n) for s, n in compared["story"].value_counts().items()}
    return by_story(articles, sizes, section, ("compared number", "compared numbers"), story)


def _things(
    things: pd.DataFrame, of: Groups, outlets: Sequence[str], places: Mapping[str, str], most: int, name: str
) -> Markup:
    own = things.sort_values("rank", kind="stable")
    several, single = own[own["status"] != "single"], own[own["status"] == "single"]
    rows = [(_thing(t), _figures(of[(t["group_id"],)], places)) for t in several.head(most).to_dict("records")]
    left = f" Not shown: {counted(len(several) - most, 'thing')}." if len(several) > most else ""
    title = caption("What is counted, by outlet", _key(), left)
    table = matrix(title, "counted", outlets, rows, "facts", name) if rows else None
    return joined(table, _single(single, of, places, most))


def _key() -> str:
    signs = "; ".join(f"{sign} {words}" for sign, words in list(STATUS.values())[:3])
    return f"{signs}; – no number here. Struck: taken back by the article itself. In brackets: implied."


def _thing(thing: dict[Any, Any]) -> Markup:
    sign, words = STATUS[thing["status"]]
    corrected = tag("small", "an outlet corrects itself") if thing["corrected"] else None
    return joined(tag("span", sign, class_="sign"), thing["thing"], tag("small", words), corrected)


def _figures(rows: pd.DataFrame, places: Mapping[str, str]) -> dict[str, Markup]:
    return {str(o): _of_outlet(own, places) for o, own in rows.groupby("outlet", sort=False)}


def _of_outlet(rows: pd.DataFrame, places: Mapping[str, str]) -> Markup:
    """The numbers of one outlet, the same number of the same speaker once; an arrow leads to the newer one."""
    keys = rows["text"].str.lower() + "\0" + rows["said_by"] + "\0" + rows["revision"]
    same = [own for _, own in rows.groupby(keys, sort=False)]
    lines = [[_figure(same[0], places)]]
    for before, after in pairwise(same):
        if _revised(before):
            lines[-1] += [TO, _figure(after, places)]
        else:
            lines.append([_figure(after, places)])
    return joined([tag("div", line, class_="line") for line in lines])


def _revised(rows: pd.DataFrame) -> bool:
    return bool(rows["revision"].iloc[0] == "superseded")


def _figure(rows: pd.DataFrame, places: Mapping[str, str]) -> Markup:
    first, text = rows.iloc[0], tag("b", rows["text"].iloc[0])
    face = f"({first['text']})" if first["implied"] else tag("del", text) if _revised(rows) else text
    button = opens(face, f"{first['outlet']}: {first['text']} ({first['thing']})", rows, places)
    return button if first["implied"] or _revised(rows) else joined(button, " ", tag("small", _who(first)))


def _who(figure: pd.Series) -> str:
    if figure["said_by"]:
        return f"says {textwrap.shorten(figure['said_by'], 60, placeholder=' …')}"
    return "no source given" if figure["voice"] in ("quoted", "attributed") else "the outlet itself"


def _single(things: pd.DataFrame, of: Groups, places: Mapping[str, str], most: int) -> Markup | None:
    if things.empty:
        return None
    items = [
        tag("li", f"{t['thing']}: {t['outlets']} ", _of_outlet(of[(t["group_id"],)], places))
        for t in things.head(most).to_dict("records")
    ]
    left = tag("li", f"and {len(things) - most:,} more") if len(things) > most else None
    head = tag("summary", f"{counted(len(things), 'thing')} that only one outlet counts")
    return tag("details", head, tag("ul", items, left), class_="list facts")


def coverage(
    coverage: pd.DataFrame,
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    story: str = "",
    least: int = 2,
    most: int = 30,
) -> Html:
    """Claims and outlets: in which paragraph each has it, and where it is missing, what comes nearest, and why.

    ``least``: outlets that must have a claim; claims of most outlets come first, at most ``most`` a story. Every cell
    opens its sentence; that of an absence opens the nearest sentence, to be read before anybody is said to have left
    something out.
    """
    several = coverage[coverage["n_outlets"] >= least]
    if several.empty:
        return nothing(
            f"No claim stands in {least} outlets of one story. Check that articles on one event have one story in "
            "articles.csv; study.coverage lists the claims of single outlets."
        )
    headed = set(articles.loc[articles["headline"] != "", "article_id"])
    rows = evidence(several, articles, sentences, "coverage").assign(headed=lambda t: t["article_id"].isin(headed))
    of_story = groups(rows, ["story"])
    places = numbered(articles, sentences)

    def section(story: str) -> Markup:
        return _claims(of_story[(story,)], outlets_of(articles, story), places, most, f"claims, {story}")

    sizes = {str(s): own["claim_id"].nunique() for (s,), own in of_story.items()}
    return by_story(articles, sizes, section, ("shared claim", "shared claims"), story)


def _claims(rows: pd.DataFrame, outlets: Sequence[str], places: Mapping[str, str], most: int, name: str) -> Markup:
    of = {key: own for (key,), own in groups(rows, ["claim_id"]).items()}
    order = sorted(of, key=lambda c: -of[c]["n_outlets"].iloc[0])
    lines = [_claim(of[c], len(outlets), places) for c in order[:most]]
    left = f" Not shown: {counted(len(order) - most, 'further claim')}." if len(order) > most else ""
    about = f"● in which paragraph it stands first; ○ not found, with the likely reason.{left}"
    return matrix(caption("Who tells what", about), "claim", outlets, lines, "facts claims short", name)


def _claim(rows: pd.DataFrame, outlets: int, places: Mapping[str, str]) -> Row:
    first = rows.iloc[0]
    text = textwrap.shorten(first["claim"], 220, placeholder=" …")
    about = tag("span", text, class_="claim") + tag("small", f"{first['n_outlets']} of {outlets} outlets")
    cells = {str(o): _told(own[own["present"]], own, places) for o, own in rows.groupby("outlet", sort=False)}
    return about, cells


def _told(there: pd.DataFrame, rows: pd.DataFrame, places: Mapping[str, str]) -> Markup:
    if there.empty:
        nearest = rows.iloc[0]
        reason = ABSENT[nearest["absence"]]
        why = f" Likely reason: {reason}." if nearest["absence"] != "left out" else ""
        note = f"The nearest sentence (similarity {nearest['similarity']:.2f}).{why}"
        face = tag("span", f"○ {reason}", class_="absent")
        return cell(face, f"Not found in {nearest['outlet']}", rows.head(1), places, note).body
    first = there.sort_values("paragraph", kind="stable").iloc[0]
    face = tag("span", f"● {_paragraph(first['paragraph'], first['headed'])}", class_="present")
    copied = tag("small", "word for word") if there["verbatim"].max() >= VERBATIM else None
    return joined(opens(face, f"{first['outlet']}: {first['claim']}", there, places), copied)


def _paragraph(paragraph: int, headed: bool) -> str:
    """The paragraph as a reader counts it: from 1, the headline apart."""
    return "headline" if headed and paragraph == 0 else f"¶\u00a0{paragraph if headed else paragraph + 1}"


def replies(
    replies: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame, story: str = "", most: int = 15
) -> Html:
    """Who is accused, and in each outlet whether that side answers, who answers, how, and how far behind."""
    if replies.empty:
        return nothing("No accusation was found in these articles, so there is no reply to look for; see study.blame.")
    of_story = groups(replies, ["story"])
    known = sentences.assign(sentence=sentences["text"], sentence_start=sentences["start"])
    known = known.merge(articles[["article_id", "outlet"]]).set_index("sentence_id", drop=False)
    places = numbered(articles, sentences)

    def section(story: str) -> Markup:
        of = {key: own for (key,), own in groups(of_story[(story,)], ["accused"]).items()}
        order = sorted(of, key=lambda a: (-of[a]["outlet"].nunique(), -of[a]["accusations"].sum()))
        rows = [
            (a, {str(o): _answers(own, known, places) for o, own in of[a].groupby("outlet", sort=False)})
            for a in order[:most]
        ]
        left = f" Not shown: {counted(len(order) - most, 'accused', 'accused')}." if len(order) > most else ""
        about = (
            f"✓ the side rejects it; · the side speaks, about whatever; ✕ no answer found; – not accused here.{left}"
        )
        return matrix(
            caption("Do the accused answer?", about),
            "accused",
            outlets_of(articles, story),
            rows,
            "facts",
            f"replies, {story}",
        )

    sizes = {str(s): own["accused"].nunique() for (s,), own in of_story.items()}
    return by_story(articles, sizes, section, ("accused", "accused"), story)


def _answers(rows: pd.DataFrame, known: pd.DataFrame, places: Mapping[str, str]) -> Markup:
    return joined([tag("div", _answer(r, known, places), class_="line") for r in rows.to_dict("records")])


def _answer(row: dict[Any, Any], known: pd.DataFrame, places: Mapping[str, str]) -> Markup:
    about = f"{row['outlet']}: {row['accused']}"
    accused = f"accused {counted(row['accusations'], 'time')}"
    blamed = opens(accused, f"{about} is accused", known[known["sentence_id"] == row["accusation_id"]], places)
    if row["answer"] == "none":
        other = "; another outlet has one" if row["elsewhere"] else ""
        return joined(tag("span", "✕", class_="sign"), tag("b", "no answer"), other, tag("div", blamed, class_="fine"))
    sign = "✓" if row["answer"] == "denial" else "·"
    said = known[known["sentence_id"] == row["answer_id"]]
    face = joined(tag("span", sign, class_="sign"), tag("b", row["answer"]), " ", row["answer_kind"])
    button = opens(face, f"{about} answers", said, places)
    return joined(button, tag("small", row["answer_by"]), tag("div", _behind(row), "; ", blamed, class_="fine"))


def _behind(row: dict[Any, Any]) -> str:
    after = int(row["paragraphs_after"])
    if after == 0:
        return "in the same paragraph"
    return f"{counted(abs(after), 'paragraph')} {'later' if after > 0 else 'before the accusation'}"


def wire(wire: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame, story: str = "") -> Html:
    """How much of each outlet's text stands word for word in another outlet, with whom, and which agencies it credits.

    ``wire``: as made by ``analysis.compare.wire``. Shared quotations are left out: choosing them is the outlet's own.
    """
    if articles.groupby("story")["outlet"].nunique().max() < 2 or articles.empty:
        return nothing(
            "Wire copy needs two outlets in one story; give articles on one event one story in articles.csv."
        )
    ids = copies.shared_sentences(wire)
    shared = groups(evidence(wire[wire["sentence_id"].isin(ids)], articles, sentences, "wire"), ["story", "outlet"])
    of = groups(copies.by_outlet(wire, articles, sentences), ["story"])
    places = numbered(articles, sentences)

    def section(story: str) -> Markup:
        rows = [(r["outlet"], _copied(r, shared, places)) for r in of[(story,)].to_dict("records")]
        title = "Sentences that stand word for word in another outlet"
        return matrix(title, "outlet", COPIED, rows, "list", f"wire, {story}")

    sizes = {str(s): int(own["shared"].sum()) for (s,), own in of.items()}
    return by_story(articles, sizes, section, ("sentence that outlets share", "sentences that outlets share"), story)


COPIED = ("shared", "of its sentences", "with", "agencies credited")


def _copied(row: dict[Any, Any], shared: Groups, places: Mapping[str, str]) -> dict[str, object]:
    rows, n = shared.get((row["story"], row["outlet"])), tag("b", row["shared"])
    return {
        "shared": n if rows is None else opens(n, f"{row['outlet']}: shared sentences", rows, places),
        "of its sentences": joined(f"{percent(row['share'])} of {row['sentences']}", bar(row["share"])),
        "with": row["with_whom"],
        "agencies credited": row["credit"],
    }


def first_places(
    prominence: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame, what: str, most: int = 12
) -> Html:
    """The paragraph in which each outlet first has each actor, source or accused: the most widespread first.

    ``prominence``: as made by ``analysis.compare.prominence``; ``what``: what its categories are called.
    """
    if prominence.empty:
        return nothing(f"No {what} was found in these articles, so there is no first place to show.")
    headed = set(articles.loc[articles["headline"] != "", "article_id"])
    rows = evidence(prominence, articles, sentences, "prominence")
    rows = rows.assign(headed=rows["article_id"].isin(headed))
    of_story = groups(rows, ["story"])
    places = numbered(articles, sentences)

    def section(story: str) -> Markup:
        return _firsts(of_story[(story,)], outlets_of(articles, story), places, most, what, story)

    sizes = {str(s): own["category"].nunique() for (s,), own in of_story.items()}
    return by_story(articles, sizes, section, (what, what))


def _firsts(
    rows: pd.DataFrame, outlets: Sequence[str], places: Mapping[str, str], most: int, what: str, story: str
) -> Markup:
    of = {key: own for (key,), own in groups(rows, ["category"]).items()}
    order = sorted(of, key=lambda c: (-of[c]["outlet"].nunique(), of[c]["relative"].mean()))
    lines = [
        (label(c), {str(o): _first(own, places) for o, own in of[c].groupby("outlet", sort=False)})
        for c in order[:most]
    ]
    left = f"Not shown: {len(order) - most:,} more that fewer outlets have." if len(order) > most else ""
    return matrix(
        caption(f"Where each {what} stands first, and how often it comes", left),
        what,
        outlets,
        lines,
        "facts short",
        f"{what}, {story}",
    )


def _first(rows: pd.DataFrame, places: Mapping[str, str]) -> Markup:
    first = rows.sort_values("relative", kind="stable").iloc[0]
    place = tag("b", _paragraph(first["paragraph"], first["headed"]))
    face = joined(place, " ", tag("span", f"×{rows['n_rows'].sum()}", class_="n"))
    title = f"{first['outlet']}: first place of {first['category']}"
    return opens(face, title, rows, places)


def headlines(headline_gap: pd.DataFrame, articles: pd.DataFrame, measure: str, story: str = "", most: int = 6) -> Html:
    """Each headline against what stands under it: does it have more or less of each category of ``measure``?

    ``headline_gap``: as made by ``analysis.compare.prominence``. The ``most`` categories with the most rows are shown.
    A headline has some ten words, so that one word makes a rate of 100 per 1,000: read the rows and the headline.
    """
    known = headline_gap[headline_gap["measure"] == measure].dropna(subset=["headline", "body"])
    if known.empty:
        return nothing(f"There is nothing to compare: no article has both a headline and rows of {label(measure)}.")
    known = known.assign(category=known["category"].where(known["category"] != "", measure))  # an average has none
    headline = dict(zip(articles["article_id"], articles["headline"], strict=True))
    order = {a: n for n, a in enumerate(headline)}
    of_story = groups(known.sort_values("article_id", key=lambda a: a.map(order), kind="stable"), ["story"])

    def section(story: str) -> Markup:
        return _against(of_story[(story,)], headline, measure, most, story)

    sizes = {str(s): own["article_id"].nunique() for (s,), own in of_story.items()}
    return by_story(articles, sizes, section, ("headline to compare", "headlines to compare"), story)


def _against(gaps: pd.DataFrame, headline: Mapping[str, str], measure: str, most: int, story: str) -> Markup:
    size = (gaps["n_headline"] + gaps["n_body"]).groupby(gaps["category"], sort=False).sum()
    columns = [label(c) for c in size.sort_values(ascending=False, kind="stable").index[:most]]
    rows = [
        (_headline(own["outlet"].iloc[0], headline[a]), {label(g["category"]): _gap(g) for g in own.to_dict("records")})
        for (a,), own in groups(gaps, ["article_id"]).items()
    ]
    fewer = counted(len(size) - most, "category", "categories")
    left = f" Not shown: {fewer} with fewer rows." if len(size) > most else ""
    about = f"{gaps['unit'].iloc[0]}: the headline, then the text under it; rows in brackets. ▲ ▼ more or less.{left}"
    return matrix(
        caption(f"Headline against text: {label(measure)}", about),
        "headline",
        columns,
        rows,
        "facts",
        f"headlines by {label(measure)}, {story}",
    )


def _headline(outlet: str, text: str) -> Markup:
    return joined(outlet, tag("small", textwrap.shorten(text, 120, placeholder=" …")))


def _gap(row: dict[Any, Any]) -> Markup:
    sign = "▲" if row["gap"] > 0 else "▼" if row["gap"] < 0 else "="
    one, other = (f"{figure(row[s], row['unit'])} ({row[f'n_{s}']})" for s in ("headline", "body"))
    return joined(tag("span", sign, class_="sign"), tag("b", one), " ", tag("small", f"text {other}"))


def held(held: pd.DataFrame, most: int = 20) -> Html:
    """Which conclusions of a comparison hold under all variants, and what the others hang on.

    ``held``: as made by ``analysis.compare.robustness.held``. Those that fall come first, the widest first.
    """
    if held.empty:
        return nothing("There is no conclusion to try: the comparison has one outlet, or no rows.")
    falls = held["falls_under"] != ""
    shown = held[falls].sort_values("baseline", ascending=False, kind="stable").head(most)
    tried = int(held["variants"].max())
    sentence = (
        f"{len(held) - falls.sum():,} of {counted(len(held), 'conclusion')} hold under {counted(tried, 'variant')}."
    )
    if shown.empty:
        return Html(tag("p", sentence), sentence)
    rows = [(r["conclusion"], _fallen(r)) for r in shown.to_dict("records")]
    left = f"Not shown: {falls.sum() - most:,} narrower ones." if falls.sum() > most else ""
    title = caption("Conclusions that fall, widest first", left)
    return Html(tag("p", sentence) + matrix(title, "conclusion", FALLEN, rows, "list"), sentence)


FALLEN = ("distance", "falls")


def _fallen(row: dict[Any, Any]) -> dict[str, str]:
    return {"distance": number(row["baseline"]), "falls": row["falls_under"]}
