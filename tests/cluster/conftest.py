"""A cluster of three nodes, and a shell that types at it."""

from collections.abc import Callable

import pytest

from cluster.cluster import Cluster
from cluster.shell.session import Shell


@pytest.fixture
def cluster() -> Cluster:
    return Cluster(images=["nginx:1.25"])


@pytest.fixture
def shell(cluster: Cluster) -> Shell:
    return Shell(cluster)


@pytest.fixture
def type_in(shell: Shell) -> Callable[..., str]:
    """Run a line, which has to succeed, then let so many seconds pass. What it printed."""

    def run(line: str, then: float = 0.0) -> str:
        result = shell.line(line)
        assert result.code == 0, f"{line}: {result.stderr}"
        shell.cluster.run_until(shell.cluster.time + then)
        return result.stdout

    return run


@pytest.fixture
def refusal(shell: Shell) -> Callable[[str], str]:
    """Run a line, which has to fail. What it complained of."""

    def run(line: str) -> str:
        result = shell.line(line)
        assert result.code, f"{line}: {result.stdout}"
        return result.stderr.strip()

    return run
