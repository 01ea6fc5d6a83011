"""What kind of source a noun phrase names: the ladder from a named person to no source at all."""

from __future__ import annotations

import functools
import re

from analysis import lexicons
from analysis.grammar.entities import is_media
from analysis.grammar.tree import Tree
from analysis.lexicons.inflection import plural

QUANTIFIERS = lexicons.terms("grammar", "quantifier")
SINGULAR = lexicons.terms("grammar", "singular quantifier")
MASSES = lexicons.terms("grammar", "plural of one body")
FEW = lexicons.terms("grammar", "small number")

REASON = re.compile(
    r"\b(?:on (?:the )?condition (?:of anonymity|(?:that )?(?:he|she|they|their|his|her|it)\b[^.;”\"]{0,60}?"
    r"\b(?:not be|remain|be withheld|be kept)\b)|(?:requested|requesting|asked for|asking for|demanded|insisted on|"
    r"granted|given|was given|were given|under cover of|citing) anonymity|speaking anonymously|spoke anonymously|"
    r"anonymously|(?:asked|asking|requested|requesting|wished|wishing|wanted|preferred|declined|declining|refused|"
    r"refusing) (?:not )?to (?:not )?(?:be (?:named|identified|quoted by name|publicly named|publicly identified)|"
    r"remain anonymous|give (?:his|her|their) (?:full )?(?:name|last name|surname|identity)|disclose (?:his|her|their) "
    r"identit\w+)|did(?: not|n['’]t) want to be (?:named|identified)|"
    r"(?:was|were|is|are|been)(?: not|n['’]t) (?:permitted|allowed|cleared) to (?:speak|talk|comment|discuss)|"
    r"(?:(?:was|were|is|are)(?: not|n['’]t)|not|unauthorized|un-authorized) ?(?:officially |publicly )?"
    r"(?:authorized|authorised)? to (?:speak|talk|comment|discuss|brief|give|make|disclose|release|reveal|share|"
    r"describe)|whose (?:name|identity) (?:was|is|has been|could not|cannot)|not be(?:ing)? (?:named|identified))"
    r"[^.;”\"\n]{0,200}",
    re.IGNORECASE,
)

HINTS = ("anonym", "condition", "authori", "name", "identi", "permitted", "allowed", "cleared")  # else no reason


@functools.cache
def _nouns() -> dict[str, tuple[str, bool]]:
    """Noun → its category, and whether the form is plural."""
    table = lexicons.read("sources")
    table = table[(table["part"] != "name") & (table["category"] != "title")]
    found: dict[str, tuple[str, bool]] = {}
    for category, part, term in table[["category", "part", "term"]].itertuples(index=False, name=None):
        if part == "noun":
            found.setdefault(term.lower(), (category, False))
            found.setdefault(plural(term.lower()), (category, True))
        elif category == "people":
            found[term] = (category, True)
    return found


def category_of(tree: Tree, word: int, kind: str = "") -> tuple[str, bool]:
    """Category (person, people, institution, document, media) and number of a noun, as the lexicon has it.

    ``kind`` says what the trained names take it for, where the lexicon does not know it.
    """
    low = tree.text[word].lower()
    before = tree.text[word - 1].lower() if word and tree.relation[word - 1] in ("compound", "amod") else ""
    after = [t.lower() for t in tree.text[word + 1 : word + 3]]
    for term in (f"{low} {' '.join(after)}", f"{before} {low}", low):
        if term in _nouns():
            return _nouns()[term]
    many = tree.tag[word] in ("NNS", "NNPS")
    if tree.upos[word] in ("NUM", "DET", "ADJ", "PRON") and kind in ("", "person", "group"):
        return ("person", False) if low in SINGULAR else ("people", True)
    if kind in ("person", "group"):
        return ("people" if many else "person"), many
    if kind in ("organisation", "place"):
        return "institution", many
    return "document", many


def rung(tree: Tree, word: int, kind: str = "") -> str:
    """The rung of a noun that names nobody: institution, group, unnamed or media."""
    category, many = category_of(tree, word, kind)
    low = tree.text[word].lower()
    if is_media(tree.text[word]) or category == "media":
        return "media"
    if category == "people":
        return "unnamed" if low in ("someone", "somebody") else "institution" if low == "police" else "group"
    if category == "person":
        counted = [tree.text[c].lower() for c in tree.under(word, "det", "nummod", "amod", "advmod")]
        counted += [tree.text[tree.head[word]].lower()] if tree.relation[word] == "nmod" else []  # one of the officials
        single = not many or any(w in SINGULAR for w in counted)
        return "unnamed" if single or any(w in FEW for w in counted) or low == "sources" else "group"
    if category == "institution" and many and low not in MASSES:
        return "group"
    return "institution"


def anonymity(stretch: str) -> str:
    """The stated reason why a source is not named, as written; '' if none is stated.

    >>> anonymity("They spoke on condition of anonymity because they were not authorized to talk.")
    'on condition of anonymity because they were not authorized to talk'
    """
    low = stretch.lower()
    found = REASON.search(stretch) if any(hint in low for hint in HINTS) else None
    return found.group().strip(" ,") if found else ""
