"""Processes killed at random moments while many listen: no clip is lost, doubled, late or torn."""

import pytest

from tests.kills import weather
from tests.stand import Service


@pytest.mark.slow
def test_a_storm_of_kills_loses_doubles_and_tears_nothing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    env = {"LISTEN_VOICES": "tone:220", "LISTEN_WORKERS": "2"}
    service = Service(tmp_path_factory.mktemp("k"), env, module="tests.witness")
    service.start()
    try:
        storm = weather(service, "storm", 16, 2.0, seed=5, kills=8)
    finally:
        service.stop()
    assert storm.wrong == []  # also if a narration is not ready within a minute
    assert storm.kills
