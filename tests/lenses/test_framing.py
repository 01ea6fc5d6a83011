import pandas as pd
import pytest

from analysis import lexicons
from analysis.corpus.codebook import Codebook
from analysis.lenses.framing import framing

NO_ACTORS = pd.DataFrame(columns=["actor", "name", "kind", "term"], dtype="str")


def book(**frames):
    groups = [{"category": c, "reason": "r", "terms": t} for c, t in frames.items()]
    return Codebook(NO_ACTORS, lexicons.table(groups, "test"))


def hits(table):
    return [(r.frame, r.scheme, r.term, r.zone, r.voice) for r in table.itertuples()]


def test_frame_term_zone_and_voice(tiny):
    c = tiny("He said: “God knows.”", "Taxes rose.", headline="Leaders clash")
    assert hits(framing(*c, book())) == [
        ("conflict", "generic", "clash", "headline", "headline"),
        ("morality", "generic", "god", "lead", "quoted"),
        ("economic consequences", "generic", "taxes", "body", "outlet"),
    ]


def test_a_stretch_counts_once_in_a_frame_but_in_every_frame(tiny):
    c = tiny("They were rejecting the election results of the parliament.")
    frames = book(vote=["election results", "rejecting the election", "results of the parliament"], no=["rejecting*"])
    found = framing(*c, frames).query("scheme == 'codebook'")
    # "election results" lies on both of the longer terms
    assert [h[:1] + h[2:3] for h in hits(found)] == [
        ("vote", "rejecting the election"),
        ("no", "rejecting"),
        ("vote", "results of the parliament"),
    ]


def test_the_same_name_in_both_schemes_is_two_frames(tiny):
    found = framing(*tiny("They clashed."), book(conflict=["clash*"]))
    assert sorted(found["scheme"]) == ["codebook", "generic"]


@pytest.mark.parametrize(
    ("sentence", "frame"),
    [  # an item of Semetko & Valkenburg's list (2000, p. 100) in a sentence of its own
        ("The government is responsible for the problem.", "responsibility"),
        ("The story suggests solutions.", "responsibility"),
        ("One party reproaches another.", "conflict"),
        ("There are winners and losers.", "conflict"),
        ("It brings out outrage and compassion.", "human interest"),
        ("The costs are high.", "economic consequences"),
        ("It refers to morality, God and other religious tenets.", "morality"),
    ],
)
def test_the_generic_frames_know_their_own_definition(tiny, sentence, frame):
    assert set(framing(*tiny(sentence), book())["frame"]) == {frame}


def test_words_that_every_article_has_are_no_frame(tiny):
    c = tiny("Officials said on Sunday that the state had held talks with the president about the attack.")
    assert framing(*c, book()).empty
