"""A corpus whose outlets cannot be told by their names, for reading and coding blind."""

import dataclasses
import hashlib

from analysis.corpus.read import Corpus

KNOWN_BY = ("url", "byline", "credit", "outlet_basis", "published_basis", "source_file", "sha256")


def anonymised(corpus: Corpus) -> Corpus:
    """The corpus with outlets called "Outlet A", "Outlet B" … and articles "article-1" …, without what names them.

    The letters do not follow the alphabet of the names, and are the same on every run. Article ids, addresses,
    bylines, credits, owners and file names are taken away, in the lists of cuts and problems too. The texts stay as
    they are, so that every figure stays: an outlet that names itself in its text can still be told.
    """
    articles = corpus.articles
    order = sorted(articles["outlet"].unique(), key=lambda o: hashlib.sha256(o.encode()).hexdigest())
    outlet = {o: f"Outlet {_letters(n)}" for n, o in enumerate(order)}
    article = {a: f"article-{n}" for n, a in enumerate(articles["article_id"], 1)}
    hidden = articles.assign(
        outlet=articles["outlet"].map(outlet),
        article_id=articles["article_id"].map(article),
        **dict.fromkeys(KNOWN_BY, ""),
    ).astype(articles.dtypes.to_dict())
    removed = corpus.removed.assign(article_id=corpus.removed["article_id"].map(article))
    problems = corpus.problems.assign(
        article_id=corpus.problems["article_id"].map(article).fillna(""),
        file="",
        problem=_without(corpus.problems["problem"].to_list(), outlet | article),
        advice=_without(corpus.problems["advice"].to_list(), outlet | article),
    ).astype(corpus.problems.dtypes.to_dict())
    known = corpus.outlets.assign(outlet=corpus.outlets["outlet"].map(outlet), owner="").sort_values("outlet")
    outlets = known.astype(corpus.outlets.dtypes.to_dict()).reset_index(drop=True)
    corrections, answers = (
        table.assign(article_id=table["article_id"].map(article), source_file="").astype(table.dtypes.to_dict())
        for table in (corpus.corrections, corpus.answers)
    )
    hidden_corpus = dataclasses.replace(corpus, articles=hidden, removed=removed, problems=problems, outlets=outlets)
    return dataclasses.replace(hidden_corpus, corrections=corrections, answers=answers)


def _letters(n: int) -> str:
    """A, B … Z, AA, AB …"""
    return (_letters(n // 26 - 1) if n >= 26 else "") + chr(ord("A") + n % 26)


def _without(texts: list[str], names: dict[str, str]) -> list[str]:
    for name, other in names.items():
        texts = [t.replace(name, other) for t in texts]
    return texts
