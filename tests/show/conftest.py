"""Small tables by hand for the pictures and grids, and a reader of the HTML that they give."""

from html.parser import HTMLParser

import pytest

from analysis import tables

EMPTY_BY_TYPE = {"int64": 0, "float64": float("nan"), "bool": False}
HOSTILE = '<script>document.title="x"</script>"><img src=x onerror=alert(1)> $x$ **b** `c`'


@pytest.fixture
def made():
    """``made(SCHEMA, {…}, {…})``: a table of the schema; what a row does not say is "", 0, False or NaN."""

    def make(schema, *rows):
        blank = {name: EMPTY_BY_TYPE.get(str(c.dtype), "") for name, c in schema.columns.items()}
        return tables.frame([blank | row for row in rows], schema)

    return make


@pytest.fixture
def corpus(made):
    """``corpus({"A": "text. of it."}, story=…)``: articles and sentences, an article an outlet, a paragraph a sentence.

    The first sentence is the headline. article_id is the outlet in lower case; sentence_id is article_id:s0, s1 …
    """

    def make(texts, story="s"):
        articles, sentences = [], []
        for outlet, lines in texts.items():
            key, at = f"{story}-{outlet}".lower(), 0
            for n, line in enumerate(lines):
                sentences.append(
                    {"sentence_id": f"{key}:s{n}", "article_id": key, "paragraph": n, "position": n, "start": at,
                     "end": at + len(line), "text": line, "zone": "body" if n else "headline"}
                )  # fmt: skip
                at += len(line) + 2
            articles.append(
                {"article_id": key, "outlet": outlet, "story": story, "headline": lines[0], "text": "\n\n".join(lines)}
            )
        return made(tables.ARTICLES, *articles), made(tables.SENTENCES, *sentences)

    return make


class Page(HTMLParser):
    """The texts of a page by tag and by column, its elements, and whether every element is closed."""

    VOID = frozenset({"br", "img", "line", "input"})
    BLOCKS = frozenset({"div", "p", "ul", "ol", "table", "details", "figure", "section"})

    def __init__(self, body):
        super().__init__()
        self.stack, self.tags, self.attributes = [], [], []
        self.rows, self.struck, self.text = [], [], ""
        self.feed(str(body))
        assert self.stack == [], f"not closed: {self.stack}"

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if tag in self.BLOCKS:  # a browser would close these before it opens the block
            assert not {"p", "span", "button", "b", "small"} & {t for t, _ in self.stack}
        self.tags.append(tag)
        self.attributes.append(facts)
        if tag == "tr":
            self.rows.append({})
        if tag not in self.VOID:
            self.stack.append((tag, facts))

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            opened, _ = self.stack.pop()
            assert opened == tag, f"{opened} closed by {tag}"

    def handle_data(self, data):
        tags = [t for t, _ in self.stack]
        if any("sheet" in f.get("class", "") or f.get("class") in ("heard", "on-paper") for _, f in self.stack):
            return
        self.text += data
        if "del" in tags:
            self.struck.append(data)
        cell = next((f.get("data-name", "row") for t, f in self.stack if t in ("td", "th")), None)
        if cell and self.rows:
            self.rows[-1][cell] = self.rows[-1].get(cell, "") + data


@pytest.fixture
def page():
    return lambda piece: Page(piece.body)


@pytest.fixture
def hostile():
    return HOSTILE


@pytest.fixture
def harmless():
    """The page shows the hostile text as text: it adds no element and no attribute."""

    def check(piece):
        read = Page(piece.body)
        assert not {"script", "em", "strong", "code"} & set(read.tags)
        assert not any(name.startswith("on") for facts in read.attributes for name in facts)
        assert all(f.get("src", "data:").startswith("data:") for f in read.attributes)
        return read

    return check


@pytest.fixture
def many():
    """The names of twenty outlets."""
    return [f"Outlet {n}" for n in range(20)]


@pytest.fixture(autouse=True)
def _no_figures():
    yield
    from matplotlib import pyplot

    pyplot.close("all")
