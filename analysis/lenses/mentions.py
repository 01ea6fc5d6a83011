"""Mentions: every mention of every actor, how favourable the text is towards it, and who is speaking there."""

from collections import defaultdict

import pandas as pd

from analysis.attribution import names
from analysis.attribution.names import plain
from analysis.attribution.pronouns import pronouns
from analysis.attribution.tone import NEWS, PROBABILITIES, TONES, target_tone
from analysis.lenses._harmed import harmed
from analysis.lenses._places import placed
from analysis.spans import cut, within
from analysis.tables import evidence, flag, frame, real, string, whole
from analysis.text.phrases import function_words
from analysis.words import words

SCHEMA = evidence(
    "mentions",
    actor=string("the actor, under one name"),
    mention=string("the words of the mention: text[start:end]"),
    tone=string("how favourable the text is towards the actor there", TONES),
    confidence=real("calibrated probability of that tone"),
    tone_negative=real("calibrated probability"),
    tone_neutral=real("calibrated probability"),
    tone_positive=real("calibrated probability"),
    harmed=flag("the sentence tells of harm done to the actor: a negative tone is then the event's, no judgement"),
    speaker=string("canonical name of who speaks there; '' where the outlet does"),
    paragraph=whole("paragraph of the text, 0 = first"),
)
COUNTED = ("actor", "tone")
AVERAGED = ()
SOURCES = ("named", "institution")  # rungs whose sources are actors even where no codebook names them
ONE = {"he", "she", "it"}  # a source; "they" mostly means a group, or several actors
BESIDE = {"", " ", ", ", " (", ") "}  # what parts a title from its name


def mentions(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    quoted: pd.DataFrame,
    voices: pd.DataFrame,
    labels: pd.DataFrame,
    attributions: pd.DataFrame,
    attribution_spans: pd.DataFrame,
    agency: pd.DataFrame,
) -> pd.DataFrame:
    """One row a mention of an actor, in text order, with the tone towards it. Returns SCHEMA.

    Actors are those of ``labels`` (the codebook, or found by recurrence), and besides them every named person or body
    that is given as a source. "He" and "she" count where they mean a person by name, "it" where it is a source; other
    pronouns are not found. Mentions do not overlap, and a title and the name beside it are one. The tone is of the
    sentence around the mention, whoever speaks it: split it by ``voice``, and see ``speaker`` for who is
    angry with whom.

    Tone is read by the trained model (see its card for how often it is right), not by a word list. It often takes the
    victim of an attack for somebody spoken ill of: ``harmed`` marks those, and comparisons count them apart. It
    learned from targets that were chosen because something is said of them; here every mention counts, so its
    probabilities are moved to the shares of all mentions in news (``tone.NEWS``). Of 269 mentions in five articles with
    a codebook, read one by one, the actor was wrong in 4, the voice in 8, and the tone in 28 of the 235 that are not
    ``harmed`` (26 more can be argued about). Of 70 in articles of other stories, with actors found by recurrence, 11
    had a wrong actor: mostly two people of one surname.
    """
    text = dict(zip(articles["article_id"], articles["text"], strict=True))
    inventory = names.inventory(articles, sentences)
    named = _named(inventory)
    sources = _sources(attributions, attribution_spans, named, text)
    he = pronouns(articles, sentences, quoted, attributions, attribution_spans)
    actor_of = _actors_of(pd.concat([named, sources], ignore_index=True), labels)
    besides = _under_actors(pd.concat([sources, he], ignore_index=True), actor_of, set(sources["name"]))
    found = _joined(pd.concat([labels[list(besides)], _free(besides, labels)], ignore_index=True), text)
    rows = zip(found["article_id"], found["start"], found["end"], strict=True)
    found["mention"] = pd.Series([text[a][s:e] for a, s, e in rows], index=found.index, dtype="str")
    found = found.join(target_tone(articles, sentences, found, NEWS))
    found["confidence"] = found[PROBABILITIES].max(axis=1)
    found["speaker"] = _speaker(found, attributions, attribution_spans)
    found = placed(found, sentences, voices).join(within(found, sentences, ["paragraph"]))
    found.loc[found["voice"].isin(["outlet", "headline"]), "speaker"] = ""
    found["harmed"] = harmed(found, articles, sentences, agency)
    order = found["article_id"].map({a: i for i, a in enumerate(articles["article_id"])})
    return frame(found.assign(order=order).sort_values(["order", "start"], kind="stable"), SCHEMA)


def _named(inventory: dict[str, list[tuple[names.Mention, names.Entity]]]) -> pd.DataFrame:
    """The names of all articles: article_id, start, end, text, name."""
    rows = [(m.article_id, m.start, m.end, m.text, e.name) for found in inventory.values() for m, e in found]
    table = pd.DataFrame(rows, columns=["article_id", "start", "end", "text", "name"])
    return table.astype({"article_id": "str", "start": "int64", "end": "int64", "text": "str", "name": "str"})


