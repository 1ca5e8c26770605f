"""Chapters: their start times, and their form in the MP3."""

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from mutagen import id3

from worker.audio.chapter_times import find_chapter_times, find_openings
from worker.audio.cues import write_cues
from worker.audio.mp3 import encode_frames
from worker.audio.stitch import duration_s
from worker.audio.tags import write_tag
from worker.jobs.contexts.reading_rules import reading_rules
from worker.model.announcement import Announcement, IntroAndOutro, Jingle
from worker.model.article import About, Article
from worker.model.cue import Chapter
from worker.model.slot import Slot
from worker.model.utterance import Utterance
from worker.model.voice import Limits
from worker.settings import WorkerSettings
from worker.text.intro_outro import frame_script
from worker.text.script import write_script
from worker.text.utterances import chunk

RATE_HZ = 22050
RULES = reading_rules(WorkerSettings())
ABOUT = About("Ferries & piers", "", "World", "en", "", "")
BODY = """<p>One is here. Two is here.</p><h2>The first pier</h2><p>Three.</p>
<h3>And a second. Soon</h3>"""


def read(html: str, max_chars: int = 250) -> list[Utterance]:
    article = Article("a", html=html, language="en")
    return chunk(write_script(article, RULES), Limits(max_chars, packs_sentences=False), RULES)


def slots(utterances: list[Utterance]) -> list[Slot]:
    return [Slot("h", "c", 60 + 7 * n, 1, 24_000 + n, RATE_HZ) for n in range(len(utterances))]


def chapters(html: str, title: str = "Ferries") -> list[Chapter]:
    utterances = read(html)
    heard = slots(utterances)
    cues = write_cues(utterances, heard)
    return find_chapter_times(find_openings(title, utterances), cues, duration_s(heard))


def test_a_chapter_begins_with_the_track_and_with_each_heading() -> None:
    found = chapters(BODY, title="Ferries")
    assert [c.title for c in found] == ["Ferries", "The first pier", "And a second. Soon"]
    assert found[0].start_s == 0.0


def test_a_chapter_begins_when_its_heading_is_heard_and_ends_where_the_next_begins() -> None:
    utterances = read(BODY)
    cues = write_cues(utterances, slots(utterances))
    heard_at = {cue.written: cue.start_s for cue in cues}
    found = chapters(BODY)
    assert [c.start_s for c in found[1:]] == [heard_at["The first pier"], heard_at["And a second."]]
    assert [c.end_s for c in found[:-1]] == [c.start_s for c in found[1:]]
    assert found[-1].end_s == round(duration_s(slots(utterances)), 3)


@pytest.mark.parametrize(
    "html", ["<p>One.</p><p>Two.</p>", "<h2>One</h2><p>Two.</p>", "<h2>One</h2>"]
)
def test_what_would_be_one_chapter_alone_is_none(html: str) -> None:
    assert chapters(html) == []


def test_an_article_that_begins_with_a_heading_has_no_chapter_before_it() -> None:
    found = chapters("<h2>One</h2><p>Two.</p><h2>Three</h2>")
    assert [c.title for c in found] == ["One", "Three"]
    assert found[0].start_s == 0.0


def test_a_heading_that_is_spoken_in_parts_is_one_chapter() -> None:
    heading = (
        "The ferry captains of the northern harbor ask, once again, for help; the council is deaf"
    )
    utterances = read(f"<p>One.</p><h2>{heading}</h2><p>Two.</p>", max_chars=40)
    assert [o.title for o in find_openings("T", utterances)] == ["T", heading]


def test_two_headings_in_a_row_are_two_chapters() -> None:
    found = chapters("<p>One.</p><h2>Two</h2><h3>Three</h3>", title="T")
    assert [c.title for c in found] == ["T", "Two", "Three"]


