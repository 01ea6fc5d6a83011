"""Labels out and in again, in every format: nothing is lost, and an emoji before a label does not move it."""

import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from analysis import exchange
from analysis.exchange import LABELS, ExchangeError, labels

SCHEMA = Path(__file__).parents[1] / "data" / "refi-qda" / "Project.xsd"  # MIT, as its header says
FORMATS = list(exchange.FORMATS)

# 😀 is one code point and two units of UTF-16; "👩‍👧" are three code points and five units.
TEXT = "😀 Flood 👩‍👧\n\nPolice blamed Lee.\n\n“It rained,” Lee said."
ARTICLES = pd.DataFrame({"article_id": ["a 1/ü", "b"], "text": [TEXT, "Nothing here."]})
AT = TEXT.index("Police"), TEXT.index("Police") + len("Police blamed Lee")
GIVEN = pd.DataFrame(
    [
        ("a 1/ü", *AT, "blame", "", "", "Anna"),
        ("a 1/ü", *AT, "blame", "accused", "Lee / Kim & <co>", "Anna"),
        ("a 1/ü", *AT, "blame", "accused", "Lee", "Ben"),
        ("a 1/ü", 0, 1, "blame", "strength", "says", ""),
        ("b", 0, 7, "quotes", "speaker", "0", "Anna"),
    ],
    columns=list(LABELS.columns),
)


def same(one, other):
    """The same labels, in whatever order: a format keeps none."""
    pd.testing.assert_frame_equal(*(t.sort_values(list(t.columns), ignore_index=True) for t in (one, other)))


@pytest.fixture(params=FORMATS)
def file(request, tmp_path):
    return tmp_path / f"labels{request.param}"


def test_out_and_in_again(file):
    found = exchange.read(exchange.write(ARTICLES, GIVEN, file), ARTICLES)
    same(found.labels, GIVEN.astype(found.labels.dtypes.to_dict()))
    assert found.problems.empty


def test_the_same_labels_give_the_same_bytes(file, tmp_path):
    first = exchange.write(ARTICLES, GIVEN, file).read_bytes()
    assert exchange.write(ARTICLES, GIVEN, file).read_bytes() == first


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00", exclude_categories=("Cs",)), max_size=12)
NAMES = WORDS.map(lambda w: w.strip().replace(" / ", "-")).filter(bool)


@st.composite
def corpora(draw):
    texts = draw(st.lists(WORDS.filter(str.strip), min_size=1, max_size=3, unique=True))
    articles = pd.DataFrame({"article_id": [f"a{n}" for n in range(len(texts))], "text": texts})
    rows = []
    for n, text in enumerate(texts):
        for _ in range(draw(st.integers(0, 3))):
            start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
            who = draw(st.sampled_from(["", "Anna", "Bén 😀"]))
            rows.append((f"a{n}", start, end, draw(NAMES), draw(NAMES), draw(NAMES), who))
    return articles, pd.DataFrame(rows, columns=list(LABELS.columns))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(corpora())
def test_any_text_and_any_code_come_back(file, corpus):
    articles, given = corpus
    given = (
        given.map(lambda v: exchange.xml(v) if isinstance(v, str) else v) if file.suffix in (".qdpx", ".zip") else given
    )
    found = exchange.read(exchange.write(articles, given, file), articles)
    same(found.labels, given.astype(found.labels.dtypes.to_dict()))
    assert found.problems.empty


# --- What each format counts ----------------------------------------------------------------------------------------


def test_qdpx_is_valid_and_counts_code_points(tmp_path):
    path = exchange.write(ARTICLES, GIVEN, tmp_path / "x.qdpx")
    with zipfile.ZipFile(path) as archive:
        project = etree.fromstring(archive.read("project.qde"))
        sources = [n for n in archive.namelist() if n.startswith("Sources/")]
        texts = {archive.read(n).decode() for n in sources}
    etree.XMLSchema(etree.parse(str(SCHEMA))).assertValid(project)
    assert texts == set(ARTICLES["text"])
    places = {(s.get("startPosition"), s.get("endPosition")) for s in project.iter("{*}PlainTextSelection")}
    assert places == {("0", "1"), ("0", "7"), tuple(map(str, AT))}
    assert len(list(project.iter("{*}Coding"))) == len(GIVEN)
    codes = ["/".join(c.get("name") for c in [*reversed(list(n.iterancestors("{*}Code"))), n]) for n in
             project.iter("{*}Code")]  # fmt: skip
    assert codes[:3] == ["blame", "blame/accused", "blame/accused/Lee / Kim & <co>"]


