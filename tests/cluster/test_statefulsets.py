"""StatefulSets: which template a new Pod has, what goes first, what is told."""

from collections.abc import Callable

import pytest

from cluster.shell.session import Shell

Type = Callable[..., str]
STATEFUL_SET = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 3
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: "nginx:1.25"}]}
"""
IMAGES = "kubectl get pods -o jsonpath='{.items[*].spec.containers[0].image}'"


@pytest.fixture
def db(shell: Shell, type_in: Type) -> None:
    shell.files["db.yaml"] = STATEFUL_SET
    type_in("kubectl apply -f db.yaml", then=10)


@pytest.mark.usefixtures("db")
def test_who_deletes_a_pod_by_hand_gets_one_of_the_new_template(type_in: Type) -> None:
    type_in("""kubectl patch sts db -p '{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}'""")
    type_in("kubectl set image sts/db db=nginx:1.26", then=10)
    assert type_in(IMAGES).split() == ["nginx:1.25"] * 3
    type_in("kubectl delete pod db-0", then=10)
    assert type_in(IMAGES).split() == ["nginx:1.26", "nginx:1.25", "nginx:1.25"]
    type_in("kubectl delete pod db-1 db-2", then=20)
    assert type_in(IMAGES).split() == ["nginx:1.26"] * 3
    revisions = type_in("kubectl get sts db -o jsonpath='{.status.currentRevision} {.status.updateRevision}'").split()
    assert revisions[0] != revisions[1], "what is replaced by hand is never taken for a finished rollout"


@pytest.mark.usefixtures("db")
def test_below_the_partition_a_pod_comes_back_as_it_was(type_in: Type) -> None:
    type_in("""kubectl patch sts db -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":2}}}}'""")
    type_in("kubectl set image sts/db db=nginx:1.26", then=10)
    type_in("kubectl delete pod db-0", then=10)
    assert type_in(IMAGES).split() == ["nginx:1.25", "nginx:1.25", "nginx:1.26"]


@pytest.mark.usefixtures("db")
def test_a_new_stateful_set_takes_over_the_history_that_was_left_behind(type_in: Type) -> None:
    type_in("kubectl delete sts db --cascade=orphan", then=2)
    type_in("kubectl apply -f db.yaml", then=5)
    owners = type_in("kubectl get controllerrevisions,pods -o jsonpath='{.items[*].metadata.ownerReferences[*].uid}'")
    assert owners.split() == [type_in("kubectl get sts db -o jsonpath={.metadata.uid}")] * 4


@pytest.mark.usefixtures("db")
def test_a_pod_is_not_made_without_its_claim(shell: Shell, type_in: Type) -> None:
    type_in("kubectl create quota none --hard=persistentvolumeclaims=0", then=1)
    claims = (
        "  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], "
        "resources: {requests: {storage: 1Gi}}}}]\n"
    )
    shell.files["more.yaml"] = STATEFUL_SET.replace("name: db}\nspec", "name: more}\nspec") + claims
    shell.files["more.yaml"] = shell.files["more.yaml"].replace("app: db", "app: more")
    type_in("kubectl apply -f more.yaml", then=5)
    assert type_in("kubectl get pods -l app=more") == ""
    told = type_in(
        "kubectl get events --field-selector involvedObject.name=more -o custom-columns=M:.message --no-headers"
    ).splitlines()
    assert told[0].startswith("create Claim data-more-0 for Pod more-0 in StatefulSet more failed error: ")
    start = (
        "create Pod more-0 in StatefulSet more failed error: failed to create PVC data-more-0: persistentvolumeclaims"
    )
    assert told[1].startswith(start)


def test_a_daemon_set_surges_or_does_without_but_not_both(shell: Shell, refusal: Callable[[str], str]) -> None:
    manifest = STATEFUL_SET.replace("StatefulSet", "DaemonSet").replace("  replicas: 3\n  serviceName: db\n", "")
    for surge, missing, why in (
        ("1", "1", "maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero"),
        ("0", "0%", "maxUnavailable: Required value: cannot be 0 when maxSurge is 0"),
    ):
        shell.files["ds.yaml"] = (
            f"{manifest}  updateStrategy: {{rollingUpdate: {{maxSurge: {surge}, maxUnavailable: {missing}}}}}\n"
        )
        assert refusal("kubectl apply -f ds.yaml").endswith(f"spec.updateStrategy.rollingUpdate.{why}")


def test_a_daemon_set_keeps_the_revision_of_a_pod_that_still_runs(shell: Shell, type_in: Type) -> None:
    manifest = STATEFUL_SET.replace("StatefulSet", "DaemonSet").replace("  replicas: 3\n  serviceName: db\n", "")
    shell.files["ds.yaml"] = f"{manifest}  revisionHistoryLimit: 0\n  updateStrategy: {{type: OnDelete}}\n"
    type_in("kubectl apply -f ds.yaml", then=5)
    type_in("kubectl set image ds/db db=nginx:1.26", then=5)
    revisions = "kubectl get controllerrevisions -o name"
    assert len(type_in(revisions).split()) == 2
    type_in("kubectl delete pods --all", then=10)
    assert len(type_in(revisions).split()) == 1
