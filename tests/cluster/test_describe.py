"""kubectl describe, page by page."""

import json
from collections.abc import Callable

import pytest

from cluster.shell.session import Shell
from cluster.values import Object

Type = Callable[..., str]
Make = Callable[..., str]


@pytest.fixture
def described(shell: Shell, type_in: Type) -> Make:
    """Make an object of this kind, named `it`; its page without its columns."""

    def run(version: str, kind: str, **fields: object) -> str:
        meta = {"name": "it", **fields.pop("metadata", {})}  # type: ignore[dict-item]
        shell.files["it.json"] = json.dumps({"apiVersion": version, "kind": kind, "metadata": meta, **fields})
        type_in("kubectl create -f it.json")
        page = type_in(f"kubectl describe {kind.lower()} it")
        return "\n".join(" ".join(line.split()) for line in page.splitlines())

    return run


def test_a_network_policy_tells_who_may_reach_whom(described: Make) -> None:
    peers = [
        {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}},
        {"podSelector": {"matchLabels": {"a": "b"}}, "namespaceSelector": {}},
    ]
    page = described(
        "networking.k8s.io/v1",
        "NetworkPolicy",
        spec={
            "podSelector": {},
            "policyTypes": ["Ingress"],
            "ingress": [{}, {"from": peers, "ports": [{"port": 80, "endPort": 90}]}],
        },
    )
    assert "PodSelector: <none> (Allowing the specific traffic to all pods in this namespace)" in page
    assert "From: <any> (traffic not restricted by source)\n----------\nTo Port Range: 80-90/TCP" in page
    assert "IPBlock:\nCIDR: 10.0.0.0/8\nExcept: 10.1.0.0/16" in page
    assert "NamespaceSelector: <none>\nPodSelector: a=b\nNot affecting egress traffic" in page


def test_a_role_lists_each_resource_once_with_all_its_verbs(described: Make) -> None:
    rules = [
        {"apiGroups": ["", "apps"], "resources": ["deployments/scale"], "verbs": ["get"]},
        {"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]},
        {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]},
    ]
    page = described("rbac.authorization.k8s.io/v1", "Role", rules=rules)
    rows = page.splitlines()[6:]
    assert rows == ["deployments/scale [] [] [get]", "deployments.apps/scale [] [] [get]", "pods [] [] [list get]"]
    assert "Events" not in page


