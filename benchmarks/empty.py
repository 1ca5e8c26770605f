"""A Flask application with one route that does nothing, as the reference for cached presses."""

from flask import Flask


class _Unseen:
    """A heartbeat that does nothing; the gunicorn settings start and end it with each process."""

    def begin(self) -> None: ...

    def end(self) -> None: ...


def create_app() -> Flask:
    """Return the application."""
    app = Flask(__name__, static_folder=None)
    app.extensions["heartbeat"] = _Unseen()

    @app.post("/empty")
    def empty() -> str:
        return ""

    return app
