"""The services that a step starts, drawn: who needs whom, what runs, and what could be started next."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString

from checklists.models import Checklist, Run, Step
from checklists.starting import Service, ready
from lessons.diagrams.shapes import Text
from lessons.diagrams.spec import from_json
from lessons.diagrams.svg import draw
from lessons.trusted import trusted

_RUNS = 3  # how deeply a part is shaded


def services(checklist: Checklist) -> list[Service]:
    return [_service(one) for one in checklist.order.get("services", ())]


def _service(data: Mapping[str, Any]) -> Service:
    without = {need: Text(**text) for need, text in data["without"].items()}
    return Service(data["id"], data["command"], tuple(data["needs"]), without)


def start_order(checklist: Checklist, steps: Sequence[Step], run: Run | None, language: str) -> SafeString:
    return picture(checklist, started(checklist, steps, run), language)


def started(checklist: Checklist, steps: Sequence[Step], run: Run | None) -> list[str]:
    """The services whose start the learner has ticked."""
    key = checklist.order["step"]
    ticks = run.ticks.get(key, {}) if run else {}
    parts = [part for step in steps if step.key == key for part in step.parts]
    commands = {part.get("command") for part in parts if ticks.get(part["id"], [False])[0]}
    return [service.id for service in services(checklist) if service.command in commands]


def picture(checklist: Checklist, running: Iterable[str], language: str) -> SafeString:
    spec = from_json(checklist.order["diagram"])
    up = list(running)
    following = next((one.id for one in services(checklist) if one.id in ready(services(checklist), up)), "")
    return trusted(draw(spec, language=language, depth=dict.fromkeys(up, _RUNS), current=following))
