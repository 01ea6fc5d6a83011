"""Study: one corpus and its tables, each computed once, on first use.

A table is made by a plain function whose parameters are the names of the tables that it needs; Study only calls
it with them and remembers the result. ``STEPS`` is the whole pipeline.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import inspect
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from threadpoolctl import threadpool_limits

from analysis import corrections, exchange, lenses
from analysis.compare import checks, groups
from analysis.compare import evidence as behind
from analysis.compare.rates import rates
from analysis.corpus import Codebook, Corpus, anonymised, byhand, load
from analysis.dataset import AGAIN, Dataset
from analysis.tables import PROBLEMS, Schema, frame

if TYPE_CHECKING:
    from analysis.show.concordance import Concordance
    from analysis.show.html import Html

# table → the module of its function, which has the table's name.
STEPS = {
    "sentences": "analysis.text.sentences",
    "words": "analysis.grammar.words",
    "names": "analysis.grammar.names",
    "quoted": "analysis.text.quoted",
    "attribution_spans": "analysis.attribution.spans",
    "attributions": "analysis.attribution.attributions",
    "quotes": "analysis.attribution.quotes",
    "speech": "analysis.attribution.speech",
    "voices": "analysis.attribution.voices",
    "events": "analysis.compare.events",
    "shared_quotes": "analysis.compare.shared_quotes",
    "replies": "analysis.compare.replies",
    "figure_groups": "analysis.compare.numbers",
    "counted_things": "analysis.compare.numbers",
    "wire": "analysis.compare.wire",
    "calendar": "analysis.compare.calendar",
    "coverage": "analysis.compare.coverage",
    "keyness": "analysis.compare.keyness",
    "towards": "analysis.compare.tone",
    "anger": "analysis.compare.tone",
    "rankings": "analysis.compare.tone",
    "findings": "analysis.compare.findings",
    "finding_rows": "analysis.compare.findings",
}


class Study:
    """One corpus and its tables.

    >>> study = Study.load("data")          # doctest: +SKIP
    >>> study.quotes                        # doctest: +SKIP
    >>> study.compare("attribution")        # doctest: +SKIP
    """

    def __init__(self, corpus: Corpus, across: bool = True) -> None:
        self.corpus = corpus
        self.across = across
        """Whether findings over several stories are made; a part of a study makes none: the rest may differ."""
        self._tables: dict[str, Any] = {
            "articles": corpus.articles,
            "removed": corpus.removed,
            "outlets": corpus.outlets,
            "codebook": corpus.codebook,
        }
        self.as_made: dict[str, pd.DataFrame] = {}
        """Tables before their own corrections by hand, of those that have any."""
        given = corpus.corrections
        self.refused = corrections.all_refused(
            given[~given["table"].isin(self.table_names()) | given["table"].isin(corrections.GROUND)]
        )
        """Corrections that did not fit the tables made so far, as rows of ``problems``."""

    @classmethod
    def load(cls, path: str | Path = "data", *, as_is: bool = False, anonymise: bool = False, **options: Any) -> Study:
        """Read a corpus: a folder with articles.csv, or one CSV, JSONL (.gz) or Parquet file.

        ``as_is`` takes the text as it stands, so that offsets are those of the input. ``anonymise`` hides the
        outlets' names, for reading blind. ``options`` go to ``analysis.corpus.load`` (``text_column=…``).
        """
        corpus = load(path, as_is=as_is, **options)
        return cls(anonymised(corpus) if anonymise else corpus)

    @classmethod
    def open(cls, path: str | Path) -> Study:
        """The tables that ``python -m analysis tables CORPUS --out FOLDER`` wrote, each read on its first use.

        Nothing is analysed again. A table of a large corpus may not go into memory: ``parts()`` gives some stories at
        a time, ``study.dataset.scan("quotes")`` a pyarrow.dataset. Findings are those of each story. Where the run has
        not finished a warning says so, and the stories that are complete are there.

        >>> study = Study.open("tables")                    # doctest: +SKIP
        >>> [len(part.quotes) for part in study.parts()]    # doctest: +SKIP
        """
        dataset = Dataset.read(path)
        if not dataset.corpus.get("finished"):
            n = f"{len(dataset.stories)} of {len(dataset.corpus['stories'])} stories"
            warnings.warn(f"The run that writes {path} has not finished: {n} are there; {AGAIN}", stacklevel=2)
        return Opened(dataset)

    @property
    def codebook(self) -> Codebook:
        """The actors, labels and frames that are particular to this story."""
        return self.corpus.codebook

    @property
    def colours(self) -> dict[str, str]:
        """The colour of each outlet, in the order of the corpus; a column colour of its table of outlets chooses it."""
        from analysis.show.plots import outlet_colours

        table = getattr(self.corpus, "outlets", pd.DataFrame())
        chosen = dict(zip(table["outlet"], table["colour"], strict=True)) if "colour" in table else {}
        return outlet_colours(self.articles["outlet"], chosen)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_") or name not in self.table_names():
            raise AttributeError(f"Study has no table {name!r}. There are: {', '.join(self.table_names())}.")
        if name not in self._tables:
            self._tables[name] = self._made(name)
        table: pd.DataFrame = self._tables[name]
        return table

    def _made(self, name: str) -> pd.DataFrame:
        with threadpool_limits(1, "blas"):  # sums are then always added up in the same order
            return self._corrected(name, self._call(_function(name)))

    def _corrected(self, name: str, table: pd.DataFrame) -> pd.DataFrame:
        """A table that was just made, with its corrections by hand; the others see only this one."""
        mine = self.corpus.corrections[self.corpus.corrections["table"] == name]
        if mine.empty or name in corrections.GROUND:
            return table
        if not set(corrections.PLACE) <= set(table.columns):
            self.refused += corrections.all_refused(mine)
            return table
        voices = self.voices if "voice" in table else None
        done = corrections.corrected(table, mine, _schema(name), self.articles, self.sentences, voices)
        self.as_made[name] = table
        self.refused += done.refused
        return done.table

    @property
    def problems(self) -> pd.DataFrame:
        """What was left out and what is in doubt; corrections by hand that were refused are among it."""
        for name in self.corpus.corrections["table"].unique():
            if name in self.table_names() and name not in corrections.GROUND:
                getattr(self, name)
        problems = self.corpus.problems
        return frame(pd.concat([problems, pd.DataFrame(self.refused)]), PROBLEMS) if self.refused else problems

    def __repr__(self) -> str:
        from analysis.show.overview import overview

        return overview(self).text

    def _repr_html_(self) -> str:
        from analysis.show.overview import overview

        return overview(self)._repr_html_()

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.table_names()]

    def table_names(self) -> list[str]:
        """The names of all tables."""
        return ["articles", "removed", "problems", "outlets", *STEPS, *lenses.names()]

    def adding(
        self, actors: Mapping[str, Sequence[str]] | None = None, frames: Mapping[str, Sequence[str]] | None = None
    ) -> Study:
        """A new study of the same articles with further terms of actors and frames, to try them out.

        >>> study.adding(frames={"stand-off": ["stand-off", "tension*"]}).framing          # doctest: +SKIP
        """
        return Study(dataclasses.replace(self.corpus, codebook=self.codebook.adding(actors, frames)), self.across)

    def parts(self, size: int = 64) -> Iterator[Study]:
        """This study in parts of whole stories, each of about ``size`` articles or of one large story.

        Tables of a part are the rows of its articles: nothing is compared across stories (see ``across``).
        What is done with one part after the other takes no more memory than the largest.
        """
        group = _groups(self.articles["story"].value_counts(sort=False), size)
        of_article = dict(zip(self.articles["article_id"], self.articles["story"].map(group), strict=True))
        of_corpus = ("articles", "removed", "problems", "corrections", "answers")
        tables = {name: getattr(self.corpus, name) for name in of_corpus}
        rows = {name: t.groupby(t["article_id"].map(of_article)).indices for name, t in tables.items()}
        for number in dict.fromkeys(group.values()):
            mine = {n: t.iloc[rows[n].get(number, [])].reset_index(drop=True) for n, t in tables.items()}
            articles = mine["articles"]
            corpus = dataclasses.replace(self.corpus, **mine)
            yield Study(corpus, across=self.across and len(articles) == len(self.articles))

    def compare(
        self,
        name: str,
        by_voice: bool = False,
        function: Callable[..., pd.DataFrame] = rates,
        by: str = "outlet",
    ) -> pd.DataFrame:
        """Every outlet's figures for one lens, with n and, where the sample carries them, intervals.

        ``by_voice`` splits them by who speaks. ``function``: another comparison with the parameters of
        ``analysis.compare.rates.rates``, such as ``analysis.compare.differences.differences``. ``by``: a column of
        ``outlets.csv`` whose values are compared in the place of outlets (``compare("blame", by="country")``); they
        stand in the column ``outlet``, and ``method`` says where a group is one outlet only.
        """
        if name not in lenses.names():
            raise ValueError(f"There is no lens {name!r} to compare. There are: {', '.join(lenses.names())}.")
        lens = lenses.module(name)
        articles = self.articles if by == "outlet" else groups.grouped(self.articles, self.outlets, by)
        table = function(
            getattr(self, name), articles, self.voices, name, lens.COUNTED, lens.AVERAGED, by_voice=by_voice
        )
        return table if by == "outlet" else groups.of_one_outlet(table, self.articles, self.outlets, by)

    def robustness(self, name: str, most: int = 8, **others: Mapping[str, Any]) -> pd.DataFrame:
        """The comparison of a lens (or "keyness") again under other choices, and which conclusions hold.

        Without headlines, without sentences that another outlet has too, without the ``most`` longest articles in
        turn where an outlet has several; keyness under another prior too. ``others``: further variants, name →
        arguments (``another_lexicon={"evidence": …}``). Returns ``analysis.compare.robustness``.
        """
        from analysis.compare import keyness, robustness
        from analysis.compare.wire import shared_sentences

        copied = shared_sentences(self.wire)
        same: dict[str, Any] = {"articles": self.articles, "voices": self.voices}
        if name == "keyness":
            tried = robustness.variants(self.articles, self.sentences, copied=copied, most=most)
            tried["under a flat prior"] = {"prior": keyness.flat}
            compare = functools.partial(keyness.keyness, **same)
            return robustness.robustness(compare, tried | others, robustness.distinctive_words)
        lens, rows = lenses.module(name), getattr(self, name)
        tried = robustness.variants(self.articles, self.sentences, rows, copied, most)
        own = {"evidence": rows, "lens": name, "counted": lens.COUNTED, "averaged": lens.AVERAGED}
        return robustness.robustness(functools.partial(rates, **same, **own), tried | others)

    def prominence(self, name: str, column: str) -> pd.DataFrame:
        """Where each article first has each value of a column of a table: ``analysis.compare.prominence``."""
        from analysis.compare.prominence import prominence

        return prominence(getattr(self, name), self.articles, self.sentences, column)

    def headline_gap(self, name: str) -> pd.DataFrame:
        """A lens's figures in each headline against the text under it: ``analysis.compare.prominence``."""
        from analysis.compare.prominence import headline_gap

        lens = lenses.module(name)
        return headline_gap(getattr(self, name), self.articles, self.sentences, name, lens.COUNTED, lens.AVERAGED)

    def evidence(self, what: str | pd.Series | pd.DataFrame, by: str = "outlet", **filters: Any) -> pd.DataFrame:
        """The rows behind a figure, each with its outlet and its whole sentence.

        ``what`` is the name of a table, or one row of a comparison: ``study.evidence(comparison.iloc[0])``.
        ``filters`` name columns and values: ``study.evidence("blame", outlet="CBS News", voice="outlet")``.
        An empty result comes with a warning that says which values there are. ``by``: as in ``compare``.
        """
        if isinstance(what, pd.DataFrame):
            if len(what) != 1:
                raise ValueError(f"Give one row of a comparison, not {len(what)}: evidence(comparison.iloc[0]).")
            what = what.iloc[0]
        if isinstance(what, pd.Series):
            filters = behind.filters_of(what.to_dict()) | filters
            table = getattr(self, what["lens"])
            table = table[table[what["measure"]].notna()]  # an average is over the rows with a value
            what = str(what["lens"])
        else:
            table = getattr(self, what)
        if by != "outlet" and "outlet" in filters:
            articles = groups.grouped(self.articles, self.outlets, by)
            table = table[table["article_id"].isin(articles["article_id"][articles["outlet"] == filters.pop("outlet")])]
        return behind.evidence(table, self.articles, self.sentences, what, **filters)

    def statements(self, path: str | Path) -> pd.DataFrame:
        """Which sentence of the primary statements was quoted by which outlet, and what of it was left out.

        ``path``: the statements themselves, a corpus of its own (a folder of texts will do). Returns
        ``analysis.compare.shared_quotes.statement_use``: one row a sentence and outlet.

        >>> study.statements("statements").pivot(index="text", columns="outlet", values="used")     # doctest: +SKIP
        """
        from analysis.compare.shared_quotes import statement_use

        given = Study.load(path, as_is=True)
        return statement_use(given.sentences, self.articles, self.quotes)

    def read(self, *article_ids: str) -> Html:
        """One article in full, or several side by side, with every mark; of two, what they share is linked.

        >>> study.read("cbs-news", "global-news")          # doctest: +SKIP
        """
        from analysis.show import reader

        names = article_ids or tuple(self.articles["article_id"].head(1))
        return reader.reader(self.articles, self.sentences, self.removed, self.marks(*names), names)

    def marks(self, *article_ids: str) -> pd.DataFrame:
        """What the reader marks: article_id, start, end, layer, label, href; of two articles also what they share."""
        from analysis.show import reader

        marks: pd.DataFrame = self._call(reader.marks)
        if len(article_ids) != 2:
            return marks
        shared = reader.shared_marks(self.shared_quotes, *article_ids)
        copied = reader.shared_sentence_marks(self.wire, *article_ids)
        return pd.concat([marks, shared, copied], ignore_index=True)

    def made(self, name: str) -> pd.DataFrame:
        """A table as the program made it, before its corrections by hand: what a check is about."""
        table: pd.DataFrame = getattr(self, name)
        if name in corrections.GROUND or not set(corrections.PLACE) <= set(table.columns):
            raise ValueError(f"The rows of {name!r} cannot be checked: {corrections.CORRECTABLE}.")
        return self.as_made.get(name, table)

    def check(self, name: str, n: int = 50, coder: str = "A") -> Any:
        """Asks about ``n`` rows of a table, field by field, in a widget for the keyboard; answers go into ``checks/``.

        The rows are drawn with a fixed seed, from each outlet as many as its share. Two coders, two names: neither
        sees the other's answers. ``study.accuracy`` and ``study.agreement`` read them after the next ``Study.load``.

        >>> study.check("blame", n=50, coder="Anna")          # doctest: +SKIP
        """
        from analysis.show import check

        return check.widget(self, name, check.asked(self, name, n), coder)

    def read_for(self, name: str, articles: int = 5, coder: str = "A") -> Any:
        """The other direction, what was missed: whole articles, sentence by sentence, without the program's rows.

        >>> study.read_for("blame", articles=5, coder="Anna")          # doctest: +SKIP
        """
        from analysis.show import check

        return check.widget(self, name, check.asked_to_read(self, name, articles), coder)

    def answers(self, name: str) -> pd.DataFrame:
        """What people answered about the rows of a table: ``tables.ANSWERS``."""
        return self.corpus.answers[self.corpus.answers["table"] == name].reset_index(drop=True)

    def accuracy(self, name: str) -> pd.DataFrame:
        """Precision and recall of a table on this corpus, as checked by hand: ``analysis.compare.checks``."""
        return checks.accuracy(self.answers(name), self.made(name), self.articles)

    def agreement(self, name: str) -> pd.DataFrame:
        """Krippendorff's alpha between those who checked a table, field by field: ``analysis.compare.checks``."""
        return checks.agreement(self.answers(name), self.made(name))

    def corrected_rates(self, name: str) -> pd.DataFrame:
        """Each outlet's rows per 1,000 words, raw and corrected by the check: ``analysis.compare.checks``."""
        return checks.corrected_rates(self.answers(name), self.made(name), self.articles)

    def export(self, name: str, path: str | Path) -> Path:
        """The rows of a table as labels for another program: .qdpx, .json, .zip, .jsonld or .csv (``exchange``).

        >>> study.export("blame", "blame.qdpx")          # doctest: +SKIP
        """
        columns = [c for c in checks.questions(name) if c in ("", *getattr(self, name).columns)]
        labels = exchange.labels(getattr(self, name), name, columns)
        return exchange.write(self.articles, labels, path)

    def labels_of(self, path: str | Path) -> exchange.Read:
        """The labels of a file of another program that fit these articles, and what did not fit (``exchange``)."""
        return exchange.read(path, self.articles)

    def concordance(self, pattern: str, sort: str = "position", width: int = 60) -> Concordance:
        """Every word that begins with a pattern, aligned in its context; ``.table`` holds the lines.

        >>> study.concordance("blame|accus", sort="right")          # doctest: +SKIP
        """
        from analysis.show.concordance import concordance

        return concordance(self.articles, self.sentences, self.voices, pattern, sort, width)

    def _call(self, function: Callable[..., Any], **given: Any) -> Any:
        parameters = inspect.signature(function).parameters.values()
        needed = [p.name for p in parameters if p.name not in given and p.default is p.empty]
        return function(**{p: getattr(self, p) for p in needed}, **given)


