"""What tests of several folders share: the study of the five articles, their report, a browser."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def command(*arguments, cwd=ROOT, **environment):
    """The command line as a user types it; returns the finished process."""
    return subprocess.run(
        [sys.executable, "-m", "analysis", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="session")
def run():
    return command


def growth(work, what, n):
    """How many times as long `work(what(10 * n))` takes as `work(what(n))`, in processor time.

    10 is linear, 100 quadratic. The least of three runs counts, and no run as less than 0.03 s: other
    programs on the machine only add to a time.
    """

    def least(n):
        of, times = what(n), []
        for _ in range(3):
            start = time.process_time()
            work(of)
            times.append(time.process_time() - start)
        return max(min(times), 0.03)

    return least(10 * n) / least(n)


@pytest.fixture(scope="session", name="growth")
def growth_of():
    return growth


@pytest.fixture(scope="session")
def five_report(tmp_path_factory):
    """The folder with the report of the five articles, made by the command line."""
    out = tmp_path_factory.mktemp("report")
    done = command("report", "--out", out, SOURCE_DATE_EPOCH="1636243200")
    assert done.returncode == 0, done.stderr
    return out


HOSTILE = (
    "<script>document.title='pwned'</script>",
    '"><img src=x onerror="document.title=1">',
    "**bold** [link](javascript:alert(1)) <b id=injected>b</b>",
    "$\\int x dx$ {{7*7}} {% raw %}",
    "=HYPERLINK(\"http://example.org\",\"x\")",
)  # fmt: skip


@pytest.fixture(scope="session")
def hostile_corpus(tmp_path_factory):
    """Articles whose names, headlines, texts, speakers and file names hold what a page must not run."""
    folder = tmp_path_factory.mktemp("hostile")
    rows = ["article_id,file,outlet,headline,byline"]
    for n, bad in enumerate(HOSTILE):
        name = f"{n} <b>&'$x$.txt"
        (folder / name).write_text(
            f"{bad}\n\nMinister Ann {bad} Lee said: “The {bad} dam held, and two people died.”\n\n"
            f"Police blamed {bad} for the flood. At least {n + 2} people were injured, officials said.\n\n"
            f"“The {bad} dam held, and two people died,” a spokesman said, according to {bad}.",
            encoding="utf-8",
        )
        cells = [f"id-{n}-{bad}", name, f"Outlet {n} {bad}", bad, bad]
        rows.append(",".join('"' + c.replace('"', '""') + '"' for c in cells))
    (folder / "articles.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def hostile_report(hostile_corpus, tmp_path_factory):
    out = tmp_path_factory.mktemp("hostile-report")
    done = command("report", hostile_corpus, "--out", out)
    assert done.returncode in (0, 1), done.stderr
    assert "a cell stopped" not in done.stderr, done.stderr
    return out


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium. These tests run wherever the project is tested; they are not skipped."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:
        pytest.fail("The tests of the pages need a browser: apt install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def tab(browser, request, tmp_path):
    """A page of a desktop browser that records what it asks for and what it complains of; a picture if a test fails."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.asked, opened.complaints = [], []
    opened.on("request", lambda r: opened.asked.append(r.url))
    opened.on("console", lambda m: opened.complaints.append(m.text) if m.type in ("error", "warning") else None)
    opened.on("pageerror", lambda e: opened.complaints.append(str(e)))
    yield opened
    if getattr(request.node, "failed", False):
        picture = Path(os.environ.get("SCREENSHOTS", tmp_path)) / f"{request.node.name[:60]}.png"
        opened.screenshot(path=picture, full_page=False)
        print(f"a picture of the page: {picture}")
    context.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    if call.when == "call" and outcome.get_result().failed:
        item.failed = True
