"""`didymium serve` and `didymium mcp`."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

Flag = Annotated[bool, Parameter(negative=())]


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    db: str | None = None,
    token: str | None = None,
    first: Path | None = None,
) -> int:
    """Open the dashboard and the HTTP API.

    Parameters
    ----------
    host
        The address to listen on; beyond this machine a token is needed.
    port
        The port.
    db
        The database: a file or postgresql://... (default: DIDYMIUM_DB, else the user's data folder).
    token
        What a write must show (default: DIDYMIUM_TOKEN).
    first
        A file or folder of articles: while the database holds none, they are briefed first.
    """
    import uvicorn

    from didymium.errors import BadInput
    from didymium.serve.app import create_app
    from didymium.serve.security import is_loopback
    from didymium.store import Store

    token = token or os.environ.get("DIDYMIUM_TOKEN") or None
    local = is_loopback(host)
    if not local and not token:
        raise BadInput(f"{host} can be reached by others: give --token (or DIDYMIUM_TOKEN) to guard writes")
    if first is not None and not first.exists():
        raise BadInput(f"{first}: no such file or folder")
    with Store.open(db) as store:
        print(f"database {store.name}", file=sys.stderr)
    names = ("localhost", "127.0.0.1", "[::1]", host) if local else None
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    app = create_app(db, token, hosts=names, first=first, prepares=True)
    print(f"Didymium at http://{host}:{port}  (Ctrl-C stops)", file=sys.stderr)
    uvicorn.run(app, host=host, port=port, access_log=False, log_level="warning", timeout_graceful_shutdown=3)
    return 0


def mcp(*, http: Flag = False, host: str = "127.0.0.1", port: int = 8001, db: str | None = None) -> int:
    """Serve the verbs to language models over the Model Context Protocol.

    Parameters
    ----------
    http
        Listen on HTTP at /mcp instead of standard input and output.
    host
        The address to listen on with --http (loopback only).
    port
        The port with --http.
    db
        The database of stored briefs.
    """
    from didymium.errors import BadInput
    from didymium.serve.mcp import create_mcp
    from didymium.serve.security import is_loopback

    server = create_mcp(db)
    if not http:
        server.run("stdio")
        return 0
    if not is_loopback(host):
        raise BadInput(f"{host}: the MCP server listens on this machine only; put a guarded proxy before it")
    server.run("streamable-http", host=host, port=port)
    return 0
