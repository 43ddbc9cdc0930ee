"""Every link of every page leads somewhere; every page is small and says where its numbers are from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urldefrag, urljoin

import pytest
from fastapi.testclient import TestClient

from briefs import sample_brief
from didymium.serve.app import create_app
from didymium.store import Store

STARTS = (
    "/", "/read", "/minerals", "/countries", "/lab", "/plan", "/exposure", "/calendar", "/search?q=rare", "/sources",
    "/token", "/mineral/dysprosium?stage=refine", "/pair/CHN/USA", "/sources?state=stale", "/country/MMR",
)  # fmt: skip
EACH = 12  # addresses of one kind (one mineral, one country, one source) that are followed
LIMIT = 300_000  # bytes of a page without its pictures


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("links") / "links.db"
    with Store.open(path) as store:
        store.put_brief(sample_brief())
    with TestClient(create_app(path)) as found:
        yield found


def links(here: str, html: str) -> set[str]:
    """The addresses on this site that a page links to, without fragments."""
    given = re.findall(r'(?:href|src)="([^"]+)"', html)
    there = {urldefrag(urljoin(here, unescape(each))).url for each in given}
    return {each for each in there if each.startswith("/") and not each.startswith("//")}


def kind(address: str) -> str:
    """Addresses of one kind differ in what comes after the first part only."""
    path, _, query = address.partition("?")
    return path.split("/")[1] + ("?" if query else "") + (".json" if path.endswith(".json") else "")


def test_no_link_is_dead_and_no_page_is_heavy(client: TestClient) -> None:
    todo, seen, dead, heavy = list(STARTS), set(STARTS), [], []
    followed: dict[str, int] = {}
    while todo:
        address = todo.pop(0)
        got = client.get(address)
        dead += [f"{address}: {got.status_code}"] if got.status_code >= 400 else []
        if not got.headers["content-type"].startswith("text/html"):
            continue
        bare = re.sub(r"<svg.*?</svg>", "", got.text, flags=re.S)
        heavy += [f"{address}: {len(bare)}"] if len(bare) > LIMIT else []
        for each in sorted(links(address, got.text) - seen):
            seen.add(each)
            followed[kind(each)] = followed.get(kind(each), 0) + 1
            if followed[kind(each)] <= EACH:
                todo.append(each)
    assert not dead
    assert not heavy
    assert {"mineral", "country", "source", "static", "brief"} <= {k.partition("?")[0] for k in followed}


def test_every_cited_source_has_its_page(client: TestClient) -> None:
    for address in ("/mineral/gallium", "/mineral/dysprosium", "/country/CHN", "/calendar", "/minerals"):
        cited = set(re.findall(r'href="(/source/[^"]+)"', client.get(address).text))
        assert cited
        assert not [each for each in cited if client.get(f"{each}.json").status_code != 200]


def test_a_source_shows_what_is_taken_from_it(client: TestClient) -> None:
    got = client.get("/source/usgs-mcs-2026.json").json()
    facts = next(t for t in got["tables"] if t["table"] == "facts")
    assert facts["total"] > len(facts["rows"]) == 25
    assert "value" in facts["columns"]
    assert client.get("/source/nothing-such").status_code == 404


def test_sources_come_in_pages_by_words_and_state(client: TestClient) -> None:
    everything = client.get("/sources.json").json()
    assert everything["total"] > everything["limit"] == len(everything["rows"])
    second = client.get("/sources.json?offset=100").json()["rows"]
    assert not {r["source_id"] for r in second} & {r["source_id"] for r in everything["rows"]}
    found = client.get("/sources.json?q=geological+survey+2026").json()["rows"]
    assert found
    assert all("survey" in f"{r['publisher']} {r['title']} {r['source_id']}".lower() for r in found)
    stale = client.get("/sources.json?state=stale").json()
    assert {r["state"] for r in stale["rows"]} == {"stale"}
    assert client.get("/sources?state=nonsense").status_code == 400
