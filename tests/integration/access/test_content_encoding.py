"""Compressed bodies: gzip is unpacked within the limit, everything else is refused by name."""

import gzip
import json

import pytest
from flask.testing import FlaskClient

ARTICLE = json.dumps({"title": "The Pier", "html": "<p>It stands.</p>"}).encode()
PATH = "/v1/articles/pier"


def put(flask: FlaskClient, body: bytes, encoding: str) -> tuple[int, str]:
    answer = flask.put(PATH, data=body, headers={"Content-Encoding": encoding})
    assert answer.mimetype in ("application/json", "application/problem+json")
    return answer.status_code, answer.get_json().get("code", "")


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip"])
def test_a_body_in_gzip_is_read(flask: FlaskClient, encoding: str) -> None:
    assert put(flask, gzip.compress(ARTICLE), encoding) == (201, "")
    assert flask.get(PATH).get_json()["title"] == "The Pier"


@pytest.mark.parametrize("encoding", ["", "identity"])
def test_a_plain_body_is_read(flask: FlaskClient, encoding: str) -> None:
    assert put(flask, ARTICLE, encoding) == (201, "")


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "é"])
def test_another_encoding_is_refused_by_name(flask: FlaskClient, encoding: str) -> None:
    assert put(flask, ARTICLE, encoding) == (415, "unsupported-encoding")


def test_a_bomb_is_refused_before_it_is_unpacked(
    settings_env: dict[str, str], flask: FlaskClient
) -> None:
    bomb = gzip.compress(bytes(300_000_000), 9)
    assert len(bomb) < 400_000
    assert put(flask, bomb, "gzip") == (413, "too-large")


@pytest.mark.parametrize(
    "body",
    [ARTICLE, gzip.compress(ARTICLE)[:-9], gzip.compress(ARTICLE) + b"more", b""],
    ids=["plain", "cut", "followed", "empty"],
)
def test_a_body_that_is_no_gzip_is_a_bad_request(flask: FlaskClient, body: bytes) -> None:
    assert put(flask, body, "gzip")[0] == 400


def test_the_answer_to_another_encoding_names_the_right_one(flask: FlaskClient) -> None:
    answer = flask.put(PATH, data=ARTICLE, headers={"Content-Encoding": "br"})
    assert answer.headers["Accept-Encoding"] == "gzip"
