"""Label Studio's JSON: a list of tasks with annotations.

``start`` and ``end`` count code points: Label Studio's editor turns the browser's UTF-16 units into code points ("in
python and other modern tools complex unicode symbols handled as code points"). Versions before 1.5 stored UTF-16
units; where the words of a region stand at those only, they are taken as such.
"""

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from analysis.exchange.labels import Content, ExchangeError, Label, code, split


def write(texts: Mapping[str, str], labels: Sequence[Label], path: Path) -> None:
    """Write a task an article and an annotation a person, and beside it the labeling configuration as .xml."""
    tasks = [_task(article, text, [x for x in labels if x.article_id == article]) for article, text in texts.items()]
    path.write_text(json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    path.with_suffix(".xml").write_text(_configuration(labels), encoding="utf-8")


def _task(article: str, text: str, labels: Sequence[Label]) -> dict[str, Any]:
    people = dict.fromkeys(label.who for label in labels)
    number = itertools.count(1)
    return {
        "data": {"text": text, "article_id": article},
        "annotations": [
            {"created_username": who, "result": [_region(text, x, next(number)) for x in labels if x.who == who]}
            for who in people
        ],
    }


def _region(text: str, label: Label, number: int) -> dict[str, Any]:
    value = {"start": label.start, "end": label.end, "text": text[label.start : label.end], "labels": [code(label)]}
    return {"id": f"r{number}", "from_name": "label", "to_name": "text", "type": "labels", "value": value}


def _configuration(labels: Sequence[Label]) -> str:
    values = "".join(f"    <Label value={quoteattr(c)}/>\n" for c in dict.fromkeys(map(code, labels)))
    marks = f'  <Labels name="label" toName="text">\n{values}  </Labels>\n'
    return f'<View>\n{marks}  <Text name="text" value="$text" granularity="symbol"/>\n</View>\n'


def read(path: Path) -> Content:
    """The texts and labels of an export ("JSON"); regions without a text span are passed over."""
    try:
        tasks = json.loads(path.read_text(encoding="utf-8-sig"))
        texts, labels = {}, []
        for number, task in enumerate(tasks if isinstance(tasks, list) else [tasks], 1):
            data = task["data"]
            text = next(data[k] for k in ("text", *data) if isinstance(data.get(k), str) and k != "article_id")
            article = str(data.get("article_id") or task.get("id") or number)
            texts[article] = text
            labels += [label for a in task.get("annotations", []) for label in _labels(a, article, text)]
        return Content(texts, labels)
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError, OSError) as error:
        raise ExchangeError(f"{path} is no JSON export of Label Studio: {type(error).__name__}: {error}") from error


def _labels(annotation: Mapping[str, Any], article: str, text: str) -> Iterator[Label]:
    by = annotation.get("created_username") or annotation.get("completed_by") or ""
    who = str(by.get("email") or by.get("id") or "") if isinstance(by, dict) else str(by)
    for region in annotation["result"]:
        value = region.get("value", {})
        if "start" not in value or "labels" not in value:
            continue
        start, end = int(value["start"]), int(value["end"])
        words = value.get("text")
        if words is not None and text[start:end] != words:
            older = _from_utf16(text, start), _from_utf16(text, end)
            start, end = older if text[slice(*older)] == words else (start, end)
        yield from (Label(article, start, end, *split(name), who, words) for name in value["labels"])


def _from_utf16(text: str, units: int) -> int:
    """Code points in the first so many units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore"))
