"""flanneld, one a node: for every other node one route, one neighbour entry and one entry of the forwarding table."""

from ..store import MODIFIED, Change
from ..values import Object, at
from .following import Follower


class Flannel(Follower):
    agent = "flannel"
    follows = ("nodes",)

    def is_news(self, change: Change) -> bool:
        before, after = change.previous, change.object
        return change.type != MODIFIED or at(before, "spec", "podCIDR") != at(after, "spec", "podCIDR")

    def node_of(self, address: str) -> Object | None:
        """The node whose Pods have such addresses, if this node has a route there."""
        network = address.rpartition(".")[0]
        for node in self.known("nodes"):
            if at(node, "spec", "podCIDR", default="").rpartition(".")[0] == network:
                return node
        return None
