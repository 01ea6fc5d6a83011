"""All tables of a corpus as files for other programs."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.compare.numbers import grouped
from analysis.study import Study
from analysis.tables import PROBLEMS, frame

FROM_THE_CORPUS = ("articles", "removed", "problems")


class Written(NamedTuple):
    """What a run has written, and what went wrong, in plain words."""

    paths: list[Path]
    problems: pd.DataFrame  # what was left out or is in doubt
    failed: Sequence[str] = ()  # what could not be written


def write(study: Study, out: str | Path, kind: str = "csv") -> Written:
    """Write every table of a study into a folder, ``kind`` "csv" or "parquet"; returns the paths and the problems.

    Of a large corpus a few whole stories at a time are analysed, so that memory does not grow with it; findings over
    all stories are then left out. A story in whose analysis the program fails is left out and listed, and the
    others are complete. Texts stand in the files exactly as they are: for a spreadsheet take
    ``analysis.show.tables.save``, which defuses formulas.
    """
    from tqdm import tqdm

    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    names = study.table_names()
    files = {name: _File(out / f"{name}.{kind}") for name in names}
    failed: list[dict[str, Any]] = []
    with tqdm(total=len(study.articles), unit="article", desc="tables") as bar:
        for part in study.parts():
            for tables in _analysed(part, [n for n in names if n not in FROM_THE_CORPUS], failed):
                for name, table in tables.items():
                    files[name].add(table)
            bar.update(len(part.articles))
    known = study.corpus.problems
    problems = frame(pd.concat([known, pd.DataFrame(failed)]) if failed else known, PROBLEMS)
    for name, table in {"articles": study.articles, "removed": study.removed, "problems": problems}.items():
        files[name].add(table)
    for file in files.values():
        file.close()
    return Written([f.path for f in files.values() if f.path.exists()], problems)


def _analysed(part: Study, names: list[str], failed: list[dict[str, Any]]) -> Iterator[dict[str, pd.DataFrame]]:
    """The tables of a part; where the program fails, those of each of its stories; a story that fails is listed."""
    try:
        tables = {name: _table(part, name) for name in names}
        failed += part.refused
        yield tables
    except Exception as error:
        stories = list(part.parts(1))
        if len(stories) > 1:
            for story in stories:
                yield from _analysed(story, names, failed)
        else:
            story = part.articles["story"].iloc[0]
            what = f"the program failed on the story {story!r}: {type(error).__name__}: {error}"
            advice = "the other stories are complete; please report this, it is an error of the program"
            place = {"file": Path(part.corpus.path).name, "row": 0, "column": "", "article_id": ""}
            failed.append({**place, "problem": what, "advice": advice, "left_out": True})


def _table(study: Study, name: str) -> pd.DataFrame:
    """A table as it is written: figures with the group of what they count."""
    table: pd.DataFrame = getattr(study, name)
    return grouped(table, study.figure_groups) if name == "figures" else table


class _File:
    """A CSV or Parquet file that grows by tables of the same columns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._parquet: Any = None
        path.unlink(missing_ok=True)

    def add(self, table: pd.DataFrame) -> None:
        if self.path.suffix == ".csv":
            table.to_csv(self.path, mode="a", header=not self.path.exists(), index=False)
            return
        import pyarrow
        from pyarrow.parquet import ParquetWriter

        made = pyarrow.Table.from_pandas(table, preserve_index=False)
        if self._parquet is None:
            self._parquet = ParquetWriter(self.path, made.schema)
        self._parquet.write_table(made.cast(self._parquet.schema))

    def close(self) -> None:
        if self._parquet is not None:
            self._parquet.close()
