"""Lenses: tables → evidence rows. One file a lens.

A lens is a module of this folder with

* a function of the module's name whose parameters are names of tables (``articles``, ``sentences``, ``voices``,
  ``quotes``, ``attributions``, ``codebook`` … or another step of ``Study``); it returns evidence rows,
* ``SCHEMA = evidence("name", …)``: the keys that all lenses share, then its own columns,
* ``COUNTED``: the columns whose values ``compare`` counts by outlet (rate per 1,000 words and share), and
* ``AVERAGED``: the columns that ``compare`` averages. Either may be empty, and either may be a dict:
  ``COUNTED = {"frame": "scheme"}`` takes shares among the rows of one scheme, ``AVERAGED = {"compound": "n_words"}``
  weighs the mean by words.

A lens imports no other lens, nothing of ``compare`` and nothing of ``show``, reads no file but its lexicon, keeps
no state, and works an article at a time. Nothing is registered: Study and the contract tests find the module.
"""

import importlib
import pkgutil
from types import ModuleType


def names() -> list[str]:
    """The lenses that there are, by name."""
    return sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))


def module(name: str) -> ModuleType:
    """The module of a lens."""
    return importlib.import_module(f"{__name__}.{name}")
