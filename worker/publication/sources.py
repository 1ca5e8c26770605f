"""The tables of sources in the publication file: where articles come from."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, field_validator

from worker.model.article import Article
from worker.publication.rules import Narrate
from worker.publication.tables import ArticleAddress, Secret, Secrets, Table, WebAddress

STORE = "store"
"""Name of the source that is the article store, which a CMS pushes to."""


class Edits(StrEnum):
    """What becomes of a narration whose article was edited."""

    REGENERATE = "regenerate"
    """It is made again, of which only the changed sentences are spoken."""

    KEEP = "keep"
    """It stays as it is."""


class _Source(Table):
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

    subscribers: Literal["withhold", "signed"] = Field(
        "withhold",
        description="Articles for subscribers alone: not taken in, or heard with a signature",
    )

    @property
    def takes_paid(self) -> bool:
        """Whether articles for subscribers alone are taken in."""
        return self.subscribers == "signed"

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
    paid_field: str = Field(
        "", description="Where a post says that it is for subscribers alone, as `meta.paywall`"
    )
    paid_terms: tuple[str, ...] = Field(
        (), description="Categories, tags or other terms of posts for subscribers alone"
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
