"""PDF → text, as well as it can be had: lines, heads and feet of pages stand in it as they stood on the page."""

from typing import BinaryIO

from analysis.corpus.decode import NotText
from analysis.corpus.files import Found, problem

MOST_PAGES = 500
DOUBT = "the text was taken off a PDF: columns, heads of pages and hyphens at line ends may stand wrongly in it"


def read(file: BinaryIO, name: str) -> Found:
    """One article with the text of all pages, and a doubt. Raises NotText."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotText("the PDF is locked with a password: save it again without one")
        if len(reader.pages) > MOST_PAGES:
            raise NotText(f"the PDF has {len(reader.pages)} pages: that is no article")
        text = "\n\n".join(page.extract_text().strip() for page in reader.pages).strip()
        title = str(reader.metadata.title or "").strip() if reader.metadata else ""
    except NotText:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, RecursionError) as error:
        raise NotText(f"the PDF is broken ({error})") from error
    except Exception as error:  # a cipher that needs a package, and whatever else a broken file provokes
        raise NotText(f"the PDF cannot be read ({error})") from error
    if not text:
        raise NotText("the PDF holds no text, only pictures: run text recognition (OCR) on it first")
    headline = title if title and title.casefold() in " ".join(text[:2000].split()).casefold() else ""
    row = {"headline": headline, "text": text, "source_file": name, "source_row": 0}
    return [row], [problem(name, 0, DOUBT, "look at the text; a saved web page or an export is better")]
