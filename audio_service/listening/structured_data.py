"""Structured data of a track for search engines: schema.org's AudioObject.

Source: https://schema.org/AudioObject; durations as ISO 8601.
"""

from typing import Any

from audio_service.access.subscribers import carry
from audio_service.listening.delivery_context import Delivery
from audio_service.listening.wishes import find_wish
from cache.audio.paths import track_path
from cache.narrations.prepared_answers import rfc3339


def describe_audio(delivery: Delivery, article_id: str, base_url: str) -> dict[str, Any] | None:
    """Return an article's track as an AudioObject, or None while there is no track.

    Args:
        delivery: Dependencies of audio delivery.
        article_id: ID of the article.
        base_url: Scheme and host for addresses if LISTEN_PUBLIC_URL is not set.

    Raises:
        ListenError: There is no such article, or it is closed to the caller.
        NoVoiceForLanguageError: No voice speaks its language.
    """
    wish = find_wish(delivery.presses, article_id, None)
    narration = delivery.presses.repository.recall(wish.name)
    track = narration.track
    if track is None:
        return None
    article = delivery.presses.articles.get(article_id)
    size = delivery.storage.size(track_path(track.hash))
    found = {
        "@context": "https://schema.org",
        "@type": "AudioObject",
        "name": article.title or article.id,
        "description": article.dek,
        "contentUrl": absolute(carry(delivery.addresses.track(track.hash)), base_url),
        "encodingFormat": "audio/mpeg",
        "duration": iso8601(track.duration_s),
        "contentSize": f"{size / 1000:.0f} kB" if size else "",
        "inLanguage": wish.edition.language,
        "uploadDate": rfc3339(narration.updated_at),
    }
    return {key: value for key, value in found.items() if value}


def absolute(address: str, base_url: str) -> str:
    """Return an address with scheme and host, its own or those of `base_url`."""
    return f"{base_url.rstrip('/')}{address}" if address.startswith("/") else address


def iso8601(seconds: float) -> str:
    """Return a duration of whole seconds, at least one: `PT1H2M3S`."""
    minutes, left = divmod(max(1, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "H"), (minutes, "M"), (left, "S"))
    return "PT" + "".join(f"{number}{unit}" for number, unit in parts if number)
