"""Chains: test files that one xdist worker runs one after the other, sharing started services.

At most two browsers run at a time, since only two chains have one. The chains begin first, the
longest before the others; all other files follow, each on whatever worker is free.
"""

from pathlib import PurePath

CHAINS = {
    "player": ("accessibility", "player", "listening", "read_along", "matching"),
    "service": ("browsers", "voice", "reader", "site", "status", "streaming"),
    "alerts": ("alerts", "faults_machines", "faults_disk"),
    "faults": ("death", "faults_kills", "faults_redis", "faults_stop", "faults_engine"),
}
"""Files of `tests/e2e` by the name of their chain, without `test_` and `.py`."""

CHAIN_OF = {f"test_{name}": chain for chain, names in CHAINS.items() for name in names}
ORDER = [f"test_{name}" for names in CHAINS.values() for name in names]


def group_of(path: str) -> str:
    """Return the name of the group in which the tests of a file run: its chain or itself."""
    return CHAIN_OF.get(PurePath(path).stem, path) if "/e2e/" in path else path


def place_of(path: str) -> int:
    """Return the place of a file among all files: chains first, then those of no chain."""
    stem = PurePath(path).stem
    return ORDER.index(stem) if "/e2e/" in path and stem in ORDER else len(ORDER)
