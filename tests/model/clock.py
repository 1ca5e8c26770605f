"""Clock of a service under test: its processes are set forward and back while they run.

Valkey keeps the real time, as on a machine of its own.
"""

import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path

STARTUP = Path(__file__).parent / "startup"
MISSING = "clock jumps are left out: the package time-machine is not installed"


@dataclass
class Clock:
    """Wall clock of all Python processes of one service.

    Attributes:
        file: The file that its processes follow.
        ahead_s: Distance from the real time, in seconds.
    """

    file: Path
    ahead_s: float = 0.0

    def __post_init__(self) -> None:
        self.set_ahead(0.0)

    @property
    def env(self) -> dict[str, str]:
        """Environment variables that make a process follow this clock."""
        paths = [str(STARTUP), os.environ.get("PYTHONPATH", "")]
        return {"PYTHONPATH": os.pathsep.join(filter(None, paths)), "CLOCK_FILE": str(self.file)}

    def jump(self, seconds: float) -> None:
        """Set the clock forward, or back if `seconds` is negative."""
        self.set_ahead(self.ahead_s + seconds)

    def set_ahead(self, seconds: float) -> None:
        """Set the clock to the real time and so many seconds."""
        self.ahead_s = seconds
        written = self.file.with_suffix(".new")
        written.write_text(str(seconds))
        written.replace(self.file)


def open_clock(file: Path) -> Clock | None:
    """Return a clock that can be set; None if the package for it is missing."""
    return Clock(file) if importlib.util.find_spec("time_machine") else None
