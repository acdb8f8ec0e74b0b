"""Programs that know the real Kubernetes only: its official Python client, and kubectl where one is installed."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from kubernetes import client as official
from kubernetes.client.exceptions import ApiException
from kubernetes.dynamic import DynamicClient
from kubernetes.watch import Watch

from cluster.cluster import Cluster
from tests.cluster.served import served

LABELS = {"app": "web"}
CONTAINERS = [{"name": "web", "image": "nginx:1.25"}]
TEMPLATE = {"metadata": {"labels": LABELS}, "spec": {"containers": CONTAINERS}}
ENDS = {"spec": {"restartPolicy": "Never", "containers": [{"name": "hi", "image": "busybox", "command": ["true"]}]}}
SELECTED = {"selector": {"matchLabels": LABELS}, "template": TEMPLATE}
CLAIM = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
BACKEND = {"service": {"name": "web", "port": {"number": 80}}}
TARGET = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "Pod": ("v1", {"spec": {"containers": CONTAINERS}}),
    "ReplicationController": ("v1", {"spec": {"selector": LABELS, "template": TEMPLATE}}),
    "ReplicaSet": ("apps/v1", {"spec": SELECTED}),
    "Deployment": ("apps/v1", {"spec": SELECTED}),
    "DaemonSet": ("apps/v1", {"spec": SELECTED}),
    "StatefulSet": ("apps/v1", {"spec": {**SELECTED, "serviceName": "web"}}),
    "Job": ("batch/v1", {"spec": {"template": ENDS}}),
    "CronJob": ("batch/v1", {"spec": {"schedule": "0 4 * * *", "jobTemplate": {"spec": {"template": ENDS}}}}),
    "HorizontalPodAutoscaler": ("autoscaling/v2", {"spec": {"scaleTargetRef": TARGET, "maxReplicas": 3}}),
    "Service": ("v1", {"spec": {"selector": LABELS, "ports": [{"port": 80}]}}),
    "Ingress": ("networking.k8s.io/v1", {"spec": {"defaultBackend": BACKEND}}),
    "ConfigMap": ("v1", {"data": {"a": "b"}}),
    "Secret": ("v1", {"stringData": {"a": "b"}}),
    "PersistentVolumeClaim": ("v1", {"spec": CLAIM}),
    "PodDisruptionBudget": ("policy/v1", {"spec": {"minAvailable": 1, "selector": {"matchLabels": LABELS}}}),
    "ResourceQuota": ("v1", {"spec": {"hard": {"pods": "9"}}}),
    "LimitRange": ("v1", {"spec": {"limits": [{"type": "Container", "default": {"cpu": "1"}}]}}),
    "ServiceAccount": ("v1", {}),
}


class Client(Protocol):
    def create(self, manifest: dict[str, Any]) -> None: ...
    def names(self, kind: str) -> list[str]: ...
    def label(self, kind: str, name: str, value: str) -> str: ...
    def seen(self, kind: str, name: str) -> bool: ...
    def delete(self, kind: str, name: str) -> None: ...


def dynamic_client(address: str, folder: Path) -> DynamicClient:
    """What it discovered is kept in the test's own folder."""
    api = official.ApiClient(official.Configuration(host=address))
    return DynamicClient(api, cache_file=str(folder / "discovered.json"))


class Python:
    def __init__(self, address: str, folder: Path) -> None:
        self.dynamic = dynamic_client(address, folder)

    def _resource(self, kind: str) -> Any:
        return self.dynamic.resources.get(api_version=KINDS[kind][0], kind=kind)

    def create(self, manifest: dict[str, Any]) -> None:
        self._resource(manifest["kind"]).create(body=manifest, namespace="default")

    def names(self, kind: str) -> list[str]:
        return [one.metadata.name for one in self._resource(kind).get(namespace="default").items]

    def label(self, kind: str, name: str, value: str) -> str:
        patch = {"metadata": {"labels": {"seen": value}}}
        content = "application/merge-patch+json"
        made = self._resource(kind).patch(body=patch, name=name, namespace="default", content_type=content)
        return str(made.metadata.labels["seen"])

    def seen(self, kind: str, name: str) -> bool:
        events = self._resource(kind).watch(namespace="default", timeout=2)
        return any(one["type"] == "ADDED" and one["object"].metadata.name == name for one in events)

    def delete(self, kind: str, name: str) -> None:
        self._resource(kind).delete(name=name, namespace="default")
        list(self._resource(kind).watch(namespace="default", timeout=40))


