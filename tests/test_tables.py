"""A table that breaks its schema is refused, and the message names the row."""

import pandas as pd
import pytest

from analysis.tables import STRING, VOICES, TableError, check, schema, string, whole

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
