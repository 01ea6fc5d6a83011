"""Naming: what each actor is called, mention by mention."""

import pandas as pd

from analysis import lexicons
from analysis.corpus.codebook import Codebook
from analysis.lenses import _actors
from analysis.lenses._places import apart, placed
from analysis.spans import within
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


MOST_EXAMPLES = 2  # sentences that show an actor, from different articles
LONGEST_EXAMPLE = 200  # characters


def suggest_codebook(articles: pd.DataFrame, names: pd.DataFrame, sentences: pd.DataFrame) -> str:
    """A codebook to edit: title and actors as found in the texts, with counts and examples; TOML, "" if none is found.

    Actors of several stories are merged by name. Read it, throw out what is no actor, merge what is one (cut and
    paste its terms), give labels their actor, add frames as ``[[group]]``; then save it beside ``articles.csv``.
    Counts are of places in all texts, where the longest term wins. ``python -m analysis codebook`` prints it.

    >>> print(suggest_codebook(study.articles, study.names, study.sentences))          # doctest: +SKIP
    """
    found = _actors.actors(articles, names)
    if found.empty:
        return ""
    hits = _find(articles, found.drop_duplicates(["actor", "term"]))
    hits = hits.join(within(hits, sentences, ["text"]).rename(columns={"text": "sentence"}))
    entries = [
        _entry(n, str(actor), terms, hits[hits["actor"] == actor])
        for n, (actor, terms) in enumerate(found.groupby("actor", sort=False), 1)
    ]
    return "\n\n".join([_head(articles), *entries]) + "\n"


def _head(articles: pd.DataFrame) -> str:
    """The title: of one story the headline that shares most words with the others; of several none."""
    headlines = [h for h in articles["headline"] if h]
    if len(set(articles["story"])) > 1 or not headlines:
        return 'title = ""  # of the event, for the report'
    words = [set(h.lower().split()) for h in headlines]
    shared = [sum(len(own & other) for other in words) / (len(own) or 1) for own in words]
    return f"title = {_quoted(headlines[shared.index(max(shared))])}  # a headline; write what the event is called"


def _entry(number: int, actor: str, terms: pd.DataFrame, hits: pd.DataFrame) -> str:
    """An actor with its terms, each with the places where it stands, and sentences that show it."""
    n = hits["term"].value_counts()
    lines = ["[[actor]]", f"# places: {len(hits)}, articles: {hits['article_id'].nunique()}"]
    shown = hits.drop_duplicates("article_id").head(MOST_EXAMPLES)
    lines += [f"# {a}: {_comment(s)[:LONGEST_EXAMPLE]}" for a, s in shown[["article_id", "sentence"]].to_numpy()]
    lines += [f"id = {_quoted(f'actor-{number}')}", f"name = {_quoted(actor)}"]
    for kind in KINDS:
        of_kind = dict.fromkeys(terms.loc[terms["kind"] == kind, "term"])
        listed = [f"    {_quoted(term)},  # {n.get(term, 0)}" for term in of_kind]
        lines += [f"{kind}s = [", *listed, "]"] if listed else []
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """A string of TOML."""
    escaped = _comment(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _comment(text: str) -> str:
    """Text on one line, without the control characters that TOML forbids."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
