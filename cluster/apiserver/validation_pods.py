"""What a Pod, or the template of one, must look like."""

import re

from .. import images, quantity
from ..values import Object, at
from . import names
from .errors import Problem, duplicate, invalid, not_allowed, required, unknown, unsupported

PULL_POLICIES = images.POLICIES
PORT = "must be between 1 and 65535, inclusive"
_ENV = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt")


def pod_spec(spec: Object, path: str, policies: tuple[str, ...] = ("Always", "OnFailure", "Never")) -> list[Problem]:
    found: list[Problem] = []
    volumes = _volumes(spec.get("volumes") or [], f"{path}.volumes", found)
    containers = spec.get("containers") or []
    if not containers:
        found.append(required(f"{path}.containers"))
    seen: set[str] = set()
    for kind in ("containers", "initContainers"):
        for place, container in enumerate(spec.get(kind) or []):
            found += _container(container, f"{path}.{kind}[{place}]", seen, volumes)
    if spec.get("restartPolicy") not in policies:
        found.append(unsupported(f"{path}.restartPolicy", spec.get("restartPolicy", ""), policies))
    for value in (spec.get("nodeSelector") or {}).values():
        found += names.value_problems(value, f"{path}.nodeSelector")
    for key in spec.get("nodeSelector") or {}:
        found += names.key_problems(key, f"{path}.nodeSelector")
    if spec.get("nodeName"):
        found += names.name_problems(spec["nodeName"], "Node", f"{path}.nodeName")
    for place, toleration in enumerate(spec.get("tolerations") or []):
        found += _toleration(toleration, f"{path}.tolerations[{place}]")
    if (spec.get("activeDeadlineSeconds") or 1) < 1:
        found.append(
            invalid(
                f"{path}.activeDeadlineSeconds",
                spec["activeDeadlineSeconds"],
                "must be between 1 and 2147483647, inclusive",
            )
        )
    if (spec.get("terminationGracePeriodSeconds") or 0) < 0:
        value = spec["terminationGracePeriodSeconds"]
        found.append(invalid(f"{path}.terminationGracePeriodSeconds", value, GREATER))
    found += _affinity(spec.get("affinity") or {}, f"{path}.affinity")
    found += _spread(spec.get("topologySpreadConstraints") or [], f"{path}.topologySpreadConstraints")
    return found


GREATER = "must be greater than or equal to 0"


def _volumes(volumes: list[Object], path: str, found: list[Problem]) -> set[str]:
    seen: set[str] = set()
    for place, volume in enumerate(volumes):
        name, here = volume.get("name", ""), f"{path}[{place}]"
        if not name:
            found.append(required(f"{here}.name"))
        else:
            found += names.label_problems(name, f"{here}.name")
        if name in seen:
            found.append(duplicate(f"{here}.name", name))
        seen.add(name)
        if at(volume, "persistentVolumeClaim") is not None and not at(volume, "persistentVolumeClaim", "claimName"):
            found.append(required(f"{here}.persistentVolumeClaim.claimName"))
        if len(volume) > 2:
            found.append(
                not_allowed(f"{here}.{sorted(set(volume) - {'name'})[1]}", "may not specify more than 1 volume type")
            )
    return seen


def _container(container: Object, path: str, seen: set[str], volumes: set[str]) -> list[Problem]:
    found: list[Problem] = []
    name = container.get("name", "")
    if not name:
        found.append(required(f"{path}.name"))
    else:
        found += names.label_problems(name, f"{path}.name")
    if name in seen:
        found.append(duplicate(f"{path}.name", name))
    seen.add(name)
    if not container.get("image"):
        found.append(required(f"{path}.image"))
    elif container["image"].strip() != container["image"]:
        found.append(invalid(f"{path}.image", container["image"], "must not have leading or trailing whitespace"))
    if container.get("imagePullPolicy") not in PULL_POLICIES:
        supported = tuple(sorted(PULL_POLICIES))
        found.append(unsupported(f"{path}.imagePullPolicy", container.get("imagePullPolicy", ""), supported))
    found += _ports(container.get("ports") or [], f"{path}.ports")
    for place, variable in enumerate(container.get("env") or []):
        found += _variable(variable, f"{path}.env[{place}]")
    found += _mounts(container.get("volumeMounts") or [], f"{path}.volumeMounts", volumes)
    found += resources(container.get("resources") or {}, f"{path}.resources")
    for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
        if probe in container:
            found += _probe(container[probe], f"{path}.{probe}", probe)
    return found


def _ports(ports: list[Object], path: str) -> list[Problem]:
    found: list[Problem] = []
    seen: set[str] = set()
    for place, port in enumerate(ports):
        here = f"{path}[{place}]"
        number, host = port.get("containerPort", 0), port.get("hostPort", 0)
        if not number:
            found.append(required(f"{here}.containerPort"))
        elif not 1 <= number <= 65535:
            found.append(invalid(f"{here}.containerPort", number, PORT))
        if host and not 1 <= host <= 65535:
            found.append(invalid(f"{here}.hostPort", host, PORT))
        if port.get("protocol") not in ("TCP", "UDP", "SCTP"):
            found.append(unsupported(f"{here}.protocol", port.get("protocol", ""), ("SCTP", "TCP", "UDP")))
        if port.get("name"):
            if port["name"] in seen:
                found.append(duplicate(f"{here}.name", port["name"]))
            seen.add(port["name"])
            if len(port["name"]) > 15:
                found.append(invalid(f"{here}.name", port["name"], "must be no more than 15 characters"))
    return found


