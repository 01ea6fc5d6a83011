"""Corrections by hand: obeyed by what is made afterwards, refused where they do not fit, listed in problems."""

import pandas as pd
import pytest

from analysis import Study
from analysis.corpus import byhand, load
from analysis.corrections import corrected
from analysis.show.files import write as write_tables
from analysis.tables import CORRECTIONS, evidence, flag, frame, real, string, whole

TEXT = "😀 Flood\n\nPolice blamed Lee. Police blamed Lee and Kim."
LENS = evidence(
    "tried",
    text=string("words"),
    accused=string("who"),
    strength=string("how", ("says", "hints")),
    denied=flag("denied"),
    score=real("a number"),
    paragraph=whole("paragraph"),
)
ARTICLES = pd.DataFrame({"article_id": ["a", "b"], "outlet": ["A", "B"], "story": ["s", "s"], "text": [TEXT, "Short."]})
SENTENCES = pd.DataFrame(
    {
        "sentence_id": ["a:s0", "a:s1", "a:s2"],
        "article_id": "a",
        "start": [0, 9, 28],
        "end": [7, 27, 54],
        "paragraph": [0, 1, 1],
        "zone": ["headline", "lead", "lead"],
    }
)
VOICES = pd.DataFrame({"article_id": "a", "start": [0, 9], "end": [9, 54], "voice": ["headline", "outlet"]})


def row(start, end, accused, **more):
    given = {"article_id": "a", "sentence_id": "a:s1", "start": start, "end": end, "voice": "outlet"}
    own = {"text": TEXT[start:end], "accused": accused, "strength": "says", "denied": False, "score": 0.5}
    return given | own | {"paragraph": 1} | more


TABLE = frame([row(16, 22, "Lee"), row(35, 41, "Lee", sentence_id="a:s2"), row(35, 41, "Kim")], LENS)


def line(action="change", start=16, end=22, column="accused", old="Lee", new="Police", nth=0, article="a"):
    return {
        "action": action, "table": "tried", "article_id": article, "sha256": "", "start": start, "end": end,
        "nth": nth, "column": column, "from": old, "to": new, "why": "", "who": "Ann", "when": "",
        "source_file": "corrections.csv", "source_row": 7,
    }  # fmt: skip


def done(*lines):
    return corrected(TABLE, frame(list(lines), CORRECTIONS), LENS, ARTICLES, SENTENCES, VOICES)


def test_a_value_is_changed_and_the_input_is_not():
    before = TABLE.copy()
    table, refused = done(
        line(), line(column="denied", old="False", new="yes"), line(column="score", old="0.5", new="1")
    )
    assert not refused
    assert table.loc[0, ["accused", "denied", "score"]].to_list() == ["Police", True, 1.0]
    pd.testing.assert_frame_equal(table.drop(index=0), TABLE.drop(index=0))
    pd.testing.assert_frame_equal(TABLE, before)
    assert (table.dtypes == TABLE.dtypes).all()


def test_later_lines_see_the_earlier_ones():
    table, refused = done(line(), line(old="Police", new="Kim"))
    assert (table.loc[0, "accused"], refused) == ("Kim", [])


def test_one_of_two_rows_at_a_place_is_named_by_its_number():
    table, refused = done(line("delete", 35, 41, "accused", "Kim", nth=2), line("change", 35, 41, nth=1))
    assert not refused
    assert table["accused"].to_list() == ["Lee", "Police"]
    _, refused = done(line("delete", 35, 41, "", ""))
    assert "2 rows of 'tried' stand at 35–41" in refused[0]["problem"]


def test_a_new_row_gets_what_follows_from_its_place():
    add = [line("add", 28, 34, c, "", v) for c, v in (("accused", "Kim"), ("strength", "hints"))]
    table, refused = done(*add)
    assert not refused
    assert table["start"].to_list() == [16, 28, 35, 35]
    new = table.iloc[1].to_dict()
    expected = {"text": "Police", "sentence_id": "a:s2", "voice": "outlet", "paragraph": 1, "strength": "hints"}
    assert expected.items() <= new.items()
    twice, _ = done(*add, *add)  # a column that comes again begins another row
    assert len(twice) == 5


