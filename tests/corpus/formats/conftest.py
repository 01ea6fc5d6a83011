"""Small files in the structure of real ones; the texts are our own."""

import io
import zipfile
from xml.sax.saxutils import escape

import pytest

BODY = [
    "The river rose on Monday and took two houses with it, the mayor said after a night on the dam.",
    "“We lost two houses,” she told reporters. Nobody was hurt, and the road was open again by noon.",
    "It had rained for six days, more than in any week since the station on the hill began to count.",
]


def docx_of(lines):
    """A DOCX file with these paragraphs."""
    paragraphs = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{space}"><w:body>{paragraphs}</w:body>'
    return zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": (document + "</w:document>").encode()})


def zip_of(files):
    """A ZIP file: name → content."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def nexis_lines(title="Flood in the valley", date="May 30, 2014 Friday", outlet="The Valley Post (London)", body=BODY):
    """The paragraphs of one article of a Nexis export."""
    return [
        "", "", title, outlet, date, "", "Copyright 2014 Valley Media. All Rights Reserved", "",
        "Section:\xa0NEWS; Pg. 3", "Length:\xa0937 words", "Byline:\xa0Ann Lee", "Body", "", "", *body,
        "Classification", "", "Language:\xa0ENGLISH", "Load-Date:\xa0May 31, 2014", "", "End of Document",
    ]  # fmt: skip


PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Flood takes two houses | The Valley Post</title>
<meta property="og:title" content="Flood takes two houses | The Valley Post">
<meta property="og:site_name" content="The Valley Post">
<link rel="canonical" href="https://valley.example/flood">
{head}
</head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<main><article><h1>Flood takes two houses</h1><p class="standfirst">The dam held for six days, and then it did not.</p>
<figure><img src="dam.jpg"><figcaption>The dam on Monday. Photo: Someone Else Entirely</figcaption></figure>
<div class="article-body">{body}</div>
<aside class="related"><h3>Read more</h3><p><a href="/2">The mayor of the valley and her seven goats</a></p></aside>
</article></main><footer><p>All rights reserved by the publishers of this newspaper, whoever they are.</p></footer>
</body></html>"""
JSON_LD = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Flood takes two houses", "datePublished": "2021-11-07T10:00:00+01:00",
"author": [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bo Ek"}]}</script>"""
PARAGRAPHS = [*BODY, "The engineers will look at the dam on Tuesday; until then nobody may cross it, not even on foot."]


def page_of(head=JSON_LD, paragraphs=PARAGRAPHS):
    """A web page with an article."""
    return PAGE.format(head=head, body="".join(f"<p>{p}</p>" for p in paragraphs))


@pytest.fixture
def made():
    """The makers of files."""

    class Made:
        docx = staticmethod(docx_of)
        zip = staticmethod(zip_of)
        nexis = staticmethod(nexis_lines)
        page = staticmethod(page_of)
        body = BODY
        paragraphs = PARAGRAPHS

    return Made


@pytest.fixture
def read(tmp_path):
    """Reads content under a name, as the command does: (rows, problems, kinds)."""
    from analysis.corpus.formats import content

    def read_as(data, name):
        pieces = list(content.read(io.BytesIO(data if isinstance(data, bytes) else data.encode()), name))
        return (
            [row for p in pieces for row in p.rows],
            [problem for p in pieces for problem in p.problems],
            [p.kind for p in pieces],
        )

    return read_as