def _variable(variable: Object, path: str) -> list[Problem]:
    name = variable.get("name", "")
    if not name:
        return [required(f"{path}.name")]
    if not _ENV.fullmatch(name):
        return [
            invalid(
                f"{path}.name",
                name,
                "a valid environment variable name must consist of alphabetic characters, digits, '_', "
                "'-', or '.', and "
                "must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for "
                "validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')",
            )
        ]
    if variable.get("value") and variable.get("valueFrom"):
        return [invalid(f"{path}.valueFrom", "", "may not be specified when `value` is not empty")]
    return []


def _mounts(mounts: list[Object], path: str, volumes: set[str]) -> list[Problem]:
    found: list[Problem] = []
    places: set[str] = set()
    for place, mount in enumerate(mounts):
        here, name, where = f"{path}[{place}]", mount.get("name", ""), mount.get("mountPath", "")
        if not name:
            found.append(required(f"{here}.name"))
        elif name not in volumes:
            found.append(unknown(f"{here}.name", name))
        if not where:
            found.append(required(f"{here}.mountPath"))
        elif where in places:
            found.append(invalid(f"{here}.mountPath", where, "must be unique"))
        places.add(where)
    return found


def resources(stated: Object, path: str) -> list[Problem]:
    found: list[Problem] = []
    limits, requests = stated.get("limits") or {}, stated.get("requests") or {}
    for kind, amounts in (("limits", limits), ("requests", requests)):
        for name, amount in amounts.items():
            if quantity.milli(amount) < 0:
                found.append(invalid(f"{path}.{kind}[{name}]", str(amount), GREATER))
    for name, amount in requests.items():
        if name in limits and quantity.milli(amount) > quantity.milli(limits[name]):
            detail = f"must be less than or equal to {name} limit of {limits[name]}"
            found.append(invalid(f"{path}.requests", str(amount), detail))
    return found


def _probe(probe: Object, path: str, kind: str) -> list[Problem]:
    found: list[Problem] = []
    handlers = [name for name in ("exec", "httpGet", "tcpSocket", "grpc") if name in probe]
    if not handlers:
        found.append(required(path, "must specify a handler type"))
    for name in handlers[1:]:
        found.append(not_allowed(f"{path}.{name}", "may not specify more than 1 handler type"))
    for field in ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"):
        if probe.get(field, 0) < 0:
            found.append(invalid(f"{path}.{field}", probe[field], GREATER))
    if kind != "readinessProbe" and probe.get("successThreshold", 1) != 1:
        found.append(invalid(f"{path}.successThreshold", probe["successThreshold"], "must be 1"))
    return found


def _toleration(toleration: Object, path: str) -> list[Problem]:
    found: list[Problem] = []
    operator, effect = toleration.get("operator") or "Equal", toleration.get("effect", "")
    if operator not in ("Equal", "Exists"):
        found.append(unsupported(f"{path}.operator", operator, ("Equal", "Exists")))
    if not toleration.get("key") and operator != "Exists":
        found.append(
            invalid(
                f"{path}.operator",
                operator,
                'operator must be Exists when `key` is empty, which means "match all values and all keys"',
            )
        )
    if operator == "Exists" and toleration.get("value"):
        found.append(
            invalid(f"{path}.operator", toleration["value"], "value must be empty when `operator` is 'Exists'")
        )
    if effect and effect not in EFFECTS:
        found.append(unsupported(f"{path}.effect", effect, EFFECTS))
    return found


EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


def _affinity(affinity: Object, path: str) -> list[Problem]:
    found: list[Problem] = []
    required_terms = at(affinity, "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
    if required_terms is not None:
        here = f"{path}.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"
        terms = required_terms.get("nodeSelectorTerms") or []
        if not terms:
            found.append(required(here, "must have at least one node selector term"))
        for place, term in enumerate(terms):
            for number, expression in enumerate(term.get("matchExpressions") or []):
                found += _expression(expression, f"{here}[{place}].matchExpressions[{number}]")
    for kind in ("podAffinity", "podAntiAffinity"):
        for place, term in enumerate(at(affinity, kind, "requiredDuringSchedulingIgnoredDuringExecution", default=[])):
            if not term.get("topologyKey"):
                here = f"{path}.{kind}.requiredDuringSchedulingIgnoredDuringExecution[{place}].topologyKey"
                found.append(required(here, "can not be empty"))
    return found


def _expression(expression: Object, path: str) -> list[Problem]:
    operator = expression.get("operator", "")
    if operator not in OPERATORS:
        return [invalid(f"{path}.operator", operator, "not a valid selector operator")]
    if operator in ("In", "NotIn") and not expression.get("values"):
        return [required(f"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'")]
    return []


def _spread(constraints: list[Object], path: str) -> list[Problem]:
    found: list[Problem] = []
    for place, constraint in enumerate(constraints):
        here = f"{path}[{place}]"
        if constraint.get("maxSkew", 0) < 1:
            found.append(invalid(f"{here}.maxSkew", constraint.get("maxSkew", 0), "must be greater than zero"))
        if not constraint.get("topologyKey"):
            found.append(required(f"{here}.topologyKey", "can not be empty"))
        actions = ("DoNotSchedule", "ScheduleAnyway")
        if constraint.get("whenUnsatisfiable") not in actions:
            found.append(unsupported(f"{here}.whenUnsatisfiable", constraint.get("whenUnsatisfiable", ""), actions))
    return found
