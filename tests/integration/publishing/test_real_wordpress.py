"""A real WordPress as the source: what is read of its posts, and what it takes back.

Debian's packages `wordpress`, `php-cli`, `php-mysql` and `mariadb-server` run on this machine
alone. Where they are missing, these tests are skipped.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from cache.settings import read_settings
from tests.integration.asking import problem
from tests.integration.operations.test_chores import names, queued
from tests.stand import opened
from tests.upstreams.real_wordpress import RealWordPress, missing_packages
from worker.errors import SourceUnavailableError
from worker.fetch.client import Fetcher
from worker.jobs import fetch_jobs
from worker.jobs.contexts.fetcher import FetcherContext, open_fetcher_context
from worker.jobs.contexts.reading_rules import reading_rules
from worker.settings import WorkerSettings
from worker.sources.wordpress import WordPress
from worker.text.script import write_script

pytestmark = [
    pytest.mark.skipif(bool(missing_packages()), reason=missing_packages() or "installed"),
    pytest.mark.slow,
]

FIRST = "The old pier opens again on Saturday, forty years after a storm broke it in two."
SECOND = "The town has paid for it with a tax on umbrellas, which many held to be a joke."
CONTENT = f"""
<!-- wp:image --><figure class="wp-block-image"><img src="/pier.jpg" alt="The pier"/>
<figcaption class="wp-element-caption">The pier in March.</figcaption></figure><!-- /wp:image -->
<!-- wp:paragraph --><p>{FIRST}</p><!-- /wp:paragraph -->
<!-- wp:shortcode -->[caption id="a" width="300"]<img src="/b.jpg" width="300"/> The lamps[/caption]
<!-- /wp:shortcode -->
<!-- wp:shortcode -->[gallery ids="1,2"]<!-- /wp:shortcode -->
<!-- wp:shortcode -->[contact-form-7 id="5" title="Write to us"]<!-- /wp:shortcode -->
<!-- wp:heading --><h2>The tax</h2><!-- /wp:heading -->
<!-- wp:paragraph --><p>{SECOND}</p><!-- /wp:paragraph -->
<!-- wp:quote --><blockquote class="wp-block-quote"><p>It rains here.</p><cite>Ines Falk</cite>
</blockquote><!-- /wp:quote -->
<!-- wp:list --><ul><li>Ten lamps</li><li>Two kiosks</li></ul><!-- /wp:list -->
<!-- wp:buttons --><div class="wp-block-buttons"><!-- wp:button --><div class="wp-block-button">
<a class="wp-block-button__link" href="/buy">Buy tickets</a></div><!-- /wp:button --></div>
<!-- /wp:buttons -->
<!-- wp:file --><div class="wp-block-file"><a href="/plan.pdf">The plan</a>
<a href="/plan.pdf" class="wp-block-file__button" download>Download</a></div><!-- /wp:file -->
<!-- wp:embed {{"url":"https://video.example/5"}} --><figure class="wp-block-embed">
<div class="wp-block-embed__wrapper">https://video.example/5</div></figure><!-- /wp:embed -->
<!-- wp:verse --><pre class="wp-block-verse">The sea is calm,
the pier is long</pre><!-- /wp:verse -->
<!-- wp:latest-posts /-->
"""
READ = [
    ("title", "“The pier” & the sea"),
    ("paragraph", FIRST),
    ("heading", "The tax"),
    ("paragraph", SECOND),
    ("quote", "It rains here."),
    ("quote", "Ines Falk"),
    ("list-item", "Ten lamps"),
    ("list-item", "Two kiosks"),
    ("verse", "The sea is calm,"),
    ("verse", "the pier is long"),
]


@pytest.fixture(scope="module")
def wordpress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealWordPress]:
    with RealWordPress(tmp_path_factory.mktemp("wp")) as site:
        yield site


@pytest.fixture
def context(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wordpress: RealWordPress
) -> FetcherContext:
    file = tmp_path / "publication.toml"
    file.write_text(f'[sources.wp]\nkind = "wordpress"\nurl = "{wordpress.url}"\n')
    settings = {"LISTEN_PUBLICATION_FILE": str(file), "LISTEN_PRIVATE_HOSTS": "127.0.0.1"}
    for name, value in {**env, **settings}.items():
        monkeypatch.setenv(name, value)
    return open_fetcher_context(read_settings(WorkerSettings), "fetcher-1")


def open_source(wordpress: RealWordPress) -> WordPress:
    return WordPress(wordpress.source, Fetcher(20, ["127.0.0.1"]))


def test_a_post_of_many_blocks_is_read_without_what_is_not_text(wordpress: RealWordPress) -> None:
    number = wordpress.publish(title="“The pier” & the sea", content=CONTENT)
    found = open_source(wordpress).fetch(f"wp:{number}")
    assert found is not None
    lines = write_script(found.article, reading_rules(WorkerSettings())).lines
    read = [(str(line.role), line.written) for line in lines]
    assert found.article.dek == ""  # WordPress cuts an excerpt from the text
    assert [line for line in read if line[0] != "byline"] == READ


def test_an_excerpt_that_an_editor_wrote_is_the_dek(wordpress: RealWordPress) -> None:
    dek = "A town gets its landmark back."
    number = wordpress.publish(title="The pier", content=CONTENT, excerpt=dek)
    found = open_source(wordpress).fetch(f"wp:{number}")
    assert found is not None
    assert found.article.dek == dek


def trash(wordpress: RealWordPress, number: int) -> None:
    wordpress.delete(number, for_good=False)


def delete(wordpress: RealWordPress, number: int) -> None:
    wordpress.delete(number, for_good=True)


def make_draft(wordpress: RealWordPress, number: int) -> None:
    wordpress.change(number, status="draft")


def make_private(wordpress: RealWordPress, number: int) -> None:
    wordpress.change(number, status="private")


def protect(wordpress: RealWordPress, number: int) -> None:
    wordpress.change(number, password="sesame")


@pytest.mark.parametrize("take_back", [trash, delete, make_draft, make_private, protect])
def test_what_an_editor_takes_back_is_silent_within_one_look(
    wordpress: RealWordPress, context: FetcherContext, client: redis.Redis, take_back: object
) -> None:
    stays, goes = (wordpress.publish(title=name, content=CONTENT) for name in ("Pier", "Ferry"))
    for number in (stays, goes):
        fetch_jobs.refresh(context, f"wp:{number}")
    assert callable(take_back)
    take_back(wordpress, goes)
    queued(client)
    fetch_jobs.poll(context, "wp")
    for said in queued(client):
        kind, _, article_id = said.partition(" ")
        if kind == "refresh":
            fetch_jobs.refresh(context, article_id)
    with opened() as flask:
        gone = (410, "article-withdrawn")
        assert problem(flask.post(f"/v1/articles/wp:{goes}/audio")) == gone
        assert flask.post(f"/v1/articles/wp:{stays}/audio").status_code == 202
    assert not [name for name in names(context) if name.startswith(f"wp:{goes}|")]


def test_an_api_that_is_closed_takes_nothing_back(
    wordpress: RealWordPress, context: FetcherContext
) -> None:
    number = wordpress.publish(title="The pier", content=CONTENT)
    fetch_jobs.refresh(context, f"wp:{number}")
    wordpress.close()
    with pytest.raises(SourceUnavailableError, match="rest_forbidden"):
        open_source(wordpress).fetch(f"wp:{number}")
    with pytest.raises(SourceUnavailableError, match="rest_forbidden"):
        list(open_source(wordpress).entries())
    fetch_jobs.poll(context, "wp")
    with opened() as flask:
        assert flask.post(f"/v1/articles/wp:{number}/audio").status_code == 202
