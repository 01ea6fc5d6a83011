import pytest

from analysis.corpus.dates import in_any_language, is_date, iso


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Politique, jeudi 5 octobre 2013, p. 3", "2013-10-05"),
        ("29. Dezember 2011 15:32", "2011-12-29"),
        ("2 de mayo de 2024", "2024-05-02"),
        ("1er mars 2020", "2020-03-01"),
        ("14 kwietnia 2026", "2026-04-14"),
        ("11 syyskuuta 2012", "2012-09-11"),
        ("3 марта 2022", "2022-03-03"),
        ("6 مارس 2021", "2021-03-06"),
        ("2012年10月5日", "2012-10-05"),
        ("2012년 10월 5일", "2012-10-05"),
        ("February 10, 2018 Saturday, Late Edition - Final", "2018-02-10"),
        ("2021-11-07T10:00:00+01:00", "2021-11-07T10:00:00+01:00"),
        ("2024/3/5", "2024-03-05"),
        ("31/12/2020", "2020-12-31"),
        ("3/4/2021", ""),  # April or March
        ("4/4/2021", "2021-04-04"),
        ("12 mots 2012", ""),
        ("31 février 2020", ""),
        ("", ""),
    ],
)
def test_in_any_language(text, expected):
    assert in_any_language(text) == expected
