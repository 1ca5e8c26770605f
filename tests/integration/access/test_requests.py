"""Invalid requests get a clear answer; no worker runs here."""

import json

import pytest
import redis
from flask.testing import FlaskClient

from audio_service.app import create_app
from audio_service.http.schemas.narrations import Narration
from audio_service.http.schemas.status import Status
from cache.audio.paths import name_of_bytes, track_path
from cache.messages.published_voices import VoiceRecord, Voices
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import TrackRecord
from cache.narrations.track_manifest import Manifest
from cache.redis import keys
from cache.voice_choice import VoiceKind
from tests.integration.asking import KEY, problem, put
from tests.stand import wait_for


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


def test_playing_needs_no_key(keyed: FlaskClient) -> None:
    keyed.put("/v1/articles/pier", json={"title": "T"}, headers={"Authorization": f"Bearer {KEY}"})
    assert keyed.post("/v1/articles/pier/audio").status_code == 202
    assert keyed.post("/v1/audio", json={"article_ids": ["pier"]}).status_code == 202
    assert keyed.get("/v1/articles/pier/audio").status_code == 200
    assert keyed.get("/v1/voices").status_code == 200


def test_a_press_needs_no_body_and_no_special_header_and_any_page_may_read_it(
    flask: FlaskClient,
) -> None:
    put(flask)
    bare = flask.post("/v1/articles/pier/audio")
    assert bare.status_code == 202
    assert bare.headers["Access-Control-Allow-Origin"] == "*"
    text = flask.post(
        "/v1/articles/pier/audio", data='{"voice": "tone:220"}', content_type="text/plain"
    )
    assert text.status_code == 202
    preflight = flask.options("/v1/articles/pier/audio")
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in flask.get("/v1/articles/pier").headers


def test_a_narration_looks_as_the_contract_says(flask: FlaskClient) -> None:
    put(flask)
    absent = flask.get("/v1/articles/pier/audio").get_json()
    assert absent["state"] == "absent"
    for body in (absent, flask.post("/v1/articles/pier/audio").get_json()):
        assert Narration.model_validate(body).model_dump() == body
        assert list(body) == [
            "article_id", "voice", "state", "progress", "url", "duration_s", "estimated_s",
            "stream_url", "hls_url", "cues_url", "fingerprint", "updated_at", "error",
        ]  # fmt: skip


def test_a_narration_without_a_track_says_about_how_long_it_will_be(
    flask: FlaskClient, client: redis.Redis
) -> None:
    article_id = "p" * 60
    flask.put(f"/v1/articles/{article_id}", json={"title": "T", "text": "harbor " * 310})
    path = f"/v1/articles/{article_id}/audio"
    absent = flask.get(path)
    assert len(absent.data) <= 1_000
    both = flask.post("/v1/audio", json={"article_ids": [article_id]}).get_json()["items"]
    shown = [absent.get_json(), flask.post(path).get_json(), *both]
    shown.append(flask.get(f"{path}?voice=tone:220").get_json())
    assert [narration["estimated_s"] for narration in shown] == [120] * 4
    client.flushall()
    assert flask.get(path).get_json()["estimated_s"] == 120


def test_an_edition_noted_by_an_earlier_version_is_read_anew(
    flask: FlaskClient, client: redis.Redis
) -> None:
    put(flask)
    whole = flask.application.extensions["listen"].articles.cached_editions.read("pier")
    client.set(keys.revision("pier"), f"{whole.revision} {whole.language}")
    assert flask.get("/v1/articles/pier/audio").get_json()["estimated_s"] == 1
    assert flask.post("/v1/articles/pier/audio").get_json()["estimated_s"] == 1


def test_what_has_no_track_has_no_cues(flask: FlaskClient) -> None:
    put(flask)
    for name in ("cues.json", "cues.vtt", "chapters.json"):
        assert problem(flask.get(f"/v1/articles/pier/audio/{name}")) == (404, "no-narration")


def own(flask: FlaskClient, name: str) -> None:
    """Store an open article, and make a stored track its track."""
    track = TrackRecord(name, 12.5, "fp", Basis("r1", ""), 1)
    of_demo = Manifest(NarrationName("river-pact-nears-end", "tone:220"), track, {}, [])
    flask.application.extensions["listen"].stores.manifests.write(of_demo)


