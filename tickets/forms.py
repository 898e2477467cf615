"""What agents fill in on the ticket page."""

import uuid
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

F = TypeVar("F", bound="Composer")

# Far above every channel's limit: what is too long is refused with its length and the text kept, not cut off.
MOST_TEXT = 200_000


class PlainTextField(forms.CharField):
    """Text without NUL characters: they are dropped, as they come from pasting and nobody means them."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\x00", "")


class Composer(forms.Form):
    """What both modes have. Empty files come through, to be refused with words of our own."""

    text = PlainTextField(
        required=False, strip=False, max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"})
    )
    file = forms.FileField(required=False, label=_("Attachment"), allow_empty_file=True)
    submission = forms.UUIDField(widget=forms.HiddenInput)


class ReplyForm(Composer):
    """A message to the buyer. `seen` is the newest message on the page when it was opened."""

    prefix = "reply"
    asks_closure = forms.BooleanField(required=False, label=_("Ask the buyer to confirm that the problem is solved"))
    keeps_file = forms.BooleanField(required=False, label=_("Send this file along"))
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    resolve = forms.IntegerField(required=False, min_value=0, max_value=2**62)
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)


class CommentForm(Composer):
    """An internal message."""

    prefix = "comment"


class DraftForm(forms.Form):
    """What stands in a composer while somebody types. `submission` is that of the form it stands in."""

    text = PlainTextField(required=False, strip=False, max_length=MOST_TEXT)
    submission = forms.UUIDField()
    asks_closure = forms.BooleanField(required=False)


def fresh(form: type[F], **initial: object) -> F:
    """An empty form with a submission of its own."""
    return form(initial={"submission": uuid.uuid4(), **initial})
