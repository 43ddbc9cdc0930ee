from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import polars as pl
import pytest

from didymium.cli import main
from didymium.errors import BadInput, BadScenario, Unavailable
from didymium.scale.grid import load_grid
from didymium.scale.report import report
from didymium.scale.sweep import scan, sweep
from didymium.twin import simulate

GRID = """
name: gallium
draws: 16
scenario:
  name: gallium stop
  start: 2025-01
  months: 6
  restrictions:
    - {exporter: China, minerals: [gallium], importers: [WLD], allowed: 0.5, from: 2025-02}
vary:
  restrictions.0.allowed: [0.0, 0.5, 0.9]
  restrictions.0.importers: [[USA], [WLD]]
  seed: [0, 1]
"""


@pytest.fixture
def grid(tmp_path) -> Path:
    path = tmp_path / "grid.yaml"
    path.write_text(GRID)
    return path


def _parts(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("part-*.parquet"))}


def test_cells_are_made_when_asked_for(grid) -> None:
    plan = load_grid(grid)
    assert len(plan) == 12
    assert [plan.at(n) for n in (0, 1, 2, 11)] == [(0, 0, 0), (0, 0, 1), (0, 1, 0), (2, 1, 1)]
    cell = plan.cell(7)
    assert cell.scenario["restrictions"][0]["allowed"] == 0.5
    assert cell.scenario["restrictions"][0]["importers"] == ["WLD"]
    assert cell.seed == 1
    assert plan.base["restrictions"][0]["importers"] == ["WLD"]  # the base stays as it is


def test_a_cluster_gives_the_same_bytes_as_one_process(grid, tmp_path, cluster) -> None:
    sweep(grid, tmp_path / "one", workers=0)
    done = sweep(grid, tmp_path / "two", cluster=cluster)
    assert (done.cells, done.ran, done.failed) == (12, 12, 0)
    assert _parts(tmp_path / "one") == _parts(tmp_path / "two")


def test_a_cell_is_what_simulate_says(grid, tmp_path) -> None:
    done = sweep(grid, tmp_path / "out", workers=0)
    cell = load_grid(grid).cell(6)
    result = simulate(cell.scenario, draws=cell.draws, seed=cell.seed)
    rows = scan(done.out, "figures").filter(pl.col("cell") == 6).collect()
    assert rows["value"].to_list() == [f.value for f in result.figures]
    assert rows["low"].to_list() == [f.low for f in result.figures]
    assert scan(done.out, "cells").filter(pl.col("cell") == 6).collect()["run"].to_list() == [result.run]


def test_an_interrupted_sweep_goes_on(grid, tmp_path) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done >= 5:
            raise Stop

    with pytest.raises(Stop):
        sweep(grid, tmp_path / "out", workers=0, progress=stop)
    assert json.loads((tmp_path / "out/manifest.json").read_text())["finished"] is False
    done = sweep(grid, tmp_path / "out", workers=0)
    assert done.ran == 7
    sweep(grid, tmp_path / "whole", workers=0)
    assert _parts(tmp_path / "out") == _parts(tmp_path / "whole")
    assert json.loads((tmp_path / "out/manifest.json").read_text())["finished"] is True


def test_a_killed_worker_loses_and_doubles_nothing(grid, tmp_path) -> None:
    import distributed

    killed: list[int] = []
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as found:

        def kill(done: int, total: int) -> None:
            if done >= 2 and not killed:
                with distributed.Client(found.scheduler_address) as client:
                    pid = next(iter(client.run(os.getpid).values()))
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)

        done = sweep(grid, tmp_path / "out", cluster=found.scheduler_address, progress=kill)
    assert killed
    assert (done.cells, done.failed) == (12, 0)
    assert scan(done.out, "cells").collect()["cell"].sort().to_list() == list(range(12))
    sweep(grid, tmp_path / "whole", workers=0)
    assert _parts(tmp_path / "out") == _parts(tmp_path / "whole")


def test_a_killed_client_goes_on(grid, tmp_path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "didymium", "sweep", str(grid), "--out", str(out), "--workers", "0"]
    with subprocess.Popen(command) as process:
        while process.poll() is None and len(list(out.glob("cells/part-*"))) < 3:
            pass
        process.kill()
    sweep(grid, out, workers=0)
    sweep(grid, tmp_path / "whole", workers=0)
    assert _parts(out) == _parts(tmp_path / "whole")


def test_another_grid_in_the_folder_is_refused(grid, tmp_path) -> None:
    sweep(grid, tmp_path / "out", workers=0)
    other = tmp_path / "other.yaml"
    other.write_text(GRID.replace("0.9", "0.8"))
    with pytest.raises(BadInput, match="another sweep"):
        sweep(other, tmp_path / "out", workers=0)
    with pytest.raises(BadInput, match="not empty"):
        sweep(grid, tmp_path, workers=0)


