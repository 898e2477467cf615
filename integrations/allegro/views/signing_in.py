"""The trip to Allegro's sign-in page and back."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import person
from integrations.allegro.client import oauth
from integrations.allegro.client.errors import AccountRestricted, AllegroError, GrantRefused, Rejected
from integrations.allegro.connecting import Connected, ConnectionRefused, DifferentSeller, connect
from integrations.allegro.environments import environment
from integrations.allegro.permissions import missing_words
from integrations.allegro.translate import SOURCE
from integrations.allegro.words import explain
from integrations.models import Integration, OAuthState
from integrations.oauth_state import StateUnknown, begin, take
from integrations.views.pages import manages


def callback_address() -> str:
    """The redirect address, as registered with Allegro."""
    return f"{settings.SITE_URL}{reverse('allegro:callback')}"


def sign_in_origin() -> str:
    """Where the form on our page may lead to: browsers check redirects of forms against the CSP, too."""
    address = urlsplit(environment().auth_url)
    return f"{address.scheme}://{address.netloc}"


def may_lead_to_allegro(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For views whose page has the *Authenticate* button: its form may go on to Allegro, and nowhere else."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lenient = csp_update({"form-action": [sign_in_origin()]})(view)
        return cast("HttpResponse", lenient(request, *args, **kwargs))

    return wrapped


@require_POST
@manages
@sensitive_variables()
def authenticate(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Leave for Allegro; with `pk`, to connect that integration again."""
    if not environment().is_configured:
        return redirect("allegro:start")
    integration = get_object_or_404(Integration, pk=pk, marketplace=SOURCE) if pk else None
    verifier = oauth.new_verifier()
    state = begin(person(request), SOURCE, integration, verifier)
    return redirect(oauth.authorize_url(environment(), redirect_uri=callback_address(), state=state, verifier=verifier))


@require_GET
@never_cache
@manages
@may_lead_to_allegro
@sensitive_variables()
def callback(request: HttpRequest) -> HttpResponse:
    """Back from Allegro. Each way in which it can go wrong has its own sentence, and nothing is changed then."""
    back = _taken(request)
    try:
        trip = take(person(request), SOURCE, back.get("state", ""))
    except StateUnknown:
        reason = _("This sign-in is unknown, too old, or was used already. Start it again from here.")
        return _failed(request, 400, reason)
    if back.get("error") == "access_denied":
        return _failed(request, 200, _("The sign-in was cancelled on Allegro. Nothing was changed."), trip.integration)
    if "code" not in back:
        return _failed(request, 400, _("Allegro refused the sign-in. Try it again."), trip.integration)
    return _finish(request, trip, back["code"])


def _taken(request: HttpRequest) -> dict[str, str]:
    """What Allegro sent back with the person, taken off the request, which error reports and access logs write out."""
    back = request.GET.dict()
    request.GET = QueryDict()
    request.META.update({"QUERY_STRING": "", "RAW_URI": request.path})
    return back


@sensitive_variables()
def _finish(request: HttpRequest, trip: OAuthState, code: str) -> HttpResponse:
    try:
        connected = connect(code, trip.verifier, callback_address(), trip.integration, person(request))
    except DifferentSeller as other:
        return _failed(request, 409, other.reason, trip.integration, is_other=True, elsewhere=other.elsewhere)
    except ConnectionRefused as refusal:
        return _failed(request, 400, refusal.reason, trip.integration)
    except AllegroError as error:
        status, reason = _in_words(error)
        return _failed(request, status, reason, trip.integration)
    return _welcome(request, connected, trip)


def _in_words(error: AllegroError) -> tuple[int, str]:
    """The status of our page and its sentence, for a sign-in that Allegro did not finish."""
    if error.code == "invalid_client":
        return 400, _("Allegro does not accept ALLEGRO_CLIENT_ID and ALLEGRO_CLIENT_SECRET. Check both.")
    if isinstance(error, AccountRestricted):
        return 400, explain(error)
    if isinstance(error, (GrantRefused, Rejected)) and not error.transient:
        return 400, _("Allegro refused the sign-in. Try it again.")
    return 502, _("Allegro could not be reached to finish the sign-in. Try it again.")


def _welcome(request: HttpRequest, connected: Connected, trip: OAuthState) -> HttpResponse:
    integration = connected.account.integration
    if connected.is_new:
        sentence = _("Authentication succeeded: %(seller)s is connected.")
    elif trip.integration is None:
        sentence = _("%(seller)s was connected already, here. The connection is renewed.")
    else:
        sentence = _("Authentication succeeded: %(seller)s is connected again.")
    messages.success(request, sentence % {"seller": connected.account.seller_login})
    for missing in missing_words(connected.account.missing_scopes.split()):
        messages.warning(request, missing)
    return redirect("integrations:detail" if integration.is_configured else "allegro:edit", integration.pk)


def _failed(
    request: HttpRequest, status: int, reason: str, integration: Integration | None = None, **offers: object
) -> HttpResponse:
    """The page of a sign-in that connected nothing; `offers` says what else can be done (see the template)."""
    context = {"reason": reason, "integration": integration, **offers}
    return render(request, "allegro/failed.html", context, status=status)
