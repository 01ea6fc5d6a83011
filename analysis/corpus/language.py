"""Language: which articles are not in English, so that nothing is counted in a text that the program cannot read.

An article is judged in passages. A few words in another script can outweigh a paragraph around them; they cannot
outweigh the other passages.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

READ = 3000  # characters of an article that are read
PASSAGE = 300  # characters of a passage
TELLING = 150  # letters below which a passage does not tell its language
ENGLISH = ("en", "pcm")  # English full of West African or Arabic names looks like Nigerian Pidgin
LEAST = 0.1  # probability of these two below which a passage is in another language
DOUBTFUL = 0.25  # share of passages in other languages from which an article is in doubt; above half it is left out


class Foreign(NamedTuple):
    """What of an article is not in English."""

    share: float  # of its passages
    language: str  # the most frequent of their languages, as people call it


def foreign(text: str) -> Foreign:
    """How much of the beginning of an article is not in English, and in what it is instead.

    Measured: of 6,002 articles in English none has more than half of its passages in another language; of 79 saved
    pages in 17 other languages all have. A text of fewer than TELLING letters counts as English, and so does
    Nigerian Pidgin. A list of foreign names may not.

    >>> foreign("Der Minister sagte am Montag, die Brücke werde geschlossen. " * 5)
    Foreign(share=1.0, language='German')
    """
    passages = [text[at : at + PASSAGE] for at in range(0, min(len(text), READ), PASSAGE)]
    found = [_language(p) for p in passages if _letters(p) >= TELLING]
    others = Counter(code for code in found if code not in ENGLISH)
    return Foreign(others.total() / len(found), _name(others.most_common(1)[0][0])) if others else Foreign(0.0, "")


def _letters(passage: str) -> int:
    """Letters and the marks that belong to them: in Hindi and Arabic the vowels are marks."""
    return sum(unicodedata.category(c)[0] in "LM" for c in passage)


def _language(passage: str) -> str:
    """The code of the language of a passage; "en" unless that is improbable."""
    likely = _identifier().rank(passage)
    return likely[0][0] if sum(dict(likely)[code] for code in ENGLISH) < LEAST else "en"


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _name(code: str) -> str:
    """The English name of a language; its code in quotation marks where there is none."""
    from babel import Locale

    name: str = Locale("en").languages.get(code, f"the language {code!r} (ISO 639)")
    return name
