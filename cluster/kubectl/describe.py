"""kubectl describe: which object, and the page of each kind."""

from collections.abc import Callable

from ..apiserver.kinds import Kind
from ..values import Object
from . import describe_access as access
from . import describe_nodes as nodes
from . import describe_others as others
from . import describe_policy as policy
from . import describe_storage as storage
from . import describe_workloads as workloads
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
    "horizontalpodautoscalers": others.autoscaler,
    "poddisruptionbudgets": policy.budget,
    "resourcequotas": policy.quota,
    "limitranges": policy.limit_range,
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
            items = _named(session, kind, space, name)
        except Refused as refused:
            if refused.reason != "NotFound":
                raise
            session.complain(f"Error from server (NotFound): {refused.message}")
            failed = True
            continue
        pages += [_page(session, kind, item) for item in items]
    if not pages and not failed:
        session.complain(f"No resources found in {namespace_of(session, parsed)} namespace.")
    session.out.append("\n\n".join(pages))
    return 1 if failed else 0


def _named(session: Session, kind: Kind, space: str, name: str) -> list[Object]:
    """The object of this name or, failing that, all whose names begin like it."""
    try:
        return [session.get(kind, space, name)]
    except Refused as refused:
        if refused.reason != "NotFound" or not name:
            raise
        begun = [item for item in session.items(kind, space) if item["metadata"]["name"].startswith(name)]
        if not begun:
            raise
        return begun


def _page(session: Session, kind: Kind, item: Object) -> str:
    page = Page(session)
    PAGES.get(kind.plural, others.anything)(page, item)
    return page.text()
