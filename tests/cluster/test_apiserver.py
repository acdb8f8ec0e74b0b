"""The API server's door: verbs, conflicts, patches, watches, deletion, in the terms of HTTP."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from cluster.apiserver.http import Request, Response
from cluster.cluster import Cluster

PODS = "/api/v1/namespaces/default/pods"
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
POD = {"metadata": {"name": "a"}, "spec": {"containers": [{"name": "c", "image": "nginx:1.25"}]}}


def deployment(name: str = "web", **spec: Any) -> dict[str, Any]:
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "nginx:1.25"}]}}
    return {"metadata": {"name": name}, "spec": {"selector": {"matchLabels": labels}, "template": template, **spec}}


def ask(cluster: Cluster, method: str, path: str, body: Any = None, content: str = "", **query: str) -> Response:
    headers = {"Content-Type": content} if content else {}
    return cluster.api.handle(Request(method, path, query, headers, body))


def test_bodies_may_be_text_as_they_come_over_a_wire(cluster: Cluster) -> None:
    answer = ask(cluster, "POST", PODS, json.dumps(POD))
    assert (answer.status, answer.body["spec"]["containers"][0]["imagePullPolicy"]) == (201, "IfNotPresent")


def test_an_object_that_was_changed_since_is_not_replaced(cluster: Cluster) -> None:
    made = ask(cluster, "POST", DEPLOYMENTS, deployment()).body
    ask(cluster, "PATCH", DEPLOYMENTS + "/web", {"spec": {"replicas": 2}}, "application/merge-patch+json")
    answer = ask(cluster, "PUT", DEPLOYMENTS + "/web", made)
    assert (answer.status, answer.body["reason"]) == (409, "Conflict")
    assert "the object has been modified" in answer.body["message"]


def test_the_generation_counts_the_changes_of_the_spec_alone(cluster: Cluster) -> None:
    ask(cluster, "POST", DEPLOYMENTS, deployment())
    merge = "application/merge-patch+json"
    labelled = ask(cluster, "PATCH", DEPLOYMENTS + "/web", {"metadata": {"labels": {"a": "b"}}}, merge).body
    scaled = ask(cluster, "PATCH", DEPLOYMENTS + "/web", {"spec": {"replicas": 3}}, merge).body
    assert (labelled["metadata"]["generation"], scaled["metadata"]["generation"]) == (1, 2)


def test_a_patch_that_changes_nothing_makes_no_revision(cluster: Cluster) -> None:
    made = ask(cluster, "POST", DEPLOYMENTS, deployment()).body
    patched = ask(cluster, "PATCH", DEPLOYMENTS + "/web", {"spec": {"replicas": 1}}, "application/merge-patch+json")
    assert patched.body["metadata"]["resourceVersion"] == made["metadata"]["resourceVersion"]


def test_a_strategic_merge_finds_containers_by_name_and_a_merge_replaces_the_list(cluster: Cluster) -> None:
    ask(cluster, "POST", DEPLOYMENTS, deployment())
    patch = {"spec": {"template": {"spec": {"containers": [{"name": "side", "image": "busybox:1"}]}}}}
    path = DEPLOYMENTS + "/web"
    strategic = ask(cluster, "PATCH", path, patch, "application/strategic-merge-patch+json").body
    merged = ask(cluster, "PATCH", path, patch, "application/merge-patch+json").body
    names = [[c["name"] for c in one["spec"]["template"]["spec"]["containers"]] for one in (strategic, merged)]
    assert names == [["side", "c"], ["side"]]


def test_a_json_patch_that_does_not_fit_is_refused_as_a_whole(cluster: Cluster) -> None:
    ask(cluster, "POST", DEPLOYMENTS, deployment())
    operations = [
        {"op": "replace", "path": "/spec/replicas", "value": 5},
        {"op": "test", "path": "/spec/paused", "value": True},
    ]
    answer = ask(cluster, "PATCH", DEPLOYMENTS + "/web", operations, "application/json-patch+json")
    assert answer.status == 422
    assert ask(cluster, "GET", DEPLOYMENTS + "/web").body["spec"]["replicas"] == 1


@pytest.mark.parametrize("policy", ["Nerver", "always"])
def test_a_pull_policy_that_there_is_not_is_refused(cluster: Cluster, policy: str) -> None:
    container = {"name": "c", "image": "nginx", "imagePullPolicy": policy}
    answer = ask(cluster, "POST", PODS, {"metadata": {"name": "a"}, "spec": {"containers": [container]}})
    assert answer.body["message"] == (
        f'Pod "a" is invalid: spec.containers[0].imagePullPolicy: Unsupported value: "{policy}": '
        'supported values: "Always", "IfNotPresent", "Never"'
    )


def test_a_watch_goes_on_where_it_stood_and_a_compacted_one_has_to_list_again(cluster: Cluster) -> None:
    start = ask(cluster, "GET", PODS).body["metadata"]["resourceVersion"]
    watch = ask(cluster, "GET", PODS, watch="true", resourceVersion=start).body
    assert list(watch) == []
    ask(cluster, "POST", PODS, POD)
    assert [(one["type"], one["object"]["metadata"]["name"]) for one in watch] == [("ADDED", "a")]
    cluster.run_until(3)
    assert {one["type"] for one in watch} == {"MODIFIED"}
    cluster.machine.store.compact(cluster.machine.store.revision)
    old = ask(cluster, "GET", PODS, watch="true", resourceVersion=start).body
    assert next(old)["object"]["reason"] == "Expired"


def test_a_watch_with_a_selector_sees_objects_come_and_go_as_their_labels_change(cluster: Cluster) -> None:
    watch = ask(cluster, "GET", PODS, watch="true", labelSelector="a=b").body
    merge = "application/merge-patch+json"
    ask(cluster, "POST", PODS, POD)
    ask(cluster, "PATCH", PODS + "/a", {"metadata": {"labels": {"a": "b"}}}, merge)
    ask(cluster, "PATCH", PODS + "/a", {"metadata": {"labels": {"a": "c"}}}, merge)
    assert [one["type"] for one in watch] == ["ADDED", "DELETED"]


def test_a_list_comes_in_pages(cluster: Cluster) -> None:
    for name in "abc":
        ask(cluster, "POST", PODS, {**POD, "metadata": {"name": name}})
    first = ask(cluster, "GET", PODS, limit="2").body
    rest = ask(cluster, "GET", PODS, **{"limit": "2", "continue": first["metadata"]["continue"]}).body
    assert [[pod["metadata"]["name"] for pod in page["items"]] for page in (first, rest)] == [["a", "b"], ["c"]]


def test_a_finalizer_holds_an_object_back_until_it_is_taken_away(cluster: Cluster) -> None:
    path = "/api/v1/namespaces/default/configmaps"
    ask(cluster, "POST", path, {"metadata": {"name": "kept", "finalizers": ["example.com/hold"]}})
    assert ask(cluster, "DELETE", path + "/kept").status == 200
    assert ask(cluster, "GET", path + "/kept").body["metadata"]["deletionTimestamp"]
    ask(cluster, "PATCH", path + "/kept", {"metadata": {"finalizers": None}}, "application/merge-patch+json")
    assert ask(cluster, "GET", path + "/kept").status == 404


def test_a_dry_run_answers_as_if_and_keeps_nothing(cluster: Cluster) -> None:
    before = cluster.machine.store.revision
    assert ask(cluster, "POST", PODS, POD, dryRun="All").status == 201
    assert cluster.machine.store.revision == before


def test_who_wrote_a_field_is_kept_as_a_real_server_keeps_it(cluster: Cluster, type_in: Callable[..., str]) -> None:
    type_in("kubectl run p2 --image=nginx --restart=Always")
    type_in("kubectl annotate pod p2 a=b")
    made, annotated = ask(cluster, "GET", f"{PODS}/p2").body["metadata"]["managedFields"]
    about = ("image", "imagePullPolicy", "name", "resources", "terminationMessagePath", "terminationMessagePolicy")
    assert made["fieldsV1"] == {  # not what admission added: the volume of the service account, tolerations, a priority
        "f:metadata": {"f:labels": {".": {}, "f:run": {}}},
        "f:spec": {
            "f:containers": {'k:{"name":"p2"}': {".": {}, **{f"f:{field}": {} for field in about}}},
            "f:dnsPolicy": {},
            "f:enableServiceLinks": {},
            "f:restartPolicy": {},
            "f:schedulerName": {},
            "f:securityContext": {},
            "f:terminationGracePeriodSeconds": {},
        },
    }
    assert annotated["fieldsV1"] == {"f:metadata": {"f:annotations": {".": {}, "f:a": {}}}}


def test_what_an_applier_no_longer_states_goes_unless_others_have_something_in_it(cluster: Cluster) -> None:
    path, apply = f"{DEPLOYMENTS}/web", "application/apply-patch+yaml"
    one = {"name": "one", "image": "nginx", "env": [{"name": "A", "value": "1"}], "securityContext": {}}
    wanted = deployment()
    wanted["spec"]["template"]["spec"]["containers"] = [one, {"name": "two", "image": "redis"}]
    ask(cluster, "PATCH", path, wanted, apply, fieldManager="ann")
    theirs = {"spec": {"template": {"spec": {"containers": [{"name": "one", "env": [{"name": "B", "value": "2"}]}]}}}}
    ask(cluster, "PATCH", path, theirs, apply, fieldManager="bob")
    one = {"name": "one", "image": "nginx", "securityContext": {"runAsUser": 7}}
    wanted["spec"]["template"]["spec"]["containers"] = [one]
    answer = ask(cluster, "PATCH", path, wanted, apply, fieldManager="ann")
    left = answer.body["spec"]["template"]["spec"]["containers"]
    assert [(c["name"], c.get("env"), c.get("securityContext")) for c in left] == [
        ("one", [{"name": "B", "value": "2"}], {"runAsUser": 7})
    ]


def test_two_appliers_are_told_of_each_other(cluster: Cluster) -> None:
    path, apply = "/api/v1/namespaces/default/configmaps/c", "application/apply-patch+yaml"
    ask(cluster, "PATCH", path, {"data": {"a": "1", "b": "1"}}, apply, fieldManager="one")
    answer = ask(cluster, "PATCH", path, {"data": {"a": "2"}}, apply, fieldManager="two")
    assert answer.body["message"] == 'Apply failed with 1 conflict: conflict with "one": .data.a'
    forced = ask(cluster, "PATCH", path, {"data": {"a": "2"}}, apply, fieldManager="two", force="true")
    assert forced.body["data"] == {"a": "2", "b": "1"}
    merge = "application/merge-patch+json"
    ask(cluster, "PATCH", path, {"data": {"c": "1", "d": "1"}}, merge, fieldManager="three")
    wanted = {"data": {"b": "0", "c": "0", "d": "0"}}
    answer = ask(cluster, "PATCH", path, wanted, apply, fieldManager="two")
    assert answer.body["message"] == (
        'Apply failed with 3 conflicts: conflicts with "one":\n- .data.b\n'
        'conflicts with "three" using v1:\n- .data.c\n- .data.d'
    )
    assert answer.body["details"]["causes"][0] == {
        "field": ".data.b",
        "message": 'conflict with "one"',
        "reason": "FieldManagerConflict",
    }
    dropped = ask(cluster, "PATCH", path, {"data": {}}, apply, fieldManager="one")
    assert dropped.body["data"] == {"a": "2", "c": "1", "d": "1"}


def test_unknown_fields_are_warned_of_or_refused_as_one_asks(cluster: Cluster) -> None:
    warned = ask(cluster, "POST", PODS, {**POD, "bogus": 1})
    assert warned.headers["Warning"] == '299 - "unknown field \\"bogus\\""'
    strict = ask(cluster, "POST", PODS, {**POD, "bogus": 1}, fieldValidation="Strict")
    assert (strict.status, strict.body["reason"]) == (400, "BadRequest")


def test_discovery_names_what_is_served(cluster: Cluster) -> None:
    found = ask(cluster, "GET", "/apis/apps/v1").body["resources"]
    assert {"deployments", "deployments/scale", "replicasets/status"} <= {one["name"] for one in found}
    assert ask(cluster, "GET", "/apis/nope/v1").status == 404
