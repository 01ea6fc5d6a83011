"""What comes with the program beside its code, and a folder to begin a study in: python -m analysis start."""

from __future__ import annotations

import shutil
from pathlib import Path

from analysis.corpus.files import EXAMPLE

HERE = Path(__file__).parent
COMES_WITH = HERE / "comes_with"  # written by setup.py into an installed package

CODEBOOK = """\
# What is particular to your story; notebook 00 suggests entries. Take out the "# " in front of what you fill in.
# A term in lower case finds every spelling; a capital letter in it must be there ("US"). "*" stands for any ending.
title = "Your story, place, date"

# [[actor]]
# id = "council"                                 # short and unique
# name = "The city council"                      # how tables and pictures show the actor
# names = ["city council", "councillor*"]        # terms that mention it
# labels = ["local politicians"]                 # terms for what it is called; may be left out

# [[group]]
# category = "cost"                              # a frame in which the story can be told
# reason = "What it costs, and who pays."
# terms = ["cost*", "taxpayer*"]
"""


def shipped(name: str) -> Path:
    """A folder that comes with the program ("notebooks", "data"): in the package, or beside it in a clone."""
    return next((p for p in (COMES_WITH / name, HERE.parent / name) if p.is_dir()), COMES_WITH / name)


def start(folder: str | Path) -> list[Path]:
    """Make a folder to begin a study in: the notebooks, the example in data/, and my-articles/ for one's own texts.

    my-articles/ has an articles.csv with the names of its columns only and a codebook to fill in. Raises
    FileExistsError where the folder is there already and not empty.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} is there already and not empty; give a name that is free")
    for name in ("notebooks", "data"):
        hidden = shutil.ignore_patterns(".*", "__pycache__")
        shutil.copytree(shipped(name), folder / name, ignore=hidden, copy_function=shutil.copyfile)
    own = folder / "my-articles"
    own.mkdir()
    (own / "articles.csv").write_text(EXAMPLE + "\n", encoding="utf-8")
    (own / "codebook.toml").write_text(CODEBOOK, encoding="utf-8")
    return [folder / "notebooks", folder / "data", own]
