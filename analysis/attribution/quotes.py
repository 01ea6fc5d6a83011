"""Every quoted span with who said it: the attribution it belongs to, or none."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from analysis import lexicons
from analysis.attribution.relations import Places, Relation, Span, overlap, relations
from analysis.attribution.stance import cue_words
from analysis.tables import QUOTES, frame
from analysis.words import words

SHORT = 6  # words: a longer unattributed quotation is speech whose speaker is not found, not a scare quote
WHOLE = 0.9  # share of a quotation that a content must cover to hold all of it
SUBJECTS = lexicons.terms("grammar", "subject")
DETERMINERS = lexicons.terms("grammar", "clause determiner")
FINITE = re.compile(
    r"\b(?:is|are|was|were|am|has|have|had|will|would|can|could|must|should|shall|may|might|do|does|did|needs?)\b"
    r"|\w['’](?:s not|re|ve|ll)\b|\w{2,}n['’]t\b",
    re.IGNORECASE,
)
RELATIVE = re.compile(r"\b(?:that|which|who|whom|whose|where)\b", re.IGNORECASE)
COMPLEMENT = re.compile(r"(\b[\w’']{1,30}) that\b", re.IGNORECASE)
WORK = re.compile(
    r"\b(?:books?|films?|movies?|songs?|albums?|shows?|series|plays?|novels?|articles?|essays?|editorials?|op-eds?"
    r"|columns?|memoirs?|documentary|documentaries|episodes?|podcasts?|poems?|paintings?|magazine|program|programme"
    r"|titled|entitled|headlined|captioned|nicknamed|aka|hit|ballad|anthem|single|track|video|video game|game|ad|spot"
    r")\s*(?:[,:(]\s*)?[“\"‘'«„]?$",
    re.IGNORECASE,
)
SMALL = lexicons.terms("grammar", "small in titles")
BESIDE = re.compile(r" ([^.,;:!?\n“”\"]{2,80}?)(?=[.,;:!?\n“”\"]| on condition)")
OPENS = frozenset(["the", "a", "an", "he", "she", "they", "it", "one", "two"])
SO_CALLED = re.compile(r"\bso[- ]called\s*[“\"‘'«„]?$", re.IGNORECASE)


class Quoted(NamedTuple):
    """What the rules need of a row of ``quoted``."""

    quote_id: str
    start: int
    end: int
    paragraph: int
    sentence_start: int
    continues: str
    inside: str
    mark: str
    closed: bool


def by_article(sentences: pd.DataFrame, quoted: pd.DataFrame) -> dict[str, list[Quoted]]:
    """The quoted spans of each article, in text order."""
    starts = dict(zip(sentences["sentence_id"], sentences["start"], strict=True))
    found: dict[str, list[Quoted]] = defaultdict(list)
    columns = [
        "article_id",
        "sentence_id",
        "quote_id",
        "start",
        "end",
        "paragraph",
        "continues",
        "inside",
        "mark",
        "closed",
    ]
    for article, sentence, key, start, end, paragraph, *rest in quoted[columns].itertuples(index=False, name=None):
        found[article].append(Quoted(key, start, end, paragraph, starts.get(sentence, start), *rest))
    return {article: sorted(rows, key=lambda q: (q.start, -q.end)) for article, rows in found.items()}


def owners(text: str, quotes: Iterable[Quoted], attributions: list[Relation]) -> dict[str, Relation]:
    """The attribution of each quoted span, by quote_id; spans without one are left out.

    In this order: the attribution whose content holds the quotation (one in another paragraph gives way to that of
    the quotation before it in its own); that of the quotation which this paragraph continues; that of the quotation
    which it stands in; that of the quotation before it in the paragraph, where this one opens a sentence or follows
    in the same one (“…,” Price said. “…”); where it is a paragraph by itself, the last attribution of the paragraph
    before; that of the quotation after it in its sentence.
    """
    contents = Places((piece, r) for r in attributions for piece in r.content)
    ordered = list(quotes)
    found: dict[str, Relation] = {}
    before: Quoted | None = None
    for q in ordered:
        owner = _holder(q, contents.at(q.start, q.end)) or found.get(q.continues) or found.get(q.inside)
        if (owner is None or _away(text, owner, q)) and before is not None and _goes_on(before, q):
            nearer = found.get(before.quote_id)
            owner = nearer if nearer and not (owner and _away(text, nearer, q)) else owner
        if owner is None and _is_paragraph(text, q):
            owner = _last_before(text, q, attributions)
        if owner is not None:
            found[q.quote_id] = owner
        before = before if q.inside else q
    return found | _from_next(ordered, found)


def beside(article: str, text: str, quotes: list[Quoted], given: list[Relation]) -> list[Relation]:
    """Attributions that only the text shows: “…,” and right after it a source, with or without a verb.

    For quotations that end in a comma and have no attribution in their paragraph. Their confidence is not known.
    """
    owned = owners(text, quotes, given)
    extra = []
    for q in quotes:
        alone = q.quote_id not in owned or _away(text, owned[q.quote_id], q)
        if alone and not q.inside and not q.continues and text[q.end - 1 : q.end] == ",":
            source, cue = _next_to(text, q.end + q.closed)
            if source:
                key = f"{article}:a{q.quote_id.rpartition(':')[2]}"
                extra.append(Relation(key, (source,), cue, ((q.start, q.end),), float("nan")))
    return extra


def _next_to(text: str, start: int) -> tuple[Span | None, tuple[Span, ...]]:
    """The words up to the next mark, told apart into source and cue; no source if they name nobody."""
    found = BESIDE.match(text, start)
    spans = [(found.start(1) + b, found.start(1) + e) for b, e in words(found[1])] if found else []
    told = [text[b:e].lower() for b, e in spans]
    verb = next((n for n, word in enumerate(told) if word in cue_words() and not word.endswith("ing")), None)
    cue = () if verb is None else (spans[verb],)
    rest = spans if verb is None else spans[:verb] or spans[verb + 1 :]
    named = rest and len(rest) <= SHORT and (text[rest[0][0]].isupper() or told[spans.index(rest[0])] in OPENS)
    return ((rest[0][0], rest[-1][1]) if named else None), cue


def _away(text: str, owner: Relation, q: Quoted) -> bool:
    """True if the attribution's cue stands in another paragraph than the quotation."""
    start, end = sorted((owner.anchor[0], q.start))
    return text.find("\n\n", start, end) >= 0


