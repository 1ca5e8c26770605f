import json

import pytest

from cache.articles.edition import Edition, Standing
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import TrackRecord
from cache.narrations.track_manifest import Manifest

VERDICT = {"checks": ["loudness"], "clips": 3, "lufs": -19.1}
CHAPTERS = [{"start_s": 0.0, "end_s": 12.5, "title": "One"}]


@pytest.mark.parametrize("verdict", [None, VERDICT])
def test_a_track_record_and_a_manifest_come_back_as_they_were(
    verdict: dict[str, object] | None,
) -> None:
    track = TrackRecord("f" * 32, 12.5, "fp", Basis("r1", "s1"), 3)
    assert TrackRecord.from_fields(track.to_fields()) == track
    manifest = Manifest(
        name=NarrationName("pier", "tone:220"),
        track=track,
        slots={},
        cues=[],
        sayings=[],
        chapters=CHAPTERS,
        verdict=verdict,
        heard=[("a" * 32, 3344, 12.5)],
    )
    assert Manifest.from_fields(json.loads(json.dumps(manifest.to_fields()))) == manifest


def test_what_was_written_before_there_were_verdicts_and_chapters_can_be_read() -> None:
    track = TrackRecord("f" * 32, 12.5, "fp", Basis("r1", "s1"), 3)
    manifest = Manifest(
        NarrationName("pier", "tone:220"), track, {}, [], sayings=[], chapters=[], heard=[]
    )
    old = manifest.to_fields()
    del old["verdict"], old["chapters"], old["heard"]
    assert Manifest.from_fields(old) == manifest


@pytest.mark.parametrize("more", [{}, {"verdict": None}, {"verdict": VERDICT}])
def test_a_track_in_a_record_of_an_earlier_version_can_be_read(more: dict[str, object]) -> None:
    track = TrackRecord("f" * 32, 12.5, "fp", Basis("r1", "s1"), 3)
    fields = {
        "hash": "f" * 32, "duration_s": 12.5, "fingerprint": "fp", "basis": "r1.s1", "clips": 3,
        **more,
    }  # fmt: skip
    assert TrackRecord.from_fields({"track": json.dumps(fields)}) == track


def test_no_field_of_a_track_makes_its_record_take_more_memory() -> None:
    track = TrackRecord("f" * 32, 35_999.987654, "e" * 32, Basis("d" * 32, "c" * 12), 9_999)
    assert max(map(len, track.to_fields().values())) <= 64


def test_cues_that_were_written_before_they_had_words_can_be_read() -> None:
    track = TrackRecord("f" * 32, 12.5, "fp", Basis("r1", "s1"), 1)
    old = {"start_s": 0.05, "end_s": 1.2, "written": "One."}
    new = {**old, "words": [{"start_s": 0.05}], "estimated": False}
    manifest = Manifest(NarrationName("pier", "tone:220"), track, {}, [old, new])
    read = Manifest.from_fields(json.loads(json.dumps(manifest.to_fields())))
    assert read.cues == [{**old, "words": [], "estimated": True}, new]


@pytest.mark.parametrize(
    ("edition", "text"),
    [
        (Edition("r1", "en-GB", 244), "r1 en-GB 244  open"),
        (Edition("r1", "", 5), "r1  5  open"),
        (Edition("r1", "en-GB"), "r1 en-GB   open"),
        (Edition("r1", "", 7, "tone:330", Standing.NEVER), "r1  7 tone:330 never"),
    ],
)
def test_an_edition_comes_back_as_it_was(edition: Edition, text: str) -> None:
    assert str(edition) == text
    assert Edition.parse(text) == edition


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        ("r1 en-GB 244", Edition("r1", "en-GB", 244)),
        ("r1  5", Edition("r1", "", 5)),
        ("r1 en-GB", Edition("r1", "en-GB")),
        ("r1 ", Edition("r1", "")),
    ],
)
def test_an_edition_of_an_earlier_version_can_be_read(text: str, edition: Edition) -> None:
    assert Edition.parse(text) == edition
