import pytest

COVER = [
    "", "User Name: SOMEBODY", "Date and Time: Friday, May 1, 2015 7:11:00 PM", "Job Number: 1", "Documents (2)",
    "1. Flood in the valley", "Client/Matter: -None-", "Search Terms: flood", "", "Content Type", "News",
    "Sources: The Valley Post (London); Content Type: News", "",
]  # fmt: skip


def facts(row):
    return [row[k] for k in ("headline", "outlet", "published", "byline", "source_row")]


def test_a_word_export_with_a_cover(read, made):
    second = made.nexis("Dam repaired", "8 novembre 2014 samedi", "La Vallée")
    rows, problems, kinds = read(made.docx([*COVER, *made.nexis(), *second]), "any.name")
    assert kinds == ["Nexis (DOCX)"]
    assert problems == []
    assert [facts(r) for r in rows] == [
        ["Flood in the valley", "The Valley Post (London)", "2014-05-30", "Ann Lee", 1],
        ["Dam repaired", "La Vallée", "2014-11-08", "Ann Lee", 2],
    ]
    assert rows[0]["text"] == "\n\n".join(made.body)


def test_a_title_of_two_lines_and_a_blog_in_brackets(read, made):
    lines = made.nexis()
    lines[2:4] = ["Flood in the valley;", "Two houses lost - Correction Appended", "The Valley Post Blogs", "(Dams)"]
    (row,), _, _ = read(made.docx(lines), "a.docx")
    assert row["headline"] == "Flood in the valley; Two houses lost"
    assert row["outlet"] == "The Valley Post Blogs (Dams)"


def test_without_a_date_that_of_loading_is_taken_and_said(read, made):
    lines = made.nexis()
    del lines[4]
    (row,), _, _ = read(made.docx(lines), "a.docx")
    assert (row["headline"], row["outlet"]) == ("Flood in the valley", "The Valley Post (London)")
    assert (row["published"], row["published_basis"]) == ("2014-05-31", "the date on which it was loaded into Nexis")


def test_an_abstract_is_the_dek(read, made):
    body = ["ABSTRACT", "Two houses are gone.", "FULL TEXT", *made.body]
    (row,), _, _ = read(made.docx(made.nexis(body=body)), "a.docx")
    assert (row["dek"], row["text"]) == ("Two houses are gone.", "\n\n".join(made.body))


def test_a_document_without_text_is_named(read, made):
    rows, problems, _ = read(made.docx([*made.nexis(), *made.nexis("Empty one", body=[])]), "a.docx")
    assert len(rows) == 1
    assert problems[0]["row"] == 2
    assert problems[0]["left_out"]
    assert "Empty one" in problems[0]["problem"]


def test_rtf_under_the_name_of_a_word_file(read, made):
    text = "\\par\n".join(made.nexis()).replace("\xa0", " ").replace("“", "\\'93").replace("”", "\\'94")
    (row,), _, kinds = read("{\\rtf1\\ansi\\ansicpg1252 " + text + "}", "export.DOCX")
    assert kinds == ["Nexis (RTF)"]
    assert facts(row) == ["Flood in the valley", "The Valley Post (London)", "2014-05-30", "Ann Lee", 1]
    assert row["text"].startswith("The river rose on Monday")
    assert row["text"].endswith("began to count.")


