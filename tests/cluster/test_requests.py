"""What a request may ask for, and how it may be said: versions, formats, strictness, options."""

import json
from typing import Any

import pytest

from cluster.apiserver.http import Request, Response
from cluster.cluster import Cluster

SPACE = "/api/v1/namespaces/default"
CONFIGMAPS = f"{SPACE}/configmaps"
LEASES = "/apis/coordination.k8s.io/v1/namespaces/default/leases"
BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets"
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
EVENTS = "/apis/events.k8s.io/v1/namespaces/default/events"
AUTOSCALERS = "/apis/autoscaling/{}/namespaces/default/horizontalpodautoscalers"
METRICS = "/apis/metrics.k8s.io/v1beta1"
USED = {"cpu": 250, "memory": 64 << 20}
JSON, YAML = {"Content-Type": "application/json"}, {"Content-Type": "application/yaml"}
MERGE = {"Content-Type": "application/merge-patch+json"}
STRATEGIC = {"Content-Type": "application/strategic-merge-patch+json"}
JSON_PATCH = {"Content-Type": "application/json-patch+json"}
APPLY = {"Content-Type": "application/apply-patch+yaml"}
TABLE = {"Accept": "application/json;as=Table;v=v1;g=meta.k8s.io"}


def ask(cluster: Cluster, method: str, path: str, body: Any = None, headers: Any = None, **query: str) -> Response:
    return cluster.api.handle(Request(method, path, query, headers or {}, body))


def told(answer: Response) -> tuple[int, str]:
    return answer.status, answer.body["message"]


def named(name: str, **rest: Any) -> dict[str, Any]:
    return {"metadata": {"name": name}, **rest}


@pytest.fixture
def web(cluster: Cluster) -> Cluster:
    """A cluster with a ConfigMap `web`, and a Pod `web` that runs."""
    ask(cluster, "POST", CONFIGMAPS, named("web", data={"a": "1"}))
    ask(cluster, "POST", f"{SPACE}/pods", named("web", spec={"containers": [{"name": "c", "image": "nginx:1.25"}]}))
    cluster.run_until(5)
    return cluster


# Versions of one object


def test_an_event_has_other_fields_in_its_own_group_and_is_the_same_object(web: Cluster) -> None:
    found = {one["metadata"]["name"]: one for one in ask(web, "GET", f"{SPACE}/events").body["items"]}
    listed = ask(web, "GET", EVENTS).body
    assert (listed["apiVersion"], listed["kind"], len(listed["items"])) == ("events.k8s.io/v1", "EventList", len(found))
    for event in listed["items"]:
        old = found[event["metadata"]["name"]]
        assert (event["note"], event["regarding"]) == (old["message"], old["involvedObject"])
        assert not {"message", "involvedObject", "source", "firstTimestamp"} & set(event)


def test_an_event_that_is_written_in_its_own_group_is_read_in_the_first_one(cluster: Cluster) -> None:
    event = named("e", note="Hello", reason="Greeting", type="Normal", regarding={"kind": "Pod", "name": "web"})
    assert ask(cluster, "POST", EVENTS, event, fieldValidation="Strict").status == 201
    seen = ask(cluster, "GET", f"{SPACE}/events/e").body
    assert (seen["apiVersion"], seen["message"], seen["involvedObject"]["name"]) == ("v1", "Hello", "web")


def test_an_old_autoscaler_keeps_what_it_has_no_field_for(cluster: Cluster) -> None:
    memory = {"type": "Resource", "resource": {"name": "memory", "target": {"type": "Value", "averageValue": "1Gi"}}}
    spec = {"maxReplicas": 3, "scaleTargetRef": {"kind": "Deployment", "name": "web"}, "metrics": [memory]}
    ask(cluster, "POST", AUTOSCALERS.format("v2"), named("web", spec=spec))
    old = ask(cluster, "GET", f"{AUTOSCALERS.format('v1')}/web").body
    assert "metrics" not in old["spec"]
    changed = {**old, "spec": {**old["spec"], "maxReplicas": 5, "targetCPUUtilizationPercentage": 60}}
    assert ask(cluster, "PUT", f"{AUTOSCALERS.format('v1')}/web", changed).status == 200
    new = ask(cluster, "GET", f"{AUTOSCALERS.format('v2')}/web").body
    assert [one["resource"]["name"] for one in new["spec"]["metrics"]] == ["memory", "cpu"]
    assert "annotations" not in new["metadata"]


