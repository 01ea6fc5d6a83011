"""What kind of source a noun phrase names: the ladder from a named person to no source at all."""

import functools
import re
from typing import NamedTuple

from analysis import lexicons
from analysis.attribution.names import Mention, Word, is_media, places, plain, tokens
from analysis.lexicons.inflection import plural

DETERMINERS = lexicons.terms("grammar", "determiner")
DEFINITE = lexicons.terms("grammar", "definite")
CUTS = lexicons.terms("grammar", "phrase end")
QUANTIFIERS = lexicons.terms("grammar", "quantifier")
SINGULAR = lexicons.terms("grammar", "singular quantifier")
PARTICIPLES = frozenset({"seen", "known", "shown", "led", "sent", "held", "was", "is"})
MASSES = lexicons.terms("grammar", "plural of one body")
FEW = lexicons.terms("grammar", "small number")
PRONOUNS = lexicons.terms("grammar", "pronoun")
IRREGULAR = {"people": "group", "police": "institution"}
AGENT = re.compile(r"(?:[^aeo]er|or|ist|ian|man|woman|ee|ant|eur)$")
BREAK = re.compile(r"[,;:()\[\]–—]|--| - ")
NUMBER = re.compile(r"\d[\d.,]*$")

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


class Phrase(NamedTuple):
    """The core of a noun phrase: its words up to the first preposition, clause or comma."""

    words: tuple[Word, ...]
    determiner: str
    rest: int  # where what comes after the core starts
    quantifier: str  # "one" in "one of the officials", '' if none

    @property
    def head(self) -> str:
        """The last word, small."""
        return self.words[-1].text.lower() if self.words else ""


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


def noun(words: tuple[Word, ...]) -> tuple[str, bool]:
    """Category (person, people, institution, document, media, '') and number of the noun that ends the words."""
    texts = [w.text.lower() for w in words]
    for size in (3, 2, 1):
        known = _nouns().get(" ".join(texts[-size:])) if len(texts) >= size else None
        if known:
            return known
    last = texts[-1].split("-")[-1] if texts else ""
    return _nouns().get(last, ("", False))


def phrase(text: str, start: int, end: int, mentions: list[Mention]) -> Phrase:
    """The core of the noun phrase between two places; a name in it is never cut."""
    named = [(m.first, m.end) for m in mentions]
    core: list[Word] = []
    determiner = ""
    rest = end
    for word in tokens(text, start, end):
        low = word.text.lower()
        inside = any(b < word.start < e for b, e in named)
        gap = text[core[-1].end : word.start] if core else ""
        small = low in CUTS and bool(core) and not _of_title(core, text, word)
        if core and not inside and (BREAK.search(gap) or small or _ends(core, word.text)):
            rest = word.start - len(gap)
            break
        if not core and low in DETERMINERS and not inside:
            determiner = determiner or low
            continue
        if not core and determiner and low in CUTS:  # those close to him
            rest = word.start
            break
        core.append(word)
    after = text[rest:end].lstrip()
    if core and core[-1].text.lower() in QUANTIFIERS and re.match(r"of\b", after, re.I):
        inner = phrase(text, end - len(after) + 2, end, mentions)
        return (
            inner._replace(quantifier=core[-1].text.lower())
            if inner.words
            else Phrase(tuple(core), determiner, rest, "")
        )
    return Phrase(tuple(core), determiner, rest, "")


def _of_title(core: list[Word], text: str, word: Word) -> bool:
    """True for the “of” of “chief of staff” and its like."""
    after = re.match(r"of \w+", text[word.start : word.start + 20])
    return bool(after) and f"{core[-1].text.lower()} {after[0].lower()}" in _nouns()  # type: ignore[index]


def _ends(core: list[Word], word: str) -> bool:
    """A known noun before a participle: leaders | loyal to, a statement | released by."""
    known = bool(noun(tuple(core))[0]) and not core[-1].possessive
    return known and word.islower() and (word.endswith(("ed", "ing")) or word in PARTICIPLES)


def of_phrase(text: str, core: Phrase) -> str:
    """The rung of a phrase that names nobody: institution, group, unnamed or media."""
    if not core.words or (core.quantifier and core.determiner == "those"):
        return "group" if core.determiner in ("those", "these") else "unnamed"
    category, many = noun(core.words)
    first = core.words[0].text.lower()
    quantifier = core.quantifier or first
    if is_media(text[core.words[0].start : core.words[-1].end]):
        return "media"
    if not category:
        category, many = _guess(core)
    if category == "people":
        if core.head in ("someone", "somebody"):
            return "unnamed"
        return "institution" if core.head == "police" else "group"
    if category == "person":
        single = not many or quantifier in SINGULAR
        few = quantifier in FEW
        return "unnamed" if single or few or core.head == "sources" else "group"
    if category == "institution" and many and core.head not in MASSES:
        return "group"
    return "media" if category == "media" else "institution"


def _guess(core: Phrase) -> tuple[str, bool]:
    """Category of a head that no list knows, from its ending."""
    head = core.words[-1].text
    low = head.lower()
    if low in QUANTIFIERS or NUMBER.match(head):
        return ("person", False) if low in SINGULAR else ("people", True)
    if plain(head) in places() and head[0].isupper():
        adjective = low.endswith(("ans", "is", "ese")) and plain(head) != plain(places()[plain(head)])
        return ("people", True) if adjective else ("institution", False)
    if low.endswith("s") and not low.endswith(("ss", "us", "is")):
        return ("people", True) if AGENT.search(low[:-1]) or head[0].isupper() else ("document", True)
    return ("person", False) if AGENT.search(low) else ("institution", False)


def anonymity(stretch: str) -> str:
    """The stated reason why a source is not named, as written; '' if none is stated.

    >>> anonymity("They spoke on condition of anonymity because they were not authorized to talk.")
    'on condition of anonymity because they were not authorized to talk'
    """
    low = stretch.lower()
    found = REASON.search(stretch) if any(hint in low for hint in HINTS) else None
    return found.group().strip(" ,") if found else ""
