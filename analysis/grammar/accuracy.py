"""How right the trained grammar is, on gold files: parse, names, pronouns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.encoding.encoder import Encoded, encode_text
from analysis.encoding.gold import read_jsonl
from analysis.grammar.gold import Document, ambiguous_pronouns, coreference, named, treebank
from analysis.grammar.labels import RELATIONS, spans_of_names
from analysis.grammar.links import groups
from analysis.grammar.parser import Grammar, Reading, grammar, read, read_words
from analysis.text.sentences import paragraphs, spans

PARTS = ("nsubj", "obj", "nsubj:pass", "obl:agent", "iobj", "appos", "acl:relcl", "ccomp")
NEWS = ("news", "interview")
THIRD = frozenset(
    {"he", "she", "they", "him", "her", "them", "his", "hers", "their", "theirs", "himself", "herself", "themselves"}
)
Counts = Counter[tuple[str, str, str]]  # (measure, part, right | found | wanted)


def accuracy(path: str | Path) -> pd.DataFrame:
    """Precision, recall and F1 of what a gold file labels: measure, part, precision, recall, f1, n.

    ``path``: JSON Lines (.gz too) of sentences with ``tokens`` (Universal Dependencies; heads and relations count
    together, from gold words and from raw text), of paragraphs with ``entities``, of texts with ``pronoun``, ``a`` and
    ``b``, or of documents with ``mentions``, whose words are then those of the program.
    """
    return table(counted(documents(path), grammar()))


def documents(path: str | Path) -> list[Document]:
    """The documents of a gold file, whatever it labels."""
    keys = next(iter(read_jsonl(path)), {}).keys()
    if "tokens" in keys:
        return treebank(path)
    if "entities" in keys:
        return named(path)
    if "mentions" in keys:
        return coreference(path)
    if "pronoun" in keys:
        return ambiguous_pronouns(path)
    raise ValueError(f"{path}: its records have none of attributions, tokens, entities, mentions, pronoun")


def table(counts: Counts) -> pd.DataFrame:
    """The counts as precision, recall and F1."""
    rows = []
    for measure, part in dict.fromkeys(k[:2] for k in sorted(counts)):
        right, found, wanted = (counts[measure, part, what] for what in ("right", "found", "wanted"))
        precision, recall = right / max(found, 1), right / max(wanted, 1)
        f1 = 2 * right / max(found + wanted, 1)
        rows.append((measure, part, round(precision, 4), round(recall, 4), round(f1, 4), wanted))
    return pd.DataFrame(rows, columns=["measure", "part", "precision", "recall", "f1", "n"])


def counted(documents: Iterable[Document], used: Grammar) -> Counts:
    """What is right, found and wanted in all documents."""
    counts: Counts = Counter()
    for document in documents:
        encoded = encode_text(document.text)
        given = read_words(encoded, *_given(document), used)
        if document.upos:
            corpus = document.name.split("_")[0] if document.name.startswith("GUM") else "EWT"
            _parse(counts, document, given, corpus)
            _raw(counts, document, encoded, used, corpus)
        if document.names:
            _names(counts, document, given)
        _links(counts, document, given)
    return counts


def _given(document: Document) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    start, end = np.array(document.words, np.int64).reshape(-1, 2).T
    sentence = np.zeros(len(start), np.int64)
    for number, (first, last) in enumerate(document.sentences):
        sentence[first:last] = number
    return start, end, sentence


def _add(counts: Counts, measure: str, part: str, right: int, found: int, wanted: int) -> None:
    for what, n in (("right", right), ("found", found), ("wanted", wanted)):
        counts[measure, part, what] += n


def _parse(counts: Counts, document: Document, read: Reading, corpus: str) -> None:
    """Gold words: part of speech, heads and relations."""
    size = len(document.words)
    place = np.arange(size)
    heads, gold = np.where(read.head < 0, place, read.head), np.array(document.heads)
    relations, wanted = read.relation, np.array(document.relations)
    both = (heads == gold) & (relations == wanted)
    for measure, hit in (
        ("upos", read.upos == np.array(document.upos)),
        ("tag", read.tag == np.array(document.tags)),
        ("uas", heads == gold),
        ("las", both),
    ):
        _add(counts, f"{measure}, gold words", corpus, int(hit.sum()), size, size)
    for name in PARTS:
        number = RELATIONS.index(name)
        is_found, is_wanted = relations == number, wanted == number
        _add(counts, "relation", name, int((both & is_wanted).sum()), int(is_found.sum()), int(is_wanted.sum()))


def _raw(counts: Counts, document: Document, encoded: Encoded, used: Grammar, corpus: str) -> None:
    """Raw text, as the CoNLL 2018 shared task counts: a word counts where its characters are the same."""
    cut = [(b + s, b + e) for b, end in paragraphs(document.text) for s, e in spans(document.text[b:end])]
    found = read(encoded, cut, used)
    own = list(zip(found.start.tolist(), found.end.tolist(), strict=True))
    heads = [own[h] if h >= 0 else own[n] for n, h in enumerate(found.head.tolist())]
    given = {s: (h, r, u) for s, h, r, u in zip(own, heads, found.relation.tolist(), found.upos.tolist(), strict=True)}
    gold = [
        (document.words[h], r, u) for h, r, u in zip(document.heads, document.relations, document.upos, strict=True)
    ]
    pairs = [(given.get(s), g) for s, g in zip(document.words, gold, strict=True)]
    size = len(document.words)
    _add(counts, "words, raw text", corpus, sum(o is not None for o, _ in pairs), len(own), size)
    _add(counts, "upos, raw text", corpus, sum(o is not None and o[2] == g[2] for o, g in pairs), len(own), size)
    _add(counts, "las, raw text", corpus, sum(o is not None and o[:2] == g[:2] for o, g in pairs), len(own), size)


def _names(counts: Counts, document: Document, read: Reading) -> None:
    gold, found = set(spans_of_names(document.names)), set(spans_of_names(read.name.tolist()))
    _add(counts, "names", "all", len(gold & found), len(found), len(gold))
    for kind in sorted({k for *_, k in gold}):
        one, other = ({s for s in spans if s[2] == kind} for spans in (gold, found))
        _add(counts, "names", kind, len(one & other), len(other), len(one))


def _links(counts: Counts, document: Document, read: Reading) -> None:
    """Pronouns: of those that are resolved, how many go back to a mention of the same entity."""
    for pronoun, candidates, right in document.choices:
        heads = [*sorted(candidates), pronoun]
        known = {w: n for n, w in enumerate(sorted(candidates))}
        chosen = groups(document.text, read, heads, known, _any)[pronoun][2]
        _add(counts, "pronoun, one of two names", "all", chosen in right, chosen >= 0, len(right))
    heads = sorted(document.clusters)
    found = groups(document.text, read, heads, {}, _any) if heads else {}
    for word in heads:
        if document.text[slice(*document.words[word])].lower() in THIRD:
            chosen = found[word][2]
            same = chosen >= 0 and document.clusters[chosen] == document.clusters[word]
            part = "news and interviews" if document.genre in NEWS else "other genres"
            _add(counts, "third-person pronoun", part, same, chosen >= 0, 1)


def _any(word: int, other: int) -> bool:
    return True
