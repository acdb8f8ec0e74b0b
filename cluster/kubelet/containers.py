"""The life of the containers of a Pod: pull, start, probe, exit, back off, start again."""

from typing import TYPE_CHECKING

from ..images import back_off
from ..values import Object
from . import commands, podstatus, pulling, records, volumes

if TYPE_CHECKING:
    from .component import Kubelet

RESTART, TO_CRASH_LOOP = 0.62, 0.83  # seconds from an exit to the first restart, and to CrashLoopBackOff
FORGIVEN_AFTER = 600.0  # seconds of running that end a back-off
CONFIG_RETRY = 10.0
NEVER = 1e18


class Containers:
    def __init__(self, kubelet: "Kubelet") -> None:
        self.kubelet = kubelet

    @property
    def now(self) -> float:
        return self.kubelet.now

    def advance(self, pod: Object, record: Object) -> float | None:
        """Do what is due by now. Returns the moment at which something is due next."""
        for _ in range(1000):
            if not self._once(pod, record):
                break
        moments = [c["due"] for _, c in records.every_container(pod, record) if c["due"] > self.now]
        moments += [c["probe"]["due"] for _, c in records.every_container(pod, record) if c.get("probe")]
        moments += [c["alive"]["due"] for _, c in records.every_container(pod, record) if c.get("alive")]
        return min(moments, default=None)

    def _once(self, pod: Object, record: Object) -> bool:
        """The first thing that is due; False if there is none."""
        for spec, container in records.every_container(pod, record):
            if container["state"] in ("pulling", "running", "backing-off") and 0 < container["due"] <= self._soon:
                self._due(pod, record, spec, container)
                return True
            if container["state"] == "running" and self._probe(pod, spec, container):
                return True
        for spec, container in self._startable(pod, record):
            if container["state"] == "pulling":
                return False  # one after the other
            if container["state"] == "waiting" and container["due"] <= self._soon:
                self._begin(pod, record, spec, container)
                return True
            if container["state"] == "terminated" and 0 < container["due"] <= self._soon:
                self._due(pod, record, spec, container)
                return True
        return False

    @property
    def _soon(self) -> float:
        return self.now + 1e-6

    def _startable(self, pod: Object, record: Object) -> list[tuple[Object, Object]]:
        """Init containers one by one, then all others."""
        found = []
        for spec in pod["spec"].get("initContainers") or []:
            container = record["inits"][spec["name"]]
            found.append((spec, container))
            if not (podstatus.is_past(container, spec) or container.get("done")):
                return found
        return found + [(spec, record["containers"][spec["name"]]) for spec in pod["spec"]["containers"]]

    # Images

    def _event(self, pod: Object, spec: Object, kind: str, reason: str, message: str) -> None:
        where = "initContainers" if spec in (pod["spec"].get("initContainers") or []) else "containers"
        self.kubelet.recorder.event(pod, kind, reason, message, f"spec.{where}{{{spec['name']}}}")

    def _begin(self, pod: Object, record: Object, spec: Object, container: Object) -> None:
        store = self.kubelet.machine.store
        credentials = volumes.credentials(pod, store)
        step = pulling.attempt(spec, self.kubelet.images, self.kubelet.world, credentials)
        if step.reason and not step.seconds:
            self._refuse(pod, spec, container, step)
        elif step.seconds:
            self._event(pod, spec, "Normal", "Pulling", f'Pulling image "{spec["image"]}"')
            container.update(state="pulling", due=self.now + step.seconds, pull=[*step, credentials])
        else:
            message = f'Container image "{spec["image"]}" already present on machine'
            self._event(pod, spec, "Normal", "Pulled", message)
            self._start(pod, record, spec, container, step.digest)

    def _refuse(self, pod: Object, spec: Object, container: Object, step: pulling.Step) -> None:
        """No registry was asked: nothing but another spec or another node helps, but it is tried again."""
        reason = "InspectFailed" if step.reason == "InvalidImageName" else step.reason
        self._event(pod, spec, "Warning", reason, step.message)
        self._event(pod, spec, "Warning", "Failed", f"Error: {step.reason}")
        container.update(reason=step.reason, message=step.message, due=self.now + CONFIG_RETRY)

    def _due(self, pod: Object, record: Object, spec: Object, container: Object) -> None:
        match container["state"]:
            case "pulling":
                self._pulled(pod, record, spec, container)
            case "running":
                self._exit(pod, spec, container, commands.run_of(spec).code)
            case "terminated":
                self._after_exit(pod, record, spec, container)
            case "backing-off":
                container.update(state="waiting", due=0.0)

    def _pulled(self, pod: Object, record: Object, spec: Object, container: Object) -> None:
        digest, seconds, reason, message, credentials = container.pop("pull")
        image = spec["image"]
        if container.pop("backing", False):
            self._event(pod, spec, "Normal", "BackOff", f'Back-off pulling image "{image}"')
            self._event(pod, spec, "Warning", "Failed", "Error: ImagePullBackOff")
            container.update(
                state="waiting",
                reason="ImagePullBackOff",
                message=f'Back-off pulling image "{image}": ErrImagePull: {message}',
                due=self.now + back_off(container["pulls"]),
            )
            return
        if reason:
            container["pulls"] += 1
            self._event(pod, spec, "Warning", "Failed", f'Failed to pull image "{image}": {message}')
            self._event(pod, spec, "Warning", "Failed", f"Error: {reason}")
            container.update(reason=reason, message=message, backing=True, due=self.now + pulling.TO_BACK_OFF)
            container["pull"] = [digest, seconds, reason, message, credentials]
            return
        container["pulls"] = 0
        pulling.keep(spec, self.kubelet.images, digest, credentials)
        self._event(pod, spec, "Normal", "Pulled", pulling.pulled_message(image, seconds))
        self._start(pod, record, spec, container, digest)

    # Running

    def _start(self, pod: Object, record: Object, spec: Object, container: Object, digest: str) -> None:
        missing = volumes.missing_variable(spec, pod["metadata"]["namespace"], self.kubelet.machine.store)
        if missing:
            self._event(pod, spec, "Warning", "Failed", f"Error: {missing}")
            container.update(
                state="waiting", reason="CreateContainerConfigError", message=missing, due=self.now + CONFIG_RETRY
            )
            return
        if not record["ip"]:
            record["ip"] = self._address(pod)
        if container["started"]:
            container["last"] = podstatus.terminated(container)
            container["restarts"] += 1
        run = commands.run_of(spec)
        probed = bool(spec.get("startupProbe"))
        container.update(
            state="running",
            due=self.now + run.seconds if run.seconds is not None else -1.0,
            started=True,
            begun=not probed,
            ready=not spec.get("readinessProbe") and not probed,
            startedAt=self.now,
            id=f"containerd://{self.kubelet.machine.dice.hexadecimal(64)}",
            imageID=self.kubelet.machine.timing.image_id or pulling.image_id(spec, digest),
            reason="",
            message="",
        )
        container.pop("probe", None)
        container.pop("alive", None)
        if probed:
            container["alive"] = _watch(spec, "startupProbe", self.now)
        else:
            self._watch_running(spec, container)
        self._event(pod, spec, "Normal", "Created", f"Created container: {spec['name']}")
        self._event(pod, spec, "Normal", "Started", f"Started container {spec['name']}")

    def _address(self, pod: Object) -> str:
        if pod["spec"].get("hostNetwork"):
            return pod.get("status", {}).get("hostIP", "")
        return self.kubelet.address()

    def _watch_running(self, spec: Object, container: Object) -> None:
        if spec.get("readinessProbe"):
            container["probe"] = _watch(spec, "readinessProbe", self.now)
        if spec.get("livenessProbe"):
            container["alive"] = _watch(spec, "livenessProbe", self.now)

    def _exit(self, pod: Object, spec: Object, container: Object, code: int) -> None:
        if self.now - container["startedAt"] > FORGIVEN_AFTER:
            container["crashes"] = 0
        container.update(state="terminated", exit=code, finishedAt=self.now, ready=False, begun=False, due=-1.0)
        container.pop("probe", None)
        container.pop("alive", None)
        if code == 0 and spec in (pod["spec"].get("initContainers") or []):
            container["done"] = True
        if self._restarts(pod, spec, code):
            container["crashes"] += 1
            container["due"] = self.now + (RESTART if container["crashes"] == 1 else TO_CRASH_LOOP)

    @staticmethod
    def _restarts(pod: Object, spec: Object, code: int) -> bool:
        policy = spec.get("restartPolicy") or pod["spec"].get("restartPolicy", "Always")
        if spec in (pod["spec"].get("initContainers") or []) and spec.get("restartPolicy") != "Always":
            return code != 0 and policy != "Never"
        return policy == "Always" or (policy == "OnFailure" and code != 0)

    def _after_exit(self, pod: Object, record: Object, spec: Object, container: Object) -> None:
        """The first restart is at once; from then on, the kubelet waits longer and longer."""
        if container["crashes"] <= 1:
            container["state"], container["due"] = "waiting", 0.0
            self._begin(pod, record, spec, container)
            return
        meta = pod["metadata"]
        name = f"{spec['name']} in pod {meta['name']}_{meta['namespace']}({meta['uid']})"
        self._event(pod, spec, "Warning", "BackOff", f"Back-off restarting failed container {name}")
        wait = back_off(container["crashes"] - 1)
        container["last"] = podstatus.terminated(container)
        container.update(
            state="backing-off",
            reason="CrashLoopBackOff",
            message=(
                f"back-off {_spoken(wait)} restarting failed container={spec['name']} "
                f"pod={meta['name']}_{meta['namespace']}({meta['uid']})"
            ),
            due=self.now + wait,
        )

    # Probes

    def _probe(self, pod: Object, spec: Object, container: Object) -> bool:
        probe, alive = container.get("probe"), container.get("alive")
        if probe and probe["due"] <= self._soon:
            self._check_ready(pod, spec, container, probe)
            return True
        if alive and alive["due"] <= self._soon:
            self._check_alive(pod, spec, container, alive)
            return True
        return False

    def _check_ready(self, pod: Object, spec: Object, container: Object, watch: Object) -> None:
        stated = spec["readinessProbe"]
        watch["due"] = self.now + stated["periodSeconds"]
        if commands.passes(stated):
            watch["passed"] += 1
            container["ready"] = container["ready"] or watch["passed"] >= stated["successThreshold"]
            if container["ready"]:
                watch["due"] = NEVER
            return
        self._unhealthy(pod, spec, "Readiness", stated)
        watch["failed"] += 1
        if watch["failed"] >= stated["failureThreshold"]:
            container["ready"] = False

    def _check_alive(self, pod: Object, spec: Object, container: Object, watch: Object) -> None:
        kind = watch["kind"]
        stated = spec[kind]
        watch["due"] = self.now + stated["periodSeconds"]
        word = "Startup" if kind == "startupProbe" else "Liveness"
        if commands.passes(stated):
            watch["due"] = NEVER
            if kind == "startupProbe":
                container.update(begun=True, ready=not spec.get("readinessProbe"))
                container.pop("alive")
                self._watch_running(spec, container)
            return
        self._unhealthy(pod, spec, word, stated)
        watch["failed"] += 1
        if watch["failed"] >= stated["failureThreshold"]:
            message = f"Container {spec['name']} failed {word.lower()} probe, will be restarted"
            self._event(pod, spec, "Normal", "Killing", message)
            run = commands.run_of(spec)
            self._exit(pod, spec, container, run.stop_code or 137)
            if container["due"] > 0:
                container["due"] += run.stop

    def _unhealthy(self, pod: Object, spec: Object, word: str, probe: Object) -> None:
        address = pod.get("status", {}).get("podIP", "")
        self._event(pod, spec, "Warning", "Unhealthy", f"{word} probe failed: {commands.failure_of(probe, address)}")

    # Stopping

    def stop(self, pod: Object, record: Object, grace: int) -> float:
        """Tell all that run to stop. Returns how long the last of them will take."""
        longest = 0.0
        for spec, container in records.every_container(pod, record):
            container.pop("probe", None)
            container.pop("alive", None)
            if container["state"] == "running":
                run = commands.run_of(spec)
                self._event(pod, spec, "Normal", "Killing", f"Stopping container {spec['name']}")
                longest = max(longest, min(run.stop, grace) if run.stop > commands.STOP else run.stop)
        return longest or 0.05

    def end(self, pod: Object, record: Object) -> bool:
        """All have stopped. False if nothing ran."""
        ran = False
        for spec, container in records.every_container(pod, record):
            if container["state"] == "running":
                ran = True
                code = commands.run_of(spec).stop_code
                container.update(state="terminated", exit=code, finishedAt=self.now, ready=False, begun=False)
            container["due"] = -1.0
        return ran


def _watch(spec: Object, kind: str, now: float) -> Object:
    delay = spec[kind].get("initialDelaySeconds", 0)
    return {"kind": kind, "due": now + delay + (0.01 if delay else 0.0), "passed": 0, "failed": 0}


def _spoken(seconds: int) -> str:
    return f"{seconds // 60}m{seconds % 60}s" if seconds >= 60 else f"{seconds}s"