def test_a_moved_row_has_the_words_of_its_new_place():
    table, refused = done(line(column="start", old="16", new="9"), line(start=9, column="end", old="22", new="15"))
    assert not refused
    assert table.loc[0, ["start", "end", "text"]].to_list() == [9, 15, "Police"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (line(old="Kim"), "accused is 'Lee' there, not 'Kim'"),
        (line(start=17), "has no such row at 17–22"),
        (line(nth=2), "has no such row"),
        (line(column="acused"), "no column 'acused'"),
        (line(column="article_id", old="a", new="b"), "no column 'article_id' to correct"),
        (line(column=""), "does not name a column"),
        (line(column="strength", old="says", new="shouts"), "'shouts' is no value of strength"),
        (line(column="denied", old="False", new="perhaps"), "'perhaps' is no value of denied"),
        (line(column="end", old="22", new="9"), "16–9 is no stretch of the text"),
        (line(column="end", old="22", new="999"), "16–999 is no stretch of the text"),
        (line("add", 28, 34, "accused", "", "Kim"), "needs a value of strength"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(given, says):
    table, refused = done(given)
    pd.testing.assert_frame_equal(table, TABLE)
    assert says in refused[0]["problem"]
    assert refused[0]["row"] == 7
    assert refused[0]["advice"]


# --- From a file ----------------------------------------------------------------------------------------------------

STORY = "Bridge gone\n\nPolice blamed the mayor for the flood. “We did nothing wrong,” the mayor said.\n\nIt rained."


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.txt").write_text("Flood\n\nThe council blamed the weather for the flood. It rained all day.")
    (tmp_path / "articles.csv").write_text("article_id,file,outlet\na,a.txt,A\nb,b.txt,B\n")
    return tmp_path


def write(corpus, *lines, text=None):
    text = text or Study.load(corpus).articles["text"].iloc[0]
    head = "action,table,article_id,sha256,start,end,column,from,to,who\n"
    digest = byhand.text_hash(text)
    (corpus / "corrections.csv").write_text(head + "".join(given.replace("HASH", digest) + "\n" for given in lines))
    return Study.load(corpus)


def test_the_tables_behind_see_it(corpus):
    quote = Study.load(corpus).quotes.iloc[0]
    place = f"a,HASH,{quote['start']},{quote['end']}"
    study = write(corpus, f",quotes,{place},speaker,{quote['speaker']},Ann Lee,Ann")
    assert study.quotes.loc[0, "speaker"] == "Ann Lee"
    assert study.as_made["quotes"].loc[0, "speaker"] == quote["speaker"]
    assert study.shared_quotes.loc[0, "speaker"] == "Ann Lee"  # made from quotes
    assert study.problems["problem"].str.contains("refused").sum() == 0


def test_another_text_is_refused_and_listed(corpus):
    quote = Study.load(corpus).quotes.iloc[0]
    place = f"a,HASH,{quote['start']},{quote['end']}"
    study = write(corpus, f",quotes,{place},speaker,{quote['speaker']},Ann Lee,Ann")
    (corpus / "a.txt").write_text(STORY.replace("rained", "poured"))
    study = Study.load(corpus)
    assert study.quotes.loc[0, "speaker"] == quote["speaker"]
    listed = study.problems[study.problems["file"] == "corrections.csv"].iloc[0]
    assert "the text has changed" in listed["problem"]
    assert (listed["row"], listed["article_id"], listed["left_out"]) == (1, "a", False)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("change,quotes,zz,0a1b,1,2,speaker,x,y,Ann", "there is no article 'zz'"),
        ("delete,quotes,zz,HASH,1,2,speaker,x,,Ann", "has no such row at 1–2"),  # known by its text
        ("change,quotes,a,,1,2,speaker,x,y,Ann", "does not say for which text"),
        ("change,quotes,a,HASH,one,2,speaker,x,y,Ann", "start is 'one'"),
        ("change,quotes,a,HASH,1,99999,speaker,x,y,Ann", "no place in the text"),
        ("improve,quotes,a,HASH,1,2,speaker,x,y,Ann", "'improve' is no action"),
        ("change,qoutes,a,HASH,1,2,speaker,x,y,Ann", "no table 'qoutes' that can be corrected"),
        ("change,voices,a,HASH,1,2,voice,x,y,Ann", "no table 'voices' that can be corrected"),
        ("delete,quotes,a,HASH,1,2,speaker,x,,Ann", "has no such row at 1–2"),
        ("change,rankings,a,HASH,1,2,vader,x,y,Ann", "no table 'rankings' that can be corrected"),
    ],
)
def test_a_line_that_does_not_fit_is_listed_with_its_place(corpus, given, says):
    problems = write(corpus, given).problems
    found = problems[problems["file"] == "corrections.csv"]
    assert found["problem"].str.contains(says, regex=False).to_list() == [True]
    assert found["advice"].str.len().min() > 5


def test_a_file_without_its_columns_is_named(corpus):
    (corpus / "corrections.csv").write_text("table,article\nquotes,a\n")
    problems = load(corpus).problems
    assert "the column 'action' is missing" in problems.loc[problems["file"] == "corrections.csv", "problem"].iloc[0]


def test_parts_and_the_anonymous_corpus_obey_too(corpus):
    quote = Study.load(corpus).quotes.iloc[0]
    place = f"a,HASH,{quote['start']},{quote['end']}"
    given = f",quotes,{place},speaker,{quote['speaker']},Ann Lee,Ann", "delete,quotes,a,HASH,1,2,,,,Ann"
    study = write(corpus, *given)
    assert [p.quotes["speaker"].isin(["Ann Lee"]).sum() for p in study.parts(1)] == [1]
    hidden = Study.load(corpus, anonymise=True)
    assert hidden.quotes.loc[0, "speaker"] == "Ann Lee"
    assert "a" not in set(hidden.problems["article_id"])


def test_written_tables_obey_and_list_what_was_refused(corpus, tmp_path):
    quote = Study.load(corpus).quotes.iloc[0]
    place = f"a,HASH,{quote['start']},{quote['end']}"
    study = write(corpus, f",quotes,{place},speaker,{quote['speaker']},Ann Lee,Ann", "delete,quotes,a,HASH,1,2,,,,Ann")
    write_tables(study, tmp_path / "out")
    assert pd.read_csv(tmp_path / "out" / "quotes.csv")["speaker"].to_list() == ["Ann Lee"]
    problems = pd.read_csv(tmp_path / "out" / "problems.csv")
    assert problems["problem"].str.contains("has no such row").sum() == 1
