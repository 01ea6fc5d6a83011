"""A saved web page → its article: trafilatura finds the text, what the page declares of itself gives the rest.

A page declares headline, date, authors and outlet to search engines and networks (JSON-LD of schema.org, Open Graph);
that is more exact than to guess them from what it shows.
"""

import email
import email.policy
import html as entities
import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html

from analysis.corpus import dates
from analysis.corpus.decode import NotText
from analysis.corpus.files import Found, problem
from analysis.corpus.formats import markup

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what is wrong with a page is said as a problem

ARTICLE = re.compile(r"(?:[A-Za-z]*Article|BlogPosting|LiveBlogPosting|Report|Review|Recipe)$")
# Parts of a page beside its article, by names that pages give to them.
BESIDE = re.compile(
    r"(?:^|[\s_-])(?:fact-?box|info-?box|info-?boxes|boxout|newsletter\w*|related\w*|recommend\w*|read-?(?:more|next|also)"
    r"|see-?also|also-?read|more-?(?:from|on|stories)|teaser\w*|polls?|survey|quiz|\w*poll|\w*placeholder|captions?"
    r"|\w*caption|image-?description\w*|photo-?(?:credit|caption)|copyright|author-?(?:box|bio|card|info)|share\w*|social\w*"
    r"|comments?|disqus|paywall-?\w*offer|subscribe\w*|promo\w*|advert\w*|sponsored|outbrain|taboola|breadcrumbs?|tags?"
    r"|toolbar|cookie\w*|consent|collections__card\w*|image-widget|content--excerpt)(?=$|[\s_-]|__)",
    re.IGNORECASE,
)
OUTSIDE = ("aside", "figcaption", "footer", "iframe", "nav")
SHORT = 40  # characters: a line that says too little to be found again in the page
ENOUGH = 1500  # characters of text: so much is an article
SMALLEST, FEW = 15, 60  # words: less is no article; less may be none
PROSE = 6  # words: a shorter line is no sentence of a text but an entry of a list


def read(text: str, name: str, url: str = "") -> Found:
    """The article of a page, and a doubt if there may be none. Raises NotText where there is none."""
    root = markup.tree(text)
    declared = Declared(root)
    title = _headline(root, declared)
    heads = {_key(h) for h in (title, declared.first("og:title"), *_shown(root))} - {""}
    pruned = _pruned(root)
    body = _without(_body(pruned, text, declared.text()), heads)
    if _words([line for line in body if _words([line]) >= PROSE]) < SMALLEST:
        raise NotText("the page holds no article: no text was found in it")
    address = url or declared.address()
    when = declared.published()
    row = {
        "headline": title,
        "dek": _dek(pruned, declared, body, heads),
        "byline": declared.authors(),
        "outlet": declared.outlet() or _host(address),
        "published": when or _found_date(text, address),
        "published_basis": "declared by the page" if when else "found on the page",
        "url": address,
        "text": "\n\n".join(body),
        "source_file": name,
        "source_row": 1,
    }
    doubt = "" if declared.article or when else "the page does not say that it is an article, nor when it was published"
    doubt = doubt or ("" if _words(body) >= FEW else f"the page has only {_words(body)} words of text")
    advice = "look at it; leave it out if it is a front page, a list, or behind a paywall"
    return [row], [problem(name, 1, doubt, advice)] if doubt else []


def _words(lines: list[str]) -> int:
    """Words of a text; of scripts without spaces between words, a third of its characters."""
    text = "".join(lines)
    wide = sum("\u0e00" <= c <= "\u0eff" or "\u3040" <= c <= "\u9fff" for c in text)
    return len(" ".join(lines).split()) + wide // 3


