"""The interactive shell's own verbs, and the way of a packet."""

import pytest

from cluster.cluster import Cluster
from cluster.shell.interactive import Console
from cluster.shell.protocol import serve


@pytest.fixture
def console() -> Console:
    console = Console(Cluster(images=["nginx:1.25"]))
    for line in (
        "kubectl create deploy web --image=nginx:1.25 --replicas=2",
        "kubectl expose deploy web --port=80",
        "kubectl run client-pod --image=nginx:1.25",
        "advance 5s",
    ):
        console.enter(line)
    return console


def test_time_passes_when_it_is_told_to(console: Console) -> None:
    before = console.cluster.time
    assert "it is 00:02:" in console.enter("advance 2m")
    assert console.cluster.time - before > 120
    assert console.enter("advance soon").startswith("advance: how long?")


def test_a_stopped_scheduler_leaves_pods_pending(console: Console) -> None:
    console.enter("stop scheduler")
    console.enter("kubectl run late --image=nginx:1.25")
    console.enter("advance 10s")
    assert "Pending" in console.enter("kubectl get pod late")
    console.enter("start scheduler")
    console.enter("advance 5s")
    assert "Running" in console.enter("kubectl get pod late")
    assert console.enter("why late").startswith("late is on node-")
    assert "one of etcd" in console.enter("stop nothing")


def test_the_consequences_of_a_command_come_back_as_a_tree(console: Console) -> None:
    console.enter("kubectl scale deploy web --replicas=3")
    console.enter("advance 5s")
    writers = [line.split()[1].rstrip(":") for line in console.enter("causes").splitlines()]
    assert writers[0] == "kubectl"
    assert {"deployment-controller", "replicaset-controller", "scheduler"} <= set(writers)


def test_time_that_passes_shows_what_happened_by_itself(console: Console) -> None:
    console.enter("kubectl delete pod -l app=web --wait=false")
    told = console.enter("advance 5")
    assert "SuccessfulCreate: Created pod: web-" in told
    assert "Started: Started container nginx" in told
    assert "Created pod" not in console.enter("advance 1h").splitlines()[0]


def test_what_is_stopped_is_said_to_be_missed_and_a_whole_node_is_unplugged(console: Console) -> None:
    assert "new Pods stay Pending, without an event" in console.enter("stop scheduler")
    assert "scheduler            stopped" in console.enter("components")
    assert "unplug node-1" in console.enter("stop node-1")
    assert console.enter("unplug node-1") == "node-1 is cut off from the network\n"
    console.enter("advance 1m")
    assert "NotReady" in console.enter("kubectl get node node-1")
    console.enter("plug node-1")
    console.enter("advance 15")
    assert "NotReady" not in console.enter("kubectl get nodes")
    assert "node-4 joins the cluster" in console.enter("start node-4")


def test_a_pushed_image_is_another_one_in_the_registry_and_the_old_one_on_the_nodes(console: Console) -> None:
    console.enter("push nginx:1.25")
    rows = [line.split() for line in console.enter("images nginx").splitlines()[1:]]
    assert [row[0] for row in rows] == ["registry", "node-1", "node-2", "node-3"]
    assert len({row[2] for row in rows}) == 2
    assert rows[0][2] != rows[1][2]
    console.enter("unplug registry")
    assert "not reachable" in console.enter("images nginx")


def test_a_decision_is_a_table_of_nodes_scores_and_reasons(console: Console) -> None:
    console.enter("kubectl taint node node-1 team=a:NoSchedule")
    console.enter("kubectl cordon node-2")
    console.enter("kubectl run pinned --image=nginx:1.25")
    told = console.enter("why pinned")
    assert told.startswith("pinned is on node-3: 1 fit")
    assert "node(s) had untolerated taint {team: a}" in told
    assert "node(s) were unschedulable" in told
    console.enter("kubectl cordon node-3")
    console.enter("kubectl run nowhere --image=nginx:1.25")
    assert console.enter("why nowhere").startswith("nowhere has no node: none of 3 fits")
    assert console.enter("why nobody") == "why: there is no Pod nobody in default\n"


