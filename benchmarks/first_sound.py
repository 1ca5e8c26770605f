"""From a press on the play button to the first sound, in Chromium against the whole service."""

import json
import time
from collections.abc import Iterator
from itertools import product
from statistics import median
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.figures import Figure, p50, p95
from benchmarks.first_clip import SETTLE_S, keep_busy
from benchmarks.service import STANDARD, clear, pregenerate, running_service, store
from cache.metrics import Counters, FirstClip
from tests.e2e.browsers import launch_chromium
from tests.stand import Service

PRESSES = 30
UNTAPPED = 10
COLD_LIMITS_S = 0.350, 0.500
BULK_LIMITS_S = 0.500, 0.700
WAITING = 200
"""Articles in `pregenerate` that nobody waits for."""

CACHED_LIMITS_S = 0.100, 0.150
PATIENCE_MS = 30_000
LOOK_S = 1.0
"""How long a reader looks at a page before the press; for as long Chromium is busy with it."""

PLACES = "River Harbor Border Water Fishing Railway Valley Market Mountain Island".split()
FORMS = (
    "{mood} {place} Pact Ends",
    "As a {mood} {place} Pact Nears Its End, Two Neighbors Weigh the Cost",
    "{mood} {place} Fares Rise by {number} Percent in 2027",
    "What {number} {mood} Winters Have Taught the {place} Towns About Living Together",
)
MOODS = "Wary Quiet Stubborn Hopeful Weary Proud".split()
"""Words that make titles of four kinds, short and long, each spoken for the first time."""

PAGE = """<!doctype html><html lang="en"><title>An article</title>
<script type="module" src="/player.js"></script>
<main class="story"><h1>{title}</h1><listen-to-article article-id="{id}" content=".story">
</listen-to-article></main></html>"""

WATCH = """
(() => {
  const seen = (window.firstSound = {});
  const note = (what, when) => { seen[what] ??= performance.timeOrigin + when; };
  addEventListener("pointerdown", (event) => note("pressed", event.timeStamp), true);
  const context = TAPPED ? new AudioContext() : null;
  const tapModule = "data:text/javascript," + encodeURIComponent(TAP);
  context?.audioWorklet.addModule(tapModule).then(() => (window.isTapped = true));
  const listenTo = (media) => {
    const isSpeech = () => !media.currentSrc.startsWith("data:");
    media.addEventListener("playing", () => {
      const from = media.currentTime;
      const look = () => {
        if (!isSpeech()) return;
        if (media.currentTime > from) note("playing", performance.now());
        else setTimeout(look, 4);
      };
      look();
    });
    if (!context) return;
    const tap = new AudioWorkletNode(context, "tap");
    tap.port.onmessage = () => isSpeech() && note("sound", performance.now());
    context.createMediaElementSource(media).connect(tap);
    tap.connect(context.destination);
    (window.taps ??= []).push(tap);
  };
  const heard = new WeakSet();
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    if (!heard.has(this)) { heard.add(this); listenTo(this); }
    return play.call(this);
  };
})();
"""
"""Notes in the page when it was pressed, when time moves on, and when a sample is to be heard."""


TAP = """
registerProcessor("tap", class extends AudioWorkletProcessor {
  process([[samples]], [[heard]]) {
    if (!samples) return true;
    heard.set(samples);
    if (samples.some((sample) => Math.abs(sample) > 0.003)) this.port.postMessage("sound");
    return true;
  }
});
"""
"""Tells, from the thread that plays, when something is to be heard."""


class Press(NamedTuple):
    """One press on a fresh page; moments in seconds since the epoch.

    Attributes:
        pressed_at: The listener's finger was down.
        answered_at: The service had answered the POST; None if it had not by then.
        streaming_at: The first bytes of audio were there; None likewise.
        playing_at: The media element said so, and its time moved.
        sound_at: The first sample was audible; None where nobody listened in.
        clip: What the service says of its part; None where there was nothing to speak.
    """

    pressed_at: float
    answered_at: float | None
    streaming_at: float | None
    playing_at: float
    sound_at: float | None
    clip: FirstClip | None

    @property
    def to_playing_s(self) -> float:
        """From the press to time that moves."""
        return self.playing_at - self.pressed_at

    @property
    def to_sound_s(self) -> float:
        """From the press to the first audible sample; to `playing_at` where nobody listened in."""
        return (self.sound_at or self.playing_at) - self.pressed_at


def measure() -> list[Figure]:
    """Return p50 and p95 of presses, with the parts of the cold ones."""
    with sync_playwright() as playwright, running_service() as service:
        browser = launch_chromium(playwright, flags=["--autoplay-policy=no-user-gesture-required"])
        titles = _titles()
        untapped = [_cold(browser, service, next(titles), tapped=False) for _ in range(UNTAPPED)]
        idle = [_cold(browser, service, next(titles)) for _ in range(PRESSES)]
        busy = []
        for _ in range(PRESSES):
            keep_busy(service)
            busy.append(_cold(browser, service, next(titles)))
        cached = _cached(browser, service)
        pregenerate(service, WAITING)
        bulk = [_cold(browser, service, next(titles)) for _ in range(PRESSES)]
        still = service.ask("GET", "/status").json["unfinished"]
        browser.close()
    plain = f"without listening in, playing after {_median_s(untapped):.3f} s"
    return [
        *_figures("press to sound, cold, idle", idle, COLD_LIMITS_S, plain),
        *_figures("press to sound, cold, two long ones", busy, COLD_LIMITS_S),
        *_figures("press to sound, cached", cached, CACHED_LIMITS_S),
        *_figures(
            f"press to sound, cold, {WAITING} waiting", bulk, BULK_LIMITS_S, f"{still} at the end"
        ),
        *_parts("idle", idle),
        *_parts("two long ones", busy),
    ]


