"""The calendar of coverage: which outlet ran which story, how often, how late, and which did not."""

import pandas as pd

from analysis.tables import frame, real, schema, string, whole

ABSENT = ("", "none found", "no articles then")

CALENDAR = schema(
    "calendar",
    {
        "story": string("the event"),
        "outlet": string("the outlet"),
        "n_articles": whole("its articles on the story, 0 where there are none"),
        "n_words": whole("their words"),
        "first": string("ISO date of the first of them, '' if unknown or none"),
        "last": string("ISO date of the last of them"),
        "days_after": real("days from the first article of any outlet to its first; NaN where a date is not known"),
        "absence": string(
            "why it may have none: 'none found', though it has articles of those days in the corpus or a date is not "
            "known; 'no articles then': all its articles in the corpus are older or younger; '' where it has some",
            ABSENT,
        ),
    },
    unique=["story", "outlet"],
)


def calendar(articles: pd.DataFrame, outlets: pd.DataFrame) -> pd.DataFrame:
    """Every story × every outlet of the corpus, columns as CALENDAR; stories by first date, outlets as in ``outlets``.

    "None found" is not silence: the corpus may lack the article, or the outlet may have told the event in an article
    that stands under another story.
    """
    dated = articles.assign(day=articles["published"].str[:10].replace("", None))
    spans = {"first": ("day", "min"), "last": ("day", "max")}
    ran = dated.groupby(["story", "outlet"], sort=False).agg(
        n_articles=("article_id", "size"), n_words=("n_words", "sum"), **spans
    )
    of_story = dated.groupby("story", sort=False).agg(**spans).add_prefix("story_").reset_index()
    of_outlet = outlets[["outlet", "first", "last"]].rename(columns={"first": "outlet_first", "last": "outlet_last"})
    table = of_story.merge(of_outlet, how="cross").merge(ran.reset_index(), how="outer", on=["story", "outlet"])
    table = table.fillna({"n_articles": 0, "n_words": 0}).fillna("")
    days = [pd.to_datetime(table[c], format="ISO8601", errors="coerce") for c in ("first", "story_first")]
    table["days_after"] = (days[0] - days[1]) / pd.Timedelta(days=1)
    table["absence"] = _absence(table)
    place = {outlet: n for n, outlet in enumerate(outlets["outlet"])}
    order = table.assign(place=table["outlet"].map(place)).sort_values(["story_first", "story", "place"])
    return frame(order, CALENDAR)


def _absence(table: pd.DataFrame) -> pd.Series:
    known = (table[["story_first", "outlet_first"]] != "").all(axis=1)
    elsewhere = (table["outlet_first"] > table["story_last"]) | (table["outlet_last"] < table["story_first"])
    why = pd.Series("none found", index=table.index).mask(known & elsewhere, "no articles then")
    return why.mask(table["n_articles"] > 0, "")
