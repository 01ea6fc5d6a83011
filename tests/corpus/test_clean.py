import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import load
from analysis.corpus.clean import clean, tidy
from analysis.corpus.leftovers import REASONS
from analysis.tables import ARTICLES, REMOVED, empty, frame

DATA = Path(__file__).parents[2] / "data"


def received(*texts, **columns):
    """Articles with these texts as received, from text files of their own."""
    given = {"outlet": "A", "n_words": 0, "source_row": 0} | columns
    rows = [
        dict.fromkeys(ARTICLES.columns, "") | given | {"article_id": f"a{i}", "text": t} for i, t in enumerate(texts)
    ]
    return frame(pd.DataFrame(rows, columns=list(ARTICLES.columns)), ARTICLES)


def one(text, **columns):
    """The cleaned article of one text, and its cuts as (reason, text)."""
    articles, removed = clean(received(text, **columns))
    return articles.iloc[0], list(zip(removed["reason"], removed["text"], strict=True))


BODY = "The minister said on Monday that the bridge would be closed.\n\nIt was opened in 1931."
PARAGRAPHS = ["The minister said on Monday that the bridge would be closed.", "It was opened in 1931."]


# --- The five articles: every line that is to be cut, by hand, by its number in the file ----------------------------

CUT = {
    "cbs-news": {3: "repeated headline", 15: "caption", 31: "stray character", 33: "cookie notice"},
    "global-news": {
        3: "video title", 4: "video title", 5: "video title", 13: "link", 15: "advert",
        25: "video title", 26: "video title", 30: "advert", 40: "video title", 41: "video title", 45: "advert",
        53: "link", 59: "advert", 63: "video title", 64: "video title", 76: "advert",
        82: "video title", 83: "video title", 91: "advert", 95: "contributors", 97: "sponsored content",
    },
    "statecraft": {1: "markup", 7: "date", 8: "repeated headline", 9: "caption", 10: "photo credit", 22: "link"},
    "iran-international": {21: "update note", 22: "contributors"},
    "epoch-times": {},
}  # fmt: skip


@pytest.fixture(scope="module")
def five():
    return load(DATA)


def lines_of(article_id):
    return (DATA / "articles" / f"{article_id}.txt").read_text(encoding="utf-8").split("\n")


@pytest.mark.parametrize("article_id", CUT)
def test_exactly_these_lines_are_cut(five, article_id):
    lines = lines_of(article_id)
    expected = [(reason, lines[n - 1].strip()) for n, reason in CUT[article_id].items()]
    removed = five.removed[five.removed["article_id"] == article_id]
    assert list(zip(removed["reason"], removed["text"], strict=True)) == expected


@pytest.mark.parametrize("article_id", CUT)
def test_all_other_lines_are_the_text_in_order(five, article_id):
    lines = [" ".join(line.split()) for line in lines_of(article_id)]
    kept = [line for n, line in enumerate(lines, 1) if line and n not in CUT[article_id]]
    article = five.articles.set_index("article_id").loc[article_id]
    if article_id == "epoch-times":  # its file has no headline
        kept = ["Iraqi Prime Minister Survives Drone Attack in Failed Assassination", *kept]
    assert article["text"].split("\n\n") == kept
    assert article["headline"] == kept[0]


def test_dek_date_and_credit_of_the_five(five):
    articles = five.articles.set_index("article_id")
    assert articles["dek"][articles["dek"] != ""].to_dict() == {
        "statecraft": "On Sunday, Kadhimi held an extraordinary session of the Council of Ministers and vowed to "
        "“pursue” and “expose” those who committed the crime."
    }
    assert articles["credit"].to_dict() == {
        "cbs-news": "",  # the photo is from AP, the text is not credited to it
        "global-news": "AP",
        "statecraft": "",
        "iran-international": "AP; Reuters",
        "epoch-times": "",
    }


