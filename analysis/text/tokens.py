"""Text → tokens, cut as in the Universal Dependencies treebanks of English: what a parse has as its words.

A clitic is a token of its own (do|n't, Obama|'s), so is a hyphen between two words (Iran|-|backed), but not after a
prefix that is no word (non-violent, pro-government, e-mail). A full stop belongs to an abbreviation (Mr., U.S.).
"""

from __future__ import annotations

import re
from itertools import pairwise

_PREFIXES = (
    "anti|arch|co|counter|cross|e|ex|extra|infra|inter|intra|macro|mega|micro|mid|mini|multi|neo|non|over|pan|post|pre|pro|proto|"
    "pseudo|quasi|re|semi|sub|super|trans|tri|uber|ultra|un|under|vice"
)  # the affixes that English Web Treebank keeps together with their word
_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Prof|Rev|Hon|Gen|Lt|Col|Maj|Capt|Cmdr|Sgt|Gov|Sen|Sens|Rep|Reps|Pres|St|Mt|Ft|Jr|Sr|Inc|Corp|Co|"
    "Ltd|Bros|No|Nos|vs|etc|al|approx|dept|est|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|Mon|Tue|Tues|Wed|Thu|Thurs|"
    "Fri|Sat|Sun|Ave|Blvd|Rd|Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mass|Mich|Minn|Miss|Mo|"
    "Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Va|Vt|Wash|Wis|Wyo"
)
_TOKEN = re.compile(
    rf"""
      (?:https?://|www\.)[^\s<>"“”]*[^\s<>"“”.,;:!?)\]'’]          # an address
    | [\w.+-]{{1,64}}@[\w-]+(?:\.[\w-]+)+                                 # e-mail
    | [@\#]\w+                                                       # a handle or tag
    | (?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?!\w))?                        # U.S., a.m.
    | (?:{_ABBREVIATIONS})\.(?!\w)
    | (?<![\w.])[A-HJ-Z]\.(?=\s?[A-Z])                               # an initial
    | (?:(?<!\S)[-+])?(?:\d+(?:[.,:/]\d+)+|\d+(?:st|nd|rd|th|s)?(?![^\W_]))  # a number, date, time
    | (?i:(?:{_PREFIXES})-[^\W_]+)
    | [^\W_]+(?:['’][^\W_]+)*(?:[&_.][^\W_]+(?:['’][^\W_]+)*)*       # a word; its clitics are cut off below
    | ([.!?\-*=_~–—])\1+                                             # a run of one mark
    | \S
    """,
    re.VERBOSE,
)
_CLITIC = re.compile(r"(?i:n['’]t|['’](?:s|re|ve|ll|d|m))$")
_TWO = {"cannot": 3, "gonna": 3, "gotta": 3, "wanna": 3}


def tokens(text: str, begin: int = 0) -> list[tuple[int, int]]:
    """The tokens of a text as (start, end), end exclusive, counted from ``begin``.

    >>> text = "Iran-backed militias don't like the U.S."
    >>> [text[a:b] for a, b in tokens(text)]
    ['Iran', '-', 'backed', 'militias', 'do', "n't", 'like', 'the', 'U.S.']
    """
    found: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(text):
        found.extend((begin + a, begin + b) for a, b in _parts(match.start(), match.group()))
    return found


def _parts(start: int, word: str) -> list[tuple[int, int]]:
    """A word and the clitics at its end."""
    end = start + len(word)
    if word.lower() in _TWO:
        cuts = [start + _TWO[word.lower()]]
    else:
        cuts = []
        while len(word) > 2 and (clitic := _CLITIC.search(word)) and clitic.start():
            cuts.insert(0, start + clitic.start())
            word = word[: clitic.start()]
    bounds = [start, *cuts, end]
    return list(pairwise(bounds))
