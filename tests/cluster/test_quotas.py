"""What a namespace may use: quotas, ranges, and what is said where something does not fit."""

import json
from collections.abc import Callable

import pytest

from cluster.shell.session import Shell

Type = Callable[..., str]
Refusal = Callable[[str], str]


def manifest(kind: str, spec: dict[str, object]) -> str:
    return json.dumps({"apiVersion": "v1", "kind": kind, "metadata": {"name": "it"}, "spec": spec})


def container(name: str, **resources: object) -> dict[str, object]:
    return {"name": name, "image": "nginx:1.25", "resources": resources}


@pytest.fixture
def limited(shell: Shell, type_in: Type) -> Callable[..., None]:
    def run(**limit: object) -> None:
        shell.files["limits.json"] = manifest("LimitRange", {"limits": [limit]})
        type_in("kubectl apply -f limits.json")

    return run


def test_node_ports_are_counted_before_they_are_given(type_in: Type, refusal: Refusal) -> None:
    type_in("kubectl create quota few --hard=services.nodeports=1")
    type_in("kubectl create service nodeport one --tcp=80")
    assert "requested: services.nodeports=1, used: services.nodeports=1" in refusal(
        "kubectl create service nodeport two --tcp=80"
    )
    type_in("kubectl create service clusterip two --tcp=80")
    assert "exceeded quota: few" in refusal('kubectl patch svc two -p \'{"spec":{"type":"NodePort"}}\'')


def test_init_containers_have_to_say_what_they_need_too(shell: Shell, type_in: Type, refusal: Refusal) -> None:
    type_in("kubectl create quota cpu --hard=requests.cpu=1")
    inits: list[object] = [container("first")]
    spec: dict[str, object] = {"containers": [container("c", requests={"cpu": "1"})], "initContainers": inits}
    shell.files["p.json"] = manifest("Pod", spec)
    assert refusal("kubectl create -f p.json").endswith("failed quota: cpu: must specify requests.cpu for: first")


def test_a_quota_of_a_scope_minds_only_the_pods_of_that_scope(shell: Shell, type_in: Type, refusal: Refusal) -> None:
    type_in("kubectl create priorityclass high --value=1000")
    scope = {"scopeName": "PriorityClass", "operator": "In", "values": ["high"]}
    shell.files["q.json"] = manifest(
        "ResourceQuota", {"hard": {"pods": "0"}, "scopeSelector": {"matchExpressions": [scope]}}
    )
    type_in("kubectl apply -f q.json")
    type_in("kubectl run plain --image=nginx:1.25")
    overrides = '{"spec":{"priorityClassName":"high"}}'
    assert "exceeded quota: it" in refusal(f"kubectl run vip --image=nginx:1.25 --overrides='{overrides}'")


def test_a_limit_range_fills_in_what_is_left_out_and_notes_it(limited: Callable[..., None], type_in: Type) -> None:
    limited(type="Container", default={"cpu": "500m", "memory": "256Mi"}, defaultRequest={"cpu": "100m"})
    type_in("kubectl run web --image=nginx:1.25", then=1)
    assert (
        "kubernetes.io/limit-ranger: LimitRanger plugin set: cpu, memory request for container web; cpu, memory limit "
        "for container web" in type_in("kubectl describe pod web")
    )


@pytest.mark.parametrize(
    ("limit", "resources", "message"),
    [
        (
            {"type": "Container", "maxLimitRequestRatio": {"cpu": "2"}},
            {"requests": {"cpu": "100m"}, "limits": {"cpu": "300m"}},
            "cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000",
        ),
        (
            {"type": "Container", "min": {"cpu": "100m"}},
            {"requests": {"cpu": "50m"}},
            "minimum cpu usage per Container is 100m, but request is 50m",
        ),
        (
            {"type": "Pod", "max": {"cpu": "1"}},
            {"limits": {"cpu": "600m"}},
            "maximum cpu usage per Pod is 1, but limit is 1200m",
        ),
    ],
)
def test_what_is_out_of_range_is_refused(
    shell: Shell, limited: Callable[..., None], refusal: Refusal, limit: dict, resources: dict, message: str
) -> None:
    limited(**limit)
    shell.files["p.json"] = manifest("Pod", {"containers": [container(name, **resources) for name in "ab"]})
    assert message in refusal("kubectl create -f p.json")


