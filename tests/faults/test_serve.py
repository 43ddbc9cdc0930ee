"""What a server must withstand: other people's addresses, sizes, forms, sites; and no 5xx whatever comes."""

from __future__ import annotations

import logging
import re
import resource
import socket
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import hypothesis
import pytest
import schemathesis
from fastapi import APIRouter
from fastapi.testclient import TestClient
from starlette.routing import Route

from databases import postgres, stop_server
from didymium.serve import jobs, protocol, verbs, views
from didymium.serve.app import create_app
from didymium.serve.security import Limits
from didymium.store import Store, watching
from serving import running

ARTICLE = {
    "title": "China halts gallium exports to the United States",
    "published": "2025-11-10",
    "text": "China's commerce ministry banned exports of gallium to the United States on Monday. China makes 99% of "
    "the world's gallium.",
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faults") / "serve.db"


@pytest.fixture(scope="module")
def client(path: Path) -> Iterator[TestClient]:
    jobs.WORKERS.call("didymium.serve.verbs:loaded", {})  # so that no request waits for a worker to load
    with TestClient(create_app(path, limits=Limits(body=200_000))) as found:
        yield found


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost:8000/", "http://[::1]/", "http://10.0.0.1/", "http://192.168.1.1/x",
        "http://169.254.169.254/latest/meta-data", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "file:///etc/passwd",
        "ftp://example.com/", "gopher://127.0.0.1/", "http://user:pw@example.com/", "not an address",
    ],
)  # fmt: skip
def test_no_private_address_is_fetched(client: TestClient, url: str) -> None:
    got = client.post("/api/v1/read", json={"url": url})
    assert got.status_code in (400, 422)
    page = client.post("/read", data={"url": url})
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert "root:" not in page.text


def test_a_body_beyond_the_limit_is_refused_by_length_and_by_count(client: TestClient) -> None:
    big = b"x" * 200_001
    assert client.post("/api/v1/read", content=big).status_code == 413

    def chunks() -> Iterator[bytes]:
        for _ in range(30):
            yield b"x" * 10_000

    got = client.post("/api/v1/read", content=chunks(), headers={"content-type": "application/json"})
    assert got.status_code == 413
    assert got.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("where", "form"),
    [
        ("/read", {}),
        ("/read", {"text": "a", "url": "https://example.com/"}),
        ("/read", {"text": "\x00\x01" * 200}),
        ("/lab", {"yaml": "name: [", "draws": "10"}),
        ("/lab", {"yaml": "name: x\nstart: 2026-01\nrestrictions: [{exporter: Narnia}]", "draws": "10"}),
        ("/lab", {"yaml": "a: &a [*a]", "draws": "10"}),
        ("/lab", {"yaml": "name: x", "draws": "99999999"}),
        ("/lab", {"yaml": "name: x", "draws": "many"}),
        ("/plan", {"budget": "lots"}),
        ("/plan", {"budget": "nan"}),
        ("/plan", {"importer": "Narnia", "budget": "1"}),
        ("/exposure", {"scenario": "../x", "bom": "part\n1"}),
        ("/pair/CHN/Narnia", {}),
    ],
)
def test_a_form_with_nonsense_gets_clear_words(client: TestClient, where: str, form: dict[str, str]) -> None:
    got = client.post(where, data=form, follow_redirects=False)
    if got.status_code == 303:  # taken as a run: the page of the run says what is wrong
        got = client.get(got.headers["location"])
        assert got.status_code == 200
        return
    assert got.status_code == 422
    assert 'role="alert"' in got.text


def test_the_planner_takes_a_budget_in_words_and_no_endless_one(client: TestClient) -> None:
    assert client.get("/plan.json", params={"budget": "400m"}).json()["form"]["budget"] == 400e6
    for budget in ("1e999", "inf", "nan", "lots"):
        assert client.get("/plan.json", params={"budget": budget}).status_code == 400


def test_what_a_user_writes_is_never_markup(client: TestClient) -> None:
    bad = '"><script>alert(1)</script>'
    for where in ("/search", "/calendar", "/mineral/x"):
        got = client.get(where, params={"q": bad, "mineral": bad})
        assert "<script>alert" not in got.text
    assert "<script>alert" not in client.post("/read", data={"text": bad, "title": bad}).text


