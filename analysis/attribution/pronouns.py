"""Who is meant by "he", "him", "she" and "her" where they are no source."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator

import pandas as pd

from analysis.attribution.names import Bodies, inventory
from analysis.attribution.relations import Relation, Span, relations
from analysis.attribution.speakers import Article, Resolver, Speaker
from analysis.tables import STRING

HE = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
NONE = Relation("", (), (), (), 0.0)


def pronouns(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    quoted: pd.DataFrame,
    attributions: pd.DataFrame,
    attribution_spans: pd.DataFrame,
) -> pd.DataFrame:
    """Every "he" and "she" that means a named person and is no source: article_id, start, end, name.

    Found as speakers are: in the nearest sentence before that has a person who may be meant, the one who speaks, or
    else the first one named; of the same gender where it is known, and of the same quotation where the pronoun is in
    one. Not found: him, his, her, they; a person named only after the
    pronoun.
    """
    rows = []
    tables = (articles, sentences, quoted, attributions, attribution_spans)
    for key, resolver, given in _resolvers(set(articles["article_id"]), *tables):
        for start, end in _free(resolver.article.text, given):
            who = resolver.who(start, end, NONE)
            if who.type == "named":
                rows.append((key, start, end, who.name))
    table = pd.DataFrame(rows, columns=["article_id", "start", "end", "name"])
    return table.astype({"article_id": STRING, "start": "int64", "end": "int64", "name": STRING})


def persons(
    wanted: pd.DataFrame,
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    quoted: pd.DataFrame,
    attributions: pd.DataFrame,
    attribution_spans: pd.DataFrame,
) -> pd.Series:
    """Who is meant by "he", "him", "she" or "her": a name for each row of ``wanted``, "" where no named person fits.

    ``wanted``: article_id, start (the pronoun's first character), word (the pronoun), but (the names, with ";"
    between, of whom it cannot mean, as whoever blames him). The result has the index of ``wanted``.
    """
    names = pd.Series("", index=wanted.index, dtype=STRING)
    rows = {str(a): mine for a, mine in wanted.groupby("article_id")}
    if not rows:
        return names
    for key, resolver, _ in _resolvers(rows, articles, sentences, quoted, attributions, attribution_spans):
        for row, start, word, but in rows[key][["start", "word", "but"]].itertuples(name=None):
            who = resolver.person(word.lower(), start, tuple(but.split("; ")))
            names[row] = who.name if who and who.type == "named" else ""
    return names


def _resolvers(
    of: Collection[str],
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    quoted: pd.DataFrame,
    attributions: pd.DataFrame,
    attribution_spans: pd.DataFrame,
) -> Iterator[tuple[str, Resolver, list[Relation]]]:
    """For each of some articles a resolver that knows its sources, and their relations."""
    facts = ["attribution_id", "speaker", "source_type"]
    said = {key: (name, type_) for key, name, type_ in attributions[facts].itertuples(index=False, name=None)}
    spans, quotes, named = _spans(sentences), _spans(quoted), inventory(articles, sentences)
    given = relations(attribution_spans)
    mine = articles[articles["article_id"].isin(list(of))]
    for key, text in zip(mine["article_id"], mine["text"], strict=True):
        about = Article(text, spans[key], named[key], quotes[key])
        yield key, _resolver(about, given.get(key, []), said), given.get(key, [])


def _resolver(about: Article, given: list[Relation], said: dict[str, tuple[str, str]]) -> Resolver:
    """A resolver that knows who the sources of the article are."""
    gender = {e.name: e.gender for _, e in about.named}
    resolver = Resolver(about, Bodies([]), given, {})
    for r in given:
        name, type_ = said.get(r.attribution_id, ("", "none"))
        speaker = Speaker(name, type_, gender.get(name, ""), ";" in name or type_ == "group")
        resolver.found.append(((r.source or r.cue or r.content)[0][0], r, speaker))
    resolver.found.sort(key=lambda f: f[0])
    return resolver


def _free(text: str, given: list[Relation]) -> list[Span]:
    """The pronouns that stand in no source."""
    sources = {place for r in given for start, end in r.source for place in range(start, end)}
    return [m.span() for m in HE.finditer(text) if m.start() not in sources]


def _spans(table: pd.DataFrame) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = defaultdict(list)
    for article, start, end in table[["article_id", "start", "end"]].itertuples(index=False, name=None):
        found[article].append((start, end))
    return found
