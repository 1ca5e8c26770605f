"""The HTTP service as gunicorn runs it, in one process."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.forks import tied
from tests.integration.asking import KEY
from tests.stand import PYTHON, ROOT, end, free_port, http, wait_for


@contextmanager
def web_process(
    env: Mapping[str, str], app: str = "audio_service.app:create_app()"
) -> Iterator[int]:
    """Run an application, with the API key `KEY`, and yield its port."""
    port = free_port()
    own = {"LISTEN_API_KEY": KEY, "LISTEN_WEB_WORKERS": "1", "PORT": str(port)}
    server = subprocess.Popen(
        [*tied(), PYTHON, "-m", "gunicorn", "-c", "python:audio_service.wsgi", app],
        env={**os.environ, **env, **own},
        cwd=ROOT,
    )

    def answers() -> bool:
        assert server.poll() is None
        try:
            return http("GET", f"http://127.0.0.1:{port}/healthz").status == 200
        except OSError:
            return False

    try:
        wait_for(answers)
        yield port
    finally:
        end(server)
