"""Objects whose fields are of the right types, mostly, and mean nothing: they are refused, or the cluster lives on."""

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster.apiserver.http import Request
from cluster.apiserver.schema import ROOT, TYPES, Field
from cluster.apiserver.versions import VERSIONS, Version
from cluster.cluster import Cluster

TABLE = {"Accept": "application/json;as=Table;v=v1;g=meta.k8s.io"}
LABELS = {"app": "web"}
TEMPLATE = {"metadata": {"labels": LABELS}, "spec": {"containers": [{"name": "c", "image": "nginx:1.25"}]}}
TEXTS = ["", "x", "web", "-1", "10%", "http", "a/b", "None", "10.96.0.1", "2026-01-01T00:00:00Z", "* * * * *", "x" * 70]
WORDS = ["ClusterIP", "NodePort", "ExternalName", "Always", "Never", "RollingUpdate", "Indexed", "NoExecute", "IPv4"]
RUBBISH: list[Any] = [None, True, 0, -1, 2**63, 1e300, "", "x", "\0", [], {}, [None], [{}], {"": ""}, {"a": None}]
SCALARS: dict[str, list[Any]] = {
    "string": TEXTS + WORDS,
    "int32": [0, 1, 2, 3, -1, 80],
    "int64": [0, 1, -1, 30, 2**62],
    "bool": [True, False],
    "Quantity": ["1", "100m", "1Gi", "0", "-1", 1.5, "1e999999"],
    "IntOrString": [0, 1, 2, "http", "25%", "x%"],
    "Time": ["2026-01-01T00:00:00Z"],
    "MicroTime": ["2026-01-01T00:00:00.000000Z"],
}
KEYS = ["a", "app", "b/c", "cpu", "memory", "pods", ""]
LIKELY = (0.9, 0.9, 0.5, 0.5, 0.4, 0.3, 0.2, 0.2, 0.1)  # that a field is stated, by depth


def value(field: Field, depth: int, chance: Random) -> Any:
    if chance.random() < 0.01:
        return chance.choice(RUBBISH)
    if field.is_list:
        return [value(Field(field.item), depth, chance) for _ in range(chance.choice([0, 1, 1, 2]))]
    if field.is_map:
        return {key: value(Field(field.item), depth, chance) for key in chance.sample(KEYS, 2)}
    if field.type in TYPES:
        return struct(TYPES[field.type], depth + 1, chance)
    if field.type in ("object", "any"):
        return {chance.choice(["name", "path", "kind", "spec", "x"]): chance.choice(RUBBISH)}
    return chance.choice(SCALARS[field.type])


def struct(fields: dict[str, Field], depth: int, chance: Random) -> dict[str, Any]:
    likely = LIKELY[depth] if depth < len(LIKELY) else 0.0
    return {name: value(field, depth, chance) for name, field in fields.items() if chance.random() < likely}


def thing(version: Version, name: str, chance: Random) -> dict[str, Any]:
    """Where it has a template and a selector, most often such as fit each other."""
    made = struct({**ROOT, **TYPES.get(version.struct, {})}, 0, chance)
    made |= {"apiVersion": version.seen.api_version, "kind": version.seen.kind}
    meta = made.get("metadata")
    made["metadata"] = {**meta, "name": name} if isinstance(meta, dict) and chance.random() < 0.3 else {"name": name}
    spec = made.get("spec")
    if isinstance(spec, dict) and "template" in TYPES.get(f"{version.struct}Spec", {}) and chance.random() < 0.8:
        plain = version.struct == "ReplicationController"
        spec |= {"template": TEMPLATE, "selector": LABELS if plain else {"matchLabels": LABELS}}
    if isinstance(spec, dict) and version.struct == "Pod" and chance.random() < 0.8:
        spec["containers"] = TEMPLATE["spec"]["containers"]  # type: ignore[index]
    return made


@pytest.fixture(scope="module")
def beginning() -> Any:
    cluster = Cluster(nodes=2, images=["nginx:1.25"])
    pod = {"metadata": {"name": "web", "labels": LABELS}, "spec": TEMPLATE["spec"]}
    cluster.api.handle(Request("POST", "/api/v1/namespaces/default/pods", body=pod))
    cluster.run_until(5)
    return cluster.snapshot()


@settings(max_examples=60, deadline=None)
@given(chance=st.randoms(use_true_random=True))
def test_a_cluster_lives_on_whatever_it_is_told_to_hold(beginning: Any, chance: Random) -> None:
    cluster = Cluster.restored(beginning)
    for _ in range(10):
        version = chance.choice(list(VERSIONS.values()))
        method, below = chance.choice([("POST", ""), ("POST", ""), ("PUT", ""), ("PUT", "status")])
        name = "node-1" if version.seen.plural == "nodes" and method == "PUT" else chance.choice(["a", "web"])
        path = version.seen.path("default", name if method == "PUT" else "", below)
        answer = cluster.api.handle(Request(method, path, {}, TABLE, thing(version, name, chance)))
        assert answer.status in (200, 201, 400, 403, 404, 405, 409, 422), answer.body
        json.dumps(answer.body)
        cluster.run_until(cluster.time + chance.choice([0.0, 0.5, 20.0]))
    for version in VERSIONS.values():
        assert cluster.api.handle(Request("GET", version.seen.path(), {}, TABLE)).status == 200
