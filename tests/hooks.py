"""Webhooks, signed and sent as a CMS does it."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient

Signed = tuple[bytes, dict[str, str]]


def hmac_hex(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


@dataclass
class Sender:
    """Sender of webhooks in our own form.

    Attributes:
        flask: Client of the service.
        source: Name of its source.
        secret: Secret of the signatures.
        late_s: Delay of the webhooks, in seconds.
    """

    flask: FlaskClient
    source: str
    secret: str
    late_s: float = 0

    def headers(self, body: bytes) -> dict[str, str]:
        at_s = int(time.time() - self.late_s)
        return {
            "Listen-Signature": f"t={at_s},v1={hmac_hex(self.secret, f'{at_s}.'.encode() + body)}"
        }

    def signed(self, event: str, article_id: str, at: str, **more: Any) -> Signed:
        body = json.dumps({"event": event, "id": article_id, "at": at, **more}).encode()
        return body, self.headers(body)

    def send(self, body: bytes) -> Any:
        return self.flask.post(f"/v1/webhooks/{self.source}", data=body, headers=self.headers(body))

    def tell(self, event: str, article_id: str, at: str, **more: Any) -> Any:
        return self.send(self.signed(event, article_id, at, **more)[0])


@dataclass
class Standard(Sender):
    """Sender of the same webhooks, signed as Standard Webhooks."""

    message_id: str = "msg_1"

    def headers(self, body: bytes) -> dict[str, str]:
        at_s = str(int(time.time() - self.late_s))
        message = f"{self.message_id}.{at_s}.".encode() + body
        signature = base64.b64encode(bytes.fromhex(hmac_hex(self.secret, message))).decode()
        return {
            "webhook-id": self.message_id,
            "webhook-timestamp": at_s,
            "webhook-signature": f"v1,{signature}",
        }


@dataclass
class Ghost:
    """Sender of webhooks as Ghost sends them."""

    flask: FlaskClient
    source: str
    secret: str
    late_s: float = 0

    def signed(self, post_id: str, status: str, previous: dict[str, str]) -> Signed:
        at_s = time.time()
        updated_at = time.strftime("%Y-%m-%dT%H:%M:%S.", time.gmtime(at_s))
        current = {
            "id": post_id,
            "title": "Fähre",
            "html": "<p>Nur für Mitglieder.</p>",
            "status": status,
            "updated_at": f"{updated_at}{int(at_s % 1 * 1000):03}Z",
        }
        return self._sign({"current": current, "previous": previous})

    def changes(self, post_id: str, status: str, previous: dict[str, str]) -> Any:
        return self._send(*self.signed(post_id, status, previous))

    def deletes(self, post_id: str) -> Any:
        previous = {"id": post_id, "status": "published"}
        return self._send(*self._sign({"current": {}, "previous": previous}))

    def _sign(self, post: dict[str, Any]) -> Signed:
        body = json.dumps({"post": post}, ensure_ascii=False).encode()
        at_ms = str(int((time.time() - self.late_s) * 1000))
        signature = hmac_hex(self.secret, body + at_ms.encode())
        return body, {"X-Ghost-Signature": f"sha256={signature}, t={at_ms}"}

    def _send(self, body: bytes, headers: dict[str, str]) -> Any:
        return self.flask.post(f"/v1/webhooks/{self.source}", data=body, headers=headers)
