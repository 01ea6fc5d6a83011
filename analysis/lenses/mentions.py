"""Mentions: every mention of every actor, how favourable the text is towards it, and who is speaking there."""

import pandas as pd

from analysis.attribution.speech import speaking
from analysis.attribution.tone import NEWS, PROBABILITIES, TONES, target_tone
from analysis.lenses._harmed import harmed
from analysis.lenses._places import placed
from analysis.spans import cut, within
from analysis.tables import evidence, flag, frame, real, string, whole

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
POSSESSIVES = {"his", "its", "their"}  # what is his is no mention of him
BESIDE = {"", " ", ", ", " (", ") "}  # what parts a title from its name


def mentions(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    voices: pd.DataFrame,
    labels: pd.DataFrame,
    names: pd.DataFrame,
    speech: pd.DataFrame,
    attributions: pd.DataFrame,
    agency: pd.DataFrame,
) -> pd.DataFrame:
    """One row a mention of an actor, in text order, with the tone towards it. Returns SCHEMA.

    Actors are those of ``labels`` (the codebook, or found by recurrence), and besides them every named person or body
    that is given as a source. Pronouns and descriptions ("the minister") count where ``names`` knows whom they mean;
    possessives do not. Mentions do not overlap, and a title and the name beside it are one. The tone is of the
    sentence around the mention, whoever speaks it: split it by ``voice``, and see ``speaker`` for who is angry with
    whom.

    Tone is read by the trained model (see its card for how often it is right), not by a word list. It often takes the
    victim of an attack for somebody spoken ill of: ``harmed`` marks those, and comparisons count them apart. It
    learned from targets that were chosen because something is said of them; here every mention counts, so its
    probabilities are moved to the shares of all mentions in news (``tone.NEWS``). Of 269 mentions in five articles with
    a codebook, read one by one, the actor was wrong in 4, the voice in 8, and the tone in 28 of the 235 that are not
    ``harmed`` (26 more can be argued about). Of 70 in articles of other stories, with actors found by recurrence, 11
    had a wrong actor: mostly two people of one surname.
    """
    text = dict(zip(articles["article_id"], articles["text"], strict=True))
    sources = attributions.loc[attributions["source_type"].isin(SOURCES), "speaker"]
    actor_of = _actors_of(names[names["form"] == "name"], labels)
    besides = _under_actors(_counted(names), actor_of, set(sources))
    found = _joined(pd.concat([labels[list(besides)], _free(besides, labels)], ignore_index=True), text)
    rows = zip(found["article_id"], found["start"], found["end"], strict=True)
    found["mention"] = pd.Series([text[a][s:e] for a, s, e in rows], index=found.index, dtype="str")
    found = found.join(target_tone(articles, sentences, found, NEWS))
    found["confidence"] = found[PROBABILITIES].max(axis=1)
    found["speaker"] = speaking(found, speech)["speaker"]
    found = placed(found, sentences, voices).join(within(found, sentences, ["paragraph"]))
    found.loc[found["voice"].isin(["outlet", "headline"]), "speaker"] = ""
    found["harmed"] = harmed(found, articles, sentences, agency)
    order = found["article_id"].map({a: i for i, a in enumerate(articles["article_id"])})
    return frame(found.assign(order=order).sort_values(["order", "start"], kind="stable"), SCHEMA)


def _counted(names: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``names`` that are mentions of somebody known: names, and what goes back to one; no possessives."""
    known = names[(names["name"] != "") & ~names["text"].str.lower().isin(POSSESSIVES)]
    named = known[known["form"] == "name"]
    rest = known[known["form"] != "name"]
    apart = rest.assign(row=range(len(rest)))
    hit = cut(apart, named[["article_id", "start", "end"]])
    return pd.concat([named, rest[~apart["row"].isin(hit["row"]).to_numpy()]], ignore_index=True)


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
