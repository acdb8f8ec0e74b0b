"""Reading a lesson and getting on with the course."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

LESSON = "/lessons/architecture/"


def test_a_lesson_shows_the_notes_words_its_terms_and_its_errata(page: Page) -> None:
    page.goto(LESSON)
    article = page.locator('article[data-lesson="architecture"]')
    expect(article.locator("h1")).to_have_text("K8S的架构")
    expect(article.locator('dt[data-term="Etcd"] + dd')).to_contain_text("key-value的数据库")
    expect(article.locator("svg[data-diagram=cluster]:visible")).to_have_count(1)
    assert article.locator("[data-erratum]").count() > 0


def test_a_click_on_a_part_of_the_picture_at_home_leads_to_its_term(page: Page) -> None:
    page.goto("/")
    page.locator("svg[data-diagram=cluster]:visible a[data-node=apiserver]").click()
    expect(page.locator('article[data-lesson="architecture"]')).to_be_visible()
    expect(page.locator('dt[data-term="ApiServer"]')).to_be_in_viewport()


def test_a_finished_lesson_is_still_finished_when_the_browser_comes_back(
    page: Page, browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    page.goto("/lessons/why-containers/")
    page.get_by_role("button", name="读完了").click()
    expect(page.locator('article[data-lesson="what-is-docker"]')).to_be_visible()
    kept = page.context.storage_state()

    later = browser.new_context(**browser_context_args, storage_state=kept).new_page()
    later.goto("/")
    expect(later.locator("li.done")).to_have_count(1)
    expect(later.locator("li.done")).to_contain_text("为什么要容器化")
    later.goto("/lessons/why-containers/")
    later.locator("form.finished button").click()
    later.goto("/")
    expect(later.locator("li.done")).to_have_count(0)
    later.context.close()


def test_everything_can_be_read_and_finished_without_javascript(
    browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    page = browser.new_context(**browser_context_args, java_script_enabled=False).new_page()
    page.goto("/lessons/what-is-docker/")
    expect(page.locator("article")).to_contain_text("Linux Namespace")
    page.get_by_role("button", name="读完了").click()
    expect(page.locator('article[data-lesson="what-is-kubernetes"]')).to_be_visible()
    page.goto("/search/")
    page.locator("main input[name=q]").fill("镜像")
    page.locator("main input[name=q]").press("Enter")
    expect(page.locator("main mark").first).to_have_text("镜像")
    page.goto("/diagrams/cluster/?step=3")
    page.locator("figcaption a[rel=next]").click()
    expect(page).to_have_url("/diagrams/cluster/?step=4")
    page.context.close()


@pytest.mark.parametrize("width", [390, 360])
def test_on_a_phone_the_contents_are_a_drawer(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(LESSON)
    rail = page.locator("#rail")
    expect(rail).to_be_hidden()
    page.locator("button.drawer").click()
    expect(rail).to_be_visible()
    rail.get_by_role("link", name="集群对象关系").first.click()
    expect(page.locator('article[data-lesson="objects"]')).to_be_visible()
    expect(page.locator("#rail")).to_be_hidden()


def test_the_language_switch_turns_the_interface_and_leaves_the_note(page: Page) -> None:
    page.goto(LESSON)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(LESSON)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("article")).to_have_attribute("lang", "zh-Hans")
    expect(page.locator("article h1")).to_have_text("K8S的架构")


def test_the_night_chart_stays_chosen_on_the_next_page(page: Page) -> None:
    def paper() -> str:
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    page.goto(LESSON)
    day = paper()
    page.locator("button.to-dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    night = paper()
    assert night != day
    page.goto("/errata/")
    assert paper() == night


def test_a_command_is_copied_without_its_prompt(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/lessons/single-node-install/")
    command = page.locator("pre[data-command]").filter(has_text="yum install")
    page.locator(".cmd").filter(has=command).get_by_role("button").click()
    expect(page.locator(".cmd button").filter(has_text="已复制")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == "yum install -y etcd kubernetes"


def test_the_question_mark_lists_the_shortcuts(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
