"""kubectl label, annotate, scale, autoscale."""

import re

from ..apiserver import patches
from ..apiserver.versions import VERSIONS
from ..values import Object, at
from . import output, patching
from .create import needs, with_zero_values
from .flags import Parsed, Usage
from .problems import Several, each
from .resources import NOTHING, Target, resolve
from .session import Refused, Session
from .writing import NO_LOCAL, OBJECTS, dry, options, tell

LABEL_FLAGS = f"overwrite?; list?; {OBJECTS}"
_PAIR = re.compile(r"[^=]+=.*|[^=]+-")


def label(session: Session, parsed: Parsed, what: str = "label") -> int:
    field = f"{what}s" if what == "label" else "annotations"
    words = [word for word in parsed.arguments if not _PAIR.fullmatch(word)]
    changes = [word for word in parsed.arguments if _PAIR.fullmatch(word)]
    _agree(parsed, words, what)
    if not changes and not parsed["list"]:
        raise Usage(f"error: at least one {what} update is required")
    wanted = {word.partition("=")[0]: word.partition("=")[2] for word in changes if "=" in word}
    removed = [word[:-1] for word in changes if "=" not in word]
    if set(wanted) & set(removed):
        both = "a label in the same command"
        if what != "label":
            both = f"the following annotation(s) in the same command: {', '.join(sorted(set(wanted) & set(removed)))}"
        raise Usage(f"error: can not both modify and remove {both}")
    targets = resolve(session, parsed, words)
    if not targets and not parsed["selector"]:
        session.complain("error: no resources found")
        return 1
    if len(targets) > 1 and parsed["resource-version"]:
        raise Usage("error: --resource-version may only be used with a single resource")
    several = parsed["all"] or parsed["selector"] or len(targets) > 1

    def change(target: Target) -> None:
        item = session.get(target.kind, target.namespace, target.name)
        known = at(item, "metadata", field, default={})
        if parsed["list"]:
            if several:
                session.print(f"Listing {field} for {target.kind.kind}.{target.kind.group}/{target.name}:")
            session.out += [f"{' ' if several else ''}{key}={known[key]}\n" for key in sorted(known)]
            return
        for key in removed:
            if key not in known and what == "label":
                session.print(f'{what} "{key}" not found.')
        _overwrites(parsed, what, known, wanted)
        body: Object = {"metadata": {field: {**wanted, **{key: None for key in removed if key in known}}}}
        if parsed["resource-version"]:
            body["metadata"]["resourceVersion"] = parsed["resource-version"]
        after = {**known, **wanted}
        changed = any(known.get(key) != value for key, value in wanted.items()) or any(key in known for key in removed)
        fresh = {**item, "metadata": {**item["metadata"], field: after}}
        if (changed or parsed["resource-version"]) and dry(parsed) != "client":
            manager = parsed["field-manager"] or f"kubectl-{what if what == 'label' else 'annotate'}"
            fresh = session.patch(
                target.kind, target.namespace, target.name, body, manager, patches.MERGE, dry(parsed) == "server"
            )
        tell(session, parsed, target.kind, fresh, _verb(what, changed, wanted, known), unstructured=True)

    each(targets, change)
    return 0


def _agree(parsed: Parsed, words: list[str], what: str) -> None:
    if parsed["local"] and not parsed["filename"]:
        name = "pod" if what == "label" else "rsrc"
        raise Usage(
            f"error: can only use local files by -f {name}.yaml or --filename={name}.json when --local=true is set"
        )
    if parsed["local"]:
        raise Usage(NO_LOCAL)
    if not words and not parsed["filename"]:
        raise Usage("error: one or more resources must be specified as <resource> <name> or <resource>/<name>")


def _overwrites(parsed: Parsed, what: str, known: Object, wanted: Object) -> None:
    if parsed["overwrite"]:
        return
    for key, value in wanted.items():
        if key in known and known[key] != value:
            told = f"'{key}' already has a value ({known[key]})"
            if what == "label":
                raise Usage(f"error: {told}, and --overwrite is false")
            raise Usage(f"error: --overwrite is false but found the following declared annotation(s): {told}")


