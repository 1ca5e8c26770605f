"""The publication file: sources of articles, rules for their narration, and podcast settings.

The TOML file named by `LISTEN_PUBLICATION_FILE` has a table for each source, and rules that select
articles by section, tag, author, language or length. Without the file, the article store is the
only source, and articles are narrated when a listener presses play.

The supervisor reads the file and its jingles once, and passes the content to its processes.
Otherwise an edit of the file could reach only some processes, which would then undo one another's
work.
"""

import os
import pickle
import re
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import (
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from cache.articles.edition import NO_STUDIO, Edition, Standing
from cache.errors import BadSettingsError
from worker.model.announcement import IntroAndOutro
from worker.model.article import SUBSCRIBERS, Article
from worker.model.fingerprint import fingerprint_of
from worker.publication.announcement_settings import digest_of
from worker.publication.podcast_settings import PodcastSettings
from worker.publication.rules import CONDITIONS, Access, Choices, Narrate, Rule, Traits
from worker.publication.sources import STORE, SourceSettings, StoreSource, UpstreamSource
from worker.publication.tables import Secret, Table
from worker.text.duration_estimate import estimate_s
from worker.text.language_detection import language_of

_HANDED_OVER = "_LISTEN_PUBLICATION"
"""Environment variable with the file descriptor of the content that the supervisor read."""


class Purge(Table):
    """Settings for purging audio from a CDN after a take-down."""

    url: str = Field(description="URL to call, with `{url}` for the URL to purge")
    method: Literal["GET", "POST", "PURGE", "DELETE", "BAN"] = "POST"
    headers: Mapping[str, Secret] = Field(default_factory=dict)

    @field_validator("url")
    @classmethod
    def _has_place(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")) and not value.startswith("{url}"):
            raise ValueError("must begin with http://, https:// or {url}")
        if "{url}" not in value:
            raise ValueError("must contain {url}")
        return value


class Publication(Table):
    """Content of the publication file."""

    sources: Mapping[str, SourceSettings] = Field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    purge: Purge | None = None
    podcast: PodcastSettings = Field(default_factory=PodcastSettings)

    @field_validator("sources", mode="before")
    @classmethod
    def _name_sources(cls, value: object) -> object:
        if not isinstance(value, Mapping):
            return value
        named: dict[str, Any] = {}
        for name, table in value.items():
            if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", str(name)):
                raise ValueError(f"{name!r} is not a name of lower-case letters, digits and -")
            fields = dict(table) if isinstance(table, Mapping) else table
            if isinstance(fields, dict):
                is_store = name == STORE
                fields["name"] = name
                fields.setdefault("prefix", "" if is_store else f"{name}:")
                if is_store:
                    fields.setdefault("kind", STORE)
            named[name] = fields
        return named

    @model_validator(mode="after")
    def _sources_differ(self) -> Self:
        prefixes: dict[str, str] = {}
        for name, source in self.sources.items():
            if isinstance(source, StoreSource):
                if name != STORE or source.prefix:
                    raise ValueError("only sources.store has the kind store, and it has no prefix")
                continue
            if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:\-]{0,59}", source.prefix):
                raise ValueError(f"sources.{name}.prefix: {source.prefix!r} is not valid in IDs")
            for prefix, other in prefixes.items():
                if prefix.startswith(source.prefix) or source.prefix.startswith(prefix):
                    raise ValueError(f"sources.{name} and sources.{other} overlap in their prefix")
            prefixes[source.prefix] = name
        return self

    @cached_property
    def store(self) -> StoreSource:
        """The article store as a source."""
        found = self.sources.get(STORE)
        return found if isinstance(found, StoreSource) else StoreSource(name=STORE)

    @cached_property
    def upstreams(self) -> Mapping[str, UpstreamSource]:
        """External sources, by name."""
        return {n: s for n, s in self.sources.items() if not isinstance(s, StoreSource)}

    @cached_property
    def voices(self) -> tuple[str, ...]:
        """Voices that rules name."""
        named = (name for rule in self.rules for name in (rule.voice, rule.studio_voice))
        return tuple(dict.fromkeys(name for name in named if name))

    @cached_property
    def has_signed(self) -> bool:
        """True if articles may be restricted to subscribers."""
        by_source = any(source.takes_paid for source in self.upstreams.values())
        return by_source or any(rule.access is Access.SIGNED for rule in self.rules)

    def source(self, name: str) -> StoreSource | UpstreamSource | None:
        """Return the source with a name, if there is one."""
        return self.store if name == STORE else self.upstreams.get(name)

    def upstream_of(self, article_id: str) -> UpstreamSource | None:
        """Return the external source of an article ID, if any."""
        fitting = (s for s in self.upstreams.values() if article_id.startswith(s.prefix))
        return next(fitting, None)

    def source_of(self, article_id: str) -> StoreSource | UpstreamSource:
        """Return the source of an article ID."""
        return self.upstream_of(article_id) or self.store

    def choose(self, article: Traits) -> Choices:
        """Return the rules' choices for an article; the first matching rule decides each one."""
        fitting = [rule for rule in self.rules if rule.fits(article)]
        source = self.source(article.source) or self.store
        narrate = next((rule.narrate for rule in fitting if rule.narrate), source.narrate)
        voice = next((rule.voice for rule in fitting if rule.voice), "")
        studios = (rule.studio_voice for rule in fitting if rule.studio_voice is not None)
        studio = next((name or NO_STUDIO for name in studios), "")
        said = (rule.podcast for rule in fitting if rule.podcast is not None)
        podcast = next(said, article.is_listed)
        access = next((rule.access for rule in fitting if rule.access), Access.OPEN)
        access = Access.SIGNED if article.access == SUBSCRIBERS else access
        return Choices(narrate, voice, podcast and access is Access.OPEN, access, studio)

    def frame_of(self, article: Article) -> IntroAndOutro:
        """Return the announcements of an article."""
        fitting = [
            rule for rule in self.rules if rule.announced and rule.fits(self.traits(article))
        ]
        intro = (rule.announced["intro"] for rule in fitting if "intro" in rule.announced)
        outro = (rule.announced["outro"] for rule in fitting if "outro" in rule.announced)
        return IntroAndOutro(next(intro, None), next(outro, None))

    def cast_of(self, article: Article) -> Mapping[str, Sequence[str]]:
        """Return the cast of an article: part -> voices in order of preference; empty if off."""
        fitting = (
            rule.cast
            for rule in self.rules
            if rule.cast is not None and rule.fits(self.traits(article))
        )
        return next(fitting, {})

    def without_casts(self) -> Self:
        """Return the same without any cast, so that one voice reads each article."""
        rules = tuple(rule.model_copy(update={"cast": None}) for rule in self.rules)
        return self.model_copy(update={"rules": rules})

    @cached_property
    def cast_voices(self) -> tuple[str, ...]:
        """Voices that read parts of articles, in addition to the voices of the settings."""
        casts = (rule.cast for rule in self.rules if rule.cast)
        return tuple(
            dict.fromkeys(v for cast in casts for several in cast.values() for v in several)
        )

    @cached_property
    def casts_digest(self) -> str:
        """Fingerprint of all casts and the conditions of their rules; empty if there are none."""
        casts = [
            rule.model_dump(mode="json", include={*CONDITIONS, "cast"})
            for rule in self.rules
            if rule.cast is not None
        ]
        return fingerprint_of(casts) if self.cast_voices else ""

    @cached_property
    def frames(self) -> Sequence[IntroAndOutro]:
        """Announcements of each rule."""
        said = [rule.announced for rule in self.rules if rule.announced]
        return [IntroAndOutro(each.get("intro"), each.get("outro")) for each in said]

    @cached_property
    def frames_digest(self) -> str:
        """Fingerprint of all announcements; empty if there are none."""
        return digest_of(self.frames)

    @cached_property
    def digest(self) -> str:
        """Fingerprint of the whole content except secrets."""
        return fingerprint_of(self.model_dump(mode="json"), self.frames_digest)

    def traits(self, article: Article) -> Traits:
        """Return the properties of an article that rules examine."""
        return Traits(
            source=self.source_of(article.id).name,
            section=article.section,
            byline=article.byline,
            tags=article.tags,
            language=language_of(article),
            estimated_s=estimate_s(article),
            access=article.access,
        )

    def mark(self, edition: Edition, traits: Traits) -> Edition:
        """Return an edition with the rules' choices applied."""
        chosen = self.choose(traits)
        standing = Standing.NEVER if chosen.narrate is Narrate.NEVER else Standing.OPEN
        is_signed = chosen.access is Access.SIGNED
        return edition._replace(
            voice=chosen.voice, standing=standing, is_signed=is_signed, studio=chosen.studio
        )

    def mark_unread(self, edition: Edition, source: str) -> Edition:
        """Return the edition of an article that was not fetched from its source yet."""
        return edition._replace(is_signed=self.choose(Traits(source)).access is Access.SIGNED)


def read_publication(path: Path | None) -> Publication:
    """Read a publication file, or the content that the supervisor passed to this process.

    Args:
        path: Path of the file; None for the defaults.

    Raises:
        BadSettingsError: The file cannot be read or is invalid; one line for each mistake.
    """
    handed_over = os.environ.get(_HANDED_OVER)
    if handed_over:
        return _read_handed_over(int(handed_over))
    if path is None:
        return Publication()
    if path.exists() and not path.is_file():
        raise BadSettingsError(f"LISTEN_PUBLICATION_FILE: {path} is not a file")
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadSettingsError(
            f"LISTEN_PUBLICATION_FILE: {path} cannot be read: {error.strerror}"
        ) from error
    except (ValueError, RecursionError) as error:  # invalid TOML, or a wrong encoding
        raise BadSettingsError(f"{path} is not TOML: {error}") from error
    try:
        return Publication.model_validate(tables, context={"folder": path.parent})
    except ValidationError as error:
        lines = [f"{path}: {_explain(problem)}" for problem in error.errors()]
        raise BadSettingsError("\n".join(lines)) from error


def hand_over(publication: Publication) -> int:
    """Return a file descriptor from which child processes can read `publication`.

    The file has no name, because it contains secrets.
    """
    content = pickle.dumps(publication)
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        handle = os.dup(file.fileno())
    os.environ[_HANDED_OVER] = str(handle)
    return handle


def _read_handed_over(handle: int) -> Publication:
    """Return the content passed by the supervisor; other processes may read it at the same time."""
    content = os.pread(handle, os.fstat(handle).st_size, 0)
    publication = pickle.loads(content)  # noqa: S301  # by `hand_over`, in a file without a name
    assert isinstance(publication, Publication)  # noqa: S101  # as above
    return publication


def _explain(problem: Mapping[str, Any]) -> str:
    """Return a message for one mistake that names its key and contains no secret."""
    kinds = {"store", "wordpress", "ghost", "json", "page", "feed"}  # added by pydantic
    parts = [str(p) for i, p in enumerate(problem["loc"]) if not (i == 2 and p in kinds)]
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{'.'.join(parts)}: {message}" if parts else message
