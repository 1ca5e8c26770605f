"""The caller of a request is one value: no check of a key changes the result of another check."""

from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request

from audio_service.access.access_context import AccessControl
from audio_service.access.api_key_store import Scope
from audio_service.access.caller import current_caller
from audio_service.access.key_check import has_shown_key, require_key
from audio_service.access.subscribers import private_for_s, rights_of_request
from audio_service.app import create_app
from cache.errors import ListenError
from tests.integration.closed_articles import PUBLICATION, SIGNING_KEY
from worker.errors import ArticleStoreError

PAID = {"title": "The Quay", "section": "Paid", "html": "<p>It is paid.</p>"}


@pytest.fixture
def app(settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Flask:
    (tmp_path / "publication.toml").write_text(PUBLICATION)
    monkeypatch.setenv("LISTEN_PUBLICATION_FILE", str(tmp_path / "publication.toml"))
    monkeypatch.setenv("LISTEN_SIGNING_KEY", SIGNING_KEY)
    return create_app()


@pytest.fixture
def access(app: Flask) -> AccessControl:
    found: AccessControl = app.extensions["listen"].access
    return found


def bearer(access: AccessControl, *scopes: Scope) -> dict[str, str]:
    name = "-".join(["key", *scopes])
    return {"Authorization": f"Bearer {access.api_keys.add(name, list(scopes))}"}


def scope_needed(scope: Scope) -> bool:
    """Return whether the request passes a check that refuses it without a scope."""
    try:
        require_key(scope)
    except ListenError:
        return False
    return True


@pytest.mark.parametrize("scopes", [(), (Scope.PUSH,), (Scope.READ, Scope.OPERATE)])
def test_the_order_of_checks_changes_none_of_them(
    app: Flask, access: AccessControl, scopes: tuple[Scope, ...]
) -> None:
    checks: list[Callable[[], Any]] = [
        lambda: rights_of_request(access, "quay").may_read,
        lambda: private_for_s(),
        lambda: scope_needed(Scope.PUSH),
        lambda: has_shown_key(),
    ]
    expected = [Scope.READ in scopes, 0 if scopes else None, Scope.PUSH in scopes, bool(scopes)]
    headers = bearer(access, *scopes) if scopes else {}
    for order in permutations(range(len(checks))):
        with app.test_request_context("/v1/articles/quay/audio", headers=headers):
            found = {number: checks[number]() for number in order}
        assert [found[number] for number in range(len(checks))] == expected


def test_a_wrong_key_is_looked_up_and_counted_once_in_a_request(
    app: Flask, access: AccessControl, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(type(access.rates), "count_wrong", lambda _self, who: asked.append(who))
    wrong = {"Authorization": "Bearer wrong-and-long-enough", "X-Forwarded-For": "192.0.2.7"}
    with app.test_request_context("/v1/voices", headers=wrong):
        for _ in range(3):
            assert not current_caller().has(Scope.READ)
            assert not scope_needed(Scope.PUSH)
            assert not has_shown_key()
        assert request.path == "/v1/voices"
    assert len(asked) == 1


def test_a_caller_of_whom_nothing_is_known_now_is_no_stranger(
    app: Flask, access: AccessControl, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(_self: object, _secret: bytes) -> None:
        raise ArticleStoreError("the database is away")

    monkeypatch.setattr(type(access.api_keys), "find", find)
    with app.test_request_context("/v1/voices", headers={"Authorization": "Bearer some-key"}):
        with pytest.raises(ArticleStoreError):
            current_caller().has(Scope.READ)
        with pytest.raises(ArticleStoreError):
            require_key(Scope.PUSH)
        assert not has_shown_key()


def test_a_key_to_push_has_a_paid_article_narrated_in_advance_and_hears_nothing(
    app: Flask, access: AccessControl
) -> None:
    push, client = bearer(access, Scope.PUSH), app.test_client()
    assert client.put("/v1/articles/quay", json=PAID, headers=push).status_code == 201
    ahead = {"article_ids": ["quay"], "priority": "pregenerate"}
    assert client.post("/v1/audio", json=ahead, headers=push).status_code == 202
    played = client.post("/v1/audio", json={"article_ids": ["quay"]}, headers=push)
    assert (played.status_code, played.get_json()["code"]) == (403, "signature-needed")
    looked = client.get("/v1/articles/quay/audio", headers=push)
    assert (looked.status_code, looked.get_json()["code"]) == (403, "signature-needed")


def test_no_shared_cache_keeps_the_answer_to_a_request_with_a_key(
    app: Flask, access: AccessControl
) -> None:
    both = bearer(access, Scope.READ), {"Authorization": "Bearer wrong-and-long"}
    for path in ("/v1/voices", "/v1/articles/none/audio", "/v1/lexicon", "/audio/tracks/a.mp3"):
        for headers in both:
            answer = app.test_client().get(path, headers=headers)
            assert "public" not in answer.headers["Cache-Control"], path
