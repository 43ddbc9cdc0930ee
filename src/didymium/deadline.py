"""HTTP with one deadline for all of an exchange: a server that drips its headers or its body gains no time by it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx


class Deadlined(httpx.HTTPTransport):
    """httpx's transport, each wait of which ends at `deadline` (of `time.monotonic`) at the latest."""

    def __init__(self, deadline: float) -> None:
        super().__init__(trust_env=False)
        self._pool.close()
        context = httpx.create_ssl_context(trust_env=False)
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=_Backend(deadline))


class _Clock:
    def __init__(self, deadline: float) -> None:
        self.deadline = deadline

    def left(self, timeout: float | None) -> float:
        """Seconds that a wait may take; raises `httpcore.ReadTimeout` after the deadline."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("took too long")
        return left if timeout is None else min(left, timeout)


class _Backend(_Clock, httpcore.NetworkBackend):
    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        plain = httpcore.SyncBackend()
        return _Stream(plain.connect_tcp(host, port, self.left(timeout), local_address, socket_options), self.deadline)


class _Stream(_Clock, httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        super().__init__(deadline)
        self.inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, self.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, self.left(timeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self.inner.start_tls(ssl_context, server_hostname, self.left(timeout)), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)
