"""Narration records as values: state, progress, track and failure."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from cache.narrations.basis import NO_BASIS, Basis
from cache.narrations.name import NarrationName

log = logging.getLogger(__name__)


class State(StrEnum):
    """State of a narration."""

    ABSENT = "absent"
    QUEUED = "queued"
    SPEAKING = "speaking"
    STITCHING = "stitching"
    READY = "ready"
    FAILED = "failed"


UNFINISHED_STATES = frozenset({State.QUEUED, State.SPEAKING, State.STITCHING})


class Priority(StrEnum):
    """Priority of a narration: a listener waits for it, or it is made in advance."""

    PLAY = "play"
    PREGENERATE = "pregenerate"


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """The part of a finished track that the record keeps.

    Attributes:
        hash: Hash of the MP3's bytes, which is its name in storage.
        duration_s: Exact length, in seconds.
        fingerprint: Fingerprint of everything that affects its sound.
        basis: Basis that it was made from.
        clips: Number of utterances.
    """

    hash: str
    duration_s: float
    fingerprint: str
    basis: Basis
    clips: int

    def to_fields(self) -> dict[str, str]:
        """Return the fields of the record that store the track.

        No field is longer than 64 bytes: with longer fields, Redis needs several times the memory.
        """
        return {
            "track": f"{self.hash} {self.duration_s} {self.clips}",
            "track_basis": str(self.basis),
            "track_fingerprint": self.fingerprint,
        }

    @classmethod
    def from_fields(cls, text: Mapping[str, str]) -> Self | None:
        """Return the track stored in a record; None if it has none.

        Records of earlier versions store it as JSON, together with the result of its verification.
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
    """Reason for a narration's failure.

    Attributes:
        code: Error code, as in `worker.errors`.
        detail: Explanation for a person, with a possible remedy.
        retryable: True if a later press starts the narration again.
    """

    code: str
    detail: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class Narration:
    """A narration, as read from its record.

    Attributes:
        name: Article ID and voice.
        state: Current state.
        priority: Priority of its jobs.
        run: Number of the current run. It grows with every start and is never reused, even after
            Redis was emptied; jobs of an older run do nothing.
        basis: Basis of this run.
        fingerprint: Fingerprint of everything that affects the sound of this run; None before its
            text is read.
        clips_done: Number of utterances with a stored slot; 0 before its text is read.
        clips_total: Number of utterances of this run; 0 before its text is read.
        track: The live track, from this run or an earlier one.
        failure: Reason for the failure; None in every other state.
        fallback: Voice that reads this revision instead, because the voice of this narration
            failed; empty if there is none. The value stays until this narration is ready.
        longest_s: Upper limit of a slot's length in this run, in seconds; 0 before the text is
            read.
        is_anew: True if this run speaks all utterances again, even if their clips are stored.
        is_alone: True if the narration's own voice reads everything, because another voice of a
            dialogue failed.
        queued_at: Time of the request for this run, in seconds since the epoch.
        first_clip_at: Time of the first stored slot, in seconds since the epoch; 0 before.
        trace: Trace id of the request that started this run, for the logs.
        updated_at: Time of the last change of the record, in seconds since the epoch.
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
    fallback: str = ""
    longest_s: int = 0
    is_anew: bool = False
    is_alone: bool = False
    queued_at: float = 0.0
    first_clip_at: float = 0.0
    trace: str = ""
    updated_at: float = 0.0

    def is_current(self, basis: Basis) -> bool:
        """Return True if the narration is ready and its live track was made from `basis`."""
        return self.state is State.READY and bool(
            self.track and self.track.basis.agrees_with(basis)
        )


@dataclass(frozen=True, slots=True)
class Work:
    """The work of one run: its utterances, and the slots that exist already.

    Attributes:
        basis: Basis of the run.
        fingerprint: Fingerprint of everything that affects its sound.
        about: Article metadata for the track's tag; opaque here.
        utterances: Utterances in reading order, one opaque line each.
        slots: Slots that are stored already, by the index of their utterance.
        longest_s: Upper limit of a slot's length, in seconds.
    """

    basis: Basis
    fingerprint: str
    about: str
    utterances: Sequence[str]
    slots: Mapping[int, str]
    longest_s: int = 0


def time_line(narration: Narration) -> dict[str, Any]:
    """Return the history of a narration's run, as `/status` shows it.

    All times are in seconds since the epoch; None if the event has not happened.
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
    """Return the narration stored in a record.

    A record that this version cannot read, because a newer version wrote it, counts as absent: the
    narration is then restored from storage or started again.

    Args:
        name: Name of the narration.
        text: All fields of the record; empty if there is no record.
        slots: Number of slots stored in the current run.
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
        clips_done=total if finished else min(slots, total),
        clips_total=total,
        track=track,
        failure=Failure(*json.loads(text["failure"])) if "failure" in text else None,
        fallback=text.get("fallback", ""),
        longest_s=int(text.get("longest_s", 0)),
        is_anew="anew" in text,
        is_alone="alone" in text,
        queued_at=float(text.get("queued_at", 0)),
        first_clip_at=float(text.get("first_clip_at", 0)),
        trace=text.get("trace", ""),
        updated_at=float(text.get("updated_at", 0)),
    )
