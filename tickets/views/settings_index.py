from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

# Whoever holds one of these finds something to change in the settings.
PERMISSIONS = (
    "accounts.manage_people",
    "tickets.manage_settings",
    "crm.manage_fields",
    "integrations.manage_integrations",
)


def index(request: HttpRequest) -> HttpResponse:
    """The map of what this person may change; for most people that is their own profile."""
    if not any(request.user.has_perm(permission) for permission in PERMISSIONS):
        return redirect("accounts:profile")
    return render(request, "settings/index.html")
