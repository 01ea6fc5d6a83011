"""Figures: every number of the text, what it counts, what happened to what is counted, and who says so."""

import bisect
import functools
import math
from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from analysis import lexicons
from analysis.spans import within
from analysis.tables import evidence, flag, frame, real, string
from analysis.text.numerals import KINDS, Numeral, Token, function_words, numerals, tokens

SCHEMA = evidence(
    "figures",
    text=string("the number as written, with the words that bound it: 'at least two'"),
    kind=string("what sort of number it is; only quantity, money, percent and fraction are compared", KINDS),
    value=real("the number said; NaN where only bounds are said ('dozens', '10 to 15'), and for dates, times, names"),
    low=real("the smallest number that it can mean; NaN: open ('up to 50') or not a quantity"),
    high=real("the largest number that it can mean; NaN: open ('at least two') or not a quantity"),
    approximate=flag("said to be rough ('around', 'dozens')"),
    unit=string("currency, 'percent', 'percentage point', unit of time or measure; '' for a count of things"),
    counted=string("what is counted: its noun phrase, lower case, without possessor; '' if not found"),
    event=string("what happened to it (killed, injured, arrested …: lexicon 'counted'), '' if none"),
    revision=string("'superseded': the article itself gives a newer figure; 'corrected': the newer one; else ''"),
    said_by=string("speaker of the attribution whose content holds the figure; '' if the outlet says it"),
)
COUNTED = ("kind",)
AVERAGED = ()

COMPARED = ("quantity", "money", "percent", "fraction")
MARKS = frozenset(',;.:()[]—–“”"?!')
DEPTH = 8  # contents that can lie around one figure
REACH = 16  # words in which a verb belongs to the count before it
LOSS = 4  # words around "lives" in which they are said to be lost
SKIP = frozenset(
    {"the", "a", "an", "his", "her", "its", "their", "our", "my", "your", "these", "those", "all", "other"}
)
SKIP |= {"more", "additional", "further", "own", "same"}


def figures(
    sentences: pd.DataFrame, voices: pd.DataFrame, attributions: pd.DataFrame, attribution_spans: pd.DataFrame
) -> pd.DataFrame:
    """Every number of the corpus, one row each, in text order; columns as SCHEMA.

    Numbers that count something (kind quantity, money, percent, fraction) are told apart from durations, ages, dates,
    years, times, ordinals, scores, names (Boeing 737) and pronouns (no one). ``counted`` is found by its shape, not
    by a grammar: the words behind the number up to its plural noun or a stop; behind "of which" the noun before.

    Not found: "several", "many", "few", "both", "a drone" (one, but not said as a number), Roman numerals; what is
    counted where it stands before the number ("the toll rose to 12" has an event and no noun).

    >>> study.figures.query("event == 'injured'")[["text", "counted", "said_by"]]         # doctest: +SKIP
    """
    rows = []
    for article_id, start, text in sentences[["article_id", "start", "text"]].itertuples(index=False, name=None):
        rows += [(article_id, start + first, start + last, *row) for first, last, *row in _in_sentence(text)]
    columns = ["article_id", "start", "end", *list(SCHEMA.columns)[5:-2], "cue"]
    found = pd.DataFrame(rows, columns=columns).astype({"article_id": sentences["article_id"].dtype, "start": "int64"})
    found = found.join(within(found, sentences, ["sentence_id"])).join(within(found, voices, ["voice"]))
    found["said_by"] = _speakers(found, attributions, attribution_spans)
    found["revision"] = _revised(found)
    return frame(found, SCHEMA)


def _in_sentence(text: str) -> Iterator[tuple[object, ...]]:
    t = tokens(text)
    found = numerals(t)
    starts = {n.first for n in found}
    noun: list[int] = []  # the tokens of the last noun phrase, for "two of which"
    for number in found:
        phrase = _counted(t, number, noun) if number.kind in COMPARED else []
        event = _event(t, number, phrase, starts) if number.kind in COMPARED else ""
        plain = [i for i in phrase if not _is("event adjective", t[i].low)]
        noun = plain if plain and number.kind == "quantity" else noun
        counted = " ".join(t[i].low for i in plain).replace(" - ", "-").replace(" ,", ",") or event
        if not counted and number.kind == "quantity" and math.isnan(number.value) and number.approximate:
            counted = "people"  # "dozens", "thousands" alone are people
        cue = _cue(t, number) if number.kind in COMPARED else ""
        first, last = t[number.first].start, t[number.last - 1].end
        yield (first, last, text[first:last], *number[2:], counted, event, cue)


