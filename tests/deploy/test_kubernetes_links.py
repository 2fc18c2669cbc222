"""The manifests fit each other and the program: names, ports, paths, secrets, ways through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import api.health
from tests.deploy.test_kubernetes import ALL, FOLDER, containers

Json = dict[str, Any]
DOCUMENTS: list[Json] = [param.values[0] for param in ALL]
ROOT = Path(__file__).resolve().parents[2]


def of_kind(*kinds: str) -> list[Json]:
    return [document for document in DOCUMENTS if document["kind"] in kinds]


WORKLOADS = of_kind("Deployment", "StatefulSet", "Job")


def labels_of(workload: Json) -> Json:
    labels: Json = workload["spec"]["template"]["metadata"]["labels"]
    return labels


def matches(selector: Json, labels: Json) -> bool:
    """Whether a selector of labels, in either form, picks these."""
    wanted = selector.get("matchLabels", selector if "matchExpressions" not in selector else {})
    for rule in selector.get("matchExpressions", []):
        assert rule["operator"] == "In", rule
        if labels.get(rule["key"]) not in rule["values"]:
            return False
    return all(labels.get(key) == value for key, value in wanted.items())


def picked(selector: Json) -> list[Json]:
    return [workload for workload in WORKLOADS if matches(selector, labels_of(workload))]


def named(kind: str, name: str) -> Json:
    [found] = [d for d in of_kind(kind) if d["metadata"]["name"] == name]
    return found


def ports(workload: Json) -> dict[str, int]:
    return {
        port["name"]: port["containerPort"]
        for container in containers(workload)
        for port in container.get("ports", [])
    }


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda w: w["metadata"]["name"])
def test_a_workload_picks_its_own_pods_alone(workload: Json) -> None:
    if workload["kind"] != "Job":  # which makes its selector up
        assert picked(workload["spec"]["selector"]) == [workload]
    spec = workload["spec"]["template"]["spec"]
    for spread in spec.get("topologySpreadConstraints", []):
        assert matches(spread["labelSelector"], labels_of(workload))


def test_services_budgets_and_scalers_find_what_they_are_for() -> None:
    for service in of_kind("Service"):
        [workload] = picked(service["spec"]["selector"])
        for port in service["spec"]["ports"]:
            assert port["targetPort"] in ports(workload), service["metadata"]["name"]
    for budget in of_kind("PodDisruptionBudget"):
        [workload] = picked(budget["spec"]["selector"])
        assert workload["metadata"]["name"] == budget["metadata"]["name"]
    for stateful in of_kind("StatefulSet"):
        service = named("Service", stateful["spec"]["serviceName"])
        assert service["spec"]["clusterIP"] == "None"
    for scaler in of_kind("HorizontalPodAutoscaler", "ScaledObject"):
        target = scaler["spec"]["scaleTargetRef"]
        assert named(target.get("kind", "Deployment"), target["name"])
    for ingress in of_kind("Ingress"):
        for rule in ingress["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                backend = path["backend"]["service"]
                there = named("Service", backend["name"])["spec"]["ports"]
                assert backend["port"]["name"] in {port["name"] for port in there}


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda w: w["metadata"]["name"])
def test_probes_ask_for_what_is_served_where_it_is(workload: Json) -> None:
    served = {getattr(route, "path", None) for route in api.health.router.routes}
    for container in containers(workload):
        own = {port["name"]: port["containerPort"] for port in container.get("ports", [])}
        for kind in ("startupProbe", "readinessProbe", "livenessProbe"):
            ask = container.get(kind, {}).get("httpGet")
            if ask:
                assert ask["port"] in own, (container["name"], kind)
                assert ask["path"] in served, (container["name"], kind)
    scraped = workload["spec"]["template"]["metadata"].get("annotations", {})
    if "prometheus.io/port" in scraped:
        assert int(scraped["prometheus.io/port"]) in ports(workload).values()
        assert "/metrics" in served


def test_the_health_port_is_the_one_that_is_set() -> None:
    worker = named("Deployment", "worker")
    [container] = worker["spec"]["template"]["spec"]["containers"]
    settings = {entry["name"]: entry["value"] for entry in container["env"]}
    assert int(settings["NABLA_HEALTH_PORT"]) == ports(worker)["health"]
    grace = worker["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
    assert float(settings["NABLA_DRAIN_SECONDS"]) < grace
    image = (ROOT / "Dockerfile").read_text()
    assert f"PORT={ports(named('Deployment', 'service'))['http']} " in image


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda w: w["metadata"]["name"])
def test_what_is_mounted_and_read_is_there(workload: Json) -> None:
    spec = workload["spec"]["template"]["spec"]
    volumes = {volume["name"] for volume in spec["volumes"]}
    claims = workload["spec"].get("volumeClaimTemplates", [])
    volumes |= {claim["metadata"]["name"] for claim in claims}
    used = set()
    for container in containers(workload):
        for mount in container["volumeMounts"]:
            assert mount["name"] in volumes, (container["name"], mount)
            used.add(mount["name"])
        for source in container.get("envFrom", []):
            assert named("ConfigMap", source["configMapRef"]["name"])
    assert used == volumes


def read_secrets() -> Iterator[str]:
    """Keys of the secret that something reads: from files, and by what scales."""
    settings = [value for d in of_kind("ConfigMap") for value in d["data"].values()]
    for workload in WORKLOADS:
        for container in containers(workload):
            settings += [entry["value"] for entry in container.get("env", [])]
    for value in settings:
        if found := re.fullmatch(r"/run/secrets/nabla/(\w+)", value):
            yield found[1]


def test_every_secret_that_is_read_is_made_by_the_example() -> None:
    example = yaml.safe_load((FOLDER / "example" / "kustomization.yaml").read_text())
    [secret] = example["secretGenerator"]
    made = {entry.partition("=")[0] for entry in (*secret["files"], *secret["literals"])}
    assert set(read_secrets()) == made
    for workload in WORKLOADS:
        for volume in workload["spec"]["template"]["spec"]["volumes"]:
            if "secret" in volume:
                assert volume["secret"]["secretName"] == secret["name"]
                items = {item["key"] for item in volume["secret"].get("items", [])}
                assert items <= made
    script = (ROOT / "deploy" / "secrets.sh").read_text()
    for entry in secret["files"]:
        assert entry.partition("=")[2] in script


def test_the_example_takes_what_there_is() -> None:
    folder = FOLDER / "example"
    example = yaml.safe_load((folder / "kustomization.yaml").read_text())
    for name in (*example["resources"], *example["components"]):
        assert (folder / name / "kustomization.yaml").exists(), name
    images = {image["name"] for image in example["images"]}
    used = {container["image"] for workload in WORKLOADS for container in containers(workload)}
    assert images <= used
    for patch in example["patches"]:
        assert named(patch["target"]["kind"], patch["target"]["name"])
    [literal] = [entry for entry in example["secretGenerator"][0]["literals"] if "url" in entry]
    [host] = re.findall(r"@(\w+)/", literal)
    assert named("Service", host)


def policies(workload: Json, way: str) -> list[Json]:
    """The rules by which something may come to, or go from, a workload's pods."""
    rules: list[Json] = []
    for policy in of_kind("NetworkPolicy"):
        if matches(policy["spec"]["podSelector"], labels_of(workload)):
            rules += policy["spec"].get(way, [])
    return rules


