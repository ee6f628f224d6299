"""What the alerts ask for exists: every metric, every label, every value of a label that is one of few."""

import re
from typing import Any

import pytest
import yaml
from prometheus_client.metrics_core import Metric

from adminapi.metrics import States
from core.env import BASE_DIR
from core.ops.metrics import REGISTRY

FOLDER = BASE_DIR / "deploy" / "prometheus"
RULES: list[dict[str, Any]] = [
    rule for group in yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"] for rule in group["rules"]
]
DOCUMENTED = {"ErrorRate": "> 0.05", "MeanDuration": "> 10", "FailedExecutions": "> 1000", "NewErrors": "> 100"}
SELECTOR = re.compile(r"(torale_\w+)(?:\{([^}]*)\})?")
MATCHER = re.compile(r'(\w+)=~?"([^"]*)"')
VALUES = {
    "outcome": {"met", "not_met", "inconclusive", "failed", "retrying", "cancelled", "discarded", "sent"},
    "part": {"database", "redis", "beat", "worker"},
    "status": {"1xx", "2xx", "3xx", "4xx", "5xx"},
    "error": {"ConfigurationError"},
}


def _labels_by_sample() -> dict[str, set[str]]:
    """The labels of each name that a scrape may hold."""
    found: dict[str, set[str]] = {}
    for collector in REGISTRY._collector_to_names:
        labels = set(getattr(collector, "_labelnames", ()))
        for name in REGISTRY._collector_to_names[collector]:
            found[name] = labels | ({"le"} if name.endswith("_bucket") else set())
    return found


def _labels_by_state() -> dict[str, set[str]]:
    metrics: list[Metric] = list(States().collect())
    return {metric.name: set(metric.samples[0].labels) for metric in metrics}


@pytest.mark.django_db
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_an_alert_asks_for_what_there_is(rule: dict[str, Any]) -> None:
    known = {**_labels_by_sample(), **_labels_by_state()}
    asked = SELECTOR.findall(rule["expr"])
    assert asked or rule["alert"] == "NoMetrics"
    for name, matchers in asked:
        assert name in known
        for label, pattern in MATCHER.findall(matchers):
            assert label in known[name]
            assert set(pattern.split("|")) <= VALUES[label]
    for label in re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]):
        assert all(label in known[name] for name, _ in asked)


def test_the_documented_thresholds_are_those_of_the_alerts() -> None:
    asked = {rule["alert"]: rule["expr"].strip() for rule in RULES}
    assert {name: asked[name].endswith(threshold) for name, threshold in DOCUMENTED.items()} == dict.fromkeys(
        DOCUMENTED, True
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_an_alert_says_how_grave_it_is_and_is_documented(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in ("warning", "critical")
    assert f"| `{rule['alert']}` |" in (BASE_DIR / "docs" / "operating.md").read_text()


def test_every_metric_is_documented() -> None:
    documented = (BASE_DIR / "docs" / "operating.md").read_text()
    names = {name for name, _ in SELECTOR.findall(documented)}
    counted = {metric.name + ("_total" if metric.type == "counter" else "") for metric in REGISTRY.collect()}
    assert counted <= names


def test_the_scrape_example_names_the_alerts() -> None:
    example = yaml.safe_load((FOLDER / "prometheus.yml").read_text())
    assert [(FOLDER / name).is_file() for name in example["rule_files"]] == [True]
    assert example["scrape_configs"][0]["metrics_path"] == "/metrics"
