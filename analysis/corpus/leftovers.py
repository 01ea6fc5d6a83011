"""What web pages leave in the text of an article: which lines they are, and why.

The rules know kinds of leftovers, no outlet and no story. They judge a line by its own words (``RULES``) or by its
place: under the headline, below a video title, above a photo credit. A line that opens with a quotation mark is
never cut for its words, because somebody says it.
"""

import re
from collections.abc import Callable

from analysis import words
from analysis.corpus.dates import is_date

REASONS = {
    "markup": "tags, scripts, comments and shortcodes",
    "video title": "the title of a video player, 'Click to play', 'WATCH:'",
    "repeated headline": "the headline again, or the title of a video or picture in nearly the same words below it",
    "link": "'Read more', 'Also read', 'Related' with the headline of another article; such a link inside a sentence",
    "advert": "'Advertisement', 'Story continues below'",
    "sponsored content": "the heading of paid links",
    "cookie notice": "cookies and consent",
    "promotion": "newsletters, podcasts, apps, social media, donations, tips and letters",
    "copyright": "copyright and reprint notices",
    "disclaimer": "whose opinions these are, and who pays for the coverage",
    "section": "the part of the paper, the kind of text, the outlet's name: 'Opinion', 'ANALYSIS/OPINION:'",
    "caption": "what a picture shows",
    "photo credit": "who took or supplied a picture",
    "contributors": "who else reported, wrote or edited; agencies",
    "byline": "the authors, and who they are",
    "date": "the date or time of publication on a line of its own",
    "update note": "that or when the article was updated or corrected, and other notes of the editors",
    "stray character": "a line without words",
}

GALLERY = ("Hide Caption ", "Hide caption ", "Facebook Twitter Pinterest ", "Previous Next ")  # buttons at a picture
LONGEST = 1200  # characters: no longer line is judged by its words
NAMED = 220  # characters: the longest line that PATTERNS are tried on
AGENCY = r"(?:AP|A\.P\.|AFP|Reuters|REUTERS|EPA|EFE|dpa|DPA|ANSA|TASS|UPI|Getty(?: Images)?|Shutterstock|Alamy|iStock)"
PICTURE = r"(?:photo|photograph|image|picture|illustration)"
ON = r"(?:on|at) (?:twitter|facebook|instagram|flipboard|youtube|x)"

