"""Forms of the settings area: queues with their working hours, categories, statuses, canned replies, tags."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crm.forms.names import NamedForm
from tickets import canned, workflow
from tickets.hours_form import HoursFormSet, save_hours, spans_of
from tickets.models import CannedReply, Category, Queue, Status, Tag
from tickets.removal import Thing, replacements


class CategoryForm(NamedForm):
    name_is_taken = _("There is a category with this name already.")

    class Meta:
        model = Category
        fields = ["name", "position"]


class TagForm(NamedForm):
    name_is_taken = _("There is a tag with this name already.")

    class Meta:
        model = Tag
        fields = ["name"]


class CannedReplyForm(NamedForm):
    name_is_taken = _("There is a canned reply with this name already.")
    variables: ClassVar[dict[str, Promise]] = canned.VARIABLES

    class Meta:
        model = CannedReply
        fields = ["name", "text", "position"]
        widgets = {"text": forms.Textarea({"rows": 10})}
        help_texts = {
            "name": _("Agents look for it by this name, e.g. “Parcel on its way”."),
            "text": _("Plain text. The variables below are filled in when an agent puts it into a reply."),
        }

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        unknown = canned.unknown_variables(text)
        if unknown:
            names = ", ".join(f"{{{{{name}}}}}" for name in unknown)
            sentence = ngettext("There is no variable %(names)s.", "There are no variables %(names)s.", len(unknown))
            raise ValidationError(sentence, params={"names": names})
        return text


class StatusForm(NamedForm):
    name_is_taken = _("There is a status with this name already.")

    class Meta:
        model = Status
        fields = ["name", "kind", "position"]

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        opens = Queue.objects.filter(open_status=self.instance.pk).first() if self.instance.pk else None
        if opens is not None and kind != Status.Kind.OPEN:
            raise ValidationError(
                _("Tickets of the queue “%(queue)s” open with this status. Choose another one there first."),
                params={"queue": opens},
            )
        return kind

    def save(self, commit: bool = True) -> Status:  # noqa: FBT001, FBT002 - Django's own signature
        status: Status = super().save(commit)
        if "kind" in self.changed_data:
            workflow.follow_kind(status)
        return status


class QueueForm(NamedForm):
    """A queue and, below it, its working hours: one form for whoever fills it in."""

    name_is_taken = _("There is a queue with this name already.")
    audited_besides: ClassVar[dict[str, Promise]] = {"working_hours": _("Working hours")}

    class Meta:
        model = Queue
        fields = ["name", "open_status", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["open_status"].queryset = Status.objects.filter(kind=Status.Kind.OPEN)  # type: ignore[attr-defined]  # a ModelChoiceField
        data = self.data if self.is_bound else None
        self.zone = settings.TIME_ZONE  # the hours are the installation's, wherever the person is who sets them
        self.hours = HoursFormSet(data, initial=spans_of(self.instance), prefix="hours")

    def is_valid(self) -> bool:
        # Both are asked, so that all mistakes show at once.
        return all([super().is_valid(), self.hours.is_valid()])

    @transaction.atomic
    def save(self, commit: bool = True) -> Queue:  # noqa: FBT001, FBT002 - Django's own signature
        queue: Queue = super().save(commit)
        save_hours(queue, self.hours)
        return queue


class ReplacementForm(forms.Form):
    """Where the tickets of what is deleted go."""

    replacement: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        queryset=None, label=_("Move them to"), empty_label=_("Choose…")
    )

    def __init__(self, thing: Thing, *args: Any, is_needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replacement"].queryset = replacements(thing)  # type: ignore[attr-defined]  # a ModelChoiceField
        if not is_needed:
            del self.fields["replacement"]
