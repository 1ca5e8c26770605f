"""Error classes: code, HTTP status and `retryable` of each, and their documentation."""

import ast
import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import audio_service
import cache
import worker
from audio_service.app import create_app
from audio_service.http.openapi import write_openapi
from audio_service.http.request_errors import (
    ForwardedError,
    MethodNotAllowedError,
    NotBegunError,
    RequestError,
)
from audio_service.operations.alert_types import Severity
from audio_service.operations.alerts import CHECKS
from cache.errors import ListenError

ROOT = Path(__file__).parent.parent.parent
PACKAGES = (audio_service, worker, cache)
PASSING = {429, 503, 504}
"""Statuses that tell a client to try again."""


def error_classes() -> list[type[ListenError]]:
    """Return every error class with a code of its own, sorted by code."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name != "audio_service.wsgi":  # needs gunicorn's patches
                importlib.import_module(module.name)
    return sorted(
        (e for e in _walk(ListenError) if "code" in vars(e) and e is not ListenError),
        key=lambda error: error.code,
    )


def _walk(error: type[ListenError]) -> Iterator[type[ListenError]]:
    yield error
    for derived in error.__subclasses__():
        yield from _walk(derived)


def errors_table() -> str:
    """Return the table of codes as docs/errors.md should have it."""
    rows = ["| code | status | try again | meaning |", "|---|---|---|---|"]
    for error in error_classes():
        summary = " ".join((error.__doc__ or "").partition("\n\n")[0].split())
        meaning = summary.removeprefix("Error for ").removesuffix(".")
        again = "yes" if error.retryable else "no"
        rows.append(f"| `{error.code}` | {error.status} | {again} | {meaning} |")
    return "\n".join(rows)


def test_every_code_belongs_to_one_class() -> None:
    counts = Counter(error.code for error in error_classes())
    assert [code for code, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("error", error_classes(), ids=lambda error: error.code)
def test_every_class_with_a_code_has_a_status(error: type[ListenError]) -> None:
    assert "status" in vars(error)
    assert 400 <= error.status < 600
    assert error.retryable or error.status not in PASSING


def test_every_code_is_documented() -> None:
    assert errors_table() in (ROOT / "docs" / "errors.md").read_text("utf-8")


def test_every_error_of_a_request_is_in_the_openapi_description(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LISTEN_DATA_DIR", str(tmp_path))
    described = str(write_openapi(create_app()))
    of_requests = {error.code for error in error_classes() if issubclass(error, RequestError)}
    missing = {code for code in of_requests if f"'{code}'" not in described}
    assert missing == {
        MethodNotAllowedError.code,  # no path describes the methods that it does not have
        NotBegunError.code,  # its status may have the code of any failure
    }


def test_readiness_describes_each_critical_alert_as_a_503(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LISTEN_DATA_DIR", str(tmp_path))
    unready = str(write_openapi(create_app())["paths"]["/readyz"]["get"]["responses"]["503"])
    critical = {check.name for check in CHECKS if check.severity is Severity.CRITICAL}
    assert {name for name in critical if f"'{name}'" not in unready} == set()


def test_no_code_is_written_where_an_error_is_raised() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for package in PACKAGES
        for path in sorted(Path(package.__path__[0]).rglob("*.py"))
        if "node_modules" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if _names_a_code(node)
    ]
    assert found == []


def _names_a_code(call: ast.Call) -> bool:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    is_literal = bool(call.args) and isinstance(call.args[0], ast.Constant)
    roots = (RequestError.__name__, ListenError.__name__)
    return name in roots or (name == ForwardedError.__name__ and is_literal)
