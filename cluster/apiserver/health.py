"""/healthz, /livez and /readyz: whether the API server and what it stands on are well."""

from typing import TYPE_CHECKING

from .messages import TEXT, Request, Response

if TYPE_CHECKING:
    from ..machine import Machine

_HOOKS = tuple(
    f"poststarthook/{name}"
    for name in (
        "start-apiserver-admission-initializer",
        "generic-apiserver-start-informers",
        "priority-and-fairness-config-consumer",
        "priority-and-fairness-filter",
        "storage-object-count-tracker-hook",
        "start-apiextensions-informers",
        "start-apiextensions-controllers",
        "crd-informer-synced",
        "start-system-namespaces-controller",
        "start-cluster-authentication-info-controller",
        "start-legacy-token-tracking-controller",
        "start-service-ip-repair-controllers",
        "priority-and-fairness-config-producer",
        "bootstrap-controller",
    )
)
CHECKS = {
    "healthz": ("ping", "log", "etcd", *_HOOKS),
    "livez": ("ping", "log", "etcd", *_HOOKS),
    "readyz": ("ping", "log", "etcd", "etcd-readiness", "informer-sync", *_HOOKS, "shutdown"),
}


def answer(machine: "Machine", name: str, check: str, request: Request) -> Response | None:
    """None where there is no such check."""
    if check:
        if check not in CHECKS[name]:
            return None
        well = _is_well(machine, check)
        return _told(200, "ok") if well else _told(500, f"internal server error: {_reason(check)}\n")
    excluded = {one for one in request.query.get("exclude", "").split(",") if one}
    failed = [one for one in CHECKS[name] if one not in excluded and not _is_well(machine, one)]
    if not failed and "verbose" not in request.query:
        return _told(200, "ok")
    lines = "".join(_line(one, one in excluded, one in failed) for one in CHECKS[name])
    return _told(500 if failed else 200, f"{lines}{name} check {'failed' if failed else 'passed'}\n")


def _is_well(machine: "Machine", check: str) -> bool:
    return not check.startswith("etcd") or machine.is_running("etcd")


def _reason(check: str) -> str:
    return "etcd client connection not yet established" if check == "etcd-readiness" else "context deadline exceeded"


def _line(check: str, excluded: bool, failed: bool) -> str:
    if excluded:
        return f"[+]{check} excluded: ok\n"
    return f"[-]{check} failed: reason withheld\n" if failed else f"[+]{check} ok\n"


def _told(status: int, text: str) -> Response:
    return Response(status, text, {"Content-Type": TEXT})
