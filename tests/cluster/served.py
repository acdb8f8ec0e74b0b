"""The smallest server that a client can speak to: sockets in front of `handle`, and time that passes as it is asked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from cluster.apiserver.http import Request
from cluster.apiserver.watching import Watch
from cluster.cluster import Cluster

BETWEEN = 1.0  # seconds of the cluster's time before each request
POLLING = 0.01  # real seconds until the server notices that it is to stop
WATCHED = 60.0  # seconds of the cluster's time that a watch shows at most


@contextmanager
def served(cluster: Cluster) -> Iterator[str]:
    """The address. One request at a time, so that the cluster stays without threads."""

    class Door(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """The tests' output stays their own."""

        def answer(self) -> None:
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            body = b"".join(self.chunks()) or self.rfile.read(int(self.headers.get("Content-Length", 0)))
            cluster.run_until(cluster.time + BETWEEN)
            request = Request(self.command, unquote(parts.path), query, dict(self.headers), body or None)
            answer = cluster.api.handle(request)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if isinstance(answer.body, Watch):
                self.end_headers()
                self.show(answer.body)
                return
            told = (answer.body if isinstance(answer.body, str) else json.dumps(answer.body)).encode()
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def chunks(self) -> Iterator[bytes]:
            """kubectl does not know beforehand how long a file is that it passes on as it stands."""
            if self.headers.get("Transfer-Encoding") != "chunked":
                return
            while length := int(self.rfile.readline(), 16):
                yield self.rfile.read(length)
                self.rfile.readline()
            self.rfile.readline()

        def show(self, watch: Watch) -> None:
            end = min(watch.end, cluster.time + WATCHED)
            while not watch.over:
                going_on = cluster.machine.step(end)
                for event in watch:
                    self.wfile.write(json.dumps(event).encode() + b"\n")
                if not going_on:
                    return

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    with HTTPServer(("127.0.0.1", 0), Door) as server:
        Thread(target=server.serve_forever, args=(POLLING,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