# Whole lines, upper and lower case alike, in brackets, after a dash or with a full stop or not.
PATTERNS = (
    ("advert", r"(?:story|article) continue[sd]? (?:below|after)(?: (?:this )?ad(?:vert(?:isement)?)?)?"),
    ("advert", r"ad|advert(?:isement)?s?(?: continue reading(?: the main story)?)?|continue reading the main story"),
    ("advert", r"scroll (?:down )?(?:for more|to continue)|article continues"),
    ("sponsored content", r"(?:sponsored|promoted|paid)(?: content| links?| stories| post)?|around the web"),
    ("sponsored content", r"from our partners|(?:recommended|trending) (?:for you|stories|videos?)"),
    ("sponsored content", r"you (?:may|might) (?:also )?like"),
    ("link", r"(?:must |also )?(?:read|see)(?: more| next| also| the full story)? ?[:|»>].*"),
    ("link", r"(?:read|see) (?:more|next|also)(?: here| on this (?:story|topic))?|more on this(?: story| topic)?"),
    ("link", r"related(?: (?:stories|articles|coverage|content|links?|topics))?(?: ?:.*)?|also on [\w.]+ ?:.*"),
    ("link", r"(?:don['’]t miss|more coverage|full coverage|photos|pictures|gallery) ?:.*"),
    ("link", r"(?:click here to )?read the (?:full|whole) (?:story|article)(?: here)?"),
    ("link", r"this (?:article|story) (?:is )?tagged under\b.*|visit .{2,60} homepage for more .{2,40}"),
    ("link", r"read .{2,40} flipboard magazine"),
    ("link", r"watch (?:the latest videos? (?:at|on) .*|more above|live above)"),
    ("video title", r"(?-i:CLOSE)|youtube|vimeo|(?-i:JUST WATCHED|MUST WATCH)\b.*"),
    ("video title", r"(?:click to )?play(?: video)? ?:.*|(?:click to )?play video|now playing(?: ?:.*)?|loading"),
    ("video title", r"watch(?: live| now| more| the video)? ?:.*|watch (?:the )?video(?: above| below)?"),
    ("video title", r"video(?: player(?: is loading)?| ?:.*)?|media playback is unsupported on your device"),
    ("link", r"more ?: ?.*|(?:read|watch) or share this story\b.*|click (?:here )?(?:for|to) .*|want more\?.*"),
    ("promotion", r"(?:sign up|subscribe)(?: now| here| today)?"),
    ("promotion", r"(?:sign up|subscribe) (?:for|to) .*\b(?:newsletters?|podcast|alerts?|channel|inbox|briefing)\b.*"),
    ("promotion", r"get .*\b(?:to|in) your inbox\b.*|support \w+(?:['’]s)? (?:\w+ )?journalism"),
    ("promotion", rf"follow (?:us|me|@\w+)|follow .{{2,60}} {ON}\b.{{0,120}}|follow @\w+.{{0,60}}"),
    ("promotion", r"follow this story ?:.*|get breaking news alerts\b.*"),
    ("promotion", r"check out (?:our|the (?:[\w'’]+ ){0,4}(?:map|calculator|newsletter|podcast|app|gallery))\b.*"),
    ("promotion", r"(?:listen to|catch up on|download) .*\bpodcasts?\b.*|got an? (?:news )?tips?\b.*"),
    ("promotion", r"(?:send|e-?mail) (?:letters|tips|comments|questions|feedback) to .*"),
    ("promotion", r"(?:like|join|find) us on (?:twitter|facebook|instagram|youtube)\b.{0,60}"),
    ("promotion", r"share this (?:article|story|post)(?: (?:share|tweet|post|email|print|pin|save|on \w+))*"),
    ("promotion", r"download (?:our|the) .{1,40}\bapp\b.{0,80}"),
    ("date", r"(?:an?|\d{1,2}) (?:minute|hour|day|week|month|year)s? ago"),
    ("section", r"(?:(?:news )?analysis|opinions?|commentary|editorial|op-ed)(?: ?[/|&] ?(?:opinions?|commentary))*:?"),
    ("section", r"opinion (?:contributor|columnist)s?"),
    ("copyright", r"(?:copyright )?(?:©|\(c\)) .*|copyright \d{4}.*|all rights reserved"),
    ("contributors", r"this article is based (?:in part )?on wire service reports"),
    ("copyright", r"this material may not be published.*"),
    ("photo credit", rf"(?:{PICTURE}|video)s? (?:by|credits?|courtesy(?: of)?):? .{{2,80}}"),
    ("photo credit", rf"(?:file )?{PICTURE} ?[:/] ?.{{2,80}}"),
    ("caption", r"slideshow \(\d+ images?\)|(?:prev|next) image \d+ of \d+|photos?"),
    ("caption", r"(?:hide|toggle|view|show) (?:caption|gallery)"),
    ("update note", r"this (?:story|article|post|report) (?:has been|was) (?:last )?updated\b.{0,120}"),
    ("update note", r"this (?:story|article) is (?:developing|breaking)\b.{0,120}"),
    ("update note", r"this is a (?:developing|breaking) (?:news )?story\b.{0,120}"),
    ("update note", r"this article is more than \w+ (?:years?|months?) old"),
    ("update note", r"this is a (?:rush|partial|rough|lightly edited) transcript\b.*"),
    ("update note", r"(?:updates with|corrects|adds|recasts|refiles|advisory|this .{3,16} story corrects)\b.*\)"),
    ("update note", r"editor['’]s note\b.*\)"),
    ("markup", r"/?(?:pullquote|image|caption|embed|video|gallery|audio|ad)\]"),
    ("markup", r"(?:googletag|window\.|document\.|gtag\(|var \w+ ?=|function ?\w*\().*"),
)  # fmt: skip
RULES = re.compile(
    r"[-–—•*»>(\[ ]*(?:" + "|".join(f"({pattern})" for _, pattern in PATTERNS) + r")[-–—.:!…»>)\] ]*", re.IGNORECASE
)
COOKIES = re.compile(
    r"\b(?:we|our|you|your|this (?:site|website))\b.{0,200}\bcookies?\b.*\b(?:accept|consent|by continuing"
    r"|manage settings|cookie policy|privacy policy|your (?:browser|experience|device))\b"
    r"|\bby continuing\b.{0,200}\bcookies\b",
    re.IGNORECASE,
)
# Longer ones, known by what stands anywhere in them: words of all the groups.
SIGN_UP = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        "sign(?:ing)? up|subscribe|delivered|recaptcha|robot",
        "inbox|newsletters?|news alerts|recaptcha",
        "you|your|our|us",
    )
)
DONATE = re.compile(r"\bplease consider\b.{0,80}\b(?:contribut|donat|support|subscri)", re.IGNORECASE)
OPINIONS = re.compile(
    r"\b(?:views|opinions) expressed (?:by|in|here)\b[^.]{0,80}\b(?:are|is|do|does)\b[^.]{0,60}"
    r"\b(?:own|authors?|hers|his|theirs|those of|views of)\b",
    re.IGNORECASE,
)
PAID = re.compile(r"\breceives support for [\w ,]{3,60} coverage from\b", re.IGNORECASE)
RIGHTS = re.compile(
    r"© ?(?:copyright )?\d{4}\b|\bcontent created by .{2,60} is available without charge\b", re.IGNORECASE
)
NOTE = re.compile(r"[\[(*]*editor['’]s note ?[:—–-]", re.IGNORECASE)
SHOWN = re.compile(
    r"enlarge this image\b|toggle caption\b|file(?: photo)? ?[-–—:] "
    r"|(?:in )?this (?:[\w.,’'-]+ ){0,6}?(?:photo|image|picture|photograph|frame grab|combination of photos),? "
    r"(?:[\w.,’'-]+ ){0,6}?(?:taken|provided|released|made|supplied|shows|obtained|posted)\b",
    re.IGNORECASE,
)
SUPPLIED = re.compile(
    rf"(?:\bvia |/ ?|\((?:[\w .]+/)?|[—|] ?){AGENCY}(?: ?[/,] ?{AGENCY})*\)?$"
    r"|\((?:AP )?Photo(?: by|/|:)[^()]{2,80}\)\.?$"
)
HELPED = re.compile(
    r"\bcontributed(?: reporting)?(?: (?:to|from|for) (?:this|the) (?:report|story|article|post|piece))?"
    r"(?: from [A-Z][\w., ]{2,60})?[.)]*$"
)
STAFF = re.compile(r"\b(?:writers?|reporters?|correspondents?|journalists?|staff|Associated Press|AP|Reuters|AFP)\b")
REPORTED = re.compile(
    r"[(\[•*–— -]*(?:(?:additional |with )?(?:reporting|writing|editing|inputs?|material|files) (?:by|from)"
    r"|contributing(?: to this report)?:|compiled by|edited by)(?!\w)",
    re.IGNORECASE,
)
WIRE = re.compile(
    r"[—–( -]*(?:the )?(?:associated press|AP|reuters|AFP|agence france-presse|dpa|UPI|PTI)[) .]*", re.IGNORECASE
)
# "Rep. Lee Ann Lee" + headlines of other articles, the first without a space before it + "MORE (D-Ohio) said": a link
# whose title is its person's full name, with all that it opens, in the middle of a sentence.
MORE = re.compile(r"\bMORE\b")
TITLES = 800  # characters: the longest such link
NAME = r"(?P<name>[A-Z][\w’'-]{0,28}[a-z])(?:,? (?:Jr|Sr|III?)\.?)?"
PARTS = r"(?:(?:[A-Z(“\"'][\w().’'”\"-]{0,30}|de|la|van|von) )"
NEXT = r"(?=[A-Z‘“'\"\d(])"
TWICE = (
    re.compile(rf"\b{NAME}(?P<again> ?{PARTS}{{1,6}}(?P=name)(?:,? (?:Jr|Sr|III?)\.?)?){NEXT}"),
    # With a space after it, a name must begin alike both times.
    re.compile(
        rf"\b(?P<first>[A-Z][\w’'-]{{1,28}}) {PARTS}{{0,2}}{NAME}(?P<again> (?P=first) {PARTS}{{0,4}}(?P=name)) {NEXT}"
    ),
)
UPDATED = re.compile(
    r"(?:last |first )?(?:updated?|published|posted|modified|issued)\b(?: (?:at|on))?[: ]*", re.IGNORECASE
)
SOURCE = re.compile(r"(?:source|credit|courtesy)s? ?: ?", re.IGNORECASE)
BY = re.compile(r"by (?=[A-Z])", re.IGNORECASE)
AUTHORS = re.compile(r",|;|&| and |^by ", re.IGNORECASE)
WHO = re.compile(r",? (?:is|was|has|are|covers|writes|reports|serves|works|teaches|can be reached|contributed)\b")
SMALL = {
    *("and", "in", "by", "from", "with", "the", "for", "of", "at", "to", "this", "report", "agencies", "inputs"),
    *("additional", "contributing", "editing", "reporting", "writing", "de", "al", "el", "la", "van", "von", "bin"),
}
OPENING = "\"“”„«'‘’"
END = re.compile(r"[.!?…:][\"”’'»)\]]*$")


