"""Requests and answers about the pronunciation lexicon."""

from typing import Any, Literal

from pydantic import (
    BaseModel,
    Field,
    model_validator,
)

from audio_service.http.schemas.common import MAX_VOICE_CHARS, StrictRequest, VoiceName
from worker.articles.lexicon_store import (
    MAX_IPA_CHARS,
    MAX_RESPELLING_CHARS,
    MAX_SECTION_CHARS,
    MAX_WRITTEN_CHARS,
    MOST_ENTRIES,
)


class LexiconEntry(StrictRequest):
    """The pronunciation of a name or phrase: a respelling, phonemes, or both."""

    written: str = Field(
        max_length=MAX_WRITTEN_CHARS,
        description="The word or phrase in articles; only whole words match",
    )
    respelling: str = Field(
        "", max_length=MAX_RESPELLING_CHARS, description='Spelled as it is said: "Nwuh-SOO"'
    )
    ipa: str = Field(
        "",
        max_length=MAX_IPA_CHARS,
        description="Phonemes in IPA, for voices that accept them; others need a respelling",
    )
    language: str = Field(
        "",
        max_length=35,
        description="Language of the articles to which it applies, BCP 47; empty: all languages",
    )
    voice: str = Field(
        "",
        max_length=MAX_VOICE_CHARS,
        description="Voice or engine to which it applies; empty: all voices",
    )
    case_sensitive: bool = Field(False, description="True if capitals must match `written`")
    read_as: Literal["", "initials", "digits", "word"] = Field(
        "", description="Way to read `written` if there are several, in place of a respelling"
    )
    section: str = Field(
        "",
        max_length=MAX_SECTION_CHARS,
        description="Sections to which it applies, separated by commas; empty: all sections",
    )


class LexiconRequest(StrictRequest):
    """Entries to be stored. A single one may also be given alone, without `entries`."""

    entries: list[LexiconEntry] = Field(min_length=1, max_length=MOST_ENTRIES)

    @model_validator(mode="before")
    @classmethod
    def _one_alone(cls, value: Any) -> Any:
        is_alone = isinstance(value, dict) and "written" in value and "entries" not in value
        return {"entries": [value]} if is_alone else value


class LexiconRemoval(StrictRequest):
    """The entries to remove."""

    written: str = Field(min_length=1, max_length=MAX_WRITTEN_CHARS)
    language: str | None = Field(None, max_length=35)
    voice: str | None = Field(None, max_length=MAX_VOICE_CHARS)


class StoredEntry(LexiconEntry):
    """An entry with its defaults filled in."""

    source: Literal["api", "file"] = Field(description="Place where it can be changed")


class LexiconList(BaseModel):
    """Entries of the lexicon."""

    items: list[StoredEntry]
    problems: list[str] = Field(description="Errors in LISTEN_LEXICON_FILE")


class ApplyRequest(StrictRequest):
    """Options of applying the lexicon; the body is optional."""

    dry_run: bool = Field(False, description="Only count, and queue nothing")


class UpdateError(BaseModel):
    """An error of an update; the update continues by itself unless its state is `failed`."""

    code: str
    detail: str
    retryable: bool


class OutdatedNarration(BaseModel):
    """A narration that does not agree with the lexicon."""

    article_id: str
    voice: str
    utterances: int = Field(description="Number of its utterances to be spoken again")


class LexiconUpdate(BaseModel):
    """An update of all narrations to the lexicon, and the narrations that it affects."""

    id: str
    url: str = Field(description="Address of this state")
    state: Literal["queued", "running", "done", "failed"] = Field(
        description="`done` means that all were checked, and the affected ones queued"
    )
    dry_run: bool
    total: int = Field(description="Number of narrations to check; 0 while it is queued")
    checked: int = Field(description="Number of these that were checked so far")
    narrations: int = Field(description="Number of affected narrations found so far")
    utterances: int = Field(description="Number of their utterances to be spoken again")
    under_way: int = Field(
        description="Number of the affected narrations that are not finished; 0 in a dry run"
    )
    items: list[OutdatedNarration] = Field(
        description="Affected narrations, most utterances first; 1,000 at most"
    )
    error: UpdateError | None = Field(description="Last error, if it has not gone on since then")
    created_at: str
    updated_at: str


class PreviewRequest(StrictRequest):
    """A sentence to preview."""

    text: str = Field(min_length=1, max_length=250)
    voice: VoiceName | None = None
    language: str = Field(
        "", max_length=35, description="BCP 47; the language of the voice if left out"
    )
    entries: list[LexiconEntry] = Field(
        default=[], max_length=50, description="Additional entries, for this sentence only"
    )
