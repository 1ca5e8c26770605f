"""Take-downs on a full disk: room is made once, and the take-down repeated until it works."""

import pytest
import redis

from worker.articles import full_disk
from worker.articles.full_disk import take_down_with_room
from worker.errors import ArticleStoreError

FULL = redis.ResponseError("MISCONF Errors writing to the AOF file: No space left on device")


class TakeDown:
    """A take-down that meets these errors, one after the other, then succeeds."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.rooms = 0

    def __call__(self) -> str:
        if self.errors:
            raise self.errors.pop(0)
        return "done"

    def make_room(self) -> None:
        self.rooms += 1


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(full_disk, "PAUSE_S", 0)


@pytest.mark.parametrize(
    "error", [FULL, ArticleStoreError("full", is_full=True)], ids=["redis", "db"]
)
def test_room_is_made_once_and_the_take_down_repeated(error: Exception) -> None:
    take_down = TakeDown(error, error, error)
    assert take_down_with_room(take_down, take_down.make_room) == "done"
    assert take_down.rooms == 1


def test_without_a_full_disk_nothing_is_deleted_before_its_turn() -> None:
    take_down = TakeDown()
    assert take_down_with_room(take_down, take_down.make_room) == "done"
    assert take_down.rooms == 0
    take_down = TakeDown(ArticleStoreError("locked"))
    with pytest.raises(ArticleStoreError, match="locked"):
        take_down_with_room(take_down, take_down.make_room)
    assert take_down.rooms == 0


def test_a_disk_that_stays_full_ends_as_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(full_disk, "NOTICED_WITHIN_S", 0)
    take_down = TakeDown(*[FULL] * 1000)
    with pytest.raises(redis.ResponseError, match="MISCONF"):
        take_down_with_room(take_down, take_down.make_room)