class Kubectl:
    def __init__(self, address: str, folder: Path) -> None:
        self.words = ["kubectl", "--kubeconfig=/dev/null", f"--server={address}", f"--cache-dir={folder}"]

    def call(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run([*self.words, *words], input=given, capture_output=True, text=True, timeout=60)

    def run(self, *words: str, given: str = "") -> str:
        done = self.call(*words, given=given)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def create(self, manifest: dict[str, Any]) -> None:
        self.run("create", "-f", "-", given=json.dumps(manifest))

    def names(self, kind: str) -> list[str]:
        return [line.split()[0] for line in self.run("get", kind, "--no-headers").splitlines()]

    def label(self, kind: str, name: str, value: str) -> str:
        self.run("label", kind, name, f"seen={value}")
        return self.run("get", kind, name, "-o", "jsonpath={.metadata.labels.seen}")

    def seen(self, kind: str, name: str) -> bool:
        return name in self.run("get", kind, name, "--watch", "--request-timeout=2s", "--no-headers")

    def delete(self, kind: str, name: str) -> None:
        self.run("delete", kind, name)


CLIENTS = [Python, *([Kubectl] if shutil.which("kubectl") else [])]


@pytest.fixture
def address(cluster: Cluster) -> Iterator[str]:
    with served(cluster) as found:
        yield found


@pytest.fixture
def core(address: str) -> official.CoreV1Api:
    return official.CoreV1Api(official.ApiClient(official.Configuration(host=address)))


@pytest.fixture
def apps(address: str) -> official.AppsV1Api:
    return official.AppsV1Api(official.ApiClient(official.Configuration(host=address)))


def manifest(kind: str, name: str = "web") -> dict[str, Any]:
    version, rest = KINDS[kind]
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name}, **rest}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("make", CLIENTS)
def test_a_client_creates_lists_patches_watches_and_deletes(
    make: type[Python | Kubectl], kind: str, address: str, tmp_path: Path
) -> None:
    client: Client = make(address, tmp_path)
    client.create(manifest(kind))
    assert "web" in client.names(kind)
    assert client.label(kind, "web", "yes") == "yes"
    assert client.seen(kind, "web")
    client.delete(kind, "web")
    assert "web" not in client.names(kind)


@pytest.mark.parametrize(
    ("body", "code", "reason"),
    [
        (manifest("ConfigMap"), 409, "AlreadyExists"),
        (manifest("ConfigMap", "No_Name"), 422, "Invalid"),
        (manifest("Secret"), 400, "BadRequest"),
    ],
)
def test_a_refusal_arrives_as_the_clients_own_exception(
    core: official.CoreV1Api, body: dict[str, Any], code: int, reason: str
) -> None:
    core.create_namespaced_config_map("default", manifest("ConfigMap"))
    with pytest.raises(ApiException) as refused:
        core.create_namespaced_config_map("default", body)
    assert (refused.value.status, json.loads(refused.value.body)["reason"]) == (code, reason)


def test_what_is_not_there_is_not_found(core: official.CoreV1Api) -> None:
    with pytest.raises(ApiException) as refused:
        core.read_namespaced_pod("ghost", "default")
    assert (refused.value.status, json.loads(refused.value.body)["message"]) == (404, 'pods "ghost" not found')


def test_an_update_of_an_old_version_is_a_conflict(core: official.CoreV1Api) -> None:
    old = core.create_namespaced_config_map("default", manifest("ConfigMap"))
    core.patch_namespaced_config_map("web", "default", {"data": {"a": "c"}})
    with pytest.raises(ApiException) as refused:
        core.replace_namespaced_config_map("web", "default", old)
    assert (refused.value.status, json.loads(refused.value.body)["reason"]) == (409, "Conflict")


def test_a_watch_sees_a_deployment_become_available(apps: official.AppsV1Api) -> None:
    made = apps.create_namespaced_deployment("default", manifest("Deployment"))
    version = made.metadata.resource_version
    events = Watch().stream(apps.list_namespaced_deployment, "default", resource_version=version, timeout_seconds=20)
    assert [one["object"].status.available_replicas for one in events][-1] == 1


