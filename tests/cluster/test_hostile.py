"""Input that means harm gets a clear error or a stated limit, never a hang."""

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cluster.apiserver.registry import MOST_OBJECTS
from cluster.cluster import Cluster
from cluster.kubectl.create import GENERATORS
from cluster.kubectl.main import COMMANDS
from cluster.shell.interactive import Console
from cluster.shell.session import Shell

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a: " + "x" * 1_100_000, "is larger than"),
        (BOMB, "excessive aliasing"),
        ("[" * 5000 + "]" * 5000, "exceeded max depth"),
        ('{"a":' * 5000, "json"),
        ("- a\n- b", "invalid object to validate"),
        ("\x00\x01", "yaml"),
        ("apiVersion: v1\nkind: Pod\nmetadata: [1]", "invalid object"),
        ("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: 7}", "cannot unmarshal number"),
    ],
)
def test_a_manifest_that_is_none_is_refused_at_once(shell: Shell, content: str, said: str) -> None:
    shell.files["bad.yaml"] = content
    started = time.perf_counter()
    result = shell.line("kubectl apply -f bad.yaml")
    assert result.code == 1
    assert said in result.stderr
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("selector", ["a in (", "a=b=c", "((((", "a" * 20_000, "!", "=", ",", "a notin b", "ä=ö"])
def test_selectors_made_of_rubbish_are_refused(refusal: Callable[[str], str], selector: str) -> None:
    assert refusal(f"kubectl get pods -l '{selector}'").startswith("Error from server (BadRequest)")


@pytest.mark.parametrize("template", ["{.a", "{range .items}", "{.items[?(@.a==]}", "{..}", "{.items[a]}", "{{}}"])
def test_templates_made_of_rubbish_end_in_words(shell: Shell, template: str) -> None:
    result = shell.line(f"kubectl get pods -o jsonpath='{template}'")
    assert result.code in (0, 1)


