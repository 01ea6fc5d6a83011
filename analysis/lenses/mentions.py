"""Mentions: every mention of every actor, how favourable the text is towards it, and who is speaking there."""

import pandas as pd

from analysis.attribution.tone import PROBABILITIES, TONES, target_tone
from analysis.lenses._places import placed
from analysis.spans import within
from analysis.tables import evidence, frame, real, string, whole
from analysis.text.phrases import function_words

SCHEMA = evidence(
    "mentions",
    actor=string("the actor, under one name"),
    mention=string("the words of the mention: text[start:end]"),
    tone=string("how favourable the text is towards the actor there", TONES),
    confidence=real("calibrated probability of that tone"),
    tone_negative=real("calibrated probability"),
    tone_neutral=real("calibrated probability"),
    tone_positive=real("calibrated probability"),
    speaker=string("canonical name of who speaks there; '' where the outlet does"),
    paragraph=whole("paragraph of the text, 0 = first"),
)
COUNTED = ("actor", "tone")
AVERAGED = ()
SOURCES = ("named", "institution")  # rungs whose sources are actors even where no codebook names them


def mentions(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    voices: pd.DataFrame,
    labels: pd.DataFrame,
    attributions: pd.DataFrame,
    attribution_spans: pd.DataFrame,
) -> pd.DataFrame:
    """One row a mention of an actor, in text order, with the tone towards it. Returns SCHEMA.

    Actors are those of ``labels`` (the codebook, or found by recurrence), and besides them every named person or body
    that is given as a source. A pronoun counts where it is a source, since there it is resolved ("he said"); other
    pronouns are not found. The tone is of the paragraph's words around the mention, whoever speaks them: split it by
    ``voice``, and see ``speaker`` for who is angry with whom.

    Tone is read by the trained model (see its card for how often it is right), not by a word list: a bad event told
    soberly is neutral towards its victim.
    """
    found = pd.concat([_labelled(labels), _sources(labels, attributions, attribution_spans)], ignore_index=True)
    found = found.astype({"start": "int64", "end": "int64"})
    text = dict(zip(articles["article_id"], articles["text"], strict=True))
    rows = zip(found["article_id"], found["start"], found["end"], strict=True)
    found["mention"] = pd.Series([text[a][s:e] for a, s, e in rows], index=found.index, dtype="str")
    found = found.join(target_tone(articles, found))
    found["confidence"] = found[PROBABILITIES].max(axis=1)
    found["speaker"] = _speaker(found, attributions, attribution_spans)
    found = placed(found, sentences, voices).join(within(found, sentences, ["paragraph"]))
    found.loc[found["voice"].isin(["outlet", "headline"]), "speaker"] = ""
    order = found["article_id"].map({a: i for i, a in enumerate(articles["article_id"])})
    return frame(found.assign(order=order).sort_values(["order", "start"], kind="stable"), SCHEMA)


def _labelled(labels: pd.DataFrame) -> pd.DataFrame:
    return labels[["article_id", "start", "end", "actor"]]


def _sources(labels: pd.DataFrame, attributions: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """Sources that hold no label: pronouns, under the actor of their speaker, and named sources of their own."""
    spans = spans[spans["role"] == "source"].merge(
        attributions[["attribution_id", "speaker", "source_type"]], on="attribution_id"
    )
    spans = spans[spans["speaker"] != ""]
    held = within(labels, spans.drop_duplicates(["article_id", "start"]), ["attribution_id", "end"])
    inside = held["attribution_id"].where(labels["end"] <= held["end"])
    of = spans.drop_duplicates("attribution_id").set_index("attribution_id")["speaker"]
    actor_of = labels["actor"].groupby([labels["article_id"], inside.map(of)]).agg(lambda a: a.mode().iloc[0]).to_dict()
    rest = spans[~spans["attribution_id"].isin(inside.dropna())]
    pronoun = rest["text"].str.lower().isin(function_words("pronoun"))
    rest = rest[pronoun | rest["source_type"].isin(SOURCES)]
    names = zip(rest["article_id"], rest["speaker"], strict=True)
    actors = [actor_of.get((article_id, speaker), speaker) for article_id, speaker in names]
    table = rest.assign(actor=pd.Series(actors, index=rest.index, dtype="str"))[["article_id", "start", "end", "actor"]]
    return table.drop_duplicates(["article_id", "start", "end"])


def _speaker(found: pd.DataFrame, attributions: pd.DataFrame, spans: pd.DataFrame) -> pd.Series:
    """The speaker of the shortest content in which each mention stands, '' where it stands in none."""
    contents = spans[spans["role"] == "content"].merge(attributions[["attribution_id", "speaker"]], on="attribution_id")
    of_article = {a: g.to_dict("records") for a, g in contents.groupby("article_id", sort=False)}
    speakers = []
    for article_id, start in zip(found["article_id"], found["start"], strict=True):
        around = [c for c in of_article.get(article_id, []) if c["start"] <= start < c["end"]]
        speakers.append(min(around, key=lambda c: int(c["end"] - c["start"]))["speaker"] if around else "")
    return pd.Series(speakers, index=found.index, dtype="str")
