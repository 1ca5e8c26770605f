"""Processes killed at random moments while many listen: no clip is lost, doubled, late or torn."""

import pytest

from tests.kills import lateness, narrate, weather
from tests.stand import Service

LATE_S = 60.0
"""Time limit, in seconds, while other tests run; in `make soak` the limit is ten seconds."""


@pytest.mark.slow
def test_a_storm_of_kills_loses_doubles_and_tears_nothing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    env = {"LISTEN_VOICES": "tone:220", "LISTEN_WORKERS": "2"}
    service = Service(tmp_path_factory.mktemp("k"), env, module="tests.witness")
    service.start()
    try:
        quiet = narrate(service, "quiet", 16, 1.0, seed=5)
        stormy = weather(service, "storm", 16, 2.0, seed=5, kills=8)
    finally:
        service.stop()
    assert quiet.wrong == stormy.wrong == []
    assert max(lateness(quiet, stormy)) <= LATE_S
