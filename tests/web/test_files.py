from pathlib import Path

import pytest
from django.test import Client

from lessons.models import Asset, Course

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def folder(small_course: Course) -> Path:
    return Path(small_course.root)


def listed(folder: Path, path: str, data: bytes, content_type: str = "image/png") -> str:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(data)
    Asset.objects.create(path=path, content_type=content_type, size=len(data), digest=str(hash(data)))
    return f"/files/{path}"


def test_an_image_of_the_notes_is_served_with_its_type(client: Client, folder: Path) -> None:
    response = client.get(listed(folder, "images/集群.png", PNG))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response) == PNG


def test_an_svg_gets_no_rights(client: Client, folder: Path) -> None:
    response = client.get(listed(folder, "a.svg", SVG, "image/svg+xml"))
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_a_page_that_calls_itself_an_image_is_not_served(client: Client, folder: Path) -> None:
    address = listed(folder, "a.png", b"<html><script>alert(1)</script></html>")
    assert client.get(address).status_code == 404


def test_only_what_was_imported_is_served(client: Client, folder: Path) -> None:
    (folder / "unlisted.png").write_bytes(PNG)
    (folder / "README.md").write_text("# K8S")
    assert client.get("/files/unlisted.png").status_code == 404
    assert client.get("/files/README.md").status_code == 404


@pytest.mark.parametrize("path", ["../outside.png", "images/../../outside.png", "/etc/hostname", "%2e%2e/outside.png"])
def test_no_path_leaves_the_folder_even_if_it_is_listed(client: Client, folder: Path, path: str) -> None:
    (folder.parent / "outside.png").write_bytes(PNG)
    for name in {path, path.replace("%2e", ".")}:
        Asset.objects.create(path=name, content_type="image/png", size=1, digest="x")
    assert client.get(f"/files/{path}").status_code == 404


def test_a_link_out_of_the_folder_is_not_followed(client: Client, folder: Path) -> None:
    (folder.parent / "secret.png").write_bytes(PNG)
    (folder / "link.png").symlink_to(folder.parent / "secret.png")
    Asset.objects.create(path="link.png", content_type="image/png", size=1, digest="x")
    assert client.get("/files/link.png").status_code == 404


def test_an_image_that_is_gone_is_not_found(client: Client, folder: Path) -> None:
    address = listed(folder, "a.png", PNG)
    (folder / "a.png").unlink()
    assert client.get(address).status_code == 404


def test_an_image_is_not_sent_twice(client: Client, folder: Path) -> None:
    address = listed(folder, "a.png", PNG)
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
