"""What the descriptions of all kinds are put together from."""

from typing import Any

from .. import quantity, selectors, times
from ..apiserver.kinds import BY_PLURAL
from ..values import Object, at
from . import tabs
from .session import Refused, Session

NONE = "<none>"
_HIDDEN = {"kubectl.kubernetes.io/last-applied-configuration"}
_LONG = 140  # characters of an annotation, with its key, that fit on a line
_EVENTS = BY_PLURAL["events"]


class Page:
    """Lines in levels; columns are set when it is finished."""

    def __init__(self, session: Session, with_events: bool = True) -> None:
        self.session = session
        self.with_events = with_events
        self.lines: list[str] = []

    @property
    def now(self) -> float:
        return self.session.clock.now()

    def write(self, level: int, text: str) -> None:
        self.lines.append("  " * level + text)

    def row(self, level: int, title: str, value: Any) -> None:
        self.write(level, f"{title}:\t{value}")

    def text(self) -> str:
        return tabs.elastic("\n".join(self.lines)) + "\n"

    def head(self, item: Object) -> None:
        self.row(0, "Name", item["metadata"]["name"])
        if item["metadata"].get("namespace"):
            self.row(0, "Namespace", item["metadata"]["namespace"])

    def marks(self, item: Object) -> None:
        self.labels(0, "Labels", item["metadata"].get("labels"))
        self.annotations(0, "Annotations", item["metadata"].get("annotations"))

    def labels(self, level: int, title: str, labels: Object | None, gap: str = "\t") -> None:
        self.multiline(level, title, [f"{key}={(labels or {})[key]}" for key in sorted(labels or {})], gap)

    def multiline(self, level: int, title: str, values: list[str], gap: str = "\t", empty: str = NONE) -> None:
        if not values:
            self.write(level, f"{title}:{gap}{empty}")
            return
        self.write(level, f"{title}:{gap}{values[0]}")
        for value in values[1:]:
            self.write(level, f"{gap}{value}")

    def annotations(self, level: int, title: str, annotations: Object | None) -> None:
        kept = {key: value for key, value in sorted((annotations or {}).items()) if key not in _HIDDEN}
        shown = []
        for key, value in kept.items():
            text = (value or "").removesuffix("\n")
            if len(f"{key}: {text}") > _LONG or "\n" in text:
                body = "\n".join(
                    "\t  " + (line[: _LONG - 2] + "..." if len(line) > _LONG - 2 else line) for line in text.split("\n")
                )
                shown.append(f"{key}:\n{body}")
            else:
                shown.append(f"{key}: {text}")
        self.multiline(level, title, shown)

    def events(self, item: Object, uid: str = "") -> None:
        meta = item["metadata"]
        fields = {
            "involvedObject.name": meta["name"],
            "involvedObject.kind": item["kind"],
            "involvedObject.namespace": meta.get("namespace", ""),
        }
        if uid or meta.get("uid"):
            fields["involvedObject.uid"] = uid or meta["uid"]
        self.listed_events(find_events(self.session, meta.get("namespace", ""), fields))

    def listed_events(self, events: list[Object]) -> None:
        if not self.with_events:
            return
        if not events:
            self.write(0, f"Events:\t{NONE}")
            return
        self.write(0, "Events:")
        self.write(1, "Type\tReason\tAge\tFrom\tMessage")
        self.write(1, "----\t------\t----\t----\t-------")
        for event in sorted(events, key=lambda one: one.get("lastTimestamp") or ""):
            source = at(event, "source", "component") or event.get("reportingComponent", "")
            message = event.get("message", "").strip()
            self.write(1, f"{event['type']}\t{event['reason']}\t{event_age(event, self.now)}\t{source}\t{message}")


def find_events(session: Session, namespace: str, fields: dict[str, str]) -> list[Object]:
    selector = ",".join(f"{key}={value}" for key, value in fields.items())
    try:
        return session.items(_EVENTS, namespace, fields=selector)
    except Refused:
        return []


def event_age(event: Object, now: float) -> str:
    first = event.get("firstTimestamp") or event.get("eventTime") or event["metadata"]["creationTimestamp"]
    series, count = event.get("series"), event.get("count") or 1
    if series:
        return f"{times.age(series['lastObservedTime'], now)} (x{series['count']} over {times.age(first, now)})"
    if count > 1:
        return f"{times.age(event['lastTimestamp'], now)} (x{count} over {times.age(first, now)})"
    return times.age(event.get("lastTimestamp") or first, now)


def controlled_by(item: Object) -> str:
    owner = next((one for one in item["metadata"].get("ownerReferences") or [] if one.get("controller")), None)
    return f"{owner['kind']}/{owner['name']}" if owner else ""


def pairs(found: Object | None) -> str:
    return ",".join(f"{key}={value}" for key, value in sorted((found or {}).items())) or NONE


def selector_text(selector: Object | None) -> str:
    return selectors.format_selector(selector)


def percentage(part: int, whole: int) -> str:
    return f"{int(100 * part / whole) if whole else 0}%"


def amount(thousandths: int, name: str) -> str:
    if name == "memory" and thousandths:
        whole = thousandths // 1000
        for suffix, size in (("Gi", 2**30), ("Mi", 2**20), ("Ki", 2**10)):
            if whole % size == 0:
                return f"{whole // size}{suffix}"
        return str(whole)
    return quantity.spell(thousandths)
