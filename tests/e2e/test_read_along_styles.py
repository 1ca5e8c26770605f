"""Reading along: looks of the marks, also in browsers without highlights."""

from typing import Any

import pytest

from tests.e2e.newspaper import read_article
from tests.e2e.reading import STRONG, WRITTEN, Reading
from tests.stand import wait_for

pytestmark = pytest.mark.browser


@pytest.fixture
def old_browser(reading: Reading) -> Reading:
    reading.page.add_init_script("delete CSS.highlights; delete window.Highlight")
    return reading


RECTANGLES = """
() => {
    const layer = document.querySelector("body > [data-listen=skip]");
    return [...(layer?.shadowRoot.children ?? [])].map((box) => {
        const { left, top, width, height } = box.getBoundingClientRect();
        return [box.className, ...[left, top, width, height].map(Math.round)];
    });
}
"""


LINES = """
(text) => {
    const texts = document.createNodeIterator(document.querySelector(".body"), 4);
    for (let node; (node = texts.nextNode()); ) {
        const range = document.createRange();
        const at = node.data.indexOf(text);
        if (at < 0) continue;
        range.setStart(node, at);
        range.setEnd(node, at + text.length);
        return [...range.getClientRects()].map(({ left, top, width, height }) =>
            ["listen-sentence", ...[left, top, width, height].map(Math.round)]);
    }
}
"""


def rectangles(reading: Reading) -> list[list[Any]]:
    return [box for box in reading.page.evaluate(RECTANGLES) if box[0] == "listen-sentence"]


def test_browsers_without_highlights_get_rectangles_that_keep_their_place(
    old_browser: Reading,
) -> None:
    html = "document.querySelector('.body').outerHTML"
    old_browser.begin(follow=False)
    before = old_browser.page.evaluate(html)
    written = next(each for each in WRITTEN if each.startswith("Farms"))
    old_browser.hear(written)
    lines = old_browser.page.evaluate(LINES, written)
    assert len(lines) > 1
    wait_for(lambda: rectangles(old_browser) == lines)
    assert "listen-word" in {box[0] for box in old_browser.page.evaluate(RECTANGLES)}
    for change in ["scrollTo(0, 700)", "document.querySelector('.share').style.height = '300px'"]:
        old_browser.page.evaluate(change)
        wait_for(lambda: rectangles(old_browser) == old_browser.page.evaluate(LINES, written))
    old_browser.page.set_viewport_size({"width": 420, "height": 700})
    wait_for(lambda: rectangles(old_browser) == old_browser.page.evaluate(LINES, written))
    assert old_browser.page.evaluate(html) == before
    old_browser.page.evaluate("along.destroy()")
    assert old_browser.page.evaluate(RECTANGLES) == []


def contrast(one: list[float], other: list[float]) -> float:
    """Source: WCAG 2.2, relative luminance and contrast ratio."""

    def luminance(color: list[float]) -> float:
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


COLORS = """
async (name) => {
    const parse = (color) => color.match(/[\\d.]+/g).slice(0, 3).map((value) => value / 255);
    const { color, backgroundColor, textDecorationLine } =
        getComputedStyle(document.querySelector(".body p"), `::highlight(${name})`);
    return [parse(color), parse(backgroundColor), textDecorationLine];
}
"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_are_readable_on_light_pages_and_dark_ones(reading: Reading, theme: str) -> None:
    reading.begin(read_article().replace("<html", f'<html class="{theme}"'))
    reading.hear(STRONG)
    backgrounds = []
    for name in ("listen-hover", "listen-sentence", "listen-word"):
        text, background, line = reading.page.evaluate(COLORS, name)
        backgrounds.append(sum(background))
        assert contrast(text, background) >= 4.5
        assert line == ("underline" if name == "listen-word" else "none")
    assert all((level > 1.5) == (theme == "light") for level in backgrounds)


def test_publishers_style_the_marks_as_they_like(reading: Reading) -> None:
    reading.begin()
    reading.page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync("::highlight(listen-sentence) { background-color: rgb(1 2 3) }");
            document.adoptedStyleSheets.unshift(sheet);
        }"""
    )
    reading.hear(STRONG)
    style = "getComputedStyle(document.querySelector('.body p'), '::highlight(listen-sentence)')"
    assert reading.page.evaluate(f"{style}.backgroundColor") == "rgb(1, 2, 3)"
