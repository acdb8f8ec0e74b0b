"""The templates of kubectl get: JSONPath, Go templates and columns of one's own, right and wrong."""

from collections.abc import Callable

import pytest

from cluster.shell.session import Shell

Type = Callable[..., str]
Refusal = Callable[[str], str]


@pytest.fixture
def web(type_in: Type) -> None:
    type_in("kubectl create deploy web --image=nginx:1.25 --replicas=2 --port=80", then=5)


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("{.items[0:2].metadata.name}", "node-1 node-2"),
        ("{.items[::2].metadata.name}", "node-1 node-3"),
        ("{.items[0,2].metadata.name}", "node-1 node-3"),
        ("{.items[-1].metadata.name}", "node-3"),
        (
            "{.items[*]['metadata.name', 'spec.podCIDR']}",
            "node-1 node-2 node-3 10.244.0.0/24 10.244.1.0/24 10.244.2.0/24",
        ),
        ("{.items[0].metadata.labels['kubernetes\\.io/os']}", "linux"),
        ("{.items[0].metadata.labels.kubernetes\\.io/os}", "linux"),
        ('{.items[?(@.spec.podCIDR>"10.244.0.0/24")].metadata.name}', "node-2 node-3"),
        ("{.items[?(@.spec.unschedulable==true)].metadata.name}", ""),
        ('{range .items[*]}{@.kind}{","}{end}x', "Node,Node,Node,x"),
        ('{range .nothing[*]}{.kind}{end}{"\\u00e9|"}', "é|"),
        (".kind", ".kind"),
        ("{3}{true}{1.5}", "3true1.5"),
    ],
)
def test_a_path_finds_what_kubectl_finds(shell: Shell, template: str, printed: str) -> None:
    assert shell.command(["kubectl", "get", "nodes", "-o", f"jsonpath={template}"]).stdout == printed


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{.a", "unclosed action"),
        ('{"a', "unterminated quoted string"),
        ("{.items[*}", "unterminated array"),
        ("{.items[ 0 ]}", "invalid array index  0 "),
        ('{.items["name"]}', 'invalid array index "name"'),
        ('{.items[?(@.a=="b"]}', "unterminated filter"),
        ("{.items[?(@.a =~ /b/)]}", "unrecognized character in action: U+007E '~'"),
        ("{{.kind}}", "unrecognized character in action: U+007B '{'"),
    ],
)
def test_a_path_that_is_none_is_refused_before_anything_is_asked(shell: Shell, template: str, said: str) -> None:
    result = shell.command(["kubectl", "get", "nodes", "-o", f"jsonpath={template}"])
    assert (result.code, result.stderr) == (1, f"error: error parsing jsonpath {template}, {said}\n")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{.items[5]}", "array index out of bounds: index 5, length 3"),
        ("{.items[2:1]}", "starting index 2 is greater than ending index 1"),
        ("{.items[0:1:0]}", "step must be > 0"),
        ("{.kind[0]}", "string is not array or slice"),
        ("{end}", "not in range, nothing to end"),
        ("{kind}", "unrecognized identifier kind"),
        ("{.items[?(@.kind==3)]}", "incompatible types for comparison"),
    ],
)
def test_a_path_that_does_not_fit_is_told_with_what_it_was_applied_to(shell: Shell, template: str, said: str) -> None:
    result = shell.command(["kubectl", "get", "nodes", "-o", f"jsonpath={template}"])
    assert result.code == 1
    assert result.stderr.startswith(
        f'error: error executing jsonpath "{template}": Error executing template: {said}. Printing more information'
    )
    assert 'was:\n\t\tmap[string]interface {}{"apiVersion":"v1", "items":[]interface {}{map' in result.stderr


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("{{range $i, $n := .items}}{{if $i}}, {{end}}{{$n.metadata.name}}{{end}}", "node-1, node-2, node-3"),
        ("{{$n := len .items}}{{$n}}{{range .items}}{{$n = 5}}{{end}}{{$n}}", "35"),
        ("{{with $x := .kind}}{{$x}}{{end}}{{$.kind}}", "ListList"),
        ("{{range .nope}}x{{else}}none{{end}}", "none"),
        ('{{with .nope}}x{{else}}{{printf "%q %-3s|%03d" .kind "a" 7}}{{end}}', '"List" a  |007'),
        ('{{"Z2VoZWlt" | base64decode}}', "geheim"),
        ('{{if eq .kind "x"}}1{{else if eq .kind "List"}}2{{else}}3{{end}}', "2"),
        ('a {{- " b" -}}   c{{/* not seen */}}{{`raw \\n`}}', "a bcraw \\n"),
        ("{{.items.nope}}", None),
        ('{{exists . "kind"}} {{exists .items 9}} {{not .nope}} {{"}}"}}', "true false true }}"),
    ],
)
def test_a_go_template_prints_what_go_prints(shell: Shell, template: str, printed: str | None) -> None:
    result = shell.command(["kubectl", "get", "nodes", "-o", f"go-template={template}"])
    assert (result.stdout if result.code == 0 else None) == printed


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{if}}", "1: missing value for if"),
        ("{{}}", "1: missing value for command"),
        ("{{.kind", "1: unclosed action"),
        ("{{range .items}}", "1: unexpected EOF"),
        ("\n{{end}}", "2: unexpected {{end}}"),
        ("{{$x}}", '1: undefined variable "$x"'),
        ("{{.kind | nope}}", '1: function "nope" not defined'),
    ],
)
def test_a_go_template_that_is_none_is_refused(shell: Shell, template: str, said: str) -> None:
    result = shell.command(["kubectl", "get", "nodes", "-o", f"go-template={template}"])
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr.rstrip("\n").endswith(f"template: output:{said}")


