from django.urls import path

from lessons import converters  # noqa: F401 - registers <name:...>
from lessons.views import diagrams, errata, files, lesson, search

urlpatterns = [
    path("lessons/<name:slug>/", lesson.lesson, name="lesson"),
    path("lessons/<name:slug>/finish/", lesson.finish, name="finish"),
    path("lessons/<name:slug>/unfinish/", lesson.unfinish, name="unfinish"),
    path("diagrams/<slug:name>/", diagrams.diagram, name="diagram"),
    path("errata/", errata.errata, name="errata"),
    path("errata/<slug:name>/", errata.erratum, name="erratum"),
    path("search/", search.search, name="search"),
    path("files/<path:path>", files.file, name="file"),
]
