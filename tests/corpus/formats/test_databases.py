"""Factiva, Europresse, RIS: what is found where, and exports that hold no texts."""

FACTIVA = """<html><head><title>Factiva</title></head><body><div class="article"><div id="carryOverOpen"></div>
<div class="article deArticle"><p>
</p><div>Politik</div><div id="hd"><span class="deHeadline counted">3) Die Flut
</span></div><div class="author">Anna Lee </div><div>1.285 Wörter</div><div>1 März 2017</div><div>15:32</div>
<div>Der Bote</div><div>BOTE</div><div>Deutsch</div><div>Copyright 2017</div><p></p>
<p class="articleParagraph dearticleParagraph">Der Fluss stieg
am Montag. <b>Zwei</b> Häuser sind weg.</p><p class="articleParagraph dearticleParagraph">Niemand wurde verletzt.</p>
{more}<p>Bote GmbH</p><p>Dokument BOTE0000020170301ed4100001</p></div>
<div class="article deArticle"><div id="hd"><span>Nur ein Treffer</span></div><div>20 Wörter</div>
<div>2 März 2017</div><div>Der Bote</div></div></div></body></html>"""


def test_factiva_in_a_german_interface(read):
    (row,), problems, kinds = read(FACTIVA.format(more=""), "factiva.html")
    assert kinds == ["Factiva"]
    assert [row[k] for k in ("headline", "byline", "published", "outlet", "source_row")] == [
        "Die Flut", "Anna Lee", "2017-03-01", "Der Bote", 1
    ]  # fmt: skip
    assert row["text"] == "Der Fluss stieg am Montag. Zwei Häuser sind weg.\n\nNiemand wurde verletzt."
    assert [(p["row"], p["left_out"]) for p in problems] == [(2, True)]
    assert "Nur ein Treffer" in problems[0]["problem"]


def test_factiva_in_an_old_encoding(read):
    (row,), problems, _ = read(FACTIVA.format(more="").encode("cp1252"), "factiva.html")
    assert row["text"].endswith("Niemand wurde verletzt.")
    assert "Häuser" in row["text"]
    assert row["published"] == "2017-03-01"
    assert not problems[0]["left_out"]


def test_factiva_paragraphs_without_a_class_are_captions_unless_they_are_most_of_the_text(read):
    caption = "<p>" + "Der Damm am Montag " * 10 + "</p>"
    ticker = "<p>" + "Um neun Uhr hielt der Damm noch " * 100 + "</p>"
    assert "Damm" not in read(FACTIVA.format(more=caption), "a.html")[0][0]["text"]
    assert "Damm" in read(FACTIVA.format(more=ticker), "a.html")[0][0]["text"]


CODED = """<html><head><title>Factiva</title></head><body><div class="article frArticle"><table>
<tr><td><b>HD</b>&nbsp;</td><td><span class="frHeadline">La crue</span></td></tr>
<tr><td>PD&nbsp;</td><td>29 décembre 2011</td></tr><tr><td>SN&nbsp;</td><td>Ouest</td></tr>
<tr><td>LP&nbsp;</td><td><p class="articleParagraph frarticleParagraph">La rivière monte.</p></td></tr>
<tr><td>TD&nbsp;</td><td><p class="articleParagraph frarticleParagraph">Elle descend.</p></td></tr>
</table></div></body></html>"""


def test_factiva_with_codes_of_fields(read):
    (row,), _, _ = read(CODED, "f.html")
    assert [row[k] for k in ("headline", "published", "outlet")] == ["La crue", "2011-12-29", "Ouest"]
    assert row["text"] == "La rivière monte.\n\nElle descend."


XML = """\ufeff<?xml version="1.0" encoding="utf-8"?><PPSResponse><ppsArticleResponse xmlns="http://global.factiva.com/pps/2.0">
<ppsarticleResultSet><ppsarticle><article><headline><paragraph><hlt>Flood</hlt> takes houses</paragraph></headline>
<leadParagraph><paragraph>The river rose.</paragraph></leadParagraph>
<publicationDate><dateTime>2012-01-09T01:35:58Z</dateTime></publicationDate><sourceName>My Paper</sourceName>
<tailParagraphs><paragraph>It fell again.</paragraph></tailParagraphs></article></ppsarticle></ppsarticleResultSet>
</ppsArticleResponse></PPSResponse>"""


