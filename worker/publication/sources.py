"""Source settings: the tables of article sources in the publication file."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, field_validator

from worker.html.selectors import Selectors
from worker.model.article import Article
from worker.publication.rules import Narrate
from worker.publication.tables import (
    ArticleAddress,
    CssSelectors,
    Secret,
    Secrets,
    Table,
    WebAddress,
)

STORE = "store"
"""Name of the article store as a source, to which a CMS pushes."""


class Edits(StrEnum):
    """Handling of a narration after an edit of its article."""

    REGENERATE = "regenerate"
    """Make it again, speaking only the changed sentences."""

    KEEP = "keep"
    """Keep it unchanged."""


class _Source(Table):
    """Settings of all sources."""

    name: str = ""
    prefix: str = Field("", description="Prefix of its article IDs; its name and `:` if left out")
    narrate: Narrate = Field(Narrate.ALWAYS, description="`always`, `press` or `never`")
    edits: Edits = Field(Edits.REGENERATE, description="`regenerate` or `keep`")
    quiet_min: int = Field(
        0, ge=0, le=1440, description="Minutes without an edit before a narration is made again"
    )
    webhook_secret: Secrets = Field(
        (), description="Secrets of webhook signatures; any of them is accepted"
    )
    language: str = Field("", description="Default language of its articles, as a BCP 47 tag")

    @property
    def quiet(self) -> timedelta:
        """Period without edits before an edited article is narrated again."""
        return timedelta(minutes=self.quiet_min)


class StoreSource(_Source):
    """The article store, which a CMS pushes to."""

    kind: Literal["store"] = "store"
    narrate: Narrate = Narrate.PRESS


class _Upstream(_Source):
    url: WebAddress
    poll_min: float = Field(
        10, ge=0, le=1440, description="Minutes between two polls for new articles; 0: never"
    )
    reach_days: float = Field(
        1, ge=0, le=3650, description="Maximum age of articles at the first poll, in days"
    )

    subscribers: Literal["withhold", "signed"] = Field(
        "withhold",
        description="Articles only for subscribers: not stored, or played with a signature",
    )

    leave_out: CssSelectors = Field(
        (), description="CSS selectors of parts of its articles or pages that are not read"
    )

    @property
    def selectors(self) -> Selectors:
        """Selectors for its articles."""
        return Selectors(self.leave_out)

    @property
    def takes_paid(self) -> bool:
        """True to take in articles that are restricted to subscribers."""
        return self.subscribers == "signed"

    @property
    def reach_s(self) -> float:
        """Maximum age of articles at the first poll, in seconds."""
        return self.reach_days * 86_400

    @property
    def is_listed(self) -> bool:
        """True if the source has a list of its articles."""
        return True


class WordPressSource(_Upstream):
    """Settings of a WordPress site, read through its REST API."""

    kind: Literal["wordpress"]
    username: str = Field(
        "", description="User name for an application password; otherwise not needed"
    )
    password: Secret | None = None
    post_type: str = Field("posts", pattern=r"^[\w-]+$", description="Post type in the REST API")
    paid_field: str = Field(
        "",
        description="Path of the field that marks posts for subscribers, such as `meta.paywall`",
    )
    paid_terms: tuple[str, ...] = Field(
        (), description="Categories, tags or other terms of posts only for subscribers"
    )


class GhostSource(_Upstream):
    """Settings of a Ghost site, read through its Content API."""

    kind: Literal["ghost"]
    content_key: Secret = Field(description="Key of the Content API")
    previews: bool = Field(False, description="True to read the public part of posts for members")


class JsonSource(_Upstream):
    """Settings of a CMS with a JSON API: `url` is the URL of an article, with `{id}`."""

    kind: Literal["json"]
    url: ArticleAddress = Field(description="URL of an article, with `{id}`")
    list_url: WebAddress | None = Field(
        None, description="URL of a list of the newest articles, if any; `{page}` counts from 1"
    )
    items: str = Field("", description="Path of the list in its response, such as `data.items`")
    item: str = Field("", description="Path of the article in its response, such as `data`")
    next: str = Field("", description="Path of the next page's URL in the response")
    fields: Mapping[str, str] = Field(
        default_factory=dict, description="Our field -> its path, such as `headline.plain`"
    )
    headers: Mapping[str, Secret] = Field(default_factory=dict)

    @field_validator("fields")
    @classmethod
    def _are_fields(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        unknown = value.keys() - Article.__dataclass_fields__.keys() - {"updated_at"}
        if unknown:
            known = ", ".join([*Article.__dataclass_fields__, "updated_at"])
            raise ValueError(f"an article has no {', '.join(sorted(unknown))}; it has {known}")
        return value

    @property
    def is_listed(self) -> bool:
        """True if the source has a list of its articles."""
        return self.list_url is not None


class _PageReader(_Upstream):
    """Settings of sources whose articles are found on pages."""

    holds_article: CssSelectors = Field(
        (),
        description="CSS selectors of the parts of its pages that hold the article, if it is "
        "not found",
    )

    @property
    def selectors(self) -> Selectors:
        """Selectors for its pages."""
        return Selectors(self.leave_out, self.holds_article)


class PageSource(_PageReader):
    """Settings of a web site: `url` is the URL of an article's page, with `{id}`."""

    kind: Literal["page"]
    url: ArticleAddress = Field(description="URL of an article's page, with `{id}`")
    sitemap: WebAddress | None = Field(
        None, description="URL of a sitemap or sitemap index that lists the pages"
    )
    poll_min: float = 0

    @property
    def is_listed(self) -> bool:
        """True if the source has a list of its articles."""
        return self.sitemap is not None


class FeedSource(_PageReader):
    """Settings of an RSS or Atom feed; if it has excerpts only, the pages are read."""

    kind: Literal["feed"]
    full_text: bool | None = Field(
        None, description="True if the feed has full texts; detected if left out"
    )


UpstreamSource = WordPressSource | GhostSource | JsonSource | PageSource | FeedSource
SourceSettings = Annotated[StoreSource | UpstreamSource, Field(discriminator="kind")]
