"""Benchmark of listening at twice the speed with one worker: stalls, and the marks in the text."""

import bisect
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.figures import Figure, p95
from benchmarks.runner import Run
from benchmarks.service import STANDARD, running_service
from tests.e2e.browsers import launch_chromium
from tests.stand import Service, wait_for

SPEED = 2.0
HEARD_ON_TRACK_S = 60.0
"""Length of the track that is played after the change from the stream, in seconds."""

STALL_S = 0.05
"""Shortest stall that counts, in seconds: Chromium reports inaudible ones of a millisecond."""

MARKED_S = 60.0
SENTENCE_LIMIT_S = 0.100
WORD_LIMIT_S = 0.150

COUNT_STALLS = """(player) => {
  const state = (window.listening = {heard: 0, stalls: []});
  const seen = new WeakSet();
  player.addEventListener("listen:play", () => { state.heard++; });
  const watch = () => {
    const media = player.media;
    if (!seen.has(media)) {
      seen.add(media);
      media.addEventListener("waiting", () => {
        if (media !== player.media || !state.heard || media.seeking || media.ended) return;
        const stall = {kind: player.sound.kind, at: media.currentTime, began: performance.now()};
        state.stalls.push(stall);
        media.addEventListener("playing", () => { stall.ended = performance.now(); }, {once: true});
      });
    }
    requestAnimationFrame(watch);
  };
  watch();
}"""
"""Script that records stalls of the playing element, after its first sound, and their lengths."""

SAMPLE_MARKS = """(player) => {
  const samples = (window.marks = []);
  const text = (name) => [...(CSS.highlights.get(name) ?? [])].map(String).join("");
  const look = () => {
    const marked = [text("listen-sentence"), text("listen-word")];
    const last = samples.at(-1);
    if (!last || last[1] !== marked[0] || last[2] !== marked[1]) {
      samples.push([player.media.currentTime, ...marked]);
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
"""Script that records, for each frame, the playback position and the marked texts."""


class Stall(NamedTuple):
    """A stall of the playback.

    Attributes:
        kind: "stream" or "track".
        at_s: Playback position, in seconds.
        length_s: Its length, in seconds.
    """

    kind: str
    at_s: float
    length_s: float


class Mark(NamedTuple):
    """A marked text and the time of its mark.

    Attributes:
        at_s: Playback position, in seconds.
        text: The marked text; empty if nothing is marked.
    """

    at_s: float
    text: str


class Distances(NamedTuple):
    """Distances between cues and marks.

    Attributes:
        seconds: Distance of each mark from its cue.
        unmarked: Texts that were spoken and never marked.
    """

    seconds: list[float]
    unmarked: list[Mark]


def measure(run: Run) -> Iterator[Figure]:
    """Yield the stalls at twice the speed, and the distances of marks from their cues."""
    with sync_playwright() as playwright, running_service(LISTEN_WORKERS="1") as service:
        browser = launch_chromium(playwright)
        run.tell(f"a listener at {SPEED:g} times the speed")
        stalls = _stalls(browser, service)
        where = ", ".join(f"{s.kind} at {s.at_s:.1f} s for {s.length_s:.2f} s" for s in stalls)
        name = f"stalls at {SPEED:g}x from a cold press, one worker"
        yield Figure(name, len(stalls), "", 0, note=where)
        run.tell("marks of sentences and words")
        sentences, words = _marks(browser, service)
        browser.close()
    yield from _distance_figures("sentence", sentences, SENTENCE_LIMIT_S)
    yield from _distance_figures("word", words, WORD_LIMIT_S)


def _distance_figures(what: str, found: "Distances", limit_s: float) -> Iterator[Figure]:
    name = f"{what} marked, from its cue, p95"
    yield Figure(name, p95(found.seconds), "s", limit_s, samples=found.seconds)
    unmarked = ", ".join(f"{text!r} at {at_s:.1f} s" for at_s, text in found.unmarked)
    yield Figure(f"{what}s heard and never marked", len(found.unmarked), "", 0, note=unmarked)


def _stalls(browser: Browser, service: Service) -> list[Stall]:
    """Return the stalls of a new article, in its stream and on its track."""
    page = _open(browser, service)
    player = page.locator("listen-to-article")
    player.evaluate(COUNT_STALLS)
    player.evaluate("(player, speed) => { player.sound.speed = speed; }", SPEED)
    player.locator("[part=play]").click()
    is_track = "(player) => player.media.currentSrc.includes('/audio/tracks/')"
    wait_for(lambda: player.evaluate(is_track), every=0.2)
    took_over_s = player.evaluate("(player) => player.media.currentTime")
    wait_for(
        lambda: player.evaluate(
            "(player, end) => player.media.ended || player.media.currentTime >= end",
            took_over_s + HEARD_ON_TRACK_S,
        ),
        every=0.2,
    )
    assert player.evaluate("(player) => player.media.playbackRate") == SPEED  # noqa: S101
    found = page.evaluate(
        "window.listening.stalls.map(({kind, at, began, ended = performance.now()}) =>"
        " [kind, at, (ended - began) / 1000])"
    )
    page.context.close()
    return [stall for stall in map(Stall._make, found) if stall.length_s >= STALL_S]


def _marks(browser: Browser, service: Service) -> tuple[Distances, Distances]:
    """Return the distance of the mark of each sentence, and of each word, from its cue."""
    page = _open(browser, service)
    player = page.locator("listen-to-article")
    player.evaluate(SAMPLE_MARKS)
    player.locator("[part=play]").click()
    wait_for(lambda: player.evaluate("(player) => player.media.currentTime") > 1)
    time.sleep(MARKED_S)
    until_s = player.evaluate("(player) => player.media.currentTime") - 1
    samples = page.evaluate("window.marks")
    page.context.close()
    cues = service.ask("GET", f"/v1/articles/{STANDARD.id}/audio/cues.json").json["cues"]
    heard = [cue for cue in cues if cue["end_s"] < until_s]
    sentences = [Mark(cue["start_s"], cue["written"]) for cue in heard]
    words = [
        Mark(word["start_s"], cue["written"][word["start"] : word["end"]])
        for cue in heard
        for word in cue["words"]
    ]
    return (
        _distances(sentences, [Mark(at, sentence) for at, sentence, _ in samples]),
        _distances(words, [Mark(at, word) for at, _, word in samples]),
    )


def _distances(wanted: Sequence[Mark], marked: Sequence[Mark]) -> Distances:
    """Return the distance of each expected mark from the nearest mark of the same text."""
    begun: dict[str, list[float]] = {}
    before = ""
    for mark in marked:
        text = " ".join(mark.text.split())
        if text != before:
            begun.setdefault(text, []).append(mark.at_s)
        before = text
    distances = Distances([], [])
    for mark in wanted:
        moments = begun.get(" ".join(mark.text.split()))
        if not moments:
            distances.unmarked.append(mark)
            continue
        place = bisect.bisect(moments, mark.at_s)
        near = moments[max(0, place - 1) : place + 1]
        distances.seconds.append(min(abs(moment - mark.at_s) for moment in near))
    return distances


def _open(browser: Browser, service: Service) -> Page:
    page = browser.new_context().new_page()
    page.goto(f"{service.url}/articles/{STANDARD.id}")
    page.wait_for_function("!!customElements.get('listen-to-article')")
    return page
