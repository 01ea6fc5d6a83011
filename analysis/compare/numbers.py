"""Numbers side by side: the figures of all outlets of a story, one group for each thing that is counted.

Two figures count the same thing when what is counted is the same (by the lexicon "counted", or the same noun), the
same happened to it (killed, injured …) and the words around them are alike. None of these is enough alone: a story
can have many counts of people. Groups are made by the mean over all pairs, so that they do not chain, and one article
gives one number for one thing unless it corrects itself or has two speakers.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from typing import Any

import pandas as pd

from analysis import lexicons
from analysis.compare.events import events, outlets_of
from analysis.tables import flag, frame, real, schema, string, whole
from analysis.words import words

Figure = dict[Any, Any]  # a row of figures
COMPARED = ("quantity", "money", "percent", "fraction")

FIGURE_GROUPS = schema(
    "figure_groups",
    {
        "group_id": string("story:nN; the figures of one counted thing share it"),
        "story": string("the event"),
        "thing": string("what is counted, in the words of its first figure that has a noun"),
        "article_id": string("the article"),
        "outlet": string("the outlet"),
        "sentence_id": string("its sentence"),
        "start": whole("first character in articles.text"),
        "end": whole("character after the last one"),
        "voice": string("who speaks at start"),
        "text": string("the number as written; of an implied one the whole phrase ('an armed drone')"),
        "kind": string("quantity, money, percent or fraction"),
        "value": real("the number said; NaN where only bounds are said"),
        "low": real("the smallest number that it can mean; NaN: open"),
        "high": real("the largest number that it can mean; NaN: open"),
        "approximate": flag("said to be rough"),
        "unit": string("currency, percent, measure; '' for a count"),
        "counted": string("what is counted, as written here"),
        "event": string("what happened to it"),
        "revision": string("'superseded' or 'corrected' inside the article, else ''"),
        "implied": flag("said by 'a' or 'an' only; shown, and not counted in the status"),
        "said_by": string("who says so; '' if the outlet"),
    },
)

COUNTED_THINGS = schema(
    "counted_things",
    {
        "group_id": string("story:nN", unique=True),
        "story": string("the event"),
        "thing": string("what is counted"),
        "status": string(
            "agree: one number; range: not the same words, but one number fits all ('at least two', three); "
            "differ: no number fits all; single: one outlet only",
            ("agree", "range", "differ", "single"),
        ),
        "low": real("smallest number that any outlet gives"),
        "high": real("largest number that any outlet gives"),
        "outlets": string("outlets that give it, '; ' between"),
        "missing": string("outlets of the story that do not; without those that tell another event only"),
        "corrected": flag("an outlet takes back an earlier number in its own text"),
    },
)

ALIKE = 0.5  # the score from which two figures count the same thing; chosen on stories of another corpus
ROUGH = 0.1  # an approximate number stands for 10 % less to 10 % more
FAR_APART = 2.0  # times that one lower bound is above another, from which they count two things
STEM = 6
MANY_FIGURES = 400  # figures of one kind; above that only equal numbers are compared
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass
class Count:
    """A figure of an article with all its repetitions: rows of ``figures``, and the words around them."""

    article_id: str
    rows: list[int]
    key: tuple[str, str, str]  # kind of number, event, sense of the noun
    low: float
    high: float
    words: dict[str, float] = field(default_factory=dict)
    days: set[str] = field(default_factory=set)
    said_by: str = ""
    revised: bool = False


def figure_groups(articles: pd.DataFrame, sentences: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Every compared figure with its group, columns as FIGURE_GROUPS; groups in the order of their first figure.

    Figures that neither name what they count nor have an event or unit are left out, and so is what the text counts of
    its own ("five things to watch"). Grouping is by shape of the
    noun phrase, events and shared words: two outlets that count the same thing in words that have nothing in common
    stay apart, and the deaths of two attacks in one story can meet if they are told in the same words.
    """
    rows: list[Figure] = []
    compared = figures[figures["kind"].isin(COMPARED)]
    named = (compared["counted"] != "") | (compared["event"] != "") | (compared["unit"] != "")
    named &= ~compared["counted"].map(sense).isin(_of_the_text()) | (compared["event"] != "")
    story_of = dict(zip(articles["article_id"], articles["story"], strict=True))
    sentences_of = dict(list(sentences.groupby(sentences["article_id"].map(story_of), sort=False)))
    figures_of = compared[named].groupby(compared["article_id"].map(story_of), sort=False)
    outlet = dict(zip(articles["article_id"], articles["outlet"], strict=True))
    for story, mine in figures_of:
        rows += _of_story(str(story), outlet, sentences_of[story], mine)
    return frame(pd.DataFrame(rows, columns=None if rows else list(FIGURE_GROUPS.columns)), FIGURE_GROUPS)


