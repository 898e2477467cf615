"""People, for those who manage them: list, add, edit, deactivate and activate, invite again."""

import logging

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import audit
from accounts.forms import PersonForm
from accounts.invitations import invite
from accounts.models import User
from accounts.people import LastAdministrator, add_person, change
from accounts.requests import person, posted

logger = logging.getLogger(__name__)
manages_people = permission_required("accounts.manage_people", raise_exception=True)


@manages_people
def people(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/people.html", {"people": User.objects.order_by("-is_active", "name", "email")})


@manages_people
def add(request: HttpRequest) -> HttpResponse:
    form = PersonForm(posted(request), initial={"language": person(request).language})
    if form.is_bound and form.is_valid() and (somebody := _added(form, person(request))):
        _send_invitation(request, somebody)
        return redirect("accounts:people")
    return render(request, "accounts/person_form.html", {"form": form}, status=422 if form.is_bound else 200)


def _added(form: PersonForm, actor: User) -> User | None:
    try:
        return add_person(actor, **form.cleaned_data)
    except IntegrityError:  # the same form came twice at once
        form.add_error("email", form.email_is_taken)
        return None


@manages_people
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    somebody = get_object_or_404(User, pk=pk)
    form = PersonForm(posted(request), instance=somebody)
    if form.is_bound and form.is_valid() and _is_stored(form, person(request)):
        messages.success(request, _("“%(name)s” is saved.") % {"name": somebody.name})
        return redirect("accounts:people")
    context = {"form": form, "somebody": User.objects.get(pk=pk)}
    return render(request, "accounts/person_form.html", context, status=422 if form.is_bound else 200)


def _is_stored(form: PersonForm, actor: User) -> bool:
    try:
        change(form.instance, actor, fields=list(form.cleaned_data))
    except IntegrityError:
        form.add_error("email", form.email_is_taken)
        return False
    except LastAdministrator:
        form.add_error("role", _("This is the last active administrator. Make somebody else one first."))
        return False
    # allauth keeps addresses of its own: a former one must not sign in.
    EmailAddress.objects.filter(user=form.instance).exclude(email=form.instance.email).delete()
    return True


@require_POST
@manages_people
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """They are signed out at once and cannot sign in; what they did stays."""
    somebody = get_object_or_404(User, pk=pk)
    if somebody == request.user:
        messages.error(request, _("You cannot deactivate yourself."))
        return redirect("accounts:people")
    somebody.is_active = False
    try:
        change(somebody, person(request), fields=["is_active"])
    except LastAdministrator:
        messages.error(request, _("This is the last active administrator. Make somebody else one first."))
    else:
        messages.success(request, _("“%(name)s” is deactivated.") % {"name": somebody.name})
    return redirect("accounts:people")


@require_POST
@manages_people
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    somebody = get_object_or_404(User, pk=pk)
    somebody.is_active = True
    change(somebody, person(request), fields=["is_active"])
    messages.success(request, _("“%(name)s” can sign in again.") % {"name": somebody.name})
    return redirect("accounts:people")


@require_POST
@manages_people
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    _send_invitation(request, get_object_or_404(User, pk=pk, is_active=True))
    return redirect("accounts:people")


def _send_invitation(request: HttpRequest, somebody: User) -> None:
    try:
        invite(somebody, request)
    except OSError:
        logger.exception("An invitation was not sent")
        sentence = _("“%(name)s” is added, but the mail to %(email)s could not be sent. Invite them again later.")
        messages.warning(request, sentence % {"name": somebody.name, "email": somebody.email})
    else:
        audit.record(person(request), audit.Action.INVITED, somebody)
        sentence = _("An invitation to set a password is on its way to %(email)s.")
        messages.success(request, sentence % {"email": somebody.email})