def links(text: str) -> list[tuple[int, int]]:
    """Links to other articles in the middle of a sentence that begin with a name given again and end with "MORE"."""
    found, last = [], 0
    for more in MORE.finditer(text):
        line = max(text.rfind(end, last, more.start()) + 1 for end in "\n\r")
        begin = max(last, line, more.start() - TITLES)
        twice = next((m for p in TWICE if (m := p.search(text, begin, more.start()))), None)
        if twice:
            found.append((twice.start("again"), more.end()))
        last = more.end()
    return found


def find(lines: list[str], above: list[bool], headline: str, byline: str, outlet: str, *, guess: bool) -> list[str]:
    """Why each line is to be cut, "" for a line of the article; "headline" and "dek" for those two.

    ``lines`` are cleaned; ``above[i]`` says that line i follows the line before it without a blank line. ``guess``:
    where no headline is given, the first line may be it.
    """
    reasons = [_by_words(line) for line in lines]
    _authors(lines, reasons, byline, outlet, titled=bool(headline))
    _videos(lines, reasons)
    _captions(lines, above, reasons)
    if guess and not headline:
        headline = _first_headline([line for line, reason in zip(lines, reasons, strict=True) if not reason])
    _head(lines, reasons, headline, byline)
    return reasons


def _by_words(line: str) -> str:
    """The reason that the words of the line give, if any."""
    if line[0] in OPENING:
        return ""
    if not any(c.isalnum() for c in line) and not any(c in OPENING for c in line):
        return "stray character"
    if len(line) == 1:
        return "" if line.isdigit() else "stray character"
    if line.startswith(GALLERY) or (line.startswith("Photos: ") and "Hide Caption" in line):
        return "caption"  # however long
    rule = RULES.fullmatch(line) if len(line) <= NAMED else None
    if rule and rule.lastindex:
        return PATTERNS[rule.lastindex - 1][0]
    return next((reason for reason, test in TESTS if test(line)), "") if len(line) <= LONGEST else ""


