"""Where links and images lead."""

import pytest

from lessons.reading.note import Heading
from lessons.rendering.links import resolve, target
from lessons.rendering.renderer import Renderer
from tests.rendering.samples import note_of, section_of

RENDERER = Renderer()


def render(text: str, path: str = "net/pods.md") -> str:
    section = section_of(text)
    return RENDERER.section(note_of(text, section, path=path), section).html


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("./cni.md", "note:net/cni.md"),
        ("../cka.md#top", "note:cka.md#top"),
        ("/etcd.md", "note:etcd.md"),
        ("a%20b.md", "note:net/a%20b.md"),
        ("%E7%BD%91.md", "note:net/%E7%BD%91.md"),
        ("cni.md?raw=true#x", "note:net/cni.md#x"),
        ("folder/", "note:net/folder"),
        ("../../secret.md", "note:../secret.md"),
        ("%2e%2e/%2e%2e/secret.md", "note:../secret.md"),
        ("#part", "#part"),
    ],
)
def test_a_relative_link_is_counted_from_the_root(written: str, href: str) -> None:
    assert f'<a href="{href}">x</a>' in render(f"[x]({written})")
    assert f'<a href="{href}">x</a>' in render(f'<a href="{written}">x</a>')


def test_a_link_to_the_outside_gets_no_way_back() -> None:
    for address in ("https://example.com/", "mailto:a@example.com", "//example.com/x"):
        assert render(f"[x]({address})") == f'<p><a href="{address}" rel="noopener noreferrer">x</a></p>\n'


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"])
def test_an_address_that_runs_code_is_dropped(address: str) -> None:
    assert render(f"[x]({address})") == "<p><a>x</a></p>\n"
    assert "src" not in render(f'<img src="{address}">').replace('src=""', "")


def test_a_link_within_the_note_leads_to_the_page_that_has_the_heading() -> None:
    text = "[here](#a) [there](#b)"
    here = section_of(text, subsections=[Heading("A", 2, 9, "a", ())])
    there = section_of(text, subsections=[Heading("B", 2, 9, "b", ())])
    html = RENDERER.section(note_of(text, here, there), here).html
    assert '<a href="#a">here</a> <a href="note:README.md#b">there</a>' in html


def test_resolving_asks_for_decoded_paths_and_fragments() -> None:
    asked = []

    def href(path: str, fragment: str) -> str:
        asked.append((path, fragment))
        return "/lessons/net/#x"

    html = resolve(render("[网](%E7%BD%91.md#%E6%A1%A5)"), href, lambda path: None)
    assert asked == [("net/网.md", "桥")]
    assert html == '<p><a href="/lessons/net/#x">网</a></p>\n'


def test_what_is_not_there_is_marked_and_keeps_its_words() -> None:
    html = render("[the *exam*](./cka.md) ![the cluster](./images/c.png) ![](./images/d.png)", "README.md")
    assert resolve(html, lambda path, fragment: None, lambda path: None) == (
        '<p><span class="missing" data-missing="cka.md">the <em>exam</em></span> '
        '<span class="missing image" data-missing="images/c.png">the cluster</span> '
        '<span class="missing image" data-missing="images/d.png">images/d.png</span></p>\n'
    )


def test_an_image_that_is_there_is_shown() -> None:
    html = resolve(render("![a > b](c.png?raw=true)"), lambda path, fragment: None, lambda path: f"/media/{path}")
    assert '<img src="/media/net/c.png"' in html


def test_nothing_above_the_root_is_ever_asked_for() -> None:
    html = render("[x](../../y.md) ![z](/../../z.png) ![q](../../../q.png)")
    asked: list[str] = []
    resolved = resolve(html, lambda path, fragment: asked.append(path), lambda path: asked.append(path))
    assert not [path for path in asked if ".." in path]
    assert 'data-missing="../y.md"' in resolved


@pytest.mark.parametrize(
    ("written", "meant"),
    [("../cka.md#top", ("cka.md", "top")), ("#%E6%A1%A5", ("net/pods.md", "桥")), ("/", ("", "")), ("..", ("", ""))],
)
def test_what_a_link_means_can_be_asked(written: str, meant: tuple[str, str]) -> None:
    assert target("net/pods.md", written) == meant


@pytest.mark.parametrize(
    "written", ["./cni.md#a%20b", "../x.md", "/x.md", "网.md#桥", r"a\_b.md", "a&amp;b.md", "c.md?raw=1"]
)
def test_what_a_link_means_is_what_resolving_asks_for(written: str) -> None:
    asked: list[tuple[str, str]] = []
    html = render(f"[x]({written}) ![y]({written})")
    resolve(html, lambda path, fragment: asked.append((path, fragment)), lambda path: asked.append((path, "")))
    path, fragment = target("net/pods.md", written)
    assert asked == [(path, fragment), (path, "")]