def test_factiva_xml(read):
    (row,), _, _ = read(XML, "f.xml")
    assert row["headline"] == "Flood takes houses"
    assert row["published"] == "2012-01-09T01:35:58+00:00"
    assert row["text"] == "The river rose.\n\nIt fell again."


def test_xml_reads_no_file_of_the_machine(read, tmp_path):
    (tmp_path / "secret").write_text("hidden words")
    entity = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    bad = XML.replace("<PPSResponse>", entity + "<PPSResponse>").replace("It fell again.", "It fell &s; again.")
    rows, problems, _ = read(bad, "f.xml")
    assert "hidden" not in str(rows) + str(problems)


EUROPRESSE = """<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>
<article><header><div><span class="DocPublicationName">Le Jour, no. 5968 </span></div>
<div><span class="DocHeader">Politique, mardi 14 mars 2006, p. 16</span></div><div><p>POLITIQUE</p></div>
<div class="titreArticle"><p class="titreArticleVisu">La crue</p></div><div>Anne Lee</div></header>
<section><div class="DocText"><div class='docOcurrContainer'>
<p>La <mark>rivière</mark> monte.</p><p>Elle descend.</p></div>
</div></section><aside><p>Illustration(s) : une photo</p></aside>
<footer><small>© 2006 Le Jour. Tous droits réservés.</small></footer></article></body></html>"""


def test_europresse_new(read):
    (row,), _, kinds = read(EUROPRESSE, "e.HTML")
    assert kinds == ["Europresse"]
    assert [row[k] for k in ("headline", "outlet", "published", "byline")] == [
        "La crue", "Le Jour", "2006-03-14", "Anne Lee"
    ]  # fmt: skip
    assert row["text"] == "La rivière monte.\n\nElle descend."


def test_europresse_with_prefixed_names_of_classes(read):
    prefixed = EUROPRESSE.replace('"DocPublicationName"', '"rdp__DocPublicationName"').replace(
        '"titreArticleVisu"', '"rdp__articletitle"'
    )
    (row,), _, _ = read(prefixed, "e.html")
    assert (row["headline"], row["outlet"]) == ("La crue", "Le Jour")


OLD = """<html><body><table><tr><td><span class="DocPublicationName">Le Jour</span><br>
<span class="DocHeader">Politique, </span><span class="DocHeader">jeudi </span>
<span class="DocHeader">5 octobre 2013</span>
<br><br><span class="TitreArticleVisu">La <span style="color:red">crue</span></span><br><br>{author}La rivière
monte.<p></p>
Elle descend.<p></p><b><i>© 2013 Le Jour. Tous droits réservés.</i></b><p></p>Numéro de document : news·1<br>
</td></tr></table></body></html>"""


def test_europresse_old(read):
    (row,), _, _ = read(OLD.format(author="Anne Lee<br><p></p>"), "e.html")
    assert [row[k] for k in ("headline", "outlet", "published", "byline", "text")] == [
        "La crue", "Le Jour", "2013-10-05", "Anne Lee", "La rivière monte.\n\nElle descend."
    ]  # fmt: skip
    assert read(OLD.format(author=""), "e.html")[0][0]["byline"] == ""


RIS = """TY  - NEWS
TI  - Flood takes two houses
AU  - Lee, Ann
T2  - The Valley Post
DA  - 2021/11/07/
AB  - {text}
UR  - https://valley.example/flood
ER  - 
TY  - NEWS
TI  - Only a title
PY  - 2021
ER  - 
"""


def test_ris_with_a_byte_order_mark(read):
    (row,), problems, kinds = read("\ufeff" + RIS.format(text="The river rose on Monday."), "refs.txt")
    assert kinds == ["RIS"]
    assert [row[k] for k in ("headline", "outlet", "published", "byline", "url", "text")] == [
        "Flood takes two houses", "The Valley Post", "2021-11-07", "Lee, Ann", "https://valley.example/flood",
        "The river rose on Monday.",
    ]  # fmt: skip
    assert [(p["row"], p["left_out"]) for p in problems] == [(1, False), (2, True)]
    assert "abstract" in problems[0]["problem"]
    assert "Only a title" in problems[1]["problem"]
