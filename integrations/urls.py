from django.urls import path

from integrations.views.pages import background, catalogue, detail, integration_list, progress
from integrations.views.unreadable import dismiss
from integrations.views.verbs import delete, start, stop, sweep, test_connection

app_name = "integrations"
urlpatterns = [
    path("", integration_list, name="list"),
    path("background/", background, name="background"),
    path("catalogue/", catalogue, name="catalogue"),
    path("<int:pk>/", detail, name="detail"),
    path("<int:pk>/progress/", progress, name="progress"),
    path("<int:pk>/start/", start, name="start"),
    path("<int:pk>/stop/", stop, name="stop"),
    path("<int:pk>/sweep/", sweep, name="sweep"),
    path("<int:pk>/test/", test_connection, name="test"),
    path("<int:pk>/delete/", delete, name="delete"),
    path("<int:pk>/unreadable/<int:case>/dismiss/", dismiss, name="dismiss"),
]
