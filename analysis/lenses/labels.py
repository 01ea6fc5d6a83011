"""Naming: what each actor is called, mention by mention."""

import pandas as pd

from analysis import lexicons
from analysis.corpus.codebook import Codebook
from analysis.lenses import _actors
from analysis.lenses._places import apart, placed
from analysis.tables import evidence, frame, string

KINDS = ("name", "label")
SCHEMA = evidence(
    "labels",
    actor=string("the actor, under one name"),
    label=string("what the text calls it, lower case, without a possessive ending"),
    kind=string("name: the actor is named; label: it is put in a class, a role, a relation", KINDS),
)
COUNTED = ("actor", "label")
AVERAGED = ()


def labels(
    articles: pd.DataFrame, sentences: pd.DataFrame, voices: pd.DataFrame, codebook: Codebook, names: pd.DataFrame
) -> pd.DataFrame:
    """Every mention of every actor, with the words used for it.

    The actors are those of the codebook; where it has none, they are found in each story (``suggest_codebook``
    writes them down for editing). Returns SCHEMA in text order. Mentions do not overlap, the longest wins over all
    actors: in "Iraqi security forces" nobody finds "security forces" again, while "Prime Minister Mustafa
    al-Kadhimi" is a label beside a name. ``kind`` follows van Leeuwen (2008): to nominate (name) or to categorise
    (label). Capitals count where a term of the codebook has them.

    Not found: pronouns ("he", "they"), and descriptions that the codebook does not list. A label goes to its actor
    wherever it stands: "the prime minister" of another country needs a longer term of its own ("Lebanese prime
    minister").

    >>> study.labels.groupby(["actor", "label"]).size()          # doctest: +SKIP
    """
    if len(codebook.actors):
        found = _find(articles, codebook.actors.assign(actor=codebook.actors["name"]))
    else:
        actors = _actors.actors(articles, names)
        stories = [
            _find(texts, actors[actors["story"] == story]) for story, texts in articles.groupby("story", sort=False)
        ]
        found = pd.concat(stories, ignore_index=True) if stories else _find(articles, actors)
    return frame(placed(found, sentences, voices), SCHEMA)


def _find(articles: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    hits = lexicons.find(articles, actors[["actor", "kind", "term"]].assign(category=actors["actor"]))
    hits = apart(hits, ["article_id"])
    plain = hits["text"].str.translate(lexicons.STRAIGHT).str.lower().str.removesuffix("'s")
    return hits.assign(label=plain)


def suggest_codebook(articles: pd.DataFrame, names: pd.DataFrame) -> str:
    """A codebook to edit: the actors found in the texts, as the TOML text of ``codebook.toml``.

    Actors of several stories are merged by name. Read it, throw out what is no actor, merge what is one (cut and
    paste its terms), give labels their actor, add frames as ``[[group]]``; then save it beside ``articles.csv``.

    >>> print(suggest_codebook(study.articles, study.names))          # doctest: +SKIP
    """
    found = _actors.actors(articles, names)
    entries = []
    for n, (actor, terms) in enumerate(found.groupby("actor", sort=False), 1):
        lines = [f"id = {_quoted(f'actor-{n}')}", f"name = {_quoted(str(actor))}"]
        for kind in KINDS:
            of_kind = dict.fromkeys(terms.loc[terms["kind"] == kind, "term"])
            lines += [f"{kind}s = [{', '.join(map(_quoted, of_kind))}]"] if of_kind else []
        entries.append("\n".join(["[[actor]]", *lines]))
    return "\n\n".join(entries) + "\n" if entries else ""


def _quoted(text: str) -> str:
    """A string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + " ".join(escaped.split()) + '"'
