"""kubectl drain: which Pods have to leave a node, and the wait until they have left."""

from .. import times
from ..apiserver.kinds import BY_PLURAL
from ..index import controller_of
from ..pods import is_finished
from ..values import Object
from .deleting import delete
from .flags import Parsed
from .nodes import cordon_one, selected
from .problems import render
from .resources import Target
from .session import Refused, Session
from .writing import MODES, dry

PODS, DAEMONSETS = BY_PLURAL["pods"], BY_PLURAL["daemonsets"]
FLAGS = (
    "ignore-daemonsets?; force?; delete-emptydir-data?; grace-period#-1; timeout~0; selector,l=; pod-selector=; "
    "disable-eviction?; dry-run=none|unchanged; skip-wait-for-delete-timeout#0; chunk-size#500"
)
RETRY, POLL = 5.0, 1.0
LONGEST = 7 * 24 * 3600.0
NO_CONTROLLER = "cannot delete cannot delete Pods that declare no controller (use --force to override)"
LOCAL_STORAGE = "cannot delete Pods with local storage (use --delete-emptydir-data to override)"
OF_DAEMONSET = "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)"


def drain(session: Session, parsed: Parsed) -> int:
    nodes = selected(session, parsed)
    for node in nodes:
        cordon_one(session, parsed, node)
    failed: dict[str, list[str]] = {}
    for name in [node["metadata"]["name"] for node in nodes]:
        problems = _drain(session, parsed, name)
        if problems:
            failed[name] = problems
            why = _together(problems)
            session.complain(f'error: unable to drain node "{name}" due to error: {why}, continuing command...')
        else:
            session.print(f"node/{name} drained{MODES[dry(parsed)]}")
    if not failed:
        return 0
    session.complain("There are pending nodes to be drained:")
    for name in failed:
        session.complain(f" {name}")
    alone = len(failed) == 1
    for problem in next(iter(failed.values())) if alone else map(_together, failed.values()):
        session.complain(problem)
    return 1


def _together(problems: list[str]) -> str:
    return problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]"


def _drain(session: Session, parsed: Parsed, node: str) -> list[str]:
    chosen, problems, warnings = _sorted_out(session, parsed, node)
    if problems:
        return problems
    if warnings:
        session.complain(f"Warning: {'; '.join(warnings)}")
    if dry(parsed) != "none":
        for pod in chosen:
            session.print(f"evicting pod {_label(pod)}{MODES[dry(parsed)]}")
        return []
    problems = _Leaving(session, parsed, chosen).run()
    pending = _sorted_out(session, parsed, node)[0] if problems else []
    if pending:
        why = _together(problems)
        session.complain(f'There are pending pods in node "{node}" when an error occurred: {why}')
    for pod in pending:
        session.complain(f"pod/{pod['metadata']['name']}")
    return problems


def _label(pod: Object) -> str:
    return f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"


# Which have to go


def _sorted_out(session: Session, parsed: Parsed, node: str) -> tuple[list[Object], list[str], list[str]]:
    """The Pods that have to go; what forbids it; what is worth a warning."""
    chosen: list[Object] = []
    problems: dict[str, list[str]] = {}
    warnings: dict[str, list[str]] = {}
    for pod in session.items(PODS, "", labels=parsed["pod-selector"], fields=f"spec.nodeName={node}"):
        if _overdue(session, parsed, pod):
            continue
        goes, problem, warning = _verdict(session, parsed, pod)
        if goes:
            chosen.append(pod)
        for why, told in ((problem, problems), (warning, warnings)):
            if why:
                told.setdefault(why, []).append(_label(pod))
    return chosen, _listed(problems), _listed(warnings)


def _listed(told: dict[str, list[str]]) -> list[str]:
    return [f"{why}: {', '.join(labels)}" for why, labels in told.items()]


def _verdict(session: Session, parsed: Parsed, pod: Object) -> tuple[bool, str, str]:
    """Whether it goes, what forbids it, what is worth a warning."""
    owner = controller_of(pod)
    if is_finished(pod):
        return True, "", ""
    orphaned = ""
    if owner and owner["kind"] == "DaemonSet":
        orphaned = _missing(session, pod["metadata"]["namespace"], owner["name"])
        if not orphaned:
            ignored = "ignoring DaemonSet-managed Pods"
            return (False, "", ignored) if parsed["ignore-daemonsets"] else (False, OF_DAEMONSET, "")
        if not parsed["force"]:
            return False, orphaned, ""
    if not parsed["delete-emptydir-data"] and any("emptyDir" in one for one in pod["spec"].get("volumes") or []):
        return False, LOCAL_STORAGE, ""
    if owner:
        return True, "", ""
    return (True, "", "deleting Pods that declare no controller") if parsed["force"] else (False, NO_CONTROLLER, "")


