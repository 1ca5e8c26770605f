"""Situations of publishers' pages, as data: a page, the events on it, and the expected results."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.e2e.newsroom import Newsroom
from tests.e2e.players import TALL, tag
from tests.e2e.told import Told

SENTENCES = "".join(f"<p>Sentence {number}.</p>" for number in range(12))
"""The text that the service of these pages reads."""
ARTICLE = f'{tag(more="content=.body")}<article class="body">{SENTENCES}</article>'
SOUNDS = "sounds(0)"
PIER = {"pier": Told()}


@dataclass(frozen=True, slots=True)
class Press:
    """A click on the play button.

    Attributes:
        number: Number of the player on the page, from 0, in the order of their connection.
    """

    number: int = 0


@dataclass(frozen=True, slots=True)
class Click:
    """A click in the middle of an element, which may be a frame.

    Attributes:
        element: The element, in JavaScript.
    """

    element: str


@dataclass(frozen=True, slots=True)
class Run:
    """A script that the page, its framework or the system runs."""

    script: str


@dataclass(frozen=True, slots=True)
class Until:
    """A condition that must become true, in JavaScript; `situations/page.js` has its functions."""

    condition: str


@dataclass(frozen=True, slots=True)
class Tell:
    """A change of the answers of the service."""

    change: Callable[[Newsroom], object]


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition on the requests that the service has got, which must become true."""

    condition: Callable[[Newsroom], bool]


Step = Press | Click | Run | Until | Tell | Asked


@dataclass(frozen=True, slots=True)
class Situation:
    """A page, the events on it, and the expected results.

    Attributes:
        name: A sentence that says what must come of it.
        page: HTML of the body, or of the whole page.
        steps: What happens, and what must be true meanwhile.
        articles: What the service tells of each article.
        browsers: Where the situation exists; Chromium runs them all.
        headers: Of the page, such as its content security policy.
        widths: Of the window, in CSS pixels; the steps are taken again at each.
    """

    name: str
    page: str
    steps: Sequence[Step]
    articles: dict[str, Told] = field(default_factory=lambda: dict(PIER))
    browsers: frozenset[str] = frozenset({"chromium"})
    headers: dict[str, str] = field(default_factory=dict)
    widths: tuple[int, ...] = (1280,)


EVERYWHERE = frozenset({"chromium", "firefox", "webkit"})
WITHOUT_WEBKIT = frozenset({"chromium", "firefox"})

__all__ = [
    "ARTICLE",
    "EVERYWHERE",
    "PIER",
    "SENTENCES",
    "SOUNDS",
    "TALL",
    "WITHOUT_WEBKIT",
    "Asked",
    "Click",
    "Press",
    "Run",
    "Situation",
    "Step",
    "Tell",
    "Told",
    "Until",
    "tag",
]  # fmt: skip
