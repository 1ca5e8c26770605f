"""A run of the tests that is killed: everything that it started ends, too."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.forks import tied
from tests.stand import PATIENCE_S, PYTHON, ROOT, wait_for

RUN = """
import sys, time
from pathlib import Path
from tests.stand import Processes, ValkeyServer
server = ValkeyServer(Path(sys.argv[1]))
server.start()
processes = Processes({"REDIS_URL": server.url, "LISTEN_DATA_DIR": sys.argv[1]})
processes.start_worker("rest")
print(server.process.pid, processes.running[0].pid, flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux" or not tied(), reason="there is no setpriv")
def test_what_tests_have_started_ends_with_them(tmp_path: Path) -> None:
    command = [PYTHON, "-c", RUN, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        started = [Path("/proc") / pid for pid in run.stdout.readline().split()]
        assert len(started) == 2
        assert all(process.exists() for process in started)
        run.send_signal(signal.SIGKILL)
        run.wait(PATIENCE_S)
    wait_for(lambda: not any(process.exists() for process in started))
