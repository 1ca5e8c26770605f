"""Settings of the workers and of `listen narrate`."""

import os
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import DirectoryPath, Field, HttpUrl, SecretStr, field_validator
from pydantic_settings import NoDecode

from cache.settings import VOICE_PATTERN, SharedSettings, split_list
from cache.voice_choice import VoiceKind
from worker.fetch.private_addresses import read_private_host

STORAGE_ANSWERS_WITHIN_S = 20.0
"""Time-out of a worker's call to the audio store, in seconds; then the job is retried."""


PIPER_SCALE = re.compile(
    r"(?P<voice>piper:[^:=]+):(?P<scale>noise|noise-width|length)=(?P<value>\d+(\.\d+)?)"
)
"""Form of an entry in `LISTEN_PIPER_SCALES`."""


def _eighth_of_memory_mb() -> int:
    """Return an eighth of the machine's memory, at least enough for two voices, in MB."""
    memory_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(250, memory_bytes // 8_000_000)


class WorkerSettings(SharedSettings):
    """Settings for reading, speaking and leveling articles."""

    workers: int = Field(
        os.cpu_count() or 1,
        ge=1,
        le=64,
        description="Number of background speaking processes; one per core by default",
    )
    fetchers: int = Field(
        2,
        ge=1,
        le=16,
        description="Number of processes that fetch articles from other servers; with two or more, "
        "one is reserved for requests of listeners",
    )
    piper_dir: DirectoryPath | None = Field(
        None,
        description="Directory of more Piper voices: `NAME.onnx` with `NAME.onnx.json`. "
        "Unset: the folder `voices/piper` of the data directory",
    )
    piper_scales: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Scales of Piper voices, comma-separated: `VOICE:SCALE=VALUE` with the scale "
        "`noise`, `noise-width` or `length`, such as `piper:en_US-joe-medium:length=1.1`",
    )
    loaded_voices_mb: int = Field(
        _eighth_of_memory_mb(),
        ge=0,
        le=1_000_000,
        description="Memory limit for the loaded voices of one speaking process, in MB; the voices "
        "that were used least recently are unloaded. 0: no limit",
    )
    loaded_voices_idle_min: float = Field(
        15.0,
        ge=0.1,
        le=10_080,
        description="Time after which an unused voice is unloaded, in minutes; the instant voices "
        "in `LISTEN_VOICES` are not",
    )
    kokoro_dir: DirectoryPath | None = Field(
        None,
        description="Directory of the Kokoro model and its voices. "
        "Unset: the folder `voices/kokoro` of the data directory",
    )
    gtts_base_url: HttpUrl | None = Field(
        None,
        description="URL of the server that gTTS uses instead of Google's, such as your own proxy",
    )
    gtts_max_concurrent: int = Field(
        4,
        ge=0,
        le=1000,
        description="Maximum number of simultaneous requests of gTTS, for all workers together; "
        "0 means no limit",
    )
    gtts_max_per_min: int = Field(
        240,
        ge=0,
        le=100_000,
        description="Maximum number of requests of gTTS in a minute, for all workers together; "
        "0 means no limit",
    )
    openai_base_url: HttpUrl = Field(
        HttpUrl("https://api.openai.com/v1"),
        description="Server of the `openai:` voices: the URL before `/audio/speech`",
    )
    openai_api_key: SecretStr = Field(
        SecretStr(""), description="API key of that server; empty if it needs none"
    )
    openai_model: str = Field("tts-1", min_length=1, description="Model of that server")
    openai_format: Literal["auto", "pcm", "wav", "mp3"] = Field(
        "auto",
        description="Audio format of that server: `pcm`, `wav`, `mp3`, or `auto` (the first of "
        "`wav`, `mp3` and `pcm` that it accepts)",
    )
    openai_rate_hz: int = Field(
        24000, ge=8000, le=48000, description="Sample rate of that server's voices, in Hz"
    )
    openai_max_concurrent: int = Field(
        4,
        ge=0,
        le=1000,
        description="Maximum number of simultaneous requests to that server, for all workers "
        "together; 0 means no limit",
    )
    openai_max_per_min: int = Field(
        0,
        ge=0,
        le=100_000,
        description="Maximum number of requests to that server in a minute, for all workers "
        "together; 0 means no limit",
    )
    voice_speeds: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Speeds of voices, comma-separated: `VOICE=SPEED` with a speed from 0.5 to 2, "
        "such as `kokoro:af_heart=1.1`; at 2, a voice speaks twice as fast. See docs/voices.md",
    )
    engine_timeout_s: float = Field(
        10.0,
        ge=0.1,
        le=120,
        description="Time-out of an engine on the network for one utterance, retries included, "
        "in seconds",
    )
    source_timeout_s: float = Field(
        10.0,
        ge=0.1,
        le=120,
        description="Time-out of a request for an article, from the name look-up to the last byte, "
        "in seconds",
    )
    private_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Hosts at private addresses from which articles may be fetched, "
        "comma-separated: `host`, `host:port` or a network, such as `10.0.0.0/8`",
    )
    clips_max_gb: float = Field(
        20.0,
        ge=0,
        le=100_000,
        description="Size limit of the clip cache, in GB; the least recently used clips are "
        "deleted first; 0 means no limit",
    )
    clips_max_days: int = Field(
        180, ge=0, le=3650, description="Days after which unused clips are deleted; 0: never"
    )
    earlier_tracks_days: int = Field(
        30,
        ge=1,
        le=3650,
        description="Days for which the MP3 of an earlier version stays available",
    )
    voice_samples: bool = Field(
        True,
        description="Speak a short sentence once in each voice, for `sample_url` in "
        "`GET /v1/voices`",
    )
    loudness_lufs: float = Field(
        -19.0,
        ge=-31,
        le=-14,
        description="Integrated loudness of a track, in LUFS; -19 mono is as loud as -16 stereo",
    )
    english_locale: str = Field(
        "en-US",
        pattern="^en-[A-Z]{2}$",
        description="Locale, such as `en-GB`, for articles whose language is only `en`: it decides "
        "the order of day and month, and other ways of reading",
    )
    read_title: bool = Field(True, description="Read the title")
    read_dek: bool = Field(True, description="Read the dek")
    read_byline: bool = Field(False, description="Read the byline, after the dek")
    read_heading: bool = Field(True, description="Read headings")
    read_paragraph: bool = Field(True, description="Read paragraphs")
    read_list_item: bool = Field(
        True, description="Read list items, each with its number if it has one"
    )
    read_quote: bool = Field(True, description="Read block quotes")
    read_pull_quote: bool = Field(True, description="Read pull quotes that do not repeat the text")
    read_post: bool = Field(True, description="Read posts of social networks that are quoted")
    read_caption: bool = Field(False, description="Read captions")
    read_table: bool = Field(False, description="Read tables, row by row")
    read_code: bool = Field(False, description="Read preformatted text, such as program code")
    read_aside: bool = Field(False, description="Read boxes beside the text")
    read_footnote: bool = Field(False, description="Read footnotes")
    read_embed: bool = Field(
        False, description="Read embedded cards, such as a bookmark or a video's title"
    )
    read_related: bool = Field(False, description="Read links to other articles: “Read more: …”")
    read_newsletter: bool = Field(False, description="Read boxes and lines that offer a newsletter")
    read_verse: bool = Field(True, description="Read verse, line by line")
    read_note: bool = Field(True, description="Read corrections and editors' notes")
    read_timestamp: bool = Field(True, description="Read the times of the entries of a live blog")
    read_credit: bool = Field(
        False, description="Read credits of agencies, photographers and rights holders"
    )
    read_furniture: bool = Field(
        False,
        description="Read share bars, buttons, advertisements, counters and the like",
    )
    read_footnote_mark: bool = Field(False, description="Read marks of footnotes, such as [1]")
    pause_title_ms: int = Field(700, ge=60, le=5000, description="Pause after the title")
    pause_dek_ms: int = Field(700, ge=60, le=5000, description="Pause after the dek")
    pause_byline_ms: int = Field(600, ge=60, le=5000, description="Pause after the byline")
    pause_heading_ms: int = Field(500, ge=60, le=5000, description="Pause after a heading")
    pause_paragraph_ms: int = Field(600, ge=60, le=5000, description="Pause after a paragraph")
    pause_list_item_ms: int = Field(400, ge=60, le=5000, description="Pause after a list item")
    pause_quote_ms: int = Field(600, ge=60, le=5000, description="Pause after a block quote")
    pause_pull_quote_ms: int = Field(600, ge=60, le=5000, description="Pause after a pull quote")
    pause_post_ms: int = Field(
        600, ge=60, le=5000, description="Pause after a paragraph of a quoted post"
    )
    pause_caption_ms: int = Field(500, ge=60, le=5000, description="Pause after a caption")
    pause_table_ms: int = Field(400, ge=60, le=5000, description="Pause after a row of a table")
    pause_code_ms: int = Field(500, ge=60, le=5000, description="Pause after preformatted text")
    pause_aside_ms: int = Field(
        600, ge=60, le=5000, description="Pause after a paragraph of a box beside the text"
    )
    pause_footnote_ms: int = Field(500, ge=60, le=5000, description="Pause after a footnote")
    pause_embed_ms: int = Field(
        600, ge=60, le=5000, description="Pause after a paragraph of an embedded card"
    )
    pause_related_ms: int = Field(
        500, ge=60, le=5000, description="Pause after a link to another article"
    )
    pause_newsletter_ms: int = Field(
        600, ge=60, le=5000, description="Pause after a paragraph that offers a newsletter"
    )
    pause_verse_ms: int = Field(300, ge=60, le=5000, description="Pause after a line of verse")
    pause_note_ms: int = Field(
        600, ge=60, le=5000, description="Pause after a correction or an editor's note"
    )
    pause_timestamp_ms: int = Field(
        400, ge=60, le=5000, description="Pause after the time of an entry of a live blog"
    )
    pause_credit_ms: int = Field(500, ge=60, le=5000, description="Pause after a credit")
    pause_furniture_ms: int = Field(
        500, ge=60, le=5000, description="Pause after a share bar, button or similar element"
    )
    pause_intro_ms: int = Field(700, ge=60, le=5000, description="Pause after an intro")
    pause_outro_ms: int = Field(500, ge=60, le=5000, description="Silence after an outro")
    pause_sentence_ms: int = Field(
        280, ge=60, le=5000, description="Pause between two sentences of a paragraph"
    )
    pause_clause_ms: int = Field(
        120,
        ge=60,
        le=5000,
        description="Pause between the parts of a sentence that is too long for the engine",
    )

    def kind_of(self, voice: str, by_engine: VoiceKind) -> VoiceKind:
        """Return the kind of a voice: as in the settings, otherwise as its engine says.

        Args:
            voice: Name of the voice.
            by_engine: Its kind, as its engine says.
        """
        if voice in self.studio_voice:
            return VoiceKind.STUDIO
        return VoiceKind.INSTANT if voice in self.instant_voice else by_engine

    @property
    def piper_location(self) -> Path:
        """Directory of more Piper voices; the default one if the setting names none."""
        return self.piper_dir or self.data_dir / "voices" / "piper"

    @property
    def kokoro_location(self) -> Path:
        """Directory of the Kokoro model and voices; the default one if the setting names none."""
        return self.kokoro_dir or self.data_dir / "voices" / "kokoro"

    def speed_of(self, voice: str) -> float:
        """Return the speed of a voice; 1 if no setting names it."""
        return float(dict(entry.split("=") for entry in self.voice_speeds).get(voice, 1))

    @field_validator("voice_speeds")
    @classmethod
    def _are_speeds(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for entry in value:
            name, _, speed = entry.partition("=")
            is_number = re.fullmatch(r"\d+(\.\d+)?", speed)
            if not (VOICE_PATTERN.fullmatch(name) and is_number and 0.5 <= float(speed) <= 2):
                raise ValueError(
                    f"{entry!r} is not VOICE=SPEED with a speed from 0.5 to 2, such as "
                    "kokoro:af_heart=1.1"
                )
        return value

    @field_validator("private_hosts", "piper_scales", "voice_speeds", mode="before")
    @classmethod
    def _split_lists(cls, value: object) -> object:
        return split_list(value)

    @field_validator("private_hosts")
    @classmethod
    def _are_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for entry in value:
            read_private_host(entry)
        return value

    @field_validator("piper_scales")
    @classmethod
    def _are_scales(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for entry in value:
            if not PIPER_SCALE.fullmatch(entry):
                raise ValueError(
                    f"{entry!r} is not VOICE:SCALE=VALUE, such as piper:en_US-joe-medium:length=1.1"
                )
        return value
