"""Every character of a text has exactly one voice."""

from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import tables
from analysis.attribution.attributions import attributions
from analysis.attribution.relations import Relation
from analysis.attribution.speech import _stretches, speech
from analysis.attribution.voices import ATTRIBUTED, HEADLINE, NAMES, QUOTED, partition, voices
from analysis.text.sentences import sentences


def spoken(m):
    return voices(m.articles, m.sentences, speech(*m[:4], attributions(*m)))


def by_voice(m):
    """What each voice says, in text order."""
    table = spoken(m)
    texts = dict(zip(m.articles["article_id"], m.articles["text"], strict=True))
    return [(v, texts[a][b:e].strip()) for a, b, e, v in table.itertuples(index=False, name=None)]


def test_the_four_voices(marked):
    m = marked(
        "Man bites “dog”\n\n<s>Police</s> <c>said</c> <k>the man was “very hungry” that day</k>. It rained.",
        headline="Man bites “dog”",
    )
    assert by_voice(m) == [
        ("headline", "Man bites “dog”"),
        ("outlet", "Police said"),
        ("attributed", "the man was"),
        ("quoted", "“very hungry”"),
        ("attributed", "that day"),
        ("outlet", ". It rained."),
    ]


def test_source_and_cue_inside_their_own_content_are_the_outlets(marked):
    m = marked("<k>“We won,” <s>she</s> <c>said</c>, “at last.”</k>")
    assert by_voice(m) == [
        ("quoted", "“We won,”"),
        ("attributed", ""),
        ("outlet", "she"),
        ("attributed", ""),
        ("outlet", "said"),
        ("attributed", ","),
        ("quoted", "“at last.”"),
    ]


def test_somebody_quoted_in_indirect_speech_stays_attributed(marked):
    m = marked("<s1>He</s1> <c1>said</c1> <k1><s2>the army</s2> <c2>denied</c2> <k2>the attack</k2></k1>.")
    assert by_voice(m) == [("outlet", "He said"), ("attributed", "the army denied the attack"), ("outlet", ".")]


def test_scare_quotes_titles_and_nicknames_are_the_outlets_words(marked):
    m = marked("The so-called “experts” met Jack “Ace” Smith, who sang the song “Imagine” again.")
    assert [v for v, _ in by_voice(m)] == ["outlet"]


def test_a_full_clause_in_marks_is_quoted_even_if_nobody_is_given_for_it(marked):
    m = marked("There was a sign. “You are not welcome here.” Nobody had seen it before.")
    assert ("quoted", "“You are not welcome here.”") in by_voice(m)


LAYERS = st.lists(
    st.tuples(st.tuples(st.integers(0, 60), st.integers(0, 60)), st.sampled_from([ATTRIBUTED, QUOTED, HEADLINE]))
)


@given(st.integers(0, 60), LAYERS)
def test_a_partition_leaves_no_gap_and_no_overlap_and_takes_the_highest_layer(length, layers):
    layers = [((min(a, b, length), min(max(a, b), length)), layer) for (a, b), layer in layers]
    pieces = partition(length, layers)
    told = [voice for start, end, voice in pieces for _ in range(start, end)]
    assert len(told) == length
    assert all(a[1] == b[0] and a[2] != b[2] for a, b in pairwise(pieces))
    for place, voice in enumerate(told):
        over = [layer for (start, end), layer in layers if start <= place < end]
        assert voice == NAMES[max(over, default=0)]


TEXTS = st.text(alphabet="ab “”\"'.\n\u202e😀", max_size=80)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, st.lists(st.tuples(st.integers(0, 80), st.integers(1, 20)), max_size=4))
def test_every_text_is_cut_completely(told, text, pieces):
    facts = dict.fromkeys(tables.ARTICLES.columns, "") | {"source_row": 0, "n_words": 0}
    articles = tables.frame([facts | {"article_id": "a", "text": text}], tables.ARTICLES)
    spans = [
        {"article_id": "a", "attribution_id": f"a:a{n}", "role": "content", "start": s, "end": min(s + size, len(text))}
        for n, (s, size) in enumerate(pieces)
        if s < len(text)
    ]
    spans = [row | {"text": text[row["start"] : row["end"]], "confidence": 1.0} for row in spans]
    found = sentences(articles)
    table = spoken(told(articles, found, tables.frame(spans, tables.ATTRIBUTION_SPANS)))
    assert "".join(text[b:e] for b, e in zip(table["start"], table["end"], strict=True)) == text


def test_no_articles_no_voices(marked):
    m = marked("<s>He</s> <c>said</c> <k>no</k>.")
    none = spoken(type(m)(*(table.iloc[:0] for table in m)))
    assert none.empty
    assert none.dtypes.equals(spoken(m).dtypes)


def test_stretches_of_one_place_stand_in_the_order_of_their_attributions():
    """Not in that of a set, which is another in every process."""
    given = [Relation(f"x:a{n}", ((0, 4),), ((5, 9),), ((10, 20),), 1.0) for n in range(9)]
    assert [row[3] for row in _stretches("Anna said they all left.", [], given)] == [r.attribution_id for r in given]
