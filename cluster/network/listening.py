"""Which ports a Pod's programs listen on. Kubernetes does not know that: containerPort is only a note. Nothing runs in
these containers, so it is read off the notes there are and off what well-known images do."""

import re

from ..values import Object, at

PORTS: dict[str, tuple[int, ...]] = {
    "nginx": (80,),
    "httpd": (80,),
    "traefik": (80,),
    "redis": (6379,),
    "memcached": (11211,),
    "mysql": (3306,),
    "mariadb": (3306,),
    "postgres": (5432,),
    "mongo": (27017,),
    "rabbitmq": (5672, 15672),
    "elasticsearch": (9200, 9300),
    "etcd": (2379, 2380),
    "registry": (5000,),
    "busybox": (),
    "alpine": (),
    "debian": (),
    "ubuntu": (),
    "pause": (),
}
_NAME = re.compile(r"([^/:@]+)(?:[:@][^/]*)?$")


def listens_on(pod: Object) -> set[int] | None:
    """None: on whatever it is asked, as far as anybody can tell."""
    found: set[int] = set()
    for container in pod["spec"]["containers"]:
        stated = {port["containerPort"] for port in container.get("ports") or []}
        image = _NAME.search(container.get("image", ""))
        known = PORTS.get(image.group(1)) if image else None
        if known is None and not stated:
            return None
        found |= stated | set(known or ())
    return found


def runs(pod: Object) -> bool:
    return any("running" in (one.get("state") or {}) for one in at(pod, "status", "containerStatuses", default=[]))
