"""What a publisher says of its articles: where they come from, and what is narrated of them.

One TOML file, which `LISTEN_PUBLICATION_FILE` names, holds what no environment variable can: a
table for each source, and rules that say by section, tag, author, language or length what is
narrated, and by whom. Without the file there is the article store alone, and articles are narrated
when a listener presses play.
"""

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from cache.errors import BadSettingsError
from cache.records import Edition, Standing
from cache.settings import VOICE_PATTERN
from worker.announcements import digest_of, read_sound, read_words
from worker.articles.estimate import estimate_s
from worker.articles.language import language_of
from worker.articles.podcast import PodcastSettings
from worker.stages import Announcement, Article, Frame

STORE = "store"
"""Name of the source that is the article store, which a CMS pushes to."""

MIN_SECRET_CHARS = 16

_ENVIRONMENT = "env:"


class Narrate(StrEnum):
    """When an article is narrated."""

    ALWAYS = "always"
    """As soon as it is there."""

    PRESS = "press"
    """When a listener presses play."""

    NEVER = "never"
    """Not at all."""


class Edits(StrEnum):
    """What becomes of a narration whose article was edited."""

    REGENERATE = "regenerate"
    """It is made again, of which only the changed sentences are spoken."""

    KEEP = "keep"
    """It stays as it is."""


def _from_environment(value: object) -> object:
    """Return what an environment variable holds, if `value` names one, as `env:NAME`.

    Raises:
        ValueError: There is no such variable.
    """
    if isinstance(value, str) and value.startswith(_ENVIRONMENT):
        name = value.removeprefix(_ENVIRONMENT)
        if not os.environ.get(name):
            raise ValueError(f"the environment variable {name} is not set")
        return os.environ[name]
    return value


def _several(value: object) -> object:
    """Return one word as a list of one."""
    return [value] if isinstance(value, str) else value


def _is_web_address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+[^\s]*", value):
        raise ValueError("must look like https://news.example")
    return value


def _has_id(value: str) -> str:
    host = value.split("/", 3)[2]
    if value.count("{id}") != 1 or "{id}" in host:
        raise ValueError("must hold {id}, once, and not in the name of the host")
    return value


def _read_secrets(value: object) -> object:
    """Return one secret as a list of one, and what the environment holds of each."""
    several = _several(value)
    return [_from_environment(v) for v in several] if isinstance(several, list) else several