def test_a_run_without_a_title_or_of_another_page_is_no_fault(client: TestClient) -> None:
    cut = {"exporter": "CHN", "minerals": ["gallium"], "importers": ["USA"], "allowed": 0.5, "from": "2025-01"}
    for name in ("untitled \u202e\x9b cut", "another"):
        scenario = {"name": name, "start": "2025-01", "months": 3, "restrictions": [cut]}
        assert client.post("/api/v1/simulate?wait=60", json={"scenario": scenario, "draws": 8}).status_code == 200
    client.post("/api/v1/risk?wait=60", json={"minerals": ["tin"], "method": ["hhi"]})
    runs = [row["id"] for row in client.get("/api/v1/jobs").json()["rows"]]
    assert {ident.partition("-")[0] for ident in runs} >= {"simulate", "risk"}
    for page in ("lab", "plan", "exposure"):
        assert {client.get(f"/{page}?run={ident}").status_code for ident in runs} == {200}
    seen = "".join(client.get(f"/lab?run={ident}").text for ident in runs)
    assert "untitled" in seen
    assert not set(seen) & set("\u202e\x9b")


def test_every_answer_carries_the_headers(client: TestClient) -> None:
    for where in ("/read", "/nothing", "/api/v1/labels", "/static/desk.js", "/api/v1/nothing"):
        headers = client.get(where).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-request-id"]


def test_writes_need_the_token(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    body = {"minerals": ["gallium"], "method": ["hhi"]}
    with caplog.at_level(logging.INFO), TestClient(create_app(path, token="s3cret-token")) as client:
        assert client.get("/api/v1/labels").status_code == 200
        assert client.post("/api/v1/risk", json=body).status_code == 401
        assert client.delete("/api/v1/jobs/x").status_code == 401
        assert client.post("/api/v1/risk", json=body, headers={"Authorization": "Bearer wrong"}).status_code == 401
        right = {"Authorization": "Bearer s3cret-token"}
        assert client.post("/api/v1/risk", json=body, headers=right).status_code == 200
        assert client.post("/token", data={"token": "wrong"}).status_code == 403
        assert client.post("/token", data={"token": "s3cret-token"}, follow_redirects=False).status_code == 303
        assert client.post("/api/v1/risk", json=body).status_code == 200
    assert "s3cret-token" not in caplog.text


OPEN = {"/healthz", "/token", "/api/v1/openapi.json", "/api/v1/labels", "/api/v1/scenarios", "/api/v1/scenarios/{name}"}
_GAPS = {"{name}": "gallium", "{code}": "CHN", "{sender}": "CHN", "{target}": "USA", "{ident:path}": "x"}


def _addresses(routes: Iterable[object]) -> Iterator[str]:
    """Every address that a server answers reads of, with those of the routers that it holds."""
    for route in routes:
        if isinstance(route, Route):
            yield from [route.path] if "GET" in (route.methods or ()) else []
        elif isinstance(inner := getattr(route, "original_router", None), APIRouter):
            yield from _addresses(inner.routes)


def test_every_read_needs_the_token_but_what_holds_nothing_of_its_users(path: Path) -> None:
    app = create_app(path, token="s3cret-token")
    client = TestClient(app, follow_redirects=False)
    addresses = list(_addresses(app.routes))
    assert len(addresses) > 40
    assert set(addresses) >= OPEN
    for address in addresses:
        filled = re.sub(r"\{[^}]*\}", lambda gap: _GAPS.get(gap.group(), "x"), address)
        for method in ("GET", "HEAD"):
            got = client.request(method, filled)
            refused = got.status_code == 401 or got.headers.get("location") == "/token"
            assert refused != (address in OPEN or address.startswith("/static")), (method, filled)
        if refused:
            shown = client.get(filled, headers={"Authorization": "Bearer s3cret-token"})
            assert shown.status_code not in (401, 500), filled


def test_no_answer_repeats_a_bill_or_an_article(path: Path) -> None:
    with TestClient(create_app(path)) as client:
        bill = {"scenario": "drc-cobalt-quota", "bom": "part,mineral,kg\nsecret-part,cobalt,3\n", "draws": 8}
        client.post("/api/v1/exposure?wait=60", json=bill)
        client.post("/api/v1/read?wait=60", json={"text": "A secret-part of gallium is for sale in Japan."})
        rows = client.get("/api/v1/jobs").json()["rows"]
        assert len(rows) == 2
        for where in ("/api/v1/jobs", *(f"/api/v1/jobs/{row['id']}/events" for row in rows)):
            assert "secret-part" not in client.get(where).text
        for row in rows:
            assert "secret-part" not in str(client.get(f"/api/v1/jobs/{row['id']}").json()["args"])


ALERTS = (
    ("brief", {"brief": "b1", "words": "a ban puts $1 billion at risk"}), ("brief", {"brief": "b1"}),
    ("watch", {"watch": "a feed", "error": "no answer", "last_success": None}),
    ("expiry", {"words": None, "next": "", "source": "x", "date": "27 November 2026"}), ("unheard of", {}),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "data"), ALERTS)