def test_lines_up_to_a_mark_are_the_input_of_a_command(console: Console) -> None:
    for line in ("cat > cm.yaml <<EOF", "apiVersion: v1", "kind: ConfigMap", "metadata: {name: typed}"):
        assert console.enter(line) == ""
    assert console.prompt == "> "
    console.enter("EOF")
    assert console.enter("kubectl apply -f cm.yaml") == "configmap/typed created\n"
    console.enter("cat <<EOF")
    console.interrupt()
    assert console.prompt.endswith("$ ")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("advance", "how long?"),
        ("advance -5", "how long?"),
        ("push UPPER:x", "UPPER:x is no name of an image"),
        ("unplug moon", "one of registry, node-1"),
        ("measure a b", "how much CPU?"),
        ("measure svc/kubernetes 1", "svc is not a kind whose Pods can share work"),
        ("measure deploy/nothing 1", "there is no deploy/nothing in default"),
        ("causes abc", "of which revision?"),
        ("trace web", "from where to where?"),
        ("trace client-pod web http", "http is no port"),
        ("start moon", "one of etcd"),
        ("why", "which Pod?"),
    ],
)
def test_what_is_not_understood_is_answered_with_how_it_is_meant(console: Console, line: str, complaint: str) -> None:
    told = console.enter(line)
    assert told.startswith(f"{line.split()[0]}: ")
    assert complaint in told


@pytest.mark.parametrize("line", ["help", "help trace", "help get", "help rollout status", "help kubectl"])
def test_help_helps(console: Console, line: str) -> None:
    assert len(console.enter(line).splitlines()) > 1


def test_the_example_of_the_note_heals_itself_until_its_controller_is_deleted(console: Console) -> None:
    console.enter("kubectl apply -f app_deploy_rc.yaml")
    console.enter("advance 5")
    console.enter("kubectl delete pod -l app=app")
    console.enter("advance 5")
    assert console.enter("kubectl get pods -l app=app").count("Running") == 2
    console.enter("kubectl delete rc app")
    console.enter("advance 10")
    assert "No resources found" in console.enter("kubectl get pods -l app=app")


def test_work_that_comes_in_for_a_deployment_is_shared_so_its_autoscaler_comes_to_rest(console: Console) -> None:
    console.enter("kubectl create deploy web --image=nginx")
    console.enter("kubectl set resources deploy web --requests=cpu=200m")
    console.enter("kubectl autoscale deploy web --max=9 --cpu-percent=50")
    replicas = "kubectl get hpa web -o jsonpath={.status.currentReplicas}"
    for work, comes_to in (("300m", "3"), ("0.5", "5"), ("100m", "1")):
        assert "is shared by the ready Pods of deploy/web" in console.enter(f"measure deploy/web {work}")
        console.enter("advance 10m")
        assert console.enter(replicas) == comes_to
    assert console.enter("measure web 1") == "measure: web is no Pod; its Pods together are deployments/web\n"


def test_remarks_come_before_what_was_asked_for(console: Console) -> None:
    console.enter("kubectl create deploy web --image=nginx --replicas=2; advance 10s")
    assert console.enter("kubectl logs deploy/web").splitlines()[0].startswith("Found 2 pods, using pod/web-")
    assert console.enter("kubectl get deploy web nope").splitlines()[-1].startswith("Error from server (NotFound)")


def test_the_verbs_understand_what_a_command_prints(console: Console) -> None:
    console.enter("kubectl run web --image=nginx")
    assert console.enter("measure $(kubectl get pods -l run=web -o name) 250m") == "web uses 250m of CPU now\n"


def test_causes_are_told_of_a_command_whatever_its_field_manager_is(console: Console) -> None:
    console.enter("kubectl run web --image=nginx --field-manager=ci")
    console.enter("advance 5s")
    first, second, *_ = console.enter("causes").splitlines()
    assert "ci: pods/web  created" in first
    assert "scheduler: pods/web" in second