@pytest.mark.parametrize(("version", "code"), [("v1", 201), ("v2", 400)])
def test_only_an_old_autoscaler_has_a_share_of_cpu_as_a_field(cluster: Cluster, version: str, code: int) -> None:
    target = {"kind": "Deployment", "name": "web"}
    spec = {"maxReplicas": 3, "scaleTargetRef": target, "targetCPUUtilizationPercentage": 60}
    answer = ask(cluster, "POST", AUTOSCALERS.format(version), named("web", spec=spec), fieldValidation="Strict")
    assert answer.status == code


# What is measured


def test_what_pods_and_nodes_use_is_told_once_it_is_measured(web: Cluster) -> None:
    assert ask(web, "GET", f"{METRICS}/pods").status == 404
    web.world.metrics["default/web"] = USED
    pod = ask(web, "GET", f"{METRICS}/namespaces/default/pods/web").body
    assert pod["containers"] == [{"name": "c", "usage": {"cpu": "250m", "memory": "65536Ki"}}]
    nodes = ask(web, "GET", f"{METRICS}/nodes").body
    assert sorted(one["usage"]["cpu"] for one in nodes["items"]) == ["0m", "0m", "250m"]
    assert ask(web, "GET", f"{METRICS}/pods", labelSelector="app=none").body["items"] == []
    groups = ask(web, "GET", "/apis").body["groups"]
    assert "metrics.k8s.io" in [group["name"] for group in groups]


@pytest.mark.parametrize(
    ("path", "query", "code", "said"),
    [
        ("/nodes/node-9", {}, 404, 'nodemetrics.metrics.k8s.io "node-9" not found'),
        ("/namespaces/default/pods/x", {}, 404, 'podmetrics.metrics.k8s.io "default/x" not found'),
        ("/pods", {"labelSelector": "a in ("}, 400, "unable to parse requirement: found '', expected: ',', or ')'"),
    ],
)
def test_what_is_not_measured_is_told_so(web: Cluster, path: str, query: dict[str, str], code: int, said: str) -> None:
    web.world.metrics["default/web"] = USED
    assert told(ask(web, "GET", METRICS + path, **query)) == (code, said)


# What the server says of itself


def test_the_index_of_schemas_leads_to_a_document_for_each_group(cluster: Cluster) -> None:
    paths = ask(cluster, "GET", "/openapi/v3").body["paths"]
    for path in paths.values():
        document = ask(cluster, "GET", path["serverRelativeURL"]).body
        text = json.dumps(document)
        for name in document["components"]["schemas"]:
            assert f'"{name}"' in text
        for reference in set(text.split("#/components/schemas/")[1:]):
            assert reference.partition('"')[0] in document["components"]["schemas"]
    assert {"api/v1", "apis/apps/v1", "apis/autoscaling/v1", "apis/events.k8s.io/v1"} <= set(paths)


