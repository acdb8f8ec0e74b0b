"""What the kubelet keeps of a Pod and of its containers: plain JSON, so that it fits into a snapshot."""

from ..values import Object


def new_container() -> Object:
    return {
        "state": "waiting",  # waiting, pulling, running, terminated
        "due": 0.0,  # when something is to happen next; 0: when its turn comes, -1: nothing
        "started": False,  # has run at least once
        "begun": False,  # past its startup probe
        "ready": False,
        "restarts": 0,
        "crashes": 0,  # in a row, for the back-off
        "pulls": 0,  # failed in a row
        "exit": 0,
        "startedAt": 0.0,
        "finishedAt": 0.0,
        "id": "",
        "imageID": "",
        "reason": "",
        "message": "",
        "last": None,
    }


def new_pod(pod: Object, start_time: str) -> Object:
    spec = pod["spec"]
    return {
        "uid": pod["metadata"]["uid"],
        "startTime": start_time,
        "ip": "",
        "prepared": False,
        "inits": {c["name"]: new_container() for c in spec.get("initContainers") or []},
        "containers": {c["name"]: new_container() for c in spec["containers"]},
        "killing": 0.0,  # when the containers will have stopped
        "stopped": False,
        "failed": False,
    }


def every_container(pod: Object, record: Object) -> list[tuple[Object, Object]]:
    """(spec, record) of each, the init containers first."""
    spec = pod["spec"]
    inits = [(c, record["inits"][c["name"]]) for c in spec.get("initContainers") or [] if c["name"] in record["inits"]]
    return inits + [
        (c, record["containers"][c["name"]]) for c in spec["containers"] if c["name"] in record["containers"]
    ]
