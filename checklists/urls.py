from django.urls import path, register_converter
from django.urls.converters import StringConverter

from checklists.views import following, keeping, pasting, starting, taking_away, troubleshooting
from lessons import converters  # noqa: F401 - registers <name:...>


class Plain(StringConverter):
    """A checklist's slug in front of a dot: `kubeadm.sh`."""

    regex = r"[^/\0]+?"


register_converter(Plain, "plain")

urlpatterns = [
    path("checklists/", following.checklists, name="checklists"),
    path("checklists/worker.js", taking_away.worker, name="checklist-worker"),
    path("checklists/<plain:slug>.sh", taking_away.script, name="checklist-script"),
    path("checklists/<plain:slug>.md", taking_away.markdown, name="checklist-markdown"),
    path("checklists/<name:slug>/", following.checklist, name="checklist"),
    path("checklists/<name:slug>/ticks/", keeping.ticks, name="checklist-ticks"),
    path("checklists/<name:slug>/run/", keeping.run, name="checklist-run"),
    path("checklists/<name:slug>/order/", starting.order, name="checklist-order"),
    path("checklists/<name:slug>/<slug:key>/paste/<int:number>/", pasting.paste, name="checklist-paste"),
    path("checklists/<name:slug>/<slug:key>/remark/", keeping.remark, name="checklist-remark"),
    path("checklists/<name:slug>/<slug:key>/seen/", keeping.seen, name="checklist-seen"),
    path("troubleshooting/", troubleshooting.troubleshooting, name="troubleshooting"),
]
