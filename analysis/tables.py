"""Every table of the project: its columns, their types and meaning, and its check.

A table is a pandas DataFrame. One row is one thing, keys come first. Three rules hold for all of them:

* ``start`` and ``end`` are characters into ``articles.text``, end exclusive, and where a row has a ``text``,
  it is exactly ``articles.text[start:end]``.
* A string column never holds a missing value: ``""`` means "none" or "not known". A number that is not known
  is NaN.
* Functions take tables and return new ones; they change none of their inputs.

``frame(rows, SCHEMA)`` makes a checked table, also from no rows at all. Lenses build their schema with
``evidence(...)`` in their own file.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

Schema = pa.DataFrameSchema

ZONES = ("headline", "dek", "lead", "body")
VOICES = ("outlet", "quoted", "attributed", "headline")
NAME_KINDS = ("person", "organisation", "place", "group", "other")
NAME_FORMS = ("name", "nominal", "pronoun")
OWN_VOICES = ("outlet", "headline")  # the voices in which an outlet speaks itself: together its own voice, "own"
COMPARED_VOICES = ("all", "own", *VOICES)
ALL_STORIES = ""  # in place of a story's name: all stories of the corpus taken together
ROLES = ("source", "cue", "content")
QUOTE_KINDS = ("direct", "partial", "scare")
ATTRIBUTION_KINDS = ("direct", "indirect", "mixed")
SOURCE_TYPES = ("named", "institution", "group", "unnamed", "anonymous", "media", "none")
STANCES = (
    "neutral",
    "asserting",
    "distancing",
    "accusing",
    "denying",
    "questioning",
    "directive",
    "evaluative",
    "suspecting",
)
ACTIONS = ("change", "delete", "add")
ANSWERS_GIVEN = ("right", "wrong", "unsure", "yes", "no")


STRING = pd.StringDtype(na_value=np.nan)  # the type that pandas 3 gives to strings


class TableError(ValueError):
    """A table does not have the columns or the values that it must have."""


def string(meaning: str, among: Iterable[str] | None = None, *, unique: bool = False) -> pa.Column:
    """A text column; ``among`` lists the values allowed."""
    checks = [pa.Check.isin(list(among))] if among is not None else []
    return pa.Column(STRING, checks, unique=unique, description=meaning)


def whole(meaning: str, least: int = 0) -> pa.Column:
    """A whole number, at least ``least``."""
    return pa.Column("int64", pa.Check.ge(least), description=meaning)


def real(meaning: str) -> pa.Column:
    """A number; NaN where it is not known."""
    return pa.Column("float64", nullable=True, description=meaning)


def flag(meaning: str) -> pa.Column:
    """True or False."""
    return pa.Column(bool, description=meaning)


def schema(name: str, columns: Mapping[str, pa.Column], unique: list[str] | None = None) -> Schema:
    """A table's schema: its columns in order, and the columns that together name a row."""
    checks = []
    if {"start", "end"} <= set(columns):
        checks.append(pa.Check(lambda df: df["start"] <= df["end"], error="start is after end"))
    return Schema(dict(columns), name=name, checks=checks, strict=True, ordered=True, unique=unique)


def evidence(lens: str, **own: pa.Column) -> Schema:
    """The schema of a lens: the keys that all lenses share, then the lens's own columns."""
    keys = {
        "article_id": string("the article"),
        "sentence_id": string("the sentence in which the row starts"),
        "start": whole("first character in articles.text"),
        "end": whole("character after the last one"),
        "voice": string("who speaks at start", VOICES),
    }
    return schema(lens, keys | own)


def _type(column: pa.Column) -> Any:
    return column.dtype.type


def empty(of: Schema) -> pd.DataFrame:
    """The table without rows, with its columns and types."""
    return pd.DataFrame({name: pd.Series([], dtype=_type(c)) for name, c in of.columns.items()})