def test_what_happens_again_and_again_is_told_once(console: Console) -> None:
    console.enter("kubectl create deploy web --image=nginx")
    console.enter("kubectl autoscale deploy web --max=9 --cpu-percent=50")
    told = console.enter("advance 3m")
    (line,) = [line for line in told.splitlines() if "FailedGetResourceMetric" in line]
    assert "  (12 times until 00:0" in line


def test_words_are_completed(console: Console) -> None:
    assert console.completions("kubectl desc") == ["describe"]
    assert "deployments" in console.completions("kubectl get depl")
    assert console.completions("kubectl get pod cli") == ["client-pod"]
    assert console.completions("stop sch") == ["scheduler"]
    assert console.completions("stop kube-proxy/") == [f"kube-proxy/node-{n}" for n in (1, 2, 3)]
    assert console.completions("kubectl get pod/cli") == ["pod/client-pod"]
    assert "--field-selector" in console.completions("kubectl get pods --field")
    assert console.completions("kubectl rollout und") == ["undo"]
    assert console.completions("kubectl create depl") == ["deployment"]
    assert console.completions("kubectl get pods -n kube-s") == ["kube-system"]
    assert console.completions("kubectl apply -f app") == ["app_deploy_rc.yaml"]
    assert console.completions("why cli") == ["client-pod"]


def test_a_program_is_answered_line_by_line_and_told_of_its_mistakes() -> None:
    answers = list(serve(['{"start": {"nodes": 1}}', "nonsense", '{"argv": ["kubectl", "get", "nodes"], "t": 1}']))
    assert answers[0] == '{"ok": true}'
    assert answers[1].startswith('{"error": "JSONDecodeError')
    assert "node-1" in answers[2]


def test_what_pods_use_is_shown_by_name_by_label_and_in_order(console: Console) -> None:
    first, second = sorted(console.enter("kubectl get po -l app=web -o name").split())
    first, second = first.removeprefix("pod/"), second.removeprefix("pod/")
    assert console.enter("kubectl top pods") == "error: Metrics API not available\n"
    assert console.enter("kubectl top").startswith("What Pods and nodes use")
    assert console.enter("kubectl top -A") == "error: pods or nodes? as in: kubectl top pods\n"
    console.enter(f"measure {first} 100m; measure {second} 250m; measure client-pod 10m; advance 20s")
    told = console.enter("kubectl top pods -l app=web --sort-by=cpu --no-headers").splitlines()
    assert [line.split()[:2] for line in told] == [[second, "250m"], [first, "100m"]]
    assert console.enter("kubectl top pod client-pod").splitlines()[1].split() == ["client-pod", "10m", "0Mi"]
    assert console.enter("kubectl top po -A --containers").splitlines()[0].split()[:3] == ["NAMESPACE", "POD", "NAME"]
    assert "10m" not in console.enter("kubectl top po -n kube-system")
    assert "not found" in console.enter("kubectl top po nobody")
    assert console.enter("kubectl top nodes").startswith("NAME     CPU(cores)   CPU(%)")


def test_what_pods_use_is_summed_below_a_rule(console: Console) -> None:
    console.enter("measure client-pod 10m; advance 20s")
    assert console.enter("kubectl top pod client-pod --sum --no-headers").splitlines() == [
        "client-pod   10m        0Mi        ",
        "             ________   ________   ",
        "             10m        0Mi        ",
    ]
    assert console.enter("kubectl top pods -A --containers --sum").splitlines()[-1].split()[0].endswith("m")
    assert console.enter("kubectl top nodes --sum") == (
        "error: unknown flag: --sum\nSee 'kubectl top node --help' for usage.\n"
    )


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("pod a b", "error: pod [NAME | -l label]\nSee 'kubectl top pod -h' for help and examples\n"),
        ("node a b", "error: node [NAME | -l label]\nSee 'kubectl top node -h' for help and examples\n"),
        ("pod a -l b=c", "error: only one of NAME or selector can be provided\n"),
        ("node a -l b=c", "error: only one of NAME or --selector can be provided\n"),
    ],
)
def test_top_takes_one_name_or_labels(console: Console, typed: str, told: str) -> None:
    assert console.enter(f"kubectl top {typed}") == told
