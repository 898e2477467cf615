from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.requests import person
from accounts.settings_map import groups_for


def index(request: HttpRequest) -> HttpResponse:
    """The map of what this person may change; for most people that is their own profile."""
    groups = groups_for(person(request))
    if not groups:
        return redirect("accounts:profile")
    return render(request, "settings/index.html", {"groups": groups})