def test_an_empty_project_is_valid_too(tmp_path):
    path = exchange.write(ARTICLES, GIVEN.head(0), tmp_path / "x.qdpx")
    with zipfile.ZipFile(path) as archive:
        etree.XMLSchema(etree.parse(str(SCHEMA))).assertValid(etree.fromstring(archive.read("project.qde")))


def test_label_studio_counts_code_points_and_older_versions_utf16(tmp_path):
    path = exchange.write(ARTICLES, GIVEN.head(1), tmp_path / "x.json")
    tasks = json.loads(path.read_text())
    region = tasks[0]["annotations"][0]["result"][0]
    assert (region["value"]["start"], region["value"]["end"]) == AT
    assert region["value"]["labels"] == ["blame"]
    assert '<Label value="blame"/>' in (tmp_path / "x.xml").read_text()
    units = [len(TEXT[:at].encode("utf-16-le")) // 2 for at in AT]
    assert units[0] == AT[0] + 3  # three characters beyond the first plane stand before
    region["value"] |= {"start": units[0], "end": units[1]}
    path.write_text(json.dumps(tasks))
    same(exchange.read(path, ARTICLES).labels, GIVEN.head(1).astype(exchange.read(path, ARTICLES).labels.dtypes))


def test_uima_counts_units_of_utf16(tmp_path):
    path = exchange.write(ARTICLES, GIVEN.head(1), tmp_path / "x.zip")
    with zipfile.ZipFile(path) as archive:
        cas = etree.fromstring(archive.read("article-1.xmi"))
    (label,) = cas.iter("{*}Label")
    assert [int(label.get(n)) for n in ("begin", "end")] == [at + 3 for at in AT]


def test_web_annotations_count_code_points_and_quote(tmp_path):
    page = json.loads(exchange.write(ARTICLES, GIVEN.head(2), tmp_path / "x.jsonld").read_text())
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    position, quoted = page["items"][1]["target"]["selector"]
    assert (position["start"], position["end"]) == AT
    assert quoted["exact"] == "Police blamed Lee"
    assert quoted["prefix"] + quoted["exact"] + quoted["suffix"] in TEXT
    assert page["items"][1]["body"]["value"] == "blame / accused / Lee / Kim & <co>"


# --- From other programs --------------------------------------------------------------------------------------------


def test_a_project_as_other_programs_write_it(tmp_path):
    """Text inside the XML, CRLF in a file, braces around identifiers, codes one level deep, a memo, a picture."""
    body = (
        '<?xml version="1.0"?><Project name="p" xmlns="urn:QDA-XML:project:1.0"><Users>'
        '<User guid="{00000000-0000-0000-0000-00000000000A}" name="Anna"/></Users><CodeBook><Codes>'
        '<Code guid="00000000-0000-0000-0000-00000000000B" name="Coke::diet" isCodable="true"/>'
        "</Codes></CodeBook><Sources>"
        '<PictureSource guid="00000000-0000-0000-0000-00000000000C"/>'
        '<TextSource guid="00000000-0000-0000-0000-00000000000D" name="one" plainTextPath="internal://T.txt" '
        'creatingUser="{00000000-0000-0000-0000-00000000000A}">'
        '<PlainTextSelection guid="00000000-0000-0000-0000-00000000000E" startPosition="9" endPosition="12">'
        '<Description>memo</Description><Coding guid="00000000-0000-0000-0000-00000000000F" '
        'creatingUser="00000000-0000-0000-0000-00000000000a">'
        '<CodeRef targetGUID="{00000000-0000-0000-0000-00000000000b}"/>'
        "</Coding></PlainTextSelection></TextSource></Sources></Project>"
    )
    path = tmp_path / "x.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Project.qde", body)
        archive.writestr("sources/t.txt", "One.\r\n\r\n Two.\r\n".encode("utf-8-sig"))
    articles = pd.DataFrame({"article_id": ["mine"], "text": ["One.\n\n Two.\n"]})
    found = exchange.read(path, articles)
    assert found.labels.to_numpy().tolist() == [["mine", 7, 10, "Coke::diet", "", "", "Anna"]]


