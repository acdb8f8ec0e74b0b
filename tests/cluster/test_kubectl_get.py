"""kubectl get and kubectl events: formats, orders, what is said where there is nothing."""

from collections.abc import Callable

import pytest

from cluster.shell.session import Shell

Type = Callable[..., str]
Refusal = Callable[[str], str]


@pytest.fixture
def maps(type_in: Type) -> None:
    """Three ConfigMaps; `b` lacks what the others are sorted by."""
    type_in("kubectl create cm a --from-literal=size=2Gi --from-literal=turn=pod-10")
    type_in("kubectl create cm b")
    type_in("kubectl create cm c --from-literal=size=500Mi --from-literal=turn=pod-2")


@pytest.mark.parametrize("field", [".data.size", "data.size", "{.data.size}", ".data.turn"])
@pytest.mark.usefixtures("maps")
def test_amounts_are_sorted_by_their_worth_texts_by_their_numbers_and_what_has_neither_comes_first(
    type_in: Type, field: str
) -> None:
    listed = type_in(f"kubectl get cm a b c --sort-by='{field}' -o name").split()
    assert listed == ["configmap/b", "configmap/c", "configmap/a"]


@pytest.mark.usefixtures("maps")
def test_a_field_that_nobody_has_cannot_be_sorted_by(shell: Shell, refusal: Refusal) -> None:
    missing = 'error: couldn\'t find any field with path "{.nope}" in the list of objects'
    assert refusal("kubectl get cm --sort-by=.nope -o name") == missing
    assert refusal("kubectl get cm,svc --sort-by=.nope") == missing
    table = shell.line("kubectl get cm --sort-by=.nope")  # of a table it is not told
    assert (table.code, table.stdout) == (0, "")
    assert table.stderr == "No resources found in default namespace.\n"


def test_templates_and_columns_can_come_from_files(shell: Shell, type_in: Type, refusal: Refusal) -> None:
    shell.files["columns"] = "NAME       STATUS\n.metadata.name  .status.phase\n"
    shell.files["path"] = "{.items[*].metadata.name}"
    shell.files["template"] = "{{len .items}}"
    assert type_in("kubectl get ns -o custom-columns-file=columns").splitlines()[:2] == [
        "NAME              STATUS",
        "default           Active",
    ]
    assert type_in("kubectl get nodes -o jsonpath-file=path") == "node-1 node-2 node-3"
    assert type_in("kubectl get nodes -o go-template-file=template") == "3"
    assert type_in("kubectl get nodes --template='{{len .items}}'") == "3"
    assert "open nope: no such file or directory" in refusal("kubectl get nodes -o jsonpath-file=nope")


def test_columns_of_ones_own_have_headers_even_over_nothing_unless_they_are_not_wanted(type_in: Type) -> None:
    assert type_in("kubectl get pods -o custom-columns=N:.metadata.name") == "N\n"
    assert type_in("kubectl get nodes --no-headers -o custom-columns=N:.metadata.name") == "node-1\nnode-2\nnode-3\n"


def test_tables_without_headers_follow_each_other_without_a_gap(type_in: Type) -> None:
    lines = type_in("kubectl get cm,svc --no-headers").splitlines()
    assert [line.split()[0] for line in lines] == ["configmap/kube-root-ca.crt", "service/kubernetes"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("kubectl get pods", "No resources found in default namespace.\n"),
        ("kubectl get pv,pvc", "No resources found\n"),
        ("kubectl get pods -A", "No resources found\n"),
        ("kubectl get pods --ignore-not-found", ""),
        ("kubectl events -n kube-public", "No events found in kube-public namespace.\n"),
    ],
)
def test_it_is_said_where_nothing_was_found(shell: Shell, line: str, said: str) -> None:
    result = shell.line(line)
    assert (result.code, result.stdout, result.stderr) == (0, "", said)


def test_a_kind_stands_in_front_of_a_name_only_where_several_kinds_were_found(shell: Shell) -> None:
    assert shell.line("kubectl get cm/kube-root-ca.crt pod/nope --no-headers").stdout.startswith("kube-root-ca.crt ")


def test_a_watch_can_say_what_happened(type_in: Type) -> None:
    type_in("kubectl run p --image=nginx:1.25")
    lines = type_in("kubectl get pods -w --output-watch-events --watch-seconds=5s").splitlines()
    assert [line.split()[0] for line in lines] == ["EVENT", "ADDED", "MODIFIED", "MODIFIED", "MODIFIED"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("kubectl get pods --show-labels -o name", "error: --show-labels option cannot be used with name printer"),
        ("kubectl get pods --output-watch-events", "error: --output-watch-events option can only be used with --watch"),
        ("kubectl get pods,svc -w", "error: you may only specify a single resource type"),
        ("kubectl get pod nope -w", 'Error from server (NotFound): pods "nope" not found'),
        ("kubectl events --for web", "error: --for must be in resource/name form"),
        ("kubectl events --types=Odd", "error: valid --types are Normal or Warning"),
    ],
)
def test_what_does_not_go_together_is_refused(refusal: Refusal, line: str, said: str) -> None:
    assert refusal(line).startswith(said)
