"""ID3 tags of tracks: title, byline, section, date, language, chapters and voice."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence

from mutagen import id3

from cache.languages import three_letters
from worker.model.article import About
from worker.model.cue import Chapter

MOST_CHAPTERS = 255
"""Maximum number of chapters: the table of contents counts them in one byte."""

HEADER_BYTES = 10

_WEB_ADDRESS = re.compile(r"https?://[^/]", re.IGNORECASE)
"""Beginning of an address that a player may open; others could run a script."""

OWNER = "listen-to-article"
"""Owner of the unique file identifier (ID3 frame UFID)."""


def write_tag(
    about: About,
    voice: str,
    duration_s: float,
    chapters: Sequence[Chapter] = (),
    *,
    article_id: str = "",
) -> bytes:
    """Return an ID3v2.4 tag.

    Args:
        about: Metadata of the article.
        voice: Name of the voice.
        duration_s: Exact length of the sound, in seconds.
        chapters: Chapters in order; the tag contains the first 255.
        article_id: ID that makes the MP3 unique to this article, if given.

    Source: ID3v2.4, and ID3v2 Chapter Frame Addendum 1.0.
    """
    language = three_letters(about.language)
    tags = id3.ID3()
    tags.add(id3.TIT2(text=about.title))
    if about.byline:
        tags.add(id3.TPE1(text=about.byline))
    if about.section:
        tags.add(id3.TALB(text=about.section))
    if about.published_at:
        tags.add(id3.TDRC(text=about.published_at[:19]))
    if about.url.isascii() and _WEB_ADDRESS.match(about.url):
        tags.add(id3.WOAF(url=about.url))
    if article_id:
        tags.add(id3.UFID(owner=OWNER, data=article_id.encode()))
    tags.add(id3.TCON(text="Speech"))
    tags.add(id3.TLAN(text=language))
    tags.add(id3.TLEN(text=str(round(duration_s * 1000))))
    tags.add(id3.TXXX(desc="Voice", text=f"synthetic voice {voice}"))
    tags.add(id3.COMM(lang=language, desc="", text=f"Read by a synthetic voice ({voice})."))
    frames = _save(tags.values()) + b"".join(map(_save, _describe(chapters[:MOST_CHAPTERS])))
    size: bytes = id3.BitPaddedInt.to_str(len(frames), width=4)
    return b"ID3\x04\0\0" + size + frames


def _describe(chapters: Sequence[Chapter]) -> Iterator[list[id3.Frame]]:
    """Yield the ID3 frames of the table of contents and of each chapter, to be saved one by one.

    mutagen sorts frames by size, but some players show chapters in the order of the file.
    """
    names = [f"chp{number}" for number in range(len(chapters))]
    if chapters:
        flags = id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED
        yield [id3.CTOC(element_id="toc", flags=flags, child_element_ids=names)]
    for name, chapter in zip(names, chapters, strict=True):
        yield [
            id3.CHAP(
                element_id=name,
                start_time=round(chapter.start_s * 1000),
                end_time=round(chapter.end_s * 1000),
                sub_frames=[id3.TIT2(text=chapter.title)],
            )
        ]


def _save(frames: Iterable[id3.Frame]) -> bytes:
    """Return ID3 frames as bytes, without the tag's header."""
    tags = id3.ID3()
    for frame in frames:
        tags.add(frame)
    out = io.BytesIO()
    tags.save(out, v2_version=4, padding=lambda _info: 0)
    return out.getvalue()[HEADER_BYTES:]
