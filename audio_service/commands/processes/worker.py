"""`listen worker`: one worker process, as the supervisor starts it."""

import click

from cache.settings import read_settings
from cache.tracing import set_up_spans
from worker.jobs.queue_names import Lane
from worker.processes.speaker import run_worker
from worker.settings import WorkerSettings


@click.command(hidden=True)
@click.option("--lane", type=click.Choice([lane.value for lane in Lane]), required=True)
@click.option("--name", required=True)
@click.option("--no-studio", is_flag=True)
def worker(lane: str, name: str, *, no_studio: bool) -> None:
    """Run one worker process."""
    set_up_spans("worker")
    run_worker(read_settings(WorkerSettings), Lane(lane), name, speaks_studio=not no_studio)
