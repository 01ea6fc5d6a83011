"""Tables on disk: names that are safe anywhere, one run at a time, nothing that reads as whole and is not."""

import os
import re
import signal
import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import dataset
from analysis.dataset import DatasetError, digest, key

NAMES = st.text(st.characters(), min_size=1, max_size=200)


@given(NAMES)
def test_a_key_is_a_name_on_every_file_system(story):
    assert re.fullmatch(r"[a-z0-9_%A-F~-]{1,160}", key(story))
    assert key(story) != dataset.NO_STORY


@given(NAMES, NAMES)
def test_no_two_stories_have_one_key_not_even_where_capitals_count_for_nothing(one, other):
    assert (key(one).lower() == key(other).lower()) == (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A", "a"),
        ("%41", "A"),
        ("é", "e\u0301"),
        ("x" * 200, "x" * 201),
        ("..", "."),
        ("x.", "x"),
        ("\ud800", "\ud801"),
    ],
)
def test_names_that_file_systems_mix_up(one, other):
    assert key(one).lower() != key(other).lower()


def test_other_programs_decode_a_short_key():
    from urllib.parse import unquote

    assert unquote(key("Brexit: 50 % / Ü_b")) == "Brexit: 50 % / Ü_b"


def test_a_cut_key_is_no_name_of_another_story():
    long = "x" * 500
    assert key(key(long)) != key(long)


def test_a_digest_tells_values_columns_and_tables_apart():
    tables = [
        pd.DataFrame({"a": ["x", "y"]}),
        pd.DataFrame({"a": ["x", "z"]}),
        pd.DataFrame({"b": ["x", "y"]}),
        pd.DataFrame({"a": ["x", 1]}),
    ]
    assert len({digest(t) for t in tables} | {digest(*tables)}) == 5
    assert digest(tables[0]) == digest(tables[0].copy())


def test_the_second_run_says_so_and_stops(tmp_path):
    with dataset.locked(tmp_path), pytest.raises(DatasetError, match="Another run"), dataset.locked(tmp_path):
        pytest.fail("two runs wrote at once")
    with dataset.locked(tmp_path):
        pass


def test_the_lock_goes_with_a_run_that_is_killed(tmp_path):
    code = (
        "import sys, time\nfrom analysis import dataset\nfrom pathlib import Path\n"
        "with dataset.locked(Path(sys.argv[1])): print('in', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "in\n"
        with pytest.raises(DatasetError), dataset.locked(tmp_path):
            pytest.fail("two runs wrote at once")
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
    with dataset.locked(tmp_path):
        assert list((tmp_path / dataset.NEW).iterdir()) == []


def test_a_folder_without_tables_says_how_to_make_them(tmp_path):
    with pytest.raises(DatasetError, match=r"python -m analysis tables CORPUS --out"):
        dataset.Dataset.read(tmp_path)


def test_a_manifest_that_cannot_be_read_is_none(tmp_path):
    (tmp_path / dataset.STORIES).mkdir()
    (tmp_path / dataset.STORIES / "a.json").write_text('{"story": "a"')
    (tmp_path / dataset.STORIES / "b.json").write_text('{"story": "b"}')
    assert dataset.manifests(tmp_path) == {}
