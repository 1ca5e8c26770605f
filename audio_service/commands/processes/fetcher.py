"""`listen fetcher`: one fetcher process, as the supervisor starts it."""

import click

from cache.settings import read_settings
from worker.processes.fetcher import run_fetcher
from worker.settings import WorkerSettings


@click.command(hidden=True)
@click.option("--name", required=True)
@click.option(
    "--free", is_flag=True, help="Reserve the process for articles that listeners wait for."
)
def fetcher(name: str, free: bool) -> None:
    """Run one process that fetches articles from other servers."""
    run_fetcher(read_settings(WorkerSettings), name, is_free=free)