def of_mhtml(data: bytes) -> bytes:
    """The page of a file "web page, single file" (MHTML). Raises NotText."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        content = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(content, bytes):
            return content
    raise NotText("it is a saved web page (MHTML) without a page in it")


# --- What the page declares -----------------------------------------------------------------------------------------


class Declared:
    """What a page says of itself in JSON-LD, meta elements and its head."""

    def __init__(self, root: html.HtmlElement) -> None:
        self.root = root
        self.meta: dict[str, str] = {}
        for element in root.iter("meta"):
            names = (element.get("property"), element.get("name"), element.get("itemprop"))
            for key in filter(None, names):
                self.meta.setdefault(key.lower(), _tidy(element.get("content")))
        nodes = [node for script in root.iter("script") for node in _json_ld(script)]
        articles = [n for n in nodes if any(ARTICLE.fullmatch(t) for t in _types(n))]
        self.article = next((a for a in articles if a.get("headline")), articles[0] if articles else {})

    def first(self, *names: str) -> str:
        """The first of these meta elements that says something."""
        return next((self.meta[n] for n in names if self.meta.get(n)), "")

    def address(self) -> str:
        """The address of the page, "" if it does not say."""
        link = next((e.get("href") or "" for e in self.root.iter("link") if e.get("rel") == "canonical"), "")
        found = next((u for u in (link, self.first("og:url")) if u.startswith("http")), "")
        return found.strip()

    def outlet(self) -> str:
        """The name of the outlet, "" if it does not say."""
        names = (self.first("og:site_name"), _name(self.article.get("publisher")), self.first("application-name"))
        return next((n for n in names if n and not n.startswith(("http://", "https://"))), "")

    def authors(self) -> str:
        """The names of the authors."""
        meta = self.first("author", "article:author", "dc.creator", "parsely-author")
        names = _name(self.article.get("author")) or meta
        return "" if names.startswith(("http://", "https://")) else names

    def text(self) -> list[str]:
        """The paragraphs of the article, if the page declares them too."""
        body = self.article.get("articleBody")
        body = body if isinstance(body, str) else ""
        given = markup.lines(markup.tree(body)) if "</p>" in body else body.splitlines()
        return [line for text in given if (line := _tidy(text))]

    def published(self) -> str:
        """When it was published, as ISO; "" if it does not say."""
        given = [self.article.get("datePublished"), self.article.get("dateCreated")]
        given += [self.first("article:published_time", "og:published_time", "datepublished", "parsely-pub-date")]
        given += [self.first("date", "dc.date.issued", "dcterms.created", "pubdate", "publishdate", "sailthru.date")]
        return next((d for g in given if isinstance(g, str) and (d := _moment(g))), "")


def _json_ld(script: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """The nodes of a JSON-LD script, the outer ones first."""
    if "ld+json" not in (script.get("type") or "").lower():
        return
    text = (script.text or "").strip().removeprefix("<!--").removeprefix("//<![CDATA[")
    text = text.removesuffix("-->").removesuffix("//]]>").strip().rstrip(";")
    try:
        queue: list[Any] = [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return
    for node in queue:  # grows while it is read: breadth first
        if isinstance(node, dict):
            yield node
        if len(queue) < 5000 and isinstance(node, dict | list):
            inner = node.values() if isinstance(node, dict) else node
            queue += [value for value in inner if isinstance(value, dict | list)]


def _types(node: dict[str, Any]) -> list[str]:
    kind = node.get("@type")
    return [str(k) for k in kind] if isinstance(kind, list) else [str(kind)]


def _name(value: Any) -> str:
    """The names in a value of JSON-LD: a text, a thing with a name, or several."""
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(n for v in value[:20] if (n := _name(v))))
    return _tidy(value.get("name") if isinstance(value, dict) else value)


def _tidy(value: Any) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    return " ".join(entities.unescape(entities.unescape(value)).split()) if isinstance(value, str) else ""


def _moment(text: str) -> str:
    """ISO of a moment as pages write it, without what is smaller than a second."""
    text = re.sub(r"\.\d+(?=Z|[+-]|$)", "", text.strip()).replace(" +", "+")
    text = re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", text)
    return dates.in_any_language(text)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


# --- Headline and date ----------------------------------------------------------------------------------------------


def _headline(root: html.HtmlElement, declared: Declared) -> str:
    """The headline that the page declares; else the one it shows, else its title."""
    shown = _shown(root)
    given = [_tidy(declared.article.get("headline")), declared.first("og:title"), declared.first("twitter:title")]
    title = markup.line_of_title(root)
    names = {declared.outlet(), _name(declared.article.get("publisher")), _host(declared.address())}
    for candidate in (*given, *(h for h in shown if h and h in title), *shown[:1], title):
        if headline := _without_outlet(candidate, names, [*shown, *given]):
            return headline
    return ""


def _shown(root: html.HtmlElement) -> list[str]:
    """The headlines that the page shows."""
    return [markup.line(h) for h in root.iter("h1")]


def _without_outlet(title: str, names: set[str], others: list[str]) -> str:
    """A title without " - Outlet" at its end: if that is the outlet's name, or if the page has it without, too."""
    head, mark, tail = _last_part(title)
    if not mark or not head:
        return title
    keys = {_key(name) for name in names if name} | {_key(name.split(".")[0]) for name in names if name}
    known = any(k and (k == _key(tail) or _key(tail) in k or k in _key(tail)) for k in keys) and len(tail) < 60
    return head if (known and len(_key(tail)) > 1) or _key(head) in {_key(o) for o in others if o != title} else title


