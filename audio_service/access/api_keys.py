"""Keys, kept in the database: several web processes and machines share them, and none restarts.

A key is 256 random bits, of which the database holds the SHA-256. That is enough: nobody guesses a
preimage of what is random, so slow hashes and salts, which are made for passwords that people
choose, would add nothing but time to every request.
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
from worker.articles.database import Base, Database, translating

KNOWN_S = 1.0
"""How long a process may rely on what it read, in seconds: a revoked key ends within this time."""

KEY_PREFIX = "listen_"
"""How a key begins, so that people and scanners for secrets know one when they see it."""

FROM_SETTINGS = "LISTEN_API_KEY"
"""Name of the key in the settings, which has all scopes."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


class Scope(StrEnum):
    """Permissions of an API key."""

    READ = "read"
    """What is stored: texts of articles, the lexicon, how often articles were heard."""

    PUSH = "push"
    """What a CMS does: store and delete articles, say names, narrate before anybody asks."""

    OPERATE = "operate"
    """What an operator does: take audio down, act on narrations and workers, see who did."""


class BadKeyNameError(ListenError):
    """Error for the name of a key that is malformed, already used, or unknown."""

    code = "bad-key-name"
    status = 422


@dataclass(frozen=True, slots=True)
class Key:
    """A key, as far as it may be known.

    Attributes:
        name: What it is called.
        scopes: What it is good for.
        made_at: In seconds since the epoch.
        ends_at: When it is good for nothing any more, in seconds since the epoch; None for never.
    """

    name: str
    scopes: frozenset[Scope]
    made_at: float = 0.0
    ends_at: float | None = None

    def is_good_at(self, now: float) -> bool:
        """Return whether it opens anything, `now` in seconds since the epoch."""
        return self.ends_at is None or now < self.ends_at


class _Row(Base):
    """A key as it is stored. None is ever deleted: names in the audit trail stay explained."""

    __tablename__ = "api_keys"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the key, in hexadecimal."""
    name: Mapped[str] = mapped_column(String(40))
    scopes: Mapped[str] = mapped_column(String(200))
    """Separated by spaces."""
    made_at: Mapped[float] = mapped_column(Float)
    ends_at: Mapped[float | None] = mapped_column(Float)


_TABLE = cast("Table", _Row.__table__)


class ApiKeys:
    """All keys: those in the database, and the installation's own.

    Args:
        database: The database of the process.
        own: A key that has all scopes; None where only those in the database matter.
    """

    def __init__(self, database: Database, own: SecretStr | None = None) -> None:
        self._engine = database.open(_Row)
        self._own = own and _digest(own.get_secret_value().encode())
        self._known: Sequence[tuple[str, Key]] = ()
        self._read_at = -KNOWN_S

    def find(self, given: bytes) -> Key | None:
        """Return the key that somebody shows, or None if it opens nothing.

        However wrong it is, that takes the same time, and tells nothing of those there are.

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

    def add(self, name: str, scopes: Iterable[Scope], ends_at: float | None = None) -> str:
        """Make a key, and return it; nobody can ever read it again.

        Raises:
            BadKeyNameError: It cannot be called so, or there is one already.
            ArticleStoreError: The database refuses or does not answer.
        """
        if not _NAME.fullmatch(name):
            raise BadKeyNameError(
                f"{name!r} is no name: up to 40 small letters, digits and . _ - are one"
            )
        if self._good(name):
            raise BadKeyNameError(f"there is a key {name} already; `listen keys rotate` renews it")
        with translating(), self._engine.begin() as connection:
            return _insert(connection, Key(name, frozenset(scopes), time.time(), ends_at))

    def rotate(self, name: str, overlap_s: float) -> str:
        """Make another key of the same name and scopes, and return it.

        Those there were are good for `overlap_s` more, in seconds.

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

    def revoke(self, name: str) -> int:
        """End all keys of a name, and return how many there were.

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
    """Return scopes as they are stored, but for those that only a later version knows."""
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
    """End the keys of a name that would live longer, and return how many there are."""
    lives_longer = _Row.ends_at.is_(None) | (_Row.ends_at > at)
    ended = connection.execute(
        update(_TABLE).where(_Row.name == name, lives_longer).values(ends_at=at)
    )
    return ended.rowcount