def _of_story(story: str, outlet: dict[str, str], sentences: pd.DataFrame, figures: pd.DataFrame) -> Iterator[Figure]:
    table = figures.to_dict("records")
    around = Surroundings(sentences)
    buckets: dict[tuple[str, ...], list[Count]] = defaultdict(list)
    for count in _counts(table, around):
        kind, event, sense = count.key
        # Counts of people without a noun of their own ("127 injured") meet every group of people.
        people = event != "" and (sense in _people() or sense == "")
        buckets[kind, event, "people" if people else sense].append(count)
    groups = [g for bucket in buckets.values() for g in _linked(bucket, around)]
    groups.sort(key=lambda g: min(min(c.rows) for c in g))
    for n, group in enumerate(groups, 1):
        members = sorted(r for c in group for r in c.rows)
        rows = [{**table[r], "implied": False} for r in members]
        rows += _implied(group, around)
        thing = _thing([table[r] for r in members])
        for row in rows:
            yield {
                **row,
                "group_id": f"{story}:n{n}",
                "story": story,
                "thing": thing,
                "outlet": outlet[row["article_id"]],
            }


def _counts(table: list[Figure], around: "Surroundings") -> list[Count]:
    """The figures of each article, repetitions of one number of one thing put together."""
    found: dict[tuple[object, ...], Count] = {}
    for row, f in enumerate(table):
        key = (_kind(f), str(f["event"]), sense(str(f["counted"])))
        low, high = _interval(f)
        article = str(f["article_id"])
        count = found.setdefault((article, *key, low, high), Count(article, [], key, low, high))
        count.rows.append(row)
        count.said_by = count.said_by or str(f["said_by"])
        count.revised |= f["revision"] != ""
        around.add(count, str(f["sentence_id"]))
    return list(found.values())


def _kind(figure: Figure) -> str:
    """Percent and fractions are one kind; money and measures have their unit."""
    kind = str(figure["kind"])
    return "percent" if kind in ("percent", "fraction") else f"{kind} {figure['unit']}"


def _interval(figure: Figure) -> tuple[float, float]:
    """Smallest and largest number that a figure can mean; open ends are infinite, fractions are percent."""
    low, high = float(figure["low"]), float(figure["high"])
    scale = 100 if figure["kind"] == "fraction" else 1
    rough = ROUGH if figure["approximate"] and low == high else 0
    low = -math.inf if math.isnan(low) else low * scale * (1 - rough)
    high = math.inf if math.isnan(high) else high * scale * (1 + rough)
    return float(f"{low:.12g}"), float(f"{high:.12g}")  # 110, not 110.00000000000001


@cache
def _senses() -> dict[tuple[str, ...], str]:
    nouns = lexicons.read("counted").query("category == 'noun'")
    return {tuple(t.split()): s for t, s in zip(nouns["term"], nouns["sense"], strict=True)}


@cache
def _people() -> frozenset[str]:
    return frozenset(lexicons.read("counted").query("category == 'people'")["term"])


@cache
def _of_the_text() -> frozenset[str]:
    """What a text counts of its own or of no matter what: things, ways, times."""
    return frozenset(lexicons.read("counted").query("category == 'of the text'")["term"])


@cache
def _function_words() -> frozenset[str]:
    return frozenset(lexicons.read("function_words")["term"])


