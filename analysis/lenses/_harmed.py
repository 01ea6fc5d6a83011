"""Mentions of an actor in sentences that tell of harm done to it."""

import pandas as pd

from analysis import lexicons
from analysis.spans import within

DEEDS = ("harm", "destruction")


def harmed(mentions: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame, agency: pd.DataFrame) -> pd.Series:
    """Whether the sentence of each mention tells of harm done to its actor, or to what is the actor's.

    ``mentions``: sentence_id, start, end, actor. Harm is a deed of ``agency`` in whose patient the actor stands ("the
    attack on Lind's house"), or a word like "survived" behind the actor. Not found: harm that another sentence tells,
    or that is done to "his house". A war of words counts too ("attacked Lind over taxes").
    """
    told = [_patients(mentions, sentences, agency), _survivors(mentions, articles, sentences)]
    here = set(pd.concat(told).itertuples(index=False, name=None))
    keys = zip(mentions["sentence_id"], mentions["actor"], strict=True)
    return pd.Series([key in here for key in keys], index=mentions.index, dtype=bool)


def _patients(mentions: pd.DataFrame, sentences: pd.DataFrame, agency: pd.DataFrame) -> pd.DataFrame:
    """sentence_id, actor of the mentions within the words of a patient, those nearest behind or before the deed."""
    deeds = agency[agency["deed"].isin(DEEDS) & (agency["patient"] != "")][["sentence_id", "start", "patient"]]
    of = sentences[["sentence_id", "start", "text"]].rename(columns={"start": "origin"})
    deeds = deeds.merge(of, on="sentence_id")
    places = []
    for start, patient, origin, text in deeds[["start", "patient", "origin", "text"]].itertuples(False, None):
        behind = text.find(patient, start - origin)
        places.append(origin + (behind if behind >= 0 else text.rfind(patient)))
    deeds = deeds.assign(first=pd.Series(places, index=deeds.index, dtype="int64"))
    deeds = deeds.assign(last=deeds["first"] + deeds["patient"].str.len())[["sentence_id", "first", "last"]]
    both = mentions.merge(deeds, on="sentence_id")
    return both.loc[(both["start"] < both["last"]) & (both["end"] > both["first"]), ["sentence_id", "actor"]]


def _survivors(mentions: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """sentence_id, actor of the last mention before each word of survival."""
    hits = lexicons.find(articles[["article_id", "text"]], lexicons.read("survival")).rename(columns={"start": "at"})
    hits["sentence_id"] = within(hits.rename(columns={"at": "start"}), sentences, ["sentence_id"])["sentence_id"]
    both = mentions.merge(hits[["sentence_id", "at"]], on="sentence_id")
    both = both[both["end"] <= both["at"]].sort_values(["sentence_id", "at", "start"])
    return both.drop_duplicates(["sentence_id", "at"], keep="last")[["sentence_id", "actor"]]
