"""The API key of an installation: the one in the settings, or one that the first start makes.

The first start stores the key in the data directory, in a file that only its owner can read. Either
key has all scopes.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from pydantic import SecretStr

from audio_service.access.api_key_store import KEY_PREFIX
from audio_service.settings import WebSettings, refuse_short_key
from cache.errors import BadSettingsError

FILE_NAME = "api-key"


def key_file(settings: WebSettings) -> Path:
    """Return the file of the key that the first start makes."""
    return settings.data_dir / FILE_NAME


def read_key(settings: WebSettings) -> SecretStr:
    """Return the API key of this installation; make it if there is none.

    Raises:
        BadSettingsError: The file cannot be written, or its key is too short.
    """
    if settings.api_key is not None:
        return settings.api_key
    file = key_file(settings)
    make_key(settings)
    try:
        key = file.read_text("utf-8").strip()
        refuse_short_key(key)
    except (OSError, ValueError) as error:
        raise BadSettingsError(f"{file}: {error}; set LISTEN_API_KEY, or remove it") from error
    return SecretStr(key)


def make_key(settings: WebSettings) -> bool:
    """Make a key if there is none, and return whether one was made.

    If many processes start at the same time, only one key is made.

    Raises:
        BadSettingsError: The data directory cannot be written.
    """
    file = key_file(settings)
    if settings.api_key is not None or file.exists():
        return False
    own = file.with_name(f".{FILE_NAME}-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(f"{KEY_PREFIX}{secrets.token_urlsafe(32)}\n")
            opened.flush()
            os.fsync(handle)
        with suppress(FileExistsError):
            os.link(own, file)
            return True
    except OSError as error:
        raise BadSettingsError(
            f"{file} cannot be made: {error.strerror}; set LISTEN_API_KEY"
        ) from error
    finally:
        own.unlink(missing_ok=True)
    return False
