"""Runs over many stories: whatever stops them, the next goes on; nothing is lost, made twice or made for nothing."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pandas as pd
import pytest

from analysis import Study, dataset, run
from analysis.corpus.byhand import text_hash
from analysis.dataset import key
from analysis.encoding import encoder

ROOT = Path(__file__).parents[1]
CHEAP = ["articles", "removed", "problems", "outlets", "sentences", "quoted"]
ARTICLES = pd.DataFrame(
    [
        ("a", "X", "one", "Ministers met", "Ministers met on Monday, officials said. “They will meet again,” he said."),
        ("b", "X", "Two/..", "Bridge closed", "The bridge was closed on Friday. The owner said that it was unsafe."),
        ("c", "Y", "Two/..", "Bridge shut", "The bridge was shut. The mayor blamed the owner for the damage."),
        ("d", "Y", "three", "It rained", "It rained for days. “We lost two houses,” the mayor said."),
    ],
    columns=["article_id", "outlet", "story", "headline", "text"],
)


@pytest.fixture
def load(tmp_path):
    """Study of the rows given, as read from a file of a fixed name."""

    def loaded(rows=ARTICLES):
        rows.to_csv(tmp_path / "c.csv", index=False)
        return Study.load(tmp_path / "c.csv")

    return loaded


@pytest.fixture
def cheap(monkeypatch):
    """Only the tables that need no model."""
    monkeypatch.setattr(Study, "table_names", lambda _: CHEAP)
    monkeypatch.setattr(encoder, "checked", lambda: None)


@pytest.fixture
def made(monkeypatch):
    """The stories that are made, as they are."""
    stories, make = [], run.make
    monkeypatch.setattr(run, "make", lambda task: (stories.append(task.story), make(task))[1])
    return stories


def same(opened, study, names=CHEAP):
    """The opened tables are the study's, a story after the other."""
    parts = list(study.parts(1))
    for name in names:
        if name == "problems":
            rows = [t.sort_values(list(t.columns)).reset_index(drop=True) for t in (opened.problems, study.problems)]
            pd.testing.assert_frame_equal(*rows)
        else:
            expected = pd.concat([getattr(p, name) for p in parts], ignore_index=True)
            pd.testing.assert_frame_equal(getattr(opened, name), expected, check_exact=True)


def content(root):
    """Every file of a dataset with its bytes."""
    files = (p for p in sorted(root.rglob("*")) if p.is_file() and p.name != dataset.LOCK)
    return {str(p.relative_to(root)): p.read_bytes() for p in files}


def test_what_is_written_is_read_back(load, tmp_path, cheap):
    study = load()
    assert run.run(study, tmp_path / "out", workers=1).paths == [tmp_path / "out"]
    opened = Study.open(tmp_path / "out")
    same(opened, study)
    assert (tmp_path / "out" / "sentences" / "story=%54wo%2F%2E%2E" / "part.parquet").is_file()
    plain = pd.read_parquet(tmp_path / "out" / "articles", partitioning=None)  # as the README says
    assert set(plain["story"]) == {"one", "Two/..", "three"}
    sizes = [len(p.articles) for p in opened.parts(1)]
    assert sizes == [1, 2, 1]
    assert [len(p.articles) for p in opened.parts(2)] == [1, 3]
    assert [len(p.articles) for p in opened.parts(3)] == [3, 1]


def test_a_second_run_makes_nothing(load, tmp_path, cheap, made):
    run.run(load(), tmp_path / "out", workers=1)
    assert made == ["one", "Two/..", "three"]
    before = content(tmp_path / "out")
    run.run(load(), tmp_path / "out", workers=1)
    assert made == ["one", "Two/..", "three"]
    assert content(tmp_path / "out") == before


