"""What an import leaves: the notes as a course. Rows are made in `importing` alone; views only read them.

Text that differs by the language of the interface stands twice: `x` for Chinese, `x_en` for English ("" where it is
the same). What disappears from the notes is retired, never deleted, so that learners' rows keep their meaning.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Retirable(models.Model):
    """Something that the notes may lose and regain."""

    retired_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        abstract = True


class Course(models.Model):
    """One row: the site's one folder of notes. `revision` grows with every import that had something to do; `digest`
    is of everything in the folder's `course/`, `code` of the importing code, `stamp` of all that an import reads,
    for a quick "nothing changed". `problems` are those of no note that was read."""

    root = models.TextField()
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=64, blank=True)
    problems = models.JSONField(default=list)
    stamp = models.CharField(max_length=64, blank=True)
    revision = models.PositiveIntegerField(default=0)
    imported_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.title


class Note(Retirable):
    """A file. `links` maps each relative target in it to the address it led to at import ("" where it is missing)."""

    path = models.CharField(max_length=500, unique=True)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    title_html = models.TextField()
    title_html_en = models.TextField(blank=True)
    intro_html = models.TextField(blank=True)
    intro_html_en = models.TextField(blank=True)
    language = models.CharField(max_length=2)
    encoding = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    links = models.JSONField(default=dict)
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.path


class Leg(models.Model):
    """A stretch of the course: some lessons under one title."""

    position = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=300, blank=True)
    about_en = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title


class Lesson(Retirable):
    """A section of a note. `source` is its Markdown, from which an edited section is recognised; `path` its heading
    path, one title a line; `anchor` that of its heading, for links from other notes."""

    class Kind(models.TextChoices):
        LESSON = "lesson", _("lesson")
        REFERENCES = "references", _("references")

    slug = models.CharField(max_length=120, unique=True)
    note = models.ForeignKey(Note, models.PROTECT)
    leg = models.ForeignKey(Leg, models.SET_NULL, null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    position = models.PositiveBigIntegerField()
    explicit_id = models.CharField(max_length=120, blank=True)
    path = models.TextField()
    anchor = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=300)
    title_html = models.TextField()
    title_html_en = models.TextField(blank=True)
    html = models.TextField()
    html_en = models.TextField(blank=True)
    source = models.TextField()
    line = models.PositiveIntegerField()
    end_line = models.PositiveIntegerField()
    minutes = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["position"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/lessons/{self.slug}/"

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class Section(Retirable):
    """A sub-section of a lesson."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="sections")
    anchor = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    level = models.PositiveSmallIntegerField()
    path = models.TextField()
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField()

    class Meta:
        ordering = ["lesson", "position"]

    def __str__(self) -> str:
        return self.title


class Term(Retirable):
    """A name that a lesson explains; `html` and `text` are the explanation."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="terms")
    name = models.CharField(max_length=200)
    group = models.CharField(max_length=300, blank=True)
    anchor = models.CharField(max_length=300)
    html = models.TextField()
    text = models.TextField()
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField()

    class Meta:
        ordering = ["lesson", "position"]

    def __str__(self) -> str:
        return self.name


class Step(Retirable):
    """A step of a lesson that is a walkthrough, or of a note that is one. `commands` and `edits`, which are done by
    hand, are lists of {"text", "line"}."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="steps")
    title = models.CharField(max_length=300)
    commands = models.JSONField(default=list)
    edits = models.JSONField(default=list)
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField()

    class Meta:
        ordering = ["lesson", "position"]

    def __str__(self) -> str:
        return self.title


class Erratum(models.Model):
    """What is true today where the note says otherwise. `number` counts within a lesson, from 1; `lesson` is empty
    while the quote is not found in the notes. `sources` is a list of addresses."""

    class Severity(models.TextChoices):
        ERROR = "error", _("wrong")
        OUTDATED = "outdated", _("outdated")
        IMPRECISE = "imprecise", _("imprecise")
        TYPO = "typo", _("typo")

    name = models.CharField(max_length=40, unique=True)
    severity = models.CharField(max_length=10, choices=Severity.choices)
    quote = models.TextField()
    text = models.TextField()
    text_en = models.TextField()
    since = models.CharField(max_length=200, blank=True)
    since_en = models.CharField(max_length=200, blank=True)
    sources = models.JSONField(default=list)
    lesson = models.ForeignKey(Lesson, models.SET_NULL, null=True, blank=True, related_name="errata")
    number = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "errata"

    def __str__(self) -> str:
        return self.name


class Diagram(models.Model):
    """`spec` is the checked content of its YAML file; `lesson` the lesson that shows it first."""

    name = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    spec = models.JSONField()
    lesson = models.ForeignKey(Lesson, models.SET_NULL, null=True, blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class Asset(models.Model):
    """An image that the notes show, served from the folder; `content_type` is told from its first bytes."""

    path = models.CharField(max_length=500, unique=True)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.path


class SearchEntry(models.Model):
    """A thing that search finds: a term, or the text under one heading of a lesson. Written by `search` alone, which
    keeps the full-text index in step."""

    class Kind(models.TextChoices):
        TERM = "term", _("term")
        SECTION = "section", _("section")

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="search_entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    anchor = models.CharField(max_length=300, blank=True)
    title = models.TextField()
    text = models.TextField()

    def __str__(self) -> str:
        return self.title


class Reading(models.Model):
    """A learner has finished a lesson."""

    learner = models.ForeignKey("learners.Learner", models.CASCADE)
    lesson = models.ForeignKey(Lesson, models.CASCADE)
    finished_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("lesson read"), _("lessons read")
        constraints = [models.UniqueConstraint(fields=["learner", "lesson"], name="one_reading_a_lesson")]

    def __str__(self) -> str:
        return f"{self.learner}: {self.lesson}"