def _goes_on(before: Quoted, q: Quoted) -> bool:
    opens = q.start - q.sentence_start <= 2
    return before.paragraph == q.paragraph and (opens or before.sentence_start == q.sentence_start)


def _is_paragraph(text: str, q: Quoted) -> bool:
    """True if the quotation is a whole paragraph of some length."""
    start, end = q.start - len(q.mark), q.end + q.closed
    whole = text[max(0, start - 2) : start] in ("", "\n\n") and text[end : end + 2] in ("", "\n\n")
    return whole and is_clause(text[q.start : q.end])


def _last_before(text: str, q: Quoted, attributions: list[Relation]) -> Relation | None:
    """The last attribution with a source in the paragraph before the quotation."""
    end = q.start - len(q.mark) - 2
    start = text.rfind("\n\n", 0, max(end, 0)) + 1
    at = bisect_left(attributions, (max(end, 0), 0), key=lambda r: r.anchor)
    near = (r for r in reversed(attributions[:at]) if r.source and r.anchor[0] >= start)
    return next(near, None) if at and attributions[at - 1].anchor[0] >= start else None


def _from_next(quotes: list[Quoted], found: dict[str, Relation]) -> dict[str, Relation]:
    """A quotation without an owner takes that of the next one in its sentence."""
    return {
        q.quote_id: found[after.quote_id]
        for q, after in pairwise(quotes)
        if q.quote_id not in found and after.quote_id in found and after.sentence_start == q.sentence_start
    }


def _holder(q: Quoted, near: list[Relation]) -> Relation | None:
    """Of the attributions whose cue stands outside the quotation, the innermost that holds it, else most of it."""
    candidates = []
    for r in near:
        covered = overlap(r.content, q.start, q.end)
        if covered and not overlap(r.cue, q.start, q.end):
            size = sum(e - s for s, e in r.content)
            whole = covered >= WHOLE * (q.end - q.start)
            candidates.append(((not whole, size if whole else -covered, r.anchor), r))
    return min(candidates, key=lambda c: c[0])[1] if candidates else None


