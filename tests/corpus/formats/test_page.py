import gzip

from analysis.corpus.formats import page


def only(read, text, name="page.html"):
    (row,), problems, kinds = read(text, name)
    assert kinds == ["web page"]
    return row, [p["problem"] for p in problems]


def test_a_page_that_declares_what_it_is(read, made):
    row, problems = only(read, made.page())
    assert problems == []
    assert row["text"] == "\n\n".join(made.paragraphs)
    assert [row[k] for k in ("headline", "dek", "outlet", "published", "byline", "url")] == [
        "Flood takes two houses", "The dam held for six days, and then it did not.", "The Valley Post",
        "2021-11-07T10:00:00+01:00", "Ann Lee, Bo Ek", "https://valley.example/flood",
    ]  # fmt: skip


def test_without_declarations_the_page_itself_is_read(read, made):
    time = '<time datetime="2021-11-07">7 November 2021</time>'
    row, problems = only(read, made.page(head="").replace("<figure>", time + "<figure>"))
    assert row["headline"] == "Flood takes two houses"  # og:title without the name of the outlet
    assert row["published"] == "2021-11-07"
    assert row["published_basis"] == "found on the page"
    assert "does not say that it is an article" in problems[0]


def test_captions_navigation_and_links_to_other_articles_are_no_text(read, made):
    also = '<p>ALSO READ: <a href="/3">Seven goats are missing in the valley since Sunday</a></p>'
    row, _ = only(read, made.page(paragraphs=[*made.paragraphs[:2], also, *made.paragraphs[2:]]))
    for word in ("goats", "Someone Else", "Sport", "rights reserved"):
        assert word not in row["text"]


def test_an_article_in_pieces_is_put_together(read, made):
    more = "".join(
        f'<p class="para">Paragraph {n} tells what happened at the {n}th house of the street.</p>' for n in range(4)
    )
    first = "".join(f'<p class="para">{p}</p>' for p in made.paragraphs)
    text = made.page(paragraphs=[]).replace(
        '<div class="article-body"></div>',
        f'<div class="body one">{first}</div><div class="advert">Buy now!</div><div class="body two">{more}</div>',
    )
    row, _ = only(read, text)
    assert row["text"].split("\n\n")[-1].startswith("Paragraph 3")
    assert "Buy now" not in row["text"]


def test_a_text_that_is_declared_but_not_shown(read, made):
    declared = made.page().split("<script")[1].split("</script>")[0].replace(
        '"headline"', '"articleBody": "' + "\\n".join(made.paragraphs) + '", "headline"'
    )  # fmt: skip
    row, _ = only(read, made.page(head=f"<script{declared}</script>", paragraphs=["Subscribe to read on."]))
    assert row["text"] == "\n\n".join(made.paragraphs)


def test_a_broken_declaration_harms_nothing(read, made):
    row, _ = only(read, made.page(head='<script type="application/ld+json">{"@type": "NewsArticle", </script>'))
    assert row["headline"] == "Flood takes two houses"


def test_the_declared_encoding(read, made):
    text = made.page().replace("The river rose", "Die Überschwemmung stieg").replace("utf-8", "iso-8859-2")
    row, problems = only(read, text.replace("“", '"').replace("”", '"').encode("iso-8859-2"))
    assert row["text"].startswith("Die Überschwemmung stieg")
    assert problems == []


def test_packed_pages_and_single_file_pages(read, made):
    row, _ = only(read, gzip.compress(made.page().encode()), "page.html.gz")
    assert row["source_file"] == "page.html.gz"
    mhtml = (
        "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=X\r\n\r\n"
        "--X\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{made.page()}\r\n--X--\r\n"
    )
    row, _ = only(read, mhtml, "page.mhtml")
    assert row["headline"] == "Flood takes two houses"


def test_html_without_an_article(read):
    links = "".join(f'<li><a href="/{n}">Link {n}</a></li>' for n in range(30))
    rows, problems, _ = read(f"<!doctype html><html><body><h1>Home</h1><ul>{links}</ul></body></html>", "x.html")
    assert rows == []
    assert "holds no article" in problems[0]["problem"]
    assert problems[0]["left_out"]


def test_the_name_of_the_outlet_is_no_part_of_a_headline():
    names = {"The Valley Post", "valley.example"}
    assert page._without_outlet("Flood | The Valley Post", names, []) == "Flood"
    assert page._without_outlet("Flood - valley.example", names, []) == "Flood"
    assert page._without_outlet("Dams - what they cost", names, []) == "Dams - what they cost"
    assert page._without_outlet("Flood - a report", names, ["Flood"]) == "Flood"


def test_reading_asks_no_network(read, made, monkeypatch):
    import socket

    def refused(*_, **__):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    only(read, made.page())
    only(read, made.page(head=""))
