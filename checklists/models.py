"""Walkthroughs to follow, and how far somebody has followed them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from lessons.models import Lesson, Note, Retirable

REMARK = 4000  # characters, the longest


class Checklist(Retirable):
    """What the notes tell how to install, with what is authored beside it; or a walkthrough that is authored alone,
    which has neither `lesson` nor `note`. One of a whole note has no `lesson`. Texts are {"zh", "en"}.

    `variants` are {"id", "label", "systems"}, `fields` {"id", "label", "default", "pattern", "help"}, `failures` as a
    step's are. `order` is {"step", "diagram", "services"}: the key of the step that starts them, and their picture."""

    slug = models.CharField(max_length=200, unique=True)
    title = models.JSONField()
    about = models.JSONField(default=dict)
    notice = models.JSONField(default=dict)
    note = models.ForeignKey(Note, models.CASCADE, null=True, blank=True)
    lesson = models.ForeignKey(Lesson, models.CASCADE, null=True, blank=True, related_name="checklists")
    instead = models.CharField(max_length=200, blank=True)
    variants = models.JSONField(default=list)
    fields = models.JSONField(default=list)
    failures = models.JSONField(default=list)
    order = models.JSONField(default=dict)
    language = models.CharField(max_length=2, blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.title["zh"])

    def get_absolute_url(self) -> str:
        return f"/checklists/{self.slug}/"

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class Step(Retirable):
    """`parts` are what is done in it, one tick each: {"id", "command" or "edit", "text", "only", "destructive"}; `edit`
    and `text` are {"zh", "en"}. `companion` is what stands beside it: {"why", "before", "today", "errata", "sources",
    "verify", "failures", "optional"}. `digest` is of what is to be done; `anchor` where the notes say it."""

    checklist = models.ForeignKey(Checklist, models.CASCADE, related_name="steps")
    key = models.CharField(max_length=100)
    title = models.JSONField()
    parts = models.JSONField()
    companion = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    url = models.CharField(max_length=500, blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        verbose_name, verbose_name_plural = _("step of a checklist"), _("steps of checklists")
        ordering = ["checklist", "position"]
        constraints = [models.UniqueConstraint(fields=["checklist", "key"], name="one_step_a_key")]

    def __str__(self) -> str:
        return str(self.title["zh"])


class Run(models.Model):
    """A machine, or another time. `name` is "" until somebody gives one; `fields` are the values that were given.

    `ticks` has the last that was said of each part of a step, by the keys of both: [done, moment, digest], the moment
    in milliseconds by the clock of who said it, for ticks may arrive late and in any order, and the digest that of the
    step then. `remarks` has what was noted, by the step's key."""

    learner = models.ForeignKey("learners.Learner", models.CASCADE)
    checklist = models.ForeignKey(Checklist, models.CASCADE, related_name="runs")
    name = models.CharField(max_length=60, blank=True)
    variant = models.CharField(max_length=80, blank=True)
    fields = models.JSONField(default=dict)
    ticks = models.JSONField(default=dict)
    remarks = models.JSONField(default=dict)
    started_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("run of a checklist"), _("runs of checklists")
        ordering = ["-used_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["learner", "checklist", "name"], name="one_run_a_name")]

    def __str__(self) -> str:
        return self.name or "–"

    def tick(self, step: str, part: str, done: bool, moment: int, digest: str) -> bool:
        """Whether that is news: what was said at a later moment stands; of one moment, what is said last."""
        parts = self.ticks.setdefault(step, {})
        if part in parts and (parts[part][1] > moment or parts[part][:2] == [done, moment]):
            return False
        parts[part] = [done, moment, digest]
        return True

    def join(self, other: "Run") -> None:
        """What was said last of each part counts; of remarks both are kept."""
        for step, parts in other.ticks.items():
            for part, said in parts.items():
                self.tick(step, part, *said)
        for step, remark in other.remarks.items():
            mine = self.remarks.get(step, "")
            if remark not in mine:
                self.remarks[step] = f"{mine}\n{remark}".strip()[:REMARK]
        self.fields = other.fields | self.fields
        self.variant = self.variant or other.variant
        self.save()


def both(text: Any) -> dict[str, str]:
    """A pair of texts as it is stored; {} for none."""
    return {"zh": text.zh, "en": text.en} if text else {}
