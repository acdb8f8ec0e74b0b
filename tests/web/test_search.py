import pytest
from django.test import Client

from tests.web.reading import text

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("small_course")]


def test_one_chinese_character_is_enough(client: Client) -> None:
    page = text(client.get("/search/", {"q": "镜"}))
    assert "<mark>镜</mark>像" in page
    assert 'href="/lessons/install/' in page


def test_the_beginning_of_an_english_word_is_enough(client: Client) -> None:
    page = text(client.get("/search/", {"q": "kub"}))
    assert 'href="/lessons/architecture/#term-kubelet"' in page
    assert "名词" in page


def test_without_a_query_the_page_says_how_to_search(client: Client) -> None:
    assert "中文一个字就够" in text(client.get("/search/"))
    assert "中文一个字就够" in text(client.get("/search/", {"q": "  "}))


def test_nothing_found_repeats_the_query_safely(client: Client) -> None:
    page = text(client.get("/search/", {"q": "<b>x</b>"}))
    assert "没有找到“&lt;b&gt;x&lt;/b&gt;”" in page


def test_htmx_gets_the_results_alone(client: Client) -> None:
    response = client.get("/search/", {"q": "镜"}, headers={"hx-request": "true"})
    assert "<html" not in text(response)
    assert "<mark>" in text(response)
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize("query", ['"', "AND", "*", "NEAR(", "a" * 5000, "\x00", "😀", "%", "'; --"])
@pytest.mark.parametrize("number", ["1", "0", "x", "999", "99999999"])
def test_no_query_is_an_error(client: Client, query: str, number: str) -> None:
    assert client.get("/search/", {"q": query, "page": number}).status_code == 200


def test_the_english_page_says_which_text_is_chinese(client: Client) -> None:
    page = text(client.get("/search/", {"q": "kubelet"}, headers={"accept-language": "en"}))
    assert "1 hit " in page
    assert '<p lang="zh-Hans">' in page