def test_only_what_changed_is_made_again(load, tmp_path, cheap, made):
    run.run(load(), tmp_path / "out", workers=1)
    made.clear()
    rows = ARTICLES.copy()
    rows.loc[3, "text"] = "It rained for weeks. “We lost three houses,” the mayor said."
    study = load(rows)
    run.run(study, tmp_path / "out", workers=1)
    assert made == ["three"]
    same(Study.open(tmp_path / "out"), study)


def test_stories_that_left_go_and_rows_that_moved_are_not_analysed_again(load, tmp_path, cheap, made):
    run.run(load(), tmp_path / "out", workers=1)
    made.clear()
    study = load(ARTICLES[1:])
    run.run(study, tmp_path / "out", workers=1)
    assert made == []
    same(Study.open(tmp_path / "out"), study)  # with source_row one less
    assert not list((tmp_path / "out").rglob("story=one"))


@pytest.mark.parametrize("what", ["program", "model", "codebook"])
def test_another_program_model_or_codebook_makes_all_again(load, tmp_path, cheap, made, monkeypatch, what):
    run.run(load(), tmp_path / "out", workers=1)
    made.clear()
    if what == "codebook":
        (tmp_path / "codebook.toml").write_text('[[actor]]\nid = "m"\nname = "The mayor"\nnames = ["mayor"]\n')
    else:
        monkeypatch.setattr(run, what, lambda: "another")
    run.run(load(), tmp_path / "out", workers=1)
    assert made == ["one", "Two/..", "three"]


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_file_that_is_damaged_is_made_again(load, tmp_path, cheap, made, damage):
    run.run(load(), tmp_path / "out", workers=1)
    before = content(tmp_path / "out")
    made.clear()
    part = tmp_path / "out" / "quoted" / "story=three" / "part.parquet"
    part.unlink() if damage == "gone" else part.write_bytes(part.read_bytes()[:-9])
    with pytest.raises(dataset.DatasetError, match=r"'quoted'.*python -m analysis tables"):
        _ = Study.open(tmp_path / "out").quoted
    run.run(load(), tmp_path / "out", workers=1)
    assert made == ["three"]
    assert content(tmp_path / "out") == before


class Killed(BaseException):
    """Stands for the end of the process."""


def test_killed_at_any_moment_the_next_run_goes_on(load, tmp_path, cheap, made, monkeypatch):
    """Every renaming in turn is where the run ends: first and second writing, of a corpus that changed in between."""
    monkeypatch.setattr(Study, "table_names", lambda _: CHEAP[:3])
    rows = ARTICLES[2:].copy()
    rows.loc[3, "text"] = "It rained for weeks."
    first, second, replace = load(ARTICLES[2:]), load(rows), os.replace
    run.run(second, tmp_path / "right", workers=1)
    right = content(tmp_path / "right")
    for moment in range(100):
        out, left = tmp_path / f"out{moment}", [None] * moment

        def replace_or_die(new, old, left=left):
            if not left:
                raise Killed
            left.pop()
            replace(new, old)

        monkeypatch.setattr(os, "replace", replace_or_die)
        try:
            run.run(first, out, workers=1)
            run.run(second, out, workers=1)
            break
        except Killed:
            pass
        monkeypatch.setattr(os, "replace", replace)
        made.clear()
        manifests = dataset.manifests(out)
        assert all(dataset.whole(out, m) for m in manifests.values())  # no story reads as complete that is not
        if (out / dataset.CORPUS).exists() and len(manifests) < 2:
            with pytest.warns(UserWarning, match="has not finished"):
                assert len(Study.open(out).dataset.stories) == len(manifests)
        now = {part.articles["story"].iloc[0]: run.source_of(part) for part in second.parts(1)}
        run.run(second, out, workers=1)
        assert made == [s for s in now if key(s) not in manifests or manifests[key(s)].source != now[s]]
        assert content(out) == right
    assert moment == 18  # _corpus.json twice, the problems, 2 stories of 3 tables and a manifest; then the same with 1


class Broken(Executor):
    """Processes that end at once, whatever they are given."""

    def submit(self, *_):
        future = Future()
        future.set_exception(BrokenProcessPool("killed"))
        return future


