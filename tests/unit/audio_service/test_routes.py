"""Scopes of all routes, compared with the documentation."""

from pathlib import Path

import pytest
from flask import Flask

from audio_service.access.api_key_store import Scope
from audio_service.app import create_app

NEED_A_KEY = {
    "PUT /v1/articles/<article_id>": Scope.PUSH,
    "GET /v1/articles/<article_id>": Scope.READ,
    "DELETE /v1/articles/<article_id>": Scope.PUSH,
    "GET /v1/articles": Scope.READ,
    "DELETE /v1/articles/<article_id>/audio": Scope.OPERATE,
    "GET /v1/articles/<article_id>/plays": Scope.READ,
    "GET /v1/lexicon": Scope.READ,
    "PUT /v1/lexicon": Scope.PUSH,
    "DELETE /v1/lexicon": Scope.PUSH,
    "POST /v1/lexicon/apply": Scope.PUSH,
    "GET /v1/lexicon/apply/<update_id>": Scope.PUSH,
    "POST /v1/lexicon/preview": Scope.PUSH,
}
WITHOUT_A_COST = {
    "POST /v1/articles/<article_id>/audio": "admission and look-ups have limits",
    "GET /v1/articles/<article_id>/audio/stream.mp3": "a listener hears it",
    "GET /v1/articles/<article_id>/audio/stream.mp4": "a listener hears it",
    "GET /v1/articles/<article_id>/audio/stream.m3u8": "a listener hears it",
    "GET /audio/tracks/<name>.mp3": "a listener hears it; missing audio has a cost",
    "GET /audio/clips/<name>.mp3": "a listener hears it; missing audio has a cost",
    "GET /audio/samples/<sample>.mp3": "a file; missing audio has a cost",
    "POST /v1/webhooks/<source>": "wrong signatures and bodies have limits",
    "GET /healthz": "it does nothing",
    "GET /status": "prepared",
    "GET /docs": "prepared",
    "GET /docs/operations": "prepared",
    "GET /openapi.json": "prepared",
    "GET /docs/docs.css": "a file",
    "GET /feed/cover.png": "a file",
    "GET /player.js": "a file",
    "GET /player/listening.js": "a file",
    "GET /player.d.ts": "a file",
    "GET /status/<path:name>": "a file",
}
"""Open routes that no cost is counted for, and the reason."""

FILES = {"site.static"}
"""Views of Flask's own, which send what comes with this package."""


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setenv("LISTEN_DATA_DIR", str(tmp_path))
    return create_app()


def scopes(app: Flask) -> dict[str, Scope | None]:
    """Return the scope that each route requires; a route without one fails."""
    found = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint in FILES:
            continue
        view = app.view_functions[rule.endpoint]
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            assert hasattr(view, "scope"), f"{rule}: say @open_to_all or @needs_key(Scope.…)"
            found[f"{method} {rule.rule}"] = view.scope
    return found


def test_every_route_says_who_may_ask(app: Flask) -> None:
    assert scopes(app)


def test_what_needs_a_key_needs_one_of_the_scope_that_was_agreed(app: Flask) -> None:
    found = scopes(app)
    assert {route: found[route] for route in NEED_A_KEY} == NEED_A_KEY


def test_nothing_is_changed_without_a_key_but_by_listeners_and_signed_hooks(app: Flask) -> None:
    is_open = {route for route, scope in scopes(app).items() if scope is None}
    assert {route for route in is_open if not route.startswith("GET ")} == {
        "POST /v1/audio",
        "POST /v1/articles/<article_id>/audio",
        "POST /v1/articles/<article_id>/plays",
        "POST /v1/webhooks/<source>",
    }


def test_what_is_open_to_all_has_a_cost_or_a_reason_to_have_none(app: Flask) -> None:
    free = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if getattr(app.view_functions[rule.endpoint], "scope", "") is None
        and not hasattr(app.view_functions[rule.endpoint], "cost_ms")
    }
    assert free == set(WITHOUT_A_COST)