def test_a_watch_goes_on_from_the_version_that_a_list_had(core: official.CoreV1Api) -> None:
    core.create_namespaced_config_map("default", manifest("ConfigMap", "before"))
    version = core.list_namespaced_config_map("default").metadata.resource_version
    core.create_namespaced_config_map("default", manifest("ConfigMap", "after"))
    core.delete_namespaced_config_map("before", "default")
    watch = Watch()
    events = watch.stream(core.list_namespaced_config_map, "default", resource_version=version, timeout_seconds=5)
    assert [(one["type"], one["object"].metadata.name) for one in events] == [("ADDED", "after"), ("DELETED", "before")]
    later = Watch().stream(
        core.list_namespaced_config_map, "default", resource_version=watch.resource_version, timeout_seconds=5
    )
    assert list(later) == []


def test_a_watch_from_a_version_that_is_forgotten_has_to_list_again(cluster: Cluster, core: official.CoreV1Api) -> None:
    made = core.create_namespaced_config_map("default", manifest("ConfigMap"))
    core.delete_namespaced_config_map("web", "default")
    cluster.machine.store.compact(cluster.machine.store.revision)
    version = made.metadata.resource_version
    with pytest.raises(ApiException) as ended:
        list(Watch().stream(core.list_namespaced_config_map, "default", resource_version=version, timeout_seconds=5))
    assert ended.value.status == 410
    assert "too old resource version" in str(ended.value.reason)


@pytest.mark.parametrize(
    ("policy", "replica_sets", "pods"), [("Foreground", 0, 0), ("Background", 0, 0), ("Orphan", 1, 1)]
)
def test_what_belongs_to_a_deployment_goes_with_it_unless_it_is_orphaned(
    apps: official.AppsV1Api, core: official.CoreV1Api, policy: str, replica_sets: int, pods: int
) -> None:
    apps.create_namespaced_deployment("default", manifest("Deployment"))
    assert len(pods_after(core, 10)) == 1
    apps.delete_namespaced_deployment("web", "default", body=official.V1DeleteOptions(propagation_policy=policy))
    assert len(pods_after(core, 40)) == pods
    left = apps.list_namespaced_replica_set("default").items
    assert len(left) == replica_sets
    assert all(not one.metadata.owner_references for one in left)


def test_a_pod_stops_gracefully_or_at_once_and_only_if_it_is_the_one_meant(core: official.CoreV1Api) -> None:
    sleeper = {"name": "web", "image": "busybox", "command": ["sleep", "1000"]}
    made = core.create_namespaced_pod("default", {**manifest("Pod"), "spec": {"containers": [sleeper]}})
    list(Watch().stream(core.list_namespaced_pod, "default", timeout_seconds=10))
    other, right = (official.V1Preconditions(uid=uid) for uid in ("of-another", made.metadata.uid))
    with pytest.raises(ApiException) as refused:
        core.delete_namespaced_pod("web", "default", body=official.V1DeleteOptions(preconditions=other))
    assert (refused.value.status, json.loads(refused.value.body)["reason"]) == (409, "Conflict")
    going = core.delete_namespaced_pod("web", "default", body=official.V1DeleteOptions(preconditions=right))
    assert going.metadata.deletion_grace_period_seconds == 30
    core.delete_namespaced_pod("web", "default", grace_period_seconds=0)
    assert core.list_namespaced_pod("default").items == []


SIDECAR = {"name": "log", "image": "busybox"}


@pytest.mark.parametrize(
    ("content", "patch", "containers"),
    [
        ("json-patch", [{"op": "add", "path": "/spec/template/spec/containers/-", "value": SIDECAR}], ["web", "log"]),
        ("merge-patch", {"spec": {"template": {"spec": {"containers": [SIDECAR]}}}}, ["log"]),
        ("strategic-merge-patch", {"spec": {"template": {"spec": {"containers": [SIDECAR]}}}}, ["log", "web"]),
    ],
)
def test_each_kind_of_patch_changes_what_it_says(
    address: str, tmp_path: Path, content: str, patch: Any, containers: list[str]
) -> None:
    deployments = dynamic_client(address, tmp_path).resources.get(api_version="apps/v1", kind="Deployment")
    deployments.create(body=manifest("Deployment"), namespace="default")
    changed = deployments.patch(body=patch, name="web", namespace="default", content_type=f"application/{content}+json")
    assert [one.name for one in changed.spec.template.spec.containers] == containers


def test_a_status_and_a_binding_are_written_beside_the_object(core: official.CoreV1Api, cluster: Cluster) -> None:
    cluster.stop("scheduler")
    core.create_namespaced_pod("default", manifest("Pod"))
    target = official.V1ObjectReference(kind="Node", name="node-2")
    binding = official.V1Binding(metadata=official.V1ObjectMeta(name="web"), target=target)
    core.create_namespaced_pod_binding("web", "default", binding, _preload_content=False)
    assert core.read_namespaced_pod("web", "default").spec.node_name == "node-2"
    condition = {"type": "example.com/fed", "status": "True"}
    core.patch_namespaced_pod_status("web", "default", {"status": {"conditions": [condition]}, "spec": {"x": 1}})
    seen = core.read_namespaced_pod_status("web", "default").status.conditions
    assert "example.com/fed" in [one.type for one in seen]


