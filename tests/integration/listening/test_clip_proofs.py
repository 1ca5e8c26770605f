"""Proofs in the addresses of segments: a random key of their own, the same for all processes."""

from collections.abc import Iterator

import pytest
import redis
from flask.testing import FlaskClient

from cache.access import clip_proofs
from cache.access.clip_proofs import ClipProofs
from cache.operations import redis_backup
from cache.redis import keys
from tests.integration.asking import KEY
from tests.stand import ValkeyServer, opened

HASH = "0123456789abcdef" * 2


@pytest.fixture
def flask(settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    monkeypatch.setenv("LISTEN_API_KEY", KEY)
    monkeypatch.setenv("LISTEN_SIGNING_KEY", "k" * 32)
    with opened() as client:
        yield client


def test_a_proof_is_of_one_clip_of_one_article(client: redis.Redis) -> None:
    proofs = ClipProofs(client)
    proof = proofs.prove("a", HASH)
    assert proofs.is_right("a", HASH, proof)
    for article_id, clip_hash, given in (
        ("b", HASH, proof),
        ("a", HASH[::-1], proof),
        ("a", HASH, ""),
        ("a", HASH, "é" * 32),
        ("a", HASH, proof.upper() + "x"),
    ):
        assert not proofs.is_right(article_id, clip_hash, given)


def test_all_processes_share_a_key_that_is_made_once(client: redis.Redis) -> None:
    proofs = [ClipProofs(client) for _ in range(3)]
    assert len({each.prove("a", HASH) for each in proofs}) == 1
    client.delete(keys.PROOF_KEY)
    others = ClipProofs(client)
    assert others.prove("a", HASH) != proofs[0].prove("a", HASH), "it is random"


def test_no_key_that_a_person_chose_makes_a_proof(flask: FlaskClient, client: redis.Redis) -> None:
    proofs = flask.application.extensions["listen"].stores.segments.proofs
    proof = proofs.prove("a", HASH)
    assert len(client.get(keys.PROOF_KEY) or b"") == 64
    for chosen in (KEY, "k" * 32):
        client.set(keys.PROOF_KEY, chosen)
        assert ClipProofs(client).prove("a", HASH) != proof


def test_the_key_is_part_of_a_backup(client: redis.Redis) -> None:
    proof = ClipProofs(client).prove("a", HASH)
    lines = list(redis_backup.dump(client))
    client.flushall()
    redis_backup.load(client, lines, lambda _: True)
    assert ClipProofs(client).prove("a", HASH) == proof


def test_a_process_that_knows_the_key_stores_it_again_in_an_emptied_redis(
    client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clip_proofs, "KNOWN_S", 0.0)
    proofs = ClipProofs(client)
    proof = proofs.prove("a", HASH)
    client.flushall()
    assert proofs.is_right("a", HASH, proof)
    assert ClipProofs(client).prove("a", HASH) == proof


def test_a_proof_of_another_process_is_right_although_it_made_the_key_anew(
    client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clip_proofs, "READ_AGAIN_S", 0.0)
    mine = ClipProofs(client)
    mine.prove("a", HASH)
    client.delete(keys.PROOF_KEY)
    assert mine.is_right("a", HASH, ClipProofs(client).prove("a", HASH))


def test_known_proofs_are_checked_while_redis_is_away(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    server = ValkeyServer(tmp_path_factory.mktemp("p"))
    server.start()
    with server.connect() as connection:
        proofs = ClipProofs(connection)
        proof = proofs.prove("a", HASH)
        server.stop()
        proofs._read_at = -clip_proofs.KNOWN_S
        assert proofs.is_right("a", HASH, proof)
        assert not proofs.is_right("a", HASH, proof[::-1])
