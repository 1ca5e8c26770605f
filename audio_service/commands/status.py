"""`listen status`: the status of the service, for operators."""

import json
import sys
from typing import Any

import click

from audio_service.context import open_web_context
from audio_service.operations.status_report import gather_status
from audio_service.settings import WebSettings
from cache.settings import read_settings


@click.command()
@click.option(
    "--json", "as_json", is_flag=True, help="Print all figures as JSON, as /status returns them."
)
def status(*, as_json: bool) -> None:
    """Print the status of the service; the exit status is 1 if listeners are not served."""
    found = gather_status(
        open_web_context(read_settings(WebSettings)).snapshots, is_passing_by=True
    )
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_status_lines(found)))
    sys.exit(0 if found["status"] == "ok" else 1)


def _status_lines(found: dict[str, Any]) -> list[str]:
    queues = ", ".join(
        f"{name} {queue['jobs']}" + (f" ({queue['oldest_s']:.0f} s)" if queue["oldest_s"] else "")
        for name, queue in found["queues"].items()
    )
    presses, speech, listeners = found["presses"], found["speech"], found["listeners"]
    return [
        found["status"],
        *(f"  {'!' if a['severity'] == 'critical' else '-'} {_alert(a)}" for a in found["alerts"]),
        *(f"{'served' if n == 0 else '':9} {_level(x)}" for n, x in enumerate(_levels(found))),
        *(f"{'workers' if n == 0 else '':9} {_process(x)}" for n, x in enumerate(found["workers"])),
        f"queues    {queues}; {found['unfinished']} narrations in progress",
        f"presses   {presses['hits']} from the cache, {presses['misses']} not",
        f"listeners {listeners['streams']} streams open, {listeners['plays_today']} plays today",
        f"speech    {speech['utterances']} utterances, {speech['audio_s']:.0f} s, "
        f"RTF {speech['rtf']}",
        f"made      {found['narrations_ready']} ready, {found['narrations_failed']} failed",
        f"stores    storage {_size(found['storage']['free_bytes'])} free, "
        f"Redis {_size(found['redis']['used_memory_bytes'])}, "
        f"database {_size(found['database']['size_bytes'])}",
    ]


def _alert(alert: dict[str, Any]) -> str:
    return f"{alert['name']}: {alert['sentence']} (since {alert['since']})"


def _levels(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [level for level in found["service_levels"] if level["target"] is not None]


def _level(level: dict[str, Any]) -> str:
    value = "-" if level["value"] is None else f"{level['value']:g} {level['unit']}"
    met = {True: "as promised", False: "NOT as promised", None: "nothing measured"}[level["met"]]
    return f"{level['name']:17} {value:>16}, at most {level['target']:g}: {met}"


def _process(process: dict[str, Any]) -> str:
    doing = process["busy_with"] or "idle"
    busy = f" for {process['busy_s']:.0f} s" if process["busy_s"] else ""
    died = f", died {process['restarts']} times today" if process["restarts"] else ""
    memory = _size(process["memory_bytes"])
    return f"{process['role']:9} {process['name']:20} {memory:>8}, {doing}{busy}{died}"


def _size(count: int | None) -> str:
    return "-" if count is None else f"{count / 1e6:.0f} MB"
