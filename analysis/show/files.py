"""Tables as files for other programs; a CSV file a table. For Parquet, and for more than a few articles, ``run``."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis import dataset
from analysis.compare.numbers import grouped
from analysis.corpus import Corpus
from analysis.encoding import encoder
from analysis.study import Study
from analysis.tables import PROBLEMS, frame

GIVEN = ("articles", "removed", "problems", "outlets")
"""The tables that come with a corpus; all others are made."""

REPORT = "the other stories are complete; please report this, it is an error of the program"


class Written(NamedTuple):
    """What a run has written, and what went wrong, in plain words."""

    paths: list[Path]
    problems: pd.DataFrame  # what was left out or is in doubt
    failed: Sequence[str] = ()  # what could not be written


def write(study: Study, out: str | Path) -> Written:
    """Write every table of a study into a folder, a CSV file each; returns the paths and the problems.

    Of a large corpus a few whole stories at a time are analysed, so that memory does not grow with it; findings over
    all stories are then left out. A story in whose analysis the program fails is left out and listed, and the
    others are complete. The files are made in ``_new/`` and put in their place together at the end. Texts stand in them
    exactly as they are: for a spreadsheet take ``analysis.show.tables.save``, which defuses formulas.
    """
    from tqdm import tqdm

    out = Path(out)
    encoder.checked()
    names = study.table_names()
    failed: list[dict[str, Any]] = []
    with dataset.locked(out):
        files = {name: out / dataset.NEW / f"{name}.csv" for name in names}
        with tqdm(total=len(study.articles), unit="article", desc="tables") as bar:
            for part in study.parts():
                for tables in _analysed(part, [n for n in names if n not in GIVEN], failed):
                    for name, made in tables.items():
                        _add(made, files[name])
                bar.update(len(part.articles))
        problems = with_failures(study.corpus.problems, failed)
        for name in (n for n in GIVEN if n in names):
            _add(problems if name == "problems" else getattr(study, name), files[name])
        there = [path for path in files.values() if path.exists()]
        for path in there:
            os.replace(path, out / path.name)
        for name in set(names) - {path.stem for path in there}:
            (out / f"{name}.csv").unlink(missing_ok=True)
    return Written([out / path.name for path in there], problems)


def _analysed(part: Study, names: list[str], failed: list[dict[str, Any]]) -> Iterator[dict[str, pd.DataFrame]]:
    """The tables of a part; where the program fails, those of each of its stories; a story that fails is listed."""
    try:
        tables = {name: table(part, name) for name in names}
        failed += part.refused
        yield tables
    except encoder.ModelError:  # no story would do better
        raise
    except Exception as error:
        stories = list(part.parts(1))
        if len(stories) > 1:
            for story in stories:
                yield from _analysed(story, names, failed)
        else:
            failed.append(failure(part.corpus, f"{type(error).__name__}: {error}"))


def failure(corpus: Corpus, error: str, advice: str = REPORT) -> dict[str, Any]:
    """A row of ``problems`` for a story in whose analysis the program failed."""
    what = f"the program failed on the story {corpus.articles['story'].iloc[0]!r}: {error}"
    place = {"file": Path(corpus.path).name, "row": 0, "column": "", "article_id": ""}
    return {**place, "problem": what, "advice": advice, "left_out": True}


def with_failures(problems: pd.DataFrame, failed: list[dict[str, Any]]) -> pd.DataFrame:
    """The problems with those rows at the end."""
    return frame(pd.concat([problems, pd.DataFrame(failed)]) if failed else problems, PROBLEMS)


def table(study: Study, name: str) -> pd.DataFrame:
    """A table as it is written: figures with the group of what they count."""
    made: pd.DataFrame = getattr(study, name)
    return grouped(made, study.figure_groups) if name == "figures" else made


def _add(rows: pd.DataFrame, path: Path) -> None:
    rows.to_csv(path, mode="a", header=not path.exists(), index=False)