@functools.cache
def _terms() -> dict[str, dict[tuple[str, ...], str]]:
    found: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
    for category, term, sense in lexicons.read("counted")[["category", "term", "sense"]].itertuples(index=False):
        found[category][tuple(term.split())] = sense
    return found


@functools.cache
def _verbs() -> frozenset[str]:
    return frozenset(lexicons.read("irregular_verbs")["term"])


def _sense(category: str, words: list[str]) -> str:
    return _terms()[category].get(tuple(words), "")


def _is(category: str, word: str) -> bool:
    return (word,) in _terms()[category]


def _counted(t: list[Token], number: Numeral, before: list[int]) -> list[int]:
    """The tokens that name what is counted; ``before``: those of the last noun phrase, for 'two of which'."""
    k = number.last
    if [x.low for x in t[max(0, number.first - 2) : number.first]] in (["of", "which"], ["of", "whom"]):
        return before
    if _low(t, k) == "-":
        return [k + 1] if _word(t, k + 1) else []
    if _low(t, k) == "of":
        k += 1
        if _low(t, k) in ("which", "whom", "them", "these", "those") and not _word(t, k + 1):
            return before
    elif _low(t, k) in ("a", "an") or _is("direction", _low(t, k)):
        return []  # twenty a day; 200 miles south
    elif number.kind in ("percent", "money") and not _determined(t, number.first):
        return []
    phrase = _phrase(t, _skipped(t, _possessed(t, k)))
    if phrase and _is("partitive", t[phrase[-1]].low) and _low(t, phrase[-1] + 1) == "of":
        of = phrase[-1] + 1
        inner = _phrase(t, _skipped(t, _possessed(t, _skipped(t, of + 1))))
        return [*phrase, of, *inner] if inner else phrase
    return phrase


def _low(t: list[Token], i: int) -> str:
    return t[i].low if 0 <= i < len(t) else ""


def _determined(t: list[Token], first: int) -> bool:
    """'a 5 percent tax', 'the small $1m loan'; not '60 percent want'."""
    return any(x.low in ("a", "an", "the", "its", "his", "her", "their") for x in t[max(0, first - 2) : first])


def _skipped(t: list[Token], k: int) -> int:
    """Behind determiners, and behind the whole of a part: 'nine of the 13 countries', 'of the 45 million voters'."""
    while k < len(t) and (
        t[k].low in SKIP or t[k].low.isdigit() or (_low(t, k - 1).isdigit() and _is("many", t[k].low))
    ):
        k += 1
    return k


def _word(t: list[Token], k: int) -> bool:
    return k < len(t) and t[k].text[0].isalpha() and t[k].low not in function_words()


def _possessed(t: list[Token], k: int) -> int:
    """Behind a possessor: of 'Prime Minister al-Kadhimi's security guards' the place of 'security'."""
    for j in range(k, min(k + 8, len(t))):
        number = _low(t, j + 1).isdigit()
        if t[j].low.endswith("'s") and (number or _word(t, j + 1)):
            return j + 1
        if t[j].text == "'" and number:  # of Texas' 42 clinics, but: two campaigns' spending
            return j + 1
        if t[j].low in _verbs() or (not t[j].text[0].isalpha() and t[j].text not in ("-", ".")):
            break
        if t[j].low in function_words() and t[j].low not in SKIP:
            break
    return k


def _phrase(t: list[Token], k: int) -> list[int]:
    """The tokens of the noun phrase at k: up to its plural noun, or to the next function word, mark or verb."""
    if _low(t, k) == "u" and _low(t, k + 2) == "s" and _low(t, k + 1) == _low(t, k + 3) == ".":
        k += 4  # U.S. embassies
    end = k
    while end < min(k + 7, len(t)):
        low, last = t[end].low, t[end - 1].low if end > k else ""
        named = t[end].text[0].isupper() and t[end - 1].text[0].isupper()  # Massachusetts Statements
        if last and _plural(last) and not _is("plural before a noun", last) and not named:
            break
        # "three separate, handpicked teams", "4,000 known or suspected terrorists"
        joint = last and low in (",", "or", "and") and any(_plural(x.low) for x in t[end + 1 : end + 3])
        if not joint and not (low == "-" and last) and (not low[0].isalpha() or low in function_words()):
            break
        if last not in ("", "-", "or", "and", ",") and (low in _verbs() or low.endswith(("ed", "ing", "ly"))):
            break
        end += 1
    while end > k and not t[end - 1].low[0].isalpha():
        end -= 1
    return [] if end == k + 1 and _verb(t[k].low) and _low(t, end) != "of" else list(range(k, end))


def _verb(word: str) -> bool:
    """A word behind a number that counts nothing: 'thousands marched', '35,000 fled', but '12 injured', '12 deaths'."""
    if _sense("event", [word]):
        return not _is("event adjective", word) and not _is("event noun", word)
    return word in _verbs() or word.endswith(("ed", "ing", "ly"))


