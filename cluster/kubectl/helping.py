"""kubectl help: what there is, each with a word on it; of one command, its flags."""

from collections.abc import Mapping

from .flags import specify

# In the order of need, as a learner meets them. The one place to say what a command is for.
SECTIONS: dict[str, dict[str, str]] = {
    "Make and change": {
        "apply": "make objects as a file says, or change those that are there",
        "create": "make objects of a file, or one from flags",
        "run": "start a Pod of an image",
        "expose": "put a Service in front of Pods",
        "set": "change an image, variables, resources and the like",
        "scale": "say how many Pods there should be",
        "autoscale": "let a HorizontalPodAutoscaler say so",
        "rollout": "follow, pause, undo a change of a workload's Pods",
        "label": "write labels",
        "annotate": "write annotations",
        "patch": "change fields with a patch",
        "replace": "put a file's object in place of what is there",
        "edit": "needs an editor, which is not here",
        "delete": "take objects away",
    },
    "Look": {
        "get": "objects as a table, or as -o says",
        "describe": "an object with what belongs to it, and its events",
        "events": "what has happened",
        "logs": "what a container has written",
        "top": "what Pods and nodes use, once something measures it",
        "wait": "until a condition holds",
        "diff": "what apply would change",
        "explain": "the fields of a kind",
    },
    "Nodes": {
        "cordon": "no new Pods on a node",
        "uncordon": "new Pods again",
        "drain": "cordon, and evict what runs there",
        "taint": "keep Pods away that do not tolerate it",
    },
    "The cluster": {
        "api-resources": "the kinds that there are",
        "api-versions": "the versions of the API that there are",
        "auth": "who am I, and what may I do",
        "cluster-info": "where the API server is",
        "config": "the namespace that commands are for, and the like",
        "version": "of kubectl and of the server",
    },
    "Not offered here, for nothing is inside these containers": {
        "attach": "to a container's process",
        "cp": "files out of and into a container",
        "debug": "with a container beside it",
        "exec": "a command in a container",
        "port-forward": "a port of this machine to a Pod",
        "proxy": "to the API server",
    },
}
WITHIN: dict[str, str] = {
    "apply edit-last-applied": "needs an editor, which is not here",
    "apply set-last-applied": "write the annotation that apply merges by",
    "apply view-last-applied": "show it",
    "auth can-i": "may I do this: VERB TYPE",
    "auth whoami": "who the server takes me for",
    "create token": "a token of a service account",
    "rollout history": "the revisions that can be gone back to",
    "rollout pause": "changes to a Deployment wait",
    "rollout restart": "the same Pods anew, by the workload's own strategy",
    "rollout resume": "they wait no longer",
    "rollout status": "follow it until it is done",
    "rollout undo": "back to the revision before, or to --to-revision",
    "set env": "environment variables",
    "set image": "images: CONTAINER=IMAGE",
    "set resources": "--limits and --requests",
    "set selector": "a Service's selector",
    "set subject": "whom a RoleBinding or ClusterRoleBinding is for",
    "set serviceaccount": "the account that Pods run under",
}


def page(topic: list[str], flags: Mapping[str, str]) -> str:
    """`flags` by command: what `flags.specify` reads."""
    name = next((name for size in (3, 2, 1) if (name := " ".join(topic[:size])) in flags), "")
    within = [one for one in flags if one.startswith(f"{name or ' '.join(topic[:1])} ")]
    if not name and not within:
        sections = "\n".join(f"{title}:\n{_rows(about)}\n" for title, about in SECTIONS.items())
        return (
            "kubectl asks the API server for objects, and tells it which there should be.\n\n"
            f"{sections}\nUsage:\n  kubectl [command] [TYPE] [NAME] [flags]\n\n"
            'Use "kubectl [command] --help" for the flags of a command.'
        )
    name = name or topic[0]
    parts = [_purpose(name)]
    if within:
        parts.append(
            f"Available Commands:\n{_rows({one[len(name) + 1 :]: WITHIN.get(one, '') for one in sorted(within)})}"
        )
    if name in flags:
        own = "\n".join(f"    {f'-{one.short}, ' if one.short else '    '}--{one.name}" for one in specify(flags[name]))
        parts.append(f"Options:\n{own}")
    parts.append(f"Usage:\n  kubectl {name} {'[command] ' if within else ''}[flags] [options]")
    return "\n\n".join(part for part in parts if part)


def _purpose(name: str) -> str:
    found = WITHIN.get(name) or next((about[name] for about in SECTIONS.values() if name in about), "")
    return f"{found[:1].upper()}{found[1:]}." if found else ""


def _rows(about: Mapping[str, str]) -> str:
    width = max(map(len, about)) + 3
    return "\n".join(f"  {name.ljust(width)}{words}".rstrip() for name, words in about.items())
