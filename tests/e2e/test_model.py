"""Random operations by several clients, with kills and outages, checked against a model.

`MODEL_SEED` and `MODEL_S` name another run; `make soak` has hours of it.
"""

import os
from pathlib import Path

import pytest

from tests.model.run import run_model
from tests.redis_storm import sea

SEED = int(os.environ.get("MODEL_SEED", "15"))
LASTS_S = float(os.environ.get("MODEL_S", "75"))


@pytest.mark.slow
def test_whatever_happens_in_whatever_order_the_model_holds(tmp_path: Path) -> None:
    with sea(tmp_path, takes_s=0.05, has_moving_clock=True) as at:
        outcome = run_model(at, SEED, lasts_s=LASTS_S)
    print(outcome.line())  # noqa: T201  # names the run
    assert outcome.wrong == [], outcome.line()
    assert outcome.done["press"] > 0
