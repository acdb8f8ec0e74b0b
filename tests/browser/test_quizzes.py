"""Taking quizzes: by keyboard, by touch and without JavaScript; what becomes of an answer that comes twice."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bench.asked import one_of_each_kind
from bench.site import PROJECT
from lessons.course import yamlfile
from quizzes.kinds import KINDS

COMPONENTS = "/quizzes/components/"
CHOICE = one_of_each_kind()["choice"]
PICTURED = f"{COMPONENTS}who-picks-the-node/"
WITH_OPTIONS = "form[data-question]:has(label.opt)"
NO_SCRIPT = pytest.mark.browser_context_args(java_script_enabled=False)
PHONE = pytest.mark.browser_context_args(
    viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=2
)
with_and_without_javascript = pytest.mark.parametrize(
    "script", [pytest.param(True), pytest.param(False, marks=NO_SCRIPT)], ids=["javascript", "without"]
)


def authored() -> Iterator[dict[str, Any]]:
    for path in (PROJECT / "notes/course/quizzes").glob("*.yaml"):
        yield from yamlfile.read(path, path.name)[0]["questions"]


QUESTIONS = {question["id"]: question for question in authored()}


def shown(text: str | dict[str, str]) -> str:
    """A text of the YAML as a Chinese page shows it."""
    return (text if isinstance(text, str) else text["zh"]).replace("`", "")


def asked(page: Page) -> tuple[Locator, dict[str, Any]]:
    """The form of the question in front, and what its author wrote down."""
    form = page.locator("form[data-question]")
    return form, QUESTIONS[form.get_attribute("data-question") or ""]


def right_options(form: Locator, question: dict[str, Any]) -> list[int]:
    right = {shown(option["text"]) for option in question["options"] if option.get("right")}
    return [place for place, text in enumerate(form.locator("label.opt > span").all_inner_texts()) if text in right]


def order(form: Locator) -> list[str]:
    return form.locator(".text").all_inner_texts()


def answer_rightly(page: Page) -> str:
    """With the mouse. Returns the kind of the question."""
    form, question = asked(page)
    if "options" in question:
        for place in right_options(form, question):
            form.locator("label.opt").nth(place).click()
    for number, pair in enumerate(question.get("pairs", [])):
        form.locator("select").nth(number).select_option(label=shown(pair["right"]))
    for number, blank in enumerate(question.get("blanks", [])):
        form.locator("input[type=text]").nth(number).fill(blank["answers"][0])
    for place, item in enumerate(question.get("items", [])):
        for at in range(order(form).index(shown(item["text"])), place, -1):
            form.locator("[data-move=up]").nth(at).click()
            expect(form.locator(".text").nth(at - 1)).to_have_text(shown(item["text"]))
    form.locator(".btn.go").click()
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "right")
    return str(question["kind"])


def tab_to(page: Page, place: Locator) -> None:
    for _ in range(60):
        if place.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The Tab key does not lead to {place}")


def answer_rightly_by_keyboard(page: Page) -> str:
    """From where the focus is."""
    form, question = asked(page)
    keyboard = page.keyboard
    if "options" in question:
        for place in right_options(form, question):
            keyboard.press(str(place + 1))
    for number, pair in enumerate(question.get("pairs", [])):
        select = form.locator("select").nth(number)
        tab_to(page, select)
        for _ in range(select.locator("option").all_inner_texts().index(shown(pair["right"]))):
            keyboard.press("ArrowDown")
    for number, blank in enumerate(question.get("blanks", [])):
        tab_to(page, form.locator("input[type=text]").nth(number))
        keyboard.type(blank["answers"][0])
    for place, item in enumerate(question.get("items", [])):
        at = order(form).index(shown(item["text"]))
        if at > place:
            tab_to(page, form.locator("[data-move=up]").nth(at))
        for _ in range(at - place):
            keyboard.press("Enter")
    if "pairs" in question or "items" in question:
        tab_to(page, form.locator(".btn.go"))
    keyboard.press("Enter")
    verdict = page.locator(".verdict")
    expect(verdict).to_be_focused()
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "right")
    return str(question["kind"])


def tick(page: Page, place: int = 0) -> None:
    """Answers the question in front, which has options."""
    form = page.locator(WITH_OPTIONS).first
    form.locator("label.opt").nth(place).click()
    form.locator(".btn.go").click()
    expect(page.locator("[data-verdict]")).to_be_visible()


def go_on(page: Page, number: int) -> None:
    page.locator(".acts .next").click()
    expect(page.locator(".where")).to_contain_text(f"第 {number} 题")


@pytest.fixture
def database(base_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That of the site at `base_url`."""
    return next(tmp_path_factory.getbasetemp().glob("site*/site.sqlite3"))