def _missing(session: Session, namespace: str, name: str) -> str:
    """What the server says if there is no such DaemonSet."""
    try:
        session.ask("GET", DAEMONSETS.path(namespace, name))
    except Refused as refused:
        return refused.message
    return ""


def _overdue(session: Session, parsed: Parsed, pod: Object) -> bool:
    """Whether it should have been gone for longer than one wants to wait."""
    patience, stamp = parsed["skip-wait-for-delete-timeout"], pod["metadata"].get("deletionTimestamp")
    return bool(patience and stamp) and int(session.clock.now() - (times.moment(stamp) or 0.0)) > patience


# How they go


class _Leaving:
    """All at once; those that a disruption budget protects are tried again every five seconds."""

    def __init__(self, session: Session, parsed: Parsed, pods: list[Object]) -> None:
        self.session, self.parsed = session, parsed
        self.grace = parsed["grace-period"] if parsed["grace-period"] >= 0 else None
        self.until = session.clock.now() + (parsed["timeout"] or LONGEST)
        self.due = [(pod, session.clock.now()) for pod in pods]
        self.leaving: list[Object] = []
        self.problems: list[str] = []

    def run(self) -> list[str]:
        if self.parsed["disable-eviction"]:
            self._delete()
        while self.due or self.leaving:
            now = self.session.clock.now()
            ripe = [pod for pod, moment in self.due if moment <= now + 1e-9]
            self.due = [one for one in self.due if one[0] not in ripe]
            for pod in ripe:
                self._evict(pod)
            self.leaving = [pod for pod in self.leaving if not self._left(pod)]
            if self.leaving and now >= self.until:
                self._give_up()
            if self.due or self.leaving:
                self._wait()
        return self.problems

    def _wait(self) -> None:
        moments = [moment for _, moment in self.due]
        if self.leaving:
            skipping = self.parsed["skip-wait-for-delete-timeout"]
            moments.append(min(self.until, self.session.clock.now() + POLL) if skipping else self.until)
        self.session.clock.wait(min(moments))

    def _delete(self) -> None:
        for pod, _ in self.due:
            meta = pod["metadata"]
            try:
                delete(self.session, Target(PODS, meta["namespace"], meta["name"]), "Background", self.grace)
            except Refused as refused:
                if refused.reason != "NotFound":
                    self.problems.append(render(refused))
                    return
            self.leaving.append(pod)
        self.due = []

    def _evict(self, pod: Object) -> None:
        meta = pod["metadata"]
        self.session.print(f"evicting pod {_label(pod)}")
        what = f'error when evicting pods/"{meta["name"]}" -n "{meta["namespace"]}"'
        if self.session.clock.now() > self.until:
            self.problems.append(f"{what}: global timeout reached: {times.go(self.parsed['timeout'])}")
            return
        body = {
            "apiVersion": "policy/v1",
            "deleteOptions": {"gracePeriodSeconds": self.grace} if self.grace is not None else {},
            "kind": "Eviction",
            "metadata": {"name": meta["name"], "namespace": meta["namespace"]},
        }
        try:
            self.session.ask("POST", PODS.path(meta["namespace"], meta["name"], "eviction"), {}, body)
            self.leaving.append(pod)
        except Refused as refused:
            if refused.reason == "TooManyRequests":
                self.session.complain(f"{what} (will retry after 5s): {refused.message}")
                self.due.append((pod, self.session.clock.now() + RETRY))
            elif refused.reason != "NotFound":
                self.problems.append(f"{what}: {refused.message}")

    def _left(self, pod: Object) -> bool:
        meta = pod["metadata"]
        try:
            found = self.session.ask("GET", PODS.path(meta["namespace"], meta["name"]))
        except Refused:
            found = None
        if found is None or found["metadata"]["uid"] != meta["uid"]:
            word = "deleted" if self.parsed["disable-eviction"] else "evicted"
            self.session.print(f"pod/{meta['name']} {word}")
            return True
        if not _overdue(self.session, self.parsed, found):
            return False
        patience = self.parsed["skip-wait-for-delete-timeout"]
        self.session.print(f'pod "{meta["name"]}" has DeletionTimestamp older than {patience} seconds, skipping')
        return True

    def _give_up(self) -> None:
        why = "context deadline exceeded"
        if self.parsed["disable-eviction"]:
            self.problems.append(why)
        else:
            self.problems += [
                f'error when waiting for pod "{pod["metadata"]["name"]}" in namespace "{pod["metadata"]["namespace"]}" '
                f"to terminate: {why}"
                for pod in self.leaving
            ]
        self.leaving = []
