"""Results of the audit of dependencies."""

from tests.audit import judge

SOUND = {"name": "flask", "version": "3.1.3", "vulns": []}
HOLED = {
    "name": "old",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"], "aliases": [], "description": ""}],
}
UNSEEN = {"name": "own", "skip_reason": "Dependency not found"}


def test_a_known_hole_fails_whatever_else_is_found() -> None:
    status, said = judge([SOUND, HOLED, UNSEEN])
    assert status == 1
    assert said == ["old 1.0: PYSEC-1, mended in 1.1"]


def test_what_could_not_be_looked_up_is_named() -> None:
    assert judge([SOUND, UNSEEN]) == (0, ["No known hole in 1 packages.", "Not audited: own."])


def test_an_audit_of_nothing_says_that_it_was_none() -> None:
    status, [said] = judge([UNSEEN, UNSEEN])
    assert status == 0
    assert said.startswith("Nothing was audited")
