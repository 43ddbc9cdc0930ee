"""The HTTP API: the verbs' own JSON, jobs, pages of rows, entity tags, problems."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from briefs import sample_brief
from didymium.risk import risk
from didymium.risk.precedents import precedents
from didymium.serve.app import create_app
from didymium.serve.jobs import WORKERS, Job, follow
from didymium.serve.verbs import VERBS
from didymium.store import Store
from didymium.world.load import load_world

ARTICLE = {
    "title": "China lets gallium out again",
    "published": "2025-11-10",
    "text": "China's commerce ministry suspended its ban on exports of gallium, germanium and antimony to the United "
    "States until November 27, 2026. China makes 99% of the world's gallium.",
}


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    path = tmp_path_factory.mktemp("store") / "api.db"
    with Store.open(path) as store:
        return path, store.put_brief(sample_brief())


@pytest.fixture(scope="module")
def client(stored: tuple[Path, str]) -> Iterator[TestClient]:
    WORKERS.call("didymium.serve.verbs:loaded", {})  # so that no request waits for a worker to load
    with TestClient(create_app(stored[0])) as found:
        yield found


def test_a_verb_answers_with_the_json_of_the_library(client: TestClient) -> None:
    got = client.post("/api/v1/risk", json={"minerals": ["gallium"], "method": ["hhi"]}).json()
    assert got == json.loads(json.dumps(risk("gallium", method="hhi").to_json()))


def test_precedents_answer_with_the_json_of_the_library(client: TestClient) -> None:
    asked = {"of": "stops", "kind": "strike", "mineral": "copper", "as_of": "2025-06-30"}
    got = client.post("/api/v1/precedents", json=asked).json()
    known = precedents("stops", "strike", load_world("2025-06-30"), mineral="copper")
    assert known.cases
    assert got == json.loads(json.dumps(known.to_json()))
    assert client.post("/api/v1/precedents", json={"of": "floods"}).status_code == 400


def test_read_gives_spans_that_are_verbatim(client: TestClient) -> None:
    got = client.post("/api/v1/read", json=ARTICLE).json()
    assert got["events"]
    for each in (*got["events"], *got["claims"]):
        assert got["article"]["text"][each["start"] : each["end"]] == each["quote"]


def test_a_long_run_is_a_job_that_tells_how_it_goes_on(client: TestClient) -> None:
    first = client.post("/api/v1/simulate?wait=0", json={"scenario": "drc-cobalt-quota", "draws": 32})
    assert first.status_code in (200, 202)
    job = client.get("/api/v1/jobs").json()["rows"][0]
    with client.stream("GET", f"/api/v1/jobs/{job['id']}/events") as events:
        lines = [json.loads(x[6:]) for x in events.iter_lines() if x.startswith("data: ")]
    assert lines[-1]["state"] == "done"
    done = client.get(f"/api/v1/jobs/{job['id']}").json()
    assert {"scenario", "months", "rows", "summary", "manifest"} <= done["result"].keys()
    again = client.post("/api/v1/simulate", json={"scenario": "drc-cobalt-quota", "draws": 32})
    assert again.json() == done["result"]


def test_a_job_can_be_cancelled(client: TestClient) -> None:
    first = client.post("/api/v1/simulate?wait=0", json={"scenario": "china-rare-earths-full-cut", "draws": 20_000})
    assert first.status_code == 202
    ident = first.headers["location"]
    assert client.delete(ident).json()["state"] == "cancelled"
    assert client.get(ident).json()["state"] == "cancelled"


def test_briefs_come_in_pages_with_links_and_tags(client: TestClient, stored: tuple[Path, str]) -> None:
    page = client.get("/api/v1/briefs?limit=1")
    assert page.json()["total"] == 1
    assert page.json()["rows"][0]["id"] == stored[1]
    held = client.get("/api/v1/briefs?limit=1", headers={"If-None-Match": page.headers["etag"]})
    assert held.status_code == 304
    assert not held.content
    sources = client.get("/api/v1/sources?limit=5&offset=5")
    assert 'rel="next"' in sources.headers["link"]
    assert 'rel="prev"' in sources.headers["link"]


def test_a_stored_brief_is_what_was_put(client: TestClient, stored: tuple[Path, str]) -> None:
    assert client.get(f"/api/v1/briefs/{stored[1]}").json() == sample_brief().model_dump(mode="json")


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/v1/minerals/unobtainium", None, 404),
        ("GET", "/api/v1/briefs/none", None, 404),
        ("GET", "/api/v1/nothing", None, 404),
        ("POST", "/api/v1/risk", {"minerals": ["unobtainium"]}, 422),
        ("POST", "/api/v1/risk", {"mineral": "gallium"}, 422),
        ("POST", "/api/v1/simulate", {"scenario": "../../etc/passwd"}, 400),
        ("POST", "/api/v1/responses", {"event": "/etc/passwd"}, 422),
        ("GET", "/api/v1/calendar?within=0", None, 422),
    ],
)
def test_errors_are_problems(client: TestClient, method: str, path: str, body: object, status: int) -> None:
    got = client.request(method, path, json=body, params={"wait": 60} if body else None)
    assert got.status_code == status
    assert got.headers["content-type"] == "application/problem+json"
    problem = got.json()
    assert problem["status"] == status
    assert problem["detail"]
    assert problem["instance"] == f"urn:request:{got.headers['x-request-id']}"


def test_every_verb_stands_in_the_openapi_with_an_example(client: TestClient) -> None:
    spec = client.get("/api/v1/openapi.json").json()
    for name in VERBS:
        assert f"/api/v1/{name}" in spec["paths"]
        assert "example" in json.dumps(spec["components"]["schemas"][VERBS[name].args.__name__])


def test_health_and_metrics(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    client.get("/minerals")
    text = client.get("/metrics").text
    assert 'didymium_requests_total{method="GET",route="/minerals",status="200"}' in text
    assert "didymium_stored_briefs 1" in text


@pytest.mark.parametrize(
    "path", ["/today", "/mineral/gallium", "/country/CHN", "/pair/CHN/USA", "/calendar", "/sources"]
)
def test_each_view_has_a_json_twin(client: TestClient, path: str) -> None:
    assert client.get(f"{path}.json").headers["content-type"] == "application/json"


def test_the_end_is_told_of_a_run_that_ends_while_its_state_is_told() -> None:
    job = Job("x", "simulate", {}, state="running")

    async def states() -> list[str]:
        seen = []
        async for each in follow(job, every=0):
            assert each is not None
            seen.append(each["state"])
            job.state = "done"
        return seen

    assert asyncio.run(states()) == ["running", "done"]


@pytest.mark.parametrize(
    ("method", "where", "body", "hint"),
    [
        ("GET", "/api/v1/briefs?minerl=gallium", None, "did you mean 'mineral'?"),
        ("GET", "/api/v1/minerals?x=1", None, "it takes none"),
        ("POST", "/api/v1/risk", {"minerals": ["gallium"], "methd": ["hhi"]}, "did you mean 'method'?"),
        ("POST", "/api/v1/risk?wiat=3", {"minerals": ["gallium"]}, "did you mean 'wait'?"),
    ],
)
def test_an_unknown_argument_is_told_with_the_nearest(
    client: TestClient, method: str, where: str, body: dict[str, object] | None, hint: str
) -> None:
    got = client.request(method, where, json=body)
    assert got.status_code in (400, 422)
    assert hint in got.json()["detail"]


def test_known_arguments_pass(client: TestClient) -> None:
    assert client.get("/api/v1/briefs?mineral=gallium&since=2025-01&order=made&limit=3").status_code == 200
    assert client.get("/api/v1/calendar?within=30&mineral=gallium").status_code == 200
