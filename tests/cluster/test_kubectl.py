"""kubectl: what it prints, and how it complains."""

import json
import re
from collections.abc import Callable

import pytest

from cluster.kubectl.helping import SECTIONS, WITHIN
from cluster.kubectl.main import COMMANDS
from cluster.shell.session import Shell

Type = Callable[..., str]
Refusal = Callable[[str], str]


def test_a_table_is_as_wide_as_its_widest_cells(type_in: Type) -> None:
    type_in("kubectl create configmap settings-of-the-shop --from-literal=a=b")
    assert type_in("kubectl get cm").splitlines() == [
        "NAME                   DATA   AGE",
        "kube-root-ca.crt       1      20s",
        "settings-of-the-shop   1      0s",
    ]


def test_several_kinds_are_several_tables(type_in: Type) -> None:
    type_in("kubectl create deploy web --image=nginx:1.25", then=3)
    tables = type_in("kubectl get deploy,rs,pods,cm").split("\n\n")
    assert [table.split("\n")[1].partition("/")[0] for table in tables] == [
        "deployment.apps",
        "replicaset.apps",
        "pod",
        "configmap",
    ]


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("{.metadata.name}", "web"),
        ("{.spec.template.spec.containers[*].image}", "nginx:1.25"),
        ('{.spec.template.spec.containers[?(@.name=="nginx")].image}', "nginx:1.25"),
        ('{range .spec.template.spec.containers[*]}{.name}{"\\t"}{.image}{"\\n"}{end}', "nginx\tnginx:1.25\n"),
        ("{.metadata.labels}", '{"app":"web"}'),
        ("{.nothing}", ""),
        ("{..image}", "nginx:1.25"),
    ],
)
def test_jsonpath_prints_what_is_there(type_in: Type, template: str, printed: str) -> None:
    type_in("kubectl create deploy web --image=nginx:1.25")
    assert type_in(f"kubectl get deploy web -o jsonpath='{template}'") == printed


def test_yaml_has_its_keys_in_order_and_quotes_only_what_it_must(type_in: Type) -> None:
    type_in("kubectl create cm c --from-literal=b=true --from-literal=a=plain --from-literal=c='two: words'")
    lines = type_in("kubectl get cm c -o yaml").splitlines()
    assert lines[:6] == ["apiVersion: v1", "data:", "  a: plain", '  b: "true"', "  c: 'two: words'", "kind: ConfigMap"]


def test_applying_the_same_twice_changes_nothing_and_what_is_left_out_is_taken_away(
    shell: Shell, type_in: Type
) -> None:
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n"
    shell.files["c.yaml"] = head + "data: {a: '1', b: '2'}\n"
    assert type_in("kubectl apply -f c.yaml") == "configmap/c created\n"
    assert type_in("kubectl apply -f c.yaml") == "configmap/c unchanged\n"
    type_in("""kubectl patch cm c -p '{"data":{"theirs":"3"}}'""")
    shell.files["c.yaml"] = head + "data: {a: '1'}\n"
    assert shell.line("kubectl diff -f c.yaml").code == 1
    assert type_in("kubectl apply -f c.yaml") == "configmap/c configured\n"
    assert type_in("kubectl get cm c -o jsonpath='{.data}'") == '{"a":"1","theirs":"3"}'


def test_a_conflict_of_appliers_is_explained(shell: Shell, refusal: Refusal, type_in: Type) -> None:
    shell.files["c.yaml"] = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: '1'}\n"
    type_in("kubectl apply --server-side --field-manager=one -f c.yaml")
    shell.files["c.yaml"] = shell.files["c.yaml"].replace("'1'", "'2'")
    said = refusal("kubectl apply --server-side -f c.yaml")
    assert said.startswith('error: Apply failed with 1 conflict: conflict with "one": .data.a\nPlease review')
    assert type_in("kubectl apply --server-side --force-conflicts -f c.yaml") == "configmap/c serverside-applied\n"
    type_in("kubectl create deploy web --image=nginx; kubectl scale deploy web --replicas=3")
    said = refusal(
        "kubectl create deploy web --image=nginx --dry-run=client -o yaml | kubectl apply --server-side -f -"
    )
    assert 'conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas' in said


def test_an_apply_by_the_client_can_be_taken_over_by_the_server(shell: Shell, type_in: Type) -> None:
    shell.files["c.yaml"] = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: '1'}\n"
    type_in("kubectl apply -f c.yaml")
    shell.files["c.yaml"] = shell.files["c.yaml"].replace("'1'", "'2'")
    assert type_in("kubectl apply --server-side -f c.yaml") == "configmap/c serverside-applied\n"


