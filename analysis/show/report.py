"""The report: the notebooks run on a corpus, as one page, one PDF, and a page for each notebook.

The notebooks run one after the other in one kernel, on one Study, so that a text is analysed once. Whatever a cell
shows goes into the page unchanged; the page has no script and allows none, and asks nothing of the network.
"""

from __future__ import annotations

import base64
import datetime
import functools
import hashlib
import os
import platform
import subprocess
import tempfile
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis import __version__
from analysis.encoding import encoder
from analysis.show import html as pieces
from analysis.show import overview, reader
from analysis.show.files import Written
from analysis.show.html import HERE, Html, anchor, caption, counted, html_table, joined, style, tag
from analysis.start import shipped
from analysis.study import Study

NOTEBOOKS = shipped("notebooks")
FIRST = "06-summary"  # what was found stands on page one
WORKBENCH = "workbench"  # cells with this tag are for work in the notebook and not for the report
ARTICLES_PRINTED = 60  # in full
LIBRARIES = """\
The PDF was not made: WeasyPrint does not find the libraries that it draws with. The HTML holds everything.
  Debian, Ubuntu:  apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
  macOS:           brew install pango
  Windows:         install MSYS2, then in its shell: pacman -S mingw-w64-x86_64-pango
  conda:           conda install -c conda-forge pango
Details: {reason}"""

# The notebooks ask for the same corpus one after the other; in their common kernel it is read and analysed once.
SETUP = """
import functools
from analysis import Study
Study.load = functools.cache(functools.partial(Study.load, **{options!r}))
"""


@dataclass(frozen=True)
class Chapter:
    """A notebook as part of the page: its anchor, its title, and its body."""

    id: str
    title: str
    body: Markup
    kind: str = "notebook"


def report(
    corpus: str | Path, out: str | Path, *, anonymise: bool = False, lang: str = "en", **options: Any
) -> Written:
    """Run the notebooks on a corpus and write report.html, report.pdf and a page for each notebook into ``out``.

    Files are made apart and put in their places when they are whole; a run that is killed leaves the older ones.
    ``anonymise`` hides the outlets' names. ``options`` go to ``analysis.corpus.load`` (``text_column=…``). A notebook
    that stops is reported in its place and in ``failed``; the rest is written all the same.
    """
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    study = Study.load(corpus, anonymise=anonymise, **options)  # a corpus that cannot be read is said before all else,
    encoder.model()  # and so is a damaged model
    failed: list[str] = []
    runs = run({"corpus": str(Path(corpus).resolve()), "anonymise": anonymise}, options, failed)
    title = study.codebook.title or headline(study.articles)
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=out) as unfinished:
        chapters, pages = {}, []
        for name, notebook in runs:
            chapters[name] = chapter(name, notebook)
            if name not in APPENDIX:
                alone = chapter(name, notebook, with_code=True)
                pages.append(Path(unfinished, f"{name}.html"))
                pages[-1].write_text(page(alone.title, study, [alone], lang, kind=title), encoding="utf-8")
        order = [c for c in (chapters.get(FIRST), *(c for n, c in chapters.items() if n != FIRST)) if c]
        whole = Path(unfinished, "report.html")
        whole.write_text(page(title, study, order, lang, kind="Comparative media analysis"), encoding="utf-8")
        (out / "report.pdf").unlink(missing_ok=True)  # an older one is not of this page
        first, *others = _replaced([whole, *pages], out)
        paper = _replaced(pdf(first, Path(unfinished, "report.pdf"), failed), out)
    return Written([first, *paper, *others], study.problems, failed)


def _replaced(made: list[Path], out: Path) -> list[Path]:
    """Finished files in the place of older ones: whoever looks finds one of the two, whole."""
    return [file.replace(out / file.name) for file in made]


def headline(articles: pd.DataFrame) -> str:
    """A title from the corpus alone."""
    outlets, stories = articles["outlet"].nunique(), articles["story"].nunique()
    if stories > 1:
        return f"{counted(stories, 'story', 'stories')}, {counted(outlets, 'outlet')}: how the telling differs"
    return f"One story, {counted(outlets, 'outlet')}: how the telling differs"


# --- Running ---------------------------------------------------------------------------------------------------------

# The end of the report, made like the notebooks: chapter → the function of this module that shows it, and its title.
APPENDIX = {"articles": ("annotated", "The articles, marked"), "provenance": ("provenance", "Provenance")}


