import re

import pytest
from django.test import Client

from lessons.models import Erratum, Lesson
from tests.web.reading import text

ENGLISH = {"accept-language": "en"}

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("small_course")]


def test_the_list_names_place_severity_time_and_source(client: Client) -> None:
    page = text(client.get("/errata/"))
    for words in ("K8S的架构", "Docker交互", "已过时（v1.24，2022）", "kubelet 通过 CRI 与运行时交互。"):
        assert words in page, words
    assert 'href="/lessons/architecture/#erratum-e1-cri"' in page
    assert 'href="https://kubernetes.io/docs/concepts/architecture/cri/"' in page
    assert 'id="e1-cri" data-erratum="e1-cri"' in page


def test_the_list_speaks_english(client: Client) -> None:
    page = text(client.get("/errata/", headers=ENGLISH))
    assert "outdated (v1.24, 2022)" in page
    assert "The kubelet talks to a runtime through the CRI." in page
    assert '<blockquote lang="zh-Hans">' in page


def test_what_is_not_found_in_the_notes_is_not_listed(client: Client) -> None:
    assert "无处可放" not in text(client.get("/errata/"))
    assert client.get("/errata/e2-lost/").status_code == 404


def test_the_list_can_be_narrowed_to_a_kind_or_a_lesson(client: Client) -> None:
    Erratum.objects.create(
        name="e3-port", severity="error", quote="防火墙", text="放行端口即可。", text_en="Open the ports.",
        lesson=Lesson.objects.get(slug="install"), number=1, position=3,
    )  # fmt: skip
    both, wrong = text(client.get("/errata/")), text(client.get("/errata/?severity=error"))
    assert "放行端口" in both
    assert "CRI 与运行时" in both
    assert "放行端口" in wrong
    assert "CRI 与运行时" not in wrong
    of_lesson = text(client.get("/errata/?lesson=architecture"))
    assert "放行端口" not in of_lesson
    assert "只看“K8S的架构”这一课的" in of_lesson
    assert re.search(r'href="\?" ?>全部 <span class="small">2<', wrong)


def test_a_choice_without_errata_says_so(client: Client) -> None:
    for query in ("severity=typo", "severity=nonsense", "lesson=install", "lesson=nowhere"):
        assert "这个选择下没有内容" in text(client.get(f"/errata/?{query}")), query


def test_one_erratum_comes_as_a_margin_note_or_as_a_page(client: Client) -> None:
    fragment = text(client.get("/errata/e1-cri/", headers={"hx-request": "true"}))
    assert fragment.startswith('<aside class="overprint outdated" id="erratum-e1-cri"')
    page = text(client.get("/errata/e1-cri/"))
    assert "<html" in page
    assert "kubelet 通过 CRI 与运行时交互。" in page
