import re

import pytest
from django.test import Client
from django.utils.translation import override

from lessons.figures import figure
from lessons.models import Diagram
from tests.web.reading import text

PAGE = "/diagrams/cluster/"
ENGLISH = {"accept-language": "en"}

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("small_course")]


def step_link(page: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]*)"', page)
    return found[1].replace("&amp;", "&") if found else ""


def test_a_diagram_can_be_stepped_through_by_links_alone(client: Client) -> None:
    page = text(client.get(PAGE))
    assert "谁和谁说话。" in page
    assert not step_link(page, "prev")
    page = text(client.get(step_link(page, "next")))
    assert "第 1 步 / 2" in page
    assert "命令出发。" in page
    assert "若停在这里：</b>什么都不发生。" in page
    page = text(client.get(step_link(page, "next")))
    assert "第 2 步 / 2" in page
    assert not step_link(page, "next")
    assert step_link(page, "prev") == f"{PAGE}?step=1"


def test_a_diagram_speaks_english(client: Client) -> None:
    page = text(client.get(f"{PAGE}?step=1", headers=ENGLISH))
    assert "Step 1 / 2" in page
    assert "The command leaves." in page


@pytest.mark.parametrize("step", ["99", "-1", "x", "²", "9" * 400, ""])
def test_a_step_that_is_not_there_shows_what_is(client: Client, step: str) -> None:
    assert client.get(PAGE, {"step": step}).status_code == 200


def test_all_steps_and_the_story_can_be_unfolded(client: Client) -> None:
    page = text(client.get(PAGE))
    assert "<details" in page
    assert page.count('<li value="') == 2


def test_a_part_opens_its_role_in_the_notes_own_words(client: Client) -> None:
    page = text(client.get(f"{PAGE}?node=kubelet"))
    role = page.partition('class="role"')[2].partition("</section>")[0]
    assert "主要负责和Docker交互。" in role
    assert "kubelet 通过 CRI 与运行时交互。" in role
    assert 'href="/lessons/architecture/#term-kubelet"' in role


def test_a_part_without_a_term_tells_its_role_in_our_words(client: Client) -> None:
    assert "命令行工具。" in text(client.get(f"{PAGE}?node=kubectl"))
    assert "The command line tool." in text(client.get(f"{PAGE}?node=kubectl", headers=ENGLISH))


def test_an_unknown_part_opens_nothing(client: Client) -> None:
    assert 'class="role"' not in text(client.get(f"{PAGE}?node=nobody"))


def test_hidden_names_are_nowhere_in_the_figure(client: Client) -> None:
    page = text(client.get(f"{PAGE}?names=hidden"))
    figure = page.partition("<figure")[2].partition("</figure>")[0]
    assert "kubelet" not in figure
    assert "kubectl" not in figure
    assert 'data-node="n1"' in figure


def test_a_hidden_part_is_revealed_alone(client: Client) -> None:
    page = text(client.get(f"{PAGE}?names=hidden"))
    reveal = re.search(r'href="([^"]*)" data-node="n1"', page)
    assert reveal
    page = text(client.get(reveal[1].replace("&amp;", "&")))
    figure = page.partition("<figure")[2].partition("</figure>")[0]
    assert "kubelet" in figure
    assert "kubectl" not in figure


def test_a_role_does_not_give_a_hidden_name_away(client: Client) -> None:
    assert 'class="role"' not in text(client.get(f"{PAGE}?names=hidden&node=kubelet"))
    assert 'class="role"' in text(client.get(f"{PAGE}?names=hidden&show=n1&node=n1"))


def test_htmx_gets_the_figure_alone(client: Client) -> None:
    response = client.get(f"{PAGE}?step=1", headers={"hx-request": "true"})
    assert text(response).strip().startswith("<figure")
    assert "<html" not in text(response)
    assert "HX-Request" in response["Vary"]


def test_the_figure_in_a_lesson_leads_to_its_story_in_words() -> None:
    with override("en"):  # the language is that of the lesson, whatever the import runs in
        figure_zh = figure(Diagram.objects.get(), "zh")
    assert "遮住名字" in figure_zh
    assert 'lang="zh-Hans"' in figure_zh
    assert f'<a href="{PAGE}?words=shown">文字说明</a>' in figure_zh
    assert "<details" not in figure_zh
    assert "Hide names" in figure(Diagram.objects.get(), "en")


def test_the_story_is_open_when_asked_for(client: Client) -> None:
    response = client.get(f"{PAGE}?words=shown", headers={"hx-request": "true"})
    assert "<details open>" in text(response)


def test_hidden_names_take_the_words_to_a_step_with_them(client: Client) -> None:
    page = text(client.get(f"{PAGE}?names=hidden&step=1"))
    assert "命令出发。" not in page
    assert "名字都遮住了" in page


def test_an_unknown_diagram_is_not_found(client: Client) -> None:
    assert client.get("/diagrams/nowhere/").status_code == 404