def run(given: Mapping[str, Any], options: Mapping[str, str], failed: list[str]) -> Iterator[tuple[str, Any]]:
    """Every notebook executed with the given parameters, in the order of their names, and at the end the appendix."""
    import nbformat
    from papermill.iorw import load_notebook_node
    from tqdm import tqdm

    paths = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
    if not paths:
        raise FileNotFoundError(f"There are no notebooks in {NOTEBOOKS}; install the program again.")
    hidden = {"tags": ["hidden"]}
    notebooks = [(p.stem, with_parameters(load_notebook_node(str(p)), given)) for p in paths]
    notebooks[0][1].cells.insert(0, nbformat.v4.new_code_cell(SETUP.format(options=dict(options)), metadata=hidden))
    for name, (function, title) in APPENDIX.items():
        code = nbformat.v4.new_code_cell(_SHOWN.format(function=function, **given))
        notebooks.append((name, nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"# {title}"), code])))
    with kernel() as manager, tqdm(notebooks, unit="notebook", desc="report") as bar:
        for name, notebook in bar:
            bar.set_postfix_str(name)
            yield name, execute(name, notebook, manager, failed)


_SHOWN = "from analysis.show import report\nreport.{function}(Study.load({corpus!r}, anonymise={anonymise!r}))"


@contextmanager
def kernel() -> Iterator[Any]:
    """A running kernel of this Python, with no output of its own."""
    from jupyter_client.manager import KernelManager

    manager = KernelManager(kernel_name="python3")
    # What a cell prints comes as a message; this is only the kernel's talk about itself.
    manager.start_kernel(cwd=str(NOTEBOOKS), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield manager
    finally:
        manager.shutdown_kernel(now=True)


def with_parameters(notebook: Any, given: Mapping[str, Any]) -> Any:
    """The notebook with a cell behind its cell ``parameters`` that sets them anew (as papermill does)."""
    from papermill.parameterize import parameterize_notebook

    notebook = parameterize_notebook(notebook, dict(given))
    for cell in notebook.cells:
        if {"parameters", "injected-parameters"} & set(cell.metadata.get("tags", [])):
            cell.metadata["tags"] = [*cell.metadata["tags"], "hidden"]
    return notebook


def execute(name: str, notebook: Any, manager: Any, failed: list[str]) -> Any:
    """The notebook with its outputs; where a cell stops, the rest of the notebook is left out and that is said."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    client = NotebookClient(notebook, km=manager, timeout=None, resources={"metadata": {"path": str(NOTEBOOKS)}})
    try:
        client.execute()
    except CellExecutionError as error:
        failed.append(f"{name}: a cell stopped with {error.ename}: {error.evalue}")
    finally:
        if client.kc is not None:
            client.kc.stop_channels()
    return notebook


# --- Pages -----------------------------------------------------------------------------------------------------------


def chapter(name: str, notebook: Any, with_code: bool = False) -> Chapter:
    """An executed notebook as a chapter: its first heading is the title, the others stand one level lower."""
    left_out = {"hidden"} if with_code else {"hidden", WORKBENCH}
    body, _ = _exporter().from_notebook_node(notebook, {"with_code": with_code, "left_out": left_out})
    written = (line for c in notebook.cells if c.cell_type == "markdown" for line in c.source.splitlines())
    title = next((line[2:].strip() for line in written if line.startswith("# ")), name)
    shown = Markup(body.replace(style(), ""))  # the page has the style once
    return Chapter(anchor("c", name), title, shown, "appendix" if name in APPENDIX else "notebook")


@functools.cache
def _exporter() -> Any:
    from nbconvert import HTMLExporter
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    class Lower(IPythonRenderer):
        """Headings one level lower, without ids, which two chapters could share; the title is the chapter's."""

        def heading(self, text: str, level: int, **attributes: Any) -> str:
            return tag(f"h{level + 1}", Markup(text)) if level > 1 else ""

    words = MarkdownWithMath(renderer=Lower(escape=True))
    exporter = HTMLExporter(template_name="newsroom", extra_template_basedirs=[str(HERE / "template")])
    exporter.register_filter("words", words.render)
    return exporter


def page(title: str, study: Study, chapters: list[Chapter], lang: str, kind: str) -> str:
    """A self-contained page."""
    import jinja2

    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE / "template"), autoescape=True)
    return environment.get_template("page.html.j2").render(
        title=title,
        kind=kind,
        standfirst=_standfirst(study.articles),
        date=today(),
        lang=lang,
        version=__version__,
        css=Markup(css()),
        contents=[(c.id, c.title) for c in chapters] if len(chapters) > 1 else [],
        chapters=chapters,
    )


