from pathlib import Path

import pytest

from lessons.assets import inside, sniff
from lessons.importing.folder import read_folder, reading_order


def write(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(f"# {path}\n")


def test_a_folder_is_read_as_a_person_would(tmp_path):
    write(tmp_path, "10-more.md", "2-pods.md", "README.md", "net/cni.md", "net/README.md", "about.md")
    paths = [note.path for note in read_folder(tmp_path).notes]
    assert paths == ["README.md", "2-pods.md", "10-more.md", "about.md", "net/README.md", "net/cni.md"]


def test_hidden_files_packages_and_the_course_are_not_notes(tmp_path):
    write(tmp_path, "a.md", ".git/b.md", ".hidden.md", "node_modules/c.md", "course/course.md", "d.txt")
    assert [note.path for note in read_folder(tmp_path).notes] == ["a.md"]


def test_any_change_that_matters_changes_the_stamp(tmp_path):
    write(tmp_path, "a.md", "course/course.yaml")
    before = read_folder(tmp_path).stamp("code")
    assert read_folder(tmp_path).stamp("code") == before
    assert read_folder(tmp_path).stamp("newer code") != before
    (tmp_path / "course/course.yaml").write_text("title: x\n")
    changed = read_folder(tmp_path).stamp("code")
    assert changed != before
    (tmp_path / "image.png").write_bytes(b"\x89PNG")
    assert read_folder(tmp_path).stamp("code") != changed


def test_numbers_in_names_sort_by_value():
    assert sorted(["v10.md", "v9.md", "v9/a.md"], key=reading_order) == ["v9.md", "v10.md", "v9/a.md"]


@pytest.mark.parametrize("path", ["../secret.png", "/etc/hostname", "link.png", "missing.png", "folder", "a\0b"])
def test_no_path_leads_out_of_the_folder(tmp_path, path):
    notes = tmp_path / "notes"
    write(tmp_path, "secret.png", "notes/folder/a.md")
    (notes / "link.png").symlink_to(tmp_path / "secret.png")
    assert inside(notes, path) is None


def test_an_image_inside_is_found(tmp_path):
    write(tmp_path, "images/a.png")
    assert inside(tmp_path, "images/a.png") == (tmp_path / "images/a.png").resolve()


@pytest.mark.parametrize(
    ("head", "content_type"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b'<?xml version="1.0"?>\n<!-- drawn by hand -->\n<svg xmlns="x">', "image/svg+xml"),
        (b"<!doctype html><script>alert(1)</script>", None),
        (b"<html><svg></svg></html>", None),
        (b"<svgfoo>", None),
        (b"just text", None),
        (b"", None),
    ],
)
def test_images_are_told_by_their_first_bytes(head, content_type):
    assert sniff(head) == content_type
