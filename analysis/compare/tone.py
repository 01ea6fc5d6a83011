"""Tone compared: actor × outlet by voice, who is angry with whom, and where three measures of tone disagree."""

import numpy as np
import pandas as pd

from analysis.compare import statistics
from analysis.lenses.sentiment import sentiment_without, topic_words
from analysis.tables import OWN_VOICES, VOICES, frame, real, schema, string, whole

TOWARDS = schema(
    "towards",
    {
        "story": string("the event"),
        "actor": string("towards whom"),
        "outlet": string("the outlet"),
        "voice": string("who speaks, or 'all'", (*VOICES, "all")),
        "n_mentions": whole("mentions of the actor"),
        "n_articles": whole("articles of the outlet in the story"),
        "favourable": whole("mentions with a positive tone, where no harm to the actor is told"),
        "unfavourable": whole("mentions with a negative tone, where no harm to the actor is told"),
        "harmed": whole("mentions in sentences that tell of harm done to the actor; whatever their tone"),
        "share_favourable": real("favourable / n_mentions"),
        "share_unfavourable": real("unfavourable / n_mentions"),
        "balance": real("(favourable − unfavourable) / n_mentions: −1 all unfavourable … 1 all favourable"),
        "low": real("lower end of the 95 % interval of balance"),
        "high": real("upper end"),
        "method": string("how low and high were made, or why there are none"),
    },
)
TOPIC = schema(
    "topic_tone",
    {
        "story": string("the event"),
        "outlet": string("the outlet"),
        "voice": string("own: outlet and headline; all: whoever speaks", ("own", "all")),
        "n_words": whole("words"),
        "vader": real("mean compound score, weighed by words"),
        "without": real("the same with the shared words taken as neutral"),
        "carried": real("share of VADER's negative weight that the shared words carry"),
        "rank": real("1 = the most negative by vader in its story"),
        "rank_without": real("1 = the most negative without the shared words"),
    },
)
KEY = ["story", "actor", "outlet", "voice"]
SIGN = {"negative": -1, "neutral": 0, "positive": 1}


def sign(mentions: pd.DataFrame) -> pd.Series:
    """−1, 0 or 1 for each mention; 0 where harm to the actor is told, for that is the event's tone, no judgement."""
    return mentions["tone"].map(SIGN).where(~mentions["harmed"], 0).astype("int64")


