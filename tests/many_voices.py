"""A process that speaks with many Piper voices, and tells which are in memory, as JSON.

    python -m tests.many_voices PIPER_DIR DATA_DIR LIMIT_MB VOICE...

The first voice is the default one. The process gets 2 GB of address space at most.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

from cache.audio.storage import Storage
from worker.jobs.contexts.loaded_voices import LoadedVoices
from worker.settings import WorkerSettings

ADDRESS_SPACE_BYTES = 2 * 1024**3
TEXT = "Yes, 1, 2, 3."


def main(piper_dir: str, data_dir: str, limit_mb: str, *names: str) -> None:
    """Speak with each voice, then with the default one and the voices in the middle again."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES))
    settings = WorkerSettings(
        piper_dir=Path(piper_dir),
        data_dir=Path(data_dir),
        voices=(names[0],),
        loaded_voices_mb=int(limit_mb),
    )
    voices = LoadedVoices(settings, Storage(settings.storage_location), threads=1)
    told: list[dict[str, Any]] = []
    for name in (*names, names[0], *names[5:8]):
        sound = voices.voice(name).say(TEXT).sound
        told.append(
            {
                "voice": name,
                "samples": len(sound),
                "loaded": voices.models.names,
                "resident_bytes": _status("VmRSS"),
            }
        )
    peak = _status("VmHWM")
    voices.models.idle_s = -1.0
    voices.models.unload_idle()
    after = {"loaded": voices.models.names, "resident_bytes": _status("VmRSS")}
    print(json.dumps({"spoken": told, "peak_bytes": peak, "idle": after}))  # noqa: T201  # answer


def _status(field: str) -> int:
    """Return a memory figure of this process, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith(f"{field}:")]
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
