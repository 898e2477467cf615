"""The first step of the wizard: what must be there before an account is connected, and is made here if it is not."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.requests import person
from integrations import prerequisites
from integrations.allegro.environments import environment
from integrations.allegro.translate import SOURCE
from integrations.allegro.views.signing_in import callback_address, may_lead_to_allegro
from integrations.models import Integration
from integrations.prerequisites import NewThing
from integrations.views.pages import manages

LOGIN_FIELD = "Allegro login"
NAMES_SHOWN = 3
NEEDED = {
    "login_field": gettext_lazy("A text field for Allegro logins: by it buyers are found among your customers."),
    "queue": gettext_lazy("A queue, where new tickets wait for a team."),
    "category": gettext_lazy("A category, which every new ticket gets."),
    "status_resolved": gettext_lazy("Closed statuses, which tickets get when their case ends on Allegro."),
}


@dataclass(frozen=True)
class Need:
    """One line of the list: what is needed, some of those that are there, and a form for the first one if none is."""

    name: str
    words: str | Promise
    found: list[str]
    form: NewThing | None

    @property
    def is_met(self) -> bool:
        return bool(self.found)


def offered(request: HttpRequest, data: QueryDict | None = None) -> dict[str, NewThing]:
    """What this person can add on the spot. Where no text field holds logins yet, a name for one is proposed."""
    proposed = {} if prerequisites.NewLoginField.existing().exists() else {"login_field": {"name": LOGIN_FIELD}}
    return prerequisites.forms_for(person(request), data, proposed)


@require_http_methods(["GET", "POST"])
@manages
@may_lead_to_allegro
def start(request: HttpRequest) -> HttpResponse:
    """What is there already and what is missing; without a client id and secret it says what to set."""
    if request.method != "POST":
        return _page(request, {})
    news = offered(request, request.POST)
    name = prerequisites.asked_for(news, request.POST)
    if name not in NEEDED:
        return redirect("allegro:start")
    thing = news[name].save_by(person(request)) if news[name].is_valid() else None
    if thing is None:
        return _page(request, {name: news[name]}, status=422)
    messages.success(request, _("“%(name)s” is added.") % {"name": thing})
    return redirect("allegro:start")


def _page(request: HttpRequest, refused: dict[str, NewThing], *, status: int = 200) -> HttpResponse:
    news = offered(request) | refused
    needs = [_need(name, words, news.get(name)) for name, words in NEEDED.items()]
    is_ready = environment().is_configured
    context = {
        "is_ready": is_ready,
        "needs": needs,
        "step": 2 if is_ready and all(need.is_met for need in needs) else 1,
        "begun": Integration.objects.filter(marketplace=SOURCE, first_import_done_at=None),
        "callback_address": callback_address(),
    }
    return render(request, "allegro/start.html", context, status=status)


def _need(name: str, words: str | Promise, form: NewThing | None) -> Need:
    found = [str(thing) for thing in prerequisites.FORMS[name].existing()[:NAMES_SHOWN]]
    return Need(name, words, found, None if found else form)
