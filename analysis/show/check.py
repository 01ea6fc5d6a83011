"""Rows to check by hand: as a widget in a notebook, as sheets for a spreadsheet; and where the answers are written.

Everybody answers into a file of their own, ``checks/TABLE-CODER.csv`` beside the articles, and sees nobody else's:
two coders are blind to each other. Outlets are not named. The answers count from the next ``Study.load`` on.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.compare import checks
from analysis.corpus import byhand
from analysis.show.html import counted
from analysis.show.tables import defused
from analysis.tables import ANSWERS, CORRECTIONS

if TYPE_CHECKING:
    from analysis.study import Study

HERE = Path(__file__).parent
CHOICES = ("right", "wrong", "unsure")
READ_CHOICES = ("yes", "no", "unsure")
ASKED = [c for c in ANSWERS.columns if not c.startswith("source_")]

Row = dict[Any, Any]


# --- What is asked --------------------------------------------------------------------------------------------------


def asked(study: Study, name: str, n: int) -> pd.DataFrame:
    """About ``n`` rows of a table to check, a line a question: ASKED without answers, question, before, marked, after.

    The rows are those that the program made, before any correction. Raises ValueError for a table without places.
    """
    table = study.made(name)
    rows = checks.drawn(table, study.articles, n)
    texts, around = _texts(study.articles), _sentences(study, rows)
    lines = [
        _line(name, row, column, question, texts, span, _shown(row[column]) if column else "")
        for row, span in zip(rows.to_dict("records"), around, strict=True)
        for column, question in checks.questions(name).items()
    ]
    return _asked(lines)


def asked_to_read(study: Study, name: str, articles: int) -> pd.DataFrame:
    """Every sentence of some whole articles, one line a sentence, asked whether it holds what the table looks for.

    The program's rows are not shown: what it missed is seen only by who does not know what it found.
    """
    question = checks.READING.get(name, f"Does this sentence hold what the table {name!r} should find?")
    chosen = checks.drawn_articles(study.articles, articles)
    texts = _texts(study.articles)
    sentences = study.sentences[study.sentences["article_id"].isin(chosen)].assign(nth=0)
    lines = [
        _line(name, row, checks.SENTENCE, question, texts, (row["start"], row["end"]), "")
        for row in sentences.to_dict("records")
    ]
    return _asked(lines)


def _asked(lines: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=[*ASKED, "question", "before", "marked", "after"])


def _texts(articles: pd.DataFrame) -> dict[str, str]:
    return dict(zip(articles["article_id"], articles["text"], strict=True))


def _sentences(study: Study, rows: pd.DataFrame) -> list[tuple[int, int]]:
    """From the beginning of the sentence in which each row starts to the end of the one in which it ends."""
    spans = []
    of_article = dict(iter(study.sentences.groupby("article_id", sort=False)))
    for article, start, end in rows[["article_id", "start", "end"]].itertuples(index=False, name=None):
        here = of_article[article]
        touched = here[(here["end"] > start) & (here["start"] < max(end, start + 1))]
        spans.append((min([start, *touched["start"]]), max([end, *touched["end"]])))
    return spans


def _line(
    name: str, row: Row, column: str, question: str, texts: dict[str, str], around: tuple[int, int], shown: str
) -> Row:
    text, (start, end) = texts[row["article_id"]], (row["start"], row["end"])
    known = {
        "table": name,
        "article_id": row["article_id"],
        "sha256": byhand.text_hash(text),
        "start": start,
        "end": end,
    }
    known |= {"nth": row["nth"], "column": column, "shown": shown, "answer": "", "instead": "", "note": ""}
    words = {"before": text[around[0] : start], "marked": text[start:end], "after": text[end : around[1]]}
    return known | {"who": "", "when": "", "question": question.format_map(row)} | words


def _shown(value: object) -> str:
    """A value as it is shown and as it is read again."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return "" if value != value else str(int(value)) if value.is_integer() else str(value)
    return str(value)


# --- Where it is written --------------------------------------------------------------------------------------------


def folder(study: Study) -> Path:
    """The folder of the articles, beside which everything by hand is kept."""
    path = Path(study.corpus.path)
    return path if path.is_dir() else path.parent


