"""kubectl apply and its kin: what is merged, who owns it, and what is told of several objects at once."""

import json
from collections.abc import Callable

import pytest

from cluster.shell.session import Shell

Type = Callable[..., str]

HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n"
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx:1.27
        env:
        - {name: A, value: "1"}
        - {name: B, value: "2"}
"""


def _environment(type_in: Type) -> list[str]:
    found = type_in("kubectl get deploy web -o jsonpath={.spec.template.spec.containers[0].env[*].name}")
    return found.split()


def test_what_was_added_by_hand_stays_and_what_is_left_out_goes(shell: Shell, type_in: Type) -> None:
    shell.files["web.yaml"] = DEPLOYMENT
    type_in("kubectl apply -f web.yaml")
    type_in("kubectl set env deploy/web C=3")
    shell.files["web.yaml"] = DEPLOYMENT.replace('        - {name: A, value: "1"}\n', "")
    assert type_in("kubectl apply -f web.yaml") == "deployment.apps/web configured\n"
    assert sorted(_environment(type_in)) == ["B", "C"]


def test_a_list_takes_the_order_of_the_manifest(shell: Shell, type_in: Type) -> None:
    shell.files["web.yaml"] = DEPLOYMENT
    type_in("kubectl apply -f web.yaml")
    first, second = '        - {name: A, value: "1"}\n', '        - {name: B, value: "2"}\n'
    shell.files["web.yaml"] = DEPLOYMENT.replace(first + second, second + first)
    assert type_in("kubectl apply -f web.yaml") == "deployment.apps/web configured\n"
    assert _environment(type_in) == ["B", "A"]


def test_a_patched_in_item_stands_before_the_others(type_in: Type) -> None:
    type_in("kubectl create deploy web --image=nginx")
    body = {"spec": {"template": {"spec": {"containers": [{"name": "side", "image": "redis"}]}}}}
    type_in(f"kubectl patch deploy web -p '{json.dumps(body)}'")
    assert type_in("kubectl get deploy web -o jsonpath={.spec.template.spec.containers[*].name}") == "side nginx"


def test_finalizers_are_merged_by_a_strategic_patch(type_in: Type) -> None:
    type_in("kubectl create cm c")
    for patch in ('["x.org/a"]', '["x.org/b"]', "[]"):
        type_in(f'kubectl patch cm c -p \'{{"metadata":{{"finalizers":{patch}}}}}\'')
    assert sorted(type_in("kubectl get cm c -o jsonpath={.metadata.finalizers[*]}").split()) == ["x.org/a", "x.org/b"]


def test_a_manifest_that_says_null_is_configured_each_time(type_in: Type) -> None:
    piped = "kubectl create cm c --from-literal=a=1 --dry-run=client -o yaml | kubectl apply -f -"
    assert [type_in(piped) for _ in range(3)] == [f"configmap/c {verb}\n" for verb in ("created", *["configured"] * 2)]


def test_a_client_side_dry_run_shows_what_is_there(shell: Shell, type_in: Type) -> None:
    shell.files["c.yaml"] = HEAD + "data: {a: '1'}\n"
    type_in("kubectl apply -f c.yaml")
    assert type_in("kubectl apply -f c.yaml --dry-run=client") == "configmap/c configured (dry run)\n"
    shell.files["c.yaml"] = HEAD + "data: {a: '2'}\n"
    assert type_in("kubectl apply -f c.yaml --dry-run=client -o jsonpath={.data.a}") == "1"
    assert type_in("kubectl apply -f c.yaml --dry-run=server -o jsonpath={.data.a}") == "2"


def test_one_bad_object_does_not_keep_the_others_from_being_made(shell: Shell) -> None:
    bad, good = HEAD.replace("name: c", "name: BAD"), HEAD
    unknown = HEAD.replace("ConfigMap", "Foo")
    shell.files["all.yaml"] = "---\n".join([bad, unknown, good])
    result = shell.line("kubectl apply -f all.yaml")
    assert (result.code, result.stdout) == (1, "configmap/c created\n")
    told = result.stderr.splitlines()
    assert told[0].startswith('resource mapping not found for name: "c"')
    assert told[2].startswith('Error from server (Invalid): error when creating "all.yaml": ConfigMap "BAD" is invalid')


def test_what_was_applied_last_can_be_seen_and_set(shell: Shell, type_in: Type) -> None:
    shell.files["c.yaml"] = HEAD + "data: {a: '1'}\n"
    type_in("kubectl create -f c.yaml")
    assert "no last-applied-configuration annotation" in shell.line("kubectl apply set-last-applied -f c.yaml").stderr
    assert type_in("kubectl apply set-last-applied -f c.yaml --create-annotation") == "configmap/c configured\n"
    assert type_in("kubectl apply set-last-applied -f c.yaml") == "set-last-applied c: no changes required.\n"
    assert type_in("kubectl apply view-last-applied cm c").splitlines()[:3] == ["apiVersion: v1", "data:", '  a: "1"']


def test_the_server_takes_over_from_the_client_what_nobody_else_has_changed(shell: Shell, type_in: Type) -> None:
    shell.files["c.yaml"] = HEAD + "data: {a: '1', b: '1'}\n"
    type_in("kubectl apply -f c.yaml")
    shell.files["c.yaml"] = HEAD + "data: {a: '2'}\n"
    assert type_in("kubectl apply --server-side -f c.yaml") == "configmap/c serverside-applied\n"
    assert type_in("kubectl get cm c -o jsonpath={.data}") == '{"a":"2"}'
    assert '"a":"2"' in type_in("kubectl apply view-last-applied cm c -o json").replace(" ", "")


def test_the_server_refuses_what_somebody_else_has_changed_since(shell: Shell, type_in: Type) -> None:
    shell.files["web.yaml"] = DEPLOYMENT
    type_in("kubectl apply -f web.yaml")
    type_in("kubectl scale deploy web --replicas=5")
    result = shell.line("kubectl apply --server-side -f web.yaml")
    assert result.code == 1
    assert result.stderr.startswith("error: Apply failed with 1 conflict: conflict with")
    assert ".spec.replicas\n" in result.stderr
    type_in("kubectl apply --server-side --force-conflicts -f web.yaml")
    assert type_in("kubectl get deploy web -o jsonpath={.spec.replicas}") == "2"


def test_diff_shows_nothing_for_what_was_applied_and_a_line_for_what_changes(shell: Shell, type_in: Type) -> None:
    shell.files["c.yaml"] = HEAD + "data: {a: '1'}\n"
    type_in("kubectl apply -f c.yaml")
    assert type_in("kubectl diff -f c.yaml") == ""
    shell.files["c.yaml"] = HEAD + "data: {a: '2'}\n"
    result = shell.line("kubectl diff -f c.yaml")
    assert result.code == 1
    assert '-  a: "1"' in result.stdout.splitlines()
    assert '+  a: "2"' in result.stdout.splitlines()
    assert shell.line("kubectl diff -f nothing.yaml").code == 2


def test_delete_does_the_others_where_one_is_missing(shell: Shell, type_in: Type) -> None:
    type_in("kubectl create cm a")
    result = shell.line("kubectl delete cm nope a")
    assert (result.code, result.stdout) == (1, 'configmap "a" deleted\n')
    assert type_in("kubectl delete pods --all") == "No resources found\n"


def test_a_client_side_dry_run_writes_nothing(type_in: Type) -> None:
    type_in("kubectl create deploy web --image=nginx")
    said = type_in('kubectl patch deploy web -p \'{"spec":{"replicas":3}}\' --dry-run=client')
    assert said == "deployment.apps/web patched\n"
    assert type_in("kubectl scale deploy web --replicas=4 --dry-run=client") == "deployment.apps/web scaled (dry run)\n"
    assert type_in("kubectl get deploy web -o jsonpath={.spec.replicas}") == "1"


def test_label_does_the_others_where_one_is_missing(shell: Shell, type_in: Type) -> None:
    type_in("kubectl create cm a")
    result = shell.line("kubectl label cm nope a x=y")
    assert (result.code, result.stdout) == (1, "configmap/a labeled\n")
    assert result.stderr == 'Error from server (NotFound): configmaps "nope" not found\n'


def test_labels_are_listed_and_not_set_and_removed_at_once(shell: Shell, type_in: Type) -> None:
    type_in("kubectl create cm a")
    type_in("kubectl label cm a x=y")
    assert type_in("kubectl label cm a --list") == "x=y\n"
    said = shell.line("kubectl label cm a x=z x-").stderr
    assert said == "error: can not both modify and remove a label in the same command\n"


def test_diff_tells_of_secrets_only_which_values_change(shell: Shell, type_in: Type) -> None:
    head = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: "
    shell.files["s.yaml"] = head + "{a: one, b: same}\n"
    type_in("kubectl apply -f s.yaml")
    shell.files["s.yaml"] = head + "{a: two, b: same, c: new}\n"
    lines = shell.line("kubectl diff -f s.yaml").stdout.splitlines()
    assert lines[6:10] == ["-  a: '*** (before)'", "+  a: '*** (after)'", "   b: '***'", "+  c: '***'"]


def test_a_dry_run_of_what_the_server_applies_tells_that_the_annotation_stays_the_clients(
    shell: Shell, type_in: Type
) -> None:
    shell.files["c.yaml"] = HEAD + "data: {a: '1'}\n"
    type_in("kubectl apply -f c.yaml")
    shell.files["c.yaml"] = HEAD + "data: {a: '1', b: '2'}\n"
    result = shell.line("kubectl apply --server-side --dry-run=server -f c.yaml")
    assert (result.code, result.stdout) == (0, "configmap/c serverside-applied (server dry run)\n")
    assert result.stderr.startswith("Warning: failed to migrate kubectl.kubernetes.io/last-applied-configuration")
    assert shell.line("kubectl apply --server-side -f c.yaml").stderr == ""


def test_apply_wants_a_name_of_ones_own(shell: Shell) -> None:
    shell.files["c.yaml"] = "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: c-}\n"
    assert shell.line("kubectl apply -f c.yaml").stderr == "error: from c-: cannot use generate name with apply\n"


def test_y_and_n_are_booleans_in_a_manifest(shell: Shell, type_in: Type) -> None:
    shell.files["c.yaml"] = HEAD + "immutable: n\n"
    type_in("kubectl apply -f c.yaml")
    assert type_in("kubectl get cm c -o jsonpath={.immutable}") == "false"


def test_patch_works_on_a_file_alone_and_on_scales(shell: Shell, type_in: Type) -> None:
    shell.files["c.yaml"] = HEAD + "data: {a: '1'}\n"
    local = 'kubectl patch -f c.yaml --local --type=merge -o yaml -p \'{"data":{"b":"2"}}\''
    assert type_in(local) == 'apiVersion: v1\ndata:\n  a: "1"\n  b: "2"\nkind: ConfigMap\nmetadata:\n  name: c\n'
    type_in("kubectl create deploy web --image=nginx")
    scaled = 'kubectl patch deploy web --subresource=scale --type=merge -p \'{"spec":{"replicas":2}}\''
    assert type_in(scaled) == "scale.autoscaling/web patched\n"
    assert type_in(scaled) == "scale.autoscaling/web patched (no change)\n"


def test_replace_takes_the_flags_of_deleting_with_force_alone(shell: Shell) -> None:
    shell.files["c.yaml"] = HEAD
    wrong = {
        "--grace-period=1": "--grace-period must have --force specified",
        "--timeout=1s": "--timeout must have --force specified",
        "--force --dry-run=server": "--dry-run can not be used when --force is set",
        "--force --cascade=x": 'invalid cascade value (x). Must be "background", "foreground", or "orphan"',
    }
    for flags, said in wrong.items():
        assert shell.line(f"kubectl replace -f c.yaml {flags}").stderr == f"error: {said}\n"


def test_labels_and_scales_are_written_over_the_version_that_was_meant_alone(shell: Shell, type_in: Type) -> None:
    type_in("kubectl create cm a; kubectl create cm b; kubectl create deploy web --image=nginx")
    assert "(Conflict)" in shell.line("kubectl label cm a x=y --resource-version=1").stderr
    said = shell.line("kubectl annotate cm a b x=y --resource-version=1").stderr
    assert said == "error: --resource-version may only be used with a single resource\n"
    said = shell.line("kubectl scale deploy web --replicas=2 --resource-version=1").stderr
    assert said.startswith("error: Expected resource version to be 1, was ")
    assert type_in("kubectl get deploy web -o jsonpath={.spec.replicas}") == "1"


def test_labels_of_several_are_listed_by_object(type_in: Type) -> None:
    type_in("kubectl create cm a; kubectl create cm b; kubectl label cm a x=y")
    said = "Listing labels for ConfigMap./a:\n x=y\nListing labels for ConfigMap./b:\n"
    assert type_in("kubectl label cm a b --list") == said


def test_generators_refuse_flags_that_cannot_be_meant_together(shell: Shell) -> None:
    wrong = {
        "create deploy a --image=a --image=b -- date": "cannot specify multiple --image options and command",
        "create job j --image=a --from=cronjob/c": "either --image or --from must be specified",
        "create pdb b --selector=a=b --min-available=1 --max-unavailable=1": (
            "min-available and max-unavailable cannot be both specified"
        ),
        "create role r --verb=get": "at least one resource must be specified",
        "create rolebinding b --user=u": "exactly one of clusterrole or role must be specified",
        "run p --image=a --env=A": "invalid env: A",
        "run p --image=a --labels=a": "unexpected label spec: a",
    }
    for command, said in wrong.items():
        result = shell.line(f"kubectl {command}")
        assert (result.code, result.stderr) == (1, f"error: {said}\n")
    said = shell.line("kubectl run p --image=a --rm").stderr
    assert said.startswith("error: --rm should only be used for attached containers\n")


def test_expose_takes_a_selector_for_what_it_makes(type_in: Type) -> None:
    type_in("kubectl create deploy web --image=nginx")
    made = "kubectl expose deploy web --port=80 --selector=a=b --external-ip=1.2.3.4 --dry-run=client"
    assert type_in(f"{made} -o jsonpath={{.spec.selector}}{{.spec.externalIPs}}") == '{"a":"b"}["1.2.3.4"]'


def test_without_its_version_an_object_is_looked_for_where_nothing_is(shell: Shell) -> None:
    shell.files["c.yaml"] = "kind: ConfigMap\nmetadata: {name: c}\n"
    why = "the server could not find the requested resource"
    for command, said in (
        ("apply --validate=false", f'creating "c.yaml": {why} (post configmaps)'),
        ("delete", f'deleting "c.yaml": {why} (delete configmaps c)'),
    ):
        assert shell.line(f"kubectl {command} -f c.yaml").stderr == f"Error from server (NotFound): error when {said}\n"
    shell.files["d.yaml"] = "kind: Deployment\nmetadata: {name: d}\n"
    said = shell.line("kubectl apply --validate=false -f d.yaml").stderr
    assert 'no matches for kind "Deployment" in version ""\n' in said


def test_run_makes_a_service_beside_the_pod_where_it_is_to_be_exposed(type_in: Type) -> None:
    assert type_in("kubectl run p --image=nginx --port=80 --expose") == "service/p created\npod/p created\n"
    assert type_in("kubectl get svc p -o jsonpath={.spec.selector}{.spec.ports[0].targetPort}") == '{"run":"p"}80'


def test_only_what_has_a_scale_is_scaled_by_itself(shell: Shell, type_in: Type) -> None:
    type_in("kubectl create job j --image=busybox")
    said = shell.line("kubectl autoscale job j --max=5").stderr
    assert said.startswith(
        "error: cannot autoscale a Job: could not find scale subresource for batch/v1, Resource=jobs"
    )


def test_a_kind_that_nobody_serves_is_told_of_after_the_rest(shell: Shell) -> None:
    kinds = (("ConfigMap", "one"), ("Nope", "it"), ("ConfigMap", "other"))
    shell.files["all.yaml"] = "---\n".join(f"apiVersion: v1\nkind: {k}\nmetadata: {{name: {n}}}\n" for k, n in kinds)
    assert shell.line("kubectl create -f all.yaml").stdout == "configmap/one created\nconfigmap/other created\n"
    assert [line.partition(" ")[0] for line in shell.line("kubectl create -f all.yaml").stderr.splitlines()] == [
        "Error",
        "Error",
        "resource",
        "ensure",
    ]


@pytest.mark.parametrize(
    ("patch", "complaint"),
    [
        ("-p '{'", "Error from server (BadRequest): unexpected end of JSON input"),
        ("--type=merge -p '{'", "Error from server (BadRequest): error decoding patch: unexpected end of JSON input"),
        (
            "-p '\"x\"'",
            "Error from server (BadRequest): json: cannot unmarshal string into Go value of type "
            "map[string]interface {}",
        ),
        ("-p '{' --dry-run=client", "error: invalid JSON document"),
    ],
)
def test_a_patch_that_cannot_be_read_is_refused(
    shell: Shell, refusal: Callable[[str], str], patch: str, complaint: str
) -> None:
    assert refusal(f"kubectl patch node node-1 {patch}") == complaint


def test_what_would_be_done_otherwise_than_asked_is_refused(shell: Shell, refusal: Callable[[str], str]) -> None:
    shell.files["c.yaml"] = HEAD
    assert "--overwrite=false is not offered here" in refusal("kubectl apply -f c.yaml --overwrite=false")
