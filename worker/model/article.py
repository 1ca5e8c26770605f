"""The article: what the publisher holds."""

from dataclasses import asdict, dataclass

from worker.model.fingerprint import fingerprint_of

SUBSCRIBERS = "subscribers"
"""Access of an article that its publisher shows to subscribers alone."""

_UNSAID = frozenset({"tags", "image_url", "access"})
"""Fields of an article that no listener hears, nor reads in a track's tag."""


@dataclass(frozen=True, slots=True)
class Article:
    """What the publisher holds.

    Attributes:
        id: A letter or digit, then up to 199 of `A-Z a-z 0-9 . _ : -`.
        title: Headline, as plain text.
        dek: Standfirst, as plain text.
        byline: Who wrote it, as plain text.
        section: Where it stands, as in "World".
        language: As BCP 47; empty if the publisher does not say.
        published_at: RFC 3339; empty if the publisher does not say.
        url: Its page; empty if the publisher does not say.
        html: Its body; empty if there is `text`.
        text: Its body as plain text, paragraphs parted by blank lines; empty if there is `html`.
        tags: What it is about, as its publisher files it.
        image_url: Of a picture that stands for it; empty if the publisher does not say.
        access: `SUBSCRIBERS` if its source says that it is for them alone; else empty.
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
        """A fingerprint of all it says; the same again after an edit was undone."""
        said = {name: value for name, value in asdict(self).items() if name not in _UNSAID}
        return fingerprint_of(said)


@dataclass(frozen=True, slots=True)
class About:
    """What a track says of the article it reads.

    Attributes:
        title: Headline; the article's first words if it has none.
        byline: Who wrote it.
        section: Where it stands.
        language: As BCP 47.
        published_at: RFC 3339.
        url: Its page.
    """

    title: str
    byline: str
    section: str
    language: str
    published_at: str
    url: str
