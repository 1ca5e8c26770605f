"""The files of deploy/ and the run-book, compared with the code."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from audio_service.operations.alerts import CHECKS
from audio_service.operations.prometheus import LABELLED, TIMES, TOTALS, write_metrics
from cache.operations.deaths import Death
from tests.unit.audio_service.sights import NOW, well

ROOT = Path(__file__).parent.parent.parent
RULES = (ROOT / "deploy" / "prometheus-alerts.yml").read_text()
DASHBOARD = (ROOT / "deploy" / "grafana-dashboard.json").read_text()
RUN_BOOK = (ROOT / "docs" / "operations.md").read_text()
ALERTS = {check.name: check.severity for check in CHECKS}


def metrics() -> set[str]:
    """Return the names of all metrics there can be."""
    counters = dict.fromkeys((*TOTALS, *(f"{prefix}x" for prefix in LABELLED)), 1.0)
    snapshot = well(
        counters=counters, deaths=[Death("rest", "w", "a", -9, NOW)],
        redis_info={"used_memory": 1, "maxmemory": 0},
    )  # fmt: skip
    return set(re.findall(r"^(\w+)", write_metrics(snapshot).decode(), re.MULTILINE))


@pytest.mark.parametrize("text", [RULES, DASHBOARD], ids=["rules", "dashboard"])
def test_every_metric_that_is_asked_for_exists(text: str) -> None:
    asked = set(re.findall(r"\blisten_\w+", text))
    assert asked
    assert asked <= metrics()


def test_each_kind_of_time_is_on_the_dashboard() -> None:
    for name, _ in TIMES.values():
        assert f"{name}_bucket" in DASHBOARD


def test_the_dashboard_is_json_whose_panels_do_not_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in json.loads(DASHBOARD)["panels"]:
        place = panel["gridPos"]
        cells = {
            (place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])
        }
        assert not cells & taken
        taken |= cells


def test_there_is_a_rule_for_each_alert_and_for_no_other() -> None:
    rules = re.findall(
        r'listen_alert\{name="([a-z-]+)"\}.*?severity: (\w+).*?operations#([a-z-]+)$',
        RULES, re.MULTILINE | re.DOTALL,
    )  # fmt: skip
    assert {name: severity for name, severity, _ in rules} == ALERTS
    assert all(name == anchor for name, _, anchor in rules)


def test_prometheus_takes_the_rules() -> None:
    if shutil.which("promtool") is None:
        pytest.skip("there is no promtool; Debian's package `prometheus` has it")
    rules = str(ROOT / "deploy" / "prometheus-alerts.yml")
    done = subprocess.run(["promtool", "check", "rules", rules], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_prometheus_finds_no_fault_with_the_names_of_metrics() -> None:
    if shutil.which("promtool") is None:
        pytest.skip("there is no promtool; Debian's package `prometheus` has it")
    text = write_metrics(well(counters=dict.fromkeys(TOTALS, 1.0)))
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def test_the_run_book_has_an_entry_for_each_alert_and_for_no_other() -> None:
    assert set(re.findall(r"^### `([a-z-]+)`$", RUN_BOOK, re.MULTILINE)) == ALERTS.keys()


def test_each_entry_says_what_it_means_and_what_to_do() -> None:
    for entry in re.split(r"^### ", RUN_BOOK, flags=re.MULTILINE)[1:]:
        assert "**Means**" in entry, entry[:40]
        assert "**Do**" in entry, entry[:40]