def test_a_namespace_ends_with_all_that_is_in_it_and_takes_nothing_more(core: official.CoreV1Api) -> None:
    core.create_namespace({"metadata": {"name": "team"}})
    core.create_namespaced_config_map("team", {**manifest("ConfigMap"), "metadata": {"name": "web"}})
    core.delete_namespace("team")
    going = core.read_namespace("team")
    assert going.status.phase == "Terminating"
    with pytest.raises(ApiException) as refused:
        core.create_namespaced_config_map("team", manifest("ConfigMap", "late"))
    status = json.loads(refused.value.body)
    assert (refused.value.status, status["details"]["causes"][0]["reason"]) == (403, "NamespaceTerminating")
    version = going.metadata.resource_version
    events = Watch().stream(core.list_namespace, resource_version=version, timeout_seconds=40)
    assert [one["object"].metadata.name for one in events if one["type"] == "DELETED"] == ["team"]
    assert core.list_namespaced_config_map("team").items == []


def pods_after(core: official.CoreV1Api, seconds: int) -> list[str]:
    list(Watch().stream(core.list_namespaced_pod, "default", timeout_seconds=seconds))
    return [one.metadata.name for one in core.list_namespaced_pod("default", label_selector="app=web").items]


def test_scale_and_eviction_and_logs_are_resources_of_their_own(
    apps: official.AppsV1Api, core: official.CoreV1Api
) -> None:
    apps.create_namespaced_deployment("default", manifest("Deployment"))
    scale = apps.patch_namespaced_deployment_scale("web", "default", {"spec": {"replicas": 3}})
    assert scale.spec.replicas == 3
    first, *others = pods_after(core, 20)
    assert len(others) == 2
    assert core.read_namespaced_pod_log(first, "default").startswith(f"hello from {first}")
    core.create_namespaced_pod_eviction(first, "default", {"metadata": {"name": first}})
    now = pods_after(core, 20)
    assert first not in now
    assert len(now) == 3


def test_a_long_list_comes_in_pages(core: official.CoreV1Api) -> None:
    for name in "abcde":
        core.create_namespaced_config_map("default", manifest("ConfigMap", name))
    found, place = [], None
    while place != "":
        page = core.list_namespaced_config_map("default", limit=2, **({"_continue": place} if place else {}))
        assert len(page.items) <= 2
        found += [one.metadata.name for one in page.items]
        place = page.metadata._continue or ""
    assert found == [*"abcde", "kube-root-ca.crt"]


def test_two_who_apply_the_same_field_are_told_so(address: str, tmp_path: Path) -> None:
    maps = dynamic_client(address, tmp_path).resources.get(api_version="v1", kind="ConfigMap")
    body = manifest("ConfigMap")

    def apply(manager: str, value: str, force: bool = False) -> str:
        wanted = {**body, "data": {"a": value}}
        made = maps.server_side_apply(
            body=wanted, name="web", namespace="default", field_manager=manager, force_conflicts=force
        )
        return str(made.data.a)

    assert apply("ann", "1") == "1"
    with pytest.raises(ApiException) as refused:
        apply("bob", "2")
    assert (refused.value.status, json.loads(refused.value.body)["reason"]) == (409, "Conflict")
    assert apply("bob", "2", force=True) == "2"


