"""The HTTP service with short time limits for request bodies."""

from audio_service.app import create_app
from audio_service.http import error_responses
from audio_service.routes.listening import request_bodies

__all__ = ["create_app"]

request_bodies.WITHIN_S = 1.0
error_responses.MOST_DRAINED_S = 1.0
