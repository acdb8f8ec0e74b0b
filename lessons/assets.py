"""Which files are images that may be shown, told by their first bytes and not by their name."""

from pathlib import Path

IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp", ".ico", ".svg"})

SNIFFED_BYTES = 1024
_SIGNATURES = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavif", "image/avif"),
    (0, b"BM", "image/bmp"),
    (0, b"\x00\x00\x01\x00", "image/x-icon"),
)


def sniff(head: bytes) -> str | None:
    """The content type of a file that begins with `head` (`SNIFFED_BYTES` of it), None if it is no image we show."""
    for offset, signature, content_type in _SIGNATURES:
        if head.startswith(signature, offset):
            return content_type
    return "image/svg+xml" if _is_svg(head) else None


def _is_svg(head: bytes) -> bool:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    while text.startswith((b"<?", b"<!--", b"<!doctype svg")):
        text = text.partition(b">")[2].lstrip()
    return text.startswith((b"<svg ", b"<svg>", b"<svg\n", b"<svg\r", b"<svg\t"))


def inside(root: Path, path: str) -> Path | None:
    """The file at `path` below `root`; None when it is not there or leads out of it, by `..` or by a link."""
    try:
        found = (root / path).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        return None
    return found if found.is_file() and found.is_relative_to(root.resolve()) else None
