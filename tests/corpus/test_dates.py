import pytest

from analysis.corpus.dates import is_date, iso


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("November 8, 2021", "2021-11-08"),
        ("Nov. 7, 2021", "2021-11-07"),
        ("7 Sept 2021", "2021-09-07"),
        ("June 3rd, 2021", "2021-06-03"),
        ("Updated on May 31, 2021 at 8:45 p.m.", "2021-05-31"),
        ("2021", "2021"),
        ("2021-11", "2021-11"),
        ("2021-11-07 08:45:00+03:00", "2021-11-07 08:45:00+03:00"),
        ("2021-11-07T08:45:00.123Z", "2021-11-07T08:45:00.123Z"),
        ("2021-11-07 08:45 +0300", "2021-11-07 08:45 +0300"),
        ("2021-13-45", ""),  # no such day, month, hour
        ("2021-02-29", ""),
        ("2021-13", ""),
        ("0000", ""),
        ("2021-11-07T25:00", ""),
        ("3/4/2021", ""),  # March or April
        ("February 30, 2021", ""),
        ("Mayor 3, 2021", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_iso(text, expected):
    assert iso(text) == expected


@pytest.mark.parametrize(
    "line", ["November 8, 2021", "Sunday, 7 Nov 2021", "8:45 GMT", "3/4/2021", "2021-11-07", "June 2"]
)
def test_is_date(line):
    assert is_date(line)


@pytest.mark.parametrize(
    "line", ["", "2021", "May", "In May 2021 it fell", "On March 3 they marched on", "7 years ago", "5-3"]
)
def test_is_no_date(line):
    assert not is_date(line)
