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
    """Refuse an API key that is short enough to be guessed.

    Raises:
        ValueError: The key has too few characters.
    """
    if len(key) < MIN_KEY_CHARS:
        raise ValueError(f"a key has {MIN_KEY_CHARS} characters or more")


class WebSettings(SharedSettings):
    """Settings of the web process: address, limits and access."""

    port: int = Field(
        8000, ge=1, le=65535, validation_alias="PORT", description="Port of the web service"
    )
    host: str = Field(
        "127.0.0.1",
        description="Address of the web service; keep the default, and put a web server in front",
    )
    web_workers: int = Field(2, ge=1, le=64, description="Number of web processes")
    api_key: SecretStr | None = Field(
        None,
        description="API key with all scopes, 16 characters or more, in addition to the keys that "
        "`listen keys` makes. Unset: the key made at the first start, in the file `api-key` of "
        "the data directory",
    )
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        ("*",),
        min_length=1,
        description="Sites whose pages may use this service, such as `https://news.example`, "
        "comma-separated; `*` for all",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        ("127.0.0.1", "::1"),
        description="Networks of the reverse proxies whose header `X-Forwarded-For` is trusted, "
        "comma-separated",
    )
    rate_per_address_per_min: int = Field(
        30,
        ge=0,
        description="Maximum number of narrations that presses from one address may start in a "
        "minute; 0: no limit",
    )
    rate_per_address_per_day: int = Field(
        300,
        ge=0,
        description="Maximum number of narrations that presses from one address may start in a "
        "day; 0: no limit",
    )
    rate_lookups_per_address_per_min: int = Field(
        600,
        ge=0,
        description="Maximum number of articles that requests from one address may look up in the "
        "database or at their sources in a minute; 0: no limit",
    )
    rate_work_per_address_ms_per_min: int = Field(
        6_000,
        ge=0,
        description="Maximum processor time, in ms, that requests from one address may cost each "
        "web process in a minute. The time is estimated by the kind of request; cached presses and "
        "audio cost nothing; 0: no limit",
    )
    rate_plays_per_address_per_day: int = Field(
        100,
        ge=0,
        description="Maximum number of play events of one kind that are counted for an article "
        "from one address in a day; 0: no limit",
    )
    rate_per_key_per_min: int = Field(
        600,
        ge=0,
        description="Maximum number of narrations that one key may start in a minute; 0: no limit",
    )
    previews_per_key_per_min: int = Field(
        60,
        ge=0,
        description="Maximum number of sentences that one key may preview in a minute "
        "(`/v1/lexicon/preview`); 0: no limit",
    )
    wrong_keys_per_address_per_min: int = Field(
        20,
        ge=0,
        description="Maximum number of requests with a wrong key, and of webhooks with a wrong "
        "signature, from one address in a minute; 0: no limit",
    )
    rate_on_loopback: bool = Field(
        False,
        description="Apply the limits to programs on this machine, too",
    )
    max_wait_s: int = Field(
        20,
        ge=0,
        description="Longest wait of a press for a worker, in seconds. While a press waits longer, "
        "no press starts a new narration; 0: no limit",
    )
    max_pressed: int = Field(
        100,
        ge=0,
        le=1_000,
        description="Maximum number of narrations in progress that presses started; 0: no limit",
    )
    max_pressed_per_address: int = Field(
        25,
        ge=0,
        le=1_000,
        description="Maximum number of narrations in progress that presses from one address have "
        "started; an IPv6 network of 48 bits counts as one address; 0: no limit",
    )
    daily_budget_min: int = Field(
        6_000,
        ge=0,
        description="Daily budget (UTC) of new audio for presses, in minutes; 0: no limit",
    )
    daily_budget_per_address_min: int = Field(
        600,
        ge=0,
        description="Daily budget (UTC) of new audio for presses from one address, in minutes; "
        "0: no limit",
    )
    signing_key: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (),
        description="Key for signatures of articles for subscribers, 32 characters or more; or "
        "several keys, comma-separated: the first one signs, and signatures of all are accepted",
    )
    max_ids: int = Field(
        100, ge=1, le=10_000, description="Maximum number of article IDs in one request"
    )
    max_body_bytes: int = Field(
        4_000_000, ge=10_000, le=100_000_000, description="Maximum size of a request body, in bytes"
    )
    audio_max_age_s: int = Field(
        31_536_000,
        ge=0,
        le=31_536_000,
        description="Cache lifetime of audio in browsers and CDNs, in seconds",
    )
    demo_site: bool | None = Field(
        None,
        description="Serve the demo site with its three articles. Unset: only while "
        "`LISTEN_PUBLIC_URL` is unset or names this machine",
    )

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if origin != "*" and not re.fullmatch(r"https?://[^\s/?#*]+", origin):
                raise ValueError(f"{origin!r} is not an origin such as https://news.example")
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
    def has_demo_site(self) -> bool:
        """True if the demo site is served."""
        return not self.is_public if self.demo_site is None else self.demo_site

    @property
    def address(self) -> str:
        """Host and port, as in a URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"
