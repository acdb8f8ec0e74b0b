"""Commands that wait: drain and wait."""

from collections.abc import Callable

from cluster.cluster import Cluster
from cluster.shell.session import Shell

Type = Callable[..., str]
MIXED = """
apiVersion: v1
kind: Pod
metadata: {name: alone}
spec: {nodeName: node-1, containers: [{name: c, image: "nginx:1.25"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: keeper}
spec:
  nodeName: node-1
  volumes: [{name: v, emptyDir: {}}]
  containers: [{name: c, image: "nginx:1.25"}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: everywhere}
spec:
  selector: {matchLabels: {app: everywhere}}
  template:
    metadata: {labels: {app: everywhere}}
    spec: {containers: [{name: c, image: "nginx:1.25"}]}
"""
LOCAL = "cannot delete Pods with local storage (use --delete-emptydir-data to override): default/keeper"
ALONE = "cannot delete cannot delete Pods that declare no controller (use --force to override): default/alone"
NOWHERE = """--overrides='{"spec":{"nodeSelector":{"no":"where"}}}'"""


def name_of(type_in: Type, node: str) -> str:
    on = f"-l app=everywhere --field-selector=spec.nodeName={node}"
    return type_in(f"kubectl get pods {on} -o name").strip().removeprefix("pod/")


def test_a_refused_drain_of_two_nodes_lists_both_and_then_says_why_for_each(type_in: Type, shell: Shell) -> None:
    shell.line("kubectl apply -f -", MIXED)
    type_in("kubectl get pods", then=10)
    first, second = (
        "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): default/" + name_of(type_in, node)
        for node in ("node-1", "node-2")
    )
    reasons = f"[{ALONE}, {first}, {LOCAL}]"
    assert shell.line("kubectl drain node-1 node-2").stderr.splitlines() == [
        f'error: unable to drain node "node-1" due to error: {reasons}, continuing command...',
        f'error: unable to drain node "node-2" due to error: {second}, continuing command...',
        "There are pending nodes to be drained:",
        " node-1",
        " node-2",
        reasons,
        second,
    ]


def test_a_drain_that_runs_out_of_time_tells_which_pods_are_still_there(
    cluster: Cluster, type_in: Type, shell: Shell
) -> None:
    shell.line("kubectl apply -f -", MIXED)
    cluster.run_until(cluster.time + 10)
    cluster.stop_node("node-1")
    answer = shell.line("kubectl drain node-1 --ignore-daemonsets --force --delete-emptydir-data --timeout=90s")
    late = [
        f'error when waiting for pod "{pod}" in namespace "default" to terminate: context deadline exceeded'
        for pod in ("alone", "keeper")
    ]
    assert answer.code == 1
    assert answer.stderr.splitlines()[1:] == [
        f'There are pending pods in node "node-1" when an error occurred: [{", ".join(late)}]',
        "pod/alone",
        "pod/keeper",
        f'error: unable to drain node "node-1" due to error: [{", ".join(late)}], continuing command...',
        "There are pending nodes to be drained:",
        " node-1",
        *late,
    ]


def test_a_drain_may_stop_waiting_for_pods_that_ought_to_be_gone_by_now(
    cluster: Cluster, type_in: Type, shell: Shell
) -> None:
    shell.line("kubectl apply -f -", MIXED)
    cluster.run_until(cluster.time + 10)
    cluster.stop_node("node-1")
    flags = "--ignore-daemonsets --force --delete-emptydir-data --skip-wait-for-delete-timeout=5"
    assert type_in(f"kubectl drain node-1 {flags}").splitlines()[3:] == [
        'pod "alone" has DeletionTimestamp older than 5 seconds, skipping',
        'pod "keeper" has DeletionTimestamp older than 5 seconds, skipping',
        "node/node-1 drained",
    ]


def test_pods_are_deleted_without_a_word_before_where_a_drain_is_not_to_evict_them(type_in: Type, shell: Shell) -> None:
    shell.line("kubectl apply -f -", MIXED)
    type_in("kubectl get pods", then=10)
    flags = "--ignore-daemonsets --force --delete-emptydir-data --disable-eviction"
    assert type_in(f"kubectl drain node-1 {flags}").splitlines() == [
        "node/node-1 cordoned",
        "pod/alone deleted",
        "pod/keeper deleted",
        "node/node-1 drained",
    ]


