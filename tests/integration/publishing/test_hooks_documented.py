"""The code of docs/webhooks.md, copied and run against the service."""

import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from flask import Flask
from werkzeug.serving import make_server

from tests.integration.publishing.test_hooks import fetches
from tests.stand import PYTHON, free_port, opened
from worker.jobs.queue_names import CHORES

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "webhooks.md").read_text("utf-8")
WORDPRESS = Path(__file__).parent / "wordpress.php"
SECRET = "the-secret-of-these-hooks"
PUBLICATION = f"""
[sources.wp]
kind = "wordpress"
url = "https://news.example"
webhook_secret = "{SECRET}"
"""


def code(language: str) -> str:
    """Return the only code block of a language on the page."""
    (found,) = re.findall(rf"```{language}\n(.+?)```", PAGE, re.DOTALL)
    return str(found)


def needs(*programs: str) -> pytest.MarkDecorator:
    missing = [program for program in programs if not shutil.which(program)]
    return pytest.mark.skipif(bool(missing), reason=f"there is no {', '.join(missing)}")


@pytest.fixture
def env(env: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The same, with a publication file."""
    file = tmp_path / "publication.toml"
    file.write_text(PUBLICATION)
    return {**env, "LISTEN_PUBLICATION_FILE": str(file)}


@pytest.fixture
def application(settings_env: dict[str, str]) -> Iterator[Flask]:
    with opened() as flask:
        yield flask.application


@pytest.fixture
def url(application: Flask) -> Iterator[str]:
    """The address of the hooks of a service."""
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.port}/v1/webhooks/wp"
    server.shutdown()
    thread.join()
    server.server_close()


def run(url: str, *command: str, secret: str = SECRET) -> str:
    """Run a program, and return its output."""
    told = {"LISTEN_HOOK_URL": url, "LISTEN_HOOK_SECRET": secret, "PATH": os.environ["PATH"]}
    done = subprocess.run(command, env=told, capture_output=True, text=True, check=True)
    return done.stdout


@needs("openssl", "curl")
def test_the_shell_sends_a_hook(url: str, client: redis.Redis) -> None:
    assert "accepted" in run(url, "sh", "-euc", code("sh"))
    assert fetches(client) == {"refresh wp:123": 1}


def test_python_sends_a_hook(url: str, client: redis.Redis) -> None:
    assert "accepted" in run(url, PYTHON, "-c", code("python"))
    assert fetches(client) == {"refresh wp:123": 1}


@needs("node")
def test_node_sends_a_hook(url: str, client: redis.Redis, tmp_path: Path) -> None:
    script = tmp_path / "hook.mjs"
    script.write_text(code("js"))
    assert "accepted" in run(url, "node", str(script))
    assert fetches(client) == {"refresh wp:123": 1}


def wordpress(url: str, tmp_path: Path, *events: Any, secret: str = SECRET) -> Any:
    """Return the calls that the plugin has scheduled with WP-Cron after these events."""
    plugin = tmp_path / "listen-hooks.php"
    plugin.write_text(code("php"))
    command = ("php", "-d", "error_reporting=-1", "-d", "display_errors=stdout", str(WORDPRESS))
    return json.loads(run(url, *command, str(plugin), json.dumps(events), secret=secret))


def saved(status: str, before: str | None, **more: Any) -> list[Any]:
    post = {
        "ID": 123,
        "post_type": "post",
        "post_status": status,
        "post_modified_gmt": "2026-01-01 10:00:00",
        **more,
    }
    return [
        "wp_after_insert_post",
        123,
        post,
        before is not None,
        {**post, "post_status": before} if before else None,
    ]


@needs("php")
def test_wordpress_tells_what_was_published_and_changed(
    url: str, client: redis.Redis, tmp_path: Path
) -> None:
    events = [
        saved("publish", "draft"),
        saved("publish", "publish"),  # twice within a second
        saved("publish", "publish"),
        saved("publish", "future"),
        saved("publish", None),
        saved("draft", "draft"),
        saved("draft", None),
        saved("private", "draft"),
        saved("inherit", None, post_type="revision"),
        saved("publish", "publish", post_type="page"),
    ]
    assert wordpress(url, tmp_path, *events) == []
    assert len(client.keys("listen:hook:wp:*")) == 5
    assert fetches(client) == {"refresh wp:123": 1}  # one waits for all of them


@needs("php")
@pytest.mark.parametrize(
    "event",
    [
        saved("draft", "publish"),
        saved("trash", "publish"),
        saved("private", "publish"),
        saved("draft", "publish", post_modified_gmt="0000-00-00 00:00:00"),
        ["before_delete_post", 123, saved("trash", None)[2]],
        ["before_delete_post", 123, saved("publish", None)[2]],
    ],
)
def test_wordpress_tells_what_was_taken_back(
    url: str, application: Flask, tmp_path: Path, event: Any
) -> None:
    assert wordpress(url, tmp_path, event) == []
    answer = application.test_client().post("/v1/articles/wp:123/audio")
    assert (answer.status_code, answer.get_json()["code"]) == (410, "article-withdrawn")


@needs("php")
def test_wordpress_tries_again_what_was_not_answered(
    url: str, client: redis.Redis, tmp_path: Path
) -> None:
    nobody = f"http://127.0.0.1:{free_port()}/v1/webhooks/wp"
    (again,) = wordpress(nobody, tmp_path, saved("publish", "draft"))
    assert again["hook"] == "listen_hook"
    assert 55 <= again["in_s"] <= 60
    body, tries = again["arguments"]
    assert tries == 1
    assert wordpress(nobody, tmp_path, ["listen_hook", body, 4]) == []
    assert wordpress(url, tmp_path, ["listen_hook", body, tries]) == []
    assert wordpress(url, tmp_path, ["listen_hook", body, tries]) == []
    assert fetches(client) == {"refresh wp:123": 1}


@needs("php")
def test_wordpress_does_not_try_again_what_is_refused(
    url: str, client: redis.Redis, tmp_path: Path
) -> None:
    other = "a-secret-of-somebody-else"
    assert wordpress(url, tmp_path, saved("publish", "draft"), secret=other) == []
    assert client.llen(f"rq:queue:{CHORES}") == 0
