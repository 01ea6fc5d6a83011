"""The command ``tone``: what comes out for what goes in. Whether the tone is right: test_tone.py."""

import gzip
import json
import warnings

import pytest

from analysis.attribution.accuracy import tone_of_file

COLUMNS = ["id", "start", "end", "tone", "tone_negative", "tone_neutral", "tone_positive", "valence"]
LIAR = {"id": "n1", "text": "Mr. Hodge is a corrupt liar.", "targets": [{"start": 0, "end": 9}]}


def written(tmp_path, *lines, name="in.jsonl"):
    path = tmp_path / name
    data = b"\n".join(x if isinstance(x, bytes) else json.dumps(x).encode() for x in lines) + b"\n"
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def test_a_row_a_target_in_the_order_of_the_file(tmp_path):
    two = {"id": "n2", "text": "Clark met Baker.", "targets": [{"start": 10, "end": 15}, {"start": 0, "end": 5}]}
    table = tone_of_file(written(tmp_path, two, LIAR))
    assert list(table.columns) == COLUMNS
    assert table[["id", "start", "end"]].to_numpy().tolist() == [["n2", 10, 15], ["n2", 0, 5], ["n1", 0, 9]]
    assert table["valence"].nunique() == 2  # of the sentence
    assert table[COLUMNS[4:7]].notna().all(axis=None)


def test_compressed_and_plain_are_the_same(tmp_path):
    plain, packed = written(tmp_path, LIAR), written(tmp_path, LIAR, name="in.jsonl.gz")
    assert tone_of_file(plain).equals(tone_of_file(packed))


@pytest.mark.parametrize("targets", [{}, {"targets": []}, {"targets": None}])
def test_without_targets_there_is_a_valence_and_no_tone(tmp_path, targets):
    row = tone_of_file(written(tmp_path, {"id": 7, "text": "What a wonderful success!"} | targets)).iloc[0]
    assert row[["id", "start", "end", "tone"]].tolist() == ["7", 0, 25, ""]
    assert row[COLUMNS[4:7]].isna().all()
    assert row["valence"] > 0


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"{not json", "line 1: it is not JSON"),
        (b"\xff\xfe", "line 1: it is not JSON"),
        ([1, 2], 'line 1: it has no "text"'),
        ({"id": "x"}, 'line 1: it has no "text"'),
        ({"id": "x", "text": None}, 'line 1: it has no "text"'),
        ({"id": "x", "text": "a", "targets": "b"}, "are no list"),
        (
            {"id": "x", "text": "abc", "targets": [{"start": 1, "end": 9}]},
            "target 1, .* has no start and end within the 3",
        ),
        ({"id": "x", "text": "abc", "targets": [{"start": -1, "end": 2}]}, "target 1"),
        ({"id": "x", "text": "abc", "targets": [{"start": "0", "end": 2}]}, "target 1"),
        ({"id": "x", "text": "abc", "targets": [3]}, "target 1"),
    ],
)
def test_a_bad_line_is_named_and_left_out(tmp_path, line, why):
    with pytest.warns(UserWarning, match=why):
        table = tone_of_file(written(tmp_path, line, LIAR))
    assert table["id"].tolist() == ["n1"]


def test_a_bad_target_leaves_the_good_ones(tmp_path):
    record = LIAR | {"targets": [{"start": 0}, *LIAR["targets"]]}
    with pytest.warns(UserWarning, match="Left out in line 1: target 1"):
        table = tone_of_file(written(tmp_path, record))
    assert table["start"].tolist() == [0]


def test_an_empty_file_gives_the_columns(tmp_path):
    for lines in ((b"",), (b"", b"  ")):
        table = tone_of_file(written(tmp_path, *lines))
        assert list(table.columns) == COLUMNS
        assert table.empty


def test_odd_texts_do_no_harm(tmp_path):
    texts = ["", " ", "\ud800 half a character", "=1+1", "x" * 20_000, "\u202e\u0000"]
    lines = [{"id": str(n), "text": t} for n, t in enumerate(texts)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = tone_of_file(written(tmp_path, *lines))
    assert table["id"].tolist() == [str(n) for n in range(len(texts))]
