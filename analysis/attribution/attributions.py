"""Every attribution as one row: who is the source, on which rung, and what the cue does."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

import pandas as pd

from analysis.attribution.relations import Relation, Span, joined, relations
from analysis.attribution.source_type import anonymity
from analysis.attribution.speakers import Article, Named, Resolver, Speaker
from analysis.attribution.stance import heads, negated
from analysis.grammar.entities import body_names
from analysis.grammar.tree import no_words, trees
from analysis.spans import within
from analysis.tables import ATTRIBUTIONS, frame
from analysis.words import words as words_of

CLAUSE = re.compile(r"[,;:—–]|\b(?:but|and)\b")
ABOUT = 30  # characters before a cue in which a negation is looked for
AFTER = 25  # characters after a cue in which an idiom may go on
FAR = 1000  # characters from a source in which its anonymity may be explained
NEXT = 2  # sentences after a source in which its anonymity may be explained


def attributions(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    quoted: pd.DataFrame,
    attribution_spans: pd.DataFrame,
    words: pd.DataFrame,
    names: pd.DataFrame,
) -> pd.DataFrame:
    """One row an attribution (schema: tables.ATTRIBUTIONS), in text order; start and end are those of its cue.

    kind: direct if every word of the content stands in quotation marks, indirect if none, else mixed. A speaker has
    one name in all articles of a story; a source without a name is called what the text calls it. A quotation that
    no span covers, but that a source stands next to, makes a row too, with unknown confidence. Not found:
    speakers that only the outlet's readers know, irony, a cue's sense in its context (“claimed the title”).
    """
    found = relations(attribution_spans)
    parsed, quotes, cut = trees(words), _spans(quoted), _spans(sentences)
    named = _named(names)
    rows: list[dict[str, Any]] = []
    for article, text in zip(articles["article_id"], articles["text"], strict=True):
        tree = parsed.get(article, no_words(article))
        rows += _rows(
            article, Article(text, tree, named[article], cut[article], quotes[article]), found.get(article, [])
        )
    made = [c for c in ATTRIBUTIONS.columns if c not in ("stance", "sentence_id")]
    table = pd.DataFrame(rows, columns=[*made, "after"])
    table["stance"] = heads(table["cue"], table.pop("after"))["stance"].to_numpy()
    table["speaker"] = _one_name(table, articles)
    table["sentence_id"] = within(table, sentences, ["sentence_id"])["sentence_id"].fillna("")
    return frame(table, ATTRIBUTIONS)


def story_of(articles: pd.DataFrame) -> pd.Series:
    """The story of each article; an article without one is its own."""
    return articles["story"].where(articles["story"] != "", articles["article_id"])


def _named(names: pd.DataFrame) -> dict[str, list[Named]]:
    found: dict[str, list[Named]] = defaultdict(list)
    columns = ["article_id", "start", "end", "head_start", "kind", "form", "name", "entity_id"]
    for article, *rest in names[columns].itertuples(index=False, name=None):
        found[article].append(Named(*rest))
    return found


def doubtful(attributions: pd.DataFrame) -> pd.DataFrame:
    """The attributions with the least certain first, for checking by hand; those of unknown confidence lead."""
    return attributions.sort_values("confidence", kind="stable", na_position="first", ignore_index=True)


def _one_name(table: pd.DataFrame, articles: pd.DataFrame) -> pd.Series:
    """The speakers, with one name a body in all articles of a story."""
    story = table["article_id"].map(dict(zip(articles["article_id"], story_of(articles), strict=True)))
    bodies = table["source_type"].isin(["institution", "media"])
    names = table["speaker"].copy()
    for _, rows in table[bodies].groupby(story[bodies], sort=False):
        names.update(rows["speaker"].map(body_names(rows["speaker"])))
    return names


def _spans(table: pd.DataFrame) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = defaultdict(list)
    for article, start, end in table[["article_id", "start", "end"]].itertuples(index=False, name=None):
        found[article].append((start, end))
    return found


def _rows(article: str, about: Article, given: list[Relation]) -> Iterator[dict[str, Any]]:
    speakers = Resolver(about, given).all()
    reasons = _reasons(about, given, speakers)
    for r in given:
        who = speakers[r.attribution_id]
        reason = reasons.get(r.attribution_id, "")
        start, end = r.anchor
        yield {
            "attribution_id": r.attribution_id,
            "article_id": article,
            "start": start,
            "end": end,
            "kind": speech(about.text, r.content, about),
            "source": joined(about.text, r.source),
            "speaker": who.name,
            "source_type": "anonymous" if reason else who.type,
            "anonymity": reason,
            "cue": joined(about.text, r.cue),
            "after": about.text[end : end + AFTER] if len(r.cue) == 1 else "",
            "negated": _negated(about, r),
            "content": joined(about.text, r.content),
            "confidence": r.confidence,
        }


def speech(text: str, content: Iterable[Span], about: Article) -> str:
    """direct, indirect or mixed: how much of the content stands in quotation marks."""
    inside = [about.quoted(b + start) is not None for start, end in content for b, _ in words_of(text[start:end])]
    return "direct" if inside and all(inside) else "mixed" if any(inside) else "indirect"


def _negated(about: Article, r: Relation) -> bool:
    if not r.cue:
        return False
    start = r.cue[0][0]
    sentence = about.sentences[about.sentence(start)][0] if about.sentences else 0
    behind = [e for _, e in (*r.source, *r.content) if e <= start]
    before = about.text[max([start - ABOUT, sentence, *behind]) : start]
    before = CLAUSE.split(before)[-1]
    return negated(joined(about.text, r.source), before, joined(about.text, r.cue))


def _reasons(about: Article, given: list[Relation], speakers: dict[str, Speaker]) -> dict[str, str]:
    """The stated reason for anonymity of each attribution whose source is not named.

    It stands in the sentence of the source or, as “They spoke on condition of anonymity …”, in one of the next two;
    it then holds for every mention of that source in the article.
    """
    by_speaker: dict[str, str] = {}
    hidden = [r for r in given if r.source and speakers[r.attribution_id].type in ("unnamed", "group")]
    for r, after in zip_longest(hidden, hidden[1:]):
        here = about.sentence(r.source[0][0])
        last = min(here + NEXT, about.sentence(after.source[0][0]) if after else here + NEXT, len(about.sentences) - 1)
        for n in range(here, last + 1):
            start, end = about.sentences[n]
            start, end = max(start, r.source[0][0] - FAR), min(end, r.source[0][0] + FAR)
            sentence = about.text[start:end]
            cue = r.anchor[0] if start < r.anchor[0] < end else end
            reason = anonymity(about.text[start:cue]) or anonymity(sentence)
            if reason and (n == here or sentence.split()[0] in ("They", "He", "She", "Both", "The", "All", "Each")):
                by_speaker.setdefault(speakers[r.attribution_id].name, reason)
                break
    return {r.attribution_id: by_speaker.get(speakers[r.attribution_id].name, "") for r in hidden}
