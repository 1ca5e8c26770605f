"""Transactions whose caller has stopped waiting: they change nothing after that."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from cache.audio.native_call_limits import TimeLimitedCalls
from tests.stand import wait_for
from worker.articles.database import Database
from worker.articles.store import ArticleStore
from worker.errors import ArticleStoreError
from worker.model.article import Article


def test_a_change_that_was_given_up_is_not_made_later(tmp_path: Path) -> None:
    url, calls = f"sqlite:///{tmp_path / 'articles.db'}", TimeLimitedCalls(0.2)
    patient, store = ArticleStore(Database(url)), ArticleStore(Database(url, calls))
    goes_on = threading.Event()

    def hang(*_: Any) -> None:
        goes_on.wait(30)

    patient.put(Article("pier", title="First"))
    event.listen(store._engine, "before_cursor_execute", hang)
    with pytest.raises(ArticleStoreError, match="does not answer"):
        store.put(Article("pier", title="Second"))
    event.remove(store._engine, "before_cursor_execute", hang)
    goes_on.set()
    wait_for(lambda: not calls._unanswered)
    found = patient.get("pier")
    assert found
    assert found.title == "First"


@pytest.mark.parametrize("method", ["get", "edition", "choices", "is_listed"])
def test_every_method_of_the_store_ends_in_time(tmp_path: Path, method: str) -> None:
    calls = TimeLimitedCalls(0.2)
    store = ArticleStore(Database(f"sqlite:///{tmp_path / 'articles.db'}", calls))
    goes_on = threading.Event()
    event.listen(store._engine, "before_cursor_execute", lambda *_: goes_on.wait(30))
    ask: Callable[[str], object] = getattr(store, method)
    with pytest.raises(ArticleStoreError, match="does not answer"):
        ask("pier")
    goes_on.set()
    wait_for(lambda: not calls._unanswered)
