"""Whatever a model behind `--llm` is made to write, a forged sentence is not issued."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from briefs import proven_brief
from didymium.brief.llm import rephrase
from didymium.proof import places
from forgeries import forge
from forgeries.cases import Case, of_brief


class Liar(ThreadingHTTPServer):
    """Answers each sentence with a forgery of it."""

    daemon_threads = True
    cases: dict[str, Case]
    forger: forge.Forger
    told: list[str]


class Handler(BaseHTTPRequestHandler):
    server: Liar

    def do_GET(self) -> None:
        self._send({"data": [{"id": "liar"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        texts = [s["text"] for s in json.loads(body["messages"][1]["content"])["sentences"]]
        rows = []
        for k, text in enumerate(texts, 1):
            case = self.server.cases.get(text)
            new = self.server.forger(case, (), random.Random(k)) if case else None
            if new and new[0] and new[0] != text:
                self.server.told.append(new[0])
                rows.append({"text": new[0], "from": [k]})
        self._send({"choices": [{"message": {"content": json.dumps({"sentences": rows})}}]})

    def _send(self, body: object) -> None:
        raw = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def lying(name: str) -> Iterator[tuple[Liar, str]]:
    server = Liar(("127.0.0.1", 0), Handler)
    server.cases = {c.text: c for c in of_brief(proven_brief())}
    server.forger, server.told = forge.CLASSES[name], []
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("name", [n for n in forge.CLASSES if not n.startswith("another")])
def test_no_lie_of_a_class_is_issued(name: str) -> None:
    with lying(name) as (server, url):
        issued = {s.text for _, s in places(rephrase(proven_brief(), url))}
    assert not issued & set(server.told)
