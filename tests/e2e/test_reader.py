"""A reader opens the demo site and presses play."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.stand import Service, wait_for
from worker.articles.lookup import DemoArticles

_, LONG, SHORT = [article.id for article in DemoArticles().all()]

pytestmark = pytest.mark.browser


def wait_for_sound(page: Page) -> None:
    """Wait without the browser's own wait function, which the policy of the site forbids."""
    heard_s = "document.querySelector('listen-to-article').media.currentTime"
    wait_for(lambda: page.evaluate(heard_s) > 0.3)


def test_a_press_plays_and_another_pauses(service: Service, page: Page) -> None:
    page.goto(f"{service.url}/articles/{SHORT}")
    player = page.locator("listen-to-article")
    player.get_by_role("button", name="Play").click()
    wait_for_sound(page)
    player.get_by_role("button", name="Pause").click()
    expect(player.get_by_role("button", name="Play")).to_be_visible()
    assert page.evaluate("document.querySelector('listen-to-article').media.paused")


def test_the_second_reader_hears_it_by_keyboard(service: Service, page: Page) -> None:
    service.press(SHORT)
    service.until(SHORT, "ready")
    page.goto(f"{service.url}/articles/{SHORT}")
    button = page.locator("listen-to-article").get_by_role("button", name="Play")
    for _ in range(30):
        if button.evaluate("button => button.getRootNode().activeElement === button"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait_for_sound(page)


def test_what_cannot_be_narrated_says_so(service: Service, page: Page) -> None:
    assert service.ask("DELETE", f"/v1/articles/{LONG}/audio").status == 204  # as if new
    page.route(re.compile(r"/v1/articles/[^/]+/audio$"), lambda route: route.fulfill(
        status=422, content_type="application/problem+json",
        body='{"code": "nothing-to-read", "detail": "There is nothing to read."}',
    ) if route.request.method == "POST" else route.continue_())  # fmt: skip
    page.goto(f"{service.url}/articles/{LONG}")
    player = page.locator("listen-to-article")
    player.get_by_role("button", name="Play").click()
    expect(player.get_by_role("status")).to_have_text("There is no audio for this article.")


def test_what_was_heard_is_counted(service: Service, page: Page) -> None:
    path = f"/v1/articles/{SHORT}/plays"
    before = service.ask("GET", path).json["started"]
    page.goto(f"{service.url}/articles/{SHORT}")
    with page.expect_request(re.compile("/plays$")) as told:
        page.locator("listen-to-article").get_by_role("button", name="Play").click()
    assert told.value.post_data_json == {"event": "started"}
    wait_for_sound(page)
    page.locator("listen-to-article").get_by_role("button", name="Pause").click()
    wait_for(lambda: service.ask("GET", path).json["started"] == before + 1)
