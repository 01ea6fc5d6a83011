"""A word's lemma: the form under which a dictionary has it, small but for names."""

from __future__ import annotations

import functools

import simplemma

from analysis import lexicons

AUXILIARIES = {
    "'s": "be", "'m": "be", "'re": "be", "am": "be", "is": "be", "are": "be", "was": "be", "were": "be", "been": "be",
    "being": "be", "be": "be", "'ve": "have", "has": "have", "had": "have", "having": "have", "'d": "would",
    "'ll": "will", "wo": "will", "ca": "can", "did": "do", "does": "do", "done": "do", "doing": "do",
}  # fmt: skip
INFLECTED = frozenset({"NNS", "VBZ", "VBD", "VBN", "VBG", "JJR", "JJS", "RBR", "RBS"})
"""Tags of forms that may differ from their lemma."""


@functools.cache
def _irregular() -> dict[str, str]:
    """Past form or participle → its verb."""
    table = lexicons.read("irregular_verbs")
    return dict(zip(table["term"], table["category"], strict=True))


@functools.lru_cache(maxsize=100_000)
def lemma(word: str, upos: str, tag: str) -> str:
    """The lemma of a word, given its part of speech and its Penn tag.

    >>> lemma("struck", "VERB", "VBD"), lemma("Militias", "NOUN", "NNS"), lemma("means", "VERB", "VBZ")
    ('strike', 'militia', 'mean')
    """
    if upos == "PROPN":
        return word
    low = word.lower().replace("’", "'")
    if upos == "PART" and low in ("n't", "not"):
        return "not"
    if upos in ("AUX", "VERB") and low in AUXILIARIES:
        return AUXILIARIES[low]
    if tag not in INFLECTED:
        return low
    if tag in ("VBD", "VBN") and low in _irregular():
        return _irregular()[low]
    found = simplemma.lemmatize(low, "en")
    return found if found != low and simplemma.is_known(found, "en") else _regular(low, tag)


def _regular(word: str, tag: str) -> str:
    """What the ending tells, for a form that the dictionary does not have under another."""
    if tag == "VBZ" and word.endswith("s") and not word.endswith("ss"):
        stems = [word[:-1], word[:-2]] if word.endswith("es") else [word[:-1]]
        stems += [word[:-3] + "y"] if word.endswith("ies") else []
    elif tag == "VBG" and word.endswith("ing"):
        stems = _stems(word[:-3])
    elif tag in ("VBD", "VBN") and word.endswith("ed"):
        stems = _stems(word[:-2])
    else:
        return word
    return next((s for s in stems if s and simplemma.is_known(s, "en")), word)


def _stems(cut: str) -> list[str]:
    """What may stand before -ed and -ing: clos → close, stopp → stop, carri → carry."""
    doubled = [cut[:-1]] if cut[-1:] == cut[-2:-1] else []
    return [cut + "e", *doubled, cut[:-1] + "y", cut] if cut.endswith("i") else [*doubled, cut, cut + "e"]
