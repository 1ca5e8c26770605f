"""The demo site: its links work, its layout does not shift, and no request is blocked."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import violations
from tests.stand import PATIENCE_S, Service
from worker.articles.lookup import DemoArticles

PATHS = ["/", "/sections/local", f"/articles/{DemoArticles().all()[1].id}", "/states", "/docs"]

WATCH = """
window.blocked = []; window.shifts = 0;
document.addEventListener("securitypolicyviolation", (event) => {
  blocked.push(event.violatedDirective);
});
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""

pytestmark = pytest.mark.browser


@pytest.fixture
def watched(page: Page) -> Page:
    page.add_init_script(WATCH)
    return page


@pytest.fixture
def without_scripts(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    yield page
    context.close()


@pytest.mark.parametrize("path", PATHS)
def test_no_page_scrolls_sideways_or_loads_what_its_policy_forbids(
    service: Service, watched: Page, path: str
) -> None:
    watched.goto(service.url + path, wait_until="networkidle")
    for width in (1280, 390, 320):
        watched.set_viewport_size({"width": width, "height": 800})
        assert watched.evaluate("document.documentElement.scrollWidth") <= width
    assert watched.evaluate("blocked") == []


@pytest.mark.parametrize(
    "path", ["/", f"/articles/{DemoArticles().all()[0].id}", "/states", "/docs"]
)
def test_no_page_of_the_demo_site_keeps_anybody_out(
    service: Service, page: Page, path: str
) -> None:
    page.goto(service.url + path, wait_until="networkidle")
    schemes: list[Any] = ["light", "dark"]
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == [], scheme


@pytest.mark.parametrize("width", [390, 1280])
def test_an_article_does_not_jump_when_its_player_comes(
    service: Service, watched: Page, width: int
) -> None:
    watched.set_viewport_size({"width": width, "height": 800})
    watched.goto(f"{service.url}/articles/{DemoArticles().all()[0].id}", wait_until="networkidle")
    expect(watched.locator("listen-to-article").get_by_role("button", name="Play")).to_be_visible()
    assert watched.evaluate("shifts") < 0.01


def test_every_link_of_the_newspaper_leads_somewhere(
    service: Service, without_scripts: Page
) -> None:
    seen: set[str] = set()
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        seen.add(path)
        answer = service.ask("GET", path)
        assert answer.status == 200, path
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        without_scripts.goto(service.url + path)
        links = without_scripts.eval_on_selector_all(
            "a[href^='/'], img[src^='/']", "all => all.map((one) => one.href || one.src)"
        )
        found = {link.removeprefix(service.url) for link in links}
        waiting += sorted(found - seen - set(waiting))
    assert {"/sections/world", "/sections/local", "/states", "/docs"} < seen


def test_the_states_of_the_player_are_shown(service: Service, page: Page) -> None:
    page.goto(f"{service.url}/states")
    states = page.locator(".state")

    def state(name: str, says: str) -> None:
        shown = states.filter(has_text=name).first.locator("listen-to-article")
        expect(shown).to_contain_text(says)

    state("Left in the middle", "Continue at 1:04")
    state("Failed", "The audio could not be loaded.")
    state("Cannot be narrated", "There is no audio for this article.")
    state("Playing", "3:22")
    state("Deutsch", "Artikel anhören")
    missing = states.filter(has_text="No such article").locator("listen-to-article")
    expect(missing).to_be_hidden()


def test_the_documentation_works_without_scripts(service: Service, without_scripts: Page) -> None:
    without_scripts.goto(f"{service.url}/docs")
    without_scripts.get_by_role("link", name="POST /v1/articles/{article_id}/plays").click()
    expect(without_scripts.locator(":target")).to_contain_text("Count a play event")
    without_scripts.locator(":target").get_by_role("link", name="PlayRequest").click()
    expect(without_scripts.locator(":target")).to_contain_text("event")
