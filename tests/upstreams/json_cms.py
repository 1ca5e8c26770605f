"""A CMS that answers JSON in its own form."""

import json
from datetime import UTC
from typing import Any

from tests.upstreams.site import Reply, Request, Site, Story
from worker.publication.sources import JsonSource

KEY = "a-key-that-nobody-guesses"
_PER_PAGE = 50

_FIELDS = {
    "title": "headline.plain",
    "dek": "standfirst",
    "byline": "authors.*.name",
    "section": "channel.0.label",
    "html": "body.html",
    "published_at": "dates.published",
    "updated_at": "dates.updated",
    "tags": "keywords",
    "image_url": "lead.src",
    "url": "links.web",
}


class JsonSite(Site):
    """A CMS that answers JSON.

    Args:
        has_key: True if it requires a key.
        has_next: True if its list has the address of the next page; else pages have numbers.
    """

    name = "cms"

    def __init__(self, *, has_key: bool = False, has_next: bool = True) -> None:
        super().__init__()
        self._has_key = has_key
        self._has_next = has_next

    @property
    def source(self) -> JsonSource:
        paging = {"next": "paging.next"} if self._has_next else {}
        page = "" if self._has_next else "?page={page}"
        return JsonSource.model_validate(
            {
                "kind": "json",
                "name": self.name,
                "prefix": self.prefix,
                "url": f"{self.url}/api/articles/{{id}}",
                "item": "data",
                "list_url": f"{self.url}/api/articles{page}",
                "items": "data",
                "fields": _FIELDS,
                "headers": {"X-Api-Key": KEY} if self._has_key else {},
                **paging,
            }
        )

    def id_of(self, story: Story) -> str:
        return f"{self.prefix}{story.number}"

    def answer(self, request: Request) -> Reply:
        start = "/api/articles"
        if self._has_key and request.headers.get("x-api-key") != KEY:
            return _json({"error": "unauthorized"}, 401)
        own_id = request.path.removeprefix(start).strip("/")
        if not own_id:
            return self._list(int(request.query.get("page", 1)))
        story = self.stories.get(int(own_id)) if own_id.isdigit() else None
        if story is None or story.access == "draft":
            return _json({"error": "not found"}, 404)
        if story.access != "public":
            return _json({"error": "forbidden"}, 403)
        return _json({"data": self._show(story)})

    def _list(self, number: int) -> Reply:
        stories = self.newest_first()
        chosen = stories[(number - 1) * _PER_PAGE : number * _PER_PAGE]
        shown = [self._show(story) for story in chosen]
        for each in shown:
            del each["body"]
        has_more = number * _PER_PAGE < len(stories)
        later = f"/api/articles?page={number + 1}" if has_more else None
        return _json({"data": shown, "paging": {"next": later, "total": len(stories)}})

    def _show(self, story: Story) -> dict[str, Any]:
        return {
            "id": story.number,
            "headline": {"plain": story.title, "kicker": None},
            "standfirst": story.dek or None,
            "authors": [{"name": name, "role": "reporter"} for name in story.authors],
            "channel": [{"label": story.section, "path": f"/{story.section.lower()}"}],
            "body": {"html": story.body, "words": len(story.body.split())},
            "dates": {
                "published": story.published_at.astimezone(UTC).isoformat(),
                "updated": int(story.updated_at.timestamp()),
            },
            "keywords": list(story.tags),
            "lead": {"src": f"{self.url}{story.image}", "credit": "Agency"},
            "links": {"web": f"{self.url}/{story.section.lower()}/{story.slug}"},
        }


def _json(data: Any, status: int = 200) -> Reply:
    return Reply(json.dumps(data, ensure_ascii=False).encode(), "application/json", status)
