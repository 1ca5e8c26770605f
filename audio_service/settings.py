"""Settings of the web process."""

import re
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from cache.settings import SharedSettings, split_list

MIN_SIGNING_KEY_CHARS = 32
MIN_KEY_CHARS = 16


def refuse_short_key(key: str) -> None:
    """Refuse an API key that somebody could guess.

    Raises:
        ValueError: It has too few characters.
    """
    if len(key) < MIN_KEY_CHARS:
        raise ValueError(f"a key has {MIN_KEY_CHARS} characters or more")


class WebSettings(SharedSettings):
    """Settings of the web process: address, limits and access."""

    port: int = Field(
        8000, ge=1, le=65535, validation_alias="PORT", description="Port of the HTTP face"
    )
    host: str = Field(
        "127.0.0.1",
        description="Address it listens on; leave it, and put your web server in front",
    )
    web_workers: int = Field(2, ge=1, le=64, description="Processes that answer HTTP")
    api_key: SecretStr | None = Field(
        None,
        description="Key for everything, as `Authorization: Bearer KEY`, besides those that "
        "`listen keys` makes; 16 characters or more. Unset: the one that the first start makes, in "
        "the file `api-key` of the data directory",
    )
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        ("*",),
        min_length=1,
        description="Sites whose pages may use this service, as `https://news.example`, "
        "comma-separated; `*` for all",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        ("127.0.0.1", "::1"),
        description="Networks of the web servers in front, whose `X-Forwarded-For` is believed, "
        "comma-separated",
    )
    rate_per_address_per_min: int = Field(
        30, ge=0, description="Narrations that presses from one address begin; 0: any number"
    )
    rate_per_address_per_day: int = Field(300, ge=0, description="The same for a day")
    rate_per_key_per_min: int = Field(
        600, ge=0, description="Narrations begun with one key; 0: any number"
    )
    previews_per_key_per_min: int = Field(
        60, ge=0, description="Sentences of `/v1/lexicon/preview` with one key; 0: any number"
    )
    wrong_keys_per_address_per_min: int = Field(
        20, ge=0, description="Wrong keys and badly signed hooks from one address; 0: any number"
    )
    rate_on_loopback: bool = Field(
        False, description="Whether programs on this machine are held to limits, too"
    )
    max_wait_s: int = Field(
        20,
        ge=0,
        description="How long a press may have waited when others may still begin narrations; "
        "0: any time",
    )
    max_pressed: int = Field(
        100, ge=0, le=1_000, description="Pressed narrations under way at once; 0: any number"
    )
    daily_budget_min: int = Field(
        6_000,
        ge=0,
        description="Minutes of audio that presses may have narrated in a day, UTC; 0: any number",
    )
    signing_key: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (),
        description="Key of signatures for subscribers' articles, 32 characters or more; the first "
        "of several, comma-separated, signs, and all are taken",
    )
    max_ids: int = Field(100, ge=1, le=10_000, description="Most article IDs in one request")
    max_body_bytes: int = Field(
        4_000_000, ge=10_000, le=100_000_000, description="Largest request body"
    )
    audio_max_age_s: int = Field(
        31_536_000, ge=0, le=31_536_000, description="How long browsers and CDNs keep audio"
    )
    demo_site: bool = Field(
        True, description="Whether the demo site and its three articles are served"
    )

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if origin != "*" and not re.fullmatch(r"https?://[^\s/?#*]+", origin):
                raise ValueError(f"{origin!r} is not like https://news.example")
        return tuple(origin.lower() for origin in value)

    @field_validator("api_key")
    @classmethod
    def _is_long(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            refuse_short_key(value.get_secret_value())
        return value

    @field_validator("signing_key")
    @classmethod
    def _are_long(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if any(len(key.get_secret_value()) < MIN_SIGNING_KEY_CHARS for key in value):
            raise ValueError(f"must have {MIN_SIGNING_KEY_CHARS} characters or more")
        return value

    @field_validator("origins", "signing_key", "trusted_proxies", mode="before")
    @classmethod
    def _split_lists(cls, value: object) -> object:
        return split_list(value)

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            ip_network(network)
        return value

    @cached_property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Networks of the trusted proxies."""
        return tuple(ip_network(network) for network in self.trusted_proxies)

    @property
    def is_public(self) -> bool:
        """True if listeners come from other machines, perhaps through a proxy on this one."""
        host = urlsplit(self.public_url).hostname or "localhost"
        return host not in ("localhost", "127.0.0.1", "::1")

    @property
    def address(self) -> str:
        """Host and port, as in a URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"
