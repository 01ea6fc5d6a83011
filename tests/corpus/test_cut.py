import json

import pytest

from analysis.corpus import load
from analysis.corpus.cut import cut_off, snippet

TEXT = "The minister said on Monday that the bridge would be closed until the spring of next year"


@pytest.mark.parametrize("end", ["… [+1234 chars]", "... [+12,345 chars] ", "\r\n[+9 characters]", " (+120 words)"])
def test_what_is_cut_off(end):
    assert "only the beginning" in cut_off(TEXT + end)


@pytest.mark.parametrize("end", [".", "…", " [+1234 chars] and more.", " (+120)", "[chars]"])
def test_what_is_not(end):
    assert cut_off(TEXT + end) == ""


def test_a_snippet_is_short_and_ends_with_dots():
    assert "90 characters" in snippet(TEXT + "…")
    assert snippet(TEXT + ".") == ""
    assert snippet((TEXT + ". ") * 5 + "…") == ""


def test_loading_refuses_the_one_and_doubts_the_other(tmp_path):
    rows = [{"text": TEXT + end, "outlet": o} for end, o in (("… [+12 chars]", "A"), ("…", "B"), (".", "C"))]
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, rows)))
    corpus = load(tmp_path / "c.jsonl")
    assert corpus.articles["outlet"].tolist() == ["B", "C"]
    assert corpus.problems[["row", "left_out"]].to_numpy().tolist() == [[1, True], [2, False]]
