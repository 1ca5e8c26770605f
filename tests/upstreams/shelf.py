"""A site with documents that a test puts there."""

from tests.upstreams.site import Reply, Request, Site, not_found


class Shelf(Site):
    """Documents by path, with the query if one is given.

    Attributes:
        documents: Path -> answer.
    """

    def __init__(self) -> None:
        super().__init__()
        self.documents: dict[str, Reply] = {}

    def put(self, path: str, body: str | bytes, media_type: str, **headers: str) -> None:
        """Put a document there."""
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.documents[path] = Reply(data, media_type, headers=named)

    def answer(self, request: Request) -> Reply:
        query = "&".join(f"{name}={value}" for name, value in request.query.items())
        asked = f"{request.path}?{query}" if query else request.path
        return self.documents.get(asked, not_found())
