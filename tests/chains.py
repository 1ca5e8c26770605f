"""Chains: groups of test files that one xdist worker runs one after the other.

The files of a chain share the services that they start. At most two browsers run at a time, because
only two chains use browsers. The chains begin first, the longest one before the others. All other
files follow, each on any free worker.
"""

from xdist.scheduler import LoadFileScheduling

CHAINS = {
    "player": (
        "accessibility",
        "before_press",
        "player",
        "listening",
        "publishing_page",
        "read_along",
        "read_along_clicks",
        "read_along_scrolling",
        "read_along_styles",
        "matching",
        "situations",
        "single_page",
    ),
    "service": ("browsers", "voice", "voice_menu", "reader", "site", "status", "streaming"),
    "alerts": ("alerts", "redis_storm", "faults_machines", "faults_disk"),
    "faults": ("death", "faults_kills", "faults_redis", "faults_stop", "faults_engine"),
}
"""Files of `tests/e2e` by the name of their chain, without `test_` and `.py`."""

CHAIN_OF = {f"tests/e2e/test_{name}.py": chain for chain, names in CHAINS.items() for name in names}
ORDER = list(CHAIN_OF)


class ChainScheduling(LoadFileScheduling):  # type: ignore[misc]  # xdist is not typed
    """Variant of xdist's `--dist loadfile` in which the files of a chain count as one file."""

    def _split_scope(self, nodeid: str) -> str:
        """Return the name of the chain of a test's file, or the file."""
        return chain_of(nodeid)


def chain_of(nodeid: str) -> str:
    """Return the name of the chain of a test's file, or the file if it has none."""
    path = nodeid.partition("::")[0]
    return CHAIN_OF.get(path, path)


def place_of(nodeid: str) -> int:
    """Return the place of a test's file among all files: chains first, in their order."""
    path = nodeid.partition("::")[0]
    return ORDER.index(path) if path in ORDER else len(ORDER)
