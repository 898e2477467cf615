from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.requests import person
from crm.forms.notes import NoteForm
from crm.models import Customer, Note
from crm.views.record import show


@require_POST
@permission_required("crm.change_customer", raise_exception=True)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer, pk=pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show(request, customer, form)
    form.instance.customer = customer
    form.instance.author = person(request)
    form.save()
    return redirect(customer)


@require_POST
@permission_required("crm.change_customer", raise_exception=True)
def delete(request: HttpRequest, pk: int, note_pk: int) -> HttpResponse:
    note = get_object_or_404(Note.objects.select_related("customer"), pk=note_pk, customer_id=pk)
    note.delete()
    return redirect(note.customer)
