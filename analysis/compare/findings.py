"""What was found: the differences between outlets that the tables support, as sentences made from them.

Every finding has a ``spread``, how far the outlets lie apart from 0 (alike) to 1 (one has what another has not at all),
and the rows that it rests on. They are ranked by the spread drawn towards 0 where few rows stand behind it: a rate on
ten rows counts half; a fact that one can look up (a number, a quotation, a missing answer) counts half on one.
Facts stand before rates: a reader can look them up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from analysis import lenses
from analysis.compare.coverage import SAME
from analysis.compare.differences import differences
from analysis.compare.evidence import having
from analysis.compare.rates import PER_1000, SHARE, fractions, is_in, placed, sums, voices_of
from analysis.grammar.entities import is_person
from analysis.tables import ALL_STORIES, empty, flag, frame, real, schema, string, whole

_FINDING = {
    "chapter": string("what it is about: attribution, framing, blame, quotes, numbers, coverage …"),
    "finding": string("the finding in words, made from the figures"),
    "spread": real("how far the outlets lie apart: 0 alike … 1 one has what another has not at all"),
    "n_rows": whole("rows of evidence behind it, of all outlets"),
    "kind": string("fact (can be looked up in a few places) or rate", ("fact", "rate")),
    "rank": real("1 for a fact, 0 for a rate, + spread × n_rows / (n_rows + 1 or 10): findings stand in its order"),
}
FINDINGS = schema(
    "findings",
    {
        "finding_id": string("key: story:fN, in the order of rank", unique=True),
        "story": string("the event; '' for all stories together"),
        **_FINDING,
    },
)
FINDING_ROWS = schema(
    "finding_rows",
    {
        "finding_id": string("the finding"),
        "article_id": string("the article"),
        "start": whole("first character in articles.text"),
        "end": whole("character after the last one"),
        "story": string("the event of the article"),
        "across": flag("True: the finding is over all stories"),
        **_FINDING,
    },
)

ROWS_OF_RATE, ROWS_OF_FACT = 10, 1  # rows on which a finding counts half
IN_OTHER_WORDS = 0.6  # part of coverage.SAME: an outlet whose nearest sentence is so like a claim may have it
LEAST_ROWS = 5  # rows of all outlets together below which nothing is said of a rate
LEAST_EXPECTED = 2.0  # rows that each of the two outlets would have, were all alike
CHANCE = 2.0  # index of dispersion from which counts differ by more than their own scatter
LEVEL = 0.05  # of the adjusted p, below which a difference over several stories is a finding
LEAST_CUT = 0.1  # part of an utterance that one outlet prints and another does not, from which that is a finding
LEAST_CLAIM = 8  # words of a claim that is told alone
FINDINGS_EACH = 4  # of one chapter and story

SOURCES = {
    "named": "a person by name",
    "institution": "an office, an organisation or its statement",
    "group": "a group of people",
    "unnamed": "somebody who is described and not named",
    "anonymous": "somebody whose name is withheld for a stated reason",
    "media": "another outlet",
    "none": "nobody at all",
}
# lens, measure, unit, voice → what the figure is, with the category put in.
RATES: tuple[tuple[str, str, str, str, str], ...] = (
    ("attribution", "source_type", SHARE, "all", "The share of attributions to {category}"),
    ("attribution", "stance", SHARE, "all", "The share of attributions with {category} words"),
    ("attribution", "kind", SHARE, "all", "The share of attributions in {category} speech"),
    ("framing", "frame", PER_1000, "all", "Words of the frame “{category}” per 1,000 words"),
    ("labels", "actor", PER_1000, "all", "Mentions of {category} per 1,000 words"),
    ("blame", "accused", PER_1000, "all", "Blame of {category} per 1,000 words"),
    ("loaded", "kind", PER_1000, "own", "{category} words per 1,000 words of the outlet's own voice"),
    ("agency", "form", SHARE, "all", "The share of deeds told in the form “{category}”"),
)


class Finding(NamedTuple):
    """A finding before it is ranked; ``rows``: article_id, start, end."""

    chapter: str
    story: str
    finding: str
    spread: float
    rows: pd.DataFrame
    half: int = ROWS_OF_FACT

    @property
    def kind(self) -> str:
        """Whether one can look it up."""
        return "fact" if self.half == ROWS_OF_FACT else "rate"

    def rank(self) -> float:
        """The spread, drawn towards 0 where few rows stand behind it; facts before rates."""
        return (self.kind == "fact") + self.spread * len(self.rows) / (len(self.rows) + self.half)


def findings(finding_rows: pd.DataFrame) -> pd.DataFrame:
    """Every finding of a corpus, ranked: a table of FINDINGS, one row a finding of ``finding_rows``."""
    table = finding_rows.drop_duplicates("finding_id").sort_values("rank", ascending=False, kind="stable")
    return frame(table.assign(story=table["story"].mask(table["across"], ALL_STORIES)), FINDINGS)


def finding_rows(
    articles: pd.DataFrame,
    voices: pd.DataFrame,
    attribution: pd.DataFrame,
    framing: pd.DataFrame,
    labels: pd.DataFrame,
    blame: pd.DataFrame,
    loaded: pd.DataFrame,
    agency: pd.DataFrame,
    replies: pd.DataFrame,
    shared_quotes: pd.DataFrame,
    figure_groups: pd.DataFrame,
    counted_things: pd.DataFrame,
    coverage: pd.DataFrame,
    across: bool,
) -> pd.DataFrame:
    """The rows of text behind every finding, with the finding: a table of FINDING_ROWS.

    At most ``FINDINGS_EACH`` findings a chapter and story. A rate is a finding only if the outlets' counts scatter
    more than equal rates would make them (index of dispersion above ``CHANCE``) and both ends rest on enough text;
    that keeps the smallest samples silent and is not a test. Over several stories (only if ``across``) an outlet is
    set against the others' texts on the same stories, and only what a permutation test supports is a finding. A finding
    says what is in these texts, not why.
    """
    made = sorted(_findings(**locals()), key=lambda f: -f.rank())
    count: dict[str, int] = {}
    parts = []
    for f in made:
        count[f.story] = count.get(f.story, 0) + 1
        facts: dict[str, Any] = {"chapter": f.chapter, "finding": f.finding, "spread": f.spread, "kind": f.kind}
        facts["rank"] = f.rank()
        key: dict[str, Any] = {"finding_id": f"{f.story}:f{count[f.story]}", "n_rows": len(f.rows)}
        parts.append(f.rows[["article_id", "start", "end"]].assign(**facts, **key, across=f.story == ALL_STORIES))
    if not parts:
        return empty(FINDING_ROWS)
    return frame(pd.concat(parts).merge(articles[["article_id", "story"]], on="article_id"), FINDING_ROWS)


def _findings(
    articles: pd.DataFrame,
    voices: pd.DataFrame,
    replies: pd.DataFrame,
    shared_quotes: pd.DataFrame,
    figure_groups: pd.DataFrame,
    counted_things: pd.DataFrame,
    coverage: pd.DataFrame,
    across: bool,
    **of_lens: pd.DataFrame,
) -> list[Finding]:
    if len(set(articles["outlet"])) < 2:
        return []
    several = len(set(articles["story"])) > 1
    found: list[Finding] = []
    for lens, measure, unit, voice, words in RATES:
        found += _best(_rate(of_lens[lens], articles, voices, lens, measure, unit, voice, words))
        if several and across:
            found += _best(_tested(of_lens[lens], articles, voices, lens, measure, unit, voice, words))
    found += _best(_answers(replies, of_lens["blame"]))
    found += _best(_numbers(figure_groups, counted_things))
    found += _best(_quotes(shared_quotes))
    found += _best(_names(shared_quotes))
    found += _best(_claims(coverage, articles))
    named = [f._replace(finding=f"{f.story}: {f.finding}") if several and f.story else f for f in found]
    return list({f.finding: f for f in named}.values())


def _best(found: Iterable[Finding]) -> list[Finding]:
    """The ``FINDINGS_EACH`` findings of each story that go furthest."""
    ordered = sorted(found, key=lambda f: -f.rank())
    taken: dict[str, list[Finding]] = {}
    for f in ordered:
        if len(taken.setdefault(f.story, [])) < FINDINGS_EACH:
            taken[f.story].append(f)
    return [f for part in taken.values() for f in part]


# --- Rates -----------------------------------------------------------------------------------------------------------


def _rate(
    evidence: pd.DataFrame,
    articles: pd.DataFrame,
    voices: pd.DataFrame,
    lens: str,
    measure: str,
    unit: str,
    voice: str,
    words: str,
) -> Iterator[Finding]:
    """Where two outlets' rates of a category lie furthest apart, within a story."""
    by_voice = voice != "all"
    counted = _counted(lens, measure)
    placed_articles = placed(articles)
    # Over several stories outlets would differ by what they wrote about.
    placed_articles = placed_articles[placed_articles["story"] != ALL_STORIES]
    place = placed_articles.set_index("article_id")
    for f in fractions(evidence, articles, voices, counted, (), by_voice):
        if not is_in(f.unit, unit):
            continue
        cells = sums(f, placed_articles, voices_of(by_voice))
        cells = cells[(cells["voice"] == voice) & (cells["bottom"] > 0)]
        for (story, category), part in cells.groupby(["story", "category"]):
            part = _enough(part)
            if _scatters(part):
                rows = evidence[having(evidence, measure, category)]
                rows = rows[having(rows, "voice", voice)] if by_voice else rows
                rows = rows[rows["article_id"].isin(place.index[place["story"] == story])]
                yield _compared(lens, str(story), _named(measure, str(category), words), part, f, rows)