def test_a_pod_whose_daemonset_is_gone_is_drained_by_force_alone(cluster: Cluster, type_in: Type, shell: Shell) -> None:
    shell.line("kubectl apply -f -", MIXED)
    type_in("kubectl get pods", then=10)
    pod = name_of(type_in, "node-2")
    cluster.stop("controller-manager")
    type_in("kubectl delete ds everywhere")
    gone = f'daemonsets.apps "everywhere" not found: default/{pod}'
    assert gone in shell.line("kubectl drain node-2 --ignore-daemonsets").stderr
    type_in("kubectl drain node-2 --force --dry-run=client")


def test_drain_and_cordon_take_names_or_a_selector(shell: Shell) -> None:
    for command in ("drain", "cordon", "uncordon"):
        see = f"\nSee 'kubectl {command} -h' for help and examples\n"
        assert shell.line(f"kubectl {command}").stderr == f"error: USAGE: {command} NODE [flags]{see}"
        both = "error: cannot specify both a node name and a --selector option"
        assert shell.line(f"kubectl {command} node-1 -l a=b").stderr == f"{both}{see}"


# wait


def test_what_one_object_has_waited_the_next_ones_lack(type_in: Type, shell: Shell) -> None:
    for name in ("a", "b", "c"):
        type_in(f"kubectl run {name} --image=nginx:1.25 {NOWHERE if name == 'b' else ''}", then=10)
    answer = shell.line("kubectl wait pod --all --for=condition=Ready --timeout=2s")
    assert (answer.code, answer.stdout) == (1, "pod/a condition met\n")
    assert answer.stderr == "".join(f"timed out waiting for the condition on pods/{name}\n" for name in ("b", "c"))
    gone = shell.line("kubectl wait pod/a pod/b --for=delete --timeout=2s").stderr.splitlines()
    assert gone[0] == "timed out waiting for the condition on pods/a"
    assert gone[1] == "client rate limiter Wait returned an error: context deadline exceeded"


def test_one_that_is_not_there_keeps_nobody_from_waiting_for_the_others(type_in: Type, shell: Shell) -> None:
    type_in("kubectl run a --image=nginx:1.25", then=10)
    answer = shell.line("kubectl wait pod/nope pod/a --for=condition=Ready")
    assert answer.stdout == "pod/a condition met\n"
    assert answer.stderr == 'Error from server (NotFound): pods "nope" not found\n'


def test_wait_looks_once_if_it_is_given_no_time(type_in: Type, shell: Shell) -> None:
    type_in(f"kubectl run b --image=nginx:1.25 {NOWHERE}", then=10)
    answer = shell.line("kubectl wait pod/b --for=condition=Ready --timeout=0")
    assert answer.stderr == "error: condition not met for pods/b\n"
    assert type_in("kubectl wait pod/b --for=condition=PodScheduled=False --timeout=0") == "pod/b condition met\n"


def test_wait_follows_a_path_to_one_plain_value(type_in: Type, shell: Shell) -> None:
    type_in("kubectl run a --image=nginx:1.25", then=10)

    def said(path: str) -> str:
        return shell.line(f"kubectl wait pod/a --for=jsonpath='{path}' --timeout=1s").stderr

    assert said("{.status.phase}=Running") == said("{.status.phase}") == ""
    assert said("{.spec}=b") == "error: jsonpath leads to a nested object or list which is not supported\n"
    assert said("{.status.conditions[*].type}=b") == "error: given jsonpath expression matches more than one value\n"
    assert "has to have a value after equal sign" in said("{.status.phase}=")
    assert "unexpected path string" in said("{.status.phase=Running")


def test_wait_until_something_is_created_lasts_until_the_time_is_over(type_in: Type, shell: Shell) -> None:
    answer = shell.line("kubectl wait pod/later --for=create --timeout=2s")
    assert answer.stderr == "error: timed out waiting for the condition\n"
    type_in("kubectl run later --image=nginx:1.25")
    assert type_in("kubectl wait pod/later --for=create --timeout=2s") == "pod/later condition met\n"