def _are_long(value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    if any(len(secret.get_secret_value()) < MIN_SECRET_CHARS for secret in value):
        raise ValueError(f"must have {MIN_SECRET_CHARS} characters or more")
    return value


WebAddress = Annotated[str, AfterValidator(_is_web_address)]
ArticleAddress = Annotated[WebAddress, AfterValidator(_has_id)]
Secret = Annotated[SecretStr, BeforeValidator(_from_environment)]
Secrets = Annotated[
    tuple[SecretStr, ...], BeforeValidator(_read_secrets), AfterValidator(_are_long)
]
Several = Annotated[tuple[str, ...], BeforeValidator(_several)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Source(_Table):
    """What the tables of all sources have."""

    name: str = ""
    prefix: str = Field("", description="How its article IDs begin; its name and `:` if left out")
    narrate: Narrate = Field(Narrate.ALWAYS, description="`always`, `press` or `never`")
    edits: Edits = Field(Edits.REGENERATE, description="`regenerate` or `keep`")
    quiet_min: int = Field(
        0, ge=0, le=1440, description="Minutes without an edit before a narration is made again"
    )
    webhook_secret: Secrets = Field(
        (), description="What publish hooks are signed with; any of several"
    )
    language: str = Field("", description="BCP 47, for articles that do not say")

    @property
    def quiet(self) -> timedelta:
        """How long an edited article must not be edited before it is narrated again."""
        return timedelta(minutes=self.quiet_min)


class StoreSource(_Source):
    """The article store, which a CMS pushes to."""

    kind: Literal["store"] = "store"
    narrate: Narrate = Narrate.PRESS


class _Upstream(_Source):
    url: WebAddress
    poll_min: float = Field(
        10, ge=0, le=1440, description="Minutes between two looks for new articles; 0: never"
    )
    reach_days: float = Field(
        1, ge=0, le=3650, description="How old articles may be at the first look, in days"
    )

    @property
    def reach_s(self) -> float:
        """How old articles may be at the first look, in seconds."""
        return self.reach_days * 86_400

    @property
    def is_listed(self) -> bool:
        """Whether it says which articles there are."""
        return True


class WordPressSource(_Upstream):
    """A WordPress site, by its REST API."""

    kind: Literal["wordpress"]
    username: str = Field("", description="For an application password; needed by nobody else")
    password: Secret | None = None
    post_type: str = Field(
        "posts", pattern=r"^[\w-]+$", description="As the REST API calls it: of a type of its own"
    )


class GhostSource(_Upstream):
    """A Ghost site, by its Content API."""

    kind: Literal["ghost"]
    content_key: Secret = Field(description="Of the Content API")
    previews: bool = Field(
        False, description="Whether to read what everybody sees of posts that are for members"
    )


class JsonSource(_Upstream):
    """Any CMS that answers JSON: `url` is the address of an article, with `{id}`."""

    kind: Literal["json"]
    url: ArticleAddress = Field(description="Of one article, with `{id}`")
    list_url: WebAddress | None = Field(
        None, description="Of the newest articles, if there is such a list; `{page}` counts from 1"
    )
    items: str = Field("", description="Where the list is in the answer, as `data.items`")
    item: str = Field("", description="Where the article is in its answer, as `data`")
    next: str = Field("", description="Where the answer has the address of the next page")
    fields: Mapping[str, str] = Field(
        default_factory=dict, description="Field of ours -> where it is, as `headline.plain`"
    )
    headers: Mapping[str, Secret] = Field(default_factory=dict)

    @field_validator("fields")
    @classmethod
    def _are_fields(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        unknown = value.keys() - Article.__dataclass_fields__.keys() - {"updated_at"}
        if unknown:
            known = ", ".join([*Article.__dataclass_fields__, "updated_at"])
            raise ValueError(f"articles have no {', '.join(sorted(unknown))}, but {known}")
        return value

    @property
    def is_listed(self) -> bool:
        """Whether it says which articles there are."""
        return self.list_url is not None


class PageSource(_Upstream):
    """Any web site: `url` is the address of an article's page, with `{id}`."""

    kind: Literal["page"]
    url: ArticleAddress = Field(description="Of one article's page, with `{id}`")
    sitemap: WebAddress | None = Field(
        None, description="Of a sitemap, or of an index of them, that lists the pages"
    )
    poll_min: float = 0

    @property
    def is_listed(self) -> bool:
        """Whether it says which articles there are."""
        return self.sitemap is not None


class FeedSource(_Upstream):
    """An RSS or Atom feed; where it holds beginnings alone, the pages are read."""

    kind: Literal["feed"]
    full_text: bool | None = Field(
        None, description="Whether the feed has the whole text; told by its look if left out"
    )


UpstreamSource = WordPressSource | GhostSource | JsonSource | PageSource | FeedSource
SourceSettings = Annotated[StoreSource | UpstreamSource, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True)
class Traits:
    """What rules look at.

    Attributes:
        source: Name of the source that the article is from.
        section: Where it stands.
        byline: Who wrote it.
        tags: What it is about.
        language: As BCP 47; empty if nobody knows.
        estimated_s: About how long it takes to hear; 0 if nobody knows.
    """

    source: str
    section: str = ""
    byline: str = ""
    tags: Sequence[str] = ()
    language: str = ""
    estimated_s: int = 0


class Rule(_Table):
    """What is done with articles of some kind; all its conditions must hold."""

    source: Several = ()
    section: Several = ()
    tag: Several = ()
    author: Several = Field((), description="Any of these names is in the byline")
    language: Several = ()
    longer_than_s: int | None = Field(None, ge=0, description="Estimated length in seconds")
    shorter_than_s: int | None = Field(None, ge=0, description="Estimated length in seconds")
    narrate: Narrate | None = None
    voice: str | None = None
    podcast: bool | None = Field(None, description="Whether it is in the podcast feed")
    intro: str | None = Field(None, description="Words heard before it; none if empty")
    outro: str | None = Field(None, description="Words heard after it; none if empty")
    intro_file: Path | None = Field(None, description="MP3 or WAV heard before it")
    outro_file: Path | None = Field(None, description="MP3 or WAV heard after it")

    @field_validator("intro", "outro")
    @classmethod
    def _are_words(cls, value: str | None) -> str | None:
        if value:
            read_words(value)
        return value

    @field_validator("intro_file", "outro_file")
    @classmethod
    def _is_sound(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is None:
            return None
        folder: Path = (info.context or {}).get("folder", Path())
        path = folder / value.expanduser()
        read_sound(path)
        return path

    @model_validator(mode="after")
    def _says_one_of_both(self) -> Self:
        for what in ("intro", "outro"):
            if getattr(self, what) is not None and getattr(self, f"{what}_file"):
                raise ValueError(f"has both {what} and {what}_file; one of them is heard")
        return self

    @cached_property
    def announced(self) -> Mapping[str, Announcement | None]:
        """What it says is heard as `intro` and `outro`; None where it says that nothing is."""
        said: dict[str, Announcement | None] = {}
        for what in ("intro", "outro"):
            words, file = getattr(self, what), getattr(self, f"{what}_file")
            if file:
                said[what] = read_sound(file)
            elif words is not None:
                said[what] = read_words(words) if words else None
        return said

    @field_validator("voice")
    @classmethod
    def _is_voice(cls, value: str | None) -> str | None:
        if value is not None and not VOICE_PATTERN.fullmatch(value):
            raise ValueError("is not engine:voice, as in piper:en_US-joe-medium")
        return value

    def fits(self, article: Traits) -> bool:
        """Return whether an article is of this kind."""
        by_length = (self.longer_than_s, self.shorter_than_s)
        if article.estimated_s == 0 and by_length != (None, None):
            return False
        return (
            _names(self.source, [article.source])
            and _names(self.section, [article.section])
            and _names(self.tag, article.tags)
            and (not self.author or any(_in(name, article.byline) for name in self.author))
            and _names(self.language, [article.language, article.language.split("-")[0]])
            and (self.longer_than_s is None or article.estimated_s > self.longer_than_s)
            and (self.shorter_than_s is None or article.estimated_s < self.shorter_than_s)
        )


def _names(wanted: Sequence[str], found: Sequence[str]) -> bool:
    """Return whether one of the words wanted, if any are, is among those found."""
    return not wanted or bool({w.casefold() for w in wanted} & {f.casefold() for f in found})


def _in(name: str, text: str) -> bool:
    return bool(re.search(rf"\b{re.escape(name.casefold())}\b", text.casefold()))


@dataclass(frozen=True, slots=True)
class Choices:
    """What the rules say of one article.

    Attributes:
        narrate: When it is narrated.
        voice: Who reads it; empty if its language decides.
        podcast: Whether it is in the podcast feed.
    """

    narrate: Narrate
    voice: str = ""
    podcast: bool = True


class Purge(_Table):
    """How a CDN is told that audio was taken down."""

    url: str = Field(description="With `{url}`, what is to be forgotten")
    method: Literal["GET", "POST", "PURGE", "DELETE", "BAN"] = "POST"
    headers: Mapping[str, Secret] = Field(default_factory=dict)

    @field_validator("url")
    @classmethod
    def _has_place(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")) and not value.startswith("{url}"):
            raise ValueError("must begin with http://, https:// or {url}")
        if "{url}" not in value:
            raise ValueError("must hold {url}")
        return value


class Publication(_Table):
    """All that the file says."""

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
                raise ValueError(f"{name!r} is no name of small letters, digits and -")
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
                    raise ValueError("sources.store is the only one of kind store, without prefix")
                continue
            if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:\-]{0,59}", source.prefix):
                raise ValueError(f"sources.{name}.prefix: {source.prefix!r} begins no article ID")
            for prefix, other in prefixes.items():
                if prefix.startswith(source.prefix) or source.prefix.startswith(prefix):
                    raise ValueError(f"sources.{name} and sources.{other} share IDs: see prefix")
            prefixes[source.prefix] = name
        return self

    @cached_property
    def store(self) -> StoreSource:
        """The article store as a source."""
        found = self.sources.get(STORE)
        return found if isinstance(found, StoreSource) else StoreSource(name=STORE)

    @cached_property
    def upstreams(self) -> Mapping[str, UpstreamSource]:
        """The sources outside, by name."""
        return {n: s for n, s in self.sources.items() if not isinstance(s, StoreSource)}

    @cached_property
    def voices(self) -> tuple[str, ...]:
        """All voices that rules name."""
        return tuple(dict.fromkeys(rule.voice for rule in self.rules if rule.voice))

    def source(self, name: str) -> StoreSource | UpstreamSource | None:
        """Return the source of a name, if there is one."""
        return self.store if name == STORE else self.upstreams.get(name)

    def upstream_of(self, article_id: str) -> UpstreamSource | None:
        """Return the source outside that an article's ID belongs to, if any."""
        fitting = (s for s in self.upstreams.values() if article_id.startswith(s.prefix))
        return next(fitting, None)

    def source_of(self, article_id: str) -> StoreSource | UpstreamSource:
        """Return the source that an article's ID belongs to."""
        return self.upstream_of(article_id) or self.store

    def choose(self, article: Traits) -> Choices:
        """Return what is done with an article: the first fitting rule that says so decides."""
        fitting = [rule for rule in self.rules if rule.fits(article)]
        source = self.source(article.source) or self.store
        narrate = next((rule.narrate for rule in fitting if rule.narrate), source.narrate)
        voice = next((rule.voice for rule in fitting if rule.voice), "")
        podcast = next((rule.podcast for rule in fitting if rule.podcast is not None), True)
        return Choices(narrate, voice, podcast)

    def frame_of(self, article: Article) -> Frame:
        """Return what is heard before and after an article."""
        fitting = [
            rule for rule in self.rules if rule.announced and rule.fits(self.traits(article))
        ]
        intro = (rule.announced["intro"] for rule in fitting if "intro" in rule.announced)
        outro = (rule.announced["outro"] for rule in fitting if "outro" in rule.announced)
        return Frame(next(intro, None), next(outro, None))

    @cached_property
    def frames(self) -> Sequence[Frame]:
        """What each rule has heard before and after articles."""
        said = [rule.announced for rule in self.rules if rule.announced]
        return [Frame(each.get("intro"), each.get("outro")) for each in said]

    @cached_property
    def frames_digest(self) -> str:
        """A fingerprint of all that is heard around articles; empty if nothing is."""
        return digest_of(self.frames)

    def traits(self, article: Article) -> Traits:
        """Return what rules look at in an article."""
        return Traits(
            source=self.source_of(article.id).name,
            section=article.section,
            byline=article.byline,
            tags=article.tags,
            language=language_of(article),
            estimated_s=estimate_s(article),
        )

    def mark(self, edition: Edition, traits: Traits) -> Edition:
        """Return an article's edition with what the rules say of it."""
        chosen = self.choose(traits)
        standing = Standing.NEVER if chosen.narrate is Narrate.NEVER else Standing.OPEN
        return edition._replace(voice=chosen.voice, standing=standing)


def read_publication(path: Path | None) -> Publication:
    """Return what a publication file says; without one, what holds then.

    Raises:
        BadSettingsError: It cannot be read, or says what cannot be; one line for each mistake.
    """
    if path is None:
        return Publication()
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadSettingsError(
            f"LISTEN_PUBLICATION_FILE: {path} cannot be read: {error.strerror}"
        ) from error
    except ValueError as error:  # TOML's, and that of a wrong encoding
        raise BadSettingsError(f"{path} is not TOML: {error}") from error
    try:
        return Publication.model_validate(tables, context={"folder": path.parent})
    except ValidationError as error:
        lines = [f"{path}: {_explain(problem)}" for problem in error.errors()]
        raise BadSettingsError("\n".join(lines)) from error


def _explain(problem: Mapping[str, Any]) -> str:
    """Return one mistake in a sentence that names its key, and never a secret."""
    kinds = {"store", "wordpress", "ghost", "json", "page", "feed"}  # pydantic's, not the file's
    parts = [str(p) for i, p in enumerate(problem["loc"]) if not (i == 2 and p in kinds)]
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{'.'.join(parts)}: {message}" if parts else message
