"""`listen status` and `listen purge`: for operators."""

import json
from typing import Any

import click

from audio_service.desk import open_desk
from audio_service.press import checked_id
from audio_service.report import gather_status
from audio_service.settings import FaceSettings
from cache.settings import read_settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="All figures, as /status has them.")
def status(*, as_json: bool) -> None:
    """Print whether listeners are being served."""
    found = gather_status(open_desk(read_settings(FaceSettings)))
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for line in _status_lines(found):
        click.echo(line)


def _status_lines(found: dict[str, Any]) -> list[str]:
    queues = ", ".join(f"{name} {queue['jobs']}" for name, queue in found["queues"].items())
    roles = [process["role"] for process in found["workers"]]
    waits, presses, speech = found["first_clip"], found["presses"], found["speech"]
    return [
        found["status"],
        *[f"  ! {problem}" for problem in found["problems"]],
        f"workers   {', '.join(f'{role} {roles.count(role)}' for role in sorted(set(roles)))}",
        f"queues    {queues}; {found['unfinished']} narrations under way",
        f"presses   {presses['hits']} from the cache, {presses['misses']} not",
        f"waits     first clip p50 {waits['p50_s']} s, p95 {waits['p95_s']} s",
        f"speech    {speech['utterances']} utterances, {speech['audio_s']:.0f} s, "
        f"RTF {speech['rtf']}",
        f"made      {found['narrations_ready']} ready, {found['narrations_failed']} failed",
    ]


@click.command()
@click.argument("article_id")
@click.option("--voice", help="Only in this voice; in all voices if left out.")
def purge(article_id: str, voice: str | None) -> None:
    """Take down what was narrated of an article; its URLs answer 410 from then on."""
    count = open_desk(read_settings(FaceSettings)).intake.take_down(checked_id(article_id), voice)
    click.echo(f"{article_id}: {count} narrations taken down")
