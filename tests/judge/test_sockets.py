"""Cells that somebody else started: which of them are found, and what is told when none is."""

from __future__ import annotations

import contextlib
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from judge import Published, Verdict, judge
from judge.runner import CellPool, LauncherOptions, SandboxUnavailable
from judge.runner.launchers.socket import SocketLauncher
from tests.judge.running_total import is_right, published
from tests.judge.ways import SocketWay, eventually


@pytest.fixture(scope="module")
def total(pool: CellPool) -> Published:
    return published(pool)


def test_a_folder_without_cells_is_told(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        launcher = SocketLauncher(LauncherOptions(sockets=folder, patience_seconds=0.05))
        with pytest.raises(SandboxUnavailable, match=r"no free cell listens in .* start more"):
            launcher.launch(0)
    with pytest.raises(SandboxUnavailable, match="NABLA_CELL_SOCKETS"):
        SocketLauncher(LauncherOptions())


def test_more_cells_than_listen_are_told_and_the_others_let_go(tmp_path: Path) -> None:
    way = SocketWay(tmp_path, patience_seconds=0.5)
    with contextlib.closing(way):
        way.listen("only")
        with pytest.raises(SandboxUnavailable, match="lower NABLA_CELLS"):
            way.start(cells=2)
        way.start(cells=1).close()


def test_a_path_too_long_for_a_socket_is_told(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 100)
    folder.mkdir()
    (folder / "cell.sock").touch()
    launcher = SocketLauncher(LauncherOptions(sockets=folder))
    with pytest.raises(SandboxUnavailable, match="choose a folder with a shorter path"):
        launcher.launch(0)


def test_two_judges_share_a_folder_of_cells(total: Published, tmp_path: Path) -> None:
    way = SocketWay(tmp_path)
    with contextlib.closing(way):
        way.listen("a")
        way.listen("b")
        with way.start() as first, way.start() as second:
            assert is_right(total, first)
            assert is_right(total, second)
            third = SocketLauncher(LauncherOptions(sockets=tmp_path, patience_seconds=0.1))
            with pytest.raises(SandboxUnavailable, match="no free cell"):
                third.launch(0)
            assert is_right(total, first)
        with way.start(cells=2) as both:
            assert is_right(total, both)


def test_a_cell_has_a_name_while_it_is_free(tmp_path: Path) -> None:
    with contextlib.closing(SocketWay(tmp_path)) as way:
        path = way.listen("cell")
        with way.start():
            assert list(tmp_path.iterdir()) == []
        eventually(path.is_socket, "a cell that is free again has its name again")


def test_a_judge_that_comes_too_late_is_let_go_at_once(tmp_path: Path) -> None:
    with contextlib.closing(SocketWay(tmp_path)) as way:
        path = way.listen("cell")
        with contextlib.ExitStack() as stack:
            judges = [
                stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET))
                for _ in range(2)
            ]
            way.listeners["cell"].send_signal(signal.SIGSTOP)
            for judge_ in judges:
                judge_.connect(str(path))
            way.listeners["cell"].send_signal(signal.SIGCONT)
            for judge_ in judges:
                judge_.settimeout(60)
            assert judges[0].recv(10) == b"{}"
            with contextlib.suppress(ConnectionResetError):
                assert judges[1].recv(10) == b""


def test_a_cell_whose_name_was_taken_away_takes_it_anew(tmp_path: Path) -> None:
    with contextlib.closing(SocketWay(tmp_path)) as way:
        path = way.listen("cell")
        path.unlink()
        eventually(path.is_socket, "the cell has its name again")


def test_cells_in_a_folder_are_told_apart_by_their_hosts_names(
    total: Published, tmp_path: Path
) -> None:
    with contextlib.closing(SocketWay(tmp_path)) as way:
        own = tmp_path / "cell-0"  # a volume for each cell, in the judge's folder of volumes
        own.mkdir()
        way.listen_in(own)
        assert [path.name for path in own.iterdir()] == [f"{socket.gethostname()}.sock"]
        with way.start() as cells:
            assert is_right(total, cells)


def test_the_name_of_a_dead_cell_is_cleared_away(tmp_path: Path) -> None:
    with contextlib.closing(SocketWay(tmp_path, patience_seconds=0.2)) as way:
        path = way.listen("cell")
        way.end("cell", signal.SIGKILL)
        assert path.is_socket()
        with pytest.raises(SandboxUnavailable, match="no free cell"):
            way.start()
        assert not path.exists()


def test_a_link_is_no_cell(tmp_path: Path) -> None:
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "cells"
    elsewhere.mkdir()
    folder.mkdir()
    with contextlib.closing(SocketWay(elsewhere)) as way:
        (folder / "cell.sock").symlink_to(way.listen("cell"))
        launcher = SocketLauncher(LauncherOptions(sockets=folder, patience_seconds=0.2))
        with pytest.raises(SandboxUnavailable, match="no free cell"):
            launcher.launch(0)


def test_a_dead_cell_does_not_hide_one_that_listens(total: Published, tmp_path: Path) -> None:
    way = SocketWay(tmp_path, patience_seconds=5)
    with contextlib.closing(way):
        way.listen("a")
        way.end("a", signal.SIGKILL)
        way.listen("b")
        assert (tmp_path / "a.sock").is_socket()
        with way.start() as cells:
            assert is_right(total, cells)


def test_a_cell_that_is_started_again_is_found_again(total: Published, tmp_path: Path) -> None:
    way = SocketWay(tmp_path)
    with contextlib.closing(way):
        way.listen("cell")
        with way.start() as cells:
            names = way.running()
            way.end("cell", signal.SIGKILL)
            eventually(lambda: not way.remains(names), "a cell ends with its first process")
            with ThreadPoolExecutor(1) as threads:
                report = threads.submit(judge, total, total.problem.solution, cells)
                way.listen("cell")
                assert report.result(20).verdict is Verdict.ACCEPTED
            assert cells.replaced == 1


def test_a_listening_cell_leaves_cleanly(tmp_path: Path) -> None:
    way = SocketWay(tmp_path)
    with contextlib.closing(way):
        path = way.listen("cell")
        with way.start():
            names = way.running()
            assert way.end("cell", signal.SIGTERM) == 0
            eventually(lambda: not way.remains(names), "a cell ends with its first process")
        assert not path.exists()
        assert list(tmp_path.iterdir()) == []


def test_a_cell_that_was_killed_while_it_started_can_start(
    total: Published, tmp_path: Path
) -> None:
    for name in ("cell.sock", "cell.sock.new"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as stale:
            stale.bind(str(tmp_path / name))
    way = SocketWay(tmp_path)
    with contextlib.closing(way):
        way.listen("cell")
        with way.start() as cells:
            assert is_right(total, cells)


def test_a_cell_of_another_version_is_told(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as other:
        other.bind(str(tmp_path / "cell.sock"))
        other.listen()
        launcher = SocketLauncher(LauncherOptions(sockets=tmp_path))
        with ThreadPoolExecutor(1) as threads:
            launched = threads.submit(launcher.launch, 0)
            control, _ = other.accept()
            with control:
                control.send(b'{"hello": {}}')
                with pytest.raises(SandboxUnavailable, match="build its image anew"):
                    launched.result(10)
