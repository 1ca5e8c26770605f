"""Refusals of Redis: recognized by their code, also in a pipeline."""

import pytest
import redis

from cache.redis.client import cannot_save, is_refusal

FULL = "MISCONF Errors writing to the AOF file: No space left on device"


@pytest.mark.parametrize(
    "message",
    [
        FULL,
        "OOM command not allowed when used memory > 'maxmemory'.",
        f"Command # 1 (SREM rq:workers rq:worker:w) of pipeline caused error: {FULL}",
        f"Command # 2 (SET a (b) OOM) of pipeline caused error: {FULL} script: on @user_script:11.",
    ],
)
def test_a_refusal_is_recognized(message: str) -> None:
    assert is_refusal(redis.ResponseError(message))


@pytest.mark.parametrize(
    "message",
    [
        "ERR unknown command",
        "WRONGTYPE Operation",
        "Command # 1 (SET a OOM) of pipeline caused error: ERR x",
    ],
)
def test_another_error_is_none(message: str) -> None:
    assert not is_refusal(redis.ResponseError(message))


def test_only_a_full_disk_keeps_redis_from_saving() -> None:
    assert cannot_save(redis.ResponseError(FULL))
    assert not cannot_save(
        redis.ResponseError("READONLY You can't write against a read only replica.")
    )
    assert not cannot_save(redis.ConnectionError(FULL))
