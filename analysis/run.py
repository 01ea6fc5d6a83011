"""A corpus → its tables on disk, a story at a time, on the cores of one machine or on a cluster.

Stories are independent, so each is a task. A worker makes a story's tables and writes them into a folder of their own;
this process alone, which holds the lock, moves them to their place (see ``analysis.dataset``). A story whose tables
are there, made from the same, is passed over: a run that was stopped goes on where it was.
"""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from threadpoolctl import threadpool_limits

from analysis import __version__, dataset
from analysis.corpus import Corpus
from analysis.dataset import Dataset, Manifest, Source
from analysis.encoding import encoder
from analysis.grammar import parser
from analysis.show.files import GIVEN, REPORT, Written, failure, table, with_failures
from analysis.study import Study
from analysis.tables import PROBLEMS, frame

PACKAGE = Path(__file__).parent
ELSEWHERE = ("show", "training", "__main__.py", "run.py", "dataset.py")  # what no table depends on
LOST = "a worker ended while it was at work on it, and again"
MEMORY = "the other stories are complete; perhaps memory was short: fewer --workers leave more for each"


class Task(NamedTuple):
    """A story to be made: its articles, where to write, and what it is made from."""

    story: str
    corpus: Corpus
    new: Path
    source: Source


class Made(NamedTuple):
    """What came of a task: a folder of tables with the rows and bytes of each, or an error."""

    folder: Path | None
    tables: dict[str, dict[str, int]]
    error: str = ""


def run(study: Study, out: str | Path, workers: int = 0, scheduler: str = "") -> Written:
    """Write every table of a study as a Parquet dataset (see ``analysis.dataset``); returns folder and problems.

    ``workers``: processes, each on one core; 0 is one for each core. ``scheduler``: address of a Dask cluster
    ("tcp://host:8786") whose workers have the same version of the program, one thread each, and see the folder under
    the same path. A story in whose analysis the program fails is left out and listed; the next run tries it again.

    Raises DatasetError where another run writes into the folder, ModelError where the model is missing or damaged.
    """
    from tqdm import tqdm

    root = Path(out)
    encoder.checked()
    with dataset.locked(root), tqdm(total=len(study.articles), unit="article", desc="tables") as bar:
        stories = [str(story) for story in study.articles["story"].unique()]
        corpus = {"path": study.corpus.path, "codebook": dataset.codebook_json(study.codebook), "stories": stories}
        dataset.put_json(root / dataset.CORPUS, corpus | {"finished": False})
        dataset.remove_others(root, stories, study.table_names())
        old = dataset.manifests(root)
        failed = {}
        for task, made in _made(_tasks(study.parts(1), old, root, bar.update), len(stories), workers, scheduler):
            there = old.get(dataset.key(task.story))
            if made.folder:
                dataset.place(root, made.folder, Manifest(task.story, task.source, made.tables), there)
            else:
                failed[task.story] = failure(task.corpus, made.error, MEMORY if made.error == LOST else REPORT)
                dataset.remove(root, there)
            bar.update(len(task.corpus.articles))
        problems = with_failures(study.corpus.problems, [failed[story] for story in stories if story in failed])
        dataset.place_problems(root, _general(problems, study))
        if len(study.corpus.corrections):  # those that were refused are known now
            problems = Dataset.read(root).table("problems")
        dataset.put_json(root / dataset.CORPUS, corpus | {"finished": True})
    return Written([root], problems)


def _general(problems: pd.DataFrame, study: Study) -> pd.DataFrame:
    """The problems that stand with no story."""
    return frame(problems[~problems["article_id"].isin(study.articles["article_id"])], PROBLEMS)


# --- What is to be made ---------------------------------------------------------------------------------------------


def _tasks(parts: Iterable[Study], old: dict[str, Manifest], root: Path, done: Callable[[int], Any]) -> Iterator[Task]:
    """A task for each story that is not there as it would be made now."""
    for part in parts:
        story = str(part.articles["story"].iloc[0])
        source, there = source_of(part), old.get(dataset.key(story))
        if there and dataset.whole(root, there) and source.makes_the_same(there.source):
            if source != there.source:
                _place_given(part, root, Manifest(story, source, there.tables), there)
            done(len(part.articles))
        else:
            yield Task(story, part.corpus, (root / dataset.NEW).absolute(), source)


def _place_given(part: Study, root: Path, manifest: Manifest, old: Manifest) -> None:
    """Only where the articles stand in their files has changed: the tables that say so are written again."""
    folder = Path(tempfile.mkdtemp(dir=root / dataset.NEW))
    tables = manifest.tables | dataset.write({name: table(part, name) for name in GIVEN}, folder)
    dataset.place(root, folder, Manifest(manifest.story, manifest.source, tables), old)


