"""What an integration needs before its cases can land, made in place: a login field, a queue, a category, statuses."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import User
from crm.forms.custom_fields import CustomFieldForm
from crm.forms.names import NamedForm
from crm.models import CustomField
from tickets.models import Category, Queue, Status
from tickets.sections import CATEGORIES, PERMISSION, QUEUES, STATUSES
from tickets.settings_forms import CategoryForm, QueueForm, StatusForm


class NewThing(NamedForm):
    """One thing with what must be known of it. `question` asks whether it is needed, `permission` who may add it."""

    question: ClassVar[str | Promise]
    add: ClassVar[str | Promise]
    permission: ClassVar[str] = PERMISSION

    @classmethod
    def existing(cls) -> Any:
        """Those that there are to choose from."""
        return cls._meta.model._default_manager.all()

    @property
    def is_meant(self) -> bool:
        """Whether somebody has written a name into it, and not only left the one that we propose."""
        name = (self["name"].data or "").strip()
        return self.is_bound and name not in ("", self.get_initial_for_field(self.fields["name"], "name"))


class NewLoginField(NewThing):
    name_is_taken = CustomFieldForm.name_is_taken
    question = _("No text field for logins yet?")
    add = _("Add a text field")
    permission = "crm.manage_fields"

    class Meta:
        model = CustomField
        fields = ["name"]
        labels = {"name": _("Name of the new text field")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.type = CustomField.Type.TEXT

    @classmethod
    def existing(cls) -> Any:
        return CustomField.objects.filter(type=CustomField.Type.TEXT)


class NewQueue(NewThing):
    """A queue with the status its tickets open with; where no status is open yet, that one is made, too."""

    name_is_taken = QueueForm.name_is_taken
    question = _("No queue fits?")
    add = _("Add a queue")

    class Meta:
        model = Queue
        fields = ["name", "open_status"]
        labels = {"name": _("Name of the new queue")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        opening = Status.objects.filter(kind=Status.Kind.OPEN)
        first = opening.first()
        if first is None:
            del self.fields["open_status"]
            name = Status._meta.get_field("name")
            self.fields["status_name"] = forms.CharField(
                label=_("Name of its open status"), initial=_("New"), max_length=name.max_length
            )
            return
        self.fields["open_status"].queryset = opening  # type: ignore[attr-defined]  # a ModelChoiceField
        self.initial["open_status"] = first.pk

    def clean_status_name(self) -> str:
        status = self._new_status()
        if not status.is_valid():
            raise ValidationError(status.errors["name"].as_data())
        return str(self.cleaned_data["status_name"])

    def _new_status(self) -> StatusForm:
        return StatusForm({"name": self.cleaned_data["status_name"], "kind": Status.Kind.OPEN, "position": 0})

    @transaction.atomic
    def save_by(self, actor: User) -> Any | None:
        if "status_name" in self.cleaned_data:
            self.instance.open_status = audit.save_form(self._new_status(), actor)
        self.instance.position = QUEUES.next_position()
        return super().save_by(actor)


class NewCategory(NewThing):
    name_is_taken = CategoryForm.name_is_taken
    question = _("No category fits?")
    add = _("Add a category")

    class Meta:
        model = Category
        fields = ["name"]
        labels = {"name": _("Name of the new category")}

    def save_by(self, actor: User) -> Any | None:
        self.instance.position = CATEGORIES.next_position()
        return super().save_by(actor)


class NewClosedStatus(NewThing):
    """For tickets whose case has ended: an open one would keep them among what is to do."""

    name_is_taken = StatusForm.name_is_taken
    question = _("No status fits?")
    add = _("Add a closed status")

    class Meta:
        model = Status
        fields = ["name"]
        labels = {"name": _("Name of the new closed status")}

    @classmethod
    def existing(cls) -> Any:
        return Status.objects.filter(kind=Status.Kind.CLOSED)

    def save_by(self, actor: User) -> Any | None:
        self.instance.kind = Status.Kind.CLOSED
        self.instance.position = STATUSES.next_position()
        return super().save_by(actor)


# For each choice of the integration's other data, what can be added there.
FORMS: dict[str, type[NewThing]] = {
    "login_field": NewLoginField,
    "queue": NewQueue,
    "category": NewCategory,
    "status_resolved": NewClosedStatus,
    "status_unresolved": NewClosedStatus,
    "status_accepted": NewClosedStatus,
    "status_rejected": NewClosedStatus,
}


def forms_for(
    person: User, data: QueryDict | None = None, initial: dict[str, dict[str, Any]] | None = None
) -> dict[str, NewThing]:
    """The forms this person may use, by the choice they stand at. `initial` proposes values, by the same name."""
    return {
        name: form(data, prefix=f"new-{name}", initial=(initial or {}).get(name))
        for name, form in FORMS.items()
        if person.has_perm(form.permission)
    }


def asked_for(offered: dict[str, NewThing], data: QueryDict) -> str:
    """At which choice something is to be added: the button pressed, else where a name was written; "" for nowhere."""
    pressed = str(data.get("add", ""))
    return pressed if pressed in offered else next(_meant(offered), "")


def _meant(offered: dict[str, NewThing]) -> Iterator[str]:
    return (name for name, form in offered.items() if form.is_meant)