def test_the_schema_of_a_group_says_of_which_kind_a_path_is_and_that_fields_are_checked(cluster: Cluster) -> None:
    document = ask(cluster, "GET", "/openapi/v3/apis/apps/v1").body
    patch = document["paths"]["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]["patch"]
    assert patch["x-kubernetes-group-version-kind"] == {"group": "apps", "kind": "Deployment", "version": "v1"}
    assert "fieldValidation" in [one["name"] for one in patch["parameters"]]
    spec = document["components"]["schemas"]["io.k8s.api.core.v1.PodSpec"]["properties"]["containers"]
    assert (spec["x-kubernetes-patch-merge-key"], spec["type"]) == ("name", "array")


@pytest.mark.parametrize("check", ["livez", "readyz", "healthz"])
def test_the_health_of_the_server_is_asked_as_a_whole_and_by_part(cluster: Cluster, check: str) -> None:
    assert ask(cluster, "GET", f"/{check}").body == "ok"
    full = ask(cluster, "GET", f"/{check}", verbose="").body
    assert full.startswith("[+]ping ok\n[+]log ok\n[+]etcd ok\n")
    assert full.endswith(f"{check} check passed\n")
    assert ask(cluster, "GET", f"/{check}/ping").body == "ok"
    assert ask(cluster, "GET", f"/{check}/nothing").status == 404
    cluster.stop("etcd")
    assert ask(cluster, "GET", f"/{check}/etcd").status == 500
    assert ask(cluster, "GET", f"/{check}/ping").status == 200
    left_out = ask(cluster, "GET", f"/{check}", exclude="etcd", verbose="").body
    assert "[+]etcd excluded: ok\n" in left_out


# How an answer looks


@pytest.mark.parametrize(("include", "kind"), [("None", ""), ("Metadata", "PartialObjectMetadata"), ("Object", "Pod")])
def test_a_row_of_a_table_holds_as_much_of_its_object_as_is_asked_for(web: Cluster, include: str, kind: str) -> None:
    table = ask(web, "GET", f"{SPACE}/pods", headers=TABLE, includeObject=include).body
    assert table["kind"] == "Table"
    assert table["rows"][0]["cells"][0] == "web"
    assert (table["rows"][0].get("object") or {}).get("kind", "") == kind


def test_a_table_cannot_include_what_there_is_not_and_other_answers_do_not_care(web: Cluster) -> None:
    said = """includeObject: Invalid value: "Half": must be 'Metadata', 'Object', 'None', or empty"""
    answer = ask(web, "GET", f"{SPACE}/pods", headers=TABLE, includeObject="Half")
    assert told(answer) == (400, f"Unable to convert to Table as requested: {said}")
    assert ask(web, "GET", f"{SPACE}/pods", includeObject="Half").status == 200


def test_the_names_of_headers_and_of_formats_may_be_written_in_any_case(web: Cluster) -> None:
    table = ask(web, "GET", f"{SPACE}/pods", headers={"accept": TABLE["Accept"]}).body
    assert table["kind"] == "Table"
    made = ask(web, "POST", CONFIGMAPS, "metadata: {name: z}", {"content-type": "Application/YAML"})
    assert made.status == 201


# How strictly a body is read

DOUBLED = '{"metadata": {"name": "x"}, "data": {"a": "1", "a": "2"}, "dada": {}}'
DOUBLED_YAML = 'metadata:\n  name: x\ndata:\n  a: "1"\n  a: "2"\ndada: {}\n'


@pytest.mark.parametrize(
    ("headers", "body", "doubled", "strictly"),
    [
        (JSON, DOUBLED, 'duplicate field "data.a"', 'duplicate field "data.a"'),
        (
            YAML,
            DOUBLED_YAML,
            'line 5: key "a" already set in map',
            'yaml: unmarshal errors:\n  line 5: key "a" already set in map',
        ),
    ],
)
def test_fields_that_are_unknown_or_doubled_are_ignored_or_warned_of_or_refused(
    cluster: Cluster, headers: dict[str, str], body: str, doubled: str, strictly: str
) -> None:
    warned = [doubled, 'unknown field "dada"']
    refused = ask(cluster, "POST", CONFIGMAPS, body, headers, fieldValidation="Strict")
    why = f'strict decoding error: {strictly}, unknown field "dada"'
    assert told(refused) == (400, f'ConfigMap in version "v1" cannot be handled as a ConfigMap: {why}')
    trial = {"dryRun": "All"}
    assert list(ask(cluster, "POST", CONFIGMAPS, body, headers, **trial).warnings) == warned
    assert list(ask(cluster, "POST", CONFIGMAPS, body, headers, fieldValidation="Warn", **trial).warnings) == warned
    made = ask(cluster, "POST", CONFIGMAPS, body, headers, fieldValidation="Ignore")
    assert (made.status, list(made.warnings), made.body["data"]) == (201, [], {"a": "2"})


@pytest.mark.parametrize(
    ("headers", "body", "warned"),
    [
        (MERGE, '{"data": {"a": "2", "a": "3"}}', 'duplicate field "data.a"'),
        (STRATEGIC, '{"data": {"a": "2", "a": "3"}}', 'duplicate field "data.a"'),
        (MERGE, '{"dada": {"a": "2"}}', 'unknown field "dada"'),
        (STRATEGIC, '{"dada": {"a": "2"}}', 'unknown field "dada"'),
        (
            JSON_PATCH,
            '[{"op": "replace", "path": "/data/a", "value": "2", "value": "3"}]',
            'json patch duplicate field "[0].value"',
        ),
        (JSON_PATCH, '[{"op": "add", "path": "/dada", "value": "2"}]', 'unknown field "dada"'),
    ],
)
def test_patches_are_read_as_strictly_as_whole_objects(
    web: Cluster, headers: dict[str, str], body: str, warned: str
) -> None:
    path = f"{CONFIGMAPS}/web"
    refused = ask(web, "PATCH", path, body, headers, fieldValidation="Strict")
    assert (refused.status, refused.body["reason"]) == (422, "Invalid")
    assert refused.body["message"].endswith(f": strict decoding error: {warned}")
    assert list(ask(web, "PATCH", path, body, headers, fieldValidation="Ignore", dryRun="All").warnings) == []
    answer = ask(web, "PATCH", path, body, headers)
    assert (answer.status, list(answer.warnings)) == (200, [warned])


def test_an_alias_that_leads_back_to_itself_is_no_snare(cluster: Cluster) -> None:
    for body in ("metadata: &a {name: x, labels: *a}", "a: &a [*a, *a]\na: 1"):
        assert ask(cluster, "POST", CONFIGMAPS, body, YAML).status == 400


@pytest.mark.parametrize(
    ("path", "body", "wanted"),
    [
        ("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {"roleRef": "admin"}, "v1.RoleRef"),
        ("/apis/storage.k8s.io/v1/storageclasses", {"allowedTopologies": ["here"]}, "v1.AllowedTopologies"),
        (f"{SPACE}/pods", {"spec": {"securityContext": []}}, "v1.PodSecurityContext"),
        (f"{SPACE}/endpoints", {"subsets": [{"addresses": ["10.0.0.1"]}]}, "v1.EndpointAddress"),
    ],
)
def test_what_is_no_object_is_refused_where_one_has_to_be(
    cluster: Cluster, path: str, body: dict[str, Any], wanted: str
) -> None:
    answer = ask(cluster, "POST", path, {**named("x"), **body})
    assert (answer.status, answer.body["message"].rpartition(" ")[2]) == (400, wanted)


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        (
            CONFIGMAPS,
            {"metadata": {"name": "x", "ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "web"}]}},
            'metadata.ownerReferences.uid: Invalid value: "": must not be empty',
        ),
        (f"{SPACE}/endpoints", named("x", subsets=[{}]), "subsets[0]: Required value: must specify `addresses` or"),
        (
            f"{SPACE}/endpoints",
            named("x", subsets=[{"addresses": [{"ip": "here"}]}]),
            'subsets[0].addresses[0].ip: Invalid value: "here": must be a valid IP address',
        ),
        (
            "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
            named("x", addressType="IPv4", endpoints=[{}]),
            "endpoints[0].addresses: Required value: must contain at least 1 address",
        ),
        (
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
            named("x", roleRef={"kind": "Role", "name": "r"}),
            'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"',
        ),
        ("/api/v1/nodes", named("x", spec={"taints": [{"key": "a"}]}), "spec.taints[0].effect: Required value"),
    ],
)
def test_what_would_mean_nothing_is_refused_in_kubernetes_words(
    cluster: Cluster, path: str, body: dict[str, Any], said: str
) -> None:
    answer = ask(cluster, "POST", path, body)
    assert (answer.status, answer.body["reason"]) == (422, "Invalid")
    assert f'"x" is invalid: {said}' in answer.body["message"]


# Options


@pytest.mark.parametrize(
    ("method", "path", "headers", "query", "said"),
    [
        ("POST", CONFIGMAPS, JSON, {"dryRun": "Maybe"}, 'dryRun: Unsupported value: []string{"Maybe"}'),
        ("PUT", f"{CONFIGMAPS}/web", JSON, {"dryRun": ""}, 'dryRun: Unsupported value: []string{""}'),
        ("PATCH", f"{CONFIGMAPS}/web", MERGE, {"dryRun": "all"}, 'dryRun: Unsupported value: []string{"all"}'),
        ("POST", CONFIGMAPS, JSON, {"fieldValidation": "strict"}, 'fieldValidation: Unsupported value: "strict"'),
        ("POST", CONFIGMAPS, JSON, {"fieldManager": "m" * 129}, "fieldManager: Too long: may not be more than 128"),
        ("PUT", f"{CONFIGMAPS}/web", JSON, {"fieldManager": "a\tb"}, "fieldManager: Invalid value"),
        (
            "PATCH",
            f"{CONFIGMAPS}/web",
            MERGE,
            {"force": "true"},
            "force: Forbidden: may not be specified for non-apply",
        ),
        ("PATCH", f"{CONFIGMAPS}/web", APPLY, {}, "fieldManager: Required value: is required for apply patch"),
    ],
)
def test_options_that_there_are_not_change_nothing(
    web: Cluster, method: str, path: str, headers: dict[str, str], query: dict[str, str], said: str
) -> None:
    before = web.machine.store.revision
    body = json.dumps(named("web", data={"a": "9"}))
    answer = ask(web, method, path, body, headers, **query)
    assert (answer.status, answer.body["reason"], web.machine.store.revision) == (422, "Invalid", before)
    assert f'Options.meta.k8s.io "" is invalid: {said}' in answer.body["message"]


def test_the_options_of_a_deletion_are_read_off_its_body_before_the_query(web: Cluster) -> None:
    path = f"{CONFIGMAPS}/web"
    assert ask(web, "DELETE", path, '{"preconditions": {"uid": "other"}}', JSON).status == 409
    assert ask(web, "DELETE", path, '{"dryRun": ["All"]}', JSON, dryRun="Maybe").status == 200
    assert ask(web, "DELETE", path, None, dryRun="All").status == 200
    assert ask(web, "GET", path).status == 200
    assert ask(web, "DELETE", path, b"", dryRun="All").status == 200
    assert ask(web, "DELETE", path, '{"gracePeriodSeconds": 0}', JSON, dryRun="All").status == 200
    assert ask(web, "GET", path).status == 404


@pytest.mark.parametrize(("value", "watched"), [("", True), ("yes", True), ("0", False), ("False", False)])
def test_a_question_is_answered_with_yes_by_anything_but_false(web: Cluster, value: str, watched: bool) -> None:
    answer = ask(web, "GET", CONFIGMAPS, watch=value)
    assert (not isinstance(answer.body, dict)) == watched


# What lies under an object


@pytest.mark.parametrize(
    ("replicas", "code", "said"),
    [
        (
            -1,
            422,
            'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal',
        ),
        ("many", 400, 'Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal string'),
        (2**31, 400, 'Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal number 2147483648'),
    ],
)
def test_a_scale_is_a_number_that_is_not_negative(cluster: Cluster, replicas: object, code: int, said: str) -> None:
    template = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "nginx:1.25"}]}}
    spec = {"replicas": 1, "selector": {"matchLabels": {"a": "b"}}, "template": template}
    ask(cluster, "POST", DEPLOYMENTS, named("web", spec=spec))
    scale = named("web", spec={"replicas": replicas})
    for method, headers in (("PUT", JSON), ("PATCH", MERGE)):
        answer = ask(cluster, method, f"{DEPLOYMENTS}/web/scale", scale, headers)
        assert (answer.status, said in answer.body["message"]) == (code, True)
    assert ask(cluster, "GET", f"{DEPLOYMENTS}/web").body["spec"]["replicas"] == 1