def _verb(what: str, changed: bool, wanted: Object, known: Object) -> str:
    if what != "label":
        return "annotated"
    if not changed:
        return "not labeled"
    return "labeled" if wanted else "unlabeled"


def annotate(session: Session, parsed: Parsed) -> int:
    return label(session, parsed, "annotation")


SCALE_FLAGS = f"replicas#; current-replicas#-1; timeout~; {OBJECTS}"


def scale(session: Session, parsed: Parsed) -> int:
    if "replicas" not in parsed.given:
        raise Usage('error: required flag(s) "replicas" not set')
    if parsed["replicas"] < 0:
        raise Usage("error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0")
    if not parsed.arguments and not parsed["filename"]:
        raise Usage(NOTHING)
    if parsed["output"]:
        output.printer(parsed["output"], output.NAME_FORMATS)
    targets = resolve(session, parsed, parsed.arguments)
    if len(targets) > 1 and parsed["resource-version"]:
        raise Usage("error: cannot use --resource-version with multiple resources")
    scaled = 0
    problems: list[Refused] = []
    for target in targets:
        try:
            item = session.get(target.kind, target.namespace, target.name)
        except Refused as refused:
            problems.append(refused)
            continue
        scaled += 1
        if "scale" not in target.kind.subresources:
            raise Refused({"message": "the server could not find the requested resource", "reason": "NotFound"})
        version = item["metadata"]["resourceVersion"]
        if parsed["resource-version"] not in ("", version):
            raise Usage(f"error: Expected resource version to be {parsed['resource-version']}, was {version}")
        wanted, now = parsed["current-replicas"], item["spec"].get("replicas", 1)
        if wanted not in (-1, now):
            raise Usage(f"error: Expected replicas to be {wanted}, was {now}")
        body = {"spec": {"replicas": parsed["replicas"]}}
        if dry(parsed) != "client":
            given = options(parsed, "kubectl")
            session.patch(
                target.kind, target.namespace, target.name, body, **given, content=patches.MERGE, subresource="scale"
            )
        tell(session, parsed, target.kind, item, "scaled", unstructured=True)
    if not scaled:
        raise Usage(f"error: no objects passed to scale {' '.join(map(str, problems))}".rstrip())
    if problems:
        raise Several(problems)
    return 0


AUTOSCALE_FLAGS = f"min#-1; max#-1; cpu-percent#-1; name=; save-config?; {OBJECTS}"


def autoscale(session: Session, parsed: Parsed) -> int:
    needs(parsed, "max")
    least, most = parsed["min"], parsed["max"]
    if most < 1:
        raise Usage(f"error: --max=MAXPODS is required and must be at least 1, max: {most}")
    if least > most:
        raise Usage(f"error: --max=MAXPODS must be larger or equal to --min=MINPODS, max: {most}, min: {least}")
    target, item = patching.only(session, parsed, "autoscale")
    if "scale" not in target.kind.subresources:
        raise Usage(
            f"error: cannot autoscale a {target.kind.kind}: could not find scale subresource for "
            f"{target.kind.group}/{target.kind.version}, Resource={target.kind.plural} in discovery information"
        )
    spec: Object = {
        "maxReplicas": most,
        "scaleTargetRef": {"apiVersion": item["apiVersion"], "kind": item["kind"], "name": target.name},
    }
    if least > 0:
        spec["minReplicas"] = least
    if parsed["cpu-percent"] >= 0:
        spec["targetCPUUtilizationPercentage"] = parsed["cpu-percent"]
    kind = VERSIONS["autoscaling", "v1", "horizontalpodautoscalers"].seen
    made = {
        "apiVersion": kind.api_version,
        "kind": kind.kind,
        "metadata": {"name": parsed["name"] or target.name},
        "spec": spec,
    }
    if dry(parsed) == "client":
        made = with_zero_values(made)
    else:
        made = session.create(kind, target.namespace, made, "kubectl-autoscale", dry(parsed) == "server")
    tell(session, parsed, kind, made, "autoscaled")
    return 0
