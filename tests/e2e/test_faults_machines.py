"""Two machines with one Redis share the work, or refuse to start with a reason."""

import os
import subprocess
import sys
from pathlib import Path

from tests.kills import weather
from tests.stand import ROOT, Service, ValkeyServer
from tests.witness import find_doubled, read_holds


def test_two_machines_share_the_work_and_a_third_with_its_own_storage_is_told(
    tmp_path: Path,
) -> None:
    server = ValkeyServer(tmp_path)
    server.start()
    here = {"LISTEN_VOICES": "tone:220", "LISTEN_WORKERS": "1", "REDIS_URL": server.url}
    shared = {
        **here,
        "LISTEN_STORAGE_URL": (tmp_path / "one" / "audio").as_uri(),
        "LISTEN_DATABASE_URL": f"sqlite:///{tmp_path / 'one' / 'articles.db'}",
    }
    one = Service(tmp_path / "one", shared, module="tests.witness")
    two = Service(tmp_path / "two", shared, module="tests.witness")
    one.start()
    two.start()
    try:
        storm = weather(one, "both", 12, 0.4, seed=2, kills=0, sentences=16)
        assert storm.wrong == []
        holds = [hold for its in (one, two) for hold in read_holds(its.data_dir, {})]
        assert len({hold.pid for hold in holds}) > 2
        assert find_doubled(holds) == []
        assert all(two.narration(f"both-{n}")["url"] for n in range(12))
        third = subprocess.run(
            [sys.executable, "-m", "audio_service.cli", "workers"],
            env={**os.environ, **here, "LISTEN_DATA_DIR": str(tmp_path / "three")},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert third.returncode != 0
        assert "LISTEN_STORAGE_URL" in third.stderr
    finally:
        one.stop()
        two.stop()
        server.stop()
