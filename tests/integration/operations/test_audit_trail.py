"""The audit trail: who did what, and when."""

import pytest
import redis
from flask.testing import FlaskClient

from audio_service.access.api_key_store import Scope
from audio_service.http.schemas.actions import AuditTrail
from cache.operations.audit_log import BEGUN, KEPT
from tests.integration.asking import problem
from tests.integration.operations.operators import do, web_of


def test_the_audit_trail_needs_a_key_that_is_good_for_it(keyed: FlaskClient) -> None:
    assert problem(keyed.get("/v1/ops/audit")) == (401, "bad-key")
    other = web_of(keyed).access.api_keys.add("cms", [Scope.PUSH, Scope.READ])
    refused = keyed.get("/v1/ops/audit", headers={"Authorization": f"Bearer {other}"})
    assert problem(refused) == (403, "missing-scope")


def test_each_action_is_written_down_with_who_did_it(keyed: FlaskClient) -> None:
    key = web_of(keyed).access.api_keys.add("night-desk", [Scope.OPERATE])
    keyed.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    do(keyed, "pause")
    do(keyed, "pause")
    keyed.post("/v1/ops/retry", json={"article_id": "none"})
    do(keyed, "resume")
    assert keyed.delete("/v1/articles/none/audio").status_code == 204
    answer = keyed.get("/v1/ops/audit")
    AuditTrail.model_validate_json(answer.data)
    entries = answer.get_json()["items"]
    assert [(e["action"], e["changed"]) for e in entries] == [
        ("purge", False),
        ("resume", True),
        ("retry", False),
        ("pause", False),
        ("pause", True),
    ]
    assert {e["who"] for e in entries} == {"night-desk"}
    assert entries[2]["asked"] == {"article_id": "none"}
    assert entries[2]["result"].startswith("refused: article-not-found")
    assert len(keyed.get("/v1/ops/audit?limit=2").get_json()["items"]) == 2
    assert problem(keyed.get("/v1/ops/audit?limit=x")) == (422, "invalid-request")
    assert key not in answer.get_data(as_text=True)


def test_what_is_begun_is_written_down_before_it_is_done(flask: FlaskClient) -> None:
    begun = web_of(flask).actions.audit.begin("night-desk", "purge", {"article_id": "pier"})
    [entry] = web_of(flask).actions.audit.latest()
    assert (entry.result, entry.changed) == (BEGUN, False)
    web_of(flask).actions.audit.end(begun, "1 narration taken down", changed=True)
    [entry] = web_of(flask).actions.audit.latest()
    assert (entry.result, entry.changed) == ("1 narration taken down", True)


@pytest.mark.parametrize("worker", ["", "x\ny", "a b", "x\x1b]0;pwn\x07", "x" * 201])
def test_a_name_that_no_process_has_is_refused_unwritten(flask: FlaskClient, worker: str) -> None:
    answer = flask.post("/v1/ops/drain", json={"worker": worker})
    assert problem(answer) == (422, "invalid-request")
    assert web_of(flask).actions.audit.latest() == []


def test_the_audit_trail_does_not_grow_for_ever(flask: FlaskClient, client: redis.Redis) -> None:
    audit = web_of(flask).actions.audit
    for number in range(KEPT + 5):
        audit.end(audit.begin("test", "pause", {}), str(number), changed=True)
    assert client.llen("listen:audit") == KEPT
    assert audit.latest(1)[0].result == str(KEPT + 4)