def test_what_is_heard_around_an_article_belongs_to_its_first_and_last_chapter() -> None:
    frame = IntroAndOutro(
        Announcement("You hear. {title}."), Announcement(sound=Jingle("a.mp3", "d"))
    )
    article = Article("a", title="Ferries", html=BODY, language="en")
    script = frame_script(write_script(article, RULES), article, frame)
    utterances = chunk(script, Limits(250, packs_sentences=False), RULES)
    heard = slots(utterances)
    cues, whole_s = write_cues(utterances, heard), duration_s(heard)
    found = find_chapter_times(find_openings("Ferries", utterances), cues, whole_s)
    assert [c.title for c in found] == ["Ferries", "The first pier", "And a second. Soon"]
    assert (found[0].start_s, found[-1].end_s) == (0.0, round(whole_s, 3))
    heard_at = {cue.written: cue.start_s for cue in cues}
    assert [c.start_s for c in found[1:]] == [heard_at["The first pier"], heard_at["And a second."]]


def test_headings_that_are_not_read_are_no_chapters() -> None:
    rules = reading_rules(WorkerSettings(read_heading=False))
    script = write_script(Article("a", html=BODY, language="en"), rules)
    assert find_openings("T", chunk(script, Limits(250, packs_sentences=False), rules)) == []


def test_a_tag_without_chapters_is_what_it_was() -> None:
    assert write_tag(ABOUT, "tone:220", 2.5) == write_tag(ABOUT, "tone:220", 2.5, [])
    tags = id3.ID3(io.BytesIO(write_tag(ABOUT, "tone:220", 2.5)))
    assert not tags.getall("CHAP") + tags.getall("CTOC")


CHAPTERS = [
    Chapter(0.0, 1.2345, "Ferries & piers"),
    Chapter(1.2345, 2.0, "Über die 第二 <Brücke>"),
    Chapter(2.0, 2.5, "The end"),
]


def test_chapters_are_in_the_tag_in_milliseconds() -> None:
    tags = id3.ID3(io.BytesIO(write_tag(ABOUT, "tone:220", 2.5, CHAPTERS)))
    assert tags.version == (2, 4, 0)
    [contents] = tags.getall("CTOC")
    assert contents.flags == id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED
    found = [tags[f"CHAP:{name}"] for name in contents.child_element_ids]
    assert [(c.start_time, c.end_time) for c in found] == [(0, 1234), (1234, 2000), (2000, 2500)]
    assert {(c.start_offset, c.end_offset) for c in found} == {(0xFFFFFFFF, 0xFFFFFFFF)}
    assert [str(c.sub_frames["TIT2"]) for c in found] == [c.title for c in CHAPTERS]
    assert str(tags["TIT2"]) == ABOUT.title


def test_a_tag_has_as_many_chapters_as_a_table_of_contents_can_count() -> None:
    many = [Chapter(float(n), n + 1.0, f"Chapter {n}") for n in range(300)]
    tags = id3.ID3(io.BytesIO(write_tag(ABOUT, "tone:220", 300.0, many)))
    assert len(tags.getall("CHAP")) == len(tags["CTOC:toc"].child_element_ids) == 255


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")
def test_ffprobe_finds_the_chapters(tmp_path: Path) -> None:
    frames = encode_frames(np.zeros(576 * 96, np.int16), RATE_HZ)
    (tmp_path / "a.mp3").write_bytes(write_tag(ABOUT, "tone:220", 2.508, CHAPTERS) + frames)
    shown = subprocess.run(
        ["ffprobe", "-v", "error", "-show_chapters", "-of", "csv=p=0", str(tmp_path / "a.mp3")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert [line.split(",")[2:] for line in shown.stdout.splitlines()] == [
        ["0", "0.000000", "1234", "1.234000", "Ferries & piers"],
        ["1234", "1.234000", "2000", "2.000000", "Über die 第二 <Brücke>"],
        ["2000", "2.000000", "2500", "2.500000", "The end"],
    ]
