"""The notebooks: each from a fresh kernel, on the five articles and on corpora that they were not written for."""

import json
from itertools import product
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

pytestmark = pytest.mark.slow


def executed(path, corpus):
    """The notebook run by itself on a corpus; raises what a cell raises."""
    notebook = parameterize_notebook(load_notebook_node(str(path)), {"corpus": str(corpus), "anonymise": False})
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(ROOT / "notebooks")}}).execute()
    return notebook


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_alone_on_the_five_articles(path):
    notebook = executed(path, ROOT / "data")
    shown = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs if "data" in o]
    assert len(shown) >= 3
    assert not [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs if o.get("name") == "stderr"]


def test_cells_are_thin_and_the_first_names_the_corpus():
    for path in NOTEBOOKS:
        cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
        assert cells[0].metadata["tags"] == ["parameters"]
        assert cells[0].source == 'corpus = "../data"\nanonymise = False'
        for cell in cells[2:]:
            assert len([line for line in cell.source.splitlines() if line.strip()]) <= 3, (path.stem, cell.source)
            assert "def " not in cell.source


TOWNS = ("Aldham", "Birch", "Corley", "Denby", "Elmton", "Farnley", "Grange", "Holt")
OUTLETS = ("The Bell", "Daily Lamp", "Morning Kite", "Radio Five Rivers", "The Anvil")
VERBS = ("said", "claimed", "insisted", "told reporters", "warned")


def story(town, n, outlet):
    """A short made-up article on one of eight floods, told a little differently by each of five outlets."""
    mayor, verb, dead = f"Ann {town}son", VERBS[n], 2 + n % 2
    return (
        f"Flood hits {town}{', militia blamed' if n == 0 else ''}\n\n"
        f"{'At least ' if n % 2 else ''}{dead} people died when the river broke the dam of {town} on Monday.\n\n"
        f"“The water came at night{' and nobody warned us' if n != 1 else ''},” Mayor {mayor} {verb}.\n\n"
        f"{'Residents blamed the water board for the disaster.' if n != 3 else 'The water board denied any fault.'} "
        f"A spokesman for the board, who asked not to be named, {VERBS[(n + 1) % 5]} the dam had been sound.\n\n"
        f"The government promised help to the people of {town}. Officials said more than 100 houses were destroyed."
    )


@pytest.fixture(scope="module")
def corpora(tmp_path_factory):
    """Eight stories by five outlets; one article; articles without a quotation mark."""
    folder = tmp_path_factory.mktemp("corpora")
    rows = {
        "eight": [
            {"story": t, "outlet": o, "text": story(t, n, o), "published": "2024-05-06"}
            for t, (n, o) in product(TOWNS, enumerate(OUTLETS))
        ],
        "one": [{"outlet": "The Bell", "text": story("Aldham", 0, "The Bell")}],
        "unquoted": [
            {"outlet": o, "text": story("Holt", n, o).replace("“", "").replace("”", "")} for n, o in enumerate(OUTLETS)
        ],
    }
    for name, articles in rows.items():
        lines = (json.dumps(a) + "\n" for a in articles)
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize("corpus", ["eight", "one", "unquoted"])
def test_on_corpora_that_they_were_not_written_for(run, corpora, corpus, tmp_path):
    done = run("report", corpora / f"{corpus}.jsonl", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "This cell stopped" not in page
    expected = {"eight": "8 stories, 5 outlets", "one": "One story, 1 outlet", "unquoted": "One story, 5 outlets"}
    assert expected[corpus] in page
