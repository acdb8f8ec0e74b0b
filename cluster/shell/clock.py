"""The cluster's time, for a kubectl that waits."""

from ..cluster import Cluster


class ClusterClock:
    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def now(self) -> float:
        return self.cluster.machine.epoch + self.cluster.time

    def wait_for(self, seconds: float) -> None:
        self.cluster.run_until(self.cluster.time + seconds)

    def wait(self, until: float) -> bool:
        return self.cluster.machine.step(until - self.cluster.machine.epoch)
