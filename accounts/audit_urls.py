from django.urls import path

from accounts.views.audit_log import audit_log, export

app_name = "audit"
urlpatterns = [
    path("", audit_log, name="log"),
    path("export/", export, name="export"),
]
