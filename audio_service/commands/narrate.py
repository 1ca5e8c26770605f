"""`listen narrate`: narration of an article, without a server."""

from pathlib import Path

import click
from click._termui_impl import ProgressBar

from audio_service.commands.article_source import LANGUAGE_HELP, find_article, read_language
from cache.settings import read_settings
from worker.processes.serverless_narration import record_article
from worker.publication.publication import read_publication
from worker.settings import WorkerSettings


@click.command()
@click.argument("source")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True,
    help="MP3 or WAV file; its cues go beside it, as .vtt.",
)  # fmt: skip
@click.option(
    "--voice",
    help="Name of the voice; by default the first that speaks the language of SOURCE.",
)
@click.option("--language", callback=read_language, help=LANGUAGE_HELP)
def narrate(source: str, output: Path, voice: str | None, language: str | None) -> None:
    """Narrate SOURCE: an .html, .md, .txt or .json file, a URL, or an article ID."""
    settings = read_settings(WorkerSettings)
    article = find_article(source, settings, language)
    bar: ProgressBar[int] = click.progressbar(
        length=1, label="Speaking", file=click.get_text_stream("stderr")
    )

    def show(done: int, total: int) -> None:
        bar.length = total
        bar.update(done - bar.pos)

    publication = read_publication(settings.publication_file)
    with bar:
        track = record_article(article, voice, output, settings, show, publication)
    click.echo(
        f"{output}: {track.duration_s:.1f} s, {track.verdict.lufs} LUFS, "
        f"{track.verdict.peak_dbtp} dBTP, {len(track.cues)} cues in "
        f"{output.with_suffix('.vtt').name}"
    )
