"""The tables of a corpus on disk: a Parquet file a table and story, and a manifest that says what they were made from.

    tables/
      quotes/story=KEY/part.parquet    the rows of one story; KEY is ``key(story)``
      problems/story=__HIVE_DEFAULT_PARTITION__/part.parquet    what belongs to no story that is here
      _stories/KEY.json                the story's manifest, written last: without it, its files do not count
      _corpus.json                     the corpus, its codebook and its stories in order; "finished" is written last
      _lock, _new/                     held by the run that writes; what is not in its place yet

``analysis.run`` writes, ``Study.open`` reads. Every file is written under another name, forced to the disk and then
renamed, so that no moment shows half a file. Names with an underscore are passed over by readers of datasets.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.corpus import Codebook

CORPUS, STORIES, NEW, LOCK = "_corpus.json", "_stories", "_new", "_lock"
NO_STORY = "__HIVE_DEFAULT_PARTITION__"  # what Hive, DuckDB, Polars and pyarrow read as "none"
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")
LONGEST = 120
AGAIN = "run python -m analysis tables again: it makes what is missing"


class DatasetError(RuntimeError):
    """The folder cannot be written to or read; the message says why and what to do."""


def key(story: str) -> str:
    """A story's name as part of a path, on any file system: all but a–z, 0–9, "-" and "_" percent-encoded.

    Capitals too, for where "A" and "a" are one file. A long name is cut and gets its checksum, after a "~" that no
    other key has.

    >>> key("politics 2017-05-12"), key("Brexit"), key("../x")
    ('politics%202017-05-12', '%42rexit', '%2E%2E%2Fx')
    """
    encoded = [c if c in PLAIN else "".join(f"%{b:02X}" for b in c.encode("utf-8", "surrogatepass")) for c in story]
    if sum(map(len, encoded)) <= LONGEST:
        return "".join(encoded)
    return f"{''.join(encoded[:10])}~{hashlib.sha256(story.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def digest(*tables: pd.DataFrame) -> str:
    """A checksum of the columns and values of some tables."""
    content = hashlib.sha256()
    for table in tables:
        content.update(json.dumps([list(table.columns), table.to_numpy().tolist()]).encode())
    return content.hexdigest()


@dataclass(frozen=True)
class Source:
    """What a story's tables were made from. Those of an equal source are never made again.

    ``input``: checksum of the articles that were analysed. ``given``: of its articles, removed and problems as they
    are written, the places in the files they came from included. ``program``: version and checksum of the code.
    ``model``: checksum of the trained model. ``settings``: checksum of the codebook.
    """

    input: str
    given: str
    program: str
    model: str
    settings: str

    def makes_the_same(self, other: Source) -> bool:
        """Whether all tables but articles, removed and problems are the same."""
        return replace(self, given="") == replace(other, given="")


@dataclass(frozen=True)
class Manifest:
    """A story that is complete: its name, its source, and for each table the rows and the bytes of its file."""

    story: str
    source: Source
    tables: dict[str, dict[str, int]]


# --- Writing --------------------------------------------------------------------------------------------------------


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Within it, no other run writes into the folder. The lock is the system's: it goes with a process that is killed.

    Raises DatasetError if another run has it.
    """
    from filelock import FileLock, Timeout

    root.mkdir(parents=True, exist_ok=True)
    try:
        lock = FileLock(root / LOCK).acquire(timeout=0)
    except Timeout as error:
        raise DatasetError(f"Another run is writing into {root}. Wait for it, or choose another --out.") from error
    with lock:
        shutil.rmtree(root / NEW, ignore_errors=True)  # of a run that was killed
        (root / NEW).mkdir()
        yield
        shutil.rmtree(root / NEW, ignore_errors=True)


def write(tables: Mapping[str, pd.DataFrame], folder: Path) -> dict[str, dict[str, int]]:
    """Write tables into a folder, a Parquet file each; returns the rows and bytes of each."""
    import pyarrow
    from pyarrow import parquet

    sizes = {}
    for name, table in tables.items():
        path = folder / f"{name}.parquet"
        with path.open("wb") as file:
            parquet.write_table(pyarrow.Table.from_pandas(table, preserve_index=False), file, compression="zstd")
            _to_disk(file)
        sizes[name] = {"rows": len(table), "bytes": path.stat().st_size}
    return sizes


def place(root: Path, folder: Path, manifest: Manifest, old: Manifest | None) -> None:
    """Move a story's new files from ``folder`` to where they belong; the manifest goes first and comes last."""
    name = key(manifest.story)
    (root / STORIES / f"{name}.json").unlink(missing_ok=True)
    for table in manifest.tables:
        if (folder / f"{table}.parquet").exists():
            part = _part(root, table, name)
            part.parent.mkdir(parents=True, exist_ok=True)
            os.replace(folder / f"{table}.parquet", part)
    for table in set(old.tables if old else ()) - set(manifest.tables):
        shutil.rmtree(_part(root, table, name).parent, ignore_errors=True)
    if not whole(root, manifest):
        raise DatasetError(f"What the workers wrote is not in {root}: on a cluster --out is a folder that all see.")
    shutil.rmtree(folder, ignore_errors=True)
    put_json(root / STORIES / f"{name}.json", asdict(manifest))