def _last_part(title: str) -> tuple[str, str, str]:
    marks = list(re.finditer(r"\s[|–—·•»-]\s|\s\||\s::\s", title))
    return (title[: marks[-1].start()], marks[-1].group(), title[marks[-1].end() :]) if marks else (title, "", "")


def _key(text: str) -> str:
    """A text by its letters and digits alone."""
    return re.sub(r"\W+", "", text).casefold()


def _found_date(text: str, url: str) -> str:
    """The date that htmldate finds in a page, which is a day; "" for none."""
    import htmldate

    try:
        return htmldate.find_date(text, url=url or None, original_date=True) or ""
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ""


# --- The text -------------------------------------------------------------------------------------------------------


def _body(pruned: html.HtmlElement, text: str, declared: list[str]) -> list[str]:
    """The paragraphs of the article, in the order of the page; as declared if the page shows less than half of it.

    Where a page shows nothing, trafilatura takes the declared text as well, as one paragraph.
    """
    lines = _extracted(html.tostring(pruned, encoding="unicode"))
    if _size(lines) < ENOUGH:  # names do not always say what they seem to: the whole page may give more
        whole = _extracted(text)
        lines = whole if _size(whole) > 2 * _size(lines) else lines
    hidden = 2 * _size(lines) < _size(declared) or len(lines) < 2 < len(declared)
    return declared if hidden else _completed(pruned, lines)


def _extracted(text: str) -> list[str]:
    import trafilatura

    found = trafilatura.bare_extraction(text, include_comments=False, include_tables=False, with_metadata=False)
    lines = (getattr(found, "text", None) or "").split("\n")
    tidy = [" ".join(line.removeprefix("- ").split()) for line in lines]
    often = Counter(tidy)
    return [line for line in tidy if line and often[line] < 3]  # what stands there again and again is a button


def _size(lines: list[str]) -> int:
    return sum(map(len, lines))


def _pruned(root: html.HtmlElement) -> html.HtmlElement:
    """A copy of the page without what stands beside the article, as its names tell, and lines that are only links."""
    root = markup.copy(root)
    total = _text_size(root)
    for element in list(root.iter(etree.Element)):
        if element.tag in ("html", "body", "main", "article", "h1"):
            continue
        if element.tag in ("p", "li", "h3", "h4"):
            beside = _only_link(element)
        else:
            names = f"{element.get('class') or ''} {element.get('id') or ''}"
            beside = element.tag in OUTSIDE or "factbox" in element.tag or BESIDE.search(names) is not None
            beside = beside and next(element.iter("h1"), None) is None and _text_size(element) < 0.4 * total
        if beside:
            _drop(element)
    return root


def _only_link(element: html.HtmlElement) -> bool:
    """Whether a line is a link with a few words at most before it ("Also read: …")."""
    text = element.text_content()
    linked = sum(len(a.text_content()) for a in element.iter("a"))
    return 20 < len(text) < 250 and linked > 0.6 * len(text)


def _text_size(element: html.HtmlElement) -> int:
    return sum(len(p.text_content()) for p in element.iter("p"))


