"""*Other data*, the third step of the wizard, and later the integration's settings."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audit import save_form
from accounts.models import User
from accounts.requests import person, posted
from integrations import prerequisites, switching
from integrations.allegro.connecting import connection
from integrations.allegro.forms import OtherDataForm
from integrations.allegro.translate import SOURCE
from integrations.allegro.views.preparing import offered
from integrations.allegro.views.signing_in import may_lead_to_allegro
from integrations.models import Integration
from integrations.prerequisites import NewThing
from integrations.views.pages import manages


@require_http_methods(["GET", "POST"])
@manages
@may_lead_to_allegro
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """*Save* keeps the data; *Save and run* also starts the integration at once; *Add* makes a queue and the like."""
    integration = get_object_or_404(Integration, pk=pk, marketplace=SOURCE)
    data = posted(request)
    if data is not None and (name := prerequisites.asked_for(offered(request, data), data)):
        return _add(request, integration, name)
    form = OtherDataForm(data, instance=integration)
    if not form.is_bound:
        return _page(request, integration, form)
    if not form.is_valid():
        return _page(request, integration, form, status=422)
    _save(form, person(request), runs="run" in request.POST)
    if "run" in request.POST:
        messages.success(request, _("Saved and running: the first import begins in a moment."))
    else:
        messages.success(request, _("Saved."))
    return redirect("integrations:detail", pk)


@transaction.atomic
def _save(form: OtherDataForm, actor: User, *, runs: bool) -> None:
    integration = save_form(form, actor)
    if runs:
        switching.start(integration, actor)


def _add(request: HttpRequest, integration: Integration, name: str) -> HttpResponse:
    """Make what is missing at this choice, and choose it. What was filled in around it stays, and waits for *Save*."""
    new = offered(request, request.POST)[name]
    thing = new.save_by(person(request)) if new.is_valid() else None
    if thing is None:
        return _page(request, integration, OtherDataForm.unsaved(integration, request.POST), open_form=(name, new))
    messages.success(request, _("“%(name)s” is added and chosen. It counts once you save.") % {"name": thing})
    return _page(request, integration, OtherDataForm.unsaved(integration, request.POST, **{name: thing.pk}))


def _page(
    request: HttpRequest,
    integration: Integration,
    form: OtherDataForm,
    *,
    open_form: tuple[str, NewThing] | None = None,
    status: int = 200,
) -> HttpResponse:
    """`open_form` is a refused form for a new thing, with the choice it stands at."""
    news = offered(request) | (dict([open_form]) if open_form else {})
    context = {
        "integration": integration,
        "sections": [
            (heading, [(field, news.get(field.name)) for field in fields]) for heading, fields in form.sections()
        ],
        "form": form,
        "connection": connection(integration),
    }
    return render(request, "allegro/other_data.html", context, status=422 if open_form else status)
