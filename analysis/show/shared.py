"""Quote choice as a picture: who quotes what, what of it was cut, and what only one outlet has."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.attribution.stance import heads
from analysis.compare.evidence import evidence
from analysis.compare.shared_quotes import fullest_words
from analysis.show.evidence import numbered
from analysis.show.html import Html, caption, counted, joined, nothing, percent, small_print, tag
from analysis.show.synopsis import Row, by_story, groups, matrix, opens, outlets_of

UNKNOWN = "no source given"
LONG_CUT = 30  # words struck out in a row; of a longer cut the beginning and the end are shown
EDGE = 6  # words of them
KINDS = {"direct": "direct quotation", "partial": "partial quotation", "indirect": "indirect, in its own words"}


def quote_matrix(
    shared_quotes: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame, story: str = "", most: int = 12
) -> Html:
    """The utterances that several outlets have: one row each, one column an outlet, with the cuts struck through.

    ``shared_quotes``: as made by ``analysis.compare.shared_quotes``. A cell shows the fullest version known; what this
    outlet does not print of it is struck. Under it stand the name that the outlet gives to the speaker and its verb,
    which open the sentence. Where names or verbs differ between outlets, the row says so. At most ``most`` utterances
    a story, those of most outlets first; ``story`` chooses one story.
    """
    several = shared_quotes[~shared_quotes["exclusive"]]
    if several.empty:
        return nothing(
            "No utterance is quoted by two outlets of one story. With one outlet a story there is nothing to compare: "
            "add another outlet's article under the same story in articles.csv."
        )
    rows = _named(evidence(several, articles, sentences, "shared_quotes"))
    of_story = groups(rows, ["story"])
    sizes = {str(s): own["utterance_id"].nunique() for (s,), own in of_story.items()}
    numbers = numbered(articles, sentences)

    def section(of: str) -> Markup:
        return _section(of_story[(of,)], outlets_of(articles, of), of, numbers, most)

    return by_story(articles, sizes, section, ("utterance of several outlets", "utterances of several outlets"), story)


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with ``verb``, the base form of the cue, and ``who``, the speaker or that there is none."""
    lemma = heads(rows["cue"])["lemma"].to_numpy()
    verb = pd.Series(lemma, index=rows.index).where(lemma != "", rows["cue"].str.lower())
    return rows.assign(verb=verb, who=rows["speaker"].where(rows["speaker"] != "", UNKNOWN))


def _section(rows: pd.DataFrame, outlets: Sequence[str], story: str, numbers: Mapping[str, str], most: int) -> Markup:
    of = {key[0]: group for key, group in groups(rows, ["utterance_id"]).items()}
    order = sorted(of, key=lambda u: -of[u]["outlet"].nunique())
    lines = [_utterance(u, of[u], len(outlets), numbers) for u in order[:most]]
    left = len(order) - len(lines)
    more = f" Not shown: {counted(left, 'utterance')} of fewer outlets." if left else ""
    how = ": the outlet does not print it. ≠: names or verbs (bold) differ between outlets."
    about = f"Who prints what of {counted(len(lines), 'utterance')} that several outlets have"
    title = caption(about, tag("del", "Struck"), how, more)
    return matrix(title, "utterance", outlets, lines, "quote-choice wide", f"quote choice, {story}")


def _utterance(utterance_id: str, rows: pd.DataFrame, outlets: int, numbers: Mapping[str, str]) -> Row:
    """What a row is about, and its cells."""
    full = rows[rows["fullest"]]
    pieces = [fullest_words(full.iloc[[n]], utterance_id) for n in range(len(full))]
    differ = {column: _differ(rows, column) for column in ("who", "verb")}
    cells = {
        str(outlet): joined(
            [
                _version(article, pieces, differ, numbers, len(set(own["article_id"])) > 1)
                for _, article in own.groupby("article_id", sort=False)
            ]
        )
        for outlet, own in rows.groupby("outlet", sort=False)
    }
    words = counted(sum(map(len, pieces)), "word")
    fullest = full["outlet"].iloc[0]
    who = tag("small", f"{rows['outlet'].nunique()} of {outlets} outlets; at the fullest {words} ({fullest})")
    shown = (("names", differ["who"], "who"), ("verbs", differ["verb"], "cue"))
    differences = [_difference(name, rows, column) for name, values, column in shown if values]
    return joined(full["who"].iloc[0], who, differences), cells


def _differ(rows: pd.DataFrame, column: str) -> set[str]:
    """The values that not every outlet of the utterance has."""
    by_outlet = [set(values) for _, values in rows.groupby("outlet", sort=False)[column]]
    return set.union(*by_outlet) - set.intersection(*by_outlet)


def _difference(name: str, rows: pd.DataFrame, column: str) -> Markup:
    key = "verb" if column == "cue" else column
    first = rows.drop_duplicates(key)[column]
    values = "; ".join(textwrap.shorten(v or "no verb", 60, placeholder=" …") for v in first)
    return tag("small", f"≠ {name}: {values}", class_="differs")


