"""An article page of a newspaper, served to a browser without a server."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route

from worker.jobs.contexts.reading_rules import reading_rules
from worker.model.voice import Limits
from worker.settings import WorkerSettings
from worker.sources.page import read_page
from worker.text.script import write_script
from worker.text.utterances import chunk

PAGES = Path(__file__).parent / "pages"
SOURCE = Path(__file__).parents[2] / "audio_service/player/src"
URL = "https://news.example/article.html"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}


def read_article() -> str:
    return (PAGES / "article.html").read_text()


def open_newspaper(page: Page, html: str | None = None) -> None:
    """Open the article, or another page instead of it, with a strict content security policy."""

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix("https://news.example/")
        folder = SOURCE if name.startswith("src/") else PAGES
        path = folder / name.removeprefix("src/")
        if not path.is_file():
            route.fulfill(status=404)
            return
        body = html if html is not None and path.name == "article.html" else path.read_text()
        route.fulfill(
            body=body,
            content_type=f"{TYPES[path.suffix]}; charset=utf-8",
            headers={"Content-Security-Policy": POLICY},
        )

    page.route("https://news.example/**", answer)
    page.goto(URL)


def cues_of(html: str) -> list[dict[str, Any]]:
    """The cues of a page's article as the service reads it, four seconds each."""
    rules = reading_rules(WorkerSettings())
    script = write_script(read_page(html, "bridge"), rules)
    utterances = chunk(script, Limits(250, packs_sentences=False), rules)
    written = [sentence.written for each in utterances for sentence in each.sentences]
    return [cue_of(sentence, number) for number, sentence in enumerate(written)]


def cue_of(written: str, number: int) -> dict[str, Any]:
    """A cue from second `4 * number` on, its words sharing out three seconds."""
    words: list[dict[str, float]] = []
    at = 0
    for word in written.split():
        start = written.index(word, at)
        at = start + len(word)
        words.append({"start": start, "end": at})
    start_s = 4.0 * number
    each_s = 3.0 / len(words)
    for count, timed in enumerate(words):
        timed |= {"start_s": start_s + count * each_s, "end_s": start_s + (count + 1) * each_s}
    return {
        "start_s": start_s,
        "end_s": start_s + 3.0,
        "pause_after_s": 1.0,
        "place": {"block": number, "start": 0, "end": len(written)},
        "written": written,
        "words": words,
        "estimated": False,
    }