def test_a_layer_of_another_program_becomes_labels(tmp_path):
    from cassis import Cas, TypeSystem

    types = TypeSystem()
    layer = types.create_type("webanno.custom.Stance", supertypeName="uima.tcas.Annotation")
    types.create_feature(layer, "towards", rangeType="uima.cas.String")
    cas = Cas(typesystem=types)
    cas.sofa_string, cas.sofa_mime = TEXT, "text/plain"
    cas.add_all([layer(begin=AT[0], end=AT[1], towards="Lee"), layer(begin=0, end=1)])
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("TypeSystem.xml", types.to_xml())
        archive.writestr("whatever.xmi", cas.to_xmi())
    rows = exchange.read(path, ARTICLES).labels.to_numpy().tolist()
    assert ["a 1/ü", *AT, "Stance", "towards", "Lee", ""] in rows
    assert ["a 1/ü", 0, 1, "Stance", "", "", ""] in rows


# --- What does not fit ----------------------------------------------------------------------------------------------


def test_labels_of_another_text_are_left_out_and_listed(file):
    exchange.write(ARTICLES, GIVEN, file)
    changed = ARTICLES.assign(text=[TEXT.replace("Police", "Cops"), "Nothing here."])
    found = exchange.read(file, changed)
    assert {"b"} <= set(found.labels["article_id"]) <= {"a 1/ü", "b"}
    assert len(found.labels) + len(found.problems) == len(GIVEN)
    assert found.problems["problem"].str.contains("is left out").all()
    kept = found.labels[found.labels["article_id"] == "a 1/ü"]
    assert (kept["end"] <= 1).all()  # formats without texts: only where the quoted words still stand


def test_an_article_under_another_id_is_known_by_its_text(tmp_path):
    for suffix in (".qdpx", ".json", ".zip"):
        path = exchange.write(ARTICLES, GIVEN, tmp_path / f"x{suffix}")
        found = exchange.read(path, ARTICLES.assign(article_id=["new", "b"]))
        assert set(found.labels["article_id"]) == {"new", "b"}


BROKEN = [
    b"",
    b"\x00\xff",
    b"{}",
    b"[1]",
    b"PK\x03\x04",
    b'{"items": [{}]}',
    b"[" * 5000,
    b"article_id,start\na,1\n",
    b"article_id,start,end,table\na,1,x,t\n",
]


@pytest.mark.parametrize("content", BROKEN)
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_broken_file_is_said_to_be_one(tmp_path, suffix, content):
    path = tmp_path / f"x{suffix}"
    path.write_bytes(content)
    with pytest.raises(ExchangeError, match=r"x\."):
        exchange.read(path, ARTICLES)


def test_an_unknown_ending_says_which_are_known(tmp_path):
    with pytest.raises(ExchangeError, match=r"\.qdpx, \.json, \.zip, \.jsonld, \.csv; not as '\.docx'"):
        exchange.write(ARTICLES, GIVEN, tmp_path / "x.docx")


def test_rows_of_a_table_become_labels_and_missing_values_none():
    table = pd.DataFrame(
        {"article_id": ["a"], "start": [3], "end": [9], "accused": ["Lee"], "deed": [""], "n": [float("nan")]}
    )
    found = labels(table, "blame", ["", "accused", "deed", "n"])
    assert found.to_numpy().tolist() == [
        ["a", 3, 9, "blame", "", "", ""],
        ["a", 3, 9, "blame", "accused", "Lee", ""],
    ]