def _version(
    rows: pd.DataFrame,
    pieces: list[list[str]],
    differ: Mapping[str, set[str]],
    numbers: Mapping[str, str],
    several: bool,
) -> Markup:
    """What one article prints of an utterance, and whom it gives for it."""
    kept = next((k for k in rows["kept"] if k), "")
    text = _struck(pieces, kept) if kept else None
    own = rows[(rows["kind"] == "indirect") | (rows["similarity"] < 1)]
    printed = [tag("p", tag("small", "as it prints it:"), " ", t, class_="own") for t in own["text"]]
    share = f"; {kept.count('1')} of {counted(len(kept), 'word')}" if kept else ""
    given = rows.drop_duplicates("attribution_id") if (rows["attribution_id"] != "").all() else rows
    lines = [_given(r, rows, differ, numbers, share) for r in given.to_dict("records")]
    head = tag("small", rows["article_id"].iloc[0]) if several else None
    return tag("div", head, text, printed, lines, class_="version")


def _given(
    row: dict[Any, Any], rows: pd.DataFrame, differ: Mapping[str, set[str]], numbers: Mapping[str, str], share: str
) -> Markup:
    """The name and the verb that one attribution gives, which open its sentences."""
    name, verb = _name(row["speaker"], row["source"]), row["cue"]
    who, how = row["who"] in differ["who"], row["verb"] in differ["verb"]
    names = joined([_bold(name, who), _bold(verb, how) if verb else None], between=" ")
    face = joined(tag("span", "≠", class_="sign") if who or how else None, names)
    same = rows[(rows["attribution_id"] == row["attribution_id"]) & (rows["kind"] == row["kind"])]
    button = opens(face, f"{row['outlet']}: {name} {verb}", same, numbers)
    return tag("div", button, " ", tag("small", KINDS[row["kind"]], share), class_="line given")


def _bold(text: str, bold: bool) -> object:
    return tag("b", text) if bold else text


def _name(speaker: str, source: str) -> str:
    """The name as the outlet gives it, with the speaker that it stands for where the words do not say it.

    >>> _name("Ned Price", "spokesman Ned Price"), _name("Joe Biden", "He"), _name("", "")
    ('spokesman Ned Price', 'He (Joe Biden)', 'no source given')
    """
    source = textwrap.shorten(source, 90, placeholder=" …")
    if not source or not speaker:
        return source or speaker or UNKNOWN
    return source if speaker.split()[-1].lower() in source.lower() else f"{source} ({speaker})"


def _struck(pieces: Iterable[list[str]], kept: str) -> Markup:
    """The fullest version, each quotation between marks, what is not kept struck through."""
    flags = iter(kept)
    out = []
    for first, *rest in pieces:
        *others, last = [f"“{first}", *rest]
        words = [(word, next(flags) == "0") for word in [*others, f"{last}”"]]
        runs = groupby(words, key=lambda w: w[1])
        out.append(tag("p", tag("q", [_run([word for word, _ in run], gone) for gone, run in runs])))
    return joined(out)


def _run(words: list[str], gone: bool) -> Markup | str:
    text = "".join(words)
    if not gone:
        return text
    if len(words) > LONG_CUT:
        text = f"{''.join(words[:EDGE])}[… {len(words) - 2 * EDGE} words …] {''.join(words[-EDGE:])}"
    bare = text.rstrip()
    before, behind = (tag("span", t, class_="heard") for t in ("[not printed: ", "]"))
    return joined(tag("del", before, bare, behind), text[len(bare) :])


def exclusive(shared_quotes: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame, most: int = 8) -> Html:
    """The utterances that only one outlet of a story quotes: for each outlet how many, and which.

    The ``most`` longest of each outlet are listed. Stories of one outlet are left out: there every quote is exclusive.
    """
    outlets = articles.groupby("story")["outlet"].nunique()
    compared = shared_quotes[shared_quotes["story"].isin(outlets.index[outlets > 1])]
    if compared.empty:
        return nothing(
            "There are no quotations in stories of two or more outlets. See study.quotes for all quotations, and "
            "put articles on one event under one story in articles.csv to compare them."
        )
    rows = _named(evidence(compared, articles, sentences, "shared_quotes"))
    numbers = numbered(articles, sentences)
    several = len(set(compared["story"])) > 1
    parts = [
        _only(str(o), own, numbers, several, most) for o in dict.fromkeys(articles["outlet"])
        if len(own := rows[rows["outlet"] == o])
    ]  # fmt: skip
    silent = [o for o in dict.fromkeys(articles["outlet"]) if o not in set(rows["outlet"])]
    return Html(joined(parts, small_print(f"No quotations at all: {', '.join(silent)}." if silent else "")))