def test_credit_and_date_are_learnt_without_articles_csv(tmp_path):
    for file in (DATA / "articles").glob("*.txt"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    articles = load(tmp_path).articles.set_index("article_id")
    assert articles.loc["global-news", "credit"] == "AP"
    assert articles.loc["iran-international", "credit"] == "AP; Reuters"
    assert articles.loc["statecraft", "published"] == "2021-11-08"
    assert articles.loc["statecraft", "headline"].startswith("Iraqi PM Kadhimi Survives")
    assert articles.loc["epoch-times", "headline"] == ""  # its first line is a sentence


# --- Kinds of leftovers, in articles made up for it -----------------------------------------------------------------


LEFTOVERS = [
    ("advert", "ADVERTISEMENT"),
    ("advert", "Story continues below"),
    ("advert", "Advertisement:"),
    ("sponsored content", "Promoted stories"),
    ("link", "READ MORE: Bridge to close for a year"),
    ("link", "(Also read: Bridge to close)"),
    ("link", "Related: Bridge to close"),
    ("video title", "WATCH: The bridge from above"),
    ("cookie notice", "This website uses cookies. Click Accept to give your consent to all cookies."),
    ("promotion", "Sign up for our daily newsletter"),
    ("promotion", "Follow Jane Doe on Twitter @janedoe"),
    ("copyright", "© 2021 The Daily Example. All rights reserved."),
    ("caption", "The bridge on Sunday. (Jane Doe/AFP via Getty Images)"),
    ("caption", "FILE - In this June 3, 2019, file photo, cars cross the bridge."),
    ("caption", "This image provided by the city shows the bridge."),
    ("photo credit", "Photo by Jane Doe"),
    ("photo credit", "Credit: Jane Doe/Example News"),
    ("contributors", "Jane Doe in Riga contributed to this report."),
    ("contributors", "(Reporting by Jane Doe; Editing by John Roe)"),
    ("contributors", "With inputs from PTI"),
    ("update note", "Last updated on June 3, 2021 at 8:45 p.m. ET"),
    ("update note", "This story has been updated."),
    ("markup", "[pullquote]"),
    ("stray character", "* * *"),
    ("stray character", "x"),
]


def test_leftovers_are_cut_wherever_they_stand():
    texts = [
        text
        for _, line in LEFTOVERS
        for text in (f"{line}\n\n{BODY}", BODY.replace("\n\n", f"\n\n{line}\n\n"), f"{BODY}\n\n{line}")
    ]
    articles, removed = clean(received(*texts))
    assert list(zip(removed["reason"], removed["text"], strict=True)) == [cut for cut in LEFTOVERS for _ in range(3)]
    assert removed["article_id"].tolist() == articles["article_id"].tolist()
    assert {tuple(text.split("\n\n")) for text in articles["text"]} == {tuple(PARAGRAPHS)}


TEXT = [
    "“Read more: it is good for you,” she said.",
    "He said the company uses cookies to follow people across the web.",
    "Poor planning contributed to the delay.",
    "Experts said that many things contributed.",
    "Reporting by the Daily Example showed that the bridge was unsafe.",
    "Published in 1931, the book describes the bridge.",
    "The photo was sent to Reuters.",
    "The bridge, according to the AP.",
    "Sources: minister to resign within days",
    "Related: in a decision made public on Tuesday, the ministry said that the bridge would be rebuilt from scratch. "
    "It had told the newspaper in May that this would never, ever happen. "
    "The cost, which is to be paid by the towns on both sides of the river, is said to be twice that of 1931.",
    "By the time help came, the bridge was gone",
    "Follow the money",
    "7",
    "”",
]


def test_what_only_looks_like_a_leftover_stays():
    articles, removed = clean(received(*(f"{BODY}\n\n{line}" for line in TEXT)))
    assert removed.empty
    assert [text.split("\n\n") for text in articles["text"]] == [[*PARAGRAPHS, line] for line in TEXT]


def test_a_body_date_stays_and_a_head_date_is_learnt():
    head = "Bridge to be closed\n\nBy Jane Doe\n3 June 2021\n\n"
    article, cut = one(head + BODY + "\n\nJune 4, 2021\n\nIt reopened.")
    assert cut == [("byline", "By Jane Doe"), ("date", "3 June 2021")]
    assert (article["byline"], article["published"]) == ("Jane Doe", "2021-06-03")
    assert article["text"].split("\n\n") == ["Bridge to be closed", *PARAGRAPHS, "June 4, 2021", "It reopened."]


def test_what_is_given_is_not_overwritten():
    article, _ = one(
        "Bridge closed today\n\nBy Jane Doe\n3 June 2021\n\n" + BODY, byline="J. Doe", published="2021-06-02"
    )
    assert (article["byline"], article["published"], article["published_basis"]) == ("J. Doe", "2021-06-02", "")


def test_agencies_come_from_credits_and_datelines_and_join_what_is_given():
    lines = "RIGA (Reuters) - " + BODY + "\n\nAssociated Press writers Jane Doe and John Roe contributed."
    article, _ = one(lines, credit="dpa", source_row=1)
    assert article["credit"] == "dpa; AP; Reuters"
    assert article["text"].startswith("RIGA (Reuters) - The minister")
    told, _ = one("He told Reuters on Monday that he would go.", source_row=1)
    assert told["credit"] == ""


@pytest.mark.parametrize("first", ["", "Bridge to be closed\n\n", "BRIDGE TO BE CLOSED.\n"])
def test_the_headline_is_the_first_paragraph_once(first):
    article, cut = one(first + BODY, headline="Bridge to be closed", source_row=1)
    assert article["text"].split("\n\n") == [first.strip() or "Bridge to be closed", *PARAGRAPHS]
    assert article["headline"] == article["text"].split("\n\n")[0]
    assert cut == []


def test_dek_between_headline_and_byline_or_given():
    dek = "Drivers will have to take the long way round."
    found, _ = one(f"Bridge to be closed\n\n{dek}\n\nBy Jane Doe\n\n{BODY}")
    stated, _ = one(BODY, headline="Bridge to be closed", dek=dek)
    assert found["dek"] == stated["dek"] == dek
    assert found["text"] == stated["text"] == "\n\n".join(["Bridge to be closed", dek, *PARAGRAPHS])
    without, _ = one(f"Bridge to be closed\n\n{BODY}")
    assert without["dek"] == ""


def test_markup_is_cut_and_blocks_are_paragraphs():
    text = "<p>The <b>min</b>ister said so.</p><p>It &amp; he<br>left.</p><script>if (a < b) {</script><!-- x\n-->"
    article, cut = one(text, source_row=1)
    assert article["text"] == "The minister said so.\n\nIt & he\n\nleft."
    assert [t for _, t in cut] == re.findall(r"<script>.*</script>|<!--[^>]*>|<[^>]*>", text)
    article, cut = one("İİİ<SCRIPT>x</Script>İİ", source_row=1)  # lower case of İ is two characters
    assert (article["text"], cut) == ("İİİ\n\nİİ", [("markup", "<SCRIPT>x</Script>")])
    kept, cut = one("Values below <5 and mails to <a@b.example> stay, as does a < b.", source_row=1)
    assert cut == []
    assert kept["text"] == "Values below <5 and mails to <a@b.example> stay, as does a < b."


def test_hard_wrapped_text_becomes_paragraphs():
    import textwrap

    paragraphs = [
        "The minister said on Monday that the bridge over the river would be closed for at least a year, because rust "
        "had eaten into the beams that carry the road and the railway line to the coast.",
        "It was opened in 1931 and has been repaired four times, most recently in 2014, when the road was renewed; "
        "the engineers who looked at it in spring advised against repairing it for a fifth time.",
        "Jane Doe and a good many other reporters of this newspaper in places on the river contributed to this report.",
    ]
    article, cut = one("\n\n".join(textwrap.fill(p, 60) for p in paragraphs), source_row=1)
    assert article["text"].split("\n\n") == paragraphs[:2]
    assert [(reason, " ".join(text.split())) for reason, text in cut] == [("contributors", paragraphs[2])]


def test_lines_that_are_paragraphs_are_not_joined():
    lines = ["A short first paragraph.", "A second, rather longer one, which says a little more.", "A third."] * 4
    assert one("\n".join(lines), source_row=1)[0]["text"].split("\n\n") == lines


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Iraqâ€™s prime minister", "Iraq’s prime minister"),  # UTF-8 read as Windows-1252
        ("AT&amp;T &ldquo;won&rdquo;", "AT&T “won”"),
        ("so\u00adft hy\u200bphen\ufeff", "soft hyphen"),
        ("two\u00a0\u00a0 spaces\t here", "two spaces here"),
        ("Me\u0301lanie", "Mélanie"),
        ("‘single’ and “double” stay", "‘single’ and “double” stay"),
        ("a\x00b\x07c", "abc"),
        ("\u202eevil\u202c \u200fword", "evil word"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # the joiner carries meaning in Persian
        ("\ufb01nal", "final"),
    ],
)
def test_characters(given, expected):
    assert tidy(given) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_line_ends(end):
    article, cut = one((BODY + "\n\nAdvertisement").replace("\n", end))
    assert article["text"].split("\n\n") == PARAGRAPHS
    assert cut == [("advert", "Advertisement")]