def test_a_manifest_can_be_written_without_being_created(type_in: Type) -> None:
    assert "image: nginx" in type_in("kubectl create deploy web --image=nginx --dry-run=client -o yaml")
    assert type_in("kubectl get deploy -o name") == ""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("kubectl get pods --nope", "error: unknown flag: --nope\nSee 'kubectl get --help' for usage."),
        ("kubectl get nope", 'error: the server doesn\'t have a resource type "nope"'),
        ("kubectl get pod nope", 'Error from server (NotFound): pods "nope" not found'),
        ("kubectl delete pods", "error: resource(s) were provided, but no name was specified"),
        ("kubectl edit deploy web", "error: there is no editor here; use kubectl patch, kubectl set, or change a file"),
        ("kubectl exec -it p -- sh", "error: there is nothing inside these containers to look into"),
        ("kubectl get pods -o", "error: flag needs an argument: 'o' in -o"),
        ("kubectl top pods", "error: Metrics API not available"),
        ("nosuchcommand", "sh: nosuchcommand: command not found"),
    ],
)
def test_complaints_are_kubectls_own(refusal: Refusal, line: str, said: str) -> None:
    assert refusal(line).startswith(said)


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("kubectl get nodes -o name | head -1 | cut -d/ -f2", "node-1\n"),
        ("kubectl get nodes | grep -v NAME | wc -l", "3\n"),
        ("kubectl get nodes --no-headers | awk '{print $1}' | sort -r | tail -1", "node-1\n"),
        ("kubectl get node $(kubectl get nodes -o name | tail -1 | cut -d/ -f2) -o name", "node/node-3\n"),
        ("echo a > f; echo b >> f; cat f", "a\nb\n"),
        ("echo 'a|b' | grep -E 'a|x'", "a|b\n"),
        ("false-friend || true; echo after", "after\n"),
        ("printf x | cat", ""),
    ],
)
def test_the_shell_has_pipes_files_and_substitution(shell: Shell, line: str, printed: str) -> None:
    assert shell.line(line).stdout.endswith(printed)


def test_a_watch_shows_what_happens_while_it_waits(type_in: Type) -> None:
    type_in("kubectl run p --image=nginx:1.25")
    lines = type_in("kubectl get pods -w --watch-seconds=5s").splitlines()
    assert [line.split()[2] for line in lines[1:]] == ["Pending", "Pending", "ContainerCreating", "Running"]


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ('{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}', "a\nb\n"),
        ("{{len .items}}", "2"),
        ("{{(index .items 0).metadata.name}}", "a"),
        ('{{range .items}}{{if eq .metadata.name "b"}}{{.data.k}}{{else}}-{{end}}{{end}}', "-2"),
        ("{{.nothing}}", "<no value>"),
    ],
)
def test_go_templates_print_what_is_there(type_in: Type, template: str, printed: str) -> None:
    type_in("kubectl create cm a --from-literal=k=1 && kubectl create cm b --from-literal=k=2")
    assert type_in(f"kubectl get cm a b -o go-template='{template}'") == printed


def test_every_generator_can_be_called(shell: Shell) -> None:
    for line in (
        "kubectl create quota q --hard=pods=3",
        "kubectl create pdb p --selector=a=b --min-available=1",
        "kubectl create ingress i --rule=h/p=s:80",
        "kubectl create priorityclass high --value=5",
        "kubectl create role r --verb=get --resource=pods",
        "kubectl create service nodeport n --tcp=80",
        "kubectl create cronjob c --image=busybox --schedule='* * * * *'",
    ):
        assert shell.line(line).code == 0, line


def test_help_has_a_word_on_every_command_and_the_flags_of_one(type_in: Type) -> None:
    told = type_in("kubectl help")
    commands = {name.partition(" ")[0] for name in COMMANDS}
    assert commands == {name for about in SECTIONS.values() for name in about}
    assert all(re.search(rf"^  {name} +\w", told, re.M) for name in commands)
    assert {name for name in COMMANDS if " " in name} == set(WITHIN)
    assert type_in("kubectl rollout") == type_in("kubectl help rollout") == type_in("kubectl rollout --help")
    assert re.search(r"^  undo +back to the revision before", type_in("kubectl rollout"), re.M)
    assert "--to-revision" in type_in("kubectl rollout undo -h")
    assert "--replicas" in type_in("kubectl create deployment --help")
    assert "service nodeport" in type_in("kubectl create --help")
    assert type_in("kubectl help nothing") == told