class Opened(Study):
    """A study whose tables were made before: each is read from disk on its first use (see ``Study.open``)."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.across = len(dataset.stories) < 2
        self._tables = {"codebook": dataset.codebook()}
        self.as_made, self.refused = {}, []  # the tables were corrected when they were made

    @functools.cached_property
    def corpus(self) -> Corpus:  # type: ignore[override]
        """The articles that were analysed, and what happened to them on the way in."""
        path = Path(str(self.dataset.corpus["path"]))
        answers = byhand.read(path if path.is_dir() else path.parent, self.articles).answers
        return Corpus(self.articles, self.removed, self.problems, self.codebook, str(path), answers=answers)

    @property
    def problems(self) -> pd.DataFrame:
        """What was left out and what is in doubt, as it was written with the tables."""
        if "problems" not in self._tables:
            self._tables["problems"] = self._made("problems")
        problems: pd.DataFrame = self._tables["problems"]
        return problems

    @property
    def codebook(self) -> Codebook:
        """The codebook that the tables were made with."""
        codebook: Codebook = self._tables["codebook"]
        return codebook

    def _made(self, name: str) -> pd.DataFrame:
        table = self.dataset.table(name)
        return table.drop(columns="group_id") if name == "figures" else table  # as ``show.files.table`` adds it

    def parts(self, size: int = 64) -> Iterator[Study]:
        """This study in parts of whole stories, of about ``size`` articles each; a part reads its own rows only."""
        counts = pd.Series({story: m.tables["articles"]["rows"] for story, m in self.dataset.stories.items()})
        for _, stories in counts.groupby(counts.index.map(_groups(counts, size))):
            yield Opened(self.dataset.only(stories.index))


def _groups(counts: pd.Series, size: int) -> dict[str, int]:
    """Story → number of its part; parts are of about ``size`` articles, or of one large story."""
    return dict(zip(counts.index, (counts.cumsum() - 1) // size, strict=True))


def _function(name: str) -> Callable[..., pd.DataFrame]:
    module = importlib.import_module(STEPS.get(name, f"analysis.lenses.{name}"))
    function: Callable[..., pd.DataFrame] = getattr(module, name)
    return function


def _schema(name: str) -> Schema:
    """The schema of a table, which stands in the module of its function or is imported there."""
    module = importlib.import_module(STEPS.get(name, f"analysis.lenses.{name}"))
    return next(s for s in vars(module).values() if isinstance(s, Schema) and s.name == name)
