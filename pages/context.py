from django.http import HttpRequest

from lessons.frame import frame


def site(request: HttpRequest) -> dict[str, object]:
    return frame(request)
