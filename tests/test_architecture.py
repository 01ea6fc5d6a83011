"""The rules of the house that a machine can check: direction of imports, clean notebooks, cheap import."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STAGES = ["corpus", "text", "encoding", "grammar", "attribution", "lenses", "compare", "show"]
BESIDE = {"tables", "words", "spans", "lexicons", "corrections", "exchange"}
MODULES = sorted((ROOT / "analysis").rglob("*.py"))


def imported(path):
    """Names of analysis modules that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "analysis":
            yield from (f"analysis.{a.name}" for a in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module.count(".") == 1:
                yield from (f"{node.module}.{a.name}" for a in node.names)
        elif isinstance(node, ast.Import):
            yield from (a.name for a in node.names)


def parts(path):
    return path.relative_to(ROOT / "analysis").with_suffix("").parts


@pytest.mark.parametrize("path", MODULES, ids=lambda p: "/".join(parts(p)))
def test_no_arrow_points_back(path):
    stage = parts(path)[0]
    for name in imported(path):
        package, _, rest = name.partition(".")
        if package != "analysis" or not rest:
            continue
        target = rest.split(".")[0]
        if stage in STAGES and target in STAGES:
            assert STAGES.index(target) <= STAGES.index(stage), f"{path} imports {name}"
        if stage in STAGES or stage in BESIDE:
            assert target not in {"study", "run", "dataset", "__main__"} or stage == "show", f"{path} imports {name}"
        if stage in BESIDE:
            assert target in BESIDE, f"{path} imports {name}"
        assert target != "training" or stage == "training", f"{path} imports {name}: nothing needs training to run"


@pytest.mark.parametrize("path", sorted((ROOT / "analysis/lenses").glob("*.py")), ids=lambda p: p.stem)
def test_a_lens_imports_no_other_lens(path):
    others = {f"analysis.lenses.{p.stem}" for p in path.parent.glob("[!_]*.py")} - {f"analysis.lenses.{path.stem}"}
    assert not set(imported(path)) & others


def test_the_arrow_test_can_fail(tmp_path):
    probe = tmp_path / "x.py"
    probe.write_text("def f():\n    from analysis.show import report\n    import analysis.compare.rates\n")
    assert {"analysis.show", "analysis.show.report", "analysis.compare.rates"} <= set(imported(probe))


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_notebooks_are_clean_and_thin(path):
    cells = json.loads(path.read_text())["cells"]
    for cell in cells:
        if cell["cell_type"] == "code":
            assert not cell["outputs"]
            assert cell["execution_count"] is None
            lines = [line for line in "".join(cell["source"]).splitlines() if line.strip()]
            assert len(lines) <= 5, f"a thin notebook has short cells: {lines}"
            assert not any(line.startswith(("def ", "class ")) for line in lines)


def test_importing_is_cheap():
    """No heavy library, no model: they wait for their first use."""
    heavy = ["pandas", "sklearn", "matplotlib", "onnxruntime", "torch", "weasyprint", "nltk", "scipy"]
    code = f"import sys, analysis; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
