"""What is asked, and what learners made of it.

Quizzes and authored questions are made by an import, questions that nobody wrote when they are first answered. What is
no longer asked is retired, never deleted: attempts and cards keep their meaning, and go on when it returns.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lessons.models import Erratum, Lesson, Note, Retirable

PULL_POLICY = "pull-policy"  # slug of the quiz that never ends


class Quiz(Retirable):
    """`size` is the number of questions that it has now. A derived quiz is about one note, whose `language` it has."""

    class Origin(models.TextChoices):
        AUTHORED = "authored", _("authored")
        DERIVED = "derived", _("from the notes' terms")
        SCENARIOS = "scenarios", _("without end")

    slug = models.CharField(max_length=120, unique=True)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    about = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    position = models.PositiveIntegerField()
    note = models.OneToOneField(Note, models.CASCADE, null=True, blank=True, related_name="quiz")
    language = models.CharField(max_length=2, blank=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "quizzes"

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return f"/quizzes/{self.slug}/"


class Question(Retirable):
    """`spec` is what its kind reads, the answer key included: it never reaches a page as it is. `key_digest` changes
    with the answer key alone. `stem` and `explanation` are {"zh", "en"}; `quote` stands in `lesson` at `anchor`.
    The first of `tags` names the term that it is about, where it is about one, and `node` the part of a diagram that
    shows it, as `cluster/scheduler`. `language` is "" where the texts are in both languages."""

    class Difficulty(models.TextChoices):
        EASY = "easy", _("easy")
        MEDIUM = "medium", _("medium")
        HARD = "hard", _("hard")

    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="questions")
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20)
    position = models.PositiveIntegerField()
    difficulty = models.CharField(max_length=10, choices=Difficulty.choices)
    tags = models.JSONField(default=list)
    stem = models.JSONField()
    explanation = models.JSONField(default=dict)
    spec = models.JSONField()
    key_digest = models.CharField(max_length=64)
    quote = models.TextField(blank=True)
    lesson = models.ForeignKey(Lesson, models.SET_NULL, null=True, blank=True, related_name="questions")
    anchor = models.CharField(max_length=300, blank=True)
    erratum = models.ForeignKey(Erratum, models.SET_NULL, null=True, blank=True)
    sources = models.JSONField(default=list)
    node = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, blank=True)

    class Meta:
        ordering = ["quiz", "position"]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        """Of a question about a scenario, that of one of its stories."""
        return f"/quizzes/{self.quiz.slug}/{self.spec['seed'] if self.kind == 'scenario' else self.key}/"

    def natural_key(self) -> tuple[str]:
        return (self.key,)


class Sitting(models.Model):
    """One way through a quiz. `keys` are those of its questions in order, as addresses have them; `answers` says of
    each that was answered whether that was right at once; `only_missed` that it asks what was missed before. `version`
    grows with each answer: who has seen an older one must look again."""

    learner = models.ForeignKey("learners.Learner", models.CASCADE)
    quiz = models.ForeignKey(Quiz, models.CASCADE)
    keys = models.JSONField()
    answers = models.JSONField(default=dict)
    only_missed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("time through a quiz"), _("times through a quiz")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "quiz"], condition=models.Q(finished_at=None), name="one_open_sitting_a_quiz"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id}: {len(self.answers)}/{len(self.keys)}"

    @property
    def right(self) -> int:
        return sum(self.answers.values())

    @property
    def missed(self) -> list[str]:
        return [key for key in self.keys if self.answers.get(key) is False]

    def next(self, after: str = "") -> str:
        """The key of the first question that is still open, looking onwards from `after`; "" if there is none."""
        start = self.keys.index(after) + 1 if after in self.keys else 0
        return next((key for key in (*self.keys[start:], *self.keys[:start]) if key not in self.answers), "")

    def join(self, other: "Sitting") -> None:
        """Both are open: what was answered in the other counts in this one."""
        other.attempts.exclude(question__in=self.attempts.values("question")).update(sitting=self)
        self.keys += [key for key in other.answers if key not in self.keys]
        self.answers = other.answers | self.answers
        self.version += 1
        self.save()


class Attempt(models.Model):
    """An answer. `order` is how its options were shown, `asked_as` the question's key in its address. `told` is an
    answer that the learner asked to be shown; `superseded_at` tells that the answer key has changed since. `before` is
    the card as it was, for the rating to be changed by a second click."""

    learner = models.ForeignKey("learners.Learner", models.CASCADE)
    question = models.ForeignKey(Question, models.CASCADE)
    sitting = models.ForeignKey(Sitting, models.SET_NULL, null=True, blank=True, related_name="attempts")
    nonce = models.CharField(max_length=40)
    answer = models.JSONField(null=True)
    order = models.JSONField(default=list)
    asked_as = models.CharField(max_length=120)
    right = models.BooleanField()
    share = models.FloatField()
    told = models.BooleanField(default=False)
    sure = models.BooleanField(null=True, blank=True)
    first = models.BooleanField()
    seconds = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    before = models.JSONField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("answer"), _("answers")
        constraints = [
            models.UniqueConstraint(fields=["learner", "nonce"], name="one_attempt_a_form"),
            models.UniqueConstraint(fields=["sitting", "question"], name="one_attempt_a_question_of_a_sitting"),
        ]
        indexes = [models.Index(fields=["question", "first"])]

    def __str__(self) -> str:
        return f"{self.question}: {self.right}"


class Card(models.Model):
    """When a learner should see a question again; the columns are those of `fsrs.Card`. `right` is how the last answer
    went."""

    learner = models.ForeignKey("learners.Learner", models.CASCADE)
    question = models.ForeignKey(Question, models.CASCADE)
    due = models.DateTimeField()
    stability = models.FloatField()
    difficulty = models.FloatField()
    last_review = models.DateTimeField()
    right = models.BooleanField()

    class Meta:
        verbose_name, verbose_name_plural = _("question to review"), _("questions to review")
        constraints = [models.UniqueConstraint(fields=["learner", "question"], name="one_card_a_question")]
        indexes = [models.Index(fields=["learner", "due"])]

    def __str__(self) -> str:
        return f"{self.question}: {self.due:%Y-%m-%d}"

    def join(self, other: "Card") -> None:
        """The schedule of whoever reviewed last goes on."""
        if other.last_review > self.last_review:
            for name in ("due", "stability", "difficulty", "last_review", "right"):
                setattr(self, name, getattr(other, name))
            self.save()


class Day(models.Model):
    """How much a learner answered on a day of their own time zone."""

    learner = models.ForeignKey("learners.Learner", models.CASCADE)
    date = models.DateField()
    answered = models.PositiveIntegerField(default=0)
    right = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("day"), _("days")
        constraints = [models.UniqueConstraint(fields=["learner", "date"], name="one_row_a_day")]

    def __str__(self) -> str:
        return f"{self.date}: {self.answered}"

    def join(self, other: "Day") -> None:
        self.answered += other.answered
        self.right += other.right
        self.save()


class Report(models.Model):
    """A learner says that something is wrong with a question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="reports")
    learner = models.ForeignKey("learners.Learner", models.SET_NULL, null=True, blank=True)
    text = models.TextField(max_length=2000)
    at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("report"), _("reports")
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.text[:60]
