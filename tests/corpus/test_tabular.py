import gzip
import hashlib
import json

import pandas as pd
import pytest

from analysis.corpus.tabular import TableFileError, from_csv, from_json, read, string


def texts(table):
    return [values["text"] for _, values in table.rows]


def test_csv_as_the_standard_has_it():
    table = from_csv('id,text,outlet\r\na,"He said ""no"", twice.\r\n\r\nThen he left.",X\r\n\r\nb,plain,"Y, Z"\r\n')
    assert table.columns == ["id", "text", "outlet"]
    assert table.rows == [
        (1, {"id": "a", "text": 'He said "no", twice.\r\n\r\nThen he left.', "outlet": "X"}),
        (2, {"id": "b", "text": "plain", "outlet": "Y, Z"}),
    ]
    assert table.faults == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter):
    table = from_csv(f"id{delimiter}text\na{delimiter}one\n")
    assert table.rows == [(1, {"id": "a", "text": "one"})]


def test_a_quotation_mark_inside_a_plain_field_is_a_character():
    table = from_csv('id,text\na,He said "no" twice\n')
    assert (texts(table), table.faults) == (['He said "no" twice'], [])


@pytest.mark.parametrize(
    ("broken", "kept"),
    [
        ('b,"He said no.,X', '"He said no.'),  # never closed
        ('b,"No," he said.,X', None),  # a comma too many if the marks are not believed
        ('b,"He said "no" and left.",X', 'He said "no" and left.'),  # not doubled
        ("b,one,two,X", None),  # a field too many
        ("b,one", None),  # a field too few
    ],
)
def test_a_broken_row_takes_no_other_row_with_it(broken, kept):
    table = from_csv(f'id,text,outlet\na,"first, one",X\n{broken}\nc,"third ""one""\nin two lines",X\nd,fourth,X\n')
    others = ["first, one", 'third "one"\nin two lines', "fourth"]
    assert texts(table) == ([others[0], kept, *others[1:]] if kept else others)
    assert table.faults[0].row == 2
    assert "line 3" in table.faults[0].problem
    assert table.faults[0].left_out == (kept is None)
    assert not any(fault.left_out for fault in table.faults[1:])


def test_a_broken_last_row_and_a_row_of_many_lines():
    table = from_csv('id,text\na,one\nb,"two, and\nmore of it, and\nno end')
    assert texts(table) == ["one"]
    assert [(f.row, f.left_out) for f in table.faults] == [(2, True)]


def test_the_row_after_broken_lines_is_doubted():
    # The second line of the broken text looks like a row of two fields.
    table = from_csv('id,text\na,"He said "no", twice,\nthen, he left"\nb,two\n')
    assert [(f.row, f.left_out) for f in table.faults] == [(1, True), (2, False)]
    assert texts(table)[-1] == "two"


def test_two_rows_with_one_mark_each_are_doubted():
    table = from_csv('id,text,outlet\na1,"He left,X\na2,He came",X\na3,third,X\n')
    assert len(table.rows) == 2
    assert table.faults[0].row == 1
    assert "the row after it" in table.faults[0].problem
    assert from_csv('id,text\na1,"One paragraph\n\nand, then another"\n').faults == []


def test_csv_header_that_is_never_closed():
    with pytest.raises(TableFileError, match="first line"):
        from_csv('id,"text\na,one\n')


def test_json_lines():
    table = from_json('{"id": 7, "text": "one", "tags": ["x", "y"]}\n\n{"text": "two", "n": null}\n')
    assert table.columns == ["id", "text", "tags", "n"]
    assert table.rows == [
        (1, {"id": "7", "text": "one", "tags": "x, y", "n": ""}),
        (3, {"id": "", "text": "two", "tags": "", "n": ""}),
    ]


def test_json_lines_with_broken_ones():
    table = from_json('{"text": "one"}\n{"text": \n"x"\n{"text": "four"}')
    assert [(n, v["text"]) for n, v in table.rows] == [(1, "one"), (4, "four")]
    assert [(f.row, f.left_out) for f in table.faults] == [(2, True), (3, True)]


def test_json_list():
    assert texts(from_json('[{"text": "one"}, {"text": "two"}]')) == ["one", "two"]
    with pytest.raises(TableFileError, match="JSON"):
        from_json('[{"text": "one"},')


def test_a_half_surrogate_is_replaced():
    assert texts(from_json('{"text": "a\\ud83db"}')) == ["a\N{REPLACEMENT CHARACTER}b"]