# --- Properties -----------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "Advertisement", "Read more: A bridge", "The bridge — closed since 1931 — fell.", "By Jane Doe", "June 3, 2021",
        "Photo by X", "SOURCE: X Y", "f", "…", "<p>", "</p>", "<b>", "<script>", "</script>", "<!--", "-->", "!--",
        "\n", "\r\n", "\n\n", " ", "\u00a0", "\x00", "\u200b", "Click to play video: 'A bridge'", "A bridge",
        "we use cookies", "“quoted", "”", "&amp;", "â€™", "\u2028", "contributed to this report.",
        "Jane Doe ", "Reuters", "(AP) —",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=20), max_size=30).map("".join)


def no_space(text):
    """The visible characters of a text, repaired as a whole, to compare what came in with what came out."""
    return "".join(tidy(text).split())


@settings(max_examples=8, deadline=None)
@given(st.lists(TEXTS, min_size=10, max_size=30), st.sampled_from(["", "A bridge", "The bridge fell"]))
def test_cuts_are_exact_in_order_and_apart(texts, headline):
    articles, removed = clean(received(*texts, headline=headline))
    assert set(removed["reason"]) <= set(REASONS)
    source = dict(zip(articles["article_id"], texts, strict=True))
    end: dict[str, int] = {}
    for row in removed.to_dict("records"):
        assert end.get(row["article_id"], 0) <= row["source_start"] < row["source_end"]
        assert source[row["article_id"]][row["source_start"] : row["source_end"]] == row["text"]
        end[row["article_id"]] = row["source_end"]
    assert all(t.startswith(h) for t, h in zip(articles["text"], articles["headline"], strict=True))


