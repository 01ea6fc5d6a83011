"""The closed sets of the grammar: parts of speech, Penn tags, relations, kinds of name, types of mention."""

from __future__ import annotations

from collections.abc import Iterable

UPOS = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ",
    "SYM", "VERB", "X",
)  # fmt: skip
"""Universal parts of speech."""

TAGS = (
    "$", "''", ",", "-LRB-", "-RRB-", ".", ":", "ADD", "AFX", "CC", "CD", "DT", "EX", "FW", "GW", "HYPH", "IN", "JJ",
    "JJR", "JJS", "LS", "MD", "NFP", "NN", "NNP", "NNPS", "NNS", "PDT", "POS", "PRP", "PRP$", "RB", "RBR", "RBS", "RP",
    "SYM", "TO", "UH", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "WDT", "WP", "WP$", "WRB", "``",
)  # fmt: skip
"""Tags of the Penn treebanks, as the English Web Treebank has them."""

RELATIONS = (
    "acl", "acl:relcl", "advcl", "advcl:relcl", "advmod", "amod", "appos", "aux", "aux:pass", "case", "cc",
    "cc:preconj", "ccomp", "compound", "compound:prt", "conj", "cop", "csubj", "csubj:outer", "csubj:pass", "dep",
    "det", "det:predet", "discourse", "dislocated", "expl", "fixed", "flat", "goeswith", "iobj", "list", "mark",
    "nmod", "nmod:desc", "nmod:poss", "nmod:unmarked", "nsubj", "nsubj:outer", "nsubj:pass", "nummod", "obj", "obl",
    "obl:agent", "obl:unmarked", "orphan", "parataxis", "punct", "reparandum", "root", "vocative", "xcomp",
)  # fmt: skip
"""Universal Dependencies of English."""

KINDS = ("person", "organisation", "place", "group", "other")
"""Kinds of name."""

TYPES = ("person", "organisation", "place", "event", "time", "other")
"""Types of what a mention stands for."""


def spans_of_names(labels: Iterable[int]) -> list[tuple[int, int, str]]:
    """Begin-and-inside labels → (first word, one after the last, kind).

    >>> spans_of_names([0, 1, 2, 2, 3])
    [(1, 4, 'person'), (4, 5, 'organisation')]
    """
    found: list[tuple[int, int, str]] = []
    kind, begin = 0, 0
    for place, label in enumerate([*labels, 0]):
        now = (label + 1) // 2
        if kind and (label % 2 or now != kind):
            found.append((begin, place, KINDS[kind - 1]))
        if now and (label % 2 or now != kind):
            begin = place
        kind = now
    return found