def test_a_story_that_ends_every_worker_is_listed(load, tmp_path, cheap, monkeypatch):
    monkeypatch.setattr(run, "_pool", lambda workers: Broken())
    problems = run.run(load(), tmp_path / "out", workers=2).problems
    told = problems.loc[problems["left_out"], "problem"].tolist()
    assert [t.split(": ")[0].split("story ")[1] for t in told] == ["'one'", "'Two/..'", "'three'"]
    assert problems["advice"].iloc[-1].endswith("fewer --workers leave more for each")
    opened = Study.open(tmp_path / "out")
    assert len(opened.problems) == len(problems)
    with pytest.raises(dataset.DatasetError, match="No story"):
        _ = opened.sentences


def test_a_story_that_fails_is_listed_and_tried_again(load, tmp_path, cheap, made, monkeypatch):
    from analysis.show import files

    def table(study, name):
        if "three" in set(study.articles["story"]):
            raise Killed("a panic of a library is no Exception")
        return files.table(study, name)

    monkeypatch.setattr(run, "table", table)
    written = run.run(load(), tmp_path / "out", workers=1)
    problem = written.problems.iloc[-1]
    assert problem["left_out"]
    assert "'three': Killed: a panic" in problem["problem"]
    opened = Study.open(tmp_path / "out")
    assert set(opened.sentences["article_id"]) == {"a", "b", "c"}
    assert problem["problem"] in set(opened.problems["problem"])
    made.clear()
    monkeypatch.setattr(run, "table", files.table)
    assert not run.run(load(), tmp_path / "out", workers=1).problems["left_out"].any()
    assert made == ["three"]
    same(Study.open(tmp_path / "out"), load())


def test_a_story_that_fails_now_leaves_no_older_rows(load, tmp_path, cheap, monkeypatch):
    run.run(load(), tmp_path / "out", workers=1)
    rows = ARTICLES.copy()
    rows.loc[3, "text"] = "It rained for weeks."
    monkeypatch.setattr(run, "make", lambda task: run.Made(None, {}, "ValueError: a fault"))
    problems = run.run(load(rows), tmp_path / "out", workers=1).problems
    assert "'three': ValueError: a fault" in problems["problem"].iloc[-1]
    assert list(Study.open(tmp_path / "out").dataset.stories) == ["one", "Two/.."]
    assert not list((tmp_path / "out").rglob("story=three"))


