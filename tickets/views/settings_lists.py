"""The lists of the settings: show, add, edit, delete. Which one it is comes with the address (settings_urls)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.requests import person, posted
from tickets.removal import InUse, remove, uses_of
from tickets.sections import PERMISSION, Section
from tickets.settings_forms import ReplacementForm

manages_settings = permission_required(PERMISSION, raise_exception=True)


@manages_settings
def show(request: HttpRequest, section: Section) -> HttpResponse:
    return render(request, section.list_template, {"section": section, "rows": section.rows()})


@manages_settings
def add(request: HttpRequest, section: Section) -> HttpResponse:
    form = section.form(posted(request), initial={"position": section.next_position()})
    return _save(request, section, form)


@manages_settings
def edit(request: HttpRequest, section: Section, pk: int) -> HttpResponse:
    form = section.form(posted(request), instance=section.get(pk))
    return _save(request, section, form)


def _save(request: HttpRequest, section: Section, form: Any) -> HttpResponse:
    if form.is_bound and form.is_valid() and (thing := form.save_by(person(request))):
        messages.success(request, _("“%(name)s” is saved.") % {"name": thing})
        return redirect(section.address)
    status = 422 if form.is_bound else 200
    return render(request, "settings/thing_form.html", {"section": section, "form": form}, status=status)


@manages_settings
def delete(request: HttpRequest, section: Section, pk: int) -> HttpResponse:
    thing = section.get(pk)
    uses = uses_of(thing)
    form = ReplacementForm(thing, posted(request), is_needed=uses.needs_replacement)
    if request.method == "POST" and form.is_valid():
        try:
            remove(thing, form.cleaned_data.get("replacement"), person(request))
        except InUse:
            uses = uses_of(thing)
        else:
            messages.success(request, _("“%(name)s” is deleted.") % {"name": thing})
            return redirect(section.address)
    context = {"section": section, "thing": thing, "uses": uses, "form": form}
    return render(request, "settings/thing_delete.html", context, status=409 if request.method == "POST" else 200)
