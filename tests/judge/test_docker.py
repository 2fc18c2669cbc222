"""What the engine is asked for: each wall of a cell's container, as the engine itself tells it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from judge.runner import CellPool, LauncherOptions, SandboxUnavailable
from judge.runner.launchers.docker import DockerLauncher
from judge.runner.machine import examine
from scripts.stamps import ROOT
from tests.engine import Engine
from tests.judge.ways import DockerWay

pytestmark = pytest.mark.docker

OWNER = "nabla-walls"
# A service that starts a cell in a container and is then gone without a word.
CRASHING = """
import os, sys
from judge.runner import CellPool, LauncherOptions
cells = CellPool.start(1, "docker", LauncherOptions(owner=sys.argv[1], image=sys.argv[2]))
print("started", flush=True)
if len(sys.argv) == 4:
    sys.stdin.read()
os._exit(9)
"""


@pytest.fixture(scope="module")
def way(engine: Engine) -> Iterator[DockerWay]:
    with engine.chosen(), contextlib.closing(DockerWay(engine.image, OWNER)) as containers:
        yield containers


@pytest.fixture(scope="module")
def inspected(engine: Engine) -> Iterator[dict[str, Any]]:
    """What `docker inspect` says of a cell that runs."""
    secrets = {"proxies": {"default": {"httpProxy": "http://user:secret@proxy.example:1"}}}
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        folder = Path(os.environ["NABLA_TEST_ENGINE"]) / "client"
        folder.mkdir(exist_ok=True)
        (folder / "config.json").write_text(json.dumps(secrets))
        patch.setenv("DOCKER_CONFIG", str(folder))
        patch.setenv("NABLA_ADMIN_PASSWORD", "secret")
        stack.enter_context(engine.chosen())
        way = stack.enter_context(contextlib.closing(DockerWay(engine.image, "nabla-inspected")))
        stack.enter_context(way.start())
        [container] = way.containers()
        yield container.attrs


def test_a_cell_has_no_network(inspected: dict[str, Any]) -> None:
    assert inspected["HostConfig"]["NetworkMode"] == "none"
    assert list(inspected["NetworkSettings"]["Networks"]) == ["none"]
    assert not inspected["NetworkSettings"]["Ports"]
    assert not inspected["HostConfig"]["PortBindings"]


def test_a_cell_has_no_powers(inspected: dict[str, Any]) -> None:
    host = inspected["HostConfig"]
    assert host["CapDrop"] == ["ALL"]
    assert not host["CapAdd"]
    assert host["Privileged"] is False
    assert host["SecurityOpt"] == ["no-new-privileges"]
    assert not host["Devices"]
    assert not host["GroupAdd"]
    user, group = map(int, inspected["Config"]["User"].split(":"))
    assert not {user, group} & {0, os.geteuid(), os.getegid()}


def test_a_cell_shares_no_namespace(inspected: dict[str, Any]) -> None:
    host = inspected["HostConfig"]
    assert host["IpcMode"] == "none"
    assert [host[name] for name in ("PidMode", "UTSMode", "UsernsMode")] == ["", "", ""]


def test_a_cell_sees_one_folder_of_ours_and_writes_nowhere_else(
    inspected: dict[str, Any],
) -> None:
    assert inspected["HostConfig"]["ReadonlyRootfs"] is True
    [mount] = inspected["Mounts"]
    assert mount["Destination"] == "/run/cell"
    folder = Path(mount["Source"]).parent
    assert folder.name.startswith("nabla-cells-")
    assert folder.stat().st_mode & 0o777 == 0o700, "only we get to its socket"
    assert list(Path(mount["Source"]).iterdir()) == [], "a cell that is taken has no name"
    assert not inspected["HostConfig"].get("Tmpfs")
    assert "docker.sock" not in json.dumps([inspected["Mounts"], inspected["HostConfig"]["Binds"]])


def test_a_cell_is_bounded(inspected: dict[str, Any]) -> None:
    host = inspected["HostConfig"]
    assert 0 < host["PidsLimit"] <= 16
    assert 0 < host["Memory"] <= 4 << 30
    assert host["MemorySwap"] == host["Memory"]
    assert host["NanoCpus"] == 10**9
    assert host["LogConfig"]["Type"] == "none"
    assert host["RestartPolicy"]["Name"] in ("", "no")


def test_a_cell_is_told_nothing_of_the_service(inspected: dict[str, Any]) -> None:
    names = {entry.partition("=")[0] for entry in inspected["Config"]["Env"]}
    assert names <= {"PATH", "LANG", "PYTHONHASHSEED", "OPENBLAS_NUM_THREADS", "LD_BIND_NOW"}
    assert "secret" not in json.dumps(inspected)


def test_nothing_of_the_service_is_in_the_image(way: DockerWay, engine: Engine) -> None:
    script = (
        "import os, sys\nfound = [os.path.join(folder, name) for top in ('/opt', '/tmp', '/root')"
        " for folder, _, names in os.walk(top) for name in names if 'site-packages' not in folder]"
        "\nprint(*found, sep='\\n')"
    )
    with way.client() as client:
        out = client.containers.run(
            engine.image, ["-c", script], entrypoint=["/opt/cell/bin/python", "-I"], user="0:0",
            remove=True, network_mode="none",
        )  # fmt: skip
    files = [Path(line) for line in out.decode().splitlines()]
    ours = {path.name for path in files if path.is_relative_to("/opt/nabla")}
    assert ours == {path.name for path in (ROOT / "judge" / "cell").glob("*.py")}
    assert [path for path in files if not path.is_relative_to("/opt")
            and path.name not in (".bashrc", ".profile")] == []  # fmt: skip


def crash(owner: str, image: str) -> None:
    """A service that starts a cell and crashes."""
    ended = subprocess.run(
        [sys.executable, "-c", CRASHING, owner, image], cwd=ROOT, capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (9, "started\n"), ended.stderr


def test_what_a_crash_leaves_is_removed_at_the_next_start(engine: Engine) -> None:
    with engine.chosen(), contextlib.ExitStack() as stack:
        ours = stack.enter_context(contextlib.closing(DockerWay(engine.image, "nabla-crash")))
        other = stack.enter_context(contextlib.closing(DockerWay(engine.image, "nabla-other")))
        for way in (ours, other):
            crash(way.options().owner, engine.image)
        left, foreign = ours.running(), other.running()
        assert len(left) == len(foreign) == 1
        [folder] = {container.labels["nabla.folder"] for container in ours.containers()}
        assert Path(folder).is_dir()
        with ours.start():
            assert not ours.remains(left)
            assert len(ours.running()) == 1
            assert not Path(folder).exists()
        assert other.running() == foreign
        [container] = other.containers()
        assert container.status == "running"
        with other.start():
            pass


def test_a_second_service_of_the_same_owner_is_let_live(engine: Engine) -> None:
    with engine.chosen(), contextlib.closing(DockerWay(engine.image, "nabla-twice")) as way:
        command = [sys.executable, "-c", CRASHING, "nabla-twice", engine.image, "wait"]
        with subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as first:
            assert first.stdout is not None
            assert first.stdout.readline() == b"started\n"
            names = way.running()
            assert len(names) == 1
            with way.start():
                assert names < way.running()
            assert way.running() == names
            first.kill()
        with way.start():
            assert not way.remains(names)


def test_a_container_that_the_engine_killed_is_replaced(way: DockerWay) -> None:
    with way.start() as cells:
        before = {container.id for container in way.containers()}
        [cell] = cells.cells()
        cell.kill()
        assert "exited, exit 137" in cell.complaint() or "running" in cell.complaint()
        cell.close()
        cell.close()
        assert not way.remains(before)


def test_an_engine_that_is_away_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/docker.sock")
    with pytest.raises(SandboxUnavailable, match=r"does not answer .*start it, or set DOCKER_HOST"):
        CellPool.start(1, "docker")


def test_an_engine_that_leaves_is_told(way: DockerWay, engine: Engine, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        link = tmp_path / "docker.sock"
        link.symlink_to(engine.host.removeprefix("unix://"))
        patch.setenv("DOCKER_HOST", f"unix://{link}")
        launcher = DockerLauncher(way.options())
        with contextlib.closing(launcher):
            launcher.launch(0).stop()
            link.unlink()
            launcher._client.api.close()  # it keeps connections that outlive the name
            with pytest.raises(SandboxUnavailable, match="start it, or set DOCKER_HOST"):
                launcher.launch(1)


def test_a_missing_image_is_told(way: DockerWay) -> None:
    with pytest.raises(SandboxUnavailable, match="docker build -t nabla-none -f judge/cell/Docker"):
        CellPool.start(1, "docker", LauncherOptions(image="nabla-none"))


def test_an_unknown_runtime_is_told(way: DockerWay, engine: Engine) -> None:
    options = LauncherOptions(image=engine.image, owner=OWNER, runtime="nothing")
    with pytest.raises(SandboxUnavailable, match=r"no runtime 'nothing', only .*runc.*name it in"):
        CellPool.start(1, "docker", options)
    [told] = [finding for finding in examine(options) if finding.name == "docker"]
    assert not told.good
    assert "apt-get install nothing" in told.mend


def test_under_gvisor_a_cell_has_room_for_its_kernel_and_no_more_powers(
    way: DockerWay, engine: Engine, gvisor: str
) -> None:
    options = LauncherOptions(image=engine.image, owner=OWNER, runtime=gvisor)
    with CellPool.start(1, "docker", options):
        [container] = way.containers()
        host = container.attrs["HostConfig"]
    assert (host["Runtime"], host["NetworkMode"], host["CapDrop"]) == (gvisor, "none", ["ALL"])
    assert 8 < host["PidsLimit"] <= 1024
    assert host["ReadonlyRootfs"] is True
    [told] = [finding for finding in examine(options) if finding.name == "docker"]
    assert told.good
    assert gvisor in told.text


def test_gvisor_that_shows_us_no_sockets_is_told(
    way: DockerWay, engine: Engine, gvisor: str
) -> None:
    options = LauncherOptions(
        image=engine.image, owner=OWNER, runtime=f"{gvisor}-as-it-comes", patience_seconds=5.0
    )
    with pytest.raises(SandboxUnavailable, match=r"did not listen: .*--host-uds=create"):
        CellPool.start(1, "docker", options)
    assert way.containers() == []


def test_a_missing_run_folder_is_told(way: DockerWay, tmp_path: Path) -> None:
    options = LauncherOptions(image=way.options().image, run_folder=tmp_path / "missing")
    with pytest.raises(SandboxUnavailable, match="missing"):
        CellPool.start(1, "docker", options)


def test_a_container_that_does_not_listen_is_told_and_removed(
    way: DockerWay, engine: Engine
) -> None:
    with way.client() as client:
        mute = client.containers.create(engine.image)
        mute.commit("nabla-mute", changes='ENTRYPOINT ["/bin/sh", "-c", "exit 3"]')
        mute.remove()
        try:
            options = LauncherOptions(image="nabla-mute", owner=OWNER, patience_seconds=0.5)
            with pytest.raises(
                SandboxUnavailable, match="did not listen: container exited, exit 3"
            ):
                CellPool.start(1, "docker", options)
            assert way.containers() == []
        finally:
            client.images.remove("nabla-mute", force=True)
