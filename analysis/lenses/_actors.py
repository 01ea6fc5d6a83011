"""The actors of a story where no codebook names them: recurring names, and groups by their attachment."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from analysis.grammar import entities
from analysis.words import words

MOST = 20  # actors of a story
LEAST = 2  # mentions of an actor

FOR = re.compile(r"pro-(.+)|(.+)-(?:backed|aligned|allied|led|linked|affiliated|funded|sponsored|supported|controlled)")
AGAINST = re.compile(r"(?:anti|counter)-(.+)")


class Term(NamedTuple):
    """A term for an actor in a story, found ``n`` times."""

    story: str
    actor: str
    kind: str
    term: str
    n: int


def actors(articles: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """The actors of every story: story, actor, kind (name, label), term, n; the most mentioned first.

    Persons, bodies and countries that are named at least twice, with their titles as labels where no other actor of
    the story has them; and groups that are described by what they are for or against ("Iran-backed militias",
    "pro-Iran factions": one actor, so that its labels stand side by side). At most 20 in a story. A term that fits
    two actors goes to the one mentioned more often.
    """
    terms = pd.DataFrame([*_named(articles, names), *_groups(articles)], columns=list(Term._fields))
    found = terms.groupby(["story", "actor", "kind", "term"])["n"].sum().reset_index()
    found["total"] = found.groupby(["story", "actor"])["n"].transform("sum")
    found = found.sort_values(["story", "total", "actor", "n", "term"], ascending=[True, False, True, False, True])
    labels = found["kind"] == "label"
    shared = found.groupby(["story", "term"])["actor"].transform("nunique") > 1
    found = found[~(labels & shared)].drop_duplicates(["story", "term"])
    rank = found.groupby("story")["actor"].transform(lambda a: pd.factorize(a)[0])
    return found[(found["total"] >= LEAST) & (rank < MOST)].drop(columns="total").reset_index(drop=True)


def _named(articles: pd.DataFrame, names: pd.DataFrame) -> Iterator[Term]:
    story = dict(zip(articles["article_id"], articles["story"], strict=True))
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    rows = names[(names["form"] == "name") & names["kind"].isin(["person", "organisation", "place"])]
    columns = ["article_id", "end", "kind", "text", "title", "name"]
    for article, end, kind, text, title, name in rows[columns].itertuples(index=False, name=None):
        if texts[article][end : end + 1] == "-":  # Iran-backed
            continue
        if entities.is_media(name) or (kind == "place" and not _stands_for(text, name)):
            continue
        yield Term(story[article], name, "name", text, 1)
        if kind == "person" and len(title) > 3:  # no Mr, Dr
            yield Term(story[article], name, "label", title, 0)


def _stands_for(text: str, country: str) -> bool:
    """The country itself, not its adjective: Iraq and U.S., not Iraqi."""
    return entities.plain(text) == entities.plain(country) or text.replace(".", "").isupper()


def _groups(articles: pd.DataFrame) -> Iterator[Term]:
    """Groups by what they are for or against; the bare noun too where it mostly means them."""
    for story, texts in articles.groupby("story")["text"]:
        phrases: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        heads: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        bare: Counter[str] = Counter()
        for text in texts:
            bare.update(text[b:e] for b, e in words(text) if text[b:e].islower())
            for key, phrase in described(text):
                phrases[key][phrase] += 1
                heads[phrase.split()[-1]][key] += 1
        for key, forms in phrases.items():
            actor = forms.most_common(1)[0][0]
            yield from (Term(str(story), actor, "label", form, n) for form, n in forms.items())
            for head, of in heads.items():
                if set(of) == {key} and of.total() > 1 and 3 * of.total() >= bare[head]:
                    yield Term(str(story), actor, "label", head, bare[head] - of.total())


def described(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Plural nouns behind a word like Iran-backed or anti-war: (for or against, what), and the phrase.

    >>> list(described("the pro-Iran Shiite militias"))
    [(('for', 'iran'), 'pro-Iran Shiite militias')]
    """
    spans = words(text)
    for n, (start, end) in enumerate(spans):
        word = text[start:end]
        if "-" not in word:
            continue
        found = FOR.fullmatch(word) or AGAINST.fullmatch(word)
        for b, e in spans[n + 1 : n + 4] if found else []:
            if text[b - 1 : b] != " " or not text[b - 2].isalnum():
                break
            if text[b:e].islower() and e - b > 3 and text[e - 1] == "s" and text[e - 2] not in "su":
                side = "against" if AGAINST.fullmatch(word) else "for"
                what = entities.plain(next(g for g in found.groups() if g))  # type: ignore[union-attr]
                yield (side, entities.plain(entities.places().get(what, what))), text[start:e]
                break
