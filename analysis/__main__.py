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
  python -m analysis tables my-articles --out tables --format parquet
  python -m analysis accuracy GOLD.jsonl             precision and recall of who says what, on labelled texts
  python -m analysis tone TARGETS.jsonl > tone.csv   tone towards marked targets, valence of their sentences

CORPUS is a folder with articles.csv beside the text files, or one CSV, JSONL (.gz) or Parquet file.
Exit status: 0 all is done; 1 something was left out, and it says what; 2 nothing could be done."""

NAMED = ("text", "id", "outlet", "story")


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
    tables = command("tables", _tables, "write every table of a corpus as a file")
    _corpus(tables)
    tables.add_argument("--out", type=Path, required=True, help="folder to write to")
    tables.add_argument("--format", choices=("csv", "parquet"), default="csv")
    tables.add_argument("--as-is", action="store_true", help="take the text as it is: offsets are those of the input")
    accuracy = command("accuracy", _accuracy, "measure who says what on texts labelled by hand")
    accuracy.add_argument("gold", type=Path, metavar="GOLD", help="JSONL of id, text, attributions")
    tone = command("tone", _tone, "tone towards marked targets, as CSV on the standard output")
    tone.add_argument("file", type=Path, metavar="FILE", help="JSONL of texts with target spans")
    return main


def _corpus(command: argparse.ArgumentParser) -> None:
    command.add_argument("corpus", nargs="?", type=Path, default=Path("data"), metavar="CORPUS", help="default: data")
    for name in NAMED:
        command.add_argument(f"--{name}-column", default="", metavar="NAME", help=f"the column that holds the {name}")


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
    from analysis.show.files import write
    from analysis.study import Study

    study = Study.load(options.corpus, as_is=options.as_is, **_columns(options))
    written = write(study, options.out, options.format)
    left_out = _say(written.problems)
    print("Written:", *written.paths, sep="\n  ")
    return 1 if left_out else 0


def _say(problems: "pd.DataFrame") -> bool:
    """Names what was left out and what is in doubt; True if anything was left out."""
    columns = ["left_out", "file", "row", "column", "problem", "advice"]
    for left_out, file, row, column, what, advice in problems[columns].itertuples(index=False, name=None):
        place = ", ".join(p for p in (file, f"row {row}" if row else "", f"column {column}" if column else "") if p)
        print(f"{'left out' if left_out else 'in doubt'}: {place}: {what}; {advice}", file=sys.stderr)
    return bool(problems["left_out"].any())


def _accuracy(options: argparse.Namespace) -> int:
    from analysis.attribution.accuracy import accuracy

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