def frame(rows: Iterable[Mapping[str, Any]] | pd.DataFrame, of: Schema) -> pd.DataFrame:
    """Rows as a checked table: columns in the schema's order, in the schema's types, with a fresh index.

    Raises TableError in plain words where a column is missing or a value is not allowed.
    """
    table = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    if table.empty and not len(table.columns):
        return empty(of)
    missing = [c for c in of.columns if c not in table.columns]
    if missing:
        raise TableError(f"table {of.name!r}: the column {missing[0]!r} is missing; there are {list(table.columns)}")
    try:
        typed = table[list(of.columns)].astype({name: _type(c) for name, c in of.columns.items()})
    except (TypeError, ValueError) as error:
        raise TableError(f"table {of.name!r}: {error}") from error
    return check(typed.reset_index(drop=True), of)


def check(table: pd.DataFrame, of: Schema) -> pd.DataFrame:
    """The same table, if it keeps its schema; else a TableError that names table, column, row and value.

    >>> check(pd.DataFrame({"voice": ["outlet", "God"]}, dtype=STRING), schema("said", {"voice": string("", VOICES)}))
    Traceback (most recent call last):
    analysis.tables.TableError: table 'said': column 'voice', row 1: 'God' is not allowed: isin(['outlet', ...
    """
    if not _surely_kept(table, of):
        try:
            of.validate(table, lazy=False)
        except (pa.errors.SchemaError, pa.errors.SchemaErrors) as error:
            raise TableError(f"table {of.name!r}: {_told(error)}") from error
    return table


def _told(error: Exception) -> str:
    """What a table has wrong: the first row and value, where it is a value; else what pandera says."""
    cases = getattr(error, "failure_cases", None)
    if not isinstance(error, pa.errors.SchemaError) or not isinstance(cases, pd.DataFrame) or "index" not in cases:
        return str(error)
    if cases["index"].isna().all():
        return str(error)
    what = getattr(error.check, "error", None) or str(error.check)
    row, value = cases[["index", "failure_case"]].iloc[0]
    if isinstance(error.schema, Schema):  # a rule of whole rows
        return f"row {row}: {what}"
    return f"column {error.schema.name!r}, row {row}: {str(value)!r} is not allowed: {what}"


# pandera takes many times as long to find a table right, and does it dozens of times a story: it is asked where
# something may be wrong, and then says what.
QUICK = {
    "isin": lambda values, facts: values.isin(facts["allowed_values"]).all(),
    "greater_than_or_equal_to": lambda values, facts: (values >= facts["min_value"]).all(),
}


def _surely_kept(table: pd.DataFrame, of: Schema) -> bool:
    if list(table.columns) != list(of.columns) or (of.unique and table.duplicated(of.unique).any()):
        return False
    if of.checks and (table["start"] > table["end"]).any():
        return False
    return all(_column_surely_kept(table[name], column) for name, column in of.columns.items())


def _column_surely_kept(values: pd.Series, column: pa.Column) -> bool:
    if values.dtype != _type(column) or (not column.nullable and values.hasnans):
        return False
    if column.unique and not values.is_unique:
        return False
    return all(c.name in QUICK and QUICK[c.name](values, c.statistics) for c in column.checks)


def columns(of: Schema) -> pd.DataFrame:
    """What stands in a table: one row a column, with its type and meaning."""
    rows = [
        (name, "str" if _type(c) == STRING else str(c.dtype), c.description or "") for name, c in of.columns.items()
    ]
    return pd.DataFrame(rows, columns=["column", "type", "meaning"])


_ARTICLE = string("the article")
_SPAN = {"start": whole("first character in articles.text"), "end": whole("character after the last one")}
_SPEAKER = {
    "speaker": string("one canonical name a person or body, across articles; '' where no source is given"),
    "source_type": string("rung of the ladder from a named person to no source at all", SOURCE_TYPES),
}

ARTICLES = schema(
    "articles",
    {
        "article_id": string("key", unique=True),
        "outlet": string("who published it"),
        "outlet_basis": string("how the outlet is known; '' where the corpus does not say"),
        "story": string("the event; articles are compared within a story"),
        "published": string("ISO date or time, '' if unknown"),
        "published_basis": string("how the date is known"),
        "headline": string("cleaned; the first paragraph of text where there is one"),
        "dek": string("line under the headline; the second paragraph of text where there is one"),
        "byline": string("names of the authors as given"),
        "url": string("address"),
        "credit": string("agencies credited, separated by '; '"),
        "text": string("cleaned text: paragraphs separated by one blank line; all offsets count in it"),
        "n_words": whole("words in text"),
        "source_file": string("file that it was read from"),
        "source_row": whole("row of that file (1 = first row after the header), 0 for a text file of its own"),
        "sha256": string("of the text as received"),
    },
)