def _counted(lens: str, measure: str) -> Mapping[str, str] | tuple[str]:
    counted = lenses.module(lens).COUNTED
    return {measure: counted[measure]} if isinstance(counted, Mapping) else (measure,)


def _tested(
    evidence: pd.DataFrame,
    articles: pd.DataFrame,
    voices: pd.DataFrame,
    lens: str,
    measure: str,
    unit: str,
    voice: str,
    words: str,
) -> Iterator[Finding]:
    """An outlet against all others over the stories that both covered, where a permutation test supports it."""
    by_voice = voice != "all"
    table = differences(evidence, articles, voices, lens, _counted(lens, measure), (), by_voice)
    table = table[(table["voice"] == voice) & (table["story"] == ALL_STORIES)]
    table = table[table["unit"].map(lambda u: is_in(u, unit)).astype(bool)]
    outlet = dict(zip(articles["article_id"], articles["outlet"], strict=True))
    for row in table[table["p_bh"] < LEVEL].to_dict("records"):
        scale = 1 if is_in(row["unit"], SHARE) else 1000
        figures = [_figure(row[c], scale) for c in ("value", "other_value")]
        what = _begun(_named(measure, str(row["category"]), words))
        support = (
            f"Cliff's δ {row['delta']:+.2f}, p {row['p_bh']:.3f} after Benjamini-Hochberg, "
            f"{row['n_articles']} and {row['n_other']} articles"
        )
        ends = f"{figures[0]} at {row['outlet']}, {figures[1]} at the others on the same stories"
        sentence = f"{what}: {ends} ({support})."
        here = evidence["article_id"].map(outlet) == row["outlet"]
        rows = evidence[here & having(evidence, measure, row["category"])]
        yield Finding(lens, ALL_STORIES, sentence, min(1.0, abs(float(row["delta"]))), rows, ROWS_OF_RATE)


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _named(measure: str, category: str, words: str) -> str:
    return words.format(category=SOURCES[category] if measure == "source_type" else category.replace("_", " "))


