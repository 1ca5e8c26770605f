"""The page /status: content negotiation, and partial data."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from audio_service.app import create_app
from audio_service.operations.alerts import CHECKS
from audio_service.operations.service_levels import TARGETS, write_history
from audio_service.routes.operations.status_page import (
    CHARTS,
    LEVELS,
    ago,
    figure,
    judge,
    sentence,
    size,
    span,
    write_status,
)
from cache.operations.history import GAUGES, TOTALS, Sample

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
NOTHING = {"status": "degraded", "problems": ["Redis does not answer"], "version": "1"}


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setenv("LISTEN_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("REDIS_URL", f"unix://{tmp_path}/nobody.sock")
    return create_app().test_client()


def sent_history(page: str) -> Any:
    found = re.search(r'id="history">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize("accept", ["application/json", "*/*", "", "application/json, text/html"])
def test_programs_get_json(client: FlaskClient, accept: str) -> None:
    answer = client.get("/status", headers={"Accept": accept} if accept else {})
    assert answer.content_type == "application/json"
    assert json.loads(answer.data)["status"] == "degraded"
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("accept", ["text/html", BROWSER, "application/json;q=0.1, text/html"])
def test_browsers_get_a_page_even_while_redis_is_away(client: FlaskClient, accept: str) -> None:
    answer = client.get("/status", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/html")
    assert "Redis" in answer.text
    assert "Listeners are NOT being served: Redis does not answer" in answer.text
    assert "Accept" in answer.headers["Vary"]
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_a_browser_may_ask_for_json(client: FlaskClient) -> None:
    answer = client.get("/status?format=json", headers={"Accept": BROWSER})
    assert answer.content_type == "application/json"


def test_nothing_on_the_page_breaks_its_policy(client: FlaskClient) -> None:
    page = client.get("/status", headers={"Accept": BROWSER}).text
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script>", page)
    for source in re.findall(r'(?:src|href)="(/status/[^"]+)"', page):
        with client.get(source) as answer:
            assert answer.status_code == 200


def test_what_was_told_by_others_is_text_and_nothing_else(client: FlaskClient) -> None:
    hostile = "</script><img src=x onerror=alert(1)>'\""
    found = {
        **NOTHING,
        "alerts": [{"name": hostile, "severity": "critical", "sentence": hostile}],
        "failures": [{"article_id": "a", "voice": hostile, "code": "x", "detail": hostile}],
        "history": {"at": [1.0], "series": {hostile: [1]}},
    }  # fmt: skip
    with client.application.test_request_context("/status"):
        page = write_status(found)
    assert "<img" not in page
    assert sent_history(page)["at"] == [1.0]


def alert(name: str, severity: str, text: str) -> dict[str, str]:
    return {
        "name": name,
        "severity": severity,
        "sentence": text,
        "help": f"/docs/operations#{name}",
    }


def test_the_first_line_says_whether_listeners_are_served_and_why_not() -> None:
    down = alert("redis-down", "critical", "Redis does not answer. Start it")
    full = alert("storage-low", "warning", "only 3 MB are left")
    reasons = [down["sentence"], "no voice can be used. See the log"]
    bad = judge({"status": "degraded", "problems": reasons, "alerts": [down, full]})
    assert bad.line == "Listeners are NOT being served: Redis does not answer (and 1 more)"
    warned = judge({"status": "ok", "alerts": [full]})
    assert warned.line == "Listeners are being served, with 1 warning"
    assert judge({"status": "ok"}).line == "Listeners are being served"
    assert len({each.mark for each in (bad, warned, judge({"status": "ok"}))}) == 3


@pytest.mark.parametrize("found", [NOTHING, {**NOTHING, "status": "ok", "queues": {}}])
def test_what_is_not_known_is_not_shown_as_nothing(client: FlaskClient, found: Any) -> None:
    with client.application.test_request_context("/status"):
        page = write_status(found)
    assert "Unknown while Redis cannot be read" in page
    assert "None yet" not in page


def test_a_process_of_an_unknown_role_is_listed(client: FlaskClient) -> None:
    workers = [{"name": "one", "role": "typist"}, {"name": "two", "role": "first"}]
    with client.application.test_request_context("/status"):
        page = write_status({**NOTHING, "workers": workers})
    assert page.index("process-two") < page.index("process-one")


def test_the_run_book_has_a_place_for_each_alert(client: FlaskClient) -> None:
    answer = client.get("/docs/operations")
    assert answer.status_code == 200
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    found = set(re.findall(r'<h\d id="([^"]+)"', answer.text))
    assert {check.name for check in CHECKS} <= found


def test_every_chart_shows_what_is_sampled() -> None:
    at = [Sample(n * 10.0, dict.fromkeys((*GAUGES, *TOTALS), 1.0)) for n in range(3)]
    shown = {name for _, _, series in CHARTS for name, _ in series}
    assert shown <= set(write_history(at)["series"])


def test_every_service_level_has_a_title(client: FlaskClient) -> None:
    assert set(LEVELS) >= set(TARGETS)


def test_each_line_of_a_chart_is_drawn_once() -> None:
    names = [name for _, _, series in CHARTS for name, _ in series]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(None, "–"), ("soon", "–"), (0, "0 s"), (0.0021, "2.1 ms"),
     (0.21, "210 ms"), (1.26, "1.3 s"), (119, "119 s"),
     (600, "10 min"), (86_400, "24 h"), (1e6, "12 d")],
)  # fmt: skip
def test_times_have_the_unit_that_fits(seconds: float | None, shown: str) -> None:
    assert span(seconds) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 B"), (999, "999 B"), (12_345, "12 KB"), (5.2e6, "5.2 MB"), (6e8, "600 MB"),
     (3.14e9, "3.1 GB"), (2e12, "2.0 TB"), (None, "–")],
)  # fmt: skip
def test_sizes_have_the_unit_that_fits(count: float | None, shown: str) -> None:
    assert size(count) == shown


def test_figures_and_moments_are_told_in_words() -> None:
    assert figure(0.9731, "ratio") == "97.3 %"
    assert figure(1234, "") == "1,234"
    assert figure(3.0, "narrations") == "3"
    assert sentence("no voice. See the log") == "No voice. See the log."
    assert figure(None, "s") == "–"
    assert ago("2026-01-01T00:00:00Z", 1767225600.0 + 90) == "90 s ago"
    assert ago(None, 0) == "never"
