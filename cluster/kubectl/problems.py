"""How kubectl tells of what went wrong: with one object, or with several of which it did the others all the same."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from .flags import Usage
from .session import Refused

T = TypeVar("T")


class Several(Exception):
    """What went wrong, one after the other."""

    def __init__(self, problems: Iterable["Problem"]) -> None:
        super().__init__()
        self.problems = list(problems)

    def __str__(self) -> str:
        told = list(dict.fromkeys(map(_line, self._flat())))
        return told[0] if len(told) == 1 else f"[{', '.join(told)}]"

    def _flat(self) -> Iterator["Problem"]:
        for problem in self.problems:
            if isinstance(problem, Several):
                yield from problem._flat()
            else:
                yield problem


Problem = Usage | Refused | Several


def each(things: Iterable[T], do: Callable[[T], None]) -> None:
    """Whatever becomes of one, the others have their turn."""
    problems: list[Problem] = []
    for thing in things:
        try:
            do(thing)
        except (Usage, Refused) as problem:
            problems.append(problem)
    if problems:
        raise Several(problems)


def render(problem: Problem) -> str:
    if isinstance(problem, Several):
        if len(problem.problems) == 1:
            return render(problem.problems[0])
        return "\n".join(map(_line, problem.problems))
    if isinstance(problem, Usage):
        return problem.message
    return _invalid(problem) if problem.reason == "Invalid" else _line(problem)


def _line(problem: Problem) -> str:
    if isinstance(problem, Refused):
        head = f"Error from server ({problem.reason})" if problem.reason else "Error from server"
        return f"{head}: {problem.during + ': ' if problem.during else ''}{problem.message}"
    return problem.message.removeprefix("error: ") if isinstance(problem, Usage) else str(problem)


def _invalid(refused: Refused) -> str:
    """By its causes, if it has any."""
    details = refused.status.get("details")
    if not details:
        return f"The request is invalid: {refused.message}"
    name, kind = details.get("name", ""), details.get("kind", "")
    head = f'The {kind} "{name}" is invalid' if name or kind else "The request is invalid"
    causes = [f"{one['field']}: {one['message']}" if one.get("field") else one["message"] for one in _causes(refused)]
    if not causes:
        return head if name or kind else f"{head}: {refused.message}"
    return f"{head}: {causes[0]}" if len(causes) == 1 else f"{head}: \n" + "\n".join(f"* {cause}" for cause in causes)


def _causes(refused: Refused) -> list[dict[str, str]]:
    return (refused.status.get("details") or {}).get("causes") or []
