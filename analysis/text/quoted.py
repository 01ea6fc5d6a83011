"""Every span between quotation marks, with exact offsets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from analysis import tables
from analysis.spans import within
from analysis.text.sentences import paragraphs

# An apostrophe between two letters or digits is no mark (don’t, 6'2, Iraq‘s).
MARK = re.compile(r"``|''|[“”„‟\"«»‹›‚‛]|(?<![^\W_])[‘’']|[‘’'](?![^\W_])")
FAMILY = {
    **dict.fromkeys(("“", "”", "„", "‟", '"', "``", "''"), "double"),
    **dict.fromkeys("‘’'‚‛", "single"),
    **dict.fromkeys("«»", "angle"),
    **dict.fromkeys("‹›", "small angle"),
}
BEFORE_OPENING = frozenset("([{<—–-/“„‘‚«»‹›\"'`:=*…")
AFTER_CLOSING = frozenset(".,;:!?)]}>—–-/“”‘’«»‹›\"'`*…")
# ’90s, rock ’n’ roll, ’em: the apostrophe begins a word.
ELIDED = re.compile(r"(?:\d\ds?\b(?!['’])|(?:n|em|til|cause|tis|twas|bout|round|cuz|cos|nuff|neath)\b)", re.IGNORECASE)
# Where the outlet goes on after a quotation without its closing mark: “We left, he said.
RESUMES = re.compile(
    r"(?<=[,?!])\s+(?:(?:(?:he|she|they|it|[A-Z][\w.’'-]{0,30})\s+){1,3}(?:said|says|told|added|wrote|asked|tweeted)|"
    r"(?:said|says|added|wrote|asked)\s+(?:he|she|they|it|the|a|[A-Z]\w{0,30}))\b"
)

DEEPEST = 8  # quotations inside each other; more is noise


@dataclass(slots=True, eq=False)
class Quotation:
    """A quotation while the text is read: ``at`` is its opening mark, ``end`` its closing mark (-1: none so far)."""

    at: int
    mark: str
    paragraph: int
    limit: int  # no end can lie beyond
    end: int = -1
    closed: bool = False
    next_part: "Quotation | None" = None

    @property
    def start(self) -> int:
        """The first character inside the marks."""
        return self.at + len(self.mark)

    @property
    def family(self) -> str:
        """The marks that can close it: double, single, angle, small angle."""
        return FAMILY[self.mark]


def quoted(articles: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """One row a span between quotation marks: ``tables.QUOTED``, in text order.

    Curly, straight, low and angle marks, ``double backticks'', and single ones where they pair up and are no
    apostrophes. ``start`` and ``end`` stand inside the marks. Marks may be mixed (“…"). ``inside``: the quotation
    around this one. Spans of an article are nested or apart, never crossing.

    A quotation that its paragraph does not close, while the next paragraph begins with an opening mark, goes on
    there: it is ``closed`` and the next one ``continues`` it. Otherwise the closing mark is missing:
    ``closed`` is False and the end is that of the line or paragraph, or earlier where the next quotation begins
    or an attribution resumes (“We left, he said.).

    Not found: quotations whose opening mark is missing, single marks that never close, block quotations without
    marks. A possessive at the end of a word (the militias’ leaders) may be taken for a closing single mark where
    one is open.

    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["He called it “a ‘new’ plan."]})
    >>> from analysis.text.sentences import sentences
    >>> quoted(articles, sentences(articles))[["text", "closed", "inside"]]
             text  closed inside
    0  a ‘new’ plan.   False
    1           new    True   a:q0
    """
    rows: list[dict[str, object]] = []
    for article_id, text in zip(articles["article_id"], articles["text"], strict=True):
        rows += _rows(article_id, text, quotations(text))
    if not rows:
        return tables.empty(tables.QUOTED)
    table = pd.DataFrame(rows)
    table["sentence_id"] = within(table, sentences, ["sentence_id"])["sentence_id"].fillna("")
    return tables.frame(table, tables.QUOTED)


def _rows(article_id: str, text: str, found: list[Quotation]) -> Iterator[dict[str, object]]:
    ids = {q: f"{article_id}:q{n}" for n, q in enumerate(found)}
    earlier = {q.next_part: ids[q] for q in found if q.next_part is not None}
    around: list[Quotation] = []
    for q in found:
        while around and around[-1].end <= q.at:
            around.pop()
        yield {
            "quote_id": ids[q],
            "article_id": article_id,
            "paragraph": q.paragraph,
            "start": q.start,
            "end": q.end,
            "text": text[q.start : q.end],
            "mark": q.mark,
            "closed": q.closed,
            "continues": earlier.get(q, ""),
            "inside": ids[around[-1]] if around else "",
        }
        around.append(q)


def quotations(text: str) -> list[Quotation]:
    """The quotations of a text, in the order of their opening marks."""
    found: list[Quotation] = []
    for number, (start, end) in enumerate(paragraphs(text)):
        found += _Paragraph(text, number, start, end).read()
    return _nested(text, _ended(text, found))


@dataclass(slots=True)
class _Paragraph:
    """Reads the marks of one paragraph from left to right; ``stack`` holds the quotations that are open."""

    text: str
    number: int
    start: int
    end: int
    stack: list[Quotation] = field(default_factory=list)

    def read(self) -> list[Quotation]:
        """Every quotation that is opened here; what is not closed keeps end -1."""
        marks = [(m.start(), m[0]) for m in MARK.finditer(self.text, self.start, self.end)]
        found = []
        for (at, mark), closing_follows in zip(marks, self._closing_follows(marks), strict=True):
            role = self._role(at, mark, closing_follows)
            if role == "open":
                found.append(Quotation(at, mark, self.number, self.end))
                self.stack = [*self.stack[-DEEPEST:], found[-1]]
            elif role == "close":
                self._close(FAMILY[mark], at)
        return found

    def _close(self, family: str, at: int) -> None:
        """Close the last open quotation of a family; what was opened in it and not closed cannot pass this mark."""
        q = self.stack.pop()
        q.limit = at
        while q.family != family:
            q = self.stack.pop()
            q.limit = at
        q.end, q.closed = at, True

    def _closing_follows(self, marks: list[tuple[int, str]]) -> list[bool]:
        """For each mark, whether the next one of its family plainly closes; a double mark starts singles anew."""
        answers = []
        following: dict[str, bool] = {}
        for at, mark in reversed(marks):
            family = FAMILY[mark]
            answers.append(following.get(family, False))
            if family == "double":
                following["single"] = False
            if not self._doubtful(at, mark):
                opens, closes = self._looks(at, mark)
                following[family] = closes and not opens
        return answers[::-1]

    def _looks(self, at: int, mark: str) -> tuple[bool, bool]:
        """Whether the neighbours of a mark allow it to open, and to close, a quotation."""
        before = self.text[at - 1] if at > self.start else " "
        after = self.text[at + len(mark)] if at + len(mark) < self.end else " "
        if before.isspace() and after.isspace():
            return True, True
        if before in ",.!?" and after.isalnum():  # a space is missing: fine,"he said
            return before == ",", True
        opens = (before.isspace() or before in BEFORE_OPENING) and not after.isspace()
        closes = not before.isspace() and (after.isspace() or after in AFTER_CLOSING)
        return opens, closes

    def _doubtful(self, at: int, mark: str) -> bool:
        """An inch, foot or minute after a figure, or the apostrophe of a possessive: the militias’ leaders."""
        before, after = self.text[max(self.start, at - 1) : at], self.text[at + 1 : min(at + 3, self.end)]
        if before.isdigit():
            return mark in ("'", '"', "''", "’")
        return mark in "’'" and before in ("s", "x", "z", "S") and after[:1].isspace() and after[1:].isalnum()

    def _role(self, at: int, mark: str, closing_follows: bool) -> str:
        """Whether a mark opens or closes a quotation here ("" = neither)."""
        family = FAMILY[mark]
        opens, closes = self._looks(at, mark)
        inner = next((q.mark for q in reversed(self.stack) if q.family == family), None)
        if family == "single":
            return self._single(at, mark, opens, closes, closing_follows)
        if family != "double":
            return "close" if inner not in (None, mark) else "open" if opens or mark in "«‹" else ""
        if mark in ("„", "‟", "``"):
            return "open"
        if mark == "“":
            return "close" if inner and closes and not opens else "open"
        if mark == "”":
            return "close" if inner else "open" if opens and not closes else ""
        if closing_follows and self._doubtful(at, mark):
            return ""
        return "close" if closes and inner else "open" if opens else ""

    def _single(self, at: int, mark: str, opens: bool, closes: bool, closing_follows: bool) -> str:
        """The same for a single mark: it closes only what was opened last, and an apostrophe is none."""
        if closes and not (opens and mark == "‘") and self.stack and self.stack[-1].family == "single":
            return "" if closing_follows and self._doubtful(at, mark) else "close"
        return "open" if opens and mark != "’" and not ELIDED.match(self.text, at + 1, self.end) else ""


def _ended(text: str, found: list[Quotation]) -> list[Quotation]:
    """The quotations, each with an end; without a closing mark it is inferred, or the quotation goes on elsewhere."""
    kept: list[Quotation] = []
    following: dict[str, Quotation] = {}
    for q in reversed(found):
        if not q.closed:
            _infer_end(text, q, following.get(q.family))
        if q.end > q.start and not text[q.start : q.end].isspace():
            kept.append(q)
        following[q.family] = q
    return kept[::-1]


def _infer_end(text: str, q: Quotation, after: Quotation | None) -> None:
    """End a quotation without a closing mark; a single mark without one is an apostrophe, and gets no end."""
    stop = min(q.limit, after.at) if after else q.limit
    resumes = RESUMES.search(text, q.start, stop)
    if after and after.end > after.start and not resumes and _reopens(text, q, after):
        q.closed, q.next_part = True, after
        q.end = q.start + len(text[q.start : stop].rstrip())
    elif q.family != "single":
        line = text.find("\n", q.start, stop)
        end = resumes.start() if resumes else line if line >= 0 else stop
        q.end = q.start + len(text[q.start : end].rstrip())


def _reopens(text: str, q: Quotation, after: Quotation) -> bool:
    """Whether ``after`` begins the next paragraph, or a line of this one."""
    if after.at < q.limit:
        gap = text[q.start : after.at]
        return "\n" in gap[len(gap.rstrip()) :]
    return after.paragraph == q.paragraph + 1 and not text[q.limit : after.at].strip()


def _nested(text: str, found: list[Quotation]) -> list[Quotation]:
    """The same with no two crossing: an inferred end yields to the quotation that it would cut."""
    around: list[Quotation] = []
    for q in found:
        while around and around[-1].end < q.end:
            outer = around.pop()
            if outer.end > q.at:
                outer.end = outer.start + len(text[outer.start : q.at].rstrip())
        around.append(q)
    return [q for q in found if q.end > q.start]
