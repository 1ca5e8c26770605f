"""Wall clock of a process under test, moved by a file; the monotonic clock is left alone.

Python imports this module as it starts if its folder is in `PYTHONPATH`. The file named by
`CLOCK_FILE` holds the distance from the real time, in seconds.
"""

import os
import threading
import time
from pathlib import Path

import time_machine

LOOKS_EVERY_S = 0.1

_sleep = time.sleep  # gevent replaces the one in the module
_file = Path(os.environ["CLOCK_FILE"])
_clock = time_machine.travel(time.time(), tick=True).start()
_ahead_s = 0.0
time.time()  # the clock begins to run as it is read first


def _follow() -> None:
    """Move the clock whenever the file changes."""
    while True:
        _set()
        _sleep(LOOKS_EVERY_S)


def _set() -> None:
    global _ahead_s  # one clock for the whole process
    wanted_s = float(_file.read_text())
    if wanted_s != _ahead_s:
        _clock.shift(wanted_s - _ahead_s)
        _ahead_s = wanted_s


def _begin() -> None:
    threading.Thread(target=_follow, name="clock", daemon=True).start()


_set()
_begin()
os.register_at_fork(after_in_child=_begin)
