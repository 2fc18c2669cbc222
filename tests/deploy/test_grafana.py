"""The dashboard shows what the service counts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.metrics_core import Metric

from api.metrics import Metrics

DASHBOARD = Path(__file__).resolve().parents[2] / "deploy" / "grafana" / "nabla.json"
PANELS: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
_SUFFIXES = {"histogram": ("_bucket", "_count", "_sum"), "counter": ("_total",), "gauge": ("",)}


def exported() -> dict[str, Metric]:
    """Each name of a sample that /metrics can have, and whose it is."""
    return {
        metric.name + suffix: metric
        for metric in Metrics().registry.collect()
        for suffix in _SUFFIXES[metric.type]
    }


def labels_of(metric: Metric) -> set[str]:
    collector = Metrics().registry._names_to_collectors[metric.name]
    return {*collector._labelnames, "le"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel["title"])
def test_a_panel_asks_for_what_is_exported(panel: dict[str, Any]) -> None:
    known = exported()
    for target in panel["targets"]:
        names = re.findall(r"nabla_\w+", target["expr"])
        assert names, target
        for name in names:
            assert name in known, name
            labels = (
                set(re.findall(r"by \(([^)]*)\)", target["expr"])[0].split(", "))
                if (" by (" in target["expr"])
                else set()
            )
            labels |= set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]))
            assert labels <= labels_of(known[name]), (labels, target)


def test_every_metric_is_shown_somewhere() -> None:
    text = DASHBOARD.read_text()
    unseen = {m.name for m in Metrics().registry.collect() if m.name not in text}
    assert unseen <= {"nabla_proofs_unfinished"}


def test_panels_do_not_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in PANELS:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells
