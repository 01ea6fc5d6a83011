"""Any file under any name, archives of files, and everything that is broken."""

import gzip
import io
import json
import zipfile
import zlib

import openpyxl
import pandas as pd
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

TEXT = "The river rose on Monday, and two houses were lost before anybody could do a thing about it."


def left_out(problems):
    return [p["problem"] for p in problems if p["left_out"]]


def table():
    return pd.DataFrame({"Body": [TEXT, TEXT + " No."], "source": ["A", "B"], "title": ["One", "Two"]})


def excel():
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["An export of a database"])
    book.active.append([])
    book.active.append(list(table().columns))
    for row in table().itertuples(index=False):
        book.active.append(list(row))
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("CSV", table().to_csv(index=False).encode()),
        ("CSV", table().to_csv(index=False, sep=";").encode("utf-16")),
        ("JSON", table().to_json(orient="records", lines=True).encode()),
        ("JSON", table().to_json(orient="records").encode()),
        ("JSON", json.dumps({"status": "ok", "articles": table().to_dict("records")}).encode()),
        ("Parquet", table().to_parquet()),
        ("Excel", excel()),
    ],
)
def test_tables_under_any_name(read, kind, data):
    rows, problems, kinds = read(data, "export.bin")
    assert kinds == [kind]
    assert left_out(problems) == []
    assert [[r["headline"], r["outlet"], r["text"]] for r in rows] == [["One", "A", TEXT], ["Two", "B", TEXT + " No."]]


def test_the_name_of_a_source_that_is_an_object(read):
    data = {"articles": [{"source": {"id": None, "name": "CNN"}, "content": TEXT, "title": "One"}]}
    assert read(json.dumps(data), "n.json")[0][0]["outlet"] == "CNN"


@pytest.mark.parametrize("data", ["id,title,url\n1,One,https://x.example\n", '{"title": "One", "url": "x"}'])
def test_search_results_without_texts(read, data):
    rows, problems, _ = read(data, "results.csv")
    assert rows == []
    assert "no column with texts" in left_out(problems)[0]
    assert "title" in left_out(problems)[0]


# --- Crawls ---------------------------------------------------------------------------------------------------------


def crawl(pages, packed=True):
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    for url, text, status, kind in pages:
        http = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(url, "response", payload=io.BytesIO(text.encode()), http_headers=http)
        )
    return out.getvalue()


@pytest.fixture
def pages(made):
    return [
        ("https://valley.example/1", made.page(), "200 OK", "text/html; charset=utf-8"),
        ("https://valley.example/style.css", "p {}", "200 OK", "text/css"),
        ("https://valley.example/gone", made.page(), "404 Not Found", "text/html"),
        ("https://valley.example/2", made.page().replace("Flood takes", "Storm takes"), "200 OK", "text/html"),
    ]


@pytest.mark.parametrize("packed", [True, False])
def test_a_crawl(read, pages, packed):
    rows, problems, kinds = read(crawl(pages, packed), "crawl")
    assert kinds == ["WARC"]
    assert [(r["url"], r["headline"], r["source_row"]) for r in rows] == [
        ("https://valley.example/1", "Flood takes two houses", 1),
        ("https://valley.example/2", "Storm takes two houses", 4),
    ]
    assert problems == []


def test_a_crawl_that_was_packed_as_one(read, pages):
    assert len(read(gzip.compress(crawl(pages, packed=False)), "crawl.warc.gz")[0]) == 2


@pytest.mark.parametrize("packed", [True, False])
def test_a_crawl_that_is_cut(read, pages, packed):
    whole = crawl(pages, packed)
    rows, problems, _ = read(whole[:-400], "crawl")
    assert rows[0]["headline"] == "Flood takes two houses"
    assert any("cut off" in p["problem"] or "broken" in p["problem"] for p in problems)
    assert all(p["advice"] for p in problems)


def test_wacz(read, made, pages):
    packed = made.zip({"datapackage.json": b"{}", "archive/data.warc.gz": crawl(pages), "pages/pages.jsonl": b"{}"})
    rows, problems, _ = read(packed, "crawl.wacz")
    assert [r["source_file"] for r in rows] == ["crawl.wacz/archive/data.warc.gz"] * 2
    assert problems == []


# --- PDF ------------------------------------------------------------------------------------------------------------


