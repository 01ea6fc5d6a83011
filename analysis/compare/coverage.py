"""Coverage: the claims of a story, which outlet has each of them and where, and who leaves it out.

A claim is a group of sentences and clauses that say the same. Two of them do if their vectors (from the attribution
encoder) and their rare words are alike; the threshold was chosen on pairs labelled by hand (tests/data/claim_pairs.csv,
measured by tests/measure/claims.py). A group grows only while the mean over all its pairs stays above the threshold,
so that claims do not chain.
"""

import itertools
import math
import re
import statistics
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis import lexicons
from analysis.compare.events import events, likeness, outlets_of
from analysis.encoding.vectors import sentence_vectors
from analysis.tables import flag, frame, real, schema, string, whole
from analysis.text.clauses import clauses
from analysis.words import count, words

COVERAGE = schema(
    "coverage",
    {
        "claim_id": string("story:cN; the rows of one claim share it"),
        "story": string("the event"),
        "claim": string("the claim in the words of its most typical sentence or clause, the first if several are"),
        "n_outlets": whole("outlets that have it"),
        "article_id": string("the article"),
        "outlet": string("the outlet"),
        "present": flag("the article has the claim here; False: this is only the nearest that it has"),
        "absence": string(
            "why it may be absent: 'left out'; 'short': the outlet's text is less than half as long as the middle one "
            "of those that have it; 'other event': it tells none of the events that those tell (see events); 'early': "
            "it is older than all that have it; '' if present",
            ("", "left out", "short", "other event", "early"),
        ),
        "sentence_id": string("the sentence"),
        "start": whole("first character in articles.text"),
        "end": whole("character after the last one"),
        "paragraph": whole("paragraph of the text, 0 = first"),
        "text": string("the sentence or clause"),
        "similarity": real("mean similarity to the others of the claim, about 0 to 1; 1 if there is no other"),
        "verbatim": real("share of the sentence that stands word for word in another outlet that has the claim"),
    },
)

Floats = npt.NDArray[np.float32]
Unit = dict[str, Any]  # a sentence or clause: article_id, sentence_id, paragraph, place, start, end, text, whole

SAME = 0.42  # similarity from which two units say the same, in articles that are as alike as reports of one event:
EVENT = 0.28  # their likeness; where it is lower, two sentences of medium similarity seldom make one claim, and …
STRICTER = 0.5  # … so much of what is missing is asked of their similarity in addition
WORDS = 0.3  # weight of the shared rare words beside that of the vectors, which is 1
LATE = 0.8  # an outlet without the claim still joins it at so much of it, if one of its units is as near as that
HALF_WEIGHT = 20  # units in which half of the mean is taken away
BUCKETS = 1024  # stems are hashed into so many columns
STEM = 6
LEAST_WORDS = 4  # words; shorter units say too little to be compared, and so does "Why is that important?":
TELLING = 2  # words that are no function words
BLOCK = 1000
EXACT = 5  # decimals of a similarity; further ones depend on the order in which a machine adds up
# Clauses that only say who says it.
SPEECH = re.compile(
    r"(?:said|stated|noted|added|mentioned|clarified|reported|told|claimed|confirmed)\W*$|^\W*according to\b",
    re.IGNORECASE,
)


def coverage(articles: pd.DataFrame, sentences: pd.DataFrame, wire: pd.DataFrame) -> pd.DataFrame:
    """The claims of every story and who has them; columns as COVERAGE, claims in the order of their appearance.

    A row with ``present`` says where an article has the claim (more than once, if it repeats it). For a claim of at
    least two outlets, every other article of the story has one row without ``present``, with the nearest that it has:
    read it before you say that an outlet left something out. Claims of one outlet only have no such rows.

    ``wire``: as made by ``analysis.compare.wire``. Found: the same statement in other words. Not told apart: two
    statements alike but for a number or a name ("two drones", "three drones"), and a statement and its denial. Not
    found: a claim told over several sentences, or inside a clause that mainly says something else.

    Measured on 223 pairs labelled by hand, many of them hard, that had no part in the choice of SAME (cross-validated):
    of the pairs taken for one claim 79 % are, of those that are 80 % are found (tests/measure/claims.py). In 24 topics
    of an archive, whose articles are less alike than reports of one event, 71 of 101 claims read are one; of 15 claims
    that one outlet has by itself and another one shares (see ``Outlets.shared``), in seven stories, 10 are.
    """
    shared = {(s, o): x for s, o, x in wire[["sentence_id", "other_outlet", "share"]].itertuples(index=False)}
    units = _units(sentences).merge(articles[["article_id", "story"]], on="article_id")
    vectors = sentence_vectors(articles, units)
    of_story = units.groupby("story", sort=False).indices
    rows: list[dict[str, object]] = []
    for story, mine in articles.groupby("story", sort=False):
        if story in of_story:
            table = units.iloc[of_story[story]]
            near = features(table, vectors[of_story[story]])
            records = [{str(k): v for k, v in unit.items()} for unit in table.to_dict("records")]
            rows += _of_story(str(story), mine, records, near, shared, least_similarity(mine))
    return frame(pd.DataFrame(rows, columns=None if rows else list(COVERAGE.columns)), COVERAGE)


