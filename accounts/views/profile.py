from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.audit import save_form
from accounts.forms import ProfileForm
from accounts.requests import person, posted


def profile(request: HttpRequest) -> HttpResponse:
    """What everybody changes for themselves: name, language, signature."""
    form = ProfileForm(posted(request), instance=person(request))
    if form.is_bound and form.is_valid():
        user = save_form(form, person(request))
        with translation.override(user.language):
            messages.success(request, _("Your profile is saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form}, status=422 if form.is_bound else 200)
