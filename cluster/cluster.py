"""A cluster: the machine with all its components, and what may be done to it from outside."""

from collections.abc import Iterable, Mapping
from typing import Any

from . import images as image_names
from . import processes, times
from .apiserver.http import ApiServer
from .apiserver.kinds import BY_PLURAL
from .apiserver.kubernetesservice import KubernetesService
from .controllers.cronjob import CronJobController
from .controllers.daemonset import DaemonSetController
from .controllers.deployment import DeploymentController
from .controllers.disruption import DisruptionController
from .controllers.endpoints import EndpointsController, EndpointSliceController
from .controllers.endpointslicemirroring import EndpointSliceMirroringController
from .controllers.garbagecollector import GarbageCollector
from .controllers.horizontalpodautoscaler import HorizontalPodAutoscaler
from .controllers.job import JobController
from .controllers.namespace import NamespaceController, ServiceAccountController
from .controllers.nodelifecycle import NodeLifecycleController
from .controllers.podgc import PodGarbageCollector
from .controllers.replicaset import ReplicaSetController, ReplicationController
from .controllers.resourcequota import ResourceQuotaController
from .controllers.statefulset import StatefulSetController
from .controllers.tainteviction import TaintEvictionController
from .controllers.ttlafterfinished import TTLAfterFinishedController
from .controllers.volumes import ClaimProtection, VolumeBinder
from .index import Index
from .kubelet.component import Kubelet
from .machine import Component, Machine
from .network.dns import CoreDNS
from .network.flannel import Flannel
from .network.following import Follower
from .network.ingress import IngressController
from .network.proxy import KubeProxy
from .recorder import TTL
from .scheduler.component import Scheduler
from .store import Change, Key
from .values import whole
from .world import World

# The controllers of kube-controller-manager: one line to add one.
CONTROLLERS = (
    NamespaceController,
    ServiceAccountController,
    NodeLifecycleController,
    TaintEvictionController,
    GarbageCollector,
    PodGarbageCollector,
    DeploymentController,
    ReplicaSetController,
    ReplicationController,
    DaemonSetController,
    StatefulSetController,
    JobController,
    TTLAfterFinishedController,
    CronJobController,
    EndpointsController,
    EndpointSliceController,
    EndpointSliceMirroringController,
    DisruptionController,
    VolumeBinder,
    ClaimProtection,
    ResourceQuotaController,
)
NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")
SETTLED = 20.0  # seconds that a cluster has been up when it is handed over
MOST_NODES = 250


class Leases(Component):
    """etcd forgets Events an hour after they were last written."""

    name, process, delay = "etcd-leases", "etcd", 60.0

    def work(self, key: str) -> None:
        self.enqueue("expire")
        oldest = times.stamp(self.now - TTL)
        for item in list(self.machine.store.items("events")):
            series = item.get("series") or {}
            last = series.get("lastObservedTime") or item.get("lastTimestamp") or item["metadata"]["creationTimestamp"]
            if last < oldest:
                self.machine.store.delete(Key("events", item["metadata"]["namespace"], item["metadata"]["name"]))


