"""The command line: python -m analysis …"""

import argparse
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import __version__

if TYPE_CHECKING:
    import pandas as pd

EXAMPLES = """\
examples:
  python -m analysis start my-study                  a folder with the notebooks, the example and a codebook
  python -m analysis report                          the comparison of data/ as HTML and PDF in reports/
  python -m analysis report my-articles --out mine   a folder with articles.csv beside the text files
  python -m analysis report export.csv --text-column "Full Text" --outlet-column Publication
  python -m analysis tables my-articles --out tables --format csv
  python -m analysis tables archive.jsonl.gz --out tables              goes on where it was stopped
  python -m analysis corpus exports pages --out mine  Nexis, Factiva, web pages, WARC, PDF … as a corpus of its own
  python -m analysis collect urls.txt --out crawl    the pages of a list of addresses, as WARC (uses the network)
  python -m analysis stories archive.jsonl.gz --out with-stories     which articles tell one event
  python -m analysis codebook my-articles > my-articles/codebook.toml     actors found, to edit
  python -m analysis check my-articles --table blame --n 50 --coders Anna,Ben --out sheets
  python -m analysis accuracy GOLD.jsonl             precision and recall of who says what, on labelled texts
  python -m analysis tone TARGETS.jsonl > tone.csv   tone towards marked targets, valence of their sentences

CORPUS is a folder with articles.csv beside the text files, or one CSV, JSONL (.gz) or Parquet file.
Exit status: 0 all is done; 1 something was left out, and it says what; 2 nothing could be done."""

NAMED = ("text", "id", "outlet", "story")


