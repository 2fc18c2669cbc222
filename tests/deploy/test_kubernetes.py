"""The manifests: right by Kubernetes' own schemas, and locked down as we promise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.deploy.names import unknown_settings

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "kubernetes"
# Of others' making: their schemas are not Kubernetes' own.
FOREIGN = {"TriggerAuthentication", "ScaledObject"}

Json = dict[str, Any]


def manifests() -> Iterator[Any]:
    for path in sorted(FOLDER.rglob("*.yaml")):
        if path.name == "kustomization.yaml":
            continue
        for document in yaml.safe_load_all(path.read_text()):
            name = f"{path.relative_to(FOLDER)}:{document['kind']}/{document['metadata']['name']}"
            yield pytest.param(document, id=name)


ALL = list(manifests())
POD_TEMPLATES = [param for param in ALL if "template" in param.values[0].get("spec", {})]


@pytest.mark.parametrize("manifest", ALL)
def test_a_manifest_is_right_by_its_schema(manifest: Json) -> None:
    if manifest["kind"] in FOREIGN:
        assert manifest["apiVersion"].startswith("keda.sh/")
    else:
        newest = kubernetes_validate.latest_version()
        kubernetes_validate.validate(manifest, newest, strict=True)


def test_a_wrong_manifest_is_seen() -> None:
    wrong = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "date": {}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, kubernetes_validate.latest_version(), strict=True)


def containers(manifest: Json) -> list[Json]:
    spec = manifest["spec"]["template"]["spec"]
    return [*spec.get("initContainers", []), *spec["containers"]]


@pytest.mark.parametrize("manifest", POD_TEMPLATES)
def test_pods_are_locked_down(manifest: Json) -> None:
    spec = manifest["spec"]["template"]["spec"]
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["runAsUser"] > 0
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert spec["automountServiceAccountToken"] is False
    assert not {"hostNetwork", "hostPID", "hostIPC", "hostUsers"} & spec.keys()
    for volume in spec["volumes"]:
        assert not {"hostPath", "nfs"} & volume.keys(), volume
    for container in containers(manifest):
        context = container["securityContext"]
        assert context["allowPrivilegeEscalation"] is False, container["name"]
        assert context["readOnlyRootFilesystem"] is True, container["name"]
        assert context["capabilities"] == {"drop": ["ALL"]}, container["name"]
        assert "privileged" not in context
        assert context.get("runAsUser", 1) > 0
        assert container["resources"]["limits"].keys() == {"cpu", "memory"}, container["name"]


@pytest.mark.parametrize("manifest", POD_TEMPLATES)
def test_what_serves_for_long_is_probed(manifest: Json) -> None:
    if manifest["kind"] == "Job":
        return
    for container in manifest["spec"]["template"]["spec"]["containers"]:
        assert {"startupProbe", "readinessProbe", "livenessProbe"} <= container.keys()


@pytest.mark.parametrize("manifest", POD_TEMPLATES)
def test_a_cell_shares_a_folder_with_its_judge_alone(manifest: Json) -> None:
    spec = manifest["spec"]["template"]["spec"]
    cells = [c for c in containers(manifest) if c["image"] == "nabla-cell"]
    judges = [c for c in spec["containers"] if c["image"] == "nabla"]
    for cell in cells:
        assert cell.keys().isdisjoint({"env", "envFrom", "command", "args"}), "told nothing"
        [mount] = cell["volumeMounts"]
        assert mount == {"name": cell["name"], "mountPath": "/run/cells"}
        assert cell["restartPolicy"] == "Always"
        sharing = [c["name"] for c in containers(manifest) if mounts(c, cell["name"])]
        assert sharing == [cell["name"], judges[0]["name"]]
    if cells:
        settings = {entry["name"]: entry["value"] for entry in judges[0]["env"]}
        assert int(settings["NABLA_CELLS"]) == len(cells)


def mounts(container: Json, volume: str) -> bool:
    return any(mount["name"] == volume for mount in container["volumeMounts"])


def test_the_default_is_to_deny() -> None:
    policies = [p.values[0] for p in ALL if p.values[0]["kind"] == "NetworkPolicy"]
    nothing = next(policy for policy in policies if policy["metadata"]["name"] == "nothing")
    assert nothing["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    workers = [p for p in policies if "worker" in str(p["spec"].get("podSelector"))]
    ports = {
        port["port"]
        for policy in workers
        for rule in policy["spec"].get("egress", [])
        for port in rule["ports"]
    }
    assert ports == {53, 5432}, "workers and their cells reach names and the database alone"


def test_the_namespace_refuses_what_is_not_restricted() -> None:
    [namespace] = [p.values[0] for p in ALL if p.values[0]["kind"] == "Namespace"]
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


def test_every_file_is_listed_where_it_belongs() -> None:
    for path in FOLDER.rglob("kustomization.yaml"):
        listed = set(yaml.safe_load(path.read_text()).get("resources", []))
        there = {file.name for file in path.parent.glob("*.yaml")} - {path.name}
        assert there <= listed, path
        for name in listed:
            assert (path.parent / name).exists(), f"{path}: {name}"


def test_settings_have_their_names() -> None:
    told: set[str] = set()
    for param in ALL:
        manifest = param.values[0]
        if manifest["kind"] == "ConfigMap":
            told |= manifest["data"].keys()
        if "template" in manifest.get("spec", {}):
            for container in containers(manifest):
                if container["image"] == "nabla":
                    told |= {entry["name"] for entry in container.get("env", [])}
    assert unknown_settings(told) == set()
    assert "NABLA_DATABASE_URL_FILE" in told
