"""The HTTP service as a Flask application."""

from flask import Flask

from audio_service.access import access_context
from audio_service.access.key_check import has_shown_key
from audio_service.context import EXTENSION, open_web_context
from audio_service.http import error_responses, headers, prepared_pages, request_log
from audio_service.listening import cached_press
from audio_service.operations.heartbeat import WebHeartbeat
from audio_service.routes.listening import request_bodies
from audio_service.routes.listening.audio_files import media
from audio_service.routes.listening.cues import cues
from audio_service.routes.listening.embed import embed
from audio_service.routes.listening.narrations import audio
from audio_service.routes.listening.player import player
from audio_service.routes.listening.plays import plays
from audio_service.routes.listening.podcast import feed
from audio_service.routes.listening.streams import stream
from audio_service.routes.listening.voices import voices
from audio_service.routes.operations.actions import actions
from audio_service.routes.operations.health import ops
from audio_service.routes.operations.status_page import status_page
from audio_service.routes.publishing.articles import articles
from audio_service.routes.publishing.lexicon import lexicon
from audio_service.routes.publishing.webhooks import webhooks
from audio_service.routes.site.demo import site
from audio_service.routes.site.docs import docs
from audio_service.settings import WebSettings
from cache.settings import read_settings


def create_app(settings: WebSettings | None = None) -> Flask:
    """Return the application.

    Args:
        settings: Read from the environment if not given.

    Raises:
        BadSettingsError: The environment has a setting that is malformed or out of bounds.
    """
    settings = settings or read_settings(WebSettings)
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False  # the redirect of `//` would use the caller's Host
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    context = open_web_context(settings)
    app.extensions |= {
        EXTENSION: context,
        access_context.EXTENSION: context.access,
        headers.EXTENSION: settings,
        "heartbeat": WebHeartbeat(
            context.stores.leases,
            context.snapshots,
            context.delivery.live_streams,
            context.counters,
        ),
    }
    cached_press.register(app, context.presses)
    request_log.register(app)
    request_bodies.register(app)
    prepared_pages.register(app)
    error_responses.register(app, has_shown_key)
    headers.register(app)
    for blueprint in (
        audio,
        voices,
        cues,
        stream,
        embed,
        plays,
        articles,
        webhooks,
        feed,
        lexicon,
        media,
        ops,
        status_page,
        actions,
        docs,
        player,
    ):
        app.register_blueprint(blueprint)
    if settings.has_demo_site:
        app.register_blueprint(site)
    return app
