"""The HTTP reference for people: a page built from the OpenAPI description."""

from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, send_from_directory

from audio_service.access.key_check import open_to_all
from audio_service.http.headers import guard_page
from audio_service.http.openapi import write_openapi
from audio_service.http.prepared_pages import answer_prepared
from audio_service.routes.operations.status_page import write_run_book

HERE = Path(__file__).parents[2] / "pages" / "docs"

HTML_PAGE = "text/html; charset=utf-8"

docs = Blueprint("docs", __name__, template_folder=str(HERE), url_prefix="/docs")
docs.after_request(guard_page)


@docs.get("")
@open_to_all
def read_docs() -> Response:
    """Return the documentation."""
    return answer_prepared(
        "docs", lambda: render_template("docs.html", api=write_openapi(current_app)), HTML_PAGE
    )


@docs.get("/operations")
@open_to_all
def read_run_book() -> Response:
    """Return the run-book: meaning and remedy of each alert."""
    return answer_prepared("run-book", write_run_book, HTML_PAGE)


@docs.get("/docs.css")
@open_to_all
def docs_css() -> Response:
    """Return the style sheet."""
    return send_from_directory(HERE, "docs.css")