def _figures(
    name: str, presses: list[Press], limits_s: tuple[float, float], note: str = ""
) -> list[Figure]:
    sound = [press.to_sound_s for press in presses]
    playing = f"playing after {_median_s(presses):.3f} s"
    return [
        Figure(f"{name}, p50", p50(sound), "s", limits_s[0], samples=sound, note=playing),
        Figure(f"{name}, p95", p95(sound), "s", limits_s[1], samples=sound, note=note),
    ]


def _median_s(presses: list[Press]) -> float:
    return median(press.to_playing_s for press in presses)


def _parts(name: str, presses: list[Press]) -> list[Figure]:
    """Return the median of each part of a cold press; parts have no limit of their own."""
    parts: dict[str, list[float]] = {}
    for press in presses:
        for part, seconds in _split(press).items():
            parts.setdefault(part, []).append(seconds)
    return [
        Figure(f"  {name}: {part}", p50(seconds), "s", None, samples=seconds)
        for part, seconds in parts.items()
    ]


def _split(press: Press) -> dict[str, float]:
    clip = press.clip
    assert clip  # noqa: S101  # a cold press
    assert press.sound_at  # noqa: S101  # with somebody listening in
    assert press.answered_at  # noqa: S101  # before there can be a stream
    assert press.streaming_at  # noqa: S101  # before there can be sound
    return {
        "press to POST taken": clip.asked_at - press.pressed_at,
        "queue": clip.begun_at - clip.asked_at,
        "article and script": clip.planned_at - clip.begun_at,
        "speech": clip.synthesis_s,
        "leveling, encoding, storing": clip.announced_at - clip.planned_at - clip.synthesis_s,
        "announced to first byte": press.streaming_at - clip.announced_at,
        "first byte to playing": press.playing_at - press.streaming_at,
        "playing to sound": press.sound_at - press.playing_at,
        "(press to answer of the POST)": press.answered_at - press.pressed_at,
    }


def _titles() -> Iterator[str]:
    for number, (place, mood, form) in enumerate(product(PLACES, MOODS, FORMS)):
        yield form.format(place=place, mood=mood, number=number + 11)


def _cold(browser: Browser, service: Service, title: str, *, tapped: bool = True) -> Press:
    """Press on an article whose title nobody has ever spoken."""
    time.sleep(SETTLE_S)  # until nobody speaks for the press before
    store(service, "new", title, STANDARD.html)
    press = _press(browser, service, title, tapped=tapped)
    clear(service, "new")
    newest = Counters(service.redis).first_clips()[0]
    assert newest.article_id == "new"  # noqa: S101  # and not one of the long ones
    return press._replace(clip=newest)


def _cached(browser: Browser, service: Service) -> list[Press]:
    store(service, "new", "A Title for Everybody Who Comes Later", STANDARD.html)
    service.press("new")
    service.until("new", "ready")
    return [_press(browser, service, "A Title", tapped=True) for _ in range(PRESSES)]


def _press(browser: Browser, service: Service, title: str, *, tapped: bool) -> Press:
    """Press the button of a page that has just been opened, in a browser that knows nothing."""
    context = browser.new_context()
    try:
        page = _open(context, service, title, tapped=tapped)
        answered: dict[str, float] = {}

        def note(response: Any) -> None:
            timing = response.request.timing
            moment = (timing["startTime"] + timing["responseStart"]) / 1000
            if response.url.endswith("/audio"):
                answered.setdefault("answered", moment)
            elif ".mp3" in response.url:
                answered.setdefault("streaming", moment)

        page.on("response", note)
        time.sleep(LOOK_S)
        page.locator("listen-to-article").locator("[part=play]").click()
        for moment in ("playing", "sound") if tapped else ("playing",):
            page.wait_for_function(f"window.firstSound.{moment}", timeout=PATIENCE_MS)
        seen = page.evaluate("window.firstSound")
        return Press(
            pressed_at=seen["pressed"] / 1000,
            answered_at=answered.get("answered"),
            streaming_at=answered.get("streaming"),
            playing_at=seen["playing"] / 1000,
            sound_at=seen["sound"] / 1000 if tapped else None,
            clip=None,
        )
    finally:
        context.close()


def _open(context: BrowserContext, service: Service, title: str, *, tapped: bool) -> Page:
    body = PAGE.format(title=title, id="new")
    context.route("**/bench.html", lambda route: route.fulfill(body=body, content_type="text/html"))
    page = context.new_page()
    page.add_init_script(
        WATCH.replace("TAPPED", json.dumps(tapped)).replace("(TAP)", f"({json.dumps(TAP)})")
    )
    page.goto(f"{service.url}/bench.html")
    page.wait_for_function("!!customElements.get('listen-to-article')")
    if tapped:
        page.wait_for_function("window.isTapped")
    return page