# A whole quiz


def test_a_whole_quiz_is_taken_by_keyboard_alone(page: Page) -> None:
    page.goto(COMPONENTS)
    kinds = set()
    while page.locator("form[data-question]").count():
        expect(page.locator(".stem")).to_be_focused()
        kinds.add(answer_rightly_by_keyboard(page))
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert kinds == set(KINDS) - {"scenario"}
    total = page.locator(".neatline i").count()
    expect(page.locator("h1")).to_have_text(f"首次答对 {total} / {total}")


@NO_SCRIPT
def test_a_whole_quiz_is_taken_without_javascript(page: Page) -> None:
    page.goto(COMPONENTS)
    kinds = set()
    while page.locator("form[data-question]").count():
        kinds.add(answer_rightly(page))
        with page.expect_navigation():
            page.locator(".acts .next").click()
    assert kinds == set(KINDS) - {"scenario"}
    total = page.locator(".neatline i").count()
    expect(page.locator("h1")).to_have_text(f"首次答对 {total} / {total}")


TARGETS = "main :is(button, .btn, label.opt, select, summary, input[type=text])"
TOO_SMALL = """all => all
  .filter((one) => one.checkVisibility() && Math.min(one.offsetWidth, one.offsetHeight) < 44)
  .map((one) => one.outerHTML)"""


def answer_by_touch(page: Page) -> None:
    """Whatever comes first."""
    form = page.locator("form[data-question]")
    for option in form.locator("label.opt").all()[:1]:
        option.tap()
    for number, select in enumerate(form.locator("select").all(), start=1):
        select.select_option(index=number)
    for blank in form.locator("input[type=text]").all():
        blank.tap()
        page.keyboard.type("kubectl")
    for button in form.locator("[data-move=down]").all()[:1]:
        first = order(form)[0]
        button.tap()
        assert order(form)[1] == first
    form.locator(".btn.go").tap()


@PHONE
def test_a_whole_quiz_is_taken_by_touch_on_a_phone(page: Page) -> None:
    """A thumb hits everything, and nobody speaks of keys."""
    page.goto("/quizzes/")
    page.get_by_role("link", name="组件职责").tap()
    expect(page.locator("form[data-question]")).to_be_visible()
    while page.locator("form[data-question]").count():
        assert page.locator(TARGETS).evaluate_all(TOO_SMALL) == []
        answer_by_touch(page)
        expect(page.locator(".verdict")).to_be_in_viewport()
        assert page.locator(TARGETS).evaluate_all(TOO_SMALL) == []
        expect(page.locator("main kbd, main .hint").filter(visible=True)).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        with page.expect_navigation():
            page.locator(".acts .next").tap()
    expect(page.locator("h1")).to_contain_text("首次答对")
    page.get_by_role("button", name="再来一遍，只做错的").tap()
    expect(page.locator("form[data-question]")).to_be_visible()


LETTERS = """all => Math.min(...all.map((text) =>
  text.ownerSVGElement.getScreenCTM().a * parseFloat(getComputedStyle(text).fontSize)))"""


@PHONE
def test_the_letters_on_a_picture_can_be_read_on_a_phone(page: Page) -> None:
    letters = page.locator("main svg text").filter(visible=True)
    page.goto(one_of_each_kind()["label"])
    assert letters.evaluate_all(LETTERS) >= 11
    page.goto(PICTURED)
    tick(page)
    expect(page.locator(".picture svg:visible")).to_have_count(1)
    assert letters.evaluate_all(LETTERS) >= 11


# One answer