def _enough(part: pd.DataFrame) -> pd.DataFrame:
    """The outlets with enough text: each would have some rows, were the rates alike."""
    return part[part["bottom"] * part["top"].sum() / part["bottom"].sum() >= LEAST_EXPECTED]


def _scatters(part: pd.DataFrame) -> bool:
    """The counts of at least two outlets differ by more than chance would make them, were the rates alike."""
    if part["top"].sum() < LEAST_ROWS or len(part) < 2:
        return False
    rate = part["top"].sum() / part["bottom"].sum()
    expected = part["bottom"] * rate
    variance = expected * ((1 - rate) if 0 < rate < 1 else 1)
    return float(((part["top"] - expected) ** 2 / variance).sum() / (len(part) - 1)) > CHANCE


def _compared(lens: str, story: str, what: str, part: pd.DataFrame, f: Any, rows: pd.DataFrame) -> Finding:
    value = dict(zip(part["outlet"], f.scale * part["top"] / part["bottom"], strict=True))
    n = dict(zip(part["outlet"], part["n_rows"], strict=True))
    high, low = max(value, key=value.__getitem__), min(value, key=value.__getitem__)
    ends = [f"{o} ({_figure(value[o], f.scale)}, n = {n[o]:.0f})" for o in (high, low)]
    sentence = f"{_begun(what)}: most at {ends[0]}, least at {ends[1]}."
    return Finding(lens, story, sentence, float((value[high] - value[low]) / value[high]), rows, ROWS_OF_RATE)