def _standfirst(articles: pd.DataFrame) -> str:
    names = list(dict.fromkeys(articles["outlet"]))
    listed = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
    return f"{listed}. {overview.summary(articles)}"


def today() -> str:
    """The date of the run; SOURCE_DATE_EPOCH sets another, for a page that is the same on every day."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.datetime.fromtimestamp(int(seconds), datetime.UTC) if seconds else datetime.datetime.now()
    return f"{moment.day} {moment:%B %Y}"


@functools.cache
def css() -> str:
    """All style sheets and the fonts, inside the page."""
    return "\n".join([*map(_font, FONTS), pieces.css(), (HERE / "report.css").read_text(encoding="utf-8")])


FONTS = (
    ("Newsroom Sans", "newsroom-sans-regular", 400, "normal"),
    ("Newsroom Sans", "newsroom-sans-semibold", 600, "normal"),
    ("Newsroom Serif", "newsroom-serif-regular", 400, "normal"),
    ("Newsroom Serif", "newsroom-serif-semibold", 600, "normal"),
    ("Newsroom Serif", "newsroom-serif-italic", 400, "italic"),
)


def _font(font: tuple[str, str, int, str]) -> str:
    family, file, weight, slope = font
    data = base64.b64encode((HERE / "fonts" / f"{file}.woff2").read_bytes()).decode("ascii")
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {slope}; '
        f'src: url("data:font/woff2;base64,{data}") format("woff2"); }}'
    )


def pdf(source: Path, target: Path, failed: list[str]) -> list[Path]:
    """The page as a tagged PDF; where WeasyPrint cannot draw, what to install is said instead."""
    try:
        import weasyprint
    except OSError as error:
        failed.append(LIBRARIES.format(reason=textwrap.shorten(str(error), 200)))
        return []
    only_itself = weasyprint.URLFetcher(allowed_protocols={"data"})
    page = weasyprint.HTML(string=source.read_text(encoding="utf-8"), url_fetcher=only_itself)
    # The sheets that numbers open on a screen are not printed, and laying them out takes most of the time.
    for sheet in [e for e in page.etree_element.iter("div") if e.get("class") == "sheet"]:
        behind = sheet.tail
        sheet.clear()
        sheet.tag, sheet.tail = "span", behind
    page.write_pdf(target, pdf_variant="pdf/ua-1")
    return [target]


# --- The end of the report -------------------------------------------------------------------------------------------


def annotated(study: Study) -> Html:
    """Every article in full; sentences are numbered, so that figures can name them."""
    marks = study.marks()
    parts = []
    for n, article_id in enumerate(study.articles["article_id"].head(ARTICLES_PRINTED), 1):
        shown = reader.reader(study.articles, study.sentences, study.removed, marks, [article_id], prefix=f"{n}.")
        outlet = study.articles["outlet"].iloc[n - 1]
        parts.append(tag("section", tag("h3", f"{n}. {outlet}"), shown, class_="article", id=anchor("a", article_id)))
    rest = len(study.articles) - ARTICLES_PRINTED
    more = f"And {rest:,} more articles: study.read(…) shows each."
    return Html(joined(parts, tag("p", more, class_="none") if rest > 0 else None))


def provenance(study: Study) -> Html:
    """Versions, inputs, lexicons and model with their checksums: what a second run needs to give the same report."""
    model = encoder.card()
    rows = [("made by", f"python -m analysis report {Path(study.corpus.path).name}, {today()}")]
    rows += [("program", f"analysis {__version__}, Python {platform.python_version()}")]
    rows += [(p, metadata.version(p)) for p in ("pandas", "scikit-learn", "onnxruntime", "textstat", "vaderSentiment")]
    rows += [("model", f"{model['file']['sha256']}, {model['date']}")]
    rows += [(f"lexicon {p.stem}", _sha256(p)) for p in sorted((HERE.parent / "lexicons").glob("*.toml"))]
    codebook = Path(study.corpus.path) / "codebook.toml"
    rows += [("codebook", _sha256(codebook))] if codebook.is_file() else []
    named = study.articles.head(200)
    rows += [(f"article {a}", s) for a, s in zip(named["article_id"], named["sha256"], strict=True) if s]
    title = caption("Versions and checksums (SHA-256)", "The same inputs and versions give the same report.")
    return Html(html_table(rows, caption=title, kind="provenance", headed=True))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
