"""Questions in a browser: each kind of them asked and answered, and the results."""

from collections.abc import Iterator

from playwright.sync_api import Page

from bench.site import PROJECT
from lessons.course import yamlfile

QUIZ = "/quizzes/pull-policy/"


def one_of_each_kind() -> dict[str, str]:
    """By its kind, the address of a question."""
    found = {"scenario": f"{QUIZ}7/"}
    for path in sorted((PROJECT / "notes/course/quizzes").glob("*.yaml")):
        data, _, _ = yamlfile.read(path, path.name)
        for question in data["questions"]:
            found.setdefault(question["kind"], f"/quizzes/{path.stem}/{question['id']}/")
    return found


def answer(page: Page) -> None:
    """Any answer, as long as it is a whole one, to the first question that is open."""
    form = page.locator("form[data-question]").first
    asked = page.locator(f"[data-question='{form.get_attribute('data-question')}']")
    for option in form.locator("label.opt").all()[:1]:
        option.click()
    for number, select in enumerate(form.locator("select").all(), start=1):
        select.select_option(index=number)
    for blank in form.locator("input[type=text]").all():
        blank.fill("kubectl")
    form.locator(".btn.go").click()
    asked.and_(page.locator("[data-verdict]")).wait_for()
    page.locator(".picture:not(:has(svg))").wait_for(state="detached")


def states(page: Page) -> Iterator[str]:
    """Names what `page` shows, one state after the other."""
    for kind, address in one_of_each_kind().items():
        page.goto(address)
        yield f"{kind}-asked"
        answer(page)
        yield f"{kind}-answered"
    page.goto(QUIZ)
    while page.locator("form[data-question]").count():
        answer(page)
        page.goto(QUIZ)
    yield "results"
