"""Regular English inflection, so that a lexicon names a verb or a noun once and finds all its forms."""

import functools

from analysis import lexicons

VOWELS = "aeiou"


@functools.cache
def _irregular() -> dict[str, tuple[str, ...]]:
    table = lexicons.read("irregular_verbs")
    return {str(lemma): tuple(group["term"]) for lemma, group in table.groupby("category")}


def plural(noun: str) -> str:
    """The plural of a noun, which is also the third person of a verb.

    >>> plural("reply"), plural("guess")
    ('replies', 'guesses')
    """
    if noun.endswith("y") and noun[-2:-1] not in VOWELS:
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _stems(verb: str) -> list[str]:
    """What -ed and -ing are put after: both spellings where the last consonant may double."""
    if verb.endswith("e"):
        return [verb[:-1]]
    doubles = len(verb) > 2 and verb[-1] not in VOWELS + "wxyhsk" and verb[-2] in VOWELS and verb[-3] not in VOWELS
    return [verb, verb + verb[-1]] if doubles else [verb]


def verb_forms(verb: str) -> list[str]:
    """The forms of a verb; of doubtful spellings (travelled, traveled) both, so some forms are no words.

    >>> verb_forms("deny"), verb_forms("say")
    (['deny', 'denies', 'denied', 'denying'], ['say', 'says', 'said', 'saying'])
    """
    past = [s[:-1] + "ied" if s.endswith("y") and s[-2:-1] not in VOWELS else s + "ed" for s in _stems(verb)]
    base = verb if verb.endswith("ee") else ""
    participles = [base + "ing"] if base else [s + "ing" for s in _stems(verb)]
    return list(dict.fromkeys([verb, plural(verb), *_irregular().get(verb, past), *participles]))


def term_forms(term: str, part: str) -> list[str]:
    """The forms of a term: its first word as a verb, its last as a noun, or as it stands.

    >>> term_forms("point the finger", "verb")[2]
    'pointed the finger'
    """
    first, *rest = term.split()
    if part == "verb":
        return [" ".join([form, *rest]) for form in verb_forms(first)]
    return [term, plural(term)] if part == "noun" else [term]
