"""Files of messages, for those who may read the ticket."""

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from accounts.requests import person
from tickets.access import attachments_for
from tickets.models import Attachment
from tickets.thumbnails import TYPE, NoThumbnail, thumbnail_of
from tickets.uploads import UNKNOWN_TYPE, safe_name

A_YEAR = 31_536_000  # seconds: the file of an attachment never changes


@require_GET
@cache_control(private=True, max_age=3600)
@permission_required("tickets.view_ticket", raise_exception=True)
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A recognised picture may be shown; everything else is a download, whatever it claims to be."""
    found = get_object_or_404(attachments_for(person(request)), pk=pk)
    if found.state != Attachment.State.STORED:
        raise Http404
    wants_download = "download" in request.GET or not found.is_picture
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=wants_download,
        filename=safe_name(found.name),
        content_type=found.content_type if found.is_picture else UNKNOWN_TYPE,
    )
    response["X-Content-Type-Options"] = "nosniff"
    # Opened on its own, a file can do nothing: no script, no form, no frame.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_GET
@cache_control(private=True, max_age=A_YEAR, immutable=True)
@permission_required("tickets.view_ticket", raise_exception=True)
def thumbnail(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture made small. What is no picture, or cannot be read as one, has none."""
    found = get_object_or_404(attachments_for(person(request)), pk=pk)
    if not found.is_picture:
        raise Http404
    try:
        return HttpResponse(thumbnail_of(found), content_type=TYPE)
    except NoThumbnail as error:
        raise Http404 from error
