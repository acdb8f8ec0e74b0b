"""Where to go for what people type by habit, and what this shell does not have."""

_TRACE = "to follow a packet: trace POD SERVICE 80"
_FILE = "to write a file: cat > web.yaml <<EOF, its lines, EOF; to change an object: kubectl patch or apply"
_IMAGES = "an image is there when its name is asked for; to build another under the same name: push shop:v1"
_MACHINE = "there is no machine here; for the cluster's own programs: components, stop, start"
_LINES = "one line after another here: no loops, no conditions"
_FILTERS = "to pick from what kubectl prints: grep, awk, cut, sed, sort, or -o jsonpath"

HINTS: dict[str, str] = {
    **dict.fromkeys(("curl", "dig", "nc", "nslookup", "ping", "telnet", "wget"), _TRACE),
    **dict.fromkeys(("edit", "nano", "vi", "vim"), _FILE),
    **dict.fromkeys(("docker", "nerdctl", "podman"), _IMAGES),
    "crictl": "to see what each node has: images",
    **dict.fromkeys(
        ("ssh", "sudo", "systemctl", "service", "journalctl", "kubeadm", "etcdctl", "yum", "apt"), _MACHINE
    ),
    **dict.fromkeys(("do", "done", "for", "function", "if", "while"), _LINES),
    **dict.fromkeys(("jq", "perl", "python", "python3", "yq"), _FILTERS),
    "alias": "k is kubectl already",
    "clear": "Ctrl-L",
    "date": "the prompt tells the cluster's time; advance 30s lets it pass",
    "watch": "kubectl get -w, or advance 30s",
    "helm": "manifests alone: kubectl apply -f",
}
