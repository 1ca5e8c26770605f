"""The HTML page /status, its static files, and the run-book to which its alerts link."""

import math
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from flask import Blueprint, Response, render_template, request, send_from_directory
from markdown_it import MarkdownIt
from markupsafe import Markup

from audio_service.access.key_check import open_to_all
from audio_service.http.headers import guard_page
from audio_service.operations.status_report import HISTORY_S
from worker.jobs.queue_names import Lane

HERE = Path(__file__).parents[2] / "pages" / "status"
RUN_BOOK = "operations.md"

status_page = Blueprint("status_page", __name__, template_folder=str(HERE), url_prefix="/status")
status_page.after_request(guard_page)

ASSETS = ("status.css", "status.js", "charts.js")

ROLES = {
    Lane.FIRST: "First sound",
    Lane.REST: "Speaker",
    Lane.FETCH: "Fetcher",
    "scheduler": "Scheduler",
    "web": "Web",
}
"""Labels of roles, in the order in which processes are listed."""

DRAINABLE = (*Lane, "scheduler")

LEVELS = {
    "first_sound_p50": "First sound, median",
    "first_sound_p95": "First sound, 95th percentile",
    "cached_press_p95": "Cached press, 95th percentile",
    "oldest_press": "Oldest waiting press",
    "narrations_ready": "Narrations finished",
    "narrations_failed": "Narrations failed",
    "hit_ratio": "Presses from the cache",
}
"""Labels of service levels."""

FIRST_SOUND = "First sound"

CHARTS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (FIRST_SOUND, "s", (("first_clip_p50_s", "median"), ("first_clip_p95_s", "95th percentile"))),
    (
        "Oldest job waiting",
        "s",
        (
            ("oldest_first_s", "first"),
            ("oldest_play_s", "play"),
            ("oldest_pregenerate_s", "pregenerate"),
        ),
    ),
    (
        "Jobs waiting",
        "",
        (
            ("jobs_first", "first"),
            ("jobs_play", "play"),
            ("jobs_pregenerate", "pregenerate"),
            ("jobs_studio", "studio"),
        ),
    ),
    ("Presses", "/min", (("presses_hit", "cached"), ("presses_missed", "new"))),
    ("Presses from the cache", "%", (("hit_ratio", "hit ratio"),)),
    ("Narrations", "/min", (("narrations_ready", "ready"), ("narrations_failed", "failed"))),
    ("Listeners on a stream", "", (("listeners", "listeners"),)),
    ("Synthesis, s for a second of audio", "", (("rtf", "RTF"),)),
    ("Memory", "MB", (("memory_mb", "processes"), ("redis_mb", "Redis"))),
)
"""Title, unit and series of each chart; a series is a name in `history` and its label."""

RANGES = {900: "15 min", HISTORY_S: "1 h", 21_600: "6 h"}
"""Periods of the charts, in seconds."""


class Verdict(NamedTuple):
    """The first line of the page.

    Attributes:
        kind: `good`, `warn` or `bad`.
        mark: Symbol of the same meaning, for readers who cannot tell the colors apart.
        title: Title of the browser tab.
        line: Sentence that says whether listeners are being served, and the reason if not.
        alerts: Current alerts, the most severe first.
    """

    kind: str
    mark: str
    title: str
    line: str
    alerts: Sequence[Mapping[str, Any]]


def judge(found: Mapping[str, Any]) -> Verdict:
    """Return the status in one line."""
    alerts = found.get("alerts") or []
    if found.get("status") != "ok":
        reasons = found.get("problems") or ["see below"]
        more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
        line = f"Listeners are NOT being served: {reasons[0].split('. ')[0]}{more}"
        return Verdict("bad", "✕", "NOT served", line, alerts)
    if alerts:
        warnings = f"{len(alerts)} warning{'s' if len(alerts) > 1 else ''}"
        return Verdict(
            "warn", "!", warnings, f"Listeners are being served, with {warnings}", alerts
        )
    return Verdict("good", "✓", "Served", "Listeners are being served", ())


@status_page.get("/<path:name>")
@open_to_all
def asset(name: str) -> Response:
    """Return a static file of the page."""
    return send_from_directory(HERE, name if name in ASSETS else "none", max_age=300)