def answers_file(study: Study, name: str, coder: str) -> Path:
    """The file of one coder for one table."""
    return folder(study) / byhand.CHECKS / f"{name}-{_plain(coder)}.csv"


def _plain(coder: str) -> str:
    plain = re.sub(r"[^\w-]+", "_", coder).strip("_")
    if not plain:
        raise ValueError("Say who answers: coder='Anna'. Everybody's answers stand in a file of their own.")
    return plain


def written(path: Path, lines: pd.DataFrame) -> Path:
    """The lines as a CSV file that is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    defused(lines).to_csv(beside, index=False)
    os.replace(beside, path)
    return path


def correct(study: Study, lines: Iterable[Row]) -> Path:
    """Adds lines (tables.CORRECTIONS, what is missing is empty) to corrections.csv, each once; returns its path."""
    path = folder(study) / byhand.CORRECTIONS_FILE
    columns = [c for c in CORRECTIONS.columns if not c.startswith("source_")]
    new = pd.DataFrame([dict.fromkeys(columns, "") | line for line in lines], columns=columns).astype("str")
    if not path.is_file():
        return written(path, new)
    every = pd.concat([byhand.lines(path), new], ignore_index=True).fillna("")
    return written(path, every.drop_duplicates([c for c in columns if c != "when"], ignore_index=True))


def now() -> str:
    """The time of writing, to the second."""
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")


# --- Sheets ---------------------------------------------------------------------------------------------------------

WIDTHS = {"no": 6, "sentence": 70, "question": 34, "shown": 28, "answer": 10, "instead": 24, "note": 24}


def sheets(study: Study, name: str, n: int, coders: Sequence[str], out: str | Path, articles: int = 0) -> list[Path]:
    """Rows to check (and, with ``articles``, whole articles to read) as sheets: XLSX with drop-downs, and CSV.

    One of each a coder. Filled in and put into ``checks/`` beside the articles they are read by the next
    ``Study.load``; one of the two kinds is enough.
    """
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    made = {name: asked(study, name, n)} | ({f"{name}-read": asked_to_read(study, name, articles)} if articles else {})
    paths = []
    for stem, lines in made.items():
        for coder in coders:
            mine = _sheet(lines.assign(who=coder))
            path = out / f"{stem}-{_plain(coder)}"
            paths += [_excel(mine, path.with_suffix(".xlsx")), written(path.with_suffix(".csv"), mine)]
    return paths


def _sheet(lines: pd.DataFrame) -> pd.DataFrame:
    """The columns that a person reads, then those that lead the answer back to its row."""
    place = ["article_id", "start", "end", "nth"]
    number = lines.groupby(place, sort=False).ngroup() + 1
    marks = lines["column"].ne(checks.SENTENCE)
    marked = lines["marked"].where(~marks, "⟦" + lines["marked"] + "⟧")
    sheet = lines.assign(no=number, sentence=(lines["before"] + marked + lines["after"]).str.split().str.join(" "))
    return sheet[[*WIDTHS, *(c for c in ASKED if c not in WIDTHS)]]


def _excel(sheet: pd.DataFrame, path: Path) -> Path:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    page = book.active
    page.title = "check"
    page.append(list(sheet.columns))
    for values in sheet.itertuples(index=False, name=None):
        page.append([_cell(v) for v in values])
    for row in page.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with = is no formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if sheet.columns[cell.column - 1] == "answer":
                cell.fill = PatternFill("solid", fgColor="FFF4CC")
    for n, column in enumerate(sheet.columns, 1):
        page.cell(1, n).font = Font(bold=True)
        page.column_dimensions[get_column_letter(n)].width = WIDTHS.get(column, 10)
        page.column_dimensions[get_column_letter(n)].hidden = column not in WIDTHS
    choices = READ_CHOICES if (sheet["column"] == checks.SENTENCE).any() else CHOICES
    answer = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=True)
    answer.error = f"One of: {', '.join(choices)}; or leave it empty."
    page.add_data_validation(answer)
    at = get_column_letter(list(sheet.columns).index("answer") + 1)
    answer.add(f"{at}2:{at}{len(sheet) + 1}")
    page.freeze_panes = "A2"
    book.save(path)
    return path


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what a workbook cannot hold
LONGEST = 32_000  # characters in a cell; Excel takes 32,767


def _cell(value: object) -> object:
    return _CONTROL.sub("", value)[:LONGEST] if isinstance(value, str) else value


# --- The widget -----------------------------------------------------------------------------------------------------


def widget(study: Study, name: str, lines: pd.DataFrame, coder: str) -> Any:
    """Asks the lines one after the other, by keyboard; every answer is written down as soon as it is given.

    Answers that the coder gave before are there again. "x" writes what was answered about the row into
    corrections.csv: a wrong row is deleted, a wrong value is changed into the one written beside it.
    """
    import anywidget
    import traitlets

    class Check(anywidget.AnyWidget):
        _esm = HERE / "widget" / "check.js"
        _css = HERE / "widget" / "check.css"
        heading = traitlets.Unicode().tag(sync=True)
        lines: Any = traitlets.List().tag(sync=True)
        choices: Any = traitlets.List().tag(sync=True)
        answers: Any = traitlets.Dict().tag(sync=True)  # number of the line → answer, instead, note
        said = traitlets.Unicode().tag(sync=True)

    reading = bool((lines["column"] == checks.SENTENCE).any())
    path = answers_file(study, f"{name}-read" if reading else name, coder)
    earlier, others = _earlier(lines, path)
    shown = Check(
        heading=f"{name}, {coder}",
        lines=lines[["question", "shown", "before", "marked", "after", "column"]]
        .assign(row=lines.groupby(["article_id", "start", "end", "nth"], sort=False).ngroup())
        .to_dict("records"),
        choices=list(READ_CHOICES if reading else CHOICES),
        answers=earlier,
    )

    def save(change: Any) -> None:
        written(path, pd.concat([others, with_answers(lines, change["new"], coder)], ignore_index=True))
        shown.said = f"saved in {byhand.CHECKS}/{path.name}"

    def correction(_: Any, content: Any, buffers: Any) -> None:
        made = corrections_of(lines, content["answers"], int(content["correct"]), coder)
        if made:
            correct(study, made)
        shown.said = (
            f"{counted(len(made), 'line')} added to {byhand.CORRECTIONS_FILE}"
            if made
            else "nothing to correct here yet"
        )

    shown.observe(save, names="answers")
    shown.on_msg(correction)
    return shown


def with_answers(lines: pd.DataFrame, answers: dict[str, Row], coder: str) -> pd.DataFrame:
    """The lines that have an answer, as ANSWERS without their source."""
    given = [
        lines.iloc[int(n)].to_dict() | a | {"who": coder} for n, a in sorted(answers.items(), key=lambda i: int(i[0]))
    ]
    return pd.DataFrame([g for g in given if g["answer"]], columns=ASKED)


def _earlier(lines: pd.DataFrame, path: Path) -> tuple[dict[str, Row], pd.DataFrame]:
    """What the coder answered before: to these lines, by their number; and the answers to others, which stay."""
    if not path.is_file():
        return {}, pd.DataFrame(columns=ASKED)
    key = ["sha256", "start", "end", "nth", "column"]
    before = byhand.lines(path).reindex(columns=ASKED).fillna("").drop_duplicates(key, keep="last")
    both = before.merge(lines[key].astype("str").reset_index(names="n"), how="left", on=key)
    columns = ["answer", "instead", "note", "when"]
    mine = {str(int(row["n"])): {c: row[c] for c in columns} for row in both[both["n"].notna()].to_dict("records")}
    return mine, both.loc[both["n"].isna(), ASKED]


def corrections_of(lines: pd.DataFrame, answers: dict[str, Row], row: int, coder: str) -> list[Row]:
    """The corrections that follow from the answers about one row (its number among the rows)."""
    numbers = lines.groupby(["article_id", "start", "end", "nth"], sort=False).ngroup()
    made = []
    for n in numbers.index[numbers == row]:
        line, answer = lines.loc[n].to_dict(), answers.get(str(n), {})
        if answer.get("answer") != "wrong" or not (answer.get("instead") or line["column"] == ""):
            continue
        known = {c: line[c] for c in ("table", "article_id", "sha256", "start", "end", "nth", "column")}
        known |= {"who": coder, "when": now(), "why": answer.get("note", "")}
        if line["column"] == "":
            return [known | {"action": "delete"}]
        made.append(known | {"action": "change", "from": line["shown"], "to": answer["instead"]})
    return made
