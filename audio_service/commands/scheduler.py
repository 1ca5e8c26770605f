"""`listen scheduler`: the process that looks at the clock."""

import click

from cache.settings import read_settings
from worker.processes.scheduler import run_scheduler
from worker.settings import WorkerSettings


@click.command()
@click.option("--name", default="scheduler", hidden=True)
def scheduler(name: str) -> None:
    """Put jobs on their queues when their time has come, and look after lost ones."""
    run_scheduler(read_settings(WorkerSettings), name)