REMOVED = schema(
    "removed",
    {
        "article_id": _ARTICLE,
        "reason": string("why cleaning took it out"),
        "text": string("what was taken out, as received"),
        "source_start": whole("first character in the text as received (decoded)"),
        "source_end": whole("character after the last one"),
    },
)

PROBLEMS = schema(
    "problems",
    {
        "file": string("where"),
        "row": whole("row of that file, 0 if the whole file"),
        "column": string("column, '' if not one column"),
        "article_id": string("article, '' if not known"),
        "problem": string("what is wrong, in plain words"),
        "advice": string("what to do"),
        "left_out": flag("True: the article is not analysed; False: it is, with a doubt"),
    },
)

OUTLETS = schema(
    "outlets",
    {
        "outlet": string("key", unique=True),
        "country": string("as outlets.csv gives it, like all that follow; '' where it does not"),
        "owner": string("who owns it"),
        "kind": string("agency, broadcaster, newspaper …"),
        "lean": string("where it stands politically"),
        "group": string("any other grouping"),
        "colour": string("#rrggbb, its colour in pictures"),
        "n_articles": whole("its articles in the corpus"),
        "first": string("ISO date of the first of them, '' if unknown"),
        "last": string("ISO date of the last of them"),
    },
)

SENTENCES = schema(
    "sentences",
    {
        "sentence_id": string("key: article_id:sN", unique=True),
        "article_id": _ARTICLE,
        "paragraph": whole("paragraph of the text, 0 = first (the headline where there is one)"),
        "position": whole("sentence of the article, 0 = first"),
        "zone": string("headline, dek, lead (first body paragraph) or body", ZONES),
        **_SPAN,
        "text": string("the sentence"),
    },
)

WORDS = schema(
    "words",
    {
        "article_id": _ARTICLE,
        "sentence_id": string("sentence in which it stands"),
        **_SPAN,
        "text": string("the token"),
        "lemma": string("its dictionary form"),
        "upos": string("universal part of speech"),
        "tag": string("Penn tag"),
        "head": whole("place of its head in the sentence, 0 = first token; -1 for the root", least=-1),
        "relation": string("Universal Dependencies relation to the head"),
    },
)

NAMES = schema(
    "names",
    {
        "article_id": _ARTICLE,
        "sentence_id": string("sentence in which it stands"),
        **_SPAN,
        "text": string("the mention: a name without its title, a noun phrase, or a pronoun"),
        "head_start": whole("first character of its head word"),
        "head_end": whole("character after it"),
        "kind": string("of what it stands for", NAME_KINDS),
        "form": string("how it stands there", NAME_FORMS),
        "title": string("what stands before a person's name: prime minister, Mr; '' if nothing does"),
        "name": string("one name for each person or body in all articles of a story; '' where it is not known"),
        "entity_id": string("article_id:eN: mentions of one article with one entity_id stand for the same"),
        "decided_by": string("spelling, apposition, coreference (trained) or description, '' where nothing did"),
        "confidence": real("probability of that decision; of a name, that it is one"),
    },
)

QUOTED = schema(
    "quoted",
    {
        "quote_id": string("key: article_id:qN", unique=True),
        "article_id": _ARTICLE,
        "sentence_id": string("sentence in which it starts"),
        "paragraph": whole("paragraph in which it starts"),
        **_SPAN,
        "text": string("between the marks"),
        "mark": string("the opening mark as written"),
        "closed": flag("False: the closing mark is missing and the end is inferred"),
        "continues": string("quote_id of the quotation that this paragraph reopens, else ''"),
        "inside": string("quote_id of the quotation that this one stands in, else ''"),
    },
)

QUOTES = schema(
    "quotes",
    {
        "quote_id": string("key: article_id:qN", unique=True),
        "article_id": _ARTICLE,
        **_SPAN,
        "text": string("between the marks"),
        "kind": string("direct (a full clause), partial (some words), scare (nobody said it)", QUOTE_KINDS),
        "closed": flag("False: the closing mark is missing and the end is inferred"),
        "attribution_id": string("the attribution that it belongs to, '' if unattributed"),
        **_SPEAKER,
        "cue": string("the words that attribute it, '' if none"),
        "confidence": real("probability that source, cue and content are right"),
    },
)

