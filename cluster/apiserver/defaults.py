"""What the API server fills in where a field was left out, once, when the object is written."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from ..images import default_policy
from ..values import Object, at, copy


def fill(target: Object, **defaults: Any) -> None:
    for field, value in defaults.items():
        if target.get(field) is None:
            target[field] = value


def pod_spec(spec: Object) -> None:
    fill(
        spec,
        restartPolicy="Always",
        dnsPolicy="ClusterFirst",
        schedulerName="default-scheduler",
        securityContext={},
        terminationGracePeriodSeconds=30,
    )
    for container in [*(spec.get("containers") or []), *(spec.get("initContainers") or [])]:
        _container(container)
    if "serviceAccountName" in spec:
        spec["serviceAccount"] = spec["serviceAccountName"]
    elif "serviceAccount" in spec:
        spec["serviceAccountName"] = spec["serviceAccount"]
    for volume in spec.get("volumes") or []:
        _volume(volume)


def _container(container: Object) -> None:
    fill(
        container,
        imagePullPolicy=default_policy(container.get("image", "")) if container.get("image") else "IfNotPresent",
        resources={},
        terminationMessagePath="/dev/termination-log",
        terminationMessagePolicy="File",
    )
    for port in container.get("ports") or []:
        fill(port, protocol="TCP")
    for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
        if probe in container:
            fill(container[probe], failureThreshold=3, periodSeconds=10, successThreshold=1, timeoutSeconds=1)
            if "httpGet" in container[probe]:
                fill(container[probe]["httpGet"], path="/", scheme="HTTP")
    for variable in container.get("env") or []:
        reference = at(variable, "valueFrom", "fieldRef")
        if reference is not None:
            fill(reference, apiVersion="v1")


def _volume(volume: Object) -> None:
    for source, defaults in _VOLUMES.items():
        if source in volume:
            fill(volume[source], **defaults)
    if len(volume) == 1:
        volume["emptyDir"] = {}


_VOLUMES: dict[str, Object] = {
    "configMap": {"defaultMode": 420},
    "secret": {"defaultMode": 420},
    "projected": {"defaultMode": 420},
    "downwardAPI": {"defaultMode": 420},
    "hostPath": {"type": ""},
}


def template(spec: Object) -> None:
    if isinstance(spec.get("template"), dict):
        inner = spec["template"]
        inner.setdefault("metadata", {}).setdefault("creationTimestamp", None)
        pod_spec(inner.setdefault("spec", {}))


def _pod(item: Object) -> None:
    spec = item.setdefault("spec", {})
    fill(spec, enableServiceLinks=True)
    pod_spec(spec)
    # What a container may use at most it also asks for: said of Pods, not of templates.
    for container in [*(spec.get("containers") or []), *(spec.get("initContainers") or [])]:
        resources = container["resources"]
        for name, amount in (resources.get("limits") or {}).items():
            resources.setdefault("requests", {}).setdefault(name, amount)


def _template_labels(item: Object) -> Object:
    return at(item, "spec", "template", "metadata", "labels", default={})


def _replication_controller(item: Object) -> None:
    spec = item.setdefault("spec", {})
    template(spec)
    fill(spec, replicas=1)
    labels = _template_labels(item)
    if labels:
        if not spec.get("selector"):
            spec["selector"] = dict(labels)
        if not item["metadata"].get("labels"):
            item["metadata"]["labels"] = dict(labels)


def _replica_set(item: Object) -> None:
    spec = item.setdefault("spec", {})
    template(spec)
    fill(spec, replicas=1)


def _deployment(item: Object) -> None:
    spec = item.setdefault("spec", {})
    template(spec)
    fill(spec, replicas=1, revisionHistoryLimit=10, progressDeadlineSeconds=600, strategy={})
    fill(spec["strategy"], type="RollingUpdate")
    if spec["strategy"]["type"] == "RollingUpdate":
        fill(spec["strategy"], rollingUpdate={})
        fill(spec["strategy"]["rollingUpdate"], maxSurge="25%", maxUnavailable="25%")


def _daemon_set(item: Object) -> None:
    spec = item.setdefault("spec", {})
    template(spec)
    fill(spec, revisionHistoryLimit=10, updateStrategy={})
    fill(spec["updateStrategy"], type="RollingUpdate")
    if spec["updateStrategy"]["type"] == "RollingUpdate":
        fill(spec["updateStrategy"], rollingUpdate={})
        fill(spec["updateStrategy"]["rollingUpdate"], maxSurge=0, maxUnavailable=1)


def _stateful_set(item: Object) -> None:
    spec = item.setdefault("spec", {})
    template(spec)
    fill(
        spec,
        replicas=1,
        revisionHistoryLimit=10,
        podManagementPolicy="OrderedReady",
        updateStrategy={},
        persistentVolumeClaimRetentionPolicy={"whenDeleted": "Retain", "whenScaled": "Retain"},
    )
    fill(spec["updateStrategy"], type="RollingUpdate")
    if spec["updateStrategy"]["type"] == "RollingUpdate":
        fill(spec["updateStrategy"], rollingUpdate={})
        fill(spec["updateStrategy"]["rollingUpdate"], partition=0)
    for claim in spec.get("volumeClaimTemplates") or []:
        fill(claim, apiVersion="v1", kind="PersistentVolumeClaim", status={"phase": "Pending"})
        fill(claim.setdefault("metadata", {}), creationTimestamp=None)
        claim["metadata"].setdefault("creationTimestamp", None)
        fill(claim.setdefault("spec", {}), volumeMode="Filesystem")


def _job(item: Object) -> None:
    spec = item.setdefault("spec", {})
    template(spec)
    if spec.get("completions") is None and spec.get("parallelism") is None:
        spec["completions"] = 1
    fill(
        spec,
        parallelism=1,
        completionMode="NonIndexed",
        suspend=False,
        backoffLimit=6 if spec.get("backoffLimitPerIndex") is None else 2147483647,
        podReplacementPolicy="TerminatingOrFailed" if spec.get("podFailurePolicy") is None else "Failed",
        manualSelector=False,
    )
    _pod_failure_policy(spec)
    labels = _template_labels(item)
    if labels and not item["metadata"].get("labels"):
        item["metadata"]["labels"] = dict(labels)


def _pod_failure_policy(spec: Object) -> None:
    for rule in at(spec, "podFailurePolicy", "rules", default=[]):
        rule.setdefault("onPodConditions", None)
        for condition in rule["onPodConditions"] or []:
            fill(condition, status="True")


def _cron_job(item: Object) -> None:
    spec = item.setdefault("spec", {})
    fill(spec, concurrencyPolicy="Allow", suspend=False, successfulJobsHistoryLimit=3, failedJobsHistoryLimit=1)
    inner = spec.setdefault("jobTemplate", {})
    inner.setdefault("metadata", {}).setdefault("creationTimestamp", None)
    template(inner.setdefault("spec", {}))
    _pod_failure_policy(inner["spec"])


def _service(item: Object) -> None:
    spec = item.setdefault("spec", {})
    fill(spec, type="ClusterIP", sessionAffinity="None")
    if spec["type"] != "ExternalName":
        fill(spec, internalTrafficPolicy="Cluster", ipFamilyPolicy="SingleStack", ipFamilies=["IPv4"])
    if spec["type"] in ("NodePort", "LoadBalancer"):
        fill(spec, externalTrafficPolicy="Cluster")
    if spec["type"] == "LoadBalancer":
        fill(spec, allocateLoadBalancerNodePorts=True)
    for port in spec.get("ports") or []:
        fill(port, protocol="TCP")
        if port.get("targetPort") in (None, "", 0) and port.get("port"):
            port["targetPort"] = port["port"]


def _autoscaler(item: Object) -> None:
    spec = item.setdefault("spec", {})
    fill(spec, minReplicas=1)
    if not spec.get("metrics"):
        target = {"averageUtilization": 80, "type": "Utilization"}
        spec["metrics"] = [{"resource": {"name": "cpu", "target": target}, "type": "Resource"}]
    if spec.get("behavior") is not None:
        for side, rules in SCALING_RULES.items():
            fill(spec["behavior"], **{side: {}})
            fill(spec["behavior"][side], **copy(rules))


# How an autoscaler behaves where its behaviour does not say; how long it remembers on its way down is not filled in.
SCALING_RULES: dict[str, Object] = {
    "scaleUp": {
        "policies": [
            {"periodSeconds": 15, "type": "Pods", "value": 4},
            {"periodSeconds": 15, "type": "Percent", "value": 100},
        ],
        "selectPolicy": "Max",
        "stabilizationWindowSeconds": 0,
    },
    "scaleDown": {
        "policies": [{"periodSeconds": 15, "type": "Percent", "value": 100}],
        "selectPolicy": "Max",
    },
}


def _claim(item: Object) -> None:
    fill(item.setdefault("spec", {}), volumeMode="Filesystem")


def _volume_object(item: Object) -> None:
    spec = item.setdefault("spec", {})
    fill(spec, volumeMode="Filesystem", persistentVolumeReclaimPolicy="Retain")
    if "hostPath" in spec:
        fill(spec["hostPath"], type="")


def _secret(item: Object) -> None:
    from_text = item.pop("stringData", None) or {}
    if from_text:
        item["data"] = {**(item.get("data") or {}), **{key: _encoded(text) for key, text in from_text.items()}}
    fill(item, type="Opaque")


def _encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def _namespace(item: Object) -> None:
    fill(item.setdefault("spec", {}), finalizers=["kubernetes"])
    item["metadata"].setdefault("labels", {})["kubernetes.io/metadata.name"] = item["metadata"].get("name", "")


def _priority_class(item: Object) -> None:
    fill(item, preemptionPolicy="PreemptLowerPriority")


def _storage_class(item: Object) -> None:
    fill(item, reclaimPolicy="Delete", volumeBindingMode="Immediate")


def _limit_range(item: Object) -> None:
    for limit in at(item, "spec", "limits", default=[]):
        if limit.get("type") == "Container":
            fill(limit, default={}, defaultRequest={})
            for name, amount in (limit.get("max") or {}).items():
                limit["default"].setdefault(name, amount)
            for name, amount in limit["default"].items():
                limit["defaultRequest"].setdefault(name, amount)
            for name, amount in (limit.get("min") or {}).items():
                limit["defaultRequest"].setdefault(name, amount)
            for name in ("default", "defaultRequest"):
                if not limit[name]:
                    del limit[name]


def _spec(item: Object) -> None:
    item.setdefault("spec", {})


def _revision(item: Object) -> None:
    fill(item, revision=0)


def _event(item: Object) -> None:
    item.setdefault("involvedObject", {})


def _endpoints(item: Object) -> None:
    for subset in item.get("subsets") or []:
        for port in subset.get("ports") or []:
            fill(port, protocol="TCP")


def _slice(item: Object) -> None:
    for port in item.get("ports") or []:
        fill(port, name="", protocol="TCP")


def _role_binding(item: Object) -> None:
    fill(item.setdefault("roleRef", {}), apiGroup="rbac.authorization.k8s.io")


BY_KIND: dict[str, Callable[[Object], None]] = {
    "Pod": _pod,
    "ReplicationController": _replication_controller,
    "ReplicaSet": _replica_set,
    "Deployment": _deployment,
    "DaemonSet": _daemon_set,
    "StatefulSet": _stateful_set,
    "Job": _job,
    "CronJob": _cron_job,
    "Service": _service,
    "HorizontalPodAutoscaler": _autoscaler,
    "PersistentVolumeClaim": _claim,
    "PersistentVolume": _volume_object,
    "Secret": _secret,
    "Namespace": _namespace,
    "Ingress": _spec,
    "PodDisruptionBudget": _spec,
    "ResourceQuota": _spec,
    "ControllerRevision": _revision,
    "Event": _event,
    "Endpoints": _endpoints,
    "EndpointSlice": _slice,
    "RoleBinding": _role_binding,
    "ClusterRoleBinding": _role_binding,
    "PriorityClass": _priority_class,
    "StorageClass": _storage_class,
    "LimitRange": _limit_range,
    "Node": _spec,
}


def apply(kind: str, item: Object) -> None:
    if kind in BY_KIND:
        BY_KIND[kind](item)
