"""What a server makes before anybody asks."""

from __future__ import annotations

import datetime as dt
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from didymium.calendar import entries, kept_meanings, once, with_meanings
from didymium.cli import main
from didymium.serve import views
from didymium.serve.app import create_app
from didymium.serve.security import Meter
from didymium.store import Store
from didymium.world.load import load_world

EXAMPLES = Path(__file__).parents[2] / "examples"
ARTICLE = EXAMPLES / "congo-cobalt-quotas.html"


def until(holds: Callable[[], bool], seconds: float = 120.0) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def test_an_empty_database_gets_briefs_of_the_first_articles_once(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    for _ in range(2):
        with TestClient(create_app(path, prepares=True, first=ARTICLE)), Store.open(path) as store:
            assert until(lambda: store.counts()["briefs"] == 1)
    with TestClient(create_app(path)) as client:
        page = client.get("/").text
    assert "Congo ends its cobalt export ban" in page
    assert "No article is stored yet" not in page


def test_a_server_without_articles_shows_the_newest_of_the_record(tmp_path: Path) -> None:
    with TestClient(create_app(tmp_path / "a.db")) as client:
        told = client.get("/today.json").json()
        assert "No article is stored yet" in client.get("/").text
    days = [row["date"] for row in told["record"]]
    assert len(days) == 8
    assert days == sorted(days, reverse=True)
    assert days[0] <= told["day"]
    assert all(row["source_id"] for row in told["record"])


def test_the_record_knows_nothing_later() -> None:
    early = views.record(load_world(), dt.date(2011, 6, 1))
    assert early
    assert all(row["date"] <= "2011-06-01" for row in early)


def test_kept_runs_are_shown_and_nothing_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world, day = load_world(), dt.date(2026, 10, 20)
    found = [e for e in once(entries(world, day, within=60)) if e.kind == "suspension"]
    with Store.open(tmp_path / "a.db") as store:
        [made] = with_meanings(found[:1], world, day, store=store)
        monkeypatch.setattr("didymium.twin.simulate", lambda *_, **__: pytest.fail("a run was made"))
        shown = kept_meanings(found, world, day, store)
    assert shown[0] == made
    assert shown[1:] == tuple(found[1:])


def test_it_is_quiet_only_when_nothing_is_and_was_asked() -> None:
    meter = Meter()
    assert not meter.is_quiet(60)
    assert meter.is_quiet(-1)
    meter.open = 1
    assert not meter.is_quiet(-1)


def test_a_place_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--first", str(tmp_path / "none"), "--db", str(tmp_path / "a.db")]) == 2
    assert "no such file or folder" in capsys.readouterr().err


@pytest.mark.parametrize("verb", [["serve"], ["mcp", "--http"]])
def test_a_port_that_is_taken_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: list[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main([*verb, "--port", str(port), "--db", str(tmp_path / "a.db")]) == 2
    said = capsys.readouterr().err.strip()
    assert "give another --port" in said
    assert len(said.splitlines()) == 1
    assert main([*verb, "--port", "99999", "--db", str(tmp_path / "a.db")]) == 2
    assert "1 to 65535" in capsys.readouterr().err