def source_of(part: Study) -> Source:
    """What the tables of a story are made from."""
    articles = part.articles.drop(columns=["source_file", "source_row"])
    given = [getattr(part.corpus, name) for name in GIVEN]
    settings = dataset.digest(part.codebook.actors, part.codebook.frames, part.corpus.corrections)
    return Source(dataset.digest(articles), dataset.digest(*given), program(), model(), settings)


def model() -> str:
    """A checksum of the trained model's files."""
    return hashlib.sha256(repr(sorted(encoder.checksums().items())).encode()).hexdigest()


@functools.cache
def program() -> str:
    """Version of the program, and a checksum of all of it that the tables depend on: code and word lists."""
    content = hashlib.sha256()
    for path in sorted(p for kind in ("py", "toml") for p in PACKAGE.rglob(f"*.{kind}")):
        name = path.relative_to(PACKAGE)
        if name.parts[0] not in ELSEWHERE:
            content.update(f"{name.as_posix()}\n".encode() + path.read_bytes())
    return f"{__version__} {content.hexdigest()}"


# --- One story, in a worker -----------------------------------------------------------------------------------------


def make(task: Task) -> Made:
    """The tables of a story, written into a new folder; of a story in which the program fails, the error.

    What concerns every story is raised: a damaged model, a full disk, a worker of another version.
    """
    if task.source.program != program():
        raise RuntimeError("A worker has another version of the program: install the same on all machines.")
    with encoder.one_thread(), threadpool_limits(1):
        try:
            study = Study(task.corpus, across=False)
            tables = {name: table(study, name) for name in study.table_names()}
        except (encoder.ModelError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # the sentence splitter's panics are no Exceptions
            return Made(None, {}, f"{type(error).__name__}: {error}")
        finally:
            encoder.forget()
            parser.forget()
    folder = Path(tempfile.mkdtemp(dir=task.new))
    return Made(folder, dataset.write(tables, folder))


# --- Who makes it ---------------------------------------------------------------------------------------------------

Results = Iterator[tuple[Task, Made]]
Lost = list[Task]


def _made(tasks: Iterator[Task], stories: int, workers: int, scheduler: str) -> Results:
    """Each task with what came of it, in the order in which they are done."""
    if scheduler:
        return _on_cluster(tasks, scheduler)
    workers = min(workers or encoder.cores(), stories)
    return ((task, make(task)) for task in tasks) if workers == 1 else _on_cores(tasks, workers)


def _on_cores(tasks: Iterator[Task], workers: int) -> Results:
    """In processes of this machine. Where one is killed, those tasks that were under way are tried again, alone."""
    while lost := (yield from _through(_pool(workers), tasks, lambda: 2 * workers, BrokenProcessPool)):
        for task in lost:
            if (yield from _through(_pool(1), iter([task]), lambda: 1, BrokenProcessPool)):
                yield task, Made(None, {}, LOST)


def _on_cluster(tasks: Iterator[Task], scheduler: str) -> Results:
    """On the workers of a Dask cluster, which itself gives the tasks of a lost worker to another."""
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise RuntimeError("--scheduler needs Dask: pip install 'dask[distributed]'.") from error
    with Client(scheduler) as client:
        ahead = lambda: 2 * max(1, sum(client.nthreads().values()))  # noqa: E731
        try:
            for task in (yield from _through(client.get_executor(), tasks, ahead, KilledWorker)):
                yield task, Made(None, {}, LOST)
        except CancelledError as error:
            raise RuntimeError(f"The cluster at {scheduler} is gone. Run again: what is done stays done.") from error


def _through(
    executor: Executor, tasks: Iterator[Task], ahead: Callable[[], int], lost: type[Exception]
) -> Generator[tuple[Task, Made], None, Lost]:
    """Each task with what came of it; at most ``ahead`` are under way. Returns those lost with a worker.

    Once the executor is broken no more tasks are taken.
    """
    under_way: dict[Future[Made], Task] = {}
    gone: Lost = []
    try:
        for task in tasks:
            try:
                under_way[executor.submit(make, task)] = task
            except lost:
                gone.append(task)
                break
            while len(under_way) >= ahead():
                yield from _done(under_way, gone, lost)
        while under_way:
            yield from _done(under_way, gone, lost)
    finally:
        for future in under_way:
            future.cancel()
        executor.shutdown()
    return gone


def _done(under_way: dict[Future[Made], Task], gone: Lost, lost: type[Exception]) -> Results:
    for future in wait(under_way, return_when=FIRST_COMPLETED).done:
        task = under_way.pop(future)
        try:
            yield task, future.result()
        except lost:
            gone.append(task)


def _pool(workers: int) -> ProcessPoolExecutor:
    """Processes that start from nothing, so that no thread or lock of this one is copied."""
    import multiprocessing

    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_worker)


def _worker() -> None:
    """Ctrl-C is for the parent; without a parent, however it ended, a worker ends too."""
    import multiprocessing
    import signal
    from multiprocessing.connection import wait as wait_for

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent:
        threading.Thread(target=lambda: (wait_for([parent.sentinel]), os._exit(1)), daemon=True).start()
