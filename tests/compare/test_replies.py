import pandas as pd

from analysis.compare.replies import REPLIES, replies
from analysis.corpus import Codebook
from analysis.lenses.blame import SCHEMA
from analysis.tables import ATTRIBUTIONS, SENTENCES, check, empty, frame

TERMS = [("m", "the militias", "name", "Kataib Hezbollah"), ("m", "the militias", "label", "militias")]
BOOK = Codebook(
    actors=pd.DataFrame(TERMS, columns=["actor", "name", "kind", "term"], dtype="str"),
    frames=pd.DataFrame({"category": [], "reason": [], "term": []}, dtype="str"),
)
NO_BOOK = Codebook(actors=BOOK.actors.iloc[:0], frames=BOOK.frames)


def corpus(blamed, said):
    """Articles a and b of one story, ten one-sentence paragraphs; blamed and said begin with article and paragraph."""
    articles = pd.DataFrame({"article_id": ["a", "b"], "outlet": ["A", "B"], "story": "s"}, dtype="str")
    sentences = frame(
        [
            {"sentence_id": f"{x}:s{i}", "article_id": x, "paragraph": i, "position": i, "zone": "body",
             "start": 10 * i, "end": 10 * i + 9, "text": "x" * 9}
            for x in "ab" for i in range(10)
        ],
        SENTENCES,
    )  # fmt: skip
    place = {
        "start": 0,
        "end": 1,
        "voice": "outlet",
        "zone": "body",
        "hedge": "",
        "deed": "",
        "accuser": "",
        "denied_by": "",
    }
    blame = [
        {**place, "article_id": x, "sentence_id": f"{x}:s{i}", "paragraph": i, "start": 10 * i, "end": 10 * i + 1,
         "accused": who, "accused_as": who, "expression": "blamed", "strength": "says", "denied": denied,
         "negated": False, "source_type": "none"}
        for x, i, who, denied in blamed
    ]  # fmt: skip
    attributions = [
        {"attribution_id": f"{x}:a{n}", "article_id": x, "sentence_id": f"{x}:s{i}", "start": 10 * i, "end": 10 * i + 1,
         "kind": "direct", "source": source, "speaker": speaker, "source_type": "named", "anonymity": "", "cue": "said",
         "stance": stance, "negated": False, "content": "", "confidence": 1.0}
        for n, (x, i, speaker, source, stance) in enumerate(said)
    ]  # fmt: skip
    return (
        articles,
        sentences,
        frame(attributions, ATTRIBUTIONS) if attributions else empty(ATTRIBUTIONS),
        frame(blame, SCHEMA) if blame else empty(SCHEMA),
    )


def test_denial_goes_before_statement_and_paragraphs_are_counted():
    said = [
        ("a", 3, "Askari", "a Kataib Hezbollah official", "neutral"),
        ("a", 7, "Askari", "a Kataib Hezbollah official", "denying"),
        ("a", 2, "Price", "Ned Price", "neutral"),
    ]
    (row,) = replies(*corpus([("a", 1, "the militias", False)], said), BOOK).to_dict("records")
    assert (row["answer"], row["answer_by"], row["answer_id"], row["paragraphs_after"]) == (
        "denial",
        "Askari",
        "a:s7",
        6,
    )


def test_no_answer_and_answer_elsewhere():
    blamed = [("a", 1, "the militias", False), ("a", 4, "the militias", False), ("b", 2, "the militias", False)]
    table = replies(*corpus(blamed, [("b", 1, "Askari", "Kataib Hezbollah", "neutral")]), BOOK)
    assert table["answer"].tolist() == ["none", "statement"]
    assert table["accusations"].tolist() == [2, 1]
    assert table["paragraphs_after"].isna().tolist() == [True, False]
    assert table["paragraphs_after"].iloc[1] == -1
    assert table["elsewhere"].tolist() == [True, False]


def test_denied_blame_in_the_sentence_of_the_answer_is_a_denial():
    blamed = [("a", 1, "the militias", False), ("a", 5, "the militias", True)]
    table = replies(*corpus(blamed, [("a", 5, "Askari", "Kataib Hezbollah", "neutral")]), BOOK)
    assert table["answer"].tolist() == ["denial"]


def test_without_a_codebook_a_shared_name_makes_the_side():
    said = [("a", 4, "Saeed Khatibzadeh", "Khatibzadeh", "neutral"), ("a", 5, "Ned Price", "Price", "neutral")]
    blamed = [("a", 1, "Khatibzadeh", False), ("a", 2, "them", False)]
    table = replies(*corpus(blamed, said), NO_BOOK)
    assert table[["accused", "answer_by"]].to_numpy().tolist() == [["Khatibzadeh", "Saeed Khatibzadeh"]]
    check(table, REPLIES)


def test_no_blame_no_rows():
    table = replies(*corpus([], []), BOOK)
    assert table.empty
    assert list(table.columns) == list(REPLIES.columns)