@cache
def sense(counted: str) -> str:
    """What a noun phrase counts, in one word: the sense of its last words in the lexicon, or the stem of the last.

    >>> sense("members of personal protection force"), sense("armed drones"), sense("key points"), sense("wounded")
    ('guard', 'drone', 'point', '')
    """
    tokens = [counted[b:e] for b, e in words(counted)]
    for n in (3, 2, 1):
        if len(tokens) >= n and tuple(tokens[-n:]) in _senses():
            return _senses()[tuple(tokens[-n:])]
    if not tokens or tokens[-1] in _events():
        return ""
    word = tokens[-1]
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")


@cache
def _events() -> frozenset[str]:
    return frozenset(lexicons.read("counted").query("category == 'event'")["term"])


class Surroundings:
    """The words around each sentence of a story, weighted by how rare they are in it."""

    def __init__(self, sentences: pd.DataFrame) -> None:
        columns = ["sentence_id", "article_id", "paragraph", "start", "text"]
        self.rows = list(sentences[columns].itertuples(index=False, name=None))
        self.place = {row[0]: i for i, row in enumerate(self.rows)}
        self.stems = [_stems(row[4]) for row in self.rows]
        n = Counter(s for stems in self.stems for s in set(stems))
        self.rare = {s: math.log(1 + len(self.rows) / k) for s, k in n.items()}

    def add(self, count: Count, sentence_id: str) -> None:
        """Give a count the words and weekdays of its sentence, and, at half weight, of those beside it."""
        i = self.place[sentence_id]
        article, paragraph = self.rows[i][1:3]
        for j in range(max(0, i - 3), min(len(self.rows), i + 3)):
            near = self.rows[j][1] == article and (self.rows[j][2] == paragraph or j == i - 1)
            if j == i or near:
                for s in self.stems[j]:
                    count.words[s] = max(count.words.get(s, 0.0), 1.0 if j == i else 0.5)
                count.days |= {d for d in WEEKDAYS if d[:STEM] in self.stems[j]}

    def alike(self, one: Count, other: Count) -> float:
        """Cosine of the weighted words of two counts; what is counted is left out, since it is compared by itself."""
        counted = {(noun + s)[:STEM] for noun in (one.key[2], other.key[2]) for s in ("", "s")}
        shared = (one.words.keys() & other.words.keys()) - counted
        product = sum(one.words[s] * other.words[s] * self.rare[s] ** 2 for s in shared)
        size = self._size(one.words, counted) * self._size(other.words, counted)
        return product / size if size else 0.0

    def _size(self, of: dict[str, float], without: set[str]) -> float:
        return math.sqrt(sum((w * self.rare[s]) ** 2 for s, w in of.items() if s not in without))


def _stems(text: str) -> list[str]:
    tokens = [text[b:e].lower() for b, e in words(text)]
    return [t.removesuffix("'s").removesuffix("’s")[:STEM] for t in tokens if t not in _function_words()]


def _score(one: Count, other: Count, around: Surroundings) -> float:
    """How much two figures look as if they counted the same thing, about 0 to 1.5."""
    _, event, noun = one.key
    if noun == other.key[2]:
        score = 0.45 if noun not in ("", "person") else 0.25 if event else 0.15
    else:
        score = 0.2 if {noun, other.key[2]} & {"", "person"} else -1.0
    score += 0.2 if event else 0.0
    vague = _vague(one) or _vague(other)
    if vague or (noun in ("", "person") and not event and one.low != one.high):
        score -= 0.15  # "millions" of no matter whom
    if one.low == other.low and one.high == other.high:
        # The more digits two equal numbers have, the less they are equal by chance.
        exact = math.isfinite(one.low) and not vague
        score += 0.1 * min(len(f"{one.low:.6g}".replace(".", "").rstrip("0")), 4) if exact else 0.0
    elif not _meet(one, other):
        score -= 0.1 if _meet(one, other, 2.0) else 0.25
    if one.days and other.days:
        score += 0.1 if one.days & other.days else -0.2
    return score + around.alike(one, other)


