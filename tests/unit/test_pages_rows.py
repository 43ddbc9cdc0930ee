import pytest
from fastapi.testclient import TestClient

from didymium.records import Article, Event, Reading
from didymium.serve.app import create_app
from didymium.world import schema
from didymium.world.keys import BULK, row_id
from didymium.world.load import load_world
from didymium.world.overlay.events import proposals
from didymium.world.overlay.verbs import file, review
from didymium.world.rows import VIEWED

WORLD = load_world(edition_only=True)
BAN = "Peru banned exports of unrefined antimony to China from 1 March 2027"
ORIGIN = {"origin": "http://testserver"}


@pytest.fixture
def client(tmp_path, monkeypatch):
    monkeypatch.setenv("DIDYMIUM_OVERLAY", str(tmp_path / "overlay.db"))
    with TestClient(create_app(tmp_path / "store.db")) as found:
        yield found


def first_id(table):
    row = WORLD.table(table).row(0, named=True)
    return row_id(table, row) if table in BULK else row["id"]


def test_a_row_of_every_table_has_a_page_and_data(client):
    for table in (*schema.tables(), *VIEWED):
        ident = first_id(table)
        page = client.get(f"/row/{ident}")
        assert page.status_code == 200, (table, ident)
        data = client.get(f"/api/v1/rows/{ident}", params={"table": table}).json()
        assert (data["table"], data["id"]) == (table, ident)
    assert client.get("/row/nothing-like-it").status_code == 404
    assert "outcome not known" in client.get("/row/kz-scrap-ban-2025").text


def test_the_page_of_a_stop_tells_how_like_stops_ended(client):
    page = client.get("/row/grasberg-2025").text
    assert "How like cases ended: accidents" in page
    assert "half were over within" in page
    assert "How like cases ended" not in client.get("/row/escondida").text
    like = client.get("/row/grasberg-2025.json").json()["like"]
    assert like["cases"]
    assert "grasberg-2025" not in {c["id"] for c in like["cases"]}


def test_the_page_of_a_firm_tells_what_it_made(client):
    told = client.get("/api/v1/rows/glencore", params={"table": "companies"}).json()["history"]
    assert {r["good"] for r in told} >= {"zinc", "copper"}
    assert {r["unit"] for r in told} == {"t"}
    assert "What others say" not in client.get("/row/glencore").text


def test_a_proposal_is_accepted_edited_and_taken_back_on_its_page(client):
    event = Event(
        type="export_restriction", status="in_force", family="export_control", direction="tighten", actors=("PER",),
        targets=("CHN",), minerals=("antimony",), date="2027-03-01", gta_type="Export ban", quote=BAN, start=0,
        end=len(BAN),
    )  # fmt: skip
    article = Article(title="Lima bars antimony", published="2026-11-20", text=BAN)
    [made] = file(proposals(load_world(), Reading(article=article, events=(event,), tags=(), entities=(), claims=())))
    page = client.get("/review").text
    assert BAN in page
    assert "export ban on antimony to China" in page
    bad = client.post(f"/review/{made.id}", data={"does": "accept", "edits": "until"}, headers=ORIGIN)
    assert (bad.status_code, "column=value" in bad.text) == (422, True)
    assert review() != []
    sent = {"does": "accept", "edits": "until=2028-12-31"}
    assert client.post(f"/review/{made.id}", data=sent, headers=ORIGIN, follow_redirects=False).status_code == 303
    assert "accepted by you" in client.get(f"/row/{made.row}").text
    assert "2028-12-31" in client.get(f"/row/{made.row}").text
    assert "accepted by you" in client.get("/mineral/antimony").text
    client.post(f"/review/{made.id}", data={"does": "reject"}, headers=ORIGIN)
    assert client.get(f"/row/{made.row}").status_code == 404
    assert client.get("/review.json?state=taken back").json()["rows"][0]["id"] == made.id


def test_another_site_cannot_accept(client):
    reply = client.post("/review/x", data={"does": "reject"}, headers={"origin": "http://evil.example"})
    assert reply.status_code == 403
