"""kubectl set: what becomes of the Pods' template, and what it says."""

import json
from collections.abc import Callable

import pytest

from cluster.shell.session import Shell

Type = Callable[..., str]
Refusal = Callable[[str], str]


@pytest.fixture
def web(type_in: Type) -> Type:
    type_in("kubectl create deployment web --image=nginx:1.25")
    type_in("kubectl create configmap conf --from-literal=mode=fast --from-literal=Log.level=3")
    type_in("kubectl create secret generic keys --from-literal=key=s3cret")
    return type_in


def variables(type_in: Type) -> list[str]:
    names = "{.spec.template.spec.containers[0].env[*].name}"
    return type_in(f"kubectl get deployment web -o jsonpath='{names}'").split()


def test_variables_keep_their_place_and_new_ones_stand_behind_them(web: Type) -> None:
    web("kubectl set env deployment/web A=1 B=2")
    web("kubectl set env deployment/web A=3 C=4")
    assert variables(web) == ["A", "B", "C"]
    web("kubectl set env deployment/web B- D=5")
    assert variables(web) == ["A", "C", "D"]


def test_what_is_set_already_is_not_set_again(web: Type) -> None:
    web("kubectl set env deployment/web A=1")
    assert web("kubectl set env deployment/web A=1") == ""
    assert web("kubectl set resources deployment/web --limits=cpu=1").endswith("updated\n")
    assert web("kubectl set resources deployment/web --limits=cpu=1") == ""


def test_variables_come_from_a_configmap_or_a_secret(shell: Shell, web: Type) -> None:
    told = shell.line("kubectl set env deployment/web --from=configmap/conf")
    assert told.stdout == "deployment.apps/web env updated\n"
    assert sorted(told.stderr.splitlines()) == [
        "Warning: key Log.level transferred to LOG_LEVEL",
        "Warning: key mode transferred to MODE",
    ]
    shell.line("kubectl set env deployment/web --from=secret/keys --prefix=MY_ --keys=key")
    assert web("kubectl set env deployment/web --list").splitlines() == [
        "# Deployment web, container nginx",
        "# LOG_LEVEL from configmap conf, key Log.level",
        "# MODE from configmap conf, key mode",
        "# MY_KEY from secret keys, key key",
    ]
    assert web("kubectl set env deployment/web --list --resolve").splitlines()[1:] == [
        "LOG_LEVEL=3",
        "MODE=fast",
        "MY_KEY=s3cret",
    ]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (
            "set env deployment/web A=2 --overwrite=false",
            "error: deployments/web 'A' already has a value (1), and --overwrite is false",
        ),
        ("set env deployment/web --from=nope/x", 'error: the server doesn\'t have a resource type "nope"'),
        (
            "set env A=1",
            "error: one or more resources must be specified as <resource> <name> or <resource>/<name>",
        ),
        ("set resources deployment/web -c nope --limits=cpu=1", "error: unable to find container named nope"),
        (
            "set resources deployment/web --limits=cpu",
            "error: Invalid argument syntax cpu, expected <resource>=<value>",
        ),
        (
            "set resources deployment/web --limits=cpu=x",
            "error: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        ),
        ("set selector", "error: one selector is required"),
    ],
)
def test_what_cannot_be_set_is_refused(web: Type, refusal: Refusal, line: str, complaint: str) -> None:
    web("kubectl set env deployment/web A=1")
    assert refusal(f"kubectl {line}") == complaint


def test_nothing_is_changed_by_what_should_have_been_local(shell: Shell, web: Type, refusal: Refusal) -> None:
    shell.files["web.yaml"] = web("kubectl get deployment web -o yaml")
    assert "--local is not offered here" in refusal("kubectl set env -f web.yaml A=1 --local -o yaml")
    assert "--local is not offered here" in refusal("kubectl label -f web.yaml a=b --local -o yaml")
    assert variables(web) == []


def test_a_paused_rollout_is_printed_as_it_is_now(web: Type) -> None:
    assert "  paused: true\n" in web("kubectl rollout pause deployment/web -o yaml")
    assert json.loads(web("kubectl rollout resume deployment/web -o json"))["spec"].get("paused") is None
