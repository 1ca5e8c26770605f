"""`listen scheduler`: the scheduler process."""

import click

from cache.settings import read_settings
from worker.processes.scheduler import run_scheduler
from worker.settings import WorkerSettings


@click.command()
@click.option("--name", default="scheduler", hidden=True)
def scheduler(name: str) -> None:
    """Put scheduled jobs on their queues, and recover lost jobs."""
    run_scheduler(read_settings(WorkerSettings), name)
