"""Diagrams, stepped through and with their names hidden."""

from playwright.sync_api import Page, expect

ARCHITECTURE, CLUSTER = "/lessons/architecture/", "/diagrams/cluster/"


def test_arrow_keys_step_through_a_diagram_in_its_lesson(page: Page) -> None:
    page.goto(ARCHITECTURE)
    figure = page.locator("#diagram-cluster")
    figure.scroll_into_view_if_needed()
    page.keyboard.press("ArrowRight")
    expect(figure.locator(".say")).to_contain_text("第 1 步")
    page.keyboard.press("ArrowRight")
    expect(figure.locator(".say")).to_contain_text("第 2 步")
    expect(figure.locator("svg:visible [data-step='2']")).to_have_count(1)
    page.keyboard.press("ArrowLeft")
    expect(figure.locator(".say")).to_contain_text("第 1 步")
    expect(page).to_have_url(ARCHITECTURE)


def test_a_hidden_name_is_told_when_its_part_is_clicked(page: Page) -> None:
    page.goto(CLUSTER)
    svg = page.locator("svg[data-diagram=cluster]:visible")
    expect(svg).to_contain_text("kubelet")
    page.locator("#cluster-names").click()
    expect(page.locator("#diagram-cluster svg:visible")).not_to_contain_text("kubelet")
    assert "kubelet" not in page.locator("#diagram-cluster svg").first.evaluate("svg => svg.outerHTML")
    hidden = svg.locator("[data-node]").first
    before = svg.text_content()
    hidden.click()
    expect(svg).not_to_have_text(before or "")


def test_a_part_opens_its_role_and_closes_again(page: Page) -> None:
    page.goto(CLUSTER)
    page.locator("svg:visible a[data-node]").first.click()
    role = page.locator(".role")
    expect(role).to_be_visible()
    role.locator(".close").click()
    expect(page.locator(".role")).to_have_count(0)


def test_a_part_opens_its_role_by_keyboard(page: Page) -> None:
    page.goto(CLUSTER)
    page.locator("svg:visible a[data-node]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".role")).to_be_visible()


def test_a_link_to_a_step_shows_that_step(page: Page) -> None:
    page.goto(f"{CLUSTER}?step=4")
    expect(page.locator("#diagram-cluster .say")).to_contain_text("第 4 步")
