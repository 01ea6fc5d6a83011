"""Nexis and Nexis Uni: exports as DOCX, RTF, old HTML and old plain text, in the languages of their interface.

New exports (DOCX, RTF) are lines: title, outlet, date, labels ("Length: 937 words"), "Body", the text, labels again,
"End of Document"; a cover page may stand first. Old ones (HTML, TXT) are blocks: "1 of 74 DOCUMENTS", outlet and date
in the middle of the line, title, labels in capitals, the text, labels again.
"""

import re
from typing import NamedTuple

from lxml import html

from analysis.corpus import dates
from analysis.corpus.files import Found, Problem, Row, problem
from analysis.corpus.formats import markup

END = re.compile(
    r"(?:End of Document|Ende des Dokuments|Fin du document|Fin del documento|Einde van document)\W*", re.I
)
BODY = re.compile(
    r"(?:Body|Full Text|Volltext|Text|Textkörper|Corps|Corps du texte|Cuerpo|Texto|Hoofdtekst|Inhoud|Testo)\W*", re.I
)
# Headings that stand alone on a line and end the text.
AFTER = re.compile(
    r"(?:Classification|Klassifizierung|Classificatie|Clasificación|Classificazione|Graphic|Graphique|Grafik|Gráfico"
    r"|Correction|Correction Appended|Notes|Notes? of the editors?|Anmerkungen|Hinweise)\W*",
    re.I,
)
LABEL = re.compile(r"([^\W\d_][^\W\d_]{2,}(?:[ -][^\W\d_]+){0,3}) ?:[\s\xa0]*")
# What labels mean, in the languages of the interface. Other labels are met only beside these.
LENGTH = "length länge longueur lengte longitud lunghezza comprimento"
AUTHOR = "byline autor auteur author autore door"
DEK = "highlight encart untertitel hervorhebung subtitulo destacado"
BEFORE = (
    f"{LENGTH} {AUTHOR} {DEK} section rubrik rubrique sección seccion sezione rubriek dateline ort datum series guests"
)
# Labels that stand behind the text in any export; in old ones more, in capitals, which no new one has before its end.
TAIL = (
    "load-date ladedatum date-chargement fecha-carga laaddatum publication-type publikationstyp type-publication"
    " tipo-publicación correction-date journal-code"
)
LAST = (
    f"{TAIL} language sprache langue idioma taal lingua zeitungstyp graphic grafik graphique subject thema sujet asunto"
    " correction distribution geographic localisation-geo person organization organisation company societe industry"
    " secteur-activite ticker symbole-boursier document-type series-end issn"
)
NUMBERED = re.compile(
    r"(?:Dokument|Document)? ?\d[\d.,]* (?:of|von|de|di|van) \d[\d.,]*(?: DOCUMENTS?| DOKUMENTEN?)?", re.I
)
COPYRIGHT = re.compile(r"(?:Copyright|Copr\.|©|\(c\))", re.I)
APPENDED = re.compile(r"(?:\s-)?\s*Correction Appended\s*$")
MARGIN = 300  # characters: what stands behind the last article of a file may be so much
LOADED = "load-date ladedatum date-chargement fecha-carga laaddatum"
ERROR = "there is an error in this document"
ADVICE = "open the file; export the article again if its text is missing there too"


class Block(NamedTuple):
    """A paragraph of an old export: its text, whether it stands in the middle of the line, the label before it."""

    text: str
    centred: bool = False
    label: str = ""


def is_new(lines: list[str]) -> bool:
    """Whether these lines are an export of the new kind."""
    heads = [line.strip() for line in lines if len(line) < 80]
    body = next((n for n, line in enumerate(heads) if BODY.fullmatch(line)), 0)
    measured = any((label := LABEL.match(line)) and _in(label[1].lower(), LENGTH) for line in heads[:body])
    return measured or any(END.fullmatch(line) for line in heads)


def is_old(text: str) -> bool:
    """Whether this plain text is an export of the old kind."""
    return re.search(r"(?m)^ {10,}(?:Dokument |Document )?\d+ (?:of|von|de) \d+(?: DOCUMENTS?)?\s*$", text) is not None


# --- New: lines -----------------------------------------------------------------------------------------------------


