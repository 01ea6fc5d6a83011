"""Attribution: who is given as the source of what, on which rung, and with what kind of cue."""

import pandas as pd

from analysis import tables
from analysis.spans import within
from analysis.tables import evidence, flag, frame, string

SCHEMA = evidence(
    "attribution",
    attribution_id=string("the row of attributions that this is"),
    speaker=string("one canonical name a person or body; '' where no source is given"),
    source_type=string("rung of the ladder from a named person to no source at all", tables.SOURCE_TYPES),
    stance=string("what the cue does to the content", tables.STANCES),
    kind=string("direct, indirect or mixed speech", tables.ATTRIBUTION_KINDS),
    cue=string("the cue as written, lower case"),
    negated=flag("the speech act is negated or withheld (did not say, declined to comment)"),
)
COUNTED = ("source_type", "stance", "kind", "speaker")
AVERAGED = ("negated",)


def attribution(attributions: pd.DataFrame, voices: pd.DataFrame) -> pd.DataFrame:
    """One row an attribution, at its cue. Returns SCHEMA in text order.

    ``voice`` is who speaks at the cue: 'outlet' for the newsroom's own attributions, 'quoted' or 'attributed' for
    those inside somebody else's words ("he said that officials had confirmed …"). Source types follow this project's
    ladder; stances follow Martin & White (2005) and Searle (1976), see ``lexicons/stance.toml``. What the model of
    the spans misses is missing here; its measured accuracy stands in the report's limits.

    >>> study.attribution.groupby("source_type").size()          # doctest: +SKIP
    """
    placed = attributions.join(within(attributions, voices, ["voice"]))
    return frame(placed.assign(cue=placed["cue"].str.lower()), SCHEMA)
