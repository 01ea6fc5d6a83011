"""Rows to check: as sheets, in the widget, written down and read again; and what people found."""

import openpyxl
import pandas as pd
import pytest

from analysis import Study, show
from analysis.show import check

STORY = "😀 Bridge gone\n\nPolice blamed the mayor for the flood. “We did nothing wrong,” the mayor said.\n\nIt rained."
OTHER = "Flood\n\n=2+2 is what the council blamed the weather for. “It rained all day,” the council said."


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text(STORY)
    (folder / "b.txt").write_text(OTHER)
    (folder / "articles.csv").write_text("article_id,file,outlet\na,a.txt,Daily A\nb,b.txt,Daily B\n")
    return folder


@pytest.fixture
def study(corpus):
    return Study.load(corpus)


def test_each_question_stands_with_its_sentence_and_never_with_its_outlet(study):
    lines = check.asked(study, "quotes", 50)
    assert list(dict.fromkeys(lines["column"])) == ["", "kind", "speaker", "source_type"]
    texts = dict(zip(study.articles["article_id"], study.articles["text"], strict=True))
    for line in lines.to_dict("records"):
        assert line["marked"] == texts[line["article_id"]][line["start"] : line["end"]]
        assert line["before"] + line["marked"] + line["after"] in texts[line["article_id"]]
    assert "outlet" not in lines
    assert "Daily" not in "".join(lines[["question", "before", "marked", "after", "shown"]].to_numpy().ravel())


def test_whole_articles_are_read_without_the_rows_of_the_program(study):
    lines = check.asked_to_read(study, "blame", 1)
    assert set(lines["question"]) == {"Is it told in this sentence that somebody is blamed, or is not blamed?"}
    assert len(set(lines["article_id"])) == 1
    assert (lines["shown"] == "").all()
    assert len(lines) == (study.sentences["article_id"] == lines["article_id"].iloc[0]).sum()


@pytest.mark.parametrize("name", ["sentences", "voices", "removed", "rankings", "replies"])
def test_tables_without_places_say_so(study, name):
    with pytest.raises(ValueError, match=f"rows of '{name}' cannot be checked"):
        study.check(name)


def fill(path, **answers):
    """Answers written into a workbook as a person does: by the sheet's own columns."""
    book = openpyxl.load_workbook(path)
    page = book.active
    at = {cell.value: cell.column for cell in page[1]}
    for row in range(2, page.max_row + 1):
        column = page.cell(row, at["column"]).value or "row"
        for field, value in answers.get(column, {}).items():
            page.cell(row, at[field]).value = value
    book.save(path)


def test_a_sheet_that_was_filled_in_comes_back(study, corpus):
    paths = check.sheets(study, "quotes", 50, ["Anna", "Ben"], corpus / "checks")
    assert [p.name for p in paths] == ["quotes-Anna.xlsx", "quotes-Anna.csv", "quotes-Ben.xlsx", "quotes-Ben.csv"]
    assert Study.load(corpus).corpus.answers.empty  # nothing is filled in yet, and that is no problem
    fill(paths[0], row={"answer": "right"}, speaker={"answer": "Wrong ", "instead": "the city", "note": "see p. 2"})
    given = Study.load(corpus)
    assert not given.problems["file"].str.startswith("quotes").any()
    answers = given.answers("quotes")
    assert len(answers) == 2 * len(study.quotes)
    assert set(answers["who"]) == {"Anna"}
    speaker = answers[answers["column"] == "speaker"].iloc[0]
    assert speaker[["answer", "instead", "note"]].to_list() == ["wrong", "the city", "see p. 2"]
    assert set(answers.loc[answers["column"] == "speaker", "shown"]) == set(study.quotes["speaker"])
    assert given.accuracy("quotes").iloc[0][["n", "right"]].to_list() == [2, 2]


def test_a_sheet_has_drop_downs_and_no_formula(study, corpus):
    path = check.sheets(study, "blame", 50, ["Anna"], corpus / "out", articles=2)[0]
    page = openpyxl.load_workbook(path).active
    assert [v.formula1 for v in page.data_validations.dataValidation] == ['"right,wrong,unsure"']
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    hidden = {page.cell(1, n).value for n, d in enumerate(page.column_dimensions.values(), 1) if d.hidden}
    assert {"sha256", "start", "who"} <= hidden
    reading = openpyxl.load_workbook(corpus / "out" / "blame-read-Anna.xlsx").active
    assert [v.formula1 for v in reading.data_validations.dataValidation] == ['"yes,no,unsure"']
    formulas = [c for row in reading.iter_rows() for c in row if str(c.value).startswith("=")]
    assert formulas  # the sentence that begins with "=" stands there
    assert {c.data_type for c in formulas} == {"s"}