# What a real kubectl is told to do, line by line, and what it has to say of each; ! before what has to fail.
STORIES: dict[str, list[tuple[str, str]]] = {
    "a deployment is rolled out, scaled and rolled back": [
        ("create deployment web --image=nginx:1.25 --replicas=2", "deployment.apps/web created"),
        ("rollout status deploy/web", 'deployment "web" successfully rolled out'),
        ("set image deploy/web nginx=nginx:1.26", "deployment.apps/web image updated"),
        ("rollout status deploy/web", "old replicas are pending termination..."),
        ("rollout history deploy/web", "2         <none>"),
        ("rollout undo deploy/web", "deployment.apps/web rolled back"),
        ("wait --for=condition=Available deploy/web --timeout=20s", "deployment.apps/web condition met"),
        ("get deploy web -o jsonpath={.spec.template.spec.containers[0].image}", "nginx:1.25"),
        ("scale deploy web --replicas=3", "deployment.apps/web scaled"),
        ("get deploy web --subresource=scale --no-headers", "web   3"),
        (
            'patch deploy web --subresource=scale --type=merge -p {"spec":{"replicas":1}}',
            "scale.autoscaling/web patched",
        ),
        ("rollout pause deploy/web", "deployment.apps/web paused"),
        ("!rollout undo deploy/web", "you cannot rollback a paused deployment"),
        ("delete deploy web --cascade=orphan", 'deployment.apps "web" deleted'),
        ("get rs -o name", "replicaset.apps/web-"),
    ],
    "a file is applied by two who do not agree": [
        ("apply -f - < 1", "configmap/web created"),
        ("apply -f - < 1", "configmap/web unchanged"),
        ("!diff -f - < 2", '+  a: "2"'),
        ("apply -f - < 2", "configmap/web configured"),
        (
            "!apply -f - --server-side --field-manager=ann < 3",
            'conflict with "kubectl-client-side-apply" using v1: .data.a',
        ),
        ("apply -f - --server-side --field-manager=ann --force-conflicts < 3", "configmap/web serverside-applied"),
        ("get cm web -o jsonpath={.data.a}", "3"),
        ("!create -f - < 3", 'configmaps "web" already exists'),
        ("replace -f - < 1", "configmap/web replaced"),
        ("delete -f - < 1", 'configmap "web" deleted'),
    ],
    "the server says what it serves": [
        ("api-resources --api-group=apps --no-headers", "deployments           deploy   apps/v1   true   Deployment"),
        ("api-versions", "events.k8s.io/v1"),
        ("explain deployment.spec.strategy.rollingUpdate", "maxSurge\t<IntOrString>"),
        ("explain hpa.spec --api-version=autoscaling/v1", "targetCPUUtilizationPercentage\t<integer>"),
        ("get --raw /readyz?verbose", "readyz check passed"),
        ("get cs", "etcd-0               Healthy   ok"),
        ("version", "Server Version: v1.32."),
        ("auth can-i delete nodes", "yes"),
        ("auth whoami", "kubernetes-admin"),
        ("!get nonsense", 'the server doesn\'t have a resource type "nonsense"'),
    ],
    "a node is emptied": [
        ("create deployment web --image=nginx:1.25 --replicas=3", "created"),
        (
            "create poddisruptionbudget web --selector=app=web --min-available=2",
            "poddisruptionbudget.policy/web created",
        ),
        ("rollout status deploy/web", "successfully rolled out"),
        ("drain node-1 --ignore-daemonsets", "node/node-1 drained"),
        ("get nodes", "node-1   Ready,SchedulingDisabled"),
        ("get pods --field-selector=spec.nodeName=node-1 -o name", ""),
        ("uncordon node-1", "node/node-1 uncordoned"),
        ("taint node node-1 a=b:NoSchedule", "node/node-1 tainted"),
        ("events --for deploy/web", "ScalingReplicaSet"),
    ],
    "a job and a namespace come to their ends": [
        ("create namespace team", "namespace/team created"),
        ("create job hi --image=busybox -n team -- true", "job.batch/hi created"),
        ("wait --for=condition=Complete job/hi -n team --timeout=30s", "job.batch/hi condition met"),
        ("logs job/hi -n team", "hello from hi-"),
        ("run x --image=nginx:1.25 -n team", "pod/x created"),
        ("wait --for=jsonpath={.status.phase}=Running pod/x -n team --timeout=30s", "pod/x condition met"),
        ("delete pod x -n team --force --grace-period=0", 'pod "x" force deleted'),
        ("delete namespace team", 'namespace "team" deleted'),
        ("!get namespace team", 'namespaces "team" not found'),
    ],
}

if Kubectl in CLIENTS:

    @pytest.mark.parametrize("story", STORIES)
    def test_a_real_kubectl_can_tell_that(story: str, address: str, tmp_path: Path) -> None:
        kubectl = Kubectl(address, tmp_path)
        for line, said in STORIES[story]:
            words, _, value = line.removeprefix("!").partition(" < ")
            given = json.dumps({**manifest("ConfigMap"), "data": {"a": value}})
            done = kubectl.call(*words.split(), given=given)
            assert (done.returncode != 0) == line.startswith("!"), f"{line}: {done.stderr}"
            assert said in done.stdout + done.stderr if said else not done.stdout, f"{line}: {done}"
