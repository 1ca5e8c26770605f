"""The endpoint of the available voices."""

import json

from flask import Blueprint, Response

from audio_service.access.key_check import open_to_all
from audio_service.access.request_costs import LEAST_MS, costs
from audio_service.context import web_context
from audio_service.http.headers import allow_pages
from audio_service.http.openapi import describes
from audio_service.http.schemas import narrations as narrations_schemas
from audio_service.routes.listening.request_bodies import JSON
from cache.messages.published_voices import VoiceRecord

voices = Blueprint("voices", __name__, url_prefix="/v1")
voices.after_request(allow_pages)


@voices.get("/voices")
@describes("Voices", answers={200: narrations_schemas.VoiceList})
@open_to_all
@costs(LEAST_MS)
def list_voices() -> Response:
    """Return the available voices, in order of preference."""
    samples = web_context().presses.voices.published.samples()
    items = [
        {
            "name": record.name,
            "engine": record.engine,
            "language": record.language,
            "rate_hz": record.rate_hz,
            "kind": record.kind,
            "quality": record.quality,
            "license": record.license,
            "default": number == 0 and not record.on_request,
            "on_request": record.on_request,
            "sample_url": _sample_url(record, samples.get(record.name, "")),
        }
        for number, record in enumerate(web_context().presses.voices.all())
    ]
    return Response(json.dumps({"items": items}), content_type=JSON)


def _sample_url(record: VoiceRecord, name: str) -> str | None:
    """Return the URL of a voice's sample, or None if there is none with its current settings."""
    is_current = record.sample and name.startswith(record.sample)
    return web_context().stores.addresses.sample(name) if is_current else None
