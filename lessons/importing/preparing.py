"""Everything that is to be written, worked out: notes converted, lessons planned, pages put together."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from lessons.course.shapes import Course as CourseShape
from lessons.course.shapes import CourseFiles, Erratum
from lessons.importing import workers
from lessons.importing.addresses import Addresses
from lessons.importing.assembling import Links, intro_page, lesson_page
from lessons.importing.beside import showable
from lessons.importing.converted import Converted, Job
from lessons.importing.folder import COURSE_FOLDER, reading_order
from lessons.importing.page import Page
from lessons.importing.planning import Plan, make_plan
from lessons.importing.state import State
from lessons.importing.target import Progress, Target
from lessons.importing.work import Work
from lessons.models import Lesson
from lessons.reading.note import Link, Problem
from lessons.rendering.links import target as link_target

Workers = workers.Pool[Job, Converted | Problem]
Outcomes = Iterator[tuple[Job, Converted | Problem | workers.TookTooLong | workers.Died]]

FAILURES = {
    workers.TookTooLong: Problem("", 0, "took-too-long", "Reading this file took too long. It was left out."),
    workers.Died: Problem(
        "", 0, "died", "Reading this file ended the process, out of memory perhaps. It was left out."
    ),
}


class Conversion:
    """Notes on their way through the workers."""

    def __init__(self, target: Target, progress: Progress, pool: Workers, shape: CourseShape) -> None:
        self.root, self.progress, self.pool, self.shape = target.folder.root, progress, pool, shape
        self.converted: dict[str, Converted] = {}
        self.failed: dict[str, Problem] = {}
        self.outcomes: Outcomes = iter(())
        self.total = 0

    def begin(self, paths: Iterable[str]) -> None:
        jobs = [Job(self.root, path, tuple(self.shape.splits.get(path, ()))) for path in paths]
        self.total = len(jobs)
        self.outcomes = self.pool.run(jobs)

    def end(self) -> None:
        """Waits for what was begun, and sorts it into `converted` and `failed`."""
        for count, (job, outcome) in enumerate(self.outcomes, 1):
            self.progress(count, self.total)
            if isinstance(outcome, Converted):
                self.converted[job.path] = outcome
            elif isinstance(outcome, Problem):
                self.failed[job.path] = outcome
            else:
                failure = FAILURES[type(outcome)]
                self.failed[job.path] = Problem(job.path, 0, failure.code, failure.message)


class Preparation:
    """One try at working out all that is to be written, without writing anything."""

    def __init__(self, target: Target, converting: Conversion, course: CourseFiles, state: State) -> None:
        self.folder, self.whole = target.folder, target.whole
        self.converting = converting
        self.converted, self.failed = converting.converted, converting.failed
        self.course, self.state = course, state
        self.shape = converting.shape

    def done(self) -> Work:
        self.converting.end()
        assets = showable(self.folder)
        images = frozenset(asset.path for asset in assets)
        plan = self._plan()
        affected = self._affected(plan, images)
        if affected:
            self.converting.begin(affected)
            self.converting.end()
            plan = self._plan()
        addresses = Addresses(plan)
        errata = self._placed(plan)
        first = plan.first_slugs
        links = {path: Links(addresses, images) for path in self.converted}
        intros = {
            path: intro_page(result, first.get(path, ""), links[path], errata.get((path, ""), []))
            for path, result in self.converted.items()
        }
        pages: dict[str, Page] = {}
        for lesson in sorted(plan.lessons, key=lambda lesson: lesson.position):
            before = len(intros[lesson.note].errata) if first[lesson.note] == lesson.slug else 0
            pages[lesson.slug] = lesson_page(
                lesson.converted,
                lesson.slug,
                links[lesson.note],
                errata.get((lesson.note, lesson.slug), []),
                self.course.diagrams,
                before + 1,
            )
        return Work(
            folder=self.folder,
            state=self.state,
            plan=plan,
            course=self.course,
            converted=self.converted,
            pages=pages,
            intros=intros,
            links={path: found.asked for path, found in links.items()},
            assets=assets,
            problems={path: self._problems(result, links[path]) for path, result in self.converted.items()},
            course_problems=[*self.failed.values(), *self._unknown(plan), *self._gone(plan, pages, intros)],
        )

    def _plan(self) -> Plan:
        live = self.state.live_notes()
        there = {note.path for note in self.folder.notes}
        kept = {path for path in live if path in there or not self.whole}
        order = sorted(kept | set(self.converted), key=reading_order)
        return make_plan(self.state, self.converted, order, set(live) - kept, self.shape)

    def _affected(self, plan: Plan, images: frozenset[str]) -> list[str]:
        """Notes whose files are the same but whose pages are not: a link leads elsewhere, an erratum comes to them."""
        there = {note.path for note in self.folder.notes} - set(self.converted) - set(self.failed)
        others = [note for path, note in self.state.live_notes().items() if path in there]
        if not others:
            return []
        links = Links(Addresses(plan), images)
        found = {note.path for note in others if any(links.again(to) != was for to, was in note.links.items())}
        for erratum in self._free(plan):
            if not any(_holds(source, erratum) for *_, source in self._sources(plan)):
                quoted = Lesson.objects.filter(retired_at=None, source__contains=erratum.quotes[0])
                found.update(quoted.filter(note__path__in=there).values_list("note__path", flat=True)[:1])
        return [path for path in there if path in found]

    def _free(self, plan: Plan) -> list[Erratum]:
        """Errata that do not already stand in a lesson that stays as it is."""
        staying = {lesson.id for lesson in plan.unchanged}
        return [erratum for erratum in self.course.errata if self.state.errata.get(erratum.name) not in staying]

    def _sources(self, plan: Plan) -> list[tuple[str, str, str]]:
        """(note, slug, Markdown) in reading order; what comes before a note's lessons has no slug."""
        found = [(path, "", f"# {result.note.title}\n{result.intro_source}") for path, result in self.converted.items()]
        lessons = sorted(plan.lessons, key=lambda lesson: lesson.position)
        return found + [(lesson.note, lesson.slug, lesson.converted.source) for lesson in lessons]

    def _placed(self, plan: Plan) -> dict[tuple[str, str], list[Erratum]]:
        found: dict[tuple[str, str], list[Erratum]] = {}
        sources = self._sources(plan) if self.course.errata else []
        for erratum in self._free(plan):
            for note, slug, source in sources:
                if (not erratum.note or erratum.note == note) and _holds(source, erratum):
                    found.setdefault((note, slug), []).append(erratum)
                    break
        return found

    def _problems(self, result: Converted, links: Links) -> list[dict[str, object]]:
        note = result.note
        written = [*note.intro_links, *(link for section in note.sections for link in section.links)]
        missing = [problem for link in written if (problem := self._missing(note.path, link, links))]
        return [asdict(problem) for problem in sorted([*note.problems, *missing], key=lambda problem: problem.line)]

    def _missing(self, note: str, link: Link, links: Links) -> Problem | None:
        path, fragment = link_target(note, link.target)
        asked = links.asked.get(path if link.image else f"{path}#{fragment}")
        if asked != "" or path in {spec.replaces for spec in self.course.diagrams}:
            return None
        if link.image:
            return Problem(note, link.line, "missing-image", f"There is no image {path} in the folder.")
        return Problem(note, link.line, "missing-link", f"There is no note {path} in the folder.")

    def _unknown(self, plan: Plan) -> list[Problem]:
        """Sections that the course names and the notes do not have."""
        titles = {(lesson.note, lesson.converted.section.heading.title) for lesson in plan.lessons}
        titles |= {(lesson.note, lesson.path.rpartition("\n")[2]) for lesson in plan.unchanged}
        return [
            Problem(
                f"{COURSE_FOLDER}/course.yaml",
                ref.line,
                "unknown-section",
                f"{ref.note} has no section “{ref.part or ref.section}”.",
            )
            for ref in self.shape.refs()
            if (ref.note, ref.part or ref.section) not in titles
        ]

    def _gone(self, plan: Plan, pages: dict[str, Page], intros: dict[str, Page]) -> list[Problem]:
        """Errata whose quote stands nowhere any more."""
        shown = {name for page in (*pages.values(), *intros.values()) for name in page.errata}
        return [
            Problem(
                f"{COURSE_FOLDER}/errata.yaml",
                erratum.line,
                "quote-gone",
                f"The notes no longer say “{erratum.quotes[0]}”, which erratum {erratum.name} quotes.",
            )
            for erratum in self._free(plan)
            if erratum.name not in shown
        ]


def _holds(source: str, erratum: Erratum) -> bool:
    return any(quote in source for quote in erratum.quotes)
