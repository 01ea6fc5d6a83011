"""REFI-QDA projects (.qdpx), which ATLAS.ti, MAXQDA, NVivo, QualCoder and others exchange.

A ZIP: ``project.qde`` (XML after the standard's Project.xsd, version 1.0) and the texts in ``Sources/``. Codes are
nested: table, column, value. A selection's positions are counted in characters of the plain text, the first is 0 and
the end is exclusive (so in ATLAS.ti's own export); the standard means code points. Identifiers are made from names, so
that the same labels give the same file.
"""

import posixpath
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from analysis.exchange.labels import Content, ExchangeError, Label, parts, path, xml

NAMESPACE = "urn:QDA-XML:project:1.0"
SPACE = uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE)
Q = f"{{{NAMESPACE}}}"
LARGEST = 500_000_000  # bytes of a project when unpacked
NAME = 60  # characters of a selection that become its name


def write(texts: Mapping[str, str], labels: Sequence[Label], file: Path) -> None:
    """Write the project. Characters that XML forbids become U+FFFD in names, and stay in the texts."""
    ET.register_namespace("", NAMESPACE)
    project = ET.Element(f"{Q}Project", {"name": xml(file.stem), "origin": "analysis"})
    people = list(dict.fromkeys(label.who for label in labels if label.who))
    if people:
        users = ET.SubElement(project, f"{Q}Users")
        for who in people:
            ET.SubElement(users, f"{Q}User", {"guid": _guid("user", who), "name": xml(who)})
    if labels:
        codes = ET.SubElement(ET.SubElement(project, f"{Q}CodeBook"), f"{Q}Codes")
        _codes(codes, [tuple(path(label)) for label in labels])
    if texts:
        sources = ET.SubElement(project, f"{Q}Sources")
        for article, text in texts.items():
            _source(sources, article, text, [x for x in labels if x.article_id == article])
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        content = ET.tostring(project, encoding="utf-8", xml_declaration=True)
        archive.writestr(zipfile.ZipInfo("project.qde"), content)
        for article, text in texts.items():
            archive.writestr(zipfile.ZipInfo(f"Sources/{_guid('text', article)}.txt"), text.encode("utf-8"))


def _codes(parent: ET.Element, paths: Iterable[tuple[str, ...]]) -> None:
    """The codes of some paths as a tree, each once."""
    nodes: dict[tuple[str, ...], ET.Element] = {(): parent}
    for whole in dict.fromkeys(paths):
        for depth in range(1, len(whole) + 1):
            here = whole[:depth]
            if here not in nodes:
                known = {"guid": _guid("code", *here), "name": xml(here[-1]), "isCodable": "true"}
                nodes[here] = ET.SubElement(nodes[here[:-1]], f"{Q}Code", known)


def _source(sources: ET.Element, article: str, text: str, labels: Sequence[Label]) -> None:
    known = {"guid": _guid("source", article), "name": xml(article)}
    source = ET.SubElement(
        sources, f"{Q}TextSource", known | {"plainTextPath": f"internal://{_guid('text', article)}.txt"}
    )
    by_place: dict[tuple[int, int], list[Label]] = {}
    for label in labels:
        by_place.setdefault((label.start, label.end), []).append(label)
    for (start, end), here in by_place.items():
        named = {"guid": _guid("selection", article, start, end), "name": xml(text[start:end])[:NAME]}
        place = {"startPosition": str(start), "endPosition": str(end)}
        selection = ET.SubElement(source, f"{Q}PlainTextSelection", named | place)
        for n, label in enumerate(here):
            by = {"creatingUser": _guid("user", label.who)} if label.who else {}
            coding = ET.SubElement(selection, f"{Q}Coding", {"guid": _guid("coding", n, *label[:-1])} | by)
            ET.SubElement(coding, f"{Q}CodeRef", {"targetGUID": _guid("code", *path(label))})


def _guid(*key: object) -> str:
    return str(uuid.uuid5(SPACE, repr(key))).upper()


def _key(guid: str | None) -> str:
    """An identifier without what programs write differently: braces, and upper or lower case."""
    return (guid or "").strip("{}").upper()


def read(file: Path) -> Content:
    """The texts and codings of a project; pictures, sound, PDF and memos are passed over."""
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise ExchangeError(f"{file} is larger than {LARGEST:,} bytes when unpacked")
            entries = {n.lower(): n for n in archive.namelist()}
            root = ET.fromstring(archive.read(next(n for low, n in entries.items() if low.endswith(".qde"))))
            named = {posixpath.basename(low): n for low, n in entries.items()}
            sources = list(root.iter(f"{Q}TextSource"))
            texts = [_text(source, archive, named) for source in sources]
    except StopIteration as error:
        raise ExchangeError(f"{file} holds no project.qde") from error
    except (zipfile.BadZipFile, ET.ParseError, UnicodeDecodeError, OSError, KeyError) as error:
        raise ExchangeError(f"{file} is no REFI-QDA project: {error}") from error
    codes = dict(_paths(root.find(f"{Q}CodeBook/{Q}Codes"), ()))
    people = {_key(u.get("guid")): u.get("name") or u.get("id") or "" for u in root.iter(f"{Q}User")}
    names = [s.get("name") or s.get("guid") or "" for s in sources]
    found = [label for s, name, text in zip(sources, names, texts, strict=True) if text is not None
             for label in _labels(s, name, codes, people)]  # fmt: skip
    return Content({n: t for n, t in zip(names, texts, strict=True) if t is not None}, found)


def _text(source: ET.Element, archive: zipfile.ZipFile, named: Mapping[str, str]) -> str | None:
    """The plain text of a source: in the project itself, or a file of the ZIP; None if it lies elsewhere."""
    inside = source.findtext(f"{Q}PlainTextContent")
    if inside is not None:
        return inside
    where = posixpath.basename(source.get("plainTextPath", "")).lower()
    return archive.read(named[where]).decode("utf-8-sig") if where in named else None


def _paths(codes: ET.Element | None, above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for code in codes if codes is not None else ():
        if code.tag == f"{Q}Code":
            here = (*above, code.get("name", ""))
            yield _key(code.get("guid")), here
            yield from _paths(code, here)


def _labels(
    source: ET.Element, article: str, codes: Mapping[str, tuple[str, ...]], people: Mapping[str, str]
) -> Iterator[Label]:
    for selection in source.iter(f"{Q}PlainTextSelection"):
        start, end = int(selection.get("startPosition", "0")), int(selection.get("endPosition", "0"))
        for coding in selection.iter(f"{Q}Coding"):
            ref = coding.find(f"{Q}CodeRef")
            code = codes.get(_key(ref.get("targetGUID")), ()) if ref is not None else ()
            by = _key(coding.get("creatingUser") or selection.get("creatingUser"))
            if code:
                yield Label(article, start, end, *parts(code), people.get(by, ""))
