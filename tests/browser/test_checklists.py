"""Following checklists: by mouse, thumb, key and without JavaScript; what becomes of ticks without a connection."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, expect

KUBEADM = "/checklists/kubeadm/"
NOTES = "/checklists/single-node-install/"
ORDER = f"{NOTES}order/"
NO_SCRIPT = pytest.mark.browser_context_args(java_script_enabled=False)
PHONE = pytest.mark.browser_context_args(
    viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=2
)
with_and_without_javascript = pytest.mark.parametrize(
    "script", [pytest.param(True), pytest.param(False, marks=NO_SCRIPT)], ids=["javascript", "without"]
)
STEPS = ["preflight", "swap", "kernel-modules", "sysctl"]
PASSWORD = "quay-side-42"


def step(page: Page, place: int) -> Locator:
    return page.locator(".walk > li").nth(place)


def whole(page: Page, place: int) -> Locator:
    """The box of a step."""
    return step(page, place).locator(":scope > .tick")


def parts(page: Page, place: int) -> Locator:
    """The boxes of what a step consists of."""
    return step(page, place).locator(".parts .tick")


def is_done(step: Locator, done: bool = True) -> None:
    expect(step).to_have_attribute("data-done", "true" if done else "false")


def sent(page: Page, place: int) -> None:
    """Ticks a step, and waits until the server knows."""
    with page.expect_response("**/ticks/") as answer:
        whole(page, place).click()
    assert answer.value.ok


def known(page: Page, address: str = KUBEADM) -> list[str]:
    """What the server holds for done, asked past the page and its worker."""
    html = page.context.request.get(address).text()
    return re.findall(r'data-step-id="([^"]+)"[^>]* data-done="true"', html)


def known_parts(page: Page, address: str = KUBEADM) -> int:
    return len(re.findall(r'data-part="[^"]+" data-done="true"', page.context.request.get(address).text()))


@pytest.fixture
def other_device(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Callable[[BrowserContext], Page]]:
    """Another device of who uses that browser."""
    contexts = []

    def another(context: BrowserContext) -> Page:
        contexts.append(browser.new_context(**browser_context_args, storage_state=context.storage_state()))
        return contexts[-1].new_page()

    yield another
    for context in contexts:
        context.close()


# Ticking


def test_a_click_ticks_a_step_and_the_next_one_opens(page: Page) -> None:
    page.goto(KUBEADM)
    expect(page.locator("#count")).to_have_text("已完成 0 / 16 步")
    expect(step(page, 0).locator("summary").first).to_be_visible()
    expect(parts(page, 0).first).to_be_visible()
    expect(parts(page, 1).first).to_be_hidden()

    sent(page, 0)
    is_done(step(page, 0))
    expect(step(page, 0).locator(".at")).to_contain_text("20")
    expect(parts(page, 0).first).to_be_hidden()
    expect(parts(page, 1).first).to_be_visible()
    expect(step(page, 1)).to_have_class("here")
    expect(page.locator("#count")).to_have_text("已完成 1 / 16 步")
    segments = page.locator("#main > .neatline i")
    expect(segments.nth(0)).to_have_class("done")
    expect(segments.nth(1)).to_have_class("here")

    page.reload()
    is_done(step(page, 0))
    is_done(step(page, 1), False)
    expect(page.get_by_role("img", name="已完成 1 / 16 步")).to_be_visible()


def test_a_step_is_done_when_all_of_it_is(page: Page) -> None:
    page.goto(KUBEADM)
    parts(page, 0).nth(0).click()
    is_done(step(page, 0), False)
    with page.expect_response("**/ticks/"):
        parts(page, 0).nth(1).click()
    is_done(step(page, 0))
    step(page, 0).locator("summary").first.click()
    parts(page, 0).nth(0).click()
    is_done(step(page, 0), False)
    expect(step(page, 0)).to_have_class("here")


def test_the_button_below_a_step_ticks_it_and_leads_on(page: Page) -> None:
    page.goto(KUBEADM)
    finish = page.get_by_role("button", name="这一步做好了")
    finish.focus()
    page.keyboard.press("Enter")
    is_done(step(page, 0))
    expect(step(page, 1).locator("summary").first).to_be_focused()
    expect(finish).to_have_count(1)
    expect(step(page, 1).locator("summary").first).to_be_in_viewport()


def test_keys_tick_one_thing_after_the_other_and_undo_it(page: Page) -> None:
    page.goto(KUBEADM)
    for _ in range(3):
        page.keyboard.press("x")
    is_done(step(page, 0))
    is_done(step(page, 1), False)
    expect(parts(page, 1).first).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("u")
    expect(parts(page, 1).first).to_have_attribute("aria-pressed", "false")
    with page.expect_response("**/ticks/"):
        page.keyboard.press("u")
    is_done(step(page, 0), False)
    expect(parts(page, 0).first).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(parts(page, 0).first).to_have_attribute("aria-pressed", "true")
    expect(parts(page, 0).nth(1)).to_have_attribute("aria-pressed", "false")


def test_a_key_in_a_text_is_a_letter(page: Page) -> None:
    page.goto(KUBEADM)
    step(page, 0).get_by_text("你的备注").click()
    step(page, 0).get_by_label("你的备注").press_sequentially("xu")
    expect(step(page, 0).get_by_label("你的备注")).to_have_value("xu")
    expect(page.locator("[aria-pressed=true]")).to_have_count(0)


@NO_SCRIPT
def test_without_javascript_boxes_are_forms(page: Page) -> None:
    page.goto(KUBEADM)
    parts(page, 0).nth(0).click()
    is_done(step(page, 0), False)
    parts(page, 0).nth(1).click()
    is_done(step(page, 0))
    expect(page.locator("#count")).to_have_text("已完成 1 / 16 步")
    expect(parts(page, 1).first).to_be_visible()
    whole(page, 0).click()
    is_done(step(page, 0), False)
    page.get_by_role("button", name="这一步做好了").first.click()
    is_done(step(page, 0))


@with_and_without_javascript
def test_a_double_click_ticks_once(page: Page, script: bool) -> None:
    page.goto(KUBEADM)
    with page.expect_response("**/ticks/" if script else f"**{KUBEADM}?run=*"):
        parts(page, 0).first.dblclick()
    expect(parts(page, 0).first).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(parts(page, 0).first).to_have_attribute("aria-pressed", "true")
    assert known_parts(page) == 1


def test_the_last_step_arrives_and_the_one_that_is_left_out_is_not_needed(page: Page) -> None:
    page.goto(KUBEADM)
    with page.expect_response("**/ticks/"):
        for place in range(16):
            whole(page, place).click()
    expect(page.locator(".arrived")).to_be_visible()
    is_done(step(page, 16), False)
    whole(page, 16).click()
    expect(step(page, 16)).to_have_class("done")
    expect(page.locator("#count")).to_have_text("已完成 16 / 16 步")


def test_of_two_tabs_both_count_and_each_sees_the_other(page: Page) -> None:
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(KUBEADM)
    sent(page, 0)
    is_done(step(other, 0))
    sent(other, 1)
    is_done(step(page, 1))
    assert known(page) == STEPS[:2]
    sent(page, 2)
    expect(step(other, 2)).to_have_class("done")
    sent(other, 2)
    assert known(page) == STEPS[:2]


def test_what_is_said_last_counts_on_a_device_whose_clock_is_slow(
    page: Page, other_device: Callable[[BrowserContext], Page]
) -> None:
    page.goto(KUBEADM)
    sent(page, 0)
    device = other_device(page.context)
    device.clock.set_system_time(datetime.now(UTC) - timedelta(hours=1))
    device.goto(KUBEADM)
    sent(device, 0)
    is_done(step(device, 0), False)
    assert known(page) == []


def test_a_link_to_a_step_opens_it(page: Page) -> None:
    page.goto(f"{KUBEADM}#sysctl")
    expect(step(page, 3).locator("[data-command]").first).to_be_visible()
    expect(step(page, 3)).to_be_in_viewport()


# With one hand


TARGETS = "main :is(button, .btn, summary, input[type=text], textarea), aside :is(button, summary, input)"
TOO_SMALL = """all => all
  .filter((one) => one.checkVisibility() && Math.min(one.offsetWidth, one.offsetHeight) < 44)
  .map((one) => one.outerHTML)"""
LETTERS = """all => Math.min(...all.map((text) =>
  text.ownerSVGElement.getScreenCTM().a * parseFloat(getComputedStyle(text).fontSize)))"""


@PHONE
def test_a_thumb_ticks_everything(page: Page) -> None:
    page.goto("/checklists/")
    page.get_by_role("link", name="kubeadm").tap()
    expect(page).to_have_url(KUBEADM)
    page.locator("details").evaluate_all("all => all.forEach((one) => one.open = true)")
    assert page.locator(TARGETS).evaluate_all(TOO_SMALL) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.reload()
    parts(page, 0).nth(0).tap()
    expect(parts(page, 0).nth(0)).to_have_attribute("aria-pressed", "true")
    with page.expect_response("**/ticks/"):
        page.get_by_role("button", name="这一步做好了").first.tap()
    expect(step(page, 1).locator("summary").first).to_be_in_viewport()
    whole(page, 1).tap()
    is_done(step(page, 1))
    expect(step(page, 2).locator("summary").first).to_be_in_viewport()
    right = page.evaluate("innerWidth") - whole(page, 2).evaluate("one => one.getBoundingClientRect().right")
    assert right < 44, "where a thumb is"


@PHONE
def test_the_picture_of_the_services_can_be_read_on_a_phone_and_follows_the_ticks(page: Page) -> None:
    page.goto(f"{NOTES}#step-4")
    letters = page.locator("figure.order svg text").filter(visible=True)
    assert letters.evaluate_all(LETTERS) >= 11
    shaded = page.locator("figure.order svg:visible .d3")
    expect(shaded).to_have_count(0)
    parts(page, 3).nth(0).tap()
    expect(shaded).to_have_count(1)


# Values, machines, remarks


@with_and_without_javascript
def test_what_is_filled_in_once_stands_in_every_command_and_in_the_script(page: Page, script: bool) -> None:
    page.goto(KUBEADM)
    page.get_by_text("你的系统").first.click()
    page.get_by_label("RHEL / Rocky / Alma").check()
    page.get_by_label("Pod 网段").fill("10.9.0.0/16")
    page.get_by_label("Kubernetes 次版本").fill("v1.36")
    page.get_by_role("button", name="填进所有命令").click()
    expect(page.locator(".system summary")).to_contain_text("10.9.0.0/16")
    commands = " ".join(page.locator(":is(.parts, .verify) [data-command]").all_text_contents())
    assert "10.9.0.0/16" in commands
    assert "stable:/v1.36/" in commands
    assert "10.244.0.0/16" not in commands
    assert "apt-get" not in commands
    link = page.get_by_role("link", name="kubeadm.sh").get_attribute("href") or ""
    taken = page.context.request.get(link).text()
    assert "10.9.0.0/16" in taken
    assert "apt-get" not in taken


def test_a_value_that_will_not_do_is_told_and_nothing_is_lost(page: Page) -> None:
    page.goto(KUBEADM)
    page.get_by_text("你的系统").first.click()
    page.get_by_label("Kubernetes 次版本").fill("v1.36")
    page.get_by_label("Pod 网段").fill("10.0.0.0/33; reboot")
    page.get_by_role("button", name="填进所有命令").click()
    expect(page.get_by_role("alert")).to_contain_text("10.0.0.0/33; reboot")
    expect(page.get_by_label("Pod 网段")).to_be_visible()


def begin(page: Page, name: str) -> None:
    page.locator("#runs summary").first.click()
    page.get_by_label("名字").fill(name)
    page.locator("#runs button[value=new]").click()
    expect(page.locator("#runs [aria-current]")).to_have_text(name)


@with_and_without_javascript
def test_each_machine_has_its_own_ticks(page: Page, script: bool) -> None:
    page.goto(KUBEADM)
    begin(page, "测试机")
    whole(page, 0).click()
    is_done(step(page, 0))
    if script:
        page.locator("#count").filter(has_text="1 / 16").wait_for()
    begin(page, "node-2")
    is_done(step(page, 0), False)
    whole(page, 1).click()
    is_done(step(page, 1))
    page.get_by_role("link", name="测试机").last.click()
    expect(page.locator("#runs [aria-current]")).to_have_text("测试机")
    is_done(step(page, 0))
    is_done(step(page, 1), False)
    page.goto("/checklists/")
    expect(page.locator(".going")).to_have_count(2)


def test_the_first_tick_begins_a_run_which_the_page_then_names(page: Page) -> None:
    page.goto(KUBEADM)
    expect(page.locator("#runs [aria-current]")).to_have_count(0)
    sent(page, 0)
    expect(page.locator("#runs [aria-current]")).to_have_text("我的机器")
    expect(page.get_by_role("link", name="kubeadm.sh")).to_have_attribute("href", re.compile(r"\?run=\d+"))


@with_and_without_javascript
def test_a_remark_is_kept(page: Page, script: bool) -> None:
    page.goto(KUBEADM)
    step(page, 0).get_by_text("你的备注").click()
    step(page, 0).get_by_label("你的备注").fill("网卡是 ens3")
    step(page, 0).get_by_role("button", name="保存").click()
    page.goto(KUBEADM)
    expect(step(page, 0).get_by_label("你的备注")).to_have_value("网卡是 ens3")


# Output


def paste(page: Page, command: str, output: str) -> Locator:
    """Types it, and asks. Returns the verification with its finding."""
    verify = page.locator(".verify").filter(has=page.get_by_text(command, exact=True))
    verify.get_by_text("贴输出", exact=True).click()
    verify.locator("textarea").fill(output)
    verify.get_by_role("button", name="核对").click()
    return page.locator(".verify").filter(has=page.get_by_text(command, exact=True))


@with_and_without_javascript
def test_output_is_told_for_success_failure_or_neither(page: Page, script: bool) -> None:
    page.goto(KUBEADM)
    verify = paste(page, "nproc", "4")
    expect(verify.locator(".found.right")).to_be_visible()
    page.goto(KUBEADM)
    verify = paste(page, "nproc", "1")
    expect(verify.locator(".found.wrong")).to_be_visible()
    expect(verify).to_contain_text("给虚拟机加一个 CPU")
    page.goto(KUBEADM)
    verify = paste(page, "stat -fc %T /sys/fs/cgroup", "<b>what</b>")
    expect(verify.locator(".finding")).to_contain_text("cgroup2fs")
    expect(verify.locator(".found.right, .found.wrong")).to_have_count(0)
    expect(verify.locator("textarea")).to_have_value("<b>what</b>")


def test_what_is_pasted_is_judged_at_once(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(KUBEADM)
    page.evaluate("navigator.clipboard.writeText('4')")
    verify = page.locator(".verify").filter(has=page.get_by_text("nproc", exact=True))
    verify.get_by_text("贴输出", exact=True).click()
    expect(verify.locator("textarea")).to_be_focused()
    page.keyboard.press("Control+v")
    expect(verify.locator(".found.right")).to_be_visible()


def test_a_command_is_copied_as_it_stands(page: Page) -> None:
    """Comments of a heredoc too."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{KUBEADM}#sysctl")
    command = step(page, 3).locator("[data-command]").first
    heredoc = "cat <<'EOF' | sudo tee /etc/x\n# a comment\n$ not a prompt  \nEOF\n"
    for text in (command.text_content(), heredoc):
        command.evaluate("(pre, text) => pre.textContent = text", text)
        step(page, 3).get_by_role("button", name="复制").or_(
            step(page, 3).get_by_role("button", name="已复制")
        ).first.click()
        expect(step(page, 3).get_by_role("button", name="已复制")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == text


# Without a connection


@pytest.fixture
def lost(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[BrowserContext]:
    """A browser whose connection drops. It says so in the console, which is not an error of ours."""
    context = browser.new_context(**browser_context_args)
    errors: list[str] = []
    context.on(
        "console",
        lambda said: errors.append(said.text) if said.type == "error" and "Failed to load" not in said.text else None,
    )
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    context.close()
    assert errors == []


def tick_offline(page: Page, *places: int) -> None:
    page.context.set_offline(True)
    for place in places:
        whole(page, place).click()
        is_done(step(page, place))
    expect(page.locator(".unsent")).to_be_visible()


def test_ticks_wait_for_the_connection(lost: BrowserContext) -> None:
    page = lost.new_page()
    page.goto(KUBEADM)
    sent(page, 0)
    tick_offline(page, 1, 2)
    assert known(page) == STEPS[:1]
    with page.expect_response("**/ticks/", timeout=10_000):
        lost.set_offline(False)
    expect(page.locator(".unsent")).to_be_hidden()
    assert known(page) == STEPS[:3]


@pytest.mark.parametrize("begun", [True, False], ids=["with a run", "before there is one"])
def test_ticks_wait_while_the_tab_is_closed(lost: BrowserContext, begun: bool) -> None:
    page = lost.new_page()
    page.goto(KUBEADM)
    if begun:
        sent(page, 0)
    else:
        whole(page, 0).click(trial=True)
        tick_offline(page, 0)
    tick_offline(page, 1, 2)
    whole(page, 2).click()
    page.close()

    lost.set_offline(False)
    later = lost.new_page()
    with later.expect_response("**/ticks/"):
        later.goto(NOTES)
    expect(later.locator(".unsent")).to_be_hidden()
    assert known(later) == STEPS[:2]
    assert later.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('tick/'))") == []
    later.goto(KUBEADM)
    expect(later.locator("#runs .runs li")).to_have_count(1)
    is_done(step(later, 1))
    is_done(step(later, 2), False)


def test_an_answer_that_got_lost_counts_once(lost: BrowserContext) -> None:
    """The server heard of it, the page does not know: it says it again."""
    page = lost.new_page()
    page.goto(KUBEADM)
    sent(page, 0)
    lost.route("**/ticks/", lambda route: (route.fetch(), route.abort()))
    whole(page, 1).click()
    expect(page.locator(".unsent")).to_be_visible()
    assert known(page) == STEPS[:2]
    lost.unroute("**/ticks/")
    with page.expect_response("**/ticks/"):
        page.reload()
    expect(page.locator("#count")).to_have_text("已完成 2 / 16 步")
    assert known(page) == STEPS[:2]
    assert known_parts(page) == 4


def until(page: Page, holds: str) -> None:
    """Waits for what only the page itself can see."""
    page.evaluate(f"""async () => {{
      for (let turn = 0; turn < 1000; turn++) {{
        if (await ({holds})()) return;
        await new Promise(requestAnimationFrame);
      }}
      throw new Error("It never came to hold");
    }}""")


def kept(page: Page) -> None:
    """Waits until the worker has what it needs."""
    until(
        page,
        """async () => {
          const files = [...document.querySelectorAll("link[rel=stylesheet], script[src]")];
          const needed = [location.pathname, ...files.map((file) => file.href ?? file.src)];
          const there = await Promise.all(needed.map((one) => caches.match(one)));
          return navigator.serviceWorker.controller && there.every(Boolean);
        }""",
    )


def kept_with(page: Page, text: str) -> None:
    """Waits until what the worker has of this page says so."""
    until(page, f"async () => (await (await caches.match(location.href))?.text())?.includes({text!r})")


def test_a_checklist_that_was_opened_opens_again_without_a_connection(lost: BrowserContext) -> None:
    page = lost.new_page()
    page.goto(KUBEADM)
    kept(page)
    sent(page, 0)
    kept_with(page, "已完成 1 / 16 步")
    page.close()

    lost.set_offline(True)
    page = lost.new_page()
    page.goto(KUBEADM)
    expect(page.locator(".unsent")).to_be_visible()
    is_done(step(page, 0))
    assert page.locator(".walk").evaluate("list => getComputedStyle(list).listStyleType") == "none"
    parts(page, 1).first.click()
    page.reload()
    expect(parts(page, 1).first).to_have_attribute("aria-pressed", "true")
    whole(page, 2).click()
    with page.expect_response("**/ticks/"):
        lost.set_offline(False)
    expect(page.locator(".unsent")).to_be_hidden()
    assert known(page) == ["preflight", "kernel-modules"]
    assert known_parts(page) == 2 + 1 + step(page, 2).locator("[data-part]").count()


def test_what_is_ticked_on_a_page_that_was_kept_is_said_then(
    lost: BrowserContext, other_device: Callable[[BrowserContext], Page]
) -> None:
    """And not when the page was made."""
    page = lost.new_page()
    page.goto(KUBEADM)
    kept(page)
    sent(page, 0)
    device = other_device(lost)
    device.goto(KUBEADM)
    sent(device, 1)
    sent(device, 1)
    assert known(page) == STEPS[:1]
    lost.set_offline(True)
    page.reload()
    tick_offline(page, 1)
    with page.expect_response("**/ticks/"):
        lost.set_offline(False)
    expect(page.locator(".unsent")).to_be_hidden()
    assert known(page) == STEPS[:2]


def test_each_machine_opens_again_as_itself(lost: BrowserContext) -> None:
    page = lost.new_page()
    page.goto(KUBEADM)
    begin(page, "node-1")
    kept(page)
    first = page.url
    sent(page, 0)
    begin(page, "node-2")
    second = page.url
    page.goto(first)
    page.goto(second)
    lost.set_offline(True)
    page.goto(first)
    expect(page.locator("#runs [aria-current]")).to_have_text("node-1")
    is_done(step(page, 0))
    page.goto(second)
    expect(page.locator("#runs [aria-current]")).to_have_text("node-2")
    is_done(step(page, 0), False)


@pytest.mark.parametrize("address", ["/quizzes/", "/", NOTES, f"{KUBEADM}?run=999999"])
def test_nothing_else_is_opened_without_a_connection(lost: BrowserContext, address: str) -> None:
    page = lost.new_page()
    page.goto("/quizzes/")
    page.goto(KUBEADM)
    kept(page)
    lost.set_offline(True)
    with pytest.raises(Error, match=r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"):
        page.goto(address)


# Whose ticks they are


def sign_up(page: Page, name: str) -> None:
    page.goto("/accounts/signup/")
    page.fill("[name=username]", name)
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "signup" not in url)


def sign_in(page: Page, name: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "login" not in url)


def sign_out(page: Page) -> None:
    page.goto("/accounts/")
    page.get_by_role("button", name="退出").click()
    page.wait_for_url(lambda url: not url.endswith("/accounts/"))


@pytest.mark.parametrize("begun", [True, False], ids=["with a run", "before there is one"])
def test_ticks_that_were_not_sent_go_to_nobody_else(lost: BrowserContext, begun: bool) -> None:
    ada, bob = f"ada-{begun}", f"bob-{begun}"
    page = lost.new_page()
    sign_up(page, ada)
    page.goto(KUBEADM)
    if begun:
        sent(page, 0)
    tick_offline(page, 1)
    page.close()
    lost.set_offline(False)

    page = lost.new_page()
    sign_out(page)
    sign_up(page, bob)
    page.goto(KUBEADM)
    expect(page.locator("#count")).to_have_text("已完成 0 / 16 步")
    sent(page, 2)
    assert known(page) == [STEPS[2]]

    sign_out(page)
    sign_in(page, ada)
    with page.expect_response("**/ticks/"):
        page.goto(KUBEADM)
    is_done(step(page, 1))
    is_done(step(page, 2), False)
    expect(page.locator(".unsent")).to_be_hidden()
    assert known(page) == (STEPS[:2] if begun else [STEPS[1]])


@pytest.mark.parametrize("begun", [True, False], ids=["with a run", "before there is one"])
def test_a_tab_that_is_still_open_does_not_tick_for_who_signed_in_since(lost: BrowserContext, begun: bool) -> None:
    cyd, dan = f"cyd-{begun}", f"dan-{begun}"
    page, other = lost.new_page(), lost.new_page()
    sign_up(page, cyd)
    page.goto(KUBEADM)
    if begun:
        sent(page, 0)
    sign_out(other)
    sign_up(other, dan)
    whole(page, 1).click()
    expect(page.locator(".stale")).to_be_visible()
    assert known(page) == []
    page.get_by_role("link", name="重新载入页面").click()
    expect(page.locator("#count")).to_have_text("已完成 0 / 16 步")
    sign_out(other)
    sign_in(other, cyd)
    with other.expect_response("**/ticks/"):
        other.goto(KUBEADM)
    is_done(step(other, 1))
    expect(other.locator(".unsent")).to_be_hidden()
    assert STEPS[1] in known(other)


@pytest.mark.parametrize("begun", [True, False], ids=["with a run", "before there is one"])
def test_a_tab_of_somebody_who_signed_out_ticks_for_nobody(lost: BrowserContext, begun: bool) -> None:
    """Not for the visitor either, whose record goes to whoever signs in next."""
    hal = f"hal-{begun}"
    page, other = lost.new_page(), lost.new_page()
    sign_up(page, hal)
    page.goto(KUBEADM)
    if begun:
        sent(page, 0)
    sign_out(other)
    whole(page, 1).click()
    expect(page.locator(".stale")).to_be_visible()
    other.goto("/checklists/")
    expect(other.locator(".going")).to_have_count(0)
    sign_in(other, hal)
    with page.expect_response("**/ticks/"):
        page.reload()
    is_done(step(page, 1))


@pytest.mark.parametrize("begun", [True, False], ids=["with a run", "before there is one"])
def test_what_a_visitor_ticked_comes_along_into_the_account(lost: BrowserContext, begun: bool) -> None:
    page = lost.new_page()
    page.goto(KUBEADM)
    if begun:
        sent(page, 0)
    tick_offline(page, 1)
    page.close()
    lost.set_offline(False)
    page = lost.new_page()
    sign_up(page, f"eve-{begun}")
    with page.expect_response("**/ticks/"):
        page.goto(KUBEADM)
    is_done(step(page, 1))
    expect(page.locator(".unsent")).to_be_hidden()
    assert known(page) == (STEPS[:2] if begun else [STEPS[1]])


def test_a_run_that_went_into_another_one_when_its_learner_signed_in_gets_its_ticks(lost: BrowserContext) -> None:
    page = lost.new_page()
    sign_up(page, "fay")
    page.goto(KUBEADM)
    sent(page, 0)
    sign_out(page)
    page.goto(KUBEADM)
    sent(page, 1)
    tick_offline(page, 2)
    page.close()
    lost.set_offline(False)
    page = lost.new_page()
    sign_in(page, "fay")
    page.goto(KUBEADM)
    expect(page.locator("#count")).to_have_text("已完成 3 / 16 步")
    expect(page.locator(".unsent")).to_be_hidden()
    assert known(page) == STEPS[:3]


def test_what_was_kept_of_somebody_goes_when_another_comes(lost: BrowserContext) -> None:
    page = lost.new_page()
    sign_up(page, "gus")
    page.goto(KUBEADM)
    kept(page)
    sign_out(page)
    page.goto("/checklists/")
    until(page, "async () => !(await caches.match('/checklists/kubeadm/'))")
    lost.set_offline(True)
    with pytest.raises(Error, match=r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"):
        page.goto(KUBEADM)


def test_ticks_of_a_run_that_was_deleted_go_with_it(lost: BrowserContext) -> None:
    page, other = lost.new_page(), lost.new_page()
    page.goto(KUBEADM)
    sent(page, 0)
    other.goto(KUBEADM)
    other.locator("#runs details").evaluate_all("all => all.forEach((one) => one.open = true)")
    other.locator("#runs button[value=delete]").click()
    expect(other.locator("#count")).to_have_text("已完成 0 / 16 步")
    whole(page, 1).click()
    is_done(step(page, 1), False)
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('tick/'))")
    assert known(page) == []


# In another order


def whole_page(page: Page) -> None:
    """A piece of the page is not what the browser keeps under the page's address, to show it when one comes back."""
    html = page.evaluate("async () => (await fetch(location.href, { cache: 'force-cache' })).text()")
    assert html.lstrip().startswith("<!DOCTYPE html>")


def test_services_are_moved_by_keyboard_and_the_address_tells_the_order(page: Page) -> None:
    page.goto(ORDER)
    expect(page.locator(".starting .wrong")).to_have_count(0)
    up = page.get_by_role("button", name="上移：kube-apiserver")
    up.focus()
    for place in (2, 1):
        page.keyboard.press("Enter")
        expect(page.locator(".starting li").nth(place - 1)).to_contain_text("kube-apiserver")
        if place > 1:
            expect(up).to_be_focused()
    expect(page.locator(".starting .wrong")).to_contain_text("etcd 还没有运行")
    assert "start=etcd&start=kube-apiserver" in page.url
    assert "move=1" in page.url
    whole_page(page)
    page.reload()
    expect(page.locator(".starting .wrong")).to_contain_text("etcd 还没有运行")
    page.go_back()
    expect(page.locator(".starting li").nth(1)).to_contain_text("kube-apiserver")
    expect(page.get_by_role("banner")).to_be_visible()
    page.get_by_role("link", name="恢复笔记的顺序").click()
    expect(page.locator(".found.right")).to_be_visible()


@NO_SCRIPT
def test_services_are_moved_without_javascript(page: Page) -> None:
    page.goto(ORDER)
    page.get_by_role("button", name="下移：etcd").click()
    page.get_by_role("button", name="下移：etcd").click()
    expect(page.locator(".starting .wrong")).to_contain_text("etcd 还没有运行")


# Troubleshooting


def test_failures_are_found_while_one_types(page: Page) -> None:
    page.goto("/troubleshooting/")
    failures = page.locator("#troubles details")
    everything = failures.count()
    expect(failures.first).to_contain_text("localhost:8080 was refused")
    box = page.get_by_role("searchbox", name="看到的现象")
    box.press_sequentially("NO_PUBKEY")
    expect(failures).to_have_count(1)
    expect(failures.locator(".failure-card")).to_be_visible()
    expect(box).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?q=NO_PUBKEY"))
    whole_page(page)
    page.reload()
    expect(failures).to_have_count(1)
    box.fill("")
    expect(failures).to_have_count(everything)


@NO_SCRIPT
def test_failures_are_found_without_javascript(page: Page) -> None:
    page.goto("/troubleshooting/")
    page.get_by_role("searchbox", name="看到的现象").fill("NO_PUBKEY")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("#troubles details")).to_have_count(1)
    page.get_by_role("link", name="去这一步").click()
    expect(page).to_have_url(re.compile(r"/checklists/kubeadm/#"))
