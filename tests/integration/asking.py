"""Requests by a Flask client, and checks of problems."""

from typing import Any

from flask.testing import FlaskClient

KEY = "a-key-that-is-long"


def problem(answer: Any) -> tuple[int, str]:
    assert answer.content_type == "application/problem+json"
    body = answer.get_json()
    assert body["status"] == answer.status_code
    assert body["detail"]
    assert set(body) >= {"type", "title", "status", "code", "detail"}
    return answer.status_code, body["code"]


def put(flask: FlaskClient, article_id: str = "pier") -> None:
    answer = flask.put(f"/v1/articles/{article_id}", json={"title": "T", "text": "P"})
    assert answer.status_code in {200, 201}