def least_similarity(articles: pd.DataFrame) -> float:
    """The similarity from which two units of this story say the same, SAME or more.

    Two sentences are seldom one claim in articles that tell several things: of pairs of the same medium similarity
    nearly all are in the five articles of one event, a quarter in an archive's topics, which have far more of them.
    """
    return SAME + STRICTER * max(0.0, EVENT - likeness(articles))


def _units(sentences: pd.DataFrame) -> pd.DataFrame:
    """Sentences that say enough to be compared and, of those that have more than one, their clauses; in text order.

    What an article says twice in the same words counts once, where it stands first.
    """
    pieces = clauses(sentences)
    pieces = pieces[~pieces["whole"] & ~pieces["text"].str.contains(SPEECH)]
    columns = ["article_id", "sentence_id", "paragraph", "start", "end", "text"]
    place = {s: n for n, s in enumerate(sentences["sentence_id"])}
    both = pd.concat([sentences[columns].assign(whole=True), pieces[[*columns, "whole"]]], ignore_index=True)
    telling = np.array([len(_stems(text)) >= TELLING for text in both["text"]], dtype=bool)
    both = both[(count(both["text"]) >= LEAST_WORDS) & telling].drop_duplicates(["article_id", "text"])
    both["place"] = [(place[s], start) for s, start in zip(both["sentence_id"], both["start"], strict=True)]
    return both.sort_values("place", ignore_index=True)


def features(units: pd.DataFrame, vectors: Floats) -> Floats:
    """One row of unit length a unit of one story; the dot product of two rows is their similarity, about −1 to 1.

    ``vectors``: a row of unit length for each unit. What all units of the story have in common, their mean, is taken
    away first (less of it where there are few), so that two sentences are not alike for being about one event. Beside
    the vectors stand the rare words: stems weighted by how few units have them (TF-IDF), hashed into columns, with
    weight WORDS to 1.
    """
    n = len(units)
    own = vectors - vectors.mean(axis=0) * n / (n + HALF_WEIGHT)
    stems = [_stems(text) for text in units["text"]]
    having = Counter(s for unit in stems for s in unit)
    rare = np.zeros((n, BUCKETS), np.float32)
    for row, unit in enumerate(stems):
        for s in sorted(unit):
            rare[row, zlib.crc32(s.encode()) % BUCKETS] += math.log(1 + n / having[s])
    both = [_unit(own) * math.sqrt(1 / (1 + WORDS)), _unit(rare) * math.sqrt(WORDS / (1 + WORDS))]
    return np.hstack(both).astype(np.float32)


def _unit(rows: Floats) -> Floats:
    lengths: Floats = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return rows / lengths


@cache
def _function_words() -> frozenset[str]:
    return frozenset(lexicons.read("function_words")["term"])


@cache
def _senses() -> dict[str, str]:
    """Words that stand for one thing: wounded and injured, protestor and demonstrator (the lexicon "counted")."""
    lexicon = lexicons.read("counted").query("category in ('noun', 'event')")
    return {t: s for t, s in zip(lexicon["term"], lexicon["sense"], strict=True) if " " not in t}


def _stems(text: str) -> set[str]:
    tokens = {text[b:e].lower().replace("’", "'").removesuffix("'s") for b, e in words(text)}
    return {_senses().get(t, t)[:STEM] for t in tokens - _function_words()}


def similarity(one: Floats, other: Floats) -> Floats:
    """Similarity of all rows of features: one row a unit of ``one``, one column a unit of ``other``."""
    return one @ other.T


def claims(units: list[Unit], near: Floats, least: float = SAME) -> list[list[int]]:
    """The units in groups that say the same, in the order of their first unit; groups of one included.

    ``near``: as made by ``features``. The most similar first; two groups become one if the mean similarity of all
    their pairs is at least ``least``. A sentence and its own clause never stand in one group.
    """
    return _claims(units, near, least, _pairs(near, least))


