"""The MCP server, spoken to by the SDK's own client."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client, MCPError, StdioServerParameters, stdio_client

from briefs import sample_brief
from didymium.bounded import Limits
from didymium.cli import main
from didymium.serve import jobs
from didymium.serve.mcp import MOST, SESSIONS, compact, create_mcp
from didymium.serve.security import BODY_LIMIT
from didymium.serve.verbs import VERBS
from didymium.store import Store


def spoken(path: Path, talk: Callable[[Client], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with Client(create_mcp(path)) as client:
            return await talk(client)

    return asyncio.run(run())


def test_tools_are_the_verbs(tmp_path: Path) -> None:
    async def talk(client: Client) -> set[str]:
        return {t.name for t in (await client.list_tools()).tools}

    assert spoken(tmp_path / "m.db", talk) == {*VERBS, "search", "calendar"}


ARTICLE = {
    "title": "Congo caps cobalt exports with quotas",
    "published": "2025-10-16",
    "text": "The Democratic Republic of Congo replaced its ban on cobalt exports with quotas on Thursday. In 2026 the "
    "quota is 96,600 tonnes of cobalt, the regulator ARECOMS said. It had stopped all exports of cobalt in February.",
    "draws": 32,
}


def test_a_host_model_writes_a_brief_from_findings(tmp_path: Path) -> None:
    async def talk(client: Client) -> tuple[dict[str, Any], ...]:
        found = json.loads((await client.call_tool("findings", ARTICLE)).content[0].text)
        quota, output = (next(e for e, said in found["evidence"].items() if word in (said or ""))
                         for word in ("96,600", "220000"))  # fmt: skip
        made = json.loads(
            (await client.call_tool("derive", {**ARTICLE, "formula": f"{quota} / {output}"})).content[0].text
        )
        best = found["findings"][0]
        told = [
            {"text": best["text"], "evidence": best["evidence"]},
            {"text": best["text"].replace("DR Congo", "Chile"), "evidence": best["evidence"]},
        ]
        proof = json.loads((await client.call_tool("prove", {**ARTICLE, "sentences": told})).content[0].text)
        bad = await client.call_tool("derive", {**ARTICLE, "formula": f"{quota} + today"})
        return found, made, proof, {"error": bad.is_error, "text": bad.content[0].text}

    found, made, proof, bad = spoken(tmp_path / "m.db", talk)
    assert found["lead"]["actor"] == "COD"
    assert found["findings"][0]["worth"] >= found["findings"][-1]["worth"]
    assert made["value"] == pytest.approx(96_600 / 220_000, rel=1e-3)
    true, false = (s["verdict"] for s in proof["sentences"])
    assert true == "proven"
    assert false != "proven"
    assert bad["error"]
    assert "\n" not in bad["text"]


def test_a_host_model_proves_a_sentence_on_its_own_derivation(tmp_path: Path) -> None:
    async def talk(client: Client) -> dict[str, Any]:
        found = json.loads((await client.call_tool("findings", ARTICLE)).content[0].text)
        quota, output = (next(e for e, said in found["evidence"].items() if word in (said or ""))
                         for word in ("96,600", "220000"))  # fmt: skip
        told = [{"text": f"The quota is {n}% of mine output of cobalt in 2024.", "evidence": ["d1"]} for n in (44, 54)]
        args = {**ARTICLE, "derive": {"d1": f"{quota} / {output}"}, "sentences": told}
        body: dict[str, Any] = json.loads((await client.call_tool("prove", args)).content[0].text)
        return body

    right, wrong = (s["verdict"] for s in spoken(tmp_path / "m.db", talk)["sentences"])
    assert right == "proven"
    assert wrong != "proven"


def test_a_fact_comes_with_its_source_and_the_source_can_be_read(tmp_path: Path) -> None:
    async def talk(client: Client) -> tuple[dict[str, Any], dict[str, Any]]:
        answer = await client.call_tool("risk", {"minerals": ["gallium"], "method": ["share"]})
        body = json.loads(answer.content[0].text)
        source = await client.read_resource(f"didymium://sources/{body['rows'][0]['sources'][0]}")
        return body, json.loads(source.contents[0].text)

    body, source = spoken(tmp_path / "m.db", talk)
    assert body["rows"][0]["country"] == "CHN"
    assert source["publisher"]


@pytest.mark.parametrize(
    ("address", "says"),
    [("minerals/galium", "gallium"), ("rows/no-such-row", "no-such-row"), ("sources/usgs", "usgs"),
     ("briefs/none", "no database there")],
)  # fmt: skip
def test_an_unknown_resource_is_one_clear_line(tmp_path: Path, address: str, says: str) -> None:
    async def talk(client: Client) -> str:
        with pytest.raises(MCPError) as wrong:
            await client.read_resource(f"didymium://{address}")
        return str(wrong.value)

    assert says in spoken(tmp_path / "m.db", talk)


def test_no_answer_is_longer_than_stated(tmp_path: Path) -> None:
    async def talk(client: Client) -> list[str]:
        risk = await client.call_tool("risk", {"minerals": ["all"]})
        calendar = await client.call_tool("calendar", {"within_days": 3650})
        page = await client.read_resource("didymium://minerals/rare%20earths")
        return [risk.content[0].text, calendar.content[0].text, page.contents[0].text]

    for text in spoken(tmp_path / "m.db", talk):
        assert len(text) <= MOST
        assert "left_out" in json.loads(text)


def test_what_is_wrong_is_said_in_one_line(tmp_path: Path) -> None:
    async def talk(client: Client) -> list[Any]:
        return [
            await client.call_tool("risk", {"minerals": ["unobtainium"]}),
            await client.call_tool("simulate", {"scenario": "/etc/passwd"}),
            await client.call_tool("read", {"url": "http://127.0.0.1/"}),
            await client.call_tool("risk", {"minerals": ["gallium"], "methd": ["hhi"]}),
            await client.call_tool("search", {"word": "gallium"}),
        ]

    for answer in spoken(tmp_path / "m.db", talk):
        assert answer.is_error
        assert "\n" not in answer.content[0].text
        assert "Traceback" not in answer.content[0].text


SLOW = {"scenario": "china-rare-earths-full-cut", "draws": 20_000}


def test_work_beyond_its_limits_is_given_up_and_the_server_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(jobs.LIMITS, "simulate", Limits(cpu=0.5, wall=60))

    async def talk(client: Client) -> list[Any]:
        slow = client.call_tool("simulate", SLOW)
        quick = client.call_tool("risk", {"minerals": ["gallium"], "method": ["hhi"]})
        return list(await asyncio.gather(slow, quick))

    slow, quick = spoken(tmp_path / "m.db", talk)
    assert slow.is_error
    assert "processor time" in slow.content[0].text
    assert not quick.is_error


def test_a_caller_who_leaves_frees_the_worker(tmp_path: Path) -> None:
    async def talk(client: Client) -> Any:
        for seed in range(jobs.THREADS):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.call_tool("simulate", {**SLOW, "seed": seed}), 1.0)
        return await client.call_tool("risk", {"minerals": ["gallium"], "method": ["hhi"]})

    assert not spoken(tmp_path / "m.db", talk).is_error


def test_the_store_is_only_read(tmp_path: Path) -> None:
    async def talk(client: Client) -> Any:
        return await client.call_tool("search", {"words": "gallium"})

    assert "no database there" in spoken(tmp_path / "none.db", talk).content[0].text
    assert not (tmp_path / "none.db").exists()


def test_a_stored_brief_is_a_resource_with_evidence_ids(tmp_path: Path) -> None:
    with Store.open(tmp_path / "m.db") as store:
        ident = store.put_brief(sample_brief())

    async def talk(client: Client) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((await client.read_resource(f"didymium://briefs/{ident}")).contents[0].text)
        return found

    body = spoken(tmp_path / "m.db", talk)
    assert body["summary"][0]["evidence"][0] in body["evidence"]


def test_over_standard_input_and_output(tmp_path: Path) -> None:
    start = StdioServerParameters(
        command=sys.executable, args=["-m", "didymium", "mcp", "--db", str(tmp_path / "m.db")]
    )

    async def run() -> int:
        async with Client(stdio_client(start)) as client:
            return len((await client.list_tools()).tools)

    assert asyncio.run(run()) == len(VERBS) + 2


def test_over_http_and_for_this_machine_only(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "didymium", "mcp", "--http", "--port", str(port), "--db", str(tmp_path / "m.db")]
    address = f"http://127.0.0.1:{port}/mcp"

    async def talk() -> Any:
        async with Client(address) as client:
            return await client.call_tool("risk", {"minerals": ["gallium"], "method": ["hhi"]})

    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while not answers(address):
                assert process.poll() is None, "the server did not start"
            got = asyncio.run(talk())
            foreign = httpx.post(address, json={}, headers={"Host": "evil.example"})
            script = httpx.post(address, json={}, headers={"Origin": "https://evil.example"})
            huge = httpx.post(address, content=b" " * (BODY_LIMIT + 1))
            opened = [httpx.post(address, json=hello(n), headers=ACCEPT).status_code for n in range(SESSIONS + 1)]
        finally:
            process.terminate()
    assert json.loads(got.content[0].text)["rows"][0]["sources"]
    assert foreign.status_code == 421
    assert script.status_code == 403
    assert huge.status_code == 413
    assert (opened[0], opened[-1]) == (200, 503)
    assert main(["mcp", "--http", "--host", "0.0.0.0"]) == 2


ACCEPT = {"Accept": "application/json, text/event-stream"}


def hello(n: int) -> dict[str, Any]:
    client = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
    return {"jsonrpc": "2.0", "id": n, "method": "initialize", "params": client}


def answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=30).status_code > 0
    except httpx.TransportError:
        time.sleep(0.1)
        return False


@pytest.mark.parametrize("rows", [1, 50, 5000])
def test_compact_says_what_it_left_out(rows: int) -> None:
    text = compact({"rows": [{"name": "x" * 40, "n": i} for i in range(rows)]})
    body = json.loads(text)
    assert len(text) <= MOST
    assert len(body["rows"]) + body.get("left_out", {}).get("rows", 0) == rows
