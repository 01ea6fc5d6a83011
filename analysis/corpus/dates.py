"""Dates as web pages write them, in English."""

import functools
import re
from datetime import date, time

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = re.compile(
    r"(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)"
)
OTHER = re.compile(
    r"(mon|tues?|wednes|thurs?|fri|satur|sun)(day)?|wed|sat|[ap]|am|pm|m|at|on|st|nd|rd|th"
    r"|gmt|utc|[ecmp][ds]?t|cest|bst|ist|t|z"
)
ISO = re.compile(r"\d{4}(-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|[+-]\d\d:?\d\d))?)?)?)?", re.ASCII)
WRITTEN = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})|(\d{1,2}) ([A-Za-z]{3,9})\.?,? (\d{4})")
DIGITS = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d:\d\d")


def iso(text: str) -> str:
    """The date in a text as ISO; "" where there is none, no such day, or it can be read in two ways (3/4/2021).

    >>> iso("Nov. 7, 2021"), iso("Updated 8 November 2021 at 9:10"), iso("2021-11-07T10:00"), iso("3/4/2021")
    ('2021-11-07', '2021-11-08', '2021-11-07T10:00', '')
    """
    if ISO.fullmatch(text):
        return text if _is_real(text) else ""
    for found in WRITTEN.finditer(text[:200]):
        month, day, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
        if MONTH.fullmatch(month.lower()):
            try:
                return date(int(year), MONTHS.index(month[:3].lower()) + 1, int(day)).isoformat()
            except ValueError:
                continue
    return ""


def _is_real(text: str) -> bool:
    """Whether the calendar has the day and the clock the time; what is not given ("2021-11") may be any."""
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
        return not text[11:] or bool(time.fromisoformat(text[11:].replace(" ", "")).isoformat())
    except ValueError:
        return False


def is_date(line: str) -> bool:
    """Whether a line is a date or a time of day and nothing else ("November 8, 2021", "8:45 GMT")."""
    if len(line) > 60:
        return False
    words = re.findall(r"[a-z]+", line.lower())
    months = [w for w in words if MONTH.fullmatch(w)]
    known = all(MONTH.fullmatch(w) or OTHER.fullmatch(w) for w in words)
    return known and any(c.isdigit() for c in line) and (bool(months) or DIGITS.search(line) is not None)


# Day, month in letters, year ("jeudi 5 octobre 2013", "2 de mayo de 2024"); month first; Chinese, Japanese, Korean.
DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:er|st|nd|rd|th|[.ºª°])?\s+(?:(?:de|of|di|dei)\s+|d['’]\s?)?([^\W\d_]{2,14})\.?,?\s+(?:del?\s+)?(\d{4})\b"
)
MONTH_FIRST = re.compile(r"\b([^\W\d_]{2,14})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
EAST = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})")
YEAR_FIRST = re.compile(r"\b(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\b")
NUMBERS = re.compile(r"\b(\d{1,2})([-/.])(\d{1,2})\2(\d{4})\b")


def in_any_language(text: str) -> str:
    """The date in a text as ISO, whatever the language of its month; "" where there is none or it is not clear.

    >>> in_any_language("Politique, jeudi 5 octobre 2013, p. 3"), in_any_language("29. Dezember 2011 15:32")
    ('2013-10-05', '2011-12-29')
    >>> in_any_language("2012年10月5日"), in_any_language("31/12/2020"), in_any_language("3/4/2021")
    ('2012-10-05', '2020-12-31', '')
    """
    text = text.strip()[:300]
    if (start := ISO.match(text)) and len(start.group()) >= 10 and ISO.fullmatch(start.group()):
        return start.group()
    for pattern, order in ((DAY_FIRST, (3, 2, 1)), (MONTH_FIRST, (3, 1, 2))):
        for found in pattern.finditer(text):
            year, month, day = (found[n] for n in order)
            if date_ := _iso(year, _month(month), day):
                return date_
    for whole in (EAST.search(text), YEAR_FIRST.search(text)):
        if whole and (date_ := _iso(whole[1], whole[whole.re.groups - 1], whole[whole.re.groups])):
            return date_
    numbers = NUMBERS.search(text)
    if numbers is None:
        return ""
    first, second, year = numbers[1], numbers[3], numbers[4]
    readings = {d for d in (_iso(year, second, first), _iso(year, first, second)) if d}
    return readings.pop() if len(readings) == 1 else ""


def _iso(year: str, month: str | int, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


# Where a month has the name of another one elsewhere (listopad), the language that stands first is meant.
LANGUAGES = (
    "en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "ru", "uk", "sv", "da", "nb", "nn", "fi", "is", "et",
    "lv", "lt", "hu", "ro", "sk", "sl", "hr", "sr", "sr_Latn", "bs", "mk", "bg", "el", "tr", "ca", "gl", "eu",
    "ga", "cy", "sq", "mt", "lb", "be", "hy", "ka", "az", "kk", "uz", "he", "ar", "fa", "ur", "hi", "bn", "ta",
    "te", "ml", "mr", "gu", "pa", "th", "vi", "id", "ms", "fil", "sw", "af", "zu", "xh", "st", "so", "am", "ha",
    "yo", "mn", "my", "km",
)  # fmt: skip


@functools.cache
def _months() -> dict[str, int]:
    """Name of a month in small letters → its number, short and long, in the languages of the world's press."""
    from babel import Locale

    names: dict[str, int] = {}
    for language in LANGUAGES:
        for widths in Locale.parse(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in widths[width].items():
                    names.setdefault(name.lower().strip("."), number)
    return names


def _month(name: str) -> int:
    """The number of a month by its name; 0 for no month."""
    if MONTH.fullmatch(name.lower()):
        return MONTHS.index(name[:3].lower()) + 1
    return _months().get(name.lower(), 0)