def test_a_binding_names_the_role_and_its_subjects(described: Make) -> None:
    page = described(
        "rbac.authorization.k8s.io/v1",
        "RoleBinding",
        roleRef={"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "r"},
        subjects=[{"kind": "ServiceAccount", "name": "default", "namespace": "prod"}],
    )
    assert "Role:\nKind: Role\nName: r" in page
    assert page.endswith("ServiceAccount default prod")


def test_classes_of_priority_and_of_storage_have_pages_of_their_own(described: Make) -> None:
    page = described("scheduling.k8s.io/v1", "PriorityClass", value=7, description="much")
    assert "Value: 7\nGlobalDefault: false\nPreemptionPolicy: PreemptLowerPriority\nDescription: much" in page
    default = {"annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}
    page = described("storage.k8s.io/v1", "StorageClass", metadata=default, provisioner="x.io/y", mountOptions=["ro"])
    assert "IsDefaultClass: Yes" in page
    assert "AllowVolumeExpansion: <unset>\nMountOptions:\nro\nReclaimPolicy: Delete" in page


def test_a_kind_without_a_page_of_its_own_shows_its_fields_with_titles(described: Make) -> None:
    page = described("coordination.k8s.io/v1", "Lease", spec={"holderIdentity": "me", "leaseDurationSeconds": 4})
    assert "Spec:\nHolder Identity: me\nLease Duration Seconds: 4" in page
    assert "Metadata:\nCreation Timestamp: 20" in page


def test_events_are_left_out_where_they_are_not_wanted(type_in: Type) -> None:
    type_in("kubectl run web --image=nginx:1.25", then=5)
    assert "Scheduled" in type_in("kubectl describe pod web")
    assert "Events" not in type_in("kubectl describe pod web --show-events=false")


def test_a_variable_from_a_field_shows_what_is_known_of_it(described: Make) -> None:
    env = [
        {"name": "N", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
        {"name": "I", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
        {"name": "C", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}},
    ]
    limits = {"limits": {"cpu": "1500m"}}
    container = {"name": "c", "image": "nginx:1.25", "env": env, "resources": limits}
    page = described("v1", "Pod", spec={"containers": [container]})
    assert "N: it (v1:metadata.name)\nI: (v1:status.podIP)\nC: 2 (limits.cpu)" in page


def test_an_annotation_too_long_for_a_line_is_cut_off(described: Make) -> None:
    page = described("v1", "ConfigMap", metadata={"annotations": {"a": "x" * 137, "b": "y" * 139}})
    assert f"a: {'x' * 137}\n" in page
    assert f"b:\n{'y' * 138}...\n" in page


def test_the_beginning_of_a_name_is_enough_unless_more_are_asked_for(type_in: Type, shell: Shell) -> None:
    type_in("kubectl run web --image=nginx:1.25")
    whole = type_in("kubectl describe pod web")
    assert type_in("kubectl describe pod we") == f"{whole}\n"
    assert shell.line("kubectl describe pod we web").stderr == 'Error from server (NotFound): pods "we" not found\n'


def test_a_volume_tells_where_it_is_and_what_it_is_made_of(described: Make) -> None:
    terms = [{"matchExpressions": [{"key": "zone", "operator": "In", "values": ["a", "b"]}]}]
    spec = {
        "capacity": {"storage": "1Gi"},
        "accessModes": ["ReadWriteOnce"],
        "local": {"path": "/p"},
        "nodeAffinity": {"required": {"nodeSelectorTerms": terms}},
    }
    page = described("v1", "PersistentVolume", spec=spec)
    assert "Node Affinity:\nRequired Terms:\nTerm 0: zone in [a, b]" in page
    assert "Type: LocalVolume (a persistent volume backed by local storage on a node)\nPath: /p" in page


def test_an_autoscaler_names_each_metric_by_its_kind(described: Make) -> None:
    target = {"type": "AverageValue", "averageValue": "10"}
    spec = {
        "maxReplicas": 3,
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
        "metrics": [{"type": "Pods", "pods": {"metric": {"name": "rps"}, "target": target}}],
    }
    assert '"rps" on pods: <unknown> / 10' in described("autoscaling/v2", "HorizontalPodAutoscaler", spec=spec)


@pytest.mark.parametrize(
    ("version", "kind", "fields"),
    [
        ("networking.k8s.io/v1", "NetworkPolicy", {}),
        ("networking.k8s.io/v1", "NetworkPolicy", {"spec": {"podSelector": {}, "egress": [{"to": None}]}}),
        ("networking.k8s.io/v1", "IngressClass", {}),
        ("networking.k8s.io/v1", "Ingress", {"spec": {"rules": [{"host": "a", "http": None}], "tls": [{}]}}),
        ("rbac.authorization.k8s.io/v1", "ClusterRole", {"rules": None}),
        ("discovery.k8s.io/v1", "EndpointSlice", {"addressType": "IPv4", "endpoints": [{"addresses": ["10.0.0.1"]}]}),
        ("v1", "ServiceAccount", {"secrets": [{}]}),
        ("v1", "LimitRange", {}),
        ("v1", "ResourceQuota", {"spec": {"scopes": None}}),
        ("v1", "ConfigMap", {"metadata": {"annotations": None}, "binaryData": None}),
    ],
)
def test_an_object_that_says_little_has_a_page(described: Make, version: str, kind: str, fields: Object) -> None:
    assert "Name: it" in described(version, kind, **fields)