FEW = 200
"""Articles up to which tables are CSV files, for a spreadsheet; more are a Parquet dataset."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is 0, 1 (something was left out) or 2 (nothing could be done)."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (ValueError, OSError, RuntimeError) as error:  # CorpusError, LexiconError, ModelError … in plain words
        print(f"analysis: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("analysis: stopped", file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    own = argparse.RawDescriptionHelpFormatter
    main = argparse.ArgumentParser(
        prog="python -m analysis",
        description="Comparative media analysis: how several outlets tell one event.",
        epilog=EXAMPLES,
        formatter_class=own,
    )
    main.add_argument("--version", action="version", version=f"analysis {__version__}")
    commands = main.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], what: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=what, description=what, epilog=EXAMPLES, formatter_class=own)
        made.set_defaults(run=run)
        return made

    start = command("start", _start, "make a folder to begin a study in: notebooks, the example corpus, a codebook")
    start.add_argument("folder", type=Path, metavar="FOLDER", help="a name that is free")
    report = command("report", _report, "run the notebooks on a corpus and write HTML and PDF")
    _corpus(report)
    report.add_argument("--out", type=Path, default=Path("reports"), help="folder to write to (default: reports)")
    report.add_argument("--anonymise-outlets", action="store_true", help="hide the outlets' names, to read blind")
    report.add_argument("--lang", default="en", help="language of the page (default: en)")
    tables = command("tables", _tables, "write every table of a corpus, as a Parquet dataset or CSV files")
    _corpus(tables)
    tables.add_argument("--out", type=Path, required=True, help="folder to write to")
    tables.add_argument("--format", choices=("csv", "parquet"), help=f"default: csv up to {FEW} articles, then parquet")
    tables.add_argument("--workers", type=_positive, default=0, metavar="N", help="processes (default: one a core)")
    tables.add_argument("--scheduler", default="", metavar="ADDRESS", help="of a Dask cluster: tcp://host:8786")
    tables.add_argument("--as-is", action="store_true", help="take the text as it is: offsets are those of the input")
    corpus = command("corpus", _own, "make a corpus of exports, saved pages, crawls, PDF, tables, ZIP")
    corpus.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files and folders")
    corpus.add_argument("--out", type=Path, required=True, help="a new folder, which the other commands read as CORPUS")
    collect = command("collect", _collect, "save the pages of a list of addresses as WARC (uses the network)")
    collect.add_argument("addresses", type=Path, metavar="URLS", help="text file with one address a line")
    collect.add_argument("--out", type=Path, required=True, help="folder to write to; goes on where it was stopped")
    collect.add_argument("--delay", type=float, default=1.0, help="least seconds between two requests (default: 1)")
    stories = command("stories", _stories, "find which articles of an archive tell one event")
    _corpus(stories)
    stories.add_argument("--out", type=Path, required=True, help="folder to write to; it can be analysed then")
    codebook = command("codebook", _codebook, "the actors found in the texts, as a codebook to edit")
    _corpus(codebook)
    check = command("check", _check, "write rows to check by hand as spreadsheets")
    _corpus(check)
    check.add_argument("--table", default="blame", help="the table whose rows are checked (default: blame)")
    check.add_argument(
        "--n", type=int, default=50, help="about so many rows, from every outlet its share (default: 50)"
    )
    check.add_argument(
        "--articles", type=int, default=0, help="and so many whole articles to read, for what was missed"
    )
    check.add_argument("--coders", default="A,B", help="names, separated by commas: a file for each (default: A,B)")
    check.add_argument("--out", type=Path, required=True, help="folder to write to; filled in, they go into checks/")
    accuracy = command("accuracy", _accuracy, "measure who says what, or the grammar, on texts labelled by hand")
    accuracy.add_argument(
        "gold", type=Path, metavar="GOLD", help="JSONL of attributions, tokens, entities, mentions or pronouns"
    )
    tone = command("tone", _tone, "tone towards marked targets, as CSV on the standard output")
    tone.add_argument("file", type=Path, metavar="FILE", help="JSONL of texts with target spans")
    return main


def _corpus(command: argparse.ArgumentParser) -> None:
    command.add_argument("corpus", nargs="?", type=Path, default=Path("data"), metavar="CORPUS", help="default: data")
    for name in NAMED:
        command.add_argument(f"--{name}-column", default="", metavar="NAME", help=f"the column that holds the {name}")


def _positive(number: str) -> int:
    if not number.isdecimal() or int(number) < 1:
        raise argparse.ArgumentTypeError(f"{number!r} is not a whole number above 0")
    return int(number)


def _columns(options: argparse.Namespace) -> dict[str, Any]:
    return {f"{n}_column": getattr(options, f"{n}_column") for n in NAMED if getattr(options, f"{n}_column")}


def _start(options: argparse.Namespace) -> int:
    from analysis.start import start

    print("Written:", *start(options.folder), sep="\n  ")
    print(f"Next: cd {options.folder}; python -m analysis report; jupyter lab notebooks")
    return 0


def _report(options: argparse.Namespace) -> int:
    from analysis.show.report import report

    written = report(
        options.corpus, options.out, anonymise=options.anonymise_outlets, lang=options.lang, **_columns(options)
    )
    left_out = _say(written.problems)
    for line in written.failed:
        print(line, file=sys.stderr)
    print("Written:", *written.paths, sep="\n  ")
    return 1 if left_out or written.failed else 0


def _tables(options: argparse.Namespace) -> int:
    from analysis.run import run
    from analysis.show.files import write
    from analysis.study import Study

    many = bool(options.workers or options.scheduler)
    if options.format == "csv" and many:
        raise ValueError("--workers and --scheduler are for --format parquet; CSV is for small corpora")
    study = Study.load(options.corpus, as_is=options.as_is, **_columns(options))
    if options.format == "csv" or not (options.format or many or len(study.articles) > FEW):
        written = write(study, options.out)
    else:
        written = run(study, options.out, options.workers, options.scheduler)
    left_out = _say(written.problems)
    print("Written:", *written.paths, sep="\n  ")
    return 1 if left_out else 0


def _stories(options: argparse.Namespace) -> int:
    from analysis.show.stories import write

    written, table = write(options.corpus, options.out, **_columns(options))
    left_out = _say(written.problems)
    doubtful = int(table["doubtful"].sum())
    print(f"{int(table['n_articles'].sum()):,} articles, {len(table):,} stories, {doubtful:,} of them doubtful:")
    for story, n, sure in table.head(min(10, doubtful))[["story", "n_articles", "confidence"]].itertuples(index=False):
        print(f"  {sure:.2f}  {story}, {n} article{'s' if n > 1 else ''}")
    print("Written:", *written.paths, sep="\n  ")
    return 1 if left_out else 0


def _codebook(options: argparse.Namespace) -> int:
    from analysis.lenses.labels import suggest_codebook
    from analysis.study import Study

    study = Study.load(options.corpus, **_columns(options))
    left_out = _say(study.problems)
    found = suggest_codebook(study.articles, study.names, study.sentences)
    print(found or "# no actor is named twice in these texts", end="\n" if not found else "")
    return 1 if left_out else 0


def _check(options: argparse.Namespace) -> int:
    from analysis.show.check import sheets
    from analysis.study import Study

    study = Study.load(options.corpus, **_columns(options))
    if options.table not in study.table_names():
        raise ValueError(f"there is no table {options.table!r}; there are: {', '.join(study.table_names())}")
    coders = [name.strip() for name in options.coders.split(",") if name.strip()]
    paths = sheets(study, options.table, options.n, coders, options.out, options.articles)
    left_out = _say(study.problems)
    print("Written:", *paths, sep="\n  ")
    print("Filled in and put into checks/ beside the articles, the next report shows what they say.")
    return 1 if left_out else 0


def _say(problems: "pd.DataFrame") -> bool:
    """Names what was left out and what is in doubt; True if anything was left out."""
    columns = ["left_out", "file", "row", "column", "problem", "advice"]
    for left_out, file, row, column, what, advice in problems[columns].itertuples(index=False, name=None):
        place = _place(file, row, column)
        print(f"{'left out' if left_out else 'in doubt'}: {place}: {what}; {advice}", file=sys.stderr)
    return bool(problems["left_out"].any())


def _own(options: argparse.Namespace) -> int:
    from analysis.corpus.formats.own import write

    written = write(options.paths, options.out)
    for p in written.left_out:
        print(f"left out: {_place(p['file'], p['row'])}: {p['problem']}; {p['advice']}", file=sys.stderr)
    for kind, n in written.kinds.items():
        print(f"{n:6,} articles from {kind}")
    print(f"{written.articles:6,} articles in all, {written.doubts:,} in doubt; left out: {len(written.left_out):,}")
    print("Written:", written.folder, "  what was understood: understood.csv", sep="\n  ")
    return 1 if written.left_out else 0


def _collect(options: argparse.Namespace) -> int:
    from analysis.corpus.formats.collect import collect

    collected = collect(options.addresses, options.out, options.delay)
    for p in collected.problems:
        print(f"left out: {_place(p['file'], p['row'])}: {p['problem']}; {p['advice']}", file=sys.stderr)
    print(f"{collected.new:,} pages fetched, {collected.before:,} were there already: {collected.file}")
    return 1 if collected.problems else 0


def _place(file: str, row: int, column: str = "") -> str:
    return ", ".join(p for p in (file, f"row {row}" if row else "", f"column {column}" if column else "") if p)


def _accuracy(options: argparse.Namespace) -> int:
    from analysis.encoding.gold import read_jsonl

    first = next(iter(read_jsonl(options.gold)), {})
    if "attributions" in first:
        from analysis.attribution.accuracy import accuracy
    else:
        from analysis.grammar.accuracy import accuracy
    print(accuracy(options.gold).to_string(index=False))
    return 0


def _tone(options: argparse.Namespace) -> int:
    from analysis.attribution.accuracy import tone_of_file

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = tone_of_file(options.file)
    for warning in caught:
        print(f"analysis: {warning.message}", file=sys.stderr)
    table.to_csv(sys.stdout, index=False)
    return 1 if caught else 0


if __name__ == "__main__":
    sys.exit(main())