def towards(mentions: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """How favourable each outlet is towards each actor, in each voice and in all of them. Returns TOWARDS.

    Only cells with a mention have a row. ``balance`` counts a neutral mention as 0, so an actor that is only named
    soberly stands at 0; so does a victim: mentions in sentences that tell of harm to the actor are counted apart, as
    ``harmed``. Intervals are over articles, as everywhere, and need at least five of an outlet.
    """
    place = articles[["article_id", "story", "outlet"]]
    found = mentions.merge(place, on="article_id")
    found["sign"] = sign(found)
    found = pd.concat([found, found.assign(voice="all")], ignore_index=True)
    found = found.assign(favourable=found["sign"] > 0, unfavourable=found["sign"] < 0)
    counted = {"n_mentions": ("sign", "size")} | {c: (c, "sum") for c in ("favourable", "unfavourable", "harmed")}
    table = found.groupby(KEY, sort=True).agg(**counted).reset_index()
    n_articles = place.groupby(["story", "outlet"]).size().rename("n_articles")
    table = table.join(n_articles, on=["story", "outlet"]).astype({"n_articles": "int64"})
    for kind in ("favourable", "unfavourable"):
        table[f"share_{kind}"] = table[kind] / table["n_mentions"]
    table["balance"] = table["share_favourable"] - table["share_unfavourable"]
    table = _with_intervals(table, found)
    order = {v: i for i, v in enumerate(("all", *VOICES))}
    table["most"] = table.groupby(["story", "actor"])["n_mentions"].transform("max")
    table = table.assign(rank=table["voice"].map(order)).sort_values(
        ["story", "most", "actor", "outlet", "rank"], ascending=[True, False, True, True, True], kind="stable"
    )
    return frame(table, TOWARDS)


def _with_intervals(table: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The table with low, high and method."""
    method = table["n_articles"].eq(1).map({True: statistics.ONE_ARTICLE, False: statistics.FEW_ARTICLES})
    table = table.assign(low=np.nan, high=np.nan, method=method)
    enough = table["n_articles"] >= statistics.LEAST_ARTICLES
    cells = dict(iter(found.groupby(KEY))) if enough.any() else {}
    for row, *key, n_articles in table.loc[enough, [*KEY, "n_articles"]].itertuples(name=None):
        low, high = _interval(cells[tuple(key)], n_articles)
        table.loc[row, ["low", "high"]] = low, high
        table.loc[row, "method"] = statistics.INTERVAL if low == low else statistics.NO_INTERVAL
    return table


def _interval(cell: pd.DataFrame, n_articles: int) -> tuple[float, float]:
    """The interval of the balance over all articles of the outlet, also those without a mention."""
    sums = cell.groupby("article_id")["sign"].agg(["sum", "size"]).to_numpy(dtype=float)
    sums = np.vstack([sums, np.zeros((n_articles - len(sums), 2))])
    low, high = statistics.intervals(sums[:, :1], sums[:, 1])
    return float(low[0]), float(high[0])


def anger(mentions: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Who is given room to speak well or ill of whom: story, outlet, speaker, actor, n, favourable, unfavourable.

    Only mentions inside what somebody else says; the most mentions first. A speaker who speaks of himself is left in.
    """
    said = mentions[mentions["speaker"] != ""].merge(articles[["article_id", "story", "outlet"]], on="article_id")
    said = said.assign(favourable=sign(said) > 0, unfavourable=sign(said) < 0)
    grouped = said.groupby(["story", "outlet", "speaker", "actor"], sort=False)
    table = grouped.agg(
        n=("tone", "size"), favourable=("favourable", "sum"), unfavourable=("unfavourable", "sum")
    ).reset_index()
    return table.sort_values(["unfavourable", "n"], ascending=False, kind="stable").reset_index(drop=True)


def rankings(
    articles: pd.DataFrame, sentiment: pd.DataFrame, valence: pd.DataFrame, mentions: pd.DataFrame
) -> pd.DataFrame:
    """The outlets of each story ranked by three measures of tone in their own voice, 1 = the most negative.

    Returns story, outlet, vader, valence, tone (the means in the outlet's own words, headlines included; vader and
    valence weighed by words) and vader_rank, valence_rank, tone_rank, and ``agree``: True where the three ranks are
    the same. Where they are not, "negative" means three different things, and a sentence that says an outlet is the
    most negative needs to say which.
    """
    measures = {
        "vader": sentiment.assign(value=sentiment["compound"]),
        "valence": valence.assign(value=valence["valence"]),
        "tone": mentions.assign(value=sign(mentions), n_words=1),
    }
    table = articles[["story", "outlet"]].drop_duplicates().reset_index(drop=True)
    for name, rows in measures.items():
        means = _means(rows[rows["voice"].isin(OWN_VOICES)], articles).rename(name).reset_index()
        table = table.merge(means, how="left", on=["story", "outlet"])
        table[f"{name}_rank"] = table.groupby("story")[name].rank(method="min")
    ranks = table[[f"{name}_rank" for name in measures]]
    return table.assign(agree=ranks.eq(ranks["vader_rank"], axis=0).all(axis=1))


def _means(rows: pd.DataFrame, articles: pd.DataFrame) -> pd.Series:
    """The mean of ``value`` for each story and outlet, weighed by ``n_words``."""
    rows = rows[rows["value"].notna()].merge(articles[["article_id", "story", "outlet"]], on="article_id")
    rows = rows.assign(product=rows["value"] * rows["n_words"])
    sums = rows.groupby(["story", "outlet"])[["product", "n_words"]].sum()
    return sums["product"] / sums["n_words"]


def topic_tone(
    articles: pd.DataFrame, sentences: pd.DataFrame, voices: pd.DataFrame, sentiment: pd.DataFrame
) -> pd.DataFrame:
    """How negative each outlet is by VADER with and without the negative words that all outlets of its story use.

    Those words ("attack", "killed") are the event's. ``carried`` says how much of the negative weight they have: what
    is left is the outlet's choice of words, or of what to tell. A story of one outlet has no shared words, so there
    nothing is taken out and ``carried`` is 0. Returns TOPIC.
    """
    plain = sentiment_without(articles, sentences, voices, topic_words(articles))
    tables = []
    for voice, chosen in {"own": sentiment["voice"].isin(OWN_VOICES), "all": sentiment["voice"] != ""}.items():
        rows, other = sentiment[chosen], plain[chosen]
        place = articles[["article_id", "story", "outlet"]]
        table = rows.merge(place, on="article_id").groupby(["story", "outlet"])["n_words"].sum().to_frame()
        table["vader"] = _means(rows.assign(value=rows["compound"]), articles)
        table["without"] = _means(other.assign(value=other["compound"]), articles)
        weight, left = (_means(r.assign(value=r["negative"]), articles) for r in (rows, other))
        table["carried"] = (1 - left / weight.where(weight > 0)).clip(lower=0)
        tables.append(table.reset_index().assign(voice=voice))
    table = pd.concat(tables, ignore_index=True)
    table["rank"] = table.groupby(["story", "voice"])["vader"].rank(method="min")
    table["rank_without"] = table.groupby(["story", "voice"])["without"].rank(method="min")
    return frame(table, TOPIC)
