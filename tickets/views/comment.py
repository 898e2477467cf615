"""Leave an internal comment, which never reaches the buyer."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.requests import person
from tickets import replies, uploads
from tickets.channels import Limits
from tickets.forms import CommentForm
from tickets.rejections import Rejected
from tickets.views.detail import find_ticket, show_ticket

FILE_LIMITS = Limits(
    text=replies.COMMENT_LENGTH,
    attachment_bytes=10 * 1024 * 1024,
    attachment_types=(*sorted(uploads.PICTURES.values()), "application/pdf"),
)


@require_POST
@permission_required("tickets.reply_ticket", raise_exception=True)
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    ticket = find_ticket(request, pk)
    form = CommentForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_ticket(request, ticket, comment_form=form, mode="comment", status=422)
    said = form.cleaned_data
    try:
        attachment = uploads.accept(said["file"], FILE_LIMITS) if said["file"] else None
        replies.comment(ticket, person(request), said["text"], submission=said["submission"], attachment=attachment)
    except Rejected as rejection:
        form.add_error(None, rejection.reason)
        return show_ticket(request, ticket, comment_form=form, mode="comment", status=422)
    return redirect("tickets:detail", pk)
