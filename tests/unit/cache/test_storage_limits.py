"""Time limits of storage: a hanging operation is given up, and later ones still run."""

import threading
from pathlib import Path

import obstore
import pytest

from cache.audio.native_call_limits import AT_A_TIME, TimeLimitedCalls
from cache.audio.storage import Storage
from cache.errors import StorageError
from tests.stand import wait_for


def test_a_store_that_hangs_ends_as_an_error_that_may_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage, goes_on = Storage(tmp_path.as_uri(), TimeLimitedCalls(0.1)), threading.Event()
    storage.write("a", b"1")
    get = obstore.get

    def hang(*arguments: object) -> object:
        goes_on.wait(30)
        return get(*arguments)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(obstore, "get", hang)
    with pytest.raises(StorageError, match="no answer within") as raised:
        storage.read("a")
    assert raised.value.retryable
    goes_on.set()
    assert storage.read("a") == b"1"


def test_a_limited_store_lists_and_writes_as_any_other(tmp_path: Path) -> None:
    storage = Storage(tmp_path.as_uri(), TimeLimitedCalls(5))
    assert storage.write_first("a/b", b"1") == b"1"
    assert storage.write_first("a/b", b"2") == b"1"
    assert [found.path for found in storage.objects("a/")] == ["a/b"]
    storage.delete("a/b")
    assert storage.read_if_present("a/b") is None


def test_a_server_that_hangs_is_tried_by_one_caller_at_a_time_until_it_answers() -> None:
    limited, goes_on, tried = TimeLimitedCalls(0.2, is_impatient=True), threading.Event(), []

    def hang() -> None:
        tried.append(1)
        goes_on.wait(30)

    refused = []
    for _ in range(20):
        with pytest.raises(TimeoutError) as raised:
            limited(hang)
        refused.append("earlier calls" in str(raised.value))
    assert len(tried) == refused.count(False)
    assert refused.count(True) > refused.count(False)
    goes_on.set()
    assert wait_for(lambda: not limited._unanswered)
    assert limited(lambda: 1) == 1


def test_more_calls_than_there_are_threads_end_in_time() -> None:
    limited, goes_on = TimeLimitedCalls(0.05), threading.Event()
    for _ in range(AT_A_TIME + 2):
        with pytest.raises(TimeoutError):
            limited(lambda: goes_on.wait(30))
    goes_on.set()
    assert wait_for(lambda: not limited._unanswered)
    assert limited(lambda: 1) == 1
