"""The report in a real browser: by mouse and by keyboard, on a phone, in the dark, without scripts."""

import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.slow


@pytest.fixture
def report(tab, five_report):
    tab.goto((five_report / "report.html").as_uri())
    return tab


def test_opens_at_once_and_asks_for_nothing_else(tab, five_report):
    start = time.perf_counter()
    tab.goto((five_report / "report.html").as_uri())
    seconds = time.perf_counter() - start
    print(f"the report opens in {seconds:.2f} s")
    assert seconds < 5
    assert [u for u in tab.asked if not u.startswith("data:")] == [(five_report / "report.html").as_uri()]
    assert tab.complaints == []


def first_number(tab):
    return tab.locator("table.grid button.open").first


def sheet_of(tab, button):
    return tab.locator(f"[id='{button.get_attribute('popovertarget')}']")


def test_a_number_opens_its_sentences_by_mouse(report):
    button = first_number(report)
    sheet = sheet_of(report, button)
    assert not sheet.is_visible()
    button.click()
    assert sheet.is_visible()
    n = int(re.sub(r"\D", "", button.locator("small").inner_text()))
    assert sheet.locator("li").count() == min(n, 25)
    assert sheet.locator("li mark").first.inner_text()
    sheet.get_by_role("button", name="Close").click()
    assert not sheet.is_visible()


def test_a_number_opens_its_sentences_by_keyboard(report):
    button = first_number(report)
    button.focus()
    report.keyboard.press("Enter")
    assert sheet_of(report, button).is_visible()
    report.keyboard.press("Escape")
    assert not sheet_of(report, button).is_visible()


def test_a_sentence_leads_to_its_place_in_the_article(report):
    button = first_number(report)
    button.click()
    link = sheet_of(report, button).locator("li a").first
    target = link.get_attribute("href")[1:]
    number = link.inner_text()
    link.click()
    place = report.locator(f"[id='{target}']")
    assert place.inner_text() == number
    assert report.evaluate("location.hash") == f"#{target}"


def test_filters_of_an_article_hide_its_marks(report):
    article = report.locator("section.article").first
    mark = article.locator(".m-source").first
    width = "getComputedStyle(element).borderBottomWidth"
    assert mark.evaluate(f"element => {width}") != "0px"
    article.locator("input[data-layer='source']").uncheck()
    assert mark.evaluate(f"element => {width}") == "0px"


@pytest.mark.parametrize("width", [375, 768])
def test_no_sideways_scrolling(report, width):
    report.set_viewport_size({"width": width, "height": 800})
    assert report.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["report", "00-the-corpus", "04-quotes"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_nothing_to_complain_of(tab, five_report, name, scheme):
    tab.emulate_media(color_scheme=scheme)
    tab.goto((five_report / f"{name}.html").as_uri())
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()


def test_all_of_it_without_scripts(browser, five_report):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((five_report / "report.html").as_uri())
    button = first_number(tab)
    button.click()
    assert sheet_of(tab, button).is_visible()
    context.close()


def test_dark_is_dark(report):
    report.emulate_media(color_scheme="dark")
    colour = report.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(map(int, re.findall(r"\d+", colour)[:3])) < 60


def test_on_paper_the_sentences_are_named(report):
    report.emulate_media(media="print")
    assert report.locator(".refs").first.is_visible()
    assert not report.locator(".sheet").first.is_visible()
    assert len(report.pdf()) > 100_000


def test_hostile_texts_are_text(tab, hostile_report):
    for path in sorted(hostile_report.glob("*.html")):
        tab.goto(path.as_uri())
        assert "pwned" not in tab.title()
        assert tab.locator("#injected").count() == 0
        assert tab.locator("img[src='x']").count() == 0
        assert tab.locator("a[href^='javascript']").count() == 0
        assert "49" not in re.findall(r"\{\{.*?\}\}", tab.content())
    assert not [u for u in tab.asked if not u.startswith(("file:", "data:"))]
    tab.goto((hostile_report / "report.html").as_uri())
    shown = tab.locator("main").inner_text()
    assert "<script>document.title='pwned'</script>" in shown
    assert "{{7*7}}" in shown
    assert "$\\int x dx$" in shown
