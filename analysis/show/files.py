"""All tables of a corpus as files for other programs."""

from pathlib import Path
from typing import Any

import pandas as pd

from analysis.compare.numbers import grouped
from analysis.study import Study

FROM_THE_CORPUS = ("articles", "removed", "problems")


def write(study: Study, out: str | Path, kind: str = "csv") -> list[Path]:
    """Write every table of a study into a folder, ``kind`` "csv" or "parquet"; returns the paths.

    Whole stories are analysed one group after the other, so that memory does not grow with the corpus; findings over
    several stories are then left out. Texts stand in the files exactly as they are: for a spreadsheet take
    ``analysis.show.tables.save``, which defuses formulas.
    """
    from tqdm import tqdm

    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    names = study.names()
    files = {name: _File(out / f"{name}.{kind}") for name in names}
    several = len(set(study.articles["story"])) > 1
    with tqdm(total=len(study.articles), unit="article", desc="tables") as bar:
        for n, part in enumerate(study.parts()):
            for name in names:
                whole = name in FROM_THE_CORPUS
                if not whole or n == 0:
                    files[name].add(_within(_table(study if whole else part, name), several))
            bar.update(len(part.articles))
    for file in files.values():
        file.close()
    return [f.path for f in files.values()]


def _table(study: Study, name: str) -> pd.DataFrame:
    """A table as it is written: figures with the group of what they count."""
    table: pd.DataFrame = getattr(study, name)
    return grouped(table, study.figure_groups) if name == "figures" else table


def _within(table: pd.DataFrame, several: bool) -> pd.DataFrame:
    """The rows of single stories: what a part says of all stories together is said of that part only."""
    if several and "finding_id" in table:
        return table[~table["finding_id"].str.startswith("all:")]
    return table


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
