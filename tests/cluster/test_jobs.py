"""Jobs that say what becomes of them when Pods fail, index by index, or when enough have succeeded."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from cluster.shell.session import Shell
from cluster.values import Object

Type = Callable[..., str]
INDEX = r"batch\.kubernetes\.io/job-completion-index"
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


# backoffLimitPerIndex


def indexed(command: str = "exit 1", **spec: Any) -> str:
    return job(command, **{"completionMode": "Indexed", "completions": 2, "parallelism": 2, **spec})


def test_every_index_may_fail_so_often_by_itself(
    apply: Callable[..., None], type_in: Type, conditions: Callable[[], list[str]], said: Callable[[str], str]
) -> None:
    apply(indexed(backoffLimitPerIndex=1), then=3)
    assert (said(".spec.backoffLimit"), said(".status.failedIndexes")) == ("2147483647", "")
    assert conditions() == []
    apply(indexed(backoffLimitPerIndex=1), then=20)
    assert conditions() == ["FailureTarget/FailedIndexes", "Failed/FailedIndexes"]
    assert (said(".status.failedIndexes"), said(".status.failed")) == ("0,1", "4")
    assert said(".status.conditions[1].message") == "Job has failed indexes"
    count = r"{.metadata.annotations.batch\.kubernetes\.io/job-index-failure-count}"
    counts = type_in(f"kubectl get pods -o jsonpath='{{range .items[*]}}{count} {{end}}'")
    assert sorted(counts.split()) == ["0", "0", "1", "1"]


def test_a_pod_is_counted_once_another_has_taken_its_index(
    apply: Callable[..., None], said: Callable[[str], str], shell: Shell
) -> None:
    apply(indexed(backoffLimitPerIndex=1, completions=1, parallelism=1), then=5)
    assert said(".status.failed") == ""
    shell.cluster.run_until(shell.cluster.time + 8)
    assert said(".status.failed") == "1"


def test_a_job_is_given_up_once_too_many_indexes_have_failed(
    apply: Callable[..., None], conditions: Callable[[], list[str]], said: Callable[[str], str]
) -> None:
    spec: Object = {"completions": 4, "parallelism": 1, "backoffLimitPerIndex": 0, "maxFailedIndexes": 1}
    apply(indexed(**spec), then=60)
    assert conditions() == ["FailureTarget/MaxFailedIndexesExceeded", "Failed/MaxFailedIndexesExceeded"]
    assert said(".status.conditions[1].message") == "Job has exceeded the specified maximal number of failed indexes"
    assert said(".status.failedIndexes") == "0,1"


def test_a_rule_may_fail_the_index_before_its_limit(
    apply: Callable[..., None], conditions: Callable[[], list[str]], said: Callable[[str], str]
) -> None:
    apply(indexed("exit 5", backoffLimitPerIndex=9, podFailurePolicy=rules(on_exit("FailIndex", 5))), then=10)
    assert conditions() == ["FailureTarget/FailedIndexes", "Failed/FailedIndexes"]
    assert said(".status.failed") == "2"


def test_an_ignored_failure_of_an_index_only_makes_it_wait_longer(apply: Callable[..., None], type_in: Type) -> None:
    ignoring = rules(on_exit("Ignore", 5))
    apply(indexed("exit 5", completions=1, backoffLimitPerIndex=0, podFailurePolicy=ignoring), then=45)
    names = ("job-index-failure-count", "job-index-ignored-failure-count")
    found = " ".join(rf"{{.metadata.annotations.batch\.kubernetes\.io/{name}}}" for name in names)
    told = type_in(f"kubectl get pods -o jsonpath='{{range .items[*]}}{found};{{end}}'")
    assert sorted(part.strip() for part in told.split(";") if part) == ["0", "0 1", "0 2"]


def test_a_run_of_indexes_is_shortened_from_three_on(
    apply: Callable[..., None], type_in: Type, said: Callable[[str], str]
) -> None:
    apply(indexed("true"), then=10)
    assert said(".status.completedIndexes") == "0,1"
    type_in("kubectl delete job x", then=5)
    apply(indexed("true", completions=3, parallelism=3), then=10)
    assert said(".status.completedIndexes") == "0-2"


# successPolicy


def test_a_job_may_be_done_before_all_have_succeeded(
    apply: Callable[..., None], type_in: Type, conditions: Callable[[], list[str]], said: Callable[[str], str]
) -> None:
    apply(indexed("sleep 4", completions=3, parallelism=1, successPolicy=rules({"succeededIndexes": "0"})), then=4)
    type_in("""kubectl patch job x -p '{"spec":{"parallelism":2}}'""", then=3)
    assert conditions() == ["SuccessCriteriaMet/SuccessPolicy"]
    assert type_in("kubectl get job x --no-headers").split()[1:3] == ["SuccessCriteriaMet", "1/3"]
    type_in("kubectl wait --for=condition=complete job/x --timeout=30s")
    assert conditions() == ["SuccessCriteriaMet/SuccessPolicy", "Complete/SuccessPolicy"]
    assert said(".status.conditions[1].message") == "Matched rules at index 0"
    assert (said(".status.succeeded"), said(".status.failed"), said(".status.terminating")) == ("1", "", "0")


@pytest.mark.parametrize(
    ("policy", "done"),
    [
        (rules({"succeededCount": 2}), "0,1"),
        (rules({"succeededIndexes": "2", "succeededCount": 1}), "0-2"),
        (rules({"succeededIndexes": "1-3", "succeededCount": 2}), "0-2"),
        (rules({"succeededIndexes": "3"}, {"succeededIndexes": "0-1"}), "0,1"),
    ],
)
def test_a_policy_for_success_counts_indexes(
    apply: Callable[..., None], said: Callable[[str], str], policy: Object, done: str
) -> None:
    apply(indexed("true", completions=4, parallelism=1, successPolicy=policy), then=30)
    assert (said(".status.completedIndexes"), said(".status.conditions[1].reason")) == (done, "SuccessPolicy")


RULE = "spec.successPolicy.rules"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            job("true", backoffLimitPerIndex=1),
            "spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion",
        ),
        (job("true", maxFailedIndexes=1), "spec.maxFailedIndexes: Invalid value: 1: requires indexed completion mode"),
        (indexed(maxFailedIndexes=1), "spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified"),
        (
            indexed(backoffLimitPerIndex=1, maxFailedIndexes=3),
            "spec.maxFailedIndexes: Invalid value: 3: must be less than or equal to completions",
        ),
        (
            job("true", completionMode="Some", completions=1),
            'spec.completionMode: Unsupported value: "Some": supported values: "NonIndexed", "Indexed"',
        ),
        (job("true", successPolicy=rules({"succeededCount": 1})), "requires indexed completion mode"),
        (
            indexed(successPolicy=rules()),
            f"{RULE}: Required value: at least one rules must be specified when the successPolicy is specified",
        ),
        (
            indexed(successPolicy=rules({})),
            f"{RULE}[0]: Required value: at least one of succeededCount or succeededIndexes must be specified",
        ),
        (
            indexed(successPolicy=rules({"succeededCount": 3})),
            f"{RULE}[0].succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of specified "
            "completions)",
        ),
        (
            indexed(successPolicy=rules({"succeededCount": 2, "succeededIndexes": "1"})),
            f"{RULE}[0].succeededCount: Invalid value: 2: must be less than or equal to 1 (the number of indexes in "
            "the specified succeededIndexes field)",
        ),
        (
            indexed(successPolicy=rules({"succeededIndexes": "0-2"})),
            f'{RULE}[0].succeededIndexes: Invalid value: "0-2": error parsing succeededIndexes: too large index: "2"',
        ),
        (indexed(successPolicy=rules({"succeededIndexes": "a"})), 'cannot convert string to integer for index: "a"'),
        (indexed(successPolicy=rules({"succeededIndexes": "1,0"})), "non-increasing order, previous: 1, current: 0"),
        (
            indexed(successPolicy=rules({"succeededIndexes": "0-1-2"})),
            'the fragment "0-1-2" violates the requirement that an index interval can have at most two parts',
        ),
    ],
)
def test_indexes_that_cannot_be_are_refused(refused: Callable[[str], str], text: str, told: str) -> None:
    assert told in refused(text).replace("\\", "")


def test_how_a_job_is_to_end_stays(apply: Callable[..., None], refusal: Callable[[str], str]) -> None:
    apply(indexed("sleep 99", backoffLimitPerIndex=1, successPolicy=rules({"succeededCount": 1})))
    told = refusal("""kubectl patch job x -p '{"spec":{"backoffLimitPerIndex":2}}'""")
    assert "spec.backoffLimitPerIndex: Invalid value: 2: field is immutable" in told
    assert "field is immutable" in refusal("""kubectl patch job x -p '{"spec":{"successPolicy":null}}'""")


def test_an_indexed_job_grows_only_together_with_what_runs_at_once(
    apply: Callable[..., None], type_in: Type, refusal: Callable[[str], str]
) -> None:
    apply(indexed("sleep 99"))
    told = refusal("""kubectl patch job x -p '{"spec":{"completions":3}}'""")
    assert "spec.completions: Invalid value: 3: can only be modified in tandem with spec.parallelism" in told
    type_in("""kubectl patch job x -p '{"spec":{"completions":3,"parallelism":3}}'""", then=3)
    assert len(type_in("kubectl get pods -o name").splitlines()) == 3


def test_a_page_shows_the_first_of_many_indexes(apply: Callable[..., None], type_in: Type) -> None:
    apply(indexed("true", completions=99, suspend=True))
    done = ",".join(map(str, range(0, 99, 2)))
    type_in(f"""kubectl patch job x --subresource=status -p '{{"status":{{"completedIndexes":"{done}"}}}}'""")
    assert "Completed Indexes:  0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,32,34,36,...\n" in type_in(
        "kubectl describe job x"
    )


def test_an_indexed_job_that_shrinks_gives_up_its_last_indexes(
    apply: Callable[..., None], type_in: Type, said: Callable[[str], str]
) -> None:
    apply(indexed("sleep 30", completions=4, parallelism=4))
    type_in("""kubectl patch job x -p '{"spec":{"completions":2,"parallelism":2}}'""", then=8)
    indexes = type_in(f"kubectl get pods -o jsonpath='{{.items[*].metadata.labels.{INDEX}}}'")
    assert sorted(indexes.split()) == ["0", "1"]
    assert said(".status.failed") == ""


def test_a_pod_that_is_deleted_is_replaced_once_it_has_ended_where_the_policy_says_failed(
    apply: Callable[..., None], type_in: Type, said: Callable[[str], str]
) -> None:
    apply(job("sleep 1000", podReplacementPolicy="Failed"))
    type_in("kubectl delete pod -l job-name=x --wait=false", then=1.5)
    assert (said(".status.failed"), said(".status.terminating")) == ("", "1")
    type_in("true", then=4)
    assert said(".status.failed") == "1"


@pytest.mark.parametrize("change", ['{"parallelism":1}', '{"suspend":true}'])
def test_pods_that_a_job_takes_away_itself_have_not_failed(
    apply: Callable[..., None], type_in: Type, said: Callable[[str], str], change: str
) -> None:
    apply(job("sleep 1000", completions=5, parallelism=3, backoffLimit=0))
    type_in(f"kubectl patch job x -p '{{\"spec\":{change}}}'", then=10)
    assert said(".status.failed") == ""
    assert "Failed" not in said(".status.conditions")
