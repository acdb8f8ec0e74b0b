from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("lessons.urls")),
    path("", include("quizzes.urls")),
    path("", include("checklists.urls")),
    path("", include("learners.urls")),
    path("", include("pages.urls")),
    path("admin/", admin.site.urls),
]

handler404 = "pages.views.not_found"
handler500 = "pages.views.server_error"
