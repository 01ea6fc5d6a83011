import pytest

from analysis.corpus.decode import NotText, decode


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_or_without_a_byte_order_mark(encoding):
    assert decode("Größe “x”\r\n".encode(encoding)) == ("Größe “x”\r\n", "")


def test_windows_1252_with_a_note():
    text, note = decode("Café “x”".encode("cp1252"))
    assert text == "Café “x”"
    assert note == "it is not valid UTF-8 (byte 4) and was read as Windows-1252"


def test_a_stray_byte_that_windows_1252_does_not_know():
    assert len(decode(b"caf\x9d\xe9")[0]) == 5


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "Word"),
        (bytes(range(256)) * 4, "binary"),
        ("text".encode("utf-16-le"), "binary"),  # no byte order mark
        (b"\xff\xfea", "UTF-16"),
    ],
)
def test_what_is_no_text(data, says):
    with pytest.raises(NotText, match=says):
        decode(data)


def test_nothing_is_text():
    assert decode(b"") == ("", "")
