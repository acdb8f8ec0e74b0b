"""The resources that the API server serves. This table is the one place to add a kind; `schema` says its fields."""

from collections.abc import Iterator
from dataclasses import dataclass

READ_ONLY = ("get", "list")
FULL = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")
VERBS = {"componentstatuses": READ_ONLY, "namespaces": tuple(verb for verb in FULL if verb != "deletecollection")}


@dataclass(frozen=True, slots=True)
class Kind:
    plural: str
    kind: str
    group: str
    version: str
    namespaced: bool
    short: tuple[str, ...]
    categories: tuple[str, ...]
    subresources: tuple[str, ...]
    verbs: tuple[str, ...] = FULL

    @property
    def singular(self) -> str:
        return self.kind.lower()

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def qualified(self) -> str:
        """deployments.apps, as error messages have it."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def qualified_singular(self) -> str:
        return f"{self.singular}.{self.group}" if self.group else self.singular

    @property
    def qualified_kind(self) -> str:
        return f"{self.kind}.{self.group}" if self.group else self.kind

    @property
    def has_status(self) -> bool:
        return "status" in self.subresources

    def path(self, namespace: str = "", name: str = "", subresource: str = "") -> str:
        base = f"/apis/{self.api_version}" if self.group else f"/api/{self.api_version}"
        space = f"/namespaces/{namespace}" if namespace and self.namespaced else ""
        return f"{base}{space}/{self.plural}" + "".join(f"/{part}" for part in (name, subresource) if part)


# plural, kind, short names, categories, subresources; * in front of a plural: not in a namespace
_TABLE = """
v1
  *componentstatuses ComponentStatus cs
  configmaps ConfigMap cm
  endpoints Endpoints ep
  events Event ev
  limitranges LimitRange limits
  *namespaces Namespace ns - finalize,status
  *nodes Node no - status
  persistentvolumeclaims PersistentVolumeClaim pvc - status
  *persistentvolumes PersistentVolume pv - status
  pods Pod po all binding,eviction,log,status
  podtemplates PodTemplate
  replicationcontrollers ReplicationController rc all scale,status
  resourcequotas ResourceQuota quota - status
  secrets Secret
  serviceaccounts ServiceAccount sa - token
  services Service svc all status
apps/v1
  controllerrevisions ControllerRevision
  daemonsets DaemonSet ds all status
  deployments Deployment deploy all scale,status
  replicasets ReplicaSet rs all scale,status
  statefulsets StatefulSet sts all scale,status
autoscaling/v2
  horizontalpodautoscalers HorizontalPodAutoscaler hpa all status
batch/v1
  cronjobs CronJob cj all status
  jobs Job - all status
coordination.k8s.io/v1
  leases Lease
discovery.k8s.io/v1
  endpointslices EndpointSlice
networking.k8s.io/v1
  *ingressclasses IngressClass
  ingresses Ingress ing - status
  networkpolicies NetworkPolicy netpol
policy/v1
  poddisruptionbudgets PodDisruptionBudget pdb - status
rbac.authorization.k8s.io/v1
  *clusterrolebindings ClusterRoleBinding
  *clusterroles ClusterRole
  rolebindings RoleBinding
  roles Role
scheduling.k8s.io/v1
  *priorityclasses PriorityClass pc
storage.k8s.io/v1
  *storageclasses StorageClass sc
"""


def _read(table: str) -> Iterator[Kind]:
    group = version = ""
    for line in filter(None, table.splitlines()):
        if not line.startswith(" "):
            group, _, version = line.rpartition("/")
            continue
        plural, kind, *rest = line.split()
        short, categories, subresources = (
            tuple(part.split(",")) if part not in ("-", "") else () for part in (*rest, "", "", "")[:3]
        )
        verbs = VERBS.get(plural.lstrip("*"), FULL)
        yield Kind(plural.lstrip("*"), kind, group, version, plural[0] != "*", short, categories, subresources, verbs)


KINDS: tuple[Kind, ...] = tuple(_read(_TABLE))
BY_PLURAL = {kind.plural: kind for kind in KINDS}
BY_KIND = {kind.kind: kind for kind in KINDS}


def find(api_version: str, kind: str) -> Kind | None:
    found = BY_KIND.get(kind)
    return found if found and found.api_version == api_version else None


def named(word: str) -> Kind | None:
    """What `word` names on a command line: pods, pod, po, deployments.apps, deployments.v1.apps, Deployment."""
    lower = word.lower()
    name, _, group = lower.partition(".")
    for kind in KINDS:
        if name in (kind.plural, kind.singular, *kind.short) and group in (
            "",
            kind.group,
            f"{kind.version}.{kind.group}",
            f"{kind.version}.",
        ):
            return kind
    return None