OLD = """<HTML><HEAD><STYLE TYPE="text/css"><!--
.c0 { text-align: center; }
.c4 { text-align: left; }
--></STYLE><!-- LXNComment 1:2 --></HEAD><BODY>
<A NAME="DOC_ID_1_0"></A><!-- Hide XML section from browser
<DOC NUMBER=1>
<DOCFULL> -->
<BR><DIV CLASS="c0"><P><SPAN>1 of 2 DOCUMENTS</SPAN></P></DIV>
<BR><DIV CLASS="c0"><P><SPAN>Le Journal</SPAN></P></DIV>
<BR><DIV CLASS="c0"><P><SPAN>12</SPAN><SPAN> avril 2013 vendredi</SPAN><SPAN><BR>Edition du soir</SPAN></P></DIV>
<BR><DIV CLASS="c4"><P><SPAN>La crue;<BR>Deux maisons</SPAN></P></DIV>
<BR><DIV CLASS="c4"><P><SPAN>AUTEUR: </SPAN><SPAN>Anne Lee</SPAN></P></DIV>
<BR><DIV CLASS="c4"><P><SPAN>LONGUEUR: </SPAN><SPAN>143 mots</SPAN></P></DIV>
<BR><DIV CLASS="c4"><P><SPAN>PARIS: La rivière est montée
lundi.</SPAN></P><P><SPAN>Deux maisons sont perdues.</SPAN></P></DIV>
<BR><DIV CLASS="c4"><P><SPAN>DATE-CHARGEMENT: </SPAN><SPAN>13 avril 2013</SPAN></P></DIV>
<BR><DIV CLASS="c0"><P><SPAN>Copyright 2013 Le Journal</SPAN></P></DIV>
<!-- </DOCFULL></DOC> -->
<DIV CLASS="c0"><P><SPAN>2 of 2 DOCUMENTS</SPAN></P></DIV>
<DIV CLASS="c4"><P><SPAN>We are sorry but there is an error in this document</SPAN></P></DIV>
</BODY></HTML>"""


def test_old_html_in_french(read):
    (row,), problems, kinds = read(OLD, "x.txt")
    assert kinds == ["Nexis (HTML)"]
    assert facts(row) == ["La crue; Deux maisons", "Le Journal", "2013-04-12", "Anne Lee", 1]
    assert row["text"] == "PARIS: La rivière est montée lundi.\n\nDeux maisons sont perdues."
    assert [(p["row"], p["left_out"]) for p in problems] == [(2, True)]


TXT = """
Download Request: Selected Items: 1-2

                               1 of 2 DOCUMENTS


                               The Sun (England)

                            January 11, 2010 Monday
                                   Edition 1;
                                    Scotland

Flood takes
two houses

BYLINE: ANN LEE

LENGTH: 14 words

The river rose on
Monday.

NOTE: It is still high, and it
will stay so.

LOAD-DATE: January 12, 2010

LANGUAGE: ENGLISH


                       Copyright 2010 News Group
                              All Rights Reserved

                               2 of 2 DOCUMENTS

                                  Guardian

                            January 8, 2010

Dam holds

LENGTH: 5 words

The dam holds for now.

LOAD-DATE: January 9, 2010
"""


def test_old_plain_text(read):
    rows, _, kinds = read("\ufeff" + TXT, "nexis.TXT")
    assert kinds == ["Nexis (TXT)"]
    assert [facts(r) for r in rows] == [
        ["Flood takes two houses", "The Sun (England)", "2010-01-11", "ANN LEE", 1],
        ["Dam holds", "Guardian", "2010-01-08", "", 2],
    ]
    assert rows[0]["text"] == "The river rose on Monday.\n\nNOTE: It is still high, and it will stay so."
    assert rows[1]["text"] == "The dam holds for now."


def test_a_line_of_the_text_may_look_like_a_label(read, made):
    body = [*made.body, "Update: the dam holds.", "Company: none has said that it built the dam."]
    (row,), _, _ = read(made.docx(made.nexis(body=body)), "a.docx")
    assert row["text"] == "\n\n".join(body)


def test_an_article_of_its_own_without_an_end_mark(read, made):
    (row,), _, kinds = read(made.docx(made.nexis()[:-1]), "a.docx")
    assert kinds == ["Nexis (DOCX)"]
    assert row["text"] == "\n\n".join(made.body)


@pytest.mark.parametrize("label", ["Body", "Textkörper", "Cuerpo"])
def test_the_language_of_the_interface(read, made, label):
    lines = [label if line == "Body" else line for line in made.nexis(date="30. Mai 2014 Freitag")]
    (row,), _, _ = read(made.docx(lines), "a.docx")
    assert row["published"] == "2014-05-30"