def _vague(count: Count) -> bool:
    """'dozens', 'thousands': the largest number meant is ten times the smallest or more."""
    return math.isfinite(count.high) and count.high >= 10 * count.low > 0


def _meet(one: Count, other: Count, factor: float = 1.0) -> bool:
    """The two intervals have a number in common, if both are widened by the factor.

    Two open ones ("at least 28", "more than 4,200") always have; they meet if their bounds are within FAR_APART.
    """
    if one.high == other.high == math.inf and min(one.low, other.low) > 0:
        return max(one.low, other.low) <= FAR_APART * min(one.low, other.low)
    return one.low <= other.high * factor and other.low <= one.high * factor


def _linked(counts: list[Count], around: Surroundings) -> list[list[Count]]:
    """The counts in groups: the most alike first, as long as the mean score between two groups is at least ALIKE."""
    if len(counts) > MANY_FIGURES:
        equal: dict[tuple[float, float], list[Count]] = defaultdict(list)
        for c in counts:
            equal[c.low, c.high].append(c)
        return [g for same in equal.values() for g in (_linked(same, around) if len(same) <= MANY_FIGURES else [same])]
    least = _least(counts)
    score = {(i, j): _score(counts[i], counts[j], around) for i, j in combinations(range(len(counts)), 2)}
    group = {i: [i] for i in range(len(counts))}
    for i, j in sorted((p for p in score if score[p] >= least), key=lambda p: -score[p]):
        if group[i] is group[j]:
            continue
        pairs = [(min(a, b), max(a, b)) for a in group[i] for b in group[j]]
        if any(_apart(counts[a], counts[b]) for a, b in pairs):
            continue
        if sum(score[p] for p in pairs) >= least * len(pairs):
            group[i] += group[j]
            group |= dict.fromkeys(group[j], group[i])
    return [[counts[i] for i in members] for members in {id(g): g for g in group.values()}.values()]


def _least(counts: list[Count]) -> float:
    """The more numbers of one noun that cannot be one an article has, the more alike their surroundings must be."""
    several: dict[str, list[Count]] = defaultdict(list)
    for c in counts:
        if not c.revised and not any(_meet(c, known) for known in several[c.article_id]):
            several[c.article_id].append(c)
    numbers = [len(of_article) for of_article in several.values() if of_article]
    return ALIKE + min(0.35, 0.2 * (sum(numbers) / len(numbers) - 1)) if numbers else ALIKE


def grouped(figures: pd.DataFrame, figure_groups: pd.DataFrame) -> pd.DataFrame:
    """All figures with the group of each in front: group_id, then the columns of ``figures``, in its order.

    group_id is '' where a figure is compared with nothing: dates, ages, times, and numbers that say not what they
    count. Implied figures ("an armed drone") stand in ``figure_groups`` only.
    """
    place = ["article_id", "start", "end"]
    known = figure_groups.loc[~figure_groups["implied"], ["group_id", *place]]
    joined = figures.merge(known, how="left", on=place)
    return joined[["group_id", *figures.columns]].fillna({"group_id": ""})


def counted_things(articles: pd.DataFrame, figure_groups: pd.DataFrame) -> pd.DataFrame:
    """One row a counted thing: whether the outlets agree, and which outlets of the story have no figure for it.

    ``figure_groups``: as made by the function of that name. Returns COUNTED_THINGS. Superseded and implied figures do
    not decide the status. An outlet is missing where none of its articles of the story has a figure in the group; it
    may still tell the thing without a number. An outlet that tells none of the events of those that have it (see
    ``events``) is not missing.
    """
    tells = {story: outlets_of(events(rows), rows) for story, rows in articles.groupby("story", sort=False)}
    outlets = {story: list(dict.fromkeys(rows["outlet"])) for story, rows in articles.groupby("story", sort=False)}
    groups: dict[str, list[Figure]] = defaultdict(list)
    for row in figure_groups.to_dict("records"):
        groups[row["group_id"]].append(row)
    rows = []
    for group_id, group in groups.items():
        valid = [f for f in group if not f["implied"] and f["revision"] != "superseded"]
        having = {f["outlet"] for f in valid}
        spans = [_interval(f) for f in valid]
        ends = [x for span in spans for x in span if math.isfinite(x)]
        among, told = outlets[group[0]["story"]], tells[group[0]["story"]]
        here = {event for o in having for event in told[o]}
        rows.append(
            {
                "group_id": group_id,
                "story": group[0]["story"],
                "thing": group[0]["thing"],
                "status": _status(spans, len(having)),
                "low": min(ends, default=math.nan),
                "high": max(ends, default=math.nan),
                "outlets": "; ".join(o for o in among if o in having),
                "missing": "; ".join(o for o in among if o not in having and told[o] & here),
                "corrected": any(f["revision"] == "corrected" for f in group),
            }
        )
    return frame(rows, COUNTED_THINGS)


