"""A page on which an article is read along, without sound."""

from typing import Any

from playwright.sync_api import Page

from tests.e2e.newspaper import cues_of, open_newspaper, read_article
from tests.stand import wait_for

CUES = cues_of(read_article())
WRITTEN = [cue["written"] for cue in CUES]
MARKED = "[...CSS.highlights.get('listen-sentence')][0]"
PLAIN = "<!doctype html><body><div id=player></div><div class=body>{}</div>"
STRONG = "The economic case for compromise is strong."
BEGIN = """
async ({cues, options, content}) => {
    const { ReadAlong } = await import("/src/read-along.js");
    const mount = document.querySelector("#player").attachShadow({ mode: "open" });
    window.sought = [];
    window.along = new ReadAlong([document.querySelector(content)], {
        seek: (seconds) => sought.push(seconds),
        strings: { backToReading: "Back to the reading position" },
        mount,
        ...options,
    });
    along.setCues(cues);
    window.marked = (name = "listen-sentence") =>
        [...(CSS.highlights?.get(name) ?? [])].map(String).join("");
    window.settled = () => new Promise((done) => setTimeout(() => requestIdleCallback(done), 400));
    await settled();
}
"""


RESTED = """() => new Promise((done) => {
    let before = NaN, calm = 0;
    const look = () => {
        calm = scrollY === before ? calm + 1 : 0;
        before = scrollY;
        calm > 8 ? done(scrollY) : requestAnimationFrame(look);
    };
    look();
})"""
"""Returns how far the page is scrolled, once it rests."""


class Reading:
    """A page on which an article is read, without sound: the tests say what time it is."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def begin(
        self,
        html: str | None = None,
        *,
        cues: list[dict[str, Any]] = CUES,
        content: str = ".body",
        **options: bool,
    ) -> None:
        open_newspaper(self.page, html)
        self.page.evaluate(BEGIN, {"cues": cues, "options": options, "content": content})

    def show(self, seconds: float) -> None:
        self.page.evaluate("(seconds) => along.showTime(seconds)", seconds)

    def hear(self, written: str, *, seconds_in: float = 0.1) -> None:
        self.show(4.0 * WRITTEN.index(written) + seconds_in)

    def marked(self, name: str = "listen-sentence") -> str:
        return " ".join(self.page.evaluate("(name) => marked(name)", name).split()).replace(
            "\u00ad", ""
        )

    def marked_at(self, seconds: float) -> str:
        self.show(seconds)
        return self.marked()

    def sought(self) -> list[float]:
        """Return the positions that the reader has chosen, as soon as there are any."""
        return wait_for(lambda: self.page.evaluate("sought"))

    def marks(self, written: str) -> bool:
        """Wait until a sentence is marked, after a change of the page."""
        return wait_for(lambda: self.marked() == written)

    def scrolls_over(self, height: float) -> bool:
        """Wait until the page rests at a greater height."""
        return wait_for(lambda: self.scrolled() > height)

    def scrolled(self) -> float:
        """Return the scroll position of the page after it has stopped scrolling."""
        return float(self.page.evaluate(RESTED))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def middle(page: Page, thing: str) -> tuple[float, float]:
    page.evaluate(RESTED)
    box = page.evaluate(f"(({thing}).getBoundingClientRect()).toJSON()")
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def point_of(page: Page, text: str) -> tuple[float, float]:
    """Return the middle of a line of the article's text, after scrolling to it."""
    page.evaluate(RESTED)
    box = page.evaluate(
        """(text) => {
            const texts = document.createNodeIterator(document.querySelector(".body"), 4);
            for (let node; (node = texts.nextNode()); ) {
                const at = node.data.indexOf(text);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + text.length);
                node.parentElement.scrollIntoView({ block: "center" });
                const { x, y, width, height } = range.getClientRects()[0];
                return [x + width / 2, y + height / 2];
            }
        }""",
        text,
    )
    return box[0], box[1]


def start_of(beginning: str) -> float:
    return 4.0 * next(n for n, each in enumerate(WRITTEN) if each.startswith(beginning))


def unheard(reading: Reading) -> bool:
    reading.page.wait_for_timeout(400)  # longer than a click waits for a second one
    return bool(reading.page.evaluate("sought.length") == 0)
