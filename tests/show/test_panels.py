"""Every panel of the report of the five articles, opened in a browser and compared with the articles themselves."""

import pytest

from analysis import Study

pytestmark = pytest.mark.slow

OPEN_ALL = """() => [...document.querySelectorAll("button.open")].map(button => {
    const sheet = document.getElementById(button.getAttribute("popovertarget"));
    button.click();
    const open = sheet.matches(":popover-open");
    const rows = [...sheet.querySelectorAll("li")].map(li => {
        const where = li.querySelector(".where");
        return {
            span: li.dataset.span,
            text: li.textContent.slice(0, li.textContent.length - where.textContent.length),
            mark: [...li.querySelectorAll("mark")].map(m => m.textContent).join(" | "),
            before: li.firstChild.nodeName === "#text" ? li.firstChild.textContent : "",
            place: where.querySelector("a")?.textContent,
            outlet: where.firstChild.textContent.trim(),
        };
    });
    sheet.hidePopover();
    return {open, rows, title: sheet.querySelector(".what").textContent, finding: !!button.closest("ol.findings")};
})"""


@pytest.fixture(scope="module")
def study():
    return Study.load("data")


@pytest.fixture(scope="module")
def panels(browser, five_report):
    tab = browser.new_page()
    tab.set_default_timeout(300_000)
    tab.goto((five_report / "report.html").as_uri())
    opened = tab.evaluate(OPEN_ALL)
    tab.close()
    return opened


@pytest.fixture(scope="module")
def numbered(study):
    """Number of a sentence in the report → its row, its outlet, and the text of its article."""
    articles = study.articles.reset_index(drop=True)
    return {
        f"{n}.{s['position'] + 1}": (s, article["outlet"], article["text"])
        for n, article in enumerate(articles.to_dict("records"), 1)
        for s in study.sentences[study.sentences["article_id"] == article["article_id"]].to_dict("records")
    }


def test_every_button_opens_its_panel(panels):
    assert len(panels) > 500
    assert all(p["open"] and p["rows"] for p in panels)


def test_every_row_shows_the_sentence_of_its_article_with_its_words_marked(panels, numbered):
    wrong = [(p["title"], r) for p in panels for r in p["rows"] if not right(r, *numbered[r["place"]])]
    assert not wrong, f"{len(wrong)} rows, such as {wrong[0]}"


def right(row, sentence, outlet, text):
    """The row shows the whole sentence, or 600 characters around its words, and marks just these words in it."""
    start, end = map(int, row["span"].split("-"))
    end = min(end, sentence["end"])
    low, high = max(sentence["start"], start - 600), min(sentence["end"], end + 600)
    before = ("… " if low > sentence["start"] else "") + text[low:start]
    after = text[end:high] + (" …" if high < sentence["end"] else "")
    shown = (row["outlet"], row["before"], row["mark"], row["text"])
    return start < end and shown == (outlet, before, text[start:end], before + text[start:end] + after)


def test_every_finding_opens_its_own_rows(panels, study):
    shown = [p for p in panels if p["finding"]]
    texts = study.articles.set_index("article_id")["text"]
    assert [p["title"] for p in shown] == study.findings["finding"].head(len(shown)).to_list()
    assert len(shown) == min(12, (study.findings["kind"] == "fact").sum()) > 5
    for panel, finding_id in zip(shown, study.findings["finding_id"], strict=False):
        rows = study.finding_rows[study.finding_rows["finding_id"] == finding_id].head(25)
        spans = rows[["article_id", "start", "end"]].itertuples(index=False, name=None)
        words = [texts[a][start:end] for a, start, end in spans]
        assert [r["span"] for r in panel["rows"]] == [
            f"{s}-{e}" for s, e in zip(rows["start"], rows["end"], strict=True)
        ]
        assert all(w.startswith(r["mark"]) and r["mark"] for r, w in zip(panel["rows"], words, strict=True))
