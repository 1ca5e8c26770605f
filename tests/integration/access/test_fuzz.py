"""Random requests: every answer is in /openapi.json, and none is a server error."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.asking import KEY
from tests.stand import ROOT, Service

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "5"))
"""Number of random requests for each operation, and of random sequences of several requests."""

SEED = os.environ.get("FUZZ_SEED", "1")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    env = {"LISTEN_API_KEY": KEY, "LISTEN_VOICES": "tone:220", "LISTEN_WORKERS": "1"}
    service = Service(tmp_path / "var", env, module="tests.acting")
    service.start()
    yield service
    service.stop()


def test_no_request_has_an_answer_that_is_not_described(service: Service) -> None:
    fuzzing = subprocess.run(
        [
            SCHEMATHESIS, "--config-file", ROOT / "tests" / "fuzz.toml",
            "run", f"{service.url}/openapi.json", "--checks", "all", "--seed", SEED,
            "--max-examples", str(EXAMPLES), "--generation-database", "none", "--no-color",
        ],
        env={**os.environ, "LISTEN_API_KEY": KEY, "PYTHONPATH": str(ROOT)},
        cwd=service.data_dir,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert fuzzing.returncode == 0, fuzzing.stdout
    assert service.is_ready()
