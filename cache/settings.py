"""Settings shared by web processes and workers, and the reader of all settings."""

import re
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from cache.errors import BadSettingsError
from cache.logs import LogFormat, LogLevel

ENV_PREFIX = "LISTEN_"

VOICE_PATTERN = re.compile(r"[a-z0-9]+:[A-Za-z0-9_.\-]+(/[A-Za-z0-9_.\-]+)?")


def split_list(value: object) -> object:
    """Return the entries of a comma-separated list; return a value that is not text unchanged."""
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


class SharedSettings(BaseSettings):
    """Settings that web processes and workers must agree on."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, env_ignore_empty=True, frozen=True, populate_by_name=True
    )

    redis_url: str | None = Field(
        None,
        validation_alias="REDIS_URL",
        description="Redis 6.2+ or Valkey 7.2+. Unset: the embedded Valkey that `listen up` starts",
    )
    data_dir: Path = Field(
        Path("var"),
        description="Directory for all data on this machine: audio, articles, Valkey",
    )
    storage_url: str | None = Field(
        None,
        description="URL of the audio store: `file://`, `s3://`, `gs://` or `az://`. "
        "Unset: the folder `audio` of the data directory",
    )
    database_url: str | None = Field(
        None,
        description="SQLAlchemy URL of the article store. "
        "Unset: the SQLite file `articles.db` of the data directory",
    )
    lexicon_file: Path | None = Field(
        None,
        description="CSV file of pronunciations, in addition to those stored by `/v1/lexicon`; it "
        "is read again when it changes",
    )
    publication_file: Path | None = Field(
        None,
        description="TOML file with sources, rules and podcast settings: see docs/publication.md",
    )
    log_level: LogLevel = Field(
        LogLevel.INFO,
        description="Minimum log level: `debug`, `info`, `warning` or `error`",
    )
    log_format: LogFormat = Field(
        LogFormat.AUTO,
        description="Log format: `console`, `json`, or `auto` (readable on a terminal, else JSON)",
    )
    public_url: str = Field(
        "", description="Public scheme and host of the service, put before every URL in an answer"
    )
    voices: Annotated[tuple[str, ...], NoDecode] = Field(
        ("piper:en_US-joe-medium",),
        min_length=1,
        description="Voices in order of preference, comma-separated; the first is the default",
    )

    studio_voice: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Studio voices in order of preference, comma-separated: the first one that "
        "speaks the language of an article reads it again in the background. See docs/voices.md",
    )
    instant_voice: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Voices to use as instant voices although their engine calls them studio "
        "voices, comma-separated; for example because the machine has a GPU",
    )
    studio_hours: str = Field(
        "",
        pattern=r"^(([01]?\d|2[0-3])-([01]?\d|2[0-4]))?$",
        description="Hours of the day (UTC) in which studio voices speak, such as `22-6`. Unset: "
        "all day",
    )
    studio_daily_min: int = Field(
        0,
        ge=0,
        le=100_000,
        description="Daily budget (UTC) of new audio in studio voices, in minutes; 0: no limit",
    )

    voice_prices: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Price of a million characters for an engine or a voice, comma-separated, such "
        "as `openai=15,openai:nova=30`",
    )
    monthly_budget: float = Field(
        0.0,
        ge=0,
        description="Monthly budget (UTC) of the voices with a price. When it is spent, no "
        "narrations in these voices are made in advance; 0: no limit",
    )

    @field_validator("data_dir", "lexicon_file", "publication_file")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value else None

    @field_validator("public_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
            raise ValueError("must look like https://news.example")
        return value.rstrip("/")

    @field_validator("redis_url")
    @classmethod
    def _redis_scheme(cls, value: str | None) -> str | None:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        return value

    @field_validator("storage_url")
    @classmethod
    def _storage_scheme(cls, value: str | None) -> str | None:
        if value and not value.startswith(("file:///", "s3://", "gs://", "az://")):
            raise ValueError("must begin with file:///, s3://, gs:// or az://")
        return value

    @field_validator("voice_prices", "voices", "studio_voice", "instant_voice", mode="before")
    @classmethod
    def _split_voices(cls, value: object) -> object:
        return split_list(value)

    @field_validator("voices", "studio_voice", "instant_voice")
    @classmethod
    def _voice_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if not VOICE_PATTERN.fullmatch(name):
                raise ValueError(f"{name!r} is not engine:voice, such as piper:en_US-joe-medium")
        return value

    @field_validator("voice_prices")
    @classmethod
    def _are_prices(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for entry in value:
            if not re.fullmatch(r"[^=]+=\d+(\.\d+)?", entry):
                raise ValueError(f"{entry!r} is not a price such as openai=15")
        return value

    def price_of(self, voice: str) -> float:
        """Return the price of a million characters in a voice; 0 if it has none."""
        prices = dict(entry.split("=") for entry in self.voice_prices)
        return float(prices.get(voice) or prices.get(voice.partition(":")[0]) or 0)

    @property
    def all_voices(self) -> tuple[str, ...]:
        """All voices in order of preference, the studio voices last."""
        return tuple(dict.fromkeys((*self.voices, *self.studio_voice)))

    @property
    def storage_location(self) -> str:
        """URL of the audio store, with its default filled in."""
        return self.storage_url or (self.data_dir / "audio").as_uri()

    @property
    def database_location(self) -> str:
        """SQLAlchemy URL of the article store, with its default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'articles.db'}"


S = TypeVar("S", bound=SharedSettings)


def variable_name(settings_class: type[SharedSettings], field: str) -> str:
    """Return the environment variable that sets `field`."""
    alias = settings_class.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"{ENV_PREFIX}{field}".upper()


def read_settings(settings_class: type[S], **overrides: object) -> S:
    """Return settings read from the environment and checked.

    Args:
        settings_class: Class of the settings.
        overrides: Fields given on the command line, which take precedence over the environment.

    Raises:
        BadSettingsError: A value is malformed or out of bounds; the message names its variable,
            one line for each.
    """
    try:
        return settings_class(**overrides)  # type: ignore[arg-type]  # read from strings
    except ValidationError as error:
        lines = [_explain(settings_class, problem) for problem in error.errors()]
        raise BadSettingsError("\n".join(lines)) from error


def _explain(settings_class: type[SharedSettings], problem: ErrorDetails) -> str:
    where = str(problem["loc"][0])  # the variable if it has a name of its own, else the field
    shown = f" (it is {problem['input']!r})"
    if "@" in shown:  # it may be a URL with a password
        shown = ""
    if where in settings_class.model_fields:
        annotation = settings_class.model_fields[where].annotation
        shown = "" if "SecretStr" in str(annotation) else shown
        where = variable_name(settings_class, where)
    return f"{where}: {problem['msg'].removeprefix('Value error, ')}{shown}"
