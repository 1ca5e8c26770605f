"""API keys, stored in the database and shared by all web processes and machines.

A key is 256 random bits; the database holds its SHA-256. Random keys cannot be guessed, so slow
hashes and salts, which protect passwords chosen by people, would only cost time in every request.
"""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from pydantic import SecretStr
from sqlalchemy import Connection, Float, String, Table, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from cache.errors import ListenError
from worker.articles.database import Base, Database, transaction, translating

KNOWN_S = 1.0
"""Time for which a process caches the keys, in seconds: a revoked key stops working within it."""

KEY_PREFIX = "listen_"
"""Prefix of a key, so that people and secret scanners recognize it."""

FROM_SETTINGS = "LISTEN_API_KEY"
"""Name of the key in the settings, which has all scopes."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


class Scope(StrEnum):
    """Permissions of an API key."""

    READ = "read"
    """Read texts of articles, the lexicon and play counts."""

    PUSH = "push"
    """Store and delete articles, change the lexicon, and narrate in advance, as a CMS does."""

    OPERATE = "operate"
    """Take audio down, act on narrations and workers, and read the audit log, as operators do."""


class BadKeyNameError(ListenError):
    """Error for a key name that is malformed, already used, or unknown."""

    code = "bad-key-name"
    status = 422


@dataclass(frozen=True, slots=True)
class Key:
    """An API key without its secret.

    Attributes:
        name: Its name.
        scopes: Its permissions.
        made_at: Time at which it was made, in seconds since the epoch.
        ends_at: Time at which it expires, in seconds since the epoch; None for never.
    """

    name: str
    scopes: frozenset[Scope]
    made_at: float = 0.0
    ends_at: float | None = None

    def is_good_at(self, now: float) -> bool:
        """Return whether the key is valid at `now`, in seconds since the epoch."""
        return self.ends_at is None or now < self.ends_at


class _Row(Base):
    """A row of the table of keys. Rows are never deleted: the audit log refers to names."""

    __tablename__ = "api_keys"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the key, in hexadecimal."""
    name: Mapped[str] = mapped_column(String(40))
    scopes: Mapped[str] = mapped_column(String(200))
    """Scopes, separated by spaces."""
    made_at: Mapped[float] = mapped_column(Float)
    ends_at: Mapped[float | None] = mapped_column(Float)


_TABLE = cast("Table", _Row.__table__)


class ApiKeys:
    """All API keys: the ones in the database, and the installation's own.

    Args:
        database: The database of the process.
        own: The installation's key, which has all scopes; None for only the ones in the database.
    """

    def __init__(self, database: Database, own: SecretStr | None = None) -> None:
        self._database = database
        self._engine = database.open(_Row)
        self._own = own and _digest(own.get_secret_value().encode())
        self._known: Sequence[tuple[str, Key]] = ()
        self._read_at = -KNOWN_S

    def find(self, given: bytes) -> Key | None:
        """Return the key of a caller, or None if it is not valid.

        The check takes the same time for every wrong key, so that it reveals nothing.

        Raises:
            ArticleStoreError: The database refuses or does not answer.
        """
        digest = _digest(given)
        if self._own and hmac.compare_digest(self._own, digest):
            return Key(FROM_SETTINGS, frozenset(Scope))
        known = self._read()
        fitting = [key for stored, key in known if hmac.compare_digest(stored, digest)]
        return next((key for key in fitting if key.is_good_at(time.time())), None)

    def all(self) -> list[Key]:
        """Return the keys in the database in the order in which they were made.

        Raises:
            ArticleStoreError: The database refuses or does not answer.
        """
        return sorted((key for _, key in self._select()), key=lambda key: key.made_at)

    @transaction
    def add(self, name: str, scopes: Iterable[Scope], ends_at: float | None = None) -> str:
        """Make a key, and return it; it cannot be read again later.

        Raises:
            BadKeyNameError: The name is malformed, or in use.
            ArticleStoreError: The database refuses or does not answer.
        """
        if not _NAME.fullmatch(name):
            raise BadKeyNameError(
                f"{name!r} is not a valid name; use up to 40 small letters, digits and . _ -"
            )
        if self._good(name):
            raise BadKeyNameError(
                f"there is a key {name} already; `listen keys rotate` makes a new one"
            )
        with translating(), self._engine.begin() as connection:
            return _insert(connection, Key(name, frozenset(scopes), time.time(), ends_at))

    @transaction
    def rotate(self, name: str, overlap_s: float) -> str:
        """Make another key of the same name and scopes, and return it.

        The old keys stay valid for `overlap_s`, in seconds.

        Raises:
            BadKeyNameError: There is none.
            ArticleStoreError: The database refuses or does not answer.
        """
        good = self._good(name)
        if not good:
            raise BadKeyNameError(f"there is no key {name}; see `listen keys list`")
        with translating(), self._engine.begin() as connection:
            _end(connection, name, time.time() + overlap_s)
            return _insert(connection, Key(name, good[-1].scopes, time.time()))

    @transaction
    def revoke(self, name: str) -> int:
        """Revoke all keys of a name, and return how many there were.

        Raises:
            BadKeyNameError: There is none.
            ArticleStoreError: The database refuses or does not answer.
        """
        with translating(), self._engine.begin() as connection:
            ended = _end(connection, name, time.time())
        if not ended:
            raise BadKeyNameError(f"there is no key {name}; see `listen keys list`")
        return ended

    def _good(self, name: str) -> list[Key]:
        now = time.time()
        return [key for key in self.all() if key.name == name and key.is_good_at(now)]

    def _read(self) -> Sequence[tuple[str, Key]]:
        now = time.monotonic()
        if now - self._read_at >= KNOWN_S:
            self._known, self._read_at = self._select(), now
        return self._known

    @transaction
    def _select(self) -> list[tuple[str, Key]]:
        with translating(), self._engine.connect() as connection:
            rows = connection.execute(select(_TABLE)).all()
        return [
            (row.digest, Key(row.name, _scopes(row.scopes), row.made_at, row.ends_at))
            for row in rows
        ]


def _digest(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()


def _scopes(stored: str) -> frozenset[Scope]:
    """Return the scopes in a row, without those that only a later version knows."""
    return frozenset(scope for scope in Scope if scope in stored.split())


def _insert(connection: Connection, key: Key) -> str:
    secret = KEY_PREFIX + secrets.token_urlsafe(32)
    connection.execute(
        insert(_TABLE),
        {
            "digest": _digest(secret.encode()),
            "name": key.name,
            "scopes": " ".join(sorted(key.scopes)),
            "made_at": key.made_at,
            "ends_at": key.ends_at,
        },
    )
    return secret


def _end(connection: Connection, name: str, at: float) -> int:
    """Shorten the validity of all keys of a name, and return how many there are."""
    lives_longer = _Row.ends_at.is_(None) | (_Row.ends_at > at)
    ended = connection.execute(
        update(_TABLE).where(_Row.name == name, lives_longer).values(ends_at=at)
    )
    return ended.rowcount
