"""Announcements: words or sounds that the publisher has heard before and after an article."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Jingle:
    """A sound of the publisher's, as it was when the settings were read.

    Attributes:
        path: Its MP3 or WAV file on the machine that read them.
        digest: SHA-256 of its bytes, in hexadecimal.
    """

    path: str
    digest: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is heard before or after an article: words or a sound, read from the settings.

    Attributes:
        text: Words with placeholders, as "{title}"; empty if it is a sound.
        sound: None if it is words.
    """

    text: str = ""
    sound: Jingle | None = None


@dataclass(frozen=True, slots=True)
class IntroAndOutro:
    """What is heard around an article.

    Attributes:
        intro: Before it, if anything is.
        outro: After it, if anything is.
    """

    intro: Announcement | None = None
    outro: Announcement | None = None


NO_INTRO_AND_OUTRO = IntroAndOutro()
