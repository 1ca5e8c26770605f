"""An S3 server on loopback, which a test can halt to imitate a machine that hangs."""

import os
import signal
import subprocess
from dataclasses import dataclass, field

from tests.forks import tied
from tests.stand import PYTHON, end, free_port, http, wait_for

BUCKET = "audio"


@dataclass
class ObjectStore:
    """An S3 server of the tests' own."""

    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        """Settings of a service that keeps its audio there."""
        return {
            "LISTEN_STORAGE_URL": f"s3://{BUCKET}",
            "AWS_ENDPOINT": self.url,
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": "tests",
            "AWS_REGION": "us-east-1",
        }

    def start(self) -> None:
        command = [*tied(), PYTHON, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(self._has_bucket)

    def _has_bucket(self) -> bool:
        assert self.process
        assert self.process.poll() is None
        try:
            return http("PUT", f"{self.url}/{BUCKET}").status == 200
        except OSError:
            return False

    def halt(self) -> None:
        assert self.process
        os.kill(self.process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        assert self.process
        os.kill(self.process.pid, signal.SIGCONT)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.go_on()
            end(self.process)
