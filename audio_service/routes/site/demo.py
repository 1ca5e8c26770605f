"""The demo site: a newspaper with three articles, and a player on each."""

from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from flask import Blueprint, abort, render_template, request

from audio_service.access.key_check import open_to_all
from audio_service.access.request_costs import PAGE_MS, costs
from audio_service.context import web_context
from audio_service.http.headers import guard_page
from audio_service.listening.structured_data import describe_audio
from audio_service.routes.listening.embed import write_data
from cache.errors import ListenError
from cache.redis.client import REDIS_DOWN
from worker.articles.edition import edition_of
from worker.articles.lookup import DemoArticles
from worker.model.article import Article

HERE = Path(__file__).parents[2] / "pages" / "demo"

site = Blueprint(
    "site",
    __name__,
    template_folder=str(HERE / "templates"),
    static_folder=str(HERE / "static"),
    static_url_path="/site",
)
site.after_request(guard_page)


class Figure(NamedTuple):
    """A drawing in an article: its alternative text and its caption."""

    alt: str
    caption: str


FIGURES = {
    "river-pact-nears-end": Figure(
        "Two people meet on a footbridge over a river, between steep banks",
        "The footbridge at St. Brannoc, where one gauge is read by two countries each morning.",
    ),
    "town-moving-uphill": Figure(
        "A blue house on a trailer climbs a road from a river to a ridge",
        "A house on its way to Corder Ridge: 1.9 miles, and 212 feet up.",
    ),
    "overdue-atlas-returns": Figure(
        "An open atlas in its brown wrapping paper, a folded bill beside it",
        "The atlas is in excellent condition, although several of its borders are not.",
    ),
}

AUTHORS = {
    "Clara Wintergate": "Covers rivers, borders and the people who keep both in order.",
    "Theodora Lisk": "Writes about small towns that decide large questions.",
    "Jonas Merriwick": "Reports from Averleigh Point, mostly on foot.",
}

LANGUAGES = {"en": "English", "es": "Español", "fr": "Français", "de": "Deutsch", "ar": "العربية"}


@site.get("/")
@open_to_all
@costs(PAGE_MS)
def home() -> str:
    """Return the front page."""
    articles = DemoArticles().all()
    return render_template("home.html", articles=articles, heading="Today’s articles")


@site.get("/sections/<name>")
@open_to_all
@costs(PAGE_MS)
def section(name: str) -> str:
    """Return the page of a section."""
    found = [article for article in DemoArticles().all() if article.section.lower() == name]
    if not found:
        abort(404, f"the demo site has no section {name!r}")
    return render_template("home.html", articles=found, heading=found[0].section, here=name)


@site.get("/articles/<article_id>")
@open_to_all
@costs(PAGE_MS)
def article(article_id: str) -> str:
    """Return an article's page."""
    found = DemoArticles().get(article_id)
    if found is None:
        abort(404, f"the demo site has no article {article_id!r}")
    others = [other for other in DemoArticles().all() if other.id != article_id]
    others.sort(key=lambda other: other.section != found.section)
    return render_template(
        "article.html", article=found, others=others, data=write_data(found.id, _audio(found))
    )


def _audio(found: Article) -> dict[str, Any] | None:
    """Return structured data of an article's track; None if there is no finished track."""
    try:
        return describe_audio(web_context().delivery, found.id, request.host_url)
    except (ListenError, *REDIS_DOWN):
        return None


@site.get("/states")
@open_to_all
@costs(PAGE_MS)
def states() -> str:
    """Return a page with the player in all its states."""
    return render_template("states.html", article=DemoArticles().all()[0], languages=LANGUAGES)


@site.context_processor
def newspaper() -> dict[str, Any]:
    """Return the template variables of every page of the newspaper."""
    sections = dict.fromkeys(article.section for article in DemoArticles().all())
    return {"sections": list(sections), "figures": FIGURES, "authors": AUTHORS}


@site.app_template_filter("day")
def day(timestamp: str) -> str:
    """Return an RFC 3339 timestamp as a newspaper prints it."""
    moment = datetime.fromisoformat(timestamp)
    return f"{moment:%B} {moment.day}, {moment.year}"


@site.app_template_filter("minutes")
def minutes(found: Article) -> int:
    """Return the estimated length of an article's audio, in minutes."""
    return max(1, round((edition_of(found).estimated_s or 0) / 60))


@site.app_template_filter("initials")
def initials(name: str) -> str:
    """Return the initials of a name."""
    return "".join(part[0] for part in name.split())