def _only(outlet: str, rows: pd.DataFrame, numbers: Mapping[str, str], several: bool, most: int) -> Markup:
    own = rows[rows["exclusive"]]
    length = own["text"].str.len().groupby(own["utterance_id"]).sum().sort_values(ascending=False, kind="stable")
    only = groups(own[own["utterance_id"].isin(length.index[:most])], ["utterance_id"])
    items = [tag("li", _quoted(only[(u,)], numbers, several)) for u in length.index[:most]]
    left = tag("li", f"and {counted(len(length) - most, 'shorter one')}") if len(length) > most else None
    total = counted(rows["utterance_id"].nunique(), "utterance")
    head = tag("summary", tag("b", outlet), f" {len(length):,} of its {total} in no other outlet")
    listed = tag("ul", items, left) if items else tag("p", "Another outlet has each of them.")
    return tag("details", head, listed, class_="list")


def _quoted(rows: pd.DataFrame, numbers: Mapping[str, str], several: bool) -> Markup:
    """An utterance in one line: its words, then who is given for it."""
    first = rows.iloc[0]
    name = _name(first["speaker"], first["source"])
    words = "” … “".join(textwrap.shorten(t, 300, placeholder=" …") for t in rows["text"])
    given = f"{name} {first['cue']}".strip()
    button = opens(given, f"{first['outlet']}: {given}", rows, numbers)
    story = joined(" ", tag("small", first["story"])) if several else None
    return joined(tag("q", f"“{words}”"), " — ", button, story)


def speaker_counts(quotes: pd.DataFrame, articles: pd.DataFrame, most: int = 15) -> pd.DataFrame:
    """Quotations by speaker (index) and outlet (columns): the ``most`` quoted first.

    Scare quotes are not counted, since nobody said them. Speakers that nobody is given for stand last.
    """
    counts = pd.crosstab(*_spoken(quotes, articles)).reindex(columns=list(dict.fromkeys(articles["outlet"])))
    counts = counts.fillna(0).astype("int64").rename_axis(index="speaker", columns="outlet")
    order = counts.sum(axis=1).drop(UNKNOWN, errors="ignore").sort_values(ascending=False, kind="stable").index[:most]
    return counts.loc[[*order, *([UNKNOWN] if UNKNOWN in counts.index else [])]]


def _spoken(quotes: pd.DataFrame, articles: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    said = quotes[quotes["kind"] != "scare"]
    outlet = said["article_id"].map(dict(zip(articles["article_id"], articles["outlet"], strict=True)))
    return said["speaker"].where(said["speaker"] != "", UNKNOWN), outlet


def speakers(quotes: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame, most: int = 15) -> Html:
    """Quotations by speaker and outlet as a table in which every number opens its quotations."""
    counts = speaker_counts(quotes, articles, most)
    if counts.empty:
        return nothing("There are no quotations. Check that the articles have text: study.articles, study.problems.")
    who, _ = _spoken(quotes, articles)
    shown = quotes.loc[who.index].assign(who=who)[who.isin(counts.index)]
    of = groups(evidence(shown, articles, sentences, "quotes"), ["who", "outlet"])
    numbers = numbered(articles, sentences)

    def cells(speaker: Any, line: pd.Series) -> dict[str, Markup]:
        there = {str(o): (n, of[speaker, o]) for o, n in line.items() if (speaker, o) in of}
        return {o: opens(tag("b", n), f"{o} quotes {speaker}", rows, numbers) for o, (n, rows) in there.items()}

    rows = [(speaker, cells(speaker, line)) for speaker, line in counts.iterrows()]
    left = who[who != UNKNOWN].nunique() - len(counts.index.drop(UNKNOWN, errors="ignore"))
    more = f"Not shown: {counted(left, 'speaker')} with fewer quotations." if left else ""
    return Html(matrix(caption("Quotations by speaker", more), "speaker", list(counts.columns), rows, "facts short"))


LISTED = ("quotation", "said by", "kind", "sure")


def listed(quotes: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame, title: str, most: int = 15) -> Html:
    """Some quotations in the order of the table, to be read: each opens its sentence."""
    if quotes.empty:
        return nothing(f"{title}: there are none.")
    numbers = numbered(articles, sentences)
    rows = evidence(quotes.head(most), articles, sentences, "quotes")
    lines = [(row["outlet"], _listed(row, numbers)) for _, row in rows.iterrows()]
    more = f"Not shown: {len(quotes) - most:,} more." if len(quotes) > most else ""
    return Html(matrix(caption(title, more), "outlet", LISTED, lines, "list", title))


def _listed(row: pd.Series, numbers: Mapping[str, str]) -> dict[str, object]:
    words = tag("q", f"“{textwrap.shorten(row['text'], 200, placeholder=' …')}”")
    who = f"{row['speaker'] or UNKNOWN} {row['cue']}".strip()
    said = row["kind"] != "scare"  # nobody says a scare quote
    face = opens(words, f"{row['outlet']}: {who}", row.to_frame().T, numbers)
    cells = (face, who if said else "", row["kind"], percent(row["confidence"]) if said else "")
    return dict(zip(LISTED, cells, strict=True))