def test_files(tmp_path):
    rows = [{"id": "a", "text": "Größe"}, {"id": "b", "text": "two"}]
    frame = pd.DataFrame(rows)
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_csv(tmp_path / "a.tsv", index=False, sep="\t")
    frame.to_csv(tmp_path / "b.csv", index=False, encoding="utf-8-sig")
    frame.to_csv(tmp_path / "c.csv", index=False, encoding="utf-16")
    lines = "\n".join(json.dumps(r) for r in rows)
    (tmp_path / "a.jsonl").write_text(lines)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    for file in tmp_path.iterdir():
        assert [v for _, v in read(file).rows] == rows, file.name


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.jsonl.gz", b"no gzip", "gzip"),
        ("a.csv", b"%PDF-1.7", "PDF"),
        ("a.csv", bytes(range(256)), "binary"),
        ("a.parquet", b"PAR1", "Parquet"),
        ("a.docx", b"x", "not read"),
    ],
)
def test_files_that_are_no_tables(tmp_path, name, data, says):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(TableFileError, match=says):
        read(tmp_path / name)


def test_windows_1252_is_read_and_said(tmp_path):
    (tmp_path / "a.csv").write_bytes("text\nCafé “x”\n".encode("cp1252"))
    table = read(tmp_path / "a.csv")
    assert texts(table) == ["Café “x”"]
    assert "Windows-1252" in table.faults[0].problem


def test_values():
    values = [
        "x",
        None,
        float("nan"),
        pd.NaT,
        5,
        pd.Timestamp("2021-11-07"),
        pd.Timestamp("2021-11-07 08:45"),
        ["a", 1],
    ]
    assert [string(v) for v in values] == ["x", "", "", "", "5", "2021-11-07", "2021-11-07T08:45:00", "a, 1"]


@pytest.mark.slow
@pytest.mark.parametrize("line", ['a,"x', 'a,x"', 'a,""x', 'a,"x""', '"', "a,b,c", "a,b", 'a,"b'])
def test_time_grows_with_length_only(line, growth):
    assert growth(from_csv, lambda n: "id,text\n" + (line + "\n") * n, 10_000) < 30


def test_columns_of_one_name_are_told_and_the_first_counts():
    table = from_csv("id,text,text,,\na,one,two,,\n")
    assert table.rows == [(1, {"id": "a", "text": "one", "text (2)": "two", "": "", " (2)": ""})]
    assert [(f.row, f.left_out) for f in table.faults] == [(0, False)]
    assert "'text' stands there more than once" in table.faults[0].problem


def test_byte_order_marks_of_files_put_together():
    assert texts(from_csv("\ufeff\ufefftext\none\n")) == ["one"]
    assert texts(from_json('\ufeff{"text": "one"}\n\ufeff{"text": "two"}')) == ["one", "two"]
    assert texts(from_json('\ufeff[{"text": "one"}]')) == ["one"]


@pytest.mark.parametrize("deep", ["[" * 900 + "]" * 900, '{"a":' * 9000 + "1" + "}" * 9000], ids=["list", "object"])
def test_a_row_too_deep_takes_no_other_row_with_it(deep):
    table = from_json(f'{{"text": "one"}}\n{{"text": {deep}}}\n{{"text": "three"}}')
    assert texts(table) == ["one", "three"]
    assert [(f.row, f.left_out) for f in table.faults] == [(2, True)]


@pytest.mark.parametrize("broken", ["cut", "flipped"])
def test_the_rows_in_front_of_a_damage_are_read(tmp_path, broken):
    lines = [json.dumps({"text": hashlib.sha256(str(n).encode()).hexdigest()}) for n in range(20_000)]
    packed = bytearray(gzip.compress("\n".join(lines).encode()))
    if broken == "cut":
        del packed[len(packed) // 2 :]
    else:
        packed[len(packed) // 2] ^= 0xFF
        packed[len(packed) // 2 + 1] ^= 0xFF
    (tmp_path / "a.jsonl.gz").write_bytes(packed)
    table = read(tmp_path / "a.jsonl.gz")
    assert table.faults[0].left_out
    assert "damaged" in table.faults[0].problem
    assert len(table.rows) > 8_000
    assert [row["text"] for _, row in table.rows[:8_000]] == [json.loads(line)["text"] for line in lines[:8_000]]


def test_a_damage_at_the_beginning_is_told(tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"text\none\n")[:14])
    with pytest.raises(TableFileError, match="damaged"):
        read(tmp_path / "a.csv.gz")
