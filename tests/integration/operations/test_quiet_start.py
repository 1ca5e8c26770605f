"""The embedded Valkey prints nothing on the terminal; its warnings are in its log file."""

import os
import subprocess
from pathlib import Path

import redis

from audio_service.supervisor.valkey import LOG_FILE, valkey_child
from tests.stand import end, wait_for


def test_the_embedded_valkey_prints_no_warnings(tmp_path: Path) -> None:
    lock = os.open(tmp_path / "lock", os.O_CREAT)
    command = list(valkey_child(tmp_path, lock).command("valkey-1"))
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    with redis.Redis(unix_socket_path=str(tmp_path / "valkey.sock")) as client:

        def answers() -> bool:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False

        wait_for(answers)
    end(process)
    assert process.stdout
    with process.stdout as printed:
        assert printed.read() == b""
    assert "SIGTERM" in (tmp_path / "valkey" / LOG_FILE).read_text()
    os.close(lock)


def test_a_valkey_that_cannot_start_says_why_in_its_log(tmp_path: Path) -> None:
    lock = os.open(tmp_path / "lock", os.O_CREAT)
    command = list(valkey_child(tmp_path, lock).command("valkey-1"))
    (tmp_path / "valkey" / "appendonlydir").write_text("no directory")
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert done.returncode != 0
    assert "appendonlydir" in (tmp_path / "valkey" / LOG_FILE).read_text()
    os.close(lock)
