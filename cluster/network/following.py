"""What a node's network keeps: the last that it was told to keep, whether or not anybody still updates it."""

from collections.abc import Iterator

from ..machine import Component, Machine
from ..store import DELETED, Change
from ..values import Object


class Follower(Component):
    """A node's agent that turns objects into entries of its kernel. What it has not caught up with is in its state, as
    it was before; so a thousand objects cost a hundred nodes nothing, and a stopped agent leaves what it wrote."""

    agent = ""  # the first half of its name
    follows: tuple[str, ...] = ()
    delay = 0.02

    def __init__(self, machine: Machine, node: str) -> None:
        self.name = self.process = f"{self.agent}/{node}"
        super().__init__(machine)
        self.node = node
        self.watched.extend(self.follows)

    def heard(self, change: Change) -> None:
        """Told while it is stopped, too: that is how it stays behind."""
        if not self.is_news(change):
            return
        behind, key = self.state.setdefault("behind", {}), "/".join(change.key)
        if key not in behind:
            behind[key] = change.previous
        elif change.type == DELETED and behind[key] is None:
            del behind[key]
        if self.machine.is_running(self.process):
            self.enqueue("sync")

    def is_news(self, change: Change) -> bool:
        return True

    def start(self) -> None:
        self.enqueue("sync", 0.5)

    def work(self, key: str) -> None:
        self.state.pop("behind", None)

    def known(self, resource: str) -> Iterator[Object]:
        """The objects as this agent has them."""
        behind = {key: item for key, item in self.state.get("behind", {}).items() if key.partition("/")[0] == resource}
        for item in self.machine.store.items(resource):
            key = f"{resource}/{item['metadata'].get('namespace', '')}/{item['metadata']['name']}"
            if key not in behind:
                yield item
        yield from (item for item in behind.values() if item is not None)
