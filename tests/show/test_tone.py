import re

import pandas as pd
import pytest

from analysis.compare.tone import towards
from analysis.show import tone

HOSTILE = "<script>alert('x')</script> $x_1$ \"q\""


def articles(outlets=("A", "B"), stories=("s",)):
    rows = [(f"{s}{o}", s, o) for s in stories for o in outlets]
    table = pd.DataFrame(rows, columns=["article_id", "story", "outlet"], dtype="str")
    return table.assign(text="Lind is a liar. Berg said so.")


def sentences(of):
    rows = [
        (f"{a}:s{n}", a, n, 0, b, e, t)
        for a in of["article_id"]
        for n, (b, e, t) in enumerate([(0, 15, "Lind is a liar."), (16, 29, "Berg said so.")])
    ]
    columns = ["sentence_id", "article_id", "position", "paragraph", "start", "end", "text"]
    return pd.DataFrame(rows, columns=columns)


def mentions(*rows):
    """article, actor, voice, tone, speaker, harmed: all of them the first four characters"""
    table = pd.DataFrame(rows, columns=["article_id", "actor", "voice", "tone", "speaker", "harmed"])
    table = table.assign(sentence_id=table["article_id"] + ":s0", start=0, end=4).astype({"harmed": bool})
    return table.astype(dict.fromkeys(["article_id", "actor", "voice", "tone", "speaker", "sentence_id"], "str"))


ROWS = mentions(
    ("sA", "Lind", "outlet", "negative", "", False),
    ("sA", "Lind", "headline", "positive", "", False),
    ("sA", "Lind", "outlet", "negative", "", True),
    ("sA", "Lind", "quoted", "negative", "Berg", False),
    ("sB", "Lind", "attributed", "neutral", "Berg", False),
)


def texts(html):
    return " ".join(re.sub(r"<[^<>]*>", " ", html.body).split())


def test_headline_and_outlet_are_one_side_quoted_and_attributed_the_other():
    got = tone.by_side(towards(ROWS, articles())).set_index(["outlet", "side"])
    assert got.loc[("A", "own"), ["n_mentions", *tone.KINDS]].tolist() == [3, 1, 1, 1]
    assert got.loc[("A", "others"), ["n_mentions", *tone.KINDS]].tolist() == [1, 1, 0, 0]
    assert got.loc[("B", "others"), ["n_mentions", *tone.KINDS]].tolist() == [1, 0, 0, 0]


def test_the_picture_has_its_numbers_in_words():
    made = tone.pictures(towards(ROWS, articles()), articles())
    assert "Lind, in the outlet’s own words: A 1 unfavourable, 1 favourable of 3" in made.body
    assert "fewer than 5 mentions" in made.body


def test_few_mentions_make_a_thin_hollow_bar():
    many = mentions(*[("sA", "Lind", "outlet", "negative", "", False)] * 5)
    for rows, hollow in ((many, False), (many[:4], True)):
        ax = tone.bars(tone.by_side(towards(rows, articles())), ["A", "B"])
        bar = ax.patches[0]
        assert bar.get_width() == -1  # all unfavourable
        assert (bar.get_height() < 0.3) == hollow
        assert (bar.get_facecolor()[3] == 0) == hollow


def test_every_count_opens_its_sentences():
    own = articles()
    made = tone.table(ROWS, own, sentences(own))
    assert "A on Lind, own words: unfavourable" in made.body
    assert "A on Lind, headline: favourable" in made.body
    assert made.body.count("<mark>Lind</mark>") == 4 * 2 + 1  # in its kind and in all; the neutral one in all only
    assert "own words −1 unfavourable" in texts(made).replace("− 1", "−1")


def test_who_speaks_ill_of_whom():
    own = articles()
    made = texts(tone.anger(ROWS, own, sentences(own)))
    assert "Berg on Lind" in made
    assert "of 1" in made


def test_rankings_say_where_they_part():
    ranks = pd.DataFrame(
        {"story": "s", "outlet": ["A", "B"], "vader": [-1.0, 0.0], "valence": [-1.0, 0.0], "tone": [0.0, -1.0],
         "vader_rank": [1.0, 2.0], "valence_rank": [1.0, 2.0], "tone_rank": [2.0, 1.0], "agree": False}
    )  # fmt: skip
    made = texts(tone.rankings(ranks, articles()))
    assert "do not agree" in made
    assert "A by VADER and valence; B by tone towards actors." in made
    assert "needs a story with two outlets" in texts(tone.rankings(ranks[:1], articles()))


@pytest.mark.parametrize("rows", [ROWS, ROWS[:0]])
def test_nothing_hostile_becomes_html(rows):
    own = articles((HOSTILE, "B")).assign(text=HOSTILE)
    rows = rows.assign(article_id=rows["article_id"].replace("sA", f"s{HOSTILE}"), actor=HOSTILE)
    rows = rows.assign(sentence_id=rows["article_id"] + ":s0", speaker=rows["speaker"].replace("Berg", HOSTILE + "2"))
    told = sentences(own).assign(text=HOSTILE)
    for made in (
        tone.pictures(towards(rows, own), own),
        tone.table(rows, own, told),
        tone.anger(rows, own, told),
    ):
        assert "<script" not in made.body


def test_many_outlets_and_stories():
    own = articles([f"O{n}" for n in range(20)], [f"s{n}" for n in range(8)])
    rows = mentions(*[(a, "Lind", "outlet", "negative", "", False) for a in own["article_id"]])
    made = tone.pictures(towards(rows, own), own)
    assert made.body.count("<figure>") == 6
    assert "10 outlets with fewer mentions" in made.body
    assert "s7 (20)" in made.body


def means(measure, **values):
    rows = [(measure, "s", o, v, x, 3) for o, of in values.items() for v, x in of.items()]
    return pd.DataFrame(rows, columns=["measure", "story", "outlet", "voice", "value", "n_rows"])


def test_the_baseline_marks_zero_and_every_voice():
    vader = means("compound", A={"own": -0.5, "quoted": 0.25, "attributed": float("nan")})
    ax = tone.voiced([vader, means("valence", A={"own": -2.0})], ["A"])
    marks = {line.get_marker(): line.get_xdata()[0] for line in ax.lines if line.get_marker() != "None"}
    assert marks == {"o": pytest.approx(2.6 - 1)}  # the last: valence −2 at the left end of its own scale
    articles = pd.DataFrame({"outlet": ["A"]})
    made = tone.baseline(articles, vader, means("valence", A={"own": -2.0}))
    assert "VADER, A, quoted: 0.25 (3 rows)" in made.body
    assert "No sentence" in tone.baseline(articles, vader[:0], vader[:0]).body


def test_measured_figures_come_from_the_card():
    assert re.search(r"\d+ % of [\d,]+ mentions was right", texts(tone.measured()))
