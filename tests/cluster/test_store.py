"""etcd: revisions, compare-and-put, watches from a revision, compaction, snapshots."""

import json

import pytest

from cluster.store import HISTORY, Compacted, Conflict, Key, Store

POD = Key("pods", "default", "a")


def value(**fields: object) -> dict[str, object]:
    return {"metadata": {"name": "a"}, **fields}


def test_every_change_has_a_revision_of_its_own_whatever_it_is_of() -> None:
    store = Store()
    first = store.put(POD, value())
    second = store.put(Key("nodes", "", "n"), value())
    assert (first["metadata"]["resourceVersion"], second["metadata"]["resourceVersion"]) == ("1", "2")


def test_what_was_changed_since_is_not_overwritten() -> None:
    store = Store()
    store.put(POD, value(), 0)
    store.put(POD, value(n=2), 1)
    with pytest.raises(Conflict):
        store.put(POD, value(n=3), 1)
    with pytest.raises(Conflict):
        store.put(POD, value(), 0)


def test_a_watch_tells_what_happened_since_a_revision_and_in_reaction_to_what() -> None:
    store = Store()
    store.put(POD, value())
    store.writer, store.cause = "scheduler", 1
    store.put(POD, value(node="n"))
    store.delete(POD)
    changes = store.since(1)
    assert [(one.type, one.writer, one.cause) for one in changes] == [
        ("MODIFIED", "scheduler", 1),
        ("DELETED", "scheduler", 1),
    ]


def test_what_is_compacted_cannot_be_asked_for() -> None:
    store = Store()
    for _ in range(HISTORY + 5):
        store.put(POD, value())
    with pytest.raises(Compacted):
        store.since(1)
    store.compact(store.revision - 1)
    assert len(store.since(store.revision - 1)) == 1


def test_a_snapshot_is_one_json_value_and_compacts_what_was_before() -> None:
    store, other = Store(), Store()
    store.put(POD, value(n=1))
    other.restore(json.loads(json.dumps(store.snapshot())))
    assert other.get(*POD) == store.get(*POD)
    assert other.put(POD, value(n=2))["metadata"]["resourceVersion"] == "2"
    with pytest.raises(Compacted):
        other.since(0)
