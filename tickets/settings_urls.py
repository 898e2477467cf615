from django.urls import URLPattern, path

from tickets.sections import SECTIONS, Section
from tickets.views.settings_index import index
from tickets.views.settings_lists import add, delete, edit, show

app_name = "settings"


def _pages(section: Section) -> list[URLPattern]:
    """The four pages of a list: `queues`, `queue_add`, `queue_edit`, `queue_delete` and so on."""
    given, here = {"section": section}, section.list_name.replace("_", "-")
    return [
        path(f"{here}/", show, given, name=section.list_name),
        path(f"{here}/add/", add, given, name=f"{section.name}_add"),
        path(f"{here}/<int:pk>/", edit, given, name=f"{section.name}_edit"),
        path(f"{here}/<int:pk>/delete/", delete, given, name=f"{section.name}_delete"),
    ]


urlpatterns = [path("", index, name="index"), *(page for section in SECTIONS for page in _pages(section))]
