"""The calls to Allegro that failed, kept for its support: the newest fifty of an integration."""

from integrations.allegro.client.errors import AllegroError
from integrations.allegro.client.http import Call
from integrations.models import FailedCall

KEPT = 50


def note(integration_id: int, call: Call) -> None:
    """Keep a failed call; one that went well leaves no trace."""
    if not call.error:
        return
    FailedCall.objects.create(
        integration_id=integration_id,
        method=call.method,
        path=call.path[:300],
        status=call.status,
        code=call.code[:60],
        error=call.error[:60],
        trace_id=call.trace_id[:100],
        seconds=call.seconds,
    )
    kept = FailedCall.objects.filter(integration_id=integration_id).values_list("pk", flat=True)[:KEPT]
    FailedCall.objects.filter(integration_id=integration_id, pk__lt=min(kept)).delete()


def note_renewal(integration_id: int, error: AllegroError) -> None:
    """Keep a renewal of the tokens that failed."""
    route, path = "oauth.token", "/auth/oauth/token"
    note(integration_id, Call(route, "POST", path, error.status, error.trace_id, 0.0, error.code, type(error).__name__))