def _figure(value: float, scale: float) -> str:
    return f"{100 * value:.0f} %" if scale == 1 else f"{value:.1f}"


# --- Particular things -----------------------------------------------------------------------------------------------


def _answers(replies: pd.DataFrame, blame: pd.DataFrame) -> Iterator[Finding]:
    """An accused who is answered for at one outlet and not at another."""
    for (story, accused), part in replies.groupby(["story", "accused"]):
        denied = [o for o, a in zip(part["outlet"], part["answer"], strict=True) if a == "denial"]
        silent = [o for o, a in zip(part["outlet"], part["answer"], strict=True) if a == "none"]
        lacking = [o for o in dict.fromkeys(part["outlet"]) if o not in denied]
        rows = blame[(blame["accused"] == accused) & blame["article_id"].isin(part["article_id"])]
        if denied and lacking:
            words = f"{_all(denied)} {_plural(denied, 'reports', 'report')} a denial by {accused} or its side"
            text = f"{words}; {_all(lacking)} {_plural(lacking, 'repeats', 'repeat')} the blame without one."
            yield Finding("blame", str(story), text, len(set(lacking)) / part["outlet"].nunique(), rows)
        elif silent and len(set(silent)) < part["outlet"].nunique():
            text = f"{accused}, blamed by {part['outlet'].nunique()} outlets, has no say at {_all(silent)}."
            yield Finding("blame", str(story), text, len(set(silent)) / part["outlet"].nunique(), rows)


def _numbers(groups: pd.DataFrame, things: pd.DataFrame) -> Iterator[Finding]:
    """Things that outlets give different numbers for."""
    for thing in things[things["status"] == "differ"].to_dict("records"):
        rows = groups[(groups["group_id"] == thing["group_id"]) & ~groups["implied"]]
        told = rows.groupby("outlet", sort=False)["text"].agg(lambda t: " → ".join(dict.fromkeys(t)))
        text = f"The outlets differ on {thing['thing']}: " + "; ".join(f"{o} “{t}”" for o, t in told.items()) + "."
        spread = (thing["high"] - thing["low"]) / thing["high"] if thing["high"] else 0.0
        yield Finding("numbers", thing["story"], text, min(1.0, max(0.0, float(spread))), rows)