def _drop(element: html.HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _completed(root: html.HtmlElement, lines: list[str]) -> list[str]:
    """The lines, with the paragraphs that were missed: those that are named as most of the lines are.

    An article may be in several pieces, with adverts between; the extraction may see only one of them.
    """
    there = {_key(line) for line in lines}
    shown = [(e, markup.line(e)) for e in root.iter("p", "h2", "h3", "h4", "li", "blockquote")]
    named = Counter(_named(e) for e, text in shown if len(text) > SHORT and _key(text) in there)
    usual = {name for name, n in named.items() if name and n >= max(2, 0.3 * named.total())}
    pieces = _pieces(" ".join(lines))
    missed = {
        n: text
        for n, (e, text) in enumerate(shown)
        if e.tag == "p" and _named(e) in usual and len(text) > SHORT and _new(text, pieces)
    }
    return _inserted([text for _, text in shown], lines, missed) if missed else lines


def _named(element: html.HtmlElement) -> str:
    """The name of a paragraph, else of what it stands in; "" where neither has one."""
    parent = element.getparent()
    return element.get("class") or (parent.get("class") if parent is not None else "") or ""


def _pieces(text: str) -> set[str]:
    key = _key(text)
    return {key[n : n + 12] for n in range(len(key) - 11)}


def _new(text: str, pieces: set[str]) -> bool:
    """Whether little of a text is in these pieces."""
    own = _pieces(text)
    return len(own & pieces) < 0.3 * len(own)


def _inserted(shown: list[str], lines: list[str], missed: dict[int, str]) -> list[str]:
    """The lines with those missed, each behind the line that the page shows before it."""
    place = {_key(line): n for n, line in enumerate(lines)}
    after: dict[int, list[str]] = {}
    at = -1
    for n, text in enumerate(shown):
        if n in missed:
            after.setdefault(at, []).append(text)
        at = max(at, place.get(_key(text), -1)) if len(text) > SHORT else at
    result = after.get(-1, [])
    for n, line in enumerate(lines):
        result += [line, *after.get(n, [])]
    return result


# --- The line under the headline ------------------------------------------------------------------------------------

SENTENCE = re.compile(r"[.!?…。][\"'”’»“)]*$")


def _dek(root: html.HtmlElement, declared: Declared, body: list[str], heads: set[str]) -> str:
    """The line under the headline: the description that the page declares, if it shows it; else a sentence there."""
    pieces = _pieces(" ".join(body))
    texts = [_tidy(declared.article.get("description")), declared.first("og:description", "description")]
    keys = [key for text in texts if len(key := _key(text)[:60]) >= 20 and _new(text, pieces)]
    above = _above(root, body, heads)
    described = (text for text in above if any(_key(text).startswith(key) for key in keys))
    sentences = (text for text in above if SENTENCE.search(text) and 8 <= len(text.split()) <= 80)
    found = next(described, "") or next(sentences, "")
    return found if found and _new(found, pieces) and not re.search("©|\\(c\\)|/dpa|Getty|Foto:", found) else ""


def _above(root: html.HtmlElement, body: list[str], heads: set[str]) -> list[str]:
    """The lines between the headline and the text, as the page shows them."""
    lines = markup.lines(root)
    keys = [_key(line) for line in lines]
    first = next((n for line in body[:3] if len(line) > SHORT for n, k in enumerate(keys) if k == _key(line)), None)
    title = max((n for n, k in enumerate(keys[:first]) if k in heads), default=None)
    return lines[title + 1 : first][:30] if first is not None and title is not None else []


def _without(body: list[str], heads: set[str]) -> list[str]:
    """The body without the headline and the line under it, which stand in fields of their own."""
    return [line for n, line in enumerate(body) if n >= 4 or not _is_head(_key(line), heads)]


def _is_head(key: str, heads: set[str]) -> bool:
    """Whether a line is a headline, or one with a few words before it or without its first ones."""
    return any(
        key == h or (len(key) > 20 and h.endswith(key)) or (len(h) > 20 and key.endswith(h) and len(key) < 2 * len(h))
        for h in heads
    )