def open_ports(rules: list[Json], protocol: str = "TCP") -> set[int]:
    return {
        port["port"]
        for rule in rules
        for port in rule.get("ports", [])
        if port["protocol"] == protocol
    }


def test_policies_let_through_what_the_program_needs_and_no_more() -> None:
    postgres = named("StatefulSet", "postgres")
    database = ports(postgres)["postgres"]
    for name, kind in (
        ("service", "Deployment"),
        ("worker", "Deployment"),
        ("nabla-migrate", "Job"),
    ):
        workload = named(kind, name)
        out = policies(workload, "egress")
        assert {53, database} <= open_ports(out), name
        assert 53 in open_ports(out, "UDP"), name
        coming = [
            source["podSelector"]
            for rule in policies(postgres, "ingress")
            if database in open_ports([rule])
            for source in rule["from"]
        ]
        assert any(matches(selector, labels_of(workload)) for selector in coming), name
    assert open_ports(policies(named("Deployment", "worker"), "egress")) == {53, database}
    # Webhooks and log-in providers.
    assert open_ports(policies(named("Deployment", "service"), "egress")) == {53, database, 443}
    for name in ("service", "worker"):
        workload = named("Deployment", name)
        served = set(ports(workload).values())
        assert open_ports(policies(workload, "ingress")) == served, name
        askers = {
            source["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]
            for rule in policies(workload, "ingress")
            for source in rule["from"]
        }
        assert "monitoring" in askers
        assert ("ingress-nginx" in askers) == (name == "service")
    assert policies(postgres, "egress") == []
