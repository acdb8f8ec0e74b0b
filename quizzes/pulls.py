"""Questions about image pulls, as rows to be: there is one for each path that the decision can take, and its address
has the seed of the scenario that asks about it."""

from functools import cache
from random import Random

from lessons.models import Lesson
from quizzes.kinds import parse
from quizzes.models import PULL_POLICY, Question, Quiz
from quizzes.scenarios import texts
from quizzes.scenarios.conditions import at, by_path, pick, pick_on, result, world
from quizzes.scenarios.question import SOURCES, short
from quizzes.terms import key_digest

SLUG = PULL_POLICY
_LONGEST_SEED = 9  # digits
_PREFIX = "pull-"


def key_of(seed: str) -> str:
    """The key of the question that the scenario `seed` asks; "" if it is none."""
    if not seed.isdecimal() or not seed.isascii() or len(seed) > _LONGEST_SEED:
        return ""
    return f"{_PREFIX}{result(at(int(seed))[0]).path}"


def make(quiz: Quiz, seed: int) -> Question:
    """Not saved, whether or not there is a row."""
    spec = {"seed": seed}
    found = result(at(seed)[0])
    lesson = Lesson.objects.filter(retired_at=None, source__contains="IfNotPresent").order_by("position").first()
    return Question(
        quiz=quiz,
        key=key_of(str(seed)),
        kind="scenario",
        position=list(by_path()).index(found.path),
        difficulty=Question.Difficulty.MEDIUM,
        tags=[found.policy or "Nerver", "imagePullPolicy"],
        stem=_stem(seed),
        spec=spec,
        key_digest=key_digest(parse("scenario", spec)),
        lesson=lesson,
        sources=list(SOURCES),
    )


def dressed(question: Question, seed: str) -> Question:
    """`question` as it is asked at the address `seed`: another story of the same decision."""
    if key_of(seed) == question.key:
        question.spec = {"seed": int(seed)}
        question.stem = _stem(int(seed))
    return question


def again(question: Question, chance: Random) -> str:
    """A seed that asks the same question in another way."""
    path = question.key.removeprefix(_PREFIX)
    return str(pick_on(path, chance)) if path in by_path() else str(question.spec["seed"])


def draw(chance: Random, count: int) -> list[str]:
    """Seeds of so many different questions."""
    drawn: dict[str, str] = {}
    while len(drawn) < min(count, len(by_path())):
        seed = str(pick(chance))
        drawn.setdefault(key_of(seed), seed)
    return list(drawn.values())


def renewed(quiz: Quiz, known: list[Question]) -> list[Question]:
    """Rows that were asked once, as the model has them today; what it no longer has is left out."""
    paths = {row.key: row.key.removeprefix(_PREFIX) for row in known}
    return [
        make(quiz, row.spec["seed"] if key_of(str(row.spec["seed"])) == row.key else _seed(paths[row.key]))
        for row in known
        if paths[row.key] in by_path()
    ]


@cache
def _seed(path: str) -> int:
    return pick_on(path, Random(path))  # noqa: S311


def _stem(seed: int) -> dict[str, str]:
    conditions, variation = at(seed)
    made = world(conditions, variation)
    policy = texts.NO_POLICY if conditions.policy == "omitted" else texts.VALUE_TEXTS["policy"][conditions.policy]
    name = made.name.replace(made.old, short(made.old))
    return {
        language: text.format(name=name, policy=getattr(policy, language))
        for language, text in (("zh", texts.STEM.zh), ("en", texts.STEM.en))
    }
