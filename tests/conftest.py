"""A test session reaches no network: sockets other than loopback and local ones are refused."""

from __future__ import annotations

import ipaddress
import os
import socket
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# one revision passes or fails the same way on every machine; `--hypothesis-profile=search` looks for new cases
settings.register_profile("fixed", derandomize=True)
settings.register_profile("search", derandomize=False)
settings.load_profile("fixed")

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex
_getaddrinfo = socket.getaddrinfo


class NetworkRefusedError(AssertionError):
    """A test tried to reach the network."""


def _check(host: object) -> None:
    name = str(host)
    if name in ("localhost", "", "None"):
        return
    try:
        if ipaddress.ip_address(name.split("%")[0]).is_loopback:
            return
    except ValueError:
        pass
    raise NetworkRefusedError(f"a test tried to reach {name!r}: the network is a parameter, inject one")


def _guarded(original: Any) -> Any:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _check(address[0])
        return original(self, address)

    return connect


def _resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
    _check(host.decode() if isinstance(host, bytes) else host)
    return _getaddrinfo(host, *args, **kwargs)


def pytest_configure() -> None:
    # no accepted rows and no installed edition of whoever runs the tests
    os.environ["DIDYMIUM_OVERLAY"] = str(Path(tempfile.mkdtemp()) / "overlay.db")
    os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp()
    os.environ.pop("DIDYMIUM_WORLD", None)
    socket.socket.connect = _guarded(_connect)  # type: ignore[method-assign]
    socket.socket.connect_ex = _guarded(_connect_ex)  # type: ignore[method-assign]
    socket.getaddrinfo = _resolve


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared evaluation files, from DIDYMIUM_SHARED; tests that need it skip without it."""
    folder = os.environ.get("DIDYMIUM_SHARED")
    if not folder:
        pytest.skip("DIDYMIUM_SHARED is not set")
    return Path(folder)


@pytest.fixture
def relations_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A brief without rows of the dossiers, which would take a number of the article before a relation does."""
    monkeypatch.setattr("didymium.brief.compose.considered", lambda *_: ())
