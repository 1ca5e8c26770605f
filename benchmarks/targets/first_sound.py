"""Benchmark of the time from a press to the first sound, in Chromium with the whole service.

Every title has a known length and has never been spoken before, and the lengths take turns.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator

from playwright.sync_api import Browser, sync_playwright

from benchmarks.figures import Figure, p50, p95
from benchmarks.runner import Run
from benchmarks.service import STANDARD, clear, keep_busy, pregenerate, running_service, store
from benchmarks.targets.browser_press import Press, press_play
from benchmarks.targets.titles import FORMS, make_titles
from cache.operations.counters import Counters
from tests.e2e.browsers import launch_chromium
from tests.stand import Service

ROUNDS = 10
"""Presses for each length of title."""

IDLE_S, BUSY_S, CACHED_S = 105.0, 105.0, 40.0
CACHED_ROUNDS = 20
IDLE_LIMITS_S = 0.200, 0.300
BUSY_LIMITS_S = 0.260, 0.400
CACHED_LIMITS_S = 0.060, 0.100
BACKLOG = 5
"""Pressed articles that wait in the queue."""

WAITING = 200
"""Waiting articles in the queue `pregenerate`."""

Presses = dict[int, list[Press]]
"""Presses by the length of the title."""


def measure(run: Run) -> Iterator[Figure]:
    """Yield p50 and p95 of presses by length of title, and the parts of this time."""
    with sync_playwright() as playwright, running_service() as service:
        browser = launch_chromium(playwright, flags=["--autoplay-policy=no-user-gesture-required"])
        presser = _Presser(run, browser, service)
        yield from _figures("idle", presser.press("idle", IDLE_S), IDLE_LIMITS_S)
        cached = presser.press_cached()
        yield from _both("press to sound, cached", cached, CACHED_LIMITS_S)
        busy = presser.press("two long ones", BUSY_S, before=lambda: keep_busy(service))
        yield from _figures("two long ones", busy, BUSY_LIMITS_S)
        if run.thorough:
            yield from _thorough(presser)
        browser.close()


def _thorough(presser: "_Presser") -> Iterator[Figure]:
    """Yield the figures of situations for which a short run has no time."""
    name = f"a backlog of {BACKLOG}"
    backlog = presser.press(name, BUSY_S, before=presser.press_backlog)
    yield from _figures(name, backlog, BUSY_LIMITS_S)
    plain = presser.press("idle, without listening in", IDLE_S, tapped=False)
    for length, presses in plain.items():
        seconds = [press.to_playing_s for press in presses]
        name = f"  press to playing, without listening in, {length} characters"
        yield Figure(name, p50(seconds), "s", None, samples=seconds)
    pregenerate(presser.service, WAITING)
    name = f"{WAITING} waiting"
    bulk = presser.press(name, BUSY_S)
    yield from _figures(name, bulk, BUSY_LIMITS_S)


class _Presser:
    """A reader who opens one page after the other and presses play."""

    def __init__(self, run: Run, browser: Browser, service: Service) -> None:
        self.service = service
        self._run, self._browser = run, browser
        self._titles = {length: make_titles(length) for length in FORMS}
        self._backlogs = 0

    def press(
        self,
        name: str,
        within_s: float,
        before: Callable[[], None] = lambda: None,
        *,
        tapped: bool = True,
    ) -> Presses:
        """Press play on new articles, with titles of each length in turn."""
        presses: Presses = defaultdict(list)
        for _ in self._run.rounds(name, ROUNDS, within_s):
            for length in FORMS:
                before()
                presses[length].append(self._cold(next(self._titles[length]), tapped=tapped))
        return presses

    def press_cached(self) -> list[Press]:
        """Press play on an article whose MP3 is ready."""
        store(self.service, "new", "A Title for Everybody Who Comes Later", STANDARD.html)
        self.service.press("new")
        self.service.until("new", "ready")
        return [
            press_play(self._browser, self.service, "A Title", tapped=True)
            for _ in self._run.rounds("cached", CACHED_ROUNDS, CACHED_S)
        ]

    def press_backlog(self) -> None:
        """Queue pressed articles as a backlog; those of the last round are deleted."""
        for number in range(BACKLOG):
            clear(self.service, f"backlog-{self._backlogs}-{number}")
        self._backlogs += 1
        for number in range(BACKLOG):
            article_id = f"backlog-{self._backlogs}-{number}"
            html = STANDARD.html.replace(".", f" {article_id}.")
            store(self.service, article_id, article_id, html)
            self.service.press(article_id)

    def _cold(self, title: str, *, tapped: bool) -> Press:
        """Press play on an article whose title was never spoken before."""
        store(self.service, "new", title, STANDARD.html)
        press = press_play(self._browser, self.service, title, tapped=tapped)
        clear(self.service, "new")
        firsts = Counters(self.service.redis).first_clips()
        return press._replace(clip=next(x for x in firsts if x.article_id == "new"))


def _figures(name: str, presses: Presses, limits_s: tuple[float, float]) -> Iterator[Figure]:
    for length, some in presses.items():
        yield from _both(f"press to sound, {name}, {length} characters", some, limits_s)
    for length, some in presses.items():
        parts: dict[str, list[float]] = defaultdict(list)
        for press in some:
            for part, seconds in _split(press):
                parts[part].append(seconds)
        for part, times_s in parts.items():
            label = f"  {name}, {length} characters: {part}"
            yield Figure(label, p50(times_s), "s", None, samples=times_s)


def _both(name: str, presses: list[Press], limits_s: tuple[float, float]) -> Iterator[Figure]:
    sound = [press.to_sound_s for press in presses]
    note = f"playing after {p50([press.to_playing_s for press in presses]):.3f} s"
    yield Figure(f"{name}, p50", p50(sound), "s", limits_s[0], samples=sound, note=note)
    yield Figure(f"{name}, p95", p95(sound), "s", limits_s[1], samples=sound)


def _split(press: Press) -> Iterator[tuple[str, float]]:
    """Yield the parts of a press on a new article, in seconds."""
    clip = press.clip
    assert clip  # noqa: S101  # something was spoken
    assert press.sound_at  # noqa: S101  # with somebody listening in
    assert press.answered_at  # noqa: S101  # before there can be a stream
    assert press.streaming_at  # noqa: S101  # before there can be sound
    yield "press to POST taken", clip.asked_at - press.pressed_at
    yield "queue", clip.begun_at - clip.asked_at
    yield "article and script", clip.planned_at - clip.begun_at
    yield "speech", clip.synthesis_s
    leveling_s = clip.announced_at - clip.planned_at - clip.synthesis_s
    yield "leveling, encoding, storing", leveling_s
    yield "announced to first byte", press.streaming_at - clip.announced_at
    yield "first byte to playing", press.playing_at - press.streaming_at
    yield "playing to sound", press.sound_at - press.playing_at
    yield "(press to answer of the POST)", press.answered_at - press.pressed_at