def test_audio_is_answered_whole_or_in_ranges(flask: FlaskClient) -> None:
    data = bytes(range(256)) * 1_000
    name = name_of_bytes(data)
    flask.application.extensions["listen"].storage.write(track_path(name), data)
    own(flask, name)
    url = f"/audio/tracks/{name}.mp3"
    whole = flask.get(url)
    assert (whole.status_code, whole.data, whole.content_type) == (200, data, "audio/mpeg")
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    part = flask.get(url, headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, part.data) == (206, data[1000:2000])
    assert part.headers["Content-Range"] == f"bytes 1000-1999/{len(data)}"
    assert part.headers["Content-Length"] == "1000"
    assert flask.get(url, headers={"Range": "bytes=-10"}).data == data[-10:]
    assert flask.get(url, headers={"Range": "bytes=255990-"}).data == data[255_990:]
    assert problem(flask.get(url, headers={"Range": "bytes=999999-"}))[0] == 416
    same = flask.get(url, headers={"If-None-Match": whole.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    head = flask.head(url)
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(data)))
    stale = flask.get(url, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (stale.status_code, len(stale.data)) == (200, len(data))


@pytest.mark.parametrize("name", ["1" * 32, "x", "..%2f..%2fetc%2fpasswd", "0" * 31])
def test_audio_that_was_never_there_is_404(flask: FlaskClient, name: str) -> None:
    for kind in ("tracks", "clips"):
        assert problem(flask.get(f"/audio/{kind}/{name}.mp3"))[0] == 404


def test_what_is_no_address_or_no_method_is_a_problem_too(flask: FlaskClient) -> None:
    assert problem(flask.get("/nowhere")) == (404, "not-found")
    answer = flask.patch("/v1/articles/a")
    assert problem(answer) == (405, "method-not-allowed")
    assert "PUT" in answer.headers["Allow"]


def test_the_status_says_who_is_missing(flask: FlaskClient) -> None:
    found = flask.get("/status").get_json()
    assert Status.model_validate(found).model_dump() == found
    assert found["status"] == "degraded"
    assert any("'first'" in line for line in found["problems"])
    assert problem(flask.get("/readyz")) == (503, "no-first-worker")
    assert flask.get("/healthz").get_json() == {"status": "ok"}


def test_presses_are_counted(flask: FlaskClient) -> None:
    put(flask)
    for _ in range(3):
        flask.post("/v1/articles/pier/audio")
    wait_for(lambda: flask.get("/status").get_json()["presses"]["misses"] == 3)
    assert flask.get("/status").get_json()["presses"]["hit_ratio"] == 0.0


def test_the_metrics_can_be_read_by_prometheus(flask: FlaskClient) -> None:
    text = flask.get("/metrics").get_data(as_text=True)
    assert 'listen_queue_jobs{queue="first"} 0.0' in text
    assert "listen_ok 0.0" in text


def test_the_description_names_every_route_of_the_contract(flask: FlaskClient) -> None:
    described = flask.get("/openapi.json").get_json()
    assert described["openapi"] == "3.1.0"
    routes = {
        f"{method.upper()} {path}" for path, ways in described["paths"].items() for method in ways
    }
    assert routes == {
        "GET /v1/ops/audit",
        "POST /v1/ops/drain",
        "POST /v1/ops/pause",
        "POST /v1/ops/purge",
        "POST /v1/ops/regenerate",
        "POST /v1/ops/resume",
        "POST /v1/ops/retry",
        "POST /v1/audio",
        "POST /v1/articles/{article_id}/audio",
        "GET /v1/articles/{article_id}/audio",
        "DELETE /v1/articles/{article_id}/audio",
        "GET /v1/articles/{article_id}/audio/stream.mp3",
        "GET /v1/articles/{article_id}/audio/stream.mp4",
        "GET /v1/articles/{article_id}/audio/stream.m3u8",
        "GET /v1/articles/{article_id}/audio/cues.json",
        "GET /v1/articles/{article_id}/audio/cues.vtt",
        "GET /v1/articles/{article_id}/audio/chapters.json",
        "GET /v1/articles/{article_id}/audio/audio-object.json",
        "GET /v1/articles/{article_id}/audio/snippet.html",
        "GET /v1/articles/{article_id}/plays",
        "POST /v1/articles/{article_id}/plays",
        "GET /v1/articles",
        "PUT /v1/articles/{article_id}",
        "GET /v1/articles/{article_id}",
        "DELETE /v1/articles/{article_id}",
        "POST /v1/webhooks/{source}",
        "GET /v1/lexicon",
        "PUT /v1/lexicon",
        "DELETE /v1/lexicon",
        "POST /v1/lexicon/apply",
        "GET /v1/lexicon/apply/{update_id}",
        "POST /v1/lexicon/preview",
        "GET /v1/voices",
        "GET /audio/tracks/{name}.mp3",
        "GET /audio/clips/{name}.mp3",
        "GET /audio/samples/{sample}.mp3",
        "GET /feed.xml",
        "GET /feed/{section}.xml",
        "GET /healthz",
        "GET /readyz",
        "GET /status",
        "GET /metrics",
    }
    names = set(described["components"]["schemas"])
    used = set(json.dumps(described).split("#/components/schemas/")[1:])
    assert {reference.split('"')[0] for reference in used} <= names


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
