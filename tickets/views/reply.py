"""Write to the buyer."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.requests import person
from tickets import channels, replies, uploads
from tickets.drafts import keep_draft
from tickets.forms import ReplyForm
from tickets.models import Attachment, Draft, Message, Status, Ticket
from tickets.rejections import Rejected
from tickets.replies import Overtaken
from tickets.views.detail import find_ticket, show_ticket


@require_POST
@permission_required("tickets.reply_ticket", raise_exception=True)
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue the reply; or say why not, with the text and the file kept."""
    ticket, author = find_ticket(request, pk), person(request)
    filled_in = request.POST.copy()
    form = ReplyForm(filled_in, request.FILES)
    if not form.is_valid():
        return show_ticket(request, ticket, reply_form=form, status=422)
    said = form.cleaned_data
    if Message.objects.filter(submission=said["submission"], ticket=ticket, author=author).exists():
        return redirect("tickets:detail", pk)
    attachment = None
    try:
        attachment = _attachment(ticket, author, form)
        replies.write(
            ticket,
            author,
            said["text"] or _closure_words(ticket, said),
            submission=said["submission"],
            seen=None if said["anyway"] else said["seen"],
            asks_closure=said["asks_closure"],
            attachment=attachment,
            resolve_with=Status.objects.filter(pk=said["resolve"]).first() if said["resolve"] else None,
        )
    except Rejected as rejection:
        form.add_error(None, rejection.reason)
        newer = rejection.newer if isinstance(rejection, Overtaken) else []
    else:
        return redirect("tickets:detail", pk)
    keep_draft(ticket, author, said["text"], asks_closure=said["asks_closure"], attachment=attachment)
    # A browser does not send a file twice: from now on it is the draft's.
    filled_in["reply-keeps_file"] = "on" if attachment else ""
    filled_in["reply-anyway"] = "on" if newer else ""
    return show_ticket(request, ticket, reply_form=form, newer=newer, status=409 if newer else 422)


def _closure_words(ticket: Ticket, said: dict[str, Any]) -> str:
    """Without script the box brings no words into the text: then they come from here."""
    if not said["asks_closure"]:
        return ""
    return channels.view_of(ticket.source, ticket.pk).closure_message


def _attachment(ticket: Ticket, author: User, form: ReplyForm) -> Attachment | None:
    """The file that was given now, or the one that was kept with the draft."""
    upload: UploadedFile | None = form.cleaned_data["file"]
    if upload is not None:
        return uploads.accept(upload, channels.view_of(ticket.source, ticket.pk).limits)
    if not form.cleaned_data["keeps_file"]:
        return None
    draft = Draft.objects.filter(ticket=ticket, author=author, is_comment=False).select_related("attachment").first()
    if draft is None or draft.attachment is None:
        raise Rejected(_("The file that was to go along is gone: it left with another message. Attach it again."))
    return draft.attachment