def _quotes(shared: pd.DataFrame) -> Iterator[Finding]:
    """Utterances that one outlet prints in full and another trims."""
    direct = shared[(shared["kind"] != "indirect") & ~shared["exclusive"]]
    for (story, _), part in direct.groupby(["story", "utterance_id"], sort=False):
        kept = {str(o): _union(k) for o, k in part.groupby("outlet", sort=False)["kept"]}
        share = {o: k.count("1") / max(len(k), 1) for o, k in kept.items()}
        high, low = max(share, key=share.__getitem__), min(share, key=share.__getitem__)
        if share[high] - share[low] < LEAST_CUT:
            continue
        words = {o: f"{kept[o].count('1')} of {len(kept[o])}" for o in (high, low)}
        opening = _opening(part.loc[part["fullest"], "text"].iloc[0])
        speaker = next((s for s in part["speaker"] if s and not s.endswith("(unresolved)")), "nobody named")
        text = f"Of the words of {speaker} beginning “{opening}”, {high} prints {words[high]}, {low} {words[low]}."
        yield Finding("quotes", str(story), text, share[high] - share[low], part)


def _union(kept: pd.Series) -> str:
    """Words of the fullest version that any quotation of an outlet prints."""
    return "".join("1" if "1" in word else "0" for word in zip(*kept, strict=False))


def _names(shared: pd.DataFrame) -> Iterator[Finding]:
    """The same utterance given to different persons by name; a spokesman and his ministry are no difference."""
    for (story, _), part in shared[~shared["exclusive"]].groupby(["story", "utterance_id"], sort=False):
        direct = part[(part["kind"] != "indirect") & (part["speaker"] != "")]
        sets = direct.groupby("outlet", sort=False)["speaker"].agg(frozenset)
        if all(a & b for a in sets for b in sets) or not all(is_person(n) for a in sets for n in a):
            continue
        named = sets.map(lambda s: " or ".join(sorted(s)))
        opening = _opening(part.loc[part["fullest"], "text"].iloc[0])
        who = ", ".join(f"{s} ({o})" for o, s in named.items())
        yield Finding("quotes", str(story), f"The words “{opening}” have different speakers: {who}.", 1.0, direct)


def _claims(coverage: pd.DataFrame, articles: pd.DataFrame) -> Iterator[Finding]:
    """Claims that nearly all outlets of a story have and few leave out, length and date being no excuse."""
    outlets = {str(s): o.nunique() for s, o in articles.groupby("story")["outlet"]}
    for (key, _), part in coverage[coverage["n_outlets"] > 1].groupby(["story", "claim_id"], sort=False):
        story = str(key)
        far = ~part["present"] & (part["absence"] == "left out") & (part["similarity"] < IN_OTHER_WORDS * SAME)
        lacking = list(dict.fromkeys(part.loc[far, "outlet"]))
        n = int(part["n_outlets"].iloc[0])
        if not lacking or 2 * n <= outlets[story] or len(part["claim"].iloc[0].split()) < LEAST_CLAIM:
            continue
        rows = part[part["present"]]
        claim = _opening(part["claim"].iloc[0], 30)
        text = f"“{claim}” is told by {n} of {outlets[story]} outlets; nothing like it was found at {_all(lacking)}."
        yield Finding("coverage", str(story), text, n / outlets[story], rows)


def _opening(text: str, words: int = 12) -> str:
    """The first words of a text."""
    parts = str(text).split()
    return " ".join(parts[:words]).rstrip(" ,.;:") + (" …" if len(parts) > words else "")


def _all(names: Iterable[str]) -> str:
    listed = list(dict.fromkeys(names))
    return listed[0] if len(listed) == 1 else ", ".join(listed[:-1]) + f" and {listed[-1]}"


def _plural(names: Iterable[str], one: str, many: str) -> str:
    return one if len(set(names)) == 1 else many
