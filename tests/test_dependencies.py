"""pyproject.toml, requirements.lock and environment.yml say the same."""

import re
import tomllib
from importlib.metadata import distribution
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


LOCK = (ROOT / "requirements.lock").read_text()
HASHES = r"(?: \\\n    --hash=sha256:[0-9a-f]{64})+"


def locked():
    lines = re.sub(HASHES, "", LOCK).splitlines()
    pins = {}
    for r in map(Requirement, lines):
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
    assert not re.search(r"https?:|--(?!hash)\w", LOCK)


def test_every_pin_has_its_hashes_and_make_asks_for_them():
    assert len(re.findall(HASHES, LOCK)) == len(re.sub(HASHES, "", LOCK).splitlines()) > 100
    makefile = (ROOT / "Makefile").read_text()
    assert "--require-hashes -r requirements.lock" in makefile
    assert "--no-deps -e ." in makefile  # the project itself has no hash


def test_conda_says_the_same():
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    pip = next(e["pip"] for e in entries if isinstance(e, dict))
    conda = [e for e in entries if isinstance(e, str) and not re.match(r"(python|pip|pango)\b", e)]
    assert ranges(conda + pip) == ranges(PROJECT["dependencies"])
    assert f"python{PROJECT['requires-python']}" in entries


GPL = re.compile(r"\bA?GPL|(?<!Lesser )General Public License", re.IGNORECASE)


def needed(name, seen):
    """The packages that a package needs at run time, itself included, as they are installed here."""
    if name in seen:
        return seen
    seen.add(name)
    for line in distribution(name).requires or []:
        r = Requirement(line)
        if r.marker is None or r.marker.evaluate({"extra": ""}):
            needed(canonicalize_name(r.name), seen)
    return seen


def licences(name):
    """What a package says of its licence: one a line; a package may offer several to choose from."""
    meta = distribution(name).metadata
    given = [
        *(meta.get("License-Expression") or "").split(" OR "),
        *(c for c in meta.get_all("Classifier") or [] if "License ::" in c),
    ]
    return [x for x in given if x] or (meta.get("License") or "").splitlines()[:1]


def test_nothing_at_run_time_is_under_the_gpl():
    """GPL and AGPL are not; LGPL and MPL are fine, and so is a package that can also be had under another licence."""
    every = set()
    for line in PROJECT["dependencies"]:
        needed(canonicalize_name(Requirement(line).name), every)
    assert len(every) > 100
    assert [n for n in every if not licences(n)] == []
    assert [n for n in every if all(map(GPL.search, licences(n)))] == []


def test_the_gpl_is_told_from_the_lgpl():
    assert all(
        map(GPL.search, ("GPL-3.0-or-later", "AGPLv3", "License :: OSI Approved :: GNU General Public License v2"))
    )
    lesser = "License :: OSI Approved :: GNU Lesser General Public License v2 or later (LGPLv2+)"
    assert not any(map(GPL.search, ("LGPL-2.1", lesser, "MPL-2.0", "MIT")))


def test_training_is_no_requirement_of_use():
    assert not ranges(EXTRAS["train"]).keys() & ranges(PROJECT["dependencies"]).keys()
    assert "torch" not in locked()
