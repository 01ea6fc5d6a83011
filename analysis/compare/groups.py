"""Groups of outlets: the comparisons by country, owner or any other column of ``outlets.csv``."""

import pandas as pd

from analysis.compare.rates import placed
from analysis.tables import TableError

BY = ("country", "owner", "kind", "lean", "group")


def grouped(articles: pd.DataFrame, outlets: pd.DataFrame, by: str) -> pd.DataFrame:
    """The articles with the group of their outlet in the column ``outlet``; ``by`` is a column of ``outlets``.

    Everything that compares outlets then compares groups. Articles stay the sampling unit: an interval says how far
    other articles of these outlets may lie, not what other outlets of the country would write.
    """
    return articles.assign(outlet=articles["outlet"].map(_groups(outlets, by)).astype(articles["outlet"].dtype))


def _groups(outlets: pd.DataFrame, by: str) -> dict[str, str]:
    if by not in BY:
        raise TableError(f"Outlets cannot be grouped by {by!r}. There are: outlet, {', '.join(BY)}.")
    if not (outlets[by] != "").any():
        raise TableError(f"No outlet has a {by}: write it into the column {by!r} of outlets.csv beside the articles.")
    return dict(zip(outlets["outlet"], outlets[by].where(outlets[by] != "", f"{by} not given"), strict=True))


def of_one_outlet(table: pd.DataFrame, articles: pd.DataFrame, outlets: pd.DataFrame, by: str) -> pd.DataFrame:
    """A comparison of groups whose ``method`` says which of them is one outlet only, in that story.

    Such a group's figure is its outlet's; it says nothing about the country or the owner.
    """
    there = placed(articles)[["story", "outlet"]].drop_duplicates()
    there = there.assign(group=there["outlet"].map(_groups(outlets, by)))
    single = there[~there.duplicated(["story", "group"], keep=False)].set_index(["story", "group"])["outlet"]
    notes = single.to_dict()
    sides = [side for side in ("outlet", "other") if side in table]
    method = [
        "; ".join([how, *(f"{g} is one outlet: {notes[story, g]}" for g in groups if (story, g) in notes)])
        for how, story, *groups in table[["method", "story", *sides]].itertuples(index=False, name=None)
    ]
    return table.assign(method=pd.Series(method, index=table.index, dtype=table["method"].dtype))
