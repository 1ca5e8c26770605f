"""Announcements: words or jingles that are played before and after an article."""

import re
from dataclasses import dataclass

PLACEHOLDERS = ("title", "byline", "date", "section")
"""Placeholders for fields of the article; `date` is the date of publication."""

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Jingle:
    """A jingle: a sound file of the publisher.

    Attributes:
        path: Path of the MP3 or WAV file on the machine that read the settings.
        digest: SHA-256 of its bytes when the settings were read, in hexadecimal.
    """

    path: str
    digest: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """An announcement before or after an article: words or a jingle, read from the settings.

    Attributes:
        text: Words with placeholders, such as "{title}"; empty for a jingle.
        sound: The jingle; None for words.
    """

    text: str = ""
    sound: Jingle | None = None


@dataclass(frozen=True, slots=True)
class IntroAndOutro:
    """The announcements of an article.

    Attributes:
        intro: Announcement before the article, if any.
        outro: Announcement after the article, if any.
    """

    intro: Announcement | None = None
    outro: Announcement | None = None


NO_INTRO_AND_OUTRO = IntroAndOutro()
