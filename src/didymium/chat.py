"""A language model behind an OpenAI-compatible endpoint: one question, one JSON answer, within limits.

What it answers is data of a stranger: whoever asks checks each part of it before it is used.
"""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from didymium.errors import BadInput

if TYPE_CHECKING:
    import httpx

TIMEOUT = 20.0  # seconds for one answer
BUDGET = 90.0  # seconds for all answers
TOKENS = 3000  # most tokens of one answer
MOST_BYTES = 400_000


class NoAnswerError(Exception):
    """The endpoint gave no usable answer; the argument is the reason in a word or two."""


@dataclass
class Endpoint:
    """An endpoint with the moment after which it is not asked any more."""

    client: httpx.Client
    url: str
    model: str
    deadline: float
    tokens: int = TOKENS

    def ask(self, system: str, data: object, schema: dict[str, Any]) -> Any:
        """The JSON that the model answers to `data`; raises `NoAnswerError`."""
        import httpx

        body: dict[str, Any] = {
            "model": self.model,
            "temperature": 0,
            "seed": 0,
            "max_tokens": self.tokens,
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": json.dumps(data, ensure_ascii=False)},
            ],
            "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}},
        }
        if time.monotonic() > self.deadline:
            raise NoAnswerError("not asked")
        try:
            status, raw = self._post(body)
            if status in {400, 404, 422}:  # knows no schema
                status, raw = self._post({k: v for k, v in body.items() if k != "response_format"})
        except httpx.TimeoutException:
            raise NoAnswerError("time-out") from None
        except httpx.HTTPError:
            raise NoAnswerError("unreachable") from None
        if status != 200:
            raise NoAnswerError("server error")
        return _content(raw)

    def _post(self, body: dict[str, Any]) -> tuple[int, bytes]:
        """Status and body of one request, cut off at the deadline and at a size."""
        import httpx

        raw = bytearray()
        ends = min(time.monotonic() + (self.client.timeout.read or TIMEOUT), self.deadline)
        with self.client.stream("POST", f"{self.url}/chat/completions", json=body) as response:
            for piece in response.iter_bytes():
                raw += piece
                if time.monotonic() > ends:
                    raise httpx.ReadTimeout("the answer drips")
                if len(raw) > MOST_BYTES:
                    break
            return response.status_code, bytes(raw)


def connect(
    url: str, model: str | None = None, *, timeout: float = TIMEOUT, budget: float = BUDGET, tokens: int = TOKENS
) -> Endpoint:
    """The endpoint at `url` (base or chat address); its key comes from DIDYMIUM_LLM_KEY or OPENAI_API_KEY.

    timeout, budget: seconds for one answer and for all. Raises `BadInput` for an address that is not http(s).
    """
    import httpx

    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadInput(f"--llm {url[:80]!r}: not an http(s) address; give the base of an OpenAI-compatible endpoint")
    if timeout <= 0 or budget < 0 or tokens <= 0:
        raise BadInput("--llm: give a time-out, a budget and tokens above 0")
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    base = f"{parts.scheme}://{parts.netloc}{path or '/v1'}"
    key = os.environ.get("DIDYMIUM_LLM_KEY") or os.environ.get("OPENAI_API_KEY")
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    client = httpx.Client(timeout=timeout, headers=headers, follow_redirects=False)
    return Endpoint(client, base, model or _first_model(client, base), time.monotonic() + budget, tokens)


def _first_model(client: httpx.Client, base: str) -> str:
    """The first model that the endpoint lists, else `default`."""
    import httpx

    try:
        return str(client.get(f"{base}/models").json()["data"][0]["id"])
    except (httpx.HTTPError, ValueError, KeyError, IndexError, TypeError):
        return "default"


def _content(raw: bytes) -> Any:
    """The JSON object in the model's message."""
    try:
        message = json.loads(raw)["choices"][0]["message"]
        content = message.get("content")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        raise NoAnswerError("garbage") from None
    if not isinstance(content, str) or message.get("refusal"):
        raise NoAnswerError("refused")
    found = re.search(r"\{.*\}", content, re.S)
    try:
        return json.loads(found.group()) if found else {}
    except ValueError:
        raise NoAnswerError("garbage") from None
