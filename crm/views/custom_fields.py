"""The company's own fields, in the settings."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.db.models import Count, ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.requests import person, posted
from crm.forms.custom_fields import CustomFieldForm
from crm.holders import holders
from crm.models import CustomField

manages_fields = permission_required("crm.manage_fields", raise_exception=True)


@manages_fields
def field_list(request: HttpRequest) -> HttpResponse:
    return render(request, "crm/fields.html", {"fields": CustomField.objects.annotate(value_count=Count("values"))})


@manages_fields
def add(request: HttpRequest) -> HttpResponse:
    return _save(request, CustomFieldForm(posted(request)))


@manages_fields
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _save(request, CustomFieldForm(posted(request), instance=get_object_or_404(CustomField, pk=pk)))


def _save(request: HttpRequest, form: CustomFieldForm) -> HttpResponse:
    if form.is_bound and form.is_valid() and (field := form.save_by(person(request))):
        messages.success(request, _("“%(name)s” is saved.") % {"name": field.name})
        return redirect("crm:fields")
    return render(request, "crm/field_form.html", {"form": form}, status=422 if form.is_bound else 200)


@manages_fields
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first: the values on the records go with the field. A field that an integration needs stays."""
    field = get_object_or_404(CustomField, pk=pk)
    status = 200
    if request.method == "POST":
        try:
            _delete(field, person(request))
        except ProtectedError:
            status = 409
        else:
            messages.success(request, _("“%(name)s” is deleted.") % {"name": field.name})
            return redirect("crm:fields")
    context = {"field": field, "holders": holders(field), "value_count": field.values.count()}
    return render(request, "crm/field_delete.html", context, status=status)


@transaction.atomic
def _delete(field: CustomField, actor: User) -> None:
    audit.record(actor, audit.Action.DELETED, field)
    field.delete()
