"""The Compose files: what they promise, and that Compose can read them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.stack import find_compose
from tests.deploy.names import unknown_settings

ROOT = Path(__file__).resolve().parents[2]
STACK = ROOT / "docker-compose.yml"
SINGLE_HOST = ROOT / "docker-compose.single-host.yml"


def load(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(path.read_text())
    return document


SERVICES = load(STACK)["services"]


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_locked_down(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert service["restart"] == "unless-stopped"
    assert {"mem_limit", "cpus", "pids_limit"} <= service.keys()
    assert "healthcheck" in service or name == "cell"
    assert not any(".sock" in str(volume) for volume in service["volumes"])
    assert not any(str(volume).startswith("/") for volume in service["volumes"])


def test_cells_have_no_network_and_nothing_but_their_sockets() -> None:
    cell = SERVICES["cell"]
    assert cell["network_mode"] == "none"
    assert cell["volumes"] == ["cells:/run/cells"]
    assert not {"environment", "env_file", "secrets", "networks", "command"} & cell.keys()


def test_the_database_and_the_workers_are_out_of_reach() -> None:
    for name in ("postgres", "worker"):
        assert SERVICES[name]["networks"] == ["back"]
    assert load(STACK)["networks"]["back"] == {"internal": True}
    published = [name for name, service in SERVICES.items() if "ports" in service]
    assert published == ["proxy"]


def test_no_secret_stands_in_the_file() -> None:
    for name, service in SERVICES.items():
        for variable in service.get("environment", {}):
            assert not re.search(r"PASSWORD$|SECRET$|TOKEN$", variable), (name, variable)
    for secret in load(STACK)["secrets"].values():
        assert secret["file"].startswith("./deploy/secrets/")


def test_the_secrets_are_made_once(tmp_path: Path) -> None:
    script = shutil.copy(ROOT / "deploy" / "secrets.sh", tmp_path)
    secrets = tmp_path / "secrets"
    runs = []
    for _ in range(2):
        subprocess.run([script], check=True, timeout=60)
        runs.append({path.name: path.read_text() for path in secrets.iterdir()})
    assert runs[0] == runs[1]
    assert runs[0].keys() == {Path(s["file"]).name for s in load(STACK)["secrets"].values()}
    assert all(re.fullmatch("[0-9a-f]{48}", secret) for secret in runs[0].values())
    assert secrets.stat().st_mode & 0o077 == 0


def test_settings_have_their_names() -> None:
    told = set()
    for document in (load(STACK), load(SINGLE_HOST)):
        for service in document["services"].values():
            environment = service.get("environment", {})
            told |= {name for name in environment if name.startswith("NABLA_")}
    assert unknown_settings(told - {"NABLA_SITE"}) == set()


def test_only_the_single_host_s_worker_sees_the_engine() -> None:
    services = load(SINGLE_HOST)["services"]
    seeing = [name for name, service in services.items() if "docker.sock" in str(service)]
    assert seeing == ["worker"]


@pytest.mark.docker
@pytest.mark.parametrize("files", [[STACK], [STACK, SINGLE_HOST]], ids=["stack", "single-host"])
def test_compose_reads_it(files: list[Path], tmp_path: Path) -> None:
    if not (compose := find_compose()):
        pytest.skip("no Compose: apt-get install docker-compose")
    command = [*compose, "--project-directory", str(ROOT)]
    for path in files:
        command += ["-f", str(path)]
    done = subprocess.run([*command, "config"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert yaml.safe_load(done.stdout)["services"].keys() == SERVICES.keys()