def _plural(word: str) -> bool:
    return _is("irregular plural", word) or (
        len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s"))
    )


def _event(t: list[Token], number: Numeral, phrase: list[int], starts: set[int]) -> str:
    """What happened to what is counted: in the phrase, behind it ("seven were wounded"), before it ("killing 12")."""
    inside = [s for i in phrase if (s := _sense("event", [t[i].low])) and (t[i].low != "lives" or _lost(t, number, i))]
    after = phrase[-1] + 1 if phrase and phrase[-1] >= number.last else number.last
    if inside:
        return inside[0]
    return _ahead(t, number.first, 1, starts) or _behind(t, after, starts) or _ahead(t, number.first, 5, starts)


def _lost(t: list[Token], number: Numeral, lives: int) -> bool:
    """'claimed 12 lives', '12 lives were lost'; not '12 lives are at stake'."""
    around = t[max(0, number.first - LOSS) : lives + LOSS]
    return any(_is("loss", x.low) for x in around)


def _behind(t: list[Token], k: int, starts: set[int]) -> str:
    for j in range(k, min(k + REACH, len(t))):
        if j in starts or t[j].text in MARKS or t[j].low in ("and", "or", "but", "while"):
            return ""
        for n in (3, 2, 1):
            sense = _sense("event", [x.low for x in t[j : j + n]])
            noun = j > k and _is("event noun", t[j].low)
            if sense and not noun:
                return "" if _active(t, k, j, j + n, starts) else sense
    return ""


def _active(t: list[Token], k: int, verb: int, after: int, starts: set[int]) -> bool:
    """The counted did it rather than suffered it: 'two drones killed a guard'."""
    before = [x.low for x in t[k:verb]]
    while (
        before
        and not _is("passive", before[-1])
        and (before[-1] in function_words() or before[-1].endswith(("ly", "ed")))
    ):
        before.pop()  # were, officials said, …: a noun between makes another clause of it
    passive = before and _is("passive", before[-1])
    return not passive and after < len(t) and (after in starts or _is("object", t[after].low))


def _ahead(t: list[Token], first: int, reach: int, starts: set[int]) -> str:
    for j in range(first - 1, max(-1, first - 1 - reach), -1):
        if t[j].text in MARKS or _is("apart", t[j].low):
            return ""
        for n in (3, 2, 1):
            if j - n + 1 >= 0 and (sense := _sense("event", [x.low for x in t[j - n + 1 : j + 1]])):
                return sense
        if any(j == s for s in starts):
            return ""
    return ""


def _cue(t: list[Token], number: Numeral) -> str:
    """'superseded' or 'corrected' where the words before the number say so."""
    before = t[max(0, number.first - 12) : number.first]
    for j in range(len(before) - 1, -1, -1):
        for n in (2, 1):
            words = [x.low for x in before[j : j + n]]
            for category in ("corrected", "superseded"):
                if len(words) == n and _sense(category, words):
                    return category
    return ""


def _revised(found: pd.DataFrame) -> list[str]:
    """A superseded figure needs a later one of the same thing in its article, and the other way round."""
    out = [""] * len(found)
    waiting: dict[tuple[str, str], int] = {}
    rows = zip(found["article_id"], found["counted"], found["value"], found["cue"], strict=True)
    for i, (article_id, counted, value, cue) in enumerate(rows):
        key = (article_id, counted.split(" ")[-1])
        if cue == "superseded":
            waiting[key] = i
        elif cue == "corrected" and key in waiting and value != found["value"].iloc[waiting[key]]:
            out[waiting.pop(key)], out[i] = "superseded", "corrected"
    return out


def _speakers(found: pd.DataFrame, attributions: pd.DataFrame, spans: pd.DataFrame) -> list[str]:
    """For each figure the speaker of the innermost content that holds it."""
    speaker = dict(zip(attributions["attribution_id"], attributions["speaker"], strict=True))
    pieces: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    content = spans.loc[spans["role"] == "content", ["article_id", "start", "end", "attribution_id"]]
    for article_id, start, end, attribution in content.sort_values("start").itertuples(index=False, name=None):
        pieces[article_id].append((start, end, speaker.get(attribution, "")))
    out = []
    for article_id, start, end in found[["article_id", "start", "end"]].itertuples(index=False, name=None):
        at = bisect.bisect_right(pieces[article_id], start, key=lambda p: p[0])
        near = reversed(pieces[article_id][max(0, at - DEPTH) : at])
        out.append(next((who for _, last, who in near if end <= last), ""))
    return out