def test_a_scenario_is_predicted_by_keyboard_and_asked_again_with_another_condition(page: Page) -> None:
    page.goto(one_of_each_kind()["scenario"])
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_be_focused()
    expect(page.locator("ol.turns li").first).to_be_visible()
    stem = page.locator(".stem").inner_text()
    tab_to(page, page.locator(".changes summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator(".changes dd a").first)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("form[data-question]")).to_be_visible()
    expect(page.locator(".stem")).not_to_have_text(stem)


def test_what_is_missing_gets_the_focus(page: Page) -> None:
    page.goto(one_of_each_kind()["matching"])
    page.locator("select").first.select_option(index=1)
    page.locator(".btn.go").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("select").nth(1)).to_be_focused()
    expect(page.locator("select").first).not_to_have_value("")


def test_whoever_does_not_know_is_told_and_nothing_is_marked_as_their_mistake(page: Page) -> None:
    for address in one_of_each_kind().values():
        page.goto(address)
        page.locator("[name=tell]").click()
        expect(page.locator(".verdict")).to_have_text("○ 现在知道了")
        expect(page.locator("main .wrong")).to_have_count(0)
        expect(page.locator("main").get_by_text("✗")).to_have_count(0)


def test_right_and_wrong_are_told_by_sign_and_word_too(page: Page) -> None:
    page.goto(CHOICE)
    form, question = asked(page)
    (right,) = right_options(form, question)
    wrong = 0 if right else 1
    tick(page, wrong)
    expect(page.locator(".verdict")).to_have_text("✗ 不对")
    expect(page.locator(".opt").nth(wrong)).to_contain_text("✗ 你的选择")
    expect(page.locator(".opt").nth(right)).to_contain_text("✓ 正确")


def test_the_note_is_one_key_away(page: Page) -> None:
    page.goto(CHOICE)
    tick(page)
    with page.expect_navigation(url="**/lessons/**"):
        page.keyboard.press("n")


@with_and_without_javascript
def test_how_sure_one_was_can_be_said_and_said_again(page: Page, script: bool) -> None:
    page.goto(CHOICE)
    tick(page)
    sure, unsure = (page.get_by_role("button", name=name, exact=True) for name in ("有把握", "没把握"))
    unsure.click()
    expect(unsure).to_have_attribute("aria-pressed", "true")
    sure.click()
    expect(sure).to_have_attribute("aria-pressed", "true")
    expect(unsure).not_to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(sure).to_have_attribute("aria-pressed", "true")


@with_and_without_javascript
def test_a_question_is_reported(page: Page, script: bool, database: Path) -> None:
    said = f"选项二也对（{script}）"
    page.goto(CHOICE)
    tick(page)
    page.get_by_text("这道题有问题").click()
    page.get_by_label("哪里有问题").fill(said)
    page.get_by_role("button", name="送出").click()
    if script:
        expect(page.get_by_text("谢谢，作者会看到")).to_be_visible()
    expect(page.locator("[data-verdict]")).to_be_visible()
    with sqlite3.connect(database) as rows:
        assert rows.execute("SELECT count(*) FROM quizzes_report WHERE text = ?", [said]).fetchone() == (1,)


# Once, however often


def progress(page: Page) -> Locator:
    """How far one has come in a quiz, as the list tells it."""
    page.goto("/quizzes/")
    return page.locator(".quizzes li").filter(has_text="组件职责").locator(".state")


@with_and_without_javascript
def test_a_double_click_counts_once(page: Page, script: bool) -> None:
    page.goto(COMPONENTS)
    page.locator("label.opt").first.click()
    page.locator("form[data-question] .btn.go").dblclick()
    expect(page.locator("[data-verdict]")).to_have_count(1)
    expect(progress(page)).to_contain_text("已答 1 /")


@with_and_without_javascript
def test_the_back_button_leads_to_the_verdict_and_to_no_second_attempt(page: Page, script: bool) -> None:
    page.goto(COMPONENTS)
    first = page.locator(".stem").inner_text()
    tick(page)
    verdict = page.locator(".verdict").inner_text()
    go_on(page, 2)
    page.go_back()
    expect(page.locator(".stem")).to_have_text(first)
    expect(page.locator(".verdict")).to_have_text(verdict)
    expect(page.locator("form[data-question]")).to_have_count(0)
    page.go_forward()
    expect(page.locator(".where")).to_contain_text("第 2 题")
    expect(page.locator("form[data-question]")).to_have_count(1)


def test_loading_the_page_again_after_an_answer_shows_the_verdict_again(page: Page) -> None:
    page.goto(COMPONENTS)
    tick(page)
    verdict = page.locator(".verdict").inner_text()
    page.reload()
    expect(page.locator(".verdict")).to_have_text(verdict)


def test_of_two_tabs_the_first_answer_counts_and_the_other_says_so(page: Page) -> None:
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(COMPONENTS)
    form, question = asked(page)
    (right,) = right_options(form, question)
    tick(page, 0 if right else 1)
    other.locator("label.opt").nth(right_options(*asked(other))[0]).click()
    other.locator(".btn.go").click()
    expect(other.locator("[data-verdict]")).to_have_attribute("data-verdict", "wrong")
    expect(other.get_by_role("status").filter(has_text="以那次为准")).to_be_visible()
    expect(progress(other)).to_contain_text("已答 1 /")


# From one question to the next


def test_a_quiz_goes_on_where_it_was_left_when_the_browser_comes_back(
    page: Page, browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    """The neatline shows how far one is, and what was missed."""
    page.goto(COMPONENTS)
    answer_rightly(page)
    go_on(page, 2)
    page.locator("[name=tell]").click()
    expect(page.locator(".verdict")).to_be_visible()
    kept = page.context.storage_state()

    later = browser.new_context(**browser_context_args, storage_state=kept).new_page()
    expect(progress(later)).to_contain_text("已答 2 /")
    later.get_by_role("link", name="组件职责").click()
    expect(later.locator(".where")).to_contain_text("第 3 题")
    segments = later.locator(".neatline i")
    for number, state in enumerate(["done", "some missed", "here"]):
        expect(segments.nth(number)).to_have_class(state)
    expect(segments.nth(3)).not_to_have_attribute("class", "")
    expect(later.get_by_role("img", name="第 3 题")).to_be_visible()
    later.context.close()


def test_what_is_due_is_reviewed_until_nothing_is_left(page: Page, database: Path) -> None:
    page.goto(CHOICE)
    answer_rightly(page)
    with sqlite3.connect(database) as rows:
        rows.execute("UPDATE quizzes_card SET due = '2020-01-01 00:00:00'")
    page.goto("/quizzes/")
    page.get_by_role("link", name="复习 1 题").click()
    expect(page.locator(".where")).to_contain_text("1 题到期")
    answer_rightly(page)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("复习")
    expect(page.locator("main")).to_contain_text("现在没有到期的题")
    expect(page.locator("header")).to_have_count(1)


LESSON = "/lessons/architecture/"


def test_a_lesson_ends_with_a_quick_check_that_leaves_one_in_the_lesson(page: Page) -> None:
    questions = page.locator(".check .question")
    while page.locator(WITH_OPTIONS).count() < 2:  # other questions each time
        page.goto(LESSON)
        expect(page.locator(".check")).to_have_count(0)
        page.locator("nav.ways").scroll_into_view_if_needed()
        expect(questions).to_have_count(3)
    page.keyboard.press("1")
    expect(page.locator(".check :checked")).to_have_count(0)

    tick(page)
    expect(page.locator(".check [data-verdict] .verdict")).to_be_focused()
    expect(page.locator("form[data-question]")).to_have_count(2)
    tab_to(page, page.locator("form[data-question] label.opt input").first)
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator("form[data-question]")).to_have_count(1)
    expect(page.locator(".check [data-verdict] .verdict:focus")).to_have_count(1)
    expect(page).to_have_url(LESSON)


@NO_SCRIPT
def test_without_javascript_the_quick_check_is_a_page_to_come_back_to(page: Page) -> None:
    page.goto(LESSON)
    page.get_by_role("link", name="小测一下").click()
    expect(page.locator("form[data-question]")).to_have_count(3)
    page.get_by_role("button", name="不会，告诉我").first.click()
    expect(page.locator("[data-verdict]")).to_be_visible()
    page.get_by_role("link", name="回到小测").click()
    expect(page.locator("form[data-question]")).to_have_count(3)


# All conditions of a pull


@with_and_without_javascript
def test_another_condition_changes_what_happens_and_the_address(page: Page, script: bool) -> None:
    page.goto("/pull-policy/")
    before = page.locator(".verdict").inner_text()
    page.get_by_label("imagePullPolicy").select_option("Never")
    page.locator("select[name=node]").select_option("empty")
    if not script:
        page.get_by_role("button", name="看会怎样").click()
    expect(page.locator(".verdict")).to_contain_text("ErrImageNeverPull")
    expect(page.locator(".truth .here")).to_contain_text("ErrImageNeverPull")
    assert "policy=Never" in page.url
    assert "node=empty" in page.url
    page.reload()
    expect(page.locator(".verdict")).to_contain_text("ErrImageNeverPull")
    page.goto("/pull-policy/")
    expect(page.locator(".verdict")).to_have_text(before)


def test_a_row_of_the_table_sets_the_conditions_and_the_back_button_undoes_it(page: Page) -> None:
    page.goto("/pull-policy/")
    before = page.locator(".verdict").inner_text()
    page.locator(".truth tr").filter(has_text="ErrImageNeverPull").first.get_by_role("link").click()
    expect(page.get_by_label("imagePullPolicy")).to_have_value("Never")
    expect(page.locator(".verdict")).to_contain_text("ErrImageNeverPull")
    page.go_back()
    expect(page.locator(".verdict")).to_have_text(before)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
