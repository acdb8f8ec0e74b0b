"""kubectl describe: which object, and the page of each kind."""

from collections.abc import Callable

from ..apiserver.kinds import Kind
from ..values import Object
from . import describe_access as access
from . import describe_autoscaling as autoscaling
from . import describe_nodes as nodes
from . import describe_others as others
from . import describe_policy as policy
from . import describe_storage as storage
from . import describe_workloads as workloads
from .describe_fields import anything
from .describe_network import network_policy
from .describe_parts import Page
from .flags import Parsed, Usage
from .resources import namespace_of, resolve, split
from .session import Refused, Session

FLAGS = "selector,l=; all-namespaces,A?; filename,f*; show-events?true; chunk-size#500"
PAGES: dict[str, Callable[[Page, Object], None]] = {
    "pods": workloads.pod,
    "deployments": workloads.deployment,
    "replicasets": workloads.replica_set,
    "replicationcontrollers": workloads.replica_set,
    "daemonsets": workloads.daemon_set,
    "statefulsets": workloads.stateful_set,
    "jobs": workloads.job,
    "cronjobs": workloads.cron_job,
    "services": others.service,
    "endpoints": others.endpoints,
    "endpointslices": others.endpoint_slice,
    "ingresses": others.ingress,
    "configmaps": others.config_map,
    "secrets": others.secret,
    "serviceaccounts": access.service_account,
    "namespaces": others.namespace,
    "nodes": nodes.node,
    "persistentvolumes": storage.volume,
    "persistentvolumeclaims": storage.claim,
    "horizontalpodautoscalers": autoscaling.autoscaler,
    "poddisruptionbudgets": policy.budget,
    "resourcequotas": policy.quota,
    "limitranges": policy.limit_range,
    "priorityclasses": policy.priority_class,
    "networkpolicies": network_policy,
    "ingressclasses": others.ingress_class,
    "storageclasses": storage.storage_class,
    "roles": access.role,
    "clusterroles": access.role,
    "rolebindings": access.binding,
    "clusterrolebindings": access.binding,
}


def run(session: Session, parsed: Parsed) -> int:
    if not parsed.arguments and not parsed["filename"]:
        raise Usage(
            'error: You must specify the type of resource to describe. Use "kubectl api-resources" for a complete '
            "list of supported resources."
        )
    pages: list[str] = []
    failed = False
    _, pairs = ([], []) if parsed["filename"] else split(parsed.arguments)
    if pairs and not parsed["selector"]:
        found = [(kind, namespace_of(session, parsed) if kind.namespaced else "", name) for kind, name in pairs]
    else:
        found = [(t.kind, t.namespace, t.name) for t in resolve(session, parsed, parsed.arguments, missing="all")]
    for kind, space, name in found:
        try:
            pages.append(_page(session, parsed, kind, session.get(kind, space, name)))
        except Refused as refused:
            if refused.reason != "NotFound":
                raise
            begun = _beginning(session, kind, space, name) if len(pairs) == 1 < len(parsed.arguments) else []
            if begun:
                session.out.append("".join(f"{_page(session, parsed, kind, item)}\n" for item in begun))
                return 0
            session.complain(f"Error from server (NotFound): {refused.message}")
            failed = True
    if not pages and not failed:
        where = "" if parsed["all-namespaces"] else f" in {namespace_of(session, parsed)} namespace."
        session.complain(f"No resources found{where}")
    session.out.append("\n\n".join(pages))
    return 1 if failed else 0


def _beginning(session: Session, kind: Kind, space: str, name: str) -> list[Object]:
    return [item for item in session.items(kind, space) if item["metadata"]["name"].startswith(name)]


def _page(session: Session, parsed: Parsed, kind: Kind, item: Object) -> str:
    page = Page(session, parsed["show-events"])
    PAGES.get(kind.plural, anything)(page, item)
    return page.text()
