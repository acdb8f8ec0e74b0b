"""A load generator that costs little: raw sockets kept open, one request under way on each."""

import re
import socket
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

CONNECTIONS = 8


def request_bytes(path: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def receive(connection: socket.socket) -> tuple[int, int]:
    """Status and length, in bytes, of one whole response."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (piece := connection.recv(65536)):
            raise RuntimeError("The server hung up.")
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    length = re.search(rb"content-length: (\d+)", head, re.I)
    expected = int(length[1]) if length and status != 304 else 0
    received = len(body)
    while received < expected:
        received += len(connection.recv(65536))
    return status, len(head) + 4 + received


def requests_per_second(
    address: str, path: str, headers: Mapping[str, str], status: int, duration: float = 2.0
) -> float:
    """How many requests for `path` are answered with `status` in a second. Any other answer raises."""
    place = urlsplit(address)
    request = request_bytes(path, headers)
    connections = [socket.create_connection((place.hostname, place.port), timeout=10) for _ in range(CONNECTIONS)]
    try:
        for connection in connections:  # the first is a look at what comes, and warms the server
            connection.sendall(request)
            answer = receive(connection)
            if answer[0] != status:
                raise RuntimeError(f"{path} was answered with {answer[0]}")
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < duration:
            for connection in connections:
                connection.sendall(request)
            for connection in connections:
                if receive(connection)[0] != status:
                    raise RuntimeError(f"{path} changed its answer")
            count += CONNECTIONS
        return count / (time.perf_counter() - start)
    finally:
        for connection in connections:
            connection.close()