@settings(max_examples=8, deadline=None)
@given(st.lists(TEXTS.map(lambda t: "".join(c for c in t if c == "\n" or " " <= c <= "~")), min_size=10, max_size=30))
def test_every_word_is_in_the_text_or_in_removed(texts):
    # No headline is given, so nothing is added and nothing moves: what stands between the cuts is the text.
    articles, removed = clean(received(*texts, source_row=1))
    for article, text in zip(articles.to_dict("records"), texts, strict=True):
        at, between = 0, []
        for row in removed[removed["article_id"] == article["article_id"]].to_dict("records"):
            between.append(text[at : row["source_start"]])
            at = row["source_end"]
        assert no_space("".join([*between, text[at:]])) == no_space(article["text"])


def test_inputs_stay_and_nothing_gives_nothing():
    given = received(BODY, "<p>x</p>")
    before = given.copy(deep=True)
    clean(given)
    pd.testing.assert_frame_equal(given, before)
    articles, removed = clean(empty(ARTICLES))
    pd.testing.assert_frame_equal(articles, empty(ARTICLES))
    pd.testing.assert_frame_equal(removed, empty(REMOVED))


def test_an_article_at_a_time():
    texts = [BODY, "Advertisement\n" + BODY, "By X Y\n" + BODY]
    together = clean(received(*texts))[0]["text"].tolist()
    assert together == [clean(received(t))[0]["text"].iloc[0] for t in texts]


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    ["The bridge was closed. ", "<script>", "<!--", "!-- ", "<p", "a <", "&amp;", "x\n", " ", "\u00a0", "This a ",
     "cookies we ", "Jane Doe, ", "“", "/AP", "(AP", "â€™ ", "\n\n", "\r", "<b>x</b>", "by continuing ",
     "Ab Poe Ab Poe ", "Ab Poe Ab Poe MORE "],
)  # fmt: skip
def test_time_grows_with_length_only(unit, growth):
    assert growth(clean, lambda n: received(unit * (n // len(unit))), 40_000) < 30


# --- Links inside a sentence ------------------------------------------------------------------------------------------

TITLES = "Storm over the budget grows The Memo: 'Who is next?' Senate to vote"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (f"Rep. Ada Poe Ada Marie Poe{TITLES} MORE (D-Ohio) said no.", "Rep. Ada Poe (D-Ohio) said no."),
        (f"Joe Orr Jr. Joseph (Joe) Paul OrrFive notes on Orr MORE, Tom Poe Thomas (Tom) Poe{TITLES} MORE’s friend.",
         "Joe Orr Jr., Tom Poe’s friend."),
        (f"Mayor Bill de Blasio Bill de Blasio {TITLES} MORE left.", "Mayor Bill de Blasio left."),
        (f"It was George PoeGeorge Edgar Poe{TITLES} MORE.", "It was George Poe."),
        ("Ada Poe wants MORE, and Ada Marie Poe wants less.", "Ada Poe wants MORE, and Ada Marie Poe wants less."),
        ("POE EXPANDS SECRETARY OF STATE SEARCH; MORE TALKS", "POE EXPANDS SECRETARY OF STATE SEARCH; MORE TALKS"),
    ],
)  # fmt: skip
def test_a_link_inside_a_sentence_is_cut_and_listed(line, kept):
    article, cuts = one(f"{BODY}\n\n{line}")
    assert article["text"].split("\n\n")[-1] == kept
    assert [reason for reason, _ in cuts] == ["link"] * line.count("MORE") * (line != kept)
    assert all(text.endswith("MORE") and text in line for _, text in cuts)


# --- Further kinds, met in an archive ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("More: Bridge to open again in May", "link"),
        ("Read or Share this story: http://example.org/x", "link"),
        ("Click here to read the ruling.", "link"),
        ("Bridge newsletter All of it, in your inbox. Email Sign Up By signing up you agree.", "promotion"),
        ("Our mission has never been more vital. Please consider making a contribution today.", "promotion"),
        ("Listen to the latest episode of the Bridge podcast.", "promotion"),
        ("Send letters to letters@example.org.", "promotion"),
        ("Ada Poe is an engineer. The opinions expressed in this commentary are solely her own.", "disclaimer"),
        ("The Gazette receives support for its bridge and road coverage from the Poe Fund.", "disclaimer"),
        ("— Tom Orr is a columnist. © 2016 Poe Syndicate", "copyright"),
        ("Editor’s note: Ada Poe is the author of “Bridges of the North”.", "update note"),
        ("This is a rush transcript. Copy may not be in its final form.", "update note"),
        ("Photos: The bridge It was opened in 1931. Hide Caption 1 of 2" + " It fell." * 200, "caption"),
        ("Facebook Twitter Pinterest Ada Poe on the bridge in 1931. Photograph: Tom Orr", "caption"),
        ("Hide caption The bridge as it was opened.", "caption"),
        ("ANALYSIS/OPINION:", "section"),
        ("JUST WATCHED The bridge Replay More Videos ... MUST WATCH The bridge 02:25", "video title"),
        ("7 years ago", "date"),
        ("The Gazette", "section"),
        ("– Ada Poe is a fellow of the Bridge Institute.", "byline"),
    ],
)  # fmt: skip
def test_further_leftovers(line, reason):
    article, cuts = one(f"{BODY}\n\n{line}", outlet="The Gazette", byline="Tom Orr and Ada Poe")
    assert cuts == [(reason, line)]
    assert article["text"].split("\n\n") == PARAGRAPHS


