"""What a schema forbids is refused, with table and column; what it allows passes without asking pandera."""

import pandas as pd
import pytest

from analysis import tables
from analysis.tables import STRING, VOICES, TableError, check, flag, frame, real, schema, string, whole

SAID = schema("said", {"voice": string("", VOICES), "start": whole(""), "end": whole("")}, unique=["voice"])


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (("God", 0, 1), "table 'said': column 'voice', row 1: 'God' is not allowed: isin"),
        (("quoted", -1, 1), "table 'said': column 'start', row 1: '-1' is not allowed: greater"),
        (("quoted", 5, 2), "table 'said': row 1: start is after end"),
        (("outlet", 0, 1), "table 'said': row 0: multiple_fields_uniqueness"),
        ((None, 0, 1), "table 'said': column 'voice', row 1: 'nan' is not allowed: not_nullable"),
    ],
)
def test_the_first_wrong_row_is_named(second, message):
    table = pd.DataFrame([("outlet", 0, 1), second], columns=["voice", "start", "end"]).astype({"voice": STRING})
    with pytest.raises(TableError) as error:
        check(table, SAID)
    assert str(error.value).startswith(message)


SCHEMA = schema(
    "birds",
    {
        "bird_id": string("key", unique=True),
        "kind": string("what it is", ["owl", "tit"]),
        "start": whole("first"),
        "end": whole("last"),
        "weight": real("grams"),
        "seen": flag("or heard"),
    },
    unique=["kind", "start"],
)
RIGHT = [
    {"bird_id": "a", "kind": "owl", "start": 0, "end": 3, "weight": 1.5, "seen": True},
    {"bird_id": "b", "kind": "tit", "start": 0, "end": 0, "weight": None, "seen": False},
]
WRONG = {
    "a key twice": ("bird_id", ["a", "a"]),
    "a kind that there is not": ("kind", ["owl", "bat"]),
    "nothing where a string must be": ("kind", pd.Series(["owl", None], dtype=STRING)),
    "a negative number": ("start", [0, -1]),
    "start after end": ("start", [4, 0]),
    "a number as text": ("weight", ["1.5", "2"]),
    "a fraction of a place": ("end", [3.0, 0.0]),
    "the rows' own key twice": ("kind", ["owl", "owl"]),
}


def test_a_right_table_passes_at_once(monkeypatch):
    table = frame(RIGHT, SCHEMA)
    monkeypatch.setattr(tables.Schema, "validate", lambda *_, **__: pytest.fail("pandera was asked"))
    assert tables.check(table, SCHEMA) is table
    assert tables.check(tables.empty(SCHEMA), SCHEMA).empty


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_table_is_refused(what):
    column, values = WRONG[what]
    with pytest.raises(TableError, match="table 'birds'"):
        tables.check(frame(RIGHT, SCHEMA).assign(**{column: values}), SCHEMA)


def test_columns_are_those_of_the_schema_in_its_order():
    table = frame(RIGHT, SCHEMA)
    for wrong in (table.assign(more=1), table.drop(columns="seen"), table[table.columns[::-1]]):
        with pytest.raises(TableError, match="table 'birds'"):
            tables.check(wrong, SCHEMA)
