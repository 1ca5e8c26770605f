"""The HTTP service with a short time limit for request bodies."""

from audio_service.app import create_app
from audio_service.routes.listening import request_bodies

__all__ = ["create_app"]

request_bodies.WITHIN_S = 1.0
