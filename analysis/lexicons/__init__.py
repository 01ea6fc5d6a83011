"""Word lists as data, and the one way to look for them in text.

A lexicon is a TOML file::

    title = "Generic news frames"
    source = "Semetko & Valkenburg 2000"      # what it follows
    licence = "MIT"
    [[group]]
    category = "conflict"
    reason = "Words for two sides against each other."
    terms = ["clash*", "stand-off", "pointed the finger"]

A term is one or more words. ``*`` at the end of a word stands for any ending ("clash*": clash, clashes, clashed).
Upper and lower case are the same, unless the term holds a capital letter: "US" does not find "us".
Curly and straight apostrophes are the same. A word also stands for its possessive: "Iraq" finds "Iraq's".
"""

import functools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.words import words

HERE = Path(__file__).parent
OF_A_HIT = {"article_id", "start", "end", "text", "row", "term"}  # columns of ``find``
STRAIGHT = str.maketrans("’‘‐‑", "''--")


class LexiconError(ValueError):
    """A lexicon file that cannot be used; the message says which, where and what to do."""


def read(name: str | Path) -> pd.DataFrame:
    """One row a term: category, term, reason, then whatever else the group says.

    ``name`` is the name of a lexicon of the package ("frames") or the path of a TOML file.
    """
    path = HERE / f"{name}.toml" if isinstance(name, str) and not name.endswith(".toml") else Path(name)
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in HERE.glob("*.toml")))
        raise LexiconError(f"There is no lexicon {name!r}. The package has: {known}. Or give the path of a TOML file.")
    return _read(path, path.stat().st_mtime_ns).copy(deep=False)


@functools.lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> pd.DataFrame:
    # Lexicons are asked for again and again; a file that was edited meanwhile is read anew.
    return table(read_toml(path).get("group", []), str(path))


@functools.cache
def terms(name: str, category: str) -> frozenset[str]:
    """The terms of one category of a lexicon of the package."""
    lexicon = read(name)
    return frozenset(lexicon.loc[lexicon["category"] == category, "term"])


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file, or a LexiconError that names file, line and column."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LexiconError(f"{path}: this is not valid TOML: {error}") from error


def place(path: str | Path, kind: str, n: int, key: str = "") -> str:
    """File and line of a key in the nth [[kind]] of a TOML file, or of its first line; the file where it has none.

    tomllib tells no lines. A key inside a text of several lines may be taken for one.
    """
    path = Path(path)
    lines = path.read_text(encoding="utf-8-sig").splitlines() if path.is_file() else []
    heads = [i for i, line in enumerate(lines) if re.match(rf"\s*\[\[\s*{kind}\s*\]\]", line)]
    if len(heads) < n:
        return str(path)
    inside = range(heads[n - 1], heads[n] if len(heads) > n else len(lines))
    found = (i for i in inside if key and re.match(rf"""\s*["']?{key}["']?\s*=""", lines[i]))
    return f"{path}, line {next(found, heads[n - 1]) + 1}"


def table(groups: list[dict[str, Any]], where: str) -> pd.DataFrame:
    """The groups of a lexicon as one row a term; every group needs category, reason and terms.

    Raises LexiconError with file (``where``), line, group and key.
    """
    rows = []
    for n, group in enumerate(groups, 1):
        for key, wrong in _wrong(group):
            raise LexiconError(f"{place(where, 'group', n, key)}: group {n} {wrong}")
        shared = {k: v for k, v in group.items() if k != "terms"}
        rows += [{**shared, "term": term} for term in group["terms"]]
    lexicon = pd.DataFrame(rows, columns=None if rows else ["category", "reason", "term"])
    twice = lexicon.duplicated(["category", "term"])
    if twice.any():
        raise LexiconError(f"{where}: {lexicon.loc[twice, 'term'].iloc[0]!r} stands twice in its category")
    return lexicon


