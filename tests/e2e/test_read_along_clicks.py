"""Reading along: clicks on sentences, which play from there."""

import pytest
from playwright.sync_api import Browser

from tests.e2e.reading import Reading, point_of, start_of, unheard
from tests.stand import wait_for

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sign each other", "They write down"),
        ("Such a result", "Such a result"),
        ("suppose we will", "“After that"),
    ],
)
def test_a_click_plays_from_the_sentence_clicked(
    reading: Reading, text: str, sentence: str
) -> None:
    reading.begin()
    reading.show(0)
    reading.page.mouse.click(*point_of(reading.page, text))
    assert reading.sought() == [start_of(sentence)]


def test_nothing_else_than_a_plain_click_on_text_plays(reading: Reading) -> None:
    reading.begin()
    page = reading.page
    point = point_of(page, "sign each other")
    page.mouse.click(*point)
    assert unheard(reading), "a click before anything was played"
    reading.show(4.0)
    page.evaluate("document.querySelectorAll('.body a').forEach((a) => a.removeAttribute('href'))")
    page.mouse.click(*point_of(page, "international affairs"))
    assert unheard(reading), "a link"
    point = point_of(page, "sign each other")
    for key in ("Control", "Shift", "Alt"):
        page.keyboard.down(key)
        page.mouse.click(*point)
        page.keyboard.up(key)
        page.evaluate("getSelection().removeAllRanges()")
    assert unheard(reading), "a click with a key held"
    page.mouse.dblclick(*point)
    assert unheard(reading), "a double click, which selects a word"
    page.evaluate("getSelection().removeAllRanges()")
    page.mouse.move(*point)
    page.mouse.down()
    page.mouse.move(point[0] + 90, point[1], steps=4)
    page.mouse.up()
    assert unheard(reading), "a selection"
    page.evaluate("getSelection().removeAllRanges()")
    page.mouse.click(*point_of(page, "A better mattress"))
    assert unheard(reading), "an ad"


def test_publishers_may_switch_clicking_off(reading: Reading) -> None:
    reading.begin(clickable=False)
    reading.show(0)
    reading.page.mouse.click(*point_of(reading.page, "sign each other"))
    assert unheard(reading)


def test_the_sentence_under_the_mouse_shows_that_it_can_be_clicked(reading: Reading) -> None:
    reading.begin()
    reading.show(0)
    reading.page.mouse.move(*point_of(reading.page, "sign each other"))
    assert wait_for(lambda: reading.marked("listen-hover")).startswith("They write down")


def test_a_tap_plays(browser: Browser) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 700})
    reading = Reading(context.new_page())
    reading.begin()
    reading.show(0)
    reading.page.touchscreen.tap(*point_of(reading.page, "Even a brief lapse"))
    assert reading.sought() == [start_of("Even a brief")]
    context.close()
