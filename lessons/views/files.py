"""Images of the notes, from the folder they were imported from."""

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import condition, require_safe

from lessons.assets import SNIFFED_BYTES, inside, sniff
from lessons.models import Asset, Course

# An SVG opened by itself is a document, and may hold scripts: it gets no rights.
POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


def _etag(request: HttpRequest, path: str) -> str | None:
    digest = Asset.objects.filter(path=path).values_list("digest", flat=True).first()
    return f'"{digest}"' if digest else None


@require_safe
@condition(etag_func=_etag)
def file(request: HttpRequest, path: str) -> HttpResponseBase:
    """Only what an import has listed, only from its folder, and only if it still is an image of that type."""
    listed = Asset.objects.filter(path=path).exists()
    root = Course.objects.order_by("pk").values_list("root", flat=True).first()
    found = inside(Path(root), path) if listed and root else None
    if found is None:
        raise Http404(path)
    with found.open("rb") as opened:
        content_type = sniff(opened.read(SNIFFED_BYTES))
    if content_type is None:
        raise Http404(path)
    response = FileResponse(found.open("rb"), content_type=content_type)
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "public, max-age=3600"
    return response
