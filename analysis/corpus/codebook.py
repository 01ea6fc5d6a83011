"""The codebook: what is particular to one story, as data beside its articles.

``codebook.toml``::

    title = "The attack on the residence"        # of the event, for the report; may be left out

    [[actor]]
    id = "militias"                              # short and unique
    name = "Iran-backed militias"                # how tables and pictures show the actor
    names = ["Kataib Hezbollah", "militia*"]     # terms that mention it
    labels = ["pro-Iran militias"]               # terms for what it is called; may be left out

    [[group]]                                    # a frame of this story, as in any lexicon
    category = "election dispute"
    reason = "The vote, its result, and the quarrel about it."
    terms = ["election*", "recount*"]
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.lexicons import LexiconError, is_term, place, read_toml, table

ACTOR_COLUMNS = ["actor", "name", "kind", "term"]


@dataclass(frozen=True)
class Codebook:
    """The actors and frames of one story.

    ``actors``: one row a term: actor (its id), name, kind ("name": the term mentions the actor; "label": the term
    says what the actor is), term. ``frames``: a lexicon, one row a term: category, reason, term. Either may be empty.
    ``title``: of the event, "" if none is given.
    """

    actors: pd.DataFrame
    frames: pd.DataFrame
    title: str = ""

    def adding(
        self, actors: Mapping[str, Sequence[str]] | None = None, frames: Mapping[str, Sequence[str]] | None = None
    ) -> "Codebook":
        """The codebook with further terms: name → terms, for actors and for frames.

        An actor or frame that is there already gains the terms. Terms as in the file: lower case finds every
        spelling, "*" stands for any ending.
        """
        for name, terms in {**(actors or {}), **(frames or {})}.items():
            _terms(terms, repr(name), lambda key: "codebook")
        ids = dict(zip(self.actors["name"], self.actors["actor"], strict=True))
        new_actors = [(ids.get(n, n), n, "name", t) for n, terms in (actors or {}).items() for t in terms]
        new_frames = [(f, "added in a notebook", t) for f, terms in (frames or {}).items() for t in terms]
        more = pd.DataFrame(new_frames, columns=["category", "reason", "term"], dtype="str")
        return Codebook(
            pd.concat([self.actors, pd.DataFrame(new_actors, columns=ACTOR_COLUMNS, dtype="str")], ignore_index=True),
            pd.concat([self.frames, more], ignore_index=True).fillna(""),
            self.title,
        )


def read(path: Path) -> Codebook:
    """The codebook in a file; an empty one where there is no such file.

    Raises LexiconError with file, line or entry, and what is wrong.
    """
    content = read_toml(path) if path.is_file() else {}
    unknown = set(content) - {"title", "source", "licence", "actor", "group"}
    if unknown:
        raise LexiconError(
            f"{path}: {min(unknown)!r} is not known here; a codebook has [[actor]] and [[group]] entries"
        )
    actors, groups = (_entries(content, key, path) for key in ("actor", "group"))
    return Codebook(_actors(actors, path), table(groups, str(path)), _title(content, path))


def _title(content: dict[str, Any], path: Path) -> str:
    title = content.get("title", "")
    if not isinstance(title, str):
        raise LexiconError(f'{path}: title is {title!r}; write the title of the event: title = "…"')
    return " ".join(title.split())


def _entries(content: dict[str, Any], key: str, path: Path) -> list[dict[str, Any]]:
    entries = content.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise LexiconError(f"{path}: write [[{key}]] with two brackets on each side before every {key}")
    return entries


def _actors(entries: list[dict[str, Any]], path: Path) -> pd.DataFrame:
    rows: list[tuple[str, str, str, str]] = []
    seen: set[str] = set()
    for n, entry in enumerate(entries, 1):
        at = functools.partial(place, path, "actor", n)
        actor = _string(entry, "id", f"actor {n}", at)
        if actor in seen:
            raise LexiconError(f"{at('id')}: actor {actor!r} stands twice; every actor needs an id of its own")
        seen.add(actor)
        name = _string(entry, "name", f"actor {actor!r}", at)
        for key, kind in (("names", "name"), ("labels", "label")):
            rows += [(actor, name, kind, term) for term in _terms(entry.get(key, []), f"actor {actor!r}: {key}", at)]
        if not rows or rows[-1][0] != actor:
            raise LexiconError(f'{at()}: actor {actor!r} has no terms; give names = ["…"] or labels = ["…"]')
    return pd.DataFrame(rows, columns=ACTOR_COLUMNS, dtype="str")


def _string(entry: dict[str, Any], key: str, who: str, at: Callable[[str], str]) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise LexiconError(f'{at(key)}: {who} has no {key}; write {key} = "…"')
    return value.strip()


def _terms(terms: object, whose: str, at: Callable[[str], str]) -> Sequence[str]:
    """The terms, if they are a list of words."""
    if isinstance(terms, str) or not isinstance(terms, Sequence) or not all(map(is_term, terms)):
        raise LexiconError(f'{at(whose.split()[-1])}: {whose} must be a list of words, not {terms!r}: ["…", "…"]')
    return terms
