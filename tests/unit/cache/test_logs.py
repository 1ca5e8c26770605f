"""Log lines as JSON, with the id of their request and without secrets."""

import json
import logging
import sys

import pytest

from cache.logs import (
    LogFormat,
    LogLevel,
    begin_request,
    bound,
    current_trace,
    set_up_logs,
    without_secrets,
)

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture(autouse=True)
def logs_as_before():
    before = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:], level = before
    logging.root.setLevel(level)
    for package in ("audio_service", "worker", "cache"):
        logging.getLogger(package).setLevel(logging.NOTSET)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("cannot reach redis://:hunter2@cache:6379/0", "cannot reach redis://***@cache:6379/0"),
        ("postgresql+psycopg://me:pa%24s@db/x?a=1", "postgresql+psycopg://***@db/x?a=1"),
        ("Authorization: Bearer listen_abcDEF-123_456789012345", "Authorization: Bearer ***"),
        ("the key listen_0123456789abcdefghijklmnop is old", "the key *** is old"),
        ("GET /a.mp3?expires=12&signature=deadbeef&x=1", "GET /a.mp3?expires=12&signature=***&x=1"),
        ('{"api_key": "s3cr3t", "title": "Pier"}', '{"api_key": "***", "title": "Pier"}'),
        ("https://user:word@news.example/feed?token=abcd1234", "https://***@news.example/feed?token=***"),
    ],
)  # fmt: skip
def test_secrets_are_starred(text: str, shown: str) -> None:
    assert without_secrets(text) == shown


@pytest.mark.parametrize(
    "text",
    ["http://127.0.0.1:8000/status", "wp:123 was fetched at 12:30", "a monkey=business", "3:2"],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert without_secrets(text) == text


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_of_json_has_what_is_bound_and_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(LogLevel.INFO, LogFormat.JSON)
    begin_request(f"00-{TRACE}-00f067aa0ba902b7-01", "")
    with bound(article="pier"):
        logging.getLogger("worker.jobs.speech_jobs").info(
            "%s spoke", "joe", extra={"url": "http://a:b@c/"}
        )
    logging.getLogger("worker.jobs.speech_jobs").debug("not told")
    logging.getLogger("another.package").info("not told")
    [line] = lines(capsys)
    assert line["event"] == "joe spoke"
    assert (line["trace"], line["article"]) == (TRACE, "pier")
    assert (line["level"], line["logger"]) == ("info", "worker.jobs.speech_jobs")
    assert line["url"] == "http://***@c/"
    assert str(line["timestamp"]).endswith("Z")


@pytest.mark.parametrize("form", [LogFormat.JSON, LogFormat.CONSOLE])
def test_a_traceback_tells_where_but_no_secret(
    capsys: pytest.CaptureFixture[str], form: LogFormat
) -> None:
    set_up_logs(LogLevel.INFO, form)
    hidden = "hunter22"
    try:
        int(f"redis://:{hidden}@cache")
    except ValueError:
        logging.getLogger("cache").exception("it broke")
    told = capsys.readouterr().err
    assert "ValueError" in told
    assert "test_logs.py" in told
    assert hidden not in told


@pytest.mark.parametrize(
    ("traceparent", "request_id", "trace"),
    [
        (f"00-{TRACE}-00f067aa0ba902b7-01", "my-request-1", TRACE),
        ("", "my-request-1", "my-request-1"),
        (f"00-{'0' * 32}-00f067aa0ba902b7-01", "", None),
        ("nonsense", "short", None),
        ("", "x" * 65, None),
        ("", 'a"b\ncdefghij', None),
    ],
)
def test_an_id_is_taken_over_if_it_is_one(
    traceparent: str, request_id: str, trace: str | None
) -> None:
    found = begin_request(traceparent, request_id)
    assert found == (trace or found)
    assert current_trace() == found
    assert trace or (len(found) == 32 and found.isalnum())


def test_lines_on_a_terminal_are_for_people(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    set_up_logs(LogLevel.INFO, LogFormat.AUTO)
    logging.getLogger("worker").warning("look here")
    told = capsys.readouterr().err
    assert "look here" in told
    assert not told.startswith("{")


@pytest.mark.parametrize("form", [LogFormat.JSON, LogFormat.CONSOLE])
def test_the_name_of_a_key_is_shown(capsys: pytest.CaptureFixture[str], form: LogFormat) -> None:
    set_up_logs(LogLevel.INFO, form)
    logging.getLogger("audio_service").info("answered", extra={"key_name": "night-desk"})
    assert "night-desk" in capsys.readouterr().err