def test_the_widget_writes_every_answer_and_knows_it_again(study, corpus):
    widget = study.check("quotes", coder="Anna")
    widget.answers = {"0": {"answer": "right", "instead": "", "note": "seen", "when": "now"}}
    widget.answers = {**widget.answers, "2": {"answer": "wrong", "instead": "the city", "note": "", "when": "now"}}
    assert widget.said == "saved in checks/quotes-Anna.csv"
    assert study.check("quotes", coder="Ben").answers == {}  # blind
    again = study.check("quotes", n=1, coder="Anna")  # fewer rows; the answers to the others stay
    again.answers = {**again.answers, "1": {"answer": "unsure", "instead": "", "note": "", "when": ""}}
    answers = Study.load(corpus).answers("quotes")
    assert sorted(answers["answer"]) == ["right", "unsure", "wrong"]
    assert study.check("quotes", coder="Anna").answers["0"]["note"] == "seen"


def test_a_row_that_is_wrong_is_put_right_from_the_next_run_on(study, corpus):
    lines = check.asked(study, "quotes", 50)
    first, second = (lines.iloc[n]["start"] for n in (0, 4))
    answers = {"0": {"answer": "wrong"}, "6": {"answer": "wrong", "instead": "the city", "note": "it says so"}}
    for row in (0, 1, 1):  # twice is once
        check.correct(study, check.corrections_of(lines, answers, row, "Anna"))
    assert check.corrections_of(lines, {"4": {"answer": "right"}, "6": {"answer": "wrong"}}, 1, "Anna") == []
    corrected = Study.load(corpus)
    assert not corrected.problems["problem"].str.contains("refused").any()
    assert first not in set(corrected.quotes["start"])
    assert corrected.quotes.set_index("start").loc[second, "speaker"] == "the city"
    assert list(corrected.corpus.corrections["action"]) == ["delete", "change"]
    assert "the city" in show.checked.by_hand(corrected).body
    pd.testing.assert_frame_equal(corrected.made("quotes"), study.quotes)  # a check is about the program's rows


def test_answers_under_other_ids_are_known_by_the_text(study, corpus):
    hidden = Study.load(corpus, anonymise=True)
    hidden.check("quotes", coder="Anna").answers = {"0": {"answer": "right"}}
    assert set(Study.load(corpus).answers("quotes")["article_id"]) <= {"a", "b"}


def test_what_people_found_stands_with_its_size_and_names(study, corpus):
    assert "Nothing was checked or corrected" in show.checked.by_hand(study).text
    for coder in ("Anna", "Ben <b>"):
        lines = check.asked(study, "quotes", 50)
        study.check("quotes", coder=coder).answers = {str(n): {"answer": "right"} for n in range(len(lines))}
        study.read_for("quotes", 1, coder=coder).answers = {"0": {"answer": "no"}, "1": {"answer": "yes"}}
    shown = show.checked.by_hand(Study.load(corpus))
    assert "quotes: on this corpus, n = 2, 2 sentences of 1 article read, checked by Anna, Ben <b>." in shown.text
    assert "2 of 2" in shown.body
    assert "cannot be told" in shown.body
    assert "<b>" not in shown.body.replace("<b>left", "")
    assert "Ben &lt;b&gt;" in shown.body


def test_without_a_name_nobody_answers(study):
    with pytest.raises(ValueError, match="Say who answers"):
        study.check("quotes", coder="  ")


def test_the_command_writes_sheets(run, corpus, tmp_path):
    done = run(
        "check", corpus, "--table", "quotes", "--n", 5, "--coders", "Anna, Ben", "--articles", 1, "--out", tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.glob("quotes-*"))) == 8
    wrong = run("check", corpus, "--table", "qoutes", "--out", tmp_path)
    assert wrong.returncode == 2
    assert "no table 'qoutes'; there are:" in wrong.stderr