def is_clause(quote: str) -> bool:
    """True if the quotation opens with a complete clause, as far as its first words and its verbs tell.

    >>> is_clause("I am fine"), is_clause("calm and restraint"), is_clause("are behind this act")
    (True, False, False)
    """
    spans = words(quote)
    if len(spans) < 2:
        return False
    first = quote[slice(*spans[0])].replace("’", "'")
    relatives = [m.start() for m in RELATIVE.finditer(quote)]
    reported = {m.start() + len(m[1]) + 1 for m in COMPLEMENT.finditer(quote) if m[1].lower() in cue_words()}
    finite = len(FINITE.findall(quote)) + len(reported)
    if first.lower() in SUBJECTS:
        return True
    if first[0].isupper():
        return finite > 0 or len(spans) > SHORT
    return first.lower() in DETERMINERS and finite > len([at for at in relatives if at not in reported])


def is_title(text: str, start: int, end: int) -> bool:
    """True for the title of a work or a nickname: “Gone With the Wind”, the song “Imagine”, Jack “Ace” Smith."""
    before, quote, after = text[max(0, start - 40) : start], text[start:end], text[end : end + 20]
    if SO_CALLED.search(before):
        return False
    names = [quote[b:e] for b, e in words(quote)]
    capital = bool(names) and all(w[0].isupper() or w[0].isdigit() or w.lower() in SMALL for w in names)
    nickname = re.search(r"[^\W\d_][\w.’'-]* \W$", before) and re.match(r"\W [^\W\d_]", after)
    around = before.split()[-2:-1] + after.split()[1:2] if nickname else []
    between = capital and len(names) <= 2 and len(around) == 2 and all(w[0].isupper() for w in around)
    return bool(between or (capital and len(names) > 1) or (capital and WORK.search(before)))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """True for a quotation that is a paragraph or a sentence by itself: “Long live Iraq.”"""
    before, quote = text[max(0, start - 3) : start - 1], text[start:end]
    return quote[:1].isupper() and quote.endswith((".", "!", "?")) and (not before or before[-2:] in ("\n\n", ". "))


def kind(text: str, start: int, end: int, owned: bool) -> str:
    """direct (opens with a full clause), partial (some words) or scare (a few words that nobody is given for).

    Titles of works and nicknames are partial and unattributed: they are no scare quotes.
    """
    quote = text[start:end]
    if (is_clause(quote) or _stands_alone(text, start, end)) and (owned or not is_title(text, start, end)):
        return "direct"
    if owned or len(words(quote)) > SHORT or is_title(text, start, end):
        return "partial"
    return "scare"


def quotes(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    quoted: pd.DataFrame,
    attributions: pd.DataFrame,
    attribution_spans: pd.DataFrame,
) -> pd.DataFrame:
    """Every span of quotation marks with its speaker: one row a row of ``quoted`` (schema: tables.QUOTES).

    A quotation that nobody is given for has attribution_id, speaker and cue '' and source_type 'none'; it is
    'scare' if short, and 'direct' or 'partial' if it is speech whose speaker was not found, a title or a nickname.
    Not found: speakers given only in another article.
    """
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    found = relations(attribution_spans)
    owner: dict[str, Relation] = {}
    kinds: dict[str, str] = {}
    for article, rows in by_article(sentences, quoted).items():
        owned = owners(texts[article], rows, found.get(article, []))
        owner |= owned
        kinds |= {q.quote_id: kind(texts[article], q.start, q.end, q.quote_id in owned) for q in rows}
    keys = [owner[q].attribution_id if q in owner else "" for q in quoted["quote_id"]]
    said = attributions.set_index("attribution_id")[["speaker", "source_type", "cue", "confidence"]].reindex(keys)
    said = said.fillna({"speaker": "", "source_type": "none", "cue": ""}).set_axis(quoted.index)
    table = quoted[["quote_id", "article_id", "start", "end", "text", "closed"]].join(said)
    return frame(table.assign(kind=[kinds[q] for q in quoted["quote_id"]], attribution_id=keys), QUOTES)
