"""PodDisruptionBudgets: what may be evicted, and what is told of those that cannot be counted."""

from collections.abc import Callable

import pytest

from cluster.apiserver.messages import Request
from cluster.cluster import Cluster
from cluster.shell.session import Shell
from cluster.values import Object

Type = Callable[..., str]
UNREADY = """
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers: [{name: web, image: "nginx:1.25", readinessProbe: {exec: {command: [fail]}}}]
"""


@pytest.fixture
def evict(cluster: Cluster) -> Callable[[str], Object]:
    """What the API server answers."""

    def ask(name: str) -> Object:
        path = f"/api/v1/namespaces/default/pods/{name}/eviction"
        body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name, "namespace": "default"}}
        return dict(cluster.api.handle(Request("POST", path, body=body)).body)

    return ask


def test_a_pod_that_serves_nobody_goes_only_if_the_policy_says_so(
    shell: Shell, type_in: Type, evict: Callable[[str], Object]
) -> None:
    shell.files["web.yaml"] = UNREADY
    type_in("kubectl apply -f web.yaml")
    type_in("kubectl create pdb web --selector=app=web --min-available=1", then=5)
    assert [one["message"] for one in evict("web")["details"]["causes"]] == [
        "The disruption budget web needs 1 healthy pods and has 0 currently"
    ]
    assert "DisruptionTarget" not in type_in("kubectl get pod web -o yaml")
    type_in("""kubectl patch pdb web -p '{"spec":{"unhealthyPodEvictionPolicy":"AlwaysAllow"}}'""", then=1)
    assert evict("web")["status"] == "Success"
    assert "Eviction API: evicting" in type_in("kubectl get pod web -o yaml")


def test_a_budget_says_that_it_has_no_pods(type_in: Type) -> None:
    type_in("kubectl create pdb web --selector=app=web --min-available=1", then=2)
    assert "NoPods" in (told := type_in("kubectl get events --field-selector involvedObject.name=web"))
    assert "No matching pods found" in told


def test_a_budget_of_what_has_no_scale_allows_nothing(type_in: Type, evict: Callable[[str], Object]) -> None:
    type_in("kubectl create job web --image=nginx:1.25", then=3)
    type_in("kubectl create pdb web --selector=job-name=web --max-unavailable=1", then=5)
    assert type_in("kubectl get pdb web -o jsonpath='{.status.conditions[0].reason} {.status.disruptionsAllowed}'") == (
        "SyncFailed 0"
    )
    why = "jobs.batch does not implement the scale subresource"
    assert f"Failed to calculate the number of expected pods: {why}" in type_in("kubectl get events")
    pod = type_in("kubectl get pods -o jsonpath={.items[0].metadata.name}")
    (cause,) = evict(pod)["details"]["causes"]
    assert cause["message"].endswith(f"does not allow evicting pods currently because it failed sync: {why}")


def test_a_share_of_pods_that_nobody_keeps_cannot_be_told(type_in: Type) -> None:
    type_in("kubectl run web --image=nginx:1.25 -l app=web")
    type_in("kubectl create pdb web --selector=app=web --min-available=50%", then=5)
    told = type_in("kubectl get events --field-selector reason=UnmanagedPods -o jsonpath={.items[0].message}")
    selector = "&LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},}"
    assert told.startswith(f"Pods selected by this PodDisruptionBudget (selector: {selector}) were found to be unman")


def test_a_pod_that_should_have_been_evicted_and_stays_counts_again_after_two_minutes(type_in: Type) -> None:
    type_in("kubectl create deployment web --image=nginx:1.25")
    type_in("kubectl create pdb web --selector=app=web --max-unavailable=1", then=5)
    allowed = "kubectl get pdb web -o jsonpath='{.status.disruptionsAllowed}'"
    assert type_in(allowed) == "1"
    pod = type_in("kubectl get pods -o jsonpath={.items[0].metadata.name}")
    promised = type_in("kubectl get pod -o jsonpath={.items[0].status.startTime}")
    status = f'{{"status":{{"disruptedPods":{{"{pod}":"{promised}"}}}}}}'
    type_in(f"kubectl patch pdb web --subresource=status --type=merge -p '{status}'", then=60)
    assert type_in("kubectl get pdb web -o jsonpath='{.status.currentHealthy}'") == "0"
    type_in("kubectl get pods", then=60)
    assert type_in("kubectl get pdb web -o jsonpath='{.status.currentHealthy}{.status.disruptedPods}'") == "1"
    told = type_in("kubectl get events --field-selector reason=NotDeleted -o jsonpath={.items[*].message}")
    assert told == "Pod was expected by PDB default/default to be deleted but it wasn't"


def test_a_pod_that_has_ended_is_still_one_of_those_a_budget_counts(type_in: Type) -> None:
    type_in("kubectl run web --image=busybox:1.36 --restart=Never -- sh -c 'exit 0'", then=5)
    type_in("kubectl create pdb web --selector=run=web --min-available=1", then=2)
    assert type_in("kubectl get pdb web -o jsonpath='{.status.expectedPods} {.status.currentHealthy}'") == "1 0"
    assert "NoPods" not in type_in("kubectl get events")
