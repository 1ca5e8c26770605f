"""A WordPress site with the REST API of WordPress 6 and a popular plugin."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from math import ceil
from typing import Any
from urllib.parse import urlencode

from tests.upstreams.site import Reply, Request, Site, Story, not_found
from worker.publication.sources import WordPressSource

_ZONE = timezone(timedelta(hours=2))
_LISTED = {"public", "password"}
_IDS = {"Coast": 4, "Politics": 5, "Uncategorized": 1}


class WordPressSite(Site):
    """A WordPress site.

    Args:
        is_pretty: True if it has pretty permalinks, without which there is no `/wp-json/`.
        password: Application password of the user `listen`, without which nothing is answered.
        knows_modified_after: False for versions before 5.7, which ignore that filter.
    """

    name = "wp"

    def __init__(
        self, *, is_pretty: bool = True, password: str = "", knows_modified_after: bool = True
    ) -> None:
        super().__init__()
        self._is_pretty = is_pretty
        self._password = password
        self._knows_modified_after = knows_modified_after

    @property
    def source(self) -> WordPressSource:
        user = {"username": "listen", "password": self._password} if self._password else {}
        return WordPressSource.model_validate(
            {"kind": "wordpress", "name": self.name, "prefix": self.prefix, "url": self.url, **user}
        )

    def id_of(self, story: Story) -> str:
        return f"{self.prefix}{story.number}"

    def answer(self, request: Request) -> Reply:
        if request.path.startswith("/wp-json/"):
            route = request.path.removeprefix("/wp-json") if self._is_pretty else ""
        else:
            route = request.query.get("rest_route", "")
        if not route:
            return not_found()
        refusal = self._refusal(request)
        if refusal:
            return refusal
        head, _, number = route.removeprefix("/wp/v2/").partition("/")
        if head != "posts":
            return _error(
                404, "rest_no_route", "No route was found matching the URL and request method."
            )
        return self._one(number, request.query) if number else self._list(request.query)

    def _refusal(self, request: Request) -> Reply | None:
        from base64 import b64encode

        if not self._password:
            return None
        given = request.headers.get("authorization", "")
        wanted = f"Basic {b64encode(f'listen:{self._password}'.encode()).decode()}"
        if not given:
            return _error(401, "rest_not_logged_in", "You are not currently logged in.")
        if given != wanted:
            return _error(
                401,
                "incorrect_password",
                "The provided password is an invalid application password.",
            )
        return None

    def _one(self, number: str, query: Mapping[str, str]) -> Reply:
        story = self.stories.get(int(number)) if number.isdigit() else None
        if story is None:
            return _error(404, "rest_post_invalid_id", "Invalid post ID.")
        if story.access == "draft" and not self._password:
            return _error(401, "rest_forbidden", "Sorry, you are not allowed to do that.")
        return _json(self._show(story, query))

    def _list(self, query: Mapping[str, str]) -> Reply:
        per_page, number = int(query.get("per_page", 10)), int(query.get("page", 1))
        if not 1 <= per_page <= 100:
            return _error(400, "rest_invalid_param", "Invalid parameter(s): per_page")
        stories = [story for story in self.stories.values() if story.access in _LISTED]
        if "modified_after" in query and self._knows_modified_after:
            after = datetime.fromisoformat(query["modified_after"])
            stories = [story for story in stories if story.updated_at > after]
        if "include" in query:
            wanted = {int(number) for number in query["include"].split(",")}
            stories = [story for story in stories if story.number in wanted]
        if "after" in query:
            after = datetime.fromisoformat(query["after"])
            stories = [story for story in stories if story.published_at > after]
        by_change = query.get("orderby") == "modified"
        stories.sort(
            key=lambda s: (s.updated_at if by_change else s.published_at, s.number), reverse=True
        )
        pages = ceil(len(stories) / per_page)
        if number > max(pages, 1):
            return _error(
                400,
                "rest_post_invalid_page_number",
                "The page number requested is larger than the number of pages available.",
            )
        headers = {"X-WP-Total": str(len(stories)), "X-WP-TotalPages": str(pages)}
        if number < pages:
            later = urlencode({**query, "page": number + 1})
            headers["Link"] = f'<{self.url}/wp-json/wp/v2/posts?{later}>; rel="next"'
        chosen = stories[(number - 1) * per_page : number * per_page]
        return _json([self._show(story, query) for story in chosen], headers)

    def _show(self, story: Story, query: Mapping[str, str]) -> dict[str, Any]:
        post = self._post(story)
        if "_embed" in query:
            post["_embedded"] = self._embedded(story)
        if "_fields" in query:
            post = {name: post[name] for name in query["_fields"].split(",") if name in post}
        return post

    def _post(self, story: Story) -> dict[str, Any]:
        is_protected = story.access == "password"
        excerpt = story.dek or story.body.split("</p>")[0].replace("<p>", "")[:60] + " [&hellip;]"
        link = f"{self.url}/{story.published_at:%Y/%m/%d}/{story.slug}/"
        return {
            "id": story.number,
            "date": _local(story.published_at),
            "date_gmt": _gmt(story.published_at),
            "guid": {"rendered": f"{self.url}/?p={story.number}"},
            "modified": _local(story.updated_at),
            "modified_gmt": _gmt(story.updated_at),
            "slug": story.slug,
            "status": "draft" if story.access == "draft" else "publish",
            "type": "post",
            "link": link,
            "title": {"rendered": story.title},
            "content": {
                "rendered": "" if is_protected else f"\n{story.body}\n",
                "protected": is_protected,
            },
            "excerpt": {
                "rendered": "" if is_protected else f"<p>{excerpt}</p>\n",
                "protected": is_protected,
            },
            "author": 2,
            "featured_media": 900 + story.number,
            "comment_status": "open",
            "ping_status": "closed",
            "sticky": False,
            "template": "",
            "format": "standard",
            "meta": {"footnotes": ""},
            "categories": [_IDS.get(story.section, 9)],
            "tags": [20 + n for n, _ in enumerate(story.tags)],
            "class_list": [f"post-{story.number}", "post", "type-post", "status-publish"],
            "yoast_head": f'<title>{story.title}</title>\n<meta name="robots" content="index" />',
            "yoast_head_json": {"title": story.title, "og_locale": "en_US", "og_type": "article"},
            "_links": {
                "self": [{"href": f"{self.url}/wp-json/wp/v2/posts/{story.number}"}],
                "collection": [{"href": f"{self.url}/wp-json/wp/v2/posts"}],
                "author": [{"embeddable": True, "href": f"{self.url}/wp-json/wp/v2/users/2"}],
                "curies": [{"name": "wp", "href": "https://api.w.org/{rel}", "templated": True}],
            },
        }

    def _embedded(self, story: Story) -> dict[str, Any]:
        def term(number: int, name: str, taxonomy: str) -> dict[str, Any]:
            slug = name.lower().replace(" ", "-")
            link = f"{self.url}/{taxonomy.removeprefix('post_')}/{slug}/"
            return {"id": number, "link": link, "name": name, "slug": slug, "taxonomy": taxonomy}

        return {
            "author": [
                {"id": 2 + n, "name": name, "url": "", "description": "", "slug": f"author-{n}"}
                for n, name in enumerate(story.authors)
            ]
            or [
                {
                    "code": "rest_user_invalid_id",
                    "message": "Invalid user ID.",
                    "data": {"status": 404},
                }
            ],
            "wp:featuredmedia": [
                {
                    "id": 900 + story.number,
                    "slug": "ferry",
                    "type": "attachment",
                    "alt_text": "A ferry",
                    "media_type": "image",
                    "mime_type": "image/jpeg",
                    "media_details": {"width": 1200, "height": 800, "sizes": {}},
                    "source_url": f"{self.url}{story.image}",
                }
            ],
            "wp:term": [
                [term(_IDS.get(story.section, 9), story.section, "category")],
                [term(20 + n, name, "post_tag") for n, name in enumerate(story.tags)],
            ],
        }


def _json(data: Any, headers: Mapping[str, str] | None = None, status: int = 200) -> Reply:
    """Return JSON as PHP's json_encode writes it: ASCII, with escaped slashes."""
    body = json.dumps(data).replace("/", "\\/").encode()
    more = {"X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff", **(headers or {})}
    return Reply(body, "application/json; charset=UTF-8", status, more)


def _error(status: int, code: str, message: str) -> Reply:
    return _json({"code": code, "message": message, "data": {"status": status}}, status=status)


def _gmt(time: datetime) -> str:
    return time.astimezone(UTC).replace(tzinfo=None).isoformat()


def _local(time: datetime) -> str:
    return time.astimezone(_ZONE).replace(tzinfo=None).isoformat()
