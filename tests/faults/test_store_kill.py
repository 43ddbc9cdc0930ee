"""A store whose writer is killed at any moment, or shared, or whose server goes away, loses and doubles nothing."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from briefs import sample_brief
from databases import groups, postgres, stop_server, stories
from didymium.errors import Unavailable
from didymium.news.dedupe import join_stories
from didymium.store import Store
from halts import reading

COUNT = 200
WRITER = Path(__file__).parents[1] / "halts.py"


def writer(url: str, numbers: range | list[int]) -> subprocess.Popen[str]:
    command = [sys.executable, str(WRITER), url, *map(str, numbers)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def acknowledged(process: subprocess.Popen[str], after: int) -> list[tuple[int, str]]:
    """What the writer acknowledged, killed as soon as it has told of `after` articles and a random moment more."""
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(after)]
    time.sleep(random.Random(after).uniform(0, 0.03))
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate(timeout=60)
    whole = [line.split() for line in (*lines, *rest.splitlines()) if len(line.split()) == 2]
    return [(int(number), ident) for number, ident in whole]


def check(url: str, known: dict[int, str], count: int) -> None:
    """All that was acknowledged is there once, under its id, and the stories are those of what is there."""
    with Store.open(url) as store:
        for number, ident in known.items():
            assert store.article(ident) == reading(number)
        hits = store.search(limit=500).rows
        assert len({h.article for h in hits}) == len(hits) == store.counts()["articles"] >= len(known)
        numbers = sorted(int(str(h.source).split()[1]) for h in hits)
        assert len(set(numbers)) == len(numbers) <= count
        given = [reading(n) for n in numbers]
        want = sorted(sorted(given[i].article.title for i in s.members) for s in join_stories(given))
        assert groups(store) == want
        found = store.search('"w8x1 w8x2"')
        assert found.total == numbers.count(8)
        with store.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_a_writer_killed_again_and_again_loses_and_doubles_nothing(tmp_path: Path) -> None:
    url, known, turns = str(tmp_path / "s.db"), {}, 0
    rng = random.Random(7)
    while len(known) < COUNT and turns < 40:
        left = [n for n in range(COUNT) if n not in known]
        known.update(acknowledged(writer(url, left), min(len(left), rng.randint(5, 60))))
        turns += 1
    assert turns >= 4
    check(url, known, COUNT)
    assert len(known) == COUNT


def test_two_processes_share_one_file(tmp_path: Path) -> None:
    url = str(tmp_path / "s.db")
    both = [writer(url, range(60)), writer(url, list(reversed(range(30, 90))))]
    told = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], told[0][1] + told[1][1]
    known = {int(n): i for out, _ in told for n, i in (line.split() for line in out.splitlines())}
    check(url, known, 90)
    with Store.open(url) as store:
        assert store.counts()["articles"] == 90


def test_threads_share_one_store(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.db") as store:

        def work(_: int) -> None:
            for given in stories()[:12]:
                store.ingest(given)
                store.search("gallium")
            store.put_brief(sample_brief())

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
        counts = store.counts()
        assert (counts["articles"], counts["briefs"]) == (13, 1)


def test_a_server_that_goes_away_is_told_and_found_again() -> None:
    with postgres() as server, Store.open(server.get_uri()) as store:
        first = store.ingest(stories()[0])
        stop_server(server)
        for question in (store.ping, lambda: store.search("gallium"), lambda: store.ingest(stories()[1])):
            with pytest.raises(Unavailable, match="does not answer"):
                question()
        server.ensure_postgres_running()
        assert store.article(first) == stories()[0]
        store.ingest(stories()[1])
        assert store.counts()["articles"] == 2