def _names_only(line: str) -> bool:
    return all(w[0].isupper() or w.lower() in SMALL or w[0].isdigit() for w in re.findall(r"[^\W_]+", line))


def _cookies(line: str) -> bool:
    return "ookie" in line and COOKIES.search(line) is not None


def _sign_up(line: str) -> bool:
    return all(group.search(line) for group in SIGN_UP) or DONATE.search(line) is not None


def _disclaimer(line: str) -> bool:
    return OPINIONS.search(line) is not None or PAID.search(line) is not None


def _caption(line: str) -> bool:
    supplied = (line[-1] == ")" or line[-1].isalpha() or line.endswith(").")) and SUPPLIED.search(line[-120:])
    return bool(supplied) or SHOWN.match(line) is not None


def _photo_credit(line: str) -> bool:
    start = SOURCE.match(line)
    return start is not None and 2 < len(line) - start.end() < 60 and _names_only(line)


def _contributors(line: str) -> bool:
    if len(line) > 400:
        return False
    helped = HELPED.search(line) if "contributed" in line else None
    if helped and (helped.end() - helped.start() > 16 or STAFF.search(line[:80])):
        return line.count(". ") < 3 and (line[0].isupper() or line[0] in "(–—•*-")
    return (REPORTED.match(line) is not None and _names_only(line)) or WIRE.fullmatch(line) is not None


def _updated(line: str) -> bool:
    start = UPDATED.match(line)
    return start is not None and is_date(line[start.end() :])


TESTS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("cookie notice", _cookies),
    ("promotion", _sign_up),
    ("disclaimer", _disclaimer),
    ("copyright", lambda line: RIGHTS.search(line) is not None),
    ("update note", lambda line: NOTE.match(line) is not None),
    ("caption", _caption),
    ("photo credit", _photo_credit),
    ("contributors", _contributors),
    ("update note", _updated),
)


