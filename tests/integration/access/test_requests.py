"""Invalid requests get a clear answer; no worker runs here."""

import pytest
import redis
from flask.testing import FlaskClient

from audio_service.app import create_app
from cache.messages.published_voices import VoiceRecord, Voices
from cache.voice_choice import VoiceKind
from tests.integration.asking import KEY, problem, put


def test_an_unknown_article_is_404_and_says_how_to_store_one(flask: FlaskClient) -> None:
    for answer in (
        flask.post("/v1/articles/none/audio"),
        flask.post("/v1/audio", json={"article_ids": ["none"]}),
        flask.get("/v1/articles/none/audio"),
        flask.get("/v1/articles/none"),
        flask.delete("/v1/articles/none"),
    ):
        assert problem(answer) == (404, "article-not-found")
    assert "PUT /v1/articles/none" in flask.post("/v1/articles/none/audio").get_json()["detail"]


def test_one_unknown_article_among_others_begins_none(flask: FlaskClient) -> None:
    put(flask)
    answer = flask.post("/v1/audio", json={"article_ids": ["pier", "none", "nowhere"]})
    assert problem(answer) == (404, "article-not-found")
    assert answer.get_json()["article_ids"] == ["none", "nowhere"]
    assert flask.get("/v1/articles/pier/audio").get_json()["state"] == "absent"


def test_an_unknown_voice_is_422_with_the_voices_there_are(
    flask: FlaskClient, client: redis.Redis
) -> None:
    Voices(client).publish(
        [
            VoiceRecord("tone:220", "en", 22050, "s", 0),
            VoiceRecord(
                "tone:330",
                "en",
                22050,
                "s",
                1,
                kind=VoiceKind.STUDIO,
                quality="high",
                license="CC0",
            ),
        ]
    )
    put(flask)
    for answer in (
        flask.post("/v1/articles/pier/audio", json={"voice": "sing:high"}),
        flask.post("/v1/audio", json={"article_ids": ["pier"], "voice": "sing:high"}),
        flask.get("/v1/articles/pier/audio?voice=sing:high"),
    ):
        assert problem(answer) == (422, "no-such-voice")
        assert answer.get_json()["voices"] == ["tone:220", "tone:330"]
    answer = flask.post("/v1/articles/pier/audio", json={"voice": "tone:330"})
    assert (answer.status_code, answer.get_json()["voice"]) == (202, "tone:330")
    listed = flask.get("/v1/voices").get_json()["items"]
    assert [(v["name"], v["default"], v["kind"]) for v in listed] == [
        ("tone:220", True, "instant"),
        ("tone:330", False, "studio"),
    ]
    assert [(v["quality"], v["license"]) for v in listed] == [("", ""), ("high", "CC0")]


@pytest.mark.parametrize(
    "article",
    [
        {"title": "", "html": "<p>—</p>"},
        {"title": "!!!", "html": "<script>words</script><!-- words --><p>…</p>"},
        {"text": " \n "},
        {"html": "<p></p>"},
        {},
    ],
)
def test_an_article_without_letter_or_digit_is_refused(
    flask: FlaskClient, article: dict[str, str]
) -> None:
    answer = flask.put("/v1/articles/a", json=article)
    assert problem(answer) == (422, "nothing-to-read")
    assert flask.get("/v1/articles/a").status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "malformed-json"),
        (b"", 400, "malformed-json"),
        (b"\xff\xfe", 400, "malformed-json"),
        (b'{"article_ids": ["a"]} trailing', 400, "malformed-json"),
        (b"[" * 100_000, 400, "malformed-json"),
        (b"[]", 422, "invalid-request"),
        (b"null", 422, "invalid-request"),
        (b"{}", 422, "invalid-request"),
        (b'{"article_ids": []}', 422, "invalid-request"),
        (b'{"article_ids": "a"}', 422, "invalid-request"),
        (b'{"article_ids": [1]}', 422, "invalid-request"),
        (b'{"article_ids": ["../etc"]}', 422, "invalid-request"),
        (b'{"article_ids": ["a"], "priority": "soon"}', 422, "invalid-request"),
        (b'{"article_ids": ["a"], "voice": 5}', 422, "invalid-request"),
        (b'{"article_ids": ["a"], "pirority": "play"}', 422, "invalid-request"),
    ],
)
def test_a_malformed_request_is_refused(
    flask: FlaskClient, body: bytes, status: int, code: str
) -> None:
    assert problem(flask.post("/v1/audio", data=body)) == (status, code)