def test_ten_thousand_pods_are_as_many_as_fit_and_the_rest_is_told_of(
    shell: Shell, type_in: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cluster.apiserver.registry.MOST_PODS", 20)
    type_in("kubectl create deploy many --image=nginx:1.25 --replicas=10000", then=10)
    assert len(type_in("kubectl get pods -o name").splitlines()) == 20
    assert "exceeded quota: cluster-limits, requested: pods=1, used: pods=20, limited: pods=20" in type_in(
        "kubectl get events"
    )


def test_a_cluster_does_not_grow_past_its_limits(
    shell: Shell, refusal: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.files["big"] = "x" * 900_000
    for number in range(20):
        last = shell.line(f"kubectl create configmap c{number} --from-file=big")
        if last.code:
            break
    assert "exceeded quota: cluster-limits, requested: bytes=" in last.stderr
    assert MOST_OBJECTS == 20_000
    monkeypatch.setattr("cluster.apiserver.registry.MOST_OBJECTS", 1)
    assert "limited: objects=1" in refusal("kubectl create configmap one-more")


def test_a_cluster_does_not_grow_past_its_limits_by_what_is_there_already(
    shell: Shell, refusal: Callable[[str], str], type_in: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cluster.apiserver.registry.MOST_BYTES", 600_000)
    type_in("kubectl create deploy web --image=nginx:1.25 --replicas=3", then=5)
    environment = {"name": "BIG", "value": "x" * 250_000}
    big = {"spec": {"template": {"spec": {"containers": [{"name": "nginx", "env": [environment]}]}}}}
    shell.files["big.json"] = json.dumps(big)
    type_in("kubectl patch deploy web --patch-file=big.json", then=5)  # which two Pods, at most, can follow
    assert "exceeded quota: cluster-limits, requested: bytes=" in type_in("kubectl get events")
    shell.files["bigger.json"] = json.dumps({"metadata": {"annotations": {"more": "x" * 200_000}}})
    assert "exceeded quota: cluster-limits" in refusal("kubectl patch ns default --patch-file=bigger.json")
    type_in("kubectl delete deploy web", then=60)
    type_in("kubectl patch ns default --patch-file=bigger.json")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cat a.txt | grep -cE '(a+)+b'", "0\n"),
        ("cat a.txt | grep -E '(a'", "grep: "),
        ("cat a.txt | grep -A x a", "grep: invalid number of lines: 'x'"),
        (f"cat a.txt | cut -c {'9' * 5000}", "cut: only 200 letters"),
        (f"cat a.txt | head -n {'9' * 5000}", "head: invalid number of lines"),
        ("cat a.txt | awk '/(a+)+b/ {print $1}'", ""),
        ("trace client node-1:²", "node-1:²"),
        ("trace client node-1:-1", "node-1:-1"),
        ("trace client node-1 99999", "is no port"),
        ("start node-", "one of etcd"),
        ("start node-99999999", "one of etcd"),
        (f"trace client node-1 {'9' * 5000}", "is no port"),
    ],
)
def test_patterns_and_numbers_that_mean_harm_are_answered_at_once(line: str, said: str) -> None:
    console = Console()
    console.shell.files["a.txt"] = "a" * 5_000 + "\n"
    start = time.monotonic()
    told = console.enter(line)
    assert said in told
    assert len(told) < 6_000
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("number", ["²", "-", "9" * 5_000, "", "1e9"])
def test_annotations_that_should_be_numbers_may_be_anything(type_in: Callable[..., str], number: str) -> None:
    type_in("kubectl create deploy web --image=nginx:1.25 --replicas=2", then=5)
    for annotation in ("deployment.kubernetes.io/revision", "deployment.kubernetes.io/max-replicas"):
        type_in(f"kubectl annotate --overwrite deploy,rs -l app=web {annotation}={number}", then=1)
    type_in(f"kubectl annotate pod --all controller.kubernetes.io/pod-deletion-cost={number}", then=1)
    type_in("kubectl set image deploy/web nginx=nginx:1.26", then=1)
    type_in("kubectl scale deploy/web --replicas=1", then=30)
    assert len(type_in("kubectl get pods -o name").splitlines()) == 1
    type_in("kubectl rollout history deploy/web")


WORDS = st.sampled_from(
    [
        *["", "a", "web", "A_B", "x/y", "-", "=", "a=b", "a-", "{}", "[]", "null", "*", "-1", "9" * 30, "1Gi", "{.a["],
        *[
            "yaml",
            "h/p=s:80",
            "--",
            "f.yaml",
            "g.yaml",
            "pods",
            "deploy/web",
            "cs/x",
            "all",
            "{{range}}",
            "nodes",
            "1s",
        ],
    ]
)
FLAGS = st.sampled_from(
    [
        *["--output=yaml", "--output=jsonpath={", "--all", "--selector=a", "--filename=f.yaml", "--filename=-"],
        *["--image=nginx:1.25", "--replicas=x", "--patch=[", "--patch=null", "--type=json", "--dry-run=maybe"],
        *["--tcp=x", "--rule=x", "--schedule=x", "--for=x", "--overrides=1", "--sort-by={", "--field-selector=a=b"],
        *["--hard=a", "--port=abc", "-n"],
    ]
)
COMMAND = st.sampled_from([*sorted(COMMANDS), *(f"create {name}" for name in sorted(GENERATORS))])


@settings(max_examples=150, deadline=None)
@given(COMMAND, st.lists(WORDS, max_size=3), st.lists(FLAGS, max_size=3))
def test_no_command_line_is_more_than_a_complaint(command: str, words: list[str], flags: list[str]) -> None:
    shell = Shell(Cluster(nodes=1))
    shell.files["f.yaml"] = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: '1'}\n"
    shell.files["g.yaml"] = "apiVersion: v1\nkind: Pod\nmetadata: {name: [1]}\nspec: []\n"
    waiting = ["--timeout=1s"] if command in ("wait", "drain", "delete", "rollout status") else []
    result = shell.command(["kubectl", *command.split(), *words, *flags, *waiting])
    assert result.code in (0, 1, 2)
    shell.cluster.run_until(shell.cluster.time + 5)
