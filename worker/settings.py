"""The settings of whoever speaks: the workers, and `listen narrate`."""

import os
from typing import Annotated

from pydantic import DirectoryPath, Field, HttpUrl, field_validator
from pydantic_settings import NoDecode

from cache.settings import SharedSettings, split_list
from worker.fetch.addresses import read_private_host

STORAGE_ANSWERS_WITHIN_S = 20.0
"""How long a worker waits for one call into storage, in seconds; then the job is tried again."""


class WorkerSettings(SharedSettings):
    """What decides how articles are read, spoken and leveled."""

    workers: int = Field(
        os.cpu_count() or 1,
        ge=1,
        le=64,
        description="Processes that speak besides the fast lane; one per core by default",
    )
    fetchers: int = Field(
        2,
        ge=1,
        le=16,
        description="Processes that ask other servers for articles; with two or more, one is kept "
        "free for what listeners wait for",
    )
    piper_dir: DirectoryPath | None = Field(
        None,
        description="Directory of more Piper voices, each a `NAME.onnx` with its `NAME.onnx.json`",
    )
    gtts_base_url: HttpUrl | None = Field(
        None,
        description="Server that gTTS talks to, in place of Google's own: a proxy of yours",
    )
    engine_timeout_s: float = Field(
        10.0, ge=0.1, le=120, description="How long an engine on the network may stay silent"
    )
    source_timeout_s: float = Field(
        10.0,
        ge=0.1,
        le=120,
        description="How long an article's page may take, from the look-up of its host to the last "
        "byte",
    )
    private_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Hosts at private addresses that may be asked for articles all the same, "
        "comma-separated: `host`, `host:port` or a network, as `10.0.0.0/8`",
    )
    clips_max_gb: float = Field(
        20.0,
        ge=0,
        le=100_000,
        description="Most that clips may take, which are kept so that an edit costs one sentence: "
        "the longest unused go first; 0: any amount",
    )
    clips_max_days: int = Field(
        180, ge=0, le=3650, description="How long clips are kept that nobody uses; 0: for ever"
    )
    earlier_tracks_days: int = Field(
        30,
        ge=1,
        le=3650,
        description="How long an MP3 answers that an edit has taken the place of",
    )
    loudness_lufs: float = Field(
        -19.0,
        ge=-31,
        le=-14,
        description="Integrated loudness of a track; -19 mono is as loud as -16 stereo",
    )
    read_title: bool = Field(True, description="Whether to read the title")
    read_dek: bool = Field(True, description="Whether to read the dek")
    read_byline: bool = Field(False, description="Whether to read the byline, after the dek")
    read_heading: bool = Field(True, description="Whether to read headings")
    read_paragraph: bool = Field(True, description="Whether to read paragraphs")
    read_list_item: bool = Field(
        True, description="Whether to read list items, each with its number if it has one"
    )
    read_quote: bool = Field(True, description="Whether to read block quotes")
    read_pull_quote: bool = Field(
        True, description="Whether to read pull quotes that repeat nothing of the text"
    )
    read_caption: bool = Field(False, description="Whether to read captions")
    read_table: bool = Field(False, description="Whether to read tables, row by row")
    read_code: bool = Field(False, description="Whether to read preformatted text, as program code")
    read_aside: bool = Field(False, description="Whether to read boxes beside the text")
    read_footnote: bool = Field(False, description="Whether to read footnotes")
    read_embed: bool = Field(False, description="Whether to read embedded posts")
    read_related: bool = Field(
        False, description="Whether to read links to other articles, as “Read more: …”"
    )
    read_newsletter: bool = Field(
        False, description="Whether to read boxes and lines that offer a newsletter"
    )
    read_verse: bool = Field(True, description="Whether to read verse, line by line")
    read_note: bool = Field(True, description="Whether to read corrections and editors' notes")
    read_timestamp: bool = Field(
        True, description="Whether to read the times of the entries of a live blog"
    )
    read_credit: bool = Field(
        False, description="Whether to read credits of agencies, photographers and rights holders"
    )
    read_furniture: bool = Field(
        False,
        description="Whether to read share bars, buttons, advertisements, counters and the like",
    )
    read_footnote_mark: bool = Field(
        False, description="Whether to read marks of footnotes, as [1]"
    )
    pause_title_ms: int = Field(700, ge=60, le=5000, description="Pause after the title")
    pause_dek_ms: int = Field(700, ge=60, le=5000, description="Pause after the dek")
    pause_byline_ms: int = Field(600, ge=60, le=5000, description="Pause after the byline")
    pause_heading_ms: int = Field(500, ge=60, le=5000, description="Pause after a heading")
    pause_paragraph_ms: int = Field(600, ge=60, le=5000, description="Pause after a paragraph")
    pause_list_item_ms: int = Field(400, ge=60, le=5000, description="Pause after a list item")
    pause_quote_ms: int = Field(600, ge=60, le=5000, description="Pause after a block quote")
    pause_pull_quote_ms: int = Field(600, ge=60, le=5000, description="Pause after a pull quote")
    pause_caption_ms: int = Field(500, ge=60, le=5000, description="Pause after a caption")
    pause_table_ms: int = Field(400, ge=60, le=5000, description="Pause after a row of a table")
    pause_code_ms: int = Field(500, ge=60, le=5000, description="Pause after preformatted text")
    pause_aside_ms: int = Field(
        600, ge=60, le=5000, description="Pause after a paragraph of a box beside the text"
    )
    pause_footnote_ms: int = Field(500, ge=60, le=5000, description="Pause after a footnote")
    pause_embed_ms: int = Field(
        600, ge=60, le=5000, description="Pause after a paragraph of an embedded post"
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
        500, ge=60, le=5000, description="Pause after a piece of furniture of the page"
    )
    pause_intro_ms: int = Field(700, ge=60, le=5000, description="Pause after an intro")
    pause_outro_ms: int = Field(500, ge=60, le=5000, description="Silence after an outro")
    pause_sentence_ms: int = Field(
        280, ge=60, le=5000, description="Pause between two sentences of a paragraph"
    )
    pause_clause_ms: int = Field(
        120, ge=60, le=5000, description="Pause where a sentence too long for the engine is cut"
    )

    @field_validator("private_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        return split_list(value)

    @field_validator("private_hosts")
    @classmethod
    def _are_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for entry in value:
            read_private_host(entry)
        return value