def place_problems(root: Path, problems: pd.DataFrame) -> None:
    """Write the problems that belong to no story that is here."""
    write({"problems": problems}, root / NEW)
    part = _part(root, "problems", NO_STORY)
    part.parent.mkdir(parents=True, exist_ok=True)
    os.replace(root / NEW / "problems.parquet", part)


def remove(root: Path, manifest: Manifest | None) -> None:
    """Remove a story, if it is there."""
    if manifest:
        (root / STORIES / f"{key(manifest.story)}.json").unlink(missing_ok=True)
        for table in manifest.tables:
            shutil.rmtree(_part(root, table, key(manifest.story)).parent, ignore_errors=True)


def remove_others(root: Path, stories: Iterable[str], names: Iterable[str]) -> None:
    """Remove the files of all stories but these, also those that a killed run left without a manifest."""
    kept = {key(story) for story in stories}
    for name, manifest in manifests(root).items():
        if name not in kept:
            remove(root, manifest)
    for folder in (folder for table in names for folder in (root / table).glob("story=*")):
        if folder.name.removeprefix("story=") not in {*kept, NO_STORY}:
            shutil.rmtree(folder, ignore_errors=True)


def put_json(path: Path, content: Any) -> None:
    """Write a JSON file whole or not at all."""
    path.parent.mkdir(exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding="ascii") as file:
        json.dump(content, file)
        _to_disk(file)
    os.replace(new, path)


def _to_disk(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


# --- Reading --------------------------------------------------------------------------------------------------------


def manifests(root: Path) -> dict[str, Manifest]:
    """The manifests of a folder, by key; one that cannot be read is passed over, and its story made again."""
    found = {}
    for path in (root / STORIES).glob("*.json"):
        try:
            content = json.loads(path.read_text("ascii"))
            manifest = Manifest(content["story"], Source(**content["source"]), dict(content["tables"]))
        except (ValueError, KeyError, TypeError):
            continue
        if all(t.isidentifier() for t in manifest.tables):
            found[path.stem] = manifest
    return found


def whole(root: Path, manifest: Manifest) -> bool:
    """Whether every file of a story is there, in the size that it was written in."""
    sizes = ((_part(root, table, key(manifest.story)), size["bytes"]) for table, size in manifest.tables.items())
    return all(path.is_file() and path.stat().st_size == size for path, size in sizes)


@dataclass(frozen=True)
class Dataset:
    """The tables in a folder: the stories in the order of the corpus, each with its manifest."""

    root: Path
    corpus: dict[str, Any]
    stories: dict[str, Manifest]
    all_problems: bool = True
    """Whether the problems that belong to no story are of this part too."""

    @classmethod
    def read(cls, root: str | Path) -> Dataset:
        """The dataset in a folder. Raises DatasetError if there is none."""
        root = Path(root)
        try:
            corpus = json.loads((root / CORPUS).read_text("ascii"))
            names, _ = list(corpus["stories"]), corpus["codebook"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            advice = f"make one: python -m analysis tables CORPUS --out {root}"
            raise DatasetError(f"{root} holds no tables that can be opened; {advice}") from error
        there = manifests(root)
        return cls(root, corpus, {s: there[key(s)] for s in names if key(s) in there})

    def only(self, stories: Iterable[str]) -> Dataset:
        """The same dataset with some of its stories."""
        return replace(self, stories={s: self.stories[s] for s in stories}, all_problems=False)

    def codebook(self) -> Codebook:
        """The codebook that the tables were made with."""
        made = {
            n: pd.DataFrame(t["rows"], columns=t["columns"], dtype="str") for n, t in self.corpus["codebook"].items()
        }
        return Codebook(made["actors"], made["frames"])

    def scan(self, table: str) -> Any:
        """A table as a pyarrow.dataset: to be filtered, or read in batches, without all of it in memory."""
        import pyarrow.dataset

        paths = [_part(self.root, table, key(s)) for s, m in self.stories.items() if table in m.tables]
        general = _part(self.root, "problems", NO_STORY)
        if table == "problems" and self.all_problems and general.exists():
            paths.append(general)
        if not paths:
            raise DatasetError(f"No story in {self.root} has a table {table!r}; {AGAIN}")
        return pyarrow.dataset.dataset([str(path) for path in paths])

    def table(self, name: str) -> pd.DataFrame:
        """A table in memory. Raises DatasetError if a file is missing or damaged."""
        import pyarrow

        try:
            read: pd.DataFrame = self.scan(name).to_table().to_pandas()
        except (OSError, pyarrow.ArrowException) as error:
            raise DatasetError(f"The table {name!r} in {self.root} cannot be read ({error}); {AGAIN}") from error
        return read


def codebook_json(codebook: Codebook) -> dict[str, Any]:
    """A codebook as it stands in _corpus.json."""
    tables = {"actors": codebook.actors, "frames": codebook.frames}
    return {n: {"columns": list(t.columns), "rows": t.to_numpy().tolist()} for n, t in tables.items()}


def _part(root: Path, table: str, story: str) -> Path:
    return root / table / f"story={story}" / "part.parquet"
