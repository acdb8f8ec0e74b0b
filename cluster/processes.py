"""The programs that can be stopped: what each does, and how it is without it."""

from typing import NamedTuple

from .machine import Machine


class Process(NamedTuple):
    does: str
    without: str


# A name with /NODE at its end stands for one on every node.
PROCESSES: dict[str, Process] = {
    "etcd": Process(
        "keeps every object",
        "the API server cannot read or write, so it is as if that were stopped; what runs goes on",
    ),
    "apiserver": Process(
        "the one that all others talk to",
        "kubectl gets no answer and nothing is decided anew; containers and forwarding rules go on as they are",
    ),
    "controller-manager": Process(
        "makes what is what should be",
        "Pods that go are not replaced, nothing is rolled out, EndpointSlices grow old, lost nodes are not noticed",
    ),
    "scheduler": Process(
        "gives every Pod a node",
        "new Pods stay Pending, without an event; Pods that have a node are not affected",
    ),
    "dns": Process(
        "CoreDNS: answers for the cluster's names",
        "nothing is found by its name; by its address it is still reached",
    ),
    "ingress-controller": Process(
        "follows the Ingresses",
        "Ingresses are only written down, nobody follows them",
    ),
    "kubelet/NODE": Process(
        "starts and watches a node's containers",
        "its containers go on, but are not restarted or probed; after 50 s the node is NotReady, after 300 s more its "
        "Pods are replaced elsewhere",
    ),
    "containerd/NODE": Process(
        "runs a node's containers for its kubelet",
        "they go on, but none is started, restarted or stopped; after half a minute the node is NotReady",
    ),
    "kube-proxy/NODE": Process(
        "writes the rules for Services into a node's kernel",
        "the rules stay as they are: new Services are not known there, endpoints that are gone still are",
    ),
    "flannel/NODE": Process(
        "flanneld: keeps a node's routes to the Pods of the others",
        "the routes stay as they are: nodes that join are not reached from there",
    ),
}


def described(process: str) -> Process:
    kind, _, node = process.partition("/")
    return PROCESSES[f"{kind}/NODE" if node else kind]


def every(machine: Machine) -> list[str]:
    """All that this cluster has, the control plane first."""
    nodes = [name.partition("/")[2] for name in machine.components if name.startswith("kubelet/")]
    found = []
    for name in PROCESSES:
        kind, _, per_node = name.partition("/")
        found += [f"{kind}/{node}" for node in nodes] if per_node else [name]
    return found
