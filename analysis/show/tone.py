"""Tone as a picture and as tables: towards whom, in whose voice, with the sentences behind every count."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.compare.evidence import evidence
from analysis.compare.tone import sign
from analysis.encoding.encoder import card
from analysis.show.evidence import cell, numbered
from analysis.show.html import Html, caption, counted, joined, nothing, number, percent, scroll, small_print, tag
from analysis.show.plots import GREY, INK, LINE, on_lines, picture, style
from analysis.show.synopsis import by_story, groups, matrix, opens, outlets_of
from analysis.tables import ALL_STORIES, OWN_VOICES

SIDES = {"own": "in the outlet’s own words", "others": "in what others say there"}
KINDS = {"unfavourable": "−", "favourable": "+", "harmed": "×"}
WORDS = {"unfavourable": "unfavourable", "favourable": "favourable", "harmed": "an attack or harm is told"}
SHADE = {("own", "unfavourable"): "#a8480a", ("own", "favourable"): "#0b5088"}
SHADE |= {("others", "unfavourable"): "#d9873f", ("others", "favourable"): "#5d9bcb"}
LINES = {"outlet": "own words", "headline": "headline", "quoted": "others", "attributed": "others"}  # of a table
FEW_MENTIONS = 5  # below which a share says little
ACTORS, OUTLETS, SPEAKERS = 8, 10, 15  # in one picture, or one table
OUTLETS_OF_BASELINE = 30
MEASURES = {"compound": "VADER", "valence": "Valence"}
VOICED = {  # voice → mark, colour, face, size
    "quoted": ("o", "#8a5a00", "none", 7.0),
    "attributed": ("x", "#5a5a57", "none", 5.5),
    "own": ("o", "#0b5088", "#0b5088", 7.0),
}
APART = 3.1  # from the middle of one half of the picture to that of the other; a bar of 100 % is 1
NONE = "No mention of an actor was found, so there is no tone to show. Check study.labels, or write a codebook: "
NONE += "study.mentions needs names."
KEY = "− unfavourable, + favourable, × an attack on the actor, or harm, is told: no judgement. The rest is neutral."


def by_side(towards: pd.DataFrame) -> pd.DataFrame:
    """The counts of ``towards`` with the voices put together: own (outlet, headline), others (quoted, attributed)."""
    split = towards[towards["voice"] != "all"]
    side = split["voice"].isin(OWN_VOICES).map({True: "own", False: "others"})
    keys = ["story", "actor", "outlet", "side"]
    return split.assign(side=side).groupby(keys, sort=False)[["n_mentions", *KINDS]].sum().reset_index()


def actors_of(sides: pd.DataFrame, most: int) -> list[str]:
    """The actors with the most mentions."""
    counts = sides.groupby("actor", sort=False)["n_mentions"].sum().sort_values(ascending=False, kind="stable")
    return list(counts.index[:most])


def bars(sides: pd.DataFrame, outlets: Sequence[str], ax: Any = None, *, most: int = ACTORS) -> Any:
    """Actors below each other, under each its outlets: shares unfavourable to the left, favourable to the right.

    ``sides``: ``by_side`` of one story. The left half is what the outlet itself says, the right half what it lets
    others say. Numbers at the bars are mentions, n all mentions there; bars of fewer than FEW_MENTIONS are thin.
    """
    from matplotlib import pyplot

    actors = actors_of(sides, most)
    cells: dict[Any, Any] = {(c["actor"], c["outlet"], c["side"]): c for c in sides.to_dict("records")}
    lines = list(_lines(actors, outlets, cells))
    deep = max([y for _, _, y in lines], default=0.0)
    with style():
        ax = ax or pyplot.subplots(figsize=(9.2, 0.95 + 0.225 * (deep + 1)))[1]
        for actor, outlet, y in lines:
            if not outlet:
                ax.text(-1.05, y, on_lines(actor, 60), fontweight=600, va="center", ha="left", color=INK, fontsize=10.5)
                ax.plot([-2.6, APART + 1.75], [y - 0.62, y - 0.62], color=LINE, linewidth=0.8)
                continue
            ax.text(-1.3, y, on_lines(outlet, 26).replace("\n", " "), va="center", ha="right", color=INK, fontsize=9)
            for middle, side in zip((0.0, APART), SIDES, strict=True):
                _bar(ax, middle, y, cells.get((actor, outlet, side)), side)
        _frame(ax, deep)
    return ax


def _lines(actors: list[str], outlets: Sequence[str], cells: Mapping[Any, Any]) -> Iterator[tuple[str, str, float]]:
    """Actor, outlet ('' for the line that names the actor) and height of each line of the picture."""
    y = 0.0
    for actor in actors:
        yield actor, "", y
        y += 1.15
        for outlet in outlets:
            if any((actor, outlet, side) in cells for side in SIDES):
                yield actor, outlet, y
                y += 1
        y += 0.55


def _bar(ax: Any, middle: float, y: float, found: Mapping[str, Any] | None, side: str) -> None:
    ax.plot([middle, middle], [y - 0.5, y + 0.5], color="#8a8a8a", linewidth=0.9, zorder=1)
    if not found:
        ax.text(middle + 1.22, y, "–", va="center", ha="left", color=GREY, fontsize=8.5)
        return
    n, victim = found["n_mentions"], f"  ({found['harmed']}×)" if found["harmed"] else ""
    ax.text(middle + 1.22, y, f"{n}{victim}", va="center", ha="left", color=GREY, fontsize=8.5)
    for kind, way in (("unfavourable", -1), ("favourable", 1)):
        if found[kind]:
            _half(ax, middle, y, way * found[kind] / n, SHADE[side, kind], n < FEW_MENTIONS, side == "others")
            at, weight = middle + way * (found[kind] / n + 0.04), 400 if n < FEW_MENTIONS else 600
            ax.text(at, y, f"{found[kind]}", va="center", ha="right" if way < 0 else "left", color=INK, fontsize=9,
                    fontweight=weight)  # fmt: skip


def _half(ax: Any, middle: float, y: float, share: float, colour: str, few: bool, hatched: bool) -> None:
    """A bar from the middle; a thin hollow one where it stands for few mentions."""
    if few:
        ax.barh(y, share, left=middle, height=0.2, color="none", edgecolor=colour, linewidth=0.8)
        return
    ax.barh(y, share, left=middle, height=0.66, color=colour, linewidth=0)
    if hatched:
        ax.barh(y, share, left=middle, height=0.66, color="none", edgecolor="white", hatch="////", linewidth=0)


def _frame(ax: Any, deep: float) -> None:
    for middle, words in zip((0.0, APART), SIDES.values(), strict=True):
        ax.text(middle - 1.05, -2.25, words[0].upper() + words[1:], ha="left", color=INK, fontsize=10.5, fontweight=600)
        for x, ha, kind in ((middle - 0.06, "right", "unfavourable"), (middle + 0.06, "left", "favourable")):
            arrow = f"← {kind}" if ha == "right" else f"{kind} →"
            ax.text(x, -1.25, arrow, ha=ha, color=SHADE["own", kind], fontsize=9)
        ax.text(middle + 1.22, -1.25, "n", ha="left", color=GREY, fontsize=9)
    ax.set(xlim=(-2.6, APART + 1.75), ylim=(deep + 0.6, -2.6), xticks=[], yticks=[])
    ax.grid(False)
    ax.spines[:].set_visible(False)


def alt_text(sides: pd.DataFrame, outlets: Sequence[str], most: int = ACTORS) -> str:
    """The numbers of the picture in words."""
    parts = []
    for actor in actors_of(sides, most):
        for side, words in SIDES.items():
            rows = sides[(sides["actor"] == actor) & (sides["side"] == side) & sides["outlet"].isin(outlets)]
            told = [
                f"{r.outlet} {r.unfavourable} unfavourable, {r.favourable} favourable of {r.n_mentions}"
                for r in rows.itertuples()
            ]
            parts += [f"{actor}, {words}: {'; '.join(told)}"] if told else []
    return "Tone of the mentions. " + ". ".join(parts) + "."


def pictures(towards: pd.DataFrame, articles: pd.DataFrame, story: str = "", most: int = ACTORS) -> Html:
    """The picture of each story: actor × outlet, what the outlet says beside what it lets others say."""
    sides = by_side(towards)
    if sides.empty:
        return nothing(NONE)

    def make(name: str) -> Markup:
        here = sides[sides["story"] == name]
        outlets = _most_mentioning(here, outlets_of(articles, name))
        shown = here[here["outlet"].isin(outlets)]
        left = here["outlet"].nunique() - len(outlets)
        victims = " With ×: so many tell of an attack on the actor or of harm done to it, which counts as neither."
        victims = victims if shown["harmed"].any() else ""
        few = f" Thin hollow bars: fewer than {FEW_MENTIONS} mentions, so the share says little."
        more = f" Not drawn: {counted(left, 'outlet')} with fewer mentions." if left else ""
        about = (
            "Share of an actor’s mentions that are unfavourable (left) and favourable (right); a full half is 100 %. "
            "Own words are those of the headline too. The numbers at the bars are mentions, n is all of them."
            + victims
            + few
            + more
        )
        return scroll(
            picture(bars(shown, outlets, most=most), alt_text(shown, outlets, most), about), "picture", "wide"
        )

    return by_story(articles, _sizes(sides), make, ("mention", "mentions"), story)


def _most_mentioning(sides: pd.DataFrame, outlets: list[str]) -> list[str]:
    """The outlets with the most mentions, in the order of the corpus."""
    counts = sides.groupby("outlet")["n_mentions"].sum().sort_values(ascending=False, kind="stable")
    return [o for o in outlets if o in set(counts.index[:OUTLETS])]


def _sizes(table: pd.DataFrame) -> dict[str, int]:
    return {str(s): int(n) for s, n in table.groupby("story")["n_mentions"].sum().items()}


def table(
    mentions: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame, story: str = "", most: int = ACTORS
) -> Html:
    """The counts of the picture, actor × outlet, headlines apart; each opens its sentences."""
    rows = _told(mentions, articles, sentences)
    if rows.empty:
        return nothing(NONE)
    rows = rows.assign(side=rows["voice"].map(LINES))
    numbers = numbered(articles, sentences)
    stories = groups(rows, ["story"])

    def make(name: str) -> Markup:
        here = stories[(name,)]
        of = groups(here, ["actor", "outlet"])
        outlets = outlets_of(articles, name)
        lines = [
            (actor, {o: _cell(of[actor, o], f"{o} on {actor}", numbers) for o in outlets if (actor, o) in of})
            for actor in here["actor"].value_counts().index[:most]
        ]
        left = max(0, here["actor"].nunique() - most)
        more = f" Not shown: {counted(left, 'actor')} with fewer mentions." if left else ""
        return matrix(caption("Tone towards actors", KEY, more), "actor", outlets, lines, "tone")

    return by_story(articles, {k[0]: len(r) for k, r in stories.items()}, make, ("mention", "mentions"), story)


def _told(mentions: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """The mentions with their sentences, and ``kind``: unfavourable, favourable, harmed or ''."""
    rows = evidence(mentions, articles, sentences, "mentions")
    kind = sign(rows).map({-1: "unfavourable", 0: "", 1: "favourable"})
    return rows.assign(kind=kind.mask(rows["harmed"], "harmed"))


def _cell(rows: pd.DataFrame, title: str, numbers: Mapping[str, str]) -> Markup:
    """A line for each voice: the counts of each kind, and of how many."""
    sides = groups(rows, ["side"])
    return joined([
        tag("div", tag("small", side), _counts(sides[(side,)], f"{title}, {side}", numbers), class_="said")
        for side in dict.fromkeys(LINES.values())
        if (side,) in sides
    ])  # fmt: skip


def _counts(rows: pd.DataFrame, title: str, numbers: Mapping[str, str]) -> Markup:
    kinds = groups(rows, ["kind"])
    made = []
    for kind, signs in KINDS.items():
        if (kind,) in kinds:
            of, said = kinds[(kind,)], WORDS[kind]
            face = joined(tag("b", len(of)), tag("span", f" {said}", class_="heard"))
            made.append(tag("span", signs, class_="sign") + opens(face, f"{title}: {said}", of, numbers))
    whole = tag("span", f"of {len(rows)}", class_="of")
    total = cell(whole, title, rows, numbers).body if made else opens(whole, title, rows, numbers)
    return tag("div", [tag("div", m) for m in [*made, total]], class_="tones")


def anger(mentions: pd.DataFrame, articles: pd.DataFrame, sentences: pd.DataFrame, story: str = "") -> Html:
    """Whom each outlet lets speak well or ill of whom: speaker and actor × outlet, each count with its sentences."""
    rows = _told(mentions[mentions["speaker"] != ""], articles, sentences)
    rows = rows[rows["speaker"] != rows["actor"]]
    judged = rows["kind"].isin(["unfavourable", "favourable"])
    rows = rows[judged.groupby([rows[c] for c in ("story", "speaker", "actor")]).transform("any")]
    if rows.empty:
        return nothing("Nobody who is quoted here speaks well or ill of an actor.")
    numbers = numbered(articles, sentences)
    stories = groups(rows, ["story"])

    def make(name: str) -> Markup:
        here = stories[(name,)]
        outlets = outlets_of(articles, name)
        pairs = groups(here, ["speaker", "actor"])
        order = sorted(pairs, key=lambda p: (-(pairs[p]["kind"] == "unfavourable").sum(), -len(pairs[p])))
        lines = []
        for speaker, actor in order[:SPEAKERS]:
            of = groups(pairs[speaker, actor], ["outlet"])
            face = {o: _counts(of[(o,)], f"{speaker} on {actor}, {o}", numbers) for o in outlets if (o,) in of}
            lines.append((joined(speaker, " ", tag("small", f"on {actor}")), face))
        left = len(order) - SPEAKERS
        more = f" Not shown: {counted(left, 'pair')} with fewer." if left > 0 else ""
        title = caption("Who speaks well or ill of whom", "− unfavourable, + favourable.", more)
        return matrix(title, "speaker, on whom", outlets, lines, "tone")

    return by_story(articles, {k[0]: len(r) for k, r in stories.items()}, make, ("mention", "mentions"), story)


def rankings(ranks: pd.DataFrame, articles: pd.DataFrame, story: str = "") -> Html:
    """Where VADER, valence and the tone towards actors put the outlets, and whether they agree."""
    several = ranks.groupby("story").filter(lambda s: len(s) > 1) if len(ranks) else ranks
    if several.empty:
        return nothing("A ranking needs a story with two outlets.")
    names = {"vader": "VADER", "valence": "valence", "tone": "tone towards actors"}

    def make(name: str) -> Markup:
        here = several[several["story"] == name]
        lines = [
            (r["outlet"], {n: _rank(r[f"{c}_rank"], r[c]) for c, n in names.items()}) for r in here.to_dict("records")
        ]
        note = "Rank, 1 = the most negative in its own words, headlines included; mean."
        made = matrix(caption("Outlets by three measures", note), "outlet", list(names.values()), lines, "counts")
        return tag("p", _disagreement(here, names)) + made

    same = several.groupby("story")["agree"].all()
    of = counted(len(same), "story", "stories")
    said = f"The three measures put the outlets in the same order in {same.sum()} of {of}."
    tables = by_story(articles, _stories(several), make, ("ranking", "rankings"), story)
    return Html(joined(tag("p", said) if len(same) > 1 else None, tables), said)


def _stories(table: pd.DataFrame) -> dict[str, int]:
    return {str(s): int(n) for s, n in table.groupby("story").size().items()}


def _rank(rank: float, mean: float) -> Markup:
    return joined(tag("b", f"{rank:.0f}"), " ", tag("small", number(mean))) if rank == rank else Markup("")


def _disagreement(here: pd.DataFrame, names: Mapping[str, str]) -> str:
    """The most negative outlet by each measure, in a sentence."""
    first: dict[str, list[str]] = {}
    for column, name in names.items():
        lowest = " and ".join(here.loc[here[f"{column}_rank"] == 1, "outlet"])
        first.setdefault(lowest or "nobody", []).append(name)
    told = "; ".join(f"{outlet} by {' and '.join(by)}" for outlet, by in first.items())
    if here["agree"].all():
        return f"The three measures agree on the order of the outlets. Most negative: {told}."
    return f"The three measures do not agree on the order of the outlets. Most negative: {told}."


def topic(topics: pd.DataFrame, articles: pd.DataFrame, story: str = "") -> Html:
    """How negative the outlets are with and without the words of the event that all of them use."""
    several = topics[topics["voice"] == "own"]
    several = several.groupby("story").filter(lambda s: len(s) > 1) if len(several) else several
    if several.empty:
        return nothing("Words that all outlets share need a story with two outlets.")
    columns = ["mean VADER", "without the shared words", "carried by them"]

    def make(name: str) -> Markup:
        order = {o: n for n, o in enumerate(outlets_of(articles, name))}
        here = several[several["story"] == name].sort_values("outlet", key=lambda o: o.map(order))
        rows, lines = here.to_dict("records"), []
        for r in rows:
            faces = [_rank(r["rank"], r["vader"]), _rank(r["rank_without"], r["without"])]
            faces.append(joined(percent(r["carried"]), tag("small", counted(r["n_words"], "word"))))
            lines.append((r["outlet"], dict(zip(columns, faces, strict=True))))
        note = (
            "Rank, 1 = the most negative; mean. Last: the share of VADER’s negative weight that the shared words have."
        )
        return matrix(caption("Negative by VADER in the outlet’s own words", note), "outlet", columns, lines, "counts")

    return by_story(articles, _stories(several), make, ("outlet", "outlets"), story)


def voiced(comparisons: Sequence[pd.DataFrame], outlets: Sequence[str], ax: Any = None) -> Any:
    """Means by voice, outlets below each other, a panel a comparison, zero marked.

    ``comparisons``: averages of one measure each, by voice (``study.compare("sentiment", by_voice=True)``). The
    outlet's own mean is a filled mark with its value, what it quotes a ring, what it attributes a cross.
    """
    from matplotlib import pyplot

    with style():
        ax = ax or pyplot.subplots(figsize=(9.2, 0.85 + 0.3 * max(1, len(outlets))))[1]
        for n, table in enumerate(comparisons):
            widest = float(table["value"].abs().max()) if table["value"].notna().any() else 1.0
            middle, scale = 2.6 * n, 1.0 / (widest or 1.0)
            ax.plot([middle, middle], [-0.5, len(outlets) - 0.5], color="#8a8a8a", linewidth=0.9, zorder=1)
            ax.text(middle, -0.75, "0", ha="center", color=GREY, fontsize=8.5)
            title = f"{MEASURES.get(str(table['measure'].iloc[0]), '')}" if len(table) else ""
            ax.text(middle - 1.05, -1.35, title, color=INK, fontsize=10.5, fontweight=600)
            for y, outlet in enumerate(outlets):
                ax.plot([middle - 1.05, middle + 1.05], [y, y], color=LINE, linewidth=0.7, zorder=0)
                _means(ax, middle, y, scale, table[table["outlet"] == outlet])
        for y, outlet in enumerate(outlets):
            ax.text(-1.3, y, on_lines(outlet, 26).replace("\n", " "), va="center", ha="right", color=INK, fontsize=9)
        ax.set(xlim=(-2.6, 2.6 * max(1, len(comparisons)) - 1.0), ylim=(len(outlets) - 0.4, -1.8), xticks=[], yticks=[])
        ax.grid(False)
        ax.spines[:].set_visible(False)
    return ax


def _means(ax: Any, middle: float, y: float, scale: float, rows: pd.DataFrame) -> None:
    for voice, (mark, colour, face, size) in VOICED.items():
        for value in rows.loc[(rows["voice"] == voice) & rows["value"].notna(), "value"]:
            x = middle + float(value) * scale
            ax.plot([x], [y], mark, color=colour, markerfacecolor=face, markersize=size, markeredgewidth=1.4, zorder=3)
            if voice == "own":
                ax.text(x, y - 0.3, number(float(value)), ha="center", color=INK, fontsize=8.5, fontweight=600)


def baseline(articles: pd.DataFrame, vader: pd.DataFrame, valence: pd.DataFrame) -> Html:
    """VADER beside valence, by voice, as a picture: over all stories where there are several."""
    outlets = list(dict.fromkeys(articles["outlet"]))[:OUTLETS_OF_BASELINE]
    tables = [_one_story(t, outlets) for t in (vader, valence)]
    if all(t.empty for t in tables):
        return nothing("No sentence was found, so there is no mean to show.")
    told = [
        f"{MEASURES.get(r['measure'], r['measure'])}, {r['outlet']}, {r['voice']}: {number(r['value'])} "
        f"({counted(r['n_rows'], 'row')})"
        for t in tables
        for r in t[t["voice"].isin(VOICED)].to_dict("records")
    ]
    about = (
        "Means, each word counting alike; left is negative. Filled mark and number: the outlet’s own words, headlines "
        "included; ring: what it quotes; cross: what it reports others to say."
    )
    made = picture(voiced(tables, outlets), "Means by voice. " + "; ".join(told) + ".", about)
    return Html(scroll(made, "picture", "wide"))


def _one_story(table: pd.DataFrame, outlets: list[str]) -> pd.DataFrame:
    stories = list(table["story"].unique())
    wanted = ALL_STORIES if ALL_STORIES in stories else next(iter(stories), "")
    return table[(table["story"] == wanted) & table["outlet"].isin(outlets)]


def measured() -> Html:
    """What the measured accuracy of tone means for reading the counts."""
    tone = card()["figures"]["tone"]
    said = (
        f"The tone of {percent(tone['accuracy'])} of {tone['n']:,} mentions was right, in articles that the "
        f"model had not seen: about one in {1 / (1 - tone['accuracy']):.0f} is wrong, so a difference of one or two "
        f"mentions is none. (VADER, asked the same of whole sentences, reaches a macro-F1 of about .50, the model "
        f"{tone['macro_f1']:.2f}; a single reader agrees with the mean of twenty on valence at r = .75.)"
    )
    return Html(joined(small_print(said)), said)
