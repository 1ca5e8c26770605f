"""The article of a publisher, and its metadata in a track."""

from dataclasses import asdict, dataclass

from worker.model.fingerprint import fingerprint_of

SUBSCRIBERS = "subscribers"
"""Access of an article that only subscribers may read."""

_UNSAID = frozenset({"tags", "image_url", "access"})
"""Fields of an article that affect neither the sound nor the tag of a track."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the publisher.

    Attributes:
        id: ID: a letter or digit, then up to 199 of `A-Z a-z 0-9 . _ : -`.
        title: Headline, as plain text.
        dek: Summary below the headline, as plain text.
        byline: Names of the authors, as plain text.
        section: Section of the publication, such as "World".
        language: Language as a BCP 47 tag; empty if unknown.
        published_at: Time of publication in RFC 3339; empty if unknown.
        url: URL of its page; empty if unknown.
        html: Body as HTML; empty if there is `text`.
        text: Body as plain text, with blank lines between paragraphs; empty if there is `html`.
        tags: Topics or keywords given by the publisher.
        image_url: URL of its main picture; empty if unknown.
        access: `SUBSCRIBERS` if its source restricts it to subscribers; otherwise empty.
    """

    id: str
    title: str = ""
    dek: str = ""
    byline: str = ""
    section: str = ""
    language: str = ""
    published_at: str = ""
    url: str = ""
    html: str = ""
    text: str = ""
    tags: tuple[str, ...] = ()
    image_url: str = ""
    access: str = ""

    @property
    def revision(self) -> str:
        """Fingerprint of the content; equal contents have equal revisions."""
        said = {name: value for name, value in asdict(self).items() if name not in _UNSAID}
        return fingerprint_of(said)


@dataclass(frozen=True, slots=True)
class About:
    """Metadata of the article in its track's tag.

    Attributes:
        title: Headline; the article's first words if it has none.
        byline: Names of the authors.
        section: Section of the publication.
        language: Language as a BCP 47 tag.
        published_at: Time of publication in RFC 3339.
        url: URL of its page.
    """

    title: str
    byline: str
    section: str
    language: str
    published_at: str
    url: str
