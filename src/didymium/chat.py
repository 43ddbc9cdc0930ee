"""A language model behind an OpenAI-compatible endpoint: one question, one answer, within limits.

What it answers is data of a stranger: whoever asks checks each part of it before it is used.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from didymium.errors import BadInput

if TYPE_CHECKING:
    import httpx

TIMEOUT = 20.0  # seconds for one answer
BUDGET = 90.0  # seconds for all answers
TOKENS = 3000  # most tokens of one answer
MOST_BYTES = 400_000  # of one answer


class NoAnswerError(Exception):
    """The endpoint gave no usable answer; the argument is the reason in a word or two."""


@dataclass(frozen=True)
class Endpoint:
    """An endpoint with the moment (of `time.monotonic`) after which it is not asked any more.

    timeout: seconds for one exchange as a whole; transport: for tests and proxies.
    """

    url: str
    model: str
    deadline: float
    timeout: float = TIMEOUT
    tokens: int = TOKENS
    seed: int = 0
    transport: httpx.BaseTransport | None = None

    def ask(self, system: str, data: object, schema: dict[str, Any], tokens: int | None = None) -> str:
        """What the model says to `data`, which `answered` takes apart; raises `NoAnswerError`."""
        body: dict[str, Any] = {
            "model": self.model,
            "temperature": 0,
            "seed": self.seed,
            "max_tokens": min(self.tokens, tokens or self.tokens),
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": json.dumps(data, ensure_ascii=False)},
            ],
            "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}},
        }
        status, raw = self._exchange("POST", "chat/completions", body)
        if status in {400, 404, 422}:  # knows no schema
            del body["response_format"]
            status, raw = self._exchange("POST", "chat/completions", body)
        if status != 200:
            raise NoAnswerError("server error")
        return _message(raw)

    def first_model(self) -> str:
        """The first model that the endpoint lists, else `default`."""
        try:
            return str(json.loads(self._exchange("GET", "models")[1])["data"][0]["id"])
        except (NoAnswerError, ValueError, LookupError, TypeError, RecursionError):
            return "default"

    def _exchange(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, bytes]:
        """Status and body of one request, cut off at a size; over in time, whatever drips or never ends."""
        import httpx

        from didymium.deadline import Deadlined

        begun = time.monotonic()
        if begun > self.deadline:
            raise NoAnswerError("not asked")
        way = self.transport or Deadlined(min(begun + self.timeout, self.deadline))
        try:
            with (
                httpx.Client(transport=way, timeout=self.timeout, headers=_headers()) as client,
                client.stream(method, f"{self.url}/{path}", json=body) as response,
            ):
                return response.status_code, _capped(response)
        except httpx.TimeoutException:
            raise NoAnswerError("time-out") from None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):  # ValueError: a host that no name can have
            raise NoAnswerError("unreachable") from None


def connect(
    url: str, model: str | None = None, *, timeout: float = TIMEOUT, budget: float = BUDGET, tokens: int = TOKENS,
    seed: int = 0,
) -> Endpoint:  # fmt: skip
    """The endpoint at `url` (base or chat address); its key comes from DIDYMIUM_LLM_KEY or OPENAI_API_KEY.

    timeout, budget: seconds for one answer and for all; tokens: most of one answer. Raises `BadInput` for an address
    that is not http(s) and for limits that are not positive.
    """
    for name, limit in (("timeout", timeout), ("budget", budget), ("tokens", tokens)):
        if not limit > 0 and not (limit == 0 and name == "budget"):
            raise BadInput(f"--llm-{name} is {limit:g}: give a number above 0")
    endpoint = Endpoint(_base(url), model or "", time.monotonic() + budget, timeout, tokens, seed)
    return endpoint if model else replace(endpoint, model=endpoint.first_model())


def answered(said: str) -> dict[str, Any]:
    """The JSON object in what a model says; `NoAnswerError` where there is none."""
    start, end = said.find("{"), said.rfind("}")
    if not 0 <= start < end:
        raise NoAnswerError("refused")
    try:
        found: dict[str, Any] = json.loads(said[start : end + 1])
    except (ValueError, RecursionError):
        raise NoAnswerError("garbage") from None
    return found


def _base(url: str) -> str:
    """The address of the chat verb's parent: `.../v1`."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadInput(f"--llm {url[:80]!r}: not an http(s) address; give the base of an OpenAI-compatible endpoint")
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    return f"{parts.scheme}://{parts.netloc}{path or '/v1'}"


def _headers() -> dict[str, str]:
    """What is sent along; no packing is asked for, so that an answer is as long as it looks."""
    key = os.environ.get("DIDYMIUM_LLM_KEY") or os.environ.get("OPENAI_API_KEY")
    return {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {key}"} if key else {})


def _capped(response: httpx.Response) -> bytes:
    raw = bytearray()
    for piece in response.iter_raw():
        raw += piece
        if len(raw) > MOST_BYTES:
            break
    return bytes(raw)


def _message(raw: bytes) -> str:
    """The text of the model's message."""
    try:
        message = json.loads(raw)["choices"][0]["message"]
        content, refusal = message.get("content"), message.get("refusal")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise NoAnswerError("garbage") from None
    if not isinstance(content, str) or refusal:
        raise NoAnswerError("refused")
    return content
