"""`listen pregenerate`: narrate articles before a listener asks for them."""

import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import click

from audio_service.commands.progress_bar import Meter, clock
from audio_service.context import WebContext, open_web_context
from audio_service.pregenerate.batch import Batch, BatchCounts
from audio_service.pregenerate.estimate import (
    STORED_KB_PER_S,
    Estimate,
    Speed,
    estimate,
    measure_speed,
)
from audio_service.pregenerate.selection import Criteria, Selection, find_feed
from audio_service.settings import WebSettings
from cache.settings import read_settings
from worker.articles.fields import read_time
from worker.errors import NoSuchVoiceError
from worker.fetch.client import Fetcher
from worker.publication.sources import STORE
from worker.settings import WorkerSettings

STOPPED = 130
"""Exit status after Ctrl-C, the same as a shell's."""

EPILOG = """\b
Examples:
  listen pregenerate --feed https://news.example/feed.xml --dry-run
  listen pregenerate --section World --since 2026-11-01
  listen pregenerate --source wordpress --since 2026-01-01 --rate 30
  cut -f1 ids.tsv | listen pregenerate --ids -
"""


def _read_ids(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> list[str] | None:
    """Return the article IDs of an option, each once.

    Raises:
        click.BadParameter: The file with the IDs cannot be read.
    """
    if value is None:
        return None
    text = value
    try:
        if value == "-":
            text = click.get_text_stream("stdin").read()
        elif value.startswith("@"):
            text = Path(value[1:]).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{value} cannot be read: {error}") from error
    ids = (part.strip() for line in text.splitlines() for part in line.split(","))
    return list(dict.fromkeys(filter(None, ids)))


def _read_since(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> datetime | None:
    """Return the time of an option; a day means its beginning."""
    return _moment(value, timedelta(0))


def _read_until(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> datetime | None:
    """Return the time of an option; a day means its end."""
    return _moment(value, timedelta(days=1))


def _moment(value: str | None, into_day: timedelta) -> datetime | None:
    """Return a time, or a day at a given time in UTC.

    Raises:
        click.BadParameter: The value is neither a time nor a day.
    """
    if value is None:
        return None
    try:
        return datetime.combine(date.fromisoformat(value), time.min, UTC) + into_day
    except ValueError:
        moment = read_time(value)
    if moment is None:
        raise click.BadParameter(f"{value!r} is neither a date, such as 2026-11-30, nor RFC 3339")
    return moment


@click.command(epilog=EPILOG)
@click.option(
    "--ids",
    callback=_read_ids,
    metavar="ID,…|@FILE|-",
    help="Article IDs; one on each line of a file, or of standard input (-).",
)
@click.option("--feed", metavar="URL", help="All entries of an RSS, Atom or JSON feed.")
@click.option(
    "--source", metavar="NAME", help="All articles that a source of the publication file lists."
)
@click.option("--all", "everything", is_flag=True, help="All articles in the article store.")
@click.option("--section", "sections", multiple=True, help="Only in this section; repeatable.")
@click.option(
    "--since", callback=_read_since, metavar="DATE", help="Only articles published since this time."
)
@click.option(
    "--until", callback=_read_until, metavar="DATE", help="Only articles published until this time."
)
@click.option(
    "--voice",
    help="Name of the voice; by default the voice that the rules choose for each article.",
)
@click.option("--again", is_flag=True, help="Narrate ready articles again.")
@click.option(
    "--rate",
    type=click.FloatRange(min=0, min_open=True),
    help="Maximum number of articles a minute.",
)
@click.option("--dry-run", is_flag=True, help="Only print an estimate of time and space.")
@click.pass_context
def pregenerate(context: click.Context, /, **given: Any) -> None:
    """Narrate articles before a listener asks for them.

    The articles are those of --ids, of a --feed or of a --source, else those in the article store;
    --section, --since and --until choose among them. Ready narrations are skipped. Ctrl-C stops the
    command; the same command continues where it stopped.
    """
    options = _Options(**given)
    options.check()
    settings, web = read_settings(WorkerSettings), open_web_context(read_settings(WebSettings))
    options.check_voice(web)
    selection = options.select(web, settings)
    if options.dry_run:
        _foretell(web, selection, options, settings.workers)
    else:
        context.exit(_narrate(web, selection, options))


@dataclass(frozen=True, slots=True)
class _Options:
    """The options of the command."""

    ids: list[str] | None
    feed: str | None
    source: str | None
    everything: bool
    sections: tuple[str, ...]
    since: datetime | None
    until: datetime | None
    voice: str | None
    rate: float | None
    again: bool
    dry_run: bool

    def check(self) -> None:
        """Check that the options name one set of articles.

        Raises:
            click.UsageError: The options contradict each other.
        """
        lists = (self.ids is not None, self.feed, self.source, self.everything)
        if sum(map(bool, lists)) > 1:
            raise click.UsageError("--ids, --feed, --source and --all exclude one another")
        if not any((*lists, self.sections, self.since, self.until)):
            raise click.UsageError(
                "name the articles: --ids, --feed URL, --source NAME, --section, --since DATE, "
                "--until DATE, or --all for all that are in the article store"
            )

    def check_voice(self, web: WebContext) -> None:
        """Check that the requested voice exists.

        Raises:
            click.BadParameter: There is no such voice.
        """
        try:
            web.presses.voices.candidates(self.voice)
        except NoSuchVoiceError as error:
            raise click.BadParameter(str(error)) from error

    def select(self, web: WebContext, settings: WorkerSettings) -> Selection:
        """Return the selection of articles.

        Raises:
            click.BadParameter: There is no such source, or the feed has no web address.
        """
        fetcher = Fetcher(
            settings.source_timeout_s, settings.private_hosts, public_url=settings.public_url
        )
        sections = frozenset(section.casefold() for section in self.sections)
        criteria = Criteria(sections, self.since, self.until)
        source = None
        if self.feed:
            if not re.match(r"https?://", self.feed):
                raise click.BadParameter(
                    f"{self.feed!r} is not a web address, such as https://…/feed.xml"
                )
            source = find_feed(web, self.feed)
        elif self.source and self.source != STORE:
            source = web.publication.upstreams.get(self.source)
            if source is None:
                there = ", ".join((STORE, *web.publication.upstreams))
                raise click.BadParameter(f"there is no source {self.source!r}; there are {there}")
        only = STORE if self.source == STORE else None
        return Selection(web, fetcher, criteria, ids=self.ids, source=source, only=only)


def _narrate(web: WebContext, selection: Selection, options: _Options) -> int:
    """Narrate, and return the exit status."""
    meter = Meter()
    bulk = Batch(
        web,
        selection,
        meter.tell,
        voice=options.voice,
        again=options.again,
        per_minute=options.rate,
    )
    try:
        with _at_interrupt(bulk.stop):
            bulk.run(meter.show)
        if bulk.is_stopped:
            meter.tell(
                f"stopped; {bulk.tally.under_way} queued articles are still narrated, and the same "
                "command continues with the rest"
            )
            return STOPPED
    finally:
        meter.end()
        if bulk.tally.is_begun:
            click.echo(_summarize(bulk.tally, meter.elapsed_s))
    return int(bulk.tally.failed > 0)


@contextmanager
def _at_interrupt(stop: Callable[[], None]) -> Iterator[None]:
    """Make the first Ctrl-C call `stop`, and the second end the command at once.

    A `KeyboardInterrupt` could be raised in a finalizer, where Python drops it.
    """
    usual = signal.getsignal(signal.SIGINT)

    def stop_once(*_: object) -> None:
        signal.signal(signal.SIGINT, usual)
        stop()

    signal.signal(signal.SIGINT, stop_once)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


def _summarize(tally: BatchCounts, elapsed_s: float) -> str:
    parts = [
        f"{tally.narrated} narrated",
        f"{tally.ready} were ready",
        f"{tally.failed} failed",
        *([f"{tally.under_way} in progress"] if tally.under_way else []),
        *([f"{tally.left_out} excluded by rules"] if tally.left_out else []),
    ]
    listed = tally.listed - tally.unwanted
    return f"{listed} articles in {clock(elapsed_s)}: {', '.join(parts)}"


def _foretell(web: WebContext, selection: Selection, options: _Options, workers: int) -> None:
    """Print the estimate."""
    found = estimate(
        web,
        selection,
        lambda line: click.echo(line, err=True),
        voice=options.voice,
        again=options.again,
    )
    speed = measure_speed(web.counters.read())
    for line in _forecast_lines(found, speed, workers, options.rate):
        click.echo(line)


def _forecast_lines(
    found: Estimate, speed: Speed, workers: int, rate: float | None
) -> Iterator[str]:
    others = {"ready": found.ready, "excluded by rules": found.left_out}
    counted = "".join(f", {count} {what}" for what, count in others.items())
    yield f"articles   {found.articles}{counted}, {found.to_narrate} to narrate"
    if found.failing:
        yield f"           {found.failing} more cannot be narrated; see above"
    guess = ""
    if found.unread:
        taken = "the mean of the others" if found.known else "an assumption"
        guess = (
            f"; {found.unread} lengths are not known yet, and estimated as "
            f"{_span(found.length_s)} each ({taken})"
        )
    yield f"audio      {_span(found.audio_s)}{guess}"
    told = (
        "as measured on this machine"
        if speed.is_measured
        else "assumed: too little measured so far"
    )
    yield (
        f"CPU time   {_span(found.audio_s * speed.cpu_rtf)} "
        f"({speed.cpu_rtf:.3f} s a second of audio, {told})"
    )
    yield f"storage    {found.audio_s * STORED_KB_PER_S / 1000:.0f} MB"
    wall_s = found.audio_s * speed.wall_rtf / workers
    capped_s = found.to_narrate / rate * 60 if rate else 0.0
    by = f"at {rate:g} a minute" if rate and capped_s > wall_s else f"with {workers} workers"
    yield f"wall time  {_span(max(wall_s, capped_s))} {by}"


def _span(seconds: float) -> str:
    """Return a duration in its two largest units."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes == 0:
        return f"{rest} s"
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"
