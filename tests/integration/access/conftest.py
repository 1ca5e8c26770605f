"""Fixtures: the HTTP service with limits."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask.testing import FlaskClient

from tests.integration.access.presses import Open
from tests.integration.asking import KEY
from tests.stand import opened


@pytest.fixture
def start(settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Start the HTTP service with further settings; all limits except the given ones are off."""
    with ExitStack() as faces:

        def go(**settings: int | str) -> FlaskClient:
            limits = {
                "RATE_PER_ADDRESS_PER_MIN": 0,
                "RATE_PER_ADDRESS_PER_DAY": 0,
                "RATE_PER_KEY_PER_MIN": 0,
                "PREVIEWS_PER_KEY_PER_MIN": 0,
                "WRONG_KEYS_PER_ADDRESS_PER_MIN": 0,
                "MAX_WAIT_S": 0,
                "MAX_PRESSED": 0,
                "DAILY_BUDGET_MIN": 0,
                "MAX_PRESSED_PER_ADDRESS": 0,
                "DAILY_BUDGET_PER_ADDRESS_MIN": 0,
                "API_KEY": KEY,
            }
            for name, value in (limits | settings).items():
                monkeypatch.setenv(f"LISTEN_{name}", str(value))
            faces.close()
            return faces.enter_context(opened())

        yield go
