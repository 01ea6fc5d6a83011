"""Attributions as rows, on spans marked by hand."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import tables
from analysis.attribution.attributions import attributions
from analysis.text.sentences import sentences


def rows(m):
    return attributions(*m)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<k>“We won,”</k> <s>he</s> <c>said</c>.", "direct"),
        ("<k>“We won</k>,” <s>he</s> <c>said</c>, <k>“at last.”</k>", "direct"),
        ("<s>He</s> <c>said</c> <k>that they had won</k>.", "indirect"),
        ("<s>He</s> <c>said</c> <k>that they had “won at last”</k>.", "mixed"),
        ("<s>He</s> <c>declined to comment</c>.", "indirect"),
    ],
)
def test_kind(marked, text, kind):
    assert rows(marked(text))["kind"].tolist() == [kind]


def test_a_row_says_what_the_text_says(marked):
    m = marked("<k>“We won,”</k> <s>Ned Price</s> <c>said</c> on Monday. <k>“At last.”</k>")
    row = rows(m).iloc[0]
    text = m.articles["text"].iloc[0]
    assert text[row["start"] : row["end"]] == row["cue"] == "said"
    assert row["source"] == "Ned Price"
    assert row["content"] == "“We won,” … “At last.”"
    assert row["sentence_id"] == "a:s0"
    assert row["confidence"] == 1.0


def test_a_negation_before_the_cue_counts_only_in_its_own_clause(marked):
    m = marked(
        "<s1>He</s1> did not <c1>say</c1> <k1>why</k1>. <s2>No one</s2> <c2>claimed</c2> <k2>the attack</k2>. "
        "<k3>It was not true</k3>, <s3>he</s3> <c3>said</c3>."
    )
    assert rows(m)["negated"].tolist() == [True, True, False]


def test_rows_stand_in_text_order_and_every_attribution_has_one(marked):
    m = marked("<k2>It rained</k2>, <s2>he</s2> <c2>said</c2>. <s1>She</s1> <c1>denied</c1> <k1>that</k1>.")
    assert rows(m)["attribution_id"].tolist() == ["a:a2", "a:a1"]


def test_inputs_stay_as_they_are(marked):
    m = marked("<k>“We won,”</k> <s>he</s> <c>said</c>.")
    before = [t.copy() for t in m]
    rows(m)
    assert all(a.equals(b) for a, b in zip(m, before, strict=True))


def test_no_articles_no_rows(marked):
    m = marked("<k>“We won,”</k> <s>he</s> <c>said</c>.")
    none = attributions(*(t.iloc[:0] for t in m))
    assert none.empty
    assert none.dtypes.equals(rows(m).dtypes)


@pytest.mark.parametrize(
    "text",
    [
        "<s>”</s><c>.</c><k>\u202e</k>",
        "<s> </s>x<c> </c>x<k> </k>",
        "<s>ОН</s> <c>сказал</c> <k>«нет»</k>",
        "<s>他</s><c>说</c><k>“不”</k>",
        "<s>THE MINISTER</s> <c>SAID</c> <k>NO</k>",
        "<c>said</c>",
        "<k>no</k>",
        "<s>his</s>",
        "<s>,</s> <c>who</c>",
    ],
)
def test_odd_spans_make_a_row(marked, text):
    assert len(rows(marked(text))) == 1
    assert list(rows(marked(text)).columns) == list(tables.ATTRIBUTIONS.columns)


PIECES = st.lists(
    st.tuples(st.integers(0, 70), st.integers(1, 25), st.sampled_from(tables.ROLES)), min_size=1, max_size=8
)
WORDS = st.sampled_from(
    [
        "he",
        "The",
        "Ned",
        "Price",
        "said",
        "“",
        "”",
        "who",
        "officials",
        "of",
        "the",
        "group",
        ",",
        ".",
        "\n\n",
        "al-Haq",
    ]
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, max_size=25), PIECES)
def test_no_spans_break_it(told, words, pieces):
    text = " ".join(words)
    facts = dict.fromkeys(tables.ARTICLES.columns, "") | {"source_row": 0, "n_words": len(words)}
    articles = tables.frame([facts | {"article_id": "a", "text": text}], tables.ARTICLES)
    spans = [
        ("a", f"a:a{n % 3}", role, start, min(start + size, len(text)), text[start : start + size], 1.0)
        for n, (start, size, role) in enumerate(pieces)
        if start < len(text)
    ]
    given_spans = pd.DataFrame(spans, columns=list(tables.ATTRIBUTION_SPANS.columns))
    given_spans = tables.frame(given_spans, tables.ATTRIBUTION_SPANS)
    found = sentences(articles)
    m = told(articles, found, given_spans)
    assert sorted(attributions(*m)["attribution_id"]) == sorted(set(m.attribution_spans["attribution_id"]))
