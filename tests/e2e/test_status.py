"""The page /status for operators: current alerts, and buttons for actions."""

import itertools
import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.stand import Service, wait_for

pytestmark = pytest.mark.browser

SERVED = "Listeners are being served"
NOT_SERVED = "Listeners are NOT being served"
FAULTS = {"scheduler": ("no-scheduler", SERVED), "valkey-server": ("redis-down", NOT_SERVED)}
"""Halted process, the alert about it, and the consequence for listeners."""


@contextmanager
def halted(service: Service, role: str) -> Iterator[None]:
    """Halt the processes of a role during the block."""
    pids = wait_for(lambda: service.processes(role))
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


@pytest.fixture
def status(page: Page, acting_service: Service) -> Page:
    """The page of a working service, after an operator has typed the key."""
    page.add_init_script(
        f"sessionStorage.setItem('listen-operate-key', {json.dumps(acting_service.key)})"
    )
    page.goto(f"{acting_service.url}/status")
    expect(page.locator("h1")).to_contain_text(SERVED)
    return page


def assert_nobody_is_kept_out(status: Page) -> None:
    for scheme, width in itertools.product(("light", "dark"), (360, 1280)):
        status.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        status.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(status)
        assert found.violations_count == 0, (scheme, width, found.generate_report())
        assert status.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("role", FAULTS)
def test_a_fault_is_told_by_name_and_goes_without_a_reload(
    status: Page, acting_service: Service, role: str
) -> None:
    alert, meaning = FAULTS[role]
    status.evaluate("window.isTheSamePage = true")
    with halted(acting_service, role):
        told = status.locator(f"#alert-{alert}")
        expect(told).to_be_visible()
        expect(status.locator("h1")).to_contain_text(meaning)
        expect(told.get_by_role("link")).to_have_attribute("href", f"/docs/operations#{alert}")
        assert_nobody_is_kept_out(status)
    expect(told).to_have_count(0)
    expect(status.locator("h1")).to_contain_text(SERVED)
    assert status.evaluate("window.isTheSamePage")


def test_a_page_whose_service_is_away_does_not_look_well(
    status: Page, acting_service: Service
) -> None:
    with halted(acting_service, "gunicorn"):
        expect(status.get_by_role("alert")).to_contain_text("No answer from the service since")
        expect(status.locator("h1")).to_have_text(
            "It is not known whether listeners are being served"
        )
        expect(status).to_have_title("No answer · Listen to Article")
        assert Axe().run(status).violations_count == 0
    expect(status.get_by_role("alert")).to_be_hidden()
    expect(status.locator("h1")).to_contain_text(SERVED)


def test_a_page_that_nobody_sees_asks_for_nothing(status: Page) -> None:
    asked: list[str] = []
    status.on("request", lambda request: asked.append(request.url))
    status.evaluate("""() => {
        Object.defineProperty(document, "hidden", {value: true, configurable: true});
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    seen = len(asked)
    status.wait_for_timeout(7000)
    assert len(asked) == seen
    status.evaluate("""() => {
        delete document.hidden;
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    wait_for(lambda: status.evaluate("1") and len(asked) > seen)


def test_what_is_read_stays_in_place_while_the_page_changes(status: Page) -> None:
    button = status.get_by_role("button", name="Pause pre-generation")
    button.focus()
    button.evaluate("(it) => { window.focused = it; }")
    before = status.locator("#freshness").inner_text()
    expect(status.locator("#freshness")).not_to_have_text(before)
    assert status.evaluate("document.activeElement === window.focused")


@pytest.fixture
def audible(acting_service: Service) -> Iterator[Path]:
    """File whose existence lets the voice speak the sentence that it could not speak before."""
    found = acting_service.data_dir / "audible"
    yield found
    found.unlink(missing_ok=True)


def test_what_failed_is_tried_again_at_the_press_of_a_button(
    status: Page, acting_service: Service, audible: Path
) -> None:
    acting_service.put("mute-bell", title="This bell cannot be heard today")
    acting_service.press("mute-bell")
    acting_service.until("mute-bell", "failed")
    audible.touch()
    status.get_by_role("button", name="Retry mute-bell").first.click()
    expect(status.get_by_role("status")).to_contain_text("mute-bell")
    acting_service.until("mute-bell", "ready")
    row = status.get_by_role("row").filter(has_text="mute-bell")
    expect(row.filter(has_text="ready").first).to_be_visible()


def test_without_a_key_no_article_is_named_until_one_is_typed(
    page: Page, acting_service: Service
) -> None:
    acting_service.put("hidden-bell", title="A bell that few know")
    acting_service.press("hidden-bell")
    acting_service.until("hidden-bell", "ready")
    page.goto(f"{acting_service.url}/status")
    expect(page.locator("body")).not_to_contain_text("hidden-bell")
    page.get_by_role("button", name="Show with a key").first.click()
    page.get_by_label("Key with the scope operate").fill(acting_service.key)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("body")).to_contain_text("hidden-bell")


def test_pre_generation_is_paused_and_resumed(status: Page) -> None:
    status.get_by_role("button", name="Pause pre-generation").click()
    expect(status.locator("#queues-box")).to_contain_text("paused")
    status.get_by_role("button", name="Resume pre-generation").click()
    expect(status.locator("#queues-box")).not_to_contain_text("paused")


def test_what_cannot_be_undone_is_asked_for(status: Page, acting_service: Service) -> None:
    acting_service.put("asked-bell", title="A bell that stays where it is")
    acting_service.press("asked-bell")
    acting_service.until("asked-bell", "ready")
    status.get_by_role("button", name="Purge asked-bell").first.click()
    status.get_by_role("button", name="Cancel").click()
    assert acting_service.narration("asked-bell")["state"] == "ready"
    status.get_by_role("button", name="Purge asked-bell").first.click()
    status.get_by_role("button", name="Continue").click()
    acting_service.until("asked-bell", "absent")


def test_without_scripts_it_is_a_page_of_tables(browser: Browser, acting_service: Service) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{acting_service.url}/status")
    expect(plain.locator("h1")).to_contain_text(SERVED)
    expect(plain.get_by_role("row").filter(has_text="Scheduler").first).to_be_visible()
    expect(plain.get_by_role("button")).to_have_count(0)
    expect(plain.get_by_role("region", name="Over time, as a table")).to_be_visible()
    context.close()


def test_arrow_keys_choose_a_moment_whose_values_all_charts_show(status: Page) -> None:
    memory = status.get_by_role("slider", name="Memory")
    memory.focus()
    expect(status.locator("#charts .moment").first).to_have_text("")
    latest = memory.get_attribute("aria-valuetext") or ""
    status.keyboard.press("ArrowLeft")
    before = memory.get_attribute("aria-valuetext") or ""
    assert before != latest
    moment, values = before.split(": ")
    assert float(values.removeprefix("processes ").split()[0].replace(",", "")) > 0
    assert set(status.locator("#charts .moment").all_inner_texts()) == {moment}
    expect(status.locator("#charts .cursor").first).to_have_attribute("visibility", "visible")
    status.keyboard.press("Escape")
    expect(status.locator("#charts .moment").first).to_have_text("")


def test_nobody_is_kept_out_where_all_is_well(status: Page) -> None:
    expect(status.locator("#charts svg >> nth=0")).to_be_visible()
    assert_nobody_is_kept_out(status)
