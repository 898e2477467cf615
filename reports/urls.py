from django.urls import path

from reports.views import download, index

app_name = "reports"
urlpatterns = [
    path("", index, name="index"),
    path("<slug:slug>.csv", download, name="csv"),
]
