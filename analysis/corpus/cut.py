"""Texts that are only the beginning of an article, as search services give them."""

import re

COUNTED = re.compile(r"[\[(]\+ ?\d[\d,. ]{0,9}(?:chars?|characters|words)[\])]\s*$", re.IGNORECASE)
DOTS = re.compile(r"(?:…|\.\.\.)\]?\s*$")
SNIPPET = 320  # characters: a text that ends with dots and is not longer may be the beginning of one


def cut_off(text: str) -> str:
    """Why a text is surely only the beginning of an article; "" if it is not.

    >>> cut_off("The river rose on Monday and… [+1234 chars]")
    "it ends with '[+1234 chars]': it is only the beginning of an article"
    >>> cut_off("The river rose on Monday.")
    ''
    """
    counted = COUNTED.search(text.rstrip()[-40:])
    return f"it ends with {counted.group().strip()!r}: it is only the beginning of an article" if counted else ""


def snippet(text: str) -> str:
    """Why a text looks like the beginning of an article; "" if it does not."""
    text = text.strip()
    if len(text) > SNIPPET or not DOTS.search(text[-10:]):
        return ""
    return f"it has {len(text)} characters and ends with dots: it may be only the beginning of an article"
