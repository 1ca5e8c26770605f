"""Chains of test files: each file exists, and is in at most one chain."""

from itertools import chain
from pathlib import Path

from tests.chains import CHAIN_OF, CHAINS, chain_of, place_of

ROOT = Path(__file__).parent.parent.parent


def test_every_file_of_a_chain_is_there_once() -> None:
    assert len(CHAIN_OF) == len(list(chain(*CHAINS.values())))
    assert all((ROOT / path).exists() for path in CHAIN_OF)


def test_only_two_chains_have_browsers() -> None:
    marked = {
        CHAIN_OF.get(path.relative_to(ROOT).as_posix(), path.name)
        for path in (ROOT / "tests" / "e2e").glob("test_*.py")
        if "pytest.mark.browser" in path.read_text("utf-8")
    }
    assert marked == {"player", "service"}


def test_a_chain_comes_before_other_files_and_stays_together() -> None:
    alerts, machines = "tests/e2e/test_alerts.py::x[a@b]", "tests/e2e/test_faults_machines.py::y"
    assert chain_of(alerts) == chain_of(machines) == "alerts"
    assert place_of(alerts) < place_of(machines) < place_of("tests/unit/test_docs.py::z")