def test_the_front_page_shows_every_kind_of_alert(tmp_path: Path, kind: str, data: dict[str, object]) -> None:
    place = tmp_path / "x.db"
    with Store.open(place) as store, store.writing() as connection:
        watching.add_alert(connection, f"{kind}:1", kind, f"An alert of {kind}", dict(data), ["stdout"])
        watching.add_watch(connection, "never-good", "feed", "https://bad.example/", {})
        watching.failed(connection, "never-good", "no answer", None)
    page = TestClient(create_app(place), raise_server_exceptions=False).get("/")
    assert page.status_code == 200
    assert f"An alert of {kind}" in page.text
    assert "last good never" in page.text


def test_a_fault_of_ours_is_a_page_in_words_or_a_problem(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("inner words")

    monkeypatch.setattr(views, "minerals", fails)
    client = TestClient(create_app(path), raise_server_exceptions=False)
    page, api = client.get("/minerals"), client.get("/api/v1/minerals")
    assert (page.status_code, api.status_code) == (500, 500)
    assert 'role="alert"' in page.text
    assert "the log has it" in page.text
    assert api.headers["content-type"] == "application/problem+json"
    for reply in (page, api):
        assert "inner words" not in reply.text
        assert "script-src 'self'" in reply.headers["content-security-policy"]


def test_every_verb_that_reads_a_text_is_given_up_sooner_than_a_run() -> None:
    reading = {name for name, verb in verbs.VERBS.items() if "text" in verb.args.model_fields}
    assert reading >= {"read", "brief", "prove"}
    for name in reading:
        assert jobs.LIMITS[name].cpu < jobs.RUNNING.cpu


def test_a_sentence_without_end_is_not_proven(client: TestClient) -> None:
    got = client.post("/api/v1/prove?wait=60", json={"sentences": ["Short.", "China, " * 5000]})
    assert got.status_code == 400
    assert "sentences.1" in got.json()["detail"]


def test_a_read_that_holds_a_worker_is_ended_and_frees_it_when_cancelled(path: Path) -> None:
    slow = {"scenario": "china-rare-earths-full-cut", "draws": 20_000}
    with TestClient(create_app(path)) as client:
        held = [client.post("/api/v1/simulate?wait=0", json=slow | {"seed": n}).headers["location"] for n in range(2)]
        assert client.get("/healthz").status_code == 200
        for where in held:
            assert client.delete(where).json()["state"] == "cancelled"
        assert client.post("/api/v1/risk?wait=60", json={"minerals": ["gallium"], "method": ["hhi"]}).status_code == 200


def test_one_address_holds_neither_all_requests_nor_all_streams(tmp_path: Path) -> None:
    app = create_app(tmp_path / "x.db", limits=Limits(each=4, streams=2, body_seconds=1.0))
    with running(app) as base, ExitStack() as open_:
        address = (urlsplit(base).hostname, urlsplit(base).port)
        slow = [open_.enter_context(socket.create_connection(address)) for _ in range(6)]
        for each in slow:
            each.sendall(b"POST /api/v1/read HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        assert httpx.get(f"{base}/healthz").status_code == 200
        said = [each.recv(20) for each in slow]
        assert said.count(b"HTTP/1.1 429 Too Man") >= 2
        assert said.count(b"HTTP/1.1 408 Request") >= 4
        assert httpx.get(f"{base}/api/v1/labels").status_code == 200


@pytest.mark.parametrize(
    "sent", [b"", b"GET /healthz HTTP/1.1\r\nHost: x\r\n", b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /"]
)
def test_a_head_that_does_not_come_is_hung_up_on(tmp_path: Path, sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.5)
    with running(create_app(tmp_path / "x.db")) as base:
        with socket.create_connection((urlsplit(base).hostname, urlsplit(base).port)) as connection:
            connection.settimeout(30)
            connection.sendall(sent)
            while connection.recv(4096):
                pass  # ends when the server hangs up
        monkeypatch.setattr(protocol, "HEAD_SECONDS", 10.0)  # a busy machine may be slow to send a whole one
        assert httpx.get(f"{base}/healthz").status_code == 200


def test_who_sends_nothing_makes_room_for_who_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "MOST_CONNECTIONS", 4)
    with running(create_app(tmp_path / "x.db")) as base, ExitStack() as open_:
        for _ in range(12):
            one = open_.enter_context(socket.create_connection((urlsplit(base).hostname, urlsplit(base).port)))
            one.sendall(b"GET /healthz HTTP/1.1\r\nX-A: ")
        for _ in range(3):
            assert httpx.get(f"{base}/healthz").status_code == 200


@pytest.mark.parametrize("day", ["0000", "0001", "0001-01-01", "9999", "9999-12-31", "2026-13", "2026-02-30"])
def test_a_year_that_no_table_has_is_bad_input(client: TestClient, day: str) -> None:
    for where in ("/api/v1/minerals/gallium", "/mineral/gallium"):
        assert client.get(where, params={"as_of": day}).status_code == 400
    risk = client.post("/api/v1/risk?wait=60", json={"minerals": ["gallium"], "as_of": day})
    plan = client.post("/api/v1/plan?wait=60", json={"importer": "USA", "budget": 1e6, "horizon": day})
    start = {"scenario": {"name": "x", "start": day if len(day) > 4 else f"{day}-01", "minerals": ["gallium"]}}
    assert {risk.status_code, plan.status_code} <= {400, 422}
    assert client.post("/api/v1/simulate?wait=60", json=start).status_code in (400, 422)


@pytest.mark.parametrize(
    "where", ["/search?q=a%00b", "/mineral/gall%00ium", "/api/v1/briefs?source=%00", "/source/a%00"]
)
def test_nul_is_bad_input(client: TestClient, where: str) -> None:
    assert client.get(where).status_code == 400


@pytest.mark.parametrize("field", ["mineral", "importer", "sector"])
def test_nul_in_a_body_is_bad_input(client: TestClient, field: str) -> None:
    assert client.post("/api/v1/premium", json={field: "a\0b"}).status_code == 422
    assert client.post("/api/v1/simulate", json={"scenario": {"name": "a\0b"}}).status_code == 422


def test_another_site_may_not_write_nor_rebind(path: Path) -> None:
    with TestClient(create_app(path, hosts=("localhost",)), base_url="http://localhost:8000") as client:
        assert client.get("/healthz").status_code == 200
        assert client.post("/lab", data={}, headers={"Origin": "https://evil.example"}).status_code == 403
        assert client.post("/lab", data={}, headers={"Origin": "null"}).status_code == 403
        assert client.post("/lab", data={}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        assert client.post("/lab", data={}, headers={"Sec-Fetch-Site": "same-site"}).status_code == 403
        assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 421


def test_a_database_that_is_away_is_503_and_comes_back(tmp_path: Path) -> None:
    place = tmp_path / "sub"
    place.write_text("a file where a folder should be")
    with TestClient(create_app(place / "x.db")) as client:
        assert client.get("/healthz").status_code in (400, 503)
        assert client.get("/minerals").status_code == 200
        place.unlink()
        place.mkdir()
        assert client.get("/healthz").status_code == 200


def ask_for_a_run(client: TestClient, number: int) -> httpx.Response:
    return client.post("/api/v1/risk?wait=0", json={"minerals": [f"m{number}"]})


def test_more_runs_than_the_queue_holds_are_refused_with_429(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()
    monkeypatch.setattr(jobs.WORKERS, "call", lambda *_, **__: go.wait(60) and {"result": {}, "charts": []})
    with TestClient(create_app(tmp_path / "x.db")) as client:
        others = TestClient(client.app, client=("192.0.2.7", 5))
        try:
            asked = [ask_for_a_run(client, n) for n in range(jobs.MOST_EACH + 1)]
            rest = [ask_for_a_run(others, n) for n in range(jobs.MOST_EACH, jobs.MOST_WAITING)]
        finally:
            go.set()
    assert {got.status_code for got in (*asked[:-1], *rest)} == {202}  # one address leaves room for others
    assert asked[-1].status_code == 429
    assert asked[-1].headers["retry-after"]
    assert asked[-1].headers["content-type"] == "application/problem+json"


def test_a_run_that_cannot_be_kept_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        jobs.WORKERS, "call", lambda *_, **__: {"result": {"text": "kept by no database"}, "charts": []}
    )
    monkeypatch.setattr(Store, "put_run", lambda *_: 1 / 0)
    with TestClient(create_app(tmp_path / "x.db")) as client:
        assert client.post("/api/v1/risk?wait=5&keep=true", json={"minerals": ["tin"]}).status_code == 200


def test_a_postgresql_that_stops_is_503_and_is_found_again(tmp_path: Path) -> None:
    with postgres() as server, TestClient(create_app(server.get_uri())) as client:
        kept = client.post("/api/v1/brief?keep=true&wait=60", json=ARTICLE | {"draws": 8}).json()["id"]
        stop_server(server)
        for where in ("/healthz", "/", "/search?q=gallium", "/api/v1/briefs", f"/brief/{kept}"):
            got = client.get(where)
            assert got.status_code == 503, where
            assert "does not answer" in got.text
        assert client.get("/api/v1/briefs").headers["retry-after"]
        assert client.get("/mineral/gallium.json").status_code == 503  # it names stored news
        assert client.get("/minerals").status_code == 200
        server.ensure_postgres_running()
        assert client.get("/healthz").status_code == 200
        assert client.get(f"/api/v1/briefs/{kept}").json()["article"]["title"] == ARTICLE["title"]


def test_two_servers_share_one_file(tmp_path: Path) -> None:
    with TestClient(create_app(tmp_path / "x.db")) as one, TestClient(create_app(tmp_path / "x.db")) as two:

        def put(number: int) -> str:
            told = ARTICLE | {"title": f"{ARTICLE['title']} {number % 6}", "draws": 8}
            return str((one, two)[number % 2].post("/api/v1/brief?keep=true&wait=60", json=told).json()["id"])

        with ThreadPoolExecutor(4) as pool:
            idents = list(pool.map(put, [*range(6), *range(6)]))
        assert len(set(idents)) == 6
        for client in (one, two):
            assert client.get("/api/v1/briefs").json()["total"] == 6


def test_an_upload_of_200_mb_is_cut_off(tmp_path: Path) -> None:
    with running(create_app(tmp_path / "x.db")) as base:
        sent, memory = [], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

        def chunks() -> Iterator[bytes]:
            for _ in range(200):
                sent.append(1)
                yield b"x" * 2**20

        try:
            status = httpx.post(f"{base}/api/v1/read", content=chunks(), timeout=60).status_code
        except httpx.TransportError:  # the server hung up before all was sent
            status = 413
        assert status == 413
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 60_000
        assert httpx.get(f"{base}/healthz").status_code == 200


RUNS = ("simulate", "leverage", "responses", "plan", "premium", "exposure", "brief")  # bounded here: as jobs, few draws


def test_whatever_comes_it_is_not_a_5xx(path: Path) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", create_app(path))
    tried = [_fuzz(found.ok()) for found in schema.get_all_operations()]
    assert len(tried) >= 28
    assert {f"/api/v1/{name}" for name in RUNS} <= set(tried)


def _fuzz(operation: schemathesis.schemas.APIOperation) -> str:
    checks = list(hypothesis.HealthCheck)

    @hypothesis.settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=checks, database=None)
    @hypothesis.given(case=operation.as_strategy())
    def never(case: schemathesis.Case) -> None:
        if operation.path.split("/")[-1] in RUNS:
            _bound(case)
        assert case.call().status_code < 500

    never()
    return str(operation.path)


def _bound(case: schemathesis.Case) -> None:
    """A run of few draws that is not waited for."""
    case.query["wait"] = 0
    if isinstance(case.body, dict) and isinstance(case.body.get("draws"), int):
        case.body["draws"] = min(case.body["draws"], 8)
