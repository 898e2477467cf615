"""*Other data*, the second step of the wizard, and later the integration's settings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import posted
from integrations import switching
from integrations.allegro.connecting import connection
from integrations.allegro.forms import LoginFieldForm, OtherDataForm
from integrations.allegro.translate import SOURCE
from integrations.allegro.views.signing_in import may_lead_to_allegro
from integrations.models import Integration
from integrations.views.pages import manages


@require_http_methods(["GET", "POST"])
@manages
@may_lead_to_allegro
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """*Save* keeps the data; *Save and run* also starts the integration at once."""
    integration = get_object_or_404(Integration, pk=pk, marketplace=SOURCE)
    form = OtherDataForm(posted(request), instance=integration, initial=_just_created(request))
    if not form.is_bound:
        return _page(request, integration, form)
    if not form.is_valid():
        return _page(request, integration, form, status=422)
    form.save()
    if "run" in request.POST:
        switching.start(integration)
        messages.success(request, _("Saved and running: the first import begins in a moment."))
    else:
        messages.success(request, _("Saved."))
    return redirect("integrations:detail", pk)


@require_POST
@manages
@may_lead_to_allegro
def add_login_field(request: HttpRequest, pk: int) -> HttpResponse:
    """Create the text field for logins without leaving the wizard; it is chosen on the page, and kept by *Save*."""
    integration = get_object_or_404(Integration, pk=pk, marketplace=SOURCE)
    form = LoginFieldForm(request.POST)
    if not form.is_valid():
        return _page(request, integration, OtherDataForm(instance=integration), field_form=form, status=422)
    field = form.save()
    messages.success(request, _("The text field “%(name)s” is created and chosen.") % {"name": field.name})
    return redirect(reverse("allegro:edit", args=[pk], query={"login_field": field.pk}))


def _just_created(request: HttpRequest) -> dict[str, str]:
    return {"login_field": request.GET["login_field"]} if "login_field" in request.GET else {}


def _page(
    request: HttpRequest,
    integration: Integration,
    form: OtherDataForm,
    *,
    field_form: LoginFieldForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "integration": integration,
        "form": form,
        "field_form": field_form or LoginFieldForm(),
        "connection": connection(integration),
    }
    return render(request, "allegro/other_data.html", context, status=status)
