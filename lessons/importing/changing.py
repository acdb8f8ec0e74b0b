"""An import that has something to do: convert, plan, assemble, write."""

from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from django.db import transaction

from lessons.course.errors import CourseErrors
from lessons.course.shapes import Course as CourseShape
from lessons.course.shapes import CourseFiles
from lessons.importing import state as states
from lessons.importing import writing
from lessons.importing.folder import COURSE_FOLDER
from lessons.importing.parts import Part, parts
from lessons.importing.preparing import Conversion, Preparation, Workers
from lessons.importing.report import Report, fill
from lessons.importing.target import Options, Progress, Target
from lessons.importing.work import Work
from lessons.models import Course


def change(target: Target, options: Options, progress: Progress, pool: Workers) -> Report:
    try:
        course = _course(target.folder.root)
        loaded = [(part, part.load(target.folder.root, course)) for part in parts()]
    except CourseErrors as errors:
        return Report(errors=list(errors.problems))
    while True:
        # The workers convert what changed while this process reads what was there.
        converting = Conversion(target, progress, pool, course.course or CourseShape())
        converting.begin(target.changed())
        work = Preparation(target, converting, course, states.load()).done()
        pool.stop()
        with transaction.atomic():
            if (Course.objects.values_list("revision", flat=True).first() or 0) == work.state.revision:
                return _write(work, target, options, loaded)
        # Another import came between: start over from what it left.


def _course(root: Path) -> CourseFiles:
    """Most folders have none, and reading YAML takes a while to load."""
    if not (root / COURSE_FOLDER).is_dir():
        return CourseFiles()
    return import_module("lessons.course.loader").load_course(root)


def _write(work: Work, target: Target, options: Options, loaded: list[tuple[Part, Any]]) -> Report:
    """Writes and reports; takes it back when it was only a rehearsal. To be called in a transaction."""
    writing.write(work)
    problems = list(work.course_problems)
    for part, content in loaded:
        problems += part.write(content, work.touched)
    writing.finish(work, target.whole, target.stamp, target.code, [asdict(problem) for problem in problems])
    report = Report()
    for plan in work.plan.lessons:
        report.lessons[plan.status].append(plan.slug)
    report.lessons["unchanged"] += [lesson.slug for lesson in work.plan.unchanged]
    report.lessons["retired"] += [lesson.slug for lesson in work.plan.retired]
    fill(report)
    report.written = not (options.dry_run or (options.strict and report.warnings))
    transaction.set_rollback(not report.written)
    return report
