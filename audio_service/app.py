"""The HTTP face as a Flask application."""

from flask import Flask

from audio_service import fast_path, headers, journal, problems
from audio_service.desk import open_desk
from audio_service.presence import Presence
from audio_service.routes.actions import actions
from audio_service.routes.articles import articles
from audio_service.routes.audio import audio
from audio_service.routes.docs import docs
from audio_service.routes.embed import embed
from audio_service.routes.feed import feed
from audio_service.routes.lexicon import lexicon
from audio_service.routes.media import media
from audio_service.routes.ops import ops
from audio_service.routes.player import player
from audio_service.routes.plays import plays
from audio_service.routes.site import site
from audio_service.routes.status_page import status_page
from audio_service.routes.stream import stream
from audio_service.routes.webhooks import webhooks
from audio_service.settings import FaceSettings
from cache.settings import read_settings


def create_app(settings: FaceSettings | None = None) -> Flask:
    """Return the application.

    Args:
        settings: Read from the environment if not given.

    Raises:
        BadSettingsError: The environment has a setting that is malformed or out of bounds.
    """
    settings = settings or read_settings(FaceSettings)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.extensions["listen"] = open_desk(settings)
    app.extensions["presence"] = Presence(app.extensions["listen"])
    fast_path.register(app)
    journal.register(app)
    problems.register(app)
    headers.register(app)
    for blueprint in (
        audio,
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
    if settings.demo_site:
        app.register_blueprint(site)
    return app
