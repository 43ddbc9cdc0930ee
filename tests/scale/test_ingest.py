from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from databases import Databases, postgres
from didymium.cli import main
from didymium.errors import BadInput
from didymium.scale.ingest import ingest
from didymium.store import Store


def _articles(db: Path | str) -> list[tuple[str, str]]:
    with Store.open(db) as store, store.reading() as connection:
        return sorted(map(tuple, connection.execute(sa.text("select title, url from articles"))))


def _adds_up(counts) -> bool:
    return counts.read == counts.kept + counts.known + counts.aside + counts.refused


@pytest.mark.parametrize("kind", ["members", "plain", "stream", "folder", "lines"])
def test_what_is_about_minerals_is_kept_once(archives, tmp_path, kind: str) -> None:
    db = tmp_path / "a.db"
    done = ingest([archives[kind]], db, workers=0, fast=True, size=4000)
    assert (done.counts.read, done.counts.kept, done.counts.aside) == (40, 30, 10)
    assert _adds_up(done.counts)
    again = ingest([archives[kind]], db, workers=0, fast=True, size=4000)
    assert again.counts == done.counts
    assert again.resumed == again.chunks
    assert len(_articles(db)) == 30


def test_the_same_articles_in_another_archive_are_known(archives, tmp_path) -> None:
    db = tmp_path / "a.db"
    ingest([archives["members"]], db, workers=0, fast=True)
    other = ingest([archives["plain"]], db, workers=0, fast=True)
    assert (other.counts.kept, other.counts.known) == (0, 30)
    assert _adds_up(other.counts)


def test_two_workers_store_what_one_process_stores(archives, tmp_path, cluster) -> None:
    alone = ingest([archives["members"]], tmp_path / "a.db", workers=0, fast=True, size=3000)
    both = ingest([archives["members"]], tmp_path / "b.db", cluster=cluster, fast=True, size=3000)
    assert both.counts == alone.counts
    assert _articles(tmp_path / "a.db") == _articles(tmp_path / "b.db")


def test_a_killed_worker_loses_and_doubles_nothing(archives, tmp_path) -> None:
    import distributed

    killed: list[int] = []
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as found:

        def kill(counts, done: int, total: int) -> None:
            if not killed:
                with distributed.Client(found.scheduler_address) as client:
                    pid = next(iter(client.run(os.getpid).values()))
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)

        address = found.scheduler_address
        done = ingest([archives["members"]], tmp_path / "a.db", cluster=address, fast=True, size=1500, progress=kill)
    assert killed
    assert done.failed == ()
    assert (done.counts.read, done.counts.kept, done.counts.known) == (40, 30, 0)
    assert len(_articles(tmp_path / "a.db")) == 30


def test_a_killed_client_goes_on(archives, tmp_path) -> None:
    db = tmp_path / "a.db"
    code = (
        "import sys\nfrom didymium.scale.ingest import ingest\n"
        "ingest([sys.argv[1]], sys.argv[2], workers=0, fast=True, size=1500, "
        "progress=lambda c, done, total: print(done, flush=True))"
    )
    command = [sys.executable, "-c", code, str(archives["members"]), str(db)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= 2:
                break
        process.kill()
    done = ingest([archives["members"]], db, workers=0, fast=True, size=1500)
    assert 0 < done.resumed < done.chunks
    assert (done.counts.read, done.counts.kept, done.counts.known) == (40, 30, 0)
    assert len(_articles(db)) == 30


def test_what_cannot_be_read_is_counted_with_its_reason(tmp_path) -> None:
    path = tmp_path / "a.jsonl"
    rows = ['{"id": 1, "text": "China banned exports of gallium on Monday."}', "{not json", "[1]", '{"id": 2}']
    path.write_text("\n".join(rows) + "\n")
    done = ingest([path], tmp_path / "a.db", workers=0, fast=True)
    assert (done.counts.read, done.counts.kept, done.counts.refused) == (4, 1, 3)
    assert sum(done.refused.values()) == 3
    assert any("not valid JSON" in reason for reason in done.refused)


def test_a_chunk_that_fails_does_not_stop_the_rest(archives, tmp_path, monkeypatch, capsys) -> None:
    room = importlib.import_module("didymium.scale.ingest")
    plain = room.read_chunk

    def read_chunk(chunk, fast=False):
        if chunk.start == 0:
            raise BadInput("the disk is away")
        return plain(chunk, fast)

    monkeypatch.setattr(room, "read_chunk", read_chunk)
    command = ["ingest", str(archives["members"]), str(archives["folder"]), "--db", str(tmp_path / "a.db")]
    assert main([*command, "--workers", "0", "--fast", "--json"]) == 1
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert "the disk is away" in told.err
    assert len(found["failed"]) == 2
    monkeypatch.undo()
    assert main([*command, "--workers", "0", "--fast", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["read"] == 80


def test_postgresql_takes_the_same(archives, tmp_path) -> None:
    with postgres() as server:
        url = Databases(tmp_path, server.get_uri()).new()
        done = ingest([archives["members"]], url, workers=0, fast=True, size=3000)
        assert (done.counts.read, done.counts.kept) == (40, 30)
        assert ingest([archives["members"]], url, workers=0, fast=True, size=3000).resumed == done.chunks
