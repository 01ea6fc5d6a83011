"""The report of the five articles as files: self-contained, every link has its end, the PDF tagged."""

import io
import re
import tomllib
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from analysis.show import report as module

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


class Elements(HTMLParser):
    """All elements of a page with their attributes, in order, and the text of each heading."""

    def __init__(self, text):
        super().__init__()
        self.all, self.headings, self._in = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.all.append((tag, dict(attributes)))
        self._in = tag if re.fullmatch("h[1-6]", tag) else self._in
        if self._in == tag:
            self.headings.append([int(tag[1]), ""])

    def handle_endtag(self, tag):
        self._in = None if tag == self._in else self._in

    def handle_data(self, data):
        if self._in:
            self.headings[-1][1] += data


@pytest.fixture(scope="module")
def text(five_report):
    return (five_report / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def elements(text):
    return Elements(text)


@pytest.fixture(scope="module")
def paper(five_report):
    return PdfReader(five_report / "report.pdf")


def test_one_file_of_less_than_three_megabytes(text):
    assert len(text.encode()) < 3_000_000


def test_it_carries_no_script_and_asks_for_nothing(elements, text):
    tags = Counter(tag for tag, _ in elements.all)
    assert not tags["script"]
    assert not tags["iframe"]
    assert not tags["link"]
    for _, attributes in elements.all:
        assert not [a for a in attributes if a.startswith("on")]
        for name in ("src", "href", "srcset", "poster", "data"):
            assert str(attributes.get(name, "#")).startswith(("#", "data:image/svg+xml,"))
    assert not re.search(r"url\((?!\"data:|%23)", text)
    policy = next(a["content"] for t, a in elements.all if t == "meta" and "http-equiv" in a)
    assert "default-src 'none'" in policy
    assert "script" not in policy


def test_every_id_once_and_every_link_has_its_end(elements):
    ids = Counter(a["id"] for _, a in elements.all if "id" in a)
    assert [i for i, n in ids.items() if n > 1] == []
    ends = {a["href"][1:] for t, a in elements.all if t == "a"} | {
        a["popovertarget"] for _, a in elements.all if "popovertarget" in a
    }
    assert len(ends) > 200
    assert ends <= set(ids)


def test_headings_skip_no_level(elements):
    levels = [level for level, _ in elements.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_pictures_tell_their_numbers(elements):
    images = [a for t, a in elements.all if t == "img"]
    assert len(images) > 5
    assert all(re.search(r"\d", a["alt"]) for a in images if "Nothing" not in a["alt"])


def test_the_page_says_its_language_and_what_so_few_articles_support(elements, text):
    assert elements.all[0] == ("html", {"lang": "en"})
    assert "With 1 article an outlet this is description" in text


def test_every_number_of_a_comparison_opens_its_sentences(text):
    tables = re.findall(r'<table class="cards grid">.*?</table>', text, flags=re.DOTALL)
    assert len(tables) > 5
    for table in tables:
        for cell in re.findall(r"<td[^>]*>(.*?)</td>", table, flags=re.DOTALL):
            n = re.search(r"<small>\(n ([\d,]+)\)</small>", cell)
            assert not n or n[1] == "0" or "popovertarget" in cell, cell[:200]


def test_a_sheet_holds_as_many_places_as_the_number_says(text):
    opened = re.findall(
        r'<td[^>]*><button class="open"[^>]*><b>[^<]*</b> <small>\(n (\d+)\)</small></button>'
        r'<div class="sheet".*?<ol>(.*?)</ol>(<p class="note">And (\d+) more)?',
        text,
        flags=re.DOTALL,
    )
    assert len(opened) > 50
    for n, places, _, more in opened:
        assert places.count("<li") + int(more or 0) == int(n)


def test_pdf_has_its_pages_titles_language_and_tags(paper):
    root = paper.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert paper.metadata.title == tomllib.loads((ROOT / "data/codebook.toml").read_text("utf-8"))["title"]
    first, contents = paper.pages[0].extract_text(), paper.pages[1].extract_text()
    assert paper.metadata.title.split(",")[0] in " ".join(first.split())
    assert "What was found" in contents
    assert re.search(rf"{len(paper.pages)} / {len(paper.pages)}", paper.pages[-1].extract_text())


def test_pdf_has_an_outline_and_links_inside(paper):
    titles = [o.title for o in paper.outline if not isinstance(o, list)]
    assert "What was found" in titles
    assert "Provenance" in titles
    links = sum(len(p.get("/Annots") or []) for p in paper.pages)
    assert links > 200


def test_pdf_embeds_its_fonts(paper):
    fonts = {}
    for page in paper.pages:
        for font in (page["/Resources"].get("/Font") or {}).values():
            font = font.get_object()
            within = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            fonts[font["/BaseFont"]] = within["/FontDescriptor"].get_object()
    assert fonts
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(d) for d in fonts.values())


def test_pictures_have_alternative_texts_on_paper(paper):
    def alternatives(node):
        node = node.get_object()
        if isinstance(node, list):
            return [a for n in node for a in alternatives(n)]
        if not isinstance(node, dict):
            return []
        own = [node["/Alt"]] if "/Alt" in node else []
        return own + (alternatives(node["/K"]) if "/K" in node and not isinstance(node["/K"], int) else [])

    found = alternatives(paper.trailer["/Root"]["/StructTreeRoot"])
    assert sum(bool(re.search(r"\d", a)) for a in found) > 5


@pytest.fixture
def two(tmp_path):
    """A corpus of two short articles."""
    folder = tmp_path / "two"
    folder.mkdir()
    for name, verb in (("north", "said"), ("south", "claimed")):
        (folder / f"{name}.txt").write_text(
            f"Dam breaks in the {name}\n\nThe dam broke on Monday. “The water came at night and took our houses,” "
            f"the mayor {verb}.\n\nTwo people were injured, police said."
        )
    (folder / "articles.csv").write_text(
        "article_id,file,outlet,url,byline\nn,north.txt,Northern Star,https://north.example/dam,Jo Doe\n"
        "s,south.txt,Southern Cross,,\n"
    )
    return folder


def test_a_second_run_gives_the_same_page(run, two, tmp_path):
    for out in ("one", "other"):
        assert run("report", two, "--out", tmp_path / out, SOURCE_DATE_EPOCH="0").returncode == 0
    for name in ("report.html", "02-attribution.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_anonymised_pages_name_no_outlet(run, two, tmp_path):
    assert run("report", two, "--out", tmp_path / "out", "--anonymise-outlets", "--lang", "en-GB").returncode == 0
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    for name in ("Northern Star", "Southern Cross", "north.example", "Jo Doe", "north.txt", "/two"):
        assert name not in page
    assert "Outlet A" in page
    assert '<html lang="en-GB">' in page


def test_a_notebook_that_stops_is_said_and_the_rest_written(monkeypatch, two, tmp_path):
    import nbformat

    broken = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# Broken"),
            nbformat.v4.new_code_cell("corpus = ''\nanonymise = False", metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell("1 / 0"),
        ]
    )
    whole = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# Whole"),
            nbformat.v4.new_code_cell("corpus = ''\nanonymise = False", metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell("6 * 7"),
        ]
    )
    for name, notebook in (("01-broken", broken), ("02-whole", whole)):
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    monkeypatch.setattr(module, "NOTEBOOKS", tmp_path)
    written = module.report(two, tmp_path / "out")
    assert written.failed == ["01-broken: a cell stopped with ZeroDivisionError: division by zero"]
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "This cell stopped: ZeroDivisionError" in page
    assert ">42<" in page


