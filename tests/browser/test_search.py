from playwright.sync_api import Page, expect


def test_slash_goes_to_the_search_box_and_enter_to_the_hits(page: Page) -> None:
    page.goto("/lessons/architecture/")
    page.keyboard.press("/")
    page.keyboard.type("网桥")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/search/?q=%E7%BD%91%E6%A1%A5")
    expect(page.locator(".hits mark").first).to_have_text("网桥")


def test_hits_come_while_one_types(page: Page) -> None:
    page.goto("/search/")
    box = page.locator("main input[name=q]")
    box.press_sequentially("depl")
    expect(page.locator(".hits li").first).to_contain_text("Deployment")
    expect(page.locator(".hits li").first).to_have_class("term")


def test_a_hit_leads_to_its_very_place(page: Page) -> None:
    page.goto("/search/?q=Etcd")
    page.locator(".hits a").first.click()
    expect(page.locator('dt[data-term="Etcd"]')).to_be_in_viewport()
