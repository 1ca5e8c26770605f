"""`listen` that is killed as it calls a function; run as `python -m tests.dying`.

`DIES_AT` is the full name of the function, and `DIES_AT_CALL` the number of the call.
"""

import itertools
import os
import signal
from pkgutil import resolve_name
from typing import Any

from audio_service.cli import main


def die_at(function: str, call: int) -> None:
    """Have this process killed at a call of a function, before anything happens in the call."""
    holder, _, name = function.rpartition(".")
    place, calls = resolve_name(holder), itertools.count(1)
    real = getattr(place, name)

    def call_or_die(*given: Any, **named: Any) -> Any:
        if next(calls) == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)

    setattr(place, name, call_or_die)


if __name__ == "__main__":
    die_at(os.environ["DIES_AT"], int(os.environ["DIES_AT_CALL"]))
    main()
