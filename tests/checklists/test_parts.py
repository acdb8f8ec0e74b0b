"""Which part of a step is which of those it had."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.importing.parts import digest, identified


def named(commands: list[str], before: list[str] | None = None) -> dict[str, str]:
    """The ids of `commands`, which differ, by command."""
    first = identified([{"command": command} for command in before or []], [])
    return {part["command"]: part["id"] for part in identified([{"command": one} for one in commands], first)}


def test_a_command_keeps_its_id_wherever_it_goes() -> None:
    before = named(["swapoff -a", "yum install docker", "reboot"])
    assert named(["reboot", "swapoff -a", "yum install docker"], list(before)) == before


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_command_that_is_put_in_or_taken_out_leaves_the_others_theirs(at: int) -> None:
    before = named(["systemctl start etcd", "systemctl start docker"])
    more = list(before)
    more.insert(at, "systemctl start kubelet")
    found = named(more, list(before))
    assert before.items() < found.items()
    assert len(set(found.values())) == 3
    left = [command for n, command in enumerate(more) if n != at]
    assert named(left, more) == {command: named(more)[command] for command in left}


def test_a_command_that_is_changed_keeps_the_id_that_nobody_else_has() -> None:
    before = named(["swapoff -a", "yum install -y docker"])
    after = named(["swapoff -a", "yum install -y docker-ce"], list(before))
    assert after["yum install -y docker-ce"] == before["yum install -y docker"]


def test_another_command_in_its_place_is_another_one() -> None:
    before = named(["swapoff -a", "reboot"])
    assert named(["swapoff -a", "kubeadm init --pod-network-cidr=10.244.0.0/16"], list(before)).keys() != before.keys()
    after = named(["swapoff -a", "kubeadm init --pod-network-cidr=10.244.0.0/16"], list(before))
    assert before["reboot"] not in after.values()


def test_the_same_command_for_another_system_is_another_part() -> None:
    before = identified([{"command": "ls", "only": "deb"}], [])
    [after] = identified([{"command": "ls", "only": "rpm"}], before)
    assert after["id"] != before[0]["id"]


def test_edits_have_ids_too() -> None:
    edits = [{"edit": {"zh": one, "en": one}} for one in ("改一处", "再改一处")]
    assert len({part["id"] for part in identified(edits, [])}) == 2


TEXTS = st.lists(st.sampled_from(["ls", "ls -l", "ls -a", "reboot", "systemctl start a", "systemctl start b"]))


@given(TEXTS | st.lists(st.text(min_size=1)), TEXTS | st.lists(st.text(min_size=1)))
def test_ids_are_unique_and_what_did_not_change_keeps_its_own(before: list[str], after: list[str]) -> None:
    old = identified([{"command": text} for text in before], [])
    new = identified([{"command": text} for text in after], old)
    assert [part["command"] for part in new] == after
    assert len({part["id"] for part in new}) == len(new)
    ids = {part["id"]: part["command"] for part in old}
    kept = Counter(part["command"] for part in new if ids.get(part["id"]) == part["command"])
    assert kept == Counter(before) & Counter(after)


@given(TEXTS)
def test_nothing_changes_when_nothing_changed(texts: list[str]) -> None:
    old = identified([{"command": text} for text in texts], [])
    new = identified([{"command": text} for text in texts], old)
    assert new == old
    assert digest(new) == digest(old)
