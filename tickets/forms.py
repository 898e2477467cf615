"""What agents fill in on the ticket page and below the list."""

import uuid
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.bulk import Change
from tickets.filters import NOBODY
from tickets.models import Category, Queue, Status, Tag, Ticket

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


class BulkForm(forms.Form):
    """What the bar below the list asks. Everything may be left as it is.

    `query` holds the filters in force, for `everything` that fits them; `page` is the address of the list.
    """

    assignee = forms.CharField(required=False)
    status = forms.ModelChoiceField(Status.objects.all(), required=False)
    queue = forms.ModelChoiceField(Queue.objects.all(), required=False)
    category = forms.ModelChoiceField(Category.objects.all(), required=False)
    priority = forms.TypedChoiceField(choices=Ticket.Priority.choices, required=False, coerce=int, empty_value=None)
    tag = forms.ModelChoiceField(Tag.objects.all(), required=False)
    untag = forms.ModelChoiceField(Tag.objects.all(), required=False)
    unread = forms.ChoiceField(choices=[("", ""), ("yes", ""), ("no", "")], required=False)
    everything = forms.BooleanField(required=False)
    sure = forms.BooleanField(required=False)
    query = forms.CharField(required=False)
    page = forms.CharField(required=False)

    def clean_assignee(self) -> User | bool | None:
        value = self.cleaned_data["assignee"]
        if value in ("", NOBODY):
            return False if value else None
        chosen = User.objects.filter(is_active=True, pk=value).first() if value.isdecimal() else None
        if chosen is None:
            raise forms.ValidationError(_("This person is not here any more."))
        return chosen

    @property
    def change(self) -> Change:
        """What was chosen. Call on a valid form."""
        said = self.cleaned_data
        return Change(
            assignee=said["assignee"],
            status=said["status"],
            queue=said["queue"],
            category=said["category"],
            priority=Ticket.Priority(said["priority"]) if said["priority"] is not None else None,
            tag=said["tag"],
            untag=said["untag"],
            unread={"yes": True, "no": False}.get(said["unread"]),
        )

    @property
    def is_to_be_asked(self) -> bool:
        """Whether more is meant than the person has seen, and they have not said yes to it yet."""
        return bool(self.cleaned_data["everything"]) and not self.cleaned_data["sure"]


def fresh(form: type[F], **initial: object) -> F:
    """An empty form with a submission of its own."""
    return form(initial={"submission": uuid.uuid4(), **initial})