def test_too_many_ids_and_too_large_bodies_are_refused(flask: FlaskClient) -> None:
    ids = [f"a{number}" for number in range(10_000)]
    answer = flask.post("/v1/audio", json={"article_ids": ids})
    assert problem(answer) == (422, "too-many-ids")
    assert "at most 100" in answer.get_json()["detail"]
    answer = flask.post("/v1/audio", json={"article_ids": ["a"] * 10_001})
    assert problem(answer) == (422, "invalid-request")
    big = b'{"title": "' + b"x" * 5_000_000 + b'"}'
    assert problem(flask.put("/v1/articles/a", data=big)) == (413, "too-large")
    assert problem(flask.post("/v1/audio", data=big)) == (413, "too-large")


@pytest.mark.parametrize(
    "article_id", ["-a", ".a", "a b", "a%00b", "ä", "a" * 201, "a%0A", "%2e%2e", "a*b", "a|b"]
)
def test_a_bad_article_id_is_refused(flask: FlaskClient, article_id: str) -> None:
    for method, path in (
        ("PUT", ""),
        ("GET", ""),
        ("DELETE", ""),
        ("POST", "/audio"),
        ("GET", "/audio"),
    ):
        answer = flask.open(f"/v1/articles/{article_id}{path}", method=method, json={"title": "T"})
        assert problem(answer) in {(422, "bad-article-id"), (404, "not-found")}


@pytest.mark.parametrize("article_id", ["a", "A.b_c:d-9", "0", "z" * 200])
def test_a_good_article_id_is_taken(flask: FlaskClient, article_id: str) -> None:
    put(flask, article_id)
    assert flask.get(f"/v1/articles/{article_id}").get_json()["id"] == article_id


def test_the_id_in_the_body_must_be_that_of_the_address(flask: FlaskClient) -> None:
    answer = flask.put("/v1/articles/a", json={"id": "b", "title": "T"})
    assert problem(answer) == (422, "bad-article-id")


def test_articles_are_stored_read_listed_and_deleted(flask: FlaskClient) -> None:
    fields = {"title": "“T”", "dek": "D", "html": "<p>é</p>", "language": "en-US", "byline": None}
    first = flask.put("/v1/articles/b", json=fields)
    assert first.status_code == 201
    assert flask.put("/v1/articles/b", json=fields).status_code == 200
    stored = flask.get("/v1/articles/b").get_json()
    assert (stored["title"], stored["html"], stored["byline"]) == ("“T”", "<p>é</p>", "")
    assert stored["revision"] == first.get_json()["revision"]
    for other in ("a", "c"):
        put(flask, other)
    page = flask.get("/v1/articles?limit=2").get_json()
    assert ([item["id"] for item in page["items"]], page["next"]) == (["a", "b"], "b")
    rest = flask.get("/v1/articles?after=b").get_json()
    assert ([item["id"] for item in rest["items"]], rest["next"]) == (["c"], None)
    assert flask.delete("/v1/articles/b").status_code == 204
    assert flask.get("/v1/articles/b").status_code == 404
    assert problem(flask.get("/v1/articles?limit=x")) == (422, "invalid-request")
    assert problem(flask.get("/v1/articles?after=../x")) == (422, "bad-article-id")


@pytest.mark.parametrize("field", ["title", "html"])
def test_text_that_no_database_can_hold_is_refused(flask: FlaskClient, field: str) -> None:
    answer = flask.put("/v1/articles/a", json={"title": "T", field: "a\x00b"})
    assert problem(answer) == (422, "invalid-request")


