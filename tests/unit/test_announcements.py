"""Intros and outros that a publisher may configure."""

from pathlib import Path

import pytest

from worker.model.announcement import NO_INTRO_AND_OUTRO, Announcement, IntroAndOutro, Jingle
from worker.publication.announcement_settings import (
    LARGEST_SOUND_BYTES,
    digest_of,
    read_sound,
    read_words,
)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("You are listening to {title}.", "You are listening to {title}."),
        ("  By {byline},\n on {date} ", "By {byline}, on {date}"),
        ("{section}", "{section}"),
        ("No placeholder", "No placeholder"),
    ],
)
def test_words_may_have_placeholders(template: str, text: str) -> None:
    assert read_words(template) == Announcement(text=text)


@pytest.mark.parametrize(
    ("template", "mistake"),
    [
        ("{titel} by {author}", r"^\{titel\}, \{author\}: there is no such placeholder; there are"),
        ("{Title}", r"\{Title\}"),
        ("{}", r"\{\}"),
        ("{title.__class__}", r"\{title.__class__\}"),
        ("{title!r:>10}", r"\{title!r:>10\}"),
        ("{{title}}", "a brace"),
        ("{title", "a brace"),
        ("title}", "a brace"),
        ("", "no letter"),
        (" — … ", "no letter"),
    ],
)
def test_mistakes_are_named(template: str, mistake: str) -> None:
    with pytest.raises(ValueError, match=mistake):
        read_words(template)


def test_a_sound_is_known_by_its_bytes(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one.mp3", "same.WAV", "other.mp3")]
    for path, data in zip(paths, (b"1", b"1", b"2"), strict=True):
        path.write_bytes(data)
    one, same, other = (read_sound(path).sound or Jingle("", "") for path in paths)
    assert one.path == str(tmp_path / "one.mp3")
    assert one.digest == same.digest != other.digest


def test_a_file_that_cannot_be_a_jingle_is_named(tmp_path: Path) -> None:
    large = tmp_path / "large.wav"
    with large.open("wb") as file:
        file.truncate(LARGEST_SOUND_BYTES + 1)
    for path, mistake in (
        (tmp_path / "none.mp3", "cannot be read: No such file"),
        (tmp_path / "text.txt", "must end in .mp3 or .wav"),
        (large, "more than"),
    ):
        with pytest.raises(ValueError, match=f"{path.name}.*{mistake}"):
            read_sound(path)


def test_frames_differ_by_what_is_heard() -> None:
    words, other = Announcement(text="Hello."), Announcement(text="Good-bye.")
    here, there = (Announcement(sound=Jingle(path, "d1")) for path in ("/a.mp3", "/b.mp3"))
    changed = Announcement(sound=Jingle("/a.mp3", "d2"))
    assert digest_of([]) == digest_of([NO_INTRO_AND_OUTRO, NO_INTRO_AND_OUTRO]) == ""
    assert digest_of([IntroAndOutro(here)]) == digest_of([IntroAndOutro(there)])
    frames = [
        IntroAndOutro(words),
        IntroAndOutro(None, words),
        IntroAndOutro(other),
        IntroAndOutro(here),
        IntroAndOutro(changed),
    ]
    digests = {digest_of([frame]) for frame in frames}
    assert len(digests) == len(frames)
    assert "" not in digests
    assert digest_of([frames[0], frames[1]]) != digest_of([frames[1], frames[0]])
