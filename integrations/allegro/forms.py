"""*Other data*: where the cases of an account land, and what is said automatically."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from crm.models import CustomField
from integrations.models import Integration

DEFAULT_CLOSURE_MESSAGE = _(
    "Hello, is everything all right now? If the problem is solved, please confirm it and close the case. Thank you!"
)
BUYERS_LANGUAGE = "pl"  # whatever language the administrator reads
REQUIRED = ("login_field", "queue", "category", "status_resolved", "status_unresolved")
SECTIONS = (
    (_("Where cases land"), ("name", "login_field", "queue", "category")),
    (
        _("When a case ends"),
        ("status_resolved", "status_unresolved", "status_accepted", "status_rejected", "closure_message"),
    ),
    (
        _("What happens by itself"),
        ("adds_customers", "answers_new_cases", "new_case_answer", "answers_out_of_hours", "out_of_hours_answer"),
    ),
)
SWITCHED_TEXTS = (("answers_new_cases", "new_case_answer"), ("answers_out_of_hours", "out_of_hours_answer"))


class OtherDataForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in its stubs only
    """The form of both the wizard and the later settings; `novalidate`: errors are ours, beside their fields."""

    class Meta:
        model = Integration
        fields = [name for _heading, names in SECTIONS for name in names]
        labels = {
            "login_field": _("Allegro customer login"),
            "answers_out_of_hours": _("Answer automatically outside working hours"),
        }
        help_texts = {
            "name": _("Only you and your colleagues see it, e.g. “Allegro – main shop”."),
            "login_field": _(
                "The text field of your customers that holds their Allegro login. A buyer whose login stands there is "
                "found, and the ticket is tied to that customer."
            ),
            "queue": _("New tickets wait here, with the queue's open status."),
            "category": _("Every new ticket gets this category."),
            "status_resolved": _("When a discussion or purchase problem is closed on Allegro."),
            "status_unresolved": _("When a discussion ends on Allegro without a solution."),
            "status_accepted": _("Left empty: as for “resolved”."),
            "status_rejected": _("Left empty: as for “resolved”."),
            "closure_message": _(
                "Fills the composer when an agent asks the buyer to confirm that the problem is solved; it can be "
                "changed each time."
            ),
            "adds_customers": _(
                "A buyer who is not in the CRM gets a record with the login and both forms of the masked e-mail."
            ),
            "answers_new_cases": _("Sent once to each new case. The first import answers nobody."),
            "answers_out_of_hours": _("Sent once per case when a buyer writes outside the queue's working hours."),
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("closure_message", "new_case_answer", "out_of_hours_answer")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login_field = self.fields["login_field"]
        if isinstance(login_field, forms.ModelChoiceField):
            login_field.queryset = CustomField.objects.filter(type=CustomField.Type.TEXT)
        for name in REQUIRED:
            self.fields[name].required = True
        if not self.instance.is_configured and not self.instance.closure_message:
            with translation.override(BUYERS_LANGUAGE):
                self.initial["closure_message"] = str(DEFAULT_CLOSURE_MESSAGE)

    def sections(self) -> list[tuple[str, list[BoundField]]]:
        """The fields under their headings, for the page."""
        return [(str(heading), [self[name] for name in names]) for heading, names in SECTIONS]

    def clean(self) -> dict[str, Any]:
        """An answer that is switched on needs words."""
        said = super().clean() or self.cleaned_data
        for switch, text in SWITCHED_TEXTS:
            if said.get(switch) and not (said.get(text) or "").strip():
                self.add_error(text, _("Write the answer, or switch it off."))
        return said


class LoginFieldForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in its stubs only
    """Create the custom field on the spot; it is always a text field.

    Its input stands among those of *Other data*, and belongs to a form of its own below them.
    """

    prefix = "new"

    class Meta:
        model = CustomField
        fields = ("name",)
        labels = {"name": _("Name of the new text field")}
        widgets = {"name": forms.TextInput(attrs={"form": "new-login-field"})}

    def __init__(self, data: QueryDict | None = None) -> None:
        field = CustomField(type=CustomField.Type.TEXT)
        super().__init__(data, instance=field, initial={"name": "Allegro login"})
