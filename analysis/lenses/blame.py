"""Blame: who accuses whom of what, in which words, how strongly, and who stands behind it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from analysis import lexicons
from analysis.grammar.entities import is_media
from analysis.grammar.names import meant
from analysis.lenses._places import placed
from analysis.spans import within
from analysis.tables import SOURCE_TYPES, evidence, flag, frame, string, whole
from analysis.text.phrases import DAYS, RELATIVE, REPORTS, Token, function_words, noun_phrase, subject, tokens

if TYPE_CHECKING:
    from analysis.corpus import Codebook

STRENGTHS = ("states", "says", "suspects", "hints")
SCHEMA = evidence(
    "blame",
    accuser=string("canonical name of who accuses; '' where nobody is given"),
    accused=string("the actor of the codebook, or a speaker of the article, or the words as written"),
    accused_as=string("the accused as written"),
    deed=string("what for, as written; '' if not said"),
    expression=string("the words of blame as written"),
    strength=string("states (as a fact), says (an accusation is uttered), suspects, hints", STRENGTHS),
    hedge=string("the word that weakens it, '' if none"),
    denied=flag("the blame is told as rejected: 'dismissed suggestions that …', 'were not behind'"),
    denied_by=string("canonical name of who rejects it, '' if nobody is given"),
    negated=flag("the blame is told as withheld: 'did not blame', 'stopped short of accusing'"),
    source_type=string("rung of the ladder that the accuser stands on", SOURCE_TYPES),
    paragraph=whole("paragraph of the text, 0 = first"),
    zone=string("headline, dek, lead or body"),
)
COUNTED = ("accused", "strength", "source_type")
AVERAGED = ()

GAP = 12  # words between the two halves of a term
REACH = 400  # characters back in which a pronoun finds its actor
MEDIA = {"Twitter", "Facebook", "CNN", "Fox", "television", "TV", "Telegram", "YouTube"}
NOT_BUT = re.compile(r"(?:\bnot|n['’]t|\bnever), ", re.IGNORECASE)  # did not, however, blame
ADDRESSED = re.compile(  # to whom somebody speaks, by name
    r"\b(?:addressing|told|telling|warned|(?:said|wrote|speaking) to) "
    r"((?:[ae]l-)?[A-Z][\w’'.-]{0,30}(?: (?:[ae]l-)?[A-Z][\w’'.-]{0,30}){0,4})"
)
BE = {"is", "are", "was", "were", "am", "be", "been", "being"}
NOUNS_IN_LY = {"ally", "assembly", "bully", "family", "monopoly"}
NEAR = 8  # words around the expression in which a hedge belongs to it


class Pattern(NamedTuple):
    """A row of the lexicon: a term in one or two halves, and where its accused stands."""

    strength: str
    accused: str
    harm: bool
    closes: bool
    of: bool
    loose: bool
    second: tuple[str, ...]


class Found(NamedTuple):
    """An expression in a sentence: the tokens of the expression, of the accused and of the deed."""

    pattern: Pattern
    first: int
    last: int
    accused: tuple[int, int]
    deed: tuple[int, int] | None


def blame(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    voices: pd.DataFrame,
    attributions: pd.DataFrame,
    attribution_spans: pd.DataFrame,
    names: pd.DataFrame,
    codebook: Codebook,
) -> pd.DataFrame:
    """Every place where somebody is blamed: one row an expression and accused. Returns SCHEMA in text order.

    Expressions stand in ``lexicons/blame.toml``: verbs (blame, accuse), idioms (pointed the finger, laid the blame),
    statements of the deed (were behind the attack) and agentless suspicion (suspicion fell on, are suspected). The
    accuser is the source of the attribution in which the expression stands, or of the one that it is joined to ("Lee
    condemned it and blamed Iran"), and '' where there is none: then the outlet says it in its own voice. A hedge lowers
    what is stated to suspicion. Blame that is wished, planned or conditional (to point the finger at, would blame), and
    blame of nobody in particular (the perpetrators), is left out. Not found: irony, blame by naming alone ("the
    attackers from …"), an accused that only another sentence names ("they" stays as written unless the codebook's
    actors resolve it, "you" unless the paragraph says by name who is spoken to). "Him" and "she" are the person
    that they most likely mean: of 51 read, 36 are; ``accused_as`` has the word itself.

    Of 50 rows read in 73 stories of other outlets, expression, accused and strength were right in 45.
    """
    hits = _hits(articles)
    hits = hits.join(within(hits, sentences, ["sentence_id", "start", "end", "text", "paragraph"]).add_prefix("s_"))
    rows = []
    for _, of_sentence in hits.groupby(["article_id", "s_start"], sort=False):
        sentence = tokens(of_sentence["s_text"].iloc[0])
        found = [
            f for _, hit in of_sentence.iterrows() if (f := _found(sentence, hit, int(hit["s_start"]))) is not None
        ]
        rows += [_row(sentence, f, of_sentence.iloc[0]) for f in _apart(found)]
    table = pd.DataFrame([r for r in rows if r is not None], columns=list(_COLUMNS))
    table = _accusers(table.astype({"start": "int64", "end": "int64"}), attributions, attribution_spans)
    pronouns = _meant(table, articles, names)
    accused = _resolved(table, pronouns, articles, codebook, attributions)
    table["accused"] = pd.Series(accused, index=table.index, dtype="str")
    own = table["accuser"].str.lower()  # 'we are accused of', we write; 'Lee is accused', with Lee as its source
    passive = (own == table["accused_as"].str.lower()) | (own == table["accused"].str.lower())
    table.loc[passive, ["accuser", "source_type"]] = ["", "none"]
    table = placed(table.drop(columns=["sentence_id"]), sentences, voices)
    order = table["article_id"].map({a: i for i, a in enumerate(articles["article_id"])})
    return frame(table.assign(order=order).sort_values(["order", "start"], kind="stable"), SCHEMA)


_COLUMNS = (
    "article_id", "sentence_id", "paragraph", "start", "end", "at", "expression", "accused_as", "deed", "strength",
    "hedge", "denied", "negated", "joined", "accused_at",
)  # fmt: skip


def _hits(articles: pd.DataFrame) -> pd.DataFrame:
    """Where a term, or the first half of a parted one, stands."""
    terms = lexicons.read("blame")
    halves = terms["term"].str.split(" … ", n=1)
    first = terms.assign(strength=terms["category"], term=halves.str[0], second=halves.str[1].fillna(""))
    first["category"] = [str(i) for i in range(len(first))]  # every pattern is looked for by itself
    return lexicons.find(articles, first).fillna({"harm": False, "closes": False, "of": True, "loose": False})


def _found(sentence: list[Token], hit: Any, offset: int) -> Found | None:
    """The hit as expression, accused and deed, or None where the sentence does not carry it."""
    pattern = Pattern(
        hit.strength,
        hit.accused,
        bool(hit.harm),
        bool(hit.closes),
        bool(hit.of),
        bool(hit.loose),
        tuple(hit.second.lower().split()),
    )
    at = {t.start + offset: i for i, t in enumerate(sentence)}
    if hit.start not in at:
        return None
    first = at[hit.start]
    last = next((i for i in range(first, len(sentence)) if sentence[i].end + offset >= hit.end), len(sentence) - 1) + 1
    gap = None
    if pattern.second:
        begin = last
        last = _second_half(sentence, begin, pattern)
        if not last:
            return None
        rest = sentence[: last - len(pattern.second)]
        gap = noun_phrase(rest, begin)
        gap = (gap[0], len(rest)) if gap and pattern.loose else gap
    if pattern.closes and not _closed(sentence, first, last):
        return None
    stands = {"before": _doer(sentence, first), "after": noun_phrase(sentence, last, of=pattern.of), "between": gap}
    accused = _trimmed(sentence, stands[pattern.accused])
    if (
        pattern.accused == "between" and accused is not None and _adverb(sentence, accused)
    ):  # was held partly responsible
        accused = _trimmed(sentence, stands["before"]) if sentence[max(0, first - 1)].lower in BE else None
    deed = gap if pattern.loose and gap else _deed(sentence, pattern, accused, last)
    if (
        accused is None
        or _asked(sentence, first, accused)
        or _noun(sentence, first)
        or _adjective(sentence, first)
        or _imperative(sentence, first)
        or (pattern.harm and not _harmful(sentence, deed))
    ):
        return None
    return Found(pattern, first, last, accused, deed)


def _doer(sentence: list[Token], verb: int) -> tuple[int, int] | None:
    """The subject of a verb; in 'Coulibaly, who police say perpetrated' it is Coulibaly."""
    phrase = subject(sentence, verb)
    if phrase is None or sentence[phrase[1] - 1].lower not in REPORTS:
        return phrase
    end = phrase[0] - 2  # before the pronoun and its comma
    if end < 1 or sentence[end].text != "," or sentence[end + 1].lower not in RELATIVE:
        return phrase
    start = end
    while start > 0 and sentence[start - 1].text[0].isupper():
        start -= 1
    return (start, end) if start < end else None


def _trimmed(sentence: list[Token], phrase: tuple[int, int] | None) -> tuple[int, int] | None:
    """Without a verb of saying in front ('that claims Lee was') and an adverb behind ('took aim at Lee directly').

    'One another' and 'each other' stay whole.
    """
    if phrase is None:
        return None
    first, last = phrase
    while last - first > 1 and sentence[first].lower in REPORTS:
        first += 1
    while last - first > 1 and sentence[last - 1].lower in _terms("blame_context", "adverb"):
        last -= 1
    alone = sentence[first].lower if last - first == 1 else ""
    if alone in ("one", "each") and last < len(sentence) and sentence[last].lower in ("another", "other"):
        return first, last + 1
    return None if alone.endswith("ing") and sentence[first].text.islower() else (first, last)


def _adverb(sentence: list[Token], phrase: tuple[int, int]) -> bool:
    """Whether a phrase is one adverb: legally, partly; not the family."""
    word = sentence[phrase[0]].text
    return phrase[1] - phrase[0] == 1 and word.islower() and word.endswith("ly") and word not in NOUNS_IN_LY


def _closed(sentence: list[Token], first: int, last: int) -> bool:
    """Whether a participle stands by itself: 'Militias Suspected', but not 'she suspected' or 'suspected gunmen'."""
    active = first == 0 or sentence[first - 1].lower in function_words("pronoun", "determiner", "adverb", "auxiliary")
    return not active and (last == len(sentence) or sentence[last].lower in {",", ".", ";", "in", "of", "over"})


def _second_half(sentence: list[Token], begin: int, pattern: Pattern) -> int:
    """The token after the second half of a term, if little else than a noun phrase stands between; 0 if not there."""
    size = len(pattern.second)
    small = function_words("determiner", "auxiliary", "adverb", "pronoun")
    for at in range(begin, min(len(sentence) - size + 1, begin + GAP + 1)):
        if sentence[at].text in ".,;:" or sentence[at].lower == "for":
            return 0
        if tuple(t.lower for t in sentence[at : at + size]) == pattern.second:
            phrase = noun_phrase(sentence[:at], begin)
            between = [t.lower for t in sentence[phrase[1] if phrase else begin : at]]
            filled = pattern.loose or all(w in small or w.endswith("ly") for w in between)
            return at + size if filled and not _time(sentence, at + size) else 0
    return 0


def _time(sentence: list[Token], at: int) -> bool:
    """Whether 'on' is of a day or a medium: 'blamed Iran on Sunday', 'on Twitter'."""
    return at < len(sentence) and (
        sentence[at].lower in DAYS or sentence[at].text in MEDIA or sentence[at].text.isdigit()
    )


def _deed(
    sentence: list[Token], pattern: Pattern, accused: tuple[int, int] | None, last: int
) -> tuple[int, int] | None:
    """What the accused is blamed for: after for/of/over/in behind the accused, or right behind the expression."""
    after = accused[1] if accused is not None and accused[0] >= last else last
    while after < len(sentence) and sentence[after].text in "\"”’'":
        after += 1
    if after < len(sentence) and sentence[after].lower in {"for", "of", "over", "in"}:
        return noun_phrase(sentence, after + 1)
    return noun_phrase(sentence, last) if pattern.harm and pattern.accused == "before" else None


def _harmful(sentence: list[Token], phrase: tuple[int, int] | None) -> bool:
    text = " ".join(t.text for t in sentence[slice(*phrase)]) if phrase else ""
    return bool(lexicons.terms_in(text, _terms("harms")))


@cache
def _terms(lexicon: str, category: str = "") -> tuple[str, ...]:
    table = lexicons.read(lexicon)
    return tuple(table.loc[table["category"] == category, "term"] if category else table["term"])


def _context(category: str, text: str) -> list[str]:
    """The words of a category of ``lexicons/blame_context.toml`` in a text."""
    return lexicons.terms_in(text, _terms("blame_context", category))


def _apart(found: list[Found]) -> list[Found]:
    """One expression an accused: of those that overlap or blame the same words, one with a deed, then the longest."""
    keep: list[Found] = []
    for f in sorted(found, key=lambda f: (f.deed is None, f.first - f.last, f.first)):
        if all((f.last <= k.first or f.first >= k.last) and f.accused != k.accused for k in keep):
            keep.append(f)
    return sorted(keep, key=lambda f: f.first)


def _row(sentence: list[Token], f: Found, hit: Any) -> tuple[Any, ...] | None:
    """The row of an expression without its accuser, or None where nobody is really blamed."""

    def text(begin: int, end: int) -> str:
        return str(hit["s_text"])[sentence[begin].start : sentence[end - 1].end] if begin < end else ""

    before, near = (
        text(max(0, f.first - 4), f.last),
        text(max(0, min(f.first - NEAR, f.accused[0] - 4)), min(len(sentence), f.last + 4)),
    )
    verb = f.first
    passive = not sentence[f.first].lower.endswith("ing")
    while verb > 1 and (sentence[verb - 1].lower.endswith("ly") or (passive and sentence[verb - 1].lower == "be")):
        verb -= 1  # to formally accuse, would be blamed
    just_before = text(max(0, verb - 1), verb)
    accused = text(*f.accused)
    future = [t.lower for t in sentence[f.first : f.last] if t.lower == "will"]  # suspicion will fall on
    hedges = _context("hedge", near) + future
    hints = _context("hint", near)
    speech = f.pattern.strength == "says"
    wished = _context("not asserted", just_before) and not (set(hedges) & {"appeared", "seemed"})
    if (wished and (speech or just_before == "to")) or accused.split()[-1] in _context("nobody", accused):
        return None
    strength = f.pattern.strength
    strength = "suspects" if strength == "states" and (hedges or hints) else strength
    strength = "hints" if speech and hints else strength
    negation = len(_context("negation", _clause(before))) > 0
    rejected = _context("denial", text(0, f.first)) or _context("untrue", text(f.last, len(sentence)))
    span = [f.first, f.last, *f.accused]
    start, end = sentence[min(span)].start, sentence[max(span) - 1].end
    offset = int(hit["s_start"])
    return (
        hit["article_id"], hit["s_sentence_id"], hit["s_paragraph"], start + offset, end + offset,
        sentence[f.first].start + offset, text(f.first, f.last), accused, text(*f.deed) if f.deed else "", strength,
        (hints + hedges)[0] if hints + hedges else "", not speech and bool(rejected or negation), speech and negation,
        speech and f.pattern.accused != "before" and verb > 0 and sentence[verb - 1].lower in {"and", "but", "then"},
        sentence[f.accused[0]].start + offset,
    )  # fmt: skip


def _clause(before: str) -> str:
    """The last clause of some words, without what only looks like a negation."""
    clause = before if NOT_BUT.search(before) else re.split(r"[,;:—–]", before)[-1]
    for words in _terms("blame_context", "no negation"):
        clause = re.sub(rf"\b{words}\b", "", clause, flags=re.IGNORECASE)
    return clause


def _accusers(table: pd.DataFrame, attributions: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """With accuser, source_type, denied and denied_by from the attributions in which the expression stands."""
    raises = [bool(_context("raises suspicion", cue)) for cue in attributions["cue"]]
    accusing = attributions[~pd.Series(raises, index=attributions.index, dtype=bool)]
    facts = accusing.set_index("attribution_id")[["speaker", "source_type", "stance"]].to_dict("index")
    places = spans[spans["role"].isin(["cue", "content"]) & spans["attribution_id"].isin(facts)]
    of_article = {a: g.to_dict("records") for a, g in places.groupby("article_id", sort=False)}
    sentence_of = dict(zip(attributions["attribution_id"], attributions["sentence_id"], strict=True))
    found = []
    rows = table[["article_id", "sentence_id", "at", "joined"]].itertuples(index=False, name=None)
    for article_id, sentence_id, at, joined in rows:
        around = [p for p in of_article.get(article_id, []) if p["start"] <= at < p["end"]]
        around.sort(key=lambda p: int(p["end"] - p["start"]))
        chain = [facts[p["attribution_id"]] for p in around]
        denier = next((a["speaker"] for a in chain if a["stance"] == "denying"), "")
        accuser = next((a for a in chain if a["stance"] != "denying"), None)
        if joined and not chain:  # Lee condemned it and blamed Iran: both have one subject
            cues = (p for p in of_article.get(article_id, []) if p["role"] == "cue" and p["end"] <= at)
            here = [p for p in cues if sentence_of[p["attribution_id"]] == sentence_id]
            accuser = facts[max(here, key=lambda p: int(p["end"]))["attribution_id"]] if here else None
        denied = any(a["stance"] == "denying" for a in chain)
        who = (accuser["speaker"], accuser["source_type"]) if accuser else ("", "none")
        found.append((*who, denied, denier))
    columns = pd.DataFrame(found, columns=["accuser", "source_type", "by_cue", "denied_by"], index=table.index)
    table = table.join(columns)
    table["denied"] = table["denied"].astype(bool) | table.pop("by_cue").astype(bool)
    # 'X said that suggestions … were not true': X is not the accuser but rejects.
    rejects = table["denied"] & (table["denied_by"] == "")
    table.loc[rejects, "denied_by"] = table.loc[rejects, "accuser"]
    table.loc[table["denied"], ["accuser", "source_type"]] = ["", "none"]
    return table


def _meant(table: pd.DataFrame, articles: pd.DataFrame, names: pd.DataFrame) -> list[str]:
    """The accused as written, but for pronouns: a name for him and her, and for "you" whoever is spoken to by name."""
    text_of = dict(zip(articles["article_id"], articles["text"], strict=True))
    low = table["accused_as"].str.lower()
    him = table[low.isin(["he", "him", "she", "her"])]
    spans = him[["article_id"]].assign(start=him["accused_at"], end=him["accused_at"] + him["accused_as"].str.len())
    name = meant(spans, names)["name"]
    # Who blames him is somebody else; "he was accused", she said, may be of herself.
    name = name.where(~(low.isin(["him", "her"])[him.index] & (name == him["accuser"])), "")
    rows = zip(table.index, table["accused_as"], table["article_id"], table["start"], strict=True)
    return [
        name.get(i, "") or (told.lower() == "you" and _addressed(text_of[article_id], start)) or told
        for i, told, article_id, start in rows
    ]


def _resolved(
    table: pd.DataFrame, meant: list[str], articles: pd.DataFrame, codebook: Codebook, attributions: pd.DataFrame
) -> list[str]:
    """Who the accused is: an actor of the codebook, a speaker with the same last name, or the words themselves."""
    actors = codebook.actors.assign(category=codebook.actors["name"], reason="")
    as_written = pd.DataFrame({"article_id": table.index.astype("str"), "text": pd.Series(meant, table.index, "str")})
    hits = lexicons.find(as_written, actors)
    hits = hits.assign(length=hits["end"] - hits["start"]).sort_values("length", ascending=False, kind="stable")
    of_codebook = dict(
        hits.drop_duplicates("article_id")[["article_id", "category"]].itertuples(index=False, name=None)
    )
    mentions = lexicons.find(articles[articles["article_id"].isin(table["article_id"])], actors)
    before = {a: g.to_dict("records") for a, g in mentions.groupby("article_id", sort=False)}
    named = attributions[attributions["source_type"].isin(["named", "institution"]) & (attributions["speaker"] != "")]
    last = {(a, s.split()[-1]): s for a, s in zip(named["article_id"], named["speaker"], strict=True)}

    def speaker(article_id: str, text: str) -> str:
        """'Mr. Price' is Ned Price; 'Barr and Trump' is not Trump, nor is one campaign the other."""
        name = last.get((article_id, text.split()[-1]), "")
        names = {w for w in text.split() if w[0].isupper() and w.rstrip(".") not in _titles()}
        return name if names <= set(name.split()) else ""

    rows = zip(table.index, table["article_id"], table["start"], meant, strict=True)
    return [
        of_codebook.get(str(i))
        or speaker(article_id, text)
        or _antecedent(text.lower(), before.get(article_id, []), start)
        or text
        for i, article_id, start, text in rows
    ]


def _addressed(text: str, at: int) -> str:
    """Whom "you" means: the name of whoever is spoken to nearest in the paragraph, a medium aside; "" if nobody."""
    begin, stop = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    found = [m for m in ADDRESSED.finditer(text, begin, stop if stop >= 0 else len(text)) if not is_media(m[1])]
    return min(found, key=lambda m: abs(m.start() - at))[1].rstrip(".") if found else ""


@cache
def _titles() -> frozenset[str]:
    return frozenset(t for t in lexicons.terms("sources", "title") if " " not in t)


def _antecedent(pronoun: str, mentions: list[Any], at: int) -> str:
    """The actor that a pronoun of the third person means, within ``REACH`` before it.

    The one mentioned last; for they and them the one mentioned most, in the plural, since of several groups the last
    is often only what the others did something to.
    """
    if pronoun not in {"they", "them", "he", "him", "she", "her"}:
        return ""
    plural = pronoun in {"they", "them"}
    near = [m for m in mentions if at - REACH < m["end"] <= at and m["text"].lower().endswith("s") == plural]
    often = Counter(str(m["category"]) for m in reversed(near))  # of those mentioned as often, the last
    return (often.most_common(1)[0][0] if plural else str(near[-1]["category"])) if near else ""


def _noun(sentence: list[Token], first: int) -> bool:
    """Whether 'blame' is the noun: 'absolved of blame', 'the blame game'."""
    before = sentence[first - 1].lower if first else ""
    after = sentence[first + 1].lower if first + 1 < len(sentence) else ""
    noun = before in function_words("determiner", "preposition") - {"to"} or after == "game"
    return sentence[first].lower == "blame" and noun


def _adjective(sentence: list[Token], first: int) -> bool:
    """Whether 'accused' only describes a noun: 'an accused killer', 'interviewing accused harassers'."""
    before = sentence[first - 1].lower if first else ""
    described = before in function_words("determiner", "preposition") - RELATIVE or before.endswith("ing") or not first
    return sentence[first].lower == "accused" and described


def _imperative(sentence: list[Token], first: int) -> bool:
    """Whether somebody is to be held to account: 'Hold him accountable', but not 'they hold him accountable'.

    'Consider holding him accountable' is of that kind too, 'they are holding him accountable' is not.
    """
    before = sentence[first - 1] if first else None
    if sentence[first].lower == "holding":
        adverbs = function_words("adverb")
        verb = next(
            (t.lower for t in reversed(sentence[:first]) if t.lower not in adverbs and t.lower[-2:] != "ly"), ""
        )
        return verb not in BE
    return sentence[first].lower == "hold" and (before is None or not before.text[0].isalnum() or before.lower == "and")


def _asked(sentence: list[Token], first: int, accused: tuple[int, int]) -> bool:
    """Whether the doer is asked for: 'to say who carried out the attack', 'whether Iran was behind it'."""
    before = " ".join(t.text for t in sentence[max(0, first - 2) : first])
    asked = before.lower().endswith(" who") and bool(_context("question", before))
    return asked or any(t.lower in {"if", "whether", "unless"} for t in sentence[max(0, accused[0] - 2) : accused[0]])
