"""A Ghost site with the Content API of Ghost 5 and 6."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from math import ceil
from typing import Any

from tests.upstreams.site import Reply, Request, Site, Story, not_found
from worker.publication.sources import GhostSource

KEY = "22444f78447824223cefc48062"

_FILTER = re.compile(r"updated_at:>'([0-9: -]+)'")


class GhostSite(Site):
    """A Ghost site.

    Args:
        previews: True if the settings of its source have `previews = true`.
    """

    name = "ghost"

    def __init__(self, *, previews: bool = False, key: str = KEY) -> None:
        super().__init__()
        self._previews = previews
        self._key = key

    @property
    def source(self) -> GhostSource:
        return GhostSource.model_validate(
            {
                "kind": "ghost",
                "name": self.name,
                "prefix": self.prefix,
                "url": self.url,
                "content_key": self._key,
                "previews": self._previews,
            }
        )

    def id_of(self, story: Story) -> str:
        return f"{self.prefix}{_own_id(story)}"

    def answer(self, request: Request) -> Reply:
        start = "/ghost/api/content/posts/"
        if not request.path.startswith(start):
            return not_found()
        if request.query.get("key") != KEY:
            return _error(401, "Unknown Content API Key", None, "UnauthorizedError")
        own_id = request.path.removeprefix(start).strip("/")
        return self._one(own_id) if own_id else self._list(request.query)

    def _one(self, own_id: str) -> Reply:
        if not re.fullmatch(r"[0-9a-f]{24}", own_id):
            return _error(
                422,
                "Validation error, cannot read post.",
                "Validation (matches) failed for id",
                "ValidationError",
            )
        for story in self.stories.values():
            if _own_id(story) == own_id and story.access != "draft":
                return _json({"posts": [self._post(story)]})
        return _error(
            404,
            "Resource not found error, cannot read post.",
            "Post not found.",
            "NotFoundError",
        )

    def _list(self, query: Mapping[str, str]) -> Reply:
        limit, number = min(int(query.get("limit", 15)), 100), int(query.get("page", 1))
        stories = self.newest_first()
        if "filter" in query:
            of_ids = re.fullmatch(r"id:\[([0-9a-f,]+)\]", query["filter"])
            found = _FILTER.fullmatch(query["filter"])
            if of_ids:
                wanted = of_ids[1].split(",")
                stories = [story for story in stories if _own_id(story) in wanted]
            elif not found:
                return _error(400, "Error parsing filter", None, "BadRequestError")
            else:
                after = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
                stories = [story for story in stories if story.updated_at > after]
        pages = max(ceil(len(stories) / limit), 1)
        paging = {
            "page": number,
            "limit": limit,
            "pages": pages,
            "total": len(stories),
            "next": number + 1 if number < pages else None,
            "prev": number - 1 if number > 1 else None,
        }
        chosen = stories[(number - 1) * limit : number * limit]
        return _json({"posts": [self._post(s) for s in chosen], "meta": {"pagination": paging}})

    def _post(self, story: Story) -> dict[str, Any]:
        is_public = story.access == "public"
        preview, _, rest = story.body.partition("<!--members-only-->")
        authors = [self._author(n, name) for n, name in enumerate(story.authors)]
        names = list(dict.fromkeys([story.section, *story.tags]))
        tags = [self._tag(n, name) for n, name in enumerate(names) if name]
        return {
            "id": _own_id(story),
            "uuid": f"2b8d8a9c-0000-4000-8000-{story.number:012d}",
            "title": story.title,
            "slug": story.slug,
            "html": story.body if is_public else (preview if rest else ""),
            "comment_id": _own_id(story),
            "feature_image": f"{self.url}/content{story.image}",
            "featured": False,
            "visibility": story.access,
            "created_at": _time(story.published_at),
            "updated_at": _time(story.updated_at),
            "published_at": _time(story.published_at),
            "custom_excerpt": story.dek or None,
            "codeinjection_head": None,
            "codeinjection_foot": None,
            "custom_template": None,
            "canonical_url": None,
            "authors": authors,
            "tags": [*tags, self._tag(99, "#listen")],
            "primary_author": authors[0] if authors else None,
            "primary_tag": tags[0] if tags else None,
            "url": f"{self.url}/{story.slug}/",
            "excerpt": story.dek or "The ferry left the old harbor at six, as it has done",
            "reading_time": 1,
            "access": is_public,
            "comments": False,
            "og_image": None,
            "og_title": None,
            "og_description": None,
            "meta_title": None,
            "meta_description": None,
            "email_subject": None,
            "frontmatter": None,
            "feature_image_alt": None,
            "feature_image_caption": None,
        }

    def _author(self, number: int, name: str) -> dict[str, Any]:
        slug = name.lower().replace(" ", "-")
        return {
            "id": f"{number + 1}",
            "name": name,
            "slug": slug,
            "profile_image": None,
            "cover_image": None,
            "bio": None,
            "website": None,
            "location": None,
            "url": f"{self.url}/author/{slug}/",
        }

    def _tag(self, number: int, name: str) -> dict[str, Any]:
        is_internal = name.startswith("#")
        slug = name.lower().replace("#", "hash-")
        return {
            "id": f"{number:024x}",
            "name": name,
            "slug": slug,
            "description": None,
            "feature_image": None,
            "visibility": "internal" if is_internal else "public",
            "url": f"{self.url}/404/" if is_internal else f"{self.url}/tag/{slug}/",
        }


def _own_id(story: Story) -> str:
    return f"63f9c0a1b2c3d4e5{story.number:08x}"


def _json(data: Any, status: int = 200) -> Reply:
    headers = {"Content-Version": "v5.130", "Cache-Control": "public, max-age=0"}
    body = json.dumps(data, ensure_ascii=False).encode()
    return Reply(body, "application/json; charset=utf-8", status, headers)


def _error(status: int, message: str, context: str | None, kind: str) -> Reply:
    error = {
        "message": message,
        "context": context,
        "type": kind,
        "details": None,
        "property": None,
        "help": None,
        "code": None,
        "id": "0a1b2c3d-0000-4000-8000-000000000000",
        "ghostErrorCode": None,
    }
    return _json({"errors": [error]}, status)


def _time(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+00:00")
