"""How well files are read: exports against what they say of themselves, saved pages against their publishers' truth.

    python tests/measure/formats.py FOLDER [--pages develop|measure|all] [--errors]

FOLDER/nexis, FOLDER/factiva …: exports. Every article must have title, outlet and date; its words are compared with the
length that the export itself states ("937 words"), and the number of articles with that of their end marks.
FOLDER/pages/COUNTRY: saved pages NAME_date.html.gz beside NAME.json, version → title, publishing_date, body (as in
tests/resources of flairNLP/fundus). Half of the publishers, by a hash of their names, is for developing.
"""

import argparse
import gzip
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from statistics import mean

from rapidfuzz import fuzz

from analysis.corpus.formats import markup, own, page

# Words; of Chinese and Japanese, characters.
WORD = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]|[^\W\u3040-\u30ff\u4e00-\u9fff]+")
LENGTH = re.compile(
    r"(?:Length|LENGTH|LONGUEUR|LÄNGE)[: \xa0]+(\d+)[ \xa0](?:words|mots|Wörter)"
    r"|>(\d[\d.,]*)\s(?:words|mots|W.{1,7}rter)<"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", choices=("develop", "measure", "all"), default="all")
    parser.add_argument("--errors", action="store_true", help="print what is wrong, page by page")
    options = parser.parse_args()
    for folder in sorted(p for p in options.folder.iterdir() if p.is_dir() and p.name != "pages"):
        exports(folder, options.errors)
    if (options.folder / "pages").is_dir():
        pages(options.folder / "pages", options.pages, options.errors)


# --- Exports --------------------------------------------------------------------------------------------------------


def exports(folder: Path, errors: bool) -> None:
    """A line a file: articles, and how many have a title, an outlet, a date, and a body as long as stated."""
    for piece in own.gather([folder]):  # one folder: names are those in it
        rows, left_out = piece.rows, sum(p["left_out"] for p in piece.problems)
        stated = [int(re.sub(r"\D", "", a or b)) for a, b in LENGTH.findall(plain(folder / piece.file))]
        filled = {n: sum(bool(r.get(n)) for r in rows) for n in ("headline", "outlet", "published", "text")}
        print(f"{folder.name}/{piece.file}: {piece.kind}; {len(rows)} articles, {left_out} left out; {filled}", end="")
        if stated and len(stated) == len(rows):
            ratios = [len(r["text"].split()) / n for r, n in zip(rows, stated, strict=True) if n]
            near = sum(0.85 < ratio < 1.15 for ratio in ratios)
            print(f"; as long as stated: {near} of {len(ratios)}", end="")
            for row, ratio in zip(rows, ratios, strict=False):
                if errors and not 0.85 < ratio < 1.15:
                    print(f"\n    {row['source_row']}: {ratio:.2f} of the words: {row['headline'][:70]}", end="")
        print()


def plain(file: Path) -> str:
    """The text of an export, without regard to what it is."""
    from analysis.corpus.formats import content

    if not file.is_file():
        return ""
    if file.read_bytes()[:2] == b"PK":
        import zipfile

        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            return "\n".join(content.word.docx(archive)) if content.word.DOCUMENT in names else ""
    text = file.read_bytes().decode("utf-8", "replace")
    return re.sub(r"</?SPAN[^>]*>", "", text, flags=re.IGNORECASE)


# --- Pages ----------------------------------------------------------------------------------------------------------


def pages(folder: Path, which: str, errors: bool) -> None:
    """Word F1 of the body, title (the same words; nearly the same), day of publication."""
    figures: defaultdict[str, list[float]] = defaultdict(list)
    for file, truth in cases(folder, which):
        try:
            (row,), _ = page.read(markup.text_of(gzip.decompress(file.read_bytes()))[0], file.name)
        except ValueError as error:
            print(f"{file.name}: {error}", file=sys.stderr)
            row = dict.fromkeys(("headline", "dek", "text", "published", "outlet"), "")
        score = {
            "body: word F1": f1(f"{row['dek']}\n{row['text']}", body(truth)),
            "title: same words": float(words(row["headline"]) == words(truth["title"])),
            "title: nearly the same": float(
                fuzz.ratio(" ".join(words(row["headline"])), " ".join(words(truth["title"]))) >= 90
            ),
            "date: same day": float(row["published"][:10] == str(truth["publishing_date"])[:10]),
            "outlet is known": float(bool(row["outlet"])),
        }
        for name, value in score.items():
            figures[name].append(value)
        if errors and min(score.values()) < 0.9:
            print(file.name, {k: round(v, 3) for k, v in score.items()})
    for name, values in figures.items():
        print(f"pages ({which}, {len(values)}): {name} {mean(values):.3f}")


def cases(folder: Path, which: str) -> list[tuple[Path, dict]]:
    """The pages with their truth: versions are in the order of the days on which the pages were saved."""
    found = []
    for truth in sorted(folder.rglob("*.json")):
        develop = hashlib.sha256(truth.stem.encode()).digest()[0] % 2 == 0
        if which == "all" or develop == (which == "develop"):
            saved = sorted(truth.parent.glob(f"{truth.stem}_*.html.gz"))
            found += zip(saved, json.loads(truth.read_text()).values(), strict=True)
    return found


def body(truth: dict) -> str:
    lines = list(truth["body"]["summary"])
    for section in truth["body"]["sections"]:
        lines += [*section["headline"], *section["paragraphs"]]
    return "\n".join(lines)


def words(text: str | None) -> list[str]:
    return WORD.findall((text or "").lower().replace("\u00ad", ""))


def f1(found: str, truth: str) -> float:
    a, b = Counter(words(found)), Counter(words(truth))
    return 2 * (a & b).total() / max(a.total() + b.total(), 1)


if __name__ == "__main__":
    main()
