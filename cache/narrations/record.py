"""The record of a narration: its state, progress, track and failure, as values."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from cache.narrations.edition import NO_BASIS, Basis
from cache.narrations.name import NarrationName

log = logging.getLogger(__name__)


class State(StrEnum):
    """Where a narration stands."""

    ABSENT = "absent"
    QUEUED = "queued"
    SPEAKING = "speaking"
    STITCHING = "stitching"
    READY = "ready"
    FAILED = "failed"


UNFINISHED_STATES = frozenset({State.QUEUED, State.SPEAKING, State.STITCHING})


class Priority(StrEnum):
    """Who waits: a listener, or nobody."""

    PLAY = "play"
    PREGENERATE = "pregenerate"


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """What the record keeps of a finished track.

    Attributes:
        hash: Name of its MP3 in storage, a hash of its bytes.
        duration_s: Exact length, in seconds.
        fingerprint: Of everything that decided its sound.
        basis: What it was made from.
        clips: How many utterances it has.
    """

    hash: str
    duration_s: float
    fingerprint: str
    basis: Basis
    clips: int

    def to_fields(self) -> dict[str, str]:
        """Return the fields of a record that hold it.

        None is longer than 64 bytes, beyond which Redis keeps a hash in several times the memory.
        """
        return {
            "track": f"{self.hash} {self.duration_s} {self.clips}",
            "track_basis": str(self.basis),
            "track_fingerprint": self.fingerprint,
        }

    @classmethod
    def from_fields(cls, text: Mapping[str, str]) -> Self | None:
        """Return the track that a record holds; None if it holds none.

        Records of earlier versions hold it as JSON, with what was found when it was verified.
        """
        track = text.get("track", "")
        if track.startswith("{"):
            fields = json.loads(track)
            fields.pop("verdict", None)
            return cls(**{**fields, "basis": Basis.parse(fields["basis"])})
        if not track:
            return None
        track_hash, duration_s, clips = track.split(" ")
        basis = Basis.parse(text["track_basis"])
        return cls(track_hash, float(duration_s), text["track_fingerprint"], basis, int(clips))


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a narration failed.

    Attributes:
        code: Stable word, as in `worker.errors`.
        detail: What a person can do about it.
        retryable: Whether a later press tries again.
    """

    code: str
    detail: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class Narration:
    """A narration as its record stood when it was read.

    Attributes:
        name: Which article, in which voice.
        state: Where it stands.
        priority: Who waits for it.
        run: Rises each time it is begun, and never comes back, not even after Redis was emptied;
            jobs of an older run do nothing.
        basis: What this run is made from.
        fingerprint: Of everything that decides the sound of this run; None before its text is read.
        clips_done: Utterances whose slot is stored.
        clips_total: Utterances of this run; 0 before its text is read.
        track: The live track, of this run or of an earlier one.
        failure: Why it failed; None in every other state.
        longest_s: No slot of this run lasts longer, in seconds; 0 before its text is read.
        is_anew: Whether this run speaks everything anew, whatever is stored of it.
        queued_at: When this run was asked for, in seconds since the epoch.
        first_clip_at: When the first of its slots was stored, in seconds since the epoch; 0 before.
        trace: Id of the request that this run came from; its lines in the logs have it.
        updated_at: When the record last changed, in seconds since the epoch.
    """

    name: NarrationName
    state: State = State.ABSENT
    priority: Priority = Priority.PLAY
    run: int = 0
    basis: Basis = NO_BASIS
    fingerprint: str | None = None
    clips_done: int = 0
    clips_total: int = 0
    track: TrackRecord | None = None
    failure: Failure | None = None
    longest_s: int = 0
    is_anew: bool = False
    queued_at: float = 0.0
    first_clip_at: float = 0.0
    trace: str = ""
    updated_at: float = 0.0

    def is_current(self, basis: Basis) -> bool:
        """Return whether the live track speaks `basis`."""
        return self.state is State.READY and bool(
            self.track and self.track.basis.agrees_with(basis)
        )


@dataclass(frozen=True, slots=True)
class Work:
    """What one run has to speak.

    Attributes:
        basis: What it was read from.
        fingerprint: Of everything that decides its sound.
        about: What its track will say of the article; opaque.
        utterances: One opaque line each, in reading order.
        slots: Those that storage holds already, by the index of their utterance.
        longest_s: No slot will last longer, in seconds.
    """

    basis: Basis
    fingerprint: str
    about: str
    utterances: Sequence[str]
    slots: Mapping[int, str]
    longest_s: int = 0


def time_line(narration: Narration) -> dict[str, Any]:
    """Return how a narration came to where it stands, as `/status` shows it.

    All moments are in seconds since the epoch, and None if they have not come.
    """
    is_ready, failure = narration.state is State.READY, narration.failure
    return {
        **narration.name._asdict(),
        "state": narration.state,
        "priority": narration.priority,
        "queued_at": narration.queued_at or None,
        "first_clip_at": narration.first_clip_at or None,
        "ready_at": narration.updated_at if is_ready else None,
        "ended_at": None if narration.state in UNFINISHED_STATES else narration.updated_at,
        "clips_done": narration.clips_done,
        "clips_total": narration.clips_total,
        "duration_s": narration.track.duration_s if is_ready and narration.track else None,
        "error": failure and {"code": failure.code, "detail": failure.detail},
        "trace": narration.trace or None,
    }


def parse_record(name: NarrationName, text: Mapping[str, str], slots: int) -> Narration:
    """Return the narration that a record describes.

    One that this version cannot read, since a later one has written it, counts as absent: what lies
    beside its track is recalled, or it is begun anew.

    Args:
        name: Its name.
        text: All fields of the record; none if there is no record.
        slots: How many slots are stored in the present run.
    """
    if "state" not in text:
        return Narration(name)
    try:
        return _parse(name, text, slots)
    except (LookupError, TypeError, ValueError):
        log.exception("the record of %s cannot be read", name)
        return Narration(name)


def _parse(name: NarrationName, text: Mapping[str, str], slots: int) -> Narration:
    state, track = State(text["state"]), TrackRecord.from_fields(text)
    finished = track if state is State.READY else None
    total = finished.clips if finished else int(text.get("clips_total", 0))
    return Narration(
        name=name,
        state=state,
        priority=Priority(text.get("priority", Priority.PLAY)),
        run=int(text.get("run", 0)),
        basis=finished.basis if finished else Basis.parse(text.get("basis", "")),
        fingerprint=finished.fingerprint if finished else text.get("fingerprint"),
        clips_done=total if finished else slots,
        clips_total=total,
        track=track,
        failure=Failure(*json.loads(text["failure"])) if "failure" in text else None,
        longest_s=int(text.get("longest_s", 0)),
        is_anew="anew" in text,
        queued_at=float(text.get("queued_at", 0)),
        first_clip_at=float(text.get("first_clip_at", 0)),
        trace=text.get("trace", ""),
        updated_at=float(text.get("updated_at", 0)),
    )