def test_what_concerns_every_story_stops_the_run(load, tmp_path, cheap, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(dataset, "write", full)
    with pytest.raises(OSError, match="No space left"):
        run.run(load(), tmp_path / "out", workers=1)

    def damaged():
        raise encoder.ModelError("The trained model is damaged")

    monkeypatch.setattr(encoder, "checked", damaged)
    with pytest.raises(encoder.ModelError):
        run.run(load(), tmp_path / "other", workers=1)


def test_one_thread_is_one_thread():
    with encoder.one_thread():
        assert encoder.threads() == 1
    assert encoder.threads() == min(encoder.cores(), 8)


# --- Processes and clusters, with all tables ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The corpus, and its dataset made in this process."""
    folder = tmp_path_factory.mktemp("alone")
    ARTICLES.to_csv(folder / "c.csv", index=False)
    run.run(Study.load(folder / "c.csv"), folder / "out", workers=1)
    return folder


@pytest.mark.slow
def test_every_table_is_read_back_with_its_columns_and_types(alone):
    study, opened = Study.load(alone / "c.csv"), Study.open(alone / "out")
    assert set(opened.dataset.stories["one"].tables) == set(study.table_names())
    for name in study.table_names():
        assert getattr(opened, name).dtypes.to_dict() == getattr(study, name).dtypes.to_dict(), name
    same(opened, study, [n for n in study.table_names() if n != "removed"])
    assert len(opened.compare("attribution")) == len(study.compare("attribution"))


@pytest.mark.slow
def test_a_run_that_is_killed_takes_its_workers_along_and_the_next_goes_on(alone, tmp_path):
    command = [sys.executable, "-m", "analysis", "tables", alone / "c.csv", "--out", tmp_path / "out", "--workers", "2"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as first:
        until(lambda: list((tmp_path / "out").glob("_stories/*.json")))
        workers = [p for p in children(first.pid) if "spawn_main" in Path(f"/proc/{p}/cmdline").read_text()]
        os.kill(first.pid, signal.SIGKILL)
    assert workers
    until(lambda: not any(os.path.exists(f"/proc/{p}") for p in workers))
    done = subprocess.run([*command[:-1], "1"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert content(tmp_path / "out") == content(alone / "out")


@pytest.mark.slow
def test_a_worker_that_is_killed_loses_nothing(alone, tmp_path):
    import multiprocessing

    killer = threading.Thread(target=lambda: (until(multiprocessing.active_children), kill(multiprocessing)))
    killer.start()
    written = run.run(Study.load(alone / "c.csv"), tmp_path / "out", workers=2)
    killer.join()
    assert not written.problems["left_out"].any()
    assert content(tmp_path / "out") == content(alone / "out")


def kill(multiprocessing):
    os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_loses_nothing(alone, tmp_path):
    from distributed import LocalCluster

    def kill_one(cluster):
        until(lambda: list((tmp_path / "out" / dataset.NEW).glob("*")) or (tmp_path / "out" / dataset.STORIES).exists())
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        killer = threading.Thread(target=kill_one, args=[cluster])
        killer.start()
        written = run.run(Study.load(alone / "c.csv"), tmp_path / "out", scheduler=cluster.scheduler_address)
        killer.join()
    assert not written.problems["left_out"].any()
    assert content(tmp_path / "out") == content(alone / "out")


def until(what, seconds=300):
    """Wait until it is so."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)


def children(pid):
    """The processes that a process started."""
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.slow
def test_a_correction_makes_its_story_again_and_what_was_refused_is_listed(load, tmp_path, made):
    study, out = load(), tmp_path / "out"
    run.run(study, out, workers=1)
    made.clear()
    quote = study.quotes[study.quotes["article_id"] == "d"].iloc[0]
    text = study.articles.set_index("article_id").loc["d", "text"]
    place = f"quotes,d,{text_hash(text)},{quote['start']},{quote['end']}"
    lines = [f"change,{place},speaker,{quote['speaker']},Ann Lee", f"change,{place},kind,scare,partial"]
    (tmp_path / "corrections.csv").write_text(
        "\n".join(["action,table,article_id,sha256,start,end,column,from,to", *lines])
    )
    written = run.run(load(), out, workers=1)
    assert made == ["three"]
    opened = Study.open(out)
    assert opened.quotes.loc[opened.quotes["article_id"] == "d", "speaker"].to_list() == ["Ann Lee"]
    for problems in (written.problems, opened.problems):
        assert problems["problem"].str.contains("the correction is refused: kind is").sum() == 1
    made.clear()
    run.run(load(), out, workers=1)
    assert made == []


def test_answers_beside_the_articles_are_there_when_tables_are_opened(load, tmp_path, cheap):
    study = load()
    run.run(study, tmp_path / "out", workers=1)
    row = f"blame,a,{text_hash(study.articles['text'].iloc[0])},0,4,,right,Ann"
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "blame-Ann.csv").write_text("table,article_id,sha256,start,end,column,answer,who\n" + row)
    assert Study.open(tmp_path / "out").answers("blame")["answer"].to_list() == []  # what was shown is not said
    head = "table,article_id,sha256,start,end,column,shown,answer,who\n"
    (tmp_path / "checks" / "blame-Ann.csv").write_text(head + row.replace(",,right", ",,,right"))
    assert Study.open(tmp_path / "out").answers("blame")["answer"].to_list() == ["right"]
