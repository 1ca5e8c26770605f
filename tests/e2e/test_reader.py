"""A reader opens the demo site and presses play."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.stand import Service
from worker.articles.sources import DemoArticles

STANDARD, LONG, SHORT = [article.id for article in DemoArticles().all()]

PLAYING = re.compile(r"^(?!0:00)\d+:\d\d of \d+:\d\d$")

pytestmark = pytest.mark.browser


def test_a_press_plays_the_finished_mp3(service: Service, page: Page) -> None:
    page.goto(f"{service.url}/articles/{SHORT}")
    expect(page.get_by_role("status")).to_have_text("Click play to generate audio")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("status")).to_have_text(PLAYING)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    stopped_at = page.get_by_role("status").text_content()
    page.wait_for_timeout(1_200)
    expect(page.get_by_role("status")).to_have_text(stopped_at or "")


def test_the_second_reader_hears_it_at_once_and_by_keyboard(service: Service, page: Page) -> None:
    service.press(SHORT)
    service.until(SHORT, "ready")
    page.goto(f"{service.url}/articles/{SHORT}")
    page.get_by_role("button", name="Play").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(PLAYING)


@pytest.fixture
def unheard(service: Service) -> Iterator[str]:
    """An article that takes long to narrate, and is not narrated on when the test is over."""
    yield LONG
    assert service.ask("DELETE", f"/v1/articles/{LONG}/audio").status == 204


def test_a_reader_sees_how_far_it_is(service: Service, page: Page, unheard: str) -> None:
    page.goto(f"{service.url}/articles/{unheard}")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("status")).to_have_text(
        re.compile(r"^Preparing audio: \d+ of \d{3} sentences$")
    )
    expect(page.get_by_role("progressbar")).to_be_visible()


def test_the_home_page_leads_to_the_articles(service: Service, page: Page) -> None:
    page.goto(service.url)
    page.get_by_role("link", name=DemoArticles().all()[0].title).click()
    expect(page).to_have_url(f"{service.url}/articles/{STANDARD}")
    expect(page.get_by_role("heading", level=1)).to_have_text(DemoArticles().all()[0].title)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways(service: Service, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/", f"/articles/{LONG}"):
        page.goto(service.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_cannot_be_narrated_says_why(service: Service, page: Page) -> None:
    page.route("**/v1/articles/*/audio", lambda route: route.fulfill(
        status=422, content_type="application/problem+json",
        body='{"code": "nothing-to-read", "detail": "There is nothing to read."}',
    ))  # fmt: skip
    page.goto(f"{service.url}/articles/{STANDARD}")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("status")).to_have_text("There is nothing to read.")
    expect(page.get_by_role("button", name="Play")).to_be_enabled()
