"""JupyterLab itself, driven in a browser: notebooks run, numbers open, filters and widgets work, an export keeps it."""

import csv
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = [p.name for p in sorted((ROOT / "notebooks").glob("*.ipynb"))]
WIDGETS = {
    "widgets.ipynb": (
        """\
from analysis import Study, show
study = Study.load("../data")
show.explore(study.quotes[["quote_id", "text", "speaker"]])
""",
        "show.browse(study)",
        'study.concordance("drone")',
    ),
    "check.ipynb": (
        """\
from analysis import Study
Study.load("../data").check("quotes", n=5, coder="Anna")
""",
    ),
}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lab_folder(tmp_path_factory):
    """A copy of notebooks and data, with a notebook of widgets."""
    folder = tmp_path_factory.mktemp("lab")
    for name in ("notebooks", "data"):
        shutil.copytree(ROOT / name, folder / name)
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for name, sources in WIDGETS.items():
        cells = [
            {"cell_type": "code", "id": f"w-{n}", "metadata": {}, "source": s, "outputs": [], "execution_count": None}
            for n, s in enumerate(sources)
        ]
        notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
        (folder / "notebooks" / name).write_text(json.dumps(notebook))
    return folder


@pytest.fixture(scope="module")
def lab(lab_folder):
    """A running JupyterLab on that folder; its address with the token."""
    folder = lab_folder
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1",
            "--IdentityProvider.token=t", f"--ServerApp.root_dir={folder}", "--LabApp.news_url="]  # fmt: skip
    private = {"JUPYTER_CONFIG_DIR": str(folder / "config"), "JUPYTERLAB_WORKSPACES_DIR": str(folder / "spaces")}
    server = subprocess.Popen(
        code, env=os.environ | private, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{address}/api?token=t", timeout=2)
            break
        except OSError:
            time.sleep(0.5)
    yield address
    server.terminate()
    server.wait(20)


def run_all(tab, lab, name):
    """Open a notebook, run all its cells, wait for the last to end; returns its page."""
    tab.set_viewport_size({"width": 1400, "height": 1000})
    tab.goto(f"{lab}/lab/workspaces/{name.split('.')[0]}/tree/notebooks/{name}?token=t&reset")
    tab.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    # Cells that are run before the kernel has answered are passed over without a word.
    tab.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    tab.get_by_role("menuitem", name="Run", exact=True).click()
    tab.get_by_text("Run All Cells", exact=True).click()
    tab.wait_for_function(
        """() => {
            const model = document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell');
            const prompts = [...model].map(c => c.querySelector('.jp-InputPrompt')?.textContent || '');
            const idle = document.querySelector('#jp-main-statusbar').textContent.includes('| Idle');
            return idle && prompts.some(p => /\\d/.test(p)) && !prompts.some(p => p.includes('*'));
        }""",
        timeout=180_000,
    )
    return tab


def errors(tab):
    return tab.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr'], .jp-mod-error").count()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_notebook_runs(tab, lab, name):
    run_all(tab, lab, name)
    assert errors(tab) == 0
    assert tab.locator(".jp-RenderedHTMLCommon .newsroom").count() >= 1


def test_a_number_opens_its_sentences_and_a_filter_hides_marks(tab, lab):
    run_all(tab, lab, "06-summary.ipynb")
    number = tab.locator(".newsroom button.open").first
    number.scroll_into_view_if_needed()
    number.click()
    sheet = tab.locator(f"[id='{number.get_attribute('popovertarget')}']")
    assert sheet.is_visible()
    assert sheet.locator("li").count() >= 1
    tab.keyboard.press("Escape")
    assert not sheet.is_visible()


def test_widgets_and_the_concordance(tab, lab):
    run_all(tab, lab, "widgets.ipynb")
    table = tab.locator(".jp-OutputArea .dt-container").first
    table.wait_for(timeout=60_000)
    search = table.locator("input[type='search']").first
    search.fill("Price")
    tab.wait_for_function("() => document.querySelector('.dt-info')?.textContent.includes('filtered')", timeout=20_000)
    mark = tab.locator(".jp-OutputArea .reader .m-source").first
    mark.wait_for(timeout=60_000)
    box = tab.locator(".jp-OutputArea .reader input[data-layer='source']").first
    box.scroll_into_view_if_needed()
    box.uncheck()
    assert mark.evaluate("element => getComputedStyle(element).borderBottomWidth") == "0px"
    assert tab.locator("table.concordance tbody tr").count() >= 5
    assert errors(tab) == 0


def test_rows_are_checked_with_the_keyboard_alone(tab, lab, lab_folder):
    """Answers, a better value and a note are written down; JupyterLab's own keys ("x" cuts a cell) stay out."""
    run_all(tab, lab, "check.ipynb")
    check = tab.locator(".analysis-check")
    check.wait_for(timeout=60_000)
    check.focus()
    cells = tab.locator(".jp-Notebook .jp-CodeCell").count()
    tab.keyboard.press("1")  # the row is right
    tab.keyboard.press("r")  # its kind is right
    tab.keyboard.press("2")  # its speaker is wrong: the field for a better one is open
    tab.keyboard.type("somebody else")
    tab.keyboard.press("Enter")
    tab.keyboard.press("3")  # unsure of the source type; the second row
    tab.keyboard.press("n")
    tab.keyboard.type("x is no key here")
    tab.keyboard.press("Escape")
    tab.keyboard.press("w")  # the row is wrong: its fields are passed over
    tab.keyboard.press("ArrowLeft")
    tab.keyboard.press("x")  # the last field of the wrong row: it is taken out from now on
    corrections = lab_folder / "data" / "corrections.csv"
    for _ in range(100):
        if corrections.is_file():
            break
        tab.wait_for_timeout(200)
    assert tab.locator(".jp-Notebook .jp-CodeCell").count() == cells
    with (lab_folder / "data" / "checks" / "quotes-Anna.csv").open(encoding="utf-8", newline="") as file:
        rows = [(r["column"], r["answer"], r["instead"], r["note"]) for r in csv.DictReader(file)]
    assert rows == [
        ("", "right", "", ""),
        ("kind", "right", "", ""),
        ("speaker", "wrong", "somebody else", ""),
        ("source_type", "unsure", "", ""),
        ("", "wrong", "", "x is no key here"),
    ]
    with corrections.open(encoding="utf-8", newline="") as file:
        assert [(r["action"], r["table"], r["who"]) for r in csv.DictReader(file)] == [("delete", "quotes", "Anna")]
    assert errors(tab) == 0


def test_an_export_keeps_what_is_shown(tmp_path, tab):
    """nbconvert's own template, as "Save and Export Notebook As → HTML" uses it."""
    done = subprocess.run(
        [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "--execute", "--output-dir", str(tmp_path),
         str(ROOT / "notebooks" / "06-summary.ipynb")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    tab.goto((tmp_path / "06-summary.html").as_uri(), wait_until="domcontentloaded")
    number = tab.locator("table.grid button.open").first
    number.click()
    assert tab.locator(f"[id='{number.get_attribute('popovertarget')}']").is_visible()
