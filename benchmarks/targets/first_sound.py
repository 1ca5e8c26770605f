"""Benchmark of the time from a press to the first sound, in Chromium with the whole service.

Every title has a known length and has never been spoken before, and the lengths take turns.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from playwright.sync_api import Browser, sync_playwright

from benchmarks.figures import Figure, p50, p95
from benchmarks.runner import Run
from benchmarks.service import STANDARD, clear, keep_busy, pregenerate, running_service, store
from benchmarks.targets.browser_press import STAYS_S, Press, press_play
from benchmarks.targets.titles import FORMS, make_titles
from cache.operations.counters import Counters
from tests.e2e.browsers import launch_chromium
from tests.stand import Service

ROUNDS = 10
"""Presses for each length of title."""

IDLE_S, BUSY_S, CACHED_S = 60.0, 42.0, 12.0
CACHED_ROUNDS = 20
CACHED_LIMITS_S = 0.060, 0.100
CACHED = ("cached", STAYS_S), ("cached, pointer just arrived", 0.0)
"""Presses on a finished track: how they are called, and how long the pointer is there before."""

BACKLOG = 5
"""Pressed articles that wait in the queue."""

WAITING = 200
"""Waiting articles in the queue `pregenerate`."""

Presses = dict[int, list[Press]]
"""Presses by the length of the title."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one situation, in seconds.

    Attributes:
        p50_s: Limit of the median, from the press to the sound.
        p95_s: Limit of the 95th percentile.
        parts_s: Limits of the median of each part; together they are `p50_s`.
    """

    p50_s: float
    p95_s: float
    parts_s: Sequence[float]

    @property
    def of_parts(self) -> dict[str, float]:
        """The limits of the parts, by their names."""
        return dict(zip(PARTS, self.parts_s, strict=True))


PARTS = (
    "request: press to POST taken",
    "queue",
    "plan: article and opening",
    "speak",
    "encode: leveling, frames, storing",
    "first byte, from the announcement",
    "browser: first byte to playing",
    "browser: playing to sound",
)
"""Parts of the way from a press to the sound, one after the other."""

IDLE = Limits(0.200, 0.300, (0.020, 0.010, 0.015, 0.105, 0.010, 0.010, 0.020, 0.010))
BUSY = Limits(0.260, 0.400, (0.025, 0.020, 0.020, 0.120, 0.015, 0.015, 0.030, 0.015))


def measure(run: Run) -> Iterator[Figure]:
    """Yield p50 and p95 of presses by situation and length of title, and the parts of this time."""
    with sync_playwright() as playwright, running_service() as service:
        browser = launch_chromium(playwright, flags=["--autoplay-policy=no-user-gesture-required"])
        presser = _Presser(run, browser, service)
        yield from _figures("idle", presser.press("idle", IDLE_S), IDLE)
        if run.thorough:
            yield from _plain_figures(presser)
        presser.store_cached()
        for name, stays_s in CACHED:
            cached = presser.press_cached(name, stays_s)
            yield from _both(f"press to sound, {name}", cached, *CACHED_LIMITS_S)
        busy = presser.press("two long ones", BUSY_S, before=lambda: keep_busy(service))
        yield from _figures("two long ones", busy, BUSY)
        name = f"a backlog of {BACKLOG}"
        backlog = presser.press(name, BUSY_S, before=presser.press_backlog)
        yield from _figures(name, backlog, BUSY)
        presser.clear_backlog()
        pregenerate(service, WAITING)
        name = f"{WAITING} waiting"
        yield from _figures(name, presser.press(name, BUSY_S), BUSY)
        browser.close()


def _plain_figures(presser: "_Presser") -> Iterator[Figure]:
    """Yield the time until the player's clock moves, without an audio worklet in between."""
    plain = presser.press("idle, without listening in", IDLE_S, tapped=False)
    for length, presses in plain.items():
        seconds = [press.to_playing_s for press in presses]
        name = f"  press to playing, without listening in, {length} characters"
        yield Figure(name, p50(seconds), "s", None, samples=seconds)


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

    def store_cached(self) -> None:
        """Have an article narrated until its MP3 is ready."""
        store(self.service, "new", "A Title for Everybody Who Comes Later", STANDARD.html)
        self.service.press("new")
        self.service.until("new", "ready")

    def press_cached(self, name: str, stays_s: float) -> list[Press]:
        """Press play on the article whose MP3 is ready, with the pointer there for some time."""
        return [
            press_play(self._browser, self.service, "A Title", tapped=True, stays_s=stays_s)
            for _ in self._run.rounds(name, CACHED_ROUNDS, CACHED_S)
        ]

    def press_backlog(self) -> None:
        """Queue pressed articles as a backlog; those of the last round are deleted."""
        self.clear_backlog()
        self._backlogs += 1
        for number in range(BACKLOG):
            article_id = f"backlog-{self._backlogs}-{number}"
            html = STANDARD.html.replace(".", f" {article_id}.")
            store(self.service, article_id, article_id, html)
            self.service.press(article_id)

    def clear_backlog(self) -> None:
        """Delete the articles of the last backlog."""
        for number in range(BACKLOG):
            clear(self.service, f"backlog-{self._backlogs}-{number}")

    def _cold(self, title: str, *, tapped: bool) -> Press:
        """Press play on an article whose title was never spoken before."""
        store(self.service, "new", title, STANDARD.html)
        press = press_play(self._browser, self.service, title, tapped=tapped)
        clear(self.service, "new")
        firsts = Counters(self.service.redis).first_clips()
        return press._replace(clip=next(x for x in firsts if x.article_id == "new"))


def _figures(name: str, presses: Presses, limits: Limits) -> Iterator[Figure]:
    for length, some in presses.items():
        title = f"press to sound, {name}, {length} characters"
        yield from _both(title, some, limits.p50_s, limits.p95_s)
    for length, some in presses.items():
        ways = [_split(press) for press in some]
        for number, (part, limit_s) in enumerate(limits.of_parts.items()):
            times_s = [way[number] for way in ways]
            label = f"  {name}, {length} characters: {part}"
            yield Figure(label, p50(times_s), "s", limit_s, samples=times_s)


def _both(
    name: str, presses: list[Press], p50_limit_s: float, p95_limit_s: float
) -> Iterator[Figure]:
    sound = [press.to_sound_s for press in presses]
    note = f"playing after {p50([press.to_playing_s for press in presses]):.3f} s"
    yield Figure(f"{name}, p50", p50(sound), "s", p50_limit_s, samples=sound, note=note)
    yield Figure(f"{name}, p95", p95(sound), "s", p95_limit_s, samples=sound)


def _split(press: Press) -> list[float]:
    """Return the length of each part of a press on a new article, in seconds."""
    clip = press.clip
    assert clip  # noqa: S101  # something was spoken
    assert press.sound_at  # noqa: S101  # with somebody listening in
    assert press.streaming_at  # noqa: S101  # before there can be sound
    moments = (
        press.pressed_at,
        clip.asked_at,
        clip.begun_at,
        clip.planned_at,
        clip.planned_at + clip.synthesis_s,
        clip.announced_at,
        press.streaming_at,
        press.playing_at,
        press.sound_at,
    )
    return [after - before for before, after in pairwise(moments)]