ATTRIBUTION_SPANS = schema(
    "attribution_spans",
    {
        "article_id": _ARTICLE,
        "attribution_id": string("article_id:aN"),
        "role": string("source, cue or content", ROLES),
        **_SPAN,
        "text": string("the piece"),
        "confidence": real("calibrated probability that the whole attribution is right"),
    },
)

ATTRIBUTIONS = schema(
    "attributions",
    {
        "attribution_id": string("key: article_id:aN", unique=True),
        "article_id": _ARTICLE,
        "sentence_id": string("sentence of the cue"),
        **_SPAN,
        "kind": string("direct, indirect or mixed speech", ATTRIBUTION_KINDS),
        "source": string("the source as written, pieces joined by ' … '; '' if none"),
        **_SPEAKER,
        "anonymity": string("the stated reason why the source is not named, else ''"),
        "cue": string("the cue as written, pieces joined by ' … '"),
        "stance": string("what the cue does to the content", STANCES),
        "negated": flag("the speech act is negated or withheld (did not say, declined to comment)"),
        "content": string("what is attributed, pieces joined by ' … '"),
        "confidence": real("calibrated probability that source, cue and content are right"),
    },
)

SPEECH = schema(
    "speech",
    {
        "article_id": _ARTICLE,
        **_SPAN,
        "mode": string("quoted (between marks) or reported", ("quoted", "reported")),
        "depth": whole("speakers around it, itself included: 1 = the outlet reports it", least=1),
        "attribution_id": string("the attribution whose content it is, '' where nobody is given for a quotation"),
        **_SPEAKER,
    },
)

VOICE_SPANS = schema(
    "voices",
    {
        "article_id": _ARTICLE,
        **_SPAN,
        "voice": string("who speaks from start to end; the spans of an article leave no gap", VOICES),
    },
)

_BY_HAND = {
    "table": string("the table"),
    "article_id": _ARTICLE,
    "sha256": string("of articles.text as it was when this was written; another text is not touched"),
    **_SPAN,
    "nth": whole("which of several rows at this place, 1 = first; 0: the only one"),
}
_WRITTEN = {
    "who": string("who wrote this"),
    "when": string("date or time"),
    "source_file": string("file that it was read from"),
    "source_row": whole("row of that file, 1 = first row after the header"),
}

CORRECTIONS = schema(
    "corrections",
    {
        "action": string("what is done with the row; an added row is as many lines as it has values", ACTIONS),
        **_BY_HAND,
        "column": string("the column that is changed or given; with 'delete' and 'from' it only names the row"),
        "from": string("its value before"),
        "to": string("its value after"),
        "why": string("reason, '' if none is given"),
        **_WRITTEN,
    },
)

ANSWERS = schema(
    "answers",
    {
        **_BY_HAND,
        "column": string("the field that was asked about; '' for the row as a whole; 'sentence' where one was read"),
        "shown": string("the value that was shown"),
        "answer": string("of a row right, wrong, unsure; of a sentence that was read yes, no, unsure", ANSWERS_GIVEN),
        "instead": string("what would be right, '' if not said"),
        "note": string("remark, '' if none"),
        **_WRITTEN,
    },
)

COMPARISON = schema(
    "comparison",
    {
        "lens": string("the evidence that was counted"),
        "measure": string("the column that was counted or averaged"),
        "category": string("the value of that column, '' for an average"),
        "voice": string("the voice counted, 'own' (outlet and headline), or 'all'", COMPARED_VOICES),
        "story": string("the event; '' for all stories together"),
        "outlet": string("the outlet"),
        "value": real("the figure"),
        "unit": string("its unit, with the denominator"),
        "n_articles": whole("articles of the outlet in the story"),
        "n_rows": whole("evidence rows behind the figure"),
        "low": real("lower end of the 95 % interval; NaN where the sample supports none"),
        "high": real("upper end"),
        "method": string("how value, low and high were made"),
    },
)