def _sources(
    attributions: pd.DataFrame, spans: pd.DataFrame, named: pd.DataFrame, text: dict[str, str]
) -> pd.DataFrame:
    """Where a source names its speaker, or is a pronoun for it: article_id, start, end, name.

    Only persons and bodies with a name, one at a time: "photos showed" names nobody, "Iraq and Iran said" two.
    """
    who = attributions.loc[attributions["source_type"].isin(SOURCES), ["attribution_id", "speaker"]]
    spans = spans[spans["role"] == "source"].merge(who, on="attribution_id")
    known = {a: {w for n in g["text"] for w in plain(n).split()} for a, g in named.groupby("article_id")}
    rows = []
    for article_id, start, end, name in spans[["article_id", "start", "end", "speaker"]].itertuples(False, None):
        own = set(plain(name).split()) - function_words("preposition", "determiner", "conjunction")
        place = _name_in(text[article_id][start:end], own) if own & known.get(article_id, set()) else None
        if place and ";" not in name:
            rows.append((article_id, start + place[0], start + place[1], name))
    table = pd.DataFrame(rows, columns=["article_id", "start", "end", "name"]).drop_duplicates()
    return table.astype({"article_id": "str", "start": "int64", "end": "int64", "name": "str"})


def _name_in(source: str, name: set[str]) -> tuple[int, int] | None:
    """The longest run of words of the name in a source, without possessive; the whole of a pronoun.

    >>> _name_in("spokesman Ned Price, who spoke", {"ned", "price"})
    (10, 19)
    """
    if source.lower() in ONE:
        return 0, len(source)
    best: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    for start, end in words(source):
        word = plain(names.POSSESSIVE.sub("", source[start:end]))
        run = [*run, (start, end)] if name & set(word.split()) else []
        best = max(best, run, key=len)
    return (best[0][0], best[-1][1]) if best else None


def _actors_of(named: pd.DataFrame, labels: pd.DataFrame) -> dict[tuple[str, str], str]:
    """(article, name) → the actor under whose labels the name mostly stands."""
    both = cut(named[["article_id", "start", "end", "name"]], labels[["article_id", "start", "end", "actor"]])
    counts = both.groupby(["article_id", "name", "actor"]).size().sort_values(kind="stable")
    return {(article_id, name): actor for article_id, name, actor in counts.index}


def _under_actors(found: pd.DataFrame, actor_of: dict[tuple[str, str], str], sources: set[str]) -> pd.DataFrame:
    """article_id, start, end, actor: a name's actor, else the name itself if it is a source's."""
    keys = zip(found["article_id"], found["name"], strict=True)
    actors = [actor_of.get((a, n), n if n in sources else "") for a, n in keys]
    found = found.assign(actor=pd.Series(actors, index=found.index, dtype="str"))
    found = found[found["actor"] != ""].drop_duplicates(["article_id", "start"])
    return found[["article_id", "start", "end", "actor"]].reset_index(drop=True)


def _free(found: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """The rows that overlap no label."""
    hit = cut(found.assign(row=range(len(found))), labels[["article_id", "start", "end"]])
    return found[~pd.Series(range(len(found)), index=found.index).isin(hit["row"])]


def _joined(found: pd.DataFrame, text: dict[str, str]) -> pd.DataFrame:
    """The rows, with those of one actor that only a space, a comma or a bracket parts as one: title and name."""
    found = found.sort_values(["article_id", "start"], kind="stable")
    before = found.shift()
    rows = zip(found["article_id"], before["end"].fillna(0).astype("int64"), found["start"], strict=True)
    beside = pd.Series([text[a][e:s] in BESIDE for a, e, s in rows], index=found.index, dtype=bool)
    same = (found["article_id"] == before["article_id"]) & (found["actor"] == before["actor"])
    group = (~(same & beside)).cumsum()
    return found.groupby(group).agg({"article_id": "first", "start": "min", "end": "max", "actor": "first"})


def _speaker(found: pd.DataFrame, attributions: pd.DataFrame, spans: pd.DataFrame) -> pd.Series:
    """The speaker of the shortest content in which each mention stands, '' where it stands in none."""
    contents = spans[spans["role"] == "content"].merge(attributions[["attribution_id", "speaker"]], on="attribution_id")
    contents["size"] = (contents["end"] - contents["start"]).groupby(contents["attribution_id"]).transform("sum")
    of_article: dict[str, list[tuple[int, int, int, str]]] = defaultdict(list)
    columns = ["article_id", "size", "start", "end", "speaker"]
    for article_id, size, start, end, speaker in contents[columns].itertuples(index=False, name=None):
        of_article[article_id].append((size, start, end, speaker))
    speakers = []
    for article_id, place in zip(found["article_id"], found["start"], strict=True):
        around = [c for c in of_article[article_id] if c[1] <= place < c[2]]
        speakers.append(min(around, key=lambda c: c[0])[3] if around else "")
    return pd.Series(speakers, index=found.index, dtype="str")
