"""Narration of one article or sentence in this process, without server, queue or Redis."""

import logging
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from cache.audio.paths import clip_path, track_path
from cache.audio.storage import Storage
from cache.audio.webvtt import write_vtt
from cache.errors import NoVoiceForLanguageError
from cache.narrations.name import NarrationName
from worker.articles.database import Database
from worker.articles.lexicon_store import LexiconStore
from worker.audio.pcm import decode_flac
from worker.audio.resampling import resample_clip
from worker.audio.stitch import join, lay_out
from worker.errors import BadOutputError, NoSuchVoiceError
from worker.jobs.contexts.loaded_voices import LoadedVoices
from worker.jobs.contexts.reading_rules import choose_reader, reading_rules
from worker.jobs.failures.fallbacks import OF_THE_VOICE
from worker.model.article import Article
from worker.model.slot import Slot
from worker.model.track import Track
from worker.model.utterance import Utterance
from worker.narration.casts import Cast
from worker.narration.clips import obtain_slot
from worker.narration.plan import Plan, plan_narration
from worker.narration.tracks import read_aloud, stitch_track
from worker.pronunciation.lexicon_entry import LexiconEntry
from worker.publication.publication import Publication
from worker.settings import WorkerSettings
from worker.speech.registry import open_engines

log = logging.getLogger(__name__)

FORMATS = (".mp3", ".wav")

_NOTHING_SAID = Publication()


def record_article(
    article: Article,
    wanted: str | None,
    output: Path,
    settings: WorkerSettings,
    show: Callable[[int, int], None],
    publication: Publication = _NOTHING_SAID,
) -> Track:
    """Narrate an article into a file, with its cues in a .vtt file beside it.

    Clips are read from and written to the service's audio store, so that nothing is spoken twice.
    If a voice fails, the next voice that speaks the language reads the article from the beginning,
    unless `wanted` names a voice.

    Args:
        article: Article to read.
        wanted: Name of the voice; None for the first voice that speaks its language.
        output: An .mp3 or .wav file.
        settings: Settings of the workers.
        show: Function called with the number of finished utterances and the total.
        publication: The publication file, for announcements.

    Raises:
        BadJingleError: A jingle cannot be used.
        BadOutputError: The output file has an unknown format, or cannot be written.
        NothingToReadError: The article has no letter and no digit.
        NoVoiceForLanguageError: No voice speaks its language, or the requested voice does not.
        EngineError: The voice cannot be used.
        ImplausibleClipError: Both outputs for an utterance failed the checks.
        ImplausibleTrackError: The track failed the checks.
    """  # noqa: DOC501  # `OF_THE_VOICE` is a tuple of errors that are listed
    if output.suffix.lower() not in FORMATS:
        raise BadOutputError(f"{output}: its name must end in {' or '.join(FORMATS)}")
    if not os.access(output.parent, os.W_OK | os.X_OK):
        raise BadOutputError(f"{output}: there is no such folder, or it cannot be written")
    voice, read = choose_reader(article, wanted, settings.voices, open_engines(settings, threads=1))
    try:
        return _record_dialogue(read, voice, output, settings, show, publication)
    except OF_THE_VOICE as error:
        left = tuple(name for name in settings.voices if name != voice)
        if wanted or not left:
            raise
        log.warning("%s: %s: %s; the next voice takes over", voice, error.code, error)
        others = settings.model_copy(update={"voices": left})
        try:
            return record_article(article, None, output, others, show, publication)
        except (NoVoiceForLanguageError, NoSuchVoiceError):
            raise error from None


def _record_dialogue(
    article: Article,
    voice: str,
    output: Path,
    settings: WorkerSettings,
    show: Callable[[int, int], None],
    publication: Publication,
) -> Track:
    """Narrate an article with its cast; if a voice fails, with the narration's own voice alone.

    Raises:
        BadOutputError: The output file cannot be written.
        EngineError: The narration's own voice cannot be used.
    """  # noqa: DOC501  # as `record_article`
    try:
        return _record(article, voice, output, settings, show, publication)
    except OF_THE_VOICE as error:
        if not publication.cast_of(article):
            raise
        log.warning("%s: %s; %s reads everything", error.code, error, voice)
        return _record(article, voice, output, settings, show, publication.without_casts())


def _record(
    article: Article,
    voice: str,
    output: Path,
    settings: WorkerSettings,
    show: Callable[[int, int], None],
    publication: Publication,
) -> Track:
    """Narrate an article, and write its files.

    Raises:
        BadOutputError: The output file cannot be written.
    """
    storage = Storage(settings.storage_location)
    per_thread = threading.local()

    def speakers() -> LoadedVoices:
        if not hasattr(per_thread, "speakers"):
            per_thread.speakers = LoadedVoices(
                settings, storage, threads=1, cast_voices=publication.cast_voices
            )
        return per_thread.speakers  # type: ignore[no-any-return]  # thread-locals have no types

    lexicon = LexiconStore(Database(settings.database_location), settings.lexicon_file).current()
    frame = publication.frame_of(article)
    voices = speakers().cast(publication.cast_of(article), voice, article.language)
    cast = Cast(voices, lambda name: speakers().get(name))
    plan = plan_narration(
        article, speakers().get(voice), reading_rules(settings), lexicon, frame, cast
    )
    total = len(plan.utterances)
    show(0, total)

    def speak(number: int, utterance: Utterance) -> Slot:
        narrator = speakers().reader(voice, utterance.voice)
        return obtain_slot(number, utterance, narrator, storage)

    slots = []
    with ThreadPoolExecutor(settings.workers) as threads:
        for slot in threads.map(speak, range(1, total + 1), plan.utterances):
            slots.append(slot)
            show(len(slots), total)
    track = stitch_track(
        plan.about,
        NarrationName(article.id, voice),
        plan.utterances,
        slots,
        storage,
        settings.loudness_lufs,
    )
    try:
        _write(track, plan, slots, storage, output)
    except OSError as error:
        raise BadOutputError(f"{output} cannot be written: {error.strerror}") from error
    return track


def _write(track: Track, plan: Plan, slots: Sequence[Slot], storage: Storage, output: Path) -> None:
    if output.suffix.lower() == ".wav":
        stored = (decode_flac(storage.read(clip_path(slot.clip))) for slot in slots)
        clips = [resample_clip(clip, slots[0].rate_hz) for clip in stored]
        pauses = [utterance.pause_after_ms for utterance in plan.utterances]
        laid_out = [lay_out(clip, ms) for clip, ms in zip(clips, pauses, strict=True)]
        join(laid_out, slots[0].rate_hz).export(output, format="wav").close()
    else:
        output.write_bytes(storage.read(track_path(track.hash)))
    output.with_suffix(".vtt").write_text(write_vtt(map(asdict, track.cues)), encoding="utf-8")


def record_preview(
    text: str, voice: str, settings: WorkerSettings, entries: Iterable[LexiconEntry]
) -> bytes:
    """Return a sentence as an MP3, spoken with the lexicon and further entries.

    Raises:
        NothingToReadError: The sentence has no letter and no digit.
        EngineError: The voice cannot be used.
    """
    speakers = LoadedVoices(settings, Storage(settings.storage_location), threads=settings.workers)
    lexicon = LexiconStore(Database(settings.database_location), settings.lexicon_file).current()
    article = Article("preview", text=text, language=speakers.voice(voice).language)
    rules = reading_rules(settings)
    return read_aloud(article, speakers.get(voice), rules, lexicon.with_entries(entries))
