"""Dates as web pages write them, in English."""

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
