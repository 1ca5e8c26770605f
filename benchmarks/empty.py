"""A Flask application with one route that does nothing, to compare with."""

from flask import Flask


def create_app() -> Flask:
    """Return the application."""
    app = Flask(__name__, static_folder=None)

    @app.post("/empty")
    def empty() -> str:
        return ""

    return app
