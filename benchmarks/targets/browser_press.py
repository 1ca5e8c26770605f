"""A press on the play button in Chromium, with the moments that lead to the first sound."""

import json
import time
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page

from cache.operations.counters import FirstClip
from tests.stand import Service

PATIENCE_MS = 30_000
LOOK_S = 1.5
"""Time between the loading of a page and the press, in seconds; Chromium is busy for as long."""

STAYS_S = 0.15
"""Time for which a reader's pointer is on the player before the press, in seconds."""

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
"""Script that records in the page the times of the press, of playback and of the first sample."""


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
"""Audio worklet that reports audible samples from the thread that plays."""


class Press(NamedTuple):
    """One press on a new page; times in seconds since the epoch.

    Attributes:
        pressed_at: Time of the pointer event.
        streaming_at: Time of the first bytes of audio; None if there were none yet.
        playing_at: Time at which the media element played and its position moved.
        sound_at: Time of the first audible sample; None without an audio worklet.
        clip: Timings of the service; None if nothing had to be spoken.
    """

    pressed_at: float
    streaming_at: float | None
    playing_at: float
    sound_at: float | None
    clip: FirstClip | None

    @property
    def to_playing_s(self) -> float:
        """Time from the press until the player's clock moves, in seconds."""
        return self.playing_at - self.pressed_at

    @property
    def to_sound_s(self) -> float:
        """Time from the press to the first audible sample, else to `playing_at`, in seconds."""
        return (self.sound_at or self.playing_at) - self.pressed_at


def press_play(
    browser: Browser, service: Service, title: str, *, tapped: bool, stays_s: float = 0
) -> Press:
    """Press the button of a page that was just opened, in a browser with empty caches.

    Args:
        browser: Chromium.
        service: The service.
        title: Title of the article.
        tapped: True to find the first audible sample.
        stays_s: Time for which the pointer is on the player before the press, in seconds.
    """
    context = browser.new_context()
    try:
        page = _open(context, service, title, tapped=tapped)
        answered: list[float] = []

        def note(response: Any) -> None:
            if ".mp" in response.url:  # the stream or the track
                timing = response.request.timing
                answered.append((timing["startTime"] + timing["responseStart"]) / 1000)

        page.on("response", note)
        time.sleep(LOOK_S)
        button = page.locator("listen-to-article").locator("[part=play]")
        if stays_s:
            button.hover()
            time.sleep(stays_s)
        button.click()
        for moment in ("playing", "sound") if tapped else ("playing",):
            page.wait_for_function(f"window.firstSound.{moment}", timeout=PATIENCE_MS)
        seen = page.evaluate("window.firstSound")
        return Press(
            pressed_at=seen["pressed"] / 1000,
            streaming_at=answered[0] if answered else None,
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
