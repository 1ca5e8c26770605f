"""Reading along: the page follows, unless the reader scrolls."""

import pytest
from playwright.sync_api import expect

from tests.e2e.newspaper import cue_of, read_article
from tests.e2e.reading import CUES, MARKED, PLAIN, STRONG, Reading, start_of
from tests.stand import wait_for

pytestmark = pytest.mark.browser

BACK = "Back to the reading position"


def test_the_page_follows_and_leaves_what_is_in_view_alone(reading: Reading) -> None:
    reading.begin()
    reading.show(0)
    reading.show(4.0)
    assert reading.scrolled() == 0
    reading.hear(STRONG)
    assert reading.scrolls_over(500)
    box = reading.page.evaluate(
        "[...CSS.highlights.get('listen-sentence')][0].getBoundingClientRect().toJSON()"
    )
    height = reading.page.evaluate("innerHeight")
    assert 0.2 * height < box["top"] < box["bottom"] < 0.7 * height
    expect(reading.page.get_by_role("button", name=BACK)).to_be_hidden()


def test_the_reader_who_scrolls_is_left_alone_and_finds_the_way_back(reading: Reading) -> None:
    reading.begin()
    reading.hear(STRONG)
    reading.scrolled()
    back = reading.page.get_by_role("button", name=BACK)
    reading.page.mouse.move(400, 300)
    reading.page.mouse.wheel(0, -3000)
    expect(back).to_be_visible()
    assert reading.scrolled() == 0
    reading.hear(STRONG, seconds_in=2)
    reading.show(start_of("Even a brief"))
    assert reading.scrolled() == 0
    assert reading.page.evaluate("document.activeElement === document.body")
    back.focus()
    reading.page.keyboard.press("Enter")
    expect(back).to_be_hidden()
    assert reading.scrolls_over(500)
    reading.show(start_of("“After that"))
    assert reading.scrolls_over(0)
    reading.page.keyboard.press("Home")
    expect(back).to_be_visible()
    assert reading.scrolled() == 0


def test_a_jump_by_the_scroll_bar_or_a_link_counts_as_the_readers(reading: Reading) -> None:
    reading.begin()
    reading.show(0)
    reading.page.evaluate("scrollTo(0, 1500)")
    expect(reading.page.get_by_role("button", name=BACK)).to_be_visible()
    reading.show(4.0)
    assert reading.scrolled() == 1500


def test_an_ad_above_takes_nothing_out_of_the_readers_hands(reading: Reading) -> None:
    reading.begin()
    reading.hear(STRONG)
    before = reading.scrolled()
    reading.page.evaluate(
        "document.querySelector('.share').insertAdjacentHTML('afterend', '<p class=tall>Ad</p>')"
    )
    assert reading.scrolls_over(before)
    reading.show(start_of("“After that"))
    assert wait_for(lambda: is_in_view(reading))


def is_in_view(reading: Reading) -> bool:
    box = f"{MARKED}.getBoundingClientRect()"
    return bool(reading.page.evaluate(f"{box}.top > 0 && {box}.bottom < innerHeight"))


def test_an_article_that_scrolls_by_itself_is_followed_there(reading: Reading) -> None:
    reading.begin(read_article().replace("<article>", '<article class="scroller">'))
    reading.hear(STRONG)
    wait_for(lambda: reading.page.evaluate("document.querySelector('article').scrollTop") > 300)
    assert wait_for(lambda: is_in_view(reading))
    assert reading.scrolled() == 0


def test_a_sentence_longer_than_the_window_is_followed_word_by_word(reading: Reading) -> None:
    written = " ".join(f"number {n} of many" for n in range(600)) + "."
    reading.begin(PLAIN.format(f"<p>{written}</p>"), cues=[cue_of(written, 0)])
    reading.show(0.001)
    assert reading.scrolled() == 0
    reading.show(2.9)
    assert reading.scrolls_over(200)
    word = "[...CSS.highlights.get('listen-word')][0].getBoundingClientRect()"
    assert wait_for(lambda: reading.page.evaluate(f"{word}.top > 0 && {word}.bottom < innerHeight"))


def test_what_the_page_does_not_have_scrolls_nothing(reading: Reading) -> None:
    unknown = cue_of("Quisque vestibulum felis eget tortor malesuada.", 1)
    reading.begin(cues=[CUES[0], unknown])
    reading.page.mouse.move(400, 300)
    reading.show(0)
    reading.page.mouse.wheel(0, 1200)
    expect(reading.page.get_by_role("button", name=BACK)).to_be_visible()
    assert reading.marked_at(4.0) == ""
    expect(reading.page.get_by_role("button", name=BACK)).to_be_hidden()
    assert reading.scrolled() == 1200


def test_publishers_may_switch_following_off(reading: Reading) -> None:
    reading.begin(follow=False)
    reading.hear(STRONG)
    assert reading.scrolled() == 0
    assert reading.page.get_by_role("button", name=BACK).count() == 0


def test_who_prefers_less_motion_gets_none(reading: Reading) -> None:
    reading.page.emulate_media(reduced_motion="reduce")
    reading.begin()
    moved = reading.page.evaluate(
        "(at) => { along.showTime(at); return scrollY }", start_of("Even a")
    )
    assert moved > 500
    assert reading.scrolled() == moved
