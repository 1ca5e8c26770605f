"""The page /status for people: what it is made of, and the run-book that its alerts link to."""

import math
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, render_template, request, send_from_directory
from markdown_it import MarkdownIt
from markupsafe import Markup

from audio_service.headers import guard_page
from audio_service.security import open_to_all

HERE = Path(__file__).parent.parent / "status"
RUN_BOOK = "operations.md"

status_page = Blueprint("status_page", __name__, template_folder=str(HERE), url_prefix="/status")
status_page.after_request(guard_page)

ASSETS = ("status.css", "status.js", "vendor/uPlot.iife.min.js", "vendor/uPlot.min.css")

ROLES = {
    "first": "First sound",
    "rest": "Speaker",
    "fetch": "Fetcher",
    "scheduler": "Scheduler",
    "web": "Web",
}
"""What roles are called, in the order in which processes are listed."""

CHARTS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Press to first clip",
        "s",
        (("first_clip_p50_s", "half of them"), ("first_clip_p95_s", "95 of 100")),
    ),
    (
        "Oldest job waiting",
        "s",
        (
            ("oldest_first_s", "first sound"),
            ("oldest_play_s", "pressed"),
            ("oldest_pregenerate_s", "ahead"),
        ),
    ),
    (
        "Jobs waiting",
        "",
        (("jobs_first", "first sound"), ("jobs_play", "pressed"), ("jobs_pregenerate", "ahead")),
    ),
    ("Presses", "/min", (("presses_hit", "cached"), ("presses_missed", "new"))),
    ("Narrations", "/min", (("narrations_ready", "ready"), ("narrations_failed", "failed"))),
    ("Listeners on a stream", "", (("listeners", "listeners"),)),
    ("Synthesis for a second of sound", "s", (("rtf", "RTF"),)),
    ("Memory", "MB", (("memory_mb", "processes"), ("redis_mb", "Redis"))),
)
"""Title, unit and series of each chart; a series is a name in `history` and what it is called."""


@status_page.get("/<path:name>")
@open_to_all
def asset(name: str) -> Response:
    """Answer what the page is made of."""
    return send_from_directory(HERE, name if name in ASSETS else "none", max_age=300)


def wants_page() -> bool:
    """Return whether who asks would rather see a page than JSON: a browser, and nobody else."""
    if request.args.get("format") == "json":
        return False
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def show_status(found: Mapping[str, Any]) -> Response:
    """Return the page that shows `found`, which may lack anything that could not be read.

    With `since` in the request, in seconds since the epoch, its history begins after that.
    """
    page = render_template(
        "status.html",
        found=found,
        now=time.time(),
        roles=ROLES,
        charts=CHARTS,
        history=_recent(found.get("history") or {}, request.args.get("since", type=float)),
    )
    return guard_page(Response(page, headers={"Vary": "Accept", "Cache-Control": "no-store"}))


def show_run_book() -> Response:
    """Return the run-book as a page, with an anchor at each alert."""
    text = (Path(str(files("audio_service"))) / "docs" / RUN_BOOK).read_text()
    markdown = MarkdownIt("commonmark").enable("table")
    tokens = markdown.parse(text)
    for heading, inline in pairwise(tokens):
        if heading.type == "heading_open":
            heading.attrSet("id", inline.content.strip("`").lower().replace(" ", "-"))
    body = Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704  # ours
    return Response(render_template("run-book.html", body=body))


def _recent(history: Mapping[str, Any], since: float | None) -> Mapping[str, Any]:
    """Return the part of a history that is later than `since`."""
    at = history.get("at") or []
    first = next((n for n, then in enumerate(at) if since is None or then > since), len(at))
    series = {name: values[first:] for name, values in (history.get("series") or {}).items()}
    return {**history, "at": at[first:], "series": series}


@status_page.app_template_filter("moment")
def moment(value: object) -> float | None:
    """Return seconds since the epoch, of a number or of an RFC 3339 time."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).timestamp()
    return float(value) if isinstance(value, int | float) else None


@status_page.app_template_filter("clock")
def clock(value: object) -> str:
    """Return a moment as UTC to the second."""
    seconds = moment(value)
    return (
        "" if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    )


@status_page.app_template_filter("iso")
def iso(value: object) -> str:
    """Return a moment as a time element names it."""
    seconds = moment(value)
    return "" if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


@status_page.app_template_filter("ago")
def ago(value: object, now: float) -> str:
    """Return how long ago a moment was."""
    seconds = moment(value)
    return "never" if seconds is None else f"{span(max(0.0, now - seconds))} ago"


_SPANS = (
    (0.01, 0.001, "{:.1f} ms"),
    (1, 0.001, "{:.0f} ms"),
    (10, 1, "{:.1f} s"),
    (120, 1, "{:.0f} s"),
    (7200, 60, "{:.0f} min"),
    (172_800, 3600, "{:.0f} h"),
    (float("inf"), 86_400, "{:.0f} d"),
)
"""Below how many seconds a time is told in which unit, and how."""


@status_page.app_template_filter("span")
def span(seconds: float | None) -> str:
    """Return a time with its unit, as short as a table wants it."""
    if seconds is None:
        return "–"
    _, unit_s, form = next(each for each in _SPANS if seconds < each[0])
    return form.format(seconds / unit_s)


@status_page.app_template_filter("size")
def size(count: float | None) -> str:
    """Return a number of bytes with its unit."""
    if count is None:
        return "–"
    power = min(int(math.log10(max(count, 1)) // 3), 4)
    value = count / 1000**power
    digits = 1 if power > 1 and value < 100 else 0
    return f"{value:.{digits}f} {('B', 'KB', 'MB', 'GB', 'TB')[power]}"


@status_page.app_template_filter("figure")
def figure(value: float | None, unit: str) -> str:
    """Return a value with its unit."""
    if value is None:
        return "–"
    if unit == "s":
        return span(value)
    if unit in ("ratio", "%"):
        return f"{value * (100 if unit == 'ratio' else 1):.1f} %"
    text = f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    return f"{text} {unit}".strip()
