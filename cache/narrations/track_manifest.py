"""The manifest of a track: the fields of a JSON file beside the MP3."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import TrackRecord

FORMAT = 1

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "article_id": str,
    "voice": str,
    "hash": str,
    "duration_s": (int, float),
    "fingerprint": str,
    "basis": str,
    "clips": int,
    "verdict": (dict, type(None)),
    "slots": dict,
    "cues": list,
    "language": str,
    "section": str,
    "sayings": list,
    "chapters": list,
    "heard": list,
    "size": int,
}
"""Types of the fields of a manifest."""

OLD_CUE: Mapping[str, Any] = {"words": [], "estimated": True}
"""Default fields of cues written by versions without word times."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Manifest of a finished track.

    Attributes:
        name: Article ID and voice.
        track: Track, as kept in the record.
        slots: Fields of each slot, by slot key.
        cues: Cues in the form of the HTTP contract.
        language: Language in which the article was read, as a BCP 47 tag.
        sayings: For each utterance, its number of cues and the words that the lexicon changed.
        chapters: Start and end in seconds and title of each chapter; empty for older tracks.
        verdict: Result of the track's verification, as `/status` shows it; None for tracks of
            versions without verification.
        heard: Hash, size in bytes and length in seconds of each slot, in playing order; empty for
            older tracks.
        size: Size of the MP3, in bytes; 0 for older tracks.
        section: Section of the article; empty for older tracks.
    """

    name: NarrationName
    track: TrackRecord
    slots: Mapping[str, Mapping[str, Any]]
    cues: Sequence[Mapping[str, Any]]
    language: str = ""
    sayings: Sequence[tuple[int, list[list[str]]]] = ()
    chapters: Sequence[Mapping[str, Any]] = ()
    verdict: Mapping[str, Any] | None = None
    heard: Sequence[tuple[str, int, float]] = ()
    size: int = 0
    section: str = ""

    def to_fields(self) -> dict[str, Any]:
        """Return the stored form."""
        return {
            "format": FORMAT,
            "article_id": self.name.article_id,
            "voice": self.name.voice,
            "hash": self.track.hash,
            "duration_s": self.track.duration_s,
            "fingerprint": self.track.fingerprint,
            "basis": str(self.track.basis),
            "clips": self.track.clips,
            "verdict": self.verdict,
            "slots": dict(self.slots),
            "cues": list(self.cues),
            "language": self.language,
            "sayings": list(self.sayings),
            "chapters": list(self.chapters),
            "heard": list(self.heard),
            "size": self.size,
            "section": self.section,
        }

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Self:
        """Return the manifest with these stored fields.

        Raises:
            KeyError: A field is missing.
            TypeError: A field has the wrong type.
        """
        _check_types(fields)
        return cls(
            name=NarrationName(fields["article_id"], fields["voice"]),
            track=TrackRecord(
                hash=fields["hash"],
                duration_s=fields["duration_s"],
                fingerprint=fields["fingerprint"],
                basis=Basis.parse(fields["basis"]),
                clips=fields["clips"],
            ),
            slots=fields["slots"],
            cues=[{**OLD_CUE, **cue} for cue in fields["cues"]],
            language=fields.get("language", ""),
            sayings=fields.get("sayings") or [(1, []) for _ in fields["cues"]],
            chapters=fields.get("chapters", []),
            verdict=fields.get("verdict"),
            heard=[(name, size, seconds) for name, size, seconds in fields.get("heard", [])],
            size=fields.get("size", 0),
            section=fields.get("section", ""),
        )


def _check_types(fields: Mapping[str, Any]) -> None:
    """Check that the fields of a manifest have the right types.

    Raises:
        TypeError: A field has another type.
    """
    for field, kind in _TYPES.items():
        if field in fields and not isinstance(fields[field], kind):
            raise TypeError(f"{field} is {fields[field]!r:.60}")
    for field in ("cues", "chapters"):
        if not all(isinstance(each, dict) for each in fields.get(field, [])):
            raise TypeError(f"{field} contains a value that is not an object")
    for slot in fields["slots"].values():
        if not (isinstance(slot["hash"], str) and isinstance(slot["clip"], str)):
            raise TypeError("slots contains a slot without the hashes of its frames and its clip")
