"""Memory of the machine: the amount that is available, and the return of freed memory to it."""

import ctypes
import gc
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

MEMINFO = Path("/proc/meminfo")
CGROUP = Path("/sys/fs/cgroup")
"""Directory of the limits of a container, in version 2 of control groups."""

_KIB = 1024


def available_bytes(meminfo: Path = MEMINFO, cgroup: Path = CGROUP) -> int:
    """Return the memory that processes can still take before the machine or container is full.

    Args:
        meminfo: File of the machine's memory.
        cgroup: Directory of the container's limits.

    Returns:
        A number of bytes; `sys.maxsize` if the system does not tell it.
    """
    return min(_of_machine(meminfo), _of_container(cgroup))


def _of_machine(meminfo: Path) -> int:
    try:
        lines = dict(line.split(":", 1) for line in meminfo.read_text().splitlines())
        return int(lines["MemAvailable"].split()[0]) * _KIB
    except (OSError, ValueError, KeyError):
        return sys.maxsize


def _of_container(cgroup: Path) -> int:
    try:
        limit = int((cgroup / "memory.max").read_text())  # "max" if there is none
        used = int((cgroup / "memory.current").read_text())
        stat = dict(line.split() for line in (cgroup / "memory.stat").read_text().splitlines())
        return limit - used + int(stat["inactive_file"])
    except (OSError, ValueError, KeyError):
        return sys.maxsize


def give_back() -> None:
    """Return freed memory to the system.

    The C library keeps freed memory for later; glibc has a function that returns it.
    """
    gc.collect()
    trim = _find_trim()
    if trim is not None:
        trim(0)


@cache
def _find_trim() -> Callable[[int], object] | None:
    try:
        trim: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another C library
        return None
    return trim