def ends_sentence(line: str) -> bool:
    """Whether a line ends like a sentence, and so is no headline."""
    return END.search(line[-8:]) is not None


def same_words(one: str, other: str) -> bool:
    """Whether two lines are the same but for case, marks and spaces."""
    return key(one) == key(other)


def key(line: str) -> str:
    """The words of a line in lower case."""
    return " ".join(line[b:e].lower() for b, e in words.words(line)).replace("’", "'")


def _videos(lines: list[str], reasons: list[str]) -> None:
    """The title that a player repeats below itself."""
    for i, reason in enumerate(reasons[:-1]):
        if reason == "video title" and key(lines[i + 1]) and key(lines[i]).endswith(key(lines[i + 1])):
            reasons[i + 1] = "video title"


def _authors(lines: list[str], reasons: list[str], byline: str, outlet: str, *, titled: bool) -> None:
    """The outlet's name by itself, the author's name above it, and at the end of the article who its authors are.

    ``titled``: the headline is known, so that the first line may be a name and no headline.
    """
    name = key(outlet)
    for i, line in enumerate(lines):
        if name and not reasons[i] and len(line) < len(outlet) + 12 and key(line) == name:
            reasons[i] = "section"
            author = lines[i - 1] if i > (not titled) and not reasons[i - 1] else ""
            if 1 < len(author.split()) <= 6 and _names_only(author) and not ends_sentence(author):
                reasons[i - 1] = "byline"
    authors = [a for part in AUTHORS.split(byline) if " " in (a := part.strip())]
    for i in [i for i, reason in enumerate(reasons) if not reason][-4:]:
        line = lines[i].lstrip("-–—*•( ")
        if any(line.startswith(a) and WHO.match(line, len(a)) for a in authors):
            reasons[i] = "byline"


def _captions(lines: list[str], above: list[bool], reasons: list[str]) -> None:
    """A line without a full stop right above a photo credit."""
    for i in range(1, len(lines)):
        if reasons[i] == "photo credit" and above[i] and not reasons[i - 1] and not ends_sentence(lines[i - 1]):
            reasons[i - 1] = "caption"


def _first_headline(lines: list[str]) -> str:
    """The first line, if it looks like a headline: some words, no full stop, and sentences below it."""
    if len(lines) < 2 or len(lines[0]) > NAMED or ends_sentence(lines[0]) or len(lines[0].split()) < 3:
        return ""
    return lines[0] if any(ends_sentence(line) for line in lines[1:6]) else ""


def _head(lines: list[str], reasons: list[str], headline: str, byline: str) -> None:
    """The headline, its repetitions, and what stands between it and the body: dek, byline, date.

    The head ends with the last byline, date or repeated headline that has at most one line of another kind above it.
    That line is the dek.
    """
    wanted = key(headline)
    for i, line in enumerate(lines):
        if wanted and abs(len(line) - len(headline)) < 12 and reasons[i] != "video title" and key(line) == wanted:
            reasons[i] = "repeated headline"
    if "repeated headline" in reasons:
        reasons[reasons.index("repeated headline")] = "headline"
    deks: list[int] = []
    for i, line in enumerate(lines[:12]):
        reason = reasons[i] or _head_line(line, wanted, byline)
        if not reason:
            deks.append(i)
            if len(deks) > 1:
                break
            continue
        if reason in ("byline", "date", "repeated headline") and all(len(lines[d]) < 400 for d in deks):
            reasons[i] = reason
            for d in deks:
                reasons[d] = "dek"


def _head_line(line: str, wanted: str, byline: str) -> str:
    if is_date(line) and re.search(r"\d{4}|\d[./]\d", line):
        return "date"
    if len(line) < 120 and ((byline and key(line) in (key(byline), "by " + key(byline))) or _is_byline(line)):
        return "byline"
    have, want = set(key(line).split()), set(wanted.split())
    near = len(have & want) >= 0.6 * (len(have) if len(have) > 3 else max(len(have), len(want)))
    return "repeated headline" if want and near and len(line) < NAMED and not ends_sentence(line) else ""


def _is_byline(line: str) -> bool:
    return BY.match(line) is not None and len(line.split()) <= 12 and line[-1] != "." and _names_only(line[3:])
