"""What comes over a wire: the bodies that a real kubectl sends, and bodies that mean harm."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster.apiserver.decoding import parse
from cluster.apiserver.http import Request
from cluster.cluster import Cluster

# kubectl v1.32.5's own, beside what a real API server made of each.
RECORDED = json.loads((Path(__file__).parent / "oracle" / "kubectl-protobuf-bodies.json").read_text(encoding="utf-8"))
SENT = {one["cmd"]: one for one in RECORDED if one.get("decodedAsJson")}
PROTOBUF = {"Content-Type": "application/vnd.kubernetes.protobuf"}
CONFIGMAPS = "/api/v1/namespaces/default/configmaps"


def said(value: Any) -> Any:
    """Without what Go writes where nothing was said, and without the status, which no client sets."""
    if isinstance(value, dict):
        return {key: said(inner) for key, inner in value.items() if inner is not None and key != "status"}
    return [said(inner) for inner in value] if isinstance(value, list) else value


def body_of(command: str) -> bytes:
    return b64decode(SENT[command]["protobufRequests"][0]["bodyBase64"])


@pytest.mark.parametrize("command", SENT)
def test_a_protobuf_body_says_what_its_json_would(command: str) -> None:
    assert parse(body_of(command)) == said(SENT[command]["decodedAsJson"])


def test_every_field_of_a_pod_template_has_its_number() -> None:
    """The template has whatever a template may have, with zeros and empty texts where those mean something."""
    rich = json.loads((Path(__file__).parent / "oracle" / "kubectl-rich-job.json").read_text(encoding="utf-8"))
    assert parse(b64decode(rich["protobufRequests"][0]["bodyBase64"]))["spec"] == rich["meant"]


def test_a_time_that_no_calendar_has_is_refused(cluster: Cluster) -> None:
    moment = b"\x08" + b"\xff" * 8 + b"\x7f"
    meta = b"\x0a\x01x" + b"\x42" + bytes([len(moment)]) + moment
    message = b"\x0a" + bytes([len(meta)]) + meta
    kind = b"\x0a\x02v1\x12\x09ConfigMap"
    body = b"k8s\0\x0a" + bytes([len(kind)]) + kind + b"\x12" + bytes([len(message)]) + message
    answer = cluster.api.handle(Request("POST", CONFIGMAPS, {}, PROTOBUF, body))
    assert (answer.status, "the year 9999" in answer.body["message"]) == (400, True)


def test_an_object_is_made_of_a_protobuf_body(cluster: Cluster) -> None:
    body = body_of("kubectl create configmap cm --from-literal=a=b --from-literal=c=d")
    answer = cluster.api.handle(Request("POST", CONFIGMAPS, {"fieldValidation": "Strict"}, PROTOBUF, body))
    assert (answer.status, answer.body["data"]) == (201, {"a": "b", "c": "d"})


@pytest.mark.parametrize("length", [4, 5, 20, 60, 84])
def test_a_protobuf_body_that_breaks_off_is_refused(cluster: Cluster, length: int) -> None:
    body = body_of("kubectl create deployment a --image=nginx:1.25 --replicas=2 --port=80")[:length]
    path = "/apis/apps/v1/namespaces/default/deployments"
    answer = cluster.api.handle(Request("POST", path, {}, PROTOBUF, body))
    assert (answer.status, answer.body["reason"]) == (400, "BadRequest")


@pytest.fixture(scope="module")
def lasting() -> Cluster:
    return Cluster(nodes=1)


@settings(max_examples=200, deadline=None)
@given(body=st.binary(max_size=300), place=st.integers(0, 200), envelope=st.booleans())
def test_no_bytes_are_more_than_a_refusal(lasting: Cluster, body: bytes, place: int, envelope: bool) -> None:
    good = body_of("kubectl create job j --image=busybox:1.36 -- echo hi")
    sent = good[:place] + body + good[place + 1 :] if envelope else b"k8s\0" + body
    path = "/apis/batch/v1/namespaces/default/jobs"
    answer = lasting.api.handle(Request("POST", path, {"dryRun": "All"}, PROTOBUF, sent))
    assert answer.status in (201, 400, 404, 422)
    json.dumps(answer.body)