def test_logs_are_cut_as_one_asks(type_in: Type, refusal: Refusal) -> None:
    type_in("kubectl create deploy web --image=nginx:1.25 --replicas=2", then=5)
    type_in("kubectl run a --image=nginx:1.25", then=60)
    assert type_in("kubectl logs a --limit-bytes=5") == "hello"
    assert type_in("kubectl logs a --since=10s") == ""
    assert type_in("kubectl logs a --since=10m --tail=1") == "line 2\n"
    assert re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z .*\n){2}", type_in("kubectl logs a --timestamps"))
    assert type_in("kubectl logs deploy/web --all-pods").count("/nginx] line 2\n") == 2
    assert type_in("kubectl logs a -p --ignore-errors") == (
        'error: previous terminated container "a" in pod "a" not found\n'
    )
    assert refusal("kubectl logs a -l app=web").startswith("error: only a selector (-l) or a POD name is allowed")
    assert refusal("kubectl logs a --tail=-2") == "error: --tail must be greater than or equal to -1"


def test_the_resources_are_those_that_the_server_tells_of(type_in: Type, refusal: Refusal) -> None:
    every = type_in("kubectl api-resources -o name").split()
    assert {"pods", "deployments.apps", "events", "events.events.k8s.io", "tokenreviews.authentication.k8s.io"} <= set(
        every
    )
    assert "componentstatuses" not in type_in("kubectl api-resources --verbs=watch,list -o name").split()
    assert type_in("kubectl api-resources --categories=all --api-group=apps --sort-by=kind -o name").split() == [
        "daemonsets.apps",
        "deployments.apps",
        "replicasets.apps",
        "statefulsets.apps",
    ]
    assert refusal("kubectl api-resources --sort-by=age") == "error: --sort-by accepts only name or kind"


def test_the_configuration_is_one_context(type_in: Type, refusal: Refusal) -> None:
    type_in("kubectl config set-context --current --namespace=kube-system")
    assert "namespace: kube-system" in type_in("kubectl config view")
    assert type_in("kubectl config view -o jsonpath={.contexts[*].name}") == "kubernetes-admin@kubernetes"
    assert refusal("kubectl config use-context other") == 'error: no context exists with the name: "other"'
    assert type_in("kubectl auth can-i create pods -q") == ""
    assert refusal("kubectl wait pod --all") == 'error: unrecognized condition: ""'
    assert type_in("kubectl wait --for=delete pod/nope") == ""


def test_what_kubectl_makes_itself_is_json_in_the_order_of_its_structs(type_in: Type) -> None:
    made = type_in("kubectl create deployment web --image=nginx:1.25 --dry-run=client -o json")
    assert [line.split('"')[1] for line in made.splitlines() if '": ' in line][:7] == [
        "kind",
        "apiVersion",
        "metadata",
        "name",
        "creationTimestamp",
        "labels",
        "app",
    ]
    assert made.index('"selector"') < made.index('"template"') < made.index('"strategy"')
    type_in("kubectl create deployment web --image=nginx:1.25")
    assert type_in("kubectl get deployment web -o json").splitlines()[1] == '    "apiVersion": "apps/v1",'
    events = type_in("kubectl events -o json")
    assert events.splitlines()[1:4] == ['    "kind": "EventList",', '    "apiVersion": "v1",', '    "metadata": {},']


def test_roles_of_the_cluster_can_be_made(shell: Shell, type_in: Type, refusal: Refusal) -> None:
    made = type_in(
        "kubectl create clusterrole r --verb=get,list --resource=pods,deploy,pods/log --dry-run=client -o yaml"
    )
    assert made.endswith(
        'rules:\n- apiGroups:\n  - ""\n  resources:\n  - pods\n  - pods/log\n  verbs:\n  - get\n  - list\n'
        "- apiGroups:\n  - apps\n  resources:\n  - deployments\n  verbs:\n  - get\n  - list\n"
    )
    urls = type_in("kubectl create clusterrole u --verb=get --non-resource-url=/healthz --dry-run=client -o yaml")
    assert "- nonResourceURLs:\n  - /healthz\n" in urls
    type_in("kubectl create clusterrole r --verb=get --resource=pods")
    type_in("kubectl create clusterrolebinding b --clusterrole=r --serviceaccount=default:default")
    assert "default/default" in type_in("kubectl get clusterrolebinding b -o wide")
    told = shell.line("kubectl create role o --verb=fetch --resource=pods").stderr
    assert told == "Warning: 'fetch' is not a standard resource verb\n"
    assert refusal("kubectl create clusterrole x --verb=get") == (
        "error: one of resource or nonResourceURL must be specified"
    )
    assert len(type_in("kubectl create token default")) > 20
    assert refusal("kubectl create token nope") == ('error: failed to create token: serviceaccounts "nope" not found')


def test_one_may_do_everything_and_is_told_what_is_odd_about_the_question(shell: Shell, refusal: Refusal) -> None:
    rows = shell.line("kubectl auth can-i --list").stdout.splitlines()
    assert [row.split() for row in rows[1:]] == [["*.*", "[]", "[]", "[*]"], ["[*]", "[]", "[*]"]]
    told = shell.line("kubectl auth can-i get nodes")
    assert (told.stdout, told.stderr) == ("yes\n", "Warning: resource 'nodes' is not namespace scoped\n\n")
    assert refusal("kubectl auth can-i get").startswith("error: you must specify two arguments: verb resource")


