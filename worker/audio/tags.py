"""What an MP3 says of itself: title, byline, section, date, language, and that nobody spoke it."""

import io

from mutagen import id3

from cache.languages import three_letters
from worker.stages import About


def write_tag(about: About, voice: str, duration_s: float) -> bytes:
    """Return an ID3v2.4 tag.

    Args:
        about: What there is to say of the article.
        voice: Who speaks.
        duration_s: Exact length of the sound, in seconds.
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
    if about.url.isascii() and about.url:
        tags.add(id3.WOAF(url=about.url))
    tags.add(id3.TCON(text="Speech"))
    tags.add(id3.TLAN(text=language))
    tags.add(id3.TLEN(text=str(round(duration_s * 1000))))
    tags.add(id3.TXXX(desc="Voice", text=f"synthetic voice {voice}"))
    tags.add(id3.COMM(lang=language, desc="", text=f"Read by a synthetic voice ({voice})."))
    out = io.BytesIO()
    tags.save(out, v2_version=4, padding=lambda _info: 0)
    return out.getvalue()
