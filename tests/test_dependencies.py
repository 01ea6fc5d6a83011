"""pyproject.toml, requirements.lock and environment.yml say the same."""

import re
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]


def ranges(lines):
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(r.name): (r.extras, str(r.specifier)) for r in requirements}


def locked():
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    requirements = [Requirement(line) for line in lines if not line.startswith("#")]
    pins = {}
    for r in requirements:
        assert re.fullmatch(r"==[^*]+", str(r.specifier)), f"{r} is not pinned"
        pins.setdefault(canonicalize_name(r.name), []).append(str(r.specifier)[2:])
    return pins


def test_lock_satisfies_every_range():
    pins = locked()
    for line in [*PROJECT["dependencies"], *EXTRAS["test"]]:
        r = Requirement(line)
        versions = pins[canonicalize_name(r.name)]
        assert all(r.specifier.contains(v) for v in versions), f"{line} is locked at {versions}"


def test_lock_names_no_index():
    assert not re.search(r"https?:|--\w", (ROOT / "requirements.lock").read_text())


def test_conda_says_the_same():
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    pip = next(e["pip"] for e in entries if isinstance(e, dict))
    conda = [e for e in entries if isinstance(e, str) and not re.match(r"(python|pip|pango)\b", e)]
    assert ranges(conda + pip) == ranges(PROJECT["dependencies"])
    assert f"python{PROJECT['requires-python']}" in entries


def test_training_is_no_requirement_of_use():
    assert not ranges(EXTRAS["train"]).keys() & ranges(PROJECT["dependencies"]).keys()
    assert "torch" not in locked()