def _wrong(group: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The keys of a group that cannot be used, each with what is wrong."""
    for key in ("category", "reason", "terms"):
        if not group.get(key):
            yield key, f"has no {key!r}; every group needs category, reason and terms"
    for key in ("category", "reason"):
        if not isinstance(group.get(key), str) or not group[key].strip():
            yield key, f'needs words as its {key!r}: {key} = "…"'
    if not isinstance(group.get("terms"), list):
        yield "terms", f'has terms = {group.get("terms")!r}; write a list: terms = ["…", "…"]'
    for term in group["terms"]:
        if not is_term(term):
            yield "terms", f"has the term {term!r}, which names no word"
    for key in OF_A_HIT & group.keys():
        yield key, f"has a key {key!r}, which is the name of something else; call it otherwise"


def is_term(term: object) -> bool:
    """Whether a term can be looked for: words, each more than a "*"."""
    return isinstance(term, str) and bool(term.split()) and all(part.strip("*") for part in term.split())


class Term(NamedTuple):
    """A term ready to be compared: its words, whether each is a beginning only, and its row in the lexicon."""

    parts: tuple[tuple[str, bool], ...]
    row: int


def find(texts: pd.DataFrame, lexicon: pd.DataFrame) -> pd.DataFrame:
    """Every place where a term stands.

    ``texts``: article_id and text. Returns one row a hit: article_id, start, end, text, then the columns of the
    lexicon, in text order. Of the terms of one category that start at the same word only the longest counts;
    terms of different categories may overlap. Time grows with the length of the text, not with the lexicon.

    >>> lexicon = table([{"category": "conflict", "reason": "…", "terms": ["clash*"]}], "example")
    >>> find(pd.DataFrame({"article_id": ["a"], "text": ["They clashed."]}), lexicon)[["start", "end", "text"]]
       start  end     text
    0      5   12  clashed
    """
    terms, categories = tuple(lexicon["term"]), tuple(lexicon["category"])
    rows = [
        (article_id, start, end, text[start:end], row)
        for article_id, text in zip(texts["article_id"], texts["text"], strict=True)
        for start, end, row in _hits(text, terms, categories)
    ]
    hits = pd.DataFrame(rows, columns=["article_id", "start", "end", "text", "row"])
    types = {
        "article_id": texts["article_id"].dtype,
        "start": "int64",
        "end": "int64",
        "text": "str",
        "row": "int64",
    }
    hits = hits.astype(types)
    of_lexicon = lexicon.iloc[hits.pop("row")].reset_index(drop=True)
    return pd.concat([hits, of_lexicon], axis=1)


def terms_in(text: str, terms: tuple[str, ...]) -> list[str]:
    """The words of one short text that are terms, as they stand there; the longest where several begin.

    >>> terms_in("It did not happen.", ("not", "did not"))
    ['did not', 'not']
    """
    return [text[start:end] for start, end, _ in _hits(text, terms, ("",) * len(terms))]


def _hits(text: str, terms: tuple[str, ...], categories: tuple[str, ...]) -> Iterator[tuple[int, int, int]]:
    """Start, end and row of every term in one text."""
    start = _index(terms)
    spans = words(text)
    tokens = [text[b:e].translate(STRAIGHT) for b, e in spans]
    for i, token in enumerate(tokens):
        longest: dict[str, Term] = {}
        for term in start(token):
            best = longest.get(categories[term.row])
            if (best is None or len(term.parts) > len(best.parts)) and _stands(term, tokens, i):
                longest[categories[term.row]] = term
        for term in longest.values():
            yield spans[i][0], spans[i + len(term.parts) - 1][1], term.row


def _stands(term: Term, tokens: list[str], at: int) -> bool:
    there = tokens[at : at + len(term.parts)]
    return len(there) == len(term.parts) and all(_same(t, p) for t, p in zip(there, term.parts, strict=True))


def _same(token: str, part: tuple[str, bool]) -> bool:
    word, open_end = part
    token = token if word != word.lower() else token.lower()
    return token.startswith(word) if open_end else token in (word, word + "'s")


@functools.lru_cache(maxsize=64)
def _index(terms: tuple[str, ...]) -> Any:
    """A function from a word of the text to the terms that may start there."""
    exact: dict[str, list[Term]] = {}
    for row, term in enumerate(terms):
        parts = tuple((_plain(w), w.endswith("*")) for w in term.split())
        exact.setdefault(parts[0][0].lower(), []).append(Term(parts, row))
    lengths = sorted({len(k) for k, v in exact.items() if any(t.parts[0][1] for t in v)})

    @functools.cache
    def start(token: str) -> list[Term]:
        lower = token.lower()
        keys = dict.fromkeys([lower, lower.removesuffix("'s"), *(lower[:n] for n in lengths)])
        return [t for k in keys for t in exact.get(k, []) if _same(token, t.parts[0])]

    return start


def _plain(word: str) -> str:
    """A word of a term in the form in which words of a text are compared."""
    spans = words(word.rstrip("*"))
    return word[spans[0][0] : spans[-1][1]].translate(STRAIGHT) if spans else word.rstrip("*")
