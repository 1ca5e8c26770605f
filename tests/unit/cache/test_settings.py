from pathlib import Path

import pytest

from audio_service.settings import WebSettings
from cache.errors import BadSettingsError
from cache.redis.client import SOCKET_PATH_LIMIT_BYTES, embedded_socket, redis_location
from cache.settings import SharedSettings, read_settings
from worker.settings import WorkerSettings


@pytest.mark.parametrize(
    ("variable", "value", "settings_class"),
    [
        ("REDIS_URL", "http://x", SharedSettings),
        ("LISTEN_STORAGE_URL", "ftp://x", SharedSettings),
        ("LISTEN_STORAGE_URL", "file://relative", SharedSettings),
        ("LISTEN_PUBLIC_URL", "news.example", SharedSettings),
        ("LISTEN_PUBLIC_URL", "https://news.example/?a", SharedSettings),
        ("LISTEN_VOICES", "joe", SharedSettings),
        ("LISTEN_VOICES", " , ", SharedSettings),
        ("LISTEN_WORKERS", "0", WorkerSettings),
        ("LISTEN_WORKERS", "two", WorkerSettings),
        ("LISTEN_LOUDNESS_LUFS", "-5", WorkerSettings),
        ("LISTEN_PAUSE_TITLE_MS", "-1", WorkerSettings),
        ("LISTEN_ENGINE_TIMEOUT_S", "0", WorkerSettings),
        ("LISTEN_GTTS_BASE_URL", "x", WorkerSettings),
        ("PORT", "70000", WebSettings),
        ("LISTEN_API_KEY", "short", WebSettings),
        ("LISTEN_MAX_IDS", "0", WebSettings),
    ],
)
def test_a_bad_setting_is_refused_by_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    settings_class: type[SharedSettings],
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadSettingsError, match=rf"(?m)^{variable}: "):
        read_settings(settings_class)


@pytest.mark.parametrize("variable", ["REDIS_URL", "LISTEN_STORAGE_URL"])
def test_a_password_is_not_told_when_its_url_is_refused(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "redis:/me:hunter2@cache")
    with pytest.raises(BadSettingsError, match=f"^{variable}: ") as refused:
        read_settings(SharedSettings)
    assert "hunter2" not in str(refused.value)


def test_the_key_is_not_told_when_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LISTEN_API_KEY", "s3cret")
    with pytest.raises(BadSettingsError) as caught:
        read_settings(WebSettings)
    assert "s3cret" not in str(caught.value)


def test_voices_are_split_and_spaces_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LISTEN_VOICES", "openai:tts-1/alloy, piper:en_US-joe-medium ,")
    assert SharedSettings().voices == ("openai:tts-1/alloy", "piper:en_US-joe-medium")


def test_an_empty_variable_is_as_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "")
    monkeypatch.setenv("LISTEN_VOICES", "")
    assert SharedSettings().redis_url is None
    assert SharedSettings().voices == ("piper:en_US-joe-medium",)


def test_everything_is_kept_in_the_data_directory_unless_said_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LISTEN_DATA_DIR", str(tmp_path / "d"))
    settings = SharedSettings()
    assert settings.storage_location == (tmp_path / "d" / "audio").as_uri()
    assert settings.database_location == f"sqlite:///{tmp_path}/d/articles.db"
    assert redis_location(settings) == f"unix://{tmp_path}/d/valkey.sock"


def test_a_long_data_directory_has_its_socket_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 120)
    place = embedded_socket(deep)
    assert len(bytes(place)) <= SOCKET_PATH_LIMIT_BYTES
    assert place == embedded_socket(deep)
    assert place != embedded_socket(tmp_path / ("y" * 120))
