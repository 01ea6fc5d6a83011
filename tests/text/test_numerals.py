"""What a number in the text means. Expected values are read off the words."""

import math

import pytest

from analysis.text.numerals import numerals, tokens

OPEN = math.nan


def read(text):
    t = tokens(text)
    return [(text[t[n.first].start : t[n.last - 1].end], n) for n in numerals(t)]


def same(one, other):
    return one == other or (math.isnan(one) and math.isnan(other))


@pytest.mark.parametrize(
    ("text", "words", "kind", "value", "low", "high"),
    [
        ("Three drones flew.", "Three", "quantity", 3, 3, 3),
        ("They lost twenty-one men.", "twenty-one", "quantity", 21, 21, 21),
        ("two hundred and five thousand votes", "two hundred and five thousand", "quantity", 205_000, 205_000, 205_000),
        ("At least two fell.", "At least two", "quantity", 2, 2, OPEN),
        ("It hurt more than 1,200 people.", "more than 1,200", "quantity", 1200, 1200, OPEN),
        ("as many as 30 men", "as many as 30", "quantity", 30, OPEN, 30),
        ("50 or more men", "50 or more", "quantity", 50, 50, OPEN),
        ("10 to 15 men", "10 to 15", "quantity", OPEN, 10, 15),
        ("between two and three million men", "between two and three million", "quantity", OPEN, 2e6, 3e6),
        ("Dozens were hurt.", "Dozens", "quantity", OPEN, 24, 100),
        ("tens of thousands marched", "tens of thousands", "quantity", OPEN, 20_000, 100_000),
        ("half a million men", "half a million", "quantity", 5e5, 5e5, 5e5),
        ("a dozen men", "a dozen", "quantity", 12, 12, 12),
        ("2 1/2 loaves", "2 1/2", "quantity", 2.5, 2.5, 2.5),
        ("51k likes", "51k", "quantity", 51_000, 51_000, 51_000),
        ("They hold about 2000 votes.", "about 2000", "quantity", 2000, 2000, 2000),
        ("around two-thirds of the seats", "around two-thirds", "fraction", 2 / 3, 2 / 3, 2 / 3),
        ("a third of them", "third", "fraction", 1 / 3, 1 / 3, 1 / 3),
        ("one in five voters", "one in five", "fraction", 0.2, 0.2, 0.2),
        ("It cost $1.5 million.", "$1.5 million", "money", 1.5e6, 1.5e6, 1.5e6),
        ("It cost US$200m.", "US$200m", "money", 2e8, 2e8, 2e8),
        ("It cost $2 to $3 billion.", "$2 to $3 billion", "money", OPEN, 2e9, 3e9),
        ("three million euros", "three million euros", "money", 3e6, 3e6, 3e6),
        ("tens of millions of dollars", "tens of millions of dollars", "money", OPEN, 20e6, 100e6),
        ("It rose 12 percent.", "12 percent", "percent", 12, 12, 12),
        ("It rose 5.5%.", "5.5%", "percent", 5.5, 5.5, 5.5),
        ("a 2.2-percentage-point margin", "2.2-percentage-point", "percent", 2.2, 2.2, 2.2),
        ("over the past 18 years", "18 years", "duration", 18, 18, 18),
        ("less than two days later", "less than two days", "duration", 2, OPEN, 2),
    ],
)
def test_quantities(text, words, kind, value, low, high):
    ((found, number),) = read(text)
    assert (found, number.kind) == (words, kind)
    assert all(same(*p) for p in [(number.value, value), (number.low, low), (number.high, high)]), number


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("on Oct. 10", "date"),
        ("on November 7, 2021, it", "date"),
        ("on 7 November", "date"),
        ("on 2021-11-07", "date"),
        ("since 9/11", "date"),
        ("in the 21st century", "date"),
        ("the 2018 vote", "year"),
        ("since the 1990s", "year"),
        ("the class of ’14", "year"),
        ("in 105 A.D.", "year"),
        ("at 8:45 GMT", "time"),
        ("at 10 a.m.", "time"),
        ("the 54-year-old", "age"),
        ("Al-Kadhimi, 54, was", "age"),
        ("in his 50s", "age"),
        ("the third managed", "ordinal"),
        ("the 20th time", "ordinal"),
        ("passed 51-49", "score"),
        ("The court ruled 6-3", "score"),
        ("a Boeing 737", "name"),
        ("Boeing 737", "name"),
        ("an F-16 jet", "name"),
        ("COVID-19", "name"),
        ("the G7", "name"),
        ("under Article 50", "name"),
        ("on Channel 4", "name"),
        ("call 555-123-4567", "name"),
        ("caption 5", "name"),
        ("3.", "name"),  # the number of a list
        ("The foreign ministers of the Group of Seven said nothing.", "name"),
        ("no one came", "pronoun"),
        ("no-one came", "pronoun"),
        ("one of the drones", "pronoun"),
        ("they like one another", "pronoun"),
    ],
)
def test_numbers_that_count_nothing(text, kind):
    assert [n.kind for _, n in read(text)] == [kind]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # each was read wrongly on real articles before; the sentences are ours
        ("one-on-one meetings", [("one", "pronoun"), ("one", "pronoun")]),
        ("It is unclear how one measures that.", [("one", "pronoun")]),
        ("one news outlet", [("one", "quantity")]),
        ("It lasted until 4 this afternoon.", [("4", "time")]),
        ("It helps anywhere from 800 to 900 men.", [("from 800 to 900", "quantity")]),
        ("Photo 5 of 12", [("5", "name"), ("12", "name")]),
        ("of which one exploded", [("one", "quantity")]),
        ("a clash in which one guard died", [("one", "quantity")]),
        ("the rank to which one can rise", [("one", "pronoun")]),
        ("It fell from $5 to $4.", [("$5", "money"), ("$4", "money")]),
        ("One Nation won; One man left.", [("One", "quantity"), ("One", "name")]),
        ("two-thirds", [("two-thirds", "fraction")]),
        ("hundreds", [("hundreds", "quantity")]),
        ("a second-hand car", [("second", "ordinal")]),
        ("12 percentage", [("12", "quantity")]),
        ("It scores well and millions watch.", [("millions", "quantity")]),
        ("a year or two ago", [("a year or two", "duration")]),
        ("one or two people", [("one or two", "quantity")]),
        ("one or more guards", [("one or more", "quantity")]),
        ("Jane Doe, at 72, is the oldest; she was 70.", [("72", "age"), ("70", "age")]),
        ("Number one is money, number two is time.", [("one", "pronoun"), ("two", "name")]),
        ("Some 10 at most 20 people", [("Some 10", "quantity"), ("at most 20", "quantity")]),
        ("10 at least dozens", [("10", "quantity"), ("at least dozens", "quantity")]),
        ("two or more or less 5", [("two or more", "quantity"), ("or less 5", "quantity")]),
        ("5 ① people, ² and Nov. ² 7", [("5", "quantity"), ("7", "quantity")]),  # digits that are no decimals
        ("nothing here", []),
    ],
)
def test_hard_cases(text, found):
    assert [(words, n.kind) for words, n in read(text)] == found


def test_rough_numbers_are_marked():
    rough = {words: n.approximate for words, n in read("about 40, some 50, 60 or so, exactly 70 and dozens")}
    assert rough == {"about 40": True, "some 50": True, "60 or so": True, "70": False, "dozens": True}


@pytest.mark.parametrize("unit", ["one ", "1,", "x Two ", "$", "1-", "1 to ", "half a "])
def test_time_grows_with_length(unit, growth):
    assert growth(numerals, lambda n: tokens(unit * n), 2_000) < 30
