"""DOCX and RTF → paragraphs. What is in pictures, text boxes, notes, heads and feet of pages is not read."""

import zipfile
import zlib
from typing import IO

from lxml import etree

from analysis.corpus.decode import NotText

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DOCUMENT = "word/document.xml"
LARGEST = 200_000_000  # bytes of document.xml


def docx(archive: zipfile.ZipFile) -> list[str]:
    """The paragraphs of a DOCX file, empty ones too. Raises NotText."""
    try:
        if archive.getinfo(DOCUMENT).file_size > LARGEST:
            raise NotText("its text is larger than any article")
        with archive.open(DOCUMENT) as document:
            return [_text(p) for p in _paragraphs(document)]
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, OSError, EOFError, RuntimeError, ValueError) as error:
        raise error if isinstance(error, NotText) else NotText(f"it is a broken DOCX file ({error})") from error


def _paragraphs(document: IO[bytes]) -> list[etree._Element]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return list(etree.parse(document, parser).getroot().iter(f"{W}p"))


def _text(paragraph: etree._Element) -> str:
    pieces = []
    for node in paragraph.iter(f"{W}t", f"{W}br", f"{W}cr", f"{W}tab"):
        pieces.append(node.text or "" if node.tag == f"{W}t" else "\t" if node.tag == f"{W}tab" else "\n")
    return "".join(pieces)


def rtf(data: bytes) -> list[str]:
    """The paragraphs of an RTF file, empty ones too. Raises NotText."""
    from striprtf.striprtf import rtf_to_text

    try:
        text = rtf_to_text(data.decode("latin-1"), errors="replace")
    except (ValueError, LookupError, IndexError, TypeError, RecursionError) as error:
        raise NotText(f"it is a broken RTF file ({error})") from error
    return str(text).split("\n")
