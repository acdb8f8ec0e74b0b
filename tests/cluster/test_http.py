"""What comes over a wire: the bodies that a real kubectl sends, and bodies that mean harm."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster.apiserver.bodies import parse
from cluster.apiserver.http import Request
from cluster.apiserver.watching import Watch
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
    cluster = Cluster(nodes=1)
    pod = {"metadata": {"name": "web"}, "spec": {"containers": [{"name": "web", "image": "nginx:1.25"}]}}
    cluster.api.handle(Request("POST", "/api/v1/namespaces/default/pods", body=pod))
    cluster.run_until(10)
    return cluster


@settings(max_examples=200, deadline=None)
@given(body=st.binary(max_size=300), place=st.integers(0, 200), envelope=st.booleans())
def test_no_bytes_are_more_than_a_refusal(lasting: Cluster, body: bytes, place: int, envelope: bool) -> None:
    good = body_of("kubectl create job j --image=busybox:1.36 -- echo hi")
    sent = good[:place] + body + good[place + 1 :] if envelope else b"k8s\0" + body
    path = "/apis/batch/v1/namespaces/default/jobs"
    answer = lasting.api.handle(Request("POST", path, {"dryRun": "All"}, PROTOBUF, sent))
    assert answer.status in (201, 400, 404, 422)
    json.dumps(answer.body)


@pytest.mark.parametrize(
    ("query", "body", "code"),
    [
        ({"gracePeriodSeconds": "soon"}, None, 400),
        ({"gracePeriodSeconds": "\N{SUPERSCRIPT TWO}"}, None, 400),
        ({}, {"gracePeriodSeconds": "soon"}, 400),
        ({}, {"gracePeriodSeconds": True}, 400),
        ({}, {"preconditions": "none"}, 400),
        ({}, {"dryRun": "All"}, 400),
        ({}, {"dryRun": ["Maybe"]}, 422),
        ({"dryRun": "Maybe"}, None, 422),
        ({"propagationPolicy": "Sideways"}, None, 422),
        ({}, {"propagationPolicy": "Sideways"}, 422),
    ],
)
def test_a_deletion_that_cannot_be_understood_deletes_nothing(
    cluster: Cluster, query: dict[str, str], body: object, code: int
) -> None:
    path = "/api/v1/namespaces/default/configmaps/a"
    cluster.api.handle(Request("POST", path.removesuffix("/a"), body={"metadata": {"name": "a"}}))
    assert cluster.api.handle(Request("DELETE", path, query, {}, body)).status == code
    assert cluster.api.handle(Request("GET", path)).status == 200


VALUES = st.one_of(
    st.sampled_from(["1", "True", "", "All", "9" * 5000, "\N{SUPERSCRIPT TWO}", "-1"]), st.text(max_size=9)
)
NAMES = [
    "watch",
    "limit",
    "continue",
    "resourceVersion",
    "timeoutSeconds",
    "labelSelector",
    "fieldSelector",
    "dryRun",
    "force",
    "fieldManager",
    "fieldValidation",
    "gracePeriodSeconds",
    "propagationPolicy",
    "tailLines",
    "previous",
    "container",
]
MORE_NAMES = [
    "resourceVersionMatch",
    "sendInitialEvents",
    "allowWatchBookmarks",
    "includeObject",
    "verbose",
    "exclude",
    "limitBytes",
    "sinceSeconds",
]
PATHS = (
    "/api/v1/pods",
    "/api/v1/namespaces/default/pods",
    "/api/v1/namespaces/default/pods/web",
    "/api/v1/namespaces/default/pods/web/log",
    "/api/v1/namespaces/default/pods/web/eviction",
    "/apis/apps/v1/namespaces/default/deployments/web/scale",
    "/api/v1/nodes/node-1",
    "/api/v1/namespaces/default/status",
    "/apis/metrics.k8s.io/v1beta1/pods",
    "/openapi/v3",
    "/nowhere",
)
BODIES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["metadata", "spec", "deleteOptions", "name", "replicas", "x"]), inner, max_size=3
        )
    ),
    max_leaves=9,
)
CONTENTS = ("json", "merge-patch+json", "json-patch+json", "strategic-merge-patch+json", "apply-patch+yaml", "nonsense")


@settings(max_examples=400, deadline=None)
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]),
    path=st.sampled_from(PATHS),
    query=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4),
    content=st.sampled_from(CONTENTS),
    body=BODIES,
)
def test_any_request_comes_to_an_answer(
    lasting: Cluster, method: str, path: str, query: dict[str, str], content: str, body: object
) -> None:
    headers = {"Content-Type": f"application/{content}"}
    answer = lasting.api.handle(Request(method, path, query, headers, body))
    assert 200 <= answer.status < 600


STEPS = st.sampled_from(
    [
        *(
            "api",
            "apis",
            "v1",
            "v2",
            "apps",
            "batch",
            "autoscaling",
            "events.k8s.io",
            "metrics.k8s.io",
            "v1beta1",
            "policy",
        ),
        *("namespaces", "default", "pods", "web", "nodes", "node-1", "deployments", "jobs", "horizontalpodautoscalers"),
        *("events", "services", "status", "scale", "log", "binding", "eviction", "finalize", "token", "proxy", "watch"),
        *("openapi", "v3", "version", "healthz", "readyz", "etcd", "..", "", "%2e", "\N{SNOWMAN}", "\n", "\0"),
    ]
)
ACCEPTS = st.lists(
    st.sampled_from(
        [
            *("application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "*/*", "text/html", ""),
            *("as=Table", "as=PartialObjectMetadata", "as=PartialObjectMetadataList", "v=v1", "v=v2", "g=meta.k8s.io"),
            *("q=0.5", "=", "as", "\0"),
        ]
    ),
    max_size=5,
)
TEXTS = st.one_of(
    st.text(max_size=30),
    st.binary(max_size=30),
    BODIES.map(json.dumps),
    st.sampled_from(
        ["{" * 5000, "[" * 5000, "&a [*a]", "a: &a {b: *a}", "? {}", "- - - -", "!!python/name:os.system", "1e999"]
    ),
    BODIES,
)


@settings(max_examples=600, deadline=None)
@given(
    method=st.sampled_from(["GET", "GET", "GET", "POST", "PUT", "PATCH", "DELETE"]),
    steps=st.lists(STEPS, max_size=8),
    query=st.dictionaries(st.sampled_from([*NAMES, *MORE_NAMES]), VALUES, max_size=3),
    accepts=st.tuples(ACCEPTS, st.sampled_from([",", ";"])),
    content=st.sampled_from([*CONTENTS, "yaml", "vnd.kubernetes.protobuf"]),
    body=TEXTS,
)
def test_whatever_is_refused_is_refused_in_the_servers_own_words(
    lasting: Cluster,
    method: str,
    steps: list[str],
    query: dict[str, str],
    accepts: tuple[list[str], str],
    content: str,
    body: object,
) -> None:
    lasting.world.metrics["default/web"] = {"cpu": 1, "memory": 1}
    offers, between = accepts
    headers = {"Content-Type": f"application/{content}", "Accept": between.join(offers)}
    path = f"/{'/'.join(steps)}"
    answer = lasting.api.handle(Request(method, path, {"dryRun": "All", **query}, headers, body))
    if answer.status >= 400 and not isinstance(answer.body, str):
        assert (answer.body["kind"], answer.body["code"], answer.body["status"]) == ("Status", answer.status, "Failure")
        assert answer.body["message"]
    if not isinstance(answer.body, Watch):
        json.dumps(answer.body)
    for event in answer.body if isinstance(answer.body, Watch) else ():
        json.dumps(event)


@pytest.mark.parametrize("meta", [False, None, "x"])
def test_a_patch_of_a_status_must_still_come_to_an_object(cluster: Cluster, meta: object) -> None:
    headers = {"Content-Type": "application/merge-patch+json"}
    answer = cluster.api.handle(Request("PATCH", "/api/v1/namespaces/default/status", {}, headers, {"metadata": meta}))
    assert answer.status in (200, 400, 422)


def test_a_list_in_pages_stays_as_it_was_and_expires_once_its_revision_is_forgotten(cluster: Cluster) -> None:
    for name in "abc":
        cluster.api.handle(Request("POST", CONFIGMAPS, body={"metadata": {"name": name}}))
    first = cluster.api.handle(Request("GET", CONFIGMAPS, {"limit": "2"})).body
    assert first["metadata"]["remainingItemCount"] >= 1
    cluster.api.handle(Request("DELETE", f"{CONFIGMAPS}/c"))
    following = {"limit": "9", "continue": first["metadata"]["continue"]}
    rest = cluster.api.handle(Request("GET", CONFIGMAPS, following)).body
    assert rest["items"][0]["metadata"]["name"] == "c"
    cluster.machine.store.compact(cluster.machine.store.revision)
    late = cluster.api.handle(Request("GET", CONFIGMAPS, following))
    assert (late.status, late.body["reason"]) == (410, "Expired")
    going_on = {"continue": late.body["metadata"]["continue"]}
    names = [one["metadata"]["name"] for one in cluster.api.handle(Request("GET", CONFIGMAPS, going_on)).body["items"]]
    assert "c" not in names


def test_a_revision_that_has_not_been_is_waited_for_in_vain(cluster: Cluster) -> None:
    answer = cluster.api.handle(Request("GET", CONFIGMAPS, {"resourceVersion": "999999999"}))
    assert (answer.status, answer.headers["Retry-After"]) == (504, "1")
    assert answer.body["message"].startswith("Timeout: Too large resource version: 999999999, current: ")


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "code"),
    [
        ("POST", CONFIGMAPS, {"Content-Type": "text/plain"}, "x: 1", 415),
        ("GET", CONFIGMAPS, {"Accept": "text/html"}, None, 406),
        ("POST", "/api/v1/configmaps", {}, {"metadata": {"name": "a"}}, 405),
        ("DELETE", "/api/v1/namespaces", {}, None, 405),
        ("GET", "/api/v1/namespaces/default/nodes", {}, None, 404),
        ("GET", "/apis/nope/v1/pods", {}, None, 404),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_own_code(
    cluster: Cluster, method: str, path: str, headers: dict[str, str], body: object, code: int
) -> None:
    assert cluster.api.handle(Request(method, path, {}, headers, body)).status == code


def test_a_watch_tells_its_place_where_asked_and_ends_at_its_time(cluster: Cluster) -> None:
    query = {"watch": "1", "allowWatchBookmarks": "true", "sendInitialEvents": "true", "timeoutSeconds": "10"}
    watch = cluster.api.handle(Request("GET", CONFIGMAPS, {**query, "resourceVersionMatch": "NotOlderThan"})).body
    first = list(watch)
    assert first[-1]["object"]["metadata"]["annotations"]["k8s.io/initial-events-end"] == "true"
    cluster.run_until(cluster.time + 11)
    assert [one["type"] for one in watch][-1] == "BOOKMARK"
    assert watch.over


def test_an_autoscaler_is_one_object_in_both_its_versions(cluster: Cluster) -> None:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    spec = {"maxReplicas": 3, "scaleTargetRef": target, "targetCPUUtilizationPercentage": 70}
    path = "/apis/autoscaling/{}/namespaces/default/horizontalpodautoscalers"
    made = cluster.api.handle(Request("POST", path.format("v1"), body={"metadata": {"name": "web"}, "spec": spec}))
    assert (made.body["apiVersion"], made.body["spec"]["targetCPUUtilizationPercentage"]) == ("autoscaling/v1", 70)
    full = cluster.api.handle(Request("GET", path.format("v2") + "/web")).body
    assert full["spec"]["metrics"][0]["resource"]["target"]["averageUtilization"] == 70


def test_the_server_is_not_ready_without_etcd(cluster: Cluster) -> None:
    assert cluster.api.handle(Request("GET", "/readyz")).body == "ok"
    cluster.stop("etcd")
    answer = cluster.api.handle(Request("GET", "/readyz", {"verbose": ""}))
    assert answer.status == 500
    assert "[-]etcd failed: reason withheld\n" in answer.body


AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"


def discovered(cluster: Cluster, path: str, accept: str) -> Any:
    return cluster.api.handle(Request("GET", path, headers={"Accept": accept}))


def test_all_groups_at_once_are_those_that_are_told_one_by_one(cluster: Cluster) -> None:
    cluster.world.metrics["default/web"] = {"cpu": 100}
    answers = [discovered(cluster, path, f"{AGGREGATED},application/json") for path in ("/api", "/apis")]
    assert {answer.headers["Content-Type"] for answer in answers} == {AGGREGATED}
    seen = set()
    for group in (item for answer in answers for item in answer.body["items"]):
        name = group["metadata"]["name"]
        for version in group["versions"]:
            path = f"/apis/{name}/{version['version']}" if name else "/api/v1"
            singly = {one["name"]: one for one in discovered(cluster, path, "application/json").body["resources"]}
            at_once = {}
            for one in version["resources"]:
                at_once[one["resource"]] = one
                at_once |= {f"{one['resource']}/{sub['subresource']}": sub for sub in one.get("subresources", [])}
            assert at_once.keys() == singly.keys()
            for each, told in at_once.items():
                assert (told["responseKind"]["kind"], told["verbs"]) == (singly[each]["kind"], singly[each]["verbs"])
            seen.add(name)
    assert {"", "apps", "metrics.k8s.io"} <= seen


def test_who_does_not_ask_for_all_groups_at_once_gets_their_names(cluster: Cluster) -> None:
    assert discovered(cluster, "/apis", "application/json").body["kind"] == "APIGroupList"
    assert discovered(cluster, "/api", AGGREGATED.replace("v2", "v9")).body["kind"] == "APIVersions"


def test_the_old_document_of_the_schemas_is_there_and_empty(cluster: Cluster) -> None:
    old = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
    answer = discovered(cluster, "/openapi/v2", old)
    assert (answer.status, answer.body, answer.headers["Content-Type"]) == (200, "", old)
    assert discovered(cluster, "/openapi/v2", "application/json").body["swagger"] == "2.0"


@pytest.mark.parametrize(
    ("content", "during"),
    [
        ("application/strategic-merge-patch+json", ""),
        ("application/json-patch+json", ""),
        ("application/merge-patch+json", "error decoding patch: "),
    ],
)
def test_a_patch_that_breaks_off_is_refused(cluster: Cluster, content: str, during: str) -> None:
    request = Request("PATCH", "/api/v1/nodes/node-1", headers={"Content-Type": content}, body=b"{")
    answer = cluster.api.handle(request)
    assert (answer.status, answer.body["message"]) == (400, f"{during}unexpected end of JSON input")