def wants_page() -> bool:
    """Return whether the client prefers HTML to JSON, as only browsers do."""
    if request.args.get("format") == "json":
        return False
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def write_status(found: Mapping[str, Any], history_s: int = HISTORY_S) -> str:
    """Return a status as a page; any part of the status may be missing.

    Args:
        found: The status, as /status returns it in JSON.
        history_s: Length of the requested history, in seconds.
    """
    rank = {role: number for number, role in enumerate(ROLES)}
    workers = found.get("workers") or []
    levels = found.get("service_levels") or []
    promised = [each["target"] for each in levels if each["name"] == "first_sound_p95"]
    return render_template(
        "status.html",
        found=found,
        now=time.time(),
        verdict=judge(found),
        processes=sorted(workers, key=lambda one: (rank.get(one["role"], len(rank)), one["name"])),
        roles=ROLES,
        drainable=DRAINABLE,
        titles=LEVELS,
        charts=CHARTS,
        targets={FIRST_SOUND: promised[0]} if promised else {},
        ranges=RANGES,
        shown_s=history_s,
        history=found.get("history") or {},
    )


def write_run_book() -> str:
    """Return the run-book as a page, with an anchor at each alert."""
    text = (Path(str(files("audio_service"))) / "pages" / "docs" / RUN_BOOK).read_text()
    markdown = MarkdownIt("commonmark").enable("table")
    tokens = markdown.parse(text)
    for heading, inline in pairwise(tokens):
        if heading.type == "heading_open":
            heading.attrSet("id", inline.content.strip("`").lower().replace(" ", "-"))
    body = Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704  # ours
    return render_template("run-book.html", body=body)


@status_page.app_template_filter("moment")
def moment(value: object) -> float | None:
    """Return seconds since the epoch, of a number or of an RFC 3339 time."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).timestamp()
    return float(value) if isinstance(value, int | float) else None


@status_page.app_template_filter("clock")
def clock(value: object) -> str:
    """Return a time in UTC, to the second."""
    seconds = moment(value)
    return (
        "" if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    )


@status_page.app_template_filter("iso")
def iso(value: object) -> str:
    """Return a time in the format of an HTML time element."""
    seconds = moment(value)
    return "" if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


@status_page.app_template_filter("ago")
def ago(value: object, now: float) -> str:
    """Return the age of a time."""
    seconds = moment(value)
    return "never" if seconds is None else f"{span(max(0.0, now - seconds))} ago"


_SPANS = (
    (1e-9, 1, "0 s"),
    (0.01, 0.001, "{:.1f} ms"),
    (1, 0.001, "{:.0f} ms"),
    (10, 1, "{:.1f} s"),
    (120, 1, "{:.0f} s"),
    (7200, 60, "{:.0f} min"),
    (172_800, 3600, "{:.0f} h"),
    (float("inf"), 86_400, "{:.0f} d"),
)
"""Upper limit, in seconds, of each unit for durations, and its format."""


@status_page.app_template_filter("span")
def span(seconds: object) -> str:
    """Return a duration with its unit, short enough for a table."""
    if not isinstance(seconds, int | float):
        return "–"
    _, unit_s, form = next(each for each in _SPANS if seconds < each[0])
    return form.format(seconds / unit_s)


@status_page.app_template_filter("size")
def size(count: object) -> str:
    """Return a number of bytes with its unit."""
    if not isinstance(count, int | float):
        return "–"
    power = min(int(math.log10(max(count, 1)) // 3), 4)
    value = count / 1000**power
    digits = 1 if power > 1 and value < 100 else 0
    return f"{value:.{digits}f} {('B', 'KB', 'MB', 'GB', 'TB')[power]}"


@status_page.app_template_filter("figure")
def figure(value: object, unit: str) -> str:
    """Return a value with its unit."""
    if not isinstance(value, int | float):
        return "–"
    if unit == "s":
        return span(value)
    if unit == "ratio":
        return f"{value * 100:.3g} %"
    return f"{value:,.0f}"


@status_page.app_template_filter("sentence")
def sentence(text: str) -> str:
    """Return words as a sentence, with a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""
