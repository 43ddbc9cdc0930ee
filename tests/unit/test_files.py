from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from didymium.cli import main
from didymium.errors import BadInput
from didymium.files import write_atomic


def test_text_and_bytes_arrive_whole_and_parents_are_made(tmp_path: Path) -> None:
    path = write_atomic(tmp_path / "a" / "b.txt", "dysprosium – 91 %")
    assert path.read_text("utf-8") == "dysprosium – 91 %"
    assert write_atomic(path, b"\x00\xff").read_bytes() == b"\x00\xff"
    assert [p.name for p in path.parent.iterdir()] == ["b.txt"]


def test_mode_follows_the_umask(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("x")
    assert write_atomic(tmp_path / "own", "x").stat().st_mode == plain.stat().st_mode


def test_a_folder_in_the_way_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot write") as caught:
        write_atomic(tmp_path, "x")
    assert "\n" not in str(caught.value)


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("x")
    with pytest.raises(BadInput, match="cannot write"):
        write_atomic(tmp_path / "f" / "g.txt", "x")


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = write_atomic(tmp_path / "brief.json", "old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(BadInput, match="no space left"):
        write_atomic(path, "new" * 1000)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["brief.json"]


def test_a_kill_in_the_middle_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_atomic(tmp_path / "brief.json", "old")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["brief.json"]


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe, told = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: told.append(pipe.read_bytes()))
    reader.start()
    write_atomic(pipe, "tin")
    reader.join(10)
    assert told == [b"tin"]
    assert pipe.is_fifo()


def test_what_stands_for_an_open_file_is_written_to(tmp_path: Path) -> None:
    with (tmp_path / "out").open("w+b") as file:
        write_atomic(f"/dev/fd/{file.fileno()}", "tin")
        assert file.read() == b"tin"


def test_behind_a_link_its_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    write_atomic(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "new"


def test_a_name_that_no_file_can_have_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brief", "x" * 5000]) == 2
    assert capsys.readouterr().err.count("\n") == 1
