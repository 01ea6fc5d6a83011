"""UIMA CAS: a ZIP of one XMI an article and the type system, as INCEpTION takes and gives it.

UIMA counts in units of UTF-16; dkpro-cassis turns them into code points and back. Labels are annotations of the type
``webanno.custom.Label``, a custom layer in INCEpTION.
"""

import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from analysis.exchange.labels import Content, ExchangeError, Label, xml

LABEL = "webanno.custom.Label"
FEATURES = ("table", "column", "value", "who")
DOCUMENT = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
TYPES = "TypeSystem.xml"
NO_LABELS = ("uima.", "de.tudarmstadt.ukp.dkpro.core.api.segmentation", "de.tudarmstadt.ukp.dkpro.core.api.metadata")
LARGEST = 500_000_000  # bytes of a ZIP when unpacked


def write(texts: Mapping[str, str], labels: Sequence[Label], path: Path) -> None:
    """Write the ZIP. Characters that XML forbids become U+FFFD."""
    types = _types()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(TYPES), types.to_xml())
        for n, (article, text) in enumerate(texts.items(), 1):
            cas = _cas(types, article, text, [x for x in labels if x.article_id == article])
            archive.writestr(zipfile.ZipInfo(f"article-{n}.xmi"), cas.to_xmi())


def _types() -> Any:
    from cassis import TypeSystem

    types = TypeSystem()
    label = types.create_type(LABEL, supertypeName="uima.tcas.Annotation")
    for feature in FEATURES:
        types.create_feature(label, feature, rangeType="uima.cas.String")
    document = types.create_type(DOCUMENT, supertypeName="uima.tcas.DocumentAnnotation")
    for feature in ("documentTitle", "documentId"):
        types.create_feature(document, feature, rangeType="uima.cas.String")
    return types


def _cas(types: Any, article: str, text: str, labels: Sequence[Label]) -> Any:
    from cassis import Cas

    cas = Cas(typesystem=types)
    cas.sofa_string = xml(text)
    cas.sofa_mime = "text/plain"
    document, kind = types.get_type(DOCUMENT), types.get_type(LABEL)
    cas.add(document(begin=0, end=len(text), documentId=xml(article), documentTitle=xml(article), language="en"))
    for label in labels:
        given = {name: xml(getattr(label, name)) for name in FEATURES}
        cas.add(kind(begin=label.start, end=label.end, **given))
    return cas


def read(path: Path) -> Content:
    """The texts and labels of a ZIP with XMI files and their type system, of INCEpTION too.

    Of other layers every annotation with a value becomes a label: the layer is its table, the feature its column.
    Tokens, sentences and metadata are passed over.
    """
    from cassis import load_cas_from_xmi, load_typesystem

    texts: dict[str, str] = {}
    labels: list[Label] = []
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise ExchangeError(f"{path} is larger than {LARGEST:,} bytes when unpacked")
            names = archive.namelist()
            kinds = next(n for n in names if posixpath.basename(n).lower() == TYPES.lower())
            types = load_typesystem(BytesIO(archive.read(kinds)))
            for name in (n for n in names if n.lower().endswith(".xmi")):
                cas = load_cas_from_xmi(BytesIO(archive.read(name)), typesystem=types, lenient=True)
                article = _article(cas) or posixpath.splitext(posixpath.basename(name))[0]
                texts[article] = cas.sofa_string or ""
                labels += _labels(cas, article)
    except StopIteration as error:
        raise ExchangeError(f"{path} holds no {TYPES}") from error
    except ExchangeError:
        raise
    except Exception as error:  # cassis raises whatever its parser raises
        raise ExchangeError(f"{path} is no ZIP of UIMA CAS files: {type(error).__name__}: {error}") from error
    return Content(texts, labels)


def _article(cas: Any) -> str:
    if not cas.typesystem.contains_type(DOCUMENT):
        return ""
    return next((str(d.documentId) for d in cas.select(DOCUMENT) if d.documentId), "")


def _labels(cas: Any, article: str) -> Iterator[Label]:
    for found in cas.select_all_annotations():
        name = found.type.name
        if found.begin is None or name.startswith(NO_LABELS):
            continue
        words = found.get_covered_text()
        place = (article, found.begin, found.end)
        if name == LABEL and found.table:
            table, column, value, who = ((getattr(found, f) or "") for f in FEATURES)
            yield Label(*place, table, column, value, who, words)
            continue
        values = {f.name: found[f.name] for f in found.type.all_features if f.name not in ("begin", "end", "sofa")}
        given = {f: v for f, v in values.items() if isinstance(v, str) and v}
        layer = name.rpartition(".")[2]
        yield from (Label(*place, layer, f, v, "", words) for f, v in (given or {"": ""}).items())
