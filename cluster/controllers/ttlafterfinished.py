"""Jobs that are done are deleted after their ttlSecondsAfterFinished."""

from .. import times
from ..values import Object
from .base import Controller
from .jobverdicts import condition


class TTLAfterFinishedController(Controller):
    name = "ttl-after-finished-controller"
    kind = "jobs"

    def sync(self, item: Object) -> None:
        limit = item["spec"].get("ttlSecondsAfterFinished")
        ended = condition(item, "Complete") or condition(item, "Failed")
        if limit is None or ended is None or item["metadata"].get("deletionTimestamp"):
            return
        left = (times.moment(ended["lastTransitionTime"]) or self.now) + limit - self.now
        if left > 0:
            self.enqueue_object(item, left)
        else:
            self.delete("jobs", item, "Foreground")
