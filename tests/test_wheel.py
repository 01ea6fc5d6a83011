"""The program from a wheel, installed far from the checkout; what it needs stands in the environment already."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]


def done(*command, cwd, code=0):
    clean = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    clean["JUPYTER_PATH"] = str(Path(sys.prefix, "share", "jupyter"))  # templates of a package that is borrowed too
    run = subprocess.run(
        list(map(str, command)), cwd=cwd, env=clean, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert run.returncode == code, run.stderr
    return run


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The Python of a fresh environment with the wheel; other packages come from the environment of the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "-q", "--disable-pip-version-check")
    source = folder / "source"
    source.mkdir()
    for name in ("analysis", "notebooks", "data"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    done(*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, source, cwd=folder)
    (wheel,) = folder.glob("analysis-*.whl")
    done(sys.executable, "-m", "venv", "--without-pip", folder / "env", cwd=folder)
    fresh = folder / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    site = Path(done(fresh, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).stdout.strip())
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    where = done(fresh, "-c", "import analysis; print(analysis.__file__)", cwd=folder).stdout
    assert Path(where.strip()).is_relative_to(site)
    return fresh


def test_start_report_and_tables(python, tmp_path):
    done(python, "-m", "analysis", "start", "my-study", cwd=tmp_path)
    study = tmp_path / "my-study"
    assert len(list((study / "notebooks").glob("*.ipynb"))) == len(list((ROOT / "notebooks").glob("*.ipynb"))) > 5
    for file in (ROOT / "data").rglob("*.*"):
        assert (study / file.relative_to(ROOT)).read_bytes() == file.read_bytes()
    assert "not empty" in done(python, "-m", "analysis", "start", "my-study", cwd=tmp_path, code=2).stderr
    done(python, "-m", "analysis", "tables", "data", "--out", "tables", cwd=study)
    assert (study / "tables" / "coverage.csv").stat().st_size > 10_000
    done(python, "-m", "analysis", "report", cwd=study)
    assert (study / "reports" / "report.html").read_text(encoding="utf-8").rstrip().endswith("</html>")


def test_the_codebook_to_begin_with_can_be_read_and_filled_in(tmp_path):
    from analysis.corpus.codebook import read
    from analysis.start import start

    file = start(tmp_path / "new")[-1] / "codebook.toml"
    assert read(file).actors.empty
    file.write_text("\n".join(line.removeprefix("# ") for line in file.read_text().splitlines()[2:]))
    filled = read(file)
    assert set(filled.actors["actor"]) == {"council"}
    assert filled.frames["term"].tolist() == ["cost*", "taxpayer*"]
