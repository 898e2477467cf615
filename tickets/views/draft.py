"""What is being written is kept while it is written."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from accounts.requests import person
from tickets.drafts import save_typing
from tickets.forms import DraftForm
from tickets.views.detail import find_ticket


@require_POST
@permission_required("tickets.reply_ticket", raise_exception=True)
def keep(request: HttpRequest, pk: int, *, is_comment: bool) -> HttpResponse:
    """Nothing is answered: the page goes on as it is (204), or is told that nothing was kept (422)."""
    ticket = find_ticket(request, pk)
    form = DraftForm(request.POST, prefix="comment" if is_comment else "reply")
    if not form.is_valid():
        return HttpResponse(status=422)
    said = form.cleaned_data
    save_typing(
        ticket,
        person(request),
        said["text"],
        submission=said["submission"],
        is_comment=is_comment,
        asks_closure=said["asks_closure"],
    )
    return HttpResponse(status=204)
