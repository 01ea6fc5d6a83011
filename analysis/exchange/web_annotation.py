"""W3C Web Annotation as JSON-LD: an annotation page, one annotation a label.

Offsets are Unicode code points ("The selection of the text MUST be in terms of unicode code points", Web Annotation
Data Model, 4.2.4, to which the Text Position Selector refers). The texts are not part of the format: each target
names its article and quotes the words.
"""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from analysis.exchange.labels import Content, ExchangeError, Label, code, split

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
SOURCE = "urn:article:"
SPACE = uuid.uuid5(uuid.NAMESPACE_URL, CONTEXT)
AROUND = 30  # characters quoted before and after


def write(texts: Mapping[str, str], labels: Sequence[Label], path: Path) -> None:
    """Write an AnnotationPage."""
    items = [_annotation(texts[label.article_id], label, n) for n, label in enumerate(labels)]
    page = {"@context": CONTEXT, "id": f"urn:uuid:{uuid.uuid5(SPACE, path.name)}", "type": "AnnotationPage"}
    path.write_text(json.dumps(page | {"items": items}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _annotation(text: str, label: Label, number: int) -> dict[str, Any]:
    start, end = label.start, label.end
    quoted = {
        "exact": text[start:end],
        "prefix": text[max(0, start - AROUND) : start],
        "suffix": text[end : end + AROUND],
    }
    target = {
        "source": SOURCE + quote(label.article_id, safe=""),
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {"type": "TextQuoteSelector", **quoted},
        ],
    }
    known: dict[str, Any] = {"id": f"urn:uuid:{uuid.uuid5(SPACE, repr((number, *label)))}", "type": "Annotation"}
    known |= {"motivation": "tagging", "target": target}
    known |= {"body": {"type": "TextualBody", "purpose": "tagging", "value": code(label)}}
    return known | ({"creator": {"type": "Person", "name": label.who}} if label.who else {})


def read(path: Path) -> Content:
    """The tags of the annotations of a page, a collection with its first page, a list or one annotation."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        return Content({}, [label for item in _items(content) for label in _labels(item)])
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError, OSError) as error:
        raise ExchangeError(f"{path} holds no web annotations: {type(error).__name__}: {error}") from error


def _items(content: Any) -> list[Any]:
    if isinstance(content, list):
        return content
    if "first" in content:
        return _items(content["first"])
    items: list[Any] = content.get("items", [content])
    return items


def _labels(item: Mapping[str, Any]) -> Iterator[Label]:
    target = item["target"]
    source = str(target["source"]["id"] if isinstance(target["source"], dict) else target["source"])
    article = unquote(source.removeprefix(SOURCE)) if source.startswith(SOURCE) else source
    selectors = _list(target["selector"])
    position = next(s for s in selectors if s["type"] == "TextPositionSelector")
    words = next((s["exact"] for s in selectors if s["type"] == "TextQuoteSelector"), None)
    creator = next(iter(_list(item.get("creator", ""))), "")
    who = str(creator.get("name") or creator.get("id") or "") if isinstance(creator, dict) else str(creator)
    for body in _list(item.get("body", [])):
        value = body["value"] if isinstance(body, dict) else body
        yield Label(article, int(position["start"]), int(position["end"]), *split(str(value)), who, words)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