def test_a_cell_that_cannot_run_is_a_row_with_its_error(tmp_path) -> None:
    path = tmp_path / "grid.yaml"
    path.write_text(GRID.replace("[[USA], [WLD]]", "[[USA], [Atlantis]]"))
    done = sweep(path, tmp_path / "out", workers=0)
    errors = scan(done.out, "cells").collect()["error"]
    assert done.failed == errors.is_not_null().sum() == 6
    assert "Atlantis" in str(errors.drop_nulls()[0])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("vary:", "varies:", r"grid.yaml:11: unknown key 'varies'"),
        ("[0.0, 0.5, 0.9]", "0.5", r"grid.yaml:11: restrictions.0.allowed: give a list"),
        ("restrictions.0.allowed", "restrictions.3.allowed", r"grid.yaml:11: restrictions.3.allowed: does not fit"),
        ("restrictions.0.allowed", "restrictions.0.alowed", r"grid.yaml:11: restrictions.0.alowed: does not fit"),
        ("seed: [0, 1]", "seed: [one]", r"grid.yaml:13: seed: whole numbers"),
        ("draws: 16", "draws: many", r"grid.yaml:3: draws: give a whole number"),
    ],
)
def test_faults_of_a_grid_are_told_with_their_line(tmp_path, old: str, new: str, told: str) -> None:
    path = tmp_path / "grid.yaml"
    path.write_text(GRID.replace(old, new))
    with pytest.raises(BadScenario, match=told):
        load_grid(path)


def test_a_scheduler_that_is_not_there_is_one_line(grid, tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setattr("didymium.scale.cluster.CONNECT_SECONDS", 1)
    command = ["sweep", str(grid), "--out", str(tmp_path / "o"), "--cluster", "tcp://127.0.0.1:9"]
    assert main(command) == 2
    assert "no scheduler answers" in capsys.readouterr().err


def test_a_worker_of_another_version_is_one_line(grid, tmp_path, cluster, monkeypatch) -> None:
    monkeypatch.setattr("didymium.scale.cluster.__version__", "9.9")
    with pytest.raises(BadInput, match=r"worker tcp://\S+ runs didymium \S+ \(here 9.9\)"):
        sweep(grid, tmp_path / "out", cluster=cluster)


def test_the_report_names_what_matters(grid, tmp_path, capsys) -> None:
    sweep(grid, tmp_path / "out", workers=0)
    found = report(tmp_path / "out", country="USA")
    assert found.cells == 12
    assert found.effects[0].axis == "restrictions.0.allowed"
    assert sum(e.share for e in found.effects) <= 1 + 1e-9
    means = dict(found.effects[0].means)
    assert means["0.0"] > means["0.5"] > means["0.9"]
    assert found.top[0][4]["restrictions.0.allowed"] == "0.0"
    assert main(["sweep", "report", str(tmp_path / "out"), "--country", "USA"]) == 0
    assert "restrictions.0.allowed" in capsys.readouterr().out
    assert main(["sweep", "report", str(tmp_path / "out"), "--metric", "nothing"]) == 2
    assert "there are: " in capsys.readouterr().err


def test_a_lost_scheduler_is_told() -> None:
    from distributed import Client, LocalCluster

    from didymium.scale.cluster import completed

    with LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0") as cluster:
        client = Client(cluster)
        work = completed(client, time.sleep, [(60,)])
        threading.Timer(1.0, client.close).start()
        with pytest.raises(Unavailable, match="what is done is kept"):
            next(work)


def test_what_dask_says_of_a_lost_scheduler_is_not_printed() -> None:
    from didymium.scale import cluster as scale

    scale._dask()
    log = logging.getLogger("distributed.client")
    assert log.isEnabledFor(logging.ERROR)
    with scale._quiet():
        assert not log.isEnabledFor(logging.ERROR)
    assert log.isEnabledFor(logging.ERROR)


def test_a_run_without_any_worker_left_ends(monkeypatch) -> None:
    from distributed import Client, LocalCluster

    from didymium.scale import cluster as scale

    monkeypatch.setattr(scale, "ALONE", 1.2)
    with (
        LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0") as found,
        Client(found) as client,
    ):
        work = scale.completed(client, time.sleep, [(0.01,), (600,)])
        assert next(work) == ((0.01,), None)
        found.scale(0)
        with pytest.raises(Unavailable, match="no worker is left"):
            next(work)


def test_a_metric_that_no_run_has_is_told(tmp_path) -> None:
    path = tmp_path / "grid.yaml"
    path.write_text(f"{GRID.replace('[0.0, 0.5, 0.9]', '[0.5]').replace('seed: [0, 1]', 'seed: [0]')}keep: [prize]\n")
    done = sweep(path, tmp_path / "out", workers=0)
    assert done.failed == 2
    assert "no figure of prize; the run has" in str(scan(done.out, "cells").collect()["error"][0])
