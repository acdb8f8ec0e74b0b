"""What happens when services are started in some order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lessons.diagrams.shapes import Text


@dataclass(frozen=True, slots=True)
class Service:
    """`command` starts it; `without` tells of each of its `needs` what is seen when that does not run yet."""

    id: str
    command: str
    needs: tuple[str, ...]
    without: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Start:
    """One start; `missing` are the needs that do not run yet, with what is seen then."""

    service: Service
    missing: tuple[tuple[str, Text], ...]


def starts(services: Iterable[Service], order: Sequence[str]) -> list[Start]:
    """The starts in `order`, ids of which unknown ones are passed over; services that it leaves out come last."""
    known = {service.id: service for service in services}
    running: set[str] = set()
    found = []
    for id in dict.fromkeys((*(id for id in order if id in known), *known)):
        service = known[id]
        found.append(
            Start(service, tuple((need, service.without[need]) for need in service.needs if need not in running))
        )
        running.add(id)
    return found


def ready(services: Iterable[Service], running: Iterable[str]) -> set[str]:
    """What can be started next."""
    up = set(running)
    return {service.id for service in services if service.id not in up and set(service.needs) <= up}