class Cluster:
    def __init__(
        self,
        epoch: float = 1_795_000_000.0,
        nodes: int = 3,
        namespace: str = "default",
        images: Iterable[str] = (),
        profile: str = "default",
        seed: int = 1,
        settle: bool = True,
    ) -> None:
        self.machine = Machine(epoch, seed, profile, -SETTLED)
        self.preloaded = list(images)
        self.proxies: dict[str, KubeProxy] = {}  # by node
        self.flannels: dict[str, Flannel] = {}
        self.world = World(self.machine)
        self.machine.add(self.world)
        leases = Leases(self.machine)
        self.machine.add(leases)
        self.api = ApiServer(self.machine)
        self.kubernetes_service = KubernetesService(self.machine, self.api.registry, self.control_plane)
        self.machine.add(self.kubernetes_service)
        self.index = Index(self.machine.store)
        for controller in CONTROLLERS:
            self.machine.add(controller(self.machine, self.api.registry, self.index))
        self.machine.add(HorizontalPodAutoscaler(self.machine, self.api.registry, self.index, self.world))
        self.scheduler = Scheduler(self.machine, self.api)
        self.machine.add(self.scheduler)
        self.dns = CoreDNS(self.machine)
        self.machine.add(self.dns)
        self.ingress = IngressController(self.machine, self.api.registry, self.index)
        self.machine.add(self.ingress)
        self.machine.store.listen("pods", self._tell_kubelet)
        self._tell(KubeProxy.follows, self.proxies)
        self._tell(Flannel.follows, self.flannels)
        leases.enqueue("expire")
        if settle:
            self._settle(nodes, namespace)

    def _settle(self, nodes: int, namespace: str) -> None:
        for name in dict.fromkeys((*NAMESPACES, namespace)):
            self.api.registry.create(BY_PLURAL["namespaces"], "", {"metadata": {"name": name}})
        self.kubernetes_service.work("sync")
        for number in range(1, nodes + 1):
            self.start_node(f"node-{number}")
        self.machine.run_until(0.0)

    # Nodes and processes

    @property
    def control_plane(self) -> str:
        """The address that the API server listens on."""
        return f"{self.machine.timing.node_network}.10"

    def _tell(self, resources: Iterable[str], agents: Mapping[str, Follower]) -> None:
        def heard(change: Change) -> None:
            for agent in agents.values():
                agent.heard(change)

        for resource in resources:
            self.machine.store.listen(resource, heard)

    def _tell_kubelet(self, change: Change) -> None:
        node = change.object["spec"].get("nodeName")
        kubelet = self.machine.components.get(f"kubelet/{node}") if node else None
        if isinstance(kubelet, Kubelet) and self.machine.is_running(kubelet.process):
            kubelet.heard(change)

    def start_node(self, name: str) -> None:
        """Start the kubelet of this name; a new name joins the cluster."""
        found = self.machine.components.get(f"kubelet/{name}")
        if found is None:
            if sum(one.startswith("kubelet/") for one in self.machine.components) >= MOST_NODES:
                raise ValueError(f"a cluster has at most {MOST_NODES} nodes")
            kubelet = self._kubelet(name)
            for image in self.preloaded:
                reference = image_names.Reference.parse(image).name
                kubelet.images[reference] = {"digest": self.world.digest(reference), "with": image_names.ANYBODY}
            kubelet.start()
            return
        if self.machine.is_running(found.process):
            return
        self.machine.start(found.process)

    def _kubelet(self, name: str) -> Kubelet:
        digits = name.rpartition("-")[2]
        number = whole(digits, 1 + len(self.machine.components))
        kubelet = Kubelet(self.machine, self.api.registry, self.index, self.world, name, number)
        self.machine.add(kubelet)
        self.proxies[name] = KubeProxy(self.machine, name)
        self.flannels[name] = Flannel(self.machine, name)
        self.machine.add(self.proxies[name])
        self.machine.add(self.flannels[name])
        return kubelet

    def stop_node(self, name: str) -> None:
        self.machine.stop(f"kubelet/{name}")

    def unplug(self, node: str) -> None:
        """Cut it off: what runs there goes on, but nobody reaches it, and its components reach nobody."""
        for process in self._of_node(node):
            self.machine.stop(process)

    def plug(self, node: str) -> None:
        for process in self._of_node(node):
            self.machine.start(process)

    def _of_node(self, node: str) -> list[str]:
        self._known(f"kubelet/{node}")
        return [f"{what}/{node}" for what in ("node", "kubelet", KubeProxy.agent, Flannel.agent)]

    def start(self, process: str) -> None:
        self._known(process)
        self.machine.start(process)

    def stop(self, process: str) -> None:
        self._known(process)
        self.machine.stop(process)

    def _known(self, process: str) -> None:
        if process not in processes.every(self.machine):
            raise ValueError(f"there is no component {process!r}")

    # Time and memory

    @property
    def time(self) -> float:
        return self.machine.time

    def run_until(self, time: float) -> None:
        self.machine.run_until(time)

    def snapshot(self) -> dict[str, Any]:
        """All of it, as one JSON value."""
        kubelets = [one.node for one in self.machine.components.values() if isinstance(one, Kubelet)]
        return {**self.machine.snapshot(), "kubelets": kubelets, "preloaded": list(self.preloaded)}

    @classmethod
    def restored(cls, snapshot: dict[str, Any]) -> "Cluster":
        cluster = cls(snapshot["epoch"], images=snapshot["preloaded"], profile=snapshot["profile"], settle=False)
        for name in snapshot["kubelets"]:
            cluster._kubelet(name)
        cluster.machine.restore(snapshot)
        cluster.index.rebuild()
        cluster.api.rebuild()
        return cluster
