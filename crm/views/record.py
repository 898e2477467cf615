"""One customer's record: look at it, make it, change it, delete it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.requests import person, posted
from crm.forms.notes import NoteForm
from crm.forms.record import RecordForm
from crm.models import Customer


@permission_required("crm.view_customer", raise_exception=True)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, get_object_or_404(Customer, pk=pk), NoteForm())


def show(request: HttpRequest, customer: Customer, note_form: NoteForm) -> HttpResponse:
    """The record's page, with this form for a note: an empty one, or one that was refused."""
    context = {
        "customer": customer,
        "field_values": customer.field_values.select_related("field").order_by("field__name"),
        "notes": customer.notes.select_related("author"),
        "note_form": note_form,
    }
    return render(request, "crm/detail.html", context, status=422 if note_form.is_bound else 200)


@permission_required("crm.change_customer", raise_exception=True)
def add(request: HttpRequest) -> HttpResponse:
    return _save(request, RecordForm(posted(request)))


@permission_required("crm.change_customer", raise_exception=True)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _save(request, RecordForm(posted(request), instance=get_object_or_404(Customer, pk=pk)))


def _save(request: HttpRequest, form: RecordForm) -> HttpResponse:
    if form.is_bound and form.is_valid():
        customer = form.save()
        messages.success(request, _("The record is saved."))
        return redirect(customer)
    return render(request, "crm/form.html", {"form": form}, status=422 if form.is_bound else 200)


@permission_required("crm.delete_customer", raise_exception=True)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first. The customer's tickets stay, outside the CRM."""
    customer = get_object_or_404(Customer, pk=pk)
    if request.method != "POST":
        return render(request, "crm/delete.html", {"customer": customer})
    _delete(customer, person(request))
    messages.success(request, _("The record of “%(name)s” is deleted.") % {"name": customer.name})
    return redirect("crm:list")


@transaction.atomic
def _delete(customer: Customer, actor: User) -> None:
    # What is deleted is to be forgotten: the log tells the record apart by its number and the initials only.
    initials = " ".join(f"{word[0]}." for word in customer.name.split())
    audit.record(actor, audit.Action.DELETED, customer, name=f"{customer.pk} ({initials})")
    customer.delete()
