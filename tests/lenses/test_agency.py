import pytest

from analysis.lenses.agency import agency


def rows(c):
    text = c.articles["text"][0]
    return [(text[r.start : r.end], r.verb, r.form, r.agent, r.patient) for r in agency(*c).itertuples()]


@pytest.mark.parametrize(
    ("sentence", "row"),
    [
        ("One protester was killed.", ("was killed", "kill", "passive without agent", "", "One protester")),
        ("He was badly wounded by a drone.", ("was badly wounded", "wound", "passive with agent", "drone", "He")),
        ("He was arrested by Friday.", ("was arrested", "arrest", "passive without agent", "", "He")),
        ("Armed drones targeted the house.", ("targeted", "target", "active", "Armed drones", "house")),
        ("The blast killed at least 12 people.", ("killed", "kill", "active", "blast", "12 people")),
        ("A man killed in the raid was Iraqi.", ("killed", "kill", "passive without agent", "", "man")),
        ("The killing of protesters, he said.", ("killing", "kill", "nominal without agent", "", "protesters")),
        ("An attack on the house by rebels failed.", ("attack", "attack", "nominal with agent", "rebels", "house")),
        ("Israel’s attack on Gaza failed.", ("attack", "attack", "nominal with agent", "Israel", "Gaza")),
        ("Assange’s arrest came late.", ("arrest", "arrest", "nominal without agent", "", "Assange")),
        ("The building was blown up.", ("was blown up", "blow up", "passive without agent", "", "building")),
    ],
)
def test_one_deed(tiny, sentence, row):
    assert rows(tiny(sentence)) == [row]


@pytest.mark.parametrize(
    "sentence",
    [
        "Nobody was not killed.",  # negated
        "They won’t be arrested.",
        "The attack failed.",  # to whom, by whom: not said
        "Wednesday’s attack failed.",
        "The raids that followed were short.",
        "They attacked at dawn.",  # no object
        "He was happy.",
    ],
)
def test_no_deed(tiny, sentence):
    assert rows(tiny(sentence)) == []


def test_voice_and_sentence_are_those_of_the_place(tiny):
    found = agency(*tiny("A man spoke.", "He said: “We were attacked.”"))
    assert found[["sentence_id", "voice", "deed"]].to_numpy().tolist() == [["a:s1", "quoted", "harm"]]


def test_sentences_of_the_articles(tiny):
    guards = "Seven of Prime Minister Mustafa al-Kadhimi’s security guards"
    c = tiny(
        f"{guards} were wounded in the attack by at least two armed drones.",  # Global News
        "There was an exchange of fire in which one protester affiliated with the militias was killed.",
    )
    assert [(f, a, p) for *_, f, a, p in rows(c)] == [
        ("passive with agent", "two armed drones", guards),  # "by" is taken for both
        ("nominal with agent", "two armed drones", ""),
        ("passive without agent", "", "one protester"),
    ]
