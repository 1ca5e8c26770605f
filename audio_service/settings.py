"""The settings of the HTTP face."""

from pydantic import Field, SecretStr

from cache.settings import SharedSettings


class FaceSettings(SharedSettings):
    """Where the HTTP face listens, and what it lets whom do."""

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
        min_length=8,
        description="Key for everything, as `Authorization: Bearer KEY`, besides those that "
        "`listen keys` makes. With neither, and no `LISTEN_PUBLIC_URL`, this machine needs none",
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

    @property
    def address(self) -> str:
        """Host and port as they stand in a URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"
