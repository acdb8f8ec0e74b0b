"""What somebody does who follows a checklist, as a browser would send it."""

import json
from typing import Any

from django.test import Client

from checklists.models import Run, Step

OURS, KUBEADM = "single-node-install", "kubeadm"
CHINESE, ENGLISH = {"accept-language": "zh-CN"}, {"accept-language": "en"}
HTMX = {"hx-request": "true"}
PASSWORD = "quay-side-42"


def step(title: str, slug: str = OURS) -> Step:
    return Step.objects.get(checklist__slug=slug, title__zh=title)


def tick(client: Client, of: Step, part: str = "-", done: bool = True, **more: Any) -> Any:
    """As the form does it. `part` is its id, "-" for the whole step."""
    said = {"tick": f"{of.key} {part} {int(done)}"} | more
    return client.post(f"/checklists/{of.checklist.slug}/ticks/", said)


def send(client: Client, said: Any, slug: str = OURS, run: Any = None) -> Any:
    """As a page does it that has queued what was ticked: `said` is [[step, part, done, moment], …]."""
    return post(client, json.dumps({"run": run, "said": said}), slug)


def post(client: Client, body: str | bytes, slug: str = OURS) -> Any:
    return client.post(f"/checklists/{slug}/ticks/", body, content_type="application/json")


def remark(client: Client, of: Step, text: str, **more: Any) -> Any:
    return client.post(f"/checklists/{of.checklist.slug}/{of.key}/remark/", {"remark": text} | more)


def paste(client: Client, of: Step, number: int, output: str, **more: Any) -> Any:
    address = f"/checklists/{of.checklist.slug}/{of.key}/paste/{number}/"
    return client.post(address, {"output": output} | more, headers=HTMX)


def run(client: Client, do: str, slug: str = OURS, **more: Any) -> Any:
    return client.post(f"/checklists/{slug}/run/", {"do": do} | more)


def done(kept: Run | None = None) -> dict[str, list[int]]:
    """Of each step that something was said of, the places of the parts that are ticked."""
    kept = kept or Run.objects.get()
    steps = Step.objects.filter(checklist=kept.checklist, key__in=kept.ticks)
    return {
        one.title["zh"]: [
            at for at, part in enumerate(one.parts) if kept.ticks[one.key].get(part["id"], [False])[0]
        ]
        for one in steps
    }  # fmt: skip
