"""`didymium serve` and `didymium mcp`."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from didymium.cli.options import Db, Flag
from didymium.errors import BadInput

if TYPE_CHECKING:
    from starlette.types import ASGIApp
    from uvicorn import Server


def serve(
    *, host: str = "127.0.0.1", port: int = 8000, db: Db = None, token: str | None = None, first: Path | None = None
) -> int:
    """Open the dashboard and the HTTP API.

    Parameters
    ----------
    host
        The address to listen on; beyond this machine a token is needed.
    port
        The port.
    token
        What a caller must show for all but the world's own tables (default: DIDYMIUM_TOKEN).
    first
        A file or folder of articles: while the database holds none, they are briefed first.
    """
    from didymium.serve.app import create_app
    from didymium.serve.security import is_loopback
    from didymium.store import Store

    token = token or os.environ.get("DIDYMIUM_TOKEN") or None
    local = is_loopback(host)
    if not local and not token:
        raise BadInput(f"{host} can be reached by others: give --token (or DIDYMIUM_TOKEN) to guard what is kept here")
    if first is not None and not first.exists():
        raise BadInput(f"{first}: no such file or folder")
    _free(host, port)
    with Store.open(db) as store:
        print(f"database {store.name}", file=sys.stderr)
    names = _own_names(host) if local else None
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    app = create_app(db, token, hosts=names, first=first, prepares=True)
    server = _server(app, host, port)
    threading.Thread(target=_told, args=(server, f"http://{host}:{port}"), daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    return 0 if server.started else 1


def _server(app: ASGIApp, host: str, port: int) -> Server:
    """A server that hangs up on who is silent or holds too many connections."""
    import uvicorn

    from didymium.serve.protocol import Impatient

    return uvicorn.Server(uvicorn.Config(
        app, host=host, port=port, access_log=False, log_level="warning", timeout_graceful_shutdown=3, http=Impatient
    ))  # fmt: skip


def _own_names(host: str) -> tuple[str, ...]:
    """The names under which a server of this machine is asked."""
    return ("localhost", "127.0.0.1", "[::1]", host)


def _free(host: str, port: int) -> None:
    """Raises `BadInput` where the server could not listen there."""
    import errno
    import socket

    if not 1 <= port <= 65_535:
        raise BadInput(f"port {port}: give 1 to 65535")
    bare = host.strip("[]")
    with socket.socket(socket.AF_INET6 if ":" in bare else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bare, port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            why = "another program listens there; give another --port" if taken else str(error.strerror).lower()
            raise BadInput(f"{host}:{port}: {why}") from None


def _told(server: Server, address: str) -> None:
    """Says where the server is as soon as it answers."""
    print("reading the world's tables", file=sys.stderr)
    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.05)
    print(f"Didymium at {address}  (Ctrl-C stops)", file=sys.stderr)


def mcp(*, http: Flag = False, host: str = "127.0.0.1", port: int = 8001, db: Db = None) -> int:
    """Serve the verbs to language models over the Model Context Protocol.

    Parameters
    ----------
    http
        Listen on HTTP at /mcp instead of standard input and output.
    host
        The address to listen on with --http (loopback only).
    port
        The port with --http.
    """
    from didymium.serve.jobs import WORKERS
    from didymium.serve.mcp import create_mcp, guarded
    from didymium.serve.security import is_loopback

    server = create_mcp(db)
    threading.Thread(target=WORKERS.start, daemon=True).start()
    if not http:
        server.run("stdio")
        return 0
    if not is_loopback(host):
        raise BadInput(f"{host}: the MCP server listens on this machine only; put a guarded proxy before it")
    _free(host, port)
    with contextlib.suppress(KeyboardInterrupt):
        _server(guarded(server, _own_names(host)), host, port).run()
    return 0
