"""The demo site: a newspaper with three articles and a play button on each."""

from datetime import datetime
from pathlib import Path

from flask import Blueprint, abort, render_template

from worker.articles.sources import DemoArticles
from worker.articles.store import Article

HERE = Path(__file__).parent.parent / "site"
WORDS_PER_MINUTE = 160

site = Blueprint(
    "site",
    __name__,
    template_folder=str(HERE / "templates"),
    static_folder=str(HERE / "static"),
    static_url_path="/site",
)


@site.get("/")
def home() -> str:
    """Answer the front page."""
    return render_template("home.html", articles=DemoArticles().all())


@site.get("/articles/<article_id>")
def article(article_id: str) -> str:
    """Answer an article's page."""
    found = DemoArticles().get(article_id)
    if found is None:
        abort(404, f"the demo site has no article {article_id!r}")
    others = [other for other in DemoArticles().all() if other.id != article_id]
    return render_template("article.html", article=found, others=others)


@site.app_template_filter("day")
def day(timestamp: str) -> str:
    """Return an RFC 3339 timestamp as a newspaper prints it."""
    moment = datetime.fromisoformat(timestamp)
    return f"{moment:%B} {moment.day}, {moment.year}"


@site.app_template_filter("minutes")
def minutes(found: Article) -> int:
    """Return how long an article takes to hear, in minutes."""
    return max(1, round(len(f"{found.title} {found.dek} {found.html}".split()) / WORDS_PER_MINUTE))
