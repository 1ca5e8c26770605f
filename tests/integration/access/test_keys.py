"""API keys: their scopes, their secrecy, and changes that apply at once."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from audio_service.access import api_key_store
from audio_service.access.api_key_store import ApiKeys, BadKeyNameError, Scope
from audio_service.access.first_key import key_file, make_key
from audio_service.app import create_app
from audio_service.cli import main
from audio_service.settings import WebSettings
from cache.errors import BadSettingsError
from cache.narrations.narration_store import Narrations
from cache.narrations.record import Failure
from cache.settings import read_settings
from tests.integration.asking import KEY, problem
from tests.integration.records import NAME
from tests.stand import api_key, opened, wait_for
from worker.articles.database import Database

ARTICLE = {"title": "T", "text": "P"}


@pytest.fixture
def keys(settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> ApiKeys:
    """Keys of the service, read from the database each time."""
    monkeypatch.setattr(api_key_store, "KNOWN_S", 0.0)
    return ApiKeys(Database(read_settings(WebSettings).database_location))


@pytest.fixture
def flask(keys: ApiKeys) -> Iterator[FlaskClient]:
    with opened(FlaskClient) as client:
        yield client


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_a_key_opens_what_it_was_made_for_and_nothing_else(
    flask: FlaskClient, keys: ApiKeys
) -> None:
    push, read = keys.add("cms", [Scope.PUSH]), keys.add("desk", [Scope.READ])
    assert flask.put("/v1/articles/a", json=ARTICLE, headers=bearer(push)).status_code == 201
    assert flask.get("/v1/articles/a", headers=bearer(read)).status_code == 200
    for answer, scope in (
        (flask.get("/v1/articles/a", headers=bearer(push)), "read"),
        (flask.get("/v1/articles", headers=bearer(push)), "read"),
        (flask.put("/v1/articles/a", json=ARTICLE, headers=bearer(read)), "push"),
        (flask.delete("/v1/articles/a/audio", headers=bearer(push)), "operate"),
    ):
        assert problem(answer) == (403, "missing-scope")
        challenge = answer.headers["WWW-Authenticate"]
        assert challenge == f'Bearer error="insufficient_scope", scope="{scope}"'


def test_a_key_of_the_settings_opens_everything(
    keys: ApiKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LISTEN_API_KEY", KEY)
    keys.add("cms", [Scope.PUSH])
    with opened() as flask:
        assert flask.put("/v1/articles/a", json=ARTICLE, headers=bearer(KEY)).status_code == 201
        assert flask.get("/v1/articles/a", headers=bearer(KEY)).status_code == 200
        assert flask.delete("/v1/articles/a/audio", headers=bearer(KEY)).status_code == 204


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer \xff\xfe",
        "Bearer " + "x" * 10_000,
        "Basic {key}",
        "{key}",
        "Bearer {key}x",
        "Bearer {digest}",
    ],
)
def test_what_is_no_key_opens_nothing(
    flask: FlaskClient, keys: ApiKeys, authorization: str
) -> None:
    key = keys.add("all", list(Scope))
    [(digest, _)] = keys._select()
    shown = authorization.format(key=key, digest=digest)
    answer = flask.get("/v1/articles", headers={"Authorization": shown} if shown else {})
    assert problem(answer) == (401, "bad-key")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_key_is_nowhere_to_be_read(
    flask: FlaskClient, keys: ApiKeys, settings_env: dict[str, str]
) -> None:
    key = keys.add("all", list(Scope))
    flask.get("/v1/articles", headers=bearer(key))
    data_dir = Path(settings_env["LISTEN_DATA_DIR"])
    stored = [path for path in data_dir.rglob("*") if path.is_file()]
    assert any(path.name == "articles.db" for path in stored)
    for path in stored:
        assert key.encode() not in path.read_bytes(), path
        assert key.removeprefix("listen_").encode() not in path.read_bytes(), path
    assert key not in repr(keys.all())


def test_only_its_owner_reads_the_database(keys: ApiKeys, settings_env: dict[str, str]) -> None:
    path = Path(settings_env["LISTEN_DATA_DIR"]) / "articles.db"
    assert path.stat().st_mode & 0o077 == 0


def test_a_renewed_key_and_the_one_before_it_are_both_good_for_a_while(
    flask: FlaskClient, keys: ApiKeys
) -> None:
    old = keys.add("cms", [Scope.READ])
    new = keys.rotate("cms", overlap_s=3_600)
    assert new != old
    assert flask.get("/v1/articles", headers=bearer(old)).status_code == 200
    assert flask.get("/v1/articles", headers=bearer(new)).status_code == 200
    newest = keys.rotate("cms", overlap_s=0)
    for key, status in ((old, 401), (new, 401), (newest, 200)):
        assert flask.get("/v1/articles", headers=bearer(key)).status_code == status


def test_a_revoked_key_opens_nothing_in_a_process_that_has_read_it(
    settings_env: dict[str, str],
) -> None:
    keys = ApiKeys(Database(read_settings(WebSettings).database_location))
    key = keys.add("cms", [Scope.READ])
    with opened() as flask:
        assert flask.get("/v1/articles", headers=bearer(key)).status_code == 200
        assert keys.revoke("cms") == 1
        wait_for(lambda: flask.get("/v1/articles", headers=bearer(key)).status_code == 401)


def test_a_key_ends_when_its_days_are_over(flask: FlaskClient, keys: ApiKeys) -> None:
    key = keys.add("short", [Scope.READ], ends_at=1.0)
    assert problem(flask.get("/v1/articles", headers=bearer(key))) == (401, "bad-key")


@pytest.mark.parametrize("public_url", ["", "http://127.0.0.1:8000", "https://audio.example"])
def test_nothing_is_open_without_a_key_wherever_one_asks_from(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch, public_url: str
) -> None:
    monkeypatch.setenv("LISTEN_PUBLIC_URL", public_url)
    with opened(FlaskClient) as flask:
        assert problem(flask.get("/v1/articles")) == (401, "bad-key")
        assert problem(flask.put("/v1/articles/a", json=ARTICLE)) == (401, "bad-key")
        ahead = {"article_ids": ["river-pact-nears-end"], "priority": "pregenerate"}
        assert problem(flask.post("/v1/audio", json=ahead)) == (401, "bad-key")


def test_the_first_start_makes_one_key_that_only_its_owner_reads(
    settings_env: dict[str, str],
) -> None:
    settings = read_settings(WebSettings)
    with ThreadPoolExecutor(8) as starting:
        made = list(starting.map(lambda _: make_key(settings), range(16)))
    assert made.count(True) == 1
    file = key_file(settings)
    assert file.parent == Path(settings_env["LISTEN_DATA_DIR"])
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["api-key"]
    key = file.read_text().strip()
    with opened(FlaskClient) as flask:
        assert flask.put("/v1/articles/a", json=ARTICLE, headers=bearer(key)).status_code == 201
        assert flask.get("/v1/articles", headers=bearer(key)).status_code == 200
    with opened(FlaskClient) as flask:
        assert flask.get("/v1/articles", headers=bearer(key)).status_code == 200
    assert not make_key(settings)


def test_a_key_that_could_be_guessed_is_refused_by_name(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LISTEN_API_KEY", "fifteen-signs--")
    with pytest.raises(BadSettingsError, match=r"LISTEN_API_KEY.*16 characters") as raised:
        create_app()
    assert "fifteen" not in str(raised.value)
    monkeypatch.delenv("LISTEN_API_KEY")
    file = key_file(read_settings(WebSettings))
    file.parent.mkdir(parents=True)
    file.write_text("short\n")
    with pytest.raises(BadSettingsError, match=r"api-key.*16 characters"):
        create_app()


def test_while_the_database_does_not_answer_its_keys_open_nothing(
    flask: FlaskClient, keys: ApiKeys, settings_env: dict[str, str]
) -> None:
    key = keys.add("cms", [Scope.READ])
    with sqlite3.connect(Path(settings_env["LISTEN_DATA_DIR"]) / "articles.db") as database:
        database.execute("ALTER TABLE api_keys RENAME TO gone")
    answer = flask.get("/v1/articles", headers=bearer(key))
    assert problem(answer) == (503, "article-store-unavailable")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_wrong_with_a_store_is_told_to_holders_of_a_key_alone(
    flask: FlaskClient, settings_env: dict[str, str], method: str
) -> None:
    with sqlite3.connect(Path(settings_env["LISTEN_DATA_DIR"]) / "articles.db") as database:
        database.execute("ALTER TABLE articles RENAME TO gone")
    holder = bearer(api_key(flask.application))
    for headers, tells in (({}, False), (bearer("a-wrong-key-of-somebody"), False), (holder, True)):
        answer = flask.open("/v1/articles/pier/audio", method=method, headers=headers)
        assert problem(answer) == (503, "article-store-unavailable")
        assert ("articles" in answer.get_json()["detail"]) is tells, answer.text


def test_what_fails_is_shown_to_operators_alone(keys: ApiKeys, narrations: Narrations) -> None:
    narrations.note_failure(NAME, Failure("clip-implausible", "a secret sentence", retryable=False))
    operate, read = keys.add("ops", [Scope.OPERATE]), keys.add("desk", [Scope.READ])

    def failures(client: FlaskClient, key: str = "") -> Any:
        return client.get("/status", headers=bearer(key) if key else {}).get_json()["failures"]

    with opened(FlaskClient) as flask:
        assert failures(flask) == failures(flask, read) == failures(flask, "wrong") == []
        assert "secret" not in flask.get("/status").text
        assert len(failures(flask, operate)) == 1
        assert "WWW-Authenticate" in flask.get("/status", headers=bearer("wrong")).headers
        assert "WWW-Authenticate" not in flask.get("/status", headers=bearer(operate)).headers


def test_names_are_checked_and_used_once(keys: ApiKeys) -> None:
    for name in ("", "A", "-a", "a b", "a" * 41, "a\n", "é"):
        with pytest.raises(BadKeyNameError):
            keys.add(name, [Scope.READ])
    keys.add("cms", [Scope.READ])
    with pytest.raises(BadKeyNameError):
        keys.add("cms", [Scope.READ])
    keys.revoke("cms")
    with pytest.raises(BadKeyNameError):
        keys.revoke("cms")
    with pytest.raises(BadKeyNameError):
        keys.rotate("cms", 0)
    keys.add("cms", [Scope.PUSH])
    assert [key.scopes for key in keys.all()] == [{Scope.READ}, {Scope.PUSH}]


def test_the_command_makes_lists_renews_and_revokes(flask: FlaskClient, keys: ApiKeys) -> None:
    def run(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["keys", *arguments])
        assert done.exit_code == 0, done.output
        return done.output.strip()

    def made(*arguments: str) -> str:
        return run(*arguments).splitlines()[0]

    first = made("add", "cms", "--scope", "read", "--scope", "push", "--days", "30")
    second = made("rotate", "cms", "--overlap-h", "0")
    assert flask.get("/v1/articles", headers=bearer(first)).status_code == 401
    assert flask.get("/v1/articles", headers=bearer(second)).status_code == 200
    listed = run("list")
    assert listed.count("cms: push, read") == 2
    assert "ended" in listed
    assert first not in listed
    assert second not in listed
    assert run("revoke", "cms") == "cms: 1 revoked"
    assert flask.get("/v1/articles", headers=bearer(second)).status_code == 401
    failed = CliRunner().invoke(main, ["keys", "revoke", "cms"])
    assert failed.exit_code == 1
    assert "[bad-key-name]" in failed.output