def _claims(units: list[Unit], near: Floats, least: float, pairs: list[tuple[int, int]]) -> list[list[int]]:
    group = {i: [i] for i in range(len(units))}
    total = {i: near[i] for i in group}  # the dot product of two sums is the sum over all pairs
    for i, j in pairs:
        a, b = group[i], group[j]
        if a is b or float(total[a[0]] @ total[b[0]]) < least * len(a) * len(b) or _overlap(units, a, b):
            continue
        total[a[0]] = total[a[0]] + total.pop(b[0])
        a += b
        group |= dict.fromkeys(b, a)
    return sorted(({id(g): g for g in group.values()}).values(), key=min)


def _pairs(near: Floats, least: float) -> list[tuple[int, int]]:
    """The pairs of units that are similar enough, the most similar first."""
    found = []
    for begin in range(0, len(near), BLOCK):
        block = similarity(near[begin : begin + BLOCK], near[begin:])
        for i, j in np.argwhere(np.triu(block >= least, 1)):
            found.append((float(block[i, j]), begin + int(i), begin + int(j)))
    return [(i, j) for _, i, j in sorted(found, key=lambda f: (-f[0], f[1], f[2]))]


def _overlap(units: list[Unit], one: list[int], other: list[int]) -> bool:
    ids = {units[i]["sentence_id"] for i in one} & {units[j]["sentence_id"] for j in other}
    pairs = [(units[i], units[j]) for i in one for j in other] if ids else []
    return any(a["article_id"] == b["article_id"] and a["start"] < b["end"] and b["start"] < a["end"] for a, b in pairs)


def _worth_telling(units: list[Unit], groups: list[list[int]]) -> list[list[int]]:
    """Without groups that say again what another one says.

    A group of several units is left out if a larger one has units of all its sentences and at least half of its text.
    Of the units that stand alone, a sentence gives way to its clauses if one of them is in a group, and clauses to
    their sentence if none is.
    """
    length = [u["end"] - u["start"] for u in units]
    kept: list[list[int]] = []
    holders: dict[str, list[tuple[int, int]]] = defaultdict(list)  # sentence → groups kept that have a unit of it
    together = [g for g in groups if len(g) > 1]
    for group in sorted(together, key=lambda g: (-len(g), -sum(length[i] for i in g))):
        inside: dict[int, dict[int, int]] = defaultdict(dict)  # group kept → unit → characters that it has of it
        for i in group:
            for n, j in holders[units[i]["sentence_id"]]:
                common = min(units[i]["end"], units[j]["end"]) - max(units[i]["start"], units[j]["start"])
                inside[n][i] = max(inside[n].get(i, 0), common)
        told = (sum(c.values()) for c in inside.values() if len(c) == len(group))
        if 2 * max(told, default=0) < sum(length[i] for i in group):
            for i in group:
                holders[units[i]["sentence_id"]].append((len(kept), i))
            kept.append(group)
    whole = {units[i]["sentence_id"] for g in kept for i in g if units[i]["whole"]}
    split = {units[i]["sentence_id"] for g in kept for i in g} - whole
    alone = [g for g in groups if len(g) == 1 and units[g[0]]["sentence_id"] not in whole]
    kept += [g for g in alone if units[g[0]]["whole"] != (units[g[0]]["sentence_id"] in split)]
    return sorted(kept, key=lambda g: units[min(g)]["place"])


class Outlets:
    """The units of each outlet of a story, and where one is nearest to a group, without looking at all of them."""

    def __init__(self, outlets: list[str], near: Floats, pairs: list[tuple[int, int]]) -> None:
        self.of_unit = outlets
        self.units: dict[str, list[int]] = defaultdict(list)
        self.like: dict[int, set[str]] = defaultdict(set)  # unit → outlets with a unit that is similar enough
        self.near = near
        for i, name in enumerate(outlets):
            self.units[name].append(i)
        for i, j in pairs:
            self.like[i].add(outlets[j])
            self.like[j].add(outlets[i])

    def joined(self, group: list[int], having: set[str], mean: float, best: float) -> list[int]:
        """A group with the nearest unit of every other outlet whose similarities to it have this mean and maximum.

        ``best`` is at least the similarity of the pairs: only outlets that are in one with the group can join.
        """
        mine = self.near[group]
        total = mine.sum(axis=0)
        late = []
        for other in set().union(*(self.like[i] for i in group)) - having:
            units = self.units[other]
            nearest = units[int(np.argmax(self.near[units] @ total))]
            alike = mine @ self.near[nearest]
            late += [nearest] if alike.mean() >= mean and alike.max() >= best else []
        return group + sorted(late)

    def shared(self, group: list[int], outlet: str, least: float) -> list[int]:
        """What one outlet has by itself, with what says the same elsewhere even if that stands in another group too.

        Only with what in turn has hardly anything nearer in this outlet.
        """
        late = self.joined(group, {outlet}, least, least)[len(group) :]
        if not late:
            return group
        here, own = self.near[group], self.near[self.units[outlet]]
        return group + [j for j in late if (here @ self.near[j]).max() >= LATE * (own @ self.near[j]).max()]

    def nearest(self, groups: list[list[int]]) -> Iterator[dict[str, int]]:
        """For each group, the unit of every outlet that is most like it."""
        for begin in range(0, len(groups), BLOCK):
            totals = np.array([self.near[g].sum(axis=0) for g in groups[begin : begin + BLOCK]])
            to_groups = similarity(totals, self.near)
            columns = {o: np.array(u)[to_groups[:, u].argmax(axis=1)] for o, u in self.units.items()}
            yield from ({o: int(u[n]) for o, u in columns.items()} for n in range(len(totals)))


