import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from analysis.show.reader import MARK_COLUMNS, reader, shared_marks
from analysis.tables import REMOVED, SENTENCES, empty, frame

TEXT = "A <b>head</b>\n\nHe said it & left. She did not."
ARTICLES = pd.DataFrame(
    {"article_id": ["x/1"], "outlet": ["<i>Out</i>"], "published": [""], "byline": [""], "credit": [""],
     "headline": ["A <b>head</b>"], "text": [TEXT]}, dtype="str"
)  # fmt: skip
SENTENCE_SPANS = [(0, 13), (15, 32), (33, 45)]
SENTENCE_TABLE = frame(
    [
        {"sentence_id": f"x/1:s{i}", "article_id": "x/1", "paragraph": min(i, 1), "position": i,
         "zone": "headline" if i == 0 else "lead", "start": a, "end": b, "text": TEXT[a:b]}
        for i, (a, b) in enumerate(SENTENCE_SPANS)
    ],
    SENTENCES,
)  # fmt: skip


def marks(*rows):
    return pd.DataFrame([("x/1", *r, "") for r in rows], columns=MARK_COLUMNS)


class Texts(HTMLParser):
    """Collects the text of each paragraph (numbers of sentences left out) and the classes around a text."""

    def __init__(self):
        super().__init__()
        self.paragraphs, self.spans, self.stack = [], [], []

    def handle_starttag(self, tag, attributes):
        facts = dict(attributes)
        if tag not in {"input", "br"}:
            self.stack.append((tag, facts.get("class", "")))
        if tag == "p":
            self.paragraphs.append("")

    def handle_endtag(self, tag):
        self.stack.pop()

    def handle_data(self, data):
        tags = [t for t, _ in self.stack]
        if "p" in tags and "sup" not in tags:
            self.paragraphs[-1] += data
            self.spans.append((data, " ".join(c for t, c in self.stack if t == "span")))


def parsed(page):
    parser = Texts()
    parser.feed(str(page.body))
    assert parser.stack == []  # every element is closed
    return parser


def test_the_text_stands_in_full_and_escaped():
    page = parsed(reader(ARTICLES, SENTENCE_TABLE, empty(REMOVED), marks((17, 26, "cue", "x")), ["x/1"]))
    assert page.paragraphs == ["<i>Out</i>", "A <b>head</b>", "He said it & left. She did not."]


def test_marks_that_overlap_are_cut_into_pieces_that_carry_both():
    page = parsed(
        reader(ARTICLES, SENTENCE_TABLE, empty(REMOVED), marks((15, 22, "cue", "x"), (18, 25, "content", "y")), ["x/1"])
    )
    assert [s for s in page.spans if s[1]] == [("He ", "m-cue"), ("said", "m-cue m-content"), (" it", "m-content")]


def test_labels_are_escaped_and_layers_have_a_switch():
    page = reader(ARTICLES, SENTENCE_TABLE, empty(REMOVED), marks((15, 22, "blame", '"><script>x</script>')), ["x/1"])
    assert "<script>" not in page.body
    assert re.findall(r'data-layer="(\w+)"', page.body) == ["blame"]


def test_sentences_are_numbered_and_can_be_linked_to():
    page = reader(ARTICLES, SENTENCE_TABLE, empty(REMOVED), marks(), ["x/1"], place="p-")
    assert re.findall(r'id="(p-[^"]+)">(\d+)<', page.body) == [(f"p-s-x_2f_1_3a_s{i}", str(i + 1)) for i in range(3)]


def test_cuts_are_shown_with_their_reason():
    cut = {"article_id": "x/1", "reason": "advert", "text": "Buy <b>now</b>", "source_start": 0, "source_end": 3}
    page = reader(ARTICLES, SENTENCE_TABLE, frame([cut], REMOVED), marks(), ["x/1"])
    assert "<b>advert</b> Buy &lt;b&gt;now&lt;/b&gt;" in page.body


def test_unknown_article_says_which_there_are():
    with pytest.raises(ValueError, match="There are: x/1"):
        reader(ARTICLES, SENTENCE_TABLE, empty(REMOVED), marks(), ["y"])


def test_an_article_without_sentences():
    blank = ARTICLES.assign(text="")
    page = parsed(reader(blank, SENTENCE_TABLE.iloc[:0], empty(REMOVED), marks().iloc[:0], ["x/1"]))
    assert page.paragraphs[0] == "<i>Out</i>"


def test_shared_quotations_lead_to_each_other():
    shared = pd.DataFrame(
        {"utterance_id": ["u1", "u1", "u2"], "quote_id": ["q", "q", "q"], "article_id": ["a", "b", "a"],
         "outlet": ["A", "B", "A"], "start": [5, 9, 20], "end": [7, 11, 30]}
    )  # fmt: skip
    found = shared_marks(shared, "a", "b")
    assert found[["article_id", "start", "href"]].to_numpy().tolist() == [["a", 5, "#t-b_3a_9"], ["b", 9, "#t-a_3a_5"]]
