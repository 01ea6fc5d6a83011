"""Bytes → text, exactly: nothing is changed, and what is no text is said to be none."""

import codecs

import ftfy.bad_codecs  # noqa: F401  (registers sloppy-windows-1252, which knows a character for every byte)

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
KINDS = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a Word, Excel or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
)
CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))


class NotText(ValueError):
    """The bytes are no text; the message says what they seem to be."""


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file and, where the encoding had to be guessed, a note about it (else "").

    UTF-8, or what a byte order mark says (the mark itself is no part of the text); else Windows-1252, with a note.
    Raises NotText for a PDF, an office file and other binary data: more than one byte in a hundred is a control code.
    """
    for mark, kind in KINDS:
        if data.startswith(mark):
            raise NotText(f"it is {kind}, not plain text")
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding)
    if len(data) - len(data.translate(None, CONTROLS)) > len(data) / 100:
        raise NotText("it is binary data, not plain text")
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        note = f"it is not valid UTF-8 (byte {error.start + 1}) and was read as Windows-1252"
        return data.decode("sloppy-windows-1252"), note


def _strict(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), ""
    except UnicodeDecodeError as error:
        raise NotText(f"it begins like {encoding.upper()} but is not: byte {error.start + 1} does not fit") from error
