"""Jobs that say what becomes of them when Pods fail, index by index, or when enough have succeeded."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from cluster.shell.session import Shell
from cluster.values import Object

Type = Callable[..., str]
NOT_RULED = "spec.podFailurePolicy.rules[0]"


def job(command: str, name: str = "x", restart: str = "Never", **spec: Any) -> str:
    container = {"name": "main", "image": "busybox:1.36", "command": ["sh", "-c", command]}
    template = {"spec": {"restartPolicy": restart, "containers": [container]}}
    made = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name}, "spec": {"template": template, **spec}}
    return json.dumps(made)


def on_exit(action: str, *codes: int, operator: str = "In", **more: Any) -> Object:
    return {"action": action, "onExitCodes": {"operator": operator, "values": list(codes), **more}}


def rules(*found: Object) -> Object:
    return {"rules": list(found)}


@pytest.fixture
def apply(shell: Shell, type_in: Type) -> Callable[..., None]:
    def run(text: str, then: float = 3.0) -> None:
        shell.files["job.json"] = text
        type_in("kubectl apply -f job.json", then=then)

    return run


@pytest.fixture
def refused(shell: Shell, refusal: Callable[[str], str]) -> Callable[[str], str]:
    def run(text: str) -> str:
        shell.files["job.json"] = text
        return refusal("kubectl create -f job.json")

    return run


@pytest.fixture
def said(type_in: Type) -> Callable[[str], str]:
    return lambda path: type_in(f"kubectl get job x -o jsonpath='{{{path}}}'")


@pytest.fixture
def conditions(said: Callable[[str], str]) -> Callable[[], list[str]]:
    """TYPE/REASON of each, in their order."""

    def read() -> list[str]:
        found = said(".status.conditions")
        return [f"{one['type']}/{one['reason']}" for one in json.loads(found or "[]")]

    return read


# podFailurePolicy


def test_an_exit_code_may_fail_the_whole_job_at_once(
    apply: Callable[..., None], type_in: Type, conditions: Callable[[], list[str]], said: Callable[[str], str]
) -> None:
    apply(job("exit 42", podFailurePolicy=rules(on_exit("FailJob", 42, containerName="main"))), then=10)
    assert conditions() == ["FailureTarget/PodFailurePolicy", "Failed/PodFailurePolicy"]
    pod = type_in("kubectl get pods -o jsonpath='{.items[*].metadata.name}'")
    told = f"Container main for pod default/{pod} failed with exit code 42 matching FailJob rule at index 0"
    assert said(".status.conditions[1].message") == told
    assert told in type_in("kubectl get events --field-selector reason=PodFailurePolicy")
    assert said(".status.failed") == "1"


def test_a_job_that_is_to_fail_first_sees_its_other_pods_gone(
    shell: Shell, apply: Callable[..., None], type_in: Type, conditions: Callable[[], list[str]]
) -> None:
    policy = rules(on_exit("FailJob", 3))
    apply(job("sleep 8; exit 3", completions=2, parallelism=1, podFailurePolicy=policy), then=5)
    type_in("""kubectl patch job x -p '{"spec":{"parallelism":2}}'""")
    seen = []
    for _ in range(30):
        seen.append(conditions())
        shell.cluster.run_until(shell.cluster.time + 0.5)
    assert ["FailureTarget/PodFailurePolicy"] in seen
    assert seen[-1] == ["FailureTarget/PodFailurePolicy", "Failed/PodFailurePolicy"]


def test_the_first_rule_that_speaks_of_a_pod_decides(
    apply: Callable[..., None], conditions: Callable[[], list[str]], said: Callable[[str], str]
) -> None:
    policy = rules(on_exit("Count", 1), on_exit("FailJob", 1), on_exit("FailJob", 0, operator="NotIn"))
    apply(job("exit 1", backoffLimit=0, podFailurePolicy=policy), then=10)
    assert conditions() == ["FailureTarget/BackoffLimitExceeded", "Failed/BackoffLimitExceeded"]
    assert said(".status.failed") == "1"


def test_an_ignored_failure_is_not_counted_but_waited_after(
    apply: Callable[..., None], type_in: Type, said: Callable[[str], str]
) -> None:
    policy = rules(on_exit("Ignore", 7, containerName="main"))
    apply(job("exit 7", backoffLimit=0, podFailurePolicy=policy), then=20)
    assert (said(".status.failed"), said(".status.conditions")) == ("", "")
    assert len(type_in("kubectl get pods -o name").splitlines()) == 2


def test_an_evicted_pod_may_be_ignored_by_its_condition(
    apply: Callable[..., None], type_in: Type, said: Callable[[str], str]
) -> None:
    ignored = {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget"}]}
    apply(job("sleep 1000", backoffLimit=0, podFailurePolicy=rules(ignored)))
    assert said(".spec.podFailurePolicy.rules[0].onPodConditions[0].status") == "True"
    assert said(".spec.podReplacementPolicy") == "Failed"
    node = type_in("kubectl get pods -o jsonpath='{.items[0].spec.nodeName}'")
    type_in(f"kubectl drain {node} --ignore-daemonsets", then=15)
    assert (said(".status.failed"), said(".status.active"), said(".status.conditions")) == ("", "1", "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            job("true", restart="OnFailure", podFailurePolicy=rules(on_exit("FailJob", 1))),
            'spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when '
            "podFailurePolicy is specified",
        ),
        (
            job("true", podFailurePolicy=rules({"action": "FailJob"})),
            f"{NOT_RULED}: Invalid value: specifying one of OnExitCodes and OnPodConditions is required",
        ),
        (
            job("true", podFailurePolicy=rules(on_exit("FailJob", 1) | {"onPodConditions": [{"type": "Ready"}]})),
            f"{NOT_RULED}: Invalid value: specifying both OnExitCodes and OnPodConditions is not supported",
        ),
        (
            job("true", podFailurePolicy=rules(on_exit("FailJob", 0))),
            f"{NOT_RULED}.onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator",
        ),
        (
            job("true", podFailurePolicy=rules(on_exit("FailJob", 2, 1))),
            f"{NOT_RULED}.onExitCodes.values: Invalid value: []int32{{2, 1}}: must be ordered",
        ),
        (
            job("true", podFailurePolicy=rules(on_exit("FailJob"))),
            f"{NOT_RULED}.onExitCodes.values: Invalid value: []int32{{}}: at least one value is required",
        ),
        (
            job("true", podFailurePolicy=rules(on_exit("FailJob", 1, operator="Is"))),
            f'{NOT_RULED}.onExitCodes.operator: Unsupported value: "Is": supported values: "In", "NotIn"',
        ),
        (
            job("true", podFailurePolicy=rules(on_exit("FailJob", 1, containerName="other"))),
            f'{NOT_RULED}.onExitCodes.containerName: Invalid value: "other": must be one of the container or '
            "initContainer names in the pod template",
        ),
        (
            job("true", podFailurePolicy=rules(on_exit("Restart", 1))),
            f'{NOT_RULED}.action: Unsupported value: "Restart": supported values: "Count", "FailIndex", "FailJob", '
            '"Ignore"',
        ),
        (
            job("true", podFailurePolicy=rules(on_exit("FailIndex", 1))),
            f'{NOT_RULED}.action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set',
        ),
        (
            job("true", podReplacementPolicy="TerminatingOrFailed", podFailurePolicy=rules(on_exit("FailJob", 1))),
            'spec.podReplacementPolicy: Unsupported value: "TerminatingOrFailed": supported values: "Failed"',
        ),
    ],
)
def test_a_policy_for_failures_that_cannot_be_is_refused(refused: Callable[[str], str], text: str, told: str) -> None:
    assert told in refused(text)
