"""Rights to an article that is not fetched yet, for every order of requests."""

import time
from typing import Any

import pytest
from flask.testing import FlaskClient

from audio_service.access.signed_urls import sign
from cache.articles.edition import Edition, Standing
from cache.narrations.name import NarrationName
from tests.integration.asking import KEY
from tests.integration.closed_articles import SIGNING_KEY

BEARER = {"Authorization": f"Bearer {KEY}"}
NAME = NarrationName("wp:7", "tone:220")
EMBARGOED = Edition("r", "en", 9, opens_at=4_000_000_000)
SIGNED = Edition("r", "en", 9, is_signed=True)


@pytest.fixture
def flask(guarded: FlaskClient) -> FlaskClient:
    return guarded


def ask_in_advance(flask: FlaskClient) -> None:
    body = {"article_ids": [NAME.article_id], "priority": "pregenerate"}
    assert flask.post("/v1/audio", json=body, headers=BEARER).status_code == 202


def press(flask: FlaskClient) -> None:
    assert flask.post(f"/v1/articles/{NAME.article_id}/audio").status_code == 202


def may_go_on(flask: FlaskClient, edition: Edition) -> bool:
    web = flask.application.extensions["listen"]
    narration = web.stores.narrations.read(NAME)
    return bool(web.articles.entitled.may_go_on(narration, edition, time.time()))


def test_a_press_alone_gives_no_right_to_a_closed_article(flask: FlaskClient) -> None:
    press(flask)
    assert not may_go_on(flask, EMBARGOED)
    assert not may_go_on(flask, SIGNED)
    assert may_go_on(flask, Edition("r", "en", 9))


@pytest.mark.parametrize("is_first", [True, False])
def test_a_press_takes_no_right_from_a_request_in_advance(
    flask: FlaskClient, is_first: bool
) -> None:
    for step in (ask_in_advance, press) if is_first else (press, ask_in_advance):
        step(flask)
    assert may_go_on(flask, EMBARGOED)
    assert may_go_on(flask, SIGNED)
    assert not may_go_on(flask, Edition("r", "en", 9, standing=Standing.NEVER))
    web = flask.application.extensions["listen"]
    assert web.articles.entitled.is_in_advance(web.stores.narrations.read(NAME))


@pytest.mark.parametrize(
    ("more", "edition", "is_right"),
    [
        ({}, SIGNED, False),
        ({"signature": "right"}, SIGNED, True),
        ({"signature": "right"}, EMBARGOED, False),
        ({"signature": "wrong"}, SIGNED, False),
        ({"key": "right"}, EMBARGOED, True),
    ],
)
def test_a_list_of_articles_gives_the_right_of_its_caller(
    flask: FlaskClient, more: dict[str, Any], edition: Edition, is_right: bool
) -> None:
    right = sign(SIGNING_KEY, NAME.article_id, int(time.time()) + 600)
    shown = {"right": right, "wrong": "1.0"}.get(more.get("signature", ""), "")
    headers = BEARER if "key" in more else {}
    body = {"article_ids": [NAME.article_id]}
    answer = flask.post("/v1/audio", json=body, headers=headers, query_string={"signature": shown})
    assert answer.status_code == 202
    assert may_go_on(flask, edition) is is_right
