"""The model file, the windows, and that a text's encoding depends on that text alone."""

import hashlib
import subprocess
import sys
import time
import tomllib

import numpy as np
import pytest

from analysis.encoding import encoder, windows
from analysis.encoding.encoder import ModelError, encode, encode_text, mark, model, read_file

PARAGRAPH = "The minister said on Monday that “the talks” would go on, although two aides doubted it. "
TEXT = "Talks go on\n\n" + "\n\n".join(PARAGRAPH * n for n in (1, 4, 2, 30, 3))


def test_model_file_is_the_one_the_card_describes():
    card = tomllib.loads(encoder.CARD.read_text("utf-8"))
    assert hashlib.sha256(encoder.MODEL.read_bytes()).hexdigest() == card["file"]["sha256"]
    assert encoder.MODEL.stat().st_size < 30e6


def test_missing_model_file_says_how_to_get_it_back(tmp_path):
    with pytest.raises(ModelError, match=r"missing.*model\.zip[\s\S]*git checkout[\s\S]*analysis\.training\.train"):
        read_file(tmp_path / "model.zip", "0" * 64)


def test_damaged_model_file_says_so(tmp_path):
    path = tmp_path / "model.zip"
    path.write_bytes(encoder.MODEL.read_bytes()[:-1] + b"?")
    with pytest.raises(ModelError, match=r"damaged[\s\S]*git checkout"):
        read_file(path, encoder.card()["file"]["sha256"])


@pytest.mark.parametrize("card", ["[file", "[data]", "file = {}"])
def test_damaged_card_says_so(tmp_path, monkeypatch, card):
    (tmp_path / "model.toml").write_text(card)
    monkeypatch.setattr(encoder, "CARD", tmp_path / "model.toml")
    with pytest.raises(ModelError, match=r"card[\s\S]*git checkout -- model\.toml"):
        encoder.card()


def test_importing_loads_neither_runtime_nor_model():
    code = (
        "import sys, analysis.attribution.spans, analysis.encoding.vectors, analysis.attribution.tone\n"
        "print([m for m in ('onnxruntime', 'tokenizers', 'torch', 'scipy.special') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_pieces_stand_where_they_say():
    cut = windows.pieces(TEXT, model().tokenizer)
    words = [TEXT[a:b] for a, b in zip(cut.start[:6], cut.end[:6], strict=True)]
    assert words == ["Talks", "go", "on", "The", "minister", "said"]
    assert (cut.start < cut.end).all()
    assert (np.diff(cut.start) > 0).all()


def test_every_piece_is_in_exactly_one_window():
    cut = windows.pieces(TEXT, model().tokenizer)
    packed = windows.windows(cut)
    together = np.concatenate([w.piece[w.piece >= 0] for w in packed])
    assert together.tolist() == list(range(len(cut.ids)))
    assert max(len(w.ids) for w in packed) <= windows.LONGEST


def test_a_long_paragraph_is_cut_after_a_sentence():
    packed = windows.windows(windows.pieces(PARAGRAPH * 30, model().tokenizer))
    assert len(packed) > 1
    assert all(PARAGRAPH[w.start[1] % len(PARAGRAPH) :].startswith("The") for w in packed)


def test_features_tell_capitals_digits_quotes_and_headline():
    text = "Head 7\nHe said “no” to NATO"
    cut = windows.pieces(text, model().tokenizer)
    seen = {text[a:b]: int(f) for a, b, f in zip(cut.start, cut.end, cut.features, strict=True)}
    assert seen == {"Head": 9, "7": 11, "He": 1, "said": 0, "“": 4, "no": 4, "”": 4, "to": 0, "NATO": 2}


def test_mark_centres_on_the_span_and_tells_its_paragraph():
    window = encode_text(TEXT).windows[0]
    place = int(np.flatnonzero(window.paragraph == 1)[0])
    marked = mark(window, [(place, place + 2)])
    assert marked.spans.sum() == pytest.approx(1)
    assert ((window.paragraph[marked.region[0]] == 1) == (marked.relation[0] > 0)).all()
    assert (marked.offset[0][marked.relation[0] == 2] == encoder.OFFSETS).all()


def test_encoding_is_the_same_alone_and_in_company():
    texts = [TEXT, PARAGRAPH, "", TEXT[:300]]
    alone = [encode_text(t) for t in texts]
    for n_threads in (1, 2):
        encoder._kept.clear()
        for one, other in zip(alone, encode(texts, n_threads), strict=True):
            assert len(one.windows) == len(other.windows)
            assert all(np.array_equal(a, b) for a, b in zip(one.last, other.last, strict=True))


def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr(encoder, "KEPT", 100)
    texts = [f"Police said {n} people were hurt." for n in range(30)]
    list(encode(texts))
    kept = [e.text for e in encoder._kept.values()]
    assert 0 < sum(len(e.cut.ids) for e in encoder._kept.values()) <= 100
    assert sorted(kept) == sorted(texts[-len(kept) :])


def test_pieces_between_two_characters_are_those_that_touch_the_span():
    encoded = encode_text(TEXT)
    last = encoded.of_pieces(encoded.last)
    assert len(last) == len(encoded.cut.ids)
    for start, end in ((0, 1), (0, len(TEXT)), (13, 30), (10, 12), (500, 500), (200, 2000)):
        touched = (encoded.cut.end > start) & (encoded.cut.start < end)
        assert np.array_equal(last[encoded.between(start, end)], last[touched])


def test_time_is_linear_in_a_paragraph_without_spaces_or_sentences():
    for text in ("a" * 100_000, "word " * 20_000, "“" * 10_000):
        begun = time.perf_counter()
        encode_text(text)
        assert time.perf_counter() - begun < 60


def test_half_a_surrogate_pair_is_one_character():
    text = "\ud800 Police said so."
    cut = encode_text(text).cut
    assert text[cut.start[-2] : cut.end[-2]] == "so"
