from django.urls import path

from tickets.sections import CATEGORIES, QUEUES, STATUSES
from tickets.views.settings_index import index
from tickets.views.settings_lists import add, delete, edit, show

app_name = "settings"
urlpatterns = [
    path("", index, name="index"),
    path("queues/", show, {"section": QUEUES}, name="queues"),
    path("queues/add/", add, {"section": QUEUES}, name="queue_add"),
    path("queues/<int:pk>/", edit, {"section": QUEUES}, name="queue_edit"),
    path("queues/<int:pk>/delete/", delete, {"section": QUEUES}, name="queue_delete"),
    path("categories/", show, {"section": CATEGORIES}, name="categories"),
    path("categories/add/", add, {"section": CATEGORIES}, name="category_add"),
    path("categories/<int:pk>/", edit, {"section": CATEGORIES}, name="category_edit"),
    path("categories/<int:pk>/delete/", delete, {"section": CATEGORIES}, name="category_delete"),
    path("statuses/", show, {"section": STATUSES}, name="statuses"),
    path("statuses/add/", add, {"section": STATUSES}, name="status_add"),
    path("statuses/<int:pk>/", edit, {"section": STATUSES}, name="status_edit"),
    path("statuses/<int:pk>/delete/", delete, {"section": STATUSES}, name="status_delete"),
]