def test_a_go_template_that_fails_says_where_and_on_what(shell: Shell) -> None:
    result = shell.command(["kubectl", "get", "nodes", "-o", "go-template=now {{index .nope 0}}"])
    why = 'template: output:1:6: executing "output" at <index .nope 0>: error calling index: index of untyped nil'
    assert result.stderr == f'error: error executing template "now {{{{index .nope 0}}}}": {why}\n'
    assert result.stdout.startswith(f"now Error executing template: {why}. Printing more information")
    assert "object given to template engine was:\n\t\tmap[apiVersion:v1 items:[map[" in result.stdout


@pytest.mark.usefixtures("web")
def test_columns_print_what_goes_before_they_fail(shell: Shell, type_in: Type) -> None:
    assert type_in("kubectl get deploy web -o custom-columns=A:,B:{.spec.replicas},C:kind").splitlines()[1].split() == [
        "<none>",
        "2",
        "Deployment",
    ]
    result = shell.line("kubectl get deploy web -o custom-columns=A:.spec.template.spec.containers[9].name")
    assert (result.code, result.stdout) == (1, "A\n")
    assert result.stderr == "error: array index out of bounds: index 9, length 1\n"
    assert "unexpected path string" in shell.line("kubectl get deploy -o custom-columns=A:{").stderr


@pytest.mark.usefixtures("web")
def test_only_json_and_yaml_leave_out_who_manages_the_fields(type_in: Type) -> None:
    for shape in ("jsonpath='{.metadata}'", "go-template='{{.metadata}}'", "custom-columns=M:.metadata"):
        assert "managedFields" in type_in(f"kubectl get deploy web -o {shape}")
    for shape in ("yaml", "json", "YAML"):
        assert "managedFields" not in type_in(f"kubectl get deploy web -o {shape}")
    assert "managedFields" in type_in("kubectl get deploy web -o yaml --show-managed-fields")


@pytest.mark.usefixtures("web")
def test_what_the_server_does_not_print_are_names_and_ages(type_in: Type) -> None:
    assert type_in("kubectl get deploy --server-print=false") == "NAME   AGE\nweb    5s\n"


@pytest.mark.usefixtures("web")
def test_a_subresource_can_be_got(type_in: Type, refusal: Refusal) -> None:
    assert type_in("kubectl get deploy web --subresource=scale -o jsonpath='{.kind} {.spec.replicas}'") == "Scale 2"
    assert "could not find the requested resource" in refusal("kubectl get deploy web --subresource=nope")


def test_raw_is_what_the_server_says_on_one_line(type_in: Type, refusal: Refusal) -> None:
    raw = type_in("kubectl get --raw /api/v1/namespaces/default")
    assert raw.startswith('{"kind":"Namespace","apiVersion":"v1","metadata":{')
    assert raw.count("\n") == 1
    assert type_in("kubectl get --raw /version").startswith('{\n  "')
    assert refusal("kubectl get pods --raw /api") == "error: arguments may not be passed when --raw is specified"
    assert refusal("kubectl get --raw api").startswith("error: --raw must be a valid URL path")


@pytest.mark.parametrize(
    "template",
    [
        "jsonpath=" + "{.items[?(" * 1900,
        "jsonpath=" + "{range .items[*]}" * 900,
        "jsonpath=" + "{..}" * 4000,
        "jsonpath=" + "{range ..}" * 19,
        "go-template=" + "{{if .kind}}" * 1500,
        "go-template=" + "{{range $.items}}" * 15 + "{{end}}" * 15,
    ],
)
def test_a_template_that_means_harm_ends(shell: Shell, template: str) -> None:
    assert shell.command(["kubectl", "get", "nodes", "-o", template]).code == 1