def _of_story(
    story: str,
    articles: pd.DataFrame,
    units: list[Unit],
    near: Floats,
    shared: dict[tuple[str, str], float],
    least: float,
) -> Iterator[dict[str, object]]:
    outlet = dict(zip(articles["article_id"], articles["outlet"], strict=True))
    absence = Absence(articles)
    outlets = [outlet[unit["article_id"]] for unit in units]
    pairs = _pairs(near, least)
    found = Outlets(outlets, near, pairs)
    groups = _claims(units, near, least, pairs)
    told = {units[i]["sentence_id"] for g in groups if len({outlets[i] for i in g}) > 1 for i in g}
    for n, group in enumerate(groups):
        if not told & {units[i]["sentence_id"] for i in group}:
            group = found.shared(group, outlets[group[0]], least)
        having = {outlets[i] for i in group}
        groups[n] = found.joined(group, having, LATE * least, least) if len(having) > 1 else group
    groups = [sorted(group) for group in _worth_telling(units, groups)]
    several = [len({outlets[i] for i in group}) > 1 for group in groups]
    nearest = found.nearest(list(itertools.compress(groups, several)))
    for n, group in enumerate(groups, 1):
        total = near[group].sum(axis=0)
        claim = {"claim_id": f"{story}:c{n}", "story": story}
        typical = near[group] @ total
        claim["claim"] = units[group[int(np.argmax(typical > typical.max() - 10**-EXACT))]]["text"]
        # the others of the claim, for a unit inside it and for one outside
        alike = {i: float(near[i] @ (total - near[i])) / max(1, len(group) - 1) for i in group}
        having, present = {outlets[i] for i in group}, set(group)
        others = next(nearest) if several[n - 1] else {}
        alike |= {i: float(near[i] @ total) / len(group) for o, i in others.items() if o not in having}
        for i in sorted(alike, key=lambda i: units[i]["place"]):
            unit, mine = units[i], outlets[i]
            same = max((shared.get((unit["sentence_id"], o), 0.0) for o in having - {mine}), default=0.0)
            yield (
                claim
                | unit
                | {
                    "n_outlets": len(having),
                    "outlet": mine,
                    "present": i in present,
                    "absence": "" if i in present else absence.reason(mine, having),
                    "similarity": round(alike[i], EXACT) if len(alike) > 1 else 1.0,
                    "verbatim": same if i in present else 0.0,
                }
            )


class Absence:
    """Why an outlet may lack a claim: a short text, another event, an older text; else it left it out."""

    def __init__(self, articles: pd.DataFrame) -> None:
        self.tells = outlets_of(events(articles), articles)
        self.n_words: dict[str, int] = defaultdict(int)
        self.published: dict[str, list[str]] = defaultdict(list)
        for o, n, when in articles[["outlet", "n_words", "published"]].itertuples(index=False, name=None):
            self.n_words[o] += n
            self.published[o].append(when)

    def reason(self, outlet: str, having: set[str]) -> str:
        """'short', 'other event', 'early' or 'left out', as COVERAGE says."""
        if 2 * self.n_words[outlet] < statistics.median(self.n_words[o] for o in having):
            return "short"
        if not any(self.tells[outlet] & self.tells[o] for o in having):
            return "other event"
        others = [when for o in having for when in self.published[o]]
        early = all(_before(mine, other) for mine in self.published[outlet] for other in others)
        return "early" if early else "left out"


def _before(one: str, other: str) -> bool:
    """An ISO date or time is earlier than another, as far as both are given; False where one is not known."""
    n = min(len(one), len(other))
    return one[:n] < other[:n]