@pytest.fixture
def no_notebooks(monkeypatch):
    """A report of nothing but its title, made at once."""
    monkeypatch.setattr(module, "run", lambda *given: iter(()))


def test_no_old_pdf_stays_beside_a_new_page(monkeypatch, no_notebooks, two, tmp_path):
    (tmp_path / "report.pdf").write_bytes(b"of another corpus")
    monkeypatch.setattr(module, "pdf", lambda source, target, failed: [])
    assert module.report(two, tmp_path).paths == [tmp_path / "report.html"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.html", "two"]


@pytest.mark.parametrize("stopped", ["page", "pdf"])
def test_a_run_that_is_stopped_leaves_whole_files(monkeypatch, no_notebooks, two, tmp_path, stopped):
    def stop(source, target, *rest, **more):
        if isinstance(target, Path):
            target.write_bytes(b"half")
        raise KeyboardInterrupt

    (tmp_path / "report.html").write_text("old")
    monkeypatch.setattr(module, stopped, stop)
    with pytest.raises(KeyboardInterrupt):
        module.report(two, tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.html", "two"]
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page == "old" if stopped == "page" else page.rstrip().endswith("</html>")


def test_without_the_libraries_of_the_pdf_it_says_what_to_install(monkeypatch, tmp_path):
    import builtins

    real = builtins.__import__

    def broken(name, *rest):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", broken)
    failed = []
    assert module.pdf(tmp_path / "report.html", tmp_path / "report.pdf", failed) == []
    assert all(word in failed[0] for word in ("apt install", "brew install", "MSYS2", "conda install", "libpango"))


def test_the_same_page_without_names_of_the_machine(text):
    assert not re.search(r"/(home|root|tmp|Users)/", text)
    assert io.StringIO(text).readline().startswith("<!DOCTYPE html>")