def from_lines(lines: list[str], name: str) -> Found:
    """The articles of a new export; ``lines`` are its paragraphs, empty ones too."""
    rows: list[Row] = []
    problems: list[Problem] = []
    document: list[str] = []
    place = 0
    for line in [*lines, "End of Document"]:
        if not END.fullmatch(line.strip()):
            document += [part.strip("\r\xa0") for part in line.strip("\n").split("\n")]
            continue
        body = next((n for n, part in enumerate(document) if BODY.fullmatch(part.strip())), None)
        if any(part.strip() for part in document):
            place += 1
            row = _document(document, body) if body is not None else {"text": ""}
            if row["text"]:
                rows.append(row | {"source_file": name, "source_row": place})
            elif body is not None or place == 1 or sum(map(len, document)) > MARGIN:
                what = f"the document has no text: {row.get('headline') or _first(document)!r}"
                problems.append(problem(name, place, what, ADVICE, left_out=True))
        document = []
    return rows, problems


def _first(lines: list[str]) -> str:
    return next((line for line in lines if line), "")[:80]


def _document(lines: list[str], body: int) -> Row:
    """One article: its lines and the number of the line "Body"."""
    labels = {m[1].lower(): line[m.end() :].strip() for line in map(str.strip, lines) if (m := LABEL.match(line))}
    text: list[str] = []
    for line in map(str.strip, lines[body + 1 :]):
        if AFTER.fullmatch(line) or ((label := LABEL.match(line)) and _in(label[1].lower(), TAIL)):
            break
        text += [line] if line else []
    url = text.pop() if text and re.fullmatch(r"https?://\S+", text[-1]) else ""
    dek = _of(labels, DEK)
    if text and text[0] == "ABSTRACT" and "FULL TEXT" in text[:4]:
        at = text.index("FULL TEXT")
        dek, text = dek or " ".join(text[1:at]), text[at + 1 :]
    head = _head(lines[:body])
    if not head["published"] and (loaded := dates.in_any_language(_of(labels, LOADED))):
        head |= {"published": loaded, "published_basis": "the date on which it was loaded into Nexis"}
    return head | {"text": "\n\n".join(text), "url": url, "byline": _of(labels, AUTHOR), "dek": dek}


def _of(labels: dict[str, str], names: str) -> str:
    return next((labels[name] for name in names.split() if labels.get(name)), "")


def _head(lines: list[str]) -> Row:
    """Title, outlet and date: the lines without a gap before the copyright or the first label.

    A cover page or a list of the search stands above them, with a gap between. A line of spaces is no gap.
    """
    end = next((n for n, line in enumerate(lines) if COPYRIGHT.match(line.strip()) or _known(line.strip())), len(lines))
    above = [APPENDED.sub("", line) for line in lines[:end]]
    while above and not above[-1].strip():
        above.pop()
    start = max((n for n, line in enumerate(above) if not line), default=-1) + 1
    block = [" ".join(line.split()) for line in above[start:] if line.strip()]
    dated = next((n for n in range(len(block) - 1, 0, -1) if dates.in_any_language(block[n])), len(block))
    outlet = dated - 1
    if outlet > 1 and block[outlet].startswith("("):  # the name of a blog, on a line of its own
        outlet -= 1
    return {
        "headline": " ".join(block[: max(outlet, 1)]),
        "outlet": " ".join(block[max(outlet, 1) : dated]),
        "published": dates.in_any_language(block[dated]) if dated < len(block) else "",
    }


def _known(line: str) -> bool:
    label = LABEL.match(line)
    return label is not None and label[1].lower() in BEFORE.split()


# --- Old: blocks ----------------------------------------------------------------------------------------------------


def from_html(root: html.HtmlElement, style: str, name: str) -> Found:
    """The articles of an old HTML export; ``style`` is the text of its style sheet."""
    centred = set(re.findall(r"\.(c\d+) \{[^}]*text-align: center", style))
    documents: list[list[Block]] = []
    for div in root.iter("div", "table"):
        if div.tag == "table" or div.xpath("ancestor::table"):
            if div.tag == "table" and documents:
                documents[-1].append(Block(" ".join(markup.lines(div))))
            continue
        block = _block(div, centred)
        if NUMBERED.fullmatch(block.text):
            documents.append([])
        elif ERROR in block.text:
            documents[-1:] = [*documents[-1:], [block]] if documents and documents[-1] else [[block]]
        elif block.text and documents and next(div.iterdescendants("div"), None) is None:
            documents[-1].append(block)
    return _articles(documents, name)


