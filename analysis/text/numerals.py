"""Numbers in text: what range each one means, and what kind of number it is.

"At least two", "tens of thousands", "$1.5 million", "10 to 15" and "seven of them" are quantities; "Nov. 7",
"8:45 GMT", "Al-Kadhimi, 54, was", "the third", "Boeing 737" and "no one" are numbers too, of other kinds. A parser of
its own rather than a library: the libraries for number words (word2number, text2num) turn words into digits and say
neither what range is meant nor what kind of number it is, which is all that matters here.
"""

import functools
import math
import re
from typing import Any, NamedTuple

from analysis import lexicons

NONE = math.nan
KINDS = (
    "quantity",
    "money",
    "percent",
    "fraction",
    "duration",
    "age",
    "date",
    "year",
    "time",
    "ordinal",
    "score",
    "name",
    "pronoun",
)

UNITS = {"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
SMALL = UNITS | {"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15}
SMALL |= {"sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19}
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
SCALES = {"dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
LETTER_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "t": 1e12}
PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
GROUPED = {"couple": 2.0, "pair": 2.0, "trio": 3.0}

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]|_")
DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
PHRASES = ("at least", "at most", "about")
# Where a number can be: a digit, or the beginning of a number word.
MAYBE = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|elev|twel|thir|fif|twen|for?t|nin|doz|scor|hundr|thous"
    r"|mill|bill|trill|half|quarter|couple|pair|trio|first|second|zero)",
    re.IGNORECASE,
)


class Token(NamedTuple):
    """A word, a number in digits or a mark, with its place in the text."""

    text: str
    low: str
    start: int
    end: int


class Numeral(NamedTuple):
    """A number, in the tokens ``first`` to ``last`` (exclusive).

    ``value``: the number said (NaN where only bounds are said: "dozens", "10 to 15"). ``low`` and ``high``: the
    smallest and the largest number that it can mean; NaN where that end is open ("at least two": 2, 2, NaN).
    """

    first: int
    last: int
    kind: str
    value: float = NONE
    low: float = NONE
    high: float = NONE
    approximate: bool = False
    unit: str = ""


END = Token("", "", -1, -1)


def tokens(text: str) -> list[Token]:
    """The words, numbers and marks of a text; none where it cannot hold a number.

    >>> [t.text for t in tokens("Two-thirds (12%)")]
    ['Two', '-', 'thirds', '(', '12', '%', ')']
    """
    if not MAYBE.search(text):
        return []
    return [Token(m[0], m[0].lower().replace("’", "'"), m.start(), m.end()) for m in TOKEN.finditer(text)]


@functools.cache
def lexicon() -> dict[str, dict[tuple[str, ...], dict[Any, Any]]]:
    """The lexicon "numbers": category → the words of a term → its group."""
    found: dict[str, dict[tuple[str, ...], dict[Any, Any]]] = {}
    for row in lexicons.read("numbers").to_dict("records"):
        found.setdefault(row["category"], {})[tuple(row["term"].lower().split())] = row
    return found


@functools.cache
def function_words() -> frozenset[str]:
    """The lexicon "function_words" as a set."""
    return frozenset(lexicons.read("function_words")["term"])


@functools.cache
def _starters() -> frozenset[str]:
    """Every word or sign with which a number can begin, beside digits."""
    signs = [x for (x, *_) in lexicon()["currency"] if not x.isalpha()]
    first = [x for category in ("vague", "month", "ordinal") for (x, *_) in lexicon()[category]]
    return frozenset({*SMALL, *TENS, *PARTS, *SCALES, *signs, *first, "a", "an", "us", "c", "au", "hk"})


def numerals(t: list[Token]) -> list[Numeral]:
    """Every number of a text given as ``tokens(text)``, in text order, none overlapping.

    Not found: numbers beyond "trillion", Roman numerals, "several", "many", "few", "both", "twice".

    >>> [(n.kind, n.value, n.low, n.high) for n in numerals(tokens("At least two of the three died."))]
    [('quantity', 2.0, 2.0, nan), ('quantity', 3.0, 3.0, 3.0)]
    """
    found: list[Numeral] = []
    i = 0
    while i < len(t):
        if not (t[i].text[0].isdecimal() or t[i].low in _starters()):
            i += 1
            continue
        number = _date(t, i) or _clock(t, i) or _score(t, i) or _ordinal(t, i) or _amount(t, i)
        if number and found and number.first < found[-1].last:
            number = number._replace(first=found[-1].last)  # two or more | or less 5
        if number and found and found[-1].kind == "name" and found[-1].last == i - 1 and t[i - 1].low == "of":
            number = number._replace(kind="name", value=NONE, low=NONE, high=NONE)  # photo 5 of 12
        if number:
            found.append(number)
        i = number.last if number else i + 1
    return found


def _at(t: list[Token], i: int) -> Token:
    return t[i] if 0 <= i < len(t) else END


def _is(category: str, *words: str) -> bool:
    return words in lexicon()[category]


def _glued(t: list[Token], i: int) -> bool:
    """Token i stands directly behind the one before it."""
    return 0 < i < len(t) and t[i].start == t[i - 1].end


def _digits(token: Token) -> float | None:
    return float(token.text.replace(",", "")) if DIGITS.fullmatch(token.text) else None


def _day(token: Token) -> bool:
    return token.text.isdecimal() and 1 <= int(token.text[:4]) <= 31 and len(token.text) <= 2


def _bare_year(token: Token) -> bool:
    return token.text.isdecimal() and len(token.text) == 4 and 1500 <= int(token.text) < 2100


def _month(token: Token) -> bool:
    return token.text[:1].isupper() and _is("month", token.low)


def _date(t: list[Token], i: int) -> Numeral | None:
    """'Nov. 7, 2021', '7 November', 'November 2021', '2021-11-07', '9/11'."""
    last = i
    if _month(t[i]):
        last = i + 2 if _at(t, i + 1).text == "." else i + 1
        if not (_day(_at(t, last)) or _bare_year(_at(t, last))):
            return None
        last += 1 if not _glued(t, last + 1) or _at(t, last + 1).low not in ("st", "nd", "rd", "th") else 2
        if _at(t, last).text == "," and _bare_year(_at(t, last + 1)):
            last += 2
    elif _day(t[i]) and (_month(_at(t, i + 1)) or (_glued(t, i + 1) and _month(_at(t, i + 2)))):
        last = i + (2 if _month(_at(t, i + 1)) else 3)
        last += 1 if _bare_year(_at(t, last)) else 0
    elif t[i].text.isdecimal() and _at(t, i + 1).text in ("/", "-") and _glued(t, i + 1) and _glued(t, i + 2):
        mark = t[i + 1].text
        three = _at(t, i + 3).text == mark and _glued(t, i + 3) and _glued(t, i + 4) and _at(t, i + 4).text.isdecimal()
        if len(t[i].text) == 3 or not _at(t, i + 2).text.isdecimal() or not (three or (mark == "/" and _day(t[i]))):
            return None
        last = i + (5 if three else 3)
    return Numeral(i, last, "date") if last > i else None


def _clock(t: list[Token], i: int) -> Numeral | None:
    """'8:45 GMT', '10 a.m.', '7pm'."""
    if not t[i].text.isdecimal():
        return None
    last = i + 1
    if _at(t, last).text == ":" and _glued(t, last) and _glued(t, last + 1) and _at(t, last + 1).text.isdecimal():
        last += 2
    low, after = _at(t, last).low, _at(t, last + 1).text
    if low in ("a", "p") and after == "." and _at(t, last + 2).low == "m":
        return Numeral(i, last + 4 if _glued(t, last + 3) and t[last + 3].text == "." else last + 3, "time")
    if low == "this" and after in ("morning", "afternoon", "evening") and int(t[i].text[:5]) <= 12:
        return Numeral(i, last, "time")
    if _is("clock", low) and int(t[i].text[:5]) < 2400:
        return Numeral(i, last + 1, "time")
    return Numeral(i, last, "time") if last > i + 1 else None


def _score(t: list[Token], i: int) -> Numeral | None:
    """'51-49', 'voted 5 to 4', '24/7', '555-1234': numbers side by side that are no range."""
    if _digits(t[i]) is None:
        return None
    last = i + 1
    while _at(t, last).text in ("-", "–", "‑") and _glued(t, last) and _glued(t, last + 1):
        if _digits(t[last + 1]) is None:
            return None
        last += 2
    if last > i + 3:
        return Numeral(i, last, "name")
    if last == i + 1 and _at(t, last).low == "to" and _digits(_at(t, last + 1)) is not None:
        last += 2
    if last == i + 1:
        return None
    falls = float(_digits(t[i]) or 0) >= float(_digits(t[last - 1]) or 0)
    vote = any(_is("vote", _at(t, k).low) for k in (i - 4, i - 3, i - 2, i - 1, last, last + 1))
    if t[i + 1].low == "to":
        return Numeral(i, last, "score") if vote and _digits(t[last - 1]) < 600 else None  # type: ignore[operator]
    if _bare_year(t[i]):
        return Numeral(i, last, "year")
    return Numeral(i, last, "score") if falls or vote else None


def _ordinal(t: list[Token], i: int) -> Numeral | None:
    """'third', '20th', '21st century' (a date)."""
    last = i + 1
    if t[i].text.isdecimal() and _glued(t, last) and t[last].low in ("st", "nd", "rd", "th"):
        last += 1
        if _at(t, last).low == "century" or (_at(t, last).low == "of" and _month(_at(t, last + 1))):
            return Numeral(i, last + (1 if t[last].low == "century" else 2), "date")
        return Numeral(i, last, "ordinal", value=float(t[i].text[:9]))
    if _is("ordinal", t[i].low) and not _part(t, i):
        return Numeral(i, last, "ordinal")
    return None


def _part(t: list[Token], i: int) -> bool:
    """A third *of*, in 'a third of the seats'; not in 'a third person'."""
    return t[i].low in PARTS and _at(t, i - 1).low in ("a", "one") and _at(t, i + 1).low in ("of", "the", "in")


def _cardinal(t: list[Token], i: int) -> tuple[int, float] | None:
    """An exact number at i: the token after it, and its value."""
    if i >= len(t):
        return None
    value = _digits(t[i])
    if value is not None:
        half = _at(t, i + 2).text == "/" and t[i + 3 : i + 4] and t[i + 1].text.isdecimal() and _digits(t[i + 3])
        return (i + 4, value + float(t[i + 1].text) / half) if half else _scaled(t, i + 1, value)  # 2 1/2
    if t[i].low in ("a", "an") and _at(t, i + 1).low in (*SCALES, *GROUPED):
        k = i + 1
        if t[k].low in GROUPED:
            return (k + 1, GROUPED[t[k].low]) if _at(t, k + 1).low == "of" else None
        return _scaled(t, k, 1.0)
    if (
        t[i].low == "half"
        and _at(t, i + 1).low in ("a", "dozen")
        and _at(t, i + 1 + (t[i + 1].low == "a")).low in SCALES
    ):
        return _scaled(t, i + 1 + (t[i + 1].low == "a"), 0.5)
    return _spelt(t, i)


def _scaled(t: list[Token], i: int, value: float) -> tuple[int, float]:
    """A number before i together with 'million' or 'thousand' at i."""
    while True:
        k = i + 1 if _at(t, i).text == "-" and _at(t, i + 1).low in SCALES else i
        if _at(t, k).low not in SCALES:
            return i, value
        value, i = value * SCALES[t[k].low], k + 1


def _spelt(t: list[Token], i: int) -> tuple[int, float] | None:
    """'twenty-one', 'two hundred and five thousand', 'dozen'."""
    total = group = 0.0
    first = i
    while i < len(t):
        word, k = t[i].low, i
        after = _at(t, i + 1).low
        joined = word == "-" and (after in UNITS or after in SCALES)
        if i > first and (joined or (word == "and" and (total or group >= 100) and (after in SMALL or after in TENS))):
            k, word = i + 1, after
        if word in SMALL and group % 100 == 0:
            group += SMALL[word]
        elif word in UNITS and group % 100 >= 20 and group % 10 == 0:
            group += UNITS[word]
        elif word in TENS and group % 100 == 0:
            group += TENS[word]
        elif word in ("hundred", "dozen") and i > first:
            group *= SCALES[word]
        elif word in SCALES and i > first:
            total, group = total + group * SCALES[word], 0.0
        else:
            break
        i = k + 1
    return (i, total + group) if i > first else None


def _fraction(t: list[Token], i: int) -> tuple[int, float] | None:
    """'two-thirds', 'a third of', 'half of', 'three in ten'."""
    if t[i].low == "half" and _at(t, i + 1).low in ("of", "the", "its", "their", "his", "her", "our", "all"):
        return i + 1, 0.5
    if t[i].low == "half" and _at(t, i - 1).low in ("a", "one") and _at(t, i + 1).low == "of":
        return i + 1, 0.5
    if _part(t, i):
        return i + 1, 1 / PARTS[t[i].low]
    top = _cardinal(t, i)
    if top is None or not 0 < top[1] < 1000:
        return None
    k = top[0] + (_at(t, top[0]).text == "-")
    part = _at(t, k).low
    if part.removesuffix("s") in PARTS and (part.endswith("s") or part == "half" or top[1] == 1) and part != "half":
        return k + 1, top[1] / PARTS[part.removesuffix("s")]
    if _at(t, top[0]).low == "in" or (_at(t, top[0]).low == "out" and _at(t, top[0] + 1).low == "of"):
        of = top[0] + (1 if t[top[0]].low == "in" else 2)
        bottom = _cardinal(t, of)
        if bottom and top[1] < bottom[1] <= 1000 and not _bare_year(t[of]) and t[i].low not in ("a", "an"):
            return bottom[0], top[1] / bottom[1]
    return None


def _vague(t: list[Token], i: int) -> tuple[int, float, float] | None:
    """'dozens', 'tens of thousands': the token after it, and its bounds."""
    for length in (3, 1):
        words = tuple(x.low for x in t[i : i + length])
        term = lexicon()["vague"].get(words) if len(words) == length else None
        if term and (t[i].low != "scores" or _at(t, i + 1).low == "of"):
            return i + length, float(str(term["low"])), float(str(term["high"]))
    return None


def _amount(t: list[Token], i: int) -> Numeral | None:
    """Any other number: how much, of what unit, or a number that only looks like an amount."""
    if t[i].low in ("a", "an") and _is("time unit", _at(t, i + 1).low):  # a day or two
        words = _at(t, i + 2).low, _at(t, i + 3).low
        return (
            Numeral(i, i + 4, "duration", NONE, 1, 2, True, _singular(t[i + 1].low)) if words == ("or", "two") else None
        )
    sign = _currency(t, i)
    at = i + sign[0] if sign else i
    vague = _vague(t, at) if at < len(t) else None
    fraction = None if sign or vague or at >= len(t) else _fraction(t, at)
    exact = None if vague or fraction else _cardinal(t, at)
    if vague:
        first, last = _before(t, i)[0], vague[0]
        money = (last, sign[1]) if sign else _currency_after(t, last)
        if money:
            return Numeral(first, money[0], "money", NONE, vague[1], vague[2], True, money[1])
        return Numeral(first, last, "quantity", NONE, vague[1], vague[2], True)
    if fraction:
        return _bounded(t, i, fraction[0], fraction[1], fraction[1], "fraction", "")
    if exact is None:
        return None
    return _classified(t, i, at, exact, sign[1] if sign else "")


def _currency(t: list[Token], i: int) -> tuple[int, str] | None:
    """A sign before the number: how many tokens, and the currency."""
    n = 1 if _at(t, i + 1).text == "$" and _at(t, i).low in ("us", "c", "a", "au", "hk") and _glued(t, i + 1) else 0
    sign = _at(t, i + n).text
    if not sign or sign.isalnum() or not _is("currency", sign):
        return None
    return n + 1, str(lexicon()["currency"][(sign,)]["unit"])


def _currency_after(t: list[Token], i: int) -> tuple[int, str] | None:
    k = i + 1 if _at(t, i).low in ("of", "us", "-") else i
    if not _is("currency", _at(t, k).low) or not t[k].text.isalpha():
        return None
    return k + 1, str(lexicon()["currency"][(t[k].low,)]["unit"])


def _classified(t: list[Token], i: int, at: int, exact: tuple[int, float], currency: str) -> Numeral:
    """The number at i (after its sign: at) by what stands around it."""
    last, value = exact
    glued = _at(t, last).low if _glued(t, last) else ""
    if currency:
        if glued in LETTER_SCALES:
            last, value = last + 1, value * LETTER_SCALES[glued]
        return _ranged(t, i, last, value, "money", currency)
    named = _named(t, at, last, glued)
    if named:
        return Numeral(at, named[0], named[1], value=value if named[1] in ("year", "age") else NONE)
    if glued in ("k", "m", "bn", "mn") and t[at].text[0].isdecimal():
        last, value = last + 1, value * LETTER_SCALES[glued]
    return _ranged(t, at, last, value, "", "")


def _named(t: list[Token], i: int, last: int, glued: str) -> tuple[int, str] | None:
    """Where the number counts nothing: the token after it, and what it is instead."""
    digits = t[i].text[0].isdecimal()
    before, after = _at(t, i - 1), _at(t, last)
    age = _age(t, i, last)
    if age:
        return age, "age"
    era = after.low in ("bc", "ad", "bce", "ce") or (after.low in ("a", "b") and _at(t, last + 2).low in ("d", "c"))
    if digits and (era or (before.text in ("'", "’", "‘") and len(t[i].text) == 2 and not _glued(t, i - 1))):
        return last, "year"
    if i == 0 and digits and after.text in (".", ")", "") and not (_glued(t, last + 1) and _at(t, last + 1).text):
        return last, "name"  # the number of a list
    if _bare_year(t[i]) and last == i + 1 and not _counts(t, i, last):
        return (last + 1, "year") if glued == "s" else (last, "year")
    if digits and glued == "s":
        return last + 1, "age" if _at(t, i - 1).low in ("his", "her", "their", "my") or _at(t, i - 2).low in (
            "his",
            "her",
            "their",
        ) else "year"
    if t[i].low == "one" and last == i + 1 and _pronoun(t, i):
        return last, "pronoun"
    if digits and glued and glued.isalpha() and glued not in LETTER_SCALES and not _is("measure", glued):
        return last + 1, "name"
    if (
        digits
        and _glued(t, i)
        and (before.text.isalpha() or (before.text == "-" and _at(t, i - 2).text.isalpha() and _glued(t, i - 1)))
    ):
        return last, "name"
    if digits and before.text in ("#", "№", "_", "/"):
        return last, "name"
    if digits and DIGITS.fullmatch(t[i].text) is None:
        return last, "name"
    naming = before.low if before.text != "." else _at(t, i - 2).low
    if before.low == "number":
        return last, "name"  # number two on the list
    counted = after.text.isalpha() and after.low.endswith("s") and after.text.islower()
    if digits and _is("naming", naming) and not counted and after.low not in ("%", "percent"):
        return last, "name"
    if (
        digits and before.text[:1].isupper() and before.text.isalpha() and before.low not in function_words()
    ):  # Boeing 737
        alone = not after.text[:1].islower() and last == i + 1 and after.text not in ("%", "-")
        if alone:
            return last, "name"
    if not digits and t[i].text[:1].isupper() and not _sentence_start(t, i) and not _title_case(t, i):
        return last, "name"
    return None


def _counts(t: list[Token], i: int, last: int) -> bool:
    """A bare number that could be a year counts people or money: '2000 people', 'about 2000 votes', '1500 percent'."""
    after = _at(t, last).low
    if any(_is(category, after) for category in ("counted years", "measure", "currency")):
        return True
    return _before(t, i)[1] == "at least" and after.isalpha()


def _age(t: list[Token], i: int, last: int) -> int:
    """The token after an age: '54-year-old', '54 years old', 'aged 54', ', 54,'. 0: it is none."""
    k = last + 1 if _at(t, last).text == "-" else last
    if _at(t, k).low in ("year", "years", "month", "months"):
        k += 2 if _at(t, k + 1).text == "-" else 1
        if _at(t, k).low in ("old", "olds"):
            return k + 1
        if _at(t, k).low == "of" and _at(t, k + 1).low == "age":
            return k + 2
    if _at(t, i - 1).low in ("aged", "age", "ages", "turned"):
        return last
    if (
        last > i + 1
        or not t[i].text.isdecimal()
        or int(t[i].text[:4]) > 110
        or _at(t, last).text not in (",", ".", ";", "")
    ):
        return 0
    before, two = _at(t, i - 1).low, _at(t, i - 2)
    behind_name = before == "," and two.text.istitle()  # Biden, 78, said
    at_age = before == "at" and _at(t, last).text == "," and two.text in (",", "", "“") and int(t[i].text) > 12
    is_age = before in ("is", "was", "am", "'s") and two.low in ("he", "she", "who", "i")  # she is 72.
    return last if behind_name or at_age or is_age else 0


def _pronoun(t: list[Token], i: int) -> bool:
    back = i - 2 if _at(t, i - 1).text == "-" else i - 1
    before, after = _at(t, back).low, _at(t, i + 1).low
    if before == "which" and _at(t, i - 2).low == "of":
        return False
    if after == "of" and _at(t, i + 2).low in ("which", "whom"):
        return False
    if after == "or" and (_at(t, i + 2).low == "more" or _cardinal(t, i + 2)):
        return False
    if _at(t, i - 1).text == "-" and before == "on":
        return True  # one-on-one
    if after == "-":
        return _at(t, i + 2).low in ("on", "time", "sided", "way", "off", "liner", "stop")
    verb = len(after) > 4 and after.endswith("s") and not after.endswith(("ss", "us", "is", "'s"))
    if verb and _at(t, i + 1).text.islower() and not _is("noun after one", after):
        return True  # one calculates
    adverb = after.endswith("ly") or not after.isalpha()
    return adverb or _is("pronoun before one", before) or _is("pronoun after one", after)


def _sentence_start(t: list[Token], i: int) -> bool:
    before = _at(t, i - 1).text
    return i <= 0 or before in ("“", '"', "‘", "'", ":", "(", "—", "-", "–", "•", "[", ".", "?", "!")


def _title_case(t: list[Token], i: int) -> bool:
    """Most words around token i have a capital letter, as in a headline."""
    long = [x.text for x in t[max(0, i - 20) : i + 20] if x.text.isalpha() and len(x.text) > 3]
    return 2 * sum(w[0].isupper() for w in long) > len(long)


def _unit(t: list[Token], last: int) -> tuple[int, str, str]:
    """What follows the number: the token after it, the kind, the unit."""
    k = last + 1 if _at(t, last).text == "-" else last
    money = _currency_after(t, last)
    if money:
        return money[0], "money", money[1]
    if _at(t, k).low in ("%", "percent", "pct"):
        return k + 1, "percent", "percent"
    if _at(t, k).low == "per" and _at(t, k + 1).low == "cent":
        return k + 2, "percent", "percent"
    point = k + 2 if _at(t, k + 1).text == "-" else k + 1
    if _at(t, k).low == "percentage" and _at(t, point).low in ("point", "points"):
        return point + 1, "percent", "percentage point"
    j = (
        k + 1
        if _at(t, k).low in ("more", "straight", "full", "whole", "consecutive", "additional", "long", "other")
        else k
    )
    if _is("time unit", _at(t, j).low):
        return j + 1, "duration", _singular(t[j].low)
    if _is("measure", _at(t, k).low) and _at(t, k + 1).low != "soldiers":
        return k + 1, "quantity", _singular(t[k].low)
    return last, "quantity", ""


def _singular(word: str) -> str:
    irregular = {"feet": "foot", "centuries": "century", "inches": "inch"}
    return irregular.get(word, word.removesuffix("s"))


def _ranged(t: list[Token], i: int, last: int, value: float, kind: str, unit: str) -> Numeral:
    """One number, or two that are the ends of a range: '10 to 15', '$2-3 million', 'between two and three'."""
    second = _second(t, i, last)
    if second and second[1] > value:
        high = second[1]
        # "two to three million": the scale belongs to both.
        for scale in sorted(SCALES.values(), reverse=True):
            if high >= scale and value < 1000 <= scale and high / scale > value:
                value *= scale
                break
        low, last = value, second[0]
        if not unit:
            last, kind, unit = _unit(t, last)
        first = i - 1 if _at(t, i - 1).low in ("between", "from") else i
        return Numeral(first, last, kind, NONE, low, high, False, unit)
    if not unit:
        last, kind, unit = _unit(t, last)
    return _bounded(t, i, last, value, value, kind, unit)


def _second(t: list[Token], i: int, last: int) -> tuple[int, float] | None:
    """The second end of a range that begins with the number at i."""
    joint = _at(t, last).low
    between = joint == "and" and _at(t, i - 1).low == "between"
    rise = joint == "to" and _at(t, i - 1).low == "from" and _at(t, i - 2).low not in ("anywhere", "ranging", "range")
    if not between and (rise or joint not in ("to", "or", "-", "–")):
        return None
    sign = _currency(t, last + 1)
    second = _cardinal(t, last + 1 + (sign[0] if sign else 0))
    if second and sign and _at(t, second[0]).low in LETTER_SCALES and _glued(t, second[0]):
        return second[0] + 1, second[1] * LETTER_SCALES[t[second[0]].low]
    if (
        second
        and joint == "-"
        and not t[last + 1].text[0].isdecimal()
        and not t[i].text[0].isdecimal()
        and second[1] <= 1
    ):
        return None
    return second


def _bounded(t: list[Token], i: int, last: int, value: float, high: float, kind: str, unit: str) -> Numeral:
    """The number with the words before and behind it that open a bound or make it rough."""
    first, before = _before(t, i)
    last, after = _behind(t, last)
    bound = after or before
    low_end = NONE if bound == "at most" else value
    high_end = NONE if bound == "at least" else high
    return Numeral(first, last, kind, value, low_end, high_end, "about" in (before, after), unit)


def _before(t: list[Token], i: int) -> tuple[int, str]:
    """The first token of the words before a number that bound it, and how: at least, at most, about, or ''."""
    for length in (4, 3, 2, 1):
        words = tuple(x.low for x in t[max(0, i - length) : i])
        for category in PHRASES:
            if len(words) == length and _is(category, *words):
                return i - length, category
    return i, ""


def _behind(t: list[Token], last: int) -> tuple[int, str]:
    """As ``_before``, for the words behind: 'or more', 'or so'."""
    k = last + 1 if _at(t, last).text == "-" else last
    if _at(t, last).text == "+" and _glued(t, last):
        return last + 1, "at least"
    for category, bound in (("or more", "at least"), ("or less", "at most"), ("or so", "about")):
        for length in (2, 1):
            words = tuple(x.low for x in t[k : k + length])
            if len(words) == length and _is(category, *words) and not _begins(_at(t, k + length)):
                return k + length, bound
    return last, ""


def _begins(token: Token) -> bool:
    """A number begins here, which words before it belong to: in 'some 10, at most 20' also without the comma."""
    return token.text[:1].isdecimal() or (token.low in _starters() and token.low not in ("a", "an"))