def test_waiting_prints_what_it_waited_for(type_in: Type) -> None:
    assert type_in("kubectl wait --for=condition=Ready node/node-1 -o name") == "node/node-1\n"
    assert '"kind": "Node"' in type_in("kubectl wait --for=condition=Ready node/node-1 -o json")


def test_fields_are_explained_by_name_and_type(type_in: Type) -> None:
    assert type_in("kubectl explain configmap").splitlines()[3:] == [
        "FIELDS:",
        "  apiVersion\t<string>",
        "  binaryData\t<map[string]string>",
        "  data\t<map[string]string>",
        "  immutable\t<boolean>",
        "  kind\t<string>",
        "  metadata\t<ObjectMeta>",
    ]
    deeper = type_in("kubectl explain deployment.spec.strategy --recursive")
    assert "  rollingUpdate\t<RollingUpdateDeployment>\n    maxSurge\t<IntOrString>\n" in deeper


def test_a_slip_of_the_pen_deep_inside_a_pod_is_found(shell: Shell, refusal: Refusal) -> None:
    container = {"name": "c", "image": "nginx:1.25", "securityContext": {"capabilities": {"drp": ["ALL"]}}}
    spec = {"securityContext": {"runAsUsr": 1}, "containers": [container]}
    shell.files["pod.json"] = json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec})
    assert refusal("kubectl create -f pod.json").endswith(
        'strict decoding error: unknown field "spec.containers[0].securityContext.capabilities.drp", '
        'unknown field "spec.securityContext.runAsUsr"'
    )


def test_a_binding_is_for_more_subjects_once_they_are_set(type_in: Type, refusal: Refusal) -> None:
    type_in("kubectl create rolebinding b --role=r --user=ann")
    assert type_in("kubectl set subject rolebinding b --group=team --serviceaccount=default:x") == (
        "rolebinding.rbac.authorization.k8s.io/b subjects updated\n"
    )
    assert type_in("kubectl get rolebinding b -o wide --no-headers").split()[-3:] == ["ann", "team", "default/x"]
    assert refusal("kubectl set subject rolebinding b").startswith("error: you must specify at least one value of user")


@pytest.mark.parametrize(
    ("line", "code", "complaint"),
    [
        ("config get-contexts nope", 1, "error: context nope not found"),
        ("config set-context", 1, "error: you must specify a non-empty context name or --current"),
        ("config nope", 1, "error: unknown command \"nope\"\nSee 'kubectl config -h' for help and examples"),
        ("config view --bogus", 1, "error: unknown flag: --bogus\nSee 'kubectl config view --help' for usage."),
        ("top nodes --bogus", 1, "error: unknown flag: --bogus\nSee 'kubectl top node --help' for usage."),
        ("top nope", 1, "error: unknown command \"nope\"\nSee 'kubectl top -h' for help and examples"),
        ("diff x", 2, "error: Unexpected args: [x]\nSee 'kubectl diff -h' for help and examples"),
        ("diff --bogus", 2, "error: unknown flag: --bogus\nSee 'kubectl diff -h' for help and examples"),
        (
            "apply -f http://x.invalid/y.yaml",
            1,
            "Unable to connect to the server: dial tcp: lookup x.invalid: no such host",
        ),
    ],
)
def test_what_is_typed_wrong_is_told_by_the_command_that_it_was_typed_at(
    shell: Shell, line: str, code: int, complaint: str
) -> None:
    result = shell.line(f"kubectl {line}")
    assert (result.code, result.stderr.strip()) == (code, complaint)


def test_no_more_logs_are_followed_than_asked(type_in: Type, refusal: Refusal) -> None:
    type_in("kubectl create deployment web --image=nginx:1.25 --replicas=3", then=5)
    assert refusal("kubectl logs -f -l app=web --max-log-requests=2") == (
        "error: you are attempting to follow 3 log streams, but maximum allowed concurrency is 2, use "
        "--max-log-requests to increase the limit"
    )


def test_a_backend_is_described_with_its_addresses_or_with_what_is_missing(type_in: Type) -> None:
    type_in("kubectl create deployment web --image=nginx:1.25; kubectl expose deployment web --port=80", then=5)
    type_in("kubectl create ingress i --rule=a/b=web:80 --rule=a/c=nope:80")
    told = type_in("kubectl describe ingress i")
    assert re.search(r"/b +web:80 \(10\.\d+\.\d+\.\d+:80\)", told)
    assert '/c   nope:80 (<error: services "nope" not found>)' in told