def pdf(text, password=""):
    """A PDF file with one line of text."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    sheet = writer.add_blank_page(600, 800)
    font = DictionaryObject(
        {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
         NameObject("/BaseFont"): NameObject("/Helvetica")}
    )  # fmt: skip
    fonts = DictionaryObject({NameObject("/F1"): font})
    sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 20 700 Td ({text}) Tj ET".encode() if text else b"")
    sheet[NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_pdf_with_a_doubt(read):
    (row,), problems, kinds = read(pdf(TEXT), "a.doc")
    assert kinds == ["PDF"]
    assert row["text"] == TEXT
    assert [p["left_out"] for p in problems] == [False]
    assert "taken off a PDF" in problems[0]["problem"]


@pytest.mark.parametrize(
    ("data", "says"),
    [(pdf(TEXT, "secret"), "password"), (pdf(""), "only pictures"), (b"%PDF-1.7\nnothing", "broken")],
)
def test_pdf_that_cannot_be_read(read, data, says):
    rows, problems, _ = read(data, "a.pdf")
    assert rows == []
    assert says in left_out(problems)[0]


# --- ZIP ------------------------------------------------------------------------------------------------------------


def test_a_zip_of_all_kinds_and_a_zip_in_it(read, made):
    inner = made.zip({"page.html": made.page()})
    rows, problems, _ = read(
        made.zip({"a.docx": made.docx(made.nexis()), "deep/b.zip": inner, "deep/c.csv": table().to_csv(index=False),
                  "__MACOSX/._a": b"x", "page_files/style.css": b"p {}"}),
        "all.zip",
    )  # fmt: skip
    assert [r["source_file"] for r in rows] == [
        "all.zip/a.docx", "all.zip/deep/b.zip/page.html", "all.zip/deep/c.csv", "all.zip/deep/c.csv"
    ]  # fmt: skip
    assert left_out(problems) == []


def test_paths_out_of_a_zip(read, made):
    rows, problems, _ = read(
        made.zip({"../up.txt": TEXT, "/root.txt": TEXT, "C:\\win.txt": TEXT, "ok.txt": TEXT}), "z.zip"
    )
    assert [r["source_file"] for r in rows] == ["z.zip/ok.txt"]
    assert left_out(problems) == ["its name leads out of the ZIP file"] * 3


def test_a_bomb(read, made):
    rows, problems, _ = read(made.zip({"big.txt": b"\0" * 50_000_000}), "bomb.zip")
    assert rows == []
    assert "times its size" in left_out(problems)[0]


def test_zips_in_zips_without_end(read, made):
    data = made.zip({"t.txt": TEXT})
    for _ in range(5):
        data = made.zip({"z.zip": data})
    rows, problems, _ = read(data, "z.zip")
    assert rows == []
    assert "too deep" in left_out(problems)[0]


def test_a_damaged_file_in_a_zip(read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:  # stored, so that its bytes can be found
        archive.writestr("bad.txt", TEXT)
        archive.writestr("good.txt", TEXT + " Good.")
    rows, problems, _ = read(out.getvalue().replace(TEXT.encode(), b"X" + TEXT.encode()[1:], 1), "z.zip")
    assert [r["source_file"] for r in rows] == ["z.zip/good.txt"]
    assert "damaged" in left_out(problems)[0]


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"PK\x03\x04 and nothing more", "export.docx", "broken ZIP, DOCX or XLSX"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "export.docx", "old Word or Excel"),
        (gzip.compress(TEXT.encode())[:-12], "a.txt.gz", "broken .gz"),
        (b"\x1f\x8b\x08\0" + zlib.compress(b"x"), "a.gz", "broken .gz"),
        (b"", "empty.html", "empty"),
        (bytes(range(256)) * 4, "x.txt", "binary"),
        (b"body { color: red }", "style.less", "not read"),
        (b"PAR1 nothing PAR1", "t.parquet", "Parquet"),
        (b"{\\rtf1 ", "x.rtf", "no text"),
    ],
)
def test_files_that_cannot_be_read(read, data, name, says):
    rows, problems, _ = read(data, name)
    assert rows == []
    assert says in left_out(problems)[0]
    assert problems[0]["file"] == name
    assert problems[0]["advice"]


def test_a_word_file_that_is_text(read, made):
    (row,), _, kinds = read("\n".join(made.nexis()), "export.docx")
    assert kinds == ["Nexis"]
    assert row["headline"] == "Flood in the valley"


def test_plain_word_and_plain_text(read, made):
    (row,), _, kinds = read(made.docx(["Flood", "", *made.body]), "a.docx")
    assert (kinds, row["source_row"]) == (["DOCX"], 0)
    assert row["text"] == "\n\n".join(["Flood", *made.body])
    assert read(TEXT, "a.txt")[0][0]["text"] == TEXT
