"""HTTP connections that are hung up on when a request's head does not come, or when one address holds too many."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0  # from the connection, or from a first byte, to the end of the headers
MOST_CONNECTIONS = 200  # from one address

_connections: Counter[str] = Counter()
_silent: dict[str, dict[Impatient, None]] = {}
"""By address the connections whose head has not come, the oldest first."""


class Impatient(H11Protocol):
    """uvicorn's protocol with a limit of time for each head and of connections for each address."""

    _timer: asyncio.TimerHandle | None = None
    _address = ""

    def connection_made(self, transport: Any) -> None:
        """A client has connected."""
        super().connection_made(transport)
        self._address = str((transport.get_extra_info("peername") or ("",))[0])
        _connections[self._address] += 1
        if _connections[self._address] > MOST_CONNECTIONS:
            oldest = next(iter(_silent.get(self._address, ())), self)
            oldest.transport.abort()  # who sends nothing makes room for who asks
            oldest._head_came()
        if not transport.is_closing():
            self._expect_head()

    def data_received(self, data: bytes) -> None:
        """Some bytes have come."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._head_came()
        else:
            self._expect_head()

    def on_response_complete(self) -> None:
        """A reply is sent; bytes of the next head may already be here."""
        super().on_response_complete()
        if self.conn.trailing_data[0] and (self.cycle is None or self.cycle.response_complete):
            self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection has ended."""
        self._head_came()
        _connections[self._address] -= 1
        if not _connections[self._address]:
            del _connections[self._address]
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(HEAD_SECONDS, self._hang_up)
            _silent.setdefault(self._address, {})[self] = None

    def _head_came(self) -> None:
        held = _silent.get(self._address, {})
        held.pop(self, None)
        if not held:
            _silent.pop(self._address, None)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _hang_up(self) -> None:
        self._timer = None
        if (self.cycle is None or self.cycle.response_complete) and not self.transport.is_closing():
            self.transport.close()
