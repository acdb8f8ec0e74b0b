"""`python -m cluster shell`: one JSON object a line in, one a line out, as a program drives the cluster.

{"start": {"nodes", "namespace", "time", "images", "profile"}}, {"file", "content"}, {"argv", "stdin", "t"},
{"node", "do", "t"}, {"component", "do", "t"}. `t` is seconds since the start; the answer to a command says the time
after it.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from .. import times
from ..cluster import Cluster
from .session import Shell

STARTUP = 0.05  # seconds that a kubectl takes before it asks anything


class Driver:
    def __init__(self) -> None:
        self.shell = Shell(Cluster(), "default")

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        if "start" in request:
            return self._start(request["start"])
        if "file" in request:
            self.shell.files[request["file"]] = request["content"]
            return {"ok": True}
        cluster = self.shell.cluster
        if "t" in request:
            cluster.run_until(max(float(request["t"]), cluster.time))
        if "argv" in request:
            cluster.run_until(cluster.time + STARTUP)
            result = self.shell.command(list(request["argv"]), request.get("stdin"))
            return {"exit": result.code, "stdout": result.stdout, "stderr": result.stderr, "t": round(cluster.time, 6)}
        if "node" in request:
            (cluster.start_node if request["do"] == "start" else cluster.stop_node)(request["node"])
            return {"ok": True}
        if "component" in request:
            (cluster.start if request["do"] == "start" else cluster.stop)(request["component"])
            return {"ok": True}
        return {"error": "none of start, file, argv, node, component"}

    def _start(self, start: dict[str, Any]) -> dict[str, Any]:
        moment = times.moment(start.get("time"))
        cluster = Cluster(
            epoch=moment if moment is not None else 1_795_000_000.0,
            nodes=int(start.get("nodes", 3)),
            namespace=start.get("namespace", "default"),
            images=start.get("images") or (),
            profile=start.get("profile", "default"),
        )
        self.shell = Shell(cluster, start.get("namespace", "default"))
        return {"ok": True}


def serve(lines: Iterable[str]) -> Iterator[str]:
    driver = Driver()
    for line in lines:
        if not line.strip():
            continue
        try:
            answer = driver.answer(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        yield json.dumps(answer)
