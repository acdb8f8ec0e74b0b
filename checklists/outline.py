"""A checklist as Markdown, with boxes to tick."""

import re
from collections.abc import Iterator, Mapping, Sequence
from textwrap import indent

from checklists.seen import StepSeen

_TICKS = re.compile(r"`{3,}")


def outline(
    title: str, lead: Sequence[str], steps: Sequence[StepSeen], variants: Mapping[str, str], heading: Mapping[str, str]
) -> str:
    """`variants` are labels by id, `heading` the words for `do`, `verify` and `optional`."""
    pieces = [f"# {title}", *(text for text in lead if text)]
    pieces += ["\n\n".join(_step(step, variants, heading)) for step in steps]
    return "\n\n".join(pieces) + "\n"


def _step(step: StepSeen, variants: Mapping[str, str], heading: Mapping[str, str]) -> Iterator[str]:
    yield f"## {step.number}. {step.title}"
    if step.optional:
        yield f"*{heading['optional']}*"
    for text in (step.why, step.before):
        if text:
            yield text
    for text in (step.today, *(erratum["text"] for erratum in step.errata)):
        if text:
            yield f"> {text}"
    for part in step.parts:
        label = f"（{variants[part.only]}）" if part.only in variants else ""
        said = part.edit or part.text or heading["do"]
        yield f"- [{'x' if part.done else ' '}] {said}{label}"
        if part.command:
            yield indent(fenced(part.command), "  ")
    if step.verify:
        yield heading["verify"]
    for verify in step.verify:
        if verify.only in variants:
            yield f"{variants[verify.only]}:"
        yield fenced(verify.command)
    for failure in step.failures:
        symptom = failure.symptom if "`" in failure.symptom else f"`{failure.symptom}`"
        yield f"- {symptom} — {failure.cause} {failure.fix}"
        if failure.command:
            yield indent(fenced(failure.command), "  ")
    if step.remark:
        yield "\n".join(f"> {line}" for line in step.remark.splitlines())


def fenced(command: str) -> str:
    fence = max((run[0] + "`" for run in _TICKS.finditer(command)), default="```", key=len)
    return f"{fence}sh\n{command}\n{fence}"
