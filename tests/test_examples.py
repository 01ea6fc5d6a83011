"""The examples in the docstrings are run, and give what stands there."""

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WITH_EXAMPLES = [p for p in sorted((ROOT / "analysis").rglob("*.py")) if ">>>" in p.read_text(encoding="utf-8")]


def test_there_are_examples():
    assert len(WITH_EXAMPLES) > 15


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda p: str(p.relative_to(ROOT)))
def test_examples_of_a_module(path):
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    if name.startswith("analysis.training"):
        pytest.importorskip("torch")
    found = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert found.failed == 0