def _status(spans: list[tuple[float, float]], outlets: int) -> str:
    if outlets < 2:
        return "single"
    if len(set(spans)) == 1:
        return "agree"
    return "range" if max(low for low, _ in spans) <= min(high for _, high in spans) else "differ"


def _apart(one: Count, other: Count) -> bool:
    """One article gives two numbers that cannot be one: they count two things, unless it corrects itself or two
    people say so."""
    if one.article_id != other.article_id or _meet(one, other):
        return False
    return not (one.revised and other.revised) and (one.said_by == other.said_by or not (one.said_by and other.said_by))


def _thing(rows: list[Figure]) -> str:
    """A name for the group: its unit, the first noun phrase if most of its figures have one, the event."""
    event, unit = str(rows[0]["event"]), str(rows[0]["unit"])
    nouns = [str(r["counted"]) for r in rows if sense(str(r["counted"]))]
    noun = nouns[0] if 2 * len(nouns) >= len(rows) and nouns else ""
    return " ".join(dict.fromkeys(x for x in (unit, noun, event) if x))


def _implied(group: list[Count], around: Surroundings) -> Iterator[Figure]:
    """'An armed drone' in articles that also, or only, speak of one, where others count two or three of them."""
    kind, event, noun = group[0].key
    if not any(2 <= c.low <= 3 for c in group):
        return
    if kind != "quantity " or event or noun in ("", "person") or len({c.article_id for c in group}) < 2:
        return
    pattern = _one(noun)
    for sentence_id, article_id, _, start, text in around.rows:
        for m in pattern.finditer(text):
            if not _ends_phrase(text, m.end()) or any(w.lower() in _function_words() for w in m[1].split()[:-1]):
                continue
            count = Count(article_id, [], group[0].key, 1.0, 1.0)
            around.add(count, sentence_id)
            if max(_score(count, c, around) for c in group) >= ALIKE:
                yield {
                    "article_id": article_id, "sentence_id": sentence_id, "start": start + m.start(),
                    "end": start + m.end(), "voice": "outlet", "text": m[0], "kind": "quantity", "value": 1.0,
                    "low": 1.0, "high": 1.0, "approximate": False, "unit": "", "counted": m[1].lower(), "event": "",
                    "revision": "", "implied": True, "said_by": "",
                }  # fmt: skip


def _ends_phrase(text: str, end: int) -> bool:
    """Whether a noun ends there: not 'an Iraqi airstrike', but 'an Iraqi in the area', 'an Iraqi said'."""
    after = words(text[end : end + 40])
    word = text[end:][after[0][0] : after[0][1]].lower() if after else ""
    plain = bool(after) and text[end : end + after[0][0]].isspace() and word not in _function_words()
    return not plain or word.endswith("ed") or word in _said()


@cache
def _said() -> frozenset[str]:
    return frozenset(lexicons.read("irregular_verbs")["term"])


@cache
def _one(noun: str) -> re.Pattern[str]:
    """'a' or 'an', at most three words, and the noun in the singular."""
    terms = [" ".join(t) for t, s in _senses().items() if s == noun and not t[-1].endswith("s")] or [noun]
    return re.compile(
        r"\b(?:an|a)\s+((?:[\w’'-]+\s+){0,3}?(?:" + "|".join(map(re.escape, terms)) + r"))\b", re.IGNORECASE
    )
