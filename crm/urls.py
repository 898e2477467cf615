from django.urls import path

from crm.views import custom_fields, notes, record
from crm.views.export import export_customers
from crm.views.listing import customer_list

app_name = "crm"
urlpatterns = [
    path("", customer_list, name="list"),
    path("export.csv", export_customers, name="export"),
    path("add/", record.add, name="add"),
    path("<int:pk>/", record.detail, name="detail"),
    path("<int:pk>/edit/", record.edit, name="edit"),
    path("<int:pk>/delete/", record.delete, name="delete"),
    path("<int:pk>/notes/", notes.add, name="note_add"),
    path("<int:pk>/notes/<int:note_pk>/delete/", notes.delete, name="note_delete"),
    path("fields/", custom_fields.field_list, name="fields"),
    path("fields/add/", custom_fields.add, name="field_add"),
    path("fields/<int:pk>/", custom_fields.edit, name="field_edit"),
    path("fields/<int:pk>/delete/", custom_fields.delete, name="field_delete"),
]