def test_a_claim_is_held_to_its_range(shell: Shell, limited: Callable[..., None], refusal: Refusal) -> None:
    limited(type="PersistentVolumeClaim", min={"storage": "1Gi"})
    asked = {"requests": {"storage": "500Mi"}}
    shell.files["c.json"] = manifest("PersistentVolumeClaim", {"accessModes": ["ReadWriteOnce"], "resources": asked})
    assert refusal("kubectl create -f c.json").endswith(
        'persistentvolumeclaims "it" is forbidden: minimum storage usage per PersistentVolumeClaim is 1Gi, but request '
        "is 500Mi"
    )


def test_a_quota_of_what_is_no_resource_or_no_scope_is_refused(refusal: Refusal) -> None:
    told = refusal("kubectl create quota q --hard=foo=1,pods=-1")
    assert 'spec.hard[foo]: Invalid value: "foo": must be a standard resource for quota' in told
    assert 'spec.hard[pods]: Invalid value: "-1": must be greater than or equal to 0' in told
    told = refusal("kubectl create quota q --hard=pods=1 --scopes=Best")
    assert 'spec.scopes: Invalid value: []core.ResourceQuotaScope{"Best"}: unsupported scope' in told
    told = refusal("kubectl create quota q --hard=cpu=1,configmaps=1,pods=1 --scopes=BestEffort")
    assert told.endswith(
        'spec.scopes: Invalid value: []core.ResourceQuotaScope{"BestEffort"}: unsupported scope applied to resource'
    )
    assert "conflicting scopes" in refusal("kubectl create quota q --hard=pods=1 --scopes=Terminating,NotTerminating")


@pytest.mark.parametrize(
    ("requirement", "complaint"),
    [
        ({"scopeName": "Nope", "operator": "Exists"}, 'scopeName: Invalid value: "Nope": unsupported scope'),
        ({"scopeName": "BestEffort", "operator": "In", "values": ["a"]}, 'operator: Invalid value: "In": must be'),
        ({"scopeName": "PriorityClass", "operator": "In"}, "values: Required value: must be at least one value when"),
        (
            {"scopeName": "PriorityClass", "operator": "Exists", "values": ["a"]},
            'values: Invalid value: []string{"a"}: must be no value when',
        ),
        (
            {"scopeName": "PriorityClass", "operator": "Is"},
            'operator: Invalid value: "Is": not a valid selector operator',
        ),
    ],
)
def test_a_scope_selector_that_selects_nothing_is_refused(
    shell: Shell, refusal: Refusal, requirement: dict[str, object], complaint: str
) -> None:
    selector = {"matchExpressions": [requirement]}
    shell.files["q.json"] = manifest("ResourceQuota", {"hard": {"pods": "1"}, "scopeSelector": selector})
    assert f"spec.scopeSelector.matchExpressions.{complaint}" in refusal("kubectl create -f q.json")


def test_a_scope_holds_only_what_pods_use(shell: Shell, refusal: Refusal) -> None:
    selector = {"matchExpressions": [{"scopeName": "PriorityClass", "operator": "In", "values": ["high"]}]}
    shell.files["q.json"] = manifest("ResourceQuota", {"hard": {"services": "1"}, "scopeSelector": selector})
    assert refusal("kubectl create -f q.json").endswith(
        "core.ScopeSelector{MatchExpressions:[]core.ScopedResourceSelectorRequirement{"
        'core.ScopedResourceSelectorRequirement{ScopeName:"PriorityClass", Operator:"In", Values:[]string{"high"}}}}: '
        "unsupported scope applied to resource"
    )


def test_a_described_quota_says_what_its_scopes_mean(type_in: Type) -> None:
    type_in("kubectl create quota q --hard=pods=1 --scopes=BestEffort", then=1)
    described = type_in("kubectl describe quota q").splitlines()
    assert described[2] == "Scopes:     BestEffort"
    assert described[3].startswith(" * Matches all pods that do not have resource requirements set.")
    assert described[4] == "Resource  Used  Hard"