def test_whoever_writes_needs_the_key(keyed: FlaskClient) -> None:
    bearer = {"Authorization": f"Bearer {KEY}"}
    article = {"title": "T", "text": "P"}
    pregenerate = {"article_ids": ["pier"], "priority": "pregenerate"}
    assert keyed.put("/v1/articles/pier", json=article, headers=bearer).status_code == 201
    for wrong in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {KEY}"}):
        for answer in (
            keyed.put("/v1/articles/pier", json=article, headers=wrong),
            keyed.get("/v1/articles/pier", headers=wrong),
            keyed.get("/v1/articles", headers=wrong),
            keyed.delete("/v1/articles/pier", headers=wrong),
            keyed.delete("/v1/articles/pier/audio", headers=wrong),
            keyed.post("/v1/audio", json=pregenerate, headers=wrong),
        ):
            assert problem(answer) == (401, "bad-key")
            assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert keyed.post("/v1/audio", json=pregenerate, headers=bearer).status_code == 202


def test_what_is_no_address_or_no_method_is_a_problem_too(flask: FlaskClient) -> None:
    assert problem(flask.get("/nowhere")) == (404, "not-found")
    answer = flask.patch("/v1/articles/a")
    assert problem(answer) == (405, "method-not-allowed")
    assert "PUT" in answer.headers["Allow"]


def test_a_redis_that_is_down_is_a_503_that_says_so(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("REDIS_URL", f"unix://{tmp_path}/none.sock")
    with create_app().test_client() as flask:
        answer = flask.post("/v1/articles/pier/audio")
        assert problem(answer) == (503, "cache-unavailable")
        assert answer.headers["Retry-After"]
        assert problem(flask.get("/readyz")) == (503, "redis-down")
        assert flask.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"htlm": "<p>Yes.</p>"}, "'htlm' is not a field of an article; did you mean 'html'?"),
        ({"published": "2026-11-27T08:00:00Z"}, "did you mean 'published_at'?"),
        ({"42": "answer"}, "'42' is not a field of an article"),
        ({"url": "news/pier"}, "'news/pier' does not begin with https:// or http://"),
        ({"image_url": "javascript:alert(1)"}, "does not begin with https:// or http://"),
        ({"access": "members"}, "access"),
    ],
)
def test_what_an_article_cannot_have_is_refused_by_name(
    flask: FlaskClient, fields: dict[str, str], told: str
) -> None:
    answer = flask.put("/v1/articles/pier", json={"title": "A", **fields})
    assert problem(answer) == (422, "invalid-request")
    assert told in answer.get_json()["detail"]
    assert flask.get("/v1/articles/pier").status_code == 404


def test_an_article_for_subscribers_stays_so_when_it_is_sent_back(flask: FlaskClient) -> None:
    flask.put("/v1/articles/pier", json={"title": "A", "access": "subscribers"})
    stored = flask.get("/v1/articles/pier").get_json()
    assert stored["access"] == "subscribers"
    assert flask.put("/v1/articles/pier", json=stored).status_code == 200
    assert flask.get("/v1/articles/pier").get_json()["access"] == "subscribers"
    assert problem(flask.post("/v1/articles/pier/audio")) == (403, "signature-needed")
    assert flask.put("/v1/articles/pier", json={**stored, "access": ""}).status_code == 200
    assert flask.post("/v1/articles/pier/audio").status_code == 202


def test_a_stored_article_can_be_sent_back_as_it_was_read(flask: FlaskClient) -> None:
    sent = {"title": "A", "language": "en-GB", "url": "https://news.example/pier"}
    assert flask.put("/v1/articles/pier", json=sent).status_code == 201
    stored = flask.get("/v1/articles/pier").get_json()
    answer = flask.put("/v1/articles/pier", json=stored)
    assert (answer.status_code, answer.get_json()) == (200, stored)


def test_a_byte_order_mark_does_no_harm(flask: FlaskClient) -> None:
    body = b'\xef\xbb\xbf{"title": "A"}'
    assert flask.put("/v1/articles/pier", data=body).status_code == 201
