"""What a container does, read off its command: how long it runs, how it ends, how long it takes to stop.

There is nothing inside these containers. A command runs for the sum of its sleeps and exits with its `exit N`;
without one, a server runs for ever and a shell ends at once.
"""

import re
from typing import NamedTuple

from ..values import Object

START, STOP, STUBBORN = 0.3, 0.6, 3.0  # seconds to run nothing, to stop, and to stop what sleeps
_SHORT_LIVED = re.compile(r"(?:^|/)(?:busybox|alpine|debian|ubuntu|hello-world)(?:[:@]|$)")
_FAILING = re.compile(r"fail|nope|missing")
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}


class Run(NamedTuple):
    seconds: float | None  # None: for ever
    code: int
    stop: float  # seconds from SIGTERM to the end
    stop_code: int


def run_of(container: Object) -> Run:
    words = [*(container.get("command") or []), *(container.get("args") or [])]
    text = " ".join(map(str, words))
    if not words:
        if _SHORT_LIVED.search(container.get("image", "")):
            return Run(START, 0, STOP, 0)
        return Run(None, 0, STOP, 0)
    sleeps = "sleep" in text
    stop, code = (STUBBORN, 137) if sleeps else (STOP, 0)
    if re.search(r"\bwhile\b|\binfinity\b|tail -f", text):
        return Run(None, 0, stop, code)
    slept = sum(float(number) * _UNITS[unit] for number, unit in re.findall(r"sleep (\d+(?:\.\d+)?)([smhd]?)", text))
    exits = re.findall(r"exit (\d+)", text)
    status = int(exits[-1]) % 256 if exits else 1 if re.search(r"(?:^|[;& ])false$", text) else 0
    return Run(slept + START, status, stop, code)


def passes(probe: Object) -> bool:
    return not _FAILING.search(str({key: value for key, value in probe.items() if key in HANDLERS}))


HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")


def failure_of(probe: Object, address: str) -> str:
    if "httpGet" in probe:
        return "HTTP probe failed with statuscode: 404"
    if "tcpSocket" in probe:
        return f"dial tcp {address}:{probe['tcpSocket'].get('port')}: connect: connection refused"
    return ""
