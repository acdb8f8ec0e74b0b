"""Input that means harm gets a clear error or a stated limit, never a hang."""

import time
from collections.abc import Callable

import pytest

from cluster.apiserver.registry import MOST_OBJECTS
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