@pytest.mark.parametrize(
    "line",
    [
        "More than half of the bridges are closed.",
        "He told them to sign up for the new tolls.",
        "About 2,000 people subscribe to the newsletter of the bridge.",
        "The opinions expressed in polls were against it.",
        "“The views expressed by contributors are their own,” he said.",
        "Opinion in the town is divided.",
        "It was closed 7 years ago",
        "Ada Poe is the owner of the bridge.",
        "Click beetles live under the bridge.",
    ],
)
def test_what_only_looks_like_them_stays(line):
    article, cuts = one(f"{BODY}\n\n{line}\n\n{BODY}", outlet="The Gazette", byline="Tom Orr")
    assert cuts == []
    assert line in article["text"]


def test_the_outlets_name_is_no_byline_and_an_agencys_name_still_credits_it():
    article, cuts = one(f"The Gazette\n\nBy Ada Poe\n\n{BODY}", outlet="The Gazette", headline="Bridge closed")
    assert ("section", "The Gazette") in cuts
    assert article["byline"] == "Ada Poe"
    article, cuts = one(f"Ada Poe\n\nThe Gazette\n\n{BODY}", outlet="The Gazette", headline="Bridge closed")
    assert cuts == [("byline", "Ada Poe"), ("section", "The Gazette")]
    assert (article["byline"], article["dek"]) == ("Ada Poe", "")
    article, cuts = one(f"Bridge Closed\n\nThe Gazette\n\n{BODY}", outlet="The Gazette")
    assert cuts == [("section", "The Gazette")]  # without a headline it may be one
    article, cuts = one(f"{BODY}\n\nReuters", outlet="Reuters")
    assert cuts == [("contributors", "Reuters")]
    assert article["credit"] == "Reuters"
