"""Checklists in a browser: what a page does not show until somebody does something."""

from collections.abc import Iterator

from playwright.sync_api import Page

KUBEADM = "/checklists/kubeadm/"
ORDER = "/checklists/single-node-install/order/"
OUTPUTS = {"success": "4", "failure": "1", "nothing": "command not found"}
UNFOLD = "all => all.forEach((one) => (one.open = true))"


def paste(page: Page, output: str) -> None:
    """As what `nproc` says."""
    page.goto(KUBEADM)
    verify = page.locator(".verify").filter(has=page.get_by_text("nproc", exact=True))
    verify.locator("summary").click()
    verify.locator("textarea").fill(output)
    verify.locator("form button").click()
    verify.locator(".found").wait_for()


def walked(page: Page) -> Iterator[str]:
    """Names what `page` shows, one state after the other."""
    page.goto(KUBEADM)
    page.locator("main details").evaluate_all(UNFOLD)
    yield "all-open"
    for shows, output in OUTPUTS.items():
        paste(page, output)
        yield shows
    page.goto(f"{ORDER}?move=0+down")
    yield "another-order"
    page.goto("/troubleshooting/?q=zebra")
    yield "no-such-failure"
    page.goto(KUBEADM)
    with page.expect_response("**/ticks/"):
        for _ in range(3):
            page.locator(".walk > .here > .tick").click()
    page.goto(KUBEADM)
    page.locator("#runs details").evaluate_all(UNFOLD)
    page.locator("#runs [name=name]").fill("node-2")
    page.locator("#runs button[value=new]").click()
    page.wait_for_url("**?run=*")
    page.locator("#runs details").evaluate_all(UNFOLD)
    yield "two-machines"
    page.locator(".system > summary").click()
    page.locator(".system input[type=text]").first.fill("; reboot")
    page.locator(".system button").click()
    page.locator(".system .problem").wait_for()
    yield "value-that-will-not-do"
    page.goto("/checklists/")
    yield "how-far"