def _block(div: html.HtmlElement, centred: set[str]) -> Block:
    paragraphs = [" ".join(markup.lines(p)) for p in div.iter("p")]
    text = "\n\n".join(p for p in paragraphs if p)
    label = _label(" ".join(next((s.text_content() for s in div.iter("span") if s.text_content().strip()), "").split()))
    if label and text.startswith(label):
        return Block(text[len(label) :].strip(), False, label.rstrip(": ").lower())
    return Block(text, (div.get("class") or "") in centred)


def _label(text: str) -> str:
    """The text, if it is nothing but a label in capitals."""
    match = LABEL.fullmatch(text)
    return text if match and match[1].isupper() else ""


def from_text(text: str, name: str) -> Found:
    """The articles of an old plain text export: blocks are divided by blank lines, lines are of one width."""
    documents: list[list[Block]] = []
    for piece in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\f", "\n\n")):
        lines = [line for line in piece.split("\n") if line.strip()]
        if not lines:
            continue
        joined = " ".join(line.strip() for line in lines)
        middle = all(line.startswith("     ") for line in lines)
        if middle and NUMBERED.fullmatch(joined):
            documents.append([])
        elif documents:
            label = LABEL.match(joined) if not middle else None
            known = label is not None and label[1].isupper()
            mark = label[1].lower() if label is not None and known else ""
            rest = joined[label.end() :] if label is not None and known else joined
            # Outlet and date may stand in one block; they stay apart.
            documents[-1] += [Block(line.strip(), True) for line in lines] if middle else [Block(rest, False, mark)]
    return _articles(documents, name)


def _articles(documents: list[list[Block]], name: str) -> Found:
    rows: list[Row] = []
    problems: list[Problem] = []
    for place, blocks in enumerate(documents, 1):
        row = _old(blocks) | {"source_file": name, "source_row": place}
        if ERROR in row["text"] or not row["text"]:
            what = "the export has no text for this document"
            problems.append(problem(name, place, what, ADVICE, left_out=True))
        else:
            rows.append(row)
    return rows, problems


def _old(blocks: list[Block]) -> Row:
    """Outlet and date stand in the middle; then the title, labels, the text, labels or the copyright."""
    labels = {b.label: " ".join(b.text.split()) for b in blocks if b.label}
    middle = [n for n, b in enumerate(blocks) if b.centred and not COPYRIGHT.match(b.text)]
    dated = next((n for n in middle if n and dates.in_any_language(blocks[n].text)), None)
    outlet = blocks[middle[0]].text if middle else ""
    title: list[str] = []
    text: list[str] = []
    state = "title"
    for n, block in enumerate(blocks):
        if block.centred or (dated is None and n in middle[:2]):
            state = "end" if COPYRIGHT.match(block.text) and state != "title" else state
        elif block.label and _in(block.label, LAST):
            state = "end" if state == "text" or text else "labels"
        elif block.label and (state != "text" or _in(block.label, BEFORE)):
            state = "labels" if state != "text" else "end"
        elif state == "title":
            title.append(block.text)
        elif state in ("labels", "text"):
            # A label of the text itself ("TOKYO: …") is a part of it.
            text.append(f"{block.label.upper()}: {block.text}" if block.label else block.text)
            state = "text"
    if not text and len(title) > 1:  # no label at all
        title, text = title[:1], title[1:]
    when = blocks[dated].text if dated is not None else _of(labels, LOADED)
    return {
        "headline": " ".join(" ".join(title).split()),
        "outlet": " ".join(outlet.split()),
        "published": dates.in_any_language(" ".join(when.split())),
        "byline": _of(labels, AUTHOR),
        "dek": _of(labels, DEK),
        "text": "\n\n".join(text),
    }


def _in(label: str, names: str) -> bool:
    return label.replace(" ", "-") in names.split()