def test_a_pod_is_bound_to_a_node_that_has_a_name(cluster: Cluster) -> None:
    cluster.stop("scheduler")
    ask(cluster, "POST", f"{SPACE}/pods", named("web", spec={"containers": [{"name": "c", "image": "nginx:1.25"}]}))
    assert told(ask(cluster, "POST", f"{SPACE}/pods/web/binding", named("web"))) == (500, "target.name: Required value")
    assert "nodeName" not in ask(cluster, "GET", f"{SPACE}/pods/web").body["spec"]
    assert ask(cluster, "POST", f"{SPACE}/pods/web/binding", named("web", target={"name": "node-1"})).status == 201


# To replace


@pytest.mark.parametrize(("path", "code"), [(LEASES, 201), (f"{SPACE}/limitranges", 201), (CONFIGMAPS, 404)])
def test_some_kinds_are_made_by_replacing_what_is_not_there(cluster: Cluster, path: str, code: int) -> None:
    assert ask(cluster, "PUT", f"{path}/new", named("new")).status == code
    assert ask(cluster, "GET", f"{path}/new").status == (200 if code == 201 else 404)


def test_a_budget_is_replaced_by_those_only_who_say_which_version_they_saw(cluster: Cluster) -> None:
    body = named("b", spec={"minAvailable": 1, "selector": {"matchLabels": {"a": "b"}}})
    made = ask(cluster, "POST", BUDGETS, body).body
    said = 'poddisruptionbudgets.policy "b" is invalid: metadata.resourceVersion: Invalid value: 0x0: must be specified'
    assert told(ask(cluster, "PUT", f"{BUDGETS}/b", body)) == (422, f"{said} for an update")
    assert ask(cluster, "PUT", f"{BUDGETS}/ghost", named("ghost")).status == 404
    assert ask(cluster, "PUT", f"{BUDGETS}/b", {**made, "spec": {**made["spec"], "minAvailable": 2}}).status == 200


def test_what_replaces_an_object_has_to_say_its_name(web: Cluster) -> None:
    why = "the name of the object (web based on URL) was undeterminable: name must be provided"
    assert told(ask(web, "PUT", f"{CONFIGMAPS}/web", {"data": {}})) == (400, why)
